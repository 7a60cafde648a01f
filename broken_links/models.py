"""What the worker found of links that lead nowhere."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Reason(models.TextChoices):
    """Why a link leads readers nowhere."""

    GONE = "gone", _("The page is deleted")
    UNPUBLISHED = "unpublished", _("The page is not published")
    PRIVATE = "private", _("The page is private")
    NOTHING = "nothing", _("Nothing is at this address")
    NO_SECTION = "no_section", _("The page has no such section")
    NO_DOCUMENT = "no_document", _("The document is deleted")
    NO_FILE = "no_file", _("The document’s file is lost")


class BrokenLink(models.Model):
    """One link of a published page, and why it leads nowhere."""

    page = models.ForeignKey(
        "wagtailcore.Page", on_delete=models.CASCADE, related_name="+", verbose_name=_("page")
    )
    place = models.CharField(_("where"), max_length=300)
    words = models.CharField(_("words of the link"), max_length=300, blank=True)
    target = models.CharField(_("leads to"), max_length=500)
    target_page = models.PositiveBigIntegerField(null=True, db_index=True)
    reason = models.CharField(_("why"), max_length=12, choices=Reason)
    found_at = models.DateTimeField(_("found"), default=timezone.now)

    class Meta:
        verbose_name = _("broken link")
        verbose_name_plural = _("broken links")
        ordering = ["page", "pk"]

    def __str__(self):
        return self.target
