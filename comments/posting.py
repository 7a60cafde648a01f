"""Taking in a comment: every check and the insert in one transaction."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from articles.models import Author

from . import akismet, following, limits
from .models import (
    Commenter,
    Confirm,
    Discussion,
    DiscussionSettings,
    Effect,
    ReaderComment,
    Standing,
    Status,
    Who,
)
from .models.comment import MAX_LEVEL, STEP
from .models.mail import hash_token
from .rules import OF_WORDS, Case, judge, keep, outcome
from .text import links

#: Within this time the same words by the same person on the same page are a slip.
SAME_AGAIN = timedelta(days=1)
ONLY_STAFF = "Only people who work on this site can comment at the moment."
ONLY_KNOWN = "Only people of whom a comment was published here before can comment at the moment."
THREAD_CLOSED = "A moderator has closed this thread."


class Refused(Exception):
    """A comment that cannot be taken, with a sentence for its author."""

    def __init__(self, words: str, status: int = 422):
        super().__init__(words)
        self.status = status


@dataclass(frozen=True)
class Sender:
    """Who writes, and from where."""

    name: str
    email: str
    website: str = ""
    ip: str | None = None
    user: object = None
    #: Whether the address is known to be theirs: signed in, or confirmed in this browser before.
    proven: bool = False
    #: What makes it look like a program's work, in a sentence for the moderator; and what it is then.
    suspicion: str = ""
    suspect: str = Effect.HOLD
    user_agent: str = ""
    #: How long the form was open. Seconds.
    seconds: int | None = None


@transaction.atomic
def post(
    page,
    words: str,
    sender: Sender,
    rules: DiscussionSettings,
    parent_id=None,
    nonce: UUID | None = None,
    follow: str = "",
) -> tuple[ReaderComment, str]:
    """Stores a comment, and returns it with the token that lets its author come back to it.

    The same nonce again returns the first comment, without a token. Raises ``Refused``.
    """
    Discussion.objects.get_or_create(page_id=page.pk)
    discussion = Discussion.objects.select_for_update().get(page_id=page.pk)
    discussion.page = page
    if nonce and (known := ReaderComment.objects.filter(nonce=nonce).first()):
        if known.withdrawn or known.edited_at or known.comment == words:
            return known, ""
        nonce = None  # the reader went back in the browser and wrote something else
    if not discussion.is_open(rules):
        raise Refused("This discussion has been closed in the meantime.")
    answered = _answered(page, parent_id)
    parent = _parent(answered, rules.depth)
    commenter = Commenter.objects.at(sender.email, locked=True) if sender.email else None
    _refuse_same_again(commenter, page, answered, words)
    case = Case(
        words,
        rules,
        name=sender.name,
        email=sender.email,
        website=sender.website,
        network=limits.network(sender.ip),
        ip=sender.ip,
        user=sender.user,
        commenter=commenter,
        policy=discussion.policy(rules),
        seconds=sender.seconds,
        suspicion=sender.suspicion,
        suspect=sender.suspect,
    )
    refuse_outsiders(case)
    verdicts = judge(case)
    status = outcome(verdicts)
    if _must_confirm(rules, commenter, sender) and status != Status.SPAM:
        status = Status.UNCONFIRMED
    token = secrets.token_urlsafe(16)
    comment = ReaderComment(
        page=page,
        content_type=ContentType.objects.get_for_model(type(page)),
        object_pk=str(page.pk),
        site_id=settings.SITE_ID,
        user=sender.user,
        user_name=sender.name,
        user_email=sender.email,
        user_url=sender.website,
        ip_address=sender.ip,
        comment=words,
        status=status,
        network=case.network,
        user_agent=sender.user_agent,
        seconds=sender.seconds,
        score=case.score,
        in_reply_to=answered,
        commenter=commenter,
        by_author=bool(sender.user) and Author.objects.filter(user=sender.user).exists(),
        verified=sender.proven,
        nonce=nonce,
        token_hash=hash_token(token),
    )
    if parent is not None:
        comment.parent_path = parent.path
        comment.parent_id, comment.thread_id = parent.pk, parent.thread_id
        comment.level = parent.level + 1
        root = ReaderComment.objects.filter(pk=parent.thread_id)
        root.update(replies=F("replies") + 1)
        comment.ordinal = root.values_list("replies", flat=True)[0]
    comment.save()
    keep(comment, verdicts)
    akismet.ask_later(comment, case)
    wish = None
    if follow and commenter:
        wish = following.follow(commenter, page, follow, comment, active=sender.proven)
    if status == Status.UNCONFIRMED or (wish and not wish.active and status != Status.SPAM):
        following.ask_to_confirm(
            commenter, limits.network_hash(sender.ip), comment, wish if wish else None
        )
    return comment, token


def settle(comment: ReaderComment) -> None:
    """Its author has confirmed it: now it is judged like any other."""
    if comment.status == Status.UNCONFIRMED:
        case = _case_of(comment)
        verdicts = judge(case)
        comment.status, comment.score = outcome(verdicts), case.score
        comment.findings.all().delete()
        keep(comment, verdicts)
        akismet.ask_later(comment, case)
    comment.save()


def reconsider(comment: ReaderComment) -> None:
    """Its author has changed its words: what they say now is judged as in a new one.

    A comment can be held or become spam by it, and none is published. It does not save.
    """
    case = _case_of(comment)
    verdicts = [verdict for verdict in judge(case) if verdict.rule in OF_WORDS]
    comment.score = case.score
    comment.findings.filter(rule__in=OF_WORDS).delete()
    keep(comment, verdicts)
    status = outcome(verdicts)
    if comment.status == Status.PUBLISHED or (comment.status, status) == (Status.HELD, Status.SPAM):
        comment.status = status


def _case_of(comment: ReaderComment) -> Case:
    """A stored comment as it is judged."""
    rules = DiscussionSettings.for_site(comment.page.get_site())
    # What made it suspicious when it was sent still does.
    automatic = comment.findings.filter(rule="automatic").first()
    return Case(
        comment.comment,
        rules,
        name=comment.user_name,
        email=comment.user_email,
        website=comment.user_url,
        network=comment.network,
        ip=comment.ip_address,
        user=comment.user,
        commenter=comment.commenter,
        policy=Discussion.objects.get(page_id=comment.page_id).policy(rules),
        seconds=comment.seconds,
        suspicion=automatic.words if automatic else "",
        pk=comment.pk,
    )


def refuse_outsiders(case: Case) -> None:
    """Who may comment at all is told before anything is stored."""
    if case.is_staff:
        return
    if case.settings.who == Who.STAFF:
        raise Refused(ONLY_STAFF)
    known = case.earlier.get(Status.PUBLISHED) or (
        case.commenter and case.commenter.standing == Standing.TRUSTED
    )
    if case.settings.who == Who.KNOWN and not known:
        raise Refused(ONLY_KNOWN)
    refuse_links(case.words, case.settings)


def refuse_links(words: str, rules: DiscussionSettings) -> None:
    """Raid protection takes no links. Asked before it is counted how much somebody writes: who
    leaves the links out need not wait."""
    if rules.is_raided() and links(words):
        raise Refused("Comments with links are not taken at the moment. Please leave them out.")


def _must_confirm(rules, commenter: Commenter | None, sender: Sender) -> bool:
    if sender.user is not None or commenter is None:
        return False
    if rules.confirm == Confirm.FIRST:
        return commenter.confirmed_at is None
    return rules.confirm == Confirm.ALWAYS


def _refuse_same_again(commenter: Commenter | None, page, answered, words: str) -> None:
    if commenter is None:
        return
    since = timezone.now() - SAME_AGAIN
    said = commenter.comments.of(page).filter(posted_at__gt=since, in_reply_to=answered)
    if said.filter(comment=words).exists():
        raise Refused("You have said exactly this here already. It has arrived.")


def _answered(page, parent_id) -> ReaderComment | None:
    """The comment that is answered: on this page, and there to be read."""
    if not parent_id:
        return None
    possible = 0 < parent_id < 10**STEP
    found = ReaderComment.objects.published().of(page)
    comment = found.filter(pk=parent_id).first() if possible else None
    if comment is None:
        raise Refused("The comment that you answer is no longer there.")
    if ReaderComment.objects.filter(pk=comment.thread_id, closed=True).exists():
        raise Refused(THREAD_CLOSED)
    return comment


def _parent(answered: ReaderComment | None, depth: int) -> ReaderComment | None:
    """Where the reply hangs: at the deepest level it stands beside what it answers."""
    deepest = min(depth, MAX_LEVEL) - 1
    if answered is None or answered.level < deepest:
        return answered
    if deepest <= 0:
        return None
    above = answered.ancestor_ids()[:deepest]
    return ReaderComment.objects.get(pk=above[-1])
