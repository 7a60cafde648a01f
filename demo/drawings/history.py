"""Drawings for the history articles: the Berlin Wall and the end of the Bronze Age."""

import json
from pathlib import Path

from .canvas import BLUE, GOLD, INK, PAPER, RUBRIC, RULE, SEA, SHEET, SOFT, TINT, Canvas

LAND = Path(__file__).with_name("mediterranean_land.json")
HALO = {"stroke": PAPER, "stroke_width": 8, "stroke_linejoin": "round", "paint_order": "stroke"}

# People registered in the West, in thousands, 1949 (September to December) to 1990 (to June).
LEAVERS = (
    129.2, 197.8, 165.6, 182.4, 331.4, 184.2, 252.9, 279.2, 261.6, 204.1, 143.9, 199.2, 207.0,
    21.4, 42.6, 41.9, 29.6, 24.1, 19.6, 16.0, 17.0, 17.5, 17.4, 17.2, 15.2, 13.3, 16.3, 15.2,
    12.1, 12.1, 12.5, 12.8, 15.4, 13.2, 11.3, 41.0, 24.9, 26.2, 19.0, 39.8, 343.9, 238.4,
)  # fmt: skip

# Corners of Berlin as longitude and latitude, drawn by hand. The lists follow each other so that
# a sector is its stretch of the outer border and its stretch of the inner one.
OUTER_FRENCH = [
    (13.39, 52.635), (13.36, 52.625), (13.32, 52.635), (13.305, 52.66), (13.28, 52.66),
    (13.26, 52.64), (13.22, 52.627), (13.2, 52.605),
]  # fmt: skip
OUTER_BRITISH = [
    (13.2, 52.605), (13.165, 52.59), (13.13, 52.585), (13.14, 52.555), (13.115, 52.545),
    (13.115, 52.505), (13.13, 52.495), (13.11, 52.475), (13.12, 52.44), (13.105, 52.425),
]  # fmt: skip
OUTER_AMERICAN = [
    (13.105, 52.425), (13.09, 52.412), (13.14, 52.395), (13.165, 52.415), (13.2, 52.415),
    (13.245, 52.422), (13.265, 52.408), (13.31, 52.4), (13.36, 52.397), (13.385, 52.38),
    (13.415, 52.378), (13.425, 52.405), (13.46, 52.418), (13.475, 52.4), (13.51, 52.397),
]  # fmt: skip
OUTER_SOVIET = [
    (13.51, 52.397), (13.57, 52.388), (13.61, 52.378), (13.64, 52.365), (13.65, 52.34),
    (13.7, 52.375), (13.735, 52.405), (13.755, 52.44), (13.7, 52.465), (13.635, 52.478),
    (13.635, 52.505), (13.655, 52.53), (13.61, 52.548), (13.585, 52.572), (13.53, 52.588),
    (13.5, 52.615), (13.52, 52.65), (13.5, 52.673), (13.47, 52.668), (13.43, 52.64),
    (13.39, 52.635),
]  # fmt: skip
INNER_AMERICAN = [
    (13.51, 52.397), (13.53, 52.412), (13.49, 52.45), (13.46, 52.47), (13.445, 52.488),
    (13.453, 52.497), (13.428, 52.508), (13.41, 52.504), (13.39, 52.5075), (13.376, 52.509),
]  # fmt: skip
INNER_BRITISH = [(13.376, 52.509), (13.377, 52.518), (13.372, 52.528), (13.366, 52.536)]
INNER_FRENCH = [
    (13.366, 52.536), (13.388, 52.533), (13.404, 52.541), (13.397, 52.556), (13.385, 52.575),
    (13.37, 52.585), (13.39, 52.605), (13.39, 52.635),
]  # fmt: skip
FRENCH_BRITISH = [(13.366, 52.536), (13.325, 52.545), (13.27, 52.55), (13.22, 52.575)]
BRITISH_AMERICAN = [
    (13.376, 52.509), (13.345, 52.498), (13.335, 52.475), (13.29, 52.47), (13.24, 52.455),
    (13.19, 52.46), (13.165, 52.44),
]  # fmt: skip


def leaving_east_germany() -> Canvas:
    """A column for every year's departures from East Germany, the Wall's years shaded."""
    canvas = Canvas(1000)
    canvas.title("People leaving East Germany", "Registered in the West, in thousands a year")
    left, floor, step, scale = 150, 858, 1370 / 42, 610 / 350
    wall, fall = left + 12.62 * step, left + 40.86 * step
    canvas.rect(wall, 230, fall - wall, floor - 230, fill=TINT)
    for value in (100, 200, 300):
        y = floor - value * scale
        canvas.line(left, y, left + 42 * step, y, stroke=RULE, stroke_width=2)
        canvas.text(left - 16, y + 11, value, size=32, fill=SOFT, anchor="end")
    for number, value in enumerate(LEAVERS):
        ink = BLUE if number < 40 else RUBRIC
        x = left + number * step + 3
        canvas.rect(x, floor - value * scale, step - 6, value * scale, fill=ink)
    canvas.line(left, floor, left + 42 * step, floor)
    for year in (1950, 1960, 1970, 1980, 1990):
        x = left + (year - 1949 + 0.5) * step
        canvas.text(x, floor + 46, year, size=34, anchor="middle", fill=SOFT)
    middle = (wall + fall) / 2
    canvas.text(middle, 420, "The Wall", size=68, anchor="middle", weight=650)
    canvas.text(
        middle, 478, "13 August 1961 to 9 November 1989", size=34, anchor="middle", fill=SOFT
    )
    canvas.text(left + 4.5 * step, 262, "1953: 331", size=34, anchor="middle", weight=600, **HALO)
    canvas.text(left + 39.8 * step, 275, "1989: 344", anchor="end", weight=600, fill=RUBRIC)
    canvas.text(70, 962, "1949: from September. 1990: January to June.", size=30, fill=SOFT)
    return canvas


def divided_berlin() -> Canvas:
    """Schematic map: the four sectors of Berlin and the Wall around the western three."""
    canvas = Canvas(1060)
    canvas.title("Berlin, 1961–1989", "Four sectors, one Wall (schematic map)")
    canvas.rect(0, 195, 1600, 865, fill=TINT)

    def place(points):
        return [(70 + (x - 13.08) * 1430, 230 + (52.68 - y) * 2350) for x, y in points]

    west = "#c3d7e1", "#a4c2d2", "#86adc2"
    sectors = (
        (OUTER_FRENCH + FRENCH_BRITISH[::-1] + INNER_FRENCH, west[0]),
        (OUTER_BRITISH + BRITISH_AMERICAN[::-1] + INNER_BRITISH + FRENCH_BRITISH, west[1]),
        (OUTER_AMERICAN + INNER_AMERICAN + BRITISH_AMERICAN, west[2]),
        (OUTER_SOVIET + (INNER_AMERICAN + INNER_BRITISH + INNER_FRENCH)[::-1], "#ead7ad"),
    )
    for points, fill in sectors:
        canvas.polyline(place(points), closed=True, fill=fill, stroke=SHEET, stroke_width=3)
    wall = OUTER_FRENCH + OUTER_BRITISH + OUTER_AMERICAN
    wall += INNER_AMERICAN + INNER_BRITISH + INNER_FRENCH
    canvas.polyline(place(wall), closed=True, stroke=RUBRIC, stroke_width=11)
    for x, y, words in (
        (13.275, 52.59, "French"),
        (13.235, 52.512, "British"),
        (13.32, 52.432, "American"),
        (13.585, 52.448, "Soviet"),
    ):
        ((px, py),) = place([(x, y)])
        canvas.text(px, py, words, size=42, anchor="middle", weight=600)
    for x, y, base, words in (
        (13.398, 52.555, 490, "Bornholmer\nStraße"),
        (13.377, 52.517, 570, "Brandenburg Gate"),
        (13.39, 52.5075, 610, "Checkpoint Charlie"),
    ):
        ((px, py),) = place([(x, y)])
        canvas.line(px, py, 560, base - 10, stroke_width=3)
        canvas.circle(px, py, 10, fill=INK)
        canvas.text(566, base, words, size=30)
    canvas.text(70, 1020, "East Germany", size=38, fill=SOFT, font_style="italic")
    for y, figure, words in (
        (330, "155 km", "of Wall around\nWest Berlin"),
        (560, "43 km", "of it between\nEast and West"),
        (790, "160 km", "from the city to\nWest Germany"),
    ):
        canvas.text(1210, y, figure, size=72, weight=650, fill=RUBRIC if y < 700 else INK)
        canvas.text(1210, y + 52, words, size=36)
    return canvas


def night_of_9_november() -> Canvas:
    """The hours of 9 November 1989: what was said on the left, what the border did on the right."""
    canvas = Canvas(1100)
    canvas.title("9 November 1989, hour by hour")
    top, hour, axis = 285, 122, 800

    def y_at(clock):
        return top + (clock - 18.5) * hour

    canvas.text(axis - 70, 210, "What was said", size=40, weight=600, anchor="end", fill=BLUE)
    canvas.text(axis + 70, 210, "What the border did", size=40, weight=600, fill=RUBRIC)
    opens, shut = y_at(23.5), y_at(21.33)
    canvas.rect(axis - 22, top - 30, 44, shut - top + 30, fill=INK)
    for number in range(6):
        part = (opens - shut) / 6
        canvas.rect(axis - 22, shut + number * part + 6, 44, part - 12, fill=INK)
    canvas.rect(axis - 22, opens + 3, 44, y_at(24.6) - opens, fill=SHEET, stroke=INK)
    said = (
        (18.88, -22, "18:53", "Schabowski reads out\nthe new travel rules"),
        (19.08, 56, "19:05", "Agency headline: East\nGermany opens border"),
        (20.0, 46, "20:00", "West German television\nnews leads with it"),
        (22.7, 0, "22:42", "Television: the gates\n“stand wide open”"),
    )
    done = (
        (21.0, -28, "21:00", "Hundreds wait at\nBornholmer Straße"),
        (21.33, 36, "21:20", "A few are let through,\none by one"),
        (23.5, -8, "23:30", "The barrier goes up:\nno more checks"),
        (24.03, 22, "0:02", "Every crossing in\nthe city is open"),
    )
    for events, side, ink in ((said, -1, BLUE), (done, 1, RUBRIC)):
        for clock, drop, time, words in events:
            y = y_at(clock)
            canvas.polyline(
                [(axis + side * 22, y), (axis + side * 66, y), (axis + side * 110, y + drop)],
                stroke=ink, stroke_width=4,
            )  # fmt: skip
            anchor = "end" if side < 0 else "start"
            canvas.text(axis + side * 122, y + drop + 13, time, 40, ink, anchor, 650)
            canvas.text(axis + side * 252, y + drop + 12, words, 36, INK, anchor)
    return canvas


def fallen_cities() -> Canvas:
    """Map of the eastern Mediterranean about 1200 BC: places that fell and places that lived on."""
    canvas = Canvas(1100)

    def place(lon, lat):
        return (lon - 20) * 76, 176 + (40.35 - lat) * 94

    canvas.rect(0, 176, 1600, 924, fill=SEA)
    for ring in json.loads(LAND.read_text())["rings"]:
        canvas.polyline(
            [place(*point) for point in ring], closed=True, fill="#efe8d9", stroke="#a9a08d",
            stroke_width=2,
        )  # fmt: skip
    canvas.rect(0, 0, 1600, 176, fill=PAPER)
    canvas.title("The cities that fell", "Destroyed or abandoned, about 1250 to 1130 BC")
    for lon, lat, words in (
        (31.6, 38.6, "HITTITES"), (31.2, 30.72, "EGYPT"), (25.2, 34.5, "CRETE"),
        (32.55, 34.25, "CYPRUS"),
    ):  # fmt: skip
        canvas.text(*place(lon, lat), words, 30, SOFT, "middle", letter_spacing=5)
    fell = (
        (22.76, 37.73, "Mycenae", 22, 34, "start"), (21.7, 37.03, "Pylos", 8, 46, "middle"),
        (23.32, 38.32, "Thebes", -18, -14, "end"), (26.24, 39.96, "Troy", 20, 11, "start"),
        (34.61, 40.02, "Hattusa", 22, 12, "start"), (34.9, 36.92, "Tarsus", 0, -22, "middle"),
        (35.78, 35.6, "Ugarit", 22, 14, "start"), (38.1, 35.98, "Emar", 22, 16, "start"),
        (33.89, 35.16, "Enkomi", -24, 4, "end"), (35.57, 33.02, "Hazor", 22, 8, "start"),
        (35.18, 32.58, "Megiddo", 22, 22, "start"), (34.85, 31.56, "Lachish", 22, 12, "start"),
    )  # fmt: skip
    lived = (
        (23.73, 37.97, "Athens", 20, 2, "start"), (38.02, 36.83, "Carchemish", -6, -24, "middle"),
        (35.65, 34.12, "Byblos", 22, 10, "start"), (35.2, 33.27, "Tyre", -22, 12, "end"),
    )  # fmt: skip
    for places, ink in ((fell, RUBRIC), (lived, BLUE)):
        for lon, lat, name, right, down, anchor in places:
            x, y = place(lon, lat)
            _site(canvas, x, y, ink)
            canvas.text(x + right, y + down, name, 34, INK, anchor, 600, **HALO)
    canvas.rect(410, 836, 520, 146, fill=PAPER, rx=8)
    _site(canvas, 450, 884, RUBRIC)
    canvas.text(480, 895, "destroyed or abandoned", size=34)
    _site(canvas, 450, 940, BLUE)
    canvas.text(480, 951, "lived on", size=34)
    canvas.line(700, 928, 700 + 169, 928, stroke_width=4)
    canvas.text(785, 964, "200 km", size=30, anchor="middle", fill=SOFT)
    return canvas


def _site(canvas: Canvas, x: float, y: float, ink: str) -> None:
    """A place on the map: a dot where it fell, a square where it lived on."""
    if ink == RUBRIC:
        canvas.circle(x, y, 13, fill=ink, stroke=PAPER, stroke_width=3)
    else:
        canvas.rect(x - 12, y - 12, 24, 24, fill=ink, stroke=PAPER, stroke_width=3)


def bronze_cargo() -> Canvas:
    """The Uluburun ship's metal: ten columns of copper ingots and one of tin, 100 kg a sign."""
    canvas = Canvas(1060)
    canvas.title("The metal in one ship", "Uluburun wreck, sunk about 1320 BC")
    for column in range(11):
        x = 70 + column * 78 + (26 if column == 10 else 0)
        for row in range(10):
            y = 232 + row * 77
            canvas.path(
                f"M{x} {y} Q{x + 33} {y + 14} {x + 66} {y} Q{x + 56} {y + 31} {x + 66} {y + 62} "
                f"Q{x + 33} {y + 48} {x} {y + 62} Q{x + 10} {y + 31} {x} {y}Z",
                fill="#b5622f" if column < 10 else "#8b949c", stroke="none",
            )  # fmt: skip
    for y, name, ink, words in (
        (290, "Copper", RUBRIC, "about 10 tonnes,\nmined on Cyprus"),
        (
            560,
            "Tin",
            "#5c656d",
            "about 1 tonne, from\nCentral Asia, Anatolia\nor Cornwall: disputed",
        ),
    ):
        canvas.text(1040, y, name, size=72, weight=650, fill=ink)
        canvas.text(1040, y + 60, words, size=40)
    canvas.text(1040, 890, "Each sign: 100 kg.\nTen to one makes bronze.", size=36, fill=SOFT)
    return canvas


def last_kings() -> Canvas:
    """Bars for the powers of 1400 to 1000 BC, in the order in which they went."""
    canvas = Canvas(1060)
    canvas.title("Who fell, who shrank, who stayed", "Pale: weakened, or the date uncertain")
    floor = 950

    def x_at(year):
        return 486 + (1350 - year) * 2.93

    for year in range(1300, 999, -100):
        canvas.line(x_at(year), 250, x_at(year), floor, stroke=RULE, stroke_width=2)
        words = f"{year} BC" if year == 1300 else year
        canvas.text(x_at(year), floor + 50, words, size=32, anchor="middle", fill=SOFT)
    canvas.line(x_at(1177), 214, x_at(1177), floor, stroke_dasharray="10 10")
    canvas.text(x_at(1177) + 16, 232, "c. 1177: Sea Peoples reach Egypt", size=32)
    rows = (
        ("Hittite empire", 1200, 1180, RUBRIC), ("Mycenaean palaces", 1200, 1180, RUBRIC),
        ("Ugarit", 1192, 1185, RUBRIC), ("Kassite Babylon", 1155, 1155, RUBRIC),
        ("Egypt’s New Kingdom", 1130, 1069, GOLD), ("Assyria", 1076, 1000, GOLD),
        ("Carchemish", 1000, 1000, BLUE), ("Phoenician ports", 1000, 1000, BLUE),
    )  # fmt: skip
    for number, (name, strong, weak, ink) in enumerate(rows):
        y, left = 268 + number * 85, x_at(1350)
        canvas.text(left - 24, y + 39, name, size=36, anchor="end", weight=600)
        canvas.rect(left, y, x_at(weak) - left, 54, fill=PAPER)
        canvas.rect(left, y, x_at(weak) - left, 54, fill=ink, opacity=0.45)
        canvas.rect(left, y, x_at(strong) - left, 54, fill=ink)
    return canvas


DRAWINGS = [
    leaving_east_germany,
    divided_berlin,
    night_of_9_november,
    fallen_cities,
    bronze_cargo,
    last_kings,
]
