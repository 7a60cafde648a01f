"""Scripts say why nothing was done: no network, signed out, no right any more."""

import pytest
from playwright.sync_api import expect

from .conftest import FLAGSHIP
from .test_discussing import near
from .test_moderating_in_place import sign_in


@pytest.fixture
def waiting(live):
    made = live.ask("waiting", "make", 3)
    yield made["ids"]
    live.ask("waiting", "clear")


def fail_in_turn(page, act, said: dict[str, str]) -> None:
    """Takes from the page what a request needs, one thing after the other, and acts each time."""
    cookies = page.context.cookies()
    page.context.set_offline(True)
    act()
    expect(page.get_by_text(said["unreachable"]).first).to_be_visible()
    page.context.set_offline(False)
    for kind, cookie in (("forbidden", "csrftoken"), ("signed out", "sessionid")):
        page.context.clear_cookies(name=cookie)
        act()
        expect(page.get_by_text(said[kind]).first).to_be_visible()
        page.context.add_cookies(cookies)


def test_in_the_queue(visit, live, waiting):
    page = visit()
    sign_in(page, live, "moderator")
    page.goto("/admin/discussion/queue/?q=hundredfold")
    expect(page.locator("#desk[data-ready]")).to_be_attached()
    fail_in_turn(
        page,
        lambda: page.keyboard.press("s"),
        {
            "unreachable": "The site cannot be reached; nothing was changed.",
            "forbidden": "You may not do this, or your sign-in has changed",
            "signed out": "Please sign in again; nothing was changed.",
        },
    )
    assert set(live.ask("waiting", "look")["statuses"].values()) == {"held"}

    # The way back: the decision is made, and the menu counts one less at once.
    badge = page.locator("a[data-comments-badge]")
    number = int(badge.get_attribute("data-waiting"))
    page.keyboard.press("s")
    expect(badge).to_have_attribute("data-waiting", str(number - 1))
    expect(badge).to_have_attribute("aria-label", f"Comments, {number - 1} held")
    assert list(live.ask("waiting", "look")["statuses"].values()).count("spam") == 1


def test_where_the_comments_stand(visit, live):
    page = visit()
    sign_in(page, live, "moderator")
    with page.expect_response("**/discussion/news/**"):
        page.goto("/admin/discussion/queue/")
    page.goto(FLAGSHIP)
    near(page)
    comment = page.locator("#discussion .comment.level-0:has(.said)").first
    words = comment.locator(".said").inner_text()
    button = comment.get_by_role("button", name="Remove", exact=True)
    expect(button).to_be_visible()
    fail_in_turn(
        page,
        button.click,
        {
            "unreachable": "The site cannot be reached; nothing was changed.",
            "forbidden": "You may not do this any more; nothing was changed.",
            "signed out": "Please sign in again; nothing was changed.",
        },
    )
    assert words in visit(FLAGSHIP).locator("#discussion").inner_text()


def test_in_the_settings(visit, live):
    page = visit()
    sign_in(page, live, "editor")
    page.goto("/admin/settings/comments/discussionsettings/")
    page.fill("#id_try-words", "The best casinos")
    refused = "You are signed out, or may not change these settings any more."
    fail_in_turn(
        page,
        page.locator("#try-lists button").click,
        {
            "unreachable": "The site cannot be reached. Please try again.",
            "forbidden": refused,
            "signed out": refused,
        },
    )
