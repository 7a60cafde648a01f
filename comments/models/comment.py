"""A reader's comment, built on django-comments-xtd's.

The package keeps order in a number that it shifts for every reply. Here order comes from ``path``:
the ids from the thread's first comment down to this one. No stored comment is ever renumbered.
"""

from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_comments_xtd.models import XtdComment

from .. import markup
from ..signals import status_changed
from .comment_queries import CommentQuerySet
from .discussion import Discussion
from .status import Status

#: Digits of one step of a path: ids of the same width sort like numbers in every collation.
STEP = 10
MAX_LEVEL = 10
#: Characters of a comment.
MAX_LENGTH = 3000
COUNTS = {"nested_count", "replies", "useful"}
#: Comments with traces of their sender: a network, a browser or the time that the form was open.
TRACES = ~Q(network="") | ~Q(user_agent="") | Q(form_seconds__isnull=False)


class PathField(models.CharField):
    """The path of a comment, made when the comment gets the id that the path ends in."""

    def pre_save(self, instance, add):
        if add:
            setattr(instance, self.attname, f"{instance.parent_path}{instance.pk:0{STEP}d}")
        return getattr(instance, self.attname)


class ReaderComment(XtdComment):
    """A comment on a page, or a reply to one."""

    page = models.ForeignKey(
        "wagtailcore.Page", on_delete=models.CASCADE, related_name="reader_comments"
    )
    status = models.CharField(max_length=12, choices=Status, default=Status.HELD)
    path = PathField(max_length=STEP * (MAX_LEVEL + 1), unique=True, editable=False)
    in_reply_to = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    ordinal = models.PositiveIntegerField(
        default=0,
        editable=False,
        help_text=_("Position among the thread’s replies, starting at 1."),
    )
    replies = models.PositiveIntegerField(
        default=0,
        editable=False,
        help_text=_("Replies in the thread that this comment began, of any status."),
    )
    useful = models.PositiveIntegerField(_("found useful"), default=0, editable=False)
    commenter = models.ForeignKey(
        "comments.Commenter",
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="comments",
    )
    verified = models.BooleanField(
        _("by the owner of the address"),
        default=False,
        editable=False,
        help_text=_("Confirmed by email, or sent from a browser in which the address was."),
    )
    html = models.TextField(editable=False)
    posted_at = models.DateTimeField(default=timezone.now, editable=False)
    published_at = models.DateTimeField(null=True, editable=False)
    edited_at = models.DateTimeField(null=True, editable=False)
    by_author = models.BooleanField(
        _("by one of the site’s authors"),
        default=False,
        help_text=_("Shows a badge beside the name."),
    )
    withdrawn = models.BooleanField(_("withdrawn by its author"), default=False, editable=False)
    expired_at = models.DateTimeField(
        null=True, editable=False, help_text=_("Emptied, by its age.")
    )
    original = models.TextField(
        editable=False, blank=True, help_text=_("The text before a moderator first changed it.")
    )
    original_name = models.CharField(
        max_length=50,
        null=True,
        editable=False,
        help_text=_("The name before a moderator first changed it."),
    )
    original_website = models.CharField(
        max_length=200,
        null=True,
        editable=False,
        help_text=_("The website before a moderator first changed it."),
    )
    closed = models.BooleanField(
        _("thread closed"),
        default=False,
        help_text=_("On a thread’s first comment: no more replies."),
    )
    reported_at = models.DateTimeField(
        null=True,
        editable=False,
        help_text=_("When the first report came that no moderator has answered yet."),
    )
    approved_at = models.DateTimeField(
        null=True,
        editable=False,
        help_text=_("When a moderator last approved the comment or kept it as it is."),
    )
    spam_score = models.FloatField(
        null=True,
        editable=False,
        help_text=_("The learning filter’s score, from 0 to 1: the probability of spam."),
    )
    network = models.CharField(max_length=43, blank=True, editable=False)
    fingerprint = models.CharField(
        max_length=16,
        blank=True,
        editable=False,
        help_text=_("Equal for comments with the same text."),
    )
    user_agent = models.CharField(_("browser"), max_length=200, blank=True, editable=False)
    form_seconds = models.PositiveIntegerField(
        null=True, editable=False, help_text=_("Seconds between opening and sending the form.")
    )
    version = models.PositiveIntegerField(
        default=0,
        editable=False,
        help_text=_("Grows with every change. An action names the version that it is based on."),
    )
    note_to_author = models.CharField(
        _("note to its author"),
        max_length=300,
        blank=True,
        help_text=_("For instance the reason. The author reads it beside the comment’s status."),
    )
    nonce = models.UUIDField(null=True, unique=True, editable=False)
    token_hash = models.CharField(max_length=64, blank=True, editable=False)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        # The package would sort every query by columns that are no longer kept.
        ordering = []
        base_manager_name = "objects"
        default_manager_name = "objects"
        indexes = [
            models.Index(fields=["page", "status", "path"], name="comment_discussion"),
            models.Index(fields=["status", "withdrawn", "posted_at"], name="comment_queue"),
            models.Index(
                fields=["commenter", "status", "withdrawn", "posted_at"], name="comment_record"
            ),
            models.Index(
                fields=["page", "status", "withdrawn", "posted_at"], name="comment_queue_of_page"
            ),
            models.Index(
                fields=["network", "status", "withdrawn", "posted_at"],
                name="comment_queue_of_network",
            ),
            models.Index(fields=["fingerprint", "posted_at"], name="comment_same_words"),
            models.Index(
                fields=["status", "withdrawn", "spam_score"], name="comment_queue_by_score"
            ),
            models.Index(fields=["status", "withdrawn", "reported_at"], name="comment_reported"),
            # For the hourly retention.
            models.Index(fields=["posted_at"], condition=TRACES, name="comment_traces"),
            # For the first threads of a page, without reading the others.
            models.Index(fields=["page", "ordinal", "path"], name="comment_threads"),
        ]

    def __str__(self):
        return f"{self.user_name}: {self.comment[:60]}"

    parent_path = ""

    def save(self, *args, **kwargs):
        """Saves the comment, and the counts that follow from its status."""
        is_new = self.pk is None
        self.is_removed = self.status == Status.REMOVED
        self.is_public = self.status in (Status.PUBLISHED, Status.REMOVED)
        self.html = markup.to_html(self.comment)
        self.fingerprint = markup.fingerprint(self.comment)
        self.submit_date = self.submit_date or self.posted_at
        with transaction.atomic():
            Discussion.objects.select_for_update().get(page_id=self.page_id)
            from_status = None
            if not is_new:
                known = ReaderComment.objects.filter(pk=self.pk)
                from_status, version = known.values_list("status", "version")[0]
                self.version = version + 1
            first_time = self.status == Status.PUBLISHED and self.published_at is None
            if first_time:
                self.published_at = timezone.now()
            if not is_new and kwargs.get("update_fields") is None:
                # Counts change in the database alone: the values of this object may be old.
                kwargs["update_fields"] = [
                    field.name
                    for field in self._meta.concrete_fields
                    if not field.primary_key and field.name not in COUNTS
                ]
            # Skips XtdComment.save, which renumbers the thread.
            super(XtdComment, self).save(*args, **kwargs)
            if is_new and not self.thread_id:
                self.thread_id = self.parent_id = self.pk
                XtdComment.norel_objects.filter(pk=self.pk).update(
                    thread_id=self.pk, parent_id=self.pk
                )
            self._count(from_status)
            if from_status != self.status:
                status_changed.send(
                    ReaderComment, comment=self, from_status=from_status, first_time=first_time
                )

    def _count(self, from_status: str | None) -> None:
        """Updates the numbers of published comments of the discussion and of each comment above."""
        change = (self.status == Status.PUBLISHED) - (from_status == Status.PUBLISHED)
        # Readers do not see that a new comment waits. A flood of them drops no page.
        seen = from_status is not None or self.status == Status.PUBLISHED
        Discussion.objects.changed(
            self.page_id, seen=seen, comment_count=F("comment_count") + change
        )
        if change and self.level:
            XtdComment.norel_objects.filter(pk__in=self.ancestor_ids()).update(
                nested_count=F("nested_count") + change
            )

    def ancestor_ids(self) -> list[int]:
        """The ids above this comment, from the thread's first one down."""
        return [
            int(self.path[start : start + STEP]) for start in range(0, len(self.path) - STEP, STEP)
        ]

    def path_end(self) -> str:
        """The first path after everything below this comment."""
        return f"{self.path[:-STEP]}{self.pk + 1:0{STEP}d}"

    def get_absolute_url(self) -> str:
        return reverse("comment", args=[self.pk])

    def forget(self) -> None:
        """Empties all personal fields, the text included, without saving."""
        self.comment = self.original = self.user_name = self.user_email = self.user_url = ""
        self.original_name = self.original_website = None
        self.network = self.user_agent = self.note_to_author = ""
        self.ip_address = self.user = self.commenter = self.form_seconds = self.spam_score = None
        self.verified = self.by_author = False
        self.withdrawn, self.status = True, Status.REMOVED

    @property
    def names_answered(self) -> bool:
        """Whether the page says whom the comment answers, because it does not stand right below."""
        return bool(self.in_reply_to_id) and self.in_reply_to_id != self.parent_id

    @property
    def is_tombstone(self) -> bool:
        """Whether the page shows only the place of the comment, for the replies below it."""
        return self.status != Status.PUBLISHED

    @property
    def why_held(self) -> str:
        """All reasons in one text."""
        return " ".join(finding.message for finding in self.findings.all())

    @property
    def is_edited(self) -> bool:
        """Whether its author changed what readers had seen."""
        return bool(self.edited_at and self.published_at and self.edited_at > self.published_at)

    @property
    def edited_by_moderator(self) -> bool:
        sender = (self.original_name, self.original_website)
        return bool(self.original) or sender != (None, None)

    @property
    def spam_percent(self) -> int | None:
        """The score as people read it. No filter is ever quite sure."""
        return None if self.spam_score is None else min(99, round(100 * self.spam_score))

    @property
    def website(self) -> str:
        """The link of the name. Imported addresses may be scripts: only web addresses pass."""
        return self.user_url if self.user_url.startswith(("http://", "https://")) else ""

    @property
    def colour(self) -> int:
        """One of eight colours for the mark in place of a picture: equal for equal names."""
        return sum(self.user_name.encode()) % 8

    @property
    def initial(self) -> str:
        return self.user_name[:1].upper()
