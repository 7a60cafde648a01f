"""Jobs in the admin: their progress, and stopping and resuming them."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from .kinds import KINDS, shared_with
from .models import UNFINISHED, Job, JobState
from .running import NAMED, Impossible, jobs
from .telling import label, state, words


def theirs(user) -> QuerySet[Job]:
    """The jobs that the user may stop and resume: their own; a superuser everybody's."""
    if not user.has_perm("wagtailadmin.access_admin"):
        raise PermissionDenied
    return Job.objects.all() if user.is_superuser else Job.objects.filter(user=user)


def visible_to(user) -> QuerySet[Job]:
    """The user's own jobs, and those that colleagues have not finished on what the user sees, too."""
    own = theirs(user)
    if user.is_superuser:
        return own
    return Job.objects.filter(Q(pk__in=own.order_by().values("pk")) | shared_with(user))


def possible(job: Job, user) -> list[str]:
    """The buttons that the job offers this person now."""
    if not (user.is_superuser or job.user_id == user.pk):
        return []
    if job.state in UNFINISHED:
        return ["stop"]
    return ["resume"] if job.state == JobState.STOPPED else []


def as_data(job: Job, user) -> dict:
    """The progress that the page shows, for its script."""
    return {
        "words": words(job),
        "state": state(job),
        "position": job.position,
        "total": job.total,
        "possible": possible(job, user),
        "over": job.state not in UNFINISHED,
        "left": left(job, user),
    }


def left(job: Job, user) -> str:
    """The list of what was left as it was, as HTML, with links to what the user may edit."""
    named, kind = list(job.skipped_targets.all()) if job.skipped else [], KINDS.get(job.kind)
    if not named:
        return ""
    rows = kind.model._default_manager.in_bulk([each.object_id for each in named]) if kind else {}
    finder = AdminURLFinder(user)
    for each in named:
        each.address = finder.get_edit_url(row) if (row := rows.get(each.object_id)) else ""
    more = job.skipped - NAMED if len(named) == NAMED else 0
    return render_to_string("jobs/_left.html", {"named": named, "more": more})


class JobsView(generic.IndexView):
    """All jobs, the latest first."""

    model = Job
    page_title = gettext_lazy("Background jobs")
    header_icon = "tasks"
    index_url_name = "jobs"
    default_ordering = "-pk"
    table_classname = "listing whole-words"
    paginate_by = 50
    verbose_name_plural = gettext_lazy("background jobs")
    any_permission_required = None
    columns = [
        TitleColumn(
            "what",
            label=gettext_lazy("What"),
            accessor=words,
            get_url=lambda job: reverse("job", args=[job.pk]),
        ),
        Column("subject", label=gettext_lazy("What was chosen")),
        Column("state", label=gettext_lazy("State"), accessor=state),
        Column("user_name", label=gettext_lazy("Begun by")),
        DateColumn("created_at", label=gettext_lazy("Begun")),
    ]

    def get_base_queryset(self):
        return visible_to(self.request.user)

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]


class JobView(WagtailAdminTemplateMixin, TemplateView):
    """One job, with its progress."""

    template_name = "jobs/job.html"
    header_icon = "tasks"

    @cached_property
    def job(self) -> Job:
        return get_object_or_404(visible_to(self.request.user), pk=self.kwargs["job_id"])

    def get_page_title(self):
        return label(self.job)

    def get_page_subtitle(self):
        return self.job.subject

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse("jobs"), "label": JobsView.page_title},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs):
        kind = KINDS.get(self.job.kind)
        return super().get_context_data(
            job=self.job,
            data=as_data(self.job, self.request.user),
            facts=kind.facts(self.job) if kind else [],
            is_theirs=theirs(self.request.user).filter(pk=self.job.pk).exists(),
            explanation=kind.explanation if kind else "",
            **kwargs,
        )


@never_cache
@require_safe
def job_progress(request, job_id: int):
    """The progress of a job. The page asks for it every two seconds."""
    job = get_object_or_404(visible_to(request.user), pk=job_id)
    return JsonResponse(as_data(job, request.user))


@require_POST
def stop(request, job_id: int):
    jobs.stop(get_object_or_404(theirs(request.user), pk=job_id))
    return redirect("job", job_id)


@require_POST
def resume(request, job_id: int):
    try:
        jobs.resume(get_object_or_404(theirs(request.user), pk=job_id))
    except Impossible as refusal:
        messages.error(request, str(refusal))
    return redirect("job", job_id)
