"""Our discussions, measured inside a scratch site: ``python -m bench.own_comments 10000``."""

import json
import sys
from functools import partial
from itertools import count

#: PostgreSQL's own CPU time comes in steps of 10 ms: fewer calls would measure the steps.
REPEAT = 60
WORDS = (
    "I have read this twice now, and the *second* time I saw what I had missed: the treaty is not "
    "the cause but the occasion.\n\nIs there a source for the figure in the third section? "
)
numbers = count()


def new_page():
    from home.models import HomePage
    from tests import factories

    home = HomePage.objects.get()
    topic = home.get_children().first()
    return factories.article(topic.specific if topic else factories.topic(home))


def reply(page, rules, to=None):
    """One comment by one of 500 readers."""
    from comments.intake import posting

    number = next(numbers)
    sender = posting.Sender(f"Reader {number % 500}", f"reader{number % 500}@example.org")
    return posting.post(page, f"{WORDS}{number}", sender, rules, to and to.pk)[0]


def discuss(rules, size: int, thread: bool = False):
    """A page with so many comments: all in one thread, or two replies for each first comment."""
    page = new_page()
    root = None
    for number in range(size):
        if root is None or (not thread and number % 3 == 0):
            root = first = reply(page, rules)
        else:
            # One thread is as deep as the site lets and as wide as it gets.
            first = reply(page, rules, first if number % 5 else root)
    return page, root


def page_cost(page) -> dict:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from .cost import seconds

    client = Client(SERVER_NAME="127.0.0.1")
    get = partial(client.get, page.url)
    get()
    with CaptureQueriesContext(connection) as queries:
        size = len(get().content)
    number = len(queries)
    return {"ms": seconds(get) * 1000, "bytes": size, "queries": number}


def write_cost(page, root, rules) -> dict:
    """A reply to the thread's first comment; and that one saved, hidden and shown."""
    from comments.models import ReaderComment, Status

    from .cost import each_seconds, rows

    root = ReaderComment.objects.get(pk=root.thread_id)
    first = ReaderComment.objects.below(root).exclude(pk=root.pk).first()

    def put(status):
        root.status = status
        root.save()

    published, removed = partial(put, Status.PUBLISHED), partial(put, Status.REMOVED)
    acts = {
        "reply to its root": (None, lambda: reply(page, rules, root)),
        "reply to its first reply": (None, lambda: reply(page, rules, first)),
        "save its root": (None, root.save),
        "hide its root": (published, removed),
        "show its root": (removed, published),
    }
    costs = {}
    for name, (before, act) in acts.items():
        if before:
            before()
        costs[name] = {"rows": rows(act), "ms": each_seconds(act, REPEAT, before) * 1000}
    return costs


def main(most: int) -> dict:
    from wagtail.models import Site

    from comments.models import DiscussionSettings, Policy

    rules = DiscussionSettings.for_site(Site.objects.get())
    rules.policy = Policy.PUBLISH
    rules.save()
    sizes = sorted({0, 50, 1000, most})
    pages = {size: discuss(rules, size)[0] for size in sizes}
    short_page, short = discuss(rules, 10, thread=True)
    long_page, long = discuss(rules, most, thread=True)
    return {
        "page": {size: page_cost(page) for size, page in pages.items()},
        "page, one thread": page_cost(long_page),
        "writes": {
            "10": write_cost(short_page, short, rules),
            str(most): write_cost(long_page, long, rules),
        },
    }


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(main(int(sys.argv[1]))))
