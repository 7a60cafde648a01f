"""One upgrade, in the steps in which an operator sees it. Each keeps what the rows were after it."""

import threading
import time
from collections import Counter

import pytest

from tests.comments.test_akismet import Akismet
from tests.upgrade.saved import Rows
from tests.upgrade.site import SavedSite

SECONDS = 60


@pytest.fixture(scope="module")
def service():
    """An Akismet that takes everything for spam."""
    with Akismet() as running:
        running.answer = "true"
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield running
        running.shutdown()


@pytest.fixture(scope="module")
def migrated(tmp_path_factory, service):
    """The saved site after ``migrate``, before anything else happens."""
    folder = tmp_path_factory.mktemp("saved")
    site = SavedSite(folder, f"http://127.0.0.1:{service.server_port}")
    try:
        site.triggers = site.database.triggers()
        site.run("manage.py", "migrate", "--no-input", "--verbosity", "0")
        site.migrated, site.triggers_now = site.database.rows(), site.database.triggers()
        yield site
    finally:
        site.database.drop()


@pytest.fixture(scope="module")
def worked(migrated, service):
    """The same when a worker has emptied the queue, and done nothing else."""
    site = migrated
    site.run("manage.py", "db_worker", "--batch", "--no-startup-delay", "--verbosity", "0")
    site.worked, site.mail_of_queue = site.rows(), Counter(site.mail())
    # In later steps Akismet is asked about more.
    site.checked, site.ham = service.told("comment-check"), service.told("submit-ham")
    return site


@pytest.fixture(scope="module")
def visited(worked):
    """The same when readers have followed their old links, and moderators have gone on."""
    site = worked
    wanted = visits(site)
    site.answers = dict(zip(wanted, site.visit(list(wanted.values())), strict=True))
    site.visited = site.rows()
    return site


def visits(site: SavedSite) -> dict:
    """Who asks for what, under a name; the undoing of decisions under the decision's number."""
    comments = {row["comment"]: row["id"] for row in site.before["django_comments"]}
    people = {row["email"]: row["id"] for row in site.before["comments_commenter"]}
    jobs = {row["chosen"]: row["id"] for row in site.before["comments_bulkjob"]}
    turns = {row["xtdcomment_ptr_id"]: row["turn"] for row in site.worked["comments_readercomment"]}
    number = site.before["wagtailcore_site"][0]["id"]
    images = {row["title"]: row["id"] for row in site.before["wagtailimages_image"]}
    photograph = images["IMG_1234.JPG"]
    thread = comments["The wall fell in a night. Ünïcödé and 🚀 stay."]
    changed, desk = comments["It took years, in fact."], "/admin/discussion"
    new_words = {"action": "edit", "version": turns[changed], "text": "Newly written flummery."}
    return {
        "article": (None, "get", "/history/why-did-the-wall-fall/", {}),
        "thread": (None, "get", f"/discussion/thread/{thread}/", {}),
        "found": (None, "get", "/search/", {"q": "quibblewort"}),
        "promoted": (None, "get", "/search/", {"q": "wall"}),
        "confirm": (None, "post", site.links["confirm"], {}),
        "mine": (None, "get", site.links["mine"], {}),
        "yours": (None, "get", site.links["yours"], {}),
        "export": (None, "get", site.links["yours"], {"export": "json"}),
        "stop": (None, "post", site.links["stop"], {"List-Unsubscribe": "One-Click"}),
        "queue": ("mo", "get", f"{desk}/queue/", {"status": "held"}),
        "said": ("mo", "get", f"{desk}/queue/", {"status": "removed", "q": "explained"}),
        "record": ("mo", "get", f"{desk}/record/", {}),
        "figures": ("mo", "get", f"{desk}/figures/", {}),
        "context": (
            "mo",
            "get",
            f"{desk}/comment/{comments['Decided, and explained later.']}/",
            {},
        ),
        "commenter": ("mo", "get", f"{desk}/people/{people['banned@example.org']}/", {}),
        "log": ("root", "get", "/admin/reports/site-history/", {}),
        "mails": ("root", "get", "/admin/snippets/comments/mail/", {}),
        "bans": ("root", "get", "/admin/snippets/comments/networkban/", {}),
        "rules": ("root", "get", f"/admin/settings/comments/discussionsettings/{number}/", {}),
        "searches": ("root", "get", "/admin/reports/searches/", {}),
        "picture": ("ed", "get", f"/admin/images/{photograph}/", {}),
        "uses": ("ed", "get", f"/admin/images/{photograph}/delete/", {}),
        "pictures": ("ed", "get", "/admin/images/", {"q": "map"}),
        "edit": ("mo", "post", f"{desk}/comment/{changed}/act/", new_words),
        "edited": ("mo", "get", f"{desk}/queue/", {"status": "published", "q": "flummery"}),
        "undo job": ("mo", "post", f"{desk}/jobs/{jobs['All held, “short”']}/undo/", {}),
        "resume": ("mo", "post", f"{desk}/jobs/{jobs['Ten comments']}/resume/", {}),
    } | {
        decision["id"]: ("mo", "post", f"{desk}/undo/", {"decision": decision["id"]})
        for decision in undoable(site)
    }


def undoable(site: SavedSite) -> list[dict]:
    """The last decision on each comment that was written to be undone: one of every kind."""
    about = {row["id"]: row["user_email"] for row in site.before["django_comments"]}
    found = {
        row["comment_id"]: row
        for row in sorted(site.before["comments_decision"], key=lambda row: row["id"])
        if about.get(row["comment_id"], "").startswith("undo-")
    }
    return list(found.values())


@pytest.fixture(scope="module")
def settled(visited):
    """The same when the site's own worker has swept up and, for the first time, kept house."""
    site = visited
    worker = site.start("manage.py", "worker", "--interval", "0.1")
    deadline = time.monotonic() + SECONDS
    try:
        while waits(site.rows()) and worker.poll() is None and time.monotonic() < deadline:
            time.sleep(0.2)
    finally:
        worker.terminate()
        worker.wait(timeout=SECONDS)
    site.settled, site.mail_in_the_end = site.rows(), Counter(site.mail())
    assert not waits(site.settled), f"{waits(site.settled)}\n{site.log.read_text()}"
    return site


def waits(rows: Rows) -> list[dict]:
    """What the worker has not done yet."""
    return [
        *(row for row in rows["comments_bulkjob"] if row["state"] in ("waiting", "running")),
        *(row for row in rows["comments_mail"] if row["state"] == "sending"),
        *(
            row
            for row in rows["django_tasks_database_dbtaskresult"]
            if row["status"] in ("READY", "RUNNING")
        ),
        # The last thing that the housekeeping deletes.
        *(row for row in rows["search_asked"] if row["query"] == "asked long ago"),
    ]
