"""From the dashboard to a published article, with few clicks."""

import re

from playwright.sync_api import Page, expect

from .test_editing import add, desk, expect_kept, fill, panel, part, publish, stream, write

__all__ = ["desk"]

#: Clicks from the dashboard to the published article, typing aside.
MOST = 20
#: A click of the mouse; keys that press a button have no ``detail``.
COUNT = """addEventListener("click", (event) => {
  if (event.isTrusted && event.detail) sessionStorage.clicks = 1 + Number(sessionStorage.clicks || 0);
}, true)"""


def section(sections, heading: str, words: str):
    made = add(sections)
    fill(made, heading=heading)
    add(stream(part(made, "content")), "Text")
    made.page.keyboard.type(words)
    return made


def test_an_article_is_published_with_few_clicks(desk: Page, visit):
    page = desk
    page.add_init_script(COUNT)
    page.goto("/admin/")
    page.get_by_role("link", name="New article").click()
    page.get_by_role("button", name=re.compile("^Short answer")).click()
    # Key by key, on a busy machine, the “?” may come where no field has the focus yet, and opens Wagtail's help.
    expect(panel(page, "Short answer*").get_by_role("textbox")).to_be_visible()
    page.get_by_placeholder("Question*").fill("Why do cats purr?")
    write(panel(page, "Short answer*"), "Because it soothes them.")
    sections = stream(panel(page, "Sections"))
    first = sections.locator("> [data-streamfield-child]").first
    write(part(first, "content"), "They purr when they are well, and when they are not.")
    section(sections, "How they do it", "The larynx opens and closes.")
    last = section(sections, "Who else does", "Cheetahs and pumas.")
    image = add(stream(part(last, "content")), "Picture")
    image.get_by_role("button", name="Choose an image").click()
    # The newest ones may be another test's, without a description.
    page.get_by_role("dialog").get_by_role("listitem").get_by_role("link").nth(8).click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("tab", name="FAQ and sources").click()
    questions = stream(panel(page, "FAQ"))
    for number, words in enumerate(("Do lions purr?", "Do cats purr alone?")):
        entry = add(questions) if number else questions.locator("> [data-streamfield-child]").first
        fill(entry, question=words)
        answer = part(entry, "answer").get_by_role("textbox")
        answer.press_sequentially("Hardly ever.")
        expect(answer).to_have_text("Hardly ever.")
    expect_kept(page)
    publish(page)
    # One stands on the article, with the way to its page.
    expect(page.get_by_role("link", name="View live")).to_be_visible()
    assert int(page.evaluate("sessionStorage.clicks")) <= MOST
    address = page.get_by_role("link", name="View live").get_attribute("href")
    reader = visit(re.sub(r"^https?://[^/]+", "", address))
    for words in ("Cheetahs and pumas.", "Do lions purr?", "The larynx opens"):
        expect(reader.get_by_text(words).first).to_be_visible()
