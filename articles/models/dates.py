"""The dates in the byline of an article."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def today():
    """Today's date in the site's time zone."""
    return timezone.localdate()


class BylineDates(models.Model):
    """Mixin of a page: the day of its first publication, unless an editor chose one, and of its review.

    A draft has no such day until an editor chooses it: in its revisions ``published_on`` is empty. The
    row of a page always has one, because lists are sorted by it.
    """

    published_on = models.DateField(
        _("first published"),
        blank=True,
        db_index=True,
        help_text=_("The date in the byline. If empty, the day of the first publication."),
    )
    reviewed_on = models.DateField(_("last reviewed"), null=True, blank=True)

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        chosen = self.published_on
        self.published_on = chosen or self._first_day() or today()
        super().save(*args, **kwargs)
        if not self.live:
            self.published_on = chosen  # the revision that follows stores what the editor entered

    def with_content_json(self, content):
        page = super().with_content_json(content)
        page.published_on = page.published_on or self._first_day()
        return page

    @property
    def updated_on(self):
        """The date of the last review, or of publication."""
        return self.reviewed_on or self.published_on

    def _first_day(self):
        first = self.first_published_at
        return timezone.localdate(first) if first else None
