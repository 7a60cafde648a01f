"""Readers report comments: enough reports hold one, and whoever is often right counts for more."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comments import limits
from comments.models import Action, ReaderComment, Report, ReportOutcome, Status
from comments.moderation import deciding, reporting
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator():
    return factories.user("Moderators")


@pytest.fixture
def report(reader):
    """Reports a comment through the form, from a network of its own."""

    def send(comment, network=1, reason="abuse"):
        response = reader.post(
            f"/discussion/comment/{comment.pk}/report/",
            {"reason": reason, "message": "Look at this"},
            REMOTE_ADDR=f"198.51.{network}.9",
        )
        comment.refresh_from_db()
        return response

    return send


def known_as(network: int, right: int = 0, wrong: int = 0, say=None) -> None:
    """Gives a network a record of answered reports."""
    outcomes = [ReportOutcome.RIGHT] * right + [ReportOutcome.WRONG] * wrong
    for number, outcome in enumerate(outcomes):
        Report.objects.create(
            comment=say(f"Of record {network}-{number}"),
            reason="spam",
            network_hash=limits.network_hash(f"198.51.{network}.9"),
            outcome=outcome,
        )


@pytest.mark.both_databases
def test_the_third_report_takes_a_comment_off_the_page_and_says_why(
    report, say, reader, article, text
):
    comment = say("Rude words")
    for network in (1, 2):
        assert "A moderator will look at it." in text(report(comment, network))
    assert comment.status == Status.PUBLISHED
    assert comment.reported_at
    report(comment, 3)
    assert comment.status == Status.HELD
    assert "Rude words" not in text(reader.get(article.url))
    assert comment.findings.get().rule == "reports"
    assert "3 reports by readers" in comment.why_held


def test_one_network_counts_once(report, say):
    comment = say()
    for reason in ("abuse", "spam", "false", "spam"):
        report(comment, 1, reason)
    assert comment.status == Status.PUBLISHED
    assert comment.reports.get().reason == "spam"


def test_with_no_number_in_the_settings_reports_only_tell(report, say, rules):
    rules.reports_to_hold = None
    rules.save()
    comment = say()
    for network in range(1, 6):
        report(comment, network)
    assert comment.status == Status.PUBLISHED
    assert comment.reported_at


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("right", "wrong", "weight"), [(0, 0, 1), (1, 0, 4 / 3), (8, 0, 1.8), (0, 8, 0.2), (3, 3, 1)]
)
def test_a_report_counts_by_its_networks_record(right, wrong, weight):
    assert reporting.weight(right, wrong) == pytest.approx(weight)


@pytest.mark.both_databases
@pytest.mark.parametrize("order", [(1, 2, 3, 4), (4, 3, 2, 1)])
def test_reports_that_add_up_to_the_number_hold(report, say, order):
    for network in (1, 2, 3):
        known_as(network, wrong=1, say=say)
    comment = say("Reported by three who were wrong once and one without a record")
    for network in order:
        report(comment, network)
    assert reporting.weight_of(comment) == 3
    assert comment.status == Status.HELD


@pytest.mark.both_databases
def test_two_who_are_often_right_hold_and_four_who_are_often_wrong_do_not(report, say):
    for network in (1, 2):
        known_as(network, right=6, say=say)
    comment = say("Reported by the reliable")
    report(comment, 1)
    assert comment.status == Status.PUBLISHED
    report(comment, 2)
    assert comment.status == Status.HELD
    for network in (11, 12, 13, 14):
        known_as(network, wrong=3, say=say)
    comment = say("Reported by the quarrelsome")
    for network in (11, 12, 13, 14):
        report(comment, network)
    assert comment.status == Status.PUBLISHED


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("action", "outcome"),
    [
        (Action.KEEP, ReportOutcome.WRONG),
        (Action.APPROVE, ReportOutcome.WRONG),
        (Action.REMOVE, ReportOutcome.RIGHT),
        (Action.SPAM, ReportOutcome.RIGHT),
        (Action.HOLD, ReportOutcome.OPEN),
    ],
)
def test_a_decision_answers_the_reports_and_undoing_it_opens_them_again(
    report, say, moderator, action, outcome
):
    comment = say()
    report(comment, 1)
    since = comment.reported_at
    made = deciding.decide(moderator, comment.pk, action)
    comment.refresh_from_db()
    assert comment.reports.get().outcome == outcome
    assert (comment.reported_at is None) == (outcome != ReportOutcome.OPEN)
    deciding.undo(moderator, made.pk)
    comment.refresh_from_db()
    assert comment.reports.get().outcome == ReportOutcome.OPEN
    # The record keeps times to the millisecond.
    assert abs(comment.reported_at - since) < timedelta(milliseconds=1)


def test_what_a_moderator_kept_is_not_held_or_brought_up_by_reports_again(report, say, moderator):
    comment = say()
    report(comment, 1)
    deciding.decide(moderator, comment.pk, Action.KEEP)
    for network in range(1, 9):
        report(comment, network)
    assert comment.status == Status.PUBLISHED
    assert comment.reported_at is None
    assert comment.reports.count() == 8


def test_what_its_author_changed_since_is_no_longer_kept(report, reader, article, say, moderator):
    from comments.intake import posting

    comment = say("Harmless")
    ReaderComment.objects.filter(pk=comment.pk).update(
        token_hash=posting.hash_token("secret"), posted_at=timezone.now()
    )
    deciding.decide(moderator, comment.pk, Action.KEEP)
    address = f"/discussion/comment/{comment.pk}/mine/secret/"
    reader.post(address, {"action": "edit", "comment": "Rude after all"})
    for network in (1, 2, 3):
        report(comment, network)
    assert comment.status == Status.HELD


def test_a_reply_from_the_desk_to_what_reports_held_answers_them(report, say, moderator):
    comment = say()
    for network in (1, 2, 3):
        report(comment, network)
    made = deciding.decide(moderator, comment.pk, Action.REPLY, text="Let us stay calm.")
    comment.refresh_from_db()
    assert (comment.status, comment.reported_at) == (Status.PUBLISHED, None)
    assert set(comment.reports.values_list("outcome", flat=True)) == {ReportOutcome.WRONG}
    deciding.undo(moderator, made.pk)
    comment.refresh_from_db()
    assert comment.status == Status.HELD
    assert set(comment.reports.values_list("outcome", flat=True)) == {ReportOutcome.OPEN}


def test_the_words_of_a_report_are_kept_without_characters_that_deceive(reader, say):
    comment = say()
    address = f"/discussion/comment/{comment.pk}/report/"
    reader.post(address, {"reason": "abuse", "message": "Look\u202e at\u00ad this"})
    assert comment.reports.get().message == "Look at this"
