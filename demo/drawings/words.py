"""Drawings for the topic Words and numbers."""

from math import cos, pi, sin

from .canvas import BLUE, INK, RUBRIC, RULE, SHEET, SOFT, TINT, Canvas

WEDGE = "M0 0 H46 L29 32 L25 118 H21 L17 32Z"
CORNER = "M0 60 L58 4 Q40 44 36 60 Q40 76 58 116Z"


def _stroke(canvas, box, points, ink, width):
    """A brush stroke through points given in hundredths of a box (x, y, width, height)."""
    x, y, across, down = box
    canvas.polyline(
        [(x + px * across / 100, y + py * down / 100) for px, py in points],
        stroke=ink, stroke_width=width,
    )  # fmt: skip


def _three(canvas, box, ink, width):
    """The character for three: 三."""
    for points in ([(14, 18), (86, 13)], [(22, 50), (78, 46)], [(3, 87), (97, 83)]):
        _stroke(canvas, box, points, ink, width)


def _ba(canvas, box, ink, width):
    """The character read ba: 巴."""
    _stroke(canvas, box, [(10, 12), (86, 10), (84, 48)], ink, width)
    _stroke(canvas, box, [(47, 12), (47, 48)], ink, width)
    _stroke(canvas, box, [(10, 49), (81, 48)], ink, width)
    x, y, across, down = box
    left, right = x + across * 0.1, x + across * 0.97
    low = y + down * 0.9
    canvas.path(
        f"M{left} {y + down * 0.12} V{low - 40} Q{left} {low} {left + 40} {low} "
        f"H{right - 34} Q{right} {low} {right} {low - 34} V{low - 74}",
        stroke=ink, stroke_width=width,
    )  # fmt: skip


def vietnamese_scripts() -> Canvas:
    """“Three” in Chinese characters, in chữ Nôm, and in Latin letters."""
    canvas = Canvas(height=1000)
    canvas.title("“Three”, three times", "Spoken, it is “ba”. Written, it has been:")
    cards = (
        (70, "chữ Hán", "the Chinese character,\nread aloud “tam”"),
        (570, "chữ Nôm", "one part for the sound,\none for the sense"),
        (1070, "chữ quốc ngữ", "Latin letters,\nas it is spoken"),
    )
    for x, name, words in cards:
        canvas.rect(x, 210, 460, 410, fill=SHEET, stroke=RULE, stroke_width=2, rx=10)
        canvas.text(x, 690, name, size=48, weight=650)
        canvas.text(x, 742, words, size=34, fill=SOFT)
    _three(canvas, (170, 290, 260, 250), RUBRIC, 34)
    _ba(canvas, (622, 290, 165, 250), BLUE, 27)
    _three(canvas, (836, 290, 145, 250), RUBRIC, 27)
    canvas.text(1300, 505, "ba", size=270, fill=BLUE, anchor="middle", weight=500)
    canvas.line(70, 838, 1530, 838, stroke=RULE, stroke_width=2)
    canvas.rect(70, 888, 34, 34, fill=RUBRIC, rx=6)
    canvas.text(124, 918, "tells you what it means", size=38)
    canvas.rect(650, 888, 34, 34, fill=BLUE, rx=6)
    canvas.text(704, 918, "tells you how it sounds", size=38)
    return canvas


def six_tones() -> Canvas:
    """The pitch of the six tones of northern Vietnamese, on the syllable ma."""
    canvas = Canvas(height=1060)
    canvas.title("One syllable, six words", "The voice’s pitch, left to right; schematic")
    tones = (
        ("ma", "ngang", "ghost", [[(0, 3.4), (100, 3.3)]]),
        ("má", "sắc", "cheek", [[(0, 2.9), (45, 3.1), (75, 4.1), (100, 5)]]),
        ("mà", "huyền", "but", [[(0, 2.4), (50, 1.8), (100, 1.2)]]),
        ("mả", "hỏi", "tomb", [[(0, 3), (30, 2.2), (55, 1.3), (75, 1.6), (100, 2.9)]]),
        ("mã", "ngã", "horse", [[(0, 3), (22, 3.1), (42, 2.6)], [(54, 3.1), (75, 4.3), (100, 5)]]),
        ("mạ", "nặng", "rice seedling", [[(0, 2.9), (25, 2.6), (50, 1.2)]]),
    )
    for number, (word, name, sense, curves) in enumerate(tones):
        x, y = 70 + number % 3 * 500, 210 + number // 3 * 405
        canvas.rect(x, y, 460, 375, fill=SHEET, stroke=RULE, stroke_width=2, rx=10)
        canvas.text(x + 30, y + 92, word, size=84, weight=650)
        canvas.text(x + 430, y + 62, name, size=40, fill=SOFT, anchor="end")
        canvas.text(x + 430, y + 108, sense, size=36, fill=SOFT, anchor="end")
        for level in (1, 3, 5):
            line = y + 365 - level * 42
            canvas.line(x + 30, line, x + 430, line, stroke=RULE, stroke_width=2)
        for curve in curves:
            _smooth(canvas, [(x + 40 + t * 3.8, y + 365 - p * 42) for t, p in curve])
    x, y = 70 + 500, 210 + 405
    canvas.text(x + 188, y + 318, "catch", size=30, fill=SOFT, anchor="middle")
    x += 500
    canvas.line(x + 230, y + 288, x + 230, y + 342, stroke=RUBRIC, stroke_width=8)
    canvas.text(x + 256, y + 302, "cut short", size=30, fill=SOFT)
    return canvas


def _smooth(canvas, points):
    """A curve that passes through all points."""
    ends = [points[0], *points, points[-1]]
    steps = [f"M{points[0][0]:.1f} {points[0][1]:.1f}"]
    for before, start, stop, after in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        steps.append(
            "C"
            + " ".join(
                f"{value:.1f}"
                for value in (
                    start[0] + (stop[0] - before[0]) / 6, start[1] + (stop[1] - before[1]) / 6,
                    stop[0] - (after[0] - start[0]) / 6, stop[1] - (after[1] - start[1]) / 6,
                    *stop,
                )
            )
        )  # fmt: skip
    canvas.path(" ".join(steps), stroke=RUBRIC, stroke_width=12)


def silent_knight() -> Canvas:
    """The letters of “knight” around 1000, around 1400 and today."""
    canvas = Canvas(height=1090)
    canvas.title("A word that stopped talking", "“Knight” written and spoken over a thousand years")
    columns = ((300, 150), (470, 150), (640, 150), (810, 230), (1060, 150))
    rows = (
        (210, "c. 1000", ("c", "n", "i", "h", "t"), "five letters,\nfive sounds"),
        (480, "c. 1400", ("k", "n", "i", "gh", "t"), "new spelling,\nsame sounds"),
        (750, "today", ("k", "n", "i", "gh", "t"), "three sounds\nare left:\nn – eye – t"),
    )
    for y, date, letters, words in rows:
        canvas.text(70, y + 128, date, size=48, weight=650)
        canvas.text(1262, y + (80 if words.count("\n") == 2 else 100), words, size=40, fill=SOFT)
        for (x, width), letter in zip(columns, letters, strict=True):
            silent = date == "today" and letter in ("k", "gh")
            canvas.rect(
                x, y, width, 190, rx=10, fill="none" if silent else SHEET, stroke=RULE,
                stroke_width=3, stroke_dasharray="10 10" if silent else None,
            )  # fmt: skip
            ink = RULE if silent else RUBRIC if (date, letter) == ("today", "i") else INK
            canvas.text(x + width / 2, y + 132, letter, size=136, fill=ink, anchor="middle")
    for x, words in (
        (375, "mute by\nthe 1700s"), (715, "now\n“eye”"), (925, "mute by\nthe 1600s")
    ):  # fmt: skip
        canvas.text(
            x, 986, words, size=34, fill=RUBRIC if "eye" in words else SOFT, anchor="middle"
        )
    return canvas


def great_vowel_shift() -> Canvas:
    """The seven long vowels of Chaucer’s English on the vowel chart, and where they moved."""
    canvas = Canvas(height=1080)
    canvas.title("The Great Vowel Shift", "Long vowels on the move, about 1400 to 1700")
    canvas.polyline(
        [(390, 300), (1210, 300), (1090, 960), (720, 960)],
        closed=True, fill=SHEET, stroke=RULE, stroke_width=3,
    )  # fmt: skip
    canvas.text(800, 286, "tongue high", size=32, fill=SOFT, anchor="middle")
    canvas.text(905, 1006, "tongue low", size=32, fill=SOFT, anchor="middle")
    front = ((390, 300), (500, 520), (610, 740), (720, 960))
    back = ((1210, 300), (1170, 520), (1130, 740))
    for ink, chain in ((BLUE, front), (RUBRIC, back)):
        for (x2, y2), (x1, y1) in zip(chain, chain[1:], strict=False):
            part = 42 / ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
            dx, dy = (x2 - x1) * part, (y2 - y1) * part
            canvas.arrow(x1 + dx, y1 + dy, x2 - dx, y2 - dy, stroke=ink, stroke_width=10, size=30)
        for x, y in chain:
            canvas.circle(x, y, 22, fill=ink)
    for ink, d, head, x, word in (
        (BLUE, "M432 318 Q690 420 742 596", (742, 596, 756, 644), 756, "“eye”"),
        (RUBRIC, "M1170 318 Q1010 400 974 596", (974, 596, 964, 644), 962, "“ow”"),
    ):
        canvas.path(d, stroke=ink, stroke_width=10)
        canvas.arrow(*head, stroke=ink, stroke_width=10, size=30)
        canvas.text(x, 704, word, size=44, fill=ink, anchor="middle", weight=650)
    labels = ("time", "“teem”"), ("feet", "“fate”"), ("meat", "“meht”"), ("name", "“nahm”")
    for (x, y), (word, sound) in zip(front, labels, strict=True):
        canvas.text(x - 50, y + 2, word, size=50, anchor="end", weight=650)
        canvas.text(x - 50, y + 42, f"was {sound}", size=34, fill=SOFT, anchor="end")
    labels = ("house", "“hoose”"), ("moon", "“moan”"), ("stone", "“stawn”")
    for (x, y), (word, sound) in zip(back, labels, strict=True):
        canvas.text(x + 50, y + 2, word, size=50, weight=650)
        canvas.text(x + 50, y + 42, f"was {sound}", size=34, fill=SOFT)
    return canvas


def divisors_of_sixty() -> Canvas:
    """An hour as ten bars, cut into 2, 3, 4, 5, 6, 10, 12, 15, 20 and 30 equal parts."""
    canvas = Canvas(height=1040)
    canvas.title("Ten clean cuts", "An hour in whole minutes; red: the primes 2, 3 and 5")
    canvas.text(142, 236, "parts", size=34, fill=SOFT, anchor="middle")
    canvas.text(1450, 236, "minutes", size=34, fill=SOFT, anchor="middle")
    for row, parts in enumerate((2, 3, 4, 5, 6, 10, 12, 15, 20, 30)):
        y, width = 258 + row * 72, 1110 / parts
        ink = RUBRIC if parts in (2, 3, 5) else BLUE
        canvas.text(142, y + 45, parts, size=46, anchor="middle", weight=650)
        canvas.text(1450, y + 45, 60 // parts, size=46, fill=SOFT, anchor="middle")
        for part in range(parts):
            canvas.rect(230 + part * width + 3, y, width - 6, 56, fill=ink, rx=5)
    return canvas


def _mark(canvas, d, x, y, scale, ink=INK):
    """A wedge with its top left corner at a place; at scale 1 it is 120 high."""
    place = f"translate({x:.1f} {y:.1f}) scale({scale})"
    canvas.path(d, fill=ink, stroke=ink, transform=place)


def cuneiform_numbers() -> Canvas:
    """Babylonian numbers made of two wedges: 1, 10, 24, 59, 60 and 84."""
    canvas = Canvas(height=1000)
    canvas.title("Two marks for every number", "Pressed into clay, counted in sixties; schematic")
    numbers = (
        ("1", 0, 0, 1), ("10", 0, 1, 0), ("24", 0, 2, 4),
        ("59", 0, 5, 9), ("60", 1, 0, 0), ("84 = 60 + 24", 1, 2, 4),
    )  # fmt: skip
    for number, (label, sixties, tens, ones) in enumerate(numbers):
        x, y = 70 + number % 3 * 500, 206 + number // 3 * 380
        canvas.rect(x, y, 460, 270, fill=TINT, stroke=RULE, stroke_width=3, rx=36)
        ink = RUBRIC if label == "60" else INK
        canvas.text(x + 230, y + 328, label, size=50, fill=ink, anchor="middle", weight=650)
        across = [3] * (ones // 3) + [ones % 3] * (ones % 3 > 0)
        scale = (1, 1, 0.66, 0.54)[len(across)]
        stack = 2 if tens > 3 else 1
        columns = -(-tens // stack)
        width = sixties * (130 if tens else 46) + scale * (
            70 * columns + 56 * max(across, default=0)
        )
        left, middle = x + 230 - width / 2, y + 135
        if sixties:
            _mark(canvas, WEDGE, left, middle - 60, 1, RUBRIC)
            left += 130
        for index in range(tens):
            top = middle - 62 * stack * scale + index % stack * 128 * scale
            _mark(canvas, CORNER, left + index // stack * 70 * scale, top, scale)
        left += scale * 70 * columns
        for row, count in enumerate(across):
            top = middle + (row - len(across) / 2) * 132 * scale + 6 * scale
            for index in range(count):
                _mark(canvas, WEDGE, left + index * 56 * scale, top, scale)
    return canvas


def _dial(canvas, x, hours, ticks, time, reading):
    """A clock face with hours numbered clockwise and the hands at a time in hours."""
    y, radius = 560, 310
    canvas.circle(x, y, radius, fill=SHEET, stroke=INK, stroke_width=6)
    for tick in range(ticks):
        turn = tick / ticks * 2 * pi
        inner = radius - (30 if tick % (ticks // hours) == 0 else 14)
        canvas.line(
            x + sin(turn) * inner, y - cos(turn) * inner,
            x + sin(turn) * (radius - 4), y - cos(turn) * (radius - 4),
            stroke=INK, stroke_width=5 if inner < radius - 20 else 2,
        )  # fmt: skip
    for hour in range(1, hours + 1):
        turn = hour / hours * 2 * pi
        across, down = sin(turn) * 246, 17 - cos(turn) * 246
        canvas.text(x + across, y + down, hour, size=48, anchor="middle", weight=500)
    for turn, length, width, ink in (
        (time % 1 * 2 * pi, 205, 9, BLUE), (time / hours * 2 * pi, 140, 16, RUBRIC),
    ):  # fmt: skip
        canvas.line(
            x, y, x + sin(turn) * length, y - cos(turn) * length,
            stroke=ink, stroke_width=width, stroke_linecap="round",
        )  # fmt: skip
    canvas.circle(x, y, 18, fill=INK)
    canvas.text(x, 955, reading, size=48, anchor="middle", weight=650)


def two_clock_faces() -> Canvas:
    """Three in the afternoon on an ordinary dial and on a decimal one."""
    canvas = Canvas(height=1080)
    canvas.title(
        "One moment, two dials", "Three in the afternoon, old style and by the law of 1793"
    )
    _dial(canvas, 420, 12, 60, 3, "3 o’clock")
    _dial(canvas, 1180, 10, 100, 6.25, "6 hours 25 minutes")
    canvas.text(420, 1004, "24 hours of 60 minutes", size=36, fill=SOFT, anchor="middle")
    canvas.text(1180, 1004, "10 hours of 100 minutes", size=36, fill=SOFT, anchor="middle")
    return canvas


DRAWINGS = [
    vietnamese_scripts, six_tones, silent_knight, great_vowel_shift,
    divisors_of_sixty, cuneiform_numbers, two_clock_faces,
]  # fmt: skip
