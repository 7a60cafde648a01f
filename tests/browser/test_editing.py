"""An editor signs in, writes an article with every block, previews it and publishes it."""

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

TITLE = "Why do leaves change colour in autumn?"
UNFINISHED = "Why is this unfinished?"
LEAFLET = b"%PDF-1.4\n%%EOF"


def sign_in(page: Page, live) -> Page:
    """Signs the editor in."""
    page.get_by_label("Username").fill("editor")
    page.get_by_label("Password").fill(live.sign_ins["editor"])
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("link", name="Authors")).to_be_visible()
    return page


@pytest.fixture
def desk(visit, live) -> Page:
    """The admin, with the editor signed in."""
    return sign_in(visit("/admin/"), live)


def open_topic(page: Page, topic: str) -> None:
    """Walks from the front page, where the explorer opens, to a topic."""
    page.goto("/admin/pages/")
    page.get_by_role("link", name=f"Explore child pages of '{topic}'", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Exploring: {topic}")


def new_article(page: Page, topic: str, title: str) -> None:
    """Opens the form for an article in a topic, and types its question."""
    open_topic(page, topic)
    page.get_by_role("link", name="Add child page").click()
    # Editors add nothing else there, so there is no choice.
    expect(page.get_by_role("button", name="Insert a block").first).to_be_visible()
    page.get_by_placeholder("Question*").press_sequentially(title)
    # The address follows from the question a moment later.
    expect(page.locator("#id_slug")).not_to_have_value("")


def expect_kept(page: Page) -> None:
    """Waits until the admin has saved what was typed, as it does by itself after a pause."""
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()


def publish(page: Page) -> None:
    """Chooses “Publish” from the menu beside “Save draft”."""
    actions = page.get_by_role("navigation", name="Actions (footer)")
    actions.get_by_role("button", name="More actions").click()
    actions.get_by_role("button", name="Publish").click()


def panel(page: Page, heading: str) -> Locator:
    """A panel of the article's form."""
    return page.get_by_role("region", name=heading, exact=True)


def stream(area: Locator) -> Locator:
    """The outermost list of blocks in a part of the form."""
    return area.locator("[data-streamfield-stream-container]").first


def part(block: Locator, path: str) -> Locator:
    """A part of a block, by its name in the block."""
    return block.locator(f"[data-contentpath={path}]").first


def inserter(blocks: Locator) -> Locator:
    """The button that inserts a block at the end of a stream."""
    return blocks.locator("> div > button[title='Insert a block']").last


def add(blocks: Locator, kind: str = "") -> Locator:
    """Inserts a block at the end of a stream, and returns it. A kind is chosen if there are many."""
    children = blocks.locator("> [data-streamfield-child]")
    count = children.count()
    inserter(blocks).click()
    if kind:
        blocks.page.get_by_role("option", name=kind, exact=True).click()
    block = children.nth(count)
    # Wagtail makes a block, shows it a moment later, and then puts the cursor into its first field,
    # unless that is a chooser. Until then the form may scroll.
    expect(block).to_be_visible()
    if kind not in ("Picture", "Download"):
        expect(block.locator(":focus")).to_have_count(1)
    return block


def fill(block: Locator, **values: str) -> None:
    """Fills in the plain text fields of a block, by the names that the block has for them."""
    for path, value in values.items():
        part(block, path).get_by_role("textbox").fill(value)


def write(area: Locator, words: str) -> None:
    """Types into the rich text of a part of the form."""
    box = area.get_by_role("textbox")
    box.click()
    area.page.keyboard.type(words)
    expect(box).to_contain_text(words)


def upload(block: Locator, opener: str, name: str, data: bytes, kind: str) -> None:
    """Uploads a file in the chooser that a block's button opens."""
    block.get_by_role("button", name=opener).click()
    dialog = block.page.get_by_role("dialog")
    dialog.get_by_role("tab", name="Upload").click()
    form = dialog.get_by_role("tabpanel", name="Upload")
    form.get_by_label("File").set_input_files({"name": name, "mimeType": kind, "buffer": data})
    expect(form.get_by_label("Title")).to_have_value(name.split(".")[0])
    form.get_by_role("button", name="Upload").click()
    expect(dialog).to_have_count(0)
    expect(block.get_by_text(name.split(".")[0], exact=True)).to_be_visible()


def picture() -> bytes:
    """A brown rectangle."""
    data = io.BytesIO()
    Image.new("RGB", (900, 600), (120, 80, 30)).save(data, "JPEG")
    return data.getvalue()


def fill_table(table: Locator) -> None:
    """Makes a table with a column of words and a column of numbers, and fills two rows."""
    table.get_by_role("textbox", name="Caption").fill("How long it takes")
    for column, (kind, heading) in enumerate((("Text", "Tree"), ("Number", "Days"))):
        table.get_by_role("button", name="Add column").click()
        table.get_by_role("listitem").get_by_role("button", name=kind).click()
        table.get_by_role("textbox", name="Column heading").nth(column).fill(heading)
    table.get_by_role("button", name="Add row").click()
    cells = table.locator("tbody").get_by_role("textbox")
    expect(cells).to_have_count(4)
    for cell, words in enumerate(("Maple", "12", "Oak", "20")):
        cells.nth(cell).fill(words)


def fill_section(section: Locator) -> None:
    """Puts one block of every kind into a section."""
    fill(section, heading="What the green hides")
    content = stream(part(section, "content"))
    write(add(content, "Text"), "Chlorophyll is taken apart.")
    fill(add(content, "Term list"), term="Carotenoids", explanation="Yellow all along.")
    fill(add(content, "Quote"), text="Season of mists", source="John Keats")
    fill(add(content, "Key fact"), figure="Two weeks", text="is all.")
    image = add(content, "Picture")
    upload(image, "Choose an image", "leaf.jpg", picture(), "image/jpeg")
    fill(image, alt_text="A brown leaf", caption="In October")
    video = add(content, "Video")
    fill(video, title="A forest in a minute", address="https://vimeo.com/76979871")
    fill_table(part(add(content, "Table"), "table"))
    fill(add(content, "Timeline"), date="September", text="The days grow short.")
    download = add(content, "Download")
    upload(download, "Choose a document", "leaves.pdf", LEAFLET, "application/pdf")


def picture_in(page: Page, preview, shown: Locator) -> bool:
    """Whether a picture is in the preview, once it was made anew."""
    for mode, sign in (("As a shared card", "As a link"), ("As published", TITLE)):
        page.get_by_label("Preview mode").select_option(mode)
        expect(preview.get_by_role("heading", level=1)).to_contain_text(sign)
    return shown.count() > 0


def look_at_the_checks(page: Page) -> None:
    """Reads the advice, goes where it leads, follows it, and sees it gone."""
    page.get_by_role("button", name="Toggle checks").click()
    checks = page.locator("[data-article-checks]")
    advice = checks.get_by_role("button", name=re.compile("picture is 900 pixels|No author"))
    expect(advice).to_have_text(re.compile("No author is named"))
    expect(checks.get_by_role("button", name=re.compile("No source is named"))).to_be_visible()
    page.get_by_role("tab", name="Article").click()
    checks.get_by_role("button", name=re.compile("No source is named")).click()
    sources = panel(page, "Sources")
    expect(sources).to_be_visible()  # on its tab
    write(add(stream(sources)), "A book about leaves.")
    expect(checks.get_by_role("button", name=re.compile("No source is named"))).to_have_count(0)
    # The metrics are of the article alone.
    words = page.locator("[data-content-word-count]")
    expect(words).to_have_text(re.compile(r"^\d\d$"))


def test_an_editor_writes_previews_and_publishes_an_article(desk, visit):
    page = desk
    new_article(page, "Earth and sky", TITLE)
    write(panel(page, "Short answer*"), "Because the green goes first.")
    fill_section(add(stream(panel(page, "Sections"))))
    write(panel(page, "Conclusion"), "So the yellow was there all along.")
    page.get_by_role("tab", name="FAQ and sources").click()
    question = add(stream(panel(page, "FAQ")))
    fill(question, question="And evergreens?")
    write(part(question, "answer"), "They take turns.")
    expect_kept(page)

    page.get_by_role("button", name="Toggle preview").click()
    preview = page.frame_locator("#w-preview-iframe")
    expect(preview.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(preview.get_by_text("Chlorophyll is taken apart.")).to_be_attached()
    expect(preview.get_by_text("They take turns.")).to_be_attached()

    page.get_by_label("Preview mode").select_option("As a search result")
    expect(preview.get_by_text("As a search engine shows it")).to_be_visible()
    page.get_by_label("Preview mode").select_option("In the dark")
    expect(preview.locator("body")).to_have_css("background-color", "rgb(23, 22, 19)")
    # The worker makes the sizes of the picture meanwhile. The preview shows those that there are.
    shown = preview.get_by_alt_text("A brown leaf")
    assert any(picture_in(page, preview, shown) for _again in range(60))
    look_at_the_checks(page)

    publish(page)
    expect(page.get_by_text(f"Page '{TITLE}' has been published.")).to_be_visible()

    reader = visit("/earth-and-sky/why-do-leaves-change-colour-in-autumn/")
    words = " ".join(reader.locator("article").inner_text().split())
    for expected in (
        TITLE,
        "Because the green goes first.",
        "What the green hides",
        "Chlorophyll is taken apart.",
        "Carotenoids. Yellow all along.",
        "Season of mists",
        "John Keats",
        "Two weeks is all.",
        "In October",
        "Watch “A forest in a minute” on Vimeo",
        "How long it takes Tree Days Maple 12 Oak 20",
        "September The days grow short.",
        "leaves PDF, ",
        "So the yellow was there all along.",
        "And evergreens?",
    ):
        assert expected in words, expected
    expect(reader.locator("td.numeric")).to_have_text(["12", "20"])
    shown = reader.get_by_alt_text("A brown leaf")
    shown.scroll_into_view_if_needed()
    expect(shown).not_to_have_js_property("naturalWidth", 0)
    reader.get_by_text("And evergreens?").click()
    expect(reader.get_by_text("They take turns.")).to_be_visible()
    file = reader.get_by_role("link", name="leaves", exact=True).get_attribute("href")
    assert reader.request.get(file).body() == LEAFLET
    assert not reader.problems


@pytest.fixture
def moving_desk(visit, live) -> Page:
    """The admin for an editor who has not asked for less motion."""
    return sign_in(visit("/admin/", reduced_motion="no-preference"), live)


#: From when a new block is seen: where the button below it is, in each of forty frames.
WATCH = """blocks => {
  const before = blocks.children.length;
  const places = [];
  window.places = new Promise(resolve => {
    const look = () => {
      const [block, inserter] = [...blocks.children].slice(-2);
      if (blocks.children.length > before && block.offsetHeight)
        places.push(Math.round(inserter.getBoundingClientRect().top / 4));
      if (places.length < 40) requestAnimationFrame(look);
      else resolve(places);
    };
    look();
  });
}"""


def test_a_new_block_is_there_at_once_so_that_no_click_below_it_is_lost(moving_desk):
    page = moving_desk
    new_article(page, "History", "Why so quick?")
    content = stream(part(add(stream(panel(page, "Sections"))), "content"))
    for kind in ("Quote", "Table", "Text"):
        content.evaluate(WATCH)
        add(content, kind)
        # Where it was seen first, and where it is once the form has scrolled to it.
        assert len(set(page.evaluate("window.places"))) <= 2, kind


def test_an_unfinished_article_is_kept_and_told_what_it_lacks(desk):
    page = desk
    new_article(page, "History", UNFINISHED)
    publish(page)
    refusal = "Something is missing or not right."
    expect(page.get_by_text(refusal)).to_be_visible()
    expect(panel(page, "Short answer*").get_by_text("This field is required.")).to_be_visible()
    expect(page.get_by_placeholder("Question*")).to_have_value(UNFINISHED)
    expect_kept(page)

    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text(f"Page '{UNFINISHED}' has been updated.")).to_be_visible()
    open_topic(page, "History")
    row = page.get_by_role("row").filter(has_text=UNFINISHED)
    expect(row.get_by_text("Current page status: draft")).to_be_visible()
    row.get_by_role("link", name=UNFINISHED).click()
    expect(page.get_by_placeholder("Question*")).to_have_value(UNFINISHED)


def test_the_longest_article_can_be_changed(desk, visit):
    page = desk
    open_topic(page, "History")
    page.get_by_role("link", name=re.compile("Soviet Union join")).first.click()
    conclusion = panel(page, "Conclusion").locator("[contenteditable=true]").first
    conclusion.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" An editor was here.")
    expect_kept(page)
    publish(page)
    expect(page.get_by_text(re.compile("has been (updated and )?published"))).to_be_visible()
    reader = visit("/history/why-did-the-soviet-union-join-the-allies-in-world-war-ii/")
    expect(reader.locator("#conclusion")).to_contain_text("An editor was here.")
