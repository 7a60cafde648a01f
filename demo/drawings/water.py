"""Pictures of water and ice."""

from math import hypot, sqrt
from random import Random

from .canvas import BLUE, INK, RUBRIC, RULE, SOFT, Canvas

ICE_DENSITY = 916.7
WARM, COOL, COLD, ICE = "#e3b38f", "#9fc0d2", "#5f91b0", "#eef4f6"


def water_density() -> Canvas:
    """The density of water from 0 to 20 °C by the formula of Tanaka and others, 2001."""
    canvas = Canvas(1000)
    canvas.title("Water is heaviest at four degrees", "Density in kilograms per cubic metre")
    left, right, floor, roof = 210, 1490, 840, 250

    def to_x(celsius):
        return left + celsius / 20 * (right - left)

    def to_y(density):
        return floor - (density - 998) / 2.2 * (floor - roof)

    for density in (998, 998.5, 999, 999.5, 1000):
        canvas.line(left, to_y(density), right, to_y(density), stroke=RULE, stroke_width=2)
        canvas.text(left - 24, to_y(density) + 12, f"{density:,.1f}", size=36, fill=SOFT,
                    anchor="end")  # fmt: skip
    for celsius in (0, 5, 10, 15, 20):
        canvas.text(to_x(celsius), floor + 56, f"{celsius} °C", size=38, fill=SOFT, anchor="middle")
    curve = [(to_x(step / 10), to_y(_density(step / 10))) for step in range(201)]
    canvas.polyline(curve, stroke=BLUE, stroke_width=9)
    for celsius, words, ink, shift, drop, anchor in (
        (0, "999.84 at 0 °C", INK, 16, 66, "start"),
        (3.98, "999.97 at 3.98 °C", RUBRIC, 60, -44, "start"),
        (20, "998.21 at 20 °C", INK, -50, 14, "end"),
    ):
        x, y = to_x(celsius), to_y(_density(celsius))
        canvas.circle(x, y, 17, fill=ink)
        canvas.text(x + shift, y + drop, words, size=46, fill=ink, weight=650, anchor=anchor)
    canvas.text(1530, floor + 124, "Ice at 0 °C: 917, some 22 picture heights further down",
                size=38, fill=SOFT, anchor="end")  # fmt: skip
    return canvas


def _density(celsius: float) -> float:
    """Of air-free water at one atmosphere, in kilograms per cubic metre."""
    return 999.97495 * (
        1 - (celsius - 3.983035) ** 2 * (celsius + 301.797) / (522528.9 * (celsius + 69.34881))
    )


def ice_lattice() -> Canvas:
    """Molecules in ice and in water, the same area of each, their numbers as their densities."""
    canvas = Canvas(1040)
    canvas.title("Order takes room", "Molecules in the same space; schematic, but counted true")
    bond, top = 66, 236
    wide, size = bond * sqrt(3), (6 * bond * sqrt(3), 9 * bond)
    ice = [
        (wide * (column + 0.25 + row % 2 / 2), bond * (1.5 * row + 0.25 + drop))
        for row in range(6)
        for column in range(6)
        for drop in (0, 1)
    ]
    water = _crowd(round(len(ice) * 999.84 / ICE_DENSITY), size, bond * 0.83)
    for x, name, points, dashes in ((84, "Ice", ice, None), (830, "Water", water, "3 12")):
        canvas.rect(x - 14, top - 14, size[0] + 28, size[1] + 28, fill="#e3ecf1")
        pairs = [(a, b) for a in points for b in points if a < b and _apart(a, b) < bond * 1.05]
        for one, other in pairs:
            canvas.line(
                x + one[0], top + one[1], x + other[0], top + other[1], stroke="#86a3b3",
                stroke_width=6, stroke_dasharray=dashes, stroke_linecap="round",
            )  # fmt: skip
        for across, down in points:
            canvas.circle(x + across, top + down, 19, fill=BLUE)
        canvas.text(x - 14, top + size[1] + 84, name, size=50, weight=650)
        canvas.text(x - 14, top + size[1] + 140, f"{len(points)} molecules", size=44, fill=SOFT)
    return canvas


def _apart(one: tuple[float, float], other: tuple[float, float]) -> float:
    return hypot(one[0] - other[0], one[1] - other[1])


def _crowd(number: int, size: tuple[float, float], apart: float) -> list[tuple[float, float]]:
    """So many points without order, none nearer to another than ``apart``."""
    chance, points = Random(11), []
    while len(points) < number:
        point = (chance.uniform(16, size[0] - 16), chance.uniform(16, size[1] - 16))
        if all(_apart(point, other) >= apart for other in points):
            points.append(point)
    return points


def lake_year() -> Canvas:
    """A lake of middle latitudes in summer, autumn and winter: its layers and their warmth."""
    canvas = Canvas(1000)
    canvas.title("A lake through the year", "Temperatures by depth; schematic")
    top, floor, wide = 320, 830, 440
    for number, (season, layers, words) in enumerate(
        (
            ("Summer", ((0, 0.36, WARM, "20 °C"), (0.36, 1, COOL, "6 °C")), "warm floats on cold"),
            ("Autumn", ((0, 1, COLD, "4 °C"),), "one weight: it mixes"),
            ("Winter", ((0, 0.14, ICE, "ice"), (0.14, 0.5, COOL, "0–3 °C"), (0.5, 1, COLD, "4 °C")),
             "heaviest water lowest"),
        )
    ):  # fmt: skip
        x = 70 + number * 510
        shape = f"M{x} {top}H{x + wide}C{x + wide} {floor - 60} {x + wide - 60} {floor} "
        shape += f"{x + wide / 2} {floor}S{x} {floor - 60} {x} {top}Z"
        canvas.add(f'<clipPath id="lake{number}"><path d="{shape}"/></clipPath>')
        canvas.add(f'<g clip-path="url(#lake{number})">')
        for start, end, fill, label in layers:
            y = top + start * (floor - top)
            canvas.rect(x, y, wide, (end - start) * (floor - top) + 1, fill=fill)
            canvas.text(x + wide / 2, y + (end - start) * (floor - top) / 2 + 16, label, size=46,
                        weight=650, anchor="middle")  # fmt: skip
        canvas.add("</g>")
        canvas.path(shape, stroke=SOFT, stroke_width=3)
        canvas.text(x + wide / 2, 276, season, size=50, weight=650, anchor="middle")
        canvas.text(x + wide / 2, 906, words, size=40, fill=SOFT, anchor="middle")
    return canvas


DRAWINGS = [water_density, ice_lattice, lake_year]
