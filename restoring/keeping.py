"""Keeps a page when it is deleted, whichever way, in the transaction that deletes it."""

import json
from collections.abc import Iterable

from django.db.models.signals import pre_delete
from wagtail.contrib.redirects.models import Redirect
from wagtail.log_actions import get_active_log_context
from wagtail.models import Page, PageViewRestriction

from articles.models.base import SitePage
from articles.retiring.leading import handing_on

from .models import DeletedPage

OF_A_REDIRECT = ("pk", "site_id", "old_path", "is_permanent", "automatically_created")


def connect() -> None:
    # A deletion names each page once as a plain page.
    pre_delete.connect(before_deletion, sender=Page, dispatch_uid="restoring.before_deletion")
    handing_on.connect(before_handing_on, dispatch_uid="restoring.before_handing_on")


def before_handing_on(sender, pages: Iterable[int], **kwargs) -> None:
    """Keeps pages while it is still known which redirects lead to them."""
    for page in Page.objects.filter(pk__in=pages):
        keep(page.pk)


def before_deletion(sender, instance: Page, **kwargs) -> None:
    if not DeletedPage.objects.filter(page_id=instance.pk).exists():
        keep(instance.pk)


def keep(pk: int) -> None:
    # Read anew: Wagtail has marked the page that it is about to delete as not published.
    page = Page.objects.get(pk=pk).specific
    if not isinstance(page, SitePage):
        return  # the root of the tree, and what no app of the site knows any more
    parent, draft, user = page.get_parent(), page.latest_revision, get_active_log_context().user
    kept = {
        "page_type": page._meta.label_lower,
        "title": page.title,
        "url_path": page.url_path,
        "depth": page.depth,
        "parent_id": parent.pk,
        "parent_title": parent.get_admin_display_title(),
        "content": json.loads(page.to_json()),
        "draft": draft.content if draft and page.has_unpublished_changes else None,
        "restrictions": [_restriction(each) for each in page.view_restrictions.all()],
        "redirects": list(Redirect.objects.filter(redirect_page=pk).values(*OF_A_REDIRECT)),
        "was_live": page.live,
        "deleted_by": user,
        "deleted_by_name": _name(user),
    }
    DeletedPage.objects.update_or_create(page_id=pk, defaults=kept)


def _restriction(made: PageViewRestriction) -> dict:
    return {
        "type": made.restriction_type,
        "password": made.password,
        "groups": list(made.groups.values_list("pk", flat=True)),
    }


def _name(user) -> str:
    return (user.get_full_name() or user.get_username())[:150] if user else ""
