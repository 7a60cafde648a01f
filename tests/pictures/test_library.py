"""What is kept with a picture is shown wherever the picture is, and its file's name never is."""

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.images.models import Rendition as WagtailsRendition

from articles import pictures
from articles.blocks import ArticleBody
from pictures.models import Picture
from tests import factories

pytestmark = pytest.mark.django_db

ADD = "/admin/images/add/"


def figures(response) -> list[str]:
    html = response.content.decode()
    return [part.split("</figure>")[0] for part in html.split("<figure")[1:]]


def figure_of(page, reader) -> str:
    return figures(reader.get(page.url))[0]


@pytest.fixture
def kept(image):
    """A picture with all that can be kept beside one."""
    image.title = "IMG_1234"
    image.description = "A red kite above a field of rye"
    image.caption, image.credit = "Kites came back in 1989.", "Mara <b>Voss</b>"
    image.licence, image.source = "cc-by-sa-4.0", "https://example.org/kite?a=1&b=2"
    image.save()
    return image


def test_readers_see_what_is_kept_with_a_picture_unless_the_article_says_otherwise(
    reader, topic, kept
):
    pictures.make(kept, pictures.FIGURE)
    block = {"image": {"image": kept.pk, "alt_text": "Here", "decorative": False}}
    page = factories.article(
        topic,
        lead_image=kept,
        body=[
            factories.section("One", ("image", block)),
            factories.section("Two", ("image", block | {"caption": "Mine.", "credit": "Me"})),
        ],
    )
    lead, plain, own = figures(reader.get(page.url))[:3]
    assert 'alt="A red kite above a field of rye"' in lead
    for figure in (lead, plain):
        assert "<figcaption>Kites came back in 1989. · <cite>Mara &lt;b&gt;Voss&lt;/b&gt;" in figure
    assert "<figcaption>Mine. · <cite>Me" in own
    for figure in (lead, plain, own):
        assert '<a href="https://example.org/kite?a=1&amp;b=2" rel="nofollow">Source</a>' in figure
        address = "https://creativecommons.org/licenses/by-sa/4.0/"
        assert f'<a href="{address}" rel="license">CC BY-SA 4.0</a>' in figure
    kept.licence, kept.source = "all-rights-reserved", "javascript:alert(1)"
    kept.save()
    lead = figure_of(page, reader)
    assert "javascript:alert(1)" in lead
    assert "<a href=" not in lead.split("<figcaption>")[1]
    assert "reserved" not in lead


def test_a_files_name_is_never_read_out_to_anybody(reader, editor, topic):
    image = factories.image("IMG_1234")
    pictures.make(image, pictures.FIGURE)
    page = factories.article(topic, lead_image=image)
    html = reader.get(page.url).content.decode()
    assert 'alt=""' in figures(reader.get(page.url))[0]
    assert "IMG_1234" not in html.replace(image.file.name, "")
    assert "og:image:alt" not in html
    # Nor is it offered where the picture is chosen for a block of the text.
    chosen = editor.get(reverse("wagtailimages_chooser:chosen", args=[image.pk])).json()
    assert chosen["result"]["default_alt_text"] == ""
    child = ArticleBody().child_blocks["section"].child_blocks["content"].child_blocks["image"]
    assert child.child_blocks["image"].to_python(image.pk).contextual_alt_text == ""


def test_editors_are_asked_for_a_description_and_origin_at_upload(editor, home, text):
    for address in (ADD, reverse("wagtailimages_chooser:choose")):
        answer = editor.get(address).content.decode()
        for words in ("escription for people who cannot see it", "aption", "redit", "icence"):
            assert words in answer, address
    file = SimpleUploadedFile("a.png", factories.png(), "image/png")
    fields = {"title": "a", "file": file, "description": "A hill", "licence": "cc0-1.0"}
    assert editor.post(ADD, fields).status_code == 302
    stored = Picture.objects.get()
    assert stored.description == "A hill"
    assert stored.licence_shown.url.endswith("/publicdomain/zero/1.0/")


def test_the_same_picture_twice_is_noticed_in_each_way_of_adding_one(editor, home, text):
    data = factories.png()

    def file():
        return SimpleUploadedFile("again.png", data, "image/png")

    first = Picture.objects.create(title="The first", file=factories.as_file(data))
    assert first.file_hash
    answer = editor.post(ADD, {"title": "again", "file": file()}, follow=True)
    assert "The same picture was in the library already, as “The first”." in text(answer)
    several = editor.post(
        reverse("wagtailimages:add_multiple"), {"title": "again", "files[]": file()}
    ).json()
    assert several["duplicate"]
    chooser = {"image-chooser-upload-title": "again", "image-chooser-upload-file": file()}
    chosen = editor.post(reverse("wagtailimages_chooser:create"), chooser).json()
    assert chosen["step"] == "duplicate_found"
    other = SimpleUploadedFile("other.png", factories.png(), "image/png")
    answer = editor.post(ADD, {"title": "other", "file": other}, follow=True)
    assert "in the library already" not in text(answer)


def test_a_cache_with_sizes_of_wagtails_own_model_is_not_read(image):
    old = WagtailsRendition(
        image_id=image.pk, filter_spec="width-50|format-png", file="old.png", width=50, height=31
    )
    key = WagtailsRendition.construct_cache_key(image, "", old.filter_spec)
    cache.set(key, old)
    assert image.get_rendition(old.filter_spec).file.name != "old.png"
