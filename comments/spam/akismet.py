"""Asks Akismet about comments in the background, where an editor has set a key.

Akismet can hold a comment and nothing else. When it fails, the comment keeps the status that the
rules gave it. The log and the tasks contain the id of a comment, and nothing of its content.
"""

import logging
from contextlib import contextmanager
from datetime import timedelta

import httpx
from akismet import AkismetError, APIKeyError, Config, SyncClient
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django_tasks import task

from .. import links
from ..models import (
    Action,
    Decision,
    Discussion,
    DiscussionSettings,
    Effect,
    Finding,
    ReaderComment,
    Status,
)

logger = logging.getLogger(__name__)

RULE = "akismet"
SPAM = _("Akismet takes it for spam.")
HAM = _("Akismet does not take it for spam.")
SILENT = _("Akismet did not answer.")
REFUSED = _("Akismet does not know the key in the settings.")
#: The timeout of each step of a request. It is short because the worker has other tasks.
TIMEOUT_SECONDS = 5
#: Minutes until the second and the third try.
BACK_OFF_MINUTES = [1, 5]
#: Akismet never hears of a decision that is undone within this time.
SECOND_THOUGHTS = timedelta(minutes=10)
UNDECIDED = [Status.HELD, Status.PUBLISHED]
GOOD: list[str] = [Action.APPROVE, Action.TRUST, Action.KEEP]
BAD: list[str] = [Action.SPAM, Action.BAN, Action.BAN_NETWORK]


@contextmanager
def _client(key: str, site):
    """The package's client, sent to the address in the settings: the package knows only the real
    one."""
    base = httpx.URL(settings.AKISMET_URL)

    def elsewhere(request: httpx.Request) -> None:
        request.url = request.url.copy_with(scheme=base.scheme, host=base.host, port=base.port)
        request.headers["Host"] = base.netloc.decode()

    with httpx.Client(timeout=TIMEOUT_SECONDS, event_hooks={"request": [elsewhere]}) as http:
        yield SyncClient(config=Config(key=key, url=site.root_url), http_client=http)


def verify(key: str, site) -> bool | None:
    """Whether Akismet knows the key for this site; None if it does not answer."""
    try:
        with _client(key, site) as client:
            return client.verify_key(key, site.root_url)
    except AkismetError as error:
        logger.warning("Akismet did not check the key: %s", type(error).__name__)
        return None


# A higher priority than mail: Akismet can hold the comment before followers hear of it.
@task(priority=60)
def ask_akismet(comment_id: int, tries: int = 1) -> None:
    """Asks Akismet about a comment, and again a little later if it does not answer."""
    wait = ask(comment_id, tries)
    if wait:
        later = timezone.now() + timedelta(minutes=wait)
        ask_akismet.using(run_after=later).enqueue(comment_id, tries + 1)


@task(priority=-10)
def tell_akismet(decision_id: int) -> None:
    """Tells Akismet that a moderator disagreed with its answer."""
    tell(decision_id)


def ask_later(comment: ReaderComment, submission) -> None:
    """Queues the question about a reader's new comment in the transaction that stores the
    comment."""
    if (
        not submission.settings.akismet_key
        or submission.is_staff
        or comment.status not in UNDECIDED
    ):
        return
    if not submission.is_trusted:
        ask_akismet.enqueue(comment.pk)


def ask(comment_id: int, tries: int) -> int:
    """Asks about a comment; ``tries`` counts the attempts, this one included.

    Returns the minutes until the next attempt, or 0 if there is none.
    """
    comment = ReaderComment.objects.select_related("page").filter(pk=comment_id).first()
    if comment is None or not _is_open(comment):
        return 0
    site = comment.page.get_site()
    key = DiscussionSettings.for_site(site).akismet_key
    if not key:
        return 0
    try:
        with _client(key, site) as client:
            spam = bool(client.comment_check(**_about(comment)))
    except APIKeyError:
        logger.error("Akismet does not know the key in the discussion settings")
        _conclude(comment_id, Effect.NOTE, REFUSED)
        return 0
    except AkismetError as error:
        # The class alone: the message of the error may quote the comment.
        logger.warning("Akismet did not answer, try %s: %s", tries, type(error).__name__)
        if tries <= len(BACK_OFF_MINUTES):
            return BACK_OFF_MINUTES[tries - 1]
        _conclude(comment_id, Effect.NOTE, SILENT)
        return 0
    _conclude(comment_id, *((Effect.HOLD, SPAM) if spam else (Effect.NOTE, HAM)))
    return 0


def _is_open(comment: ReaderComment) -> bool:
    """Whether the comment still waits for an answer: it exists, and no moderator has decided."""
    decisions = Decision.objects.filter(comment=comment, conflict=False, undone_at=None)
    return (
        comment.status in UNDECIDED
        and not comment.withdrawn
        and not decisions.exclude(action=Action.UNDO).exists()
    )


def _about(comment: ReaderComment) -> dict:
    """The fields of a comment that Akismet gets."""
    return {
        "user_ip": comment.ip_address or "",
        "user_agent": comment.user_agent,
        "comment_type": "reply" if comment.in_reply_to_id else "comment",
        "comment_author": comment.user_name,
        "comment_author_email": comment.user_email,
        "comment_author_url": comment.user_url,
        "comment_content": comment.comment,
        "comment_date_gmt": comment.posted_at.isoformat(timespec="seconds"),
        "permalink": links.absolute(comment.page.get_url() or "/"),
        "blog_charset": "UTF-8",
    }


def _stored(message: Promise) -> str:
    """A sentence in the site's language: the worker stores it, and a moderator's request, which may
    have another language, looks for it."""
    with override(settings.LANGUAGE_CODE):
        return str(message)


@transaction.atomic
def _conclude(comment_id: int, effect: str, message: Promise) -> None:
    """Stores the answer with the comment, if nobody has decided meanwhile; spam is held."""
    page_id = ReaderComment.objects.filter(pk=comment_id).values_list("page_id", flat=True).first()
    if page_id is None:
        return
    Discussion.objects.select_for_update().get(page_id=page_id)
    comment = ReaderComment.objects.filter(pk=comment_id).first()
    if comment is None or not _is_open(comment):
        return
    Finding.objects.create(comment=comment, rule=RULE, effect=effect, message=_stored(message))
    if effect == Effect.HOLD and comment.status == Status.PUBLISHED:
        comment.status = Status.HELD
        comment.save()


def tell_later(decision: Decision) -> None:
    """Queues a decision that contradicts Akismet, late enough for a moderator to undo it."""
    wrong = dict.fromkeys(GOOD, SPAM) | dict.fromkeys(BAD, HAM)
    if decision.action not in wrong:
        return
    message = _stored(wrong[decision.action])
    if Finding.objects.filter(comment=decision.comment_id, rule=RULE, message=message).exists():
        tell_akismet.using(run_after=timezone.now() + SECOND_THOUGHTS).enqueue(decision.pk)


def tell(decision_id: int) -> None:
    """Tells Akismet of a decision, if it still stands and the key is still set."""
    decision = Decision.objects.filter(pk=decision_id, undone_at=None).first()
    comment = decision.comment if decision else None
    if (
        decision is None
        or comment is None
        or comment.withdrawn
        or comment.status != decision.to_status
    ):
        return
    site = comment.page.get_site()
    key = DiscussionSettings.for_site(site).akismet_key
    if not key:
        return
    try:
        with _client(key, site) as client:
            submit = client.submit_ham if decision.action in GOOD else client.submit_spam
            submit(**_about(comment))
    except AkismetError as error:
        # Akismet loses a lesson, and we lose nothing: there is no second attempt.
        logger.warning("Akismet did not take a decision: %s", type(error).__name__)
