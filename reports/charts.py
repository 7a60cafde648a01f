"""Small charts of the admin's own pages: stacked bars as rectangles, for a template to draw."""

#: Of a chart, in units of its own.
HEIGHT = 100
BAR = 10


def bars(columns: list[dict]) -> dict:
    """One bar for each column, made of its ``numbers`` from the bottom up; ``total`` is their sum."""
    highest = max((column["total"] for column in columns), default=0)
    drawn = []
    for place, column in enumerate(columns):
        below = 0
        for series, number in enumerate(column["numbers"]):
            if number:
                height = HEIGHT * number / highest
                below += height
                drawn.append(
                    {
                        "series": series,
                        "x": place * BAR + 1,
                        "y": f"{HEIGHT - below:.2f}",
                        "height": f"{height:.2f}",
                    }
                )
    return {
        "bars": drawn,
        "width": len(columns) * BAR,
        "height": HEIGHT,
        "bar": BAR - 2,
        "highest": highest,
    }
