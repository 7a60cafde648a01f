"""Keeps what the filter learned from spam, when the comments themselves are deleted."""

from ..models import Lesson
from . import training
from .bayes import packed, vector


def keep(ids: list[int]) -> None:
    """Stores lessons of those of these comments that the filter learns from as spam."""
    known = [each for each in training.decided(ids) if each.is_spam]
    Lesson.objects.bulk_create(
        Lesson(decision_id=each.decision_id, features=packed(vector(example)))
        for each, (example, _) in zip(known, training.examples(known), strict=True)
    )


def forget_old() -> None:
    """Deletes lessons that are no longer among the newest, one after the other."""
    newest = Lesson.objects.order_by("-decision__decided_at", "-decision")
    for pk in list(newest.values_list("pk", flat=True)[training.MOST :]):
        Lesson.objects.filter(pk=pk).delete()
