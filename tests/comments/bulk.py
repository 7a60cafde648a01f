"""What the tests of decisions on many comments share."""

from datetime import datetime
from urllib.parse import urlencode

import pytest
from django_tasks import default_task_backend

from comments.models import BulkJob, ReaderComment, Status
from comments.moderation import bulk, deciding

QUEUE = "/admin/discussion/queue/"


def held():
    return ReaderComment.objects.filter(status=Status.HELD)


def spam():
    return ReaderComment.objects.filter(status=Status.SPAM)


def tasks() -> list:
    """The calls of the worker so far that are about jobs."""
    return [it for it in default_task_backend.results if it.task.name == "decide_many"]


def work(job) -> BulkJob:
    """Does what the queue holds about jobs, as the worker would, until there is nothing left."""
    done = 0
    while done < len(found := tasks()):
        number, lease = found[done].args
        bulk.run(number, datetime.fromisoformat(lease), rest=0)
        done += 1
    job.refresh_from_db()
    return job


def some(job, number: int, monkeypatch) -> None:
    """The worker deals with so many comments and is killed in the middle of the next."""

    class Killed(BaseException):
        """What a ``kill -9`` is to the work."""

    real, left = deciding.decide, [number]

    def decide(*args, **kwargs):
        decision = real(*args, **kwargs)
        if not left[0]:
            raise Killed
        left[0] -= 1
        return decision

    job.refresh_from_db()
    with monkeypatch.context() as patch:
        patch.setattr(deciding, "decide", decide)
        with pytest.raises(Killed):
            # On a busy machine the usual second may be over before.
            bulk.run(job.pk, job.lease, seconds=60, rest=0)
    job.refresh_from_db()


def address(action, ids=(), **listing) -> str:
    """Where Wagtail's script leads from the queue: see bulk-actions.js."""
    back = QUEUE + ("?" + urlencode(listing) if listing else "")
    query = [("id", pk) for pk in ids] or [*listing.items(), ("id", "all")]
    return f"/admin/bulk/comments/readercomment/{action}/?{urlencode([*query, ('next', back)])}"


def agree(client, where, **fields):
    """Opens the page that asks, and says yes."""
    asked = client.get(where)
    assert asked.status_code == 200, asked.get("Location")
    hidden = {name: asked.context["form"].initial[name] for name in ("seen", "count")}
    return asked, client.post(where, hidden | fields, follow=True)
