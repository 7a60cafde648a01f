"""The front page, the standing pages, the settings, and the pages for when something is wrong."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from home.models import FeaturedArticle, StandardPage
from tests import factories

pytestmark = pytest.mark.django_db


def test_the_front_page_has_search_featured_newest_and_topics(reader, home, topic, text):
    home.headline = "Every answer begins with a question"
    chosen = factories.article(topic, title="Why chosen?", days_ago=99)
    factories.article(topic, title="Why new?")
    home.featured = [FeaturedArticle(article=chosen)]
    home.save_revision().publish()
    response = reader.get("/")
    html = response.content.decode()
    assert html.count("<h1") == 1
    assert "Every answer begins with a question" in html
    assert html.index("Why chosen?") < html.index("Newest answers") < html.index("Why new?")
    assert 'action="/search/"' in html
    assert "History" in text(response)


def test_the_newest_are_featured_while_editors_chose_none(reader, topic):
    for number in range(6):
        factories.article(topic, title=f"Why {number}?", days_ago=number)
    html = reader.get("/").content.decode()
    assert html.index("Worth knowing") < html.index("Why 0?") < html.index("Newest answers")
    assert html.count("Why 0?</a>") == 1


def test_an_empty_site_says_so(reader, home, text):
    assert "Nothing has been published yet." in text(reader.get("/"))


def test_a_standing_page_shows_its_sections(reader, home, image, text):
    page = home.add_child(
        instance=StandardPage(
            title="About",
            introduction="<p>Who we are.</p>",
            body=factories.every_block(image, factories.document()),
        )
    )
    assert '<section id="terms"' in reader.get(page.url).content.decode()
    words = text(reader.get(page.url))
    assert "Who we are." in words
    assert "Pact. A treaty." in words


def test_the_footer_shows_who_publishes_and_where_to_read_on(reader, home, site_settings):
    page = home.add_child(instance=StandardPage(title="Privacy", introduction="<p>None.</p>"))
    site_settings.footer_links = [
        {"type": "link", "value": {"page": page.pk, "address": "", "label": ""}},
        {"type": "link", "value": {"page": None, "address": "https://example.org/", "label": "Ex"}},
    ]
    site_settings.social_links = [
        {"type": "link", "value": {"name": "Mastodon", "address": "https://example.org/@why"}}
    ]
    site_settings.save()
    html = reader.get("/").content.decode()
    footer = html.split('class="site-footer"')[1]
    assert f'<a href="{page.url}">Privacy</a>' in footer
    assert '<a href="https://example.org/">Ex</a>' in footer
    assert "Mastodon" in footer
    assert "101 Curiosity Lane<br>Answer Town" in footer


@pytest.mark.parametrize(
    ("number", "link"),
    [
        ("+1 (213) 555-0101", "https://wa.me/12135550101"),
        ("+84 24 3556 0101", "https://wa.me/842435560101"),
    ],
)
def test_a_whatsapp_number_becomes_a_link(site_settings, number, link):
    site_settings.whatsapp_number = number
    assert site_settings.whatsapp_url == link


def test_a_wrong_phone_number_gets_a_clear_message_and_is_kept(client, home):
    client.force_login(factories.user("Editors-in-chief"))
    address = reverse("wagtailsettings:edit", args=["home", "sitesettings"])
    response = client.get(address, follow=True)
    assert response.status_code == 200
    data = {
        "publisher_name": "WHY",
        "whatsapp_number": "call me maybe",
        "social_links-count": "0",
        "footer_links-count": "0",
    }
    response = client.post(response.request["PATH_INFO"], data)
    html = response.content.decode()
    assert "Write the number with its country code" in html
    assert "call me maybe" in html


@pytest.mark.parametrize(
    "address",
    [
        "/nowhere/",
        "/history/nowhere/",
        "/%F0%9F%A7%8A/",
        "/" + "x" * 3000 + "/",
        "/feed/x/y/",
        "/wp-login.php",
        "/media/../settings.py",
        "/documents/9999/nothing.pdf",
    ],
)
def test_an_unknown_address_gets_a_page_that_helps(reader, article, address, text):
    response = reader.get(address, follow=True)
    assert response.status_code == 404
    words = text(response)
    assert "Why is there nothing here?" in words
    assert article.title in words


@pytest.mark.parametrize(
    "query", ["?page=%00", "?q=%FF%FE", "?a[b]=c&&&=", "?page=1&page=2", "?" + "x" * 5000, "?q=%00"]
)
def test_a_query_string_of_junk_does_no_harm(reader, topic, article, query):
    for address in ("/", topic.url, article.url, "/search/", "/authors/", "/feed/"):
        assert reader.get(address + query).status_code == 200


def test_a_fault_of_ours_gets_a_page_without_database_or_details(home, monkeypatch):
    from home.models import HomePage

    def fail(*args, **kwargs):
        raise RuntimeError("secret detail")

    monkeypatch.setattr(HomePage, "get_context", fail)
    response = Client(raise_request_exception=False).get("/")
    assert response.status_code == 500
    html = response.content.decode()
    assert "Why did that not work?" in html
    assert "secret detail" not in html
    assert '<html lang="en-gb" dir="ltr">' in html


@pytest.mark.parametrize(("language", "direction"), [("en-gb", "ltr"), ("ar", "rtl")])
def test_a_page_names_its_language_and_direction(reader, home, language, direction):
    with translation.override(language):
        for address in ("/", "/search/", "/nowhere/"):
            html = reader.get(address).content.decode()
            assert f'<html lang="{language}" dir="{direction}">' in html


@pytest.mark.parametrize("address", ["/", "ARTICLE", "/search/", "/authors/", "/robots.txt"])
def test_pages_are_for_reading_only(reader, article, address):
    response = reader.post(address.replace("ARTICLE", article.url))
    assert response.status_code in (403, 405)


def test_who_finds_a_hole_is_told_where_to_report_it(reader, site_settings, settings, text):
    assert reader.get("/.well-known/security.txt").status_code == 404
    site_settings.email = "editors@why.example"
    site_settings.save()
    found = reader.get("/.well-known/security.txt").content.decode()
    assert "Contact: mailto:editors@why.example" in found
    assert re.search(r"Expires: \d{4}-\d\d-\d\dT00:00:00Z", found)
    settings.SECURITY_CONTACT = "https://why.example/security"
    found = reader.get("/.well-known/security.txt").content.decode()
    assert "Contact: https://why.example/security" in found


def test_other_sites_cannot_embed_pages_but_pictures(reader, home, image):
    assert reader.get("/")["Cross-Origin-Resource-Policy"] == "same-origin"
    assert reader.get(image.file.url)["Cross-Origin-Resource-Policy"] == "cross-origin"
