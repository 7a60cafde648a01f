"""Stores readers' reports of comments, and weighs them."""

from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import ngettext

from ..models import (
    Discussion,
    DiscussionSettings,
    Effect,
    ReaderComment,
    Report,
    ReportOutcome,
    Status,
)
from ..rules import Verdict, store_findings


def weight(right: int, wrong: int) -> float:
    """The weight of a report: 1 without a record, up to 2 or down to 0 with one."""
    return 2 * (right + 1) / (right + wrong + 2)


def weight_of(comment: ReaderComment) -> float:
    """The sum of the weights of a comment's open reports."""
    networks = comment.reports.filter(outcome=ReportOutcome.OPEN).values_list(
        "network_hash", flat=True
    )
    known = Report.objects.filter(network_hash__in=list(networks)).exclude(
        outcome=ReportOutcome.OPEN
    )
    records: dict[str, dict[str, int]] = {}
    for network, outcome, count in known.values_list("network_hash", "outcome").annotate(
        Count("pk")
    ):
        records.setdefault(network, {})[outcome] = count
    total = sum(
        weight(
            records.get(network, {}).get(ReportOutcome.RIGHT, 0),
            records.get(network, {}).get(ReportOutcome.WRONG, 0),
        )
        for network in networks
    )
    # Three thirds add up to 0.9999…, in some orders.
    return round(total, 6)


@transaction.atomic
def report(
    comment: ReaderComment, network_hash: str, fields: dict, rules: DiscussionSettings
) -> None:
    """Stores a report, and holds the comment if its reports weigh enough.

    A second report from the same network replaces the first. A comment that a moderator has
    approved stays, and moderators do not see it again.
    """
    Discussion.objects.select_for_update().get(page_id=comment.page_id)
    comment.refresh_from_db()
    Report.objects.update_or_create(comment=comment, network_hash=network_hash, defaults=fields)
    if comment.approved_at or comment.status != Status.PUBLISHED:
        return
    comment.reported_at = comment.reported_at or timezone.now()
    counted = weight_of(comment)
    if rules.reports_to_hold and counted >= rules.reports_to_hold:
        comment.status = Status.HELD
        count = comment.reports.filter(outcome=ReportOutcome.OPEN).count()
        message = ngettext(
            "%(count)s report by readers, which counts %(weight)s.",
            "%(count)s reports by readers, which count %(weight)s.",
            count,
        ) % {"count": count, "weight": f"{counted:.1f}"}
        store_findings(comment, [Verdict(Effect.HOLD, message, "reports")])
    comment.save()
