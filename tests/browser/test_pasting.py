"""An editor pastes from another program, through the clipboard, into the article's form."""

import time
from pathlib import Path

from playwright.sync_api import Page, expect

from .test_editing import add, desk, fill, new_article, panel, part, stream, write  # noqa: F401

CLIPBOARDS = Path(__file__).parents[1] / "articles/importing/clipboards"


def paste(page: Page, html: str) -> None:
    """Puts HTML on the clipboard as another program does, and presses the keys for pasting."""
    page.evaluate(
        """html => document.addEventListener("copy", (event) => {
            event.clipboardData.setData("text/html", html);
            event.clipboardData.setData("text/plain", "Without marks");
            event.preventDefault();
            event.stopImmediatePropagation();
        }, { once: true, capture: true })""",
        html,
    )
    page.keyboard.press("Control+c")
    page.keyboard.press("Control+v")


def sections(page: Page) -> list:
    """The headings in the form, each with the kinds of the blocks below it and their texts."""
    return page.evaluate(
        """() => document.getElementById("body-root").rootBlock.children.map(({ block }) => [
            block.childBlocks.heading.getValue(),
            block.childBlocks.content.children.map((child) =>
                child.type === "paragraph" ? child.getTextLabel({}) : child.type),
        ])"""
    )


def expect_sections(page: Page, expected: list) -> None:
    """Waits until the form has these sections: Draftail hands a text to its field a moment later."""
    deadline = time.monotonic() + 20
    while sections(page) != expected and time.monotonic() < deadline:
        page.wait_for_timeout(50)
    assert sections(page) == expected


def test_a_text_of_words_is_pasted_where_the_caret_stands_and_taken_out_again(desk):  # noqa: F811
    page = desk
    new_article(page, "Earth and sky", "How do lakes turn to ice?")
    section = add(stream(panel(page, "Sections")))
    fill(section, heading="First")
    content = stream(part(section, "content"))
    write(add(content, "Text"), "Before. After.")
    fill(add(content, "Key fact"), figure="4 °C", text="is the heaviest.")
    box = content.get_by_role("textbox").first
    box.click()
    page.keyboard.press("End")
    for _letter in " After.":
        page.keyboard.press("ArrowLeft")
    before = sections(page)

    paste(page, (CLIPBOARDS / "word.html").read_text())
    choice = page.get_by_role("dialog", name="This text has 2 headings: make sections of them?")
    expect(choice.get_by_text("“Skaters on a mountain tarn”")).to_be_visible()
    choice.get_by_role("button", name="Make 2 sections").click()
    notice = page.get_by_role("status").filter(has_text="The text was pasted.")
    expect(notice).to_be_visible()
    page.wait_for_timeout(500)
    first, lakes, things = sections(page)
    assert first == ["First", ["Before."]]
    assert lakes[0] == "Why lakes freeze from above"
    assert lakes[1][0].startswith("Pure water, H2O, is heaviest")
    assert things[0] == "Three things to remember"
    assert things[1][1] == "table"
    assert things[1][2].endswith("[1] Measured in Finland, 1998.  After.")
    assert things[1][3] == "key_fact"
    raw = page.locator("input[name^=body-1-value-content-0]").evaluate_all(
        "inputs => inputs.map((input) => input.value).join()"
    )
    assert '"SUBSCRIPT"' in raw
    assert '"SUPERSCRIPT"' in raw

    notice.get_by_role("button", name="Undo").click()
    expect_sections(page, before)

    # Without headings nothing is asked; a table stands between what stood around the caret.
    content.get_by_role("textbox").first.click()
    page.keyboard.press("Control+End")
    paste(
        page,
        "<p>x<sup>2</sup></p><table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table>",
    )
    expect(notice).to_contain_text("The text was pasted.")
    expect_sections(page, [["First", ["Before. After.x2", "table", "key_fact"]]])
    # What Draft.js can read it reads itself, and no empty paragraph comes of it.
    content.get_by_role("textbox").first.click()
    page.keyboard.press("Control+End")
    paste(page, "<p>&nbsp;</p>\n<p> and <b>bold</b></p>")
    expect(content.get_by_role("textbox").first).to_contain_text("bold")
    expect_sections(page, [["First", ["Before. After.x2and bold", "table", "key_fact"]]])
    # A field without blocks takes it as text.
    conclusion = panel(page, "Conclusion").get_by_role("textbox")
    conclusion.click()
    paste(page, "<h1>So</h1><p>CO<sub>2</sub></p>")
    expect(conclusion).to_contain_text("CO₂")
    expect(notice).to_contain_text("1 heading stands as bold text")
    assert page.problems == []
