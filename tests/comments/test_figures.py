"""The page of figures: how much comes, how long it waits, how often the rules were right."""

import random
import re
from datetime import datetime, time, timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from comments.desk import figures, spelling
from comments.models import Policy, ReaderComment, Status
from comments.moderation.deciding import decide
from tests import factories

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]

DESK = "/admin/discussion"


def test_the_figures_say_how_long_it_takes_and_how_often_the_rules_were_wrong(
    hold_all, say, desk, moderator, text
):
    for number, action in enumerate(["approve", "approve", "spam", "remove", None]):
        comment = say(f"Comment {number}.", email=f"reader{number}@example.org")
        ReaderComment.objects.filter(pk=comment.pk).update(
            posted_at=timezone.now() - timedelta(minutes=10 * (number + 1))
        )
        if action:
            decide(moderator, comment.pk, action)
    hold_all.policy = Policy.PUBLISH
    hold_all.save()
    for number in range(5):
        say(f"Fine {number}.", email=f"fine{number}@example.org")

    found = figures.count(7)
    assert found.total == 10
    assert (found.held, found.held_decided, found.wrongly_held) == (5, 4, 2)
    assert 1200 <= found.median <= 1210
    assert 1800 <= found.slowest <= 1810
    (rule,) = found.by_rule
    assert rule["name"] == "Everything is held"
    assert (rule["held"], rule["wrong"], rule["right"], rule["share"]) == (5, 2, 2, "50.0 %")
    (row,) = found.by_moderator
    assert (row["moderator_name"], row["decisions"], row["published"], row["gone"]) == (
        "Mo Moderator", 4, 2, 2,
    )  # fmt: skip
    words = text(desk.get(f"{DESK}/figures/?days=7"))
    for expected in ("The last 7 days, as of", "20 minutes", "50.0 %", "2 published, of 4"):
        assert expected in words


def test_a_comment_of_the_night_counts_for_the_sites_own_day(say, desk, ho_chi_minh_city, text):
    today = timezone.localdate()
    for hour in (0, 23):
        comment = say(f"At {hour}.")
        at = datetime.combine(today - timedelta(days=1), time(hour, 30), ho_chi_minh_city)
        ReaderComment.objects.filter(pk=comment.pk).update(posted_at=at)
    received = figures.count(7).received
    assert [day["total"] for day in received] == [0, 0, 0, 0, 0, 2, 0]


def test_figures_count_what_came_in_the_days_that_were_asked_for(say, desk):
    for number, days in enumerate([0, 6, 7, 29, 30, 89, 90]):
        comment = say(f"Comment {number}.")
        ReaderComment.objects.filter(pk=comment.pk).update(
            posted_at=timezone.now() - timedelta(days=days)
        )
    assert [figures.count(days).total for days in figures.PERIODS] == [2, 4, 6]
    received = figures.count(7).received
    assert [day["total"] for day in received] == [1, 0, 0, 0, 0, 0, 1]


def test_the_chart_is_a_picture_with_its_numbers_beside_it(say, desk):
    say()
    html = desk.get(f"{DESK}/figures/?days=30").content.decode()
    assert re.search(r'<svg [^>]*role="img" aria-label="[^"]+"', html)
    assert html.count('<rect class="desk-series-0" x=') == 1
    assert html.split("The numbers of every day")[-1].count("<tr>") >= 30
    assert "style=" not in html.split("desk-page")[1].split("</main>")[0]


def test_figures_of_an_empty_site_are_no_mistake(rules, desk, text):
    for query in ("", "?days=7", "?days=12345", "?days=x"):
        assert "No comment came during these days." in text(desk.get(f"{DESK}/figures/{query}"))


def test_figures_are_kept_for_some_minutes(say, desk, text, django_assert_max_num_queries):
    desk.get(f"{DESK}/figures/")
    say()
    with django_assert_max_num_queries(25):
        assert "No comment came" in text(desk.get(f"{DESK}/figures/"))
    cache.clear()
    assert "No comment came" not in text(desk.get(f"{DESK}/figures/"))


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 seconds"), (1, "1 second"), (61, "1 minute 1 second"), (3600, "1 hour"),
        (3 * 3600 + 725, "3 hours 12 minutes"), (86400 * 2 + 59, "2 days"), (None, ""),
    ],
)  # fmt: skip
def test_spans_are_spelled_in_two_units(seconds, words):
    assert spelling.span(seconds) == words


def one_day(day) -> list[int]:
    """How many came on a day, asked for in a query of its own."""
    arrived = ReaderComment.objects.filter(
        status__in=figures.SERIES,
        posted_at__gte=figures._midnight(day),
        posted_at__lt=figures._midnight(day + timedelta(days=1)),
    )
    return [arrived.filter(status=status).count() for status in figures.SERIES]


@pytest.mark.parametrize("zone", ["UTC", "Asia/Ho_Chi_Minh", "America/St_Johns"])
def test_the_days_at_once_are_what_they_were_one_by_one(article, zone):
    dice, ids = random.Random(7), factories.comments(article, 80)
    with timezone.override(zone):
        midnight = figures._midnight(timezone.localdate() - timedelta(days=3))
        for number, pk in enumerate(ids):
            # Some to the microsecond at the turn of a day.
            when = midnight + timedelta(microseconds=dice.randrange(-1, 2))
            if number % 3:
                when += timedelta(minutes=dice.randrange(-9000, 9000))
            status, withdrawn = dice.choice(list(Status)), dice.choice([False, True])
            ReaderComment.objects.filter(pk=pk).update(
                posted_at=when, status=status, withdrawn=withdrawn
            )
        received = figures.count(30).received
        assert [day["numbers"] for day in received] == [one_day(day["day"]) for day in received]
        assert [sum(day["numbers"]) for day in received] == [day["total"] for day in received]
        assert [day["day"] for day in received][-1] == timezone.localdate()
        assert sum(day["total"] for day in received) > 50


@pytest.mark.parametrize("number", [10, 100])
def test_the_figures_of_a_quarter_take_as_many_queries_as_those_of_a_week(
    article, number, django_assert_num_queries
):
    for pk in factories.comments(article, number):
        when = timezone.now() - timedelta(days=pk % 90)
        ReaderComment.objects.filter(pk=pk).update(posted_at=when)
    for days in figures.PERIODS:
        with django_assert_num_queries(5):
            figures.count(days)
