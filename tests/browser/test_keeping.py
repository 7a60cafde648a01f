"""Nothing that somebody types is lost or sent to the wrong place, and what is theirs stays theirs."""

import re

import pytest
from playwright.sync_api import expect

from tests.conftest import ROOT

from .conftest import FLAGSHIP
from .test_desk import sign_in
from .test_discussing import PHONE, fill, leave_a_reply, near, send

QUEUE = "/admin/discussion/queue/"


@pytest.fixture(scope="module")
def waiting(live):
    """More comments that wait than one page of the queue has. Each test decides one at most."""
    made = live.ask("waiting", "make", 40)
    yield made["ids"]
    live.ask("waiting", "clear")


@pytest.fixture
def two_desks(chromium, live, waiting):
    contexts = chromium.new_context(), chromium.new_context()
    desks = []
    for context, name in zip(contexts, ("moderator", "admin"), strict=True):
        page = sign_in(context, live, name)
        page.goto(f"{live.address}{QUEUE}?q=hundredfold")
        expect(page.locator("#desk[data-ready]")).to_be_attached()
        desks.append(page)
    yield desks
    for context in contexts:
        context.close()


def test_each_form_has_a_draft_of_its_own(visit):
    page = visit(FLAGSHIP, **PHONE)
    leave_a_reply(page)
    page.locator("form.reply textarea").fill("For everybody")
    page.get_by_role("button", name="Cancel").click()
    page.locator("#discussion a[data-reply]", has_text="Reply").nth(1).click()
    expect(page.locator("form.reply textarea")).to_have_value("")
    page.locator("form.reply textarea").fill("For one")
    page.reload()
    leave_a_reply(page)
    expect(page.locator("form.reply textarea")).to_have_value("For everybody")


def test_a_text_tells_how_much_more_fits(visit):
    page = visit(FLAGSHIP, **PHONE)
    leave_a_reply(page)
    form = page.locator("form.reply")
    form.locator("textarea").fill("a" * 2000)
    expect(form.get_by_text("Characters")).to_have_count(0)
    form.locator("textarea").fill("a" * 2580)
    expect(form.get_by_text("Characters left: 420")).to_be_visible()
    form.locator("textarea").fill("a" * 4240)
    expect(form.get_by_text("Characters too many: 1,240")).to_be_visible()
    form.get_by_role("button", name="Preview").click()
    expect(form.get_by_text("At most 3,000 characters, please: this is 4,240.")).to_be_visible()
    expect(form.locator("textarea")).to_have_value("a" * 4240)
    counter = form.get_by_text("Characters too many")
    expect(counter).not_to_be_visible()
    form.locator("textarea").fill("a" * 3001 + "  ")
    expect(counter).to_have_text("Characters too many: 1")
    expect(form.get_by_text("At most 3,000 characters")).to_have_count(0)


def test_what_answered_a_comment_that_has_gone_is_found_in_a_comment_of_its_own(visit):
    page = visit(FLAGSHIP)
    near(page)
    number = page.locator("#discussion").get_attribute("data-page")
    there = page.locator(".comment", has=page.locator("[data-reply]")).first.get_attribute("id")
    keep = "([key, words]) => localStorage.setItem(key, JSON.stringify(words))"
    page.evaluate(keep, [f"draft:{number}:{there[1:]}", "For one who is there"])
    page.evaluate(keep, [f"draft:{number}:987654321", "For one who has gone"])
    leave_a_reply(page)
    form = page.locator("form.reply")
    expect(form.locator("textarea")).to_have_value("For one who has gone")
    expect(form.get_by_text("will be a comment of its own")).to_be_visible()
    page.reload()
    leave_a_reply(page)
    expect(form.locator("textarea")).to_have_value("For one who has gone")


def test_what_was_sent_from_the_page_of_the_form_is_no_draft_after_going_back(visit):
    page = visit(FLAGSHIP)
    near(page)
    page.goto(page.get_by_role("link", name="Leave a reply").get_attribute("href"))
    near(page)
    form = page.locator("form.reply")
    expect(form.get_by_label("Name", exact=True)).to_be_focused()
    form.get_by_label("Remember me on this device").check()
    fill(form, "Sent once.", "Bea", "bea@example.org")
    page.wait_for_timeout(3100)  # a person needs longer to write than a program
    send(form)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Your comment")
    page.go_back()
    near(page)
    expect(form.locator("textarea")).to_have_value("")
    page.goto(FLAGSHIP)
    leave_a_reply(page)
    expect(form.get_by_label("Name", exact=True)).to_have_value("Bea")
    expect(form.locator("textarea")).to_have_value("")
    # The page that says that all is erased loads this.
    page.evaluate("() => {\n" + (ROOT / "static/js/forget.js").read_text() + "}")
    page.reload()
    leave_a_reply(page)
    expect(form.get_by_label("Name", exact=True)).to_have_value("")


def test_an_author_can_change_a_published_comment_after_a_reload(visit, live, open_discussion):
    page = visit(open_discussion, **PHONE)
    leave_a_reply(page)
    fill(page.locator("form.reply"), "It will be published.", "Olga", "olga@example.org")
    page.wait_for_timeout(3100)  # a person needs longer to write than a program
    send(page.locator("form.reply"))
    expect(page.get_by_text("Waiting for approval").first).to_be_visible()
    live.run(
        "from comments.models import ReaderComment\n"
        "comment = ReaderComment.objects.get(user_email='olga@example.org')\n"
        "comment.status = 'published'; comment.save()",
    )
    page.reload()
    near(page)
    row = page.locator(".comment", has_text="It will be published.").last
    expect(row.get_by_role("link", name="Change or withdraw it")).to_be_visible()
    vote = row.locator("[data-useful]")
    vote.click()
    expect(row.locator("[data-useful].voted")).to_be_visible()
    page.reload()
    near(page)
    expect(row.locator("[data-useful].voted")).to_be_visible()


def test_the_address_of_a_comment_leads_to_it_wherever_it_stands_now(visit, live, waiting):
    newest = live.ask("waiting", "publish", 30)["ids"][-1]
    page = visit(FLAGSHIP)
    expect(page.locator(f"#c{newest}")).to_have_count(0)
    page.goto(f"{FLAGSHIP}?from=mail#c{newest}")
    near(page)
    expect(page.locator(f"#c{newest}")).to_be_in_viewport()


@pytest.mark.parametrize(("key", "label"), [("e", "The comment’s words"), ("r", "Your reply")])
def test_what_a_moderator_typed_stays_when_a_colleague_was_quicker(two_desks, key, label):
    mine, theirs = two_desks
    row = mine.locator(".desk-row").first
    pk = row.get_attribute("data-id")
    mine.keyboard.press(key)
    area = mine.locator(f".desk-row[data-id='{pk}'] .desk-form textarea")
    area.fill("What took me a while to write.")
    theirs.keyboard.press("s")
    expect(theirs.locator(f".desk-done[data-id='{pk}']")).to_be_visible()
    # It is told while the form is open.
    expect(mine.locator(f".desk-row[data-id='{pk}'] .desk-problem")).to_contain_text("spam")
    area.press("Control+Enter")
    problem = mine.locator(f".desk-row[data-id='{pk}'] .desk-problem")
    expect(problem).to_contain_text("What you typed is still here")
    expect(area).to_have_value("What took me a while to write.")
    form = mine.locator(f".desk-row[data-id='{pk}'] .desk-form")
    expect(form.locator("label").first).to_contain_text(label)


def test_a_reply_goes_ahead_where_a_colleague_approved_the_comment(two_desks):
    mine, theirs = two_desks
    pk = mine.locator(".desk-row").first.get_attribute("data-id")
    mine.keyboard.press("r")
    mine.locator(".desk-form textarea").fill("It was in 1941.")
    theirs.keyboard.press("a")
    expect(theirs.locator(f".desk-done[data-id='{pk}']")).to_be_visible()
    mine.locator(".desk-form textarea").press("Control+Enter")
    expect(mine.locator("#desk-say")).to_contain_text("reply is published")


def test_a_decision_after_a_search_stays_to_be_undone(chromium, live, waiting):
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    page = sign_in(context, live)
    page.goto(f"{live.address}{QUEUE}?status=held")
    expect(page.locator("#desk[data-ready]")).to_be_attached()
    page.locator("header input[name=q]").fill("hundredfold")
    expect(page).to_have_url(re.compile("q=hundredfold"))
    expect(page.locator(".desk-row")).to_have_count(25)
    page.locator(".desk-row").first.get_by_role("button", name="Spam").click()
    done = page.locator(".desk-done")
    expect(done).to_contain_text("Marked as spam")
    page.wait_for_timeout(1500)  # what made it vanish came within a second
    expect(done.get_by_role("button", name="Undo")).to_be_visible()
    context.close()


def test_keys_tick_and_go_on_to_the_next_page(chromium, live, waiting):
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    page = sign_in(context, live)
    page.goto(f"{live.address}{QUEUE}?q=hundredfold")
    expect(page.locator("#desk[data-ready]")).to_be_attached()
    page.keyboard.press("x")
    expect(page.locator("input[type=checkbox]:checked")).to_have_count(1)
    for _ in range(25):
        page.keyboard.press("j")
    expect(page).to_have_url(re.compile("p=2"))
    expect(page.locator(".desk-row").first).to_be_visible()
    context.close()
