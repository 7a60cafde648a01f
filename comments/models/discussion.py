"""The discussion of a page as a whole: its mode, its number of comments, its last change."""

from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from page_cache.collecting import MISSING, expire
from page_cache.invalidating import drop

from .settings import DiscussionSettings, Policy


class DiscussionMode(models.TextChoices):
    """Whether a page takes comments."""

    DEFAULT = "default", _("As the site")
    OPEN = "open", _("Open, however old the article is")
    FREE = "free", _("Publish at once every comment that no other rule holds")
    HOLD_FIRST = "hold_first", _("Hold a person’s comments until one of them has been approved")
    HOLD = "hold", _("Hold everything")
    CLOSED = "closed", _("Closed: existing comments stay readable")


def surrogate_key(page_id: int) -> str:
    """The tag of the pages that show something of a page's discussion."""
    return f"discussion:{page_id}"


class DiscussionQuerySet(models.QuerySet):
    """Discussions."""

    def changed(self, page_id: int, *, seen: bool = True, **numbers) -> None:
        """Notes that a page's discussion has changed, in this transaction. ``seen``: by readers."""
        self.filter(page_id=page_id).update(changed_at=timezone.now(), **numbers)
        if seen:
            drop(surrogate_key(page_id), MISSING)


class Discussion(models.Model):
    """The discussion of one page. Its row is the lock under which the page's comments change.

    ``comments/locks.py`` says what else is locked, and in which order.
    """

    page = models.OneToOneField(
        "wagtailcore.Page", primary_key=True, on_delete=models.CASCADE, related_name="discussion"
    )
    mode = models.CharField(
        _("comments"), max_length=10, choices=DiscussionMode, default=DiscussionMode.DEFAULT
    )
    close_after_days = models.PositiveSmallIntegerField(
        _("close after"),
        null=True,
        blank=True,
        help_text=_("Days after publication. Left empty: as the site."),
    )
    comment_count = models.PositiveIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = DiscussionQuerySet.as_manager()

    class Meta:
        verbose_name = _("discussion")

    def __str__(self):
        return gettext("Discussion of “%(page)s”") % {"page": self.page.title}

    def is_open(self, settings: DiscussionSettings, now=None) -> bool:
        """Whether the discussion takes a new comment now."""
        if self.mode == DiscussionMode.CLOSED or not settings.open:
            return False
        if self.mode == DiscussionMode.OPEN:
            return True
        days = self.close_after_days or settings.close_after_days
        published = self.page.first_published_at
        if not days or published is None:
            return True
        end = published + timedelta(days=days)
        expire(end)
        return (now or timezone.now()) < end

    def policy(self, settings: DiscussionSettings) -> str:
        """The policy for new comments on this page. Its own mode goes before the site's setting."""
        return {
            DiscussionMode.FREE: Policy.PUBLISH,
            DiscussionMode.HOLD_FIRST: Policy.HOLD_FIRST,
            DiscussionMode.HOLD: Policy.HOLD,
        }.get(self.mode, settings.policy)
