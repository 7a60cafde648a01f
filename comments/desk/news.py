"""What happened since a moderator last looked: asked for by the queue."""

from django.http import JsonResponse
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from wagtail import hooks
from wagtail.admin.auth import user_passes_test

from .. import cookies, pages, permissions
from ..models import Action, Decision, DecisionReason
from ..moderation import raid, tabs
from ..numbers import parse_id
from . import acting, learning

#: A moderator who was away for longer sees the rest after reloading.
MOST_DECISIONS = 200


@never_cache
@require_safe
@user_passes_test(permissions.moderates)
def news(request):
    """How many comments are in each tab, and the decisions since the one that was seen last."""
    scope = permissions.moderated_by(request.user)
    counted = tabs.counts(scope)
    since = parse_id(request.GET.get("since"))
    latest = Decision.objects.values_list("pk", flat=True).first() or 0
    decisions = []
    if since is not None and since < latest:
        found = Decision.objects.filter(pk__gt=since, comment__in=scope)
        # One's own bulk jobs, too: a ban takes comments along that are in the list.
        found = found.exclude(conflict=True).exclude(moderator=request.user, job=None)
        decisions = [
            {
                "decision": decision.pk,
                "id": decision.comment_id,
                "status": decision.to_status,
                "own": decision.moderator_id == request.user.pk,
                "undone": decision.action == Action.UNDO,
                "message": acting.in_words(decision, request.user),
            }
            for decision in found.select_related("comment").order_by("-pk")[:MOST_DECISIONS]
        ]
    newest = tabs.in_tab(scope, "held").order_by("-posted_at").values_list("pk", flat=True)
    first = {}
    if since is None:
        # For the queue's first request: its page has no queries to spare for these.
        queue = {"next": reverse("comments_queue")}
        rules = pages.settings_for(request)
        protection = raid.state(request, rules) | queue
        notice = learning.notice(request, rules)
        first = {
            "reasons": list(DecisionReason.objects.values("pk", "text", "note_to_author")),
            "raid": render_to_string("comments/desk/_raid.html", {"raid": protection}, request),
            "filter": render_to_string(
                "comments/desk/_learning_notice.html",
                {"notice": notice and notice | queue},
                request,
            ),
        }
    response = JsonResponse(
        first
        | {
            "counts": {
                tab: {"number": number, "shown": tabs.shown(number)}
                for tab, number in counted.items()
            },
            "newest": newest.first() or 0,
            "latest": latest,
            "decisions": decisions[::-1],
        }
    )
    cookies.mark_moderator(request, response)
    return response


@hooks.register("register_admin_urls")
def addresses():
    return [path("discussion/news/", news, name="comments_news")]
