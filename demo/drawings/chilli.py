"""Pictures of chillies and of what they do to a nerve."""

from math import cos, exp, hypot, log10, pi, sin
from random import Random

from .canvas import BLUE, GOLD, GREEN, INK, PAPER, RUBRIC, RULE, SOFT, Canvas

PITH, RIPE, HOLLOW, ION, FAT = "#f6e8c3", "#b5381c", "#f4d5c4", "#d9a441", "#d5cab0"

# Customary ranges in Scoville heat units.
SCOVILLE = [
    ("Poblano", 1000, 2000), ("Jalapeño", 2500, 8000), ("Serrano", 10_000, 23_000),
    ("Cayenne", 30_000, 50_000), ("Bird’s eye", 50_000, 100_000),
    ("Habanero", 100_000, 350_000), ("Bhut jolokia", 800_000, 1_041_000),
    ("Carolina Reaper", 1_400_000, 2_200_000), ("Pepper X", 2_693_000, 2_693_000),
    ("Pure capsaicin", 15_000_000, 16_000_000),
]  # fmt: skip


def _wide(s: float) -> float:
    """Half a chilli's width at the share s of its length."""
    return 190 * max(0, 1 - s) ** 0.72 * (1 - 0.36 * exp(-9 * s))


def _along(s: float, aside: float) -> tuple[float, float]:
    """A point at the share s of a chilli's length, so many pixels off its middle."""
    slope = (-60 * pi * cos(pi * s) + 520 * s**1.6) / 1200
    length = hypot(1, slope)
    x, y = 270 + 1200 * s, 560 - 60 * sin(pi * s) + 200 * s**2.6
    return x - slope / length * aside, y + aside / length


def _strip(start: float, end: float, width) -> list[tuple[float, float]]:
    """The outline of a part of a chilli whose half width is a function of s."""
    shares = [start + (end - start) * number / 120 for number in range(121)]
    return [_along(s, -width(s)) for s in shares] + [_along(s, width(s)) for s in shares[::-1]]


def _pith(s: float) -> float:
    """Half the pith's width at the share s of the chilli's length."""
    return 72 * max(0, 1 - s / 0.78) ** 0.55 * (1 + 0.14 * sin(34 * s))


def chilli_cut_open() -> Canvas:
    """A chilli cut lengthwise: where its capsaicin is made."""
    canvas = Canvas(1000)
    canvas.title("Where the fire sits", "A chilli cut lengthwise")
    dice = Random(1816)
    canvas.polyline(_strip(0, 1, _wide), closed=True, fill=RIPE, stroke=RIPE, stroke_width=8)
    hollow = _strip(0.02, 0.96, lambda s: max(0, _wide(s) - 28))
    canvas.polyline(hollow, closed=True, fill=HOLLOW, stroke="none")
    for number in range(24):
        s = 0.09 + 0.047 * (number // 2) + (0.022 if number % 2 else 0)
        side = 1 if number % 2 else -1
        x, y = _along(s, side * min(_pith(s) + 18, _wide(s) - 54))
        canvas.shape(
            "ellipse", cx=x, cy=y, rx=25, ry=20, fill="#e3bf6a", stroke=GOLD, stroke_width=4,
            transform=f"rotate({dice.uniform(-30, 30):.0f} {x:.0f} {y:.0f})",
        )  # fmt: skip
    canvas.polyline(_strip(0, 0.78, _pith), closed=True, fill=PITH, stroke=GOLD, stroke_width=4)
    for _ in range(170):
        s = 0.06 + 0.62 * dice.random()
        canvas.circle(*_along(s, max(0, _pith(s) - 14) * dice.uniform(-1, 1)), 5, fill=RIPE)
    canvas.path("M240 560 C170 550 120 480 96 400", stroke=GREEN, stroke_width=40)
    (x1, y1), (x2, y2) = _along(0, -_wide(0) - 10), _along(0, _wide(0) + 10)
    canvas.path(
        f"M{x1} {y1} Q350 450 322 500 Q384 560 328 606 Q372 640 {x2} {y2} "
        f"C200 {y2 - 10} 190 {y1 + 20} {x1} {y1}Z",
        fill=GREEN, stroke=GREEN, stroke_width=10,
    )  # fmt: skip
    for x, y, words, s, aside, ink in (
        (620, 284, "Pith: makes the capsaicin", 0.37, -30, RUBRIC),
        (430, 892, "Seeds: make none", 0.255, 92, INK),
        (1000, 892, "Flesh: far less", 0.66, 80, INK),
    ):
        to_x, to_y = _along(s, aside)
        canvas.line(to_x, y + (24 if y < to_y else -56), to_x, to_y, stroke=ink, stroke_width=5)
        canvas.circle(to_x, to_y, 11, fill=ink, stroke=PAPER, stroke_width=3)
        canvas.text(x, y, words, size=54, fill=ink, weight=650)
    return canvas


def scoville_scale() -> Canvas:
    """Customary Scoville ranges of chillies on a logarithmic scale."""
    canvas = Canvas(1100)
    canvas.title("From salad to agony", "Scoville heat units: each line is ten times the last")
    left, right, roof, row = 440, 1530, 220, 70

    def place(heat):
        return left + (log10(heat) - 3) / 4.32 * (right - left)

    halo = {"stroke": PAPER, "stroke_width": 12, "paint_order": "stroke"}
    floor = roof + row * (len(SCOVILLE) + 1)
    for power, words in enumerate(("1,000", "10,000", "100,000", "1 million", "10 million"), 3):
        x = place(10**power)
        canvas.line(x, roof - 14, x, floor, stroke=RULE)
        canvas.text(x, floor + 50, words, size=36, fill=SOFT, anchor="middle")
    canvas.text(left - 44, roof + 48, "Sweet pepper", size=42, anchor="end", weight=600)
    canvas.text(left + 16, roof + 47, "0, off this scale", size=36, fill=SOFT, **halo)
    for number, (name, low, high) in enumerate(SCOVILLE):
        y = roof + row * (number + 1.5)
        canvas.text(left - 44, y + 13, name, size=42, anchor="end", weight=600)
        width = max(40, place(high) - place(low))
        x = (place(low) + place(high) - width) / 2
        ink = INK if low > 10_000_000 else RUBRIC
        canvas.rect(x, y - 20, width, 40, fill=ink, rx=20)
        if high < 1_000_000:
            canvas.text(x + width + 20, y + 12, f"{low:,}–{high:,}", size=36, fill=SOFT, **halo)
        else:
            figures = "–".join(f"{heat / 1e6:.3g}" for heat in sorted({low, high}))
            canvas.text(x - 20, y + 12, f"{figures} million", size=36, fill=SOFT, anchor="end")
    return canvas


def _channel(canvas: Canvas, x: float, gap: float) -> None:
    """A membrane with a channel in it whose halves stand so far from its middle."""
    for side in (-1, 1):
        for step in range(3):
            at = x + side * (gap + 98 + 46 * step)
            for y, tail in ((510, 58), (650, -58)):
                for shift in (-8, 8):
                    canvas.line(at + shift, y, at + shift, y + tail, stroke=FAT, stroke_width=6)
                canvas.circle(at, y, 22, fill=FAT)
        near, far = x + side * gap, x + side * (gap + 70)
        canvas.path(
            f"M{near} 580 C{near} 530 {near + side * 10} 490 {near + side * 26} 466 "
            f"Q{far} 450 {far} 510 V650 Q{far} 710 {near + side * 26} 694 "
            f"C{near + side * 10} 670 {near} 630 {near} 580Z",
            fill=BLUE, stroke="none",
        )  # fmt: skip


def heat_sensor() -> Canvas:
    """The channel TRPV1 shut, opened by heat, and opened by capsaicin: a schematic."""
    canvas = Canvas(1000)
    canvas.title("One gate, two keys", "The ion channel TRPV1 in a nerve’s membrane, schematic")
    shut = [(-84, 372), (0, 350), (84, 372)]
    through = [(-90, 372), (90, 372), (0, 384), (0, 530), (0, 630), (-66, 770), (66, 770)]
    for x, words, felt, spots in (
        (290, "Mouth, 37 °C", "shut", shut),
        (780, "Hot soup, over 43 °C", "open: “hot!”", through),
        (1290, "Chilli, 37 °C", "open: “hot!”", through),
    ):
        is_open = spots is through
        canvas.text(x, 270, words, size=46, anchor="middle", weight=650)
        _channel(canvas, x, 28 if is_open else 2)
        if is_open:
            canvas.arrow(x, 690, x, 850, stroke=ION, stroke_width=10, size=26)
        for across, y in spots:
            canvas.circle(x + across, y, 22, fill=ION)
            canvas.text(x + across, y + 12, "+", size=38, anchor="middle", weight=700)
        ink = RUBRIC if is_open else SOFT
        canvas.text(x, 928, felt, size=54, anchor="middle", weight=650, fill=ink)
    for x in (590, 630, 930, 970):
        canvas.path(f"M{x} 330 q-16 20 0 40 t0 40 t0 40", stroke=RUBRIC, stroke_width=7)
    for x in (1223, 1357):
        corners = [(x + 22 * cos(k * pi / 3), 566 + 22 * sin(k * pi / 3)) for k in range(6)]
        canvas.path(f"M{x} 588 l9 16 l-16 14 l16 14 l-14 14", stroke="#f3b39b", stroke_width=6)
        canvas.polyline(corners, closed=True, fill="#f3b39b", stroke=RUBRIC, stroke_width=5)
    canvas.line(1376, 552, 1420, 466, stroke=RUBRIC, stroke_width=4)
    canvas.text(1520, 446, "capsaicin", size=44, fill=RUBRIC, anchor="end", weight=650)
    canvas.text(70, 440, "outside", size=34, fill=SOFT)
    canvas.text(70, 740, "inside the nerve", size=34, fill=SOFT)
    return canvas


DRAWINGS = [chilli_cut_open, scoville_scale, heat_sensor]
