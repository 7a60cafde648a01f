"""Only what must go goes, and what has gone is built once."""

import threading
import time

import pytest
from wagtail.models import Site

from comments.intake import posting
from comments.models import DiscussionSettings, Policy
from comments.moderation import deciding
from page_cache.addresses import tag
from page_cache.application import PageCache
from page_cache.following import follower

from .. import factories
from .conftest import Asking

CLIENTS = 64


@pytest.fixture
def kept(ask, home):
    """Two topics with their articles, lists and a discussion, all kept."""
    history, nature = (factories.topic(home, title) for title in ("History", "Nature"))
    articles = [
        factories.article(topic, f"Why {n}?", days_ago=n, tags=[f"{topic.slug}-{n % 3}"])
        for n in range(10)
        for topic in (history, nature)
    ]
    rules = DiscussionSettings.for_site(Site.objects.get())
    rules.policy = Policy.HOLD
    rules.save()
    addresses = [page.url for page in (history, nature, *articles)]
    addresses += ["/", "/feed/", "/authors/", *(f"/discussion/{page.pk}/" for page in articles)]
    addresses += [f"/{topic.slug}/feed/" for topic in (history, nature)]
    addresses += [f"/tags/{topic.slug}-{n}/" for n in range(3) for topic in (history, nature)]

    def dropped(change) -> set[str]:
        for address in addresses:
            ask(address)
        change()
        return {address for address in addresses if ask(address).how != "HIT"}

    dropped.articles, dropped.history = articles, history
    return dropped


def test_an_approved_comment_drops_its_article_and_its_discussion_alone(kept):
    page = kept.articles[6]
    sender = posting.Sender("Ann", "ann@example.org")
    comment = posting.post(page, "A word.", sender, DiscussionSettings.objects.get())[0]
    gone = kept(lambda: deciding.decide(factories.user(), comment.pk, "approve"))
    assert gone == {page.url, f"/discussion/{page.pk}/"}


def test_a_comment_that_waits_drops_nothing(kept):
    sender, rules = posting.Sender("Ann", "ann@example.org"), DiscussionSettings.objects.get()
    posting.post(kept.articles[6], "The first one makes the discussion.", sender, rules)
    assert kept(lambda: posting.post(kept.articles[6], "A word.", sender, rules)) == set()


def test_a_published_article_drops_its_lists_and_its_neighbours_alone(kept):
    draft = factories.article(
        kept.history, "Why new?", days_ago=5, tags=["history-0"], publish=False
    )
    gone = kept(lambda: draft.save_revision().publish())
    assert {"/", "/feed/", "/history/", "/history/feed/", "/tags/history-0/"} <= gone
    others = gone - {"/", "/feed/", "/history/", "/history/feed/", "/tags/history-0/"}
    assert not [address for address in others if "nature" in address or "discussion" in address]
    # Three before it, three after it, and those that have its tag.
    assert len(others) <= 10


def test_a_draft_drops_nothing(kept):
    page = kept.articles[0]
    page.title = "Not yet"
    assert kept(page.save_revision) == set()


def test_a_crowd_that_asks_for_a_dropped_page_has_it_built_once(db, settings):
    settings.ALLOWED_HOSTS = ["testserver"]
    builds = []

    def slow(environ, start_response):
        builds.append(environ["PATH_INFO"])
        time.sleep(0.05)
        start_response("200 OK", [("Content-Type", "text/html")])
        return [b"A page"]

    cache = PageCache(slow)
    ask = Asking(cache)
    try:
        ask("/page/")
        settings.PAGE_CACHE_SECONDS = 60  # the threads have no part in the test's transaction
        for _ in range(3):
            builds.clear()
            cache.memory.drop([tag("/page/")])
            answers = []
            crowd = [
                threading.Thread(target=lambda to=answers: to.append(ask("/page/").how))
                for _ in range(CLIENTS)
            ]
            for one in crowd:
                one.start()
            for one in crowd:
                one.join()
            assert builds == ["/page/"]
            assert sorted(answers) == ["HIT"] * (CLIENTS - 1) + ["MISS"]
    finally:
        for drop in (cache.memory.drop, cache.missing.drop):
            follower.listeners.remove(drop)
