"""Rows on which everything can be done, and all that takes locks: see ``test_locks.py``."""

import itertools
from datetime import timedelta
from types import SimpleNamespace

from django.utils import timezone
from django_comments_xtd.models import XtdComment
from wagtail.models import Site

from comments.intake import posting
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
    FollowScope,
    JobState,
    Mail,
    MailKind,
    MailState,
    NetworkBan,
    Notify,
    Policy,
    ReaderComment,
    Standing,
    TrainedModel,
)
from comments.moderation import deciding
from comments.notify import subscriptions
from comments.spam.example import Example
from comments.spam.model import Model
from tests import factories

ANN, BOB, RITA, IVY = (f"{name}@example.org" for name in ("ann", "bob", "rita", "ivy"))
UNDONE = [
    Action.APPROVE, Action.TRUST, Action.REMOVE, Action.BAN_NETWORK, Action.EDIT, Action.REPLY,
    Action.CLOSE,
]  # fmt: skip
FIELDS = {"reason": "spam", "message": ""}
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
        settings.reports_to_hold, settings.hold_phrases = 1, "forbidden"
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
        assert Mail.objects.filter(kind=MailKind.DIGEST, state=MailState.WAITING).count() == 2
        NetworkBan.objects.create(network="203.0.113.0/24", until=timezone.now())
        lessons = [(Example(f"Good words {n}"), False) for n in range(60)]
        lessons += [(Example(f"Cheap pills {n} http://p.example"), True) for n in range(60)]
        self.model = Model.train(lessons)
        TrainedModel.objects.create(weights=self.model.dumps(), trained_at=timezone.now())
        XtdComment.norel_objects.filter(pk__in=[side.root.pk for side in self.sides]).update(
            nested_count=99
        )

    def side(self, page, rita):
        side = SimpleNamespace(page=page, root=say(page, "The first words", BOB))
        wish = subscriptions.follow(rita, page, FollowScope.PAGE, active=True)
        for name in (
            "shown", "withdrawn", "edited", "reported", "praised", "erased", "asked", "again",
            "announced",
        ):  # fmt: skip
            setattr(side, name, say(page, f"Words of {name}", to=side.root))
        for name in ("held", "scored", "stepped"):
            setattr(side, name, say(page, f"Forbidden words of {name}"))
        for name, state in (
            ("shown", MailState.WAITING), ("withdrawn", MailState.WAITING), ("again", MailState.DROPPED),
            ("erased", MailState.FAILED), ("praised", MailState.SENDING), ("edited", MailState.SENT),
        ):  # fmt: skip
            mail = Mail.objects.create(
                kind=MailKind.NOTICE, commenter=rita, comment=getattr(side, name), state=state,
                follow=wish, claimed_at=self.long_ago, created_at=self.long_ago,
            )  # fmt: skip
            setattr(side, f"mail_{name}", mail.pk)
        side.wish, side.announce = (
            wish.pk,
            Mail.objects.create(kind=MailKind.FAN_OUT, comment=side.announced).pk,
        )
        side.commented = [one.pk for one in ReaderComment.objects.filter(page=page)]
        self.unconfirmed(side)
        self.decided(side)
        ReaderComment.objects.filter(pk=side.again.pk).update(status="removed")
        ReaderComment.objects.filter(pk=side.scored.pk).update(spam_score=0.4)
        ReaderComment.objects.filter(pk=side.praised.pk).update(user=self.leaver)
        Finding.objects.create(comment=side.scored, rule="learned", effect=Effect.NOTE, message="?")
        return side

    def unconfirmed(self, side):
        """Who has not said yet that an address is theirs, and who never will."""
        page = side.page
        asking = {"confirm": Confirm.ALWAYS, "proven": False, "follow": FollowScope.PAGE}
        unsure = say(page, "Forbidden words of unsure", **asking)
        side.question = Mail.objects.get(kind=MailKind.CONFIRM, comment=unsure).pk
        # What the same person writes on the other page is not sent in a row with it.
        Mail.objects.filter(pk=side.question).update(created_at=timezone.now() - timedelta(hours=2))
        forgotten = say(page, "Words of forgotten", f"forgotten{page.pk}@example.org", **asking)
        ReaderComment.objects.filter(pk=forgotten.pk).update(posted_at=self.long_ago)
        Mail.objects.filter(comment=forgotten).update(created_at=self.long_ago)
        sam = Commenter.objects.at("sam@example.org")
        wish = subscriptions.follow(sam, page, FollowScope.PAGE)
        side.wished = Mail.objects.create(kind=MailKind.CONFIRM, commenter=sam, follow=wish).pk
        imported = say(page, "Words from an import", IVY)
        ReaderComment.objects.filter(pk=imported.pk).update(commenter=None)
        ivy = Commenter.objects.at(IVY)
        side.request = Mail.objects.create(kind=MailKind.CONFIRM, commenter=ivy).pk
        nobody = Commenter.objects.create(
            email=f"nobody{page.pk}@example.org", first_seen_at=self.long_ago
        )
        Commenter.objects.create(
            email=f"banned{page.pk}@example.org",
            standing=Standing.BANNED,
            banned_until=self.long_ago,
        )
        old = subscriptions.follow(nobody, page, FollowScope.PAGE)
        Follow.objects.filter(pk=old.pk).update(since=self.long_ago)
        Mail.objects.create(
            kind=MailKind.CONFIRM, commenter=nobody, follow=old, created_at=self.long_ago
        )

    def decided(self, side):
        """What can be undone, one by one and all at once."""
        side.undoable = {}
        for action in UNDONE:
            comment = say(side.page, f"Forbidden, to be undone: {action}")
            made = deciding.decide(self.moderator, comment.pk, action, text="Other words")
            side.undoable[action] = made.pk
        side.removed = deciding.decide(self.moderator, side.asked.pk, Action.REMOVE).pk
        deciding.decide(self.leaver, side.withdrawn.pk, Action.KEEP)
        deciding.decide(self.leaver, side.erased.pk, Action.KEEP)
        kept = {"moderator": self.leaver, "moderator_name": "two", "lease": timezone.now()}
        side.job = BulkJob.objects.create(
            action=Action.APPROVE, state=JobState.RUNNING, total=1, **kept
        ).pk
        side.done = BulkJob.objects.create(
            action=Action.APPROVE, state=JobState.FINISHED, total=1, position=1, **kept
        )
        Decision.objects.filter(pk=side.undoable[Action.APPROVE]).update(job=side.done)
        # A decision about a comment that is gone.
        Decision.objects.create(
            page=side.page, commenter=side.shown.commenter, action=Action.SPAM, from_status="held",
            to_status="spam", moderator_name="two", details={"before": {}},
        )  # fmt: skip
