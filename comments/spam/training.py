"""Trains the learning filter on the moderators' decisions, and scores the held comments.

Each training reads the record of decisions anew: an undone or erased decision is in no later model.
The decisions of an importer count too. For each comment that was judged where it comes from, the
importer stores a ``Decision`` without a moderator, with ``moderator_name`` *Import*, ``action``
*approve* or *spam*, the comment's status as ``to_status``, and its date as ``decided_at``.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django_tasks import task

from .. import locks
from ..models import (
    Action,
    Decision,
    Effect,
    Finding,
    Lesson,
    ReaderComment,
    Status,
    TrainedModel,
)
from . import scoring
from .bayes import Vector, unpacked
from .example import Example
from .model import FEWEST, Model, TooFewDecisions
from .record import judge_unseen

#: The number of decided comments to learn from, the newest first. Training on them takes five
#: seconds of a CPU, in which the worker does nothing else; and spam of years ago tells little about
#: today's.
MOST = 3000
#: The number of held comments that get a new score, the newest first.
MOST_SCORED = 2000
#: Comments in one transaction.
BATCH = 200
#: The new decisions that are worth a new training …
NEW_DECISIONS = 25
#: … when the last one is older than ``PAUSE``. After ``LONGEST`` the filter is trained in any case:
#: comments may have gone without a decision, with their page.
PAUSE, LONGEST = timedelta(minutes=10), timedelta(days=1)
#: Seconds between two checks whether a training is due.
LOOK = 60
#: The decisions that tell spam from good comments. A reply publishes the comment.
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

    decided_at: datetime
    decision_id: int
    pk: int
    status: str
    text: str
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
            self.text, self.name, self.email, self.website, self.form_seconds, previous=previous
        )


def decided(among: list[int] | None = None) -> list[Decided]:
    """The newest comments that were decided, in the order of the decisions; or those of some ids.

    For each comment the latest decision in ``TELLING`` counts that was neither in conflict nor
    undone, if the author has not edited the comment since. Removed comments count as neither kind:
    moderators took them down for what they say, and they are not spam.
    """
    rows = (
        Decision.objects.filter(
            action__in=TELLING, conflict=False, undone_at=None, comment__withdrawn=False
        )
        .filter(comment__status__in=[Status.PUBLISHED, Status.SPAM])
        .exclude(comment__comment="")
        .order_by("-decided_at", "-pk")
        .values_list(
            "to_status",
            "comment__edited_at",
            "decided_at",
            "pk",
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
    if among is not None:
        rows = rows.filter(comment__in=among)
    seen, found = set(), []
    for to_status, edited_at, *fields in rows.iterator(chunk_size=1000):
        each = Decided._make(fields)
        if each.pk in seen:
            continue
        seen.add(each.pk)
        if to_status == each.status and not (edited_at and edited_at > each.decided_at):
            found.append(each)
            if len(found) == MOST:
                break
    return found[::-1]


def counts() -> tuple[int, int]:
    """The number of good comments and of spam to learn from."""
    times = [(each.decided_at, each.is_spam) for each in decided()]
    times += [(when, True) for when in _kept().values_list("decision__decided_at", flat=True)]
    spam = [is_spam for _, is_spam in sorted(times)[-MOST:]]
    return len(spam) - sum(spam), sum(spam)


def _kept():
    """The lessons of deleted spam, the newest first."""
    newest = Lesson.objects.filter(decision__undone_at=None)
    return newest.order_by("-decision__decided_at", "-decision")[:MOST]


def lessons(known: list[Decided]) -> list[tuple[Example | Vector, bool]]:
    """The newest that there is to learn from, of decided comments and of deleted spam."""
    found: list = [
        (each.decided_at, each.decision_id, *lesson)
        for each, lesson in zip(known, examples(known), strict=True)
    ]
    kept = _kept().values_list("decision__decided_at", "decision", "features")
    found += [(when, pk, unpacked(bytes(dump)), True) for when, pk, dump in kept]
    found.sort(key=lambda each: each[:2])
    return [(example, is_spam) for _, _, example, is_spam in found[-MOST:]]


def examples(known: list[Decided] | None = None) -> list[tuple[Example, bool]]:
    """Decided comments as the filter reads them: ``known``, or all."""
    known = decided() if known is None else known
    comments = ReaderComment.objects.filter(pk__in=[each.pk for each in known])
    previous = dict(scoring.with_recent_from_network(comments).values_list("pk", "previous"))
    # A comment that was deleted in this moment has no number: it counts as 0.
    return [(each.example(previous.get(each.pk, 0)), each.is_spam) for each in known]


def learn() -> TrainedModel | None:
    """Trains the filter anew, or forgets it if there are too few decisions to learn from."""
    begun = timezone.now()
    last_decision_id = Decision.objects.aggregate(last=Max("pk"))["last"] or 0
    known = decided()
    learning = lessons(known)
    try:
        model = Model.train(learning)
    except TooFewDecisions:
        forget()
        return None
    record = judge_unseen(learning)
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
            proven=record.proven,
        )
    lost = {each.decision_id for each in set(known) - set(decided())}
    if Lesson.objects.filter(decision__in=lost).count() < len(lost):
        # During the training somebody erased a comment or undid a decision. We check after storing
        # the model, because a later erasure finds the model and deletes it.
        TrainedModel.objects.filter(pk=learned.pk).delete()
        return None
    _score_held(model)
    return learned


def forget() -> None:
    """Forgets all that was learned. After an interruption, ``is_due`` finds the scores that are
    left."""
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
    """Stores the score of each held comment, with reasons: moderators sort the queue by it."""
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
            message = scoring.explain(model, example)
            new.append(
                Finding(comment=comment, rule="learned", effect=Effect.NOTE, message=message)
            )
    with transaction.atomic():
        locks.of_comments(ids)
        # The reason for which a comment was held stays as it was written then.
        reasons = Finding.objects.filter(rule="learned", effect=Effect.HOLD, comment__in=ids)
        explained = set(reasons.values_list("comment_id", flat=True))
        Finding.objects.filter(rule="learned", effect=Effect.NOTE, comment__in=ids).delete()
        # Only comments that have not changed since: somebody may erase one in this moment.
        current = ReaderComment.objects.filter(pk__in=ids, status=Status.HELD, withdrawn=False)
        versions = dict(current.order_by().values_list("pk", "version"))
        there = {each.pk for each in scored if versions.get(each.pk) == each.version}
        ReaderComment.objects.bulk_update(
            [each for each in scored if each.pk in there], ["spam_score"]
        )
        Finding.objects.bulk_create(each for each in new if each.comment_id in there - explained)


def is_due() -> bool:
    """Whether the filter should be trained anew."""
    learned = TrainedModel.objects.usable().defer("weights").last()
    if learned is None:
        # Nothing has been learned yet, or an erasure of personal data deleted it, or the model is
        # an earlier version's.
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


# The lowest priority, because it takes seconds.
@task(priority=-20)
def teach() -> None:
    """Trains the filter, unless another worker has just done so."""
    if is_due():
        learn()


def look() -> None:
    """Queues a training, if one is due."""
    if is_due():
        teach.enqueue()
