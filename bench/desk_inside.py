"""The queue, measured inside a scratch site: ``python -m bench.desk_inside 1000000``."""

import json
import sys
from functools import partial
from statistics import median

#: Enough that a page which costs two times as much is told from one that does not.
REPEATS = 5
TABS = ["held", "reported", "published", "spam", "removed"]


def filters() -> dict[str, str]:
    """One of each filter, as it stands in the address."""
    from articles.models import ArticlePage, Author, TopicPage
    from comments.models import ReaderComment

    one = ReaderComment.objects.order_by("-pk").first()
    page = ArticlePage.objects.filter(pk=one.page_id)[0]
    topic = TopicPage.objects.ancestor_of(page).first()
    author = Author.objects.filter(article_authors__page=page).first()
    return {
        "no filter": "",
        "page": f"&page={page.pk}",
        "page, by title": "&page=number+7",
        "topic": f"&topic={topic.pk}",
        "author": f"&author={author.pk}",
        "commenter": f"&commenter={one.commenter_id}",
        "email": f"&commenter={one.user_email}",
        "address": f"&address={one.ip_address}",
        "network": f"&network={one.network}",
        "rule, common": "&rule=first",
        "rule, rare": "&rule=words",
        "date": "&posted_at_from=2024-01-01&posted_at_to=2024-01-02",
        "newest first": "&order=newest",
        "likely spam first": "&order=spam",
        "word in all": "&q=treaty",
        "word in few": "&q=w7",
        "word in one": "&q=n1234",
        "two words": "&q=source+w12",
        "word in none": "&q=xylophone",
        "part of an email address": f"&q={one.user_email[1:]}",
        "beginning of an address": f"&q={one.ip_address[:-1]}",
    }


def addresses() -> dict[str, str]:
    queue = {
        f"{tab}: {name}": f"/admin/discussion/queue/?status={tab}{query}"
        for tab in TABS
        for name, query in filters().items()
    }
    return queue | {
        "badge": "/admin/discussion/badge/",
        "news, first": "/admin/discussion/news/",
        "news, later": "/admin/discussion/news/?since=0",
        "the account page, for comparison": "/admin/account/",
    }


def measure() -> dict:
    from django.core.cache import cache
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from comments.moderation import backlog, raid
    from tests import factories

    from .cost import call_seconds

    if connection.vendor == "postgresql":
        # The processes that would share the work would not be counted.
        with connection.cursor() as cursor:
            cursor.execute("SET max_parallel_workers_per_gather = 0")
    client = Client(SERVER_NAME="127.0.0.1")
    moderator = factories.user("Moderators")
    client.force_login(moderator)
    found = {}

    def note(name, act, rows=0):
        with CaptureQueriesContext(connection) as queries:
            act()
        number = len(queries)
        slowest = max(queries.captured_queries, key=lambda entry: float(entry["time"]))
        found[name] = {
            "ms": median(call_seconds(act) for _ in range(REPEATS)) * 1000,
            "queries": number,
            "rows": rows,
            "slowest": slowest["sql"][:3000],
            "slowest_ms": float(slowest["time"]) * 1000,
        }

    def usual_rate():
        cache.delete(raid.RATE_KEY)
        raid.rate()

    for name, address in addresses().items():
        answer = client.get(address)  # fills the caches of this process as well
        assert answer.status_code == 200, (name, answer.status_code)
        note(name, partial(client.get, address), answer.content.count(b'class="desk-row"'))
    note("counts.waiting", partial(backlog.waiting, moderator))
    note("raid.rate", usual_rate)
    return found


def main(count: int) -> dict:
    from .many import plant

    plant(count)
    return measure()


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(main(int(sys.argv[1]))))
