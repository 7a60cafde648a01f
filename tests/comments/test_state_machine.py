"""Whatever moderators and readers do in whatever order, a discussion shows what it should.

A simple model in plain Python says what that is. ``STATE_MACHINE_RUNS=500`` looks for longer.
"""

import os
import re
from dataclasses import dataclass, field

import pytest
from django.core import mail
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from comments import personal_data, threads
from comments.intake import posting, refusing
from comments.mailing import sending
from comments.management.commands.check_comments import faults, repair_counts
from comments.models import (
    Action,
    Commenter,
    Discussion,
    FollowScope,
    Mail,
    Policy,
    ReaderComment,
    Status,
)
from comments.moderation import deciding
from comments.notify import subscriptions
from tests import factories

pytestmark = pytest.mark.both_databases

LONG = "STATE_MACHINE_RUNS" in os.environ
RUNS = int(os.environ.get("STATE_MACHINE_RUNS") or 4)
STEPS = 30
BECOMES = {
    Action.APPROVE: Status.PUBLISHED,
    Action.SPAM: Status.SPAM,
    Action.REMOVE: Status.REMOVED,
    Action.HOLD: Status.HELD,
}
DEPTH = 3


@dataclass
class Said:
    """What the model knows of a comment."""

    pk: int
    parent: "Said | None"
    status: str
    level: int
    withdrawn: bool = False
    closed: bool = False
    note_to_author: bool = False
    #: On a thread's first comment: it was closed by way of a reply, which changed this one as well.
    disturbed: bool = False
    answers: list["Said"] = field(default_factory=list)

    @property
    def root(self) -> "Said":
        return self.parent.root if self.parent else self

    @property
    def shown(self) -> bool:
        return self.status == Status.PUBLISHED

    def below(self) -> list["Said"]:
        return [one for answer in self.answers for one in (answer, *answer.below())]

    def count(self) -> int:
        return sum(one.shown for one in self.below())

    def stands(self) -> bool:
        """On the page, be it as a tombstone."""
        return self.shown or self.count() > 0


class Discussing(RuleBasedStateMachine):
    """Two moderators and some readers on one page."""

    #: Set by the test: made once for all runs.
    page, house, moderators = None, None, []

    def __init__(self):
        super().__init__()
        # Undone at the end: each run begins with an empty discussion.
        self.outer = transaction.atomic()
        self.outer.__enter__()
        self.follower = Commenter.objects.create(
            email="follower@example.org", confirmed_at=timezone.now()
        )
        subscriptions.follow(self.follower, self.page, FollowScope.PAGE, active=True)
        self.roots: list[Said] = []
        #: Decisions that may be taken back: number, comment, and what was before.
        self.decisions: list[tuple] = []
        self.said = 0
        self.reader = Client()
        self.seen: tuple | None = None
        self.read: list | None = None
        self.tag = ""
        mail.outbox.clear()

    @initialize(held=st.booleans())
    def begin(self, held):
        self.a_reader_begins_a_thread(False)
        self.a_reader_begins_a_thread(held)
        self.a_reader_answers(0, False)
        self.a_reader_answers(2, False)

    def teardown(self):
        try:
            self.a_reader_opens_the_article_again()
            assert repair_counts() == 0
        finally:
            transaction.set_rollback(True)
            self.outer.__exit__(None, None, None)

    # --- What people do ------------------------------------------------------------------------

    def all(self) -> list[Said]:
        return [one for root in self.roots for one in (root, *root.below())]

    def one_of(self, number: int) -> Said:
        everything = sorted(self.all(), key=lambda one: one.pk)
        return everything[number % len(everything)]

    numbers = st.integers(0, 40)

    def post(self, answered: Said | None, held: bool):
        self.said += 1
        self.house.policy = Policy.HOLD if held else Policy.PUBLISH
        sender = posting.Sender("Ann", f"ann{self.said % 3}@example.org", ip="192.0.2.7")
        return posting.post(
            self.page, f"Number {self.said}.", sender, self.house, answered and answered.pk
        )[0]

    @rule(held=st.booleans())
    def a_reader_begins_a_thread(self, held):
        made = self.post(None, held)
        self.roots.append(Said(made.pk, None, Status.HELD if held else Status.PUBLISHED, 0))

    @rule(number=numbers, held=st.booleans())
    def a_reader_answers(self, number, held):
        answered = self.one_of(number)
        if not answered.shown or answered.root.closed:
            with pytest.raises(refusing.Refused):
                self.post(answered, held)
            return
        made = self.post(answered, held)
        # The deepest level takes its answers beside it.
        parent = answered.parent if answered.level == DEPTH - 1 else answered
        status = Status.HELD if held else Status.PUBLISHED
        parent.answers.append(Said(made.pk, parent, status, parent.level + 1))

    @rule(
        number=numbers,
        who=st.integers(0, 1),
        action=st.sampled_from(list(BECOMES)),
        late=st.sampled_from([False, False, False, True]),
    )
    def a_moderator_decides(self, number, who, action, late):
        said = self.one_of(number)
        if said.withdrawn:
            with pytest.raises(deciding.Impossible):
                deciding.decide(self.moderators[who], said.pk, action)
            return
        if late:
            version = ReaderComment.objects.get(pk=said.pk).version
            made = deciding.decide(self.moderators[who], said.pk, action, version=version + 1)
            assert made.conflict
            return
        made = deciding.decide(self.moderators[who], said.pk, action)
        self.decisions.append((made.pk, said, "status", said.status))
        said.status = BECOMES[action]

    @rule(number=numbers, who=st.integers(0, 1))
    def a_moderator_closes_or_opens_a_thread(self, number, who):
        said = self.one_of(number)
        root = said.root
        action = Action.OPEN if root.closed else Action.CLOSE
        if said.withdrawn:
            with pytest.raises(deciding.Impossible):
                deciding.decide(self.moderators[who], said.pk, action)
            return
        made = deciding.decide(self.moderators[who], said.pk, action)
        self.decisions.append((made.pk, said, "closed", root.closed))
        root.disturbed = root.disturbed or said is not root
        root.closed = not root.closed

    @precondition(lambda self: self.decisions)
    @rule(who=st.integers(0, 1))
    def a_moderator_undoes_the_last_decision(self, who):
        pk, said, what, was = self.decisions.pop()
        try:
            deciding.undo(self.moderators[who], pk)
        except deciding.Impossible:
            assert said.withdrawn or said.disturbed
            return
        root = said.root
        root.disturbed = root.disturbed or (what == "closed" and said is not root)
        setattr(said.root if what == "closed" else said, what, was)

    @rule(number=numbers)
    def its_author_withdraws_it(self, number):
        said = self.one_of(number)
        personal_data.withdraw(ReaderComment.objects.get(pk=said.pk))
        said.withdrawn, said.status = True, Status.REMOVED

    @precondition(lambda self: Mail.objects.filter(state="waiting").exists())
    @rule()
    def the_post_goes(self):
        # No limit of mails an hour: it would only put them off.
        Mail.objects.filter(state="sent").update(sent_at=None)
        for _ in range(3):
            Mail.objects.filter(state="waiting").update(due_at=timezone.now())
            sending.send_due()
        for said in self.all():
            said.note_to_author = said.note_to_author or said.shown

    # --- What must be so after every step --------------------------------------------------------

    @invariant()
    def the_right_comments_stand_in_the_right_order(self):
        standing = [root for root in self.roots if root.stands()]
        found = threads.threads(self.page, self.house)
        assert [thread.root.pk for thread in found] == [root.pk for root in standing]
        for said, thread in zip(standing, found, strict=True):
            whole = [one for one in said.below() if one.stands()]
            shown, _ = threads.thread(thread.root)
            assert [reply.pk for reply in shown.replies] == [one.pk for one in whole]
            assert [reply.is_tombstone for reply in shown.replies] == [
                not one.shown for one in whole
            ]
            assert thread.root.is_tombstone != said.shown
            assert thread.root.closed == said.closed

    @invariant()
    def counts_are_right_and_the_tree_is_in_order(self):
        found = dict(ReaderComment.objects.values_list("pk", "nested_count"))
        assert found == {one.pk: one.count() for one in self.all()}
        discussion = Discussion.objects.filter(page=self.page).first()
        count = discussion.comment_count if discussion else 0
        assert count == sum(one.shown for one in self.all())
        assert faults() == []

    @invariant()
    def who_follows_is_told_of_each_comment_once(self):
        note_to_author = [
            line.rsplit("/", 2)[1]
            for message in mail.outbox
            if message.to == [self.follower.email]
            for line in message.body.splitlines()
            if "/discussion/comment/" in line
        ]
        assert sorted(note_to_author) == sorted(
            str(one.pk) for one in self.all() if one.note_to_author
        )

    @invariant()
    def a_discussion_that_changed_is_newer(self):
        """The article's page says that it is as new as this; its tag follows from its bytes."""
        state = [
            (one.pk, one.shown, one.withdrawn, one.root.closed)
            for one in self.all()
            if one.stands()
        ]
        found = Discussion.objects.filter(page=self.page).first()
        if found and self.seen and state != self.seen[0]:
            assert found.changed_at > self.seen[1]
        self.seen = (state, found.changed_at) if found else None

    @rule()
    def a_reader_opens_the_article_again(self):
        page = self.reader.get(self.page.url, headers={"If-None-Match": self.tag})
        state = [(one.pk, one.shown, one.root.closed) for one in self.all() if one.stands()]
        if self.read is not None and state != self.read:
            assert page.status_code == 200
        if page.status_code == 200:
            places = re.findall(r'id="c(\d+)"', page.content.decode())
            roots = {one.pk for one in self.roots}
            standing = [one.pk for one in self.roots if one.stands()]
            assert [int(pk) for pk in places if int(pk) in roots] == standing
            assert self.tag != page["ETag"]
        self.read, self.tag = state, page["ETag"]


@pytest.mark.django_db
def test_a_discussion_is_right_after_every_step_in_every_order(article, rules):
    rules.max_depth, rules.page_size, rules.max_links = DEPTH, 50, None
    rules.save()
    Discussing.page, Discussing.house = article, rules
    Discussing.moderators = [factories.user("Moderators"), factories.user("Moderators")]
    run_state_machine_as_test(
        Discussing,
        settings=settings(
            max_examples=RUNS,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=not LONG,
            # To find the shortest way to a fault takes minutes: the suite shows the first.
            phases=[Phase.generate, Phase.shrink] if LONG else [Phase.generate],
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
