"""Many readers at once: nothing is lost, nothing is doubled, nothing gets into disorder."""

import io
import threading
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_comments_xtd.models import XtdComment
from wagtail.models import Page, Site

from comments.intake import posting
from comments.management.commands import check_comments
from comments.management.commands.check_comments import faults, repair_counts
from comments.models import Discussion, DiscussionSettings, Policy, ReaderComment, Status
from tests import factories

pytestmark = pytest.mark.both_databases

WRITERS, EACH = 16, 12


@pytest.fixture
def committed(transactional_db):
    """A page whose rows other connections can see."""
    from home.models import HomePage

    page = factories.article(factories.topic(HomePage.objects.get()))
    rules = DiscussionSettings.for_site(Site.objects.get())
    rules.policy = Policy.PUBLISH
    rules.save()
    return page, rules


def write_at_once(page, rules, parents):
    """Each writer replies to the parents in turn; returns what went wrong."""
    problems, ready = [], threading.Barrier(WRITERS)

    def write(number):
        try:
            ready.wait()
            for turn in range(EACH):
                parent = parents[(number + turn) % len(parents)]
                sender = posting.Sender(f"Writer {number}", f"w{number}@example.org")
                posting.post(page, f"{number}-{turn}", sender, rules, parent.pk, uuid4())
        except Exception as problem:
            problems.append(problem)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write, args=[number]) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return problems


@pytest.mark.parametrize("parents", [1, 8])
def test_replies_at_once_are_all_stored_once_and_in_order(committed, parents):
    page, rules = committed
    sender = posting.Sender("Root", "root@example.org")
    root = posting.post(page, "root", sender, rules)[0]
    answered = [root] + [
        posting.post(page, f"p{n}", sender, rules, root.pk)[0] for n in range(parents - 1)
    ]
    assert not write_at_once(page, rules, answered)
    words = list(
        ReaderComment.objects.filter(user_name__startswith="Writer").values_list(
            "comment", flat=True
        )
    )
    assert len(words) == len(set(words)) == WRITERS * EACH
    assert not faults()
    assert repair_counts() == 0
    assert Discussion.objects.get().comment_count == WRITERS * EACH + parents
    ordinals = ReaderComment.objects.filter(level__gt=0).values_list("ordinal", flat=True)
    assert sorted(ordinals) == list(range(1, WRITERS * EACH + parents))


@pytest.mark.django_db
class TestCost:
    """A reply writes the same rows in a long thread as in a short one."""

    @pytest.fixture
    def thread(self, article):
        rules = DiscussionSettings.for_site(Site.objects.get())
        rules.policy = Policy.PUBLISH
        rules.save()

        def make(replies):
            page = factories.article(Page.objects.get(pk=article.pk).get_parent().specific)
            sender = posting.Sender("Ann", "ann@example.org")
            root = posting.post(page, "root", sender, rules)[0]
            for number in range(replies):
                posting.post(page, str(number), sender, rules, root.pk)
            return page, root, rules

        return make

    def statements(self, act) -> list[str]:
        with CaptureQueriesContext(connection) as queries:
            act()
        return [
            query["sql"].split()[0]
            for query in queries
            if not query["sql"].startswith(("SELECT", "SAVEPOINT", "RELEASE"))
        ]

    def test_of_a_reply_and_of_saving_hiding_and_showing_the_root(self, thread):
        costs = []
        for size in (3, 60):
            page, root, rules = thread(size)
            sender = posting.Sender("Ann", "ann@example.org")
            reply = self.statements(lambda: posting.post(page, "one more", sender, rules, root.pk))  # noqa: B023
            saved = self.statements(root.save)
            root.status = Status.REMOVED
            hidden = self.statements(root.save)
            costs.append((reply, saved, hidden))
        assert costs[0] == costs[1]
        # One row in each of the package's two tables and ours, and what it drops from the page cache.
        assert costs[0][0].count("INSERT") == 4


@pytest.mark.django_db
def test_check_comments_repairs_counts_and_names_what_it_cannot(article):
    rules = DiscussionSettings.for_site(Site.objects.get())
    sender = posting.Sender("Ann", "ann@example.org")
    rules.policy = Policy.PUBLISH
    root = posting.post(article, "root", sender, rules)[0]
    reply = posting.post(article, "reply", sender, rules, root.pk)[0]
    XtdComment.norel_objects.update(nested_count=7)
    Discussion.objects.update(comment_count=9)
    out = io.StringIO()
    call_command("check_comments", stdout=out)
    assert "3 counts were wrong" in out.getvalue()
    assert Discussion.objects.get().comment_count == 2
    ReaderComment.objects.filter(pk=reply.pk).update(path="0" * 20)
    with pytest.raises(CommandError):
        call_command("check_comments", stdout=out)
    assert "hangs" in out.getvalue() or "gone" in out.getvalue() or "path" in out.getvalue()


@pytest.mark.django_db
def test_check_comments_holds_no_lock_where_nothing_is_wrong(article):
    """And asks as many questions of many threads as of few."""
    factories.comments(article, 2)
    call_command("check_comments", stdout=io.StringIO())
    with CaptureQueriesContext(connection) as few:
        call_command("check_comments", stdout=io.StringIO())
    factories.comments(article, 6)
    with CaptureQueriesContext(connection) as many:
        call_command("check_comments", stdout=io.StringIO())
    assert len(many) == len(few)
    assert all(query["sql"].startswith(("SELECT", "DECLARE")) for query in many)


def test_check_comments_repairs_while_others_write(committed, monkeypatch):
    page, _ = committed
    factories.comments(page, 6, "published")
    XtdComment.norel_objects.update(nested_count=7)
    monkeypatch.setattr(check_comments, "ROWS", 2)
    monkeypatch.setattr(check_comments, "THREADS", 2)
    wrong = check_comments._wrong

    def somebody_writes():
        try:
            Discussion.objects.update(changed_at=timezone.now())
        finally:
            connection.close()

    def counted(thread):
        writer = threading.Thread(target=somebody_writes)
        if not connection.in_atomic_block:
            writer.start()
            writer.join()
        return wrong(thread)

    monkeypatch.setattr(check_comments, "_wrong", counted)
    assert repair_counts() >= 6
    assert repair_counts() == 0
