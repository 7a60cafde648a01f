"""What reaches over the whole tree, inside a large scratch site: ``python -m bench.scale_changes``.

Each change is made as the admin makes it, while a worker runs and somebody else writes. A line of
JSON says how long the answer took, how long all of it, the longest wait of the writer and their
errors; and what is wrong afterwards: old addresses that lead nowhere, documents of the search that
differ from those of an index that is built anew. ``make`` and ``check`` are for ``bench.scale_kills``.
"""

import json
import random
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import contextmanager
from datetime import UTC, datetime

import django

#: Old addresses that are followed, documents that are compared, seconds for the worker.
SAMPLE, LOOKED_AT, PATIENCE = 40, 500, 3_600


#: Changes after which readers do not find the pages.
GONE = {"restrict", "unpublish", "delete"}
#: What django-tasks stores where a task may run at once.
NEVER = datetime(9998, 1, 1, tzinfo=UTC)


@contextmanager
def writer():
    """Somebody who writes meanwhile; what they met is in the dictionary afterwards."""
    found: dict = {}
    command = [sys.executable, "-m", "bench.scale_writer"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    process.stdout.readline()
    try:
        yield found
    finally:
        said, _ = process.communicate("stop\n")
        found.update(json.loads(said))


@contextmanager
def worker():
    command = [sys.executable, "manage.py", "worker", "--interval", "0.2"]
    process = subprocess.Popen(command)
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def await_worker() -> float:
    """Waits until no task and no job is left; returns the seconds."""
    from django.utils import timezone
    from django_tasks.base import TaskResultStatus
    from django_tasks_db.models import DBTaskResult

    from jobs.models import Job, JobState

    begun = time.perf_counter()
    while time.perf_counter() - begun < PATIENCE:
        tasks = DBTaskResult.objects.filter(
            status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING], priority__gte=0
        ).exclude(run_after__gt=timezone.now(), run_after__lt=NEVER)
        jobs = Job.objects.filter(state__in=[JobState.WAITING, JobState.RUNNING])
        if not tasks.exists() and not jobs.exists():
            return time.perf_counter() - begun
        time.sleep(0.3)
    raise SystemExit("The worker does not come to an end.")


def documents(pages: list[int]) -> dict:
    """What the search knows of these pages."""
    from search.models import Document

    return {
        document.page_id: content(document) for document in Document.objects.filter(page__in=pages)
    }


def content(document) -> tuple:
    return (document.title, document.kind, document.date, document.facets, document.stems)


def wrong_documents(rng: random.Random) -> int:
    """How many documents of random pages differ from those that are made anew."""
    from wagtail.models import Page

    from search import indexing
    from search.models import Document

    pages = set(Page.objects.values_list("pk", flat=True)) | set(
        Document.objects.exclude(page=None).values_list("page_id", flat=True)
    )
    chosen = rng.sample(sorted(pages), min(LOOKED_AT, len(pages)))
    made = {document.page_id: content(document) for document in indexing._build(chosen, [])}
    stored = documents(chosen)
    return sum(made.get(page) != stored.get(page) for page in made.keys() | stored.keys())


def lost(addresses: list[str]) -> list[str]:
    """The addresses that lead to no page."""
    from django.test import Client

    client = Client()
    return [address for address in addresses if client.get(address, follow=True).status_code != 200]


def measure(name: str, act: Callable[[], object], addresses: list[str] = ()) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with writer() as met:
        cpu, wall = time.process_time(), time.perf_counter()
        with CaptureQueriesContext(connection) as queries:
            answer = act()
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        number = len(queries)
        rest = await_worker()
    print(
        json.dumps(
            {
                "change": name,
                "status": getattr(answer, "status_code", None),
                "queries": number,
                "cpu": round(cpu, 2),
                "answered": round(wall, 2),
                "finished": round(wall + rest, 1),
                "writer": met,
                "lost": lost(addresses)[:5],
                "wrong documents": wrong_documents(random.Random(name)),
            }
        ),
        flush=True,
    )


class Changes:
    """The changes, each as the admin sends it."""

    def __init__(self):
        from django.contrib.auth import get_user_model
        from django.test import Client
        from taggit.models import Tag
        from wagtail.images import get_image_model

        from articles.models import ArticlePage, Author, TopicPage

        from .scale_plant import BUSY_AUTHOR, COMMON_TAG

        self.client = Client()
        self.client.force_login(get_user_model().objects.filter(is_superuser=True).first())
        # Changes before may have given it another title and another address.
        self.topic = TopicPage.objects.order_by("-numchild")[0]
        self.other = TopicPage.objects.get(title="Seas")
        # A topic that has topics below it cannot stand below another.
        for below in TopicPage.objects.child_of(self.topic):
            below.move(self.other, pos="last-child")
        self.author = Author.objects.filter(name=BUSY_AUTHOR).first()
        self.tag = Tag.objects.filter(name=COMMON_TAG).first()
        self.image = get_image_model().objects.filter(title="A picture used").first()
        articles = ArticlePage.objects.live().descendant_of(self.topic).order_by("pk")
        self.addresses = [
            page.get_url() for page in random.Random(3).sample(list(articles), SAMPLE)
        ]

    def page(self, rest: str, **data):
        return self.client.post(f"/admin/pages/{self.topic.pk}/{rest}/", data)

    def edit(self, **fields):
        from tests import editing

        address = f"/admin/pages/{self.topic.pk}/edit/"
        return editing.sent(
            self.client, address, "page-edit-form", action__publish="publish", **fields
        )

    def acts(self) -> dict[str, Callable[[], object]]:
        home = self.topic.get_parent()
        return {
            "rename": lambda: self.edit(slug="renamed"),
            "title": lambda: self.edit(title="Empires and more"),
            "move": lambda: self.page(f"move/{self.other.pk}/confirm"),
            "move back": lambda: self.page(f"move/{home.pk}/confirm"),
            "restrict": lambda: self.page("privacy", restriction_type="login"),
            "open again": lambda: self.page("privacy", restriction_type="none"),
            "reorder": lambda: self.client.post(
                f"/admin/pages/{self.topic.pk}/set_position/?position=2"
            ),
            "delete an author": lambda: self.client.post(
                f"/admin/snippets/articles/author/delete/{self.author.pk}/"
            ),
            "delete a tag": lambda: self.tag.delete(),
            "delete a picture": lambda: self.client.post(f"/admin/images/{self.image.pk}/delete/"),
            "copy": lambda: self.client.post(
                f"/admin/pages/{self.other.pk}/copy/",
                {"new_title": "Seas again", "new_slug": "seas-again", "new_parent_page": home.pk,
                 "copy_subpages": "on", "publish_copies": "on"},
            ),
            "unpublish": lambda: self.page("unpublish", include_descendants="on"),
            "delete": lambda: self.page("delete"),
        }  # fmt: skip

    def run(self, chosen: list[str]) -> None:
        for name, act in self.acts().items():
            if not chosen or name in chosen:
                measure(name, act, [] if name in GONE else self.addresses)


def check(name: str, addresses: list[str]) -> None:
    """Says what is wrong after a change that was broken off, when the worker has gone on with it."""
    await_worker()
    print(
        json.dumps(
            {
                "lost": [] if name in GONE else lost(addresses),
                "wrong documents": wrong_documents(random.Random(name)),
            }
        )
    )


def main() -> None:
    from django.conf import settings

    settings.ALLOWED_HOSTS = ["*"]
    match sys.argv[1:]:
        case ["ready"]:
            print(json.dumps({"addresses": Changes().addresses}))
        case ["make", name]:
            print("making", flush=True)
            Changes().acts()[name]()
        case ["check", name, *addresses]:
            check(name, addresses)
        case chosen:
            run_all(chosen)


def run_all(chosen: list[str]) -> None:
    with worker():
        await_worker()
        Changes().run(chosen)


if __name__ == "__main__":
    django.setup()
    main()
