"""Says what to do instead where somebody may not delete a topic because it has pages."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail import hooks
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.wagtail_hooks import PageListingDeleteButton
from wagtail.models import Page


def is_occupied(page: Page, user) -> bool:
    """Whether this person could delete the page if no pages were below it."""
    if page.is_leaf():
        return False
    may = page.permissions_for_user(user)
    return not may.can_delete() and may.can_delete(ignore_bulk=True)


class OccupiedButton(PageListingDeleteButton):
    """“Delete” in the place of Wagtail's button, which these people do not see."""

    @property
    def url(self):
        return reverse("occupied_page", args=[self.page.pk])

    @url.setter
    def url(self, value):
        """Wagtail's button is made with an address; this one knows its own."""

    def is_shown(self, user):
        return is_occupied(self.page, user)


@hooks.register("register_page_listing_more_buttons")
def in_lists(page, user, next_url=None):
    yield OccupiedButton(page=page, priority=30)


@hooks.register("register_page_header_buttons")
def in_headers(page, user, view_name, next_url=None):
    yield OccupiedButton(page=page, priority=50)


class OccupiedView(WagtailAdminTemplateMixin, TemplateView):
    template_name = "articles/retiring/occupied.html"
    header_icon = "bin"

    def dispatch(self, request, page_id, *args, **kwargs):
        self.page = get_object_or_404(Page, pk=page_id).specific
        if not is_occupied(self.page, request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self):
        return _("Delete")

    def get_breadcrumbs_items(self):
        title = self.page.get_admin_display_title()
        return [
            {"url": reverse("wagtailadmin_explore", args=[self.page.pk]), "label": title},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs):
        may = self.page.permissions_for_user(self.request.user)
        return super().get_context_data(
            page=self.page, number=self.page.numchild, may_unpublish=may.can_unpublish(), **kwargs
        )


@hooks.register("register_admin_urls")
def addresses():
    view = OccupiedView.as_view()
    return [path("pages/<int:page_id>/occupied/", view, name="occupied_page")]
