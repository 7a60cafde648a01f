"""Blocks: their names, templates and previews hold together; bad input is answered kindly."""

from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.template.loader import get_template
from django.urls import reverse
from wagtail import blocks as wagtail_blocks

from articles import blocks
from articles.blocks.article import SectionContent
from articles.blocks.media import player_for
from tests import factories
from tests.conftest import ROOT

KEYS = {
    **SectionContent().child_blocks,
    **blocks.ArticleBody().child_blocks,
    **blocks.Faq().child_blocks,
    **blocks.Sources().child_blocks,
}


@pytest.mark.parametrize("key", KEYS)
def test_a_block_its_class_and_its_template_share_a_name(key):
    block = KEYS[key]
    expected = "".join(part.title() for part in key.split("_")) + "Block"
    assert type(block).__name__ in (expected, f"Captioned{expected}")
    assert block.meta.template == f"articles/blocks/{key}.html"
    get_template(block.meta.template)


@pytest.mark.parametrize("key", KEYS)
def test_a_block_tells_editors_what_it_is(key):
    block = KEYS[key]
    assert block.meta.description
    assert block.meta.icon != "placeholder"
    assert block.meta.preview_value is not None


@pytest.mark.django_db
@pytest.mark.parametrize("key", KEYS)
def test_a_blocks_preview_renders(key):
    block = KEYS[key]
    assert block.render(block.get_preview_value(), block.get_preview_context(None)).strip()


@pytest.mark.django_db
def test_editors_see_a_blocks_preview_in_the_sites_own_styles(editor):
    block = KEYS["paragraph"]
    preview = editor.get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix})
    assert 'href="/static/css/main.css"' in preview.content.decode()


@pytest.mark.django_db
def test_editors_are_asked_for_a_pictures_description_in_our_words(editor, topic):
    add = reverse("wagtailadmin_pages:add", args=["articles", "articlepage", topic.pk])
    html = editor.get(add).content.decode()
    for words in ("Description of the picture", "Mere decoration", "for people who cannot see it"):
        assert words in html


def test_no_template_of_a_block_is_left_over():
    files = {path.stem for path in Path(ROOT / "templates/articles/blocks").glob("*.html")}
    assert files == set(KEYS)


@pytest.mark.parametrize(
    ("address", "provider"),
    [
        ("https://www.youtube.com/watch?v=abcdefghijk", "YouTube"),
        ("https://youtu.be/abcdefghijk?t=3", "YouTube"),
        ("https://m.youtube.com/shorts/abcdefghijk", "YouTube"),
        ("https://vimeo.com/76979871", "Vimeo"),
        ("https://example.org/film", None),
        ("https://youtube.com.example.org/watch?v=abcdefghijk", None),
        ("https://www.youtube.com/watch?v=<script>", None),
        ("", None),
    ],
)
def test_only_known_players_are_let_in(address, provider):
    player = player_for(address)
    assert (player.provider if player else None) == provider


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("value", "field", "words"),
    [
        ({}, "file", "Choose an uploaded file"),
        ({"address": "https://example.org/film"}, "address", "YouTube or Vimeo"),
        ({"address": "https://vimeo.com/76979871", "file": "sheet.mp4"}, "address", "not both"),
        ({"file": "sheet.pdf"}, "file", "MP4 and WebM"),
    ],
)
def test_a_video_without_a_playable_source_gets_a_message_beside_the_field(value, field, words):
    if "file" in value:
        value = value | {"file": factories.document(name=value["file"])}
    block = blocks.VideoBlock()
    empty = {"title": "A film", "file": None, "address": "", "poster": None, "caption": ""}
    with pytest.raises(wagtail_blocks.StructBlockValidationError) as caught:
        block.clean(block.normalize(empty | value))
    message = caught.value.block_errors[field]
    assert words in str(
        ValidationError(message.messages if hasattr(message, "messages") else message)
    )
