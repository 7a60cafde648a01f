"""A worker that is killed at any moment leaves whole pages, and the next goes on where it was."""

import os
import random
import signal
import time

import pytest
from django.core.management import call_command
from django.db import connection
from wagtail.models import Page

from articles.many import choosing
from jobs.models import Job, JobState
from jobs.running import jobs
from search.models import Document
from tests import factories

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]

ARTICLES, KILLS = 8, 5


def killed_after(seconds: float, job: Job) -> None:
    """A process of its own works on the job, and is killed; or it finishes before."""
    connection.close()
    child = os.fork()
    if not child:
        try:
            jobs.run(job.pk, job.lease, seconds=60, rest=0)
        finally:
            os._exit(0)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    job.refresh_from_db()


@pytest.mark.parametrize("kind", ["delete_pages", "unpublish_pages"])
def test_killed_at_random_moments_it_ends_as_if_nothing_had_been(topic, kind):
    for number in range(ARTICLES):
        factories.article(topic, title=f"Why pebble {number}?")
    topic.refresh_from_db()
    pages = choosing.trees([topic])[::-1]
    job = choosing.begin(kind, factories.user(), "History", pages)
    chance = random.Random(16)
    for _ in range(KILLS):
        killed_after(chance.uniform(0.02, 0.6), job)
        there = set(Page.objects.filter(pk__in=pages, live=True).values_list("pk", flat=True))
        assert there == set(pages[job.position :])
        assert set(Document.objects.exclude(page=None).values_list("page", flat=True)) == there
        assert not any(Page.find_problems())
        if job.state != JobState.FINISHED:
            jobs.hand_on(job, job.state)  # as the sweep does, two minutes later
    jobs.run(job.pk, job.lease, seconds=60, rest=0)
    job.refresh_from_db()
    assert (job.position, job.skipped, job.targets.count()) == (job.total, 0, 0)
    before = Document.objects.count()
    call_command("rebuild_search", verbosity=0)
    assert Document.objects.count() == before
