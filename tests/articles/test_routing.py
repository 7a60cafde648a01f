"""How an address leads to a page: what ours and Wagtail's part of it expect of each other."""

import pytest
from django.test import RequestFactory
from django.urls import resolve, reverse
from wagtail import views as wagtail_views
from wagtail.models import Page, Site

from articles import routing

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
