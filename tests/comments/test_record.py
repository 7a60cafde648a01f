"""What waits, what was decided, about whom, and how well: the desk's screens beside the queue."""

import csv
import io
import re
from datetime import datetime, timedelta

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry

from comments import housekeeping
from comments.models import (
    Commenter,
    Decision,
    DecisionReason,
    NetworkBan,
    ReaderComment,
    Standing,
    Status,
)
from comments.moderation import backlog
from comments.moderation.deciding import decide, undo
from tests import factories

pytestmark = pytest.mark.django_db

DESK = "/admin/discussion"


def rows(response) -> list[dict]:
    content = b"".join(response.streaming_content).decode()
    return list(csv.DictReader(io.StringIO(content)))


# --- The record -------------------------------------------------------------------------------


def test_the_record_says_who_did_what_when_and_why(hold_all, say, desk, moderator, article, text):
    comment = say(name="Ann Reader")
    decide(moderator, comment.pk, "remove", reason="Off the subject")
    page = desk.get(f"{DESK}/record/")
    words = text(page)
    for expected in (
        "Mo Moderator", "Remove", "held → removed", article.title, "Ann Reader", "Off the subject",
    ):  # fmt: skip
        assert expected in words
    assert f"{DESK}/comment/{comment.pk}/" in page.content.decode()
    assert "ann@example.org" not in page.content.decode()


def test_a_decision_outlives_the_account_that_made_it(hold_all, say, desk, text):
    other = factories.user("Moderators", "gone")
    decide(other, say().pk, "approve")
    other.delete()
    assert "gone" in text(desk.get(f"{DESK}/record/?moderator=gone"))
    assert rows(desk.get(f"{DESK}/record/?moderator=gone&export=csv"))[0]["Who"] == "gone"


def test_a_decision_outlives_the_comment(hold_all, say, desk, moderator, text):
    comment = say()
    decide(moderator, comment.pk, "spam")
    comment.delete()
    assert "Deleted" in text(desk.get(f"{DESK}/record/"))


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("moderator=MO", {"approve", "spam"}),
        ("moderator=nobody", set()),
        ("action=spam", {"spam"}),
        ("commenter=ann@example.org", {"approve"}),
        ("article=Polar", {"spam"}),
        ("decided_at_from=2020-01-01&decided_at_to=2020-01-02", set()),
        ("comment=no", set()),
    ],
)
def test_the_record_can_be_filtered(hold_all, say, desk, moderator, topic, query, found):
    decide(moderator, say().pk, "approve")
    polar = factories.article(topic, title="Are polar bears white?")
    decide(moderator, say(page=polar, email="ben@example.org").pk, "spam")
    labels = {"Approve": "approve", "Spam": "spam"}
    answer = rows(desk.get(f"{DESK}/record/?{query}&export=csv"))
    assert {labels[row["What"]] for row in answer} == found


def test_the_file_holds_neither_addresses_nor_formulas(hold_all, say, desk, moderator):
    comment = say(name="=HYPERLINK(1)")
    decide(moderator, comment.pk, "remove", reason="@SUM(A1)\x01")
    answer = desk.get(f"{DESK}/record/?export=csv")
    assert answer["Content-Disposition"].endswith('.csv"')
    (row,) = rows(answer)
    assert (row["Commenter"], row["Reason"]) == ("'=HYPERLINK(1)", "'@SUM(A1)")
    assert (row["Was"], row["Became"], row["Comment"]) == ("held", "removed", str(comment.pk))
    assert int(row["Waited (seconds)"]) >= 0
    assert not re.search(r"example\.org|192\.0\.2", str(row))
    book = openpyxl.load_workbook(
        io.BytesIO(b"".join(desk.get(f"{DESK}/record/?export=xlsx").streaming_content))
    )
    cells = [cell for cell in list(book.active.rows)[1] if cell.value is not None]
    assert "f" not in {cell.data_type for cell in cells}
    assert "'=HYPERLINK(1)" in {cell.value for cell in cells}


def test_the_file_has_the_times_that_the_screen_has(
    hold_all, say, desk, moderator, ho_chi_minh_city, text
):
    made = decide(moderator, say().pk, "approve")
    night = datetime(2026, 6, 2, 1, 30, tzinfo=ho_chi_minh_city)
    Decision.objects.filter(pk=made.pk).update(decided_at=night)
    address = f"{DESK}/record/?at_from=2026-06-02&at_to=2026-06-02"
    assert "2 June 2026, 01:30" in text(desk.get(address))
    (row,) = rows(desk.get(f"{address}&export=csv"))
    assert row["When"] == "2026-06-02 01:30:00+07:00"
    book = openpyxl.load_workbook(
        io.BytesIO(b"".join(desk.get(f"{address}&export=xlsx").streaming_content))
    )
    assert list(book.active.values)[1][0] == datetime(2026, 6, 2, 1, 30)  # it knows no zones


def test_the_record_says_what_was_undone_and_what_came_too_late(hold_all, say, desk, moderator):
    comment = say()
    undo(moderator, decide(moderator, comment.pk, "approve").pk)
    decide(moderator, comment.pk, "spam", version=0)
    afterwards = {
        row["What"]: row["Afterwards"] for row in rows(desk.get(f"{DESK}/record/?export=csv"))
    }
    assert afterwards == {"Approve": "Undone", "Undo": "", "Spam": "Somebody else was faster"}


@pytest.mark.both_databases
def test_a_long_record_costs_no_more_queries(
    hold_all, say, desk, moderator, django_assert_max_num_queries
):
    comment = say()
    decide(moderator, comment.pk, "approve")
    known = Decision.objects.values(
        "comment_id", "page_id", "commenter_id", "moderator_id", "moderator_name", "action", "from_status",
        "to_status",
    )[0]  # fmt: skip
    Decision.objects.bulk_create(Decision(**known) for _ in range(60))
    desk.get(f"{DESK}/record/")
    with django_assert_max_num_queries(15):
        assert desk.get(f"{DESK}/record/").status_code == 200


# --- Commenters -------------------------------------------------------------------------------


def test_the_page_of_a_commenter_shows_their_whole_record(hold_all, say, desk, moderator, text):
    first, _ = say("My first words."), say("My second words.", name="Annie")
    decide(moderator, first.pk, "remove", reason="Advertising")
    ann = Commenter.objects.get()
    page = desk.get(f"{DESK}/people/{ann.pk}/")
    words = text(page)
    for expected in (
        "ann@example.org (not confirmed", "Ann Reader", "Annie", "Removed: 1",
        "Held: 1", "My first words.", "Every comment is held here.",
        "held → removed", "Advertising",
    ):  # fmt: skip
        assert expected in words
    for address in (f"queue/?commenter={ann.pk}", f"comment/{first.pk}/"):
        assert f"{DESK}/{address}" in page.content.decode()


def test_what_moderators_think_of_somebody_is_set_by_a_post_and_logged(say, desk, moderator, text):
    say()
    ann = Commenter.objects.get()
    address = f"{DESK}/people/{ann.pk}/"
    desk.get(f"{address}?standing=banned")
    ann.refresh_from_db()
    assert ann.standing == Standing.NORMAL
    desk.post(f"{address}ban/", {"reason": "Threatens people"})
    desk.post(f"{address}ban/", {"reason": "Again"})
    ann.refresh_from_db()
    assert ann.standing == Standing.BANNED
    entry = ModelLogEntry.objects.get(action="comments.standing")
    assert entry.user == moderator
    assert entry.data["moderator"] == "Mo Moderator"
    assert "example.org" not in str(entry.data) + entry.label
    words = text(desk.get(address))
    assert "Change the standing as everybody → banned" in words
    assert "Threatens people" in words
    assert say("Once more.").status == Status.SPAM
    assert desk.post(address, {"standing": "king"}).status_code == 404


def test_a_change_of_standing_stands_in_the_record_and_is_undone_there(say, desk, moderator, text):
    say()
    ann = Commenter.objects.get()
    address = f"{DESK}/people/{ann.pk}/"
    desk.post(address, {"standing": "watched"})
    desk.post(f"{address}ban/")
    assert "watched → banned" in text(desk.get(f"{DESK}/record/"))
    banned = Decision.objects.get(to_status="banned")
    assert f'name="decision" value="{banned.pk}"' in desk.get(address).content.decode()
    answer = desk.post(f"{DESK}/undo/", {"decision": banned.pk, "next": address}, follow=True)
    assert "Undone: the commenter’s standing is now “Watched: everything is held”." in text(answer)
    ann.refresh_from_db()
    assert ann.standing == Standing.WATCHED
    # Once is enough; and the last decision of one's own may be such a one, too.
    desk.post(f"{DESK}/undo/", {"decision": banned.pk})
    ann.refresh_from_db()
    assert ann.standing == Standing.WATCHED
    answer = desk.post(f"{DESK}/undo/", headers={"X-Requested-With": "fetch"}).json()
    assert answer["message"] == "Undone: the commenter’s standing is now “As everybody”"
    ann.refresh_from_db()
    assert ann.standing == Standing.NORMAL


def test_a_standing_that_was_changed_again_since_is_not_undone(say, desk, moderator):
    say()
    ann = Commenter.objects.get()
    address = f"{DESK}/people/{ann.pk}/"
    desk.post(address, {"standing": "watched"})
    desk.post(address, {"standing": "trusted"})
    watched = Decision.objects.get(to_status="watched")
    desk.post(f"{DESK}/undo/", {"decision": watched.pk})
    ann.refresh_from_db()
    assert ann.standing == Standing.TRUSTED


def test_nobody_is_banned_under_the_address_of_a_colleague(say, desk, moderator, text):
    factories.user("Editors")
    say(email="someone@example.org")
    colleague = Commenter.objects.get()
    answer = desk.post(f"{DESK}/people/{colleague.pk}/ban/", follow=True)
    assert "address of somebody who works on this site" in text(answer)
    colleague.refresh_from_db()
    assert colleague.standing == Standing.NORMAL


def test_who_moderates_their_own_articles_sees_of_a_commenter_what_was_said_there(
    rules, say, article, topic, text
):
    rules.editors_moderate = True
    rules.save()
    owner = factories.user("Editors", "owner")
    article.owner = owner
    article.save()
    say("On the owner’s article.")
    say("Elsewhere.", page=factories.article(topic))
    say("By another.", page=factories.article(topic), email="ben@example.org")
    ann, ben = Commenter.objects.order_by("email")
    client = Client()
    client.force_login(owner)
    words = text(client.get(f"{DESK}/people/{ann.pk}/"))
    assert "On the owner’s article." in words
    assert "Elsewhere." not in words
    assert "ann@example.org" not in words
    assert client.get(f"{DESK}/people/{ben.pk}/").status_code == 404
    client.post(f"{DESK}/people/{ann.pk}/", {"standing": "banned"})
    assert not Commenter.objects.exclude(standing="").exists()


# --- Badge and dashboard ----------------------------------------------------------------------


def test_the_menu_shows_how_many_wait(hold_all, say, desk):
    assert '"aria-label": "Comments, ' not in desk.get("/admin/").content.decode()
    say(), say("Another one.")
    page = desk.get("/admin/").content.decode()
    assert '"aria-label": "Comments, 2 held"' in page
    assert '"data-waiting": "2"' in page
    assert "js/badge" in page


def test_the_dashboard_shows_the_newest_held_comments(hold_all, say, desk, article, text):
    assert "No comment is held." in text(desk.get("/admin/"))
    for number in range(7):
        comment = say(f"Held {number}.", email=f"reader{number}@example.org", name=f"Name {number}")
        ReaderComment.objects.filter(pk=comment.pk).update(
            posted_at=timezone.now() - timedelta(hours=7 - number)
        )
    page = desk.get("/admin/")
    words = text(page)
    assert "Held: 7 , the oldest for 7 hours" in words.replace("\xa0", " ")
    assert f"Name 6 on “{article.title}”: Held 6." in words
    assert "Every comment is held here." in words
    assert "Held 2." in words
    assert "Held 1." not in words
    assert f"{DESK}/queue/?status=held&amp;focus={comment.pk}" in page.content.decode()


@pytest.mark.both_databases
def test_more_than_a_thousand_are_not_counted_one_by_one(hold_all, say, moderator, monkeypatch):
    monkeypatch.setattr(backlog, "COUNTED", 2)
    for number in range(4):
        say(f"Held {number}.")
    found = backlog.waiting(moderator)
    assert found["waiting"] == 3
    assert backlog.shown(found["waiting"]) == "2+"


# --- Who may ----------------------------------------------------------------------------------


def test_without_the_right_nothing_of_it_is_to_be_seen(hold_all, say, editor):
    say("A held secret.")
    ann = Commenter.objects.get()
    page = editor.get("/admin/").content.decode()
    for trace in ("A held secret.", "comments-queue", "Held:", "comments-record",
                  "comments-figures", "banned-networks"):  # fmt: skip
        assert trace not in page
    for address in ("record/", "record/results/", "record/?export=csv", "figures/", "news/",
                    f"people/{ann.pk}/"):  # fmt: skip
        answer = editor.get(f"{DESK}/{address}")
        assert (answer.status_code, answer.url) == (302, "/admin/"), address
        asked = editor.get(f"{DESK}/{address}", headers={"X-Requested-With": "XMLHttpRequest"})
        assert asked.status_code == 403
    editor.post(f"{DESK}/people/{ann.pk}/", {"standing": "banned"})
    assert not Commenter.objects.exclude(standing="").exists()
    for address in ("networkban", "decisionreason"):
        assert editor.get(f"/admin/snippets/comments/{address}/").status_code == 302


# --- Reasons and bans -------------------------------------------------------------------------


def test_moderators_keep_the_list_of_reasons(desk):
    desk.post(
        "/admin/snippets/comments/decisionreason/add/",
        {"text": "Private details", "note_to_author": "Please give no addresses."},
    )
    assert (
        DecisionReason.objects.get(text="Private details").note_to_author
        == "Please give no addresses."
    )


def test_moderators_ban_a_network_as_they_write_it(desk, say):
    address = "/admin/snippets/comments/networkban/"
    assert "until" in desk.get(f"{address}add/").content.decode()
    tomorrow = timezone.localtime() + timedelta(days=1)
    data = {"network": " 192.0.2.99/24 ", "effect": "spam", "until": f"{tomorrow:%Y-%m-%d %H:%M}"}
    desk.post(f"{address}add/", data)
    ban = NetworkBan.objects.get()
    assert (ban.network, ban.made_by) == ("192.0.2.0/24", "Mo Moderator")
    assert say().status == Status.SPAM
    assert "In force" in desk.get(address).content.decode()
    NetworkBan.objects.update(until=timezone.now() - timedelta(days=1))
    assert "Expired" in desk.get(address).content.decode()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"network": "the university"}, "Please write a network such as"),
        ({"network": "0.0.0.0/0"}, "a great part of the internet"),
        ({"until": "2020-01-01 12:00"}, "This moment has passed already."),
    ],
)
def test_a_slip_in_a_ban_gets_a_kind_word(desk, changed, words):
    tomorrow = timezone.localtime() + timedelta(days=1)
    data = {"network": "192.0.2.0/24", "effect": "hold", "until": f"{tomorrow:%Y-%m-%d %H:%M}"}
    answer = desk.post("/admin/snippets/comments/networkban/add/", data | changed)
    assert words in answer.content.decode()
    assert not NetworkBan.objects.exists()


@pytest.mark.both_databases
def test_bans_that_ended_long_ago_are_forgotten(db):
    now = timezone.now()
    for network, days in {"192.0.2.0/24": 91, "198.51.100.0/24": 89}.items():
        NetworkBan.objects.create(network=network, until=now - timedelta(days=days))
    housekeeping.run()
    assert NetworkBan.objects.get().network == "198.51.100.0/24"
