"""The old addresses of topics that were renamed or moved."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site


class SectionRedirect(models.Model):
    """One row for all pages below a page whose address changed, however many they are.

    Wagtail stores a redirect for each of them, which takes minutes, or fails, where they are
    thousands. Paths are those below the site's address, without a slash at the end. No new path means
    that the page is retired: what stood below it leads where Wagtail's redirect from it leads.
    """

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+", editable=False)
    old_path = models.TextField(_("old address"), db_index=True)
    new_path = models.TextField(_("new address"))
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("redirect of a topic")
        verbose_name_plural = _("redirects of topics")
        ordering = ["-changed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "old_path", "new_path"], name="one_redirect_of_a_section"
            )
        ]

    def __str__(self):
        return f"{self.old_path}/…"
