"""Two maps: the German advance of 1941, and the ways Lend-Lease took to the Soviet Union."""

import json
from math import atan2, cos, hypot, log, pi, radians, sin, sqrt, tan
from pathlib import Path

from .canvas import BLUE, GREEN, INK, PAPER, RUBRIC, SEA, SLATE, SOFT, TINT, Canvas

WATER, SHORE, TAKEN = "#a9bec8", "#b4bfc2", "#e5d0c3"

# The border between German and Soviet rule on the eve of the invasion, from the Baltic to the
# mouth of the Danube: Memelland, East Prussia, Bug and San, Carpathians, Prut.
BORDER_JUNE = [
    (21.05, 56.07), (21.6, 55.85), (22.1, 55.4), (22.75, 55.08), (22.85, 54.4), (23.4, 54.15),
    (23.2, 53.9), (22.6, 53.75), (22.1, 53.5), (21.75, 53.3), (21.6, 53.1), (22.0, 52.75),
    (22.6, 52.45), (23.2, 52.25), (23.65, 52.08), (23.55, 51.6), (23.9, 51.1), (24.2, 50.55),
    (23.7, 50.35), (23.1, 50.25), (22.65, 50.15), (22.7, 49.85), (22.35, 49.6), (22.75, 49.2),
    (23.0, 48.95), (23.6, 48.55), (24.3, 48.15), (24.9, 47.75), (25.5, 47.93), (26.3, 48.0),
    (26.75, 48.25), (27.2, 47.8), (27.6, 47.25), (28.05, 46.8), (28.15, 46.2), (28.2, 45.48),
    (28.75, 45.28), (29.65, 45.35),
]  # fmt: skip

# The front on about 5 December 1941, from the Gulf of Finland to the Sea of Azov.
FRONT_DECEMBER = [
    (30.05, 59.83), (30.35, 59.72), (30.7, 59.72), (31.0, 59.93), (31.35, 59.88), (31.7, 59.72),
    (32.2, 59.72), (32.9, 59.75), (33.6, 59.75), (33.75, 59.5), (33.1, 59.15), (32.3, 59.1),
    (31.8, 58.75), (31.4, 58.45), (31.6, 58.1), (32.3, 57.95), (32.9, 57.65), (33.0, 57.2),
    (33.4, 56.85), (34.6, 56.85), (35.95, 56.92), (36.6, 56.6), (37.45, 56.35), (37.35, 56.05),
    (36.95, 55.75), (36.8, 55.35), (36.95, 54.9), (37.1, 54.5), (37.5, 54.08), (38.0, 54.3),
    (38.4, 54.5), (39.05, 54.2), (39.1, 53.6), (38.6, 53.1), (38.65, 52.6), (37.75, 52.4),
    (37.3, 51.6), (37.1, 50.9), (36.95, 50.2), (37.0, 49.6), (37.3, 49.15), (37.9, 48.8),
    (38.4, 48.4), (38.8, 47.95), (38.9, 47.55), (39.1, 47.22),
]  # fmt: skip

# From Rostov round the Crimea, through water, back to the Danube.
ROUND_CRIMEA = [
    (38.0, 46.8), (36.6, 45.5), (36.6, 44.9), (35.4, 44.6), (34.2, 44.2), (33.75, 44.38),
    (33.72, 44.62), (33.5, 44.68), (33.2, 44.68), (32.0, 45.3), (30.6, 45.3),
]  # fmt: skip

# Name, place, where its label stands from it, and a second line.
CITIES = [
    ("Berlin", 13.4, 52.52, 18, 11, ""), ("Warsaw", 21.02, 52.23, -14, -18, ""),
    ("Leningrad", 30.32, 59.93, -20, -38, "besieged"), ("Moscow", 37.62, 55.75, 20, 11, ""),
    ("Smolensk", 32.05, 54.78, 8, 54, ""), ("Kiev", 30.52, 50.45, 14, -20, ""),
    ("Rostov", 39.72, 47.23, 20, 11, ""), ("Stalingrad", 44.5, 48.71, 0, -24, ""),
    ("Sevastopol", 33.52, 44.6, -20, 10, "besieged"),
]  # fmt: skip

# The ways to the Soviet Union: ink, share of the cargo in per cent, points, and the label.
ROUTES = [
    (BLUE, 23, [(-70, 42.5), (-57, 44.5), (-38, 54), (-21, 63), (-4, 69), (16, 72.5), (33, 69.6)]),
    (GREEN, 24, [
        (-75.5, 35), (-57, 23), (-33, 5), (-18, -16), (4, -35), (24, -39), (42, -29), (52, -8),
        (58.5, 10), (59.5, 20), (56.5, 25.8), (51.8, 29.5), (50.6, 36), (50.6, 44.5),
    ]),
    (RUBRIC, 47, [
        (-123.5, 45.5), (-145, 52), (-165, 53.2), (175, 51.5), (157, 48.2), (143.5, 45.5),
        (131.8, 43.4),
    ]),
]  # fmt: skip


class Lambert:
    """Lambert's conformal conic projection, true on the parallels 48° and 60° north."""

    SOUTH, NORTH, MIDDLE = radians(48), radians(60), radians(29)

    def __init__(self, x: float, y: float, pixels_per_radian: float):
        self.n = log(cos(self.SOUTH) / cos(self.NORTH)) / log(
            tan(pi / 4 + self.NORTH / 2) / tan(pi / 4 + self.SOUTH / 2)
        )
        self.f = cos(self.SOUTH) * tan(pi / 4 + self.SOUTH / 2) ** self.n / self.n
        self.x, self.y, self.scale = x, y, pixels_per_radian
        self.origin = self._radius(52.4)

    def _radius(self, latitude: float) -> float:
        return self.f / tan(pi / 4 + radians(latitude) / 2) ** self.n

    def __call__(self, longitude: float, latitude: float) -> tuple[float, float]:
        radius = self._radius(latitude)
        angle = self.n * (radians(longitude) - self.MIDDLE)
        return (
            self.x + self.scale * radius * sin(angle),
            self.y - self.scale * (self.origin - radius * cos(angle)),
        )


class Gall:
    """Gall's stereographic projection, cut at 98° west so that Asia lies in the middle."""

    CUT = -98

    def __init__(self, equator: float, width: float = 1600):
        self.equator, self.radius = equator, width / (2 * pi * sqrt(0.5))

    def __call__(self, longitude: float, latitude: float) -> tuple[float, float]:
        return self.flat((longitude - self.CUT) % 360, latitude)

    def flat(self, east: float, latitude: float) -> tuple[float, float]:
        """The place of a point that lies so many degrees east of the cut."""
        north = (1 + sqrt(0.5)) * tan(radians(latitude) / 2)
        return self.radius * sqrt(0.5) * radians(east), self.equator - self.radius * north


def read(name: str) -> dict:
    """The stored coordinates of this name."""
    return json.loads(Path(__file__).with_name(f"{name}.json").read_text("utf-8"))


def written(points, closed: bool = False) -> str:
    """Points as the commands of an SVG path."""
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + ("Z" if closed else "")


def smooth(points, closed: bool = False) -> str:
    """A curve through points (Catmull and Rom's), as the commands of an SVG path."""
    n = len(points)
    at = (lambda i: points[i % n]) if closed else (lambda i: points[min(max(i, 0), n - 1)])
    d = f"M{points[0][0]:.1f} {points[0][1]:.1f}"
    for i in range(n if closed else n - 1):
        (ax, ay), (bx, by), (cx, cy), (ex, ey) = at(i - 1), at(i), at(i + 1), at(i + 2)
        d += (
            f"C{bx + (cx - ax) / 6:.1f} {by + (cy - ay) / 6:.1f} "
            f"{cx - (ex - bx) / 6:.1f} {cy - (ey - by) / 6:.1f} {cx:.1f} {cy:.1f}"
        )
    return d


def label(canvas: Canvas, x, y, words, halo: str = PAPER, **attributes) -> None:
    """Words on a map, with a rim that keeps lines off the letters."""
    canvas.text(
        x, y, words, paint_order="stroke", stroke=halo, stroke_width=9, stroke_linejoin="round",
        **attributes,
    )  # fmt: skip


def ribbon(canvas: Canvas, points, colour, start, end, head) -> None:
    """A curved arrow along points whose width grows from ``start`` to ``end``."""
    line = _walk(points)
    length = hypot(line[-1][0] - line[-2][0], line[-1][1] - line[-2][1])
    while length < head * 1.1 and len(line) > 3:
        length += hypot(line[-2][0] - line[-3][0], line[-2][1] - line[-3][1])
        line.pop(-2)
    tip, line = line[-1], line[:-1]
    left, right = [], []
    for i, (x, y) in enumerate(line):
        (ax, ay), (bx, by) = line[max(i - 1, 0)], line[min(i + 1, len(line) - 1)]
        angle = atan2(by - ay, bx - ax)
        half = (start + (end - start) * i / (len(line) - 1)) / 2
        left.append((x - half * sin(angle), y + half * cos(angle)))
        right.append((x + half * sin(angle), y - half * cos(angle)))
    x, y = line[-1]
    angle = atan2(tip[1] - y, tip[0] - x)
    barbs = [
        (x - side * head * 0.72 * sin(angle), y + side * head * 0.72 * cos(angle))
        for side in (1, -1)
    ]
    outline = [*left, barbs[0], tip, barbs[1], *reversed(right)]
    canvas.path(written(outline, closed=True), fill=colour, stroke=PAPER)


def _walk(points, steps: int = 24):
    """Many points along the smooth curve through a few."""
    ends = [points[0], *points, points[-1]]
    found = []
    for a, b, c, d in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        for step in range(steps):
            t = step / steps
            found.append(tuple(
                0.5 * (2 * q + (r - p) * t + (2 * p - 5 * q + 4 * r - s) * t * t
                       + (3 * q - p - 3 * r + s) * t**3)
                for p, q, r, s in zip(a, b, c, d, strict=True)
            ))  # fmt: skip
    return [*found, points[-1]]


def barbarossa_map() -> Canvas:
    """Eastern Europe with the line of 22 June 1941, the front of December, and three thrusts."""
    place, data = Lambert(800, 556, 6371 / 1.86), read("europe_land")
    canvas = Canvas(1100, background=SEA)
    land = "".join(written([place(*p) for p in ring], closed=True) for ring in data["land"])
    canvas.add(f'<clipPath id="land"><path d="{land}" clip-rule="evenodd"/></clipPath>')
    canvas.path(land, fill=TINT, fill_rule="evenodd", stroke="none")
    june, december = ([place(*p) for p in line] for line in (BORDER_JUNE, FRONT_DECEMBER))
    baltic = [place(*p) for p in [(29.0, 60.05), (25.0, 59.95), (21.5, 59.3), (20.3, 56.1)]]
    taken = [*june, *(place(*p) for p in reversed(ROUND_CRIMEA)), *reversed(december), *baltic]
    canvas.path(
        written(taken, closed=True), fill=RUBRIC, opacity=0.17, stroke="none",
        clip_path="url(#land)",
    )  # fmt: skip
    for river in data["rivers"].values():
        canvas.path(smooth([place(*p) for p in river]), stroke=WATER, stroke_width=3.5)
    for lake in data["lakes"].values():
        canvas.path(
            smooth([place(*p) for p in lake], closed=True), fill=SEA, stroke=SHORE, stroke_width=2
        )
    canvas.path(land, stroke=SHORE, stroke_width=2)
    canvas.path(smooth(june), stroke=INK, stroke_width=6, stroke_dasharray="2 14")
    canvas.path(smooth(december), stroke=PAPER, stroke_width=15)
    canvas.path(smooth(december), stroke=RUBRIC, stroke_width=8)
    _thrusts(canvas, place)
    seas = [(18.4, 55.75, "Baltic Sea"), (36.5, 44.05, "Black Sea")]
    _names(canvas, place, seas, halo=SEA, fill="#55707d")
    _names(canvas, place, [(44.3, 53.2, "SOVIET UNION"), (12.6, 51.25, "GERMANY")])
    for name, longitude, latitude, dx, dy, state in CITIES:
        x, y = place(longitude, latitude)
        canvas.circle(x, y, 9, fill=INK, stroke=PAPER, stroke_width=3)
        anchor = "start" if dx > 0 else "end" if dx < 0 else "middle"
        halo = SEA if state else TAKEN if name in ("Smolensk", "Kiev") else TINT
        label(canvas, x + dx, y + dy, name, halo=halo, size=36, weight=600, anchor=anchor)
        if state:
            label(canvas, x + dx, y + dy + 34, state, halo=halo, size=30, anchor=anchor)
    _barbarossa_key(canvas)
    return canvas


def _names(canvas: Canvas, place, names, halo=TINT, fill=SOFT) -> None:
    for longitude, latitude, words in names:
        label(
            canvas, *place(longitude, latitude), words, halo=halo, size=30, fill=fill,
            anchor="middle", letter_spacing=7 if words.isupper() else None,
        )  # fmt: skip


def _thrusts(canvas: Canvas, place) -> None:
    for name, way, at in (
        ("North", [(22.3, 54.9), (24.6, 56.0), (27.4, 57.3), (29.5, 59.2)], (29.95, 56.62)),
        ("Centre", [(22.9, 52.75), (26.0, 53.5), (29.5, 54.2), (33.6, 55.1), (36.2, 55.5)],
         (27.3, 52.6)),
        ("South", [(23.3, 51.0), (26.2, 50.6), (29.4, 49.6), (33.5, 48.5), (38.0, 47.75)],
         (31.0, 47.75)),
    ):  # fmt: skip
        ribbon(canvas, [place(*p) for p in way], SLATE, 12, 26, 44)
        x, y = place(*at)
        label(canvas, x, y, f"Army Group\n{name}", halo=TAKEN, size=32, fill="#454b55",
              weight=600, anchor="middle")  # fmt: skip


def _barbarossa_key(canvas: Canvas) -> None:
    canvas.rect(0, 832, 600, 268, fill=PAPER)
    canvas.text(70, 904, "Barbarossa, 1941", size=54, weight=650)
    dots = {"stroke_dasharray": "2 14", "stroke_linecap": "round"}
    canvas.line(73, 948, 137, 948, stroke_width=6, **dots)
    canvas.text(164, 959, "Border, 22 June 1941", size=32)
    canvas.line(72, 992, 138, 992, stroke=RUBRIC, stroke_width=8, stroke_linecap="round")
    canvas.text(164, 1003, "Front, 5 December 1941", size=32)
    canvas.text(164, 1047, "Lines are approximate", size=32, fill=SOFT)


def lend_lease_routes() -> Canvas:
    """The world with America at both edges: three sea routes to the Soviet Union, by share."""
    place, land = Gall(735), read("world_land")["land"]
    canvas = Canvas(1000, background=SEA)
    canvas.path(
        "".join(piece for ring in land for piece in _cut(ring, place)),
        fill=TINT, fill_rule="evenodd", stroke=SHORE, stroke_width=2,
    )  # fmt: skip
    canvas.rect(0, 0, 1600, 190, fill=PAPER)
    canvas.title(
        "Lend-Lease: three ways to the Soviet Union",
        "Cargo by weight, 1941–45. The other 6 % went by the Black Sea and Soviet Arctic.",
    )
    for ink, share, way in ROUTES:
        ribbon(canvas, [place(*p) for p in way], ink, share * 1.1, share * 1.1, 26 + share * 0.9)
    usa = [(-85, 38.5, "USA"), (250, 40, "USA")]
    _names(canvas, place, [(100, 56, "SOVIET UNION"), (22, 10, "AFRICA"), *usa])
    for x, y, ink, share, dx, dy, words in (
        (640, 272, BLUE, "23 %", 198, 0, "Arctic convoys"),
        (735, 750, GREEN, "24 %", 0, 48, "Persian\nCorridor"),
        (1150, 560, RUBRIC, "47 %", 0, 48, "Pacific"),
    ):
        label(canvas, x, y, share, halo=SEA, size=76, fill=ink, weight=700)
        label(canvas, x + dx, y + dy, words, halo=SEA, size=38, fill=ink, weight=600)
    for words, longitude, latitude, dx, dy, anchor in (
        ("Murmansk", 33.1, 68.97, 18, 14, "start"), ("Archangel", 40.5, 64.55, 18, 18, "start"),
        ("Vladivostok", 131.9, 43.1, -20, 12, "end"),
    ):  # fmt: skip
        x, y = place(longitude, latitude)
        canvas.circle(x, y, 8, fill=INK, stroke=PAPER, stroke_width=3)
        label(canvas, x + dx, y + dy, words, halo=TINT, size=32, anchor=anchor)
    return canvas


def _cut(ring, place):
    """A ring of the globe as pieces of the flat map, parted where the map is cut."""
    turned = [((longitude - place.CUT) % 360, latitude) for longitude, latitude in ring]
    whole, shift = [], 0
    for before, point in zip([turned[-1], *turned], turned, strict=False):
        if whole:
            shift += 360 * ((point[0] - before[0] < -180) - (point[0] - before[0] > 180))
        whole.append((point[0] + shift, point[1]))
    for turn in (-360, 0, 360):
        points = [(longitude + turn, latitude) for longitude, latitude in whole]
        if any(-5 <= longitude <= 365 for longitude, _ in points):
            yield written([place.flat(*point) for point in points], closed=True)


DRAWINGS = [barbarossa_map, lend_lease_routes]
