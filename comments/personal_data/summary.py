"""What is found and what erasing does, in sentences: the same in the admin and on the command line."""

from ..models import Status
from .erasure import ANONYMOUS
from .person import Found

#: What each count of an erasure is called: one, and several.
COUNTED = {
    "comments": ("comment", "comments"),
    "findings": ("reason why a comment was held", "reasons why comments were held"),
    "decisions": ("record of a decision", "records of decisions"),
    "reports": ("reader’s words about a comment", "readers’ words about comments"),
    "follows": ("wish for mail", "wishes for mail"),
    "mails": ("mail’s record", "mails’ records"),
    "lines": ("line of the settings’ lists", "lines of the settings’ lists"),
    "log_entries": ("log entry", "log entries"),
    "mentions": ("mention in moderators’ notes", "mentions in moderators’ notes"),
    "commenters": ("commenter’s record", "commenters’ records"),
}


def count(number: int, one: str, several: str) -> str:
    return f"{number:,} {one if number == 1 else several}"


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(
        count(counts[name], *words) for name, words in COUNTED.items() if counts.get(name)
    )


def there_is(found: Found) -> list[str]:
    """What is stored about the address."""
    lines = []
    if found.comments:
        fates = ", ".join(
            f"{found.comments[status]:,} {status.label.lower()}"
            for status in Status
            if found.comments[status]
        )
        lines.append(f"{count(found.comments.total(), *COUNTED['comments'])}: {fates}.")
    if found.commenters:
        standing = f", with the standing “{found.standing}”" if found.standing else ""
        lines.append(f"A record of the commenter{standing}.")
    rest = {
        name: getattr(found, name)
        for name in ("findings", "decisions", "reports", "follows", "mails", "lines", "log_entries")
    }
    if any(rest.values()):
        lines.append(f"Beside them: {_counts(rest)}.")
    return lines


def of_comments(found: Found, keep: bool) -> str:
    """What becomes of the comments, which can stay or go."""
    comments = count(found.comments.total(), *COUNTED["comments"])
    if keep:
        return (
            f"{comments}: words and status stay as they are, under the name “{ANONYMOUS}”. What is "
            "published stays published, what waits still waits. Name, email, website, network and "
            "browser go, and the words before a moderator changed them."
        )
    return (
        f"{comments}: withdrawn, spam and removed ones too. Their words, name, email, website, "
        "network and browser are gone. Where others replied, “Withdrawn by its author” stands in "
        "their place."
    )


def in_any_case(found: Found) -> list[str]:
    """What happens whatever becomes of the comments."""
    lines = [
        "The address is taken off the lists in the discussion settings, off moderators’ notes and "
        "off the log."
    ]
    if found.commenters:
        lines += [
            "Wishes for mail go, and the records of mails to the address. No more mail is sent.",
            "The commenter is a stranger to the site again: trust, watch or ban are over.",
        ]
    if found.decisions:
        lines += [
            "Of moderators’ decisions stays what, when and by whom. They can no longer be undone.",
            "The filter that learns forgets all it has learned, and learns again from what is left.",
        ]
    return lines


def will(found: Found, keep: bool) -> list[str]:
    """All that erasing does to what is there."""
    comments = [of_comments(found, keep)] if found.comments else []
    return comments + in_any_case(found)


def will_not(found: Found, keep: bool) -> list[str]:
    """What erasing leaves, so that nobody promises too much."""
    lines = [
        "Replies by others stay, and what others wrote is not changed, even where it names or "
        "quotes this person.",
        "Votes and reports that this person sent are stored without an address: nobody can tell "
        "which they are.",
        "A ban of a network stays until it ends by itself.",
        "Mails that were sent, backups, and what search engines copied are out of reach.",
    ]
    if keep and found.comments:
        lines.append(
            "What this person says about themselves within a comment stays there. Look through them "
            "first, or withdraw them."
        )
    if found.names_on_lists:
        names = ", ".join(f"“{name}”" for name in found.names_on_lists)
        lines.append(
            f"The name {names} stays on the list of people in the discussion settings: others may "
            "bear it, too. Take it off there if you want to."
        )
    if found.account:
        lines.append(
            "Somebody signs in to this admin with the address. The account stays: it is under "
            "Settings → Users."
        )
    return lines


def done(counts: dict[str, int], keep: bool) -> str:
    """What became of it, without the address."""
    fate = "made anonymous" if keep else "withdrawn"
    comments = count(counts.get("comments", 0), *COUNTED["comments"])
    rest = _counts({name: number for name, number in counts.items() if name != "comments"})
    sentence = f"Personal data erased: {comments} {fate}"
    return f"{sentence}; also {rest}." if rest else f"{sentence}."
