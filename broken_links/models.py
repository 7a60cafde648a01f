"""What the worker found of links that lead nowhere."""

from urllib.parse import urlsplit

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
    # Of other sites.
    NOT_THERE = "not_there", _("The other site says that nothing is there")
    NO_HOST = "no_host", _("There is no such site")
    NO_ANSWER = "no_answer", _("The other site does not answer")
    NOT_PUBLIC = "not_public", _("This is no public address")


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


class OuterLink(models.Model):
    """An address of another site to which pages link, and what came of asking there."""

    address = models.CharField(max_length=500, unique=True)
    pages = models.ManyToManyField("wagtailcore.Page", related_name="outer_links")
    asked_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(default=timezone.now, db_index=True)
    failures = models.PositiveSmallIntegerField(default=0)
    #: Why it is broken; empty while it is not, or is not known to be.
    reason = models.CharField(max_length=12, choices=Reason, blank=True)

    class Meta:
        verbose_name = _("link to another site")
        verbose_name_plural = _("links to other sites")

    def __str__(self):
        return self.address

    @property
    def host(self) -> str:
        return urlsplit(self.address).hostname or ""
