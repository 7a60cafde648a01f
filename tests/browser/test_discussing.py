"""Readers comment and reply in a real browser."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from .conftest import FLAGSHIP
from .test_quality import RULES
from .test_reading import PHONE, sideways

pytestmark = pytest.mark.any_database


def fill(form, words, name="Rita Reader", email="rita@example.org"):
    form.get_by_label("Name").fill(name)
    form.get_by_label("Email").fill(email)
    form.get_by_label("Comment").fill(words)


def near(page):
    """Comes near the discussion, and waits for its script."""
    page.locator("#discussion").scroll_into_view_if_needed()
    expect(page.locator("#discussion[data-ready]")).to_be_attached()


def leave_a_reply(page):
    near(page)
    page.get_by_role("link", name="Leave a reply").click()


def send(page, form):
    """Sends it, as soon as a person could have."""
    page.wait_for_timeout(3200)  # the form takes nothing sooner: see forms.TOO_QUICK
    form.get_by_role("button", name="Send").click()


def test_a_reader_comments_in_place_on_a_phone(visit):
    page = visit(FLAGSHIP, **PHONE)
    leave_a_reply(page)
    form = page.locator("form.reply")
    expect(form.get_by_label("Name")).to_be_focused()
    fill(form, "A question from my phone.", email="not an address")
    send(page, form)
    problem = page.get_by_text("Enter a valid email address.")
    expect(problem).to_be_visible()
    expect(form.get_by_label("Email")).to_be_focused()
    expect(form.get_by_label("Comment")).to_have_value("A question from my phone.")
    assert sideways(page) == 0
    form.get_by_label("Email").fill("rita@example.org")
    send(page, form)
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Your comment is waiting for approval"
    )
    expect(page.get_by_text("A question from my phone.").first).to_be_visible()
    page.get_by_role("button", name="Withdraw the comment").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You have withdrawn your comment")


def test_a_reply_opens_below_what_it_answers_and_can_be_cancelled(visit):
    page = visit(FLAGSHIP)
    comment = page.locator(".comment", has=page.locator("[data-reply]")).first
    link = comment.locator("[data-reply]")
    near(page)
    link.click()
    form = page.locator("form.reply")
    expect(form.get_by_role("heading")).to_have_text(re.compile("^Reply to "))
    assert comment.locator("form.reply").count() == 1
    form.get_by_label("Comment").fill("Half a thought")
    page.keyboard.press("Escape")
    expect(form).to_have_count(0)
    expect(link).to_be_focused()
    link.click()
    expect(page.locator("form.reply").get_by_label("Comment")).to_have_value("Half a thought")
    assert not [problem for problem in page.problems if "422" not in problem]


def test_a_preview_and_a_device_that_remembers(visit):
    page = visit(FLAGSHIP)
    leave_a_reply(page)
    form = page.locator("form.reply")
    fill(form, "Rather *slanted*.")
    form.get_by_label("Remember me").check()
    form.get_by_role("button", name="Preview").click()
    expect(page.locator(".preview em")).to_have_text("slanted")
    expect(form.get_by_label("Comment")).to_have_value("Rather *slanted*.")
    page.reload()
    leave_a_reply(page)
    expect(form.get_by_label("Name")).to_have_value("Rita Reader")
    expect(form.get_by_label("Comment")).to_have_value("Rather *slanted*.")


def test_without_javascript_the_form_is_a_page(visit):
    page = visit(FLAGSHIP, java_script_enabled=False)
    page.locator(".comment [data-reply]").first.click()
    form = page.locator("form.reply")
    expect(form.get_by_role("heading")).to_have_text(re.compile("^Reply to "))
    fill(form, "")
    form.get_by_role("button", name="Send").click()
    expect(page.get_by_text("This field is required.")).to_be_visible()
    fill(form, "Written without a script.")
    send(page, form)
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Your comment is waiting for approval"
    )


def test_a_text_outlives_a_lost_connection(visit):
    page = visit(FLAGSHIP)
    leave_a_reply(page)
    form = page.locator("form.reply")
    fill(form, "Written in a tunnel.")
    page.context.set_offline(True)
    send(page, form)
    expect(page.get_by_text("It could not be sent.")).to_be_visible()
    page.context.set_offline(False)
    page.reload()
    leave_a_reply(page)
    expect(page.locator("form.reply").get_by_label("Comment")).to_have_value("Written in a tunnel.")


@pytest.mark.parametrize(
    ("width", "dark"), [(320, False), (1440, True)], ids=["narrow, light", "desktop, dark"]
)
def test_axe_finds_no_barrier_in_discussion_form_and_errors(visit, width, dark):
    page = visit(FLAGSHIP, width=width, dark=dark)
    leave_a_reply(page)
    form = page.locator("form.reply")
    form.get_by_role("button", name="Send").click()
    expect(page.get_by_text("This field is required.").first).to_be_visible()
    results = Axe().run(page, options=RULES)
    assert not results.response["violations"], results.generate_report()
    assert sideways(page) == 0
