"""The pages of a discussion beyond the threads below its article."""

from django.core.paginator import Paginator
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from page_cache.collecting import accept_query

from .. import pages, threads
from ..models import ReaderComment
from ..numbers import parse_id
from .render import answer


@require_safe
def discussion(request, page_id):
    """All threads of a page, a page at a time."""
    page = pages.find(page_id)
    rules = pages.settings_for(request)
    sorts = threads.sorts(rules)
    wanted = request.GET.get("sort")
    sort = wanted if wanted in sorts else threads.usual_sort(rules)
    paginator = Paginator(range(threads.thread_count(page)), rules.page_size)
    asked = request.GET.get("page", "1")
    number = paginator.get_page(asked)
    if str(number.number) == asked and sort == (wanted or sort):
        accept_query()
    found = pages.discussion_of(page)
    context = {
        "discussion": found,
        "rules": rules,
        "open": pages.takes_replies(found, rules),
        "threads": threads.threads(page, rules, number.number, sort),
        "numbers": number,
        "sort": sort,
        "sorts": sorts,
        "headline": _("Discussion: %(page)s") % {"page": page.title},
    }
    return answer(request, "comments/discussion_page.html", context, page)


@require_safe
def thread(request, comment_id):
    """One thread with all its replies."""
    root = get_object_or_404(ReaderComment.objects.visible().roots(), pk=comment_id)
    page = pages.find(root.page_id)
    shown, count = threads.thread(root, parse_id(request.GET.get("page")) or 1)
    asked = request.GET.get("page", "1")
    numbers = Paginator(range(count), 1).get_page(asked)
    if str(numbers.number) == asked:
        accept_query()
    rules = pages.settings_for(request)
    found = pages.discussion_of(page)
    context = {
        "discussion": found,
        "rules": rules,
        "open": pages.takes_replies(found, rules),
        "thread": shown,
        "numbers": numbers,
        "headline": _("Thread: %(page)s") % {"page": page.title},
    }
    return answer(request, "comments/thread_page.html", context, page)


@require_safe
def comment(request, comment_id):
    """A permalink: redirects to the present place of the comment."""
    found = get_object_or_404(ReaderComment.objects.visible(), pk=comment_id)
    page = pages.find(found.page_id)
    where, number = threads.place(found, pages.settings_for(request))
    if where == "thread":
        address = reverse("thread", args=[found.thread_id]) + f"?page={number}"
    elif number == 1:
        address = page.get_url(request)
    else:
        address = reverse("discussion", args=[page.pk]) + f"?page={number}"
    return HttpResponseRedirect(f"{address}#c{found.pk}")
