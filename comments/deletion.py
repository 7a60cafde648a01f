"""What readers lose with a page."""

from django.contrib.auth import get_user_model
from django.db.models import Sum
from django.db.models.signals import pre_delete
from wagtail.models import Page

from . import locks
from .models import Discussion


def warning(pages) -> str:
    """How many comments go together with these pages and those below; empty if none do."""
    count = 0
    for page in pages:
        below = Discussion.objects.filter(page__path__startswith=page.path)
        count += below.aggregate(count=Sum("comment_count"))["count"] or 0
    if not count:
        return ""
    return (
        f"Readers have written {count} comment{'s' if count > 1 else ''} here. Deleting deletes "
        "the discussion as well, for good. To keep it, unpublish instead."
    )


def _before_page(sender, origin=None, **kwargs):
    locks.before_page_deletion(origin)


def _before_user(sender, instance, **kwargs):
    locks.before_user_deletion(instance)


pre_delete.connect(_before_page, sender=Page, dispatch_uid="comments.deletion.page")
pre_delete.connect(_before_user, sender=get_user_model(), dispatch_uid="comments.deletion.user")
