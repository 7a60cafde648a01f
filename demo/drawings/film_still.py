"""The Moon on its way round the Earth: one frame of the film, and the still that stands for it."""

from math import cos, pi, sin

from .canvas import BLUE, INK, PAPER, RUBRIC, RULE, SOFT, Canvas

EARTH, ORBIT, MOON = (552, 500), 350, 66
MONTH = 27.3
CRATERS = ((-20, -26, 13), (22, 8, 10), (-30, 14, 8), (4, 34, 12), (26, -28, 7), (-4, -2, 6))
GHOSTS, FAINT = 8, 0.42


def orbit_frame(turn: float, passed: float, counting: bool = True) -> Canvas:
    """The Moon after this share of its orbit; ``passed`` is how plain the way behind it is."""
    canvas = Canvas(1000)
    x, y = EARTH
    canvas.circle(x, y, ORBIT, fill="none", stroke=RULE, stroke_width=4)
    for number in range(GHOSTS):
        if number / GHOSTS < turn:
            _moon(canvas, number / GHOSTS, opacity=FAINT * passed)
    canvas.circle(x, y, 128, fill=BLUE)
    for radius in (102, 76):
        canvas.circle(x, y, radius, fill="none", stroke="#ffffff", stroke_width=2, opacity=0.35)
    canvas.text(x, y + 12, "Earth", size=40, weight=600, fill="#ffffff", anchor="middle")
    away = _at(turn, ORBIT - MOON - 26)
    canvas.line(
        *_at(turn, 140), *away, stroke=RUBRIC, stroke_dasharray="3 12", stroke_linecap="round"
    )
    _moon(canvas, turn)
    _words(canvas, turn, counting)
    return canvas


def _at(turn: float, distance: float, aside: float = 0) -> tuple[float, float]:
    """A point so far from the Earth, and so far aside, along the line to the Moon."""
    angle = 2 * pi * turn
    return (
        EARTH[0] + distance * cos(angle) - aside * sin(angle),
        EARTH[1] - distance * sin(angle) - aside * cos(angle),
    )


def _moon(canvas: Canvas, turn: float, opacity: float = 1) -> None:
    canvas.circle(*_at(turn, ORBIT), MOON + 1, fill=PAPER, opacity=min(1, opacity / FAINT))
    canvas.add(f'<g opacity="{opacity:.3f}">')
    canvas.circle(*_at(turn, ORBIT), MOON, fill="#dcd8cf", stroke="#8c867b", stroke_width=3)
    for out, aside, radius in CRATERS:
        canvas.circle(*_at(turn, ORBIT + out, aside), radius, fill="#c4bfb4")
    canvas.circle(*_at(turn, ORBIT - MOON), 19, fill=RUBRIC, stroke=PAPER, stroke_width=5)
    canvas.add("</g>")


def _words(canvas: Canvas, turn: float, counting: bool) -> None:
    canvas.text(1072, 268, "One orbit,\none turn", size=76, weight=650)
    canvas.circle(1088, 448, 16, fill=RUBRIC)
    canvas.text(1122, 460, "always faces the Earth", size=36)
    if counting:
        canvas.text(1072, 606, f"Day {min(int(MONTH * turn), 27)}", size=60, weight=600)
    else:
        canvas.text(1072, 606, "27.3 days", size=60, weight=600, fill=INK)
    canvas.text(1072, 792, "Seen from above\nthe north pole\nNot to scale", size=36, fill=SOFT)


def moon_orbit() -> Canvas:
    """The Moon in eight places of its orbit, its near side always turned to the Earth."""
    return orbit_frame(1, 1, counting=False)


DRAWINGS = [moon_orbit]
