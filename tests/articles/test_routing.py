"""How an address leads to a page: what ours and Wagtail's part of it expect of each other."""

import unicodedata
from urllib.parse import quote, unquote

import pytest
from django.test import Client, RequestFactory
from django.urls import resolve, reverse
from wagtail import views as wagtail_views
from wagtail.models import Page, Site

from articles import routing
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def serve(home):
    """Has an address served by our view; returns the request and the path that it was given."""

    def serve(page):
        path = page.url.removeprefix("/")
        request = RequestFactory().get(page.url)
        Site.find_for_request(request)
        assert routing.serve(request, path).status_code == 200
        return request, path

    return serve


@pytest.mark.parametrize("which", ["article", "topic"])
def test_wagtail_takes_the_page_that_was_found_and_looks_for_none(
    serve, article, topic, which, django_assert_num_queries
):
    page = {"article": article, "topic": topic}[which]
    request, path = serve(page)
    with django_assert_num_queries(0):
        served = Page.route_for_request(request, path).page
    assert served == page
    assert served.known_public


def test_addresses_of_pages_lead_to_our_view_and_wagtails_other_addresses_to_its_own():
    assert resolve("/history/why/").func is routing.serve
    assert resolve("/").func is routing.serve
    password = reverse("wagtailcore_authenticate_with_password", args=[1, 1])
    assert resolve(password).func is wagtail_views.authenticate_with_password
    assert resolve(reverse("wagtailcore_login")).url_name == "wagtailcore_login"
    assert reverse("wagtail_serve", args=["history/why/"]) == "/history/why/"


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "path", ["authors/\0", "tags/a\0b", "\0", "a\0b/c", "feed\0", "search/\0", "discussion/\0"]
)
def test_an_address_with_a_nul_is_not_there(reader, home, path):
    assert reader.get(f"/{quote(path)}/").status_code == 404


def test_an_address_in_decomposed_letters_leads_to_its_page(reader, topic):
    article = factories.article(topic, title="Tại sao Đà Lạt lạnh?", slug="tại-sao-đà-lạt-lạnh")
    factories.article(topic, tags=["日本が"], slug="other")
    for composed in (unquote(article.url), "/tags/日本が/"):
        decomposed = unicodedata.normalize("NFD", composed)
        assert decomposed != composed
        answer = reader.get(decomposed, {"page": 1})
        assert answer.status_code == 301
        assert unquote(answer.url) == f"{composed}?page=1"
        assert reader.get(answer.url).status_code == 200
    assert reader.get(unicodedata.normalize("NFD", "/ế/")).url == f"/{quote('ế')}/"
    assert reader.get("/ế/").status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_pages_answer_reading_requests_only_and_say_so(home, article, method):
    client = Client(enforce_csrf_checks=True)
    tag = factories.article(article.get_parent(), tags=["War"], authors=[factories.author()])
    author = tag.authors[0].get_absolute_url()
    for address in ("/", article.url, "/tags/war/", "/authors/", author, "/feed/", "/feed/atom/"):
        answer = getattr(client, method)(address)
        assert answer.status_code == 405, address
        assert "GET" in answer["Allow"]
