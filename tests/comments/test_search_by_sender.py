"""The queue's search finds comments by who sent them: the name, website and addresses, in part."""

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from comments.desk import filters
from comments.moderation import senders

from .desk import QUEUE, act, listed

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


@pytest.fixture
def newcomer(say):
    """A comment by somebody with a name, a website and addresses, and one by somebody else."""
    made = say("Words", name="Zoë Newcomer", email="newc@example.org")
    made.user_url, made.ip_address = "https://Zoe.example.net/blog", "198.51.90.7"
    made.save()
    say("Other words", name="Bo", email="bo@elsewhere.test")
    return made


def found(desk, text, status="published"):
    return listed(desk, f"?status={status}&q={text}")


@pytest.mark.parametrize(
    "text",
    [
        "newc@example.org", "newc%40", "NEWC@", "example.org", "wc@exam", "198.51.90.7", "198.51.90.",
        "zoe.example.net", "example.net/blog", "ewcome", "Newcomer", "https://zoe",
    ],
)  # fmt: skip
def test_a_part_of_a_name_website_or_address_finds_the_comment(desk, newcomer, text):
    assert found(desk, text) == ["Zoë Newcomer"]


def test_an_ipv6_address_is_found_by_its_beginning(desk, newcomer):
    newcomer.ip_address = "2001:db8:7::1"
    newcomer.save()
    assert found(desk, "2001:DB8:7:") == ["Zoë Newcomer"]


@pytest.mark.parametrize(
    "text", ["198.51.91.", "newc@example.com", "%25%25%25", "___", "a%00b", "@."]
)
def test_what_no_sender_has_finds_nothing(desk, newcomer, text):
    assert found(desk, text) == []


def test_words_of_the_text_are_found_beside_senders(desk, newcomer, say):
    say("Write to newcomer please", name="Cy", email="cy@elsewhere.test")
    assert sorted(found(desk, "newcomer")) == ["Cy", "Zoë Newcomer"]


def test_only_the_tab_in_view_is_searched(desk, newcomer):
    act(desk, newcomer, "spam")
    assert found(desk, "newc@") == []
    assert found(desk, "newc@", "spam") == ["Zoë Newcomer"]


def test_of_very_many_comments_the_newest_are_searched_and_the_list_says_so(
    desk, newcomer, say, text, monkeypatch, moderator
):
    monkeypatch.setattr(senders, "NEWEST", 2)
    monkeypatch.setattr(filters, "NEWEST", 2)
    said = "only the senders of the newest 2 were searched"
    assert found(desk, "ewc@") == ["Zoë Newcomer"]
    assert said not in text(desk.get(f"{QUEUE}?status=published&q=ewc@"))
    say("More words", name="Di", email="di@elsewhere.test")
    assert found(desk, "ewc@") == []
    assert said in text(desk.get(f"{QUEUE}?status=published&q=ewc@"))
    everything = filters.matching(moderator, QueryDict("status=published&q=ewc@"))
    assert list(everything) == [newcomer]


def test_the_number_of_queries_is_that_of_one_comment(desk, say):
    desk.get(QUEUE)  # what the cache keeps for a minute is asked for
    counted = []
    for number in range(1, 9):
        say(f"Words {number}", name=f"Name {number}", email=f"n{number}@crowd.test")
        if number in (2, 8):
            with CaptureQueriesContext(connection) as queries:
                desk.get(f"{QUEUE}?status=published&q=crowd.test")
            counted.append(len(queries))
    assert counted[0] == counted[1]
