"""How all pages of a discussion are answered."""

from django.shortcuts import render

from articles.navigation import breadcrumbs


def is_fragment(request) -> bool:
    """Whether the discussion's script asks, which puts the answer into the page."""
    return request.headers.get("X-Requested-With") == "fetch"


def answer(request, template: str, context: dict, page=None, status: int = 200):
    """A page that search engines leave alone, with the way back to the article."""
    if page is not None:
        context["page"] = page
        context["trail"] = [*breadcrumbs(request, page), page]
    response = render(request, template, context, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response
