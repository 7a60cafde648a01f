"""Writes decisions to Wagtail's log, without any text of readers."""

from wagtail.log_actions import log

from ..models import Decision


def log_decision(decision: Decision, instance, title: str) -> None:
    """Adds an entry. Its title has an id and no name, because the log outlives an erasure."""
    log(
        instance=instance,
        action=f"comments.{decision.action}",
        user=decision.moderator,
        title=title,
        data={
            "moderator": decision.moderator_name,
            "from_status": decision.from_status,
            "to_status": decision.to_status,
            "reason": decision.reason,
            "conflict": decision.conflict,
        },
    )
