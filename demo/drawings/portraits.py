"""The authors' portraits: an emblem of the field in a medallion, made to be cut to a circle."""

from math import cos, pi, sin

from .canvas import BLUE, GREEN, PAPER, RUBRIC, Canvas

BRONZE = "#8a5a14"
PALE = "#ecd9a8"


def _medallion(ground: str) -> Canvas:
    """The common ground: one ink to the edge, a double ring within the circle."""
    canvas = Canvas(height=800, width=800, background=ground)
    canvas.circle(400, 400, 362, fill="none", stroke=PALE, stroke_width=4)
    canvas.circle(400, 400, 342, fill="none", stroke=PALE, stroke_width=12)
    return canvas


def helen_marchetti() -> Canvas:
    """A column that stands on an open book, for history."""
    canvas = _medallion(RUBRIC)
    canvas.rect(282, 168, 236, 30, fill=PAPER, rx=6)
    canvas.rect(306, 208, 188, 26, fill=PAPER, rx=6)
    for x in (320, 360, 400, 440, 480):
        canvas.line(x, 256, x, 478, stroke=PAPER, stroke_width=22, stroke_linecap="round")
    canvas.rect(290, 502, 220, 30, fill=PAPER, rx=6)
    for side in (-1, 1):
        canvas.path(
            f"M400 606 Q{400 + side * 90} 536 {400 + side * 220} 566 V640 "
            f"Q{400 + side * 90} 610 400 680Z",
            fill=PALE, stroke=RUBRIC, stroke_width=8,
        )  # fmt: skip
    return canvas


def owen_achterberg() -> Canvas:
    """A globe with its meridians and a moon on its orbit, for earth sciences and astronomy."""
    canvas = _medallion(BLUE)
    orbit = 'transform="rotate(-24 400 400)" fill="none"'
    canvas.add(
        f'<path d="M124 400 A276 96 0 0 1 676 400" {orbit} stroke="{PALE}" stroke-width="8"/>'
    )
    canvas.circle(400, 400, 168, fill=PAPER)
    canvas.add('<g transform="rotate(23 400 400)">')
    for width in (64, 132):
        canvas.shape(
            "ellipse", cx=400, cy=400, rx=width, ry=168, fill="none", stroke=BLUE, stroke_width=7
        )
    canvas.line(400, 232, 400, 568, stroke=BLUE, stroke_width=7)
    for height, half in ((-86, 144), (0, 168), (86, 144)):
        canvas.line(400 - half, 400 + height, 400 + half, 400 + height, stroke=BLUE, stroke_width=7)
    canvas.add("</g>")
    canvas.add(
        f'<path d="M164 450 A276 96 0 0 0 636 450" {orbit} stroke="{BLUE}" stroke-width="24"/>'
    )
    canvas.add(
        f'<path d="M124 400 A276 96 0 0 0 676 400" {orbit} stroke="{PALE}" stroke-width="8"/>'
    )
    turn = -24 * pi / 180
    along, across = 276 * cos(2.2), 96 * sin(2.2)
    canvas.circle(
        400 + along * cos(turn) - across * sin(turn), 400 + along * sin(turn) + across * cos(turn),
        36, fill=PALE, stroke=BLUE, stroke_width=10,
    )  # fmt: skip
    return canvas


def mara_lindqvist() -> Canvas:
    """A leaf that is half a cell, for biology and medicine."""
    canvas = _medallion(GREEN)
    canvas.add('<g transform="rotate(28 400 400)">')
    canvas.path("M400 132 C230 270 230 470 400 608 Z", fill=PAPER, stroke="none")
    canvas.path("M400 132 C570 270 570 470 400 608 Z", fill=PALE, stroke="none")
    canvas.line(400, 132, 400, 690, stroke=GREEN, stroke_width=10, stroke_linecap="round")
    canvas.line(400, 608, 400, 672, stroke=PAPER, stroke_width=16, stroke_linecap="round")
    for y in (270, 350, 430, 510):
        reach = 118 - abs(y - 370) * 0.42
        canvas.line(396, y + 40, 400 - reach, y - reach * 0.42, stroke=GREEN, stroke_width=8)
    for x, y, radius in ((458, 300, 34), (452, 396, 44), (446, 500, 30)):
        canvas.circle(x, y, radius, fill="none", stroke=GREEN, stroke_width=8)
        canvas.circle(x + 6, y - 4, radius * 0.32, fill=GREEN)
    canvas.add("</g>")
    return canvas


def nguyen_minh_chau() -> Canvas:
    """An inkwell from which letters and numbers rise, for language and mathematics."""
    canvas = _medallion(BRONZE)
    canvas.path(
        "M330 456 H470 V498 Q566 520 566 600 Q566 640 520 640 H280 Q234 640 234 600 "
        "Q234 520 330 498Z",
        fill=PAPER, stroke="none",
    )  # fmt: skip
    canvas.rect(308, 426, 184, 34, fill=PALE, rx=10)
    canvas.path("M262 584 H538", stroke=BRONZE, stroke_width=8)
    for x, y, sign, size, ink in (
        (400, 384, "ữ", 170, PAPER), (270, 336, "ă", 120, PALE), (534, 340, "6", 120, PALE),
        (330, 214, "π", 96, PALE), (462, 222, "đ", 112, PAPER),
    ):  # fmt: skip
        canvas.text(x, y, sign, size=size, fill=ink, anchor="middle", weight=600)
    return canvas


DRAWINGS = [helen_marchetti, owen_achterberg, mara_lindqvist, nguyen_minh_chau]
