"""What is deleted after its time, what never is, and how the database is kept healthy."""

import io
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.models import PageLogEntry, Revision, TaskState, UploadedFile, Workflow

from accounts.models import Session
from config.settings import base
from database import steps, upkeep
from operations import keeping
from operations.management.commands import housekeeping, worker
from operations.models import Lease
from tests import factories
from tests.conftest import ROOT

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]

LONG_AGO = timezone.now() - timedelta(days=4_000)


@pytest.fixture(autouse=True)
def _few(settings):
    settings.KEPT_REVISIONS = 3
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.fixture
def page(topic):
    page = factories.article(topic, publish=False)
    Revision.objects.update(created_at=LONG_AGO - timedelta(days=1))
    return page


def next_hour():
    Lease.objects.update(until=timezone.now())
    worker.keep_house()


def versions(page, number, age=LONG_AGO) -> list[Revision]:
    made = [page.save_revision() for _ in range(number)]
    for place, version in enumerate(made):
        Revision.objects.filter(pk=version.pk).update(created_at=age + timedelta(seconds=place))
    return made


def left(page) -> list[int]:
    return list(page.revisions.order_by("pk").values_list("pk", flat=True))


# --- Versions of pages --------------------------------------------------------------------------


def test_old_versions_go_and_the_newest_stay(page):
    made = versions(page, 8)
    next_hour()
    assert left(page) == [version.pk for version in made[-3:]]


def test_versions_of_the_last_ninety_days_all_stay(page):
    made = versions(page, 8, timezone.now() - timedelta(days=89))
    next_hour()
    assert left(page) == [version.pk for version in made]


def test_a_version_that_was_published_once_stays(page):
    made = versions(page, 8)
    for version in (made[1], made[2]):  # only the second one is live in the end
        version.publish()
    next_hour()
    assert left(page) == [version.pk for version in (*made[1:3], *made[-3:])]
    page.refresh_from_db()
    assert (page.live_revision_id, page.latest_revision_id) == (made[2].pk, made[7].pk)
    PageLogEntry.objects.update(timestamp=LONG_AGO)
    next_hour()
    assert made[1].pk in left(page)


def test_a_version_that_is_scheduled_stays(page):
    made = versions(page, 8)
    made[0].approved_go_live_at = timezone.now() + timedelta(days=1)
    made[0].save()
    next_hour()
    assert made[0].pk in left(page)


def test_a_version_that_was_in_moderation_stays_with_its_history(page):
    first, *_ = versions(page, 1)
    state = Workflow.objects.get(active=True).start(page, factories.user("Editors"))
    versions(page, 8)
    state.cancel()
    next_hour()
    assert TaskState.objects.get().revision_id in left(page)
    assert len(left(page)) == 4


def test_a_version_with_an_editors_note_stays(page):
    made = versions(page, 8)
    page.wagtail_admin_comments.model.objects.create(
        page=page,
        user=factories.user("Editors"),
        text="Sure?",
        contentpath="title",
        revision_created=made[0],
    )
    next_hour()
    assert made[0].pk in left(page)


# --- The rest -----------------------------------------------------------------------------------


def test_old_history_goes_but_not_when_something_was_published(page):
    versions(page, 1)[0].publish()
    PageLogEntry.objects.update(timestamp=LONG_AGO)
    next_hour()
    assert set(PageLogEntry.objects.values_list("action", flat=True)) == {"wagtail.publish"}


def test_ended_sessions_and_old_tasks_go_in_short_steps(monkeypatch):
    monkeypatch.setattr(steps, "ROWS", 2)
    now = timezone.now()
    for number in range(5):
        Session.objects.create(session_key=f"old{number}", expire_date=now - timedelta(days=1))
    Session.objects.create(session_key="new", expire_date=now + timedelta(days=1))
    old = {"task_path": "x.y", "args_kwargs": {}, "backend_name": "default"}
    for status, stamp in (("SUCCESSFUL", "finished_at"), ("RUNNING", "started_at")):
        DBTaskResult.objects.create(status=status, **{stamp: LONG_AGO}, run_after=LONG_AGO, **old)
    waiting = DBTaskResult.objects.create(status="READY", run_after=LONG_AGO, **old)
    with CaptureQueriesContext(connection) as captured:
        next_hour()
    deleted = [q["sql"] for q in captured if 'DELETE FROM "accounts_session"' in q["sql"]]
    assert len(deleted) == 3
    assert Session.objects.get().session_key == "new"
    assert list(DBTaskResult.objects.all()) == [waiting]


def test_an_upload_that_was_never_finished_goes_with_its_file(settings):
    UploadedFile.objects.create(file=ContentFile(b"x", "young.png"))
    settings.KEPT_DAYS = settings.KEPT_DAYS | {"uploads": 1}
    old = UploadedFile.objects.create(file=ContentFile(b"x", "old.png"))
    keeping.delete_uploads()
    assert UploadedFile.objects.count() == 2
    settings.KEPT_DAYS = settings.KEPT_DAYS | {"uploads": -1}
    keeping.delete_uploads()
    assert not UploadedFile.objects.exists()
    assert not old.file.storage.exists(old.file.name)


def test_what_fails_keeps_nothing_else_from_being_deleted(monkeypatch, caplog):
    def fail():
        raise OSError("the disk is full")

    Session.objects.create(session_key="old", expire_date=LONG_AGO)
    monkeypatch.setattr(worker, "HOUSEKEEPING", [fail, *worker.HOUSEKEEPING])
    next_hour()
    assert "Housekeeping failed" in caplog.text
    assert not Session.objects.exists()


# --- What an operator sees ----------------------------------------------------------------------


def test_the_handbook_says_how_long_everything_is_kept(settings):
    settings.KEPT_REVISIONS = base.KEPT_REVISIONS
    handbook = (ROOT / "docs/operators.md").read_text()
    for what, how_long, *_ in housekeeping.rows():
        assert f"| {what} | {how_long}" in handbook


def test_the_command_shows_rows_and_deletes_what_is_due(page):
    Session.objects.create(session_key="old", expire_date=LONG_AGO)
    versions(page, 8)
    output = io.StringIO()
    call_command("housekeeping", stdout=output)
    assert Session.objects.exists()
    shown = {line[:35].strip(): line.split()[-2:] for line in output.getvalue().splitlines()[:17]}
    number = Revision.objects.count()
    assert shown["sign-ins"] == ["1", "1"]
    assert shown["searches"] == ["0", "0"]
    due = int(shown["versions of pages"][1])
    assert shown["versions of pages"] == [str(number), str(due)]
    call_command("housekeeping", now=True, stdout=output)
    assert not Session.objects.exists()
    assert 0 < due == number - Revision.objects.count()
    again = housekeeping.rows()
    assert not any(map(housekeeping._count, (row.due for row in again)))


@pytest.mark.skipif("connection.vendor != 'sqlite'")
def test_the_worker_refreshes_what_queries_are_planned_by(page):
    next_hour()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'wagtailcore_page'")
        assert cursor.fetchone()[0]


def test_much_free_space_and_a_log_that_grows_are_named():
    assert upkeep.Space(500_000_000, 90_000_000, 60_000_000).advice() == []
    vacuum, restart = upkeep.Space(500_000_000, 200_000_000, 600_000_000).advice()
    assert "200 of 500 MB" in vacuum
    assert "600 MB" in restart
