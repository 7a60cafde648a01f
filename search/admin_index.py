"""Brings the index of the admin's own search up to date in short steps."""

from collections.abc import Callable

from django.db.models import TextField
from django.db.models.functions import Cast
from modelsearch.backends import get_search_backend
from modelsearch.conf import get_app_config
from modelsearch.index import get_indexed_models
from modelsearch.utils import get_content_type_pk

from database import steps

#: Objects of one step.
BATCH = 10


def refresh(progress: Callable[[int, int], None]) -> None:
    """Compares every page, picture, document and author with its entry, and replaces those that differ.

    Wagtail's ``update_index`` does the same in one transaction. Here nothing is emptied: whoever
    searches meanwhile finds what they found before, or what is right.
    """
    models = get_indexed_models()
    total, done = sum(model.get_indexed_objects().count() for model in models), 0
    for model in models:
        index = get_search_backend().get_index_for_model(model)
        for part in steps.numbers(model.get_indexed_objects(), BATCH):
            with steps.step():
                # Whoever changes one of them at the same time waits, and is indexed afterwards.
                locked = model._base_manager.select_for_update(of=("self",)).filter(pk__in=part)
                list(locked.order_by("pk").values_list("pk"))
                index.add_items(model, list(model.get_indexed_objects().filter(pk__in=part)))
            done += len(part)
            progress(done, total)
        _remove_stale(model)


def _remove_stale(model) -> None:
    """Removes the entries of objects that are gone."""
    there = model.get_indexed_objects().order_by().annotate(text=Cast("pk", TextField()))
    entries = get_app_config().get_model("IndexEntry").objects
    steps.delete(
        entries.filter(content_type_id=get_content_type_pk(model)).exclude(
            object_id__in=there.values("text")
        )
    )
