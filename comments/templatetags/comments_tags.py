"""The discussion below a page."""

from django import template

from .. import pages, reading

register = template.Library()


@register.inclusion_tag("comments/discussion.html", takes_context=True)
def discussion(context, page):
    """The first threads of the page's discussion, and the way to write in it."""
    request = context["request"]
    found = pages.discussion_of(page) if page.pk else None
    if found is None:
        return {}
    threads = reading.threads(page) if found.comment_count or not found._state.adding else []
    return {
        "page": page,
        "discussion": found,
        "threads": threads,
        "more": len(threads) == reading.THREADS_PER_PAGE,
        "open": found.is_open(pages.settings_for(request)),
        "request": request,
    }
