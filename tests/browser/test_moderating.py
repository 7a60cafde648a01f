"""A moderator decides on many comments at once, and watches how far it is."""

import json
import re

import pytest
from playwright.sync_api import expect

from .test_reading import sideways

#: Long enough for the worker that somebody can stop it.
MANY = 300
#: The worker of a new site has pictures and indexes to make first.
PATIENCE = 180_000


@pytest.fixture
def flooded(live):
    """An article under which so many comments wait."""
    made = live.ask("plant", "hold", MANY)
    yield made
    live.ask("plant", "clear", made)


@pytest.fixture
def desk(visit, live, flooded):
    page = visit(f"/admin/discussion/queue/?status=held&page={flooded['page']}")
    page.get_by_label("Username").fill("moderator")
    page.get_by_label("Password").fill(live.sign_ins["moderator"])
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("[data-bulk-action-checkbox]").first).to_be_visible()
    return page


def test_a_flood_is_marked_as_spam_in_the_background_stopped_resumed_and_undone(desk):
    desk.locator("[data-bulk-action-checkbox]").first.check()
    offered = desk.get_by_role("region", name="Bulk actions")
    offered.get_by_role("checkbox", name="Select all").check()
    offered.get_by_role("button", name="Select everything that matches").click()
    offered.get_by_role("link", name="Mark the chosen comments as spam").click()
    expect(desk.get_by_text(f"{MANY} comments will be marked as spam")).to_be_visible()
    expect(desk.get_by_text(f"and {MANY - 20} more")).to_be_visible()
    desk.get_by_label("In your own words").fill("A flood of pills")
    desk.get_by_role("button", name=f"Spam {MANY} comments").click()

    words, state = desk.locator("#job-words"), desk.locator("#job-state")
    expect(words).to_have_text(re.compile(rf"^Spam: \d+ of {MANY}$"))
    expect(desk.get_by_text("A flood of pills")).to_be_visible()
    desk.get_by_role("button", name="Stop").click()
    expect(state).to_have_text("Stopped")
    expect(words).not_to_have_text(f"Spam: {MANY} of {MANY}")
    desk.set_viewport_size({"width": 390, "height": 844})
    assert not sideways(desk)
    desk.get_by_role("button", name="Resume").click()
    expect(desk.get_by_role("button", name="Stop")).to_be_visible()
    desk.evaluate("window.stayed = true")
    desk.get_by_role("button", name="Stop").focus()
    # Without a page load, and told to those who cannot see it.
    expect(words).to_have_text(f"Spam: {MANY} of {MANY}", timeout=PATIENCE)
    expect(state).to_have_text("Finished")
    assert desk.evaluate("window.stayed")
    expect(desk.get_by_role("status").filter(has_text=f"{MANY} of {MANY}. Finished")).to_have_count(
        1
    )
    expect(desk.get_by_role("progressbar", name="Spam: ")).to_have_js_property("value", MANY)
    # The button that had the focus is gone: it went to what is worth reading.
    expect(words).to_be_focused()

    desk.get_by_role("link", name="Undo all of it").click()
    desk.get_by_role("button", name=f"Yes, undo {MANY}").click()
    expect(words).to_have_text(re.compile(rf"^Undo job \d+: {MANY} of {MANY}$"), timeout=PATIENCE)
    assert not desk.problems, json.dumps(desk.problems)
