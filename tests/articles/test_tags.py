"""A tag has an address of its own, in whatever script an editor writes it."""

from importlib import import_module

import pytest
from django.apps import apps
from hypothesis import given, settings
from hypothesis import strategies as st
from taggit.models import Tag

from articles.slugs import MAX_LENGTH, slug_for
from tests import factories

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
