"""Has the learning filter learn from the moderators' decisions, and asks it about comments.

What it learns from is read anew each time from the record of decisions: what was undone or erased
since is in no later model. An importer's decisions count like any. For each comment whose fate was
known where it comes from it stores a ``Decision`` without a moderator, ``moderator_name`` *Import*,
``action`` *approve* or *spam*, ``became`` the comment's status, and the comment's date as ``at``.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.core.cache import cache
from django.db import transaction
from django.db.models import IntegerField, Max, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from . import locks
from .learning import FEWEST, Example, Model, TooFewDecisions, judge_unseen
from .models import Action, Decision, Effect, Finding, Learned, ReaderComment, Status

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
HOUR = timedelta(hours=1)
#: More than so many from one network in an hour make no difference.
BUSY = 9
REASONS = 4


class Decided(NamedTuple):
    """A comment whose fate a moderator decided, and which still stands as they left it."""

    pk: int
    status: str
    words: str
    name: str
    email: str
    website: str
    seconds: int | None
    network: str
    posted_at: datetime

    @property
    def is_spam(self) -> bool:
        return self.status == Status.SPAM

    def example(self, previous: int) -> Example:
        return Example(
            self.words, self.name, self.email, self.website, self.seconds, previous=previous
        )


def neighbours(network: str, before: datetime, pk: int | None) -> int:
    """How many comments came from a network in the hour before; beyond a few they are not counted."""
    if not network:
        return 0
    found = ReaderComment.objects.filter(
        network=network,
        status__in=Status.values,  # as the index has them
        posted_at__gt=before - HOUR,
        posted_at__lte=before,
    )
    # One more than counts: it may be the comment itself.
    some = list(found.order_by().values_list("pk", flat=True)[: BUSY + 1])
    return min(BUSY, len(some) - (pk in some))


class CountOf(Subquery):
    """How many rows a query finds for each row of another one."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


def _with_neighbours(comments: QuerySet[ReaderComment]) -> QuerySet[ReaderComment]:
    """Stored comments, with what ``neighbours`` says of each as ``previous``: in the same query."""
    around = ReaderComment.objects.filter(
        ~Q(network=""),
        network=OuterRef("network"),
        status__in=Status.values,  # as the index has them
        posted_at__gt=OuterRef("posted_at") - HOUR,
        posted_at__lte=OuterRef("posted_at"),
    )
    others = around.exclude(pk=OuterRef("pk")).order_by().values("pk")[:BUSY]
    return comments.annotate(previous=CountOf(others))


def decided() -> list[Decided]:
    """The newest comments that were decided, in the order of the decisions.

    For each the latest telling decision counts that was neither overtaken nor undone, as long as
    its author has written nothing else since. Removed comments count for neither kind: they went
    for what they say, and are no spam.
    """
    rows = (
        Decision.objects.filter(
            action__in=TELLING, overtaken=False, undone_at=None, comment__withdrawn=False
        )
        .filter(comment__status__in=[Status.PUBLISHED, Status.SPAM])
        .exclude(comment__comment="")
        .order_by("-at", "-pk")
        .values_list(
            "at",
            "became",
            "comment__edited_at",
            "comment_id",
            "comment__status",
            "comment__comment",
            "comment__user_name",
            "comment__user_email",
            "comment__user_url",
            "comment__seconds",
            "comment__network",
            "comment__posted_at",
        )
    )
    seen, found = set(), []
    for at, became, edited_at, *comment in rows.iterator(chunk_size=1000):
        one = Decided(*comment)
        if one.pk in seen:
            continue
        seen.add(one.pk)
        if became == one.status and not (edited_at and edited_at > at):
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
    comments = ReaderComment.objects.filter(pk__in=[one.pk for one in known]).order_by()
    previous = dict(_with_neighbours(comments).values_list("pk", "previous"))
    # One that went with its page in this moment had no neighbours.
    return [(one.example(previous.get(one.pk, 0)), one.is_spam) for one in known]


def teach() -> Learned | None:
    """Makes the filter anew; where there is too little to learn from, there is none."""
    begun = timezone.now()
    up_to = Decision.objects.aggregate(last=Max("pk"))["last"] or 0
    known = decided()
    lessons = examples(known)
    try:
        model = Model.train(lessons)
    except TooFewDecisions:
        forget()
        return None
    record = judge_unseen(lessons)
    with transaction.atomic():
        Learned.objects.all().delete()
        learned = Learned.objects.create(
            weights=model.dumps(),
            trained_at=begun,
            good=model.good,
            spam=model.spam,
            up_to=up_to,
            judged=record.of,
            would_hold=record.held,
            wrongly=record.wrongly,
            missed=record.missed,
        )
    if not set(known) <= set(decided()):
        # While it was learning, words were erased or a decision was undone. Looked at after it was
        # stored: whoever erases later than this finds it, and deletes it.
        Learned.objects.filter(pk=learned.pk).delete()
        return None
    _score_held(model)
    return learned


def forget() -> None:
    """As if it had never learned. Where it is interrupted, ``is_due`` sees that scores are left."""
    Learned.objects.all().delete()
    scored = list(_scored().values_list("pk", flat=True))
    for start in range(0, len(scored), BATCH):
        ids = scored[start : start + BATCH]
        with transaction.atomic():
            locks.of_comments(ids)
            ReaderComment.objects.filter(pk__in=ids).update(score=None)


def _scored():
    return ReaderComment.objects.filter(status__in=Status.values, score__isnull=False).order_by()


def _score_held(model: Model) -> None:
    """Gives the comments that wait their scores, and says why: the queue is sorted by them."""
    held = ReaderComment.objects.filter(status=Status.HELD, withdrawn=False).exclude(comment="")
    waiting = list(held.order_by("-posted_at").values_list("pk", flat=True)[:MOST_SCORED])
    for start in range(0, len(waiting), BATCH):
        _score(model, waiting[start : start + BATCH])


def _score(model: Model, ids: list[int]) -> None:
    scored, new = [], []
    for comment in _with_neighbours(ReaderComment.objects.filter(pk__in=ids).order_by()):
        example = Example(
            comment.comment,
            comment.user_name,
            comment.user_email,
            comment.user_url,
            comment.seconds,
            previous=comment.previous,
        )
        comment.score = model.score(example)
        scored.append(comment)
        if comment.score >= model.threshold:
            words = in_words(model, example, comment.score)
            new.append(Finding(comment=comment, rule="learned", effect=Effect.NOTE, words=words))
    with transaction.atomic():
        locks.of_comments(ids)
        # Why something was held stays as it was said then.
        why = Finding.objects.filter(rule="learned", effect=Effect.HOLD, comment__in=ids)
        explained = set(why.values_list("comment_id", flat=True))
        Finding.objects.filter(rule="learned", effect=Effect.NOTE, comment__in=ids).delete()
        # Only what is there still, as it was read: words may be erased in this moment.
        current = ReaderComment.objects.filter(pk__in=ids, status=Status.HELD, withdrawn=False)
        turns = dict(current.order_by().values_list("pk", "turn"))
        there = {one.pk for one in scored if turns.get(one.pk) == one.turn}
        ReaderComment.objects.bulk_update([one for one in scored if one.pk in there], ["score"])
        Finding.objects.bulk_create(one for one in new if one.comment_id in there - explained)


def in_words(model: Model, example: Example, score: float) -> str:
    """What a moderator reads: how sure it is, and what weighed most."""
    weighed = [reason for reason, weight in model.explain(example, 2 * REASONS) if weight > 0]
    share = min(99, round(100 * score))
    most = Finding._meta.get_field("words").max_length
    words = f"The filter takes this for spam ({share}%)"
    for number, reason in enumerate(weighed[:REASONS]):
        more = f"{words}{', ' if number else ': '}{reason}"
        if len(more) < most:
            words = more
    return f"{words}."


def is_due() -> bool:
    """Whether it should learn anew."""
    learned = Learned.objects.defer("weights").last()
    if learned is None:
        # Nothing learned yet, or forgotten with somebody's personal data.
        return min(counts()) >= FEWEST or _scored().exists()
    age = timezone.now() - learned.trained_at
    if age < PAUSE:
        return False
    new = Decision.objects.filter(pk__gt=learned.up_to)
    return (
        age > LONGEST
        or new.order_by("pk")[:NEW_DECISIONS].count() == NEW_DECISIONS
        or new.filter(action=Action.UNDO).exists()
    )


def look() -> None:
    """Has the worker learn in its turn, if it is time to."""
    if cache.add("comments:teach", True, LOOK - 1) and is_due():
        from .tasks import teach as task

        task.enqueue()


_kept: tuple[tuple, Model] | None = None


def current() -> Model | None:
    """The filter as it is stored. A process unpacks each one once; a look costs a short query."""
    global _kept
    stored = Learned.objects.order_by("-pk").values_list("pk", "up_to", "trained_at").first()
    if stored is None:
        _kept = None
        return None
    kept = _kept
    if kept is None or kept[0] != stored:
        weights = Learned.objects.filter(pk=stored[0]).values_list("weights", flat=True).first()
        if weights is None:
            return None
        _kept = kept = (stored, Model.loads(bytes(weights)))
    return kept[1]
