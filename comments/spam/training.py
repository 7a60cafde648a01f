"""Has the learning filter learn from the moderators' decisions, and asks it about comments.

What it learns from is read anew each time from the record of decisions: what was undone or erased
since is in no later model. An importer's decisions count like any. For each comment whose fate was
known where it comes from it stores a ``Decision`` without a moderator, ``moderator_name`` *Import*,
``action`` *approve* or *spam*, ``became`` the comment's status, and the comment's date as ``at``.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django_tasks import task

from .. import locks
from ..models import Action, Decision, Effect, Finding, ReaderComment, Status, TrainedModel
from . import scoring
from .example import Example
from .model import FEWEST, Model, TooFewDecisions, judge_unseen

#: The newest decided comments. Training on so many takes half a minute of a CPU, in which the
#: worker does nothing else; and spam of years ago tells little about today's.
MOST = 3000
#: Held comments that get a score at once.
MOST_SCORED = 2000
#: Of these, so many in one transaction.
BATCH = 200
#: So many new decisions are worth a new training …
NEW_DECISIONS = 25
#: … when the last is so long ago. After a day it is made anew in any case: comments may have gone
#: without a decision, with their page.
PAUSE, LONGEST = timedelta(minutes=10), timedelta(days=1)
#: Between two looks whether a training is due. Seconds.
LOOK = 60
#: The decisions that say what a comment is. To answer it publishes it.
TELLING = [
    Action.APPROVE,
    Action.TRUST,
    Action.KEEP,
    Action.REPLY,
    Action.SPAM,
    Action.BAN,
    Action.BAN_NETWORK,
    Action.REMOVE,
    Action.HOLD,
]


class Decided(NamedTuple):
    """A comment whose fate a moderator decided, and which still stands as they left it."""

    pk: int
    status: str
    words: str
    name: str
    email: str
    website: str
    form_seconds: int | None
    network: str
    posted_at: datetime

    @property
    def is_spam(self) -> bool:
        return self.status == Status.SPAM

    def example(self, previous: int) -> Example:
        return Example(
            self.words, self.name, self.email, self.website, self.form_seconds, previous=previous
        )


def decided() -> list[Decided]:
    """The newest comments that were decided, in the order of the decisions.

    For each the latest telling decision counts that was neither overtaken nor undone, as long as
    its author has written nothing else since. Removed comments count for neither kind: they went
    for what they say, and are no spam.
    """
    rows = (
        Decision.objects.filter(
            action__in=TELLING, conflict=False, undone_at=None, comment__withdrawn=False
        )
        .filter(comment__status__in=[Status.PUBLISHED, Status.SPAM])
        .exclude(comment__comment="")
        .order_by("-decided_at", "-pk")
        .values_list(
            "decided_at",
            "to_status",
            "comment__edited_at",
            "comment_id",
            "comment__status",
            "comment__comment",
            "comment__user_name",
            "comment__user_email",
            "comment__user_url",
            "comment__form_seconds",
            "comment__network",
            "comment__posted_at",
        )
    )
    seen, found = set(), []
    for decided_at, to_status, edited_at, *comment in rows.iterator(chunk_size=1000):
        one = Decided(*comment)
        if one.pk in seen:
            continue
        seen.add(one.pk)
        if to_status == one.status and not (edited_at and edited_at > decided_at):
            found.append(one)
            if len(found) == MOST:
                break
    return found[::-1]


def counts() -> tuple[int, int]:
    """How many good comments and how much spam there is to learn from."""
    spam = [one.is_spam for one in decided()]
    return len(spam) - sum(spam), sum(spam)


def examples(known: list[Decided] | None = None) -> list[tuple[Example, bool]]:
    """What the filter learns from: all that is known, read anew unless it was just read."""
    known = decided() if known is None else known
    comments = ReaderComment.objects.filter(pk__in=[one.pk for one in known])
    previous = dict(scoring.with_recent_from_network(comments).values_list("pk", "previous"))
    # One that went with its page in this moment had no neighbours.
    return [(one.example(previous.get(one.pk, 0)), one.is_spam) for one in known]


def learn() -> TrainedModel | None:
    """Makes the filter anew; where there is too little to learn from, there is none."""
    begun = timezone.now()
    last_decision_id = Decision.objects.aggregate(last=Max("pk"))["last"] or 0
    known = decided()
    lessons = examples(known)
    try:
        model = Model.train(lessons)
    except TooFewDecisions:
        forget()
        return None
    record = judge_unseen(lessons)
    with transaction.atomic():
        TrainedModel.objects.all().delete()
        learned = TrainedModel.objects.create(
            weights=model.dumps(),
            trained_at=begun,
            good=model.good,
            spam=model.spam,
            last_decision_id=last_decision_id,
            judged=record.of,
            would_hold=record.held,
            wrongly=record.wrongly,
            missed=record.missed,
        )
    if not set(known) <= set(decided()):
        # While it was learning, words were erased or a decision was undone. Looked at after it was
        # stored: whoever erases later than this finds it, and deletes it.
        TrainedModel.objects.filter(pk=learned.pk).delete()
        return None
    _score_held(model)
    return learned


def forget() -> None:
    """As if it had never learned. Where it is interrupted, ``is_due`` sees that scores are left."""
    TrainedModel.objects.all().delete()
    scored = list(_scored().values_list("pk", flat=True))
    for start in range(0, len(scored), BATCH):
        ids = scored[start : start + BATCH]
        with transaction.atomic():
            locks.of_comments(ids)
            ReaderComment.objects.filter(pk__in=ids).update(spam_score=None)


def _scored():
    return ReaderComment.objects.filter(status__in=Status.values, spam_score__isnull=False)


def _score_held(model: Model) -> None:
    """Gives the comments that wait their scores, and says why: the queue is sorted by them."""
    held = ReaderComment.objects.filter(status=Status.HELD, withdrawn=False).exclude(comment="")
    waiting = list(held.order_by("-posted_at").values_list("pk", flat=True)[:MOST_SCORED])
    for start in range(0, len(waiting), BATCH):
        _score(model, waiting[start : start + BATCH])


def _score(model: Model, ids: list[int]) -> None:
    scored, new = [], []
    for comment in scoring.with_recent_from_network(ReaderComment.objects.filter(pk__in=ids)):
        example = Example(
            comment.comment,
            comment.user_name,
            comment.user_email,
            comment.user_url,
            comment.form_seconds,
            previous=comment.previous,
        )
        comment.spam_score = model.score(example)
        scored.append(comment)
        if comment.spam_score >= model.threshold:
            message = scoring.explain(model, example, comment.spam_score)
            new.append(
                Finding(comment=comment, rule="learned", effect=Effect.NOTE, message=message)
            )
    with transaction.atomic():
        locks.of_comments(ids)
        # Why something was held stays as it was said then.
        why = Finding.objects.filter(rule="learned", effect=Effect.HOLD, comment__in=ids)
        explained = set(why.values_list("comment_id", flat=True))
        Finding.objects.filter(rule="learned", effect=Effect.NOTE, comment__in=ids).delete()
        # Only what is there still, as it was read: words may be erased in this moment.
        current = ReaderComment.objects.filter(pk__in=ids, status=Status.HELD, withdrawn=False)
        versions = dict(current.order_by().values_list("pk", "version"))
        there = {one.pk for one in scored if versions.get(one.pk) == one.version}
        ReaderComment.objects.bulk_update(
            [one for one in scored if one.pk in there], ["spam_score"]
        )
        Finding.objects.bulk_create(one for one in new if one.comment_id in there - explained)


def is_due() -> bool:
    """Whether it should learn anew."""
    learned = TrainedModel.objects.defer("weights").last()
    if learned is None:
        # Nothing learned yet, or forgotten with somebody's personal data.
        return min(counts()) >= FEWEST or _scored().exists()
    age = timezone.now() - learned.trained_at
    if age < PAUSE:
        return False
    new = Decision.objects.filter(pk__gt=learned.last_decision_id)
    return (
        age > LONGEST
        or new.order_by("pk")[:NEW_DECISIONS].count() == NEW_DECISIONS
        or new.filter(action=Action.UNDO).exists()
    )


# Last of all: it takes half a minute.
@task(priority=-20)
def teach() -> None:
    """Has the learning filter learn anew, unless another worker just did."""
    if is_due():
        learn()


def look() -> None:
    """Has the worker learn in its turn, if it is time to."""
    if is_due():
        teach.enqueue()
