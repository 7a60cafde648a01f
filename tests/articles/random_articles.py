"""Articles as somebody may type them who tries every block: what the form is sent, and what should become of it.

``articles(wrong=False)`` draws one that can be published; ``articles(wrong=True)`` one with a mistake or
some. Each knows where a mistake has to be named, and which words readers see.
"""

import json

from hypothesis import strategies as st
from wagtail.test.utils.form_data import nested_form_data, streamfield

#: Signs of markup and templates, what scripts and emoji are made of, invisible characters, controls.
PIECES = [
    "words ", "Why? ", "is ", "H₂O ", "½", "…", "—", "“so”", "'", '"', "<", ">", "&", "&amp;", "&#0;", "<b>", "</p>", "</script>",
    "<!--", "-->", "]]>", "{{ x }}", "{% x %}", "%(x)s", "%", "\\", "/", "$1", "#", "=?utf-8?", "null", "=1+1",
    "😀", "👩\u200d👩\u200d👧", "🇫🇷", "1️⃣", "𝕬", "ß", "İ", "ﷺ", "e\u0301", "Ọbáfẹ́mi ", "한국어", "שָׁלוֹם ", "مُحَمَّد ", "नमस्ते", "ไทย", "می\u200cخواهم",
    "\u200b", "\u200e", "\u202e", "\u2066", "\u00ad", "\u00a0", "\u2028", "\ufeff", "\x01", "\x0b", "\x1e", "\x7f", "\x85", "\x9f", "\ufdd0",
    "\ufffe", "\U0001fffe", "\ue000", "\U0010fffd", "https://a.example/ü ", "a@b.example ", "  ", "\t",
]  # fmt: skip
LINES = [*PIECES, "\n", "\n\n"]
STYLES = ["BOLD", "ITALIC", "SUPERSCRIPT", "SUBSCRIPT"]
ADDRESSES = [
    "https://example.org/a?b=1&c=2", "http://ü.example/ü", "mailto:a@b.example", "tel:+84123", "#top", "/search/",
    "javascript:alert(1)", 'https://example.org/"><b>', "https://[bad", "https://example.org/\ufdd0", "//", "",
]  # fmt: skip
FILMS = [
    "https://youtu.be/abcdefghijk",
    "https://vimeo.com/76979871",
    "https://m.youtube.com/live/abcdefghijk",
]
NO_FILMS = [
    "https://example.org/film",
    "https://[bad",
    "youtube",
    "http://youtu.be/",
    "javascript:alert(1)",
]


class Typed:
    """One filled-in form."""

    def __init__(self):
        self.data: dict = {}
        #: Where a mistake has to be named: the field, then positions and names within it.
        self.refused: list[tuple] = []
        #: The same for what the site's own checks find, which speak where the form has nothing to say.
        self.stopped: list[tuple] = []
        #: What was typed, and what of it readers see.
        self.typed: list[str] = []
        self.shown: list[str] = []

    def __repr__(self):
        return f"Typed(refused={self.refused}, stopped={self.stopped})"


class Desk:
    """Draws the values of one form, field by field."""

    def __init__(self, draw, library: dict, wrong: set[int]):
        self.draw, self.library, self.wrong = draw, library, wrong
        self.number, self.form = 0, Typed()

    def any(self, *values):
        return self.draw(st.sampled_from(values))

    def is_wrong(self) -> bool:
        """Whether it is this field's turn to be filled in wrongly."""
        self.number += 1
        return self.number in self.wrong

    def words(self, pieces=PIECES, most=200) -> str:
        text = "".join(self.draw(st.lists(st.sampled_from(pieces), min_size=0, max_size=8)))
        return f"{text[: most - 4]} so{self.any('', '?', '.')}"

    def line(self, place: tuple, most=None, required=True, lines=False, shown=True) -> str:
        """A line or some lines of plain text."""
        if self.is_wrong():
            mistakes = ["a\x00b", *(["w" * (most + 1)] if most else []), *(["", " \t "] * required)]
            text = self.any(*mistakes)
            self.form.refused.append(place)
        elif required or self.draw(st.booleans()):
            text = self.words(LINES if lines else PIECES, most or 300)
            if shown:
                self.form.shown.append(text)
        else:
            text = self.any("", " ")
        self.form.typed.append(text)
        return text

    def rich(self, place: tuple, kinds=("unstyled",), required=True) -> str:
        """Running text as the editor of the admin sends it."""
        blocks, links = [], {}
        count = self.draw(st.integers(1, 3))
        if self.is_wrong():
            if required and self.draw(st.booleans()):
                self.form.refused.append(place)
                return json.dumps({"blocks": [], "entityMap": {}})
            blocks.append(self.block("unstyled", "It is TODO here.", links))
            self.form.stopped.append(place)
        for _ in range(count):
            blocks.append(self.block(self.any(*kinds), self.words(LINES), links))
        return json.dumps({"blocks": blocks, "entityMap": links})

    def block(self, kind: str, text: str, links: dict) -> dict:
        long = len(text.encode("utf-16-le")) // 2  # as a browser counts
        reach = st.tuples(st.integers(0, long), st.integers(0, 9))

        def ranges(most):
            found = self.draw(st.lists(reach, max_size=most))
            return [
                {"offset": at, "length": min(n, long - at)} for at, n in found if at < long and n
            ]

        styles = [{**each, "style": self.any(*STYLES)} for each in ranges(2)]
        spans = []
        for each in ranges(1):
            key = len(links)
            links[str(key)] = self.link()
            spans.append({**each, "key": key})
        self.form.typed.append(text)
        self.form.shown.append(text)
        return {
            "key": f"k{self.number}{len(self.form.typed)}"[-5:],
            "text": text,
            "type": kind,
            "depth": self.draw(st.integers(0, 2)) if kind.endswith("list-item") else 0,
            "inlineStyleRanges": styles,
            "entityRanges": spans,
        }

    def link(self) -> dict:
        data = self.any(
            *({"url": address} for address in ADDRESSES),
            {"id": self.library["page"], "url": "/", "parentId": 1},
            {"id": 987654, "url": "/gone/"},
        )
        return {"type": "LINK", "mutability": "MUTABLE", "data": data}

    def chosen(self, place: tuple, kind: str, required=True) -> str:
        """The number of what was chosen in the library."""
        if required and self.is_wrong():
            self.form.refused.append(place)
            return self.any("", "987654", "-1")  # what is no number no form sends
        return self.any(*([] if required else [""]), str(self.library[kind]))

    def many(self, draw_one, place: tuple) -> dict:
        """A list of like parts, of which there has to be one."""
        count = self.draw(st.integers(1, 2))
        if self.is_wrong():
            count = 0
            self.form.refused.append(place)
        items = {
            str(index): {
                "value": draw_one((*place, index)),
                "order": str(index),
                "deleted": "",
                "id": "",
            }
            for index in range(count)
        }
        return {**items, "count": str(count)}

    # --- The blocks, one for each key of a section ------------------------------------------------

    def paragraph(self, place):
        kinds = ("unstyled", "header-three", "unordered-list-item", "ordered-list-item")
        return self.rich(place, kinds)

    def term_list(self, place):
        def term(at):
            return {
                "term": self.line((*at, "term"), 120),
                "explanation": self.line((*at, "explanation"), lines=True),
            }

        return {"terms": self.many(term, (*place, "terms"))}

    def quote(self, place):
        return {
            "text": self.line((*place, "text"), lines=True),
            "source": self.line((*place, "source"), 160, required=False),
            "work": self.line((*place, "work"), 200, required=False),
        }

    def key_fact(self, place):
        return {
            "figure": self.line((*place, "figure"), 60),
            "text": self.line((*place, "text"), lines=True),
        }

    def image(self, place):
        image = self.chosen((*place, "image", "image"), "image")
        decorative = {}
        if self.is_wrong():
            alt = self.any("", "IMG_1234.jpg")
            kinds = self.form.stopped if alt else self.form.refused
            kinds.append((*place, "image", "alt_text"))
        elif self.draw(st.booleans()):
            alt = self.words()
        else:
            alt, decorative = "", {"decorative": "on"}
        if image != str(self.library["image"]):
            # Without a picture there is nothing to describe: Wagtail says so at the picture alone.
            self.form.stopped = [at for at in self.form.stopped if at[: len(place)] != place]
            kept = [at for at in self.form.refused if at != (*place, "image", "alt_text")]
            self.form.refused = kept
        return {
            "image": {"image": image, "alt_text": alt} | decorative,
            "caption": self.line((*place, "caption"), required=False, lines=True),
            "credit": self.line((*place, "credit"), 200, required=False),
        }

    def video(self, place):
        file = address = ""
        if self.is_wrong():
            file, address, name = self.any(
                ("", "", "file"),
                (str(self.library["document"]), "", "file"),
                (str(self.library["film"]), FILMS[0], "address"),
                *(("", each, "address") for each in NO_FILMS),
            )
            self.form.refused.append((*place, name))
        else:
            file, address = self.any(
                (str(self.library["film"]), ""), *(("", each) for each in FILMS)
            )
        caption = self.line((*place, "caption"), required=False, lines=True)
        return {
            # Where there is a caption, it stands in the place of the title.
            "title": self.line((*place, "title"), 160, shown=False),
            "file": file,
            "address": address,
            "poster": self.chosen((*place, "poster"), "image", required=False),
            "caption": caption,
            "transcript": self.rich((*place, "transcript"), required=False),
        }

    def table(self, place):
        kinds = self.draw(st.lists(st.sampled_from(["text", "number"]), min_size=1, max_size=3))
        rows = self.draw(st.integers(0, 2))
        data = {"caption": self.words(), "column-count": str(len(kinds)), "row-count": str(rows)}
        self.form.shown.append(data["caption"])
        for number, kind in enumerate(kinds):
            column = {"type": kind, "order": str(number), "deleted": "", "heading": self.words()}
            self.form.shown.append(column["heading"])
            data |= {f"column-{number}-{name}": value for name, value in column.items()}
        for row in range(rows):
            data |= {f"row-{row}-order": str(row), f"row-{row}-deleted": ""}
            for number in range(len(kinds)):
                data[f"cell-{row}-{number}"] = self.any("", "1,5", self.words())
                self.form.shown.append(data[f"cell-{row}-{number}"])
        self.form.typed += [text for name, text in data.items() if "cell" in name]
        note = self.line((*place, "note"), 300, required=False)
        return {"table": data, "note": note}

    def timeline(self, place):
        def event(at):
            return {
                "date": self.line((*at, "date"), 60),
                "text": self.line((*at, "text"), lines=True),
            }

        return {
            "title": self.line((*place, "title"), 160, required=False),
            "events": self.many(event, (*place, "events")),
        }

    def document(self, place):
        return {
            "document": self.chosen((*place, "document"), "document"),
            "title": self.line((*place, "title"), 160, required=False),
            "description": self.line((*place, "description"), required=False, lines=True),
        }

    # --- The form ---------------------------------------------------------------------------------

    def anchor(self, place) -> str:
        text = self.line((*place, "anchor"), 80, required=False, shown=False)
        if (*place, "anchor") not in self.form.refused:
            self.form.typed.remove(text)  # what is no anchor is made one
        return text

    def section(self, place, kinds):
        content = [
            (kind, getattr(self, kind)((*place, "content", number)))
            for number, kind in enumerate(kinds)
        ]
        heading = self.line((*place, "heading"), 160)
        return {"heading": heading, "content": streamfield(content), "anchor": self.anchor(place)}

    def question(self, place):
        return {
            "question": self.line((*place, "question"), 200),
            "answer": self.rich((*place, "answer"), ("unstyled", "ordered-list-item")),
            "anchor": self.anchor(place),
        }

    def article(self, kinds: list[list[str]]) -> Typed:
        """The form of an article with these blocks in its sections."""
        body = [("section", self.section(("body", at), each)) for at, each in enumerate(kinds)]
        faq = [
            ("question", self.question(("faq", at))) for at in range(self.draw(st.integers(0, 2)))
        ]
        sources = [
            ("source", self.rich(("sources", at))) for at in range(self.draw(st.integers(0, 2)))
        ]
        lead = self.any("", str(self.library["image"]))
        data = {
            "body": streamfield(body),
            "faq": streamfield(faq),
            "sources": streamfield(sources),
            "short_answer": self.rich(("short_answer",)),
            "conclusion": self.rich(("conclusion",), required=False),
            "lead_image": lead,
            "lead_image_alt": self.line(("lead_image_alt",), 300, bool(lead), shown=False),
            "lead_image_caption": self.line(("lead_image_caption",), 300, False, shown=False),
            "lead_image_credit": self.line(("lead_image_credit",), 200, False, shown=False),
            "search_description": self.line(
                ("search_description",), None, False, True, shown=False
            ),
            "seo_title": self.line(("seo_title",), 255, required=False, shown=False),
            "call_to_action_heading": self.line(
                ("call_to_action_heading",), 160, False, shown=False
            ),
        }
        seen = len(self.form.shown)
        data["call_to_action_text"] = self.rich(("call_to_action_text",), required=False)
        del self.form.shown[seen:]  # a site that names no publisher has no such box
        if self.wrong and not (self.form.refused or self.form.stopped):
            self.wrong = {self.number + 1}
        data["title"] = self.line(("title",), 255)
        self.form.data = nested_form_data(data)
        return self.form


KINDS = [
    "paragraph", "term_list", "quote", "key_fact", "image", "video", "table", "timeline", "document",
]  # fmt: skip


@st.composite
def articles(draw, library: dict, wrong: bool) -> Typed:
    """A form, filled in. Each section has a text, so that no section is empty."""
    others = draw(st.lists(st.lists(st.sampled_from(KINDS), max_size=4), min_size=1, max_size=3))
    turns = st.sets(st.integers(1, 45), min_size=1, max_size=3)
    desk = Desk(draw, library, draw(turns) if wrong else set())
    return desk.article([["paragraph", *kinds] for kinds in others])
