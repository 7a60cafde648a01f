"""Changes that reach a kept page by a side way: lists that shift, rows made in bulk, other caches."""

import time
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.handlers.wsgi import WSGIHandler
from django.utils import timezone
from taggit.models import Tag
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site
from wagtail.models.sites import SITE_ROOT_PATHS_CACHE_KEY, SITE_ROOT_PATHS_CACHE_VERSION

from articles import pictures
from articles.models import ArticlePage, ArticleTag, TopicPage
from comments.intake import posting
from comments.models import DiscussionSettings, Policy
from search import rebuilding
from search.models import SynonymGroup

from .. import factories
from .conftest import Asking

SIZES = pictures.FIGURE


@pytest.fixture
def topic(home):
    return factories.topic(home, "History")


@pytest.fixture
def lists(topic):
    """The second pages of lists. What leaves their first page moves all of them up."""
    ann = factories.author("Ann Writer")
    for number in range(14):
        factories.article(topic, f"Why {number}?", days_ago=number, authors=[ann], tags=["war"])
    return [f"{address}?page=2" for address in (topic.url, f"/authors/{ann.slug}/", "/tags/war/")]


def assert_fresh(ask, *addresses):
    build = Asking(WSGIHandler())
    for address in addresses:
        assert ask(address).body == build(address).body, address


def test_every_page_of_a_list_moves_up_when_an_article_on_another_expires(ask, lists):
    ArticlePage.objects.filter(title="Why 0?").update(
        expire_at=timezone.now() + timedelta(seconds=1.5)
    )
    for address in lists:
        assert "Why 13?" in ask(address).text
    time.sleep(1.5)
    assert_fresh(ask, *lists)


def test_every_page_of_a_list_moves_up_when_an_article_on_another_is_deleted(ask, lists):
    for address in lists:
        ask(address)
    ArticlePage.objects.get(title="Why 0?").delete()
    assert_fresh(ask, *lists)


def test_tags_that_are_taken_away_in_bulk_leave_no_list_behind(ask, lists):
    ask("/tags/war/")
    first = ArticleTag.objects.filter(content_object__title="Why 5?")
    first.delete()
    assert_fresh(ask, "/tags/war/")


def test_a_page_shows_its_pictures_sizes_when_the_worker_has_made_them(ask, topic):
    image = factories.image()
    article = factories.article(topic, lead_image=image)
    assert ".avif" not in ask(article.url).text
    pictures.compress_renditions.func(image.pk, SIZES)
    assert ".avif" in ask(article.url).text


def test_a_redirect_that_a_new_slug_makes_is_known_at_once(ask, topic):
    assert ask("/history/old/").status == 404
    Redirect.objects.bulk_create([Redirect(old_path="/history/old", redirect_link="/")])
    assert ask("/history/old/").status == 301


def test_a_topic_follows_its_articles_after_a_draft_took_its_place(ask, home, topic):
    """Whatever is moved in front of a topic gives it another path in the tree."""
    draft = TopicPage(title="Draft", live=False)
    home.add_child(instance=draft)
    ask(topic.url)
    TopicPage.objects.get(pk=draft.pk).move(TopicPage.objects.get(pk=topic.pk), pos="left")
    factories.article(TopicPage.objects.get(pk=topic.pk), "Why now?")
    assert "Why now?" in ask(topic.url).text


def test_articles_below_a_draft_move_with_it(ask, home, topic):
    draft = TopicPage(title="Draft", live=False)
    home.add_child(instance=draft)
    article = factories.article(draft, "Why below?")
    old = article.url
    ask(old)
    TopicPage.objects.get(pk=draft.pk).move(topic, pos="last-child")
    assert ask(old).status != 200


def test_another_process_forgets_where_sites_begin(ask, topic):
    """Wagtail keeps that for an hour, and forgets it in the process that saves the site alone."""
    article = factories.article(topic, "Why here?")
    old = Site.get_site_root_paths()
    site = Site.objects.get()
    site.root_page = TopicPage.objects.get(pk=topic.pk)
    site.save()
    cache.set(SITE_ROOT_PATHS_CACHE_KEY, old, version=SITE_ROOT_PATHS_CACHE_VERSION)
    assert f'<a href="/{article.slug}/"' in ask("/").text


def test_a_feed_shows_what_became_of_the_pictures_in_its_articles(ask, topic):
    image = factories.image()
    image.description = "A map"
    image.save()
    pictures.compress_renditions.func(image.pk, SIZES)
    factories.article(topic, lead_image=image)
    assert "A map" in ask("/feed/").text
    image.description = "Another map"
    image.save()
    assert "Another map" in ask("/feed/").text


def test_suggestions_follow_the_words_that_mean_the_same(ask, topic):
    factories.article(topic, "Why did the automobile win?")
    assert "automobile" not in ask("/search/suggest/?q=why+did+the+car").text
    cached = cache.get("search:synonyms")
    SynonymGroup.objects.create(words="car, automobile")
    cache.set("search:synonyms", cached)  # as another process has it
    assert "automobile" in ask("/search/suggest/?q=why+did+the+car").text


def test_suggestions_follow_a_rebuilt_index(ask, topic):
    factories.article(topic, "Why do we dream?")
    rebuilding._empty()
    assert "dream?" not in ask("/search/suggest/?q=dre").text
    # Readers go on asking, while the words are not counted yet.
    rebuilding.rebuild(lambda done, total: ask("/search/suggest/?q=dre"))
    assert "dream?" in ask("/search/suggest/?q=dre").text


def test_a_comment_loses_its_badge_with_the_account_of_its_author(ask, topic):
    article = factories.article(topic)
    rules = DiscussionSettings.for_site(Site.objects.get())
    rules.policy = Policy.PUBLISH
    rules.save()
    someone = factories.user()
    sender = posting.Sender("Ann", "ann@example.org", user=someone)
    posting.post(article, "A word of ours.", sender, rules)
    assert "Staff" in ask(article.url).text
    someone.delete()
    assert "Staff" not in ask(article.url).text


def test_a_deleted_tag_leaves_no_page_that_names_it(ask, lists):
    ask(lists[0])
    article = ArticlePage.objects.get(title="Why 3?")
    ask(article.url)
    Tag.objects.filter(name="war").delete()
    assert_fresh(ask, article.url)
    assert ask("/tags/war/").status == 404
