"""Confirms an address, comments and follows, when the owner of the address agrees."""

from typing import NamedTuple

from django.db import transaction
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone

from .. import locks, personal_data
from ..models import Commenter, Follow, Mail, ReaderComment
from ..notify import confirmation
from ..numbers import parse_id
from ..personal_data import account
from .posting import accept_confirmed


class Choice(NamedTuple):
    """What the owner of an address says of the comments and follows under it, by their ids."""

    comments: list[int]
    follows: list[int]
    foreign_comments: list[int]
    foreign_follows: list[int]

    @property
    def is_nothing(self) -> bool:
        """Whether nothing of what was shown is the owner's."""
        shown = self.foreign_comments or self.foreign_follows
        return bool(shown) and not (self.comments or self.follows)


def chosen(mail: Mail, data: QueryDict) -> Choice:
    """Reads the form of the page that lists all that waits.

    A page that shows nothing but what the mail was sent about has no such fields.
    """
    if not data.getlist("shown_comment") and not data.getlist("shown_follow"):
        return Choice(
            [mail.comment_id] if mail.comment_id else [],
            [mail.follow_id] if mail.follow_id else [],
            [],
            [],
        )
    waiting = confirmation.waiting_with(mail)
    comments, foreign_comments = _ticked(waiting.comments, data, "comment")
    follows, foreign_follows = _ticked(waiting.follows, data, "follow")
    return Choice(comments, follows, foreign_comments, foreign_follows)


def _ticked(waiting: list, data: QueryDict, name: str) -> tuple[list[int], list[int]]:
    """The ids that were shown and ticked, and those that were shown and not ticked."""
    shown = {parse_id(value) for value in data.getlist(f"shown_{name}")}
    ticked = {parse_id(value) for value in data.getlist(name)}
    found = [row.pk for row in waiting if row.pk in shown]
    return [pk for pk in found if pk in ticked], [pk for pk in found if pk not in ticked]


@transaction.atomic
def confirm(mail: Mail, choice: Choice | None = None) -> bool:
    """Activates what its owner chose, and deletes the rest of what was shown.

    Returns False if the link was used before.
    """
    choice = choice or chosen(mail, QueryDict())
    about = ReaderComment.objects.filter(pk__in=choice.comments + choice.foreign_comments)
    if mail.is_request:
        about = account.unclaimed(mail.commenter)
    locks.discussions(about.order_by().values("page_id"))
    locks.commenters(Commenter.objects.filter(pk=mail.commenter_id))
    alike = confirmation.unanswered(mail.commenter_id).values("pk")
    locks.mails(Mail.objects.filter(Q(pk=mail.pk) | Q(pk__in=alike) | Q(comment__in=about)))
    if not Mail.objects.filter(pk=mail.pk, used_at=None).update(used_at=timezone.now()):
        return False
    if not choice.is_nothing:
        Commenter.objects.filter(pk=mail.commenter_id, confirmed_at=None).update(
            confirmed_at=timezone.now()
        )
    if choice.follows:
        # A new follow ends a mute: the commenter wants mail again.
        Commenter.objects.filter(pk=mail.commenter_id).update(muted_at=None)
    own = about.filter(pk__in=choice.comments, withdrawn=False).select_related("page")
    for comment in own.order_by("pk"):
        comment.verified = True
        accept_confirmed(comment)
    for comment in about.filter(pk__in=choice.foreign_comments).order_by("pk"):
        personal_data.withdraw(comment)
    Follow.objects.filter(pk__in=choice.follows).update(active=True)
    Follow.objects.filter(pk__in=choice.foreign_follows).delete()
    if mail.is_request:
        account.claim(mail.commenter)
    else:
        _ask_for_the_rest(mail)
    return True


def _ask_for_the_rest(mail: Mail) -> None:
    """Asks for what came while the page was open; without such, other links have done their part."""
    waiting = confirmation.waiting_with(Mail(commenter=mail.commenter))
    if waiting.comments or waiting.follows:
        confirmation.ask_what_waits(Commenter.objects.get(pk=mail.commenter_id))
    else:
        confirmation.unanswered(mail.commenter_id).update(used_at=timezone.now())
