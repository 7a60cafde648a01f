"""What ``bench.bulk`` does inside its scratch site: ``python -m bench.bulk_inside plant 50000``."""

import io
import json
import re
import sys
import time
from html import unescape
from urllib.parse import urlencode


def plant(count: int) -> dict:
    """An article with one published comment and so many that are held."""
    from django.core.management import call_command
    from wagtail.models import Site

    call_command("prepare", stdout=io.StringIO())

    from comments.intake import posting
    from comments.models import DiscussionSettings, Policy
    from home.models import HomePage
    from tests import factories

    rules = DiscussionSettings.for_site(Site.objects.get())
    rules.policy = Policy.PUBLISH
    rules.save()
    page = factories.article(factories.topic(HomePage.objects.get()))
    root, _ = posting.post(page, "root", posting.Sender("Root", "root@example.org"), rules)
    factories.comments(page, count)
    return {"page": page.pk, "path": page.url, "root": root.pk}


def start(count: int) -> dict:
    """Chooses all that is held and says “pills”, in the admin, as a moderator does."""
    from django.test import Client

    from comments.models import BulkJob
    from tests import factories

    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(factories.user("Moderators"))
    query = urlencode(
        {"status": "held", "q": "pills", "id": "all", "next": "/admin/discussion/queue/"}
    )
    address = f"/admin/bulk/comments/readercomment/spam/?{query}"
    client.get("/admin/discussion/queue/")
    begun = time.perf_counter()
    asked = client.get(address)
    shown = time.perf_counter()
    hidden = re.findall(r'type="hidden" name="(seen|count)" value="([^"]*)"', asked.text)
    client.post(address, {name: unescape(value) for name, value in hidden})
    job = BulkJob.objects.get()
    if job.total != count:
        raise RuntimeError(f"The job is for {job.total} comments, not for {count}.")
    return {
        "job": job.pk,
        "asking": shown - begun,
        "starting": time.perf_counter() - shown,
        "bytes": len(asked.content),
    }


def state(job: int) -> dict:
    from comments.models import BulkJob

    return BulkJob.objects.values("state", "position", "skipped", "total").get(pk=job)


def stop(job: int) -> dict:
    from comments.models import BulkJob
    from comments.moderation import bulk

    bulk.stop(BulkJob.objects.get(pk=job))
    return state(job)


def resume(job: int) -> dict:
    from comments.models import BulkJob
    from comments.moderation import bulk

    bulk.resume(BulkJob.objects.get(pk=job))
    return state(job)


def result(job: int) -> dict:
    """What became of everything."""
    from django.core.management import CommandError, call_command
    from django.db.models import Count

    from comments.models import BulkTargets, Decision, ReaderComment

    decided = Decision.objects.filter(job_id=job).values("comment_id").annotate(times=Count("pk"))
    said = io.StringIO()
    try:
        call_command("check_comments", stdout=said)
    except CommandError as error:
        said.write(f"CommandError: {error}")
    sellers = ReaderComment.objects.filter(user_name__startswith="Seller ")
    return {
        "statuses": dict(sellers.values_list("status").annotate(Count("pk"))),
        "decided": len(decided),
        "more than once": sum(row["times"] > 1 for row in decided),
        "targets left": BulkTargets.objects.count(),
        "check": said.getvalue().strip().replace("\n", " "),
    }


if __name__ == "__main__":
    import django

    django.setup()
    questions = {each.__name__: each for each in (plant, start, state, stop, resume, result)}
    print(json.dumps(questions[sys.argv[1]](int(sys.argv[2]))))
