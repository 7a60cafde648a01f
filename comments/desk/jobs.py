"""Bulk jobs: their progress, and stopping, resuming and undoing them."""

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import TemplateView
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from jobs.telling import silence

from .. import permissions
from ..models import Action, BulkJob, Decision, JobState
from ..models.decision import UNDO_DAYS
from ..moderation import banning, bulk, deciding
from .access import ModeratorsOnly


def visible_to(user) -> QuerySet[BulkJob]:
    """The user's own jobs; those who moderate the whole site see everybody's."""
    if not permissions.moderates(user):
        raise PermissionDenied
    jobs = BulkJob.objects.select_related("undo_of").annotate(
        undone=Count("undos"),
        bans=Exists(Decision.objects.filter(bulk.BANS, job=OuterRef("pk")).order_by()),
    )
    return jobs if permissions.moderates_all(user) else jobs.filter(moderator=user)


def label(job: BulkJob) -> str:
    """The action of the job."""
    if job.action == Action.UNDO:
        return (
            _("Undo job %(number)s") % {"number": job.undo_of_id} if job.undo_of_id else _("Undo")
        )
    action = str(Action(job.action).label)
    return _("Ban: %(action)s") % {"action": action} if job.bans else action


def progress(job: BulkJob) -> str:
    """The action, and how many comments are dealt with."""
    values = {
        "action": label(job),
        "position": f"{job.position:,}",
        "total": f"{job.total:,}",
        "skipped": f"{job.skipped:,}",
    }
    if not job.skipped:
        return _("%(action)s: %(position)s of %(total)s") % values
    message = ngettext(
        "%(action)s: %(position)s of %(total)s, %(skipped)s skipped",
        "%(action)s: %(position)s of %(total)s, %(skipped)s skipped",
        job.skipped,
    )
    return message % values


def state(job: BulkJob) -> str:
    if silent := silence(job):
        return silent
    if job.state == JobState.WAITING and job.position:
        return str(JobState.RUNNING.label)  # between two turns of the worker
    if job.undone and job.state == JobState.FINISHED:
        return _("Undone")
    return job.get_state_display()


def possible(job: BulkJob) -> list[str]:
    """The buttons that the job offers now."""
    if job.state in bulk.UNFINISHED:
        return ["stop"]
    if job.undone:
        return []
    can = ["resume"] if job.state == JobState.STOPPED else []
    is_final = job.action in (Action.UNDO, Action.EMPTY)
    has_effect = job.bans or job.position > job.skipped
    return [*can, "undo"] if has_effect and not is_final else can


def with_ban(job: BulkJob) -> str:
    """A clause on the comments that a ban took along."""
    if job.state != JobState.FINISHED:
        return _("their other comments follow in the background")
    done = job.total - job.skipped
    if job.action == Action.HOLD:
        clause = ngettext(
            "%(shown)s other comment was held", "%(shown)s other comments were held", done
        )
    else:
        clause = ngettext(
            "%(shown)s other comment was removed", "%(shown)s other comments were removed", done
        )
    clause %= {"shown": f"{done:,}"}
    return f"{clause}; {_left(job.skipped)}" if job.skipped else clause


def undone(job: BulkJob) -> str:
    """A sentence without its full stop on a job that undid a ban and what went with it."""
    if job.state != JobState.FINISHED:
        return _("The ban and what went with it are being undone in the background")
    decisions = job.decisions.order_by()
    comments = decisions.exclude(undoes__in=_bans_of(job.undo_of)).count()
    lifted = decisions.filter(undoes__in=_bans_of(job.undo_of)).exists()
    clauses = [_("Undone: the ban is lifted") if lifted else _("Undone")]
    if comments:
        clause = ngettext(
            "%(shown)s comment is what it was before",
            "%(shown)s comments are what they were before",
            comments,
        )
        clauses.append(clause % {"shown": f"{comments:,}"})
    left = job.skipped
    if not lifted and bulk.undoable(job.undo_of).filter(bulk.BANS).exists():
        clauses.append(_("the ban was changed again since, and stays"))
        left -= 1
    if left:
        clauses.append(_left(left))
    return "; ".join(clauses)


def _bans_of(job: BulkJob) -> QuerySet[Decision]:
    return job.decisions.filter(bulk.BANS).order_by().values("pk")


def _left(number: int) -> str:
    left = ngettext(
        "%(shown)s was decided about in the meantime, and is left as it is",
        "%(shown)s were decided about in the meantime, and are left as they are",
        number,
    )
    return left % {"shown": f"{number:,}"}


def as_data(job: BulkJob) -> dict:
    """The progress that the page shows, for its script."""
    return {
        "words": progress(job),
        "state": state(job),
        "position": job.position,
        "total": job.total,
        "possible": possible(job),
        "over": job.state not in bulk.UNFINISHED,
    }


class JobsView(ModeratorsOnly, generic.IndexView):
    """All jobs, the latest first."""

    model = BulkJob
    page_title = gettext_lazy("Bulk actions")
    header_icon = "list-ul"
    index_url_name = "comments_jobs"
    default_ordering = "-pk"
    table_classname = "listing whole-words"
    paginate_by = 50
    verbose_name_plural = gettext_lazy("bulk actions")
    columns = [
        TitleColumn(
            "what",
            label=gettext_lazy("What"),
            accessor=progress,
            get_url=lambda job: reverse("comments_job", args=[job.pk]),
        ),
        Column("state", label=gettext_lazy("State"), accessor=state),
        Column("selection", label=gettext_lazy("What was chosen")),
        Column("moderator_name", label=gettext_lazy("Moderator")),
        DateColumn("created_at", label=gettext_lazy("Begun")),
    ]

    def get_base_queryset(self):
        return visible_to(self.request.user)

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse("comments_queue"), "label": _("Comments")},
            {"url": "", "label": self.page_title},
        ]


class JobView(ModeratorsOnly, WagtailAdminTemplateMixin, TemplateView):
    """One job, with its progress."""

    template_name = "comments/desk/job.html"
    header_icon = "list-ul"

    def get_page_title(self):
        return _("%(action)s, job %(number)s") % {
            "action": label(self.job),
            "number": self.job.pk,
        }

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse("comments_queue"), "label": _("Comments")},
            {"url": reverse("comments_jobs"), "label": _("Bulk actions")},
            {"url": "", "label": self.get_page_title()},
        ]

    @cached_property
    def job(self) -> BulkJob:
        return get_object_or_404(visible_to(self.request.user), pk=self.kwargs["job_id"])

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            job=self.job,
            data=as_data(self.job),
            undoing=self.job.undos.first(),
            ban=self.job.bans and self.job.decisions.filter(bulk.BANS).first(),
            undo_days=0 if self.job.action == Action.EMPTY else UNDO_DAYS,
            **kwargs,
        )


class UndoView(JobView):
    """Asks before it undoes a whole job, which may be somebody else's."""

    template_name = "comments/desk/job_undo.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            count=bulk.undoable(self.job).exclude(bulk.BANS).count(),
            lifts=bulk.undoable(self.job).filter(bulk.BANS).exists(),
            whose=self.job.moderator_name if self.job.moderator_id != self.request.user.pk else "",
            **kwargs,
        )

    def post(self, request, job_id: int):
        try:
            undo = banning.undo if self.job.bans else bulk.undo
            undoing = undo(request.user, self.job)
        except deciding.Impossible as refusal:
            messages.error(request, str(refusal))
            return redirect("comments_job", job_id)
        return redirect("comments_job", undoing.pk)


@never_cache
@require_safe
def job_progress(request, job_id: int):
    """The progress of a job. The page asks for it every two seconds."""
    return JsonResponse(as_data(get_object_or_404(visible_to(request.user), pk=job_id)))


@require_POST
def stop(request, job_id: int):
    bulk.stop(get_object_or_404(visible_to(request.user), pk=job_id))
    return redirect("comments_job", job_id)


@require_POST
def resume(request, job_id: int):
    try:
        bulk.resume(get_object_or_404(visible_to(request.user), pk=job_id))
    except deciding.Impossible as refusal:
        messages.error(request, str(refusal))
    return redirect("comments_job", job_id)


class JobsMenuItem(MenuItem):
    def is_shown(self, request):
        return permissions.moderates(request.user)


@hooks.register("register_discussion_menu_item")
def menu_item():
    return JobsMenuItem(
        JobsView.page_title,
        reverse("comments_jobs"),
        name="comments-jobs",
        icon_name="tasks",
        order=60,
    )


@hooks.register("register_admin_urls")
def addresses():
    job = "discussion/jobs/<int:job_id>/"
    return [
        path("discussion/jobs/", JobsView.as_view(), name="comments_jobs"),
        path(job, JobView.as_view(), name="comments_job"),
        path(f"{job}progress/", job_progress, name="comments_job_progress"),
        path(f"{job}stop/", stop, name="comments_job_stop"),
        path(f"{job}resume/", resume, name="comments_job_resume"),
        path(f"{job}undo/", UndoView.as_view(), name="comments_job_undo"),
    ]
