"""Refuses comments before anything is stored, each time with a sentence for the author."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .. import limits
from ..markup import links
from ..models import Commenter, DiscussionSettings, WhoCanComment
from ..rules import Submission

#: The same text by the same person on the same page within this time is a slip.
SAME_AGAIN = timedelta(days=1)
ONLY_STAFF = _("Only people who work on this site can comment at the moment.")
ONLY_KNOWN = _("Only people who have had a comment published here can comment right now.")
THREAD_CLOSED = _("A moderator has closed this thread.")
FROM_YOUR_NETWORK = _(
    "Many comments came from your network just now. "
    "Please wait ten minutes and send it again; your text is still here."
)
#: By the limit that a sender has exceeded.
TOO_FAST = {
    "network": FROM_YOUR_NETWORK,
    "customer": FROM_YOUR_NETWORK,
    "address": _(
        "You have written a lot within a few minutes. "
        "Please wait ten minutes and send it again; your text is still here."
    ),
    "page": _(
        "Very many comments are being written here just now. "
        "Please wait ten minutes and send it again; your text is still here."
    ),
}


class Refused(Exception):
    """A comment that cannot be taken, with a sentence for its author."""

    def __init__(self, message, status: int = 422):
        super().__init__(message)
        self.status = status


class Gone(Refused):
    """The comment that is answered is removed, or was never there."""

    def __init__(self):
        super().__init__(_("The comment that you answer is no longer there."))


def refuse_outsiders(submission: Submission) -> None:
    """Refuses people who may not comment here, before anything is stored."""
    if submission.is_staff:
        return
    if submission.settings.who_can_comment == WhoCanComment.STAFF:
        raise Refused(ONLY_STAFF)
    known = submission.is_known or submission.is_trusted
    if submission.settings.who_can_comment == WhoCanComment.KNOWN and not known:
        raise Refused(ONLY_KNOWN)
    refuse_links(submission.text, submission.settings)


def refuse_links(text: str, rules: DiscussionSettings) -> None:
    """Refuses links during a raid.

    The check comes before the limits on writing, so that a reader who leaves the links out need not
    wait.
    """
    if rules.is_raided() and links(text):
        raise Refused(_("Comments with links are not taken at the moment. Please leave them out."))


def refuse_same_again(commenter: Commenter | None, page, answered, text: str, sender) -> None:
    """Refuses a slip: the same words again, by the same person, in answer to the same comment.

    Somebody who only types the address of another is not told that it has written here.
    """
    if commenter is None:
        return
    since = timezone.now() - SAME_AGAIN
    earlier = commenter.comments.of(page).filter(posted_at__gt=since, in_reply_to=answered)
    if not sender.proven:
        earlier = earlier.filter(network=limits.network(sender.ip))
    if earlier.filter(comment=text).exists():
        raise Refused(_("You have said exactly this here already. It has arrived."))
