"""The search page."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.views.decorators.http import require_safe
from wagtail.models import Site

from . import queries

RESULTS_PER_PAGE = 10


@require_safe
def search(request):
    """The results for ``?q=``, a page at a time."""
    query = queries.normalise(request.GET.get("q", ""))
    results = queries.search(query) if query else []
    page = Paginator(results, RESULTS_PER_PAGE).get_page(request.GET.get("page"))
    site = Site.find_for_request(request)
    context = {
        "query": query,
        "results": page,
        "trail": [site.root_page] if site else [],
        "own_search": True,
    }
    return render(request, "search/results.html", context)
