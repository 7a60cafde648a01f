"""What a killed worker was doing is done by the next one."""

import threading
from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult
from wagtail.models import Page

from operations import lost_tasks
from operations.management.commands import worker
from operations.management.commands.worker import run_due
from operations.models import Lease
from search import indexing
from search.models import Document
from tests import factories

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _stored_tasks(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.fixture
def running(topic):
    """A page that a worker was about to index, and says so still."""
    page = factories.article(topic, "Why before?")
    Page.objects.filter(pk=page.pk).update(title="Why after?")
    DBTaskResult.objects.all().delete()
    indexing.refresh_documents.enqueue([page.pk])
    task = DBTaskResult.objects.get()
    task.claim("its-worker")
    DBTaskResult.objects.update(started_at=timezone.now() - timedelta(minutes=5))
    return task


def work() -> None:
    """Does what is ready. The command itself closes the test's connection in the end."""
    another = Worker(
        queue_names=["default"],
        excluded_queue_names=[],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="another",
    )
    for task in DBTaskResult.objects.ready():
        task.claim("another")
        another.run_task(task)


def is_found() -> bool:
    return Document.objects.filter(title="Why after?").exists()


def test_the_task_of_a_dead_worker_is_run_again(running):
    work()
    assert not is_found()
    lost_tasks.sweep()
    work()
    assert is_found()
    running.refresh_from_db()
    assert running.status == "SUCCESSFUL"


def test_the_task_of_a_worker_that_lives_is_left_to_it(running):
    lost_tasks.is_alive("its-worker")
    run_due()
    running.refresh_from_db()
    assert running.status == "RUNNING"
    later = timezone.now() - timedelta(minutes=3)
    Lease.objects.filter(name="worker:its-worker").update(until=later)
    run_due()
    running.refresh_from_db()
    assert running.status == "READY"
    assert not Lease.objects.filter(name__startswith="worker:").exists()


def test_a_task_that_ends_every_worker_is_given_up(running):
    DBTaskResult.objects.update(worker_ids=["one", "two", "three"])
    run_due()
    running.refresh_from_db()
    assert (running.status, running.finished_at is None) == ("FAILED", False)


def test_a_task_that_has_just_begun_is_not_taken_for_lost(running):
    DBTaskResult.objects.update(started_at=timezone.now())
    run_due()
    running.refresh_from_db()
    assert running.status == "RUNNING"


def test_a_worker_says_that_it_lives_until_it_ends(monkeypatch, running):
    class Once(threading.Event):
        def wait(self, timeout=None):
            self.set()

    monkeypatch.setattr(worker, "run_due", lambda: None)
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)
    worker.Command._keep_schedule(Once(), lambda: "its-worker")
    lost_tasks.sweep()
    running.refresh_from_db()
    assert running.status == "RUNNING"
    lost_tasks.has_ended("its-worker")
    lost_tasks.sweep()
    running.refresh_from_db()
    assert running.status == "READY"
