"""A site of an earlier version, brought up to this one: nothing is lost, and all that waited is done.

``a8b6ed7/README.md`` says what site it is. It is read in plain SQL, under the names that it was saved
with; whoever renames a table, a field or a value says so at the top of ``names.py``. The fixtures in
``conftest.py`` go from step to step: migrated, worked, visited, settled.
"""

from collections import Counter

import pytest

from tests.upgrade import names
from tests.upgrade.conftest import undoable
from tests.upgrade.saved import Rows, as_json

pytestmark = pytest.mark.both_databases

#: Every task that the saved site had in its queue.
QUEUED = {
    "articles.tasks.make_renditions",
    "articles.tasks.prepare_renditions",
    "comments.tasks.ask_akismet",
    "comments.tasks.decide_many",
    "comments.tasks.send_mail",
    "comments.tasks.teach",
    "comments.tasks.tell_akismet",
    "modelsearch.tasks.insert_or_update_object_task",
    "search.tasks.refresh_documents",
    "wagtail.tasks.update_reference_index_task",
}
TASKS = "django_tasks_database_dbtaskresult"


def one(rows: list[dict], **wanted) -> dict:
    """The one row of these values."""
    (found,) = (row for row in rows if wanted.items() <= row.items())
    return found


def comment(rows: Rows, words: str) -> dict:
    """A comment by its words, with what the package's tables and ours say of it."""
    base = one(rows["django_comments"], comment=words)
    return base | one(rows["comments_readercomment"], xtdcomment_ptr_id=base["id"])


def test_migrating_loses_no_row_and_changes_no_value(migrated):
    assert names.differences(migrated.before, migrated.migrated) == []


def test_migrating_keeps_the_triggers_that_keep_the_words(migrated):
    assert migrated.triggers
    assert migrated.triggers <= migrated.triggers_now


def test_every_queued_task_runs(worked):
    queue = [row for row in worked.before[TASKS] if row["status"] == "READY"]
    assert {row["task_path"] for row in queue} == QUEUED
    now = {row["id"]: row for row in worked.worked[TASKS]}
    undone = [
        (row["task_path"], now[row["id"]]["status"], now[row["id"]]["traceback"])
        for row in queue
        if now[row["id"]]["status"] != "SUCCESSFUL"
    ]
    assert not undone
    # Those that they queued themselves, too; and what had ended before is as it was.
    saved = {row["id"]: row for row in worked.before[TASKS]}
    assert {row["status"] for row in now.values() if row["id"] not in saved} == {"SUCCESSFUL"}
    ended = {pk: row for pk, row in saved.items() if row["status"] != "READY"}
    assert {row["status"] for row in ended.values()} == {"SUCCESSFUL", "FAILED"}
    assert {pk: now[pk] for pk in ended} == ended


def test_tasks_do_what_they_were_queued_for(worked):
    results = Counter()
    for row in worked.worked[TASKS]:
        if isinstance(value := as_json(row["return_value"]), int | str):
            results[row["task_path"]] += int(value)
    # The sizes of a card of that time and of an article's picture, first in the formats that all show.
    assert results["articles.tasks.make_renditions"] == 2
    assert results["articles.tasks.prepare_renditions"] >= 4
    assert results["articles.pictures.compress_renditions"] >= 6 + 4 + 4
    assert results["search.tasks.refresh_documents"] == 2
    rows = worked.database.rows()
    assert len(rows["pictures_rendition"]) >= 11
    assert len(rows["wagtailcore_referenceindex"]) > len(worked.before["wagtailcore_page"])
    (before,), (learned,) = worked.before["comments_learned"], worked.worked["comments_learned"]
    assert learned["trained_at"] > before["trained_at"]
    assert learned["up_to"] > before["up_to"]
    assert min(learned["good"], learned["spam"]) >= 50


def test_akismet_is_asked_and_told_what_had_to_wait(worked):
    doubtful = [
        "Something that Akismet is still asked about.",
        "Something about which Akismet was silent once.",
    ]
    assert {fields["comment_content"] for fields in worked.checked} == set(doubtful)
    assert len(worked.checked) == len(doubtful)
    (ham,) = worked.ham
    assert ham["comment_content"] == "Something that Akismet held wrongly."
    for words in doubtful:
        held = comment(worked.worked, words)
        assert comment(worked.before, words)["status"] == "published"
        assert held["status"] == "held"
        found = one(worked.worked["comments_finding"], comment_id=held["id"], rule="akismet")
        assert found["effect"] == "hold"


def is_finished(before: Rows, rows: Rows, skipped: int = 0, **job) -> None:
    """The job dealt with each of its comments once, and went on where it had been."""
    saved = one(before["comments_bulkjob"], **job)
    job = one(rows["comments_bulkjob"], id=saved["id"])
    targets = one(before["comments_bulktargets"], job_id=saved["id"])
    assert saved["position"] < saved["total"]
    assert (job["state"], job["position"], job["skipped"]) == ("finished", job["total"], skipped)
    made = [row for row in rows["comments_decision"] if row["job_id"] == saved["id"]]
    assert Counter(row["comment_id"] for row in made) == Counter(
        pk for pk, _ in as_json(targets["pairs"])
    )
    assert len([row for row in made if row["overtaken"]]) == skipped
    earlier = {row["id"] for row in before["comments_decision"] if row["job_id"] == saved["id"]}
    assert len(earlier) == saved["position"]
    assert earlier < {row["id"] for row in made}
    assert job["finished_at"]
    assert not [row for row in rows["comments_bulktargets"] if row["job_id"] == saved["id"]]


def test_bulk_jobs_in_the_queue_are_finished(worked):
    is_finished(worked.before, worked.worked, chosen="All held, “half”", skipped=1)
    is_finished(worked.before, worked.worked, action="hold")
    for number in range(7):
        words = f"Not yet begun {number}"
        assert comment(worked.before, words)["status"] == "published"
        assert comment(worked.worked, words)["status"] == "held"
    stopped = one(worked.worked["comments_bulkjob"], chosen="Ten comments")
    assert (stopped["state"], stopped["position"]) == ("stopped", 4)


def test_due_mail_is_sent_once(worked):
    assert Counter(to for to, _ in worked.mail_of_queue.elements()) == Counter(
        {
            "ann@example.org": 1,  # three notices in one
            "confirm-again@example.org": 1,
            "confirm-waiting@example.org": 1,
            "follower@example.org": 1,
            "notice-sending@example.org": 1,  # of what was announced; the other one is being sent
            "outcome0@example.org": 1,
            "page-of-ones-own@example.org": 1,
            "thread@example.org": 1,
            "told-waiting@site.example": 1,
            "unconfirmed@example.org": 1,
            "wishes@example.org": 1,
        }
    )
    now = {row["id"]: row["state"] for row in worked.worked["comments_mail"]}
    people = {row["id"]: row["email"] for row in worked.before["comments_commenter"]}
    tomorrow = one(worked.before["auth_user"], username="mo")["id"]
    # For an address that nobody knows, and for a question that was answered already.
    unwanted = {"stranger@example.org", "confirmed@example.org"}
    for row in worked.before["comments_mail"]:
        state = row["state"]
        if state == "waiting" and row["moderator_id"] != tomorrow:
            state = "dropped" if people.get(row["commenter_id"]) in unwanted else "sent"
        assert now[row["id"]] == state, row


def test_links_in_old_mail_work(visited):
    words = "The request for this one was sent."
    assert visited.answers["confirm"].status == 302
    assert comment(visited.worked, words)["status"] == "unconfirmed"
    confirmed = comment(visited.visited, words)
    assert confirmed["status"] == "held"
    assert confirmed["verified"]
    assert visited.answers["mine"].status == 200
    assert "The wall fell in a night. Ünïcödé and 🚀 stay." in visited.answers["mine"].text
    # It opened everything to anybody to whom the mail was forwarded.
    assert visited.answers["yours"].status == 410
    assert "Both is so." not in visited.answers["export"].text
    assert visited.answers["stop"].status == 200
    gone = [row["id"] for row in visited.worked["comments_follow"]]
    assert set(gone) - {row["id"] for row in visited.visited["comments_follow"]} == {
        int(visited.links["stop"].split("/")[-2].split(":")[0])
    }


def test_decisions_of_before_can_be_undone(visited):
    decisions = undoable(visited)
    kinds = {"approve", "trust", "spam", "remove", "hold", "keep", "edit", "reply", "close", "open"}
    assert {row["action"] for row in decisions} == kinds | {"ban", "ban_network"}
    comments = {row["id"]: row for row in visited.visited["django_comments"]}
    ours = {row["xtdcomment_ptr_id"]: row for row in visited.visited["comments_readercomment"]}
    people = {row["id"]: row for row in visited.visited["comments_commenter"]}
    for made in decisions:
        answer, pk = visited.answers[made["id"]], made["comment_id"]
        assert answer.status == 200, answer.text
        details = as_json(made["details"])
        now = comments[pk] | ours[pk]
        for name in ("status", "told", "comment", "original"):
            assert now[name] == details["before"][name], (made["action"], name)
        for name in ("reported_at", "kept_at"):
            assert bool(now[name]) == bool(details["before"][name]), (made["action"], name)
        assert one(visited.visited["comments_decision"], id=made["id"])["undone_at"]
        assert people[now["commenter_id"]]["standing"] == ""
        if "closed" in details:
            assert bool(now["closed"]) == details["closed"]
        if "reply" in details:
            assert ours[details["reply"]]["status"] == "removed"
        for report in visited.visited["comments_report"]:
            assert report["comment_id"] != pk or report["outcome"] == "open"
    networks = {row["network"] for row in visited.worked["comments_networkban"]}
    lifted = networks - {row["network"] for row in visited.visited["comments_networkban"]}
    assert lifted == {"100.64.3.0/24"}
    standings = {row["email"]: row["standing"] for row in people.values()}
    for standing in ("watched", "banned", "trusted"):
        assert standings[f"{standing}@example.org"] == standing


def test_a_finished_bulk_job_can_be_undone(visited):
    for number in range(4):
        words = f"A short job {number}"
        assert comment(visited.worked, words)["status"] == "removed"
        assert comment(visited.visited, words)["status"] == "held"


def test_readers_and_moderators_see_what_was_there(visited):
    shown = {
        "article": "Because of quibblewort and patience.",
        "thread": "It took years, in fact.",
        "found": "Why did the wall fall?",
        "promoted": "https://elsewhere.example/",
        "queue": "Said while all is held.",
        "said": "Decided, and explained later.",
        "record": "Mo Moderator",
        "figures": "Mo Moderator",
        "context": "Off the subject",
        "commenter": "A reason to remember",
        "log": "Mo Moderator",
        "mails": "confirm-dropped@example.org",
        "bans": "2001:db8:1::/48",
        "rules": "poker # a remark",
        "searches": "why did the wall fall",
        # The database keeps the words of comments in its own index.
        "edited": "Newly written flummery.",
    }
    for name, words in shown.items():
        assert visited.answers[name].status == 200, name
        assert words in visited.answers[name].text, name
    assert "Decided long ago." not in visited.answers["said"].text


def test_pictures_are_where_they_were(visited):
    answers = visited.answers
    assert "/media/images/a-map" in answers["article"].text
    assert answers["picture"].status == 200
    for words in ("IMG_1234.JPG", "war", 'data-focal-point-x="100"'):
        assert words in answers["picture"].text
    # Nothing is invented for those who cannot see it.
    photograph = one(visited.visited["wagtailimages_image"], title="IMG_1234.JPG")
    assert photograph["description"] == ""
    assert "Helen Marchetti" in answers["uses"].text
    assert "A map" in answers["pictures"].text


def test_the_worker_takes_up_what_a_killed_one_left(settled):
    is_finished(settled.before, settled.settled, chosen="Nine comments")
    is_finished(settled.before, settled.settled, chosen="Ten comments")
    mail = Counter(to for to, _ in (settled.mail_in_the_end - settled.mail_of_queue).elements())
    assert mail == Counter(
        {
            "confirm-sending@example.org": 1,
            "killed@example.org": 1,  # for the second time, perhaps
            "notice-sending@example.org": 1,
            "outcome1@example.org": 1,
            "told-sending@site.example": 1,
        }
    )
    now = {row["id"]: row["state"] for row in settled.settled["comments_mail"]}
    taken_up = [row for row in settled.before["comments_mail"] if row["state"] == "sending"]
    assert [now[row["id"]] for row in taken_up] == ["sent"] * 6
    assert {row["status"] for row in settled.settled[TASKS]} == {"SUCCESSFUL", "FAILED"}


def test_what_was_scheduled_is_published(settled):
    late = one(settled.before["wagtailcore_page"], title="Why so late?")
    assert not late["live"]
    assert one(settled.settled["wagtailcore_page"], id=late["id"])["live"]


def test_housekeeping_takes_only_what_is_too_old(settled):
    keys = {
        "comments_readercomment": "xtdcomment_ptr_id",
        "comments_discussion": "page_id",
        # A document is made anew under another id when the moved times fall on another day.
        "search_document": "title",
    }
    gone = {}
    for table, rows in settled.before.items():
        if table == "search_text":  # one for each document, under its id
            continue
        key = keys.get(table, "id")
        if table.startswith(("comments_", "django_comment", "search_")) and key in dict(*rows[:1]):
            there = {row[key] for row in settled.settled[table]}
            gone[table] = [row for row in rows if row[key] not in there]
    gone = {table: rows for table, rows in gone.items() if rows}
    assert [row["query"] for row in gone.pop("search_asked")] == ["asked long ago"]
    bans = {row["network"] for row in gone.pop("comments_networkban")}
    assert bans == {"192.0.0.0/24", "100.64.3.0/24"}  # the second by undoing it
    assert len(gone.pop("comments_follow")) == 1  # by the link in a mail
    assert len(gone.pop("comments_learned")) == 1  # made anew
    assert not gone
    old = comment(settled.settled, "Its moderator is gone.")
    assert (old["network"], old["user_agent"], old["ip_address"]) == ("", "", None)
    assert comment(settled.settled, "Both is so.")["network"] == "192.0.2.0/24"


def test_every_comment_is_in_its_place(settled):
    tables = ("comments_readercomment", "comments_discussion", "django_comments_xtd_xtdcomment")
    before = settled.database.rows()
    settled.run("manage.py", "check_comments")
    after = settled.database.rows()
    for table in tables:
        assert Counter(map(repr, before[table])) == Counter(map(repr, after[table])), table
