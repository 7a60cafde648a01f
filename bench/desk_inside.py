"""The queue, measured inside a scratch site: ``python -m bench.desk_inside 1000000``."""

import json
import sys
from functools import partial

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
    }


def main(count: int) -> dict:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from tests import factories

    from .cost import seconds
    from .many import plant

    plant(count)
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(factories.user("Moderators"))
    found = {}
    for tab in TABS:
        for name, query in filters().items():
            get = partial(client.get, f"/admin/discussion/queue/?status={tab}{query}")
            answer = get()
            assert answer.status_code == 200, (tab, name, answer.status_code)
            with CaptureQueriesContext(connection) as queries:
                get()
            rows = answer.content.count(b'class="desk-row"')
            number = len(queries)
            slowest = max(queries.captured_queries, key=lambda entry: float(entry["time"]))
            found[f"{tab}: {name}"] = {
                "ms": seconds(get, 4) * 1000,
                "queries": number,
                "rows": rows,
                "slowest": slowest["sql"][:3000],
                "slowest_ms": float(slowest["time"]) * 1000,
            }
    return found


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(main(int(sys.argv[1]))))
