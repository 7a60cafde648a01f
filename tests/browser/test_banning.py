"""A ban in the queue, by keyboard alone: its form, the other comments of the person, and one undo."""

import pytest
from playwright.sync_api import expect

from .test_desk import sign_in


@pytest.fixture
def one_person(live):
    """Four comments that wait, all by the same person."""
    made = live.ask("waiting", "same", 4)
    yield made["ids"]
    live.ask("waiting", "clear")


def test_a_ban_takes_the_rows_of_the_person_along_and_brings_them_back(chromium, live, one_person):
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    page = sign_in(context, live)
    page.goto(f"{live.address}/admin/discussion/queue/?q=hundredfold")
    expect(page.locator("#desk[data-ready]")).to_be_attached()
    rows = page.locator(".desk-row:not([hidden])")
    expect(rows).to_have_count(4)
    page.keyboard.press("b")
    expect(page.get_by_label("Leave them as they are")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".desk-ban")).to_have_count(0)
    rows.first.get_by_text("More", exact=True).click()
    rows.first.get_by_role("button", name="Ban this commenter").click()
    # The menu would lie over the form, and Enter while one chooses would ban at once.
    page.get_by_label("Leave them as they are").press("Enter")
    expect(page.locator(".desk-menu[open]")).to_have_count(0)
    expect(page.locator(".desk-ban")).to_have_count(1)
    expect(rows).to_have_count(4)
    page.get_by_label("Remove 3 comments (held 3, published 0)").check()
    page.get_by_label("The ban ends").select_option("On a date")
    page.get_by_label("Last day").fill("2001-01-01")
    page.keyboard.press("Control+Enter")
    # What was chosen stays, with the reason beside it.
    expect(page.get_by_text("This day has passed already.")).to_be_visible()
    expect(page.get_by_label("Last day")).to_have_value("2001-01-01")
    page.get_by_label("The ban ends").select_option("In a week")
    # With the mouse, too: a click leaves the focus in the form.
    page.get_by_text("Remove 3 comments").click()
    page.keyboard.press("Control+Enter")
    done = page.locator(".desk-done").first
    expect(done).to_contain_text("its author is banned; 3 other comments were removed")
    expect(rows).to_have_count(0)
    assert set(live.ask("waiting", "look")["statuses"].values()) == {"spam", "removed"}
    page.keyboard.press("u")
    expect(rows).to_have_count(4)
    assert set(live.ask("waiting", "look")["statuses"].values()) == {"held"}
    context.close()


def test_what_is_typed_after_a_click_into_a_form_decides_nothing(chromium, live, one_person):
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    page = sign_in(context, live)
    page.goto(f"{live.address}/admin/discussion/queue/?q=hundredfold")
    expect(page.locator("#desk[data-ready]")).to_be_attached()
    page.keyboard.press("e")
    page.get_by_label("Name", exact=True).click()
    page.keyboard.press("End")
    page.keyboard.type("sdh")
    expect(page.get_by_label("Name", exact=True)).to_have_value("Hundredfoldsdh")
    assert live.ask("waiting", "look")["decisions"] == 0
    context.close()
