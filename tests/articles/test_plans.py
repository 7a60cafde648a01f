"""No list is slow because SQLite's statistics are missing, or tell of an empty table."""

import pytest
from django.db import connection
from taggit.models import Tag
from wagtail.models import Page, PageViewRestriction

from articles.models import ArticlePage, Author
from articles.querysets import PublishedQuerySet
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.skipif("connection.vendor != 'sqlite'")]


def analyze():
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def forget():
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute("DELETE FROM sqlite_stat1")
        cursor.execute("ANALYZE sqlite_master")


@pytest.fixture
def lists(topic):
    """The lists of articles that readers see, and what counts them."""
    author = factories.author()
    for _ in range(3):
        factories.article(topic, authors=[author], tags=["War"])
    published = ArticlePage.objects.published()
    return [
        published.descendant_of(topic),
        published.child_of(topic).newest(),
        published.newest()[:10],
        published.by_author(Author.objects.get()),
        published.tagged(Tag.objects.get()),
        PublishedQuerySet(Page).published().filter(depth__gt=2),
    ]


@pytest.mark.parametrize("statistics", [forget, analyze])
@pytest.mark.parametrize("restricted", [False, True])
def test_whether_a_page_is_private_is_found_without_going_through_all_pages(
    lists, topic, statistics, restricted
):
    if restricted:
        PageViewRestriction.objects.create(page=topic, restriction_type="login")
    statistics()
    for pages in lists:
        plan = [line.split(maxsplit=3) for line in pages.explain().splitlines()]
        names = {number: what for number, _, _, what in plan}
        for _, above, _, what in plan:
            # What stands below another line is done within it: for each row, or once for all.
            if names.get(above, "").startswith("CORRELATED") and what.startswith("SCAN"):
                assert what == "SCAN concerned", plan
            if "closed" in what or "mirrored" in what:
                assert "INTEGER PRIMARY KEY" in what, plan
        assert any("MATERIALIZE concerned" in what for what in names.values()), plan
