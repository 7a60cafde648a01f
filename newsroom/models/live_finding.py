"""What the checks find in published articles."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.checks.catalogue import CHECKS


class LiveFinding(models.Model):
    """One thing that a check found in an article as readers see it."""

    page = models.ForeignKey(
        "articles.ArticlePage",
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("article"),
    )
    #: The check's name in ``articles.checks.catalogue``.
    check_name = models.CharField(_("check"), max_length=40, db_index=True)
    message = models.CharField(_("what was found"), max_length=500)

    class Meta:
        verbose_name = _("finding in a published article")
        verbose_name_plural = _("findings in published articles")
        ordering = ["page", "pk"]

    def __str__(self):
        return self.message

    @property
    def label(self):
        """The name of the check for editors."""
        return CHECKS[self.check_name].label
