"""How many pages an action touches, and whether another job is at work on them."""

from collections.abc import Callable, Iterable

from django.db import transaction
from django.db.models import Q, QuerySet
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page

from jobs import kinds, running
from jobs.models import Job

#: More pages or other rows than this are changed by the worker. To delete a page takes about 45 ms,
#: and Wagtail deletes them all in one transaction, in which SQLite lets nobody else write.
AT_ONCE = 20
#: Conditions in one query: SQLite takes no more than a thousand.
CONDITIONS = 200


class Busy(Exception):
    """Another job is at work on one of the pages."""

    def __init__(self, job: Job):
        super().__init__(job)
        self.job = job


def trees(pages: Iterable[Page]) -> list[int]:
    """The ids of these pages and of all below them, from the top down."""
    chosen = list(pages)
    found = {page.path: page.pk for page in chosen}
    above = sorted(page.path for page in chosen if page.numchild)
    tops = [
        path for path, before in zip(above, ["", *above], strict=False) if not _below(path, before)
    ]
    for start in range(0, len(tops), CONDITIONS):
        below = Q()
        for path in tops[start : start + CONDITIONS]:
            below |= Q(path__startswith=path)
        found.update(Page.objects.filter(below).order_by().values_list("path", "pk"))
    return [found[path] for path in sorted(found)]


def _below(path: str, above: str) -> bool:
    return bool(above) and path.startswith(above)


def ancestors_and_self(page: Page) -> QuerySet[Page]:
    step = Page.steplen
    paths = [page.path[:end] for end in range(step, len(page.path) + 1, step)]
    return Page.objects.filter(path__in=paths).order_by()


def around(pages: Iterable[Page]) -> QuerySet[Page]:
    """These pages, and all above and below them."""
    chosen = list(pages)
    step = Page.steplen
    above = {page.path[:end] for page in chosen for end in range(step, len(page.path), step)}
    found = [*Page.objects.filter(path__in=above).values_list("pk", flat=True), *trees(chosen)]
    return Page.objects.filter(pk__in=found).order_by()


def below(page: Page) -> QuerySet[Page]:
    return Page.objects.filter(path__startswith=page.path, depth__gt=page.depth).order_by()


def begin(
    kind: str, user, subject: str, targets: list[int], touched: list[int] | None = None, **details
) -> Job:
    """Begins a job. Raises ``Busy`` if another is at work on one of its pages or rows."""
    with transaction.atomic():
        # Of two that are begun at once, the second waits here.
        Page.objects.select_for_update().filter(depth=1).order_by("pk").first()
        of_kind, ids = kinds.KINDS[kind], targets if touched is None else touched
        places = of_kind.places(Job(kind=kind, details=details))
        if other := kinds.in_the_way(of_kind, ids, places):
            raise Busy(other)
        return running.begin(kind, user, subject, targets, **details)


def begin_or_refuse(request, start: Callable[[], Job], back: str):
    """Begins a job and shows its page; or says which other job has to end first."""
    try:
        with transaction.atomic():  # what is stored with the job is lost with it
            return redirect("job", start().pk)
    except Busy as busy:
        return refuse(request, busy.job, back)


def refuse(request, job: Job, back: str):
    """Says which job has to end first, and leads back."""
    messages.error(request, kinds.refusal(job), buttons=[link(job)])
    return redirect(back)


def link(job: Job):
    """The button that leads to the job."""
    return messages.button(reverse("job", args=[job.pk]), _("Progress"))
