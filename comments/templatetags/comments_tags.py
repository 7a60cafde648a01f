"""Template tags for the discussion below a page and for the desk."""

from django import template
from django.template.loader import render_to_string
from django.utils.text import Truncator
from django.utils.translation import gettext

from articles import reading
from articles.navigation import absolute_url
from articles.structured_data import as_json
from page_cache.parts import kept_for

from .. import deletion, pages, threads
from ..models import DiscussionSettings
from ..moderation import raid

register = template.Library()


@register.inclusion_tag("comments/discussion.html", takes_context=True)
def discussion(context, page):
    """The first threads of the page's discussion, and the link to the form."""
    request = context["request"]
    found = pages.discussion_of(page) if page.pk else None
    if found is None:
        return {}
    if not found._state.adding:
        request.also_changed_at = found.changed_at
    rules = pages.settings_for(request)
    shown = [] if found._state.adding else threads.threads(page, rules)
    usual = threads.usual_sort(rules)
    return {
        "page": page,
        "discussion": found,
        "threads": shown,
        "more": len(shown) == rules.page_size,
        "sorts": {key: name for key, name in threads.sorts(rules).items() if key != usual},
        "rules": rules,
        "open": pages.takes_replies(found, rules),
        "closed": not found.is_open(rules),
        "request": request,
        "data": _structured(request, page, found, shown, rules),
    }


@register.simple_tag(takes_context=True)
def shown_comment(context, comment, thread_closed: bool) -> str:
    """A comment on a public page."""
    rules = context["rules"]
    shown = {
        "comment": comment,
        "open": context["open"],
        "thread_closed": thread_closed,
        "rules": rules,
    }
    # The version stands for the comment’s own fields. Beside it is whatever else the template shows.
    values = (
        comment.pk,
        comment.version,
        comment.useful,
        bool(comment.user_id),
        comment.in_reply_to.user_name if comment.names_answered else "",
        shown["open"] and not thread_closed,
        rules.voting,
        rules.reports,
    )
    return kept_for(("comment", *values), lambda: render_to_string("comments/_comment.html", shown))


@register.inclusion_tag("comments/desk/_raid.html", takes_context=True)
def raid_protection(context):
    """The raid protection's state and switch above the discussion settings; nothing elsewhere."""
    settings = context.get("object")
    if not isinstance(settings, DiscussionSettings):
        return {}
    request = context["request"]
    return {"raid": raid.state(request, settings), "csrf_token": context["csrf_token"]}


@register.filter
def page_title(row) -> str:
    """The title of the page of a comment or a follow, loaded with ``pages.is_public``."""
    return row.page.title if row.page_is_public else gettext("A page that is not public now")


@register.simple_tag
def discussions_lost(items) -> str:
    """The warning on the admin's page that confirms the deletion of several pages."""
    return deletion.warning([item["item"] for item in items])


@register.simple_tag
def discussions_lost_with(ids) -> str:
    """The same of so many pages that the page names a few of them."""
    return deletion.warning_of(ids)


def _structured(request, page, discussion, shown, rules) -> str:
    """The comments as structured data, as a part of their article."""
    comments = [
        {
            "@type": "Comment",
            "url": absolute_url(request, comment.get_absolute_url()),
            "text": Truncator(reading.plain(comment.html)).chars(120),
            "dateCreated": comment.posted_at.isoformat(),
            "author": {"@type": "Person", "name": comment.user_name},
        }
        | ({"upvoteCount": comment.useful} if rules.voting else {})
        for thread in shown
        for comment in thread.comments
        if not comment.is_tombstone
    ]
    if not comments:
        return ""
    return as_json(
        {
            "@context": "https://schema.org",
            "@type": "Article",
            "@id": absolute_url(request, page.get_url(request) or "/"),
            "commentCount": discussion.comment_count,
            "comment": comments,
        }
    )
