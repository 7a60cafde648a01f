"""Renders the pages of a discussion."""

from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from articles.navigation import breadcrumbs

page_of_its_own = require_http_methods(["GET", "HEAD", "POST"])


def is_fragment(request) -> bool:
    """Whether the discussion's script made the request. It puts the answer into the page."""
    return request.headers.get("X-Requested-With") == "fetch"


def answer(request, template: str, context: dict, page=None, status: int = 200):
    """Renders a page that search engines do not index, with the way back to the article."""
    if page is not None:
        context["page"] = page
        context["trail"] = [*breadcrumbs(request, page), page]
    response = render(request, template, context, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response
