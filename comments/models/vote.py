"""Readers' votes for useful comments."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext


class Vote(models.Model):
    """One browser's vote that a comment is useful."""

    comment = models.ForeignKey(
        "comments.ReaderComment", on_delete=models.CASCADE, related_name="useful_votes"
    )
    browser = models.CharField(max_length=32)
    network_hash = models.CharField(max_length=32)
    voted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["comment", "browser"], name="one_vote_per_browser")
        ]
        indexes = [models.Index(fields=["comment", "network_hash"], name="vote_network")]

    def __str__(self):
        return gettext("Useful: %(number)s") % {"number": self.comment_id}
