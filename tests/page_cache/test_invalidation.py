"""After any change, each kept page says the same as one that is built anew."""

import os
import random
import re
from copy import deepcopy
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.handlers.wsgi import WSGIHandler
from django.utils import timezone
from taggit.models import Tag
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import PageViewRestriction, Site
from wagtail.models.sites import SITE_ROOT_PATHS_CACHE_KEY, SITE_ROOT_PATHS_CACHE_VERSION

from articles import pictures
from articles.models import ArticlePage, SectionRedirect, TopicPage, UnreadablePicture
from comments.intake import posting, voting
from comments.models import Discussion, DiscussionMode, DiscussionSettings, Policy, ReaderComment
from comments.moderation import deciding
from comments.personal_data import erasure
from home.models import HomePage, SiteSettings, StandardPage
from tests.page_cache.conftest import Asking

from .. import factories

#: All pages after each change; the suite takes some of them (``make soak``).
EVERY_PAGE = bool(os.environ.get("EVERY_PAGE"))


class World:
    """A small site of which every page is known."""

    def __init__(self, home):
        self.home = home
        self.ann, self.bob = factories.author("Ann Writer"), factories.author("Bob Writer")
        self.history = factories.topic(home, "History")
        self.nature = factories.topic(home, "Nature")
        self.image = factories.image()
        self.about = factories.live(home, StandardPage(title="About us", slug="about"))
        self.first = factories.article(
            self.history, "Why first?", days_ago=9, authors=[self.ann], tags=["war"],
            lead_image=self.image, slug="first",
        )  # fmt: skip
        self.second = factories.article(self.history, "Why second?", days_ago=6, slug="second")
        self.third = factories.article(
            self.history, "Why third?", days_ago=3, tags=["war", "peace"], slug="third",
            conclusion=f'<p>See <a linktype="page" id="{self.first.pk}">the first</a>.</p>',
        )  # fmt: skip
        self.alone = factories.article(self.nature, "Why alone?", days_ago=5, slug="alone")
        self.rules = DiscussionSettings.for_site(Site.objects.get())
        self.rules.policy = Policy.PUBLISH
        self.rules.save()
        self.moderator = factories.user()
        self.comment = self.say("A first word.")
        self.reply = self.say("A reply to it.", to=self.comment)

    def say(self, words, to=None, email="ann@example.org"):
        sender = posting.Sender("Ann Reader", email, ip="192.0.2.7")
        return posting.post(self.first, words, sender, self.rules, to and to.pk)[0]

    def decide(self, action, comment=None, **fields):
        return deciding.decide(self.moderator, (comment or self.comment).pk, action, **fields)

    def pages(self) -> list[str]:
        """The pages that show articles."""
        few = [
            "/",
            "/history/",
            "/history/first/",
            "/history/second/",
            "/history/third/",
            "/tags/war/",
        ]
        more = [
            "/nature/", "/about/", "/authors/", "/feed/", "/history/feed/atom/", "/nature/alone/",
            "/nature/first/", "/history/fourth/", "/history/renamed/", "/nature/third/",
            f"/authors/{self.ann.slug}/", f"/authors/{self.bob.slug}/", "/tags/peace/",
            "/sitemap.xml", "/sitemap-pages.xml", "/sitemap-authors.xml", "/search/suggest/?q=why+fi",
        ]  # fmt: skip
        return few + (more if EVERY_PAGE else random.sample(more, 2))

    def discussion(self) -> list[str]:
        """The pages that show comments."""
        return [
            "/history/first/",
            f"/discussion/{self.first.pk}/",
            f"/discussion/{self.first.pk}/feed/",
            f"/discussion/thread/{self.comment.pk}/",
        ]


def publish(page):
    page.save_revision().publish()


def retitled(world):
    page = ArticlePage.objects.get(pk=world.first.pk)
    page.title = "Why first of all?"
    publish(page)


def drafted(world):
    page = ArticlePage.objects.get(pk=world.first.pk)
    page.title = "Not yet"
    page.save_revision()


def fourth(world, **fields):
    return factories.article(world.history, "Why fourth?", slug="fourth", **fields)


def scheduled(world):
    page = fourth(world, publish=False)
    page.go_live_at = timezone.now() + timedelta(seconds=1)
    publish(page)
    revision = page.revisions.get(approved_go_live_at__isnull=False)
    revision.publish()


def other_authors_and_tags(world):
    page = ArticlePage.objects.get(pk=world.first.pk)
    page.article_authors.all().delete()
    page.article_authors.create(author=world.bob)
    page.tags.set(["peace"])
    publish(page)


def to_the_top(world):
    page = ArticlePage.objects.get(pk=world.first.pk)
    page.published_on = timezone.localdate()
    publish(page)


def renamed(world):
    page = ArticlePage.objects.get(pk=world.first.pk)
    page.slug = "renamed"
    publish(page)


def topic_renamed(world):
    page = TopicPage.objects.get(pk=world.history.pk)
    page.title = "Old times"
    publish(page)


def featured(world):
    home = world.home.specific
    home.featured.create(article=world.alone)
    publish(home)


def recommended(world):
    page = ArticlePage.objects.get(pk=world.second.pk)
    page.related_articles.create(article=world.alone)
    publish(page)


def restricted(world):
    PageViewRestriction.objects.create(page=world.first, restriction_type="login")


def restriction_lifted(world):
    restricted(world)
    PageViewRestriction.objects.all().delete()


def settings_changed(world):
    settings = SiteSettings.for_site(Site.objects.get())
    settings.phone = "+1 213 555 0101"
    settings.save()


def author_renamed(world):
    world.ann.name = "Ann Scribe"
    world.ann.save()


def tag_renamed(world):
    tag = Tag.objects.get(name="war")
    tag.name = "wars"
    tag.save()


def picture_replaced(world):
    world.image.title = "Another map"
    world.image.save()


def voted(world):
    world.rules.voting = True
    world.rules.save()
    voting.vote(world.comment, "browser", "192.0.2.9", True)


def edited(world):
    world.decide("edit", text="Another word.")


def discussion_closed(world):
    found = Discussion.objects.get(page=world.first)
    found.mode = DiscussionMode.CLOSED
    found.save()


def decided_and_undone(world):
    deciding.undo(world.moderator, world.decide("remove").pk)


def erased(world):
    erasure.erase("ann@example.org", keep_comments=False)


CHANGES = [
    lambda world: None,
    retitled,
    drafted,
    fourth,
    scheduled,
    lambda world: fourth(world, days_ago=7, tags=["peace"], authors=[world.ann]),
    other_authors_and_tags,
    to_the_top,
    renamed,
    lambda world: world.first.unpublish(),
    lambda world: world.second.delete(),
    lambda world: world.third.move(world.nature, pos="last-child"),
    lambda world: world.first.copy(
        recursive=False, to=world.nature, update_attrs={"slug": "first"}, keep_live=True
    ),
    lambda world: world.first.create_alias(parent=world.nature, update_slug="first"),
    topic_renamed,
    lambda world: world.nature.delete(),
    featured,
    recommended,
    restricted,
    restriction_lifted,
    settings_changed,
    author_renamed,
    lambda world: world.ann.delete(),
    lambda world: factories.author("Carl Writer"),
    tag_renamed,
    lambda world: Tag.objects.get(name="war").delete(),
    picture_replaced,
    lambda world: pictures.make(world.image, pictures.FIGURE, pictures.CARD, pictures.SHARE),
    lambda world: UnreadablePicture.objects.create(image=world.image),
    lambda world: world.image.delete(),
    lambda world: Redirect.objects.create(old_path="/history/fourth", redirect_link="/about/"),
    lambda world: SectionRedirect.objects.create(
        site=Site.objects.get(), old_path="/history/fourth", new_path="/about"
    ),
]
OF_COMMENTS = [
    lambda world: world.say("A second word."),
    lambda world: world.say("Below it.", to=world.reply),
    voted,
    edited,
    lambda world: world.decide("remove"),
    lambda world: world.decide("spam", world.reply),
    lambda world: world.decide("close"),
    decided_and_undone,
    erased,
    discussion_closed,
    lambda world: ReaderComment.objects.get(pk=world.reply.pk).delete(),
    settings_changed,
]


@pytest.fixture(scope="module")
def made(shared_db) -> World:
    with shared_db():
        return World(HomePage.objects.get())


@pytest.fixture
def world(made) -> World:
    """The world as it was made: its rows, and objects of one's own."""
    return deepcopy(made)


@pytest.mark.parametrize("change", CHANGES)
def test_after_any_change_a_kept_page_is_the_page_that_would_be_built(ask, world, change):
    check(ask, world, change, world.pages() + (world.discussion() if EVERY_PAGE else []))


@pytest.mark.parametrize("change", OF_COMMENTS)
def test_after_any_change_the_discussion_is_that_which_would_be_built(ask, world, change):
    check(ask, world, change, world.discussion())


def check(ask, world, change, addresses):
    for address in addresses:
        ask(address)
    change(world)
    build = Asking(WSGIHandler())
    for address in addresses:
        kept, built = ask(address), build(address)
        assert kept.status < 500, address
        # An empty feed was updated at this moment.
        bodies = [
            re.sub(rb"<(updated|lastBuildDate)>.*?</", b"", one.body) for one in (kept, built)
        ]
        assert kept.status == built.status, address
        assert bodies[0] == bodies[1], address


def test_a_process_follows_the_sites_root_that_another_process_changed(ask, home):
    """Wagtail keeps the roots of sites in the cache: without Redis in that of each process."""
    article = factories.article(factories.topic(home, "History"), "Why first?")
    assert article.url in ask("/").text
    known = cache.get(SITE_ROOT_PATHS_CACHE_KEY, version=SITE_ROOT_PATHS_CACHE_VERSION)
    assert known
    home.slug = "front"
    home.save_revision().publish()
    cache.set(SITE_ROOT_PATHS_CACHE_KEY, known, 3600, version=SITE_ROOT_PATHS_CACHE_VERSION)
    assert article.url in ask("/").text
