"""Rules that judge the sender: the person, the address and the network."""

import ipaddress

from django.contrib.auth import get_user_model
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..limits import parse
from ..models import Commenter, Effect, NetworkBan, Standing, Status
from .lists import People, quoted
from .submission import Submission, Verdict

#: The number of spam or removed comments that make a record. A single one may be a slip.
BAD_RECORD = 2


def standing(submission: Submission) -> Verdict | None:
    """Holds what watched commenters write, and calls spam what banned ones write."""
    if submission.commenter is None:
        return None
    found = submission.commenter.standing_at(submission.now)
    if found == Standing.BANNED:
        return Verdict(Effect.SPAM, _banned(submission.commenter))
    if found == Standing.WATCHED:
        return Verdict(Effect.HOLD, _("A moderator wants to see everything by this commenter."))
    return None


def _banned(commenter: Commenter) -> str:
    if commenter.banned_until is None:
        return _("A moderator has banned this commenter.")
    until = date_format(localtime(commenter.banned_until), "j F Y, H:i")
    return _("A moderator has banned this commenter until %(moment)s.") % {"moment": until}


def is_staff_address(email: str) -> bool:
    """Whether an active user of the site has this address."""
    staff = get_user_model().objects.filter(is_active=True, email__iexact=email.strip())
    return bool(email.strip()) and staff.exists()


def borrowed(submission: Submission) -> Verdict | None:
    """Holds a comment under the address of a member of staff who has not signed in."""
    if submission.user is None and is_staff_address(submission.email):
        return Verdict(
            Effect.HOLD,
            _("Sent under the address of somebody who works on this site, not signed in."),
        )
    return None


def banned_network(submission: Submission) -> Verdict | None:
    """Applies the ban of the network that the comment came from."""
    address = parse(submission.ip)
    if address is None:
        return None
    # A ban may cover more than the networks that we count by, so we look up every prefix.
    wider = {
        str(ipaddress.ip_network((address, bits), strict=False))
        for bits in range(8, address.max_prefixlen + 1)
    }
    bans = NetworkBan.objects.filter(network__in=wider, until__gt=submission.now)
    # Of several bans the strictest counts, then the longest. ("spam" sorts after "hold".)
    ban = bans.order_by("-effect", "-until").first()
    if ban is None:
        return None
    until = date_format(localtime(ban.until), "j F Y")
    return Verdict(
        ban.effect,
        _("The network %(network)s is banned until %(day)s.")
        % {"network": ban.network, "day": until},
    )


def record(submission: Submission) -> Verdict | None:
    """Holds a comment of somebody with more comments taken down than published."""
    gone = submission.earlier.get(Status.SPAM, 0) + submission.earlier.get(Status.REMOVED, 0)
    gone += submission.deleted
    stayed = submission.earlier.get(Status.PUBLISHED, 0)
    if gone < BAD_RECORD or gone <= stayed:
        return None
    message = ngettext(
        "%(gone)s of this commenter’s earlier comments was spam or removed, %(stayed)s published.",
        "%(gone)s of this commenter’s earlier comments were spam or removed, %(stayed)s published.",
        gone,
    )
    return Verdict(Effect.HOLD, message % {"gone": gone, "stayed": stayed})


def listed(submission: Submission) -> Verdict | None:
    """Finds the name, the email address and the network on the lists of people."""
    for effect, lines in (
        (Effect.SPAM, submission.settings.spam_people),
        (Effect.HOLD, submission.settings.hold_people),
    ):
        found = People.of(lines).find(submission.name, submission.email, submission.ip)
        if found:
            return Verdict(
                effect, _("On the list of people: %(entries)s.") % {"entries": quoted(found)}
            )
    return None
