"""What an editor pastes breaks no page and no feed, whatever invisible characters come with it.

``FEED_TEXTS=1000`` tries more texts than the suite does.
"""

import json
import os
from xml.etree import ElementTree

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from taggit.models import Tag
from wagtail.documents import get_document_model
from wagtail.models import Page, Revision, Site
from wagtail.test.utils.form_data import nested_form_data, streamfield

from articles.characters import FORBIDDEN, printable
from articles.models import ArticlePage
from home.models import SiteSettings
from tests import editing, factories

pytestmark = pytest.mark.django_db

#: A soft line end from slides, others that pasted text holds, half a character, no characters.
PASTED = "a\x0bb\x02c\x0cd\x1ee\x85f\ufffeg\uffffh"
CLEANED = "a bc d e fgh"
TEXTS = int(os.environ.get("FEED_TEXTS") or 12)
XML = ["/feed/", "/feed/atom/", "/sitemap.xml", "/sitemap-pages.xml", "/opensearch.xml"]


def well_formed(reader, topic, page) -> None:
    addresses = [*XML, f"{topic.url}feed/", f"{topic.url}feed/atom/"]
    for address in [*addresses, f"/discussion/{page.pk}/feed/"]:
        answer = reader.get(address)
        assert answer.status_code == 200, address
        ElementTree.fromstring(answer.content)


@pytest.mark.both_databases
@pytest.mark.parametrize("odd", [PASTED, "a\ud800b"], ids=["pasted", "half a character"])
def test_an_article_is_stored_without_what_no_feed_may_hold(editor, reader, topic, odd):
    page = factories.article(topic, title="Why?", tags=["War"])
    form = {"short_answer": editing.draftail(odd), "conclusion": editing.draftail(odd)}
    if odd == PASTED:  # a browser sends no halves but in JSON
        form |= {"title": odd, "search_description": odd, "tags": f"{odd}\ta bc d e fgh\tWar"}
    questions = [editing.question("Really?", odd)]
    assert editing.edit(editor, page, questions=questions, **form).status_code == 302
    page.refresh_from_db()
    expected = printable(odd)
    assert expected in page.short_answer
    assert expected in page.conclusion
    assert expected in page.faq[0].value["answer"].source
    if odd == PASTED:
        assert page.title == page.draft_title == page.search_description == CLEANED
        assert sorted(tag.name for tag in page.tags.all()) == ["War", CLEANED]
    assert not FORBIDDEN.search(json.dumps(Revision.objects.last().content, ensure_ascii=False))
    assert reader.get(page.url).status_code == 200
    well_formed(reader, topic, page)


@pytest.mark.both_databases
def test_a_nul_is_refused_in_words(editor, article, text):
    for fields in ({"title": "a\x00b"}, {"short_answer": editing.draftail("a\x00b")}):
        answer = editing.edit(editor, article, **fields)
        assert "Null characters are not allowed." in text(answer)


def test_settings_authors_and_files_are_cleaned_too(editor, reader, topic, article, image):
    administrator = Client()
    administrator.force_login(factories.user())
    address = f"/admin/settings/home/sitesettings/{Site.objects.get().pk}/"
    administrator.post(
        address,
        nested_form_data({"social_links": streamfield([]), "footer_links": streamfield([])})
        | {"publisher_name": PASTED, "tagline": PASTED, "call_to_action_text": "null"},
    )
    site = SiteSettings.objects.get()
    assert site.publisher_name == site.tagline == CLEANED
    editing.sent(editor, f"/admin/images/{image.pk}/", None, title=PASTED, tags=PASTED)
    image.refresh_from_db()
    assert image.title == CLEANED
    author = factories.author(PASTED)
    assert author.name == CLEANED
    assert Tag.objects.create(name=PASTED + "i").name == CLEANED + "i"
    assert get_document_model().objects.create(title=PASTED).title == CLEANED
    well_formed(reader, topic, article)


def test_feeds_stay_well_formed_whatever_was_stored_before(reader, topic, site_settings):
    page = factories.article(topic, tags=["War"], authors=[factories.author()])
    ArticlePage.objects.filter(pk=page.pk).update(
        title=PASTED, short_answer=f"<p>{PASTED}</p>", search_description=PASTED
    )
    Page.objects.filter(pk=topic.pk).update(title=PASTED)
    SiteSettings.objects.update(publisher_name=PASTED, tagline=PASTED)
    Tag.objects.update(name=PASTED)
    well_formed(reader, topic, page)
    assert reader.get(page.url).status_code == 200


@given(st.text(st.characters(exclude_categories=[]), max_size=60))
@settings(max_examples=TEXTS, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_in_an_article_gives_well_formed_feeds(reader, topic, article, odd):
    article.title = article.search_description = f"Why {odd}?"
    article.conclusion = "<p>" + odd.replace("&", "").replace("<", "") + "</p>"
    article.save()
    stored = ArticlePage.objects.get(pk=article.pk)
    assert stored.title == printable(f"Why {odd}?")
    well_formed(reader, topic, article)
