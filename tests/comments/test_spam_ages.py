"""Spam and removed comments go when their time is over, or at once; what they taught stays."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry, Site

from comments import housekeeping, personal_data
from comments.management.commands.check_comments import faults, repair_counts
from comments.models import (
    Action,
    BulkJob,
    Commenter,
    Decision,
    DiscussionSettings,
    Finding,
    JobState,
    Lesson,
    ReaderComment,
    Standing,
)
from comments.moderation import bulk, deciding
from comments.personal_data import expiry
from comments.spam import training
from comments.spam.bayes import packed, unpacked, vector
from comments.spam.example import Example
from tests import factories
from tests.comments.conftest import send
from tests.comments.desk import QUEUE, signed_in
from tests.comments.worker import work

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]

EMPTY = "/admin/discussion/empty-spam/"


def age(days: int) -> None:
    """Lets so many days go by."""
    past = timedelta(days=days)
    ReaderComment.objects.update(posted_at=F("posted_at") - past)
    Decision.objects.update(decided_at=F("decided_at") - past)


def there(*comments) -> list[bool]:
    return [ReaderComment.objects.filter(pk=comment.pk).exists() for comment in comments]


def decide(comment, action, **fields):
    return deciding.decide(factories.user("Moderators"), comment.pk, action, **fields)


def test_old_spam_and_removed_comments_are_deleted_and_nothing_else(say, held, moderator):
    spam, removed, shown, waits = say("One"), say("Two"), say("Three"), held("Four")
    decide(spam, Action.SPAM)
    decide(removed, Action.REMOVE)
    age(29)
    housekeeping.run()
    assert there(spam, removed, shown, waits) == [True] * 4
    age(2)
    housekeeping.run()
    assert there(spam, removed, shown, waits) == [False, False, True, True]
    assert (faults(), repair_counts()) == ([], 0)


def test_the_time_begins_with_the_latest_decision(say):
    comment = say()
    decide(comment, Action.SPAM)
    age(25)
    decide(comment, Action.REMOVE)
    age(10)
    housekeeping.run()
    assert there(comment) == [True]


@pytest.mark.parametrize(("days", "stays"), [(None, True), (50, True), (40, False)])
def test_the_settings_say_how_long(say, rules, days, stays):
    comment = say()
    decide(comment, Action.SPAM)
    DiscussionSettings.objects.update(spam_days=days)
    age(45)
    housekeeping.run()
    assert there(comment) == [stays]


def test_of_several_sites_the_strictest_decides(home, rules):
    DiscussionSettings.objects.update(spam_days=None)
    assert expiry.spam_days() is None
    second = Site.objects.create(hostname="second.example", root_page=home)
    assert expiry.spam_days() == 30
    DiscussionSettings.objects.create(site=second, spam_days=7)
    assert expiry.spam_days() == 7


@pytest.mark.parametrize(
    ("action", "words"),
    [(Action.SPAM, "Not shown at the moment."), (Action.REMOVE, "Removed by a moderator.")],
)
def test_above_replies_an_empty_place_stays(say, article, action, words):
    parent = say("Secret words", name="Somebody Secret")
    reply = say("An answer", to=parent)
    decide(parent, action)
    Finding.objects.create(comment=parent, rule="words", effect="hold", message="Secret words")
    age(31)
    housekeeping.run()
    page = Client().get(article.url).content.decode()
    assert words in page
    assert "An answer" in page
    assert there(parent, reply) == [True, True]
    parent.refresh_from_db()
    assert (parent.comment, parent.html, parent.user_name, parent.user_email) == ("", "", "", "")
    assert not parent.findings.exists()
    assert "Secret" not in signed_in().get(f"{QUEUE}?status={parent.status}").content.decode()
    assert (faults(), repair_counts()) == ([], 0)


def test_a_thread_of_spam_goes_whole_in_any_batches(say, monkeypatch):
    monkeypatch.setattr(expiry, "BATCH", 2)
    first = say("First")
    second = say("Second", to=first)
    third = say("Third", to=second)
    other = say("Other", to=first)
    for comment in (third, second, first):
        decide(comment, Action.SPAM)
    decide(other, Action.REMOVE)
    age(31)
    housekeeping.run()
    assert there(first, second, third, other) == [False] * 4


def test_the_record_keeps_the_decision_without_words(say):
    comment = say("Secret words")
    made = decide(comment, Action.EDIT, text="Other secret words")
    made = decide(comment, Action.SPAM, reason="Advertising")
    DiscussionSettings.objects.update(spam_days=5)
    age(6)
    housekeeping.run()
    kept = Decision.objects.get(pk=made.pk)
    assert (kept.comment_id, kept.action, kept.to_status, kept.reason, kept.details) == (
        None, "spam", "spam", "Advertising", {},
    )  # fmt: skip
    assert "secret" not in str(list(Decision.objects.values())).lower()
    assert "secret" not in str(list(ModelLogEntry.objects.values())).lower()


def test_the_filter_learns_the_same_from_deleted_spam(say):
    spam = [say(f"Cheap pills {n} http://pills.example") for n in range(4)]
    good = [say(f"A good question {n}") for n in range(3)]
    for comment in spam:
        decide(comment, Action.SPAM)
    for comment in good:
        decide(comment, Action.KEEP)
    age(31)
    before = spam_as_vectors()
    assert training.counts() == (3, 4)
    housekeeping.run()
    assert there(*spam) == [False] * 4
    assert training.counts() == (3, 4)
    assert spam_as_vectors() == before


def spam_as_vectors() -> list:
    lessons = training.lessons(training.decided())
    return [[sorted(ids) for ids in vector(one)] for one, is_spam in lessons if is_spam]


def test_a_lesson_holds_no_words():
    example = Example("Cheap pills at http://pills.example", "Ann", "ann@example.org")
    dump = packed(vector(example))
    assert [sorted(ids) for ids in vector(example)] == list(unpacked(dump))
    assert not any(word in dump for word in (b"pills", b"Ann", b"ann", b"example"))


def test_only_the_newest_lessons_are_kept(say, monkeypatch):
    comments = [say(f"Cheap pills {n}") for n in range(4)]
    made = [decide(comment, Action.SPAM).pk for comment in comments]
    age(31)
    monkeypatch.setattr(training, "MOST", 4)
    housekeeping.run()
    monkeypatch.setattr(training, "MOST", 2)
    housekeeping.run()
    assert sorted(Lesson.objects.values_list("pk", flat=True)) == made[2:]


def test_erasing_an_address_erases_what_its_deleted_spam_taught(say):
    Commenter.objects.filter(pk=say().commenter_id).update(standing=Standing.WATCHED)
    decide(say("Cheap pills"), Action.SPAM)
    age(31)
    housekeeping.run()
    assert Lesson.objects.count() == 1
    personal_data.erase("ann@example.org", keep_comments=True)
    assert not Lesson.objects.exists()


def test_deleted_spam_still_counts_against_its_author(say, client, article):
    Commenter.objects.filter(pk=say("Hello").commenter_id).update(confirmed_at=timezone.now())
    for words in ("One", "Two"):
        decide(say(words), Action.SPAM)
    age(31)
    housekeeping.run()
    send(client, article, "Something new")
    latest = ReaderComment.objects.order_by("-pk")[0]
    assert latest.status == "held"
    assert "2 of this commenter’s earlier comments were spam or removed" in latest.why_held


def test_spam_is_emptied_after_a_question_by_a_job_that_the_record_notes(say, monkeypatch):
    monkeypatch.setattr(bulk, "AT_ONCE", 0)
    first = say("First")
    spam = [first, say("Second", to=first), say("Third")]
    shown, removed = say("Shown"), say("Removed")
    for comment in spam:
        decide(comment, Action.SPAM)
    decide(removed, Action.REMOVE)
    desk = signed_in()
    assert EMPTY in desk.get(f"{QUEUE}?status=spam").content.decode()
    assert EMPTY not in desk.get(QUEUE).content.decode()
    assert "3 comments will be deleted for good" in desk.get(EMPTY).content.decode()
    assert there(*spam) == [True] * 3
    page = desk.post(EMPTY, follow=True)
    assert there(*spam) == [True] * 3
    work("decide_many")
    assert there(*spam, shown, removed) == [False, False, False, True, True]
    job = BulkJob.objects.get()
    assert (job.state, job.position, job.skipped) == (JobState.FINISHED, 3, 0)
    page = desk.get(f"/admin/discussion/jobs/{job.pk}/").content.decode()
    assert "Empty spam: 3 of 3" in page
    assert "Nothing brings these comments back" in page
    assert "Empty spam" in desk.get("/admin/discussion/record/").content.decode()
    assert ModelLogEntry.objects.filter(action="comments.empty").count() == 1
    assert "There is no spam" in desk.get(EMPTY).content.decode()
    # Somebody else was faster, or it was pressed twice.
    page = desk.post(EMPTY, follow=True)
    assert page.redirect_chain[-1][0] == f"{QUEUE}?status=spam"
    assert "There is no spam" in page.content.decode()
    assert BulkJob.objects.count() == 1
    assert ModelLogEntry.objects.filter(action="comments.empty").count() == 1


def test_what_a_moderator_approves_meanwhile_stays(say, monkeypatch):
    monkeypatch.setattr(bulk, "AT_ONCE", 0)
    kept, gone = say("Kept"), say("Gone")
    decide(kept, Action.SPAM)
    decide(gone, Action.SPAM)
    signed_in().post(EMPTY)
    decide(kept, Action.APPROVE)
    work("decide_many")
    assert there(kept, gone) == [True, False]
    assert BulkJob.objects.get().skipped == 1


def test_only_those_who_moderate_everything_empty_spam(say, rules, article):
    rules.editors_moderate = True
    rules.save()
    comment = say()
    decide(comment, Action.SPAM)
    editor = signed_in("Editors")
    article.owner = editor.user
    article.save()
    assert EMPTY not in editor.get(f"{QUEUE}?status=spam").content.decode()
    editor.post(EMPTY)
    assert there(comment) == [True]
    assert not BulkJob.objects.exists()
