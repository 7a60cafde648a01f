"""The screens of moderators and editors are no worse to use than Wagtail's own: barriers, width, silence."""

import os
import re

import pytest
from playwright.sync_api import expect

from .test_desk import sign_in
from .test_quality import barriers

#: What Wagtail itself shows: what axe says there is not ours to mend.
STOCK = {
    "images": "/admin/images/?q=a",
    "an image": "/admin/images/1/",
    "authors": "/admin/snippets/articles/author/?q=a",
    "an author": "/admin/snippets/articles/author/edit/1/",
    "deleting an author": "/admin/snippets/articles/author/delete/1/",
    "site history": "/admin/reports/site-history/",
    "settings of the site": "/admin/settings/home/sitesettings/",
    "new promotion": "/admin/searchpicks/add/",
}
QUEUE = "/admin/discussion/queue/?q=hundredfold"
DESK = {
    "dashboard": "/admin/",
    "held": f"{QUEUE}&status=held",
    "reported": f"{QUEUE}&status=reported",
    "published": f"{QUEUE}&status=published",
    "spam": f"{QUEUE}&status=spam",
    "removed": f"{QUEUE}&status=removed",
    "conversation": "/admin/discussion/comment/{edited}/",
    "commenter": "/admin/discussion/people/{person}/",
    "ban": "/admin/discussion/people/{person}/ban/",
    "record": "/admin/discussion/record/",
    "figures": "/admin/discussion/figures/",
    "jobs": "/admin/discussion/jobs/",
    "job": "/admin/discussion/jobs/{job}/",
    "undo a job": "/admin/discussion/jobs/{job}/undo/",
    "personal data": "/admin/discussion/personal-data/?commenter={person}",
    "settings": "/admin/settings/comments/discussionsettings/",
    "reasons": "/admin/snippets/comments/decisionreason/",
    "reason": "/admin/snippets/comments/decisionreason/edit/1/",
    "bans": "/admin/snippets/comments/networkban/",
    "new ban": "/admin/snippets/comments/networkban/add/",
    "discussions": "/admin/snippets/comments/discussion/",
    "mail": "/admin/snippets/comments/mail/",
    "searches": "/admin/reports/searches/",
    "searches by week": "/admin/reports/searches/?days=365&show=nothing&q=a",
    "search": "/admin/reports/searches/query/?query=ice",
    "promotion": "/admin/reports/searches/promote/?query=ice",
    "synonyms": "/admin/synonyms/new/",
    "bulk action": "/admin/bulk/comments/readercomment/spam/?id={held}",
}


#: The button is Wagtail's own, on every form; what is near it depends on the form's height.
WITHOUT = {"exclude": [["#w-minimap-toggle"]]}
#: Wagtail's own screens are looked at in both lights. Of ours each has one, and the other by ``make soak``.
LIGHTS = ({"light"}, {"dark"})
EVERY_PAGE = bool(os.environ.get("EVERY_PAGE"))
#: How far the page, or a menu that is open, reaches out of the window.
OVER = """
() => Math.max(
  document.documentElement.scrollWidth,
  ...[...document.querySelectorAll(".desk-menu[open] div")].map((menu) => menu.getBoundingClientRect().right),
) - innerWidth
"""


def open_everything(page):
    """The reply form, the menu of the other actions, and raid protection."""
    page.keyboard.press("r")
    expect(page.get_by_label("Your reply; the comment is approved with it")).to_be_focused()
    # Other tests may have written so much that raid protection is offered openly.
    page.locator("#desk-raid :is(summary, p)").first.click()
    page.locator(".desk-row:not([hidden]) .desk-menu summary").first.click()


def open_keys(page):
    page.locator("[data-keys]").evaluate("(button) => button.click()")
    expect(page.get_by_role("heading", name="Keys")).to_be_visible()


def open_ban(page):
    """The form in a row, with all of its fields."""
    page.keyboard.press("Escape")
    page.locator(".desk-row:not([hidden])").first.focus()
    page.keyboard.press("b")
    page.get_by_label("The ban ends").select_option("On a date")
    expect(page.get_by_label("Last day")).to_be_visible()


def try_lists(page):
    page.fill("#id_hold_phrases", "comment")
    page.fill("#id_try-words", "Buy pills")
    page.click("#try-lists button")
    page.get_by_text("these lists would have caught").wait_for()


def open_numbers(page):
    page.locator(".desk-details summary").click()


#: What is opened on a screen before it is looked at.
MORE = {
    "held": [open_everything, open_keys, open_ban],
    "settings": [try_lists],
    "searches": [open_numbers],
    "search": [open_numbers],
}


@pytest.fixture(scope="module")
def looked_at(chromium, live):
    """What there is to say about every screen, found in one round."""
    made = live.ask("waiting", "decide")
    for query in ("ice", "what nobody wrote of"):
        reader = chromium.new_context(base_url=live.address)
        assert reader.request.get("/search/", params={"q": query}).ok
        reader.close()
    context = chromium.new_context(base_url=live.address, reduced_motion="reduce")
    page, said = sign_in(context, live, "admin"), []
    page.on("pageerror", lambda error: said.append(f"{page.url}: {error}"))
    page.on(
        "console",
        lambda line: said.append(f"{page.url}: {line.text}") if line.type == "error" else None,
    )
    found, wide = {}, []

    def look(name, lights):
        for width, scheme in ((390, "light"), (820, ""), (1440, "dark")):
            page.set_viewport_size({"width": width, "height": 900})
            # What was focused may have scrolled something half below the header, which stays in place.
            page.evaluate(
                "for (const each of [window, document.querySelector('#main')]) each?.scrollTo(0, 0)"
            )
            if scheme in lights:
                results = barriers(page, width, scheme, context=WITHOUT)
                found[name, scheme] = results.response["violations"]
            over = page.evaluate(OVER)
            if over > 0:
                wide.append(f"{name} at {width} pixels, by {over}")

    for number, (name, address) in enumerate((STOCK | DESK).items()):
        lights = set.union(*LIGHTS) if name in STOCK or EVERY_PAGE else LIGHTS[number % 2]
        page.set_viewport_size({"width": 390, "height": 900})
        assert page.goto(address.format(**made)).status == 200, name
        if name in DESK and address.startswith(QUEUE):
            expect(page.locator("#desk[data-ready] .desk-row").first).to_be_visible()
        for more in MORE.get(name, ()):
            page.set_viewport_size({"width": 390, "height": 900})
            more(page)
            if more is open_everything:
                look(f"{name}, with everything open", lights)
        look(name, lights)
    context.close()
    live.ask("waiting", "clear")
    return found, wide, said


def kind(found, node) -> tuple[str, str]:
    """The rule that is broken, and by which sort of element: its tag and classes."""
    tag = re.match(r"<[\w-]+", node["html"])[0]
    classes = re.search(r'^[^>]* class="([^"]*)"', node["html"])
    return found["id"], f"{tag} {classes[1] if classes else ''}"


def test_axe_finds_nothing_that_it_does_not_find_on_wagtails_own_pages(looked_at):
    found, _, _ = looked_at
    stock, ours = set(), {}
    for (name, scheme), violations in found.items():
        for violation in violations:
            for node in violation["nodes"]:
                if name in STOCK:
                    stock.add(kind(violation, node))
                else:
                    words = f"{name}, {scheme}: {violation['id']}: {node['html'][:200]}"
                    ours[f"{words} {node['failureSummary']}"] = kind(violation, node)
    assert not [words for words, which in ours.items() if which not in stock]


def test_nothing_is_wider_than_a_small_screen(looked_at):
    _, wide, _ = looked_at
    assert not wide


def test_the_console_stays_silent_at_the_desk(looked_at):
    _, _, said = looked_at
    assert not said
