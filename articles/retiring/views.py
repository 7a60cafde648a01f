"""Asks on Wagtail's pages for deleting and unpublishing a page where its address should lead."""

from django.db import transaction
from wagtail import hooks
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.admin.views.pages.delete import DeleteView
from wagtail.admin.views.pages.unpublish import UnpublishView
from wagtail.admin.views.pages.utils import type_to_delete_confirmation
from wagtail.models import ReferenceIndex

from .forms import WhereTo
from .leading import lead, retire

FIRST, LAST = 50, 150  # before and after what becomes a job (articles/many/views.py)


def where_to(request, page, with_below: bool) -> WhereTo:
    """The form of a request, one for all that ask for it."""
    if not hasattr(request, "where_to"):
        sent = request.POST if request.method == "POST" else None
        request.where_to = WhereTo(sent, request=request, pages=[page], with_below=with_below)
    return request.where_to


def _again(view, request, page):
    """Wagtail's page once more, with the form as it was filled in and what is wrong with it."""
    request.method = "GET"
    return view.as_view()(request, page.pk)


@hooks.register("before_delete_page", order=FIRST)
def check_before_deletion(request, page):
    if request.method == "POST" and not where_to(request, page, True).is_valid():
        return _again(DeleteView, request, page)
    return None


@hooks.register("before_delete_page", order=LAST)
def lead_on_before_deletion(request, page):
    """Stores the redirects in the transaction of Wagtail's view."""
    if request.method != "POST" or not type_to_delete_confirmation(request):
        return
    if not ReferenceIndex.get_references_to(page).group_by_source_object().is_protected:
        retire(page, where_to(request, page, True).target)


def _with_below(request) -> bool:
    return bool(request.POST.get("include_descendants"))


@hooks.register("before_unpublish_page", order=FIRST)
def check_before_unpublishing(request, page):
    if not where_to(request, page, _with_below(request)).is_valid():
        return _again(UnpublishView, request, page)
    return None


@hooks.register("before_unpublish_page", order=LAST)
def unpublish_and_lead_on(request, page):
    """Unpublishes and stores the redirects in one transaction. Wagtail's view finds nothing left to do."""
    with_below = _with_below(request)
    form = where_to(request, page, with_below)
    with transaction.atomic():
        # The page may come back: browsers forget a temporary redirect.
        lead(page, form.target, with_below=with_below, is_permanent=False)
        action = UnpublishPageAction(page, user=request.user, include_descendants=with_below)
        action.execute(skip_permission_checks=True)
