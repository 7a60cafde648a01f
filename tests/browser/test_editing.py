"""An editor signs in, writes an article with every block, previews it and publishes it."""

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.any_database

TITLE = "Why do leaves change colour in autumn?"


@pytest.fixture
def desk(visit, live) -> Page:
    """The admin, with the editor signed in."""
    page = visit("/admin/")
    page.get_by_label("Username").fill("editor")
    page.get_by_label("Password").fill(live.sign_ins["editor"])
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("link", name="Authors")).to_be_visible()
    return page


def add(page: Page, stream: Locator, name: str = "") -> Locator:
    """Inserts a block at the end of a stream, and returns it."""
    stream.locator("> div > .c-sf-add-button, > .c-sf-add-button").last.click()
    if name:
        page.get_by_role("option", name=name, exact=True).click()
    return stream.locator("> div[data-streamfield-child], > [data-streamfield-child]").last


def write(page: Page, area: Locator, words: str) -> None:
    """Types into a rich text."""
    area.locator("[contenteditable=true]").first.click()
    page.keyboard.type(words)


def field(block: Locator, path: str) -> Locator:
    return block.locator(f"[data-contentpath='{path}']").first


def upload(page: Page, opener: Locator, name: str, data: bytes, kind: str) -> None:
    """Uploads a file in the chooser that a button opens."""
    opener.click()
    dialog = page.locator(".modal-content")
    dialog.get_by_role("tab", name="Upload").click()
    form = dialog.locator("form").filter(has=page.locator("input[type=file]"))
    form.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": kind, "buffer": data}
    )
    form.locator("input[name$=title]").fill(name.split(".")[0])
    form.get_by_role("button", name="Upload").click()
    expect(dialog).to_have_count(0)


def picture() -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (900, 600), (120, 80, 30)).save(data, "JPEG")
    return data.getvalue()


def fill_section(page: Page, section: Locator) -> None:
    """Puts one block of every kind into a section."""
    field(section, "heading").locator("input").fill("What the green hides")
    content = field(section, "content").locator("[data-streamfield-stream-container]").first

    write(page, add(page, content, "Text"), "Chlorophyll is taken apart.")

    terms = add(page, content, "Term list")
    terms.locator("[data-contentpath=term] input").fill("Carotenoids")
    terms.locator("[data-contentpath=explanation] textarea").fill("Yellow all along.")

    quote = add(page, content, "Quote")
    quote.locator("[data-contentpath=text] textarea").fill("Season of mists")
    quote.locator("[data-contentpath=source] input").fill("John Keats")

    fact = add(page, content, "Key fact")
    fact.locator("[data-contentpath=figure] input").fill("Two weeks")
    fact.locator("[data-contentpath=text] textarea, [data-contentpath=text] input").fill("is all.")

    image = add(page, content, "Picture")
    upload(
        page,
        image.get_by_role("button", name="Choose an image"),
        "leaf.jpg",
        picture(),
        "image/jpeg",
    )
    image.locator("[data-contentpath=alt_text] input, input[name$=alt_text]").fill("A brown leaf")
    image.locator("[data-contentpath=caption] textarea").fill("In October")

    video = add(page, content, "Video")
    video.locator("[data-contentpath=title] input").fill("A forest in a minute")
    video.locator("[data-contentpath=address] input").fill("https://vimeo.com/76979871")

    table = add(page, content, "Table")
    for kind, heading in (("Text", "Tree"), ("Number", "Days")):
        table.get_by_role("button", name=re.compile("(Add|Insert) column")).last.click()
        page.get_by_role("option", name=kind, exact=True).or_(
            page.locator(".add-column-menu button", has_text=kind)
        ).click()
        table.locator("input[name$=-heading]").last.fill(heading)
    table.locator("input[name$=caption]").fill("How long it takes")
    table.get_by_role("button", name=re.compile("(Add|Insert) row")).last.click()
    cells = table.locator("tbody td input[type=text]")
    cells.nth(0).fill("Maple")
    cells.nth(1).fill("12")

    timeline = add(page, content, "Timeline")
    timeline.locator("[data-contentpath=date] input").fill("September")
    timeline.locator("[data-contentpath=text] textarea").fill("The days grow short.")

    download = add(page, content, "Download")
    upload(
        page,
        download.get_by_role("button", name="Choose a document"),
        "leaves.pdf",
        b"%PDF-1.4\n%%EOF",
        "application/pdf",
    )


def test_an_editor_writes_previews_and_publishes_an_article(desk, visit, tmp_path):
    page = desk
    page.get_by_role("link", name="Pages").or_(page.get_by_role("button", name="Pages")).click()
    page.goto("/admin/pages/")
    page.get_by_role("link", name="Home", exact=True).first.click()
    page.get_by_role("link", name="Earth and sky", exact=True).first.click()
    page.get_by_role("link", name="Add child page").first.click()
    page.get_by_role("link", name="Article").first.click()

    page.get_by_placeholder("Question*").fill(TITLE)
    write(page, page.locator("[data-contentpath=short_answer]"), "Because the green goes first.")
    body = page.locator("[data-contentpath=body] [data-streamfield-stream-container]").first
    fill_section(page, add(page, body))
    write(page, page.locator("[data-contentpath=conclusion]"), "So the yellow was there all along.")
    faq = page.locator("[data-contentpath=faq] [data-streamfield-stream-container]").first
    question = add(page, faq)
    question.locator("[data-contentpath=question] input").fill("And evergreens?")
    write(page, question.locator("[data-contentpath=answer]"), "They take turns.")

    page.get_by_role("button", name="Toggle preview").click()
    preview = page.frame_locator("iframe[title=Preview]")
    expect(preview.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(preview.get_by_text("Chlorophyll is taken apart.")).to_be_attached()

    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("published").first).to_be_visible()

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
        "A forest in a minute",
        "How long it takes",
        "Maple 12",
        "September The days grow short.",
        "leaves",
        "So the yellow was there all along.",
        "And evergreens?",
    ):
        assert expected in words, expected
    expect(reader.get_by_alt_text("A brown leaf")).to_be_attached()
    assert not reader.problems


def test_an_unfinished_article_is_kept_and_told_what_it_lacks(desk):
    page = desk
    page.goto("/admin/pages/")
    page.get_by_role("link", name="Home", exact=True).first.click()
    page.get_by_role("link", name="History", exact=True).first.click()
    page.get_by_role("link", name="Add child page").first.click()
    page.get_by_role("link", name="Article").first.click()
    page.get_by_placeholder("Question*").fill("Why is this unfinished?")
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("could not be created due to validation errors")).to_be_visible()
    expect(
        page.locator("[data-contentpath=short_answer]").get_by_text("This field is required.")
    ).to_be_visible()
    expect(page.get_by_placeholder("Question*")).to_have_value("Why is this unfinished?")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("created").first).to_be_visible()
