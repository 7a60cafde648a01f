"""What an older version of the site has queued, this version's worker does."""

import pytest
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from articles.models import ArticlePage
from articles.pictures import CARD
from search.models import Document
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def work(settings):
    """Has the worker do one task that is stored under this name; returns what became of it."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    worker = Worker(
        queue_names=["default"],
        excluded_queue_names=[],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="test",
    )

    def queue_and_work(name: str, *arguments) -> DBTaskResult:
        queued = DBTaskResult.objects.create(
            task_path=name,
            args_kwargs={"args": arguments, "kwargs": {}},
            backend_name="default",
            run_after=timezone.now(),
        )
        # The command itself closes the test's connection in the end.
        worker.run_task(queued)
        queued.refresh_from_db()
        return queued

    return queue_and_work


def test_pictures_are_made_that_were_asked_for_under_the_old_names(work, topic):
    image = factories.image(width=1600, height=1000)
    page = factories.article(topic, lead_image=image)
    made = work("articles.tasks.make_renditions", image.pk, CARD)
    assert (made.status, made.return_value) == ("SUCCESSFUL", image.renditions.count())
    prepared = work("articles.tasks.prepare_renditions", page.pk)
    assert (prepared.status, prepared.return_value) == ("SUCCESSFUL", image.renditions.count())


def test_documents_are_brought_up_to_date_under_the_old_name(work, article):
    ArticlePage.objects.filter(pk=article.pk).update(title="Why is it another title?")
    assert work("search.tasks.refresh_documents", [article.pk]).status == "SUCCESSFUL"
    assert Document.objects.get(page=article.pk).title == "Why is it another title?"
