"""An article is deleted with a redirect, and brought back, by mouse and keyboard alone."""

import re

from playwright.sync_api import Page, expect

from .test_editing import sign_in

TITLE = "Why do we forget?"


def choose(page: Page, title: str) -> None:
    """Chooses a page in Wagtail's dialog."""
    page.get_by_role("button", name="Choose a page").click()
    dialog = page.locator(".modal")  # Wagtail's dialog has no name
    dialog.get_by_placeholder("Search…").fill(title)
    # Until the answer comes, the pages are listed among which the dialog opens.
    expect(dialog.get_by_text(re.compile(r"\bmatch(es)?\b"))).to_be_visible()
    dialog.get_by_role("link", name=title).click()
    expect(dialog).to_be_hidden()


def test_an_article_is_deleted_with_a_redirect_and_brought_back(visit, live):
    page = sign_in(visit("/admin/"), live)
    # From the published page, as one comes upon it.
    found = visit("/search/?q=forget").get_by_role("link", name=TITLE).first
    address = found.get_attribute("href").partition("#")[0]
    number = live.run(
        f"from wagtail.models import Page; print(Page.objects.get(title={TITLE!r}).pk)"
    )
    page.goto(f"/admin/pages/{number.strip()}/delete/")
    expect(page.get_by_text("For 30 days it can be brought back")).to_be_visible()
    expect(page.get_by_text("If that page is moved later")).to_be_hidden()
    page.get_by_label("To another page").check()
    page.get_by_role("button", name="Yes, delete it").click()
    expect(page.get_by_text("Choose a page.", exact=True)).to_be_visible()
    choose(page, "Why do we sleep?")
    page.get_by_role("button", name="Yes, delete it").click()

    expect(page.get_by_text("It was a mistake? Bring the page back:")).to_be_visible()
    reader = visit(address)
    expect(reader.get_by_role("heading", level=1)).to_have_text("Why do we sleep?")

    page.get_by_role("link", name="Restore").first.click()
    expect(page.get_by_text(f"“{TITLE}” (Article) stood below")).to_be_visible()
    page.get_by_role("button", name="Restore").click()
    expect(page.get_by_text("is back as a draft")).to_be_visible()
    actions = page.get_by_role("navigation", name="Actions (footer)")
    actions.get_by_role("button", name="More actions").click()
    actions.get_by_role("button", name="Publish").click()
    expect(page.get_by_text(re.compile("published", re.IGNORECASE)).first).to_be_visible()
    expect(visit(address).get_by_role("heading", level=1)).to_have_text(TITLE)
