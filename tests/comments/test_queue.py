"""The moderators' queue, through the admin."""

import json
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.models import ArticleAuthor
from comments.desk import filters
from comments.models import Decision, Discussion, DiscussionSettings, ReaderComment, Status
from comments.moderation import deciding, rows, tabs
from tests import factories

from .desk import QUEUE, act, listed, signed_in, undo

pytestmark = pytest.mark.both_databases


@pytest.fixture
def desk(home) -> Client:
    """A moderator's browser."""
    return signed_in()


# --- What a row shows -----------------------------------------------------------------------------
def test_a_row_shows_the_whole_comment_why_it_was_held_and_who_wrote_it(desk, held, say, text):
    root = say("The *whole* point of the treaty", name="Root", email="root@example.org")
    held("A reply with [a link](https://example.com/x)", to=root, name="Bo", email="bo@example.org")
    html = desk.get(QUEUE).content.decode()
    words = text(desk.get(QUEUE))
    assert "Every comment is held here." in words
    assert "in reply to Root" in words
    assert "bo@example.org address not confirmed · published 0, spam 0, removed 0" in words
    assert "https://example.com/x" in words
    assert 'href="https://example.com/x"' not in html
    for action in ("approve", "spam", "remove", "reply", "edit", "trust", "ban", "ban_network"):
        assert f'data-act="{action}"' in html


def test_the_address_in_a_row_leads_to_its_commenter_and_on_to_their_personal_data(desk, held):
    commenter = held("Who am I?", email="bo@example.org").commenter
    record = reverse("comments_commenter", args=[commenter.pk])
    assert f'href="{record}"' in desk.get(QUEUE).content.decode()
    personal = f"{reverse('comments_personal_data')}?commenter={commenter.pk}"
    assert f'href="{personal}"' in desk.get(record).content.decode()
    assert "Stored about bo@example.org" in desk.get(personal).content.decode()


def test_links_are_written_out_and_lead_nowhere():
    html = '<p><a href="https://bad.example/a" rel="x">free money</a> and <a href="https://b.example">https://b.example</a></p>'
    shown = rows.shown(html)
    assert "<a" not in shown
    assert "free money" in shown
    assert "https://bad.example/a" in shown
    assert shown.count("https://b.example") == 1


def test_what_a_reader_typed_is_escaped_in_the_queue(desk, held):
    held("<script>alert(1)</script>", name="<img src=x>")
    html = desk.get(QUEUE).content.decode()
    assert "<script>alert(1)" not in html
    assert "<img src=x>" not in html


def test_an_empty_queue_says_so(desk, text):
    assert "Nothing is held. Well done." in text(desk.get(QUEUE))


# --- Tabs, filters, search --------------------------------------------------------------------------
@pytest.fixture
def many(say, held, topic, home):
    """One comment in each tab, and their page."""
    made = {}
    for status in ("published", "spam", "removed"):
        made[status] = say(f"This is {status}", name=status, email=f"{status}@example.org")
        made[status].status = status
        made[status].save()
    made["reported"] = say("Look at me", name="reported", email="reported@example.org")
    made["reported"].reported_at = timezone.now()
    made["reported"].save()
    made["held"] = held("I wait", name="held", email="held@example.org")
    return made


@pytest.mark.parametrize(
    ("tab", "names"),
    [
        ("held", ["held"]),
        ("reported", ["reported"]),
        ("published", ["reported", "published"]),
        ("spam", ["spam"]),
        ("removed", ["removed"]),
        ("nonsense", ["held"]),
    ],
)
def test_each_tab_lists_its_own(desk, many, tab, names):
    assert listed(desk, f"?status={tab}") == names


def test_tabs_count_what_they_hold(desk, many, text):
    assert "Held 1 Reported 1 Published 2 Spam 1 Removed 1" in text(desk.get(QUEUE))


def test_a_withdrawn_comment_is_nobodys_to_decide(desk, many):
    many["removed"].forget()
    many["removed"].save()
    assert listed(desk, "?status=removed") == []
    assert act(desk, many["removed"], "approve").status_code == 422


def test_filters_narrow_the_list(desk, held, article, topic, home):
    other_topic = factories.topic(home, title="Physics")
    other = factories.article(other_topic, title="Why does ice float?")
    author = factories.author("Ida")
    ArticleAuthor.objects.create(page=other, author=author)
    held("About history", name="Ann", email="ann@example.org")
    ice = held(
        "About icebergs and https://a.example", name="Bo", email="bo@example.org", page=other
    )
    ReaderComment.objects.filter(pk=ice.pk).update(
        posted_at=timezone.now() - timedelta(days=400), network="198.51.100.0/24",
        ip_address="198.51.100.9",
    )  # fmt: skip
    day = (timezone.now() - timedelta(days=400)).date()
    for query in (
        f"page={other.pk}",
        "page=ice+float",
        f"topic={other_topic.pk}",
        f"author={author.pk}",
        "commenter=BO@example.org",
        f"commenter={ice.commenter_id}",
        "address=198.51.100.9",
        "network=198.51.100.0/24",
        f"posted_at_from={day}&posted_at_to={day}",
        "q=icebergs",
        "q=about+iceb",
        "q=Bo",
    ):
        assert listed(desk, f"?{query}") == ["Bo"], query
    assert listed(desk, "?rule=everything") == ["Bo", "Ann"]
    assert listed(desk, "?rule=links") == []
    assert listed(desk, "?order=newest") == ["Ann", "Bo"]
    assert listed(desk, "?topic=999999") == []
    assert listed(desk, "?posted_at_from=rubbish") == []


def test_a_link_opens_the_queue_at_its_comment(desk, held):
    for number in range(30):
        last = held(f"Number {number}", name=f"N{number}", email=f"n{number}@example.org")
    assert listed(desk, f"?focus={last.pk}")[0] == "N29"
    assert len(listed(desk)) == 25


# --- Decisions ---------------------------------------------------------------------------------------
def test_approving_publishes_and_undo_holds_again(desk, held, reader, article, text):
    comment = held("Please let me in")
    answer = act(desk, comment, "approve").json()
    assert answer["status"] == "published"
    assert "Please let me in" in text(reader.get(article.url))
    assert undo(desk).json()["status"] == "held"
    assert "Please let me in" not in text(reader.get(article.url))
    assert undo(desk).status_code == 422


def test_who_comes_second_changes_nothing_and_is_told(desk, held):
    comment = held()
    other = signed_in()
    assert act(other, comment, "approve").status_code == 200
    answer = act(desk, comment, "spam")
    assert answer.status_code == 409
    assert f"{other.user.get_username()} decided in the meantime" in answer.json()["message"]
    comment.refresh_from_db()
    assert comment.status == Status.PUBLISHED
    assert Decision.objects.count() == 2


def test_a_key_undoes_nobody_elses_decision(desk, held):
    comment = held()
    act(signed_in(), comment, "spam")
    assert undo(desk).status_code == 422
    comment.refresh_from_db()
    assert comment.status == Status.SPAM


def test_others_decisions_are_news_within_seconds(desk, held):
    comment = held()
    news = desk.get("/admin/discussion/news/").json()
    assert (news["counts"]["held"]["number"], news["decisions"]) == (1, [])
    assert {reason["text"] for reason in news["reasons"]} >= {"Advertising"}
    other = signed_in()
    act(other, comment, "spam")
    news = desk.get(f"/admin/discussion/news/?since={news['latest']}").json()
    assert news["counts"]["held"]["number"] == 0
    assert [entry["id"] for entry in news["decisions"]] == [comment.pk]
    assert other.get(f"/admin/discussion/news/?since={0}").json()["decisions"] == []


def test_the_counts_of_all_tabs_follow_what_others_do(desk, held, article, monkeypatch):
    def counts():
        with CaptureQueriesContext(connection) as queries:
            news = desk.get("/admin/discussion/news/?since=0").json()
        costs.append(len(queries))
        return " ".join(news["counts"][tab]["shown"] for tab in tabs.TABS)

    costs = []
    waits = [held(f"Number {number}", email=f"n{number}@example.org") for number in range(3)]
    assert counts() == "3 0 0 0 0"
    other = signed_in()
    for comment, action in zip(waits, ("approve", "spam", "remove"), strict=True):
        act(other, comment, action)
    assert counts() == "0 0 1 1 1"
    # A comment that nobody decided about shows up as well.
    factories.comments(article, 30)
    monkeypatch.setattr(tabs, "MOST_COUNTED", 20)
    assert counts() == "20+ 0 1 1 1"
    assert counts() == " ".join(tab["count"] for tab in desk.get(QUEUE).context["tabs"])
    assert costs[1] == costs[2]


def test_a_reason_can_follow_the_decision_and_its_author_is_told(desk, held):
    comment = held()
    made = act(desk, comment, "remove").json()
    from comments.models import DecisionReason

    reason = DecisionReason.objects.get(text="Advertising")
    answer = desk.post(
        f"/admin/discussion/explain/{made['decision']}/",
        {"listed_reason": reason.pk},
        headers={"X-Requested-With": "fetch"},
    )
    assert answer.status_code == 200
    comment.refresh_from_db()
    assert comment.note_to_author == reason.note_to_author
    assert Decision.objects.get(pk=made["decision"]).reason == "Advertising"
    assert undo(desk).json()["status"] == "held"


def test_replying_approves_what_waited(desk, held, reader, article, text):
    comment = held("May I ask?")
    assert act(desk, comment, "reply", text="You may.").status_code == 200
    words = text(reader.get(article.url))
    assert "May I ask?" in words
    assert "You may." in words


def test_an_edit_keeps_the_original(desk, held, text):
    comment = held("Call me at 555-0100")
    assert act(desk, comment, "edit", text="Call me").status_code == 200
    assert "Edited by a moderator. Show the original Call me at 555-0100" in text(desk.get(QUEUE))
    assert act(desk, ReaderComment.objects.get(), "edit", text="").status_code == 422


def test_without_the_script_the_page_that_was_left_comes_back(desk, held, text):
    comment = held()
    answer = desk.post(
        f"/admin/discussion/comment/{comment.pk}/act/", {"action": "approve"}, follow=True
    )
    assert "Approved." in text(answer)
    assert "Decisions about it" in text(answer)


def test_a_comment_opens_in_its_conversation_with_its_history(desk, say, text):
    root = say("Root words")
    reply = say("Reply words", to=root)
    say("Answer words", to=reply)
    act(desk, reply, "spam", reason="It sells something")
    words = text(desk.get(f"/admin/discussion/comment/{reply.pk}/"))
    for expected in ("Root words", "Answer words", "It sells something"):
        assert expected in words


# --- Rights --------------------------------------------------------------------------------------------
PAGES = ["queue/", "queue/results/", "news/", "comment/{pk}/", "comment/{pk}/row/"]


def test_nobody_else_sees_anything_of_it(held, reader, editor):
    pk = held().pk
    stranger = Client()
    stranger.force_login(factories.user("Editors"))
    for client, status in ((reader, (302,)), (editor, (302, 403)), (stranger, (302, 403))):
        for path in PAGES:
            answer = client.get(f"/admin/discussion/{path.format(pk=pk)}")
            assert answer.status_code in status
            assert b"Please let me in" not in answer.content
        for action in deciding.Action:
            act(client, ReaderComment.objects.get(), action)
    assert not Decision.objects.exists()
    assert ReaderComment.objects.get().status == Status.HELD


def test_editors_moderate_their_own_articles_where_the_settings_let_them(
    held, article, home, topic
):
    client = signed_in("Editors")
    other = factories.article(topic, title="Somebody else’s")
    article.owner = client.user
    article.save()
    own, foreign = held("Mine"), held("Not mine", page=other, email="b@example.org", name="Bo")
    assert client.get(QUEUE).status_code in (302, 403)
    DiscussionSettings.objects.update(editors_moderate=True)
    assert listed(client) == ["Ann Reader"]
    assert client.get(f"/admin/discussion/comment/{foreign.pk}/").status_code == 404
    assert act(client, foreign, "approve").status_code in (302, 403)
    assert act(client, own, "approve").status_code == 200
    foreign.refresh_from_db()
    assert foreign.status == Status.HELD


@pytest.mark.parametrize("app", ["django_comments", "django_comments_xtd"])
def test_the_packages_own_permissions_give_no_right_at_the_desk(held, app):
    held()
    client = signed_in("Editors")
    client.user.user_permissions.add(
        *Permission.objects.filter(content_type__app_label=app, codename="can_moderate")
    )
    assert client.get(QUEUE).status_code in (302, 403)


def test_get_decides_nothing(desk, held):
    comment = held()
    for path in (f"comment/{comment.pk}/act/?action=approve", "undo/", "explain/1/"):
        assert desk.get(f"/admin/discussion/{path}").status_code == 405
    assert not Decision.objects.exists()


# --- Cost ----------------------------------------------------------------------------------------------
def test_the_queue_costs_the_same_queries_however_many_comments(
    desk, held, article, topic, django_assert_max_num_queries
):
    author = factories.author()
    ArticleAuthor.objects.create(page=article, author=author)
    narrowed = ["", "&q=words", "&rule=everything", f"&topic={topic.pk}", f"&author={author.pk}"]
    numbers = {query: [] for query in narrowed}
    for count in (1, 30):
        for number in range(count):
            made = held(f"Words {count} {number}", name="Bo", email=f"b{count}{number}@example.org")
            if number % 2:
                act(desk, made, "hold")
        for query, found in numbers.items():
            desk.get(f"{QUEUE}?status=held{query}")
            with django_assert_max_num_queries(25) as captured:
                shown = listed(desk, f"?status=held{query}")
            assert len(shown) == min(25, 1 if count == 1 else 31), query
            found.append(len(captured))
    assert [query for query, (few, many) in numbers.items() if few != many] == []


def test_counts_stop_where_nobody_leafs_further(monkeypatch, held, say, desk, text):
    monkeypatch.setattr(tabs, "MOST_COUNTED", 2)
    for number in range(3):
        held(f"Number {number}", email=f"n{number}@example.org")
    assert "Held 2+" in text(desk.get(QUEUE))


def test_bulk_actions_mean_what_the_filters_list(desk, many):
    found = filters.matching(desk.user, QueryDict("status=published&q=look"))
    assert [comment.user_name for comment in found] == ["reported"]
    assert not filters.matching(desk.user, QueryDict("status=published&page=99999")).exists()
    assert not filters.matching(desk.user, QueryDict("posted_at_from=rubbish")).exists()
    assert Discussion.objects.count() == 1
    assert json.dumps(desk.get("/admin/discussion/news/").json())
