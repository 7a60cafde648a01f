"""Small charts for the admin's reports: stacked bars as rectangles that a template draws."""

#: Height of a chart and width of a bar, in units of the drawing.
HEIGHT = 100
BAR = 10


def bars(columns: list[dict]) -> dict:
    """One bar for each column, made of its ``numbers`` from the bottom up; ``total`` is their sum."""
    highest = max((column["total"] for column in columns), default=0)
    rectangles = []
    for place, column in enumerate(columns):
        top = 0
        for series, number in enumerate(column["numbers"]):
            if number:
                height = HEIGHT * number / highest
                top += height
                rectangles.append(
                    {
                        "series": series,
                        "x": place * BAR + 1,
                        "y": f"{HEIGHT - top:.2f}",
                        "height": f"{height:.2f}",
                    }
                )
    return {
        "bars": rectangles,
        "width": len(columns) * BAR,
        "height": HEIGHT,
        "bar": BAR - 2,
        "highest": highest,
    }
