"""Topics, authors and tags: the lists that articles stand in."""

import re

import pytest

from articles import views
from articles.models import TopicPage
from home.models import HomePage
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.both_databases
def test_a_topic_lists_its_articles_newest_first_a_page_at_a_time(reader, topic):
    for number in range(14):
        factories.article(topic, title=f"Why {number}?", days_ago=number)
    first = reader.get(topic.url).content.decode()
    assert first.index("Why 0?") < first.index("Why 11?")
    assert "Why 12?" not in first
    assert "Page 1 of 2" in first
    second = reader.get(topic.url, {"page": 2}).content.decode()
    assert "Why 12?" in second
    assert 'rel="prev"' in second


@pytest.mark.parametrize("number", ["0", "-1", "999", "abc", "1e9", "٣", ""])
def test_a_page_number_out_of_range_gives_a_page_that_exists(reader, topic, article, number):
    for address in (topic.url, "/search/?q=why"):
        joint = "&" if "?" in address else "?"
        assert reader.get(f"{address}{joint}page={number}").status_code == 200


def test_a_topic_shows_its_introduction_sub_topics_and_feed(reader, topic, text):
    topic.introduction = "<p>What happened, and why.</p>"
    topic.save()
    sub = factories.topic(topic, "Ancient world")
    factories.article(sub, title="Why Rome?")
    response = reader.get(topic.url)
    assert "What happened, and why." in text(response)
    assert f'href="{sub.url}"' in response.content.decode()
    assert "Why Rome?" in text(response)
    assert f'href="{topic.url}feed/"' in response.content.decode()


def test_an_empty_topic_says_so(reader, topic, text):
    assert "No article in this topic yet." in text(reader.get(topic.url))


def test_topics_nest_one_level_and_no_further(topic):
    sub = factories.topic(topic, "Ancient world")
    assert TopicPage.can_create_at(topic)
    assert not TopicPage.can_create_at(sub)


def test_topics_stand_below_the_front_page_and_topics_alone(home, topic):
    assert set(TopicPage.allowed_parent_page_models()) == {HomePage, TopicPage}
    assert TopicPage.can_create_at(home)
    assert not TopicPage.can_create_at(home.get_parent())


def test_an_author_has_a_page_with_everything_they_wrote(reader, topic, text):
    author = factories.author(role="Historian", biography="<p>Reads old letters.</p>")
    factories.article(topic, title="Why hers?", authors=[author])
    factories.article(topic, title="Why not hers?")
    words = text(reader.get(author.get_absolute_url()))
    assert "Historian" in words
    assert "Reads old letters." in words
    assert "Why hers?" in words
    assert "Why not hers?" not in words
    assert "HM" in words  # stands in for the portrait


@pytest.mark.both_databases
def test_authors_are_listed(reader, home, text):
    factories.author("Mara Lindqvist", role="Biologist")
    assert "Mara Lindqvist" in text(reader.get("/authors/"))


def test_an_author_without_articles_says_so(reader, home, text):
    author = factories.author()
    assert "No article by this author yet." in text(reader.get(author.get_absolute_url()))


def test_a_tag_lists_its_articles(reader, topic, text):
    factories.article(topic, title="Why tagged?", tags=["World War II"])
    factories.article(topic, title="Why other?")
    words = text(reader.get("/tags/world-war-ii/"))
    assert "Why tagged?" in words
    assert "Why other?" not in words
    assert "1 answer" in words


def test_a_vietnamese_tag_has_a_readable_address(reader, topic):
    page = factories.article(topic, tags=["Việt Nam"])
    assert 'href="/tags/viet-nam/"' in reader.get(page.url).content.decode()
    assert reader.get("/tags/viet-nam/").status_code == 200


@pytest.mark.both_databases
def test_private_articles_stand_in_no_list(reader, topic, text):
    from wagtail.models import PageViewRestriction

    secret = factories.article(topic, title="Why secret?", tags=["War"], authors=[])
    PageViewRestriction.objects.create(page=secret, restriction_type=PageViewRestriction.LOGIN)
    for address in ("/", topic.url, "/tags/war/", "/feed/", "/sitemap-pages.xml"):
        assert "Why secret?" not in reader.get(address).content.decode()
        assert secret.url not in reader.get(address).content.decode()
    assert reader.get(secret.url).status_code == 302


def test_readers_turn_the_pages_of_very_many_authors(reader, home, monkeypatch):
    monkeypatch.setattr(views, "AUTHORS_PER_PAGE", 2)
    names = ["Ann", "Bao", "Chi", "Dao", "Eve"]
    for name in names:
        factories.author(name)
    shown, address = [], "/authors/"
    for _page in range(3):
        html = reader.get(address).content.decode()
        shown += re.findall(r"<h2><a [^>]*>(\w+)</a></h2>", html)
        assert f'rel="canonical" href="http://testserver{address}"' in html
        following = re.search(r'rel="next" href="([^"]+)"', html)
        address = "/authors/" + (following[1] if following else "")
    assert shown == names
    assert not following


@pytest.mark.parametrize("address", ["/authors/nobody/", "/tags/nothing/", "/nowhere/at/all/"])
def test_what_does_not_exist_gets_the_helpful_404(reader, home, address, text):
    response = reader.get(address)
    assert response.status_code == 404
    assert "Why is there nothing here?" in text(response)
