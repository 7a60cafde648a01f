"""Decisions on Wagtail's own log, without a word of what the reader wrote."""

from wagtail.log_actions import log

from ..models import Decision


def log_decision(made: Decision, instance, title: str) -> None:
    """Adds the entry. Its title names a number: the log outlives an erased address."""
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
