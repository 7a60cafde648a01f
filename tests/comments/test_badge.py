"""The number of comments that wait, beside the menu item on every page of the admin."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments.moderation import backlog
from tests import factories

from .desk import signed_in

pytestmark = pytest.mark.django_db

BADGE = "/admin/discussion/badge/"


def asked(client) -> tuple[str, list[str]]:
    """What the badge is told, and the queries for that."""
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(BADGE)
    return answer.json()["badge"].get("data-waiting", ""), [query["sql"] for query in queries]


def test_the_menu_leads_the_script_to_the_number(desk):
    assert f'"data-comments-badge": "{BADGE}"' in desk.get("/admin/").content.decode()


@pytest.mark.parametrize("group", ["Moderators", None])
def test_the_badge_costs_one_query_besides_those_that_say_who_asks(article, group):
    client = signed_in(group)
    client.get(BADGE)
    totals = []
    for number in (0, 3, 40):
        factories.comments(article, number)
        waiting, queries = asked(client)
        of_comments = [sql for sql in queries if '"comments_' in sql]
        assert len(of_comments) == 1, of_comments
        totals.append((waiting, len(queries)))
    assert [waiting for waiting, _ in totals] == ["", "3", "43"]
    assert len({queries for _, queries in totals}) == 1


def test_an_editor_is_told_of_the_own_articles_alone(topic, rules):
    rules.editors_moderate = True
    rules.save()
    client = signed_in("Editors")
    own, other = factories.article(topic), factories.article(topic)
    own.owner = client.user
    own.save()
    factories.comments(own, 2)
    factories.comments(other, 5)
    assert asked(client)[0] == "2"


@pytest.mark.both_databases
def test_it_is_not_counted_further_than_anybody_needs_to_know(monkeypatch, desk, article):
    monkeypatch.setattr(backlog, "COUNTED", 3)
    factories.comments(article, 9)
    assert asked(desk)[0] == "3+"


def test_nobody_else_is_told(db, reader):
    assert signed_in("Editors").get(BADGE).status_code == 302
    assert reader.get(BADGE).status_code == 302
