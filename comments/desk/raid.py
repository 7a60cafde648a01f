"""Raid protection: a switch that turns itself off, and is offered when many comments come at once."""

from datetime import datetime, timedelta

from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime, now
from django.views.decorators.http import require_POST
from wagtail import hooks
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.models import Site

from .. import limits, pages, permissions
from ..models import DiscussionSettings, ReaderComment, Status
from . import changes

#: For how long it can be switched on.
HOURS = {1: "1 hour", 3: "3 hours", 12: "12 hours", 24: "a day"}
USUAL_DAYS = 7
#: What counts as a jump: so many within an hour, and so many times the usual number.
JUMP = 20
TIMES = 5
RATE_KEY, RATE_SECONDS = "comments:rate", 60


def state(request, settings: DiscussionSettings | None = None) -> dict:
    """What ``comments/desk/_raid.html`` shows, as its ``raid``."""
    settings = settings or pages.settings_for(request)
    found = {
        "may": permissions.moderates_all(request.user),
        "is_on": settings.is_raided(),
        "site": settings.site_id,
        "hours": HOURS,
        "next": request.get_full_path(),
        "minutes": limits.WINDOW_SECONDS // 60,
    }
    if found["is_on"]:
        return found | {"until": time_of_day(settings.raid_until)}
    hour, usual = rate()
    jumped = hour >= JUMP and hour >= TIMES * usual
    return found | {"jumped": jumped, "hour": hour, "usual": round(usual)}


def rate() -> tuple[int, float]:
    """How many comments came within the last hour, and how many usually do."""
    known = cache.get(RATE_KEY)
    if known is None:
        at = now()
        hour_ago, week_ago = at - timedelta(hours=1), at - timedelta(days=USUAL_DAYS)
        # With every status named, the index of the queue serves.
        found = ReaderComment.objects.order_by().filter(
            status__in=Status.values,
            withdrawn__in=[False, True],
            posted_at__gt=week_ago,
            posted_at__lte=at,
        )
        counts = found.aggregate(
            week=Count("pk"), hour=Count("pk", filter=Q(posted_at__gt=hour_ago))
        )
        before = counts["week"] - counts["hour"]
        known = counts["hour"], before / (USUAL_DAYS * 24 - 1)
        cache.set(RATE_KEY, known, RATE_SECONDS)
    return known


def time_of_day(moment: datetime) -> str:
    moment = localtime(moment)
    day = "" if moment.date() == localtime().date() else f" on {date_format(moment, 'j F')}"
    return f"{date_format(moment, 'H:i')}{day}"


@require_POST
def switch(request):
    """Switches raid protection on for some hours, or off."""
    if not permissions.moderates_all(request.user):
        raise PermissionDenied
    wanted = request.POST.get("hours", "")
    site = request.POST.get("site", "")
    if site.isdecimal() and len(site) < 10:
        settings = DiscussionSettings.for_site(get_object_or_404(Site, pk=site))
    else:
        settings = pages.settings_for(request)
    if wanted == "off":
        until = None
    elif wanted in map(str, HOURS):
        until = (now() + timedelta(hours=int(wanted))).replace(microsecond=0)
    else:
        messages.error(request, "For how long? Nothing was changed.")
        return _back(request)
    with transaction.atomic():
        before = DiscussionSettings.objects.select_for_update().get(pk=settings.pk)
        was_on = before.is_raided()
        settings = DiscussionSettings.objects.get(pk=settings.pk)
        settings.raid_until = until
        settings.save(update_fields=["raid_until"])
        if until or was_on:
            changes.record(before, settings, request.user)
    if until:
        messages.success(request, f"Raid protection is on until {time_of_day(until)}.")
    else:
        messages.success(request, "Raid protection is off.")
    return _back(request)


def _back(request):
    return redirect(get_valid_next_url_from_request(request) or reverse("comments_queue"))


@hooks.register("register_admin_urls")
def addresses():
    return [path("discussion/raid/", switch, name="comments_raid")]
