"""Wagtail's bulk actions for the queue: on what was ticked, or on everything that it lists."""

from urllib.parse import urlsplit

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.functional import cached_property
from django.views.generic import FormView
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.views.bulk_action import BulkAction

from .. import permissions
from ..models import Action, Decision, DecisionReason, JobState, ReaderComment
from ..moderation import bulk, tabs
from ..numbers import parse_id
from . import filters
from .access import ModeratorsOnly

#: The page that asks names so many; of the others it says how many they are.
NAMED = 20
#: A job is kept for longer than such data may be: of these filters it says only that they were set.
PERSONAL = {"commenter", "address", "network"}


def _comments(number: int) -> str:
    return f"{number:,} comment" if number == 1 else f"{number:,} comments"


class WhyForm(forms.Form):
    """Why, and which state of things was agreed to."""

    listed_reason = forms.ModelChoiceField(
        DecisionReason.objects.all(), required=False, label="Reason", empty_label="None"
    )
    reason = forms.CharField(
        max_length=300, required=False, label="In your own words", help_text="For the record."
    )
    seen = forms.CharField(widget=forms.HiddenInput)
    count = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def clean_seen(self):
        seen = parse_datetime(self.cleaned_data["seen"])
        if seen is None or timezone.is_naive(seen):
            raise forms.ValidationError("Please begin again from the list.")
        return seen

    def clean(self):
        """The record's reason and the word to the commenters, whichever way they were given."""
        data = super().clean()
        picked = data.get("listed_reason")
        words = [picked.text if picked else "", data.get("reason", "")]
        note_to_author = data.get("note_to_author", "") or (picked.note_to_author if picked else "")
        return data | {
            "reason": ": ".join(filter(None, words))[:300],
            "note_to_author": note_to_author,
        }


class WhyAndTellForm(WhyForm):
    """The same, with what the commenters are told."""

    note_to_author = forms.CharField(
        max_length=300,
        required=False,
        label="Word to the commenters",
        help_text="They read it beside “was not published”. Left empty: what belongs to the reason.",
    )
    field_order = ["listed_reason", "reason", "note_to_author"]


class CommentBulkAction(ModeratorsOnly, BulkAction):
    """One action for many comments. Whoever it is asks for: only what is theirs is touched."""

    models = [ReaderComment]
    template_name = "comments/desk/bulk_confirm.html"
    form_class = WhyForm
    #: What will have happened to the comments, and what that means.
    done = ""
    meaning = ""

    @classmethod
    def get_queryset(cls, model, object_ids):
        ids = map(parse_id, object_ids)
        return model.objects.filter(pk__in=[pk for pk in ids if pk is not None])

    @cached_property
    def _permitted(self) -> set[int]:
        """Of the comments asked for, those that are theirs: ``may_moderate`` in one query."""
        asked = self.get_queryset(self.model, self.request.GET.getlist("id"))
        theirs = permissions.moderated_by(self.request.user)
        return set(asked.filter(pk__in=theirs.values("pk")).values_list("pk", flat=True))

    def check_perm(self, comment):
        return comment.pk in self._permitted

    def get_all_objects_in_listing_query(self, parent_id):
        """Wagtail's own takes everything there is, whatever the list was narrowed to."""
        return filters.matching(self.request.user, self.request.GET).values_list("pk", flat=True)

    @cached_property
    def everything(self) -> bool:
        """Whether it is for all that the list's address matches: Wagtail's script sends that along."""
        return "all" in self.request.GET.getlist("id")

    @cached_property
    def listing(self) -> QueryDict | None:
        """The filters of the list from which comments were ticked one by one."""
        address = urlsplit(self.next_url)
        return QueryDict(address.query) if address.path == reverse("comments_queue") else None

    @cached_property
    def chosen(self) -> QuerySet:
        """The comments meant. What has left the list since it was loaded was decided by others."""
        if self.everything:
            return filters.matching(self.request.user, self.request.GET)
        found = self.get_queryset(self.model, self._permitted)
        if self.listing is None:
            return found
        listed = filters.matching(self.request.user, self.listing).filter(pk__in=self._permitted)
        # A link into the queue shows its comment there, whatever its status.
        focus = self.get_queryset(self.model, [self.listing.get("focus", "")])
        return found.filter(
            Q(pk__in=list(listed.values_list("pk", flat=True))) | Q(pk__in=focus.order_by())
        )

    def in_words(self) -> str:
        """What was chosen, for the job's page."""
        if not self.everything:
            return "Ticked in the list"
        narrowed = [
            each.label if name in PERSONAL else f"{each.label}: {self.request.GET[name]}"
            for name, each in filters.QueueFilterSet.base_filters.items()
            if name != "order" and self.request.GET.get(name)
        ]
        if self.request.GET.get("q"):
            narrowed.append(f"Words: {self.request.GET['q']}")
        tab = tabs.TABS[tabs.tab_of(self.request.GET)]
        return ". ".join([f"Everything in “{tab}”", *narrowed])

    def get_form_class(self):
        return WhyAndTellForm if self.action_type in ("spam", "remove") else WhyForm

    def get_initial(self):
        return {"seen": timezone.now().isoformat(), "count": self.count}

    @cached_property
    def count(self) -> int:
        return self.chosen.order_by().count()

    def get_context_data(self, **kwargs):
        # Past BulkAction's, which loads every comment.
        asked = set() if self.everything else set(self.request.GET.getlist("id"))
        named = list(self.chosen.select_related("page")[:NAMED])
        return FormView.get_context_data(
            self,
            comments=_comments(self.count),
            count=self.count,
            named=named,
            more=self.count - len(named),
            not_theirs=len(asked) - len(self._permitted) if asked else 0,
            gone=len(self._permitted) - self.count if asked else 0,
            in_background=self.count > bulk.AT_ONCE,
            next=self.next_url,
            submit_url=self.request.get_full_path(),
            action=self,
            selection=self.in_words(),
            **kwargs,
        )

    def form_valid(self, form):
        """Decides; each comment in a transaction of its own, not in Wagtail's one for all."""
        data, seen = form.cleaned_data, form.cleaned_data["seen"]
        decided = Decision.objects.filter(
            comment=OuterRef("pk"), decided_at__gt=seen, conflict=False
        )
        as_seen = self.chosen.exclude(posted_at__gt=seen).exclude(edited_at__gt=seen)
        wanted = as_seen.exclude(Exists(decided))
        if not wanted.exists():
            # Nothing is theirs to decide any more: no job is begun for that.
            self._say(others=data["count"])
            return redirect(self.next_url)
        job = bulk.start(
            self.request.user,
            self.action_type,
            wanted,
            reason=data["reason"],
            note_to_author=data["note_to_author"],
            selection=self.in_words(),
        )
        address = reverse("comments_job", args=[job.pk])
        if job.state != JobState.FINISHED:
            return redirect(address)
        conflict = job.decisions.filter(conflict=True).count()
        self._say(
            job.total - job.skipped,
            others=max(0, data["count"] - job.total) + conflict,
            impossible=job.skipped - conflict,
            undo=f"{address}undo/",
        )
        return redirect(self.next_url)

    def _say(self, done: int = 0, others: int = 0, impossible: int = 0, undo: str = "") -> None:
        words = [f"{_comments(done)} {'was' if done == 1 else 'were'} {self.done}."]
        if others:
            was = "was" if others == 1 else "were"
            words.append(f"{others:,} {was} decided by somebody else in the meantime.")
        if impossible > 0:
            words.append(f"{impossible:,} could not be: withdrawn, or never confirmed by email.")
        if done:
            buttons = [messages.button(undo, "Undo")]
            messages.success(self.request, " ".join(words), buttons=buttons)
        else:
            messages.warning(self.request, " ".join(words))


@hooks.register("register_bulk_action")
class Approve(CommentBulkAction):
    display_name = "Approve"
    action_type = Action.APPROVE.value
    aria_label = "Approve the comments chosen"
    action_priority = 10
    done = "approved"
    meaning = "They are published: readers see them at once. Reports on them are answered."


@hooks.register("register_bulk_action")
class Spam(CommentBulkAction):
    display_name = "Spam"
    action_type = Action.SPAM.value
    aria_label = "Mark the comments chosen as spam"
    action_priority = 20
    classes = {"serious"}
    done = "marked as spam"
    meaning = "Readers no longer see them, and the filter learns what spam looks like."


@hooks.register("register_bulk_action")
class Remove(CommentBulkAction):
    display_name = "Remove"
    action_type = Action.REMOVE.value
    aria_label = "Remove the comments chosen"
    action_priority = 30
    classes = {"serious"}
    done = "removed"
    meaning = (
        "Readers no longer see them. Where others have answered, “removed” stands in their place."
    )


@hooks.register("register_bulk_action")
class Hold(CommentBulkAction):
    display_name = "Hold"
    action_type = Action.HOLD.value
    aria_label = "Hold the comments chosen"
    action_priority = 40
    done = "held"
    meaning = "Readers no longer see them until a moderator approves them."
