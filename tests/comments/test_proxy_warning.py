"""Moderators are warned where all readers seem to write from one private address: a proxy hides them."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments.models import ReaderComment

from .desk import signed_in

pytestmark = pytest.mark.django_db

WARNING = "A proxy may hide your readers"


@pytest.fixture
def came_from(say):
    """Stores comments, one from each address."""

    def store(*addresses):
        first = ReaderComment.objects.count()
        for number, address in enumerate(addresses, first):
            comment = say(f"Words {number}", email=f"reader{number}@example.org")
            ReaderComment.objects.filter(pk=comment.pk).update(ip_address=address)
        cache.clear()

    return store


@pytest.mark.both_databases
def test_the_dashboard_says_that_a_proxy_hides_the_readers_and_what_to_do(desk, came_from, text):
    came_from(*["10.0.0.4"] * 10)
    page = text(desk.get("/admin/"))
    assert WARNING in page
    assert "The newest 10 comments all came from 10.0.0.4" in page
    assert "BEHIND_PROXY" in page
    # The first reader with an address of their own ends it.
    came_from("8.8.4.4")
    assert WARNING not in text(desk.get("/admin/"))


@pytest.mark.parametrize(
    ("addresses", "warned"),
    [
        (["127.0.0.1"] * 12, True),
        (["10.0.0.4", "10.0.0.5"] * 6, True),
        (["fd00::4"] * 12, True),
        (["::ffff:10.0.0.4"] * 12, True),
        (["10.0.0.4"] * 9, False),
        (["8.8.4.4"] * 12, False),
        ([f"192.168.1.{number}" for number in range(12)], False),
        ([None] * 12, False),
        (["10.0.0.4"] * 10 + [None] * 5, True),
    ],
    ids=[
        "a proxy on this machine",
        "two balancers",
        "IPv6",
        "IPv4 in IPv6",
        "too few to tell",
        "one reader elsewhere",
        "an office",
        "addresses that are forgotten",
        "newer ones without an address",
    ],
)
def test_it_warns_where_a_few_private_addresses_wrote_everything(
    desk, came_from, text, addresses, warned
):
    came_from(*addresses)
    assert (WARNING in text(desk.get("/admin/"))) is warned


def test_an_editor_who_sees_no_addresses_is_not_shown_these(came_from, rules, text, article):
    rules.editors_moderate = True
    rules.save()
    client = signed_in("Editors")
    article.owner = client.user
    article.save()
    came_from(*["10.0.0.4"] * 10)
    page = text(client.get("/admin/"))
    assert "10.0.0.4" not in page
    assert WARNING not in page


def test_it_costs_one_query_and_none_for_whoever_looks_again(desk, came_from):
    came_from(*["10.0.0.4"] * 10)
    desk.get("/admin/")

    def queries():
        with CaptureQueriesContext(connection) as captured:
            desk.get("/admin/")
        return len(captured)

    again = queries()
    cache.delete("comments:hidden_readers")
    assert queries() == again + 1
