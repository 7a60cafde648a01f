"""A tag has an address of its own, in whatever script an editor writes it."""

import json
import re
import unicodedata
from html import unescape
from importlib import import_module

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st
from taggit.models import Tag
from wagtail.documents import get_document_model

from articles.slugs import MAX_LENGTH, slug_for
from articles.tagging import TagField
from tests import editing, factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Second World War", "second-world-war"),
        ("Café", "cafe"),
        ("Đắc Lộ", "dac-lo"),
        ("C", "c"),
        ("C++", "c-plus-plus"),
        ("C#", "c-sharp"),
        ("日本", "日本"),
        ("Ελλάδα", "ελλάδα"),
        ("Йод", "йод"),
        ("हिन्दी", "हिन्दी"),
        ("♥", "black-heart-suit"),
        ("\u0378", "tag"),  # no character at all yet
    ],
)
def test_a_tags_address_is_made_of_its_name(name, slug):
    assert Tag.objects.create(name=name).slug == slug


def test_tags_that_differ_only_in_signs_have_different_addresses():
    slugs = [Tag.objects.create(name=name).slug for name in ("a.b", "a-b", "a/b", "♥ a b")]
    assert slugs == ["a-b", "a-b-2", "a-b-3", "a-b-4"]


def test_an_address_that_somebody_chose_stays():
    assert Tag.objects.create(name="日本", slug="japan").slug == "japan"


def test_articles_with_tags_in_any_script_are_shown_and_so_are_the_tags_pages(reader, topic):
    names = ["日本", "♥", "Ελλάδα", "C++", "🎉", "!?"]
    page = factories.article(topic, tags=names)
    html = reader.get(page.url).content.decode()
    for tag in Tag.objects.filter(name__in=names):
        answer = reader.get(f"/tags/{tag.slug}/")
        assert answer.status_code == 200
        assert page.title in answer.content.decode()
        assert tag.name in html


@given(st.text(min_size=1, max_size=100))
@settings(max_examples=40)
def test_any_name_makes_an_address_that_leads_somewhere(name):
    slug = slug_for(name)
    assert slug
    assert len(slug) <= MAX_LENGTH
    assert not set(slug) & set("/ ?#%")


def test_the_migration_repairs_the_tag_that_had_no_address(reader, topic):
    page = factories.article(topic, tags=["日本", "!?"])
    repair = import_module("articles.migrations.0005_tag_slugs").repair
    for name in ("日本", "!?"):
        Tag.objects.filter(name=name).update(slug="")
        repair(apps, None)
        assert Tag.objects.get(name=name).slug
    assert reader.get(page.url).status_code == 200


AWKWARD = ["C++, C", '5" pipe', 'say "why"', '"', ",", "two words", "plain", "it’s, “so”", "日本、"]


def saved_again(editor, page, times=3):
    for _ in range(times):
        assert editing.edit(editor, page).status_code == 302
    return sorted(tag.name for tag in type(page).objects.get(pk=page.pk).tags.all())


@pytest.mark.both_databases
def test_tags_survive_any_number_of_savings(editor, topic):
    page = factories.article(topic, tags=AWKWARD)
    assert saved_again(editor, page) == sorted(AWKWARD)
    assert Tag.objects.count() == len(AWKWARD)


@pytest.mark.parametrize("name", AWKWARD)
def test_so_does_a_tag_that_is_alone(editor, topic, name):
    page = factories.article(topic, tags=[name])
    assert saved_again(editor, page, times=1) == [name]


def test_so_do_the_tags_of_pictures_and_documents(editor, image):
    document = get_document_model().objects.create(
        title="Sheet", file=SimpleUploadedFile("sheet.txt", b"words")
    )
    for kept, address in (
        (image, f"/admin/images/{image.pk}/"),
        (document, f"/admin/documents/edit/{document.pk}/"),
    ):
        kept.tags.set(AWKWARD)
        for _ in range(2):
            answer = editing.sent(editor, address, None, title="Named again")
            assert answer.status_code == 302
        kept = type(kept).objects.get(pk=kept.pk)
        assert kept.title == "Named again"
        assert sorted(tag.name for tag in kept.tags.all()) == sorted(AWKWARD)


@given(
    st.sets(
        st.text(st.characters(exclude_categories=["C"]), min_size=1, max_size=12)
        .map(lambda text: unicodedata.normalize("NFC", " ".join(text.split())))
        .filter(bool),
        min_size=1,
        max_size=4,
    )
)
@settings(max_examples=60)
def test_what_the_field_shows_it_reads_as_the_same_tags(names):
    field = TagField()
    shown = field.widget.format_value([Tag(name=name) for name in names])
    assert field.clean(shown) == sorted(names)


def test_the_script_of_the_field_cuts_nothing_at_commas_and_adds_no_quotation_marks(
    editor, topic, image
):
    page = factories.article(topic, tags=AWKWARD)
    for address in (f"/admin/pages/{page.pk}/edit/", f"/admin/images/{image.pk}/"):
        html = editor.get(address).content.decode()
        (options,) = re.findall(r'data-w-tag-options-value="([^"]*)"', html)
        options = json.loads(unescape(options))
        assert (options["singleFieldDelimiter"], options["preprocessTag"]) == ("\t", None)
