"""What is stored about an address can be taken along whole, and erased without a trace."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from comments import personal_data
from comments.mailing import sending
from comments.models import (
    Action,
    BulkJob,
    Commenter,
    Decision,
    DiscussionSettings,
    Effect,
    Finding,
    FollowScope,
    Mail,
    NetworkBan,
    ReaderComment,
    Report,
    Standing,
    Status,
    TrainedModel,
)
from comments.moderation import deciding
from comments.notify import subscriptions
from tests import factories

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]

EMAIL, NAME, WORD = "ann.quux@example.org", "Annabel Quux", "zanzibarian"


@pytest.fixture
def moderator(db):
    return factories.user("Moderators", "mod")


@pytest.fixture
def desk(moderator):
    client = Client()
    client.force_login(moderator)
    return client


@pytest.fixture
def ann(say, article, rules, moderator):
    """Somebody with comments of every fate and traces in every corner."""

    def tell(words, status=Status.PUBLISHED, **fields):
        comment = say(f"{words} {WORD}", name=NAME, email="Ann.Quux@example.org", **fields)
        comment.status = status
        comment.user_agent, comment.form_seconds, comment.spam_score = "Firefox of Ann", 42, 0.7
        comment.save()
        return comment

    answered = tell("Answered")
    ben = say("The answer", to=answered, name="Ben", email="ben@example.org")
    tell("Held", Status.HELD)
    tell("Junk", Status.SPAM)
    tell("Gone", Status.REMOVED)
    tell("Waiting", Status.UNCONFIRMED)
    imported = tell("Imported")
    ReaderComment.objects.filter(pk=imported.pk).update(
        commenter=None, user_email="ANN.QUUX@EXAMPLE.ORG"
    )
    commenter = Commenter.objects.get(email=EMAIL)
    commenter.confirmed_at = timezone.now()
    commenter.save()
    edited = tell("Edited")
    deciding.decide(moderator, edited.pk, Action.EDIT, text="Better words")
    deciding.decide(
        moderator, edited.pk, Action.BAN, reason=f"{NAME} again", note_to_author=f"{NAME}, no"
    )
    deciding.decide(moderator, edited.pk, Action.BAN_NETWORK)
    deciding.decide(moderator, answered.pk, Action.REMOVE, reason=f"{EMAIL} wrote this")
    deciding.decide(moderator, answered.pk, Action.APPROVE)
    job = BulkJob.objects.create(action="spam", moderator_name="Mo", selection=f"All by {NAME}")
    Decision.objects.create(
        comment=imported, action="hold", job=job, moderator_name="Mo",
        details={"before": {"comment": WORD}},
    )  # fmt: skip
    Decision.objects.create(
        commenter=commenter,
        action="hold",
        moderator_name="Mo",
        details={"before": {"note_to_author": WORD}},
    )
    Finding.objects.create(comment=edited, rule="words", effect=Effect.HOLD, message=f"“{WORD}”")
    Report.objects.create(
        comment=answered, reason="abuse", message=f"{NAME} lies", network_hash="1" * 32
    )
    # As the listing of comments logged before there was a desk.
    for comment in (answered, ReaderComment(pk=987654)):
        ModelLogEntry.objects.log_action(comment, "wagtail.edit", title=f"{NAME}: {WORD}")
    ModelLogEntry.objects.log_action(commenter, "wagtail.edit", title=EMAIL)
    rules.spam_people = f"{EMAIL.upper()} # a nuisance\nsomeone@example.org # writes as {EMAIL}"
    rules.hold_people = f"jo{EMAIL}\n{EMAIL}.vn"
    rules.save()
    ModelLogEntry.objects.log_action(
        rules, "wagtail.edit", title="Settings", data={"spam_people": [[EMAIL], "x"]}
    )
    subscriptions.follow(commenter, article, FollowScope.PAGE, active=True)
    Mail.objects.create(kind="outcome", commenter=commenter, comment=answered)
    TrainedModel.objects.create(weights=b"1", trained_at=timezone.now())
    return {"commenter": commenter, "answered": answered, "edited": edited, "ben": ben}


def everything_stored() -> str:
    """Every row of every table, as text; packed ones byte by byte."""
    rows = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor, include_views=False):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                rows += [
                    bytes(cell).decode("latin-1")
                    if isinstance(cell, (bytes, memoryview))
                    else str(cell)
                    for cell in row
                ]
    return "\n".join(rows).lower()


def found_by_words(word: str) -> int:
    """How many comments the database's own index of words finds."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM comments_words WHERE comments_words MATCH %s"
            if connection.vendor == "sqlite"
            else "SELECT count(*) FROM comments_readercomment WHERE "
            "search_words @@ to_tsquery('simple', %s)",
            [word],
        )
        return cursor.fetchone()[0]


def address_left(stored: str) -> bool:
    """Whether it stands anywhere, apart from the two longer ones that are somebody else's."""
    others = (f"jo{EMAIL}", f"{EMAIL}.vn")
    for other in others:
        stored = stored.replace(other, "")
    return EMAIL in stored


def test_what_is_found_is_counted_whatever_the_case(ann):
    found = personal_data.found(" ANN.Quux@Example.ORG ")
    assert dict(found.comments) == {
        "published": 2, "held": 1, "spam": 2, "removed": 1, "unconfirmed": 1,
    }  # fmt: skip
    assert (found.decisions, found.follows, found.lines, found.commenters) == (7, 1, 2, 1)
    assert found.standing == Standing.BANNED.label
    assert not personal_data.found("nobody@example.org")


def test_the_export_holds_everything_and_not_the_moderators_name(ann):
    text = json.dumps(personal_data.export(EMAIL), default=str)
    data = json.loads(text)
    assert len(data["comments"]) == 7
    edited = next(row for row in data["comments"] if row["number"] == ann["edited"].pk)
    assert edited["text"] == "Better words"
    assert edited["text_before_a_moderator_changed_it"] == f"Edited {WORD}"
    assert edited["network"] == "192.0.2.0/24"
    assert (edited["browser"], edited["seconds_the_form_was_open"], edited["likely_spam"]) == (
        "Firefox of Ann", 42, 0.7,
    )  # fmt: skip
    assert f"“{WORD}”" in [row["message"] for row in edited["why_held"]]
    assert [row["what"] for row in edited["decisions"]] == ["edit", "ban", "ban_network"]
    assert edited["decisions"][1]["reason"] == f"{NAME} again"
    assert edited["decisions"][0]["before"]["comment"] == f"Edited {WORD}"
    assert data["known_as"][0]["standing"] == "banned"
    assert data["follows"][0]["active"]
    assert {row["what"] for row in data["mails"]} == {"outcome"}
    assert {row["line"] for row in data["on_lists"]} == {
        f"{EMAIL.upper()} # a nuisance", f"someone@example.org # writes as {EMAIL}",
    }  # fmt: skip
    assert data["other_decisions"][0]["before"] == {"note_to_author": WORD}
    assert data["bans_of_networks_you_wrote_from"][0]["network"] == "192.0.2.0/24"
    assert "moderator_name" not in text
    assert "mod" not in {word.strip('",') for word in text.split()}


def test_erased_with_the_comments_nothing_is_left_in_any_table(ann, moderator):
    assert found_by_words(WORD) == 6
    counts = personal_data.erase(EMAIL, keep_comments=False, user=moderator)
    assert counts["comments"] == 7
    stored = everything_stored()
    assert not address_left(stored)
    for personal in (NAME.lower(), "annabel", "quux", WORD, "better words", "firefox of ann"):
        assert personal not in stored.replace(f"jo{EMAIL}", "").replace(f"{EMAIL}.vn", "")
    assert "the answer" in stored
    assert found_by_words(WORD) == found_by_words("quux") == 0
    assert found_by_words("answer") == 1
    assert not TrainedModel.objects.exists()
    assert personal_data.erase(EMAIL, keep_comments=False) == {}


def test_erased_without_the_comments_these_stay_and_say_not_by_whom(ann, article, reader, text):
    before = list(ReaderComment.objects.order_by("pk").values_list("pk", "status", "comment"))
    personal_data.erase("ANN.QUUX@example.org", keep_comments=True)
    assert (
        list(ReaderComment.objects.order_by("pk").values_list("pk", "status", "comment")) == before
    )
    stored = everything_stored()
    assert not address_left(stored)
    assert "annabel" not in stored
    assert "firefox of ann" not in stored
    assert found_by_words("annabel") == 0
    # The words before a moderator changed them are gone with the decision.
    assert f"edited {WORD}" not in stored
    kept = ReaderComment.objects.exclude(user_name="Ben")
    assert set(
        kept.values_list("user_name", "ip_address", "network", "commenter", "spam_score")
    ) == {("Anonymous", None, "", None, None)}
    words = text(reader.get(article.url))
    assert f"Answered {WORD}" in words
    assert "Anonymous" in words
    assert "The answer" in words
    assert not personal_data.found(EMAIL)


def test_longer_addresses_and_the_rest_of_a_line_stay_on_the_lists(ann):
    personal_data.erase(EMAIL, keep_comments=True)
    settings = DiscussionSettings.objects.get()
    assert settings.spam_people == "someone@example.org"
    assert settings.hold_people == f"jo{EMAIL}\n{EMAIL}.vn"


def test_what_was_decided_stays_on_record_and_cannot_be_undone(ann, moderator):
    banned = Decision.objects.get(action=Action.BAN)
    personal_data.erase(EMAIL, keep_comments=True)
    banned.refresh_from_db()
    assert (banned.from_status, banned.to_status, banned.moderator_name) == (
        "published",
        "spam",
        "mod",
    )
    assert (banned.details, banned.reason, banned.commenter) == ({}, "", None)
    assert not deciding.undoable(banned)
    with pytest.raises(deciding.Impossible, match="can no longer be undone"):
        deciding.undo(moderator, banned.pk)
    assert deciding.last_of(moderator) is None
    assert NetworkBan.objects.exists()


def test_other_people_lose_nothing(ann):
    untouched = ("user_name", "user_email", "ip_address", "comment", "commenter", "version")
    before = ReaderComment.objects.filter(pk=ann["ben"].pk).values(*untouched).get()
    personal_data.erase(EMAIL, keep_comments=False)
    assert ReaderComment.objects.filter(pk=ann["ben"].pk).values(*untouched).get() == before
    assert Commenter.objects.filter(email="ben@example.org").exists()


def test_a_comment_that_its_author_withdraws_is_gone_from_the_record_too(ann):
    personal_data.withdraw(ann["edited"])
    assert "better words" not in everything_stored()
    assert f"edited {WORD}" not in everything_stored()
    assert Commenter.objects.filter(email=EMAIL).exists()


def test_without_an_address_nobody_is_meant(ann):
    with pytest.raises(ValueError, match="not an email"):
        personal_data.erase("", keep_comments=False)


def test_the_log_of_the_server_does_not_name_who_could_not_be_reached(ann, caplog):
    mail = Mail.objects.filter(kind="outcome").select_related("commenter").first()
    mail.tries = 99
    sending._postpone(mail, OSError(f"{EMAIL}: no such mailbox"))
    assert "no such mailbox" in caplog.text
    assert EMAIL not in caplog.text


# --- On the command line ------------------------------------------------------------------------


def test_the_command_exports_into_a_file_of_ones_own(ann, tmp_path):
    file = tmp_path / "ann.json"
    call_command("personal_data", "export", EMAIL, "--out", str(file), stdout=StringIO())
    assert len(json.loads(file.read_text())["comments"]) == 7
    assert file.stat().st_mode & 0o077 == 0
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("personal_data", "export", EMAIL, "--out", str(file), stdout=StringIO())


def test_the_command_asks_before_it_erases(ann, monkeypatch):
    out = StringIO()
    monkeypatch.setattr("builtins.input", lambda question: "yes")
    with pytest.raises(CommandError, match="Nothing was erased"):
        call_command("personal_data", "erase", EMAIL, stdout=out)
    assert "What will happen" in out.getvalue()
    assert Commenter.objects.filter(email=EMAIL).exists()
    monkeypatch.setattr("builtins.input", lambda question: " Ann.Quux@example.org ")
    call_command("personal_data", "erase", EMAIL, "--keep-comments", stdout=out)
    assert "7 comments made anonymous" in out.getvalue()
    assert not Commenter.objects.filter(email=EMAIL).exists()


def test_the_command_does_not_ask_who_is_sure_and_is_kind_about_strangers(ann, monkeypatch):
    monkeypatch.delattr("builtins.input")
    out = StringIO()
    call_command("personal_data", "erase", EMAIL, "--yes", stdout=out)
    call_command("personal_data", "erase", EMAIL, "--yes", stdout=out)
    assert "7 comments withdrawn" in out.getvalue()
    assert "Nothing is stored about this address." in out.getvalue()
    with pytest.raises(CommandError, match="not an email address"):
        call_command("personal_data", "export", "ann", stdout=out)


# --- In the admin -------------------------------------------------------------------------------


@pytest.fixture
def address():
    return reverse("comments_personal_data")


def test_moderators_look_up_export_and_erase_in_the_admin(ann, desk, moderator, address, text):
    shown = desk.post(address, {"action": "look", "email": "Ann.Quux@Example.org"})
    words = text(shown)
    assert "7 comments" in words
    assert "2 published" in words
    assert "no-store" in shown["Cache-Control"]
    taken = desk.post(address, {"action": "export", "email": EMAIL})
    assert taken["Content-Disposition"] == 'attachment; filename="personal-data.json"'
    assert "no-store" in taken["Cache-Control"]
    assert len(json.loads(taken.content)["comments"]) == 7
    asked = desk.post(address, {"action": "confirm", "email": EMAIL, "keep": "yes"})
    assert "7 comments: words and status stay as they are, under the name “Anonymous”" in text(
        asked
    )
    data = {"action": "erase", "email": EMAIL, "keep": "yes"}
    for typed in ("", "ann@example.org"):
        assert desk.post(address, data | {"typed": typed}).status_code == 422
    assert Commenter.objects.filter(email=EMAIL).exists()
    done = desk.post(address, data | {"typed": "Ann.Quux@example.org"}, follow=True)
    assert "7 comments made anonymous" in text(done)
    assert not address_left(done.content.decode().lower())
    entry = ModelLogEntry.objects.get(action="comments.erase")
    assert entry.user == moderator
    assert "7 comments made anonymous" in entry.message
    assert not address_left(f"{entry.label} {entry.data} {entry.message}")


def test_the_log_can_be_read_after_an_erasure(ann, moderator):
    personal_data.erase(EMAIL, keep_comments=False, user=moderator)
    client = Client()
    client.force_login(factories.user())
    assert "7 comments withdrawn" in client.get("/admin/reports/site-history/").content.decode()


def test_another_screen_leads_there_without_an_address(ann, desk, address, text):
    words = text(desk.get(address, {"commenter": ann["commenter"].pk}))
    assert f"Stored about {EMAIL}" in words
    for nobody in ("0", "x", "9" * 30):
        assert "Stored about" not in text(desk.get(address, {"commenter": nobody}))


def test_opening_the_screen_changes_nothing(ann, desk, address):
    before = everything_stored()
    desk.get(address, {"action": "erase", "email": EMAIL, "keep": "no", "typed": EMAIL})
    desk.post(address, {"action": "look", "email": EMAIL})
    desk.post(address, {"action": "confirm", "email": EMAIL, "keep": "no"})
    desk.post(address, {"action": "confirm", "email": EMAIL, "keep": "nonsense"})
    assert everything_stored() == before


def test_nobody_is_found_kindly(desk, address, text):
    words = text(desk.post(address, {"action": "look", "email": "nobody@example.org"}))
    assert "Nothing is stored about this address." in words
    assert desk.post(address, {"action": "look", "email": "nobody"}).status_code == 422


@pytest.mark.parametrize("action", ["look", "export", "confirm", "erase"])
def test_only_who_moderates_everything_gets_there(ann, editor, rules, address, action):
    rules.editors_moderate = True
    rules.save()
    data = {"action": action, "email": EMAIL, "keep": "no", "typed": EMAIL}
    for client in (editor, Client()):
        assert client.post(address, data).status_code in (302, 403)
        assert client.get(address).status_code in (302, 403)
    assert Commenter.objects.filter(email=EMAIL).exists()
