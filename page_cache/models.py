"""What changed, for all processes; and how each process's cache does."""

from django.db import models
from django.utils import timezone


class Invalidation(models.Model):
    """The tags of a change. It is stored in the transaction of the change, so that neither is without
    the other, and it is read by every process that keeps pages.
    """

    #: PostgreSQL gives out ids before transactions commit, so a later id may be visible earlier.
    #: There the rows are ordered by this, the transaction's id. Elsewhere it is 0.
    transaction = models.BigIntegerField(default=0, db_default=0, editable=False)
    tags = models.JSONField(editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        indexes = [models.Index(fields=["transaction", "id"], name="invalidation_transaction")]

    def __str__(self):
        return ", ".join(self.tags)


class CacheProcess(models.Model):
    """The figures of one process that serves pages, as it noted them last."""

    name = models.CharField(max_length=80, unique=True, editable=False)
    started_at = models.DateTimeField(default=timezone.now, editable=False)
    seen_at = models.DateTimeField(default=timezone.now, editable=False, db_index=True)
    figures = models.JSONField(default=dict, editable=False)

    def __str__(self):
        return self.name
