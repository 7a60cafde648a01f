"""What readers type is made harmless."""

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comments.markup import TAGS, normalise, one_line, to_html


@pytest.mark.parametrize(
    ("words", "html"),
    [
        ("one\ntwo\n\nthree", "<p>one<br>\ntwo</p>\n<p>three</p>"),
        ("*a* **b** `c`", "<p><em>a</em> <strong>b</strong> <code>c</code></p>"),
        ("> so", "<blockquote>\n<p>so</p>\n</blockquote>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
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
    tree = html5lib.parse(to_html(words), namespaceHTMLElements=False)
    found = {element.tag for element in tree.iter() if isinstance(element.tag, str)}
    assert found <= TAGS | {"html", "head", "body"}


@pytest.mark.parametrize("words", ["", " \n", "\u200b\u200d\ufeff", "\u202e\u2066", "\u00ad"])
def test_a_text_of_nothing_to_see_is_empty(words):
    assert normalise(words) == ""


def test_direction_overrides_are_taken_out_and_joiners_stay():
    assert normalise("safe\u202eevil") == "safeevil"
    assert normalise("👩\u200d👩\u200d👧") == "👩\u200d👩\u200d👧"
    assert one_line(" a\n b ") == "a b"
