"""All that takes locks, by name: see ``test_locks.py``."""

import os
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.db import transaction
from django.test import RequestFactory
from django.utils import timezone
from wagtail.models import Page

from comments import housekeeping, personal_data
from comments.intake import confirming, voting
from comments.mailing import sending
from comments.management.commands.check_comments import repair_counts
from comments.models import (
    Action,
    BulkJob,
    BulkTargets,
    Commenter,
    Confirm,
    Effect,
    Follow,
    FollowScope,
    Mail,
    MailKind,
    ReaderComment,
    Standing,
)
from comments.moderation import banning, bulk, deciding, reporting
from comments.moderation.standing import end_bans, set_standing
from comments.personal_data import erasure, expiry, retention
from comments.personal_data.person import Person
from comments.spam import akismet, training
from comments.views import account as account_views
from comments.views import mail as mail_views
from comments.views import writing

from .locking import ANN, FIELDS, IVY, RITA, UNDONE, numbers, rules, say

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
    say(side.page, "New words", to=side.root, follow=FollowScope.PAGE)


@operation("a reader writes what is held", paired=True)
def _(stage, side):
    say(side.page, "Forbidden words", to=side.root, follow=FollowScope.PAGE)


@operation("a stranger writes")
def _(stage, side):
    say(side.page, "New words", "eve@example.org", to=side.root, confirm=Confirm.ALWAYS)


def confirm(pk):
    confirming.confirm(Mail.objects.select_related("commenter", "comment", "follow").get(pk=pk))


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
    account_views._ask(RequestFactory().post("/", REMOTE_ADDR="192.0.2.1"), ANN)


@operation("a reader unsubscribes", paired=True)
def _(stage, side):
    Follow.objects.get(pk=side.wish).delete()


def decide(action, on):
    def act(stage, side):
        comment = getattr(side, on)
        words = f"Other words {next(numbers)}"
        deciding.decide(stage.moderator, comment.pk, action, note_to_author="Because.", text=words)

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


def ban(ban_it):
    def act(stage, side):
        ban_it(stage, side, banning.Ban(others=banning.Others.REMOVE))

    return act


operation("a moderator bans an author with the comments", paired=True)(
    ban(lambda stage, side, wish: banning.ban_author(stage.moderator, side.held.pk, None, wish))
)
operation("a moderator bans a network with the comments")(
    ban(lambda stage, side, wish: banning.ban_network(stage.moderator, side.held.pk, None, wish))
)
operation("a moderator bans a commenter with the comments")(
    ban(
        lambda stage, side, wish: banning.ban_commenter(
            stage.moderator, Commenter.objects.get(email=ANN).pk, wish
        )
    )
)


@operation("bans end")
def _(stage, side):
    end_bans()


def step(stage, job, pair):
    """The worker deals with this comment or decision, as the first of the job."""
    job.targets = BulkTargets(job=job, pairs=[pair])
    bulk.bulk_jobs._step(job, stage.moderator)


@operation("a step of a bulk job", paired=True)
def _(stage, side):
    job = BulkJob.objects.get(pk=side.job)
    step(stage, job, [side.stepped.pk, side.stepped.version])


@operation("emptying spam is a step of a bulk job")
def _(stage, side):
    job = BulkJob.objects.get(pk=side.job)
    job.action = Action.EMPTY
    spam = expiry.spam().filter(page=side.page).first()
    step(stage, job, [spam.pk, spam.version] if spam else [0, 0])


@operation("undoing is a step of a bulk job")
def _(stage, side):
    job = BulkJob.objects.get(pk=side.job)
    job.action = Action.UNDO
    step(stage, job, [side.undoable[Action.APPROVE], 0])


@operation("a bulk job begins to be undone")
def _(stage, side):
    bulk.undo(stage.moderator, BulkJob.objects.get(pk=side.done.pk))


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
    # Where nothing is committed the comments are there again, and it would begin anew.
    erasure._erase_what_is_there(Person(IVY), False, None, {}, erasure.Counter())


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


@operation("the worker deletes old spam", paired=True)
def _(stage, side):
    expiry.delete(expiry.due(timezone.now() + timedelta(days=1)))


@operation("the worker forgets what nobody confirmed")
def _(stage, side):
    housekeeping._forget_unconfirmed(timezone.now() - timedelta(days=30))


@operation("the worker forgets unused addresses")
def _(stage, side):
    housekeeping._forget_unused(timezone.now() - timedelta(days=30))


@operation("the filter scores", paired=True)
def _(stage, side):
    training._score(stage.model, [one.scored.pk for one in stage.sides])


@operation("the filter forgets")
def _(stage, side):
    training.forget()


@operation("Akismet answers")
def _(stage, side):
    akismet._conclude(side.reported.pk, Effect.HOLD, akismet.SPAM)


@operation("notices are claimed", paired=True)
def _(stage, side):
    sending._claim(side.mail_shown)


@operation("a moderator's notice is claimed")
def _(stage, side):
    sending._claim(Mail.objects.filter(kind=MailKind.DIGEST).first().pk)


@operation("notices are sent")
def _(stage, side):
    pks = [one.mail_praised for one in stage.sides]
    sending._send(list(Mail.objects.filter(pk__in=pks).order_by("-pk")))


@operation("followers are found", paired=True)
def _(stage, side):
    sending._send([Mail.objects.get(pk=side.announce)])


@operation("lost mail is swept up")
def _(stage, side):
    sending.sweep()


@operation("failed mail is tried again")
def _(stage, side):
    sending.retry_failed()


@operation("old mail is forgotten")
def _(stage, side):
    sending.prune()


@operation("counts are repaired")
def _(stage, side):
    repair_counts()
