"""Puts hostile comments into the site that the browser looks at, and takes them away again.

Its functions run beside the server, on its data (``beside.py``). A text comes as the browser would
send it, goes through the form, and is stored by ``posting.post``. What the form refuses is stored
as it came: a page must be safe whatever stands in the database.
"""

import time
from collections import Counter
from urllib.parse import urlencode

TITLE = "What do hostile readers write?"
BATCH = 200
#: Threads that show all their comments on the pages of threads, each a comment and its replies.
SHORT_THREADS, SHORT_LENGTH = 16, 5
#: In the long thread each chain goes this deep: two of them to the level where replies stand
#: beside what they answer and name it.
CHAIN = 6


def sent(sample: dict):
    """What arrives at the server: lone surrogates as the bytes that they would be."""
    from django.http import QueryDict

    fields = {
        "name": sample["name"],
        "email": "h@example.org",
        "url": sample["website"],
        "comment": sample["words"],
        "reply_to": "",
        "honeypot": "",
    }
    return QueryDict(urlencode(fields, errors="surrogatepass").encode(), encoding="utf-8")


def cpu(words: str) -> float:
    """Seconds that it takes to make HTML of it."""
    from comments.markup import to_html

    begun = time.process_time()
    to_html(words)
    return time.process_time() - begun


class Planter:
    """Stores samples one by one, and remembers what became of each."""

    def __init__(self, page, rules):
        self.page, self.rules = page, rules
        self.stored, self.refused, self.times = [], Counter(), []

    def put(self, sample: dict, parent=None):
        from comments.intake import posting
        from comments.intake.forms import ReplyForm

        data = sent(sample)
        form = ReplyForm(self.page, data, ask_website=True)
        if form.is_valid():
            name, website, words = (form.cleaned_data[key] for key in ("name", "url", "comment"))
        else:
            self.refused.update([*form.errors, "any"])
            name, website, words = (data[key] for key in ("name", "url", "comment"))
        self.times.append((cpu(words), words))
        # Each by somebody else: nobody may say the same thing twice.
        sender = posting.Sender(name, f"h{len(self.stored)}@example.org", website)
        made, _ = posting.post(self.page, words, sender, self.rules, parent and parent.pk)
        # Links, or the same words by somebody else, may have held it.
        made.status = "published"
        made.save()
        self.stored.append(
            {"id": made.pk, "root": made.thread_id, "name": made.user_name, "kind": sample["kind"]}
        )
        return made


def plant(samples: list[dict]) -> dict:
    """A new article under the first topic, and all samples as comments on it."""
    from django.db import transaction
    from wagtail.models import Site

    from articles.models import TopicPage
    from comments.models import DiscussionSettings, Policy
    from tests import factories

    rules = DiscussionSettings.for_site(Site.objects.get(is_default_site=True))
    before = {"policy": rules.policy, "ask_website": rules.ask_website}
    rules.policy, rules.ask_website = Policy.PUBLISH, True
    rules.save()
    page = factories.article(TopicPage.objects.live().first(), title=TITLE)
    planter = Planter(page, rules)
    # Every so manieth goes into the short threads, so that those have something of every kind.
    every = max(1, len(samples) // (SHORT_THREADS * SHORT_LENGTH))
    shown = samples[::every][: SHORT_THREADS * SHORT_LENGTH]
    chosen = set(range(0, len(shown) * every, every))
    # The known ones last: the feed shows the newest.
    rest = [sample for number, sample in enumerate(samples) if number not in chosen][::-1]
    with transaction.atomic():
        for number, sample in enumerate(shown):
            if number % SHORT_LENGTH == 0:
                last = None
            last = planter.put(sample, last)
    root = planter.put(rest[0])
    for start in range(1, len(rest), BATCH):
        # The worker of the site wants to write too: not all in one transaction.
        with transaction.atomic():
            for number, sample in enumerate(rest[start : start + BATCH]):
                last = planter.put(sample, last if number % CHAIN else root)
    slowest = sorted(planter.times, reverse=True)[:10]
    return {
        "page": page.pk,
        "path": page.url,
        "before": before,
        "root": root.pk,
        "stored": planter.stored,
        "refused": planter.refused,
        # Once more, the best of three: the first time something else may have come between.
        "slowest": max((min(cpu(words) for _ in range(3)), words) for _, words in slowest),
    }


def hold(count: int) -> dict:
    """A new article under the first topic, and so many comments that wait for a moderator."""
    from articles.models import TopicPage
    from tests import factories

    page = factories.article(TopicPage.objects.live().first(), title="Who sells pills here?")
    factories.comments(page, count)
    return {"page": page.pk, "before": {}}


def clear(planted: dict) -> None:
    """Deletes the article with its comments, and sets the rules as they were."""
    from wagtail.models import Page, Site

    from comments.models import DiscussionSettings

    Page.objects.get(pk=planted["page"]).specific.delete()
    rules = DiscussionSettings.for_site(Site.objects.get(is_default_site=True))
    for name, value in planted["before"].items():
        setattr(rules, name, value)
    rules.save()
