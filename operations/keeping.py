"""What the worker deletes when its time is over, beside what comments, search and page cache keep.

``KEPT_DAYS`` and ``KEPT_REVISIONS`` in the settings say how long.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.models import ModelLogEntry, PageLogEntry, Revision, UploadedFile

from accounts.models import Session
from articles import editing
from database import steps
from restoring.models import DeletedPage

from .models import PolicyReport

#: Pages and snippets whose versions are looked at in an hour. It is another part each hour.
OBJECTS = 500
#: Versions deleted in one transaction: each has a whole page in it.
VERSIONS = 50
LOGS = (PageLogEntry, ModelLogEntry)
#: Reports of what browsers refused to load, after the last time.
POLICY_REPORT_DAYS = 30
PUBLISHED = Q(
    action__in=["wagtail.publish", "wagtail.publish.schedule", "wagtail.publish.scheduled"]
)


def before(kind: str) -> datetime:
    """What is older than this has had its time."""
    return timezone.now() - timedelta(days=settings.KEPT_DAYS[kind])


def due_versions() -> QuerySet[Revision]:
    """All versions that ``delete_versions`` deletes sooner or later."""
    place = Window(
        RowNumber(),
        partition_by=[F("base_content_type"), F("object_id")],
        order_by=[F("created_at").desc(), F("pk").desc()],
    )
    beyond = Revision.objects.order_by().annotate(place=place)
    return _spare(beyond.filter(place__gt=settings.KEPT_REVISIONS).values("pk"))


def delete_versions() -> int:
    """Deletes versions of pages that are old and not among the newest, except those of which something depends."""
    objects = Revision.objects.order_by().values_list("base_content_type", "object_id")
    many = objects.annotate(number=Count("pk")).filter(number__gt=settings.KEPT_REVISIONS)
    found = sorted((kind, pk) for kind, pk, _ in many)
    parts = len(found) // OBJECTS + 1
    turn = int(timezone.now().timestamp()) // 3600 % parts
    return sum(steps.delete(_spare_versions(kind, pk), VERSIONS) for kind, pk in found[turn::parts])


def _spare_versions(kind: int, pk: str) -> QuerySet[Revision]:
    versions = Revision.objects.filter(base_content_type=kind, object_id=pk)
    newest = versions.order_by("-created_at", "-pk").values_list("pk", flat=True)
    return _spare(list(newest[settings.KEPT_REVISIONS :]))


def _spare(numbers) -> QuerySet[Revision]:
    """Those of these versions that are old, and of which nothing depends."""
    spare = Revision.objects.filter(
        pk__in=numbers, created_at__lt=before("revisions"), approved_go_live_at=None
    )
    for model, name in _referring():
        rows = model._base_manager.filter(**{name: OuterRef("pk")})
        spare = spare.exclude(Exists(rows.filter(PUBLISHED) if model in LOGS else rows))
    return spare


def _referring() -> Iterator[tuple]:
    """Models whose rows point at versions: what is live, what is checked, an editor's notes, the log."""
    for field in Revision._meta.get_fields(include_hidden=True):
        if field.auto_created and not field.concrete:
            yield field.related_model, field.field.name


def delete_log_entries() -> int:
    """Deletes old entries of the history, but not when something was published."""
    return sum(steps.delete(due_log_entries(log)) for log in LOGS)


def due_log_entries(log) -> QuerySet:
    return log.objects.filter(timestamp__lt=before("log")).exclude(PUBLISHED)


def delete_tasks() -> int:
    """Deletes the results of old tasks, and those that nobody took up after their worker was killed."""
    return steps.delete(due_tasks())


def due_tasks() -> QuerySet[DBTaskResult]:
    old = before("tasks")
    lost = Q(status="RUNNING", started_at__lt=old)
    return DBTaskResult.objects.filter(lost | Q(finished_at__lt=old))


def forget_deleted_pages() -> int:
    """Deletes what was kept of deleted pages: from then on they cannot be brought back."""
    return steps.delete(due_deleted_pages(), VERSIONS)


def due_deleted_pages() -> QuerySet[DeletedPage]:
    return DeletedPage.objects.filter(deleted_at__lt=before("deleted_pages"))


def delete_sessions() -> int:
    """Deletes sessions that have ended."""
    return steps.delete(due_sessions())


def due_sessions() -> QuerySet[Session]:
    return Session.objects.filter(expire_date__lt=timezone.now())


def delete_policy_reports() -> int:
    return steps.delete(due_policy_reports())


def due_policy_reports() -> QuerySet[PolicyReport]:
    old = timezone.now() - timedelta(days=POLICY_REPORT_DAYS)
    return PolicyReport.objects.filter(seen_at__lt=old)


def delete_uploads() -> int:
    """Deletes files that somebody uploaded among several, and never gave what was asked for."""
    found = due_uploads()
    for upload in found:
        name, storage = upload.file.name, upload.file.storage
        upload.delete()
        storage.delete(name)
    return len(found)


def due_uploads() -> list[UploadedFile]:
    return [upload for upload in UploadedFile.objects.order_by("pk") if _is_old(upload.file)]


def _is_old(file) -> bool:
    there = file.storage.exists(file.name)
    return not there or file.storage.get_modified_time(file.name) < before("uploads")


def run() -> None:
    """Deletes all of it, in short steps."""
    editing.delete_old_writings()
    delete_tasks()
    delete_sessions()
    delete_policy_reports()
    delete_uploads()
    delete_log_entries()
    delete_versions()
    forget_deleted_pages()
