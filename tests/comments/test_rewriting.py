"""What is sent again, changed or far too long is looked at like anything new."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from comments.intake import posting
from comments.models import Commenter, DiscussionSettings, Policy, ReaderComment, Status
from comments.models.comment import MAX_LENGTH
from comments.moderation import deciding
from tests import factories

from .conftest import hidden, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def limited(settings):
    settings.COMMENT_LIMITS = {"network": 5, "address": 4}


def mine(response) -> str:
    """The author's page of a comment, from the answer to its form."""
    return response.redirect_chain[-1][0]


def test_a_form_sent_again_with_other_words_counts_against_every_limit(
    reader, article, rules, limited
):
    _, data = send(reader, article, "Words 0")
    for number in range(1, 20):
        reader.post(f"/discussion/{article.pk}/reply/", data | {"comment": f"Words {number}"})
    assert ReaderComment.objects.count() == 4


def test_raid_protection_counts_it_too(reader, article, rules, settings):
    settings.COMMENT_LIMITS = {"raid_network": 3, "raid_address": 2}
    rules.raid_until = timezone.now() + timedelta(hours=1)
    rules.save()
    _, data = send(reader, article, "Words 0")
    for number in range(1, 12):
        reader.post(f"/discussion/{article.pk}/reply/", data | {"comment": f"Words {number}"})
    assert ReaderComment.objects.count() == 2


def test_the_very_same_form_again_is_never_called_too_many(reader, article, rules, limited):
    _, data = send(reader, article)
    for _ in range(9):
        assert reader.post(f"/discussion/{article.pk}/reply/", data).status_code == 302
    assert ReaderComment.objects.count() == 1


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="one transaction writes at a time")
def test_one_form_sent_on_several_pages_at_once_is_taken_once(topic):
    pages = [factories.article(topic) for _ in range(4)]
    rules = DiscussionSettings.for_site(pages[0].get_site())
    sender, nonce, found = posting.Sender("Ann", "ann@example.org"), "1" * 32, []
    ready = threading.Barrier(len(pages))

    def write(page):
        ready.wait(20)
        found.append(posting.post(page, "The same", sender, rules, nonce=nonce)[0].pk)
        connection.close()

    threads = [threading.Thread(target=write, args=[page]) for page in pages]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == len(pages)
    assert len(set(found)) == ReaderComment.objects.count() == 1


@pytest.mark.parametrize("policy", [Policy.HOLD, Policy.HOLD_FIRST])
def test_what_a_moderator_approved_is_looked_at_again_when_its_author_changes_it(
    reader, article, rules, moderator, policy, text
):
    rules.policy = policy
    rules.save()
    response, _ = send(reader, article, "A fair point.")
    comment = ReaderComment.objects.get()
    deciding.decide(moderator, comment.pk, "approve")
    reader.post(mine(response), {"action": "edit", "comment": "Ann Smith is a thief."})
    comment.refresh_from_db()
    assert comment.status == Status.HELD
    assert comment.why_held
    assert "thief" not in text(Client().get(article.url))


def test_where_nothing_is_looked_at_first_a_change_stays_published(reader, article, rules):
    response, _ = send(reader, article, "A fair point.")
    reader.post(mine(response), {"action": "edit", "comment": "A fairer point."})
    assert ReaderComment.objects.get().status == Status.PUBLISHED


def test_edited_is_said_only_of_what_readers_had_seen(reader, article, hold_all, moderator, text):
    response, _ = send(reader, article, "First words")
    reader.post(mine(response), {"action": "edit", "comment": "Second words"})
    comment = ReaderComment.objects.get()
    deciding.decide(moderator, comment.pk, "approve")
    assert "· edited" not in text(reader.get(article.url))
    hold_all.policy = Policy.PUBLISH
    hold_all.save()
    reader.post(mine(response), {"action": "edit", "comment": "Third words"})
    assert "· edited" in text(reader.get(article.url))


def test_a_stranger_who_changes_a_confirmed_comment_takes_its_proof_away(reader, article, rules):
    response, _ = send(reader, article, "Mine")
    ReaderComment.objects.update(verified=True)
    Commenter.objects.update(confirmed_at=timezone.now())
    reader.post(mine(response), {"action": "edit", "comment": "Vile words"})
    assert not ReaderComment.objects.get().verified


HUGE = "\U0001d160" * 100_000


def fields_of(reader, article) -> dict:
    return hidden(reader.get(f"/discussion/{article.pk}/reply/").content.decode())


@pytest.mark.parametrize("door", ["reply", "preview", "edit", "report"])
def test_a_text_that_is_much_too_long_is_refused_with_a_short_answer(
    reader, article, rules, door, text
):
    response, _ = send(reader, article, "Short")
    comment = ReaderComment.objects.get()
    data = fields_of(reader, article) | {"name": "Ann", "email": "ann@example.org"}
    address = {"edit": mine(response), "report": f"/discussion/comment/{comment.pk}/report/"}
    data |= {"comment": HUGE, "message": HUGE, "action": door, "reason": "spam", "honeypot": ""}
    answer = reader.post(address.get(door, f"/discussion/{article.pk}/reply/"), data)
    assert answer.status_code in (200, 422)
    assert len(answer.content) < 500_000
    assert "characters, please: this is" in text(answer)
    assert ReaderComment.objects.get().comment == "Short"


def test_a_text_that_is_too_long_is_kept_whole_and_gets_the_same_sentence_everywhere(
    reader, article, rules, text
):
    long = "word " * 4000
    response, _ = send(reader, article, "Short")
    data = fields_of(reader, article) | {"name": "Ann", "email": "ann@example.org", "honeypot": ""}
    sentence = f"At most {MAX_LENGTH:,} characters, please: this is 19,999."
    for address, action in (
        (f"/discussion/{article.pk}/reply/", "preview"),
        (f"/discussion/{article.pk}/reply/", ""),
        (mine(response), "edit"),
    ):
        answer = reader.post(address, data | {"comment": long, "action": action})
        assert sentence in text(answer)
        assert answer.content.decode().count("word ") >= 3999
    assert ReaderComment.objects.count() == 1
