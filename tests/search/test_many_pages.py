"""Changes of an author, a tag or a topic that many articles have."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_tasks import default_task_backend

from articles.models import ArticleAuthor, ArticlePage, ArticleTag, TopicPage
from search import indexing, signals
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def few_at_once(monkeypatch):
    """More than three articles are left to the worker."""
    monkeypatch.setattr(signals, "MAX_AT_ONCE", 3)
    default_task_backend.clear()


@pytest.fixture
def author():
    return factories.author("Jane Quillfeather")


@pytest.fixture
def tag(article):
    article.tags.add("Gravel")
    article.save()
    return article.tags.get()


def queued() -> list[list[int]]:
    """The articles that wait for the worker to index them."""
    name = indexing.refresh_documents.name
    return [it.args[0] for it in default_task_backend.results if it.task.name == name]


def work() -> None:
    for pages in queued():
        indexing.refresh_documents.func(pages)


def written_by(author, pages) -> list[int]:
    ArticleAuthor.objects.bulk_create(ArticleAuthor(author=author, page=page) for page in pages)
    return [page.pk for page in pages]


def tagged(tag, pages) -> list[int]:
    ArticleTag.objects.bulk_create(ArticleTag(tag=tag, content_object=page) for page in pages)
    return [page.pk for page in pages]


@pytest.mark.parametrize(("kind", "link"), [("author", written_by), ("tag", tagged)])
def test_an_author_or_tag_of_many_articles_is_deleted_in_few_queries_an_article(
    topic, author, tag, few_at_once, kind, link
):
    def queries(number: int) -> int:
        gone = factories.author() if kind == "author" else type(tag).objects.create(name="Sand")
        link(gone, [factories.article(topic) for _ in range(number)])
        with CaptureQueriesContext(connection) as captured:
            gone.delete()
        return len(captured)

    queries(1)  # which also asks for types of content
    # Wagtail's index of references: two, and a savepoint.
    assert queries(24) - queries(4) <= 20 * 4


@pytest.mark.parametrize(("kind", "link"), [("author", written_by), ("tag", tagged)])
def test_articles_of_a_deleted_author_or_tag_are_indexed_again_by_the_worker(
    topic, author, tag, found, few_at_once, kind, link
):
    gone, word = (author, "quillfeather") if kind == "author" else (tag, "gravel")
    ArticleTag.objects.all().delete()
    numbers = link(gone, [factories.article(topic) for _ in range(5)])
    indexing.refresh(pages=numbers)
    assert len(found(word)) >= 5
    default_task_backend.clear()
    gone.delete()
    assert queued() == [numbers]
    work()
    assert found(word) == []


def test_a_topic_that_is_moved_in_the_menu_has_nothing_indexed_again(home, topic, few_at_once):
    pages = [factories.article(topic) for _ in range(5)]
    before, science = topic.path, factories.topic(home, title="Science")
    topic.move(science, pos="right")
    assert queued() == []
    moved = TopicPage.objects.get(pk=topic.pk)
    assert moved.path > science.path > before
    assert ArticlePage.objects.get(pk=pages[0].pk).path.startswith(moved.path)


def test_a_topic_that_is_moved_below_another_has_its_articles_indexed_by_the_worker(
    home, topic, found, few_at_once
):
    pages = [factories.article(topic, title=f"Why pebble {n}?") for n in range(5)]
    science = factories.topic(home, title="Science")
    topic.move(science, pos="last-child")
    assert [sorted(batch) for batch in queued()] == [[topic.pk, *(page.pk for page in pages)]]
    work()
    assert len(found("pebble", topic="science")) == 5


def test_an_article_that_loses_an_author_is_indexed_at_once(topic, author, found):
    page = factories.article(topic, authors=[author])
    ArticleAuthor.objects.filter(page=page).delete()
    assert found("quillfeather") == [author.name]
