"""What the demo's drawings have in common: paper, inks, letters, and shapes written as SVG."""

import base64
from html import escape
from pathlib import Path

FONT = Path(__file__).resolve().parents[3] / "static/fonts/source-serif-4-latin.woff2"
VIETNAMESE = FONT.with_name("source-serif-4-vietnamese.woff2")

# The site's own palette, and inks beside it that can be told apart in grey and by colour-blind
# readers when they are labelled as well. Pictures keep their light paper on dark pages.
PAPER, SHEET, TINT, RULE = "#fcfbf8", "#ffffff", "#f4f0e7", "#d9d2c4"
INK, SOFT = "#1d1b18", "#5f5a52"
RUBRIC, SEA, BLUE, GREEN, GOLD, SLATE = (
    "#9a3412", "#dfe7ea", "#2b5d7d", "#4d6b3c", "#b7791f", "#6b7280",
)  # fmt: skip

SERIF = "'Source Serif 4', serif"


class Canvas:
    """A drawing as SVG. Lengths are pixels of a picture that is 1600 wide.

    Letters are never smaller than 30: the picture is shown 340 px wide on a phone.
    """

    def __init__(self, height: int = 1000, width: int = 1600, background: str = PAPER):
        self.width, self.height = width, height
        self.parts: list[str] = []
        self.rect(0, 0, width, height, fill=background)

    def add(self, svg: str) -> None:
        """Appends SVG as it is."""
        self.parts.append(svg)

    def shape(self, name: str, body: str = "", **attributes) -> None:
        """An SVG element; ``stroke_width=3`` becomes ``stroke-width="3"``."""
        written = "".join(
            f' {key.rstrip("_").replace("_", "-")}="{escape(str(value))}"'
            for key, value in attributes.items()
            if value is not None
        )
        self.add(f"<{name}{written}>{body}</{name}>")

    def rect(self, x, y, width, height, fill=TINT, **attributes) -> None:
        self.shape("rect", x=x, y=y, width=width, height=height, fill=fill, **attributes)

    def circle(self, x, y, radius, fill=RUBRIC, **attributes) -> None:
        self.shape("circle", cx=x, cy=y, r=radius, fill=fill, **attributes)

    def line(self, x1, y1, x2, y2, stroke=INK, stroke_width=3, **attributes) -> None:
        self.shape(
            "line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=stroke, stroke_width=stroke_width,
            **attributes,
        )  # fmt: skip

    def path(self, d, fill="none", stroke=INK, stroke_width=3, **attributes) -> None:
        self.shape(
            "path", d=d, fill=fill, stroke=stroke, stroke_width=stroke_width,
            stroke_linejoin="round", stroke_linecap="round", **attributes,
        )  # fmt: skip

    def polyline(self, points, closed=False, **attributes) -> None:
        """A line through points, ``[(x, y), …]``."""
        steps = " L".join(f"{x:.1f} {y:.1f}" for x, y in points)
        self.path(f"M{steps}{'Z' if closed else ''}", **attributes)

    def arrow(self, x1, y1, x2, y2, stroke=INK, stroke_width=4, size=18, **attributes) -> None:
        """A straight line with a filled head at its end."""
        length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5 or 1
        ux, uy = (x2 - x1) / length, (y2 - y1) / length
        bx, by = x2 - ux * size * 1.4, y2 - uy * size * 1.4
        self.line(x1, y1, bx, by, stroke=stroke, stroke_width=stroke_width, **attributes)
        self.polyline(
            [(x2, y2), (bx - uy * size * 0.6, by + ux * size * 0.6),
             (bx + uy * size * 0.6, by - ux * size * 0.6)],
            closed=True, fill=stroke, stroke="none",
        )  # fmt: skip

    def text(
        self, x, y, words, size=34, fill=INK, anchor="start", weight=400, **attributes
    ) -> None:
        """Words on one line, or on several where they hold ``\\n``. ``y`` is the first baseline."""
        lines = str(words).split("\n")
        body = "".join(
            f'<tspan x="{x}" dy="{0 if number == 0 else size * 1.22}">{escape(line)}</tspan>'
            for number, line in enumerate(lines)
        )
        self.shape(
            "text", body, x=x, y=y, font_size=size, fill=fill, text_anchor=anchor,
            font_weight=weight, font_family=SERIF, **attributes,
        )  # fmt: skip

    def title(self, words, below: str = "") -> None:
        """The picture's heading, top left, with an explaining line below it."""
        self.text(70, 100, words, size=54, weight=650)
        if below:
            self.text(70, 156, below, size=34, fill=SOFT)

    def svg(self) -> str:
        """The whole drawing."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {self.height}" '
            f'width="{self.width}" height="{self.height}">{"".join(self.parts)}</svg>'
        )

    def html(self) -> str:
        """A page that shows the drawing and brings its letters along."""
        faces = "".join(
            '@font-face{font-family:"Source Serif 4";font-weight:400 700;'
            f"src:url(data:font/woff2;base64,{base64.b64encode(file.read_bytes()).decode()})"
            f' format("woff2");unicode-range:{ranges}}}'
            for file, ranges in (
                (FONT, "U+0000-00FF,U+0152-0153,U+2000-20AC,U+2122-2215"),
                (VIETNAMESE, "U+0102-0103,U+0110-0111,U+0128-0129,U+0168-0169,U+01A0-01B0,"
                             "U+0300-0329,U+1EA0-1EF9,U+20AB"),
            )
        )  # fmt: skip
        return (
            f"<!doctype html><style>{faces}body{{margin:0}}svg{{display:block}}</style>{self.svg()}"
        )
