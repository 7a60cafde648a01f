"""A moderator's controls on public pages: fetched apart, and only for what is theirs to decide."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comments.models import ReaderComment, Status
from comments.moderation import deciding
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator():
    client = Client()
    client.user = factories.user("Moderators")
    client.force_login(client.user)
    return client


def address(article, *comments, fresh=False):
    ids = ",".join(str(comment.pk) for comment in comments)
    return f"/discussion/{article.pk}/moderate/?ids={ids}" + ("&fresh=" if fresh else "")


def actions(response) -> dict[int, list[str]]:
    """Which actions are offered for which comment."""
    found = {}
    for row in response.content.decode().split('<div class="moderate"')[1:]:
        pk = int(re.search(r'data-comment="(\d+)"', row)[1])
        found[pk] = re.findall(r'data-action="(\w+)"', row)
    return found


def test_a_moderator_gets_controls_for_the_comments_on_the_page(moderator, article, say, text):
    root = say("Root")
    reply = say("Reply", to=root)
    gone = say("Gone words", to=root)
    deciding.decide(moderator.user, gone.pk, "remove")
    held = say("Held words")
    deciding.decide(moderator.user, held.pk, "hold")
    response = moderator.get(address(article, root, reply, gone))
    assert actions(response) == {
        root.pk: ["spam", "remove", "hold", "close"],
        reply.pk: ["spam", "remove", "hold"],
        gone.pk: ["approve", "spam", "hold"],
    }
    words = text(response)
    assert "1 held in this discussion" in words
    assert "Gone words" in words
    html = response.content.decode()
    assert f"/admin/discussion/queue/?status=held&amp;page={article.pk}" in html
    assert f"/admin/discussion/comment/{root.pk}/" in html
    assert "no-store" in response["Cache-Control"]


def test_what_was_decided_shows_as_readers_see_it(moderator, reader, article, say, text):
    comment = say("Quite so")
    html = moderator.get(address(article, comment)).content.decode()
    token = re.search(r'data-token="(\w+)"', html)[1]
    act = re.search(r'data-act="([^"]+)"', html)[1]
    undo = re.search(r'data-undo="([^"]+)"', html)[1]
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = moderator.cookies
    headers = {"X-Requested-With": "fetch", "X-CSRFToken": token}
    done = strict.post(
        act, {"action": "remove", "version": comment.version}, headers=headers
    ).json()
    assert done["status"] == Status.REMOVED
    fresh = moderator.get(address(article, comment, fresh=True))
    assert f'id="c{comment.pk}"' in fresh.content.decode()
    assert "Removed by a moderator." in text(fresh)
    assert "Quite so" not in text(reader.get(article.url))
    assert strict.post(undo, {"decision": done["decision"]}, headers=headers).status_code == 200
    assert "Quite so" in text(reader.get(article.url))
    assert strict.post(act, {"action": "remove"}).status_code == 403


def test_closing_a_thread_takes_the_reply_links_away(moderator, article, say, text):
    root = say("Root")
    reply = say("Reply", to=root)
    assert "data-reply" in moderator.get(address(article, root, reply, fresh=True)).content.decode()
    deciding.decide(moderator.user, root.pk, "close")
    response = moderator.get(address(article, root, reply, fresh=True))
    assert "data-reply" not in response.content.decode()
    assert text(response).count("A moderator has closed this thread.") == 1
    assert "open" in actions(response)[root.pk]


@pytest.mark.parametrize("who", ["a reader", "an editor"])
def test_nobody_else_gets_controls_and_the_mark_is_taken_away(who, reader, editor, article, say):
    client = {"a reader": reader, "an editor": editor}[who]
    client.cookies["moderator"] = "1"
    response = client.get(address(article, say()))
    assert response.status_code == 403
    assert response.cookies["moderator"]["max-age"] == 0
    assert "data-act" not in response.content.decode()


def test_an_editor_gets_controls_for_their_own_articles_where_the_settings_let_them(
    rules, topic, say, client
):
    editor = factories.user("Editors")
    client.force_login(editor)
    rules.editors_moderate = True
    rules.save()
    own, other = factories.article(topic), factories.article(topic)
    own.owner = editor
    own.save()
    mine, theirs = say("On mine", page=own), say("On theirs", page=other)
    assert list(actions(client.get(address(own, mine, theirs)))) == [mine.pk]
    response = client.get(address(other, mine, theirs))
    assert response.status_code == 200
    assert actions(response) == {}


@pytest.mark.parametrize(
    "path",
    ["/admin/discussion/badge/", "/admin/discussion/news/", "/discussion/{page}/moderate/"],
)
def test_the_desk_marks_a_moderators_browser_for_the_session(moderator, article, rules, path):
    mark = moderator.get(path.format(page=article.pk)).cookies["moderator"]
    assert mark.value == "1"
    assert mark["samesite"] == "Lax"
    assert mark["path"] == "/"
    assert not mark["httponly"]
    assert not mark["max-age"]
    assert not mark["expires"]


def test_comments_of_elsewhere_and_withdrawn_ones_get_no_controls(moderator, article, topic, say):
    here, elsewhere = say(), say("Elsewhere", page=factories.article(topic))
    withdrawn = say("Withdrawn")
    withdrawn.forget()
    withdrawn.save()
    strange = f"{address(article, here, elsewhere, withdrawn)},x,-1,99999999999,,"
    assert list(actions(moderator.get(strange))) == [here.pk]
    assert moderator.get("/discussion/999999/moderate/").status_code == 404


def test_controls_cost_the_same_queries_for_few_and_many(moderator, article, say):
    comments, costs = [say("0")], []
    for size in (5, 30):
        while len(comments) < size:
            comments.append(say(str(len(comments)), to=comments[len(comments) % 3 - 1]))
        moderator.get(address(article, *comments))
        with CaptureQueriesContext(connection) as queries:
            moderator.get(address(article, *comments, fresh=True))
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 20
    assert ReaderComment.objects.count() == 30
