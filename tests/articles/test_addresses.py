"""No page hides behind an address that the site itself uses."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import get_resolver

from articles.addresses import is_taken
from articles.models import ArticlePage, TopicPage
from home.models import StandardPage
from tests import editing, factories

pytestmark = pytest.mark.django_db

SENTENCE = "The site itself uses the address “{}” here. Choose another."
#: Derived from the configuration of addresses; these are examples of what must be in it.
AT_THE_TOP = [
    "search", "authors", "tags", "discussion", "admin", "documents", "media", "static", "feed",
    "_util",
]  # fmt: skip


@pytest.fixture
def browser_of_superuser(db) -> Client:
    client = Client()
    client.force_login(factories.user())
    return client


def new(editor, parent, kind, **fields):
    address = f"/admin/pages/add/{kind}/{parent.pk}/"
    if kind.startswith("articles/article"):
        fields |= editing.article_streams() | {"short_answer": editing.draftail("So.")}
    fields |= {"action__publish": "publish"}
    return editing.sent(editor, address, "page-edit-form", **fields)


@pytest.mark.parametrize("slug", AT_THE_TOP)
def test_a_topic_cannot_have_an_address_of_the_sites_own(chief, home, text, slug):
    answer = new(chief, home, "articles/topicpage", title="Odd", slug=slug)
    assert SENTENCE.format(slug) in text(answer)
    assert not TopicPage.objects.exists()


def test_an_article_cannot_have_the_address_of_its_topics_feed(editor, home, topic, text):
    for parent in (topic, factories.topic(topic, "Below")):
        answer = new(editor, parent, "articles/articlepage", title="Odd", slug="feed")
        assert SENTENCE.format("feed") in text(answer)
    answer = new(editor, topic, "articles/articlepage", title="Feed", slug="")
    assert SENTENCE.format("feed") in text(answer)
    assert not ArticlePage.objects.filter(slug="feed").exists()
    # Elsewhere than at the top the same words are free.
    for slug in ("search", "tags", "discussion", "atom"):
        assert new(editor, topic, "articles/articlepage", title="Odd", slug=slug).status_code == 302


def test_a_page_without_an_address_gets_one_from_its_title_once(editor, topic):
    for title in ("Why now?", "Why now?", "?!"):
        answer = new(editor, topic, "articles/articlepage", title=title, slug="")
        assert answer.status_code == 302
    slugs = ArticlePage.objects.order_by("pk").values_list("slug", flat=True)
    assert list(slugs) == ["why-now", "why-now-2", "page"]
    page = ArticlePage.objects.get(slug="why-now")
    assert editing.edit(editor, page, title="Why then?", slug="").status_code == 302
    page.refresh_from_db()
    assert (page.title, page.slug) == ("Why then?", "why-now")


def test_a_drafts_or_a_changed_address_is_looked_at_too(editor, article, text):
    answer = editing.edit(editor, article, publish=False, slug="feed")
    assert SENTENCE.format("feed") in text(answer)
    assert editing.edit(editor, article, slug="feeds").status_code == 302


def test_a_page_is_not_copied_to_where_nobody_reaches_it(editor, home, article, text):
    address = f"/admin/pages/{article.pk}/copy/"
    fields = {"new_title": "Copy", "new_parent_page": article.get_parent().pk}
    answer = editor.post(address, fields | {"new_slug": "feed"})
    assert SENTENCE.format("feed") in text(answer)
    assert editor.post(address, fields | {"new_slug": "copy"}).status_code == 302


def test_a_page_is_not_moved_to_where_nobody_reaches_it(home, topic, text, browser_of_superuser):
    below = factories.topic(topic, "Tags", slug="tags")
    answer = browser_of_superuser.post(f"/admin/pages/{below.pk}/move/{home.pk}/confirm/")
    assert answer.status_code == 302
    shown = text(browser_of_superuser.get(answer.url))
    assert SENTENCE.format("tags") in shown
    browser_of_superuser.post(
        f"/admin/bulk/wagtailcore/page/move/?id={below.pk}",
        {"chooser": home.pk, "move_applicable": 1},
    )
    below.refresh_from_db()
    assert below.depth == topic.depth + 1
    assert not StandardPage(slug="search").can_move_to(home)


def test_every_fixed_address_of_one_word_is_taken(home):
    """A new address of the site is in the list without being written anywhere else."""
    for pattern in get_resolver().url_patterns:
        route = str(pattern.pattern)
        if route.rstrip("/").isidentifier():
            assert is_taken(home, route.rstrip("/")), route
    assert is_taken(home, settings.STATIC_URL.strip("/"))
    assert not is_taken(home, "history")
