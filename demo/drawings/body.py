"""Pictures of sleep and of forgetting."""

from math import cos, exp, log10, pi, sin
from random import Random

from .canvas import BLUE, GOLD, INK, PAPER, RUBRIC, RULE, SLATE, SOFT, Canvas

NIGHT, PALE_RED = "#e6e8ee", "#e9c9bd"

# A typical night of a young adult: stage and minutes.
TYPICAL_NIGHT = [
    ("Awake", 10), ("N1", 5), ("N2", 13), ("N3", 45), ("N2", 8), ("REM", 8),
    ("N2", 26), ("N3", 32), ("N2", 16), ("REM", 17),
    ("N1", 2), ("N2", 46), ("N3", 12), ("N2", 11), ("REM", 23),
    ("Awake", 3), ("N1", 4), ("N2", 51), ("REM", 30),
    ("Awake", 2), ("N1", 4), ("N2", 48), ("REM", 34),
    ("N1", 4), ("N2", 23), ("Awake", 3),
]  # fmt: skip

# Ebbinghaus’s own figures: hours since learning, work saved in per cent, the interval’s name; then
# where they stand: the panel, and the label’s place and anchor.
SAVINGS = [
    (1 / 3, 58, "20 minutes", 0, 36, 12, "start"), (1, 44, "1 hour", 0, 36, 4, "start"),
    (9, 36, "9 hours", 0, -10, 70, "start"), (24, 34, "1 day", 0, 0, -70, "end"),
    (48, 28, "2 days", 1, -4, -74, "start"), (144, 25, "6 days", 1, -4, 66, "start"),
    (744, 21, "31 days", 1, 0, -70, "end"),
]  # fmt: skip


def _gate(hour: float, mean: float) -> float:
    """A threshold of the two-process model that the body clock moves, lowest at five o’clock."""
    return mean - 0.1 * cos((hour - 5) / 12 * pi)


def sleep_pressure() -> Canvas:
    """The two-process model run over three nights, the second of them without sleep."""
    canvas = Canvas(1080)
    canvas.title("Pressure and clock", "The two-process model, run over three nights")
    left, right, floor, roof, step = 70, 1530, 910, 300, 0.05
    hours, pressure, asleep, points, ends = 76, 0.093, False, [], 0.0

    def place(hour, level):
        return left + hour / hours * (right - left), floor - level / 0.95 * (floor - roof)

    for number in range(int(hours / step) + 1):
        hour = number * step
        clock = (hour + 7) % 24
        if abs(hour - 16) < step / 2 or abs(hour - 64) < step / 2:
            asleep = True
        elif asleep and pressure < _gate(clock, 0.18):
            asleep, ends = False, hour
        points.append(place(hour, pressure))
        pressure = pressure * exp(-step / 4.2) if asleep else 1 - (1 - pressure) * exp(-step / 18.2)
    for night, words in enumerate(("asleep", "no sleep", "asleep")):
        x, _ = place(16 + 24 * night, 0)
        width = 8 / hours * (right - left)
        canvas.rect(x, roof - 20, width, floor - roof + 20, fill=NIGHT)
        canvas.text(x + width / 2, roof - 34, words, size=36, anchor="middle", fill=SOFT)
    canvas.polyline([(left, floor), *points, (right, floor)], closed=True, fill=PALE_RED,
                    stroke="none", fill_opacity=0.7)  # fmt: skip
    for mean in (0.62, 0.18):
        canvas.polyline(
            [place(hour / 4, _gate(hour / 4 + 7, mean)) for hour in range(hours * 4 + 1)],
            stroke=BLUE, stroke_width=5, stroke_dasharray="4 14",
        )  # fmt: skip
    canvas.polyline(points, stroke=RUBRIC, stroke_width=8)
    canvas.line(left, floor, right, floor, stroke=SOFT)
    for day, words in enumerate(("Monday", "Tuesday", "Wednesday")):
        canvas.text(place(8 + 24 * day, 0)[0], floor + 56, words, size=40, anchor="middle")
    canvas.text(right, floor + 56, "Thu", size=40, anchor="end")
    for level, down, words in ((0.72, -26, "ready to sleep"), (0, -26, "ready to wake")):
        x, y = place(8.4, level)
        canvas.text(x, y + down, words, size=42, fill=BLUE, weight=650, anchor="middle")
    canvas.text(1050, 670, "Sleep pressure", size=60, fill=RUBRIC, weight=650, anchor="middle")
    canvas.text(
        70, 1022, f"After the skipped night the model sleeps {ends - 64:.0f} hours, not 8",
        size=36, fill=SOFT,
    )  # fmt: skip
    return canvas


def night_hypnogram() -> Canvas:
    """The stages of a typical night, and how much of the sleep each takes."""
    canvas = Canvas(1000)
    canvas.title("Down the stairs and up again", "A typical night of a young adult")
    left, right = 250, 1330
    rows = {"Awake": 300, "REM": 415, "N1": 530, "N2": 645, "N3": 760}
    inks = {"Awake": GOLD, "REM": RUBRIC, "N1": SLATE, "N2": SLATE, "N3": BLUE}
    slept = sum(minutes for stage, minutes in TYPICAL_NIGHT if stage != "Awake")
    canvas.text(1530, 232, "Of sleep", size=40, fill=SOFT, anchor="end")
    for stage, y in rows.items():
        canvas.line(left, y, right, y, stroke=RULE, stroke_width=2)
        canvas.text(left - 30, y + 15, stage, size=46, fill=inks[stage], anchor="end", weight=650)
        total = sum(minutes for name, minutes in TYPICAL_NIGHT if name == stage)
        share = "–" if stage == "Awake" else f"{total / slept * 100:.0f} %"
        canvas.text(1530, y + 14, share, size=44, anchor="end")
    at, x, before, cycle, steps, bars = 0, left, left, 0, [], []
    for stage, minutes in TYPICAL_NIGHT:
        start, at = x, at + minutes
        x = left + at / 480 * (right - left)
        steps += [(start, rows[stage]), (x, rows[stage])]
        bars.append((start, x, stage))
        if stage == "REM":
            cycle += 1
            canvas.line(x, 250, x, 800, stroke=RULE, stroke_width=2, stroke_dasharray="6 8")
            canvas.text((before + x) / 2, 232, cycle, size=40, fill=SOFT, anchor="middle")
            before = x
    canvas.text(left - 30, 232, "Cycle", size=40, fill=SOFT, anchor="end")
    canvas.polyline(steps, stroke=INK, stroke_width=3)
    for start, end, stage in bars:
        canvas.line(start, rows[stage], end, rows[stage], stroke=inks[stage], stroke_width=22)
    for hour in range(9):
        x = left + hour / 8 * (right - left)
        canvas.line(x, 820, x, 836, stroke=SOFT)
        if hour % 2 == 0:
            canvas.text(x, 884, f"{(23 + hour) % 24}:00", size=38, fill=SOFT, anchor="middle")
    canvas.line(left, 820, right, 820, stroke=SOFT)
    words = "N1 to N3: light to deep sleep. REM: rapid eye movements."
    canvas.text(left, 950, words, size=36, fill=SOFT)
    return canvas


def sleep_waves() -> Canvas:
    """Brain waves as they look on paper while awake and in four kinds of sleep: a schematic."""
    canvas = Canvas(1080)
    canvas.title("What the electrodes see", "Ten seconds of brain waves in each state, schematic")
    dice = Random(1953)

    def mixed(low, high, size):
        waves = [
            (low + (high - low) * dice.random(), dice.random() * 2 * pi, 0.5 + dice.random())
            for _ in range(9)
        ]
        return lambda t: size / 4 * sum(a * sin(2 * pi * f * t + p) for f, p, a in waves)

    def spindle(t):
        knot = 70 * (exp(-(((t - 3) / 0.09) ** 2)) - 0.8 * exp(-(((t - 3.35) / 0.2) ** 2)))
        return knot + 34 * exp(-(((t - 6.6) / 0.45) ** 4)) * sin(2 * pi * 13 * t)

    light, slow, deep = mixed(4, 8, 13), mixed(4, 7, 10), mixed(0.6, 1.4, 58)
    rows = [
        ("Awake", "eyes shut", GOLD, mixed(9, 11, 24)),
        ("N1", "dozing", SLATE, mixed(4, 9, 14)),
        ("N2", "light", SLATE, lambda t: light(t) + spindle(t)),
        ("N3", "deep", BLUE, lambda t: deep(t) + slow(t) / 2),
        ("REM", "eyes dart", RUBRIC, mixed(5, 14, 13)),
    ]
    for (name, words, ink, wave), y in zip(rows, (260, 400, 570, 750, 910), strict=True):
        canvas.text(70, y, name, size=48, fill=ink, weight=650)
        canvas.text(70, y + 44, words, size=36, fill=SOFT)
        points = [(300 + n * 1.23, y - wave(n / 100)) for n in range(1001)]
        canvas.polyline(points, stroke=ink, stroke_width=4)
    for x, y, words in ((790, 528, "K-complex"), (1111, 510, "spindle")):
        canvas.text(x, y, words, size=34, fill=SOFT, anchor="middle")
    canvas.line(300, 1000, 423, 1000, stroke=SOFT, stroke_width=5)
    canvas.text(445, 1011, "1 second", size=34, fill=SOFT)
    return canvas


def forgetting_curve() -> Canvas:
    """Ebbinghaus's figures and his formula: the first day and the first month, side by side."""
    canvas = Canvas(1030)
    canvas.title("A cliff, then a plain", "Work saved when relearning, Ebbinghaus 1885")
    floor, roof = 860, 290

    def level(saved):
        return floor - saved / 100 * (floor - roof)

    def formula(hours):
        return 184 / (log10(hours * 60 + 1) ** 1.25 + 1.84)

    panels = (
        ("First day, in hours", 200, 810, 24, 1, (0, 6, 12, 18, 24)),
        ("First month, in days", 890, 1520, 31, 24, (0, 7, 14, 21, 28)),
    )
    for name, left, right, span, unit, ticks in panels:
        width = (right - left) / span
        canvas.text(left, 244, name, size=40, weight=600)
        for saved in (0, 25, 50, 75, 100):
            canvas.line(left, level(saved), right, level(saved), stroke=RULE, stroke_width=2)
            if unit == 1:
                y = level(saved) + 12
                canvas.text(left - 24, y, f"{saved} %", size=36, fill=SOFT, anchor="end")
        for tick in ticks:
            x = left + tick * width
            canvas.line(x, floor, x, floor + 14, stroke=SOFT)
            canvas.text(x, floor + 58, tick, size=36, fill=SOFT, anchor="middle")
        start = 0 if unit == 1 else 1
        steps = [start + (span - start) * (number / 300) ** 3 for number in range(301)]
        canvas.polyline(
            [(left + at * width, level(formula(at * unit))) for at in steps],
            stroke=BLUE, stroke_width=6,
        )  # fmt: skip
    for hours, saved, words, panel, across, down, anchor in SAVINGS:
        _, left, right, span, unit, _ = panels[panel]
        x, y = left + hours / unit * (right - left) / span, level(saved)
        canvas.circle(x, y, 14, fill=RUBRIC)
        label = {"anchor": anchor, "stroke": PAPER, "stroke_width": 10, "paint_order": "stroke"}
        aside, below = (130, 0) if hours < 2 else (0, 42)
        canvas.text(x + across, y + down, f"{saved} %", size=48, weight=650, **label)
        canvas.text(x + across + aside, y + down + below, words, size=36, **label)
    canvas.circle(214, 966, 14, fill=RUBRIC)
    canvas.text(244, 978, "measured", size=36, fill=SOFT)
    canvas.line(440, 966, 510, 966, stroke=BLUE, stroke_width=6)
    canvas.text(530, 978, "his formula", size=36, fill=SOFT)
    return canvas


def reread_or_recall() -> Canvas:
    """Recall of a text after rereading it and after testing oneself: soon and a week later."""
    canvas = Canvas(1000)
    canvas.title("Rereading wins today, recalling next week", "Share of a text remembered")
    left, right, floor, roof = 330, 1080, 900, 290

    def level(share):
        return floor - (share - 30) / 60 * (floor - roof)

    for x, words in ((left, "After 5 minutes"), (right, "After a week")):
        canvas.line(x, roof, x, floor, stroke=RULE, stroke_width=4)
        canvas.text(x, 262, words, size=42, anchor="middle", fill=SOFT)
    for name, soon, later, ink in (
        ("studied four times", 83, 40, SLATE),
        ("studied once,\nrecalled three times", 71, 61, RUBRIC),
    ):
        canvas.line(left, level(soon), right, level(later), stroke=ink, stroke_width=10)
        for x, share in ((left, soon), (right, later)):
            canvas.circle(x, level(share), 18, fill=ink)
        for x, share, anchor in ((left - 44, soon, "end"), (right + 44, later, "start")):
            y = level(share) + 20
            canvas.text(x, y, f"{share} %", size=64, fill=ink, anchor=anchor, weight=650)
        canvas.text(right + 44, level(later) + 76, name, size=42, fill=ink)
    return canvas


DRAWINGS = [sleep_pressure, night_hypnogram, sleep_waves, forgetting_curve, reread_or_recall]
