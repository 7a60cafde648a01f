"""An article of a contributor: submitted, sent back, submitted again, approved, published."""

import re

from playwright.sync_api import Page, expect

from .test_editing import expect_kept, new_article

TITLE = "Why does bread rise?"


def sign_in(visit, live, who: str, path: str) -> Page:
    page = visit(path)
    page.get_by_label("Username").fill(who)
    page.get_by_label("Password").fill(live.sign_ins[who])
    page.get_by_role("button", name="Sign in").click()
    return page


def choose(page: Page, action: str) -> None:
    """Chooses from the menu beside “Save draft”."""
    actions = page.get_by_role("navigation", name="Actions (footer)")
    actions.get_by_role("button", name="More actions").click()
    actions.get_by_role("button", name=action, exact=True).click()


def test_an_article_of_a_contributor_is_published_by_who_may_publish(visit, live):
    author = sign_in(visit, live, "contributor", "/admin/")
    expect(author.get_by_role("link", name="Images", exact=True)).to_be_visible()
    new_article(author, "Earth and sky", TITLE)
    answer = author.get_by_role("region", name="Short answer").get_by_role("textbox")
    answer.click()
    author.keyboard.type("Yeast makes gas.")
    expect_kept(author)
    path = re.sub(r"^https?://[^/]+", "", author.url)
    publish = author.get_by_role("button", name="Publish", include_hidden=True)
    expect(publish).to_have_count(0)
    choose(author, "Submit to Review")
    expect(author.get_by_text("has been submitted for review")).to_be_visible()

    editor = sign_in(visit, live, "editor", path)
    expect(editor.get_by_text("Cody Contributor waits for a review.")).to_be_visible()
    # A note in the text, as Wagtail has them.
    editor.get_by_role("button", name="Toggle comments").click()
    question = editor.locator("[data-contentpath=title]").first
    question.hover()
    question.get_by_role("button", name="Add comment").click()
    editor.get_by_placeholder("Enter your comments...").fill("Name it.")
    editor.get_by_role("button", name="Comment", exact=True).click()
    choose(editor, "Request changes")
    dialog = editor.get_by_role("dialog")
    dialog.get_by_label("Comment").fill("Which gas?")
    dialog.get_by_role("button", name="Request changes").click()
    expect(editor.get_by_text("You asked for changes in")).to_be_visible()

    author.goto(path)
    expect(author.get_by_text("Eda Editor asks for changes: “Which gas?”")).to_be_visible()
    author.get_by_role("button", name="Toggle comments").click()
    expect(author.get_by_role("paragraph").filter(has_text="Name it.")).to_be_visible()
    answer.click()
    author.keyboard.press("End")
    author.keyboard.type(" It is carbon dioxide.")
    expect_kept(author)
    choose(author, "Resubmit to Review")
    expect(author.get_by_text("has been submitted for review")).to_be_visible()

    chief = sign_in(visit, live, "chief", path)
    choose(chief, "Approve and Publish")
    expect(chief.get_by_text("It is published.")).to_be_visible()
    reader = visit("/earth-and-sky/why-does-bread-rise/")
    expect(reader.get_by_text("It is carbon dioxide.").first).to_be_visible()

    moderator = sign_in(visit, live, "moderator", path)
    expect(moderator.get_by_text("you do not have permission")).to_be_visible()
    expect(moderator.get_by_role("link", name="Pages", exact=True)).to_have_count(0)
