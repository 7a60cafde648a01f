"""Pictures of light, the seasons and the Moon."""

from math import acos, asin, atan2, cos, hypot, pi, radians, sin, sqrt, tan

from .canvas import BLUE, GOLD, INK, RUBRIC, RULE, SLATE, SOFT, Canvas

TILT = radians(23.44)
NIGHT, DAY, SUN, LIGHT = "#2d3a4d", "#dbe8ed", "#e9b44a", "#ecc766"
MARE, LAND = "#8f8b86", "#e8e2d5"
SPECTRUM = [
    (380, "#5b3f8c"), (430, "#4a4fa6"), (465, "#2f6fb0"), (500, "#3f9a9a"), (540, "#5c9a4a"),
    (575, "#d8b53a"), (600, "#d9892f"), (640, "#bf4426"), (720, "#7c1f1a"),
]  # fmt: skip
BRIGHT = [(-43, -11, 90), (10, -20, 90), (8, -38, 50), (24, -47, 45), (-9, 61, 60)]
MONTHS = "JFMAMJJASOND"

# Lava plains as circles: latitude, longitude east, diameter in kilometres.
SEAS = [
    (34, -16, 1130), (27, 18, 690), (9, 25, 560), (10, 37, 520), (1, 33, 440), (16, 59, 500),
    (-3, 51, 560), (-12, 51, 430), (-15, 35, 330), (-24, -38, 390), (-20, -17, 620),
    (-15, -10, 300), (-10, -23, 350), (7, -29, 460), (13, 4, 240), (1, -1, 170), (11, -9, 220),
    (58, -36, 200), (58, -26, 200), (57, -16, 210), (56, -6, 210), (55, 4, 210), (54, 14, 220),
    (53, 24, 220), (50, 33, 200), (38, 32, 230), (54, -52, 330), (46, -60, 480), (36, -57, 640),
    (25, -55, 720), (14, -53, 700), (5, -49, 640), (-2, -43, 480), (-9, -43, 330), (11, -66, 300),
    (22, -36, 420), (12, -38, 380), (36, -37, 420), (2, -36, 320), (-6, -31, 280), (17, 22, 260),
    (-1, 42, 240), (-7, 35, 150), (-17, -42, 150), (44, -31, 230), (20, -10, 300), (-27, -22, 300),
    (57, 81, 180), (13, 86, 220), (-2, 87, 260), (7, 68, 150), (1, 65, 120), (-5, -68, 140),
    (51, -9, 95), (-44, -54, 130), (45, 27, 110), (-40, 86, 140), (-47, 84, 150), (-52, 88, 120),
    (27, 148, 270), (-33, 164, 240), (-20, 129, 160), (-36, -152, 160), (-38, 179, 170),
    (-45, 176, 150), (-35, 147, 130), (-17, 173, 90), (-19, -95, 240), (-40, 94, 130),
    (-47, 97, 150), (-53, 96, 110), (-57, 163, 100),
]  # fmt: skip


def sunlight_path() -> Canvas:
    """The air that sunlight crosses at noon and at sunset, true to scale."""
    canvas = Canvas(900)
    canvas.title("The long way in", "Sunlight through the lowest 30 km of air, true to scale")
    scale, left, ground = 1.86, 180, 590
    centre, edge = ground + 6371 * scale, left + sqrt(6401**2 - 6371**2) * scale
    for height, shade in ((30, "#d3e2ea"), (16, "#a6c6d7"), (5.6, "#7aa9c3"), (0, NIGHT)):
        canvas.circle(left, centre, (6371 + height) * scale, fill=shade)
    shades = zip((0, 25, 50, 100), ("#a32f17", "#c4512a", "#d8873a", LIGHT), strict=True)
    body = "".join(f'<stop offset="{at}%" stop-color="{shade}"/>' for at, shade in shades)
    canvas.shape("linearGradient", body, id="low", gradientUnits="userSpaceOnUse", x1=left, x2=edge)
    canvas.rect(left, ground - 14, edge - left, 12, fill="url(#low)")
    canvas.line(edge - 4, ground - 8, 1500, ground - 8, stroke=LIGHT, stroke_width=12)
    canvas.line(left, 270, left, ground - 8, stroke=LIGHT, stroke_width=12)
    for x, y in ((left, 262), (1494, ground - 8)):
        canvas.circle(x, y, 36, fill=SUN)
    canvas.circle(left, ground - 8, 16, fill=INK)
    for x, when, way in ((240, "Noon", "30 km of air"), (760, "Sunset", "620 km of air")):
        canvas.text(x, 400, when, size=50, weight=650)
        canvas.text(x, 456, way, size=44)
    for x, shift, figure, words in (
        (156, 180, "1 ×", "the air overhead:\nlight stays white"),
        (760, 250, "38 ×", "as much air: blue scatters\naway, red comes through"),
    ):
        canvas.text(x, 800, figure, size=100, fill=SUN, weight=650)
        canvas.text(x + shift, 754, words, size=40, fill="#fcfbf8")
    canvas.text(150, 648, "You", size=38, fill="#fcfbf8")
    return canvas


def scattering_law() -> Canvas:
    """Scattering by air against wavelength: the inverse fourth power, red set to one."""
    canvas = Canvas(1000)
    canvas.title("The shorter the wave, the more it scatters", "Scattering by air, red light = 1")
    left, right, floor, roof = 160, 1530, 850, 230
    to_x, to_y = _scale(380, 720, left, right), _scale(0, 12, floor, roof)
    curve = [(to_x(wave), to_y((700 / wave) ** 4)) for wave in range(380, 721, 2)]
    for start in range(0, 170, 5):
        piece = curve[start : start + 6]
        canvas.polyline(
            [(piece[0][0], floor), *piece, (piece[-1][0], floor)], closed=True,
            fill=_colour(385 + 2 * start), stroke="none",
        )  # fmt: skip
    canvas.polyline(curve, stroke_width=6)
    canvas.line(left, floor, left, roof, stroke=SOFT)
    for value in (0, 3, 6, 9, 12):
        canvas.line(left - 14, to_y(value), left, to_y(value), stroke=SOFT)
        canvas.text(left - 28, to_y(value) + 12, value, size=38, fill=SOFT, anchor="end")
    for wave, words in ((400, "Violet"), (450, "Blue"), (550, "Green"), (700, "Red")):
        x, y = to_x(wave), to_y((700 / wave) ** 4)
        canvas.circle(x, y, 13, fill=INK)
        canvas.text(
            x + (22 if wave < 700 else 50), y - (18 if wave < 700 else 28),
            f"{words} {(700 / wave) ** 4:.1f}", size=48, weight=650,
            anchor="start" if wave < 700 else "end",
        )  # fmt: skip
    for wave in range(400, 701, 50):
        canvas.text(to_x(wave), floor + 52, wave, size=38, fill=SOFT, anchor="middle")
    canvas.text(right, floor + 106, "Wavelength in nanometres", size=38, fill=SOFT, anchor="end")
    return canvas


def _colour(wave: float) -> str:
    """The ink for a wavelength, between its neighbours in ``SPECTRUM``."""
    number = next(number for number, (edge, _) in enumerate(SPECTRUM) if wave <= edge)
    (low, first), (high, second) = SPECTRUM[number - 1], SPECTRUM[number]
    return f"color-mix(in srgb, {first}, {second} {(wave - low) / (high - low):.1%})"


def season_orbit() -> Canvas:
    """The Earth's orbit with its true shape; the axis points one way all year."""
    canvas = Canvas(1100)
    canvas.title("One tilt, four seasons", "The Earth’s axis points the same way all year")
    middle, wide, lift = (800, 630), 510, radians(22)
    canvas.shape(
        "ellipse", cx=middle[0], cy=middle[1], rx=wide, ry=wide * sin(lift), fill="none",
        stroke=SOFT, stroke_width=4, stroke_dasharray="4 14", stroke_linecap="round",
    )  # fmt: skip
    canvas.circle(middle[0] + 0.0167 * wide, middle[1], 62, fill=SUN)
    for a, b in ((-1, 0), (0, -1), (1, 0), (0, 1)):
        _globe(canvas, middle[0] + wide * a, middle[1] - wide * b * sin(lift), (-a, -b, 0), lift)
    for x, y, date, north, anchor in (
        (70, 850, "21 June", "North leans\nto the Sun", "start"),
        (1530, 850, "21 December", "North leans\naway from it", "end"),
        (800, 990, "23 September", "Day and night equal", "middle"),
        (800, 236, "20 March", "Day and night equal", "middle"),
    ):
        canvas.text(x, y, date, size=46, weight=650, anchor=anchor)
        canvas.text(x, y + 50, north, size=38, fill=SOFT, anchor=anchor)
    for x, y, words, anchor in (
        (70, 380, "Farthest: 6 July\n152.1 million km", "start"),
        (1530, 380, "Nearest: 3 January\n147.1 million km", "end"),
    ):
        canvas.text(x, y, words, size=38, fill=RUBRIC, anchor=anchor)
    return canvas


def _globe(canvas: Canvas, x: float, y: float, sunward, lift: float, size: float = 84) -> None:
    """A globe lit from the Sun, seen from the orbit's front and from ``lift`` above its plane."""
    view, up = (0, -cos(lift), sin(lift)), (0, sin(lift), cos(lift))
    north, east = (sin(TILT), 0, cos(TILT)), (cos(TILT), 0, -sin(TILT))

    def on_paper(point):
        return x + size * point[0], y - size * _dot(point, up)

    tip, foot = on_paper([1.6 * part for part in north]), on_paper([-1.6 * part for part in north])
    canvas.line(*foot, *tip, stroke=RUBRIC, stroke_width=6)
    canvas.circle(x, y, size, fill=DAY)
    angle, bulge = atan2(_dot(sunward, up), sunward[0]), _dot(sunward, view)
    turns = [pi * step / 40 + pi / 2 for step in range(81)]
    night = [(cos(turn) * (1 if turn < 1.5 * pi else -bulge), sin(turn)) for turn in turns]
    canvas.polyline(
        [(x + size * (a * cos(angle) - b * sin(angle)),
          y - size * (a * sin(angle) + b * cos(angle))) for a, b in night],
        closed=True, fill=NIGHT, stroke="none",
    )  # fmt: skip
    canvas.circle(x, y, size, fill="none", stroke=INK, stroke_width=3)
    for latitude in (0, radians(66.56)):
        path, pen = "", "M"
        for turn in (2 * pi * step / 120 for step in range(121)):
            along = (cos(latitude) * cos(turn), cos(latitude) * sin(turn), sin(latitude))
            point = [_dot(along, axes) for axes in zip(east, (0, 1, 0), north, strict=True)]
            seen = _dot(point, view) > 0
            path += "{}{:.1f} {:.1f}".format(pen, *on_paper(point)) if seen else ""
            pen = "L" if seen else "M"
        canvas.path(path, stroke=SLATE)
    canvas.line(*on_paper(north), *tip, stroke=RUBRIC, stroke_width=6)
    canvas.text(tip[0] - 42, tip[1] + 20, "N", size=36, fill=RUBRIC, weight=650)


def noon_sun() -> Canvas:
    """One beam of the noon Sun on the ground in London at the two solstices, angles true."""
    canvas = Canvas(900)
    canvas.title("The same beam on more ground", "The noon Sun in London; angles true")
    floor, wide = 680, 180
    for start, height, reach, date in ((150, 62, 500, "21 June"), (780, 15, 1100, "21 December")):
        angle = radians(height)
        spread, lost = wide / sin(angle), wide / tan(angle)
        canvas.polyline(
            [(start, floor), (start + spread, floor),
             (start + spread + (reach - lost) * cos(angle), floor - (reach - lost) * sin(angle)),
             (start + reach * cos(angle), floor - reach * sin(angle))],
            closed=True, fill=LIGHT, stroke="none",
        )  # fmt: skip
        for share in (0.3, 0.7):
            foot, far = start + share * spread, reach - share * lost - 40
            tip = foot + far * cos(angle), floor - far * sin(angle)
            canvas.arrow(*tip, foot, floor, stroke="#a06a14", size=22)
        canvas.line(start, floor + 12, start + spread, floor + 12, stroke=RUBRIC, stroke_width=22)
        canvas.text(start, floor + 90, f"{date}: {height}° high", size=46, weight=650)
        canvas.text(start, floor + 146, f"spread {1 / sin(angle):.1f} ×", size=44, fill=SOFT)
    canvas.line(70, floor, 1530, floor, stroke_width=4)
    return canvas


def day_length() -> Canvas:
    """Hours between sunrise and sunset over the year at four latitudes, from the formula."""
    canvas = Canvas(1100)
    canvas.title("The stretching day", "Hours from sunrise to sunset, northern hemisphere")
    left, right, floor, roof = 150, 1530, 1000, 245
    to_x, to_y = _scale(0, 365, left, right), _scale(0, 24, floor, roof)
    for hours in (0, 6, 12, 18, 24):
        canvas.line(left, to_y(hours), right, to_y(hours), stroke=RULE, stroke_width=2)
        canvas.text(left - 24, to_y(hours) + 12, hours, size=36, fill=SOFT, anchor="end")
    for number, letter in enumerate(MONTHS):
        canvas.text(to_x((number + 0.5) * 365 / 12), floor + 56, letter, size=36, fill=SOFT,
                    anchor="middle")  # fmt: skip
    for latitude, shift, words, ink in (
        (66.6, -20, "66.6° N: 24 h", RUBRIC), (50, -22, "50° N: 16.1 h", BLUE),
        (30, 48, "30° N: 13.9 h", GOLD), (0, 52, "Equator: 12 h", SLATE),
    ):  # fmt: skip
        year = [(to_x(day / 2), to_y(_hours(latitude, day / 2))) for day in range(731)]
        canvas.polyline(year, stroke=ink, stroke_width=8)
        canvas.text(to_x(172), to_y(_hours(latitude, 172)) + shift, words, size=40, fill=ink,
                    weight=650, anchor="middle")  # fmt: skip
    return canvas


def _hours(latitude: float, day: float) -> float:
    """The geometric length of day; ``day`` counts from the start of 2026."""
    anomaly = radians(357.53 + 0.98560028 * (day - 0.5))
    sun = radians(280.46 + 0.9856474 * (day - 0.5)) + radians(1.915) * sin(anomaly)
    declination = asin(sin(TILT) * sin(sun))
    return 24 / pi * acos(max(-1, min(1, -tan(radians(latitude)) * tan(declination))))


def moon_faces() -> Canvas:
    """The two halves of the Moon with their lava plains, outlines simplified."""
    canvas = Canvas(1000)
    canvas.title("Two faces", "The dark plains are old lava; their outlines are simplified")
    canvas.add(
        '<filter id="melt"><feGaussianBlur stdDeviation="6"/><feComponentTransfer>'
        '<feFuncA type="linear" slope="14" intercept="-6.5"/></feComponentTransfer></filter>'
    )
    for number, (name, share) in enumerate(
        (("The side we see", "31 % lava"), ("The far side", "2 % lava"))
    ):
        x, y, size = 425 + 750 * number, 525, 315
        canvas.add(f'<clipPath id="disc{number}"><circle cx="{x}" cy="{y}" r="{size}"/></clipPath>')
        canvas.circle(x, y, size, fill=LAND)
        canvas.add(f'<g clip-path="url(#disc{number})"><g filter="url(#melt)">')
        for latitude, east, diameter in SEAS:
            _spot(canvas, x, y, size, (latitude, east - 180 * number, diameter), MARE)
        canvas.add("</g></g>")
        for crater in BRIGHT if number == 0 else []:
            _spot(canvas, x, y, size, crater, "#fffdf7")
        canvas.circle(x, y, size, fill="none", stroke=SOFT, stroke_width=3)
        canvas.text(x, 912, name, size=46, weight=650, anchor="middle")
        canvas.text(x, 962, share, size=40, fill=SOFT, anchor="middle")
    return canvas


def _spot(canvas: Canvas, x: float, y: float, size: float, plain, fill: str) -> None:
    """A round plain on the Moon's disc, unless it lies behind."""
    lat, lon, wide = radians(plain[0]), radians(plain[1]), plain[2] / 2 / 1737.4
    rim = []
    for turn in (2 * pi * step / 72 for step in range(72)):
        there = asin(sin(lat) * cos(wide) + cos(lat) * sin(wide) * cos(turn))
        along = lon + atan2(sin(turn) * sin(wide) * cos(lat), cos(wide) - sin(lat) * sin(there))
        across, rise = cos(there) * sin(along), sin(there)
        away = hypot(across, rise) if cos(there) * cos(along) < 0 else 1
        rim.append((x + size * across / away, y - size * rise / away))
    if cos(lat) * cos(lon) > -sin(wide):
        canvas.polyline(rim, closed=True, fill=fill, stroke="none")


def moon_turning() -> Canvas:
    """A Moon that turns once an orbit beside one that does not turn, from above the north pole."""
    canvas = Canvas(1000)
    canvas.title("It does turn: once a month", "Seen from above the north pole; not to scale")
    for x, turns, name, words in (
        (430, True, "As it is", "One turn an orbit:\nthe dot always faces us"),
        (1170, False, "If it did not turn", "The dot keeps its heading:\nwe would see every side"),
    ):
        y, reach = 500, 240
        canvas.circle(x, y, reach, fill="none", stroke=RULE, stroke_width=4)
        canvas.circle(x, y, 74, fill=BLUE)
        canvas.text(x, y + 12, "Earth", size=36, fill="#fcfbf8", anchor="middle")
        for step in range(8):
            a, b = cos(pi * step / 4), -sin(pi * step / 4)
            moon_x, moon_y = x + reach * a, y + reach * b
            canvas.circle(moon_x, moon_y, 46, fill="#cfc8bb", stroke=SOFT, stroke_width=3)
            da, db = (-a, -b) if turns else (-1, 0)
            canvas.circle(moon_x + 31 * da, moon_y + 31 * db, 15, fill=RUBRIC)
        canvas.text(x, 862, name, size=46, weight=650, anchor="middle")
        canvas.text(x, 914, words, size=38, fill=SOFT, anchor="middle")
    return canvas


def _scale(low: float, high: float, start: float, end: float):
    """A function from values to pixels."""
    return lambda value: start + (value - low) / (high - low) * (end - start)


def _dot(one, other) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


DRAWINGS = [
    sunlight_path, scattering_law, season_orbit, noon_sun, day_length, moon_faces, moon_turning,
]  # fmt: skip
