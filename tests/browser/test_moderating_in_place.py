"""A moderator decides where the comments stand, in a real browser."""

from playwright.sync_api import expect

from .conftest import FLAGSHIP
from .test_discussing import assert_no_barrier_in_any_light, near


def sign_in(page, live, name: str):
    page.goto("/admin/login/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(live.sign_ins[name])
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_visible()


def test_a_moderator_removes_a_comment_in_its_place_by_keyboard_and_undoes_it(visit, live):
    asked = []
    page = visit()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(FLAGSHIP)
    near(page)
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "moderate" in url]
    # Whatever page of the admin is open says so to the browser.
    with page.expect_response("**/discussion/badge/**"):
        sign_in(page, live, "moderator")

    page.goto(FLAGSHIP)
    near(page)
    comment = page.locator("#discussion .comment.level-0:has(.said)").first
    words = comment.locator(".said").inner_text()
    number = comment.get_attribute("id")
    comment = page.locator(f"#{number}")
    remove = comment.get_by_role("button", name="Remove", exact=True)
    remove.focus()
    page.keyboard.press("Enter")
    expect(comment).to_contain_text("Removed by a moderator.")
    undo = comment.get_by_role("button", name="Undo")
    expect(undo).to_be_focused()
    expect(page.get_by_role("status").filter(has_text="Removed")).to_be_attached()
    assert_no_barrier_in_any_light(page)
    reader = visit(FLAGSHIP)
    assert words not in reader.locator("#discussion").inner_text()
    undo.press("Enter")
    expect(comment.locator("> .said")).to_have_text(words, use_inner_text=True)

    thread = comment.locator("xpath=ancestor::div[@class='thread']")
    comment.get_by_role("button", name="Close the thread").click()
    expect(thread.get_by_text("A moderator has closed this thread.")).to_be_visible()
    expect(thread.locator("[data-reply]")).to_have_count(0)
    comment.get_by_role("button", name="Undo").click()
    expect(thread.get_by_text("A moderator has closed this thread.")).to_have_count(0)
    expect(thread.locator("[data-reply]").first).to_be_visible()
    assert not page.problems

    # Signed out elsewhere: the server gives nothing more, and takes the mark away.
    page.context.clear_cookies(name="sessionid")
    page.goto(FLAGSHIP)
    with page.expect_response("**/moderate/**") as answer:
        near(page)
    assert answer.value.status == 403
    assert "moderator" not in {cookie["name"] for cookie in page.context.cookies()}
    expect(page.locator(".moderate")).to_have_count(0)
