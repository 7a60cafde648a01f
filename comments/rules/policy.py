"""Rules that follow from the settings and from the form, whatever the comment says."""

from django.utils.translation import gettext as _

from ..models import Effect, Policy, Status
from .submission import Submission, Verdict


def automatic(submission: Submission) -> Verdict | None:
    """Acts on the form's suspicion that a program sent the comment."""
    return Verdict(submission.suspect, submission.suspicion) if submission.suspicion else None


def raid(submission: Submission) -> Verdict | None:
    """Holds everything while raid protection is on."""
    if submission.settings.is_raided(submission.now):
        return Verdict(Effect.HOLD, _("Raid protection is on: everything is held."))
    return None


def everything(submission: Submission) -> Verdict | None:
    """Holds every comment, except from trusted commenters, where the site or the page says so."""
    if submission.policy == Policy.HOLD and not submission.is_trusted:
        return Verdict(Effect.HOLD, _("Every comment is held here."))
    return None


def first_comment(submission: Submission) -> Verdict | None:
    """Holds the comments of a person until a moderator has approved one."""
    if submission.policy != Policy.HOLD_FIRST or submission.is_trusted:
        return None
    if submission.is_known:
        return None
    if submission.earlier.get(Status.PUBLISHED):
        return Verdict(
            Effect.HOLD,
            _("The address is not confirmed: it may be somebody else than the one known here."),
        )
    return Verdict(Effect.HOLD, _("Nothing from this address has been published yet."))
