"""The learning filter on the site: what it learns from, what it does, and what it never does."""

import json
import random
from datetime import timedelta
from itertools import zip_longest
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from django_tasks import task_backends

from comments import personal_data
from comments.models import (
    Decision,
    Discussion,
    Policy,
    ReaderComment,
    Standing,
    Status,
    TrainedModel,
)
from comments.moderation import deciding
from comments.spam import scoring, training
from comments.spam.example import Example
from comments.spam.model import Model
from tests import factories
from tests.comments.conftest import send
from tests.comments.worker import waiting, work

SPAM = "Cheap casino bonus and pills, order tonight at http://pills-direct.example.top"
#: Queries of one training: read, lessons of deleted spam, store, look again, score.
TRAINING = 19
GOOD = "Is there a source for the tide tables? The part about the moon surprised me."


@pytest.fixture(autouse=True)
def _no_tasks():
    task_backends["default"].clear()


def corpus(kind: str, number: int) -> list[str]:
    lines = Path(__file__).with_name("corpus.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return [row["text"] for row in rows if row["label"] == kind][:number]


def bring(article, words: str, status: str, when=None) -> ReaderComment:
    """A comment with its decision, as an importer stores them."""
    comment = ReaderComment(
        page=article,
        content_type_id=article.content_type_id,
        object_pk=str(article.pk),
        site_id=1,
        user_name="Somebody",
        user_email="somebody@example.org",
        comment=words,
        status=status,
        posted_at=when or timezone.now() - timedelta(days=3),
    )
    comment.save()
    Decision.objects.create(
        comment=comment,
        page=article,
        moderator_name="Import",
        action="spam" if status == Status.SPAM else "approve",
        from_status=status,
        to_status=status,
        decided_at=comment.posted_at,
    )
    return comment


@pytest.fixture
def taught(article, rules):
    """Brings in so many decided comments of either kind, by turns."""

    def bring_in(good=55, spam=55):
        Discussion.objects.get_or_create(page=article)
        start = timezone.now() - timedelta(days=9)
        both = zip_longest(corpus("ham", good), corpus("spam", spam))
        for number, words in enumerate(both):
            for one, status in zip(words, (Status.PUBLISHED, Status.SPAM), strict=True):
                if one:
                    bring(article, one, status, start + timedelta(minutes=number))

    return bring_in


def schedule() -> TrainedModel | None:
    """The worker's schedule comes round, and what it queues is done."""
    training.look()
    work("teach")
    return TrainedModel.objects.last()


def later(**time):
    """The last training was so long ago."""
    TrainedModel.objects.update(trained_at=timezone.now() - timedelta(**time))


def test_it_is_silent_until_it_has_seen_fifty_of_each_kind(taught, say, moderator, rules):
    taught(good=55, spam=49)
    assert schedule() is None
    assert not waiting("teach")
    assert "learned from 55 good comments and 49 spam. From 50 of each on" in panel(rules)
    last = say(SPAM)
    assert last.spam_score is None
    assert not last.findings.exists()
    deciding.decide(moderator, last.pk, "spam")
    learned = schedule()
    assert (learned.good, learned.spam) == (55, 50)
    assert learned.last_decision_id == Decision.objects.first().pk


def panel(rules) -> str:
    """The settings screen, as an administrator reads it."""
    client = Client()
    client.force_login(factories.user())
    address = f"/admin/settings/comments/discussionsettings/{rules.site_id}/"
    return " ".join(client.get(address).content.decode().split())


def test_it_offers_itself_with_its_record_on_decisions_that_it_had_not_seen(taught, rules):
    taught(good=60, spam=60)
    learned = schedule()
    assert learned.judged == 60
    assert learned.wrongly <= 3
    assert learned.missed <= 10
    assert learned.would_hold - learned.wrongly + learned.missed == 30
    said = panel(rules)
    assert (
        "The filter was tried on your last 60 decisions, in parts, each of them newer than all that it had "
        f"learned from. It would have held {learned.would_hold}, {learned.wrongly or 'none'} of "
        "them wrongly, and missed " in said
    )
    assert 80 < learned.proven < 90
    assert f"at least {learned.proven} of 100 comments that it holds are spam" in said
    assert "It is off" in said
    rules.learning_filter = True
    rules.save()
    assert "It is on" in panel(rules)


def test_switched_on_it_holds_and_says_what_weighed_most(taught, rules, reader, article):
    taught()
    schedule()
    rules.learning_filter = True
    rules.save()
    send(reader, article, SPAM)
    comment = ReaderComment.objects.get(comment=SPAM)
    finding = comment.findings.get()
    assert (comment.status, finding.rule, finding.effect) == (Status.HELD, "learned", "hold")
    assert comment.spam_score > 0.5
    assert finding.message.startswith("The filter takes this for spam: ")
    assert "word “cheap”" in finding.message
    send(reader, article, GOOD, email="ben@example.org")
    comment = ReaderComment.objects.get(comment=GOOD)
    assert comment.status == Status.PUBLISHED
    assert comment.spam_score < 0.5
    assert not comment.findings.exists()


def test_switched_off_and_for_the_trusted_it_only_says_so(taught, rules, say):
    taught()
    schedule()
    off = say(SPAM)
    assert off.status == Status.PUBLISHED
    assert off.findings.get().effect == "note"
    rules.learning_filter = True
    rules.save()
    off.commenter.standing = Standing.TRUSTED
    off.commenter.save()
    trusted = say(f"Again: {SPAM}", email=off.user_email, known=True)
    assert trusted.status == Status.PUBLISHED
    assert set(trusted.findings.filter(rule="learned").values_list("effect", flat=True)) == {"note"}


def test_training_sorts_what_waits_and_decides_nothing(taught, say, rules, desk):
    taught()
    rules.policy = Policy.HOLD
    rules.learning_filter = True
    rules.save()
    spam, good = say(SPAM), say(GOOD, email="ben@example.org")
    published = ReaderComment.objects.filter(status=Status.PUBLISHED).first()
    before = list(ReaderComment.objects.order_by("pk").values_list("pk", "status", "version"))
    schedule()
    spam.refresh_from_db()
    good.refresh_from_db()
    assert spam.spam_score > good.spam_score
    assert spam.findings.get(rule="learned").effect == "note"
    assert not good.findings.filter(rule="learned").exists()
    after = list(ReaderComment.objects.order_by("pk").values_list("pk", "status", "version"))
    assert after == before
    assert ReaderComment.objects.get(pk=published.pk).spam_score is None
    page = desk.get("/admin/discussion/queue/", {"status": "held", "order": "spam"})
    html = page.content.decode()
    assert html.index("Cheap casino") < html.index("tide tables?")


def test_an_undone_decision_is_forgotten(taught, say, moderator):
    taught()
    without = schedule()
    comment = say("Zwieback is a word that stands nowhere else.")
    made = deciding.decide(moderator, comment.pk, "spam")
    later(days=2)
    assert schedule().spam == without.spam + 1
    deciding.undo(moderator, made.pk)
    assert schedule().spam == without.spam + 1  # ten minutes have not gone by
    later(minutes=11)
    learned = schedule()
    assert learned.spam == without.spam
    assert bytes(learned.weights) == bytes(without.weights)


@pytest.mark.both_databases
def test_erased_words_are_gone_from_it(taught, say, moderator, rules):
    taught()
    without = bytes(schedule().weights)
    comment = say("Zwieback is a word that stands nowhere else.", email="zora@example.org")
    deciding.decide(moderator, comment.pk, "spam")
    later(days=2)
    assert bytes(schedule().weights) != without
    personal_data.erase("zora@example.org", keep_comments=False)
    assert not TrainedModel.objects.exists()
    assert say(GOOD).spam_score is None
    assert bytes(schedule().weights) == without


def test_words_erased_while_it_learns_are_not_kept(taught, say, moderator, monkeypatch):
    taught()
    comment = say("Zwieback is a word that stands nowhere else.", email="zora@example.org")
    deciding.decide(moderator, comment.pk, "spam")
    judge = training.judge_unseen

    def slowly(lessons):
        personal_data.erase("zora@example.org", keep_comments=False)
        return judge(lessons)

    monkeypatch.setattr(training, "judge_unseen", slowly)
    assert schedule() is None
    monkeypatch.undo()
    assert schedule().spam == 55


def test_where_too_little_is_left_the_filter_and_its_scores_go(taught, say, rules):
    taught(good=50, spam=50)
    assert schedule()
    comment = say(SPAM)
    assert comment.spam_score
    ReaderComment.objects.filter(status=Status.SPAM).first().delete()
    later(days=2)
    assert schedule() is None
    comment.refresh_from_db()
    assert comment.spam_score is None


def test_it_learns_anew_after_some_decisions_and_not_for_each(taught, say, moderator, monkeypatch):
    monkeypatch.setattr(training, "NEW_DECISIONS", 2)
    taught()
    first = schedule()
    later(minutes=11)
    deciding.decide(moderator, say("One more.").pk, "approve")
    assert schedule().pk == first.pk
    deciding.decide(moderator, say("And another.").pk, "approve")
    assert schedule().pk != first.pk
    assert schedule().good == first.good + 2


def test_removed_overtaken_and_rewritten_comments_count_for_neither_kind(say, moderator, rules):
    removed, conflict, rewritten, answered, kept = (say(f"Words {n}") for n in range(5))
    deciding.decide(moderator, removed.pk, "spam")
    deciding.decide(moderator, removed.pk, "remove")
    deciding.decide(moderator, conflict.pk, "spam", version=conflict.version + 1)
    deciding.decide(moderator, rewritten.pk, "approve")
    rewritten.refresh_from_db()
    rewritten.comment, rewritten.edited_at = "Something else", timezone.now()
    rewritten.save()
    deciding.decide(moderator, answered.pk, "spam")
    deciding.decide(moderator, answered.pk, "approve")
    deciding.decide(moderator, kept.pk, "keep")
    known = [(each.text, each.is_spam) for each in training.decided()]
    assert known == [("Words 3", False), ("Words 4", False)]


def test_a_rush_from_one_network_counts(say, rules):
    comments = [say(f"Words {n}", email=f"a{n}@example.org") for n in range(12)]
    first, last = comments[0], comments[-1]
    assert scoring.recent_from_network(first.network, first.posted_at, first.pk) == 0
    assert scoring.recent_from_network(last.network, last.posted_at, last.pk) == scoring.BUSY
    hours_later = last.posted_at + timedelta(hours=2)
    assert scoring.recent_from_network(last.network, hours_later, None) == 0
    assert scoring.recent_from_network("", last.posted_at, None) == 0


def test_a_comment_costs_one_short_query_more(taught, django_assert_num_queries):
    taught()
    stored = schedule()
    assert isinstance(scoring.current(), Model)
    with django_assert_num_queries(1) as asked:
        assert scoring.current().spam == stored.spam
    assert "weights" not in asked.captured_queries[0]["sql"]


# --- What it costs --------------------------------------------------------------------------------


def neighbours_one_by_one(known) -> list[int]:
    """What was asked of each comment in a query of its own."""
    return [scoring.recent_from_network(one.network, one.posted_at, one.pk) for one in known]


def scatter(article) -> None:
    """Gives the comments networks and times, so that some are alone and some are in a crowd."""
    dice = random.Random(4)
    start = timezone.now() - timedelta(days=2)
    for comment in ReaderComment.objects.order_by("pk"):
        network = dice.choice(["", "192.0.2.0/24", "192.0.2.0/24", "203.0.113.0/24", "::/64"])
        when = start + timedelta(minutes=dice.randrange(600), microseconds=dice.randrange(2))
        ReaderComment.objects.filter(pk=comment.pk).update(network=network, posted_at=when)


@pytest.mark.both_databases
def test_all_neighbours_at_once_are_what_they_were_one_by_one(taught, article):
    taught(good=60, spam=60)
    scatter(article)
    known = training.decided()
    one_by_one = neighbours_one_by_one(known)
    assert [example.previous for example, _ in training.examples()] == one_by_one
    assert {0, 1, scoring.BUSY} <= set(one_by_one)
    # To the microsecond: what came an hour before is no neighbour, what came in the same moment is.
    first, last = known[0], known[-1]
    edge = {"network": "198.51.100.0/24"}
    ReaderComment.objects.filter(pk=first.pk).update(**edge, posted_at=last.posted_at)
    for moment, previous in (
        (timedelta(hours=1), 0),
        (timedelta(hours=1) - timedelta(microseconds=1), 1),
        (timedelta(), 1),
    ):
        when = last.posted_at + moment
        ReaderComment.objects.filter(pk=last.pk).update(**edge, posted_at=when)
        known = training.decided()
        assert [example.previous for example, _ in training.examples()] == neighbours_one_by_one(
            known
        )
        place = [one.pk for one in known].index(last.pk)
        assert training.examples()[place][0].previous == previous


@pytest.mark.both_databases
@pytest.mark.parametrize("number", [10, 100])
def test_reading_what_it_learns_from_takes_two_queries(
    taught, article, number, django_assert_num_queries
):
    taught(good=number // 2, spam=number // 2)
    scatter(article)
    with django_assert_num_queries(2):
        assert len(training.examples()) == number


@pytest.mark.parametrize("number", [10, 100])
def test_training_and_scoring_take_as_many_queries_for_few_as_for_many(
    taught, article, held, number, django_assert_num_queries
):
    taught(good=60 + number, spam=60 + number)
    ids = factories.comments(article, number)
    ReaderComment.objects.filter(pk__in=ids).update(network="192.0.2.0/24")
    scatter(article)
    with django_assert_num_queries(TRAINING):
        assert training.learn()
    assert ReaderComment.objects.filter(pk__in=ids, spam_score__isnull=False).count() == number


@pytest.mark.both_databases
def test_held_comments_get_the_scores_that_they_got_one_by_one(taught, article):
    taught()
    factories.comments(article, 30)
    scatter(article)
    training.learn()
    model = scoring.current()
    for comment in ReaderComment.objects.filter(status=Status.HELD):
        previous = scoring.recent_from_network(comment.network, comment.posted_at, comment.pk)
        example = Example(
            comment.comment, comment.user_name, comment.user_email, comment.user_url,
            comment.form_seconds, previous=previous,
        )  # fmt: skip
        assert comment.spam_score == pytest.approx(model.score(example), abs=1e-3)
