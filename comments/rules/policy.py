"""What the settings say of every comment."""

from ..models import Effect, Policy, Standing, Status
from .case import Case, Verdict


def automatic(case: Case) -> Verdict | None:
    """It came as programs send comments."""
    return Verdict(case.suspect, case.suspicion) if case.suspicion else None


def raid(case: Case) -> Verdict | None:
    """A moderator has switched on raid protection."""
    if case.settings.is_raided(case.now):
        return Verdict(Effect.HOLD, "Raid protection is on: everything is held.")
    return None


def everything(case: Case) -> Verdict | None:
    """The site or the page holds all comments."""
    if case.policy == Policy.HOLD and not _is_trusted(case):
        return Verdict(Effect.HOLD, "Every comment is held here.")
    return None


def first_comment(case: Case) -> Verdict | None:
    """Nobody has approved a comment of this person yet."""
    if case.policy != Policy.HOLD_FIRST or _is_trusted(case):
        return None
    if case.earlier.get(Status.PUBLISHED):
        return None
    return Verdict(Effect.HOLD, "Nothing from this address has been published yet.")


def _is_trusted(case: Case) -> bool:
    return case.commenter is not None and case.commenter.standing == Standing.TRUSTED
