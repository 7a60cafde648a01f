"""What the search lost through an error comes back by itself, a bounded part at a time."""

import re
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page, PageLogEntry, PageViewRestriction

from articles.models import Author
from operations.management.commands import worker
from operations.models import Lease
from search import documents, indexing, mending
from search.models import Document
from tests import factories

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


@pytest.fixture
def keep_house(settings):
    """The worker tidies up, as it does once an hour."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

    def keep():
        Lease.objects.update(until=timezone.now())
        worker.keep_house()

    return keep


@pytest.fixture
def found(reader):
    """Whether a query finds a title."""

    def finds(query, title):
        answer = reader.get("/search/", {"q": query})
        return title in [result.document.title for result in answer.context.get("results", ())]

    return finds


@contextmanager
def search_is_locked():
    """Nothing can be written to the search, though to everything else."""

    def locked(execute, sql, *arguments):
        if re.match(r'(INSERT INTO|DELETE FROM) "?search_', sql):
            raise OperationalError("The table is locked")
        return execute(sql, *arguments)

    with connection.execute_wrapper(locked):
        yield


def published(topic, **fields):
    """An article that an editor publishes: the search follows, if it is not locked."""
    return factories.published_as_an_editor(factories.article(topic, publish=False, **fields))


def test_a_document_that_an_error_kept_out_is_found_after_the_workers_housekeeping(
    topic, found, keep_house, caplog
):
    with search_is_locked():
        page = published(topic, title="Why does ice float?")
    assert "could not follow" in caplog.text
    assert not found("ice", page.title)
    keep_house()
    assert found("ice", page.title)


def test_a_change_that_an_error_kept_out_is_found_too(article, found, keep_house):
    with search_is_locked():
        article.title = "Why laterword?"
        article.save_revision().publish()
    keep_house()
    assert found("laterword", "Why laterword?")


def test_what_an_error_kept_in_is_gone(topic, article, keep_house):
    gone = factories.article(topic)
    with search_is_locked():
        article.unpublish()
        gone.delete()
    assert Document.objects.exclude(page=topic).count() == 2
    keep_house()
    assert not Document.objects.exclude(page=topic).exists()


def test_what_lies_below_a_page_that_became_public_is_found(topic, article, found, keep_house):
    closed = PageViewRestriction.objects.create(page=topic, restriction_type="login")
    assert not Document.objects.exists()
    with search_is_locked():
        closed.delete()
    keep_house()
    assert found("number", article.title)


def test_an_author_that_an_error_kept_out_is_found(found, keep_house):
    with search_is_locked():
        author = factories.author("Nguyễn Đình Thi")
    keep_house()
    assert found("nguyen", author.name)
    with search_is_locked():
        Author.objects.all().delete()
    keep_house()
    assert not Document.objects.exists()


def test_a_page_that_cannot_be_indexed_keeps_no_other_out(
    topic, found, keep_house, monkeypatch, caplog
):
    with search_is_locked():
        broken, page = published(topic), published(topic, title="Why ice?")
    whole = documents.of_page

    def of_page(page, topics):
        return 1 / 0 if page.pk == broken.pk else whole(page, topics)

    monkeypatch.setattr(documents, "of_page", of_page)
    keep_house()
    assert found("ice", page.title)
    assert f"page {broken.pk}" in caplog.text


def test_in_time_the_whole_index_is_gone_over(topic, found, monkeypatch):
    with search_is_locked():
        titles = [published(topic).title for _ in range(6)]
    PageLogEntry.objects.update(timestamp=timezone.now() - timedelta(days=9))
    monkeypatch.setattr(mending, "PER_HOUR", 4)
    # Where the database numbers the pages far from 1, there are as many parts more.
    hours = Page.objects.order_by("pk").last().pk // mending.PER_HOUR + 1
    now = timezone.now()
    mending.mend(now)
    assert not all(found(title, title) for title in titles)
    for hour in range(1, hours):
        mending.mend(now + timedelta(hours=hour))
    assert all(found(title, title) for title in titles)


def test_a_new_loss_does_not_wait_for_its_turn(topic, found, monkeypatch):
    monkeypatch.setattr(mending, "PER_HOUR", 1)
    with search_is_locked():
        page = published(topic)
    mending.mend(timezone.now())
    assert found(page.title, page.title)


def test_a_step_takes_as_many_queries_for_one_lost_page_as_for_many(topic, monkeypatch):
    monkeypatch.setattr(indexing, "PAGES_A_STEP", 100)

    def queries(lost):
        with search_is_locked():
            for _ in range(lost):
                published(topic, authors=[factories.author()], tags=[f"Tag {lost}"])
        with CaptureQueriesContext(connection) as asked:
            mending.mend(timezone.now())
        return len(asked)

    queries(1)
    assert queries(1) == queries(9)
