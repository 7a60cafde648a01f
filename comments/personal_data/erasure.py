"""Erases all that is stored about an address."""

import time
from collections import Counter

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_comments.models import CommentFlag
from wagtail.log_actions import log

from jobs.leases import pause

from .. import locks
from ..models import (
    Decision,
    Discussion,
    Finding,
    Follow,
    Lesson,
    Mail,
    ReaderComment,
    Report,
    TrainedModel,
)
from . import mentions
from .index import merge_index
from .person import Person

#: So often everything is looked for again, because the same person may be writing meanwhile.
ROUNDS = 20
#: The name of the author of a comment that stays.
ANONYMOUS = _("Anonymous")


class StillWriting(Exception):
    """The person writes faster than it can be erased. ``counts`` is erased: erase once more."""

    def __init__(self, counts: dict[str, int]):
        super().__init__(gettext("Comments were still being written with this address."))
        self.counts = counts


def erase(email: str, keep_comments: bool, user=None, by: str = "") -> dict[str, int]:
    """Erases all that is stored about the address, and returns the counts.

    It works in short transactions, one page of comments after the other. After an interruption the
    same call continues. Wagtail's log names ``user`` and ``by``, and not the address.
    """
    done, data = Counter(), {"kept": keep_comments, "by": by}
    attempts = (
        _erase_what_is_there(Person(email), keep_comments, user, data, done) for i in range(ROUNDS)
    )
    if is_finished := any(attempts):
        counts = dict(done)
    else:
        with transaction.atomic():
            counts = _note(done, user, data)
    if counts:
        merge_index()
    if not is_finished:
        raise StillWriting(counts)
    return counts


def _erase_what_is_there(person: Person, keep: bool, user, data: dict, done: Counter) -> bool:
    """Whether nothing is left. The last transaction lets nobody write under the address."""
    # Read first, because they follow from the comments.
    names, jobs = person.names, person.jobs
    for ids in person.batches():
        since = time.monotonic()
        with transaction.atomic():
            _erase_comments(ids, keep, done)
        pause(since)
    mentions.blot_out(person, names, jobs, done)
    with transaction.atomic():
        locks.discussions(person.decisions().values("page_id"))
        locks.commenters(person.rows(), to_delete=True)
        if Person(person.email).comments:
            return False
        _erase_the_rest(person, done)
        _note(done, user, data)
    return True


def _note(done: Counter, user, data: dict) -> dict[str, int]:
    """Notes on Wagtail's log what was erased, and has the filter learn anew without it."""
    for name in [name for name, count in done.items() if not count]:
        del done[name]
    if done["decisions"]:
        forget_learned()
    if done:
        # No comment has the id 0: the entry refers to nobody.
        log(
            instance=ReaderComment(pk=0),
            action="comments.erase",
            user=user,
            title=gettext("Personal data"),
            data={**done, **data},
        )
    return dict(done)


@transaction.atomic
def withdraw(comment: ReaderComment) -> None:
    """Withdraws a comment for good. Nothing of its text and its author stays."""
    Discussion.objects.select_for_update().get(page_id=comment.page_id)
    done = Counter()
    comment.refresh_from_db()
    _strip([comment.pk], done)
    _withdraw([comment])
    if done["decisions"]:
        forget_learned()


def forget_learned() -> None:
    """Deletes the learned model. The next training learns from the decisions that are left."""
    TrainedModel.objects.all().delete()


def _erase_comments(ids: list[int], keep: bool, done: Counter) -> None:
    """Erases comments of one page, under its discussion's lock."""
    page_id = ReaderComment.objects.filter(pk__in=ids).values_list("page_id", flat=True).first()
    if page_id is None:
        return
    Discussion.objects.select_for_update().get(page_id=page_id)
    _strip(ids, done)
    comments = ReaderComment.objects.filter(pk__in=ids)
    if not keep:
        _withdraw(list(comments))
    done["comments"] += comments.update(nonce=None, token_hash="")
    if keep:
        _make_anonymous(comments)
        Discussion.objects.changed(page_id)


def _make_anonymous(comments) -> None:
    """Empties the fields about the author and the sending; the text and the status stay."""
    comments.update(
        user=None,
        user_name=ANONYMOUS,
        user_email="",
        user_url="",
        ip_address=None,
        network="",
        user_agent="",
        form_seconds=None,
        spam_score=None,
        original="",
        original_name=None,
        original_website=None,
        note_to_author="",
        commenter=None,
        verified=False,
        by_author=False,
        version=F("version") + 1,
    )


def _withdraw(comments: list[ReaderComment]) -> None:
    ids = [comment.pk for comment in comments]
    mails = locks.mails(Mail.objects.filter(comment__in=ids))
    Mail.objects.filter(pk__in=mails).delete()
    Follow.objects.filter(comment__in=ids, commenter=F("comment__commenter")).delete()
    for comment in comments:
        comment.forget()
        comment.save()


def _strip(ids: list[int], done: Counter) -> None:
    """Erases rows about the comments that may quote them or their author."""
    done["findings"] += Finding.objects.filter(comment__in=ids).delete()[0]
    done["decisions"] += _empty(Decision.objects.filter(comment__in=ids))
    CommentFlag.objects.filter(comment__in=ids).delete()
    reports = Report.objects.filter(comment__in=ids)
    done["reports"] += reports.exclude(message="").update(message="")
    done["log_entries"] += mentions.strip_log(ids)


def _empty(decisions) -> int:
    """Empties decisions; the action, the time and the moderator stay."""
    Lesson.objects.filter(decision__in=decisions.order_by()).delete()
    return decisions.exclude(commenter=None, details={}, reason="").update(
        commenter=None, details={}, reason=""
    )


def _erase_the_rest(person: Person, done: Counter) -> None:
    commenters, decisions = person.commenters, person.decisions()
    locks.discussions(decisions.values("page_id"))
    locks.commenters(person.rows(), to_delete=True)
    done["decisions"] += _empty(decisions)
    mails = locks.mails(Mail.objects.filter(commenter__in=commenters))
    done["mails"] += Mail.objects.filter(pk__in=mails).delete()[0]
    done["follows"] += Follow.objects.filter(commenter__in=commenters).delete()[0]
    mentions.clean_lists(person, done)
    done["commenters"] += len(commenters)
    for commenter in commenters:
        commenter.delete()
