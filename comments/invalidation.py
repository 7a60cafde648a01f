"""Which pages go out of date when a discussion changes. ``Discussion.objects.changed`` says the rest."""

from django.contrib.auth import get_user_model
from django.db.models.signals import post_delete, pre_delete

from page_cache.invalidating import drop_everything_on_change, drop_on_change

from .models import Discussion, DiscussionSettings, ReaderComment, Status
from .models.discussion import surrogate_key


def comment_deleted(sender, instance, origin=None, **kwargs):
    """A comment was deleted by itself. If its page goes with it, nobody sees the discussion."""
    by_itself = isinstance(origin, sender) or getattr(origin, "model", None) is sender
    if by_itself and (instance.status == Status.PUBLISHED or instance.nested_count):
        Discussion.objects.changed(instance.page_id)


def account_goes(sender, instance, **kwargs):
    """An account is about to be deleted: its comments stay, without the badge."""
    written = ReaderComment.objects.filter(user=instance).order_by("page_id")
    for page_id in written.values_list("page_id", flat=True).distinct():
        Discussion.objects.changed(page_id)


def connect() -> None:
    pre_delete.connect(account_goes, sender=get_user_model())
    post_delete.connect(comment_deleted, sender=ReaderComment)
    drop_on_change(Discussion, lambda discussion: [surrogate_key(discussion.pk)])
    drop_everything_on_change(DiscussionSettings)
