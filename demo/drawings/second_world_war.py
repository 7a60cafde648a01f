"""Drawings for the article on the Soviet Union's way into the Second World War's alliance."""

from datetime import date

from .canvas import BLUE, GOLD, INK, PAPER, RUBRIC, RULE, SLATE, SOFT, TINT, Canvas

WEST, EAST = BLUE, RUBRIC


def alliance_timeline() -> Canvas:
    """Two streams to scale, 1939 to 1945: apart until June 1941, one broad river after."""
    canvas = Canvas(1000)
    canvas.text(80, 176, "From pact to alliance", size=68, weight=650)
    start, end = date(1939, 1, 1), date(1946, 1, 1)

    def x_at(day: date) -> float:
        return 80 + 1440 * (day - start) / (end - start)

    turn = x_at(date(1941, 6, 22))
    canvas.rect(turn, 240, 1520 - turn, 600, fill=TINT)
    canvas.line(turn, 240, turn, 840, stroke_width=3, stroke_dasharray="3 11")
    for ink, apart, allied in ((WEST, 440, 530), (EAST, 650, 566)):
        way = f"M80 {apart}H{turn}C{turn + 70} {apart} {turn + 50} {allied} {turn + 130} {allied}"
        canvas.shape("path", d=f"{way}H1520", fill="none", stroke=ink, stroke_width=36)
    canvas.text(80, 290, "APART", size=32, fill=SOFT, letter_spacing=7)
    canvas.text(1492, 290, "ALLIED", size=32, fill=SOFT, anchor="end", letter_spacing=7)
    canvas.text(80, 404, "Britain and the United States", size=34, weight=600, fill=WEST)
    canvas.text(80, 614, "Soviet Union", size=34, weight=600, fill=EAST)
    _event(canvas, x_at(date(1939, 8, 23)), 650, 736, "23 August 1939", "Pact with Germany")
    _event(canvas, turn, 650, 736, "22 June 1941", "Germany invades", dx=22)
    _event(canvas, x_at(date(1941, 7, 12)), 442, 300, "12 July 1941", "Anglo-Soviet Agreement")
    _event(
        canvas, x_at(date(1942, 1, 1)), 530, 400, "1 January 1942", "Declaration by United Nations"
    )
    _event(canvas, x_at(date(1943, 11, 30)), 566, 690, "Nov–Dec 1943", "Tehran", anchor="middle")
    _event(canvas, x_at(date(1945, 2, 8)), 530, 420, "Feb 1945", "Yalta", anchor="middle")
    _event(canvas, x_at(date(1945, 7, 25)), 566, 690, "Jul–Aug 1945", "Potsdam", -16, "middle")
    for year in range(1939, 1947):
        x = x_at(date(year, 1, 1))
        canvas.line(x, 840, x, 856, stroke=SOFT)
        if year < 1946:
            canvas.text(x + 103, 888, year, size=34, fill=SOFT, anchor="middle")
    canvas.line(80, 840, 1520, 840, stroke=SOFT)
    return canvas


def _event(canvas: Canvas, x, y, text_y, day, words, dx: float = 0, anchor="start") -> None:
    """A dot on a stream, a thin line, and the date and event at the line's other end."""
    above = text_y < y
    canvas.line(x, y, x, text_y + 54 if above else text_y - 38, stroke=INK, stroke_width=2.5)
    canvas.circle(x, y, 11, fill=PAPER, stroke=INK, stroke_width=4)
    canvas.text(x + dx, text_y, day, size=32, fill=SOFT, anchor=anchor)
    canvas.text(x + dx, text_y + 42, words, size=36, weight=600, anchor=anchor)


def eastern_front_share() -> Canvas:
    """German army divisions in the East and everywhere else, at three dates."""
    canvas = Canvas(900)
    canvas.title(
        "Where the German divisions stood", "Divisions of the army; all numbers approximate"
    )
    rows = (("June 1941", 145, 208), ("July 1943", 190, 276), ("June 1944", 160, 285))
    for number, (day, east, total) in enumerate(rows):
        y, scale = 300 + number * 190, 1210 / 285
        canvas.text(70, y + 56, day.replace(" ", "\n"), size=36, weight=600)
        middle, end = 320 + east * scale, 320 + total * scale
        canvas.rect(320, y, east * scale, 130, fill=EAST)
        canvas.rect(middle, y, end - middle, 130, fill="#c9cdd3")
        canvas.text(344, y + 86, east, size=58, weight=700, fill="#ffffff")
        canvas.text(
            middle - 24,
            y + 76,
            f"{east / total * 100:.0f} %",
            size=40,
            fill="#ffffff",
            anchor="end",
        )
        canvas.text(end - 24, y + 86, total - east, size=58, weight=700, anchor="end")
    canvas.text(320, 272, "Eastern front", size=36, weight=600, fill=EAST)
    canvas.text(320 + 145 * scale, 272, "Everywhere else", size=36, weight=600, fill="#4b5563")
    return canvas


LOSSES = (
    ("Soviet Union", 24, 27, "24–27"), ("China", 15, 20, "15–20"), ("Germany", 6, 7, "6–7"),
    ("Poland", 5.6, 6, "5.6–6"), ("Japan", 2.6, 3.1, "2.6–3.1"), ("Yugoslavia", 1, 1, "about 1"),
    ("France", 0.6, 0.6, "about 0.6"), ("United Kingdom", 0.45, 0.45, "about 0.45"),
    ("United States", 0.42, 0.42, "about 0.42"),
)  # fmt: skip


def human_cost() -> Canvas:
    """War deaths by country: a full bar to the lowest estimate, a pale one to the highest."""
    canvas = Canvas(1100)
    canvas.title("The human cost", "War dead in millions, soldiers and civilians")
    scale = 990 / 27
    for number, (name, low, high, words) in enumerate(LOSSES):
        y = 226 + number * 86
        ink = EAST if number == 0 else SLATE
        canvas.text(350, y + 43, name, size=36, anchor="end", weight=600 if number == 0 else 400)
        canvas.rect(376, y, high * scale, 60, fill=ink, opacity=0.4)
        canvas.rect(376, y, low * scale, 60, fill=ink)
        canvas.text(376 + high * scale + 18, y + 43, words, size=36, weight=600)
    canvas.rect(376, 1010, 46, 32, fill=SLATE)
    canvas.text(438, 1038, "lowest estimate", size=32, fill=SOFT)
    canvas.rect(740, 1010, 46, 32, fill=SLATE, opacity=0.4)
    canvas.text(802, 1038, "up to the highest", size=32, fill=SOFT)
    return canvas


CONFERENCES = (
    ("Tehran", "28 November –\n1 December 1943", ("Stalin", "Roosevelt", "Churchill"),
     ("Landing in France\nset for May 1944", "A Soviet offensive\nto go with it",
      "Poland to move west,\nin principle")),
    ("Yalta", "4–11 February\n1945", ("Stalin", "Roosevelt", "Churchill"),
     ("Four zones for\nbeaten Germany", "Moscow to fight Japan\nafter Germany falls",
      "Free votes promised\nin liberated Europe")),
    ("Potsdam", "17 July –\n2 August 1945", ("Stalin", "Truman", "Churchill, then Attlee"),
     ("Germany disarmed,\nNazism outlawed", "Reparations taken\nzone by zone",
      "Polish rule to the Oder\nand Neisse, for now")),
)  # fmt: skip


def three_conferences() -> Canvas:
    """Three columns: when the Big Three met, who sat at the table, what was settled."""
    canvas = Canvas(1100)
    canvas.title("Three meetings of the Big Three")
    for number, (city, days, people, settled) in enumerate(CONFERENCES):
        x = 70 + number * 495
        canvas.rect(x, 150, 470, 880, fill=TINT)
        canvas.rect(x, 150, 470, 10, fill=RUBRIC)
        canvas.text(x + 36, 238, city, size=60, weight=650)
        canvas.text(x + 36, 294, days, size=34, fill=SOFT)
        canvas.line(x + 36, 372, x + 434, 372, stroke=RULE)
        for row, name in enumerate(people):
            y = 432 + row * 56
            canvas.circle(x + 48, y - 11, 12, fill=(EAST, WEST, GOLD)[row])
            canvas.text(x + 74, y, name, size=34, weight=600)
        canvas.line(x + 36, 590, x + 434, 590, stroke=RULE)
        for row, words in enumerate(settled):
            canvas.text(x + 36, 660 + row * 132, words, size=36)
    return canvas


DRAWINGS = [
    alliance_timeline,
    eastern_front_share,
    human_cost,
    three_conferences,
]
