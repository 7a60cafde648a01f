"""Readers comment and reply in a real browser."""

import re
import time
from email import message_from_string, policy

import pytest
from playwright.sync_api import expect

from .conftest import FLAGSHIP
from .test_quality import barriers
from .test_reading import PHONE, sideways


def fill(form, words, name="Rita Reader", email="rita@example.org"):
    form.get_by_label("Name", exact=True).fill(name)
    form.get_by_label("Email", exact=True).fill(email)
    form.get_by_label("Comment", exact=True).fill(words)


def near(page):
    """Comes near the discussion, and waits for its script."""
    page.locator("#discussion").scroll_into_view_if_needed()
    expect(page.locator("#discussion[data-ready]")).to_be_attached()


def assert_no_barrier_in_any_light(page, widths=(320, 320)):
    """Neither in the light at the first width nor in the dark at the second."""
    for width, scheme in zip(widths, ("light", "dark"), strict=True):
        results = barriers(page, width, scheme)
        assert not results.response["violations"], results.generate_report()
        assert sideways(page) == 0


def age(live, nonce: str, days: int) -> str:
    """The same nonce, signed as if its form had been opened days ago."""
    return live.run(
        "import time; from django.core import signing; from comments.intake.forms import SALT\n"
        f"value = signing.loads({nonce!r}, salt=SALT)\n"
        f"now = time.time; time.time = lambda: now() - {days} * 86400\n"
        "print(signing.dumps(value, salt=SALT))",
    )


def link_in_mail(live, to: str, pattern: str) -> str:
    """The newest such link in a mail that the worker has sent to somebody."""
    deadline = time.monotonic() + 45  # the worker looks every second, and sweeps every 30
    while time.monotonic() < deadline:
        for file in sorted((live.data_dir / "mail").glob("*"), reverse=True):
            for part in file.read_text().split("-" * 79 + "\n"):
                mail = message_from_string(part, policy=policy.default)
                if mail["To"] == to:
                    words = mail.get_body(("plain",)).get_content()
                    if found := re.search(r"http://[^/\s]+" + pattern, words):
                        return found[0]
        time.sleep(0.5)
    raise AssertionError(f"No mail to {to} with such a link has come")


def leave_a_reply(page):
    near(page)
    page.get_by_role("link", name="Leave a reply").click()


def send(form):
    form.get_by_role("button", name="Send").click()


def test_a_reader_comments_in_place_on_a_phone(visit):
    page = visit(FLAGSHIP, **PHONE)
    leave_a_reply(page)
    form = page.locator("form.reply")
    expect(form.get_by_label("Name", exact=True)).to_be_focused()
    fill(form, "A question from my phone.", email="not an address")
    send(form)
    problem = page.get_by_text("Enter a valid email address.")
    expect(problem).to_be_visible()
    expect(form.get_by_label("Email", exact=True)).to_be_focused()
    expect(form.get_by_label("Comment", exact=True)).to_have_value("A question from my phone.")
    assert sideways(page) == 0
    form.get_by_label("Email", exact=True).fill("rita@example.org")
    send(form)
    mine = page.locator(".comment.mine")
    expect(mine).to_be_focused()
    expect(mine).to_contain_text("A question from my phone.")
    expect(mine).to_contain_text("Waiting for approval")
    assert sideways(page) == 0
    page.reload()
    near(page)
    expect(mine).to_contain_text("A question from my phone.")
    other = visit(FLAGSHIP)
    near(other)
    expect(other.get_by_text("A question from my phone.")).to_have_count(0)
    mine.get_by_role("link", name="Change or withdraw it").click()
    page.get_by_label("Within 10 minutes").fill("A better question.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("A better question.").first).to_be_visible()
    expect(page.get_by_text("Your change is saved.")).to_be_visible()
    page.get_by_text("Withdraw it").click()
    page.get_by_role("button", name="Withdraw the comment").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You have withdrawn your comment")
    page.goto(FLAGSHIP)
    near(page)
    expect(mine).to_have_count(0)


def test_a_reply_opens_below_what_it_answers_and_can_be_cancelled(visit):
    page = visit(FLAGSHIP)
    comment = page.locator(".comment", has=page.locator("[data-reply]")).first
    link = comment.locator("[data-reply]")
    near(page)
    link.click()
    form = page.locator("form.reply")
    expect(form.get_by_role("heading")).to_have_text(re.compile("^Reply to "))
    assert comment.locator("form.reply").count() == 1
    form.get_by_label("Comment", exact=True).fill("Half a thought")
    page.keyboard.press("Escape")
    expect(form).to_have_count(0)
    expect(link).to_be_focused()
    link.click()
    expect(page.locator("form.reply").get_by_label("Comment", exact=True)).to_have_value(
        "Half a thought"
    )
    assert not [problem for problem in page.problems if "422" not in problem]


def test_a_preview_and_a_device_that_remembers(visit):
    page = visit(FLAGSHIP)
    leave_a_reply(page)
    form = page.locator("form.reply")
    fill(form, "Rather *slanted*.")
    form.get_by_label("Remember me").check()
    form.get_by_role("button", name="Preview").click()
    expect(page.locator(".preview em")).to_have_text("slanted")
    expect(form.get_by_label("Comment", exact=True)).to_have_value("Rather *slanted*.")
    page.reload()
    leave_a_reply(page)
    expect(form.get_by_label("Name", exact=True)).to_have_value("Rita Reader")
    expect(form.get_by_label("Comment", exact=True)).to_have_value("Rather *slanted*.")


def test_without_javascript_the_form_is_a_page(visit):
    page = visit(FLAGSHIP, java_script_enabled=False)
    page.locator(".comment [data-reply]").first.click()
    form = page.locator("form.reply")
    expect(form.get_by_role("heading")).to_have_text(re.compile("^Reply to "))
    fill(form, "")
    form.get_by_role("button", name="Send").click()
    expect(page.get_by_text("This field is required.")).to_be_visible()
    fill(form, "Written without a script.")
    send(form)
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Your comment is waiting for approval"
    )


def test_a_text_outlives_a_lost_connection(visit):
    page = visit(FLAGSHIP)
    leave_a_reply(page)
    form = page.locator("form.reply")
    fill(form, "Written in a tunnel.")
    page.context.set_offline(True)
    send(form)
    expect(page.get_by_text("It could not be sent.")).to_be_visible()
    page.context.set_offline(False)
    page.reload()
    leave_a_reply(page)
    expect(page.locator("form.reply").get_by_label("Comment", exact=True)).to_have_value(
        "Written in a tunnel."
    )


def test_the_forms_own_page_keeps_the_text_as_well(visit):
    """Who presses “Leave a reply” before the script has come writes there."""
    page = visit(FLAGSHIP)
    page.goto(page.locator(".write a").get_attribute("href"))
    form = page.locator("form.reply")
    fill(form, "Written on a train.", email="train@example.org")
    page.context.set_offline(True)
    send(form)
    expect(page.get_by_text("It could not be sent.")).to_be_visible()
    page.context.set_offline(False)
    page.reload()
    expect(form.get_by_label("Comment", exact=True)).to_have_value("Written on a train.")
    fill(form, "Written on a train.", email="train@example.org")
    page.context.clear_cookies()
    send(form)
    expect(page.get_by_text("Everything is still here")).to_be_focused()
    form.get_by_role("button", name="Send").dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Your comment is waiting for approval"
    )


def test_an_error_of_the_whole_form_is_in_sight(visit):
    page = visit(FLAGSHIP, **PHONE)
    for _ in range(2):
        near(page)
        page.locator(".write [data-reply]").click()
        fill(page.locator("form.reply"), "Said twice.", email="twice@example.org")
        send(page.locator("form.reply"))
        expect(page.locator(".comment.mine").first).to_be_visible()
    problem = page.get_by_text("You have said exactly this here already.")
    expect(problem).to_be_focused()
    expect(problem).to_be_in_viewport()


def test_replies_at_every_depth_stand_in_their_place(visit, open_discussion):
    """The deepest level is the fifth: what answers it stands beside it."""
    page = visit(open_discussion, **PHONE)
    near(page)
    for depth in range(5):
        answered = page.locator(".comment:not(.mine)", has_text=f"Depth {depth}")
        answered.locator("[data-reply]").click()
        fill(page.locator("form.reply"), f"Answer to {depth}", email="deep@example.org")
        send(page.locator("form.reply"))
        mine = page.locator(".comment.mine", has_text=f"Answer to {depth}")
        expect(mine).to_have_class(re.compile(f"level-{min(depth + 1, 4)}( |$)"))
    thread = page.locator(".thread", has_text="Depth 0")
    order = [text.split("\n")[0] for text in thread.locator(".said").all_inner_texts()]
    assert order == [f"Depth {n}" for n in range(5)] + [f"Answer to {n}" for n in (3, 4, 2, 1, 0)]
    assert sideways(page) == 0
    assert not page.problems


def test_a_reader_finds_a_comment_useful_and_takes_it_back(visit):
    page = visit(FLAGSHIP)
    near(page)
    link = page.locator("[data-useful]").nth(1)
    before = " ".join(link.text_content().split())
    link.click()
    expect(link).to_have_class("voted")
    expect(link).to_be_focused()
    expect(page.get_by_text("Your vote counts. Thank you.")).to_be_attached()
    link.click()
    expect(link).not_to_have_class("voted")
    expect(link).to_have_text(before)
    assert not page.problems


def test_without_javascript_a_vote_and_a_report_are_pages(visit):
    page = visit(FLAGSHIP, java_script_enabled=False)
    page.locator("[data-useful]").nth(2).click()
    page.get_by_role("button", name="I find it useful").click()
    assert "#c" in page.url
    page.locator("[data-useful]").nth(2).click()
    page.get_by_role("button", name="Take your vote back").click()
    page.locator(".comment").nth(2).get_by_role("link", name="Report").click()
    page.get_by_role("button", name="Report").click()
    expect(page.get_by_text("Choose a reason.")).to_be_visible()
    page.get_by_label("It insults or threatens somebody").check()
    page.get_by_role("button", name="Report").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")


def test_by_keyboard_alone_a_reader_replies(visit):
    page = visit(FLAGSHIP)
    near(page)
    page.locator("[data-reply]").nth(1).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Name", exact=True)).to_be_focused()
    page.keyboard.type("Kay Board")
    page.keyboard.press("Tab")
    page.keyboard.type("kay@example.org")
    page.keyboard.press("Tab")
    page.keyboard.type("Without a mouse.")
    for _ in range(3):  # past what to be told of, and the device's memory
        page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Send")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".comment.mine")).to_be_focused()
    expect(page.locator(".comment.mine")).to_contain_text("Without a mouse.")


def test_a_form_left_open_for_two_days_is_taken(visit, live):
    page = visit(FLAGSHIP)
    leave_a_reply(page)
    form = page.locator("form.reply")
    fill(form, "I had to sleep over it twice.", email="slow@example.org")
    old = age(live, form.locator("[name=nonce]").input_value(), days=2)
    form.locator("[name=nonce]").evaluate("(field, value) => { field.value = value; }", old)
    send(form)
    expect(page.locator(".comment.mine")).to_contain_text("I had to sleep over it twice.")


def test_a_follower_confirms_is_told_and_mutes(visit, live, open_discussion):
    page = visit(open_discussion)
    leave_a_reply(page)
    form = page.locator("form.reply")
    fill(form, "Please keep me posted.", name="Fay", email="fay@example.org")
    form.get_by_label("Email me about").select_option("everything in this discussion")
    send(form)
    expect(page.locator(".comment.mine")).to_be_visible()
    page.goto(link_in_mail(live, "fay@example.org", r"/discussion/confirm/\S+"))
    assert_no_barrier_in_any_light(page)
    page.get_by_role("button", name="Yes, it is me").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you, that is confirmed")
    page.get_by_role("link", name="See, download or erase what you wrote here").click()
    page.get_by_role("link", name="Your page is open in this browser").click()
    expect(page.get_by_text("everything in this discussion")).to_be_visible()
    assert_no_barrier_in_any_light(page)
    other = visit(open_discussion)
    leave_a_reply(other)
    fill(other.locator("form.reply"), "News for Fay", name="Gus", email="gus@example.org")
    other.wait_for_timeout(3200)  # what is sent sooner is held, see forms.TOO_QUICK
    send(other.locator("form.reply"))
    # Gus is known here, and anybody could type his address.
    expect(other.locator(".comment.mine")).to_contain_text("Waiting for approval.")
    live.run(
        "from comments.models import ReaderComment\n"
        "comment = ReaderComment.objects.get(comment='News for Fay')\n"
        "comment.status = 'published'; comment.save()",
    )
    page.goto(link_in_mail(live, "fay@example.org", r"/discussion/mail/stop/follow/\S+"))
    assert_no_barrier_in_any_light(page)
    page.get_by_role("button", name="Stop all email").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("We will send you no more email")


@pytest.mark.parametrize("what", ["useful", "report", "follow", "discussion", "thread", "mine"])
def test_axe_finds_no_barrier_on_the_discussions_own_pages(visit, what):
    page = visit(FLAGSHIP, width=320)
    if what == "thread":
        root = page.locator("#discussion .thread .comment").first.get_attribute("id")
        page.goto(f"/discussion/thread/{root.removeprefix('c')}/")
    elif what == "mine":
        leave_a_reply(page)
        form = page.locator("form.reply")
        fill(form, "To be looked at", email="mine@example.org")
        send(form)
        page.locator(".comment.mine a", has_text="Change or withdraw").click()
    else:
        pattern = {"discussion": "?sort=newest"}.get(what, f"/{what}/")
        page.goto(page.locator(f"#discussion a[href*='{pattern}']").first.get_attribute("href"))
    assert_no_barrier_in_any_light(page)


def test_axe_finds_no_barrier_in_discussion_form_and_errors(visit):
    page = visit(FLAGSHIP, width=320)
    leave_a_reply(page)
    form = page.locator("form.reply")
    form.get_by_role("button", name="Send").click()
    expect(page.get_by_text("This field is required.").first).to_be_visible()
    assert_no_barrier_in_any_light(page, widths=(320, 1440))
