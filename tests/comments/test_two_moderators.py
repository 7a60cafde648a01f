"""Two moderators go through the same comments at once: what one of them chose is what stands."""

import random
import threading
from collections import Counter, defaultdict

import pytest
from django.db import connections
from django.test import Client
from wagtail.models import ModelLogEntry, Site

from comments.intake import posting
from comments.management.commands.check_comments import faults, repair_counts
from comments.models import Decision, DiscussionSettings, Policy, ReaderComment, Status
from tests import factories

pytestmark = pytest.mark.both_databases

COMMENTS = 100
BECOMES = {
    "approve": Status.PUBLISHED,
    "spam": Status.SPAM,
    "remove": Status.REMOVED,
    "hold": Status.HELD,
}


@pytest.fixture
def held(transactional_db):
    """Comments of two discussions that wait, some of them replies, whose rows all connections see."""
    from home.models import HomePage

    topic = factories.topic(HomePage.objects.get())
    pages = [factories.article(topic), factories.article(topic)]
    rules = DiscussionSettings.for_site(Site.objects.get())
    rules.policy, roots = Policy.PUBLISH, {}
    for page in pages:
        sender = posting.Sender("Ann", "ann@example.org", ip="192.0.2.7")
        roots[page] = posting.post(page, "Root", sender, rules)[0]
    rules.policy = Policy.HOLD
    made = []
    for number in range(COMMENTS):
        page = pages[number % 2]
        sender = posting.Sender("Bob", f"bob{number % 7}@example.org", ip="192.0.2.8")
        parent = roots[page].pk if number % 3 else None
        made.append(posting.post(page, f"Number {number}", sender, rules, parent)[0])
    return made


def work(user, comments, versions, seed, ready, chosen, answers, problems):
    """One moderator decides every comment in an order of their own, as the queue's script does."""
    dice = random.Random(seed)
    try:
        client = Client(raise_request_exception=False)
        client.force_login(user)
        mine = list(comments)
        dice.shuffle(mine)
        ready.wait()
        for comment in mine:
            action = dice.choice(list(BECOMES))
            chosen[user.pk, comment.pk] = action
            answer = client.post(
                f"/admin/discussion/comment/{comment.pk}/act/",
                {"action": action, "version": versions[comment.pk]},
                headers={"X-Requested-With": "fetch"},
            )
            answers[answer.status_code] += 1
    except Exception as problem:
        problems.append(problem)
    finally:
        connections.close_all()


def test_two_moderators_at_once_leave_every_comment_as_one_of_them_chose(held):
    users = [factories.user("Moderators", name) for name in ("Mona", "Otto")]
    versions = {comment.pk: comment.version for comment in held}
    ready, chosen, problems = threading.Barrier(2), {}, []
    answers = [Counter(), Counter()]
    threads = [
        threading.Thread(
            target=work,
            args=[user, held, versions, seed, ready, chosen, answers[seed], problems],
        )
        for seed, user in enumerate(users)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not problems
    total = answers[0] + answers[1]
    assert set(total) == {200, 409}
    assert total == {200: COMMENTS, 409: COMMENTS}
    # Neither was always first: they were at it at once.
    assert all(answered[200] for answered in answers)

    decisions = defaultdict(list)
    for decision in Decision.objects.order_by("pk"):
        decisions[decision.comment_id].append(decision)
    entries = Counter(ModelLogEntry.objects.values_list("object_id", "user_id"))
    status = dict(ReaderComment.objects.values_list("pk", "status"))
    for comment in held:
        first, second = decisions[comment.pk]
        assert {first.moderator_id, second.moderator_id} == {user.pk for user in users}
        for decision in (first, second):
            assert decision.action == chosen[decision.moderator_id, comment.pk]
        assert (first.conflict, second.conflict) == (False, True)
        assert status[comment.pk] == first.to_status == BECOMES[first.action]
        for user in users:
            assert entries[str(comment.pk), user.pk] == 1
    assert faults() == []
    assert repair_counts() == 0
