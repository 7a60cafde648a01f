"""The search page, and the addresses that its script calls."""

import logging
from urllib.parse import urlsplit

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe
from wagtail.models import Site

from articles import navigation
from page_cache.collecting import accept_query, depend

from . import (
    answers,
    asking,
    helping,
    limits,
    narrowing,
    queries,
    recording,
    results,
    spelling,
    suggesting,
    synonyms,
)
from .indexing import SUGGESTIONS
from .promoting import promoted

logger = logging.getLogger(__name__)

RESULTS_PER_PAGE = 10
SORTS = {"": _("Best first"), "date": _("Newest first")}
#: Browsers and proxies may cache suggestions for this time.
CACHE_SECONDS = 300


class CountedResponse(HttpResponse):
    """A response that counts the search after it was sent, so that the reader does not wait."""

    def __init__(self, *args, asked: tuple[str, int] | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.asked = asked

    def close(self):
        try:
            if self.asked:
                recording.count_search(*self.asked)
        except Exception:
            logger.exception("A search could not be counted")
        finally:
            super().close()


def _read(typed: str) -> asking.Question:
    """What a reader typed, parsed, with the editors' synonyms if it has any word."""
    text = asking.normalise(typed)
    return asking.parse(text, synonyms.current() if text else None)


@require_safe
def search(request):
    """The results for ``?q=``, narrowed, sorted, and a page at a time."""
    typed = request.GET.get("q", "")
    if typed and limits.exceeded("results", request):
        return too_many(request)
    question = _read(typed)
    site = Site.find_for_request(request)
    context = {
        "query": question.text,
        "question": question,
        "trail": [site.root_page] if site else [],
        "own_search": True,
        "cut": len(typed.strip()) > asking.MAX_LENGTH,
        "thanked": "thanks" in request.GET,
    }
    asked = None
    if not question.is_empty:
        context |= _answered(request, question)
        # Sorted, narrowed and further pages belong to a search that was counted already. A visitor
        # who is signed in is no reader.
        signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES
        if context["is_first"] and request.method == "GET" and not signed_in:
            missed = context["missing"] or context["instead"]
            asked = (question.text, 0 if missed else context["page"].paginator.count)
    page = render_to_string("search/results.html", context, request)
    return CountedResponse(page, headers={"X-Robots-Tag": "noindex"}, asked=asked)


def _answered(request, question: asking.Question) -> dict:
    """The context of the page for a question."""
    topics = navigation.topics(request)
    narrowed = narrowing.chosen(request.GET, topics)
    sort = request.GET.get("sort", "")
    sort = sort if sort in SORTS else ""
    tokens = [choice.token for choice in narrowed.values()]
    found = queries.find(question, tokens, newest=sort == "date")
    missing, instead, data = [term.typed for term in found.unknown], None, request.GET
    corrected = spelling.corrected(question, found) if missing else None
    if corrected and not found.hits and not narrowed:
        # Readers get the results of the corrected query at once.
        question, instead = asking.parse(corrected, question.synonyms), corrected
        found, corrected = queries.find(question, newest=sort == "date"), None
        data = data.copy()
        data["q"] = instead
    page = Paginator(found.hits, RESULTS_PER_PAGE).get_page(request.GET.get("page"))
    documents = results.shown([hit.pk for hit in page])
    is_first = page.number == 1 and not narrowed and not sort and "thanks" not in request.GET
    return {
        "found": found,
        "page": page,
        "is_first": is_first,
        "narrowed": narrowed.values(),
        "everything": narrowing.address(data, **dict.fromkeys(narrowed)),
        "sorts": [
            (name, narrowing.address(data, sort=value), value == sort)
            for value, name in SORTS.items()
        ],
        "results": results.listed(documents, found.wanted, topics),
        "choices": narrowing.offered(found.hits, data, topics, narrowed),
        "missing": [] if instead else missing,
        "instead": instead,
        "corrected": corrected,
        "corrected_address": narrowing.address(data, q=corrected),
        "answer": answers.nearest(question, documents) if is_first else None,
        "promoted": promoted(question.text) if is_first and not instead else [],
        "help": None if found.hits else helping.help_for(question, topics),
    }


def too_many(request):
    """The answer for a visitor who searches more often than a reader can."""
    response = render(request, "search/too_many.html", {"own_search": True}, status=429)
    response["Retry-After"] = str(limits.WINDOW_SECONDS)
    return response


@require_safe
def suggest(request):
    """Titles for the words that a reader has typed so far, as JSON."""
    typed = request.GET.get("q", "")
    if limits.exceeded("suggestions", request):
        response = JsonResponse({"query": asking.normalise(typed), "suggestions": []}, status=429)
        response["Retry-After"] = str(limits.WINDOW_SECONDS)
        response["Cache-Control"] = "no-store"
        return response
    depend(SUGGESTIONS)
    accept_query()
    question = _read(typed)
    found = [
        {
            "title": document.title,
            "url": document.page.get_url(request)
            if document.page_id
            else document.author.get_absolute_url(),
            "kind": document.kind,
            "label": document.get_kind_display(),
        }
        for document in suggesting.suggestions(question)
    ]
    message = gettext("No suggestions")
    if found:
        message = ngettext("%(count)s suggestion", "%(count)s suggestions", len(found))
        message %= {"count": len(found)}
    answer: dict | list = {"query": question.text, "said": message, "suggestions": found}
    if request.GET.get("form") == "opensearch":
        # Browsers' own search fields expect this form: https://github.com/dewitt/opensearch
        titles, addresses = ([entry[key] for entry in found] for key in ("title", "url"))
        addresses = [navigation.absolute_url(request, address) for address in addresses]
        answer = [question.text, titles, [], addresses]
    response = JsonResponse(answer, safe=False)
    patch_cache_control(response, public=True, max_age=CACHE_SECONDS)
    return response


def _from_here(request) -> bool:
    """Whether a page of ours sent this request, as far as the browser tells."""
    if site := request.headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    # What browsers of before 2023 tell.
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.get_host()


# The request only adds to a count, in nobody's name. A CSRF token would keep pages out of caches.
@csrf_exempt
@require_POST
def clicked(request):
    """Counts that a reader opened a result. The page's script sends this."""
    kind, _, number = request.POST.get("result", "").partition(":")
    known = kind in ("page", "author") and number.isascii() and number.isdecimal()
    if known and len(number) < 19 and _from_here(request) and not limits.exceeded("notes", request):
        recording.count_click(asking.normalise(request.POST.get("q", "")), f"{kind}:{number}")
    return HttpResponse(status=204)


@csrf_exempt
@require_POST
def wanted(request):
    """Counts that a reader asks the editors for an answer, once a day for each network."""
    query = asking.normalise(request.POST.get("q", ""))
    if (
        _from_here(request)
        and not limits.exceeded("notes", request)
        and not limits.repeated_today("wanted", recording.countable(query), request)
    ):
        recording.count_request(query)
    address = QueryDict(mutable=True)
    address.update({"q": query, "thanks": "1"})
    return HttpResponseRedirect(f"{reverse('search')}?{address.urlencode()}#asked")


@require_safe
@cache_control(public=True, max_age=86400)
def opensearch(request):
    """The description by which a browser adds the site as a search engine (OpenSearch 1.1)."""
    return render(
        request,
        "search/opensearch.xml",
        {"language": get_language()},
        content_type="application/opensearchdescription+xml",
    )
