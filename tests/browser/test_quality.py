"""Accessibility, validity and silence, on every type of page."""

import html5lib
import pytest
from axe_playwright_python.sync_playwright import Axe

from .conftest import FLAGSHIP

pytestmark = pytest.mark.any_database

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
    ]
}  # fmt: skip


@pytest.mark.parametrize(
    ("width", "dark"), [(390, False), (1440, True)], ids=["phone, light", "desktop, dark"]
)
@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_axe_finds_no_barrier(visit, path, width, dark):
    page = visit(path, width=width, dark=dark)
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    results = Axe().run(page, options=RULES)
    assert not results.response["violations"], results.generate_report()


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_the_markup_is_valid(visit, path):
    page = visit(path)
    html = page.request.get(path).text()
    html5lib.HTMLParser(strict=True).parse(html)
    assert not page.locator("img[sizes]:not([srcset])").count()
    assert not page.locator("figcaption ~ *").count()
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map((e) => e.id)")
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_the_console_stays_silent_and_no_cookie_is_set(visit, path):
    page = visit(path)
    page.wait_for_load_state("networkidle")
    expected = [problem for problem in page.problems if "404" not in problem]
    assert not expected
    assert not page.context.cookies()
