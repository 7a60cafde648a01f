"""Taking in a comment: every check and the insert in one transaction."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from articles.models import Author

from .. import limits
from ..models import (
    Commenter,
    Confirm,
    Discussion,
    DiscussionSettings,
    Effect,
    ReaderComment,
    Status,
)
from ..models.comment import MAX_LEVEL, STEP
from ..models.mail import hash_token
from ..notify import confirmation, subscriptions
from ..rules import AFTER_EDIT, Submission, judge, status_for, store_findings
from ..spam import akismet
from .refusing import THREAD_CLOSED, Gone, Refused, refuse_outsiders, refuse_same_again


@dataclass(frozen=True)
class Sender:
    """The sender of a comment: the person, the address and the browser."""

    name: str
    email: str
    website: str = ""
    ip: str | None = None
    user: object = None
    #: Whether the sender owns the address: signed in, or confirmed in this browser before.
    proven: bool = False
    #: Whether a comment under this address, sent from the same browser, was published before.
    known: bool = False
    #: A sentence for the moderator that suspects a program, and its effect.
    suspicion: str = ""
    suspect: str = Effect.HOLD
    user_agent: str = ""
    #: The seconds that the form was open.
    form_seconds: int | None = None


def is_known(nonce: UUID | None, text: str) -> bool:
    """Whether the form that made this number sent this very comment before."""
    known = ReaderComment.objects.filter(nonce=nonce).first() if nonce else None
    return known is not None and _is_same(known, text)


def _is_same(known: ReaderComment, text: str) -> bool:
    """Whether a form that is sent again is known, with the words that were sent then.

    Of a comment that its author has changed since, nobody knows these words any more.
    """
    return bool(known.withdrawn or known.edited_at) or (known.original or known.comment) == text


def post(
    page,
    text: str,
    sender: Sender,
    rules: DiscussionSettings,
    parent_id=None,
    nonce=None,
    follow="",
) -> tuple[ReaderComment, str]:
    """Stores a comment, and returns it with the token that lets its author come back to it.

    The same comment with the same nonce again returns the first. Raises ``Refused``.
    """
    try:
        return _post(page, text, sender, rules, parent_id, nonce, follow)
    except IntegrityError:
        # The form was sent on several pages at once, and one of them was quicker.
        if nonce is None or not ReaderComment.objects.filter(nonce=nonce).exists():
            raise
        return _post(page, text, sender, rules, parent_id, nonce, follow)


def _token(nonce: UUID | None) -> str:
    """The secret of the author's page of a comment: whoever sends the same form again gets it again.

    The form's number alone is not enough to compute it.
    """
    return salted_hmac("comments.mine", str(nonce or uuid4())).hexdigest()[:32]


@transaction.atomic
def _post(
    page,
    text: str,
    sender: Sender,
    rules: DiscussionSettings,
    parent_id=None,
    nonce: UUID | None = None,
    follow: str = "",
) -> tuple[ReaderComment, str]:
    Discussion.objects.get_or_create(page_id=page.pk)
    discussion = Discussion.objects.select_for_update().get(page_id=page.pk)
    discussion.page = page
    if nonce and (known := ReaderComment.objects.filter(nonce=nonce).first()):
        if _is_same(known, text):
            token = _token(nonce)
            return known, token if hash_token(token) == known.token_hash else ""
        nonce = None  # the reader went back in the browser and wrote something else
    if not discussion.is_open(rules):
        raise Refused(_("This discussion has been closed in the meantime."))
    answered = _answered(page, parent_id)
    parent = _parent(answered, rules.max_depth)
    commenter = Commenter.objects.at(sender.email, locked=True) if sender.email else None
    refuse_same_again(commenter, page, answered, text, sender)
    token = _token(nonce)
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
        comment=text,
        network=limits.network(sender.ip),
        user_agent=sender.user_agent,
        form_seconds=sender.form_seconds,
        in_reply_to=answered,
        commenter=commenter,
        by_author=bool(sender.user) and Author.objects.filter(user=sender.user).exists(),
        verified=sender.proven,
        nonce=nonce,
        token_hash=hash_token(token),
    )
    submission = Submission.of(
        comment,
        rules,
        discussion.policy(rules),
        suspicion=sender.suspicion,
        suspect=sender.suspect,
        proven=sender.proven or sender.known,
    )
    refuse_outsiders(submission)
    verdicts = judge(submission)
    comment.status, comment.spam_score = status_for(verdicts), submission.spam_score
    if _must_confirm(rules, commenter, sender) and comment.status != Status.SPAM:
        comment.status = Status.UNCONFIRMED
    if parent is not None:
        comment.parent_path = parent.path
        comment.parent_id, comment.thread_id = parent.pk, parent.thread_id
        comment.level = parent.level + 1
        root = ReaderComment.objects.filter(pk=parent.thread_id)
        root.update(replies=F("replies") + 1)
        comment.ordinal = root.values_list("replies", flat=True)[0]
    comment.save()
    store_findings(comment, verdicts)
    akismet.ask_later(comment, submission)
    wish = None
    # Nobody is asked about spam, and nobody is told of answers to it.
    if follow and commenter and (sender.proven or comment.status != Status.SPAM):
        wish = subscriptions.follow(commenter, page, follow, comment, active=sender.proven)
    if comment.status == Status.UNCONFIRMED or (wish and not wish.active):
        confirmation.ask_to_confirm(commenter, limits.network_hash(sender.ip), comment, wish)
    return comment, token


def accept_confirmed(comment: ReaderComment) -> None:
    """Judges a comment that its author has confirmed, like any other."""
    if comment.status == Status.UNCONFIRMED:
        submission = _submission(comment)
        verdicts = judge(submission)
        comment.status, comment.spam_score = status_for(verdicts), submission.spam_score
        comment.findings.all().delete()
        store_findings(comment, verdicts)
        akismet.ask_later(comment, submission)
    comment.save()


def judge_edit(comment: ReaderComment, known: bool = False) -> None:
    """Judges the new text of a comment that its author has edited, without saving.

    An edit can make a comment held or spam, and never publishes one.
    """
    submission = _submission(comment)
    submission.proven = submission.proven or known
    verdicts = [verdict for verdict in judge(submission) if verdict.rule in AFTER_EDIT]
    comment.spam_score = submission.spam_score
    comment.findings.filter(rule__in=AFTER_EDIT).delete()
    store_findings(comment, verdicts)
    status = status_for(verdicts)
    if comment.status == Status.PUBLISHED or (comment.status, status) == (Status.HELD, Status.SPAM):
        comment.status = status


def _submission(comment: ReaderComment) -> Submission:
    """A stored comment as the rules see it, with the suspicion from when it was sent."""
    rules = DiscussionSettings.for_site(comment.page.get_site())
    policy = Discussion.objects.get(page_id=comment.page_id).policy(rules)
    automatic = comment.findings.filter(rule="automatic").first()
    return Submission.of(comment, rules, policy, suspicion=automatic.message if automatic else "")


def _must_confirm(rules, commenter: Commenter | None, sender: Sender) -> bool:
    if sender.user is not None or commenter is None:
        return False
    if rules.confirm == Confirm.FIRST:
        return commenter.confirmed_at is None
    return rules.confirm == Confirm.ALWAYS


def _answered(page, parent_id) -> ReaderComment | None:
    """The comment that is answered. It must be published, on this page."""
    if not parent_id:
        return None
    possible = 0 < parent_id < 10**STEP
    found = ReaderComment.objects.published().of(page)
    comment = found.filter(pk=parent_id).first() if possible else None
    if comment is None:
        raise Gone
    if ReaderComment.objects.filter(pk=comment.thread_id, closed=True).exists():
        raise Refused(THREAD_CLOSED)
    return comment


def _parent(answered: ReaderComment | None, depth: int) -> ReaderComment | None:
    """The parent of the reply. At the deepest level a reply stands beside the comment it
    answers."""
    deepest = min(depth, MAX_LEVEL) - 1
    if answered is None or answered.level < deepest:
        return answered
    if deepest <= 0:
        return None
    above = answered.ancestor_ids()[:deepest]
    return ReaderComment.objects.get(pk=above[-1])
