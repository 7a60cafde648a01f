"""A worker that does not run is noticed, and one whose database comes back goes on."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from operations import heartbeat
from operations.management.commands import worker
from operations.models import Lease
from tests import factories

pytestmark = pytest.mark.django_db
SILENT = "The background worker"


def signed(ago: timedelta) -> None:
    """The last worker gave its last sign so long ago."""
    heartbeat.beat()
    Lease.objects.filter(name=heartbeat.NAME).update(until=timezone.now() - ago + heartbeat.DUE)


@pytest.fixture
def editor(home):
    client = Client()
    client.force_login(factories.user("Editors"))
    return client


def test_editors_are_told_when_nothing_has_run_for_five_minutes(editor, topic):
    page = factories.article(topic, publish=False)
    addresses = ["/admin/", f"/admin/pages/{page.pk}/edit/"]
    for ago, said in [
        (None, "is not running"),
        (timedelta(minutes=4), ""),
        (timedelta(minutes=6), "has not run for 6\xa0minutes"),
        (timedelta(days=-1), "is not running"),
    ]:
        if ago:
            signed(ago)
        for address in addresses:
            html = editor.get(address).content.decode()
            assert said in html if said else SILENT not in html


def test_a_round_of_the_schedule_is_a_sign_of_life():
    assert heartbeat.is_silent(heartbeat.last())
    worker.run_due()
    assert timezone.now() - heartbeat.last() < timedelta(minutes=1)


@pytest.fixture
def attempts(monkeypatch):
    """The worker's attempts at the queue, of which the first two find no database."""
    names, paused = [], []

    def work(command, *args, worker_id, **options):
        names.append(worker_id)
        if len(names) < 3:
            raise OperationalError("the database is away")

    monkeypatch.setattr(worker, "call_command", work)
    monkeypatch.setattr(worker.Command, "_keep_schedule", lambda *args: None)
    monkeypatch.setattr(worker.connection, "close", lambda: None)  # the test's own
    monkeypatch.setattr(worker.time, "sleep", paused.append)
    yield names
    assert paused == sorted(paused)


def test_a_worker_tries_again_until_its_database_is_back(attempts):
    worker.Command().handle(interval=1)
    assert len(set(attempts)) == 3
    # What it was at when the database went is not taken for work of its present self.
    assert not Lease.objects.filter(name__startswith="worker:").exists()


def test_a_worker_that_is_to_stop_does_not_wait_for_the_database(attempts, monkeypatch):
    class Package:
        running = False

        def shutdown(self, *args):
            pass

    monkeypatch.setattr(worker.signal, "getsignal", lambda number: Package().shutdown)
    worker.Command().handle(interval=1)
    assert len(attempts) == 1
