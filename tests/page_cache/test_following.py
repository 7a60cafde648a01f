"""Every process learns of every change, and none is without its row."""

from datetime import timedelta

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import OperationalError, connection, transaction
from django.utils import timezone
from taggit.models import Tag

from page_cache import housekeeping
from page_cache.application import PageCache
from page_cache.following import Follower, follower
from page_cache.invalidating import drop
from page_cache.models import Invalidation

from .. import factories
from .conftest import Asking


@pytest.fixture
def told():
    """What another process is told of."""
    other, heard = Follower(), []
    other.catch_up()
    other.listeners.append(heard.extend)

    def hear() -> list[str]:
        other.read_soon()
        other.catch_up()
        news, heard[:] = list(heard), []
        return news

    return hear


def test_another_process_hears_of_a_change_once(home, told):
    drop("page:1", "page:2")
    assert told() == ["page:1", "page:2"]
    assert told() == []


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_a_shared_page_counts_as_old_while_a_change_may_have_been_overlooked():
    process = Follower()
    process.catch_up()
    horizon = process.horizon
    drop("page:1")
    process.read_soon()
    process.catch_up()
    assert not process.is_current(["page:1"], horizon)
    assert process.is_current(["page:2"], horizon)
    assert process.is_current(["page:1"], process.horizon)


def test_a_change_that_is_taken_back_drops_nothing(home, told):
    with transaction.atomic():
        drop("page:1")
        transaction.set_rollback(True)
    assert told() == []


@pytest.mark.django_db(transaction=True)
def test_no_picture_or_tag_is_saved_without_the_row_that_drops_its_pages(monkeypatch):
    """As if the process were killed between the two."""

    def killed(*args, **kwargs):
        raise KeyboardInterrupt

    tag = Tag.objects.create(name="war")
    monkeypatch.setattr(Invalidation, "save", killed)
    tag.name = "peace"
    for save in (tag.save, factories.image):
        with pytest.raises(KeyboardInterrupt):
            save()
    tag.refresh_from_db()
    assert tag.name == "war"


def test_a_process_that_nobody_asked_for_long_drops_everything(home, told, monkeypatch):
    monkeypatch.setattr("page_cache.following.IDLE_SECONDS", 0)
    assert told() == ["everything"]


def test_old_rows_are_deleted_and_the_newest_stay(home, told, monkeypatch):
    monkeypatch.setattr("page_cache.housekeeping.KEPT", 2)
    for number in range(5):
        drop(f"page:{number}")
    assert len(told()) == 5
    housekeeping.run()
    assert Invalidation.objects.count() == 5
    Invalidation.objects.update(created_at=timezone.now() - timedelta(hours=2))
    housekeeping.run()
    assert Invalidation.objects.count() == 2
    drop("page:9")
    assert told() == ["page:9"]


@pytest.mark.both_databases
def test_rows_from_the_dump_of_another_server_are_deleted(home):
    Invalidation.objects.create(tags=["old"], transaction=2**60)
    housekeeping.run()
    gone = connection.vendor == "postgresql"  # SQLite has no transactions’ ids
    assert Invalidation.objects.exists() is not gone


def test_kept_pages_are_sent_while_the_database_is_away(ask, page_cache, article, monkeypatch):
    ask(article.url)

    def away(self):
        raise OperationalError("away")

    monkeypatch.setattr(Follower, "_read", away)
    assert ask(article.url).how == "HIT"


def test_a_process_sees_its_own_change_at_once(settings, ask, page_cache, article):
    settings.PAGE_CACHE_SECONDS = 3600
    ask(article.url)
    article.title = "Why now?"
    article.save_revision().publish()
    follower.read_soon()  # as the commit does, which never comes within a test
    assert "Why now?" in ask(article.url).text


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_a_page_is_built_once_for_all_processes_that_share_a_cache(
    settings, ask, page_cache, article, own_redis
):
    settings.PAGE_CACHE_SHARED = True
    other = Asking(PageCache(WSGIHandler()))
    assert (ask(article.url).how, other(article.url).how) == ("MISS", "HIT")
    article.title = "Why now?"
    article.save_revision().publish()
    answers = [other(article.url), ask(article.url)]
    assert ["Why now?" in answer.text for answer in answers] == [True, True]
    own_redis.stop()
    article.save_revision().publish()
    assert ask(article.url).status == 200
