"""Links and bold letters stay on the words that an editor marked, whatever stands before them."""

import json

from articles.rich_text_area import WritingArea

AREA = WritingArea(features=["bold", "link"])


def sent(text: str, *styles, links=()) -> str:
    """What is stored of a text that the editor's browser sends."""
    block = {"key": "abcde", "text": text, "type": "unstyled", "depth": 0}
    block["inlineStyleRanges"] = [
        {"offset": at, "length": length, "style": "BOLD"} for at, length in styles
    ]
    block["entityRanges"] = [{"offset": at, "length": n, "key": 0} for at, n in links]
    link = {"type": "LINK", "mutability": "MUTABLE", "data": {"url": "https://a.example"}}
    content = json.dumps({"blocks": [block], "entityMap": {"0": link}})
    return AREA.value_from_datadict({"text": content}, {}, "text")


def test_an_emoji_moves_no_marks_however_often_the_text_is_saved():
    # A browser counts the smile as two.
    stored = sent("😀 a bold 👩 link", (5, 4), links=[(13, 4)])
    expected = '😀 a <b>bold</b> 👩 <a href="https://a.example">link</a></p>'
    assert stored.endswith(expected)
    opened = AREA.format_value(stored)
    block = json.loads(opened)["blocks"][0]
    assert [(each["offset"], each["length"]) for each in block["inlineStyleRanges"]] == [(5, 4)]
    assert [(each["offset"], each["length"]) for each in block["entityRanges"]] == [(13, 4)]
    assert AREA.value_from_datadict({"text": opened}, {}, "text") == stored


def test_half_an_emoji_takes_all_of_it_and_a_range_ends_with_its_text():
    assert "<b>😀</b>x" in sent("😀x", (0, 1))
    assert "<b>😀</b>x" in sent("😀x", (1, 1))
    assert "😀<b>x</b>" in sent("😀x", (2, 90))
