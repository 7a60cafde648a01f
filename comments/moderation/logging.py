"""Writes decisions to Wagtail's log, without any text of readers."""

from wagtail.log_actions import log

from ..models import Decision


def log_decision(made: Decision, instance, title: str) -> None:
    """Adds an entry. Its title has an id and no name, because the log outlives an erasure."""
    log(
        instance=instance,
        action=f"comments.{made.action}",
        user=made.moderator,
        title=title,
        data={
            "moderator": made.moderator_name,
            "from_status": made.from_status,
            "to_status": made.to_status,
            "reason": made.reason,
            "conflict": made.conflict,
        },
    )
