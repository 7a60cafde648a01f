"""Selections of comments: by page, status and place in a discussion."""

from django.db import models
from django.db.models import Q

from .status import Status


class CommentQuerySet(models.QuerySet):
    """Comments."""

    def of(self, page):
        return self.filter(page=page)

    def published(self):
        return self.filter(status=Status.PUBLISHED)

    def visible(self):
        """Comments on the page: published ones, and tombstones above published replies."""
        return self.filter(Q(status=Status.PUBLISHED) | Q(nested_count__gt=0))

    def roots(self):
        """The first comments of threads."""
        return self.filter(ordinal=0)

    def below(self, comment):
        """The comment and everything under it."""
        return self.filter(path__gte=comment.path, path__lt=comment.path_end())

    def in_reading_order(self):
        """Each thread's first comment, and after each comment its replies."""
        return self.order_by("path")
