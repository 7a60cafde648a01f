"""The worker's schedule: publishing on time, one worker at a time, with Redis and without."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from wagtail.models import PageLogEntry

from operations.management.commands import worker
from operations.management.commands.worker import Command, run_due
from operations.models import Lease
from tests import factories

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _stored_tasks(settings):
    """Old results are pruned from the database only where tasks are stored there."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.fixture
def scheduled(topic):
    """An article that an editor has scheduled for later."""
    page = factories.article(topic, publish=False)
    page.go_live_at = timezone.now() + timedelta(hours=1)
    page.save_revision().publish()
    return page


def time_comes(page) -> None:
    """The hour passes after which the page is to be public."""
    past = timezone.now() - timedelta(minutes=1)
    revision = page.latest_revision
    revision.approved_go_live_at = past
    revision.content["go_live_at"] = past.isoformat()
    revision.save()


def next_round() -> None:
    """The schedule comes round once more, after the last leases have ended."""
    Lease.objects.update(until=timezone.now())
    run_due()


def test_scheduled_pages_are_published_and_taken_down_on_time(scheduled, reader):
    run_due()
    assert reader.get(scheduled.url).status_code == 404
    time_comes(scheduled)
    next_round()
    assert reader.get(scheduled.url).status_code == 200
    scheduled.refresh_from_db()
    scheduled.expire_at = timezone.now() - timedelta(minutes=1)
    scheduled.save()
    next_round()
    assert reader.get(scheduled.url).status_code == 404


def test_a_scheduled_article_is_published_while_redis_is_stopped(scheduled, reader, own_redis):
    own_redis.stop()
    run_due()
    assert reader.get(scheduled.url).status_code == 404
    time_comes(scheduled)
    next_round()
    assert reader.get(scheduled.url).status_code == 200


def test_of_two_workers_one_publishes_in_a_round(scheduled, reader):
    run_due()
    time_comes(scheduled)
    run_due()  # the other worker, within the same half minute
    assert reader.get(scheduled.url).status_code == 404
    next_round()
    run_due()
    assert reader.get(scheduled.url).status_code == 200
    log = PageLogEntry.objects.filter(page=scheduled, action="wagtail.publish.scheduled")
    assert log.count() == 1


def test_a_lease_ends_with_its_time():
    assert Lease.take("work", 30)
    assert not Lease.take("work", 30)
    assert Lease.take("other work", 30)
    Lease.objects.filter(name="work").update(until=timezone.now())
    assert Lease.take("work", 30)
    assert not Lease.take("work", 30)


def test_a_clock_that_was_wrong_keeps_nothing_waiting():
    Lease.objects.create(name="work", until=timezone.now() + timedelta(days=365))
    assert Lease.take("work", 30)
    assert not Lease.take("work", 30)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("is_first", [True, False], ids=["never taken before", "taken before"])
def test_of_workers_that_ask_at_once_one_takes_the_lease(is_first):
    if not is_first:
        Lease.objects.create(name="work", until=timezone.now() - timedelta(minutes=1))
    workers, answers = 6, []
    start = threading.Barrier(workers)

    def ask():
        try:
            start.wait()
            answers.append(Lease.take("work", 30))
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [False] * (workers - 1) + [True]


def test_the_worker_says_that_it_lives_even_while_its_work_fails(settings, tmp_path, monkeypatch):
    settings.WORKER_HEARTBEAT = str(tmp_path / "heartbeat")
    stop = threading.Event()

    def fails(tell):
        stop.set()
        raise OSError("the database is away")

    monkeypatch.setattr("operations.management.commands.worker.run_due", fails)
    monkeypatch.setattr("operations.management.commands.worker.close_old_connections", lambda: None)
    Command._keep_schedule(stop, lambda: "a-worker")
    assert (tmp_path / "heartbeat").exists()


def test_the_worker_lives_and_publishes_between_the_parts_of_a_long_housekeeping(
    settings, tmp_path, monkeypatch, scheduled
):
    settings.WORKER_HEARTBEAT = str(tmp_path / "heartbeat")
    seen = []

    def long():
        seen.append(set(Lease.objects.values_list("name", flat=True)))
        Lease.objects.all().delete()
        time_comes(scheduled)

    monkeypatch.setattr(worker, "HOUSEKEEPING", [long, long])
    worker.keep_house(lambda: worker._tell("a"))
    assert all({"worker:a", "heartbeat"} <= names for names in seen)
    assert len(seen) == 2
    assert (tmp_path / "heartbeat").exists()
    scheduled.refresh_from_db()
    assert scheduled.live
