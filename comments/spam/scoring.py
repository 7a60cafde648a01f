"""Asks the learning filter about one comment."""

from datetime import datetime, timedelta

from django.db.models import IntegerField, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from ..models import Finding, ReaderComment, Status, TrainedModel
from .example import Example
from .model import Model

HOUR = timedelta(hours=1)
#: More comments than this from one network in an hour make no difference.
BUSY = 9
REASONS = 4


def recent_from_network(network: str, before: datetime, pk: int | None) -> int:
    """The number of comments from a network in the hour before, counted up to ``BUSY``."""
    if not network:
        return 0
    found = ReaderComment.objects.filter(
        network=network,
        status__in=Status.values,  # as the index has them
        posted_at__gt=before - HOUR,
        posted_at__lte=before,
    )
    # One more than ``BUSY``, because the comment itself may be among them.
    some = list(found.values_list("pk", flat=True)[: BUSY + 1])
    return min(BUSY, len(some) - (pk in some))


class CountOf(Subquery):
    """The number of rows of a subquery, for each row of the outer query."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


def with_recent_from_network(comments: QuerySet[ReaderComment]) -> QuerySet[ReaderComment]:
    """Stored comments with their ``recent_from_network`` as ``previous``, in the same query."""
    around = ReaderComment.objects.filter(
        ~Q(network=""),
        network=OuterRef("network"),
        status__in=Status.values,  # as the index has them
        posted_at__gt=OuterRef("posted_at") - HOUR,
        posted_at__lte=OuterRef("posted_at"),
    )
    others = around.exclude(pk=OuterRef("pk")).values("pk")[:BUSY]
    return comments.annotate(previous=CountOf(others))


def explain(model: Model, example: Example) -> str:
    """The sentence for moderators: what weighed most. The score is the comment's, and changes."""
    weighed = [reason for reason, weight in model.explain(example, 2 * REASONS) if weight > 0]
    most = Finding._meta.get_field("message").max_length
    message = _("The filter takes this for spam.")
    reasons: list[str] = []
    for reason in weighed[:REASONS]:
        longer = _("The filter takes this for spam: %(reasons)s.") % {
            "reasons": ", ".join([*reasons, reason])
        }
        if most is None or len(longer) <= most:
            message = longer
            reasons.append(reason)
    return message


_kept: tuple[tuple, Model] | None = None


def current() -> Model | None:
    """The stored filter. A process unpacks each one once; asking again costs a short query."""
    global _kept
    stored = (
        TrainedModel.objects.usable()
        .order_by("-pk")
        .values_list("pk", "last_decision_id", "trained_at")
        .first()
    )
    if stored is None:
        _kept = None
        return None
    kept = _kept
    if kept is None or kept[0] != stored:
        weights = (
            TrainedModel.objects.filter(pk=stored[0]).values_list("weights", flat=True).first()
        )
        if weights is None:
            return None
        _kept = kept = (stored, Model.loads(bytes(weights)))
    return kept[1]
