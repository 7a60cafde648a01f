"""Raid protection: its state, and the rate of comments that suggests it."""

from datetime import datetime, timedelta

from django.core.cache import cache
from django.db.models import Count, Q
from django.utils.formats import date_format
from django.utils.timezone import localtime, now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .. import limits, pages, permissions
from ..models import DiscussionSettings, ReaderComment, Status

#: The times for which it can be switched on.
HOURS = {1: _("1 hour"), 3: _("3 hours"), 12: _("12 hours"), 24: _("a day")}
USUAL_DAYS = 7
#: A jump is at least this many comments in an hour, and this many times the usual number.
JUMP = 20
TIMES = 5
RATE_KEY, RATE_SECONDS = "comments:rate", 60


def state(request, settings: DiscussionSettings | None = None) -> dict:
    """The variable ``raid`` of ``comments/desk/_raid.html``."""
    settings = settings or pages.settings_for(request)
    found = {
        "may": permissions.moderates_all(request.user),
        "is_on": settings.is_raided(),
        "site": settings.site_id,
        "hours": HOURS,
        "next": request.get_full_path(),
        "minutes": limits.WINDOW_SECONDS // 60,
    }
    if settings.raid_until and found["is_on"]:
        return found | {"until": time_of_day(settings.raid_until)}
    hour, usual = rate()
    jumped = hour >= JUMP and hour >= TIMES * usual
    return found | {"jumped": jumped, "hour": hour, "usual": round(usual)}


def rate() -> tuple[int, float]:
    """The number of comments within the last hour, and the usual number in an hour."""
    known = cache.get(RATE_KEY)
    if known is None:
        at = now()
        hour_ago, week_ago = at - timedelta(hours=1), at - timedelta(days=USUAL_DAYS)
        # Naming every status lets the database use the index of the queue.
        found = ReaderComment.objects.filter(
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
    time = date_format(moment, "H:i")
    if moment.date() == localtime().date():
        return time
    return gettext("%(time)s on %(day)s") % {"time": time, "day": date_format(moment, "j F")}
