"""Wagtail's bulk actions for the queue: on the ticked comments, or on all that it lists."""

from urllib.parse import urlsplit

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.views.bulk_action import BulkAction

from .. import permissions
from ..models import Action, Decision, JobState, ReaderComment
from ..moderation import bulk, tabs
from ..numbers import parse_id
from . import filters
from .access import ModeratorsOnly
from .bulk_forms import ReasonAndNoteForm, ReasonForm

#: The page that asks for confirmation names this many comments, and counts the others.
NAMED = 20
#: A job is kept for longer than personal data may be: of these filters it keeps the name alone.
PERSONAL = {"commenter", "address", "network"}


def _comments(number: int) -> str:
    comments = ngettext("%(shown)s comment", "%(shown)s comments", number)
    return comments % {"shown": f"{number:,}"}


class CommentBulkAction(ModeratorsOnly, BulkAction):
    """One action for many comments. It touches only comments that the moderator may decide."""

    models = [ReaderComment]
    template_name = "comments/desk/bulk_confirm.html"
    form_class = ReasonForm
    #: What the page that asks says will become of so many comments, and what that means.
    question = ""
    meaning = ""
    #: The message afterwards, in singular and plural, with the number as ``shown``.
    result = ""

    @classmethod
    def get_queryset(cls, model, object_ids):
        ids = map(parse_id, object_ids)
        return model.objects.filter(pk__in=[pk for pk in ids if pk is not None])

    @cached_property
    def _permitted(self) -> set[int]:
        """The requested comments that this moderator may decide: ``may_moderate`` in one query."""
        requested = self.get_queryset(self.model, self.request.GET.getlist("id"))
        theirs = permissions.moderated_by(self.request.user)
        return set(requested.filter(pk__in=theirs.values("pk")).values_list("pk", flat=True))

    def check_perm(self, comment):
        return comment.pk in self._permitted

    def get_all_objects_in_listing_query(self, parent_id):
        """The comments that the list shows. Wagtail's own method ignores its filters."""
        return filters.matching(self.request.user, self.request.GET).values_list("pk", flat=True)

    @cached_property
    def everything(self) -> bool:
        """Whether the action is for all that the list's address matches, as Wagtail's script says."""
        return "all" in self.request.GET.getlist("id")

    @cached_property
    def listing(self) -> QueryDict | None:
        """The filters of the list from which comments were ticked one by one."""
        address = urlsplit(self.next_url)
        return QueryDict(address.query) if address.path == reverse("comments_queue") else None

    @cached_property
    def chosen(self) -> QuerySet:
        """The chosen comments, without those that have left the list because others decided them."""
        if self.everything:
            return filters.matching(self.request.user, self.request.GET)
        ticked = self.get_queryset(self.model, self._permitted)
        if self.listing is None:
            return ticked
        listed = filters.matching(self.request.user, self.listing).filter(pk__in=self._permitted)
        # A link into the queue shows its comment there, whatever its status.
        focus = self.get_queryset(self.model, [self.listing.get("focus", "")])
        return ticked.filter(
            Q(pk__in=list(listed.values_list("pk", flat=True))) | Q(pk__in=focus.order_by())
        )

    def describe_selection(self) -> str:
        """Says which comments were chosen, for the job's page."""
        if not self.everything:
            return gettext("Ticked in the list")
        tab = tabs.TABS[tabs.tab_of(self.request.GET)]
        parts = [gettext("Everything in “%(tab)s”") % {"tab": tab}]
        parts += [
            str(each.label) if name in PERSONAL else f"{each.label}: {self.request.GET[name]}"
            for name, each in filters.QueueFilterSet.base_filters.items()
            if name != "order" and self.request.GET.get(name)
        ]
        if self.request.GET.get("q"):
            parts.append(gettext("Words: %(words)s") % {"words": self.request.GET["q"]})
        return ". ".join(parts)

    def get_form_class(self):
        return ReasonAndNoteForm if self.action_type in ("spam", "remove") else ReasonForm

    def get_initial(self):
        return {"seen": timezone.now().isoformat(), "count": self.count}

    @cached_property
    def count(self) -> int:
        return self.chosen.order_by().count()

    def get_context_data(self, **kwargs):
        # FormView's, because BulkAction's loads every comment.
        requested = set() if self.everything else set(self.request.GET.getlist("id"))
        named = list(self.chosen.select_related("page")[:NAMED])
        return FormView.get_context_data(
            self,
            comments=_comments(self.count),
            question=self.question % {"number": self.count, "shown": f"{self.count:,}"},
            count=self.count,
            named=named,
            more=self.count - len(named),
            not_theirs=len(requested) - len(self._permitted) if requested else 0,
            gone=len(self._permitted) - self.count if requested else 0,
            in_background=self.count > bulk.AT_ONCE,
            next=self.next_url,
            submit_url=self.request.get_full_path(),
            action=self,
            selection=self.describe_selection(),
            **kwargs,
        )

    def form_valid(self, form):
        """Decides each comment in a transaction of its own, not in Wagtail's one for all."""
        data, seen = form.cleaned_data, form.cleaned_data["seen"]
        decided = Decision.objects.filter(
            comment=OuterRef("pk"), decided_at__gt=seen, conflict=False
        )
        as_seen = self.chosen.exclude(posted_at__gt=seen).exclude(edited_at__gt=seen)
        wanted = as_seen.exclude(Exists(decided))
        if not wanted.exists():
            # No comment is left for this moderator to decide, so no job begins.
            self._report(others=data["count"])
            return redirect(self.next_url)
        job = bulk.start(
            self.request.user,
            self.action_type,
            wanted,
            reason=data["reason"],
            note_to_author=data["note_to_author"],
            selection=self.describe_selection(),
        )
        address = reverse("comments_job", args=[job.pk])
        if job.state != JobState.FINISHED:
            return redirect(address)
        conflict = job.decisions.filter(conflict=True).count()
        self._report(
            job.total - job.skipped,
            others=max(0, data["count"] - job.total) + conflict,
            impossible=job.skipped - conflict,
            undo=f"{address}undo/",
        )
        return redirect(self.next_url)

    def _report(self, done: int = 0, others: int = 0, impossible: int = 0, undo: str = "") -> None:
        """Tells the moderator how many comments were decided, and why others were not."""
        sentences = [self.result % {"number": done, "shown": f"{done:,}"}]
        if others:
            sentence = ngettext(
                "%(shown)s was decided by somebody else in the meantime.",
                "%(shown)s were decided by somebody else in the meantime.",
                others,
            )
            sentences.append(sentence % {"shown": f"{others:,}"})
        if impossible > 0:
            sentence = ngettext(
                "%(shown)s could not be decided: it was withdrawn, or never confirmed by email.",
                "%(shown)s could not be decided: they were withdrawn, or never confirmed by email.",
                impossible,
            )
            sentences.append(sentence % {"shown": f"{impossible:,}"})
        if done:
            buttons = [messages.button(undo, _("Undo"))]
            messages.success(self.request, " ".join(sentences), buttons=buttons)
        else:
            messages.warning(self.request, " ".join(sentences))


@hooks.register("register_bulk_action")
class Approve(CommentBulkAction):
    display_name = _("Approve")
    action_type = Action.APPROVE.value
    aria_label = _("Approve the chosen comments")
    action_priority = 10
    question = ngettext_lazy(
        "%(shown)s comment will be approved.", "%(shown)s comments will be approved.", "number"
    )
    result = ngettext_lazy(
        "%(shown)s comment was approved.", "%(shown)s comments were approved.", "number"
    )
    meaning = _("They are published: readers see them at once. Reports on them are answered.")


@hooks.register("register_bulk_action")
class Spam(CommentBulkAction):
    display_name = _("Spam")
    action_type = Action.SPAM.value
    aria_label = _("Mark the chosen comments as spam")
    action_priority = 20
    classes = {"serious"}
    question = ngettext_lazy(
        "%(shown)s comment will be marked as spam.",
        "%(shown)s comments will be marked as spam.",
        "number",
    )
    result = ngettext_lazy(
        "%(shown)s comment was marked as spam.", "%(shown)s comments were marked as spam.", "number"
    )
    meaning = _("Readers no longer see them, and the filter learns from them.")


@hooks.register("register_bulk_action")
class Remove(CommentBulkAction):
    display_name = _("Remove")
    action_type = Action.REMOVE.value
    aria_label = _("Remove the chosen comments")
    action_priority = 30
    classes = {"serious"}
    question = ngettext_lazy(
        "%(shown)s comment will be removed.", "%(shown)s comments will be removed.", "number"
    )
    result = ngettext_lazy(
        "%(shown)s comment was removed.", "%(shown)s comments were removed.", "number"
    )
    meaning = _(
        "Readers no longer see them. Where others have answered, “removed” stands in their place."
    )


@hooks.register("register_bulk_action")
class Hold(CommentBulkAction):
    display_name = _("Hold")
    action_type = Action.HOLD.value
    aria_label = _("Hold the chosen comments")
    action_priority = 40
    question = ngettext_lazy(
        "%(shown)s comment will be held.", "%(shown)s comments will be held.", "number"
    )
    result = ngettext_lazy("%(shown)s comment was held.", "%(shown)s comments were held.", "number")
    meaning = _("Readers no longer see them until a moderator approves them.")
