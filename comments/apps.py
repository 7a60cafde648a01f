from django.apps import AppConfig
from django.db.models.signals import post_delete, post_migrate, post_save, pre_save


class CommentsConfig(AppConfig):
    """Readers' discussions: django-comments-xtd, with its weak spots replaced."""

    name = "comments"

    def ready(self):
        from django_comments_xtd.models import publish_or_unpublish_on_pre_save
        from wagtail.models import Site

        from . import checks, deletion, invalidation, pages, sites  # noqa: F401
        from .mailing import sending  # noqa: F401
        from .models import ReaderComment
        from .notify import moderators, subscriptions  # noqa: F401

        # It would copy a saved comment's visibility onto every reply, held ones included.
        for sender in (ReaderComment, ReaderComment._meta.label):
            pre_save.disconnect(publish_or_unpublish_on_pre_save, sender=sender)
        invalidation.connect()
        post_save.connect(sites.follow, sender=Site)
        post_delete.connect(sites.follow, sender=Site)
        post_migrate.connect(sites.follow, sender=self)
