"""Votes without accounts: one for each browser and comment, and few from one network."""

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from .. import limits
from ..models import Discussion, ReaderComment, Vote


class TooMany(Exception):
    """More votes than a person casts, with a sentence for the voter."""


def vote(comment: ReaderComment, browser: str, address: str | None, useful: bool) -> None:
    """Counts a vote, or takes it back. A repeated vote changes nothing."""
    if limits.exceeded("votes", limits.network(address) or "unknown"):
        raise TooMany(_("Many votes came from your network just now. Please wait ten minutes."))
    with transaction.atomic():
        # The page shows the number, so the discussion has changed.
        Discussion.objects.changed(comment.page_id)
        votes = Vote.objects.filter(comment=comment)
        if not useful:
            change = -votes.filter(browser=browser).delete()[0]
        else:
            change = _cast(votes, comment, browser, limits.network_hash(address))
        ReaderComment.objects.filter(pk=comment.pk).update(useful=F("useful") + change)


def _cast(votes, comment, browser: str, network: str) -> int:
    if votes.filter(browser=browser).exists():
        return 0
    if votes.filter(network_hash=network).count() >= limits.limit("votes_on_comment"):
        raise TooMany(_("Several readers in your network have voted for this comment already."))
    Vote.objects.create(comment=comment, browser=browser, network_hash=network)
    return 1
