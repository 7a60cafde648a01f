"""Searching the queue for words, in the index that the database keeps of them."""

from importlib import import_module

import pytest
from django.core import serializers
from django.core.management import call_command
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.utils import timezone
from django_comments.models import Comment
from django_comments_xtd.models import XtdComment

from articles.models import ArticleAuthor
from comments.desk import filters
from comments.models import ReaderComment, Status
from comments.moderation import fulltext, tabs
from tests import factories

from .desk import QUEUE, act, listed, signed_in, undo

pytestmark = pytest.mark.both_databases

CUT = "So many comments match that only the newest"
postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL's own")


@pytest.fixture
def desk(home) -> Client:
    """A moderator's browser."""
    return signed_in()


def test_filters_find_the_same_where_there_are_very_many_comments(
    desk, held, article, topic, monkeypatch
):
    ArticleAuthor.objects.create(page=article, author=(author := factories.author()))
    for number in range(4):
        held(f"The treaty number {number}", name=f"N{number}", email=f"n{number}@example.org")
    act(desk, ReaderComment.objects.first(), "approve")
    queries = ("q=treaty", "q=trea", "q=the+treaty", "rule=everything", f"topic={topic.pk}",
               f"author={author.pk}", "page=why", "q=treaty&rule=everything")  # fmt: skip
    tabs = ("held", "published", "spam")
    asked = [f"?status={tab}&{query}" for tab in tabs for query in queries]
    few = [listed(desk, query) for query in asked]
    assert sum(map(len, few[: len(queries)])) == 3 * len(queries)
    for module in (fulltext, filters):
        monkeypatch.setattr(module, "MANY", 1)
    assert [listed(desk, query) for query in asked] == few
    for module in (fulltext, filters):
        monkeypatch.setattr(module, "NEWEST", 2)
    assert set(listed(desk, "?status=held&rule=everything")) < set(few[3])
    found = filters.matching(desk.user, QueryDict("status=held&rule=everything"))
    assert [comment.user_name for comment in found] == few[3]
    found = filters.matching(desk.user, QueryDict("status=held&q=treaty"))
    assert [comment.user_name for comment in found] == few[0]


@pytest.mark.parametrize(
    "text", ['"', "*", "AND", "NEAR(", "a:b", "-x", "(", "' OR 1=1 --", "\x00", "%", "é" * 500]
)
def test_no_search_breaks_the_list(desk, held, text):
    held()
    assert desk.get(QUEUE, {"q": text}).status_code == 200


def test_words_are_found_after_an_edit_and_not_after_withdrawal(desk, held):
    comment = held("Peculiar words", name="Ann")
    assert act(desk, comment, "edit", text="Ordinary words").status_code == 200
    assert listed(desk, "?q=peculiar") == []
    assert listed(desk, "?q=ordinary") == ["Ann"]


def test_a_list_that_was_cut_says_so(desk, held, text, monkeypatch):
    for number in range(4):
        held(f"The treaty number {number}", name=f"N{number}", email=f"n{number}@example.org")
    asked = ("q=treaty", "q=number+3", "rule=everything", "status=spam&q=treaty")
    assert not any(CUT in text(desk.get(f"{QUEUE}?{query}")) for query in asked)
    for module in (fulltext, filters):
        monkeypatch.setattr(module, "MANY", 3)
        monkeypatch.setattr(module, "NEWEST", 3)
    by_words = connection.vendor == "sqlite"
    cut = [f"{CUT} 3 were searched" in text(desk.get(f"{QUEUE}?{query}")) for query in asked]
    assert cut == [by_words, False, True, by_words]


# --- The index follows what is stored ---------------------------------------------------------------
def test_words_are_found_in_the_tab_where_the_comment_is(desk, held):
    comment = held("Peculiar words", name="Ann")
    for action, tab in (("spam", "spam"), ("remove", "removed"), ("approve", "published")):
        comment.refresh_from_db()
        assert act(desk, comment, action).status_code == 200
        found = {name for name in tabs.TABS if listed(desk, f"?status={name}&q=peculiar+wor")}
        assert found == {tab}
    ReaderComment.objects.update(reported_at=comment.posted_at)
    assert listed(desk, "?status=reported&q=peculiar") == ["Ann"]
    undo(desk)
    assert listed(desk, "?status=reported&q=peculiar") == []
    assert listed(desk, "?status=removed&q=ann") == ["Ann"]
    ReaderComment.objects.update(withdrawn=True)
    assert listed(desk, "?status=removed&q=ann") == []


def test_words_are_found_whoever_changed_them(desk, held, article):
    held("Peculiar words", name="Ann", email="reader@example.org")
    Comment.objects.update(comment="Ordinary words")
    assert (listed(desk, "?q=peculiar"), listed(desk, "?q=ordinary")) == ([], ["Ann"])
    with connection.cursor() as cursor:
        cursor.execute("UPDATE django_comments SET user_name = 'Bo'")
    assert (listed(desk, "?q=ann"), listed(desk, "?q=bo")) == ([], ["Bo"])
    factories.comments(article, 3)
    assert len(listed(desk, "?q=pills+numb")) == 3


def test_words_are_found_of_what_loaddata_read_in_any_order(desk, held, tmp_path):
    pk = held("Peculiar words", name="Ann").pk
    halves = [ReaderComment.objects, XtdComment.norel_objects, Comment.objects]
    dump = tmp_path / "comment.json"
    dump.write_text(serializers.serialize("json", [half.get(pk=pk) for half in halves]))
    for half in halves:
        half.filter(pk=pk)._raw_delete(using="default")
    assert listed(desk, "?q=peculiar") == []
    call_command("loaddata", dump, verbosity=0)
    assert listed(desk, "?q=peculiar") == ["Ann"]


@postgresql
def test_each_tab_has_an_index_that_its_search_takes(desk, article):
    factories.comments(article, 2000)
    ReaderComment.objects.filter(comment__contains="12").update(reported_at=timezone.now())
    for tab in tabs.TABS:
        ReaderComment.objects.update(status=Status.PUBLISHED if tab == "reported" else tab)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE comments_readercomment")
        found = filters.matching(desk.user, QueryDict(f"status={tab}&q=number+1234"))
        assert [comment.user_name for comment in found] == ["Seller 1234"]
        assert f"comments_words_{tab} " in found.order_by().values("pk").explain()


@postgresql
@pytest.mark.django_db(transaction=True)
def test_the_index_can_be_taken_back_and_made_anew(article, held):
    """The models are newer than the migration's tables: its own two functions are run."""
    migration = import_module("comments.migrations.0013_words_by_tab")
    held("Peculiar words")
    try:
        with connection.schema_editor() as editor:
            migration.drop(None, editor)
        with connection.cursor() as cursor:
            cursor.execute("SELECT proname FROM pg_proc WHERE proname LIKE 'comments_words%%'")
            assert cursor.fetchall() == []
        held("Words of meanwhile")
    finally:
        with connection.schema_editor() as editor:
            migration.make(None, editor)
    asked = QueryDict("q=words")
    found = filters.matching(factories.user("Moderators"), asked)
    assert [comment.comment for comment in found] == ["Peculiar words", "Words of meanwhile"]
