"""The moderators' desk in a real browser: by keyboard alone, and two moderators at once."""

import pytest
from playwright.sync_api import expect

HELD = 40
#: The keys in turn, and what becomes of a comment.
TURNS = {"a": "published", "s": "spam", "d": "removed", "t": "published"}


def sign_in(context, live, who="moderator"):
    page = context.new_page()
    page.goto(f"{live.address}/admin/login/")
    page.get_by_label("Username").fill(who)
    page.get_by_label("Password").fill(live.sign_ins[who])
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Toggle sidebar")).to_be_attached()
    return page


@pytest.fixture
def waiting(live):
    """Comments that wait, each by somebody else."""
    made = live.ask("waiting", "make", HELD)
    yield made["ids"]
    live.ask("waiting", "clear")


def test_held_comments_are_decided_by_a_key_each(chromium, live, waiting):
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    page = sign_in(context, live)
    page.goto(f"{live.address}/admin/discussion/queue/?q=hundredfold")
    expect(page.locator("#desk[data-ready]")).to_be_attached()
    loads = []
    page.on("framenavigated", lambda frame: loads.append(frame.url))
    keys = list(TURNS) * (HELD // len(TURNS))
    expected = {}
    for key in keys:
        focused = page.locator(".desk-row:focus:not([hidden])")
        expect(focused).to_have_count(1)
        expected[focused.get_attribute("data-id")] = TURNS[key]
        page.keyboard.press(key)
    expect(page.get_by_text("No comment here matches.")).to_be_visible()
    found = live.ask("waiting", "look")
    assert len(expected) == HELD
    assert found["statuses"] == expected
    assert found["decisions"] == HELD
    assert not loads
    # The last one is taken back.
    page.keyboard.press("u")
    expect(page.locator("#desk-say")).to_contain_text("Undone")
    assert list(live.ask("waiting", "look")["statuses"].values()).count("held") == 1
    context.close()


def test_two_moderators_see_each_others_decisions(chromium, live, waiting):
    first, second = chromium.new_context(), chromium.new_context()
    mine, theirs = sign_in(first, live), sign_in(second, live, "admin")
    for page in (mine, theirs):
        page.goto(f"{live.address}/admin/discussion/queue/?q=hundredfold")
        expect(page.locator("#desk[data-ready]")).to_be_attached()
    row = theirs.locator(".desk-row").first
    pk = row.get_attribute("data-id")
    expect(row).to_be_focused()
    counted = {
        tab: int(mine.locator(f"a[data-tab={tab}] .desk-count").inner_text())
        for tab in ("held", "spam")
    }
    theirs.keyboard.press("s")
    expect(mine.locator(f".desk-done[data-id='{pk}']")).to_contain_text("Marked as spam (by")
    # The counts of all tabs follow, not only that of the tab which is open.
    for tab, step in (("held", -1), ("spam", 1)):
        expect(mine.locator(f"a[data-tab={tab}] .desk-count")).to_have_text(
            str(counted[tab] + step)
        )
    # So they do where another tab is open.
    third = mine.context.new_page()
    with third.expect_response("**/discussion/news/**"):
        third.goto(f"{live.address}/admin/discussion/queue/?status=spam")
    third.wait_for_timeout(500)
    for tab, step in (("held", -1), ("spam", 1)):
        expect(third.locator(f"a[data-tab={tab}] .desk-count")).to_have_text(
            str(counted[tab] + step)
        )
    third.close()
    # Their key takes back their own decisions alone.
    mine.keyboard.press("u")
    expect(mine.locator("#desk-say")).to_contain_text("nothing of yours")
    first.close()
    second.close()


def test_reply_edit_and_the_list_of_keys_work_without_a_mouse(chromium, live, waiting):
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    page = sign_in(context, live)
    page.goto(f"{live.address}/admin/discussion/queue/?q=hundredfold")
    expect(page.locator("#desk[data-ready]")).to_be_attached()
    page.keyboard.press("?")
    expect(page.get_by_role("heading", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("e")
    expect(page.get_by_label("The comment’s words (the original is kept)")).to_be_focused()
    page.keyboard.type("Changed: ")
    page.get_by_label("Name", exact=True).fill("Changed Name")
    page.get_by_label("Website").fill("https://changed.example/")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".desk-row .desk-name").first).to_have_text("Changed Name")
    expect(page.get_by_text("Edited by a moderator. Show the original").first).to_be_visible()
    expect(page.locator(".desk-row").first).to_be_focused()
    page.keyboard.press("r")
    page.keyboard.type("Thank you for asking.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#desk-say")).to_contain_text("reply is published")
    page.goto(f"{live.address}/discussion/comment/{waiting[0]}/")
    expect(page.get_by_text("Thank you for asking.")).to_be_attached()
    context.close()
