"""Somebody erases everything while they are still writing: nothing stays, and nobody is told of an error."""

import threading

import pytest
from django.db import connection
from wagtail.models import Site

from comments import personal_data
from comments.intake import posting
from comments.models import Commenter, DiscussionSettings, Policy, ReaderComment
from tests import factories

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]

EMAIL = "ann@example.org"
WRITERS, EACH = 3, 6


@pytest.mark.skipif(connection.vendor != "postgresql", reason="one transaction writes at a time")
@pytest.mark.parametrize("keep", [True, False])
def test_erasing_while_the_same_person_writes_leaves_nothing(topic, keep):
    pages = [factories.article(topic) for _ in range(WRITERS)]
    rules = DiscussionSettings.for_site(Site.objects.get())
    rules.policy = Policy.PUBLISH
    rules.save()
    problems, ready = [], threading.Barrier(WRITERS + 2)

    def alone(act):
        def run():
            ready.wait(30)
            try:
                act()
            except Exception as problem:
                problems.append(problem)
            connection.close()

        return threading.Thread(target=run)

    def write(page):
        for number in range(EACH):
            sender = posting.Sender("Ann", EMAIL)
            posting.post(page, f"Words {number}", sender, rules, follow="replies")

    def erase():
        for _ in range(4):
            personal_data.erase(EMAIL, keep_comments=keep)

    threads = [alone(lambda page=page: write(page)) for page in pages]
    threads += [alone(erase), alone(erase)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not problems
    # What was written after the last erasing is whole, and can be erased like anything.
    assert not ReaderComment.objects.filter(user_email=EMAIL, commenter=None).exists()
    personal_data.erase(EMAIL, keep_comments=keep)
    assert not ReaderComment.objects.filter(user_email=EMAIL).exists()
    assert not Commenter.objects.exists()
