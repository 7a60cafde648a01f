"""Sentences on what is stored and what erasing does, for the admin and the command line."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from ..models import Status
from .erasure import ANONYMOUS
from .person import Found

#: What each count of an erasure counts.
COUNTED = {
    "comments": ngettext_lazy("%(number)s comment", "%(number)s comments", "count"),
    "findings": ngettext_lazy(
        "%(number)s reason why a comment was held",
        "%(number)s reasons why comments were held",
        "count",
    ),
    "decisions": ngettext_lazy(
        "%(number)s record of a decision", "%(number)s records of decisions", "count"
    ),
    "reports": ngettext_lazy(
        "%(number)s reader’s words about a comment",
        "%(number)s readers’ words about comments",
        "count",
    ),
    "follows": ngettext_lazy("%(number)s wish for mail", "%(number)s wishes for mail", "count"),
    "mails": ngettext_lazy("%(number)s mail’s record", "%(number)s mails’ records", "count"),
    "lines": ngettext_lazy(
        "%(number)s line of the settings’ lists", "%(number)s lines of the settings’ lists", "count"
    ),
    "log_entries": ngettext_lazy("%(number)s log entry", "%(number)s log entries", "count"),
    "mentions": ngettext_lazy(
        "%(number)s mention in moderators’ notes",
        "%(number)s mentions in moderators’ notes",
        "count",
    ),
    "commenters": ngettext_lazy(
        "%(number)s commenter’s record", "%(number)s commenters’ records", "count"
    ),
}
#: How many comments have each status.
WITH_STATUS = {
    Status.UNCONFIRMED: ngettext_lazy(
        "%(number)s waiting for confirmation by email",
        "%(number)s waiting for confirmation by email",
        "count",
    ),
    Status.HELD: ngettext_lazy("%(number)s held", "%(number)s held", "count"),
    Status.PUBLISHED: ngettext_lazy("%(number)s published", "%(number)s published", "count"),
    Status.SPAM: ngettext_lazy("%(number)s spam", "%(number)s spam", "count"),
    Status.REMOVED: ngettext_lazy("%(number)s removed", "%(number)s removed", "count"),
}


def _counted(message, number: int) -> str:
    return message % {"count": number, "number": f"{number:,}"}


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(
        _counted(message, counts[name]) for name, message in COUNTED.items() if counts.get(name)
    )


def there_is(found: Found) -> list[str]:
    """Sentences on what is stored about the address."""
    lines = []
    if found.comments:
        statuses = ", ".join(
            _counted(message, found.comments[status])
            for status, message in WITH_STATUS.items()
            if found.comments[status]
        )
        lines.append(
            _("%(comments)s: %(statuses)s.")
            % {
                "comments": _counted(COUNTED["comments"], found.comments.total()),
                "statuses": statuses,
            }
        )
    if found.standing:
        lines.append(
            _("A record of the commenter, with the standing “%(standing)s”.")
            % {"standing": found.standing}
        )
    elif found.commenters:
        lines.append(_("A record of the commenter."))
    rest = {
        name: getattr(found, name)
        for name in ("findings", "decisions", "reports", "follows", "mails", "lines", "log_entries")
    }
    if any(rest.values()):
        lines.append(_("Beside them: %(counts)s.") % {"counts": _counts(rest)})
    return lines


def of_comments(found: Found, keep: bool) -> str:
    """A sentence on the comments, which stay or are withdrawn."""
    if keep:
        message = _(
            "%(comments)s: words and status stay as they are, under the name “%(name)s”. What is "
            "published stays published, what waits still waits. Name, email, website, network and "
            "browser go, and the words before a moderator changed them."
        )
    else:
        message = _(
            "%(comments)s: withdrawn, spam and removed ones too. Their words, name, email, website, "
            "network and browser are gone. Where others replied, “Withdrawn by its author” stands in "
            "their place."
        )
    return message % {
        "comments": _counted(COUNTED["comments"], found.comments.total()),
        "name": ANONYMOUS,
    }


def in_any_case(found: Found) -> list[str]:
    """Sentences that hold whether or not the comments stay."""
    lines = [
        _(
            "The address is taken off the lists in the discussion settings, off moderators’ notes and "
            "off the log."
        )
    ]
    if found.commenters:
        lines += [
            _("Wishes for mail go, and the records of mails to the address. No more mail is sent."),
            _("The commenter is a stranger to the site again: trust, watch or ban are over."),
        ]
    if found.decisions:
        lines += [
            _(
                "Moderators’ decisions keep their action, date and moderator. They can no longer be undone."
            ),
            _(
                "The learning filter forgets all it has learned, and learns again from what is left."
            ),
        ]
    return lines


def will(found: Found, keep: bool) -> list[str]:
    """All sentences on what erasing does."""
    comments = [of_comments(found, keep)] if found.comments else []
    return comments + in_any_case(found)


def will_not(found: Found, keep: bool) -> list[str]:
    """Sentences on what erasing leaves, so that nobody promises too much."""
    lines = [
        _(
            "Replies by others stay, and what others wrote is not changed, even where it names or "
            "quotes this person."
        ),
        _(
            "Votes and reports that this person sent are stored without an address: nobody can tell "
            "which they are."
        ),
        _("A ban of a network stays until it ends by itself."),
        _("Mails that were sent, backups, and what search engines copied are out of reach."),
    ]
    if keep and found.comments:
        lines.append(
            _(
                "What this person says about themselves within a comment stays there. Look through them "
                "first, or withdraw them."
            )
        )
    if found.names_on_lists:
        names = ", ".join(f"“{name}”" for name in found.names_on_lists)
        lines.append(
            ngettext(
                "The name %(names)s stays on the list of people in the discussion settings: others "
                "may bear it, too. Take it off there if you want to.",
                "The names %(names)s stay on the list of people in the discussion settings: others "
                "may bear them, too. Take them off there if you want to.",
                len(found.names_on_lists),
            )
            % {"names": names}
        )
    if found.account:
        lines.append(
            _(
                "Somebody signs in to this admin with the address. The account stays: it is under "
                "Settings → Users."
            )
        )
    return lines


def done(counts: dict[str, int], keep: bool) -> str:
    """A sentence on a finished erasure, without the address."""
    rest = _counts({name: number for name, number in counts.items() if name != "comments"})
    if keep and rest:
        message = _("Personal data erased: %(comments)s made anonymous; also %(rest)s.")
    elif keep:
        message = _("Personal data erased: %(comments)s made anonymous.")
    elif rest:
        message = _("Personal data erased: %(comments)s withdrawn; also %(rest)s.")
    else:
        message = _("Personal data erased: %(comments)s withdrawn.")
    comments = _counted(COUNTED["comments"], counts.get("comments", 0))
    return message % {"comments": comments, "rest": rest}
