"""Whatever two people do at once, neither is told of a deadlock: ``comments/locks.py`` in action.

Two operations run in two threads. The first pauses after each of its locks in turn; then the second
goes on until it ends or waits for the first. Two that lock in opposite orders meet in one of these
moments, and PostgreSQL ends one of them. What a transaction wrote is rolled back where it would
commit, so that all operations find the same rows. On SQLite, where one transaction writes at a
time, these tests are not collected (``conftest.py``).
"""

import itertools
import math
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import pytest
from django.apps import apps
from django.db import connection, transaction

from comments.models import (
    BulkJob,
    Commenter,
    Discussion,
    DiscussionSettings,
    Follow,
    Mail,
    MailKind,
    NetworkBan,
    TrainedModel,
)
from comments.moderation import bulk

from .lock_operations import OPERATIONS, PAIRED
from .locking import Stage

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]

#: The steps of the order, as somebody takes them who needs all rows of each.
ORDER = {
    "jobs": BulkJob.objects,
    "discussions": Discussion.objects,
    "commenters": Commenter.objects,
    "bans": NetworkBan.objects,
    "mails": Mail.objects.exclude(kind=MailKind.DIGEST),
    "notices": Mail.objects.filter(kind=MailKind.DIGEST),
    "follows": Follow.objects,
    "settings": DiscussionSettings.objects,
    "learned": TrainedModel.objects,
}
LOCKS = re.compile(
    r"(?:UPDATE|DELETE FROM|SELECT .*? FROM(?=.* FOR (?:NO KEY )?UPDATE)) "
    r'"((?:comments|django_comments)_\w+)"',
    re.S,
)
WRITES_COMMENTS = re.compile(
    r'(UPDATE|DELETE FROM) "(comments_(readercomment|finding|report|vote)|django_comments)', re.I
)
PATIENCE = 30


@pytest.fixture(scope="module")
def stage(django_db_setup, django_db_blocker):
    """Rows that all connections see, for as long as this module's tests run."""
    with django_db_blocker.unblock():
        before = {
            model: set(model._base_manager.values_list("pk", flat=True))
            for model in apps.get_models(include_auto_created=True)
        }
        made = Stage()
        # Jobs are left to the worker: they are rolled back before anybody could begin.
        at_once, bulk.AT_ONCE = bulk.AT_ONCE, 0
        yield made
        bulk.AT_ONCE = at_once
        made.topic.delete()
        with transaction.atomic():
            for model, known in before.items():
                new = model._base_manager.exclude(pk__in=known).order_by()
                new._raw_delete(new.db)


class Player:
    """A thread with a connection, in which operations run one after the other."""

    def __init__(self):
        self.thread = ThreadPoolExecutor(1)
        self.pid = self.thread.submit(self._connect).result()
        self.paused, self.go_on, self.ended = (threading.Event() for _ in range(3))

    def _connect(self):
        connection.ensure_connection()
        connection._commit = self._roll_back
        connection.execute_wrappers.append(self._watch)
        return connection.connection.info.backend_pid

    def _roll_back(self):
        """In place of a commit, with what only a commit checks and locks."""
        with connection.wrap_database_errors:
            connection.connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
        connection._rollback()

    def _watch(self, execute, sql, params, many, context):
        if not connection.in_atomic_block and not sql.startswith("SELECT"):
            with transaction.atomic():
                result = execute(sql, params, many, context)
                transaction.set_rollback(True)
            return result
        result = execute(sql, params, many, context)
        if context["cursor"].rowcount:
            self.statements.append(sql)
        if lock := LOCKS.match(sql):
            self.locks += 1
            self.tables.add(lock[1])
            if self.locks == self.pauses_after:
                self.paused.set()
                assert self.go_on.wait(PATIENCE)
        return result

    def begin(self, operation, pauses_after=None):
        self.statements, self.pauses_after, self.locks, self.tables = [], pauses_after, 0, set()
        for event in (self.paused, self.go_on, self.ended):
            event.clear()
        self.work = self.thread.submit(self._perform, operation)

    def _perform(self, operation):
        try:
            operation()
        finally:
            self.ended.set()
            self.paused.set()

    def is_waiting(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT cardinality(pg_blocking_pids(%s)) > 0", [self.pid])
            return cursor.fetchone()[0]

    def until_it_waits(self) -> bool:
        """Lets it go on until it ends (False) or waits for somebody's lock (True)."""
        until = time.monotonic() + PATIENCE
        while not self.ended.wait(0.003):
            if self.is_waiting():
                self.held = self.locks
                return True
            assert time.monotonic() < until
        return False

    def stop(self):
        self.thread.submit(lambda: connection.close()).result()
        self.thread.shutdown()


@pytest.fixture(scope="module")
def players(stage, django_db_blocker):
    with django_db_blocker.unblock():
        both = Player(), Player()
        yield both
        for player in both:
            player.stop()


def meet(players, first, second, moment) -> bool:
    """The first pauses after so many locks and the second goes on; then both go on to their ends.

    Returns whether the second had to wait.
    """
    one, other = players
    one.begin(first, moment)
    assert one.paused.wait(PATIENCE)
    other.begin(second)
    waited_seconds = other.until_it_waits()
    one.go_on.set()
    one.work.result(PATIENCE)
    other.work.result(PATIENCE)
    return waited_seconds


def all_locked_from(step):
    """Takes every step of the order from this one on."""

    @transaction.atomic
    def lock():
        names = list(ORDER)
        for name in names[names.index(step) :]:
            chosen = ORDER[name].select_for_update(no_key=True)
            list(chosen.order_by("pk").values_list("pk"))

    return lock


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_locks_in_the_order(stage, players, name):
    def operation():
        OPERATIONS[name](stage, stage.sides[0])

    _, tables = locked_by(players, name, stage)
    steps = [step for step, rows in ORDER.items() if rows.model._meta.db_table in tables]
    assert steps
    waited = {step: meet(players, all_locked_from(step), operation, 1) for step in steps}
    wrote = any(WRITES_COMMENTS.match(sql) for sql in players[1].statements)
    assert waited.get("discussions") or not wrote, "it changes comments, and locks no discussion"


@pytest.mark.parametrize(("first", "second"), itertools.combinations_with_replacement(PAIRED, 2))
@pytest.mark.parametrize("other_side", [0, 1], ids=["of a page", "of two pages"])
def test_two_operations_at_once_never_block_each_other(stage, players, first, second, other_side):
    def one():
        OPERATIONS[first](stage, stage.sides[0])

    def other():
        OPERATIONS[second](stage, stage.sides[other_side])

    @cache
    def held(moment) -> float:
        """How many locks the second holds while it waits, if the first has this many."""
        return players[1].held if meet(players, one, other, moment) else math.inf

    def look(early, late):
        # The more the first holds, the sooner the second waits. Where it waits for the same lock, the
        # earliest moment leaves the first the most to lock yet: those after it show nothing new.
        if held(late) < held(early) and late - early > 1:
            middle = (early + late) // 2
            look(early, middle)
            look(middle, late)

    last = locked_by(players, first, stage)[0]
    # With nothing in hand while it waits, the second can never be in the way. And where it need not wait
    # for all that the first locks, they have nothing in common.
    ends = [(1, 0), (last, math.inf)]
    for moment, harmless in reversed(ends) if other_side else ends:
        if held(moment) == harmless:
            return
    look(1, last)


def locked_by(players, name, stage) -> tuple[int, set[str]]:
    """How many locks an operation takes, and in which tables."""
    if name not in stage.locks:
        players[1].begin(lambda: OPERATIONS[name](stage, stage.sides[0]))
        players[1].work.result(PATIENCE)
        stage.locks[name] = players[1].locks, players[1].tables
    return stage.locks[name]
