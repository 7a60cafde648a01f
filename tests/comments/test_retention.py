"""Networks and browsers are kept as long as the settings say, and no longer."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Site

from comments import housekeeping
from comments.models import Action, Decision, DiscussionSettings, NetworkBan, ReaderComment
from comments.moderation import deciding
from comments.personal_data import retention
from tests import factories

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]

TRACES = ("ip_address", "network", "user_agent", "form_seconds")


@pytest.fixture
def sent(say):
    """A comment that was sent so many days ago."""

    def store(days, **fields):
        comment = say(f"Said {days} days ago")
        when = timezone.now() - timedelta(days=days)
        ReaderComment.objects.filter(pk=comment.pk).update(
            **{"user_agent": "Firefox", "form_seconds": 30, "posted_at": when, "submit_date": when}
            | fields
        )
        return comment

    return store


def traces(comment) -> tuple:
    return ReaderComment.objects.values_list(*TRACES).get(pk=comment.pk)


def test_the_worker_forgets_from_where_old_comments_came(sent, rules):
    rules.retention_days = 30
    rules.save()
    old, new = sent(31), sent(29)
    housekeeping.run()
    assert traces(old) == (None, "", "", None)
    assert traces(new) == ("192.0.2.7", "192.0.2.0/24", "Firefox", 30)
    old.refresh_from_db()
    assert (old.comment, old.user_name, old.status) == (
        "Said 31 days ago", "Ann Reader", "published",
    )  # fmt: skip


@pytest.mark.parametrize("known", TRACES)
def test_any_single_trace_is_forgotten(sent, rules, known):
    nothing = {"ip_address": None, "network": "", "user_agent": "", "form_seconds": None}
    values = {"ip_address": "::1", "network": "::/64", "user_agent": "Links", "form_seconds": 9}
    comment = sent(100, **nothing | {known: values[known]})
    housekeeping.run()
    assert traces(comment) == (None, "", "", None)


def test_more_than_fit_into_one_transaction_are_forgotten(sent, rules, monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 2)
    for days in range(100, 105):
        sent(days)
    housekeeping.run()
    assert not ReaderComment.objects.exclude(network="").exists()


def test_a_run_ends_and_the_next_goes_on(sent, rules, monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 1)
    monkeypatch.setattr(retention, "MOST", 2)
    for days in range(100, 105):
        sent(days)
    left = []
    for _ in range(2):
        retention.forget_traces(timezone.now() - timedelta(days=90))
        left.append(ReaderComment.objects.exclude(network="").count())
    # Two by their network, and two more by their address.
    assert left == [1, 0]


def test_of_several_sites_the_strictest_decides(home, rules):
    rules.retention_days = 200
    rules.save()
    assert retention.retention_days() == 200
    second = Site.objects.create(hostname="second.example", root_page=home)
    # Nobody has opened its settings yet.
    assert retention.retention_days() == 90
    DiscussionSettings.objects.create(site=second, retention_days=10)
    assert retention.retention_days() == 10


def test_a_decision_forgets_what_it_replaced_when_it_can_no_longer_be_undone(say, rules):
    moderator = factories.user()
    old = deciding.decide(moderator, say("First words").pk, Action.EDIT, text="Other")
    new = deciding.decide(moderator, say("Second words").pk, Action.EDIT, text="Other, too")
    Decision.objects.filter(pk=old.pk).update(decided_at=timezone.now() - timedelta(days=31))
    housekeeping.run()
    assert Decision.objects.get(pk=old.pk).details == {}
    assert Decision.objects.get(pk=new.pk).details["before"]["comment"] == "Second words"


def test_a_banned_network_is_forgotten_with_the_comments_but_stays_banned(say, rules):
    rules.retention_days = 5
    rules.save()
    made = deciding.decide(factories.user(), say().pk, Action.BAN_NETWORK)
    Decision.objects.filter(pk=made.pk).update(decided_at=timezone.now() - timedelta(days=6))
    housekeeping.run()
    assert Decision.objects.get(pk=made.pk).details == {}
    assert NetworkBan.objects.filter(network="192.0.2.0/24").exists()
