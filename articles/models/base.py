"""The mixin of every public page of the site."""

from http import HTTPMethod

from django.conf import settings
from django.db import models
from django.db.models import Value
from django.http import Http404
from django.utils import timezone
from wagtail.models import PageViewRestriction

from ..addresses import is_taken
from ..anchors import RESERVED, assign_anchors
from ..page_forms import SiteCopyForm, SitePageForm
from ..privacy import RestrictionsOf

#: The streams whose blocks have anchors, each with the field that the anchor is made from and the
#: anchor of a block whose field has no letters.
STREAMS = [("body", "heading", "section"), ("faq", "question", "question")]


class SitePage(models.Model):
    """Mixin for the site's page types: addresses and privacy in few queries."""

    class Meta:
        abstract = True

    #: Pages answer reading requests only, because every form posts to an address of its own.
    allowed_http_methods = [HTTPMethod.GET, HTTPMethod.HEAD, HTTPMethod.OPTIONS]

    base_form_class = SitePageForm
    copy_form_class = SiteCopyForm

    def save(self, *args, **kwargs):
        self.set_derived_fields()
        super().save(*args, **kwargs)

    def clean(self):
        super().clean()
        self.set_derived_fields()

    def can_move_to(self, parent):
        """Wagtail's rule, and not to where a fixed address of the site hides the page."""
        return super().can_move_to(parent) and not is_taken(parent, self.slug)

    def set_derived_fields(self) -> None:
        """Gives sections and questions their anchors."""
        taken = set(RESERVED)
        for stream, heading, fallback in STREAMS:
            blocks = getattr(self, stream, ())
            assign_anchors((block.value for block in blocks), heading, fallback, taken)

    def get_url_parts(self, request=None):
        """Wagtail's parts, with the operator's address (``SITE_URL``) as their root."""
        parts = super().get_url_parts(request)
        one_site = len(self._get_relevant_site_root_paths(request)) == 1
        if parts and parts[1] and settings.SITE_URL and one_site:
            return (parts[0], settings.SITE_URL, parts[2])
        return parts

    def get_view_restrictions(self):
        """Wagtail's restrictions, in one query, and those above a mirrored page."""
        if getattr(self, "known_public", False):
            return PageViewRestriction.objects.none()
        return PageViewRestriction.objects.filter(pk__in=RestrictionsOf(Value(self.path)))

    def route(self, request, path_components):
        """Wagtail's route, which ends at a page that has expired and was not taken down yet."""
        if not path_components and self.expire_at and self.expire_at <= timezone.now():
            raise Http404
        return super().route(request, path_components)

    @property
    def description(self) -> str:
        """One or two plain sentences for search engines and link previews."""
        return self.search_description
