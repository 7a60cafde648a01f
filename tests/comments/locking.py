"""Rows on which everything can be done, and all that takes locks: see ``test_locks.py``."""

import itertools
import os
from contextlib import contextmanager
from datetime import timedelta
from types import SimpleNamespace

from django.contrib.auth import get_user_model
from django.db import transaction
from django.test import RequestFactory
from django.utils import timezone
from django_comments_xtd.models import XtdComment
from wagtail.models import Page, Site

from comments import (
    akismet,
    bulk,
    deciding,
    following,
    housekeeping,
    outbox,
    personal_data,
    posting,
    reporting,
    retention,
    teaching,
    voting,
)
from comments.desk.commenter import set_standing
from comments.learning import Example, Model
from comments.management.commands.check_comments import repair_counts
from comments.models import (
    Action,
    BulkJob,
    Commenter,
    Confirm,
    Decision,
    DiscussionSettings,
    Effect,
    Finding,
    Follow,
    JobState,
    Kind,
    Learned,
    Mail,
    NetworkBan,
    Notify,
    Policy,
    ReaderComment,
    Scope,
    Standing,
    State,
)
from comments.personal_data import erasure
from comments.personal_data.person import Person
from comments.views import mail as mail_views
from comments.views import writing
from tests import factories

ANN, BOB, RITA, IVY = (f"{name}@example.org" for name in ("ann", "bob", "rita", "ivy"))
UNDONE = [
    Action.APPROVE, Action.TRUST, Action.REMOVE, Action.BAN_NETWORK, Action.EDIT, Action.REPLY,
    Action.CLOSE,
]  # fmt: skip
FIELDS = {"reason": "spam", "words": ""}
numbers = itertools.count()


def rules(**changed) -> DiscussionSettings:
    """The settings as they are stored, some of them other for this once."""
    found = DiscussionSettings.objects.get()
    for name, value in changed.items():
        setattr(found, name, value)
    return found


def say(page, words, email=ANN, to=None, follow="", proven=True, **settings):
    network = f"192.0.{next(numbers) % 250}.7"
    sender = posting.Sender("Somebody", email, ip=network, proven=proven)
    settings = {"policy": Policy.PUBLISH, **settings}
    parent = to and to.pk
    return posting.post(page, words, sender, rules(**settings), parent, follow=follow)[0]


class Stage:
    """Two pages with the same people on both, all of them written to by the same moderators."""

    def __init__(self):
        from home.models import HomePage

        self.locks = {}
        self.long_ago = timezone.now() - timedelta(days=60)
        settings = DiscussionSettings.for_site(Site.objects.get())
        settings.policy, settings.notify = Policy.HOLD, Notify.AT_ONCE
        settings.reports_hold, settings.hold_words = 1, "forbidden"
        settings.hold_people = f"@other.example # as {ANN} says"
        settings.save()
        self.moderator, self.leaver = (
            factories.user("Moderators", f"moderator {name}") for name in ("one", "two")
        )
        rita = Commenter.objects.at(RITA)
        Commenter.objects.filter(pk=rita.pk).update(confirmed_at=self.long_ago)
        self.topic = factories.topic(HomePage.objects.get(), title="For locks")
        self.sides = [self.side(factories.article(self.topic), rita) for _ in range(2)]
        held = ReaderComment.objects.filter(comment__startswith="Forbidden").order_by()
        assert held.filter(status="held", comment__contains="words of").count() == 6
        Commenter.objects.filter(email=ANN).update(standing=Standing.TRUSTED)
        # All notices of moderators wait, as if none had been sent in the meantime.
        assert Mail.objects.filter(kind=Kind.WAITING, state=State.WAITING).count() == 2
        NetworkBan.objects.create(network="203.0.113.0/24", until=timezone.now())
        lessons = [(Example(f"Good words {n}"), False) for n in range(60)]
        lessons += [(Example(f"Cheap pills {n} http://p.example"), True) for n in range(60)]
        self.model = Model.train(lessons)
        Learned.objects.create(weights=self.model.dumps(), trained_at=timezone.now())
        XtdComment.norel_objects.filter(pk__in=[side.root.pk for side in self.sides]).update(
            nested_count=99
        )

    def side(self, page, rita):
        side = SimpleNamespace(page=page, root=say(page, "The first words", BOB))
        wish = following.follow(rita, page, Scope.PAGE, active=True)
        for name in (
            "shown", "withdrawn", "edited", "reported", "praised", "erased", "asked", "again",
            "announced",
        ):  # fmt: skip
            setattr(side, name, say(page, f"Words of {name}", to=side.root))
        for name in ("held", "scored", "stepped"):
            setattr(side, name, say(page, f"Forbidden words of {name}"))
        for name, state in (
            ("shown", State.WAITING), ("withdrawn", State.WAITING), ("again", State.DROPPED),
            ("erased", State.FAILED), ("praised", State.SENDING), ("edited", State.SENT),
        ):  # fmt: skip
            mail = Mail.objects.create(
                kind=Kind.NOTICE, commenter=rita, comment=getattr(side, name), state=state,
                follow=wish, claimed_at=self.long_ago, created_at=self.long_ago,
            )  # fmt: skip
            setattr(side, f"mail_{name}", mail.pk)
        side.wish, side.announce = (
            wish.pk,
            Mail.objects.create(kind=Kind.ANNOUNCE, comment=side.announced).pk,
        )
        side.commented = [one.pk for one in ReaderComment.objects.filter(page=page)]
        self.unconfirmed(side)
        self.decided(side)
        ReaderComment.objects.filter(pk=side.again.pk).update(status="removed")
        ReaderComment.objects.filter(pk=side.scored.pk).update(score=0.4)
        ReaderComment.objects.filter(pk=side.praised.pk).update(user=self.leaver)
        Finding.objects.create(comment=side.scored, rule="learned", effect=Effect.NOTE, words="?")
        return side

    def unconfirmed(self, side):
        """Who has not said yet that an address is theirs, and who never will."""
        page = side.page
        asking = {"confirm": Confirm.ALWAYS, "proven": False, "follow": Scope.PAGE}
        unsure = say(page, "Forbidden words of unsure", **asking)
        side.question = Mail.objects.get(kind=Kind.CONFIRM, comment=unsure).pk
        forgotten = say(page, "Words of forgotten", **asking)
        ReaderComment.objects.filter(pk=forgotten.pk).update(posted_at=self.long_ago)
        Mail.objects.filter(comment=forgotten).update(created_at=self.long_ago)
        sam = Commenter.objects.at("sam@example.org")
        wish = following.follow(sam, page, Scope.PAGE)
        side.wished = Mail.objects.create(kind=Kind.CONFIRM, commenter=sam, follow=wish).pk
        imported = say(page, "Words from an import", IVY)
        ReaderComment.objects.filter(pk=imported.pk).update(commenter=None)
        ivy = Commenter.objects.at(IVY)
        side.request = Mail.objects.create(kind=Kind.CONFIRM, commenter=ivy).pk
        nobody = Commenter.objects.create(
            email=f"nobody{page.pk}@example.org", first_seen_at=self.long_ago
        )
        old = following.follow(nobody, page, Scope.PAGE)
        Follow.objects.filter(pk=old.pk).update(since=self.long_ago)
        Mail.objects.create(
            kind=Kind.CONFIRM, commenter=nobody, follow=old, created_at=self.long_ago
        )

    def decided(self, side):
        """What can be undone, one by one and all at once."""
        side.undoable = {}
        for action in UNDONE:
            comment = say(side.page, f"Forbidden, to be undone: {action}")
            made = deciding.decide(self.moderator, comment.pk, action, words="Other words")
            side.undoable[action] = made.pk
        side.removed = deciding.decide(self.moderator, side.asked.pk, Action.REMOVE).pk
        deciding.decide(self.leaver, side.withdrawn.pk, Action.KEEP)
        deciding.decide(self.leaver, side.erased.pk, Action.KEEP)
        kept = {"moderator": self.leaver, "moderator_name": "two", "beat_at": timezone.now()}
        side.job = BulkJob.objects.create(
            action=Action.APPROVE, state=JobState.RUNNING, total=1, **kept
        ).pk
        side.done = BulkJob.objects.create(
            action=Action.APPROVE, state=JobState.FINISHED, total=1, position=1, **kept
        )
        Decision.objects.filter(pk=side.undoable[Action.APPROVE]).update(job=side.done)
        # A decision about a comment that is gone.
        Decision.objects.create(
            page=side.page, commenter=side.shown.commenter, action=Action.SPAM, was="held",
            became="spam", moderator_name="two", details={"before": {}},
        )  # fmt: skip


# --- What people and the worker do ----------------------------------------------------------------

OPERATIONS = {}
#: Those of which each pair is tried: one of each way in which several locks are taken.
PAIRED = []
#: ``LOCK_PAIRS=all`` tries each pair of all. It takes an hour.
ALL = os.environ.get("LOCK_PAIRS") == "all"


def operation(name: str, paired: bool = False):
    def add(function):
        OPERATIONS[name] = function
        if paired or ALL:
            PAIRED.append(name)
        return function

    return add


@operation("a reader writes")
def _(stage, side):
    say(side.page, "New words", to=side.root, follow=Scope.PAGE)


@operation("a reader writes what is held", paired=True)
def _(stage, side):
    say(side.page, "Forbidden words", to=side.root, follow=Scope.PAGE)


@operation("a stranger writes")
def _(stage, side):
    say(side.page, "New words", "eve@example.org", to=side.root, confirm=Confirm.ALWAYS)


def confirm(pk):
    following.confirm(Mail.objects.select_related("commenter", "comment", "follow").get(pk=pk))


@operation("a comment and a wish are confirmed", paired=True)
def _(stage, side):
    confirm(side.question)


@operation("a wish is confirmed")
def _(stage, side):
    confirm(side.wished)


@operation("imported comments are claimed", paired=True)
def _(stage, side):
    confirm(side.request)


@operation("an author edits")
def _(stage, side):
    writing._change(ReaderComment.objects.get(pk=side.edited.pk), "A forbidden word")


@operation("an author withdraws", paired=True)
def _(stage, side):
    personal_data.withdraw(ReaderComment.objects.get(pk=side.withdrawn.pk))


@operation("a reader reports")
def _(stage, side):
    comment = ReaderComment.objects.get(pk=side.reported.pk)
    reporting.report(comment, "a network", FIELDS, rules())


@operation("a reader votes")
def _(stage, side):
    address = f"198.51.{next(numbers) % 250}.7"
    voting.vote(ReaderComment.objects.get(pk=side.praised.pk), "a browser", address, True)


@operation("a reader follows")
def _(stage, side):
    request = RequestFactory().post("/", REMOTE_ADDR="192.0.2.1")
    mail_views._follow(request, side.page, "sam@example.org")


@operation("a reader asks for the own page")
def _(stage, side):
    mail_views._ask(RequestFactory().post("/", REMOTE_ADDR="192.0.2.1"), ANN)


@operation("a reader unsubscribes", paired=True)
def _(stage, side):
    Follow.objects.get(pk=side.wish).delete()


def decide(action, on):
    def act(stage, side):
        comment = getattr(side, on)
        words = f"Other words {next(numbers)}"
        deciding.decide(stage.moderator, comment.pk, action, told="Because.", words=words)

    return act


for action, on, paired in (
    (Action.APPROVE, "held", False),
    (Action.TRUST, "held", True),
    (Action.SPAM, "held", False),
    (Action.REMOVE, "shown", False),
    (Action.HOLD, "shown", False),
    (Action.KEEP, "reported", False),
    (Action.EDIT, "shown", False),
    (Action.REPLY, "held", False),
    (Action.CLOSE, "shown", False),
    (Action.BAN, "held", False),
    (Action.BAN_NETWORK, "held", False),
):
    operation(f"a moderator decides: {action}", paired)(decide(action, on))
operation("a moderator approves again")(decide(Action.APPROVE, "again"))


def undo(action):
    return lambda stage, side: deciding.undo(stage.moderator, side.undoable[action])


for action in UNDONE:
    operation(f"a moderator undoes: {action}", action == Action.TRUST)(undo(action))


@operation("a moderator explains")
def _(stage, side):
    deciding.explain(stage.moderator, side.removed, "Rude", "Please be kind.")


@operation("a moderator sets a standing")
def _(stage, side):
    pk = Commenter.objects.get(email=ANN).pk
    set_standing(stage.moderator, pk, Standing.BANNED)


@operation("a step of a bulk job", paired=True)
def _(stage, side):
    job = BulkJob.objects.get(pk=side.job)
    bulk._deal_with(job, stage.moderator, [side.stepped.pk, side.stepped.turn])


@operation("undoing is a step of a bulk job")
def _(stage, side):
    job = BulkJob.objects.get(pk=side.job)
    job.action = Action.UNDO
    bulk._deal_with(job, stage.moderator, [side.undoable[Action.APPROVE], 0])


@operation("a bulk job begins to be undone")
def _(stage, side):
    with short_of_time():
        bulk.undo(stage.moderator, BulkJob.objects.get(pk=side.done.pk))


@contextmanager
def short_of_time():
    """Jobs are left to the worker."""
    at_once, bulk.AT_ONCE = bulk.AT_ONCE, 0
    try:
        yield
    finally:
        bulk.AT_ONCE = at_once


@operation("a page of somebody's comments is erased")
@transaction.atomic
def _(stage, side):
    erasure._erase_comments([side.erased.pk, side.shown.pk], False, erasure.Counter())


@operation("a page of somebody's comments is made anonymous")
@transaction.atomic
def _(stage, side):
    erasure._erase_comments([side.erased.pk, side.shown.pk], True, erasure.Counter())


@operation("the rest of somebody is erased", paired=True)
@transaction.atomic
def _(stage, side):
    erasure._erase_the_rest(Person(ANN), erasure.Counter())


@operation("the rest of a follower is erased")
@transaction.atomic
def _(stage, side):
    erasure._erase_the_rest(Person(RITA), erasure.Counter())


@operation("somebody is erased")
def _(stage, side):
    personal_data.erase(IVY, keep_comments=False)


@operation("a page is deleted", paired=True)
def _(stage, side):
    Page.objects.get(pk=side.page.pk).delete()


@operation("a topic is deleted")
def _(stage, side):
    Page.objects.get(pk=stage.topic.pk).delete()


@operation("a user is deleted")
def _(stage, side):
    get_user_model().objects.get(pk=stage.leaver.pk).delete()


@operation("the worker forgets traces")
def _(stage, side):
    retention._forget([pk for one in stage.sides for pk in one.commented])


@operation("the worker forgets details")
def _(stage, side):
    retention._empty([pk for one in stage.sides for pk in one.undoable.values()])


@operation("the worker forgets what nobody confirmed")
def _(stage, side):
    housekeeping._forget_unconfirmed(timezone.now() - timedelta(days=30))


@operation("the worker forgets unused addresses")
def _(stage, side):
    housekeeping._forget_unused(timezone.now() - timedelta(days=30))


@operation("the filter scores", paired=True)
def _(stage, side):
    teaching._score(stage.model, [one.scored.pk for one in stage.sides])


@operation("the filter forgets")
def _(stage, side):
    teaching.forget()


@operation("Akismet answers")
def _(stage, side):
    akismet._conclude(side.reported.pk, Effect.HOLD, akismet.SPAM)


@operation("notices are claimed", paired=True)
def _(stage, side):
    outbox._claim(side.mail_shown)


@operation("a moderator's notice is claimed")
def _(stage, side):
    outbox._claim(Mail.objects.filter(kind=Kind.WAITING).first().pk)


@operation("notices are sent")
def _(stage, side):
    pks = [one.mail_praised for one in stage.sides]
    outbox._send(list(Mail.objects.filter(pk__in=pks).order_by("-pk")))


@operation("followers are found", paired=True)
def _(stage, side):
    outbox._send([Mail.objects.get(pk=side.announce)])


@operation("lost mail is swept up")
def _(stage, side):
    outbox.sweep()


@operation("failed mail is tried again")
def _(stage, side):
    outbox.retry_failed()


@operation("old mail is forgotten")
def _(stage, side):
    outbox._prune(Mail.objects.filter(created_at__lt=timezone.now() - timedelta(days=30)))


@operation("counts are repaired")
def _(stage, side):
    repair_counts()
