"""What happened since a moderator last looked: asked for by the queue."""

from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from wagtail import hooks

from .. import devices, permissions
from ..models import Decision, DecisionReason
from . import acting, filters, raid

#: Whoever was away for longer sees it when they reload.
MOST_DECISIONS = 200


@never_cache
@require_safe
def news(request):
    """How many wait, and the decisions since the one that was seen last."""
    if not permissions.moderates(request.user):
        raise PermissionDenied
    scope = permissions.moderated_by(request.user)
    counted = filters.counts(scope, tabs=filters.OLDEST_FIRST)
    since = request.GET.get("since", "")
    latest = Decision.objects.values_list("pk", flat=True).first() or 0
    decisions = []
    if since.isdecimal() and len(since) < 16 and int(since) < latest:
        found = Decision.objects.filter(pk__gt=int(since), comment__in=scope)
        found = found.exclude(overtaken=True).exclude(moderator=request.user)
        decisions = [
            {
                "decision": decision.pk,
                "id": decision.comment_id,
                "status": decision.became,
                "message": acting.in_words(decision, request.user),
            }
            for decision in found.select_related("comment").order_by("-pk")[:MOST_DECISIONS]
        ]
    newest = filters.in_tab(scope, "held").order_by("-posted_at").values_list("pk", flat=True)
    first = {}
    if not since:
        # What the queue shows once it is there: its own page has no queries to spare.
        protection = raid.state(request) | {"next": reverse("comments_queue")}
        first = {
            "reasons": list(DecisionReason.objects.values("pk", "words", "told")),
            "raid": render_to_string("comments/desk/_raid.html", {"raid": protection}, request),
        }
    response = JsonResponse(
        first
        | {
            "waiting": counted["held"],
            "reported": counted["reported"],
            "newest": newest.first() or 0,
            "latest": latest,
            "decisions": decisions[::-1],
        }
    )
    devices.mark_moderator(request, response)
    return response


@hooks.register("register_admin_urls")
def addresses():
    return [path("discussion/news/", news, name="comments_news")]
