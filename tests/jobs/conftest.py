"""What the tests of jobs share: a low threshold, and the worker."""

from datetime import datetime

import pytest
from django.test import Client
from django_tasks import default_task_backend

from articles.many import choosing
from articles.models import TopicPage
from jobs.models import Job
from jobs.running import jobs
from tests import factories


@pytest.fixture(autouse=True)
def few_at_once(monkeypatch):
    """From four pages on it is a job."""
    monkeypatch.setattr(choosing, "AT_ONCE", 3)
    default_task_backend.clear()


@pytest.fixture
def boss(home) -> Client:
    """A superuser’s browser."""
    client = Client()
    client.force_login(factories.user())
    return client


@pytest.fixture
def large(topic):
    """A topic with four articles and a sub-topic with two."""
    for n in range(4):
        factories.article(topic, title=f"Why pebble {n}?")
    sub = factories.topic(topic, title="Sand")
    for n in range(2):
        factories.article(sub, title=f"Why grain {n}?")
    return TopicPage.objects.get(pk=topic.pk)


def queued() -> list:
    return [it for it in default_task_backend.results if it.task.name == "work"]


def work(job: Job | None = None) -> Job:
    """Does what the queue holds about jobs, as the worker would, until there is nothing left."""
    done = 0
    while done < len(found := queued()):
        number, lease = found[done].args
        jobs.run(number, datetime.fromisoformat(lease), rest=0)
        done += 1
    return Job.objects.get(pk=job.pk) if job else Job.objects.get()


@pytest.fixture
def found(reader):
    """The titles that a query finds."""

    def titles(query, **narrowed):
        answer = reader.get("/search/", {"q": query, **narrowed})
        return [result.document.title for result in answer.context.get("results", ())]

    return titles
