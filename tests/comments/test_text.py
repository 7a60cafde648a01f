"""What readers type is made harmless, and is shown as it was typed. ``TEXTS=20000`` tries more texts."""

import os
import unicodedata

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comments.markup import TAGS, links, normalise, one_line, to_html

TEXTS = settings(max_examples=int(os.environ.get("TEXTS") or 80))
#: What texts are made of at random: every sign of Markdown, and scripts that are easily broken.
PIECES = st.one_of(
    st.text(max_size=6),
    st.sampled_from(
        [
            *"*_`>-+#[]()<>!&\\/.:1234567890", "\n", "\n\n", " ", "  ", "    ", "1. ", "12) ", "- ", "> ", "```",
            "http://", "https://", "HTTPS://", "//", "www.", "ftp:", "mailto:", "a.example", "main.py",
            "a@b.example", "](", "10⁶", "½", "e\u0301", "Ọbáfẹ́mi", "שָׁלוֹם", "مُحَمَّد", "👩\u200d👩\u200d👧", "…", "（テスト）", "𝕬",
        ]
    ),
)  # fmt: skip
typed = st.lists(PIECES, max_size=25).map("".join)


def parsed(html: str):
    return html5lib.parse(html, namespaceHTMLElements=False)


@pytest.mark.parametrize(
    ("words", "html"),
    [
        ("one\ntwo\n\nthree", "<p>one<br>\ntwo</p>\n<p>three</p>"),
        ("*a* **b** `c`", "<p><em>a</em> <strong>b</strong> <code>c</code></p>"),
        ("> so", "<blockquote>\n<p>so</p>\n</blockquote>"),
        ("> so\nNo", "<blockquote>\n<p>so</p>\n</blockquote>\n<p>No</p>"),
        ("- a\n  b\nc", "<ul>\n<li>a<br>\nb</li>\n</ul>\n<p>c</p>"),
        ("```\n> a\nb\n```", "<pre><code>&gt; a\nb\n</code></pre>"),
        ("__init__ and _x_", "<p>__init__ and <em>x</em></p>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("```a sentence\nb\n```", "<pre><code>a sentence\nb\n</code></pre>"),
        ("```\n<b>\n```", "<pre><code>&lt;b&gt;\n</code></pre>"),
        ("<script>x</script>", "<p>&lt;script&gt;x&lt;/script&gt;</p>"),
    ],
)
def test_light_markdown_becomes_a_few_elements(words, html):
    assert to_html(words) == html


@pytest.mark.parametrize(
    "words",
    [
        "[x](javascript:alert(1))",
        "[x](data:text/html,<script>alert(1)</script>)",
        '<img src=x onerror="alert(1)">',
        "<a href='vbscript:x'>y</a>",
        "![x](https://example.org/spy.gif)",
        "<javascript:alert(1)>",
    ],
)
def test_nothing_that_runs_or_loads_gets_through(words):
    html = to_html(words)
    assert "<img" not in html
    assert "<script" not in html
    assert 'href="javascript' not in html
    assert 'href="data' not in html


@given(st.text(max_size=400))
def test_whatever_is_typed_becomes_known_elements_only(words):
    tree = parsed(to_html(words))
    found = {element.tag for element in tree.iter() if isinstance(element.tag, str)}
    assert found <= TAGS | {"html", "head", "body"}


@pytest.mark.parametrize("words", ["", " \n", "\u200b\u200d\ufeff", "\u202e\u2066", "\u00ad"])
def test_a_text_of_nothing_to_see_is_empty(words):
    assert normalise(words) == ""


def test_direction_overrides_are_taken_out_and_joiners_stay():
    assert normalise("safe\u202eevil") == "safeevil"
    assert normalise("👩\u200d👩\u200d👧") == "👩\u200d👩\u200d👧"
    assert one_line(" a\n b ") == "a b"


@pytest.mark.parametrize(
    "words",
    [
        "E = mc²",
        "10⁶ m²",
        "10⁻⁹",
        "½ cup",
        "Ice™ №1 ℹ️",
        "（テスト）、本当ですか？",
        "wait…",
        "𝕬 ﬁ ﷺ",
    ],
)
def test_a_text_says_what_was_typed(words):
    assert normalise(words) == words
    assert one_line(words) == words


@TEXTS
@given(typed)
def test_a_text_is_stored_as_nfc_of_what_was_typed(words):
    assert normalise(normalise(words)) == normalise(words)
    kept = normalise(words)
    if kept:
        letters = [char for char in kept if unicodedata.category(char)[0] in "LN"]
        composed = unicodedata.normalize("NFC", words)
        assert letters == [char for char in composed if unicodedata.category(char)[0] in "LN"]


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("5*4*3 = 60", "5*4*3 = 60"),
        ("a*b*c", "a*b*c"),
        ("2**10 = 1024", "2**10 = 1024"),
        ("*5*4", "*5*4"),
        ("snake_case_name", "snake_case_name"),
    ],
)
def test_a_sign_between_figures_or_letters_stays_a_sign(words, shown):
    assert to_html(words) == f"<p>{shown}</p>"


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("2. I disagree", [2]),
        ("1986. What a year.", [1986]),
        ("> 6. so you said", [6]),
        ("1. one\n3. three\n4. four", [1, 3, 4]),
        ("7) seven\n   1. in it\n8) eight", [7, 1, 8]),
    ],
)
def test_an_item_of_a_list_keeps_the_number_that_was_typed(words, numbers):
    found = []
    for items in parsed(to_html(words)).iter("ol"):
        number = int(items.get("start", 1))
        for item in items.findall("li"):
            number = int(item.get("value", number))
            found.append(number)
            number += 1
    assert sorted(found) == sorted(numbers)


@pytest.mark.parametrize(
    "words",
    ["[x]()", "[]()", "[x]( \n )", "[*a*]() and [b](<>)", "this.It works", "README.md", "main.py", "vs.so", "a@b.example", "[x](/admin/logout/)",
     "[x](//evil.example)", "[x](///evil.example)", "[x](evil.example)", "//evil.example", "[x](ftp://a.b)"],
)  # fmt: skip
def test_only_an_address_with_a_scheme_or_www_becomes_a_link(words):
    assert "<a" not in to_html(words)
    assert links(words) == []


@pytest.mark.parametrize(
    "words",
    ["https://a.example", "HTTPS://A.example/x", "[x](HTTPS://a.example)", "www.a.example", "<http://a.example>",
     "[x](mailto:a@b.example)", "see www.a.example/b."],
)  # fmt: skip
def test_what_is_shown_as_a_link_is_counted(words):
    assert to_html(words).count("<a href=") == len(links(words)) == 1


def test_what_would_be_a_link_to_nowhere_is_shown_as_it_was_typed():
    assert to_html("see [x]() and [*a*]( )") == "<p>see [x]() and [<em>a</em>]( )</p>"


@pytest.mark.parametrize(
    "words", ["https://xn--nxasmq6b.example", "https://a.example/%D0%BF", "www.HTTPS://a.example/b"]
)
def test_an_address_is_shown_as_it_was_typed(words):
    assert "".join(parsed(to_html(words)).itertext()) == words


@TEXTS
@given(typed)
def test_as_many_links_are_counted_as_are_shown(words):
    shown = [link.get("href") for link in parsed(to_html(words)).iter("a")]
    assert len(shown) == len(links(words))
    assert all(href and href.lower().startswith(("http", "mailto:")) for href in shown)
