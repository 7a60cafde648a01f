"""Drops pages: stores the tags of a change in the transaction of the change."""

from django.db import connection, models, transaction
from django.db.models.expressions import RawSQL
from django.db.models.signals import post_delete, post_save

from .collecting import EVERYTHING
from .following import follower
from .models import Invalidation

#: With more tags than this, dropping everything costs less than looking for each of them.
MOST_TAGS = 200


def drop(*tags: str) -> None:
    """Drops every page that has one of the tags, in all processes, when the transaction commits."""
    if not tags:
        return
    named = sorted(set(tags))
    if EVERYTHING in named or len(named) > MOST_TAGS:
        named = [EVERYTHING]
    row = Invalidation(tags=named)
    if connection.vendor == "postgresql":
        row.transaction = RawSQL(
            "pg_current_xact_id()::text::bigint", [], output_field=models.BigIntegerField()
        )
    row.save(force_insert=True)
    transaction.on_commit(follower.read_soon)


def drop_on_change(model: type[models.Model], tags) -> None:
    """Drops ``tags(instance)`` whenever an object of the model is saved or deleted.

    ``save`` becomes one transaction with the row, which Django’s own is not: it sends its signal
    after its commit. A process that is killed between the two would leave old pages for ever.
    ``bulk_create``, by which Wagtail stores renditions and redirects, sends no signal at all.
    """

    def changed(sender, instance, **kwargs):
        drop(*tags(instance))

    uid = f"page_cache.{model._meta.label}"
    post_save.connect(changed, sender=model, weak=False, dispatch_uid=uid)
    post_delete.connect(changed, sender=model, weak=False, dispatch_uid=uid)
    in_one_transaction(model)
    _drop_on_bulk_create(model, tags)


def drop_everything_on_change(model: type[models.Model]) -> None:
    """Drops all pages whenever an object of the model is saved or deleted."""
    drop_on_change(model, lambda _: [EVERYTHING])


def in_one_transaction(model: type[models.Model]) -> None:
    """Has ``save`` of the model, and what its signals store, commit together."""
    if not getattr(model.save, "is_one_transaction", False):
        saved = transaction.atomic(model.save)
        saved.is_one_transaction = True
        model.save = saved


def _drop_on_bulk_create(model: type[models.Model], tags) -> None:
    manager = model._default_manager
    create = manager.bulk_create

    def bulk_create(objects, *args, **kwargs):
        with transaction.atomic():
            made = create(objects, *args, **kwargs)
            drop(*{tag for instance in made for tag in tags(instance)})
        return made

    manager.bulk_create = bulk_create
