"""What ``bench.dropping`` does inside its scratch site."""

import io
import json
import sys


def make() -> dict:
    """An article that many ask for."""
    from django.core.management import call_command

    call_command("prepare", stdout=io.StringIO())
    from home.models import HomePage
    from tests import factories

    return {"address": factories.article(factories.topic(HomePage.objects.get())).url}


def drop(address: str) -> None:
    """Drops the page whenever a line comes in."""
    from page_cache.addresses import tag
    from page_cache.invalidating import drop

    for _ in sys.stdin:
        drop(tag(address))
        print("done", flush=True)


def count(articles: int) -> dict:
    """How many of the pages of so many articles each change drops."""
    from django.conf import settings
    from django.core.handlers.wsgi import WSGIHandler
    from django.core.management import call_command
    from wagtail.models import Site

    call_command("prepare", stdout=io.StringIO())
    from articles.models import ArticlePage, Author, TopicPage
    from comments.intake import posting
    from comments.models import DiscussionSettings, Policy
    from comments.moderation import deciding
    from page_cache.application import PageCache
    from tests import factories
    from tests.page_cache.conftest import Asking

    from .freshness import HOST
    from .library import Library

    library = Library(articles)
    library.plant()
    rules = DiscussionSettings.for_site(Site.objects.get())
    rules.policy = Policy.HOLD
    rules.save()
    moderator = factories.user()
    commented = ArticlePage.objects.order_by("pk")[articles // 2]
    comment = posting.post(commented, "A word.", posting.Sender("Ann", "a@b.example"), rules)[0]
    settings.PAGE_CACHE_SECONDS = 0
    cache = PageCache(WSGIHandler())
    ask = Asking(cache)
    addresses = [page.url for page in ArticlePage.objects.live()]
    addresses += [topic.url for topic in TopicPage.objects.live()]
    addresses += [f"/authors/{slug}/" for slug in Author.objects.values_list("slug", flat=True)]
    addresses += [f"/tags/{tag.slug}/" for tag in library.tags]
    addresses += ["/", "/feed/", "/authors/", "/sitemap.xml", f"/discussion/{commented.pk}/"]

    def fill() -> int:
        for address in addresses:
            ask(address, host=HOST)
        return len(cache.memory.entries)

    def dropped(change) -> int:
        kept = fill()
        change()
        ask("/nowhere/", host=HOST)
        return kept - len(cache.memory.entries)

    def publish():
        draft = factories.article(
            library.topics[3], "Why is it new?", publish=False,
            authors=[library.authors[0]], tags=[library.tags[0].name, library.tags[1].name],
        )  # fmt: skip
        ask("/nowhere/", host=HOST)
        draft.save_revision().publish()

    kept = fill()
    found = {"comment": dropped(lambda: deciding.decide(moderator, comment.pk, "approve"))}
    found["article"] = dropped(publish)
    page = ArticlePage.objects.get(title="Why is it new?")
    found["edited article"] = dropped(lambda: page.save_revision().publish())
    return {"kept": kept, "dropped": found}


if __name__ == "__main__":
    import django

    django.setup()
    questions = {"make": make, "drop": drop, "count": lambda number: count(int(number))}
    answer = questions[sys.argv[1]](*sys.argv[2:])
    print(json.dumps(answer))
