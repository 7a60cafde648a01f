"""A process learns of every change: however it is stored, and whatever happened to the database."""

import threading
import time

import pytest
from django.db import OperationalError, connection, transaction

from page_cache import following, housekeeping
from page_cache.following import Follower, Horizon
from page_cache.invalidating import drop
from page_cache.models import Invalidation


@pytest.fixture
def told() -> list[str]:
    """The tags that the process was told of."""
    return []


@pytest.fixture
def process(settings, told) -> Follower:
    """A process that has read what there is, and reads again at each request."""
    settings.PAGE_CACHE_SECONDS = 0
    begun = Follower()
    begun.listeners.append(told.extend)
    return begun


def started(process, told) -> None:
    process.catch_up()
    told.clear()


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_stored_early_and_committed_late_is_known(process, told):
    """PostgreSQL gives the early one the lower id, and shows the later one first."""
    started(process, told)
    stored, go_on = threading.Event(), threading.Event()

    def slow_editor():
        with transaction.atomic():
            drop("slow")
            stored.set()
            go_on.wait(10)
        connection.close()

    editor = threading.Thread(target=slow_editor)
    editor.start()
    assert stored.wait(10)
    if connection.vendor == "postgresql":  # SQLite lets nobody else write meanwhile
        drop("quick")
        process.catch_up()
        assert told == ["quick"]
        # A page that was built now may lack what the slow editor does.
        assert process.is_current({"other"}, process.horizon)
        assert process.is_current({"quick"}, process.horizon)
        before = process.horizon
    go_on.set()
    editor.join()
    process.catch_up()
    assert told[-1] == "slow"
    if connection.vendor == "postgresql":
        assert not process.is_current({"slow"}, before)
    told.clear()
    process.catch_up()
    assert told == []
    drop("last")
    process.catch_up()
    assert told == ["last"]


def test_a_process_that_missed_too_much_drops_everything(db, process, told, monkeypatch):
    monkeypatch.setattr(following, "MOST_ROWS", 5)
    started(process, told)
    for number in range(7):
        drop(f"tag:{number}")
    process.catch_up()
    assert "everything" in told
    told.clear()
    drop("next")
    process.catch_up()
    assert told[-1] == "next"
    assert "everything" not in told


@pytest.mark.both_databases
def test_what_was_pruned_is_not_taken_for_unchanged(db, process, told, monkeypatch):
    """A new process knows the newest changes. Pages from before them may have changed."""
    monkeypatch.setattr(following, "KEPT", 3)
    monkeypatch.setattr(housekeeping, "KEPT", 3)
    early = Follower()
    early.catch_up()
    for number in range(5):
        drop(f"tag:{number}")
    Invalidation.objects.update(created_at="2026-01-01T00:00Z")
    housekeeping.run()
    assert Invalidation.objects.count() == 3
    process.catch_up()
    assert not process.is_current({"tag:0"}, early.horizon)
    early.catch_up()
    if connection.vendor == "sqlite":  # in PostgreSQL, the test’s own transaction goes on
        assert process.is_current({"tag:0"}, early.horizon)


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_a_process_that_forgets_old_changes_takes_no_page_from_before_them(
    process, told, monkeypatch
):
    """What it remembers is bounded. It must not take what it forgot for unchanged."""
    monkeypatch.setattr(following, "MOST_REMEMBERED", 4)
    started(process, told)
    early = process.horizon
    for number in range(8):
        drop(f"tag:{number}")
    process.catch_up()
    taken = [number for number in range(8) if process.is_current({f"tag:{number}"}, early)]
    assert taken == []
    assert process.is_current({"tag:0"}, process.horizon)


class Away:
    """A database that does not answer."""

    def __enter__(self):
        self.wrapper = connection.execute_wrapper(self._refuse)
        self.wrapper.__enter__()

    def __exit__(self, *error):
        self.wrapper.__exit__(*error)

    def _refuse(self, *args):
        raise OperationalError("away")


def test_a_process_that_could_not_read_yet_takes_no_page_from_others(db, process, told):
    with Away():
        process.catch_up()
    assert not process.is_current({"tag"}, Horizon(10**9, 10**9))
    # Pages were built before the first reading, and something may have changed since.
    process.catch_up()
    assert "everything" in told


def test_nobody_waits_again_and_again_for_a_database_that_is_away(db, process, settings, told):
    started(process, told)
    settings.PAGE_CACHE_SECONDS = 60
    process.read_soon()
    tries = []
    with Away():
        process.catch_up()
        with connection.execute_wrapper(lambda *args: tries.append(args)):
            process.catch_up()
    assert tries == []
    settings.PAGE_CACHE_SECONDS = 0
    drop("after")
    process.catch_up()
    assert told == ["after"]


def test_a_process_that_the_database_did_not_answer_for_long_drops_everything(
    db, process, told, monkeypatch
):
    """What changed meanwhile may have been pruned. To have tried is not to have read."""
    started(process, told)
    monkeypatch.setattr(following, "IDLE_SECONDS", 0.2)
    with Away():
        time.sleep(0.15)
        process.catch_up()
        time.sleep(0.15)
    process.catch_up()
    assert told == ["everything"]
