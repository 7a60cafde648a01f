"""Addresses, networks and what became of comments elsewhere are for those who moderate the whole site."""

import pytest
from django.contrib.auth import get_user_model
from django.http import QueryDict
from django.test import Client

from comments.desk import filters
from comments.intake import posting
from comments.models import Action, Decision, NetworkBan, Notify, Policy, ReaderComment
from comments.moderation import deciding, rows
from tests import factories

from .test_settings_screen import tried

pytestmark = pytest.mark.django_db

EMAIL, IP, NETWORK = "ann@secret.example", "198.51.100.7", "198.51.100."
FETCH = {"X-Requested-With": "fetch"}


@pytest.fixture
def owner(article, rules):
    """An editor who moderates the discussion of the one article that they made."""
    editor = factories.user("Editors", "owner")
    editor.email = "owner@example.org"
    editor.save()
    article.owner = editor
    article.save()
    rules.editors_moderate = rules.notify_owners = True
    rules.notify = Notify.AT_ONCE
    rules.policy = Policy.HOLD
    rules.hold_people = f"{EMAIL}\n{IP}"
    rules.save()
    return get_user_model().objects.get(pk=editor.pk)


@pytest.fixture
def comment(article, topic, rules, owner):
    """A held comment by somebody whose other comments were spam."""

    def say(page, words):
        return posting.post(page, words, posting.Sender("Ann", EMAIL, ip=IP), rules)[0]

    boss = factories.user(None, "boss")
    other = factories.article(topic)
    for words in ("One", "Two", "Three"):
        deciding.decide(boss, say(other, words).pk, Action.SPAM)
    rules.refresh_from_db()
    return say(article, "A word on this one")


def screens(user, comment, post_office):
    """All that somebody is shown of a comment: at the desk, on the dashboard, by mail."""
    client = Client()
    client.force_login(user)
    one = f"/admin/discussion/comment/{comment.pk}/"
    for address in (
        "/admin/",
        "/admin/discussion/queue/",
        f"/admin/discussion/queue/?status=held&commenter={comment.commenter_id}",
        one,
        f"{one}row/",
        f"/admin/discussion/people/{comment.commenter_id}/",
        f"/admin/bulk/comments/readercomment/spam/?id={comment.pk}",
        f"/discussion/{comment.page_id}/moderate/?ids={comment.pk}",
    ):
        answer = client.get(address, headers=FETCH)
        assert answer.status_code == 200, address
        yield address, answer.content.decode()
    for mail in post_office():
        if mail.to == [user.email]:
            yield "mail", f"{mail.body} {mail.alternatives}"


def told(user, comment, post_office, *secrets):
    shown = list(screens(user, comment, post_office))
    return {name for name, page in shown for secret in secrets if secret in page}


def test_who_moderates_only_their_own_articles_is_shown_no_sender(
    owner, comment, post_office, moderator
):
    secrets = (EMAIL, NETWORK, "earlier comments", "spam 3")
    assert told(owner, comment, post_office, *secrets) == set()
    (row,) = rows.prepare(list(rows.load(ReaderComment.objects.filter(pk=comment.pk))), owner)
    assert "On the list of people." in [finding.message for finding in row.reasons]
    assert len(told(moderator, comment, post_office, EMAIL)) >= 4


@pytest.mark.parametrize(
    "query",
    [
        {"commenter": EMAIL},
        {"address": IP},
        {"network": IP},
        {"q": EMAIL},
        {"q": "@secret"},
        {"q": IP},
        {"q": NETWORK},
    ],
)
def test_who_sees_no_sender_cannot_ask_for_one(owner, comment, moderator, query):
    data = QueryDict(mutable=True)
    data.update({"status": "held", **query})
    wrong = QueryDict(mutable=True)
    wrong.update({"status": "held", **dict.fromkeys(query, "203.0.113.99")})
    found = [set(filters.matching(owner, asked)) for asked in (data, wrong)]
    assert found[0] == found[1]
    assert set(filters.matching(moderator, data)) == {comment}
    assert not filters.matching(moderator, wrong).exists()


@pytest.mark.parametrize("line", [EMAIL, "@secret.example", IP, "198.51.100.0/24"])
def test_trying_the_lists_tells_an_editor_no_sender(comment, owner, rules, line, text):
    client = Client()
    client.force_login(owner)
    right = text(tried(client, rules, {"email": EMAIL}, hold_people=line))
    wrong = text(tried(client, rules, {"email": EMAIL}, hold_people="nobody@nowhere.example"))
    right, wrong = (said.partition("Comments by readers")[2] for said in (right, wrong))
    assert right == wrong


def test_trying_the_lists_tells_an_editor_nothing_of_a_typed_address(comment, owner, rules, text):
    client = Client()
    client.force_login(owner)
    right, wrong = (
        text(tried(client, rules, {"words": "Hello", "email": email}, hold_people=""))
        for email in (EMAIL, "nobody@nowhere.example")
    )
    assert right == wrong


@pytest.mark.parametrize("action", [Action.TRUST, Action.BAN, Action.BAN_NETWORK])
def test_undoing_what_counts_on_the_whole_site_needs_the_right_to_do_it(
    owner, comment, moderator, action
):
    made = deciding.decide(moderator, comment.pk, action)
    bans, standing = NetworkBan.objects.count(), comment.commenter.standing
    for user, button in ((owner, False), (moderator, True)):
        client = Client()
        client.force_login(user)
        page = client.get(f"/admin/discussion/comment/{comment.pk}/").content.decode()
        assert (f'name="decision" value="{made.pk}"' in page) == button
    client.force_login(owner)
    client.post("/admin/discussion/undo/", {"decision": made.pk}, headers=FETCH)
    assert not Decision.objects.filter(action=Action.UNDO).exists()
    assert NetworkBan.objects.count() == bans
    comment.commenter.refresh_from_db()
    assert comment.commenter.standing == (made.details.get("standing", {}).get("to") or standing)
    client.force_login(moderator)
    assert client.post("/admin/discussion/undo/", {"decision": made.pk}).status_code == 302
