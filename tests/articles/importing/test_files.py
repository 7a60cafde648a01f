"""A colleague opens a Word document or a Markdown file as a new draft."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from wagtail.images import get_image_model
from wagtail.models import GroupPagePermission

from articles.models import ArticlePage
from tests import factories

from . import documents
from .documents import bold, document, paragraph, picture, raised, run, table

ADDRESS = "/admin/articles/import/"


@pytest.fixture
def opened(editor, topic):
    """Opens a file as the editor, and returns the draft with the page that is shown then."""

    def send(data: bytes, name: str = "lakes.docx"):
        fields = {"topic": topic.pk, "file": SimpleUploadedFile(name, data)}
        answer = editor.post(ADDRESS, fields, follow=True)
        page = ArticlePage.objects.child_of(topic).order_by("-pk").first()
        return page.get_latest_revision_as_object() if page else None, answer

    return send


def outline(page) -> list:
    return [
        (one.value["heading"], [part.block_type for part in one.value["content"]])
        for one in page.body
    ]


def test_a_word_document_becomes_a_draft_of_the_parts_that_the_site_knows(opened, text):
    footnote = '<w:r><w:footnoteReference w:id="1"/></w:r>'
    page, answer = opened(
        document(
            paragraph("Why do lakes freeze from above?", style="Title"),
            paragraph("Because H", raised("2"), "O is heaviest at 4 °C."),
            paragraph("The long story begins with density.", footnote),
            paragraph("How ice forms", style="Heading1"),
            paragraph("First ", bold("cold"), " air.", numbers=1),
            paragraph("a skin of ice", numbers=1, depth=1),
            paragraph("Table 1: Densities", style="Caption"),
            table(["State", "kg/m"], ["Ice", "917"], ["Water", "1,000"]),
            paragraph(picture("Skaters on a lake")),
            paragraph("Skaters in Finland", style="Caption"),
            paragraph("Ice is a good roof.", style="Quote"),
            paragraph("Words", style="Heading1"),
            paragraph(bold("Density:"), " mass in a volume", numbers=1),
            paragraph(bold("Lattice"), " – an open order", numbers=1),
            paragraph("<m:oMath><m:r><m:t>E=mc</m:t></m:r></m:oMath>", run("An equation.")),
            paragraph("FAQ", style="Heading1"),
            paragraph("Do fish survive?", style="Heading2"),
            paragraph("They do, below."),
            paragraph("Conclusion", style="Heading1"),
            paragraph("Ice floats."),
            paragraph("Sources", style="Heading1"),
            paragraph("Ball, H", raised("2"), "O, 1999.", numbers=2),
            notes=["Measured in 1998."],
            extra={
                "word/header1.xml": f"<w:hdr {documents.NAMES}>{paragraph('Draft seven')}</w:hdr>"
            },
        )
    )
    assert page.title == "Why do lakes freeze from above?"
    assert not page.live
    assert page.owner == page.latest_revision.user
    assert page.short_answer == "<p>Because H₂O is heaviest at 4 °C.</p>"
    assert outline(page) == [
        ("Introduction", ["paragraph"]),
        ("How ice forms", ["paragraph", "table", "image", "quote"]),
        ("Words", ["term_list", "paragraph"]),
        ("Notes", ["paragraph"]),
    ]
    ice = page.body[1].value["content"]
    assert (
        ice[0].value.source
        == "<ul><li>First <b>cold</b> air.<ul><li>a skin of ice</li></ul></li></ul>"
    )
    assert ice[1].value["table"].caption == "Table 1: Densities"
    assert ice[2].value["image"].contextual_alt_text == "Skaters on a lake"
    assert ice[2].value["caption"] == "Skaters in Finland"
    assert [one["term"] for one in page.body[2].value["content"][0].value["terms"]] == [
        "Density",
        "Lattice",
    ]
    assert page.faq[0].value["question"] == "Do fish survive?"
    assert page.conclusion == "<p>Ice floats.</p>"
    assert page.sources[0].value.source == "<p>Ball, H₂O, 1999.</p>"
    assert get_image_model().objects.get().title == "Skaters on a lake"
    shown = text(answer)
    for expected in ("is a draft now", "“E=mc”", "“Draft seven”", "became the short answer"):
        assert expected in shown
    assert "Measured in 1998." in page.body[3].value["content"][0].value.source
    # What the document brought is what the form takes.
    page.full_clean()


def test_a_markdown_file_becomes_a_draft_and_a_second_one_gets_an_address_of_its_own(opened):
    source = (
        "---\ntitle: What is salt?\nauthor: Mara\n---\nA mineral.\n\n## Where from\n\n"
        "| Sea | g/l |\n|---|---|\n| Dead | 340 |\n\n* one\n    * two[^1]\n\n[^1]: Footnote.\n\n"
        "![A heap](heap.png) <script>alert(1)</script>\n"
    )
    first, answer = opened(source.encode(), "salt.md")
    second, _answer = opened(source.encode(), "salt.md")
    assert first.title == "What is salt?"
    assert outline(first) == [("Where from", ["table", "paragraph"])]
    kept = first.body[0].value["content"][1].value.source
    assert "<li>one<ul><li>two[^1]</li></ul></li>" in kept
    assert "[^1]: Footnote." in kept
    assert "alert" not in kept
    assert (first.slug, second.slug) == ("what-is-salt", "what-is-salt-2")
    assert b"A heap" in answer.content
    assert b"author: Mara" in answer.content


ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
DEEP = "<w:sdt>" * 500 + "</w:sdt>" * 500


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.docx", b"no zip", "damaged"),
        ("a.docx", b"", "empty"),
        ("a.doc", b"x", "This is neither"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "old Word"),
        ("a.docx", document(paragraph("x"))[:700], "damaged"),
        ("a.docx", document(), "no text"),
        ("a.docx", document(extra={"word/document.xml": ENTITIES + "<x>&b;</x>"}), "declarations"),
        ("a.docx", document(extra={"word/document.xml": "<w:x"}), "damaged"),
        ("a.docx", document(DEEP), "too large"),
        ("a.docx", document(extra={"word/z.xml": b" " * 17 * 1024 * 1024}), "too large"),
        ("a.docx", document(extra={f"{number}.txt": "" for number in range(2001)}), "too large"),
        ("a.md", b"\x00\x01\x02", "no text"),
        ("a.md", b"> " * 200 + b"x", "nested"),
        ("a.md", b"<div></x>" * 100_000 + b"x", "nested"),
        ("a.md", b"x" * (10 * 1024 * 1024 + 1), "10 MB"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words_beside_the_field(
    opened, name, data, message
):
    page, answer = opened(data, name)
    assert page is None
    assert answer.status_code == 200
    assert message in str(answer.context["form"].errors["file"])


def test_a_document_opens_no_file_outside_itself(opened, tmp_path):
    secret = tmp_path / "secret.png"
    secret.write_bytes(documents.pixels())
    outside = (
        f'<Relationship Id="rId8" Type="{documents.RELATIONS}/image" '
        f'Target="file://{secret}" TargetMode="External"/>'
    )
    page, _answer = opened(
        document(
            paragraph("Text"), paragraph(picture("Far", "rId8", linked=True)), relations=outside
        )
    )
    assert page is not None
    assert not get_image_model().objects.exists()


def test_a_picture_without_words_gets_no_file_name_and_a_broken_one_is_named(opened, text):
    page, answer = opened(document(paragraph("One"), paragraph(picture("IMG_0042.png"))))
    image = page.body[0].value["content"][0].value["image"]
    assert image.contextual_alt_text == ""
    assert not re.search("IMG|png", get_image_model().objects.get().title)
    assert "1 picture has no description yet." in text(answer)
    page, answer = opened(
        document(
            paragraph("Two"),
            paragraph(picture("Torn")),
            extra={"word/media/image1.png": b"\x89PNG"},
        )
    )
    assert "1 picture could not be stored." in text(answer)
    assert "Torn" in text(answer)


def test_only_topics_to_which_one_may_add_are_offered(topic, home):
    other = factories.topic(home, "Secret")
    user = factories.user("Editors")
    group = user.groups.get()
    client = Client()
    client.force_login(user)
    GroupPagePermission.objects.filter(group=group).update(page=topic)
    answer = client.get(f"{ADDRESS}?topic={topic.pk}")
    assert f'value="{topic.pk}" selected' in answer.content.decode()
    assert "Secret" not in answer.content.decode()
    fields = {"topic": other.pk, "file": SimpleUploadedFile("a.md", b"Text")}
    assert "topic" in client.post(ADDRESS, fields).context["form"].errors
    assert not ArticlePage.objects.exists()
    assert Client().get(ADDRESS).status_code == 302
