"""Warnings and locks for the deletion of pages and users, which takes comments along."""

from collections.abc import Iterable

from django.contrib.auth import get_user_model
from django.db.models import Sum
from django.db.models.signals import pre_delete
from django.utils.translation import ngettext
from wagtail.models import Page

from . import locks
from .models import Discussion


def warning(pages) -> str:
    """Says how many comments these pages and the pages below take along; empty if none."""
    return _warning(_comments(page__path__startswith=page.path) for page in pages)


def warning_of(ids: list[int]) -> str:
    """The same of these pages alone, however many they are."""
    return _warning([_comments(page__in=ids)])


def _comments(**condition) -> int:
    found = Discussion.objects.filter(**condition).aggregate(count=Sum("comment_count"))
    return found["count"] or 0


def _warning(counts: Iterable[int]) -> str:
    count = sum(counts)
    if not count:
        return ""
    message = ngettext(
        "Readers have written %(count)s comment here. Deleting deletes the discussion as well, for "
        "good. To keep it, unpublish instead.",
        "Readers have written %(count)s comments here. Deleting deletes the discussion as well, for "
        "good. To keep it, unpublish instead.",
        count,
    )
    return message % {"count": count}


def _before_page(sender, origin=None, **kwargs):
    locks.before_page_deletion(origin)


def _before_user(sender, instance, **kwargs):
    locks.before_user_deletion(instance)


pre_delete.connect(_before_page, sender=Page, dispatch_uid="comments.deletion.page")
pre_delete.connect(_before_user, sender=get_user_model(), dispatch_uid="comments.deletion.user")
