"""Accessibility, validity and silence, on every type of page."""

from functools import cache
from types import SimpleNamespace

import html5lib
import pytest
from axe_playwright_python.sync_playwright import Axe

from .conftest import FLAGSHIP

PAGES = {
    "home": "/",
    "topic": "/history/",
    "article": FLAGSHIP,
    "article with a video": "/earth-and-sky/why-does-the-moon-always-show-the-same-face/",
    "authors": "/authors/",
    "author": "/authors/helen-marchetti/",
    "tag": "/tags/physics/",
    "standard page": "/about/",
    "search": "/search/?q=why",
    "nothing found": "/search/?q=zzzzzz",
    "not found": "/nowhere/",
}
RULES = {
    "runOnly": [
        "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice",
    ],
    # All that was right in a page is a megabyte, and takes as long to send as the rest of the work.
    "resultTypes": ["violations"],
}  # fmt: skip


LIGHTS = {"phone, light": (390, "light"), "desktop, dark": (1440, "dark")}
#: Colours fade from one scheme to the other.
SETTLED = """
() => Promise.allSettled(
  document.getAnimations().filter((one) => one instanceof CSSTransition).map((one) => one.finished)
).then(() => null)
"""


def barriers(page, width: int, scheme: str, **options) -> dict:
    """What axe finds on a page that is open, at this width and in this light."""
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    page.evaluate(SETTLED)
    return Axe().run(page, options=RULES, **options)


@pytest.fixture(scope="module")
def look(open_page):
    """What there is to say about a page, found in one visit."""

    @cache
    def looked(path):
        page = open_page(path)
        page.wait_for_load_state("networkidle")
        found = SimpleNamespace(
            html=page.answer.text(),
            ids=page.evaluate("[...document.querySelectorAll('[id]')].map((e) => e.id)"),
            pictures_without_choice=page.locator("img[sizes]:not([srcset])").count(),
            after_captions=page.locator("figcaption ~ *").count(),
        )
        page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
        found.barriers = {name: barriers(page, *light) for name, light in LIGHTS.items()}
        found.problems, found.cookies = page.problems, page.context.cookies()
        page.context.close()
        return found

    return looked


@pytest.mark.parametrize("light", LIGHTS)
@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_axe_finds_no_barrier(look, path, light):
    results = look(path).barriers[light]
    assert not results.response["violations"], results.generate_report()


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_the_markup_is_valid(look, path):
    found = look(path)
    html5lib.HTMLParser(strict=True).parse(found.html)
    assert not found.pictures_without_choice
    assert not found.after_captions
    assert len(found.ids) == len(set(found.ids))


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_the_console_stays_silent_and_no_cookie_is_set(look, path):
    found = look(path)
    assert not [problem for problem in found.problems if "404" not in problem]
    assert not found.cookies
