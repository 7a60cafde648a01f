"""Reading an article, in a real browser."""

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from .conftest import FLAGSHIP

PHONE = {"width": 390, "height": 844}


def sideways(page) -> int:
    """How far the page can be scrolled to the side, in pixels."""
    return page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )


def test_on_a_phone_the_answer_stands_first_and_the_contents_fold_away(visit):
    page = visit(FLAGSHIP, **PHONE)
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    answer = page.locator("#answer")
    expect(answer).to_be_visible()
    contents = page.locator(".contents details")
    assert contents.get_attribute("open") is None
    contents.locator("summary").click()
    contents.get_by_role("link", name="Lend-Lease").first.click()
    assert contents.get_attribute("open") is None
    assert page.url.split("#")[1]
    target = page.locator(f"[id='{page.url.split('#')[1]}']")
    expect(target).to_be_in_viewport()
    assert not page.problems


def test_on_a_desktop_the_contents_stay_beside_and_mark_the_section(visit):
    page = visit(FLAGSHIP)
    links = page.locator(".contents a")
    for number in (2, 11):
        link = links.nth(number)
        link.click()
        expect(link).to_have_attribute("aria-current", "true")
        expect(page.locator(".contents [aria-current]")).to_have_count(1)
        expect(link).to_be_in_viewport()
    assert not page.problems


def test_a_link_to_a_question_opens_its_answer(visit):
    page = visit(FLAGSHIP)
    anchor = page.locator(".faq details").nth(3).get_attribute("id")
    other = visit(f"{FLAGSHIP}#{anchor}")
    expect(other.locator(f"[id='{anchor}'] > div")).to_be_visible()


def test_the_faq_opens_and_closes(visit):
    page = visit(FLAGSHIP)
    first = page.locator(".faq details").first
    expect(first.locator("> div")).to_be_hidden()
    first.locator("summary").click()
    expect(first.locator("> div")).to_be_visible()


def test_dark_mode_follows_the_system(visit):
    def paper(page):
        return page.evaluate("getComputedStyle(document.body).backgroundColor")

    assert paper(visit(FLAGSHIP)) == "rgb(252, 251, 248)"
    assert paper(visit(FLAGSHIP, dark=True)) == "rgb(23, 22, 19)"


def test_printed_it_is_a_clean_article_with_every_answer_open(visit, tmp_path):
    page = visit(FLAGSHIP)
    answers = page.locator(".faq details > div").all_text_contents()
    page.pdf(path=tmp_path / "article.pdf", format="A4")
    text = " ".join(
        " ".join(
            sheet.extract_text() for sheet in PdfReader(tmp_path / "article.pdf").pages
        ).split()
    )
    assert len(answers) == 10
    for answer in answers:
        assert " ".join(answer.split()[:4]) in text
    assert "Search the answers" not in text
    assert "In this article" not in text


def test_without_javascript_everything_can_be_read(visit):
    page = visit(FLAGSHIP, java_script_enabled=False, **PHONE)
    page.locator(".contents summary").click()
    page.locator(".contents a").nth(5).click()
    page.locator(".faq summary").first.click()
    expect(page.locator(".faq details > div").first).to_be_visible()
    page.get_by_role("searchbox").first.fill("ice")
    page.get_by_role("button", name="Search").first.click()
    expect(page.get_by_role("link", name="Why does ice float?").first).to_be_visible()


def test_by_keyboard_alone(visit):
    page = visit(FLAGSHIP)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the text")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    for _ in range(80):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            """() => { const e = document.activeElement, b = e.getBoundingClientRect();
            return {tag: e.tagName, outline: getComputedStyle(e).outlineStyle,
                    seen: b.bottom > 0 && b.top < innerHeight}; }"""
        )
        assert focused["seen"], focused
        assert focused["outline"] != "none", focused
        if focused["tag"] == "SUMMARY" and page.evaluate(
            "document.activeElement.closest('.faq') !== null"
        ):
            break
    else:
        pytest.fail("the questions cannot be reached by keyboard")
    page.keyboard.press("Enter")
    expect(page.locator(".faq details > div").first).to_be_visible()


ADDRESSES = [
    "/",
    "/history/",
    FLAGSHIP,
    "/earth-and-sky/why-does-the-moon-always-show-the-same-face/",
    "/authors/",
    "/authors/helen-marchetti/",
    "/tags/physics/",
    "/about/",
    "/search/?q=why",
    "/nowhere/",
]


@pytest.mark.parametrize("path", ADDRESSES)
def test_nothing_scrolls_sideways_at_320_pixels_or_200_percent(visit, path):
    page = visit(path, width=320, height=640)
    assert sideways(page) == 0
    # 200 % on a small laptop: half the pixels, each twice as large.
    page = visit(path, width=640, height=400, device_scale_factor=2)
    assert sideways(page) == 0


def test_large_letters_do_not_break_the_page(visit):
    page = visit(FLAGSHIP, **PHONE)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert sideways(page) == 0


def test_a_video_of_ours_can_be_played(visit):
    page = visit("/earth-and-sky/why-does-the-moon-always-show-the-same-face/")
    video = page.locator("video")
    video.scroll_into_view_if_needed()
    duration = video.evaluate(
        """async (video) => { video.preload = 'auto'; video.muted = true; await video.play();
        await new Promise((done) => setTimeout(done, 700)); video.pause(); return video.currentTime; }"""
    )
    assert duration > 0.2


def test_the_contents_list_stays_where_the_reader_scrolled_it(visit):
    page = visit(FLAGSHIP, height=500)
    page.locator(".contents").evaluate("(list) => { list.scrollTop = 200; }")
    assert page.locator(".contents").evaluate("(list) => list.scrollTop") == 200
