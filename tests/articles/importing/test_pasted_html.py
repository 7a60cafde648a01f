"""What editors paste from other programs arrives whole, or the report names what does not."""

import os
import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.importing.blocks import Section, sections_of
from articles.importing.notes import Notes
from articles.importing.reading import read
from articles.importing.rich_text import LINE, rich_text
from articles.importing.runs import Run

from .texts import check, seen, texts, words

CLIPBOARDS = Path(__file__).parent / "clipboards"
PROGRAMS = sorted(path.stem for path in CLIPBOARDS.glob("*.html"))


def pasted(html: str) -> tuple[list[dict], Notes]:
    """The sections that a text becomes. What stands before the first heading is under "0"."""
    notes = Notes()
    before, sections = sections_of(read(html, notes), notes)
    before = [Section([Run("0")], pieces=before)] if before else []
    return [section.block(notes) for section in [*before, *sections]], notes


def clipboard(program: str) -> str:
    return (CLIPBOARDS / f"{program}.html").read_text()


def outline(sections: list[dict]) -> list:
    """Headings, and the kinds of the blocks below each."""
    return [
        (one["value"]["heading"], [part["type"] for part in one["value"]["content"]])
        for one in sections
    ]


def rich(sections: list[dict]) -> str:
    """All rich text of the sections."""
    return "".join(
        part["value"]
        for one in sections
        for part in one["value"]["content"]
        if part["type"] == "paragraph"
    )


def table(sections: list[dict]) -> dict:
    found = [
        part["value"]["table"]
        for one in sections
        for part in one["value"]["content"]
        if part["type"] == "table"
    ]
    assert len(found) == 1
    return found[0]


def rows(sections: list[dict]) -> list[list[str]]:
    found = table(sections)
    return [[one["heading"] for one in found["columns"]], *(row["values"] for row in found["rows"])]


def test_six_programs_are_known():
    assert PROGRAMS == ["google-docs", "libreoffice", "pages", "wikipedia", "word", "wordpress"]


@pytest.mark.parametrize("program", PROGRAMS)
def test_every_word_of_a_clipboard_is_kept_or_named(program):
    html = clipboard(program)
    sections, notes = pasted(html)
    check(sections)
    named = [text for all_texts in notes.words.values() for text in all_texts]
    assert all(text in " ".join(notes.sentences()) for text in named)
    there = Counter(words(" ".join([*texts(sections), *named])))
    missing = Counter(words(seen(html))) - there
    assert not missing


def test_word():
    sections, notes = pasted(clipboard("word"))
    assert outline(sections) == [
        ("Why lakes freeze from above", ["paragraph"]),
        ("Three things to remember", ["paragraph", "table", "paragraph"]),
    ]
    text = rich(sections)
    assert "H<sub>2</sub>O" in text
    assert "100\xa0m<sup>2</sup>" in text
    assert "mc<sup>2</sup> was lifted by hand. Enough." in text
    assert "<b>turns over</b> each <i>autumn</i>" in text
    assert '<a href="https://example.org/limnology">limnologists</a> say.<sup>[1]</sup>' in text
    assert (
        "<ul><li>Ice floats<ul><li>even salty <b>floes</b></li></ul></li><li>Snow insulates</li></ul>"
        in text
    )
    assert "<ol><li>The surface cools</li><li>The cold layer stays</li></ol>" in text
    assert "<p><sup>[1]</sup> Measured in Finland, 1998.</p>" in text
    assert rows(sections) == [["State", "kg/m³"], ["Frozen", "917"], ["Liquid", "1,000"]]
    assert [one["type"] for one in table(sections)["columns"]] == ["text", "number"]
    assert table(sections)["caption"] == "Table 1: Densities"
    assert notes.words == {
        "footnote": [""],
        "heading_number": ["1.1"],
        "picture": ["Skaters on a mountain tarn"],
    }


def test_google_docs():
    sections, notes = pasted(clipboard("google-docs"))
    assert outline(sections) == [
        ("How bread rises", ["paragraph"]),
        ("What the baker does", ["paragraph", "table"]),
    ]
    text = rich(sections)
    assert "CO<sub>2</sub>; the <b>gluten</b> holds <i>bubbles</i>" in text
    assert '<a href="https://example.org/gluten">this study</a> on the 2<sup>nd</sup> day.' in text
    assert (
        "<ul><li>Mix the dough<ul><li>with lukewarm milk</li></ul></li><li>Let it rest</li></ul>"
        "<ol><li>Heat the oven</li><li>Bake half an hour</li></ol>"
    ) in text
    assert rows(sections) == [["Flour", "Protein"], ["Wheat", "12%"], ["Rye", "9%"]]
    assert notes.words == {"picture": ["A loaf cut open"]}


def test_libreoffice():
    sections, notes = pasted(clipboard("libreoffice"))
    assert outline(sections) == [
        ("Where salt comes from", ["paragraph"]),
        ("Old ways of winning it", ["paragraph", "table", "paragraph"]),
    ]
    text = rich(sections)
    assert "Na<sup>+</sup> and SO<sub>4</sub> to the <b>sea</b>, where the <i>sun</i>" in text
    assert "away<sup>1</sup>. More in the" in text
    assert "<ul><li>Pans of clay<ul><li>heated with peat</li></ul></li>" in text
    assert "<p>1 Or the wind does, in winter.</p>" in text
    assert rows(sections) == [["Sea", "Grams in a litre"], ["Baltic", "8"], ["Dead", "340"]]
    assert notes.words == {
        "footnote": [""],
        "list_start": [""],
        "picture": ["White heaps beside a windmill"],
    }


def test_pages():
    sections, notes = pasted(clipboard("pages"))
    assert outline(sections) == [
        ("How owls hear", ["paragraph"]),
        ("What it listens for", ["paragraph", "table"]),
    ]
    text = rich(sections)
    assert "degrees; its ears sit at <b>different heights</b>, and N<sub>2</sub> carries" in text
    assert "30 m<sup>2</sup> of snow" in text
    assert "<li>Voles under leaves<ul><li>and under drifts</li></ul></li>" in text
    assert rows(sections)[1:] == [["Barn owl", "85 centimetres"], ["Eagle owl", "170 centimetres"]]
    assert notes.words["by_size"] == ["How owls hear", "What it listens for"]


def test_a_wordpress_page():
    sections, notes = pasted(clipboard("wordpress"))
    assert outline(sections) == [
        ("Bees in town", ["paragraph"]),
        ("A year on the roof", ["paragraph", "quote", "table", "paragraph"]),
    ]
    text = rich(sections)
    assert "1.5\xa0m<sup>3</sup> of air, holds little CO<sub>2</sub>, and has" in text
    assert "<li>Spring: the cluster breaks up<ul><li>willow first</li></ul></li>" in text
    assert "<p>On top of the town hall</p>" in text
    assert sections[1]["value"]["content"][1]["value"] == {
        "text": "A swarm in May is worth a load of hay.",
        "source": "English saying",
        "work": "",
    }
    assert table(sections)["caption"] == "One hive on a school"
    assert notes.words == {
        "picture": ["A keeper lifts a comb"],
        "media": ["Bees at work"],
        "inner_link": [""],
        "footnote": [""],
        "back_link": ["↩︎"],
    }


def test_wikipedia():
    sections, notes = pasted(clipboard("wikipedia"))
    assert outline(sections) == [
        ("Origin of tides", ["paragraph", "table", "term_list"]),
        ("References", ["paragraph"]),
    ]
    text = rich(sections)
    assert "with <i>r</i><sup>3</sup>,<sup>[1]</sup> so <i>F</i><sub>near</sub> exceeds" in text
    assert "<h3>Springs and neaps</h3><ul><li>New Moon<ul><li>strong tides</li></ul></li>" in text
    assert '<a href="https://en.wikipedia.org/wiki/Gravity">pull</a>' in text
    assert "<ol><li>Newton, Isaac (1687). <i>Principia</i>.</li>" in text
    assert rows(sections)[1][0] == "Fundy"
    assert table(sections)["caption"] == "Greatest ranges"
    assert notes.words["hidden"] == ["citation hidden here"]
    assert notes.words["plain_link"] == ["https://en.wikipedia.org/wiki/Bay_of_Fundy"]
    assert len(notes.words["edit_link"]) == len(notes.words["back_link"]) == 2


def test_no_address_that_could_run_a_script_becomes_a_link():
    html = '<p><a href="java\nscript:alert(1)">one</a> <a href="/two">two</a> <a href="data:x">3</a></p>'
    sections, notes = pasted(html)
    assert rich(sections) == "<p>one two 3</p>"
    assert notes.words["bad_link"] == ["javascript:alert(1)", "/two", "data:x"]


def test_a_field_without_lists_and_raised_letters_gets_lines():
    notes = Notes()
    text = rich_text(read("<h1>A</h1><ul><li>CO<sub>2</sub></li></ul>", notes), LINE, notes)
    assert text == "<p><b>A</b></p><p>• CO₂</p>"


# --- Any HTML ----------------------------------------------------------------------------------

INLINE = [
    "b",
    "i",
    "span",
    "sub",
    "sup",
    "a",
    "code",
    "u",
    "font",
    "o:p",
    "button",
    "label",
    "mark",
]
BLOCK = [
    "p", "div", "h1", "h2", "h3", "h5", "ul", "ol", "li", "blockquote", "table", "tbody", "thead",
    "tr", "td", "th", "caption", "dl", "dt", "dd", "figure", "figcaption", "cite", "pre", "section",
    "details", "summary", "select", "option", "textarea", "video", "iframe", "svg", "footer", "br",
    "form",
]  # fmt: skip
ATTRIBUTES = [
    "", "", "", ' style="mso-list:l0 level2 lfo1"', ' class="MsoTitle"', ' class="MsoCaption"',
    ' style="vertical-align:super"', ' style="display:none"', ' href="https://x.example/"',
    ' href="#_ftn1"', ' href="java:x"', ' colspan="2"', ' rowspan="3"', ' data-aria-level="2"',
    ' role="heading"', ' style="font-size:30pt"', ' class="mw-editsection"', ' id="footnote-1"',
    ' style="font-weight:700"', ' class="Apple-converted-space"', ' start="4"',
]  # fmt: skip


@st.composite
def trees(draw):
    """HTML in which every word is a different one."""
    count = 0

    def text():
        nonlocal count
        count += 1
        return draw(st.sampled_from([" w{} ", " w{}\n", "\xa0w{} ", " <b>w{}:</b> "])).format(count)

    def node(depth):
        kind = draw(st.integers(0, 9))
        if depth > 5 or kind < 3:
            return text()
        name = draw(st.sampled_from(INLINE if kind < 5 else BLOCK))
        inner = "".join(node(depth + 1) for _ in range(draw(st.integers(0, 4))))
        return f"<{name}{draw(st.sampled_from(ATTRIBUTES))}>{inner}</{name}>"

    return "".join(node(0) for _ in range(draw(st.integers(1, 5)))), lambda: count


@settings(
    max_examples=int(os.environ.get("PASTED_TEXTS", 40)),
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(trees())
def test_no_word_of_any_html_is_lost_without_being_named(tree):
    html, count = tree
    sections, notes = pasted(html)
    check(sections)
    there = set(re.findall(r"w\d+", " ".join([*texts(sections), *notes.sentences()])))
    assert there >= {f"w{number}" for number in range(1, count() + 1)}
    empty = [one for one in sections if not one["value"]["content"]]
    assert len(empty) == len(notes.words.get("empty", []))
