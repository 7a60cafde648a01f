"""What the search boxes suggest while a reader types, in a real browser."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from .conftest import FLAGSHIP
from .test_quality import LIGHTS, barriers
from .test_reading import PHONE, sideways

SUGGEST = "**/search/suggest/**"
ICE = "/earth-and-sky/why-does-ice-float/"
PAUSE = 600  # milliseconds in which an answer that is let in would have shown
# An address without an own search has the header's box, and an article loads its script late.
BOXES = {"home": "/", "header": "/history/", "article": FLAGSHIP, "results": "/search/?q=ice"}


def box(page):
    return page.get_by_role("search").locator("input[name=q]")


def listbox(page):
    return page.get_by_role("listbox", name="Suggestions")


def options(page):
    return listbox(page).get_by_role("option")


def active(page):
    return listbox(page).get_by_role("option", selected=True)


def type_in(page, words="why", delay=0):
    """Types in place of what stands in the box, as a reader does."""
    box(page).focus()
    box(page).press("ControlOrMeta+A")
    box(page).press_sequentially(words, delay=delay)


def open_list(page, words="why"):
    expect(listbox(page)).to_be_hidden()
    type_in(page, words)
    expect(listbox(page)).to_be_visible()
    return options(page).count()


def asked(page) -> list[str]:
    """The queries that the page asks about from now on."""
    queries = []

    def note(request):
        address = urlsplit(request.url)
        if address.path == "/search/suggest/":
            queries.append(parse_qs(address.query)["q"][0])

    page.on("request", note)
    return queries


@pytest.mark.parametrize("path", BOXES.values(), ids=BOXES.keys())
def test_every_search_box_suggests_pages(visit, path):
    page = visit(path)
    type_in(page, "ice fl")
    expect(options(page).filter(has_text="Why does ice float?")).to_be_visible()
    assert not page.problems


def test_an_article_loads_the_script_when_its_box_is_used(visit):
    page = visit("about:blank")
    loaded = []
    page.on("request", lambda request: loaded.append(urlsplit(request.url).path))
    page.goto(FLAGSHIP)
    page.wait_for_load_state("networkidle")

    def ours():
        return [path for path in loaded if "js/search." in path or "css/suggest." in path]

    assert not ours()
    open_list(page)
    assert len(ours()) == 2


def test_by_keyboard(visit):
    page = visit("/")
    count = open_list(page)
    assert 2 <= count <= 8
    expect(active(page)).to_have_count(0)
    for key, place in (
        ("ArrowDown", 0),
        ("ArrowUp", count - 1),
        ("ArrowUp", count - 2),
        ("ArrowDown", count - 1),
        ("ArrowDown", 0),
        ("ArrowDown", 1),
    ):
        box(page).press(key)
        expect(active(page)).to_have_count(1)
        expect(options(page).nth(place)).to_have_attribute("aria-selected", "true")
        expect(box(page)).to_be_focused()
    title = active(page).inner_text()
    box(page).press("Enter")
    page.wait_for_url(lambda address: urlsplit(address).path != "/")
    assert page.locator("h1").inner_text() in title
    assert not page.problems


def test_screen_readers_are_told(visit):
    page = visit("/")
    combobox = page.get_by_role("combobox", name="What do you want to know?")
    expect(combobox).to_have_attribute("aria-autocomplete", "list")
    expect(combobox).to_have_attribute("aria-expanded", "false")
    count = open_list(page)
    expect(combobox).to_have_attribute("aria-expanded", "true")
    expect(combobox).to_have_attribute("aria-controls", listbox(page).get_attribute("id"))
    expect(page.get_by_role("status")).to_have_text(f"{count} suggestions")
    combobox.press("ArrowDown")
    expect(combobox).to_have_attribute("aria-activedescendant", active(page).get_attribute("id"))
    assert not listbox(page).locator("a, button, [tabindex]").count()
    combobox.press("End")
    expect(active(page)).to_have_count(0)
    expect(combobox).to_have_attribute("aria-activedescendant", "")
    type_in(page, "zzzzzz")
    expect(page.get_by_role("status")).to_have_text("No suggestions")
    expect(listbox(page)).to_be_hidden()
    expect(combobox).to_have_attribute("aria-expanded", "false")
    type_in(page, "ice float")
    expect(page.get_by_role("status")).to_have_text("1 suggestion")


def test_typing_on_lets_go_of_the_option(visit):
    page = visit("/")
    open_list(page)
    box(page).press("ArrowDown")
    expect(active(page)).to_have_count(1)
    box(page).press_sequentially(" d")
    expect(active(page)).to_have_count(0)
    box(page).press("Enter")
    page.wait_for_url("**/search/?q=why+d")


def test_the_arrows_open_the_list_again(visit):
    page = visit("/")
    open_list(page)
    box(page).press("Escape")
    box(page).press("Alt+ArrowDown")
    expect(listbox(page)).to_be_visible()
    expect(active(page)).to_have_count(0)
    box(page).press("Escape")
    box(page).press("ArrowDown")
    expect(options(page).first).to_have_attribute("aria-selected", "true")


def test_escape_closes_the_list_and_clears_nothing(visit):
    page = visit("/")
    open_list(page)
    for _ in range(2):
        box(page).press("Escape")
        expect(listbox(page)).to_be_hidden()
        expect(box(page)).to_have_value("why")
        expect(box(page)).to_be_focused()


def test_leaving_the_box_closes_the_list(visit):
    page = visit("/")
    open_list(page)
    box(page).press("Tab")
    expect(listbox(page)).to_be_hidden()
    expect(page.get_by_role("button", name="Search")).to_be_focused()
    open_list(page)
    page.locator("h1").click()
    expect(listbox(page)).to_be_hidden()


@pytest.mark.parametrize("touch", [False, True], ids=["click", "tap"])
def test_an_option_is_pressed(visit, touch):
    page = visit(FLAGSHIP, **PHONE, has_touch=touch, is_mobile=touch)
    open_list(page, "ice fl")
    option = options(page).filter(has_text="Why does ice float?")
    option.tap() if touch else option.click()
    page.wait_for_url("**" + ICE)
    assert not page.problems


@pytest.mark.parametrize("how", [{"button": "middle"}, {"modifiers": ["ControlOrMeta"]}])
def test_an_option_opens_in_a_tab_of_its_own(visit, how):
    page = visit("/")
    open_list(page, "ice fl")
    with page.context.expect_page() as opened:
        options(page).filter(has_text="Why does ice float?").click(**how)
    opened.value.wait_for_url("**" + ICE)
    assert urlsplit(page.url).path == "/"
    expect(listbox(page)).to_be_hidden()


def test_it_waits_for_a_pause_and_remembers(visit):
    page = visit("/")
    queries = asked(page)
    open_list(page, "why does")
    assert queries == ["why does"]
    type_in(page, "w")
    expect(listbox(page)).to_be_hidden()
    open_list(page, "why does")
    assert queries == ["why does"]


def test_a_late_answer_is_not_let_in(visit):
    page = visit("/")
    late = []
    page.route(SUGGEST + "?q=ice", lambda route: late.append(route))
    with page.expect_request(SUGGEST):
        type_in(page, "ice")
    open_list(page, "moon")
    late[0].continue_()
    page.wait_for_timeout(PAUSE)
    expect(options(page).filter(has_text="Moon")).not_to_have_count(0)
    expect(options(page).filter(has_text="Why does ice float?")).to_have_count(0)
    with page.expect_request(SUGGEST):
        type_in(page, "ice")
    box(page).press("Escape")
    late[1].continue_()
    page.wait_for_timeout(PAUSE)
    expect(listbox(page)).to_be_hidden()


@pytest.mark.parametrize("status", [429, 500])
def test_a_refusal_is_borne_in_silence(visit, status):
    page = visit("/")
    refusal = {"status": status, "json": {"query": "ice", "suggestions": []}}
    page.route(SUGGEST + "?q=ice", lambda route: route.fulfill(**refusal))
    open_list(page)
    with page.expect_response(SUGGEST):
        type_in(page, "ice")
    expect(listbox(page)).to_be_hidden()
    expect(page.get_by_role("status")).to_have_text("")
    # The browser itself notes the status; of the script there is not a word.
    assert all(f"the server responded with a status of {status}" in line for line in page.problems)
    open_list(page, "moon")
    box(page).press("Enter")
    page.wait_for_url("**/search/?q=moon")


def test_nothing_is_asked_while_a_word_is_being_composed(visit):
    page = visit("/")
    queries = asked(page)
    keyboard = page.context.new_cdp_session(page)
    box(page).focus()
    composed = {"text": "moon", "selectionStart": 4, "selectionEnd": 4}
    keyboard.send("Input.imeSetComposition", composed)
    expect(box(page)).to_have_value("moon")
    page.wait_for_timeout(PAUSE)
    assert not queries
    keyboard.send("Input.insertText", {"text": "moon"})
    expect(listbox(page)).to_be_visible()
    assert queries == ["moon"]


def test_without_javascript_the_form_is_sent(visit):
    page = visit("/", java_script_enabled=False)
    expect(page.get_by_role("combobox")).to_have_count(0)
    page.get_by_role("searchbox").fill("ice")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("link", name="Why does ice float?").first).to_be_visible()


@pytest.mark.parametrize("path", BOXES.values(), ids=BOXES.keys())
def test_axe_finds_no_barrier_in_an_open_list(visit, path):
    page = visit(path)
    for width, scheme in LIGHTS.values():
        page.set_viewport_size({"width": width, "height": 900})
        open_list(page)
        box(page).press("ArrowDown")
        results = barriers(page, width, scheme)
        assert not results.response["violations"], results.generate_report()
        box(page).press("Escape")


@pytest.mark.parametrize("path", BOXES.values(), ids=BOXES.keys())
def test_the_list_stays_within_the_screen(visit, path):
    page = visit(path)
    for width in (320, 390, 820):
        page.set_viewport_size({"width": width, "height": 640})
        open_list(page)
        place = listbox(page).bounding_box()
        assert place["x"] >= 0
        assert place["x"] + place["width"] <= width
        assert sideways(page) == 0
        box(page).press("ArrowUp")
        expect(options(page).last).to_be_in_viewport(ratio=0.98)
        # Nothing lies above it.
        assert options(page).last.evaluate(
            """(option) => { const b = option.getBoundingClientRect();
            return option.contains(document.elementFromPoint(b.x + b.width / 2, b.y + b.height / 2)); }"""
        )
        box(page).press("Escape")


def test_an_open_list_is_not_printed(visit):
    page = visit("/")
    open_list(page)
    page.emulate_media(media="print")
    expect(listbox(page)).to_be_hidden()


def test_which_result_was_opened_is_told_once(visit):
    page = visit("/search/?q=ice")
    told = []
    page.on("request", lambda sent: told.append(sent) if "/search/clicked/" in sent.url else None)
    link = page.locator("[data-search-results] [data-result]").first
    result = link.get_attribute("data-result")
    for _ in range(2):
        with page.context.expect_page() as opened:
            link.click(button="middle")
        opened.value.close()
    assert [parse_qs(request.post_data) for request in told] == [{"q": ["ice"], "result": [result]}]
    with page.expect_navigation():
        link.click()
    assert len(told) == 1
    assert not page.problems


def test_a_browser_that_cannot_tell_in_passing_follows_the_result(visit):
    page = visit("about:blank")
    page.add_init_script("Navigator.prototype.sendBeacon = undefined")
    page.goto("/search/?q=ice")
    with page.expect_navigation():
        page.locator("[data-search-results] [data-result]").first.click()
    assert not page.problems
