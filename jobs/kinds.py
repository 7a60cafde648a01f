"""The kinds of jobs. Each app registers those for what it knows."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import NamedTuple

from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from .models import UNFINISHED, Job, JobState, JobTarget

#: For so many days pages that a stopped job concerns tell of it. The list of jobs does so longer.
STOPPED_DAYS = 7
KINDS: dict[str, "Kind"] = {}


class Fact(NamedTuple):
    """What was chosen besides the targets, for the job's page; it may have an address in the admin."""

    label: str
    words: str
    address: str = ""


class Kind(ABC):
    """What jobs of this kind do to each of their targets."""

    #: How the job's row names it, what its targets are, and what people read.
    name: str
    model: type[Model]
    label: str
    #: A sentence or two for the job's page.
    explanation: str = ""

    def places(self, job: Job) -> set[int]:
        """The ids of the rows to which the job adds others."""
        return set()

    @abstractmethod
    def permitted(self, user) -> bool:
        """Whether this person may do such a thing at all. What is changed is asked about each time."""

    @abstractmethod
    def change(self, job: Job, user, object_id: int) -> None:
        """Changes one target, in a transaction. Raises ``Skip`` if it is left as it is."""

    @abstractmethod
    def rows_seen_by(self, user) -> QuerySet:
        """The rows of the model that this person finds in the admin."""

    def denied(self, user, object_id: int) -> str:
        """Says why this person may not do it with this target."""
        return not_theirs(user)

    def title(self, object_id: int) -> str:
        """The name of a target, or its number if it is gone."""
        found = self.model._default_manager.filter(pk=object_id).first()
        if found:
            return self.name_of(found)
        return f"{capfirst(self.model._meta.verbose_name)} {object_id}"

    def name_of(self, found) -> str:
        return str(found)

    def facts(self, job: Job) -> list[Fact]:
        return []


def not_theirs(user) -> str:
    return _("%(name)s may not do this here.") % {"name": user.get_full_name() or user}


def gone() -> str:
    return _("Somebody had deleted it in the meantime.")


def register(kind: type[Kind]) -> type[Kind]:
    KINDS[kind.name] = kind()
    return kind


def in_the_way(kind: "Kind", targets: Iterable[int], places: Iterable[int] = ()) -> Job | None:
    """The unfinished job at work on these targets, or on the rows to which a job would add others.

    Or the one that adds others to one of these targets.
    """
    ids = set(targets)
    return at_work(kind.model, ids | set(places)) or filling(kind.model, ids)


def filling(model: type[Model], ids: set[int]) -> Job | None:
    """The unfinished job that adds others to one of these rows."""
    alike = [kind.name for kind in KINDS.values() if kind.model is model]
    for job in Job.objects.filter(state__in=UNFINISHED, kind__in=alike).order_by("pk"):
        if KINDS[job.kind].places(job) & ids:
            return job
    return None


def concerning(model: type[Model], rows: Callable[[], QuerySet]) -> list[Job]:
    """The jobs at work on one of these rows, or adding others to it.

    And those that were stopped lately, before they came to one of these rows. ``rows`` is asked for
    only if there are jobs.
    """
    lately = Q(state=JobState.STOPPED, lease__gt=timezone.now() - timedelta(days=STOPPED_DAYS))
    alike = [kind.name for kind in KINDS.values() if kind.model is model]
    jobs = list(Job.objects.filter(Q(state__in=UNFINISHED) | lately, kind__in=alike))
    if not jobs:
        return []
    found = rows()
    targets = JobTarget.objects.filter(job__in=jobs, object_id__in=found.order_by().values("pk"))
    still = targets.filter(Q(job__state__in=UNFINISHED) | Q(number__gte=F("job__position")))
    ids = set(still.order_by().values_list("job", flat=True).distinct())
    return [job for job in jobs if job.pk in ids or _adds_to(job, found)]


def _adds_to(job: Job, rows: QuerySet) -> bool:
    places = KINDS[job.kind].places(job) if job.state in UNFINISHED else ()
    return bool(places) and rows.filter(pk__in=places).exists()


def refusal(job: Job) -> str:
    """Says which job has to end first."""
    sentence = _(
        "“%(job)s” of %(name)s is still at work on “%(subject)s”. Please wait for its end."
    )
    return sentence % {
        "job": KINDS[job.kind].label,
        "name": job.user_name,
        "subject": job.subject,
    }


def shared_with(user) -> Q:
    """The jobs of others that are at work, or stopped, on rows that this person sees as well."""
    seen = Q(pk=None)
    for model in {kind.model for kind in KINDS.values()}:
        alike = [kind for kind in KINDS.values() if kind.model is model]
        rows = alike[0].rows_seen_by(user).order_by().values("pk")
        targets = JobTarget.objects.filter(job=OuterRef("pk"), object_id__in=rows)
        seen |= Q(kind__in=[kind.name for kind in alike]) & Exists(targets)
    return ~Q(state=JobState.FINISHED) & seen


def at_work(model: type[Model], ids, names=None) -> Job | None:
    """The unfinished job that one of these rows is a target of; ``ids`` may be a query."""
    kinds = [kind.name for kind in KINDS.values() if kind.model is model]
    wanted = [name for name in kinds if names is None or name in names]
    targets = JobTarget.objects.filter(object_id__in=ids)
    unfinished = Q(state__in=UNFINISHED, kind__in=wanted)
    return Job.objects.filter(unfinished, pk__in=targets.values("job")).order_by("pk").first()
