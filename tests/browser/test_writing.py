"""Nothing that an editor types is lost, whatever happens to network, session, tab and server.

``python -m bench.writing_lost`` tries at length what is tried here once.
"""

import re
import time

import pytest
from playwright.sync_api import expect

from .test_desk import sign_in
from .test_editing import add, panel, publish, stream, write

#: What Wagtail's editor looks like to a slow machine: the rich texts are rewritten after the form was noted.
LATE = """
document.addEventListener("w-unsaved:watch-edits", () => {
  for (const input of document.querySelectorAll("[data-draftail-input]")) {
    const value = input.value;
    input.value = JSON.stringify(JSON.parse(value), null, 3);
    setTimeout(() => { input.value = value; }, 300);
  }
});
"""


@pytest.fixture
def context(chromium, live):
    context = chromium.new_context(base_url=live.address, viewport={"width": 1440, "height": 900})
    yield context
    context.close()


@pytest.fixture
def article(live):
    """An article of a newcomer's site that no other test writes in, and what is told of it."""
    pk = int(
        live.run(
            "from articles.models import ArticlePage\n"
            "from tests import factories\n"
            "topic = ArticlePage.objects.first().get_parent()\n"
            "page = factories.article(topic, 'Why is it kept?', conclusion='<p>So.</p>')\n"
            "print(page.pk)"
        )
    )

    def latest() -> tuple[int, str]:
        """How many versions there are, and the conclusion of the newest."""
        said = live.run(
            "from articles.models import ArticlePage\n"
            f"page = ArticlePage.objects.get(pk={pk})\n"
            "print(page.revisions.count(), page.get_latest_revision_as_object().conclusion)"
        )
        number, _space, conclusion = said.strip().partition(" ")
        return int(number), plain(conclusion)

    yield pk, latest
    live.run(f"from articles.models import ArticlePage; ArticlePage.objects.get(pk={pk}).delete()")


def open_new(context, live, article):
    """The form of a new article, beside the one that there is."""
    topic = live.run(
        "from articles.models import ArticlePage\n"
        f"print(ArticlePage.objects.get(pk={article[0]}).get_parent().pk)"
    ).strip()
    page = context.new_page()
    page.goto(f"/admin/pages/add/articles/articlepage/{topic}/")
    return page


def plain(html: str) -> str:
    """A rich text without the names of its paragraphs."""
    return re.sub(r' data-block-key="\w+"', "", html.strip())


def open_form(context, pk, script=""):
    page = context.new_page()
    if script:
        page.add_init_script(script)
    page.goto(f"/admin/pages/{pk}/edit/")
    expect(panel(page, "Conclusion").get_by_role("textbox")).to_be_visible()
    return page


def type_on(page, words):
    box = panel(page, "Conclusion").get_by_role("textbox")
    box.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(words)


def kept(page) -> int:
    """How many texts the browser keeps."""
    return page.evaluate(
        "Object.keys(localStorage).filter(key => key.startsWith('writing:')).length"
    )


def expect_kept(page, number: int) -> None:
    deadline = time.monotonic() + 30
    while kept(page) != number:
        assert time.monotonic() < deadline
        page.wait_for_timeout(100)


def test_opening_an_article_makes_no_draft(context, live, article):
    pk, latest = article
    page = sign_in(context, live, "editor")
    posted = []
    context.on(
        "request",
        lambda sent: (
            posted.append(sent.url) if "/edit/" in sent.url and sent.method == "POST" else None
        ),
    )
    page = open_form(context, pk, LATE)
    page.wait_for_timeout(9000)
    # Looking around is no writing, either.
    page.get_by_role("button", name="Toggle status").click()
    page.get_by_role("button", name="More actions").click()
    page.wait_for_timeout(3000)
    assert not posted
    assert latest()[0] == 0


def test_what_was_typed_last_is_saved(context, live, article):
    pk, latest = article
    sign_in(context, live, "editor")
    page = open_form(context, pk)
    type_on(page, " The very last word.")
    page.keyboard.press("Control+s")
    expect(page.get_by_text("has been updated")).to_be_visible()
    assert latest() == (1, "<p>So. The very last word.</p>")
    expect(page.locator(".writing-offer")).to_have_count(0)


def test_what_is_typed_for_a_time_stays_as_it_is(context, live, article):
    sign_in(context, live, "editor")
    page = open_form(context, article[0])
    page.get_by_role("button", name="Toggle status").click()
    page.get_by_role("button", name="Set schedule").click()
    time = page.get_by_label("Go live date/time")
    time.press_sequentially("tomorrow 9am")
    time.press("Tab")
    expect(page.get_by_label("Expiry date/time")).to_be_focused()
    # The calendar made the present minute of it, and the page was published.
    expect(time).to_have_value("tomorrow 9am")


def test_a_session_that_ends_costs_no_word(context, live, article):
    pk, latest = article
    sign_in(context, live, "editor")
    page = open_form(context, pk)
    context.clear_cookies()
    type_on(page, " After the end.")
    dialog = page.locator("#writing-sign-in")
    expect(dialog).to_contain_text("Nothing is lost")
    form = dialog.frame_locator("iframe")
    form.get_by_label("Username").fill("editor")
    form.get_by_label("Password").fill(live.sign_ins["editor"])
    form.get_by_role("button", name="Sign in").click()
    expect(dialog).to_be_hidden()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    type_on(page, " And on.")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("has been updated")).to_be_visible()
    assert latest() == (2, "<p>So. After the end. And on.</p>")
    expect_kept(page, 0)


def test_what_the_network_did_not_take_is_offered_again(context, live, article):
    pk, latest = article
    sign_in(context, live, "editor")
    page = open_form(context, pk)
    context.set_offline(True)
    type_on(page, " Without a network.")
    expect(page.get_by_text("The site does not answer")).to_be_visible()
    type_on(page, " Closed at once.")
    page.close()
    context.set_offline(False)
    live.run(
        "from articles.models import ArticlePage\n"
        f"page = ArticlePage.objects.get(pk={pk}); page.conclusion = '<p>Of a colleague.</p>'\n"
        "page.save_revision()"
    )
    page = open_form(context, pk)
    box = page.locator(".writing-offer")
    expect(box).to_contain_text(
        "The page has been changed since. Somebody saved the newest version"
    )
    box.get_by_role("button", name="Look at it").click()
    expect(page.locator("#writing-look mark")).to_have_text(
        ["So. Without a network. Closed at once."]
    )
    page.locator("#writing-look").get_by_role("button", name="Close").click()
    assert latest() == (1, "<p>Of a colleague.</p>")
    box.get_by_role("button", name="Take it").click()
    # Nothing is replaced before both versions were seen.
    expect(page.get_by_role("heading", name="Somebody has saved this page")).to_be_visible()
    expect(page.locator(".addition")).to_contain_text("Without a network. Closed at once.")
    assert latest() == (1, "<p>Of a colleague.</p>")
    page.get_by_role("button", name="Save mine").click()
    expect(page.get_by_text("has been updated")).to_be_visible()
    assert latest() == (2, "<p>So. Without a network. Closed at once.</p>")
    page.reload()
    expect(page.locator(".writing-offer")).to_have_count(0)
    expect_kept(page, 0)


def test_an_answer_that_is_lost_leaves_one_article_and_no_conflict(context, live, article):
    """The first saving of a new article arrives, and its answer does not."""
    sign_in(context, live, "editor")
    page = open_new(context, live, article)
    lost = []

    def lose(route):
        if lost or route.request.method != "POST":
            return route.continue_()
        lost.append(route.fetch().status)
        return route.abort()

    context.route("**/admin/pages/add/**", lose)
    page.get_by_placeholder("Question*").press_sequentially("Why once?")
    expect(page).to_have_url(re.compile(r"/admin/pages/\d+/edit/"))
    write(panel(page, "Short answer*"), "Because its answer was lost.")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("has been updated")).to_be_visible()
    found = live.run(
        "from articles.models import ArticlePage\n"
        "for page in ArticlePage.objects.filter(title__startswith='Why once'):\n"
        "    print(page.slug, page.revisions.count(), page.get_latest_revision_as_object().short_answer)\n"
        "    page.delete()"
    )
    assert lost == [200]
    assert plain(found) == "why-once 2 <p>Because its answer was lost.</p>"


def test_a_refused_new_article_is_saved_again_by_itself(context, live, article):
    sign_in(context, live, "editor")
    page = open_new(context, live, article)
    page.get_by_role("tab", name="FAQ and sources").click()
    add(stream(panel(page, "FAQ")))
    publish(page)
    expect(page.get_by_text("Something is missing or not right.")).to_be_visible()
    # Each tab counts its own mistakes, and those of its blocks as well.
    for tab in ("Article", "FAQ and sources"):
        marked = re.compile(rf"^{tab} .*\d errors?\)")
        expect(page.get_by_role("tab", name=marked)).to_be_visible()
    page.get_by_placeholder("Question*").press_sequentially("Why again")
    expect(page).to_have_url(re.compile(r"/admin/pages/\d+/edit/"))
    expect(page.locator(".writing-offer")).to_have_count(0)
    live.run(
        "from articles.models import ArticlePage\n"
        "ArticlePage.objects.get(title='Why again').delete()"
    )


def test_what_was_refused_is_corrected_and_published_in_the_same_form(context, live, article):
    pk, latest = article
    sign_in(context, live, "editor")
    page = open_form(context, pk)
    type_on(page, " TODO")
    publish(page)
    expect(page.get_by_text("Something is missing or not right.")).to_be_visible()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    expect(page.locator(".writing-offer")).to_have_count(0)
    refused = page.get_by_text("stands for something that is still to be written")
    expect(refused).to_be_visible()
    type_on(page, "")
    for _letter in " TODO":
        page.keyboard.press("Backspace")
    # The error is about what stood there, and says no more.
    expect(refused).to_have_count(0)
    expect(page.get_by_role("tab", name="Article", exact=True)).to_be_visible()
    type_on(page, " Corrected.")
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    # However long it took.
    live.run(
        "from datetime import timedelta\n"
        "from django.db.models import F\n"
        "from wagtail.models import Revision\n"
        f"Revision.objects.filter(object_id='{pk}').update(created_at=F('created_at') - timedelta(hours=1))"
    )
    publish(page)
    expect(page.get_by_text("has been published")).to_be_visible()
    assert latest()[1] == "<p>So. Corrected.</p>"
    expect(page.locator(".writing-offer")).to_have_count(0)
    expect_kept(page, 0)


def test_who_signs_out_leaves_nothing_behind(context, live, article):
    pk, _latest = article
    sign_in(context, live, "editor")
    page = open_form(context, pk)
    context.set_offline(True)
    type_on(page, " Mine.")
    expect_kept(page, 1)
    page.close()
    context.set_offline(False)
    page = context.new_page()
    page.goto("/admin/")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    page.get_by_role("button", name="Eda").click()
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_label("Username")).to_be_visible()
    assert "it is deleted" in asked[0]
    expect_kept(page, 0)


def saved_elsewhere(live, pk) -> None:
    live.run(
        "from django.contrib.auth import get_user_model\n"
        "from articles.models import ArticlePage\n"
        f"page = ArticlePage.objects.get(pk={pk}).get_latest_revision_as_object()\n"
        "page.title = 'Why theirs?'\n"
        "page.save_revision(user=get_user_model().objects.filter(is_superuser=True).first())"
    )


def test_a_newer_version_is_compared_without_a_question_before(context, live, article):
    pk, latest = article
    sign_in(context, live, "editor")
    saved_elsewhere(live, pk)
    page = open_form(context, pk)
    saved_elsewhere(live, pk)
    type_on(page, " Mine.")
    paused = page.get_by_text("Autosave is paused").filter(visible=True)
    expect(paused.first).to_be_visible()
    page.keyboard.press("Control+s")
    expect(page.get_by_role("heading", name="Somebody has saved this page")).to_be_visible()
    expect(page.get_by_text("Mine.")).to_be_visible()
    assert latest() == (2, "<p>So.</p>")
