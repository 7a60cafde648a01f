"""What is done every day, inside a scratch site: ``python -m bench.scale_daily``.

An editor publishes, tags, re-titles and schedules an article, a reader comments and a moderator approves.
Each is done some times; a line of JSON has the queries, and the milliseconds of CPU of the cheapest.
"""

import json
from datetime import timedelta
from itertools import count

import django

TIMES = 5


class Day:
    """An article of the largest topic, an editor with it open, and its discussion."""

    def __init__(self):
        from django.contrib.auth import get_user_model
        from django.test import Client
        from wagtail.models import Site

        from comments.models import DiscussionSettings, Policy

        from .scale_pages import Examples

        self.user = get_user_model().objects.filter(is_superuser=True).first()
        self.client = Client()
        self.client.force_login(self.user)
        self.topic, self.numbers = Examples().topic, count()
        self.begin()
        self.rules = DiscussionSettings.for_site(Site.objects.get())
        self.rules.policy = Policy.HOLD
        self.rules.save()

    def begin(self):
        """Another article: one that is scheduled is locked."""
        from tests import factories

        slug = f"every-day-{next(self.numbers)}"
        article = factories.article(self.topic, "Why every day?", slug=slug)
        self.page = factories.published_as_an_editor(article)

    def edit(self, **fields):
        from tests import editing

        answer = editing.edit(self.client, self.page, **fields)
        assert answer.status_code == 302, answer.status_code

    def publish(self):
        self.edit(seo_title=f"Every day {next(self.numbers)}")

    def tag(self):
        self.edit(tags=f"day {next(self.numbers)}")

    def retitle(self):
        self.edit(title=f"Why every day {next(self.numbers)}?")

    def schedule(self):
        from django.utils import timezone

        moment = timezone.now() + timedelta(days=1 + next(self.numbers))
        self.edit(go_live_at=moment.strftime("%Y-%m-%d %H:%M"))

    def comment(self):
        from comments.intake import posting

        number = next(self.numbers)
        sender = posting.Sender(f"Reader {number}", f"every{number}@example.org")
        self.posted = posting.post(self.page, f"I think so, too. {number}", sender, self.rules)[0]

    def approve(self):
        from comments.moderation import deciding

        deciding.decide(self.user, self.posted.pk, "approve", self.posted.version)


def measure(name, act, before=None) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from .cost import call_seconds

    spent, queries = [], []
    for _ in range(TIMES):
        if before:
            before()
        with CaptureQueriesContext(connection) as asked:
            act()
        queries.append(len(asked))
        if before:
            before()
        spent.append(call_seconds(act))
    # The first of each fills what the process keeps.
    print(json.dumps({"name": name, "queries": min(queries), "ms": min(spent) * 1000}), flush=True)


def main() -> None:
    from django.conf import settings

    settings.ALLOWED_HOSTS = ["*"]
    day = Day()
    for name in ("publish", "tag", "retitle", "comment"):
        measure(name, getattr(day, name))
    measure("schedule", day.schedule, before=day.begin)
    day.begin()
    measure("approve", day.approve, before=day.comment)


if __name__ == "__main__":
    django.setup()
    main()
