"""What search engines, link previews and feed readers are told."""

import json
import re
from datetime import UTC, datetime
from html import escape, unescape
from xml.etree import ElementTree

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from articles import pictures
from articles.models import ArticlePage, Author
from home import sitemaps
from home.models import SiteSettings
from tests import factories

pytestmark = pytest.mark.django_db

CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
ATOM = "{http://www.w3.org/2005/Atom}"


def structured(response) -> dict[str, dict]:
    scripts = re.findall(
        r'<script type="application/ld\+json">(.*?)</script>', response.content.decode(), re.S
    )
    return {data["@type"]: data for data in map(json.loads, scripts)}


@pytest.fixture
def page(topic, image, site_settings):
    return factories.article(
        topic,
        title="Why “quotes” & <tags>?",
        lead_image=image,
        authors=[factories.author()],
        tags=["War"],
        body=factories.every_block(image, factories.document()),
        faq=[factories.question("Is </script> safe?", "<p>Yes & no.</p>")],
    )


def test_an_article_describes_itself(reader, page):
    pictures.prepare(page)
    data = structured(reader.get(page.url))
    article = data["Article"]
    assert article["headline"] == "Why “quotes” & <tags>?"
    assert article["author"][0]["name"] == "Helen Marchetti"
    assert article["publisher"]["name"] == "WHY.EDU.VN"
    assert article["image"][0].startswith("http")
    assert article["datePublished"] == "2026-06-01"
    assert article["keywords"] == ["War"]
    question = data["FAQPage"]["mainEntity"][0]
    assert question["name"] == "Is </script> safe?"
    steps = data["BreadcrumbList"]["itemListElement"]
    assert [step["position"] for step in steps] == [1, 2, 3]
    assert steps[-1]["item"].endswith(page.url)


def test_the_front_page_describes_the_publisher_and_the_search(reader, page):
    data = structured(reader.get("/"))
    target = data["WebSite"]["potentialAction"]["target"]["urlTemplate"]
    assert target == "http://testserver/search/?q={search_term_string}"
    assert "101 Curiosity Lane" in data["Organization"]["address"]


def test_link_previews_have_a_picture_of_the_right_size(reader, topic):
    page = factories.article(topic, lead_image=factories.image(width=1300, height=800))
    pictures.prepare(page)
    html = reader.get(page.url).content.decode()
    assert re.search(r'property="og:image" content="http://testserver/media/images/.+\.jpg"', html)
    assert 'property="og:image:width" content="1200"' in html
    assert 'property="og:image:height" content="630"' in html
    assert 'name="twitter:card" content="summary_large_image"' in html
    assert 'property="og:type" content="article"' in html


def test_every_page_names_its_own_address(reader, page, topic):
    for address in ("/", topic.url, page.url, "/tags/war/", "/authors/"):
        html = reader.get(f"{address}?utm_source=letter").content.decode()
        assert f'<link rel="canonical" href="http://testserver{address}">' in html


def test_the_second_page_of_a_list_is_its_own_address(reader, topic):
    for number in range(14):
        factories.article(topic, days_ago=number)
    html = reader.get(topic.url, {"page": 2}).content.decode()
    assert f'<link rel="canonical" href="http://testserver{topic.url}?page=2">' in html


@pytest.mark.parametrize("path", ["/feed/", "TOPICfeed/"])
def test_rss_has_the_full_text_with_absolute_addresses(reader, page, topic, path):
    response = reader.get(path.replace("TOPIC", topic.url))
    assert response["Content-Type"].startswith("application/rss+xml")
    item = ElementTree.fromstring(response.content).find("channel/item")
    assert item.find("title").text == page.title
    text = item.find(CONTENT).text
    assert "Plain <b>bold</b> words." in text
    assert "Is &lt;/script&gt; safe?" in text
    assert 'src="/' not in text
    assert 'href="/' not in text


def test_atom_has_the_full_text(reader, page):
    root = ElementTree.fromstring(reader.get("/feed/atom/").content)
    entry = root.find(f"{ATOM}entry")
    assert "Plain <b>bold</b> words." in entry.find(f"{ATOM}content").text
    assert entry.find(f"{ATOM}author/{ATOM}name").text == "Helen Marchetti"


def test_feeds_are_named_after_the_site_and_those_of_topics_after_both(reader, page, topic):
    SiteSettings.objects.update(tagline="Answers, with sources")
    for path, name in (("/feed/", "WHY.EDU.VN"), (f"{topic.url}feed/", "WHY.EDU.VN: History")):
        channel = ElementTree.fromstring(reader.get(path).content).find("channel")
        assert channel.find("title").text == name
        atom = ElementTree.fromstring(reader.get(f"{path}atom/").content)
        assert atom.find(f"{ATOM}title").text == name
    assert atom.find(f"{ATOM}subtitle").text is None
    front = ElementTree.fromstring(reader.get("/feed/").content).find("channel")
    assert front.find("description").text == "Answers, with sources"
    html = reader.get(topic.url).content.decode()
    assert 'type="application/rss+xml" title="WHY.EDU.VN: History"' in html


def test_an_atom_entry_always_has_an_author(reader, topic, site_settings):
    factories.article(topic)
    entry = ElementTree.fromstring(reader.get("/feed/atom/").content).find(f"{ATOM}entry")
    assert entry.find(f"{ATOM}author/{ATOM}name").text == "WHY.EDU.VN"
    item = ElementTree.fromstring(reader.get("/feed/").content).find("channel/item")
    assert item.find("{http://purl.org/dc/elements/1.1/}creator") is None


LINES = "<p>First <b>sen</b>tence.</p><p>Second &amp; third.<br/>Fourth</p><ul><li>one</li><li>two</li></ul>"
WORDS = "First sentence. Second & third. Fourth one two"


def test_words_of_different_lines_stay_apart_for_machines(reader, topic, home, site_settings):
    author = factories.author(biography=LINES)
    topic.introduction = home.introduction = LINES
    topic.save(), home.save()
    page = factories.article(
        topic, short_answer=LINES, faq=[factories.question("Really?", LINES)], authors=[author]
    )
    data = structured(reader.get(page.url))
    assert data["FAQPage"]["mainEntity"][0]["acceptedAnswer"]["text"] == WORDS
    assert data["Article"]["description"] == WORDS
    for address in ("/", topic.url, page.url, author.get_absolute_url()):
        html = reader.get(address).content.decode()
        assert f'<meta name="description" content="{escape(WORDS)}">' in html, address


@pytest.fixture
def published_at_night(topic, ho_chi_minh_city):
    """An article that was published at half past one in the morning; in UTC it is the day before."""
    moment = datetime(2026, 6, 2, 1, 30, tzinfo=ho_chi_minh_city)
    page = factories.article(topic, published_on=moment.date(), authors=[factories.author()])
    ArticlePage.objects.update(first_published_at=moment, last_published_at=moment)
    return page


def test_the_language_that_the_site_is_in_is_told(reader, page, settings):
    settings.LANGUAGE_CODE = "de"
    assert structured(reader.get(page.url))["Article"]["inLanguage"] == "de"
    assert (
        ElementTree.fromstring(reader.get("/feed/").content).find("channel/language").text == "de"
    )
    atom = ElementTree.fromstring(reader.get("/feed/atom/").content)
    assert atom.attrib["{http://www.w3.org/XML/1998/namespace}lang"] == "de"


def test_feeds_date_an_article_by_the_sites_own_day(reader, published_at_night):
    item = ElementTree.fromstring(reader.get("/feed/").content).find("channel/item")
    assert item.find("pubDate").text == "Tue, 02 Jun 2026 00:00:00 +0700"
    entry = ElementTree.fromstring(reader.get("/feed/atom/").content).find(f"{ATOM}entry")
    assert entry.find(f"{ATOM}published").text == "2026-06-02T00:00:00+07:00"
    updated = datetime.fromisoformat(entry.find(f"{ATOM}updated").text)
    assert updated == datetime(2026, 6, 1, 18, 30, tzinfo=UTC)


def test_everything_else_for_machines_has_the_sites_own_day_too(reader, published_at_night):
    answer = reader.get(published_at_night.url)
    described = structured(answer)["Article"]
    assert (described["datePublished"], described["dateModified"]) == ("2026-06-02", "2026-06-02")
    html = answer.content.decode()
    assert 'property="article:published_time" content="2026-06-02"' in html
    assert answer["Last-Modified"] == "Mon, 01 Jun 2026 18:30:00 GMT"
    for section in ("pages", "authors"):
        listed = reader.get(f"/sitemap-{section}.xml").content.decode()
        assert "<lastmod>2026-06-02</lastmod>" in listed
    index = reader.get("/sitemap.xml").content.decode()
    assert "<lastmod>2026-06-02T01:30:00+07:00</lastmod>" in index


def test_a_feed_of_an_unknown_topic_is_not_there(reader, home):
    assert reader.get("/nothing/feed/").status_code == 404


def test_the_sitemap_lists_pages_with_their_dates(reader, page):
    index = reader.get("/sitemap.xml").content.decode()
    assert "sitemap-pages.xml" in index
    pages = reader.get("/sitemap-pages.xml").content.decode()
    assert f"<loc>http://testserver{page.url}</loc>" in pages.replace(
        "http://localhost", "http://testserver"
    )
    assert "<lastmod>" in pages
    assert "/authors/helen-marchetti" in reader.get("/sitemap-authors.xml").content.decode()


def test_robots_are_told_where_the_sitemap_is(reader, home):
    text = reader.get("/robots.txt").content.decode()
    assert "Disallow: /admin/" in text
    assert "Sitemap: http://testserver/sitemap.xml" in text


def test_phones_get_a_manifest_and_icons(reader, site_settings):
    data = json.loads(reader.get("/site.webmanifest").content)
    assert data["name"] == "WHY.EDU.VN"
    for icon in data["icons"]:
        assert reader.get(icon["src"]).status_code == 200
    assert reader.get("/favicon.ico", follow=True).status_code == 200


@pytest.mark.parametrize("path", ["/", "ARTICLE", "/feed/", "/sitemap-pages.xml", "/robots.txt"])
def test_an_unchanged_page_answers_304(reader, page, path):
    path = path.replace("ARTICLE", page.url)
    first = reader.get(path)
    assert first["ETag"]
    again = reader.get(path, headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    assert not again.content


def test_an_article_knows_when_it_was_last_changed(reader, page):
    response = reader.get(page.url)
    assert "Last-Modified" in response
    again = reader.get(page.url, headers={"if-modified-since": response["Last-Modified"]})
    assert again.status_code == 304


def test_a_changed_page_answers_in_full(reader, page):
    etag = reader.get(page.url)["ETag"]
    page.conclusion = "<p>Otherwise after all.</p>"
    page.save_revision().publish()
    cache.clear()
    response = reader.get(page.url, headers={"if-none-match": etag})
    assert response.status_code == 200
    assert "Otherwise after all." in response.content.decode()


@pytest.mark.parametrize("section", ["pages", "authors"])
def test_a_site_map_costs_the_same_however_many_pages_it_lists(
    reader, page, topic, section, monkeypatch
):
    def costs():
        found = []
        for address in ("/sitemap.xml", f"/sitemap-{section}.xml"):
            cache.clear()
            with CaptureQueriesContext(connection) as queries:
                assert reader.get(address).status_code == 200
            found.append(len(queries))
        return found

    costs()  # the first request of a site stores its settings
    before = costs()
    for number in range(5):
        author = factories.author(f"Author {number}")
        factories.article(topic, f"Why {number}?", authors=[author])
    assert costs() == before
    monkeypatch.setattr(sitemaps._RowsSitemap, "limit", 2)
    index = reader.get("/sitemap.xml").content.decode()
    parts = re.findall(rf"<loc>([^<]*/sitemap-{section}.xml[^<]*)</loc>", index)
    assert len(parts) > 2
    listed = [
        address
        for part in parts
        for address in re.findall("<loc>(.*?)</loc>", text_of(reader, part))
    ]
    assert len(listed) == len(set(listed))
    expected = Author.objects.count() if section == "authors" else Page.objects.live().count() - 1
    assert len(listed) == expected


def text_of(reader, address: str) -> str:
    return reader.get(unescape(address)).content.decode()
