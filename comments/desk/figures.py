"""How the moderation does: how much comes, how long it waits, and how often the rules were right."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q
from django.urls import path, reverse
from django.utils import timezone
from django.views.generic import TemplateView
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from articles.charts import bars

from .. import permissions, rules
from ..models import Action, Decision, Effect, Finding, ReaderComment, Status
from . import counts, spelling

PERIODS = [7, 30, 90]
#: Figures of a large site take a while to count: so long they are good enough.
CACHE_SECONDS = 300
#: What the chart and its table show of a day, in the order in which the bars are stacked.
SERIES = {
    Status.PUBLISHED: "Published",
    Status.HELD: "Held",
    Status.SPAM: "Spam",
    Status.REMOVED: "Removed",
}
MODERATORS = 50


def share(part: int, whole: int) -> str:
    """In per cent, as text: of nothing there is no share."""
    if not whole:
        return "–"
    return f"{100 * part / whole:.0f} %" if part in (0, whole) else f"{100 * part / whole:.1f} %"


@dataclass
class Figures:
    """What is shown of a period."""

    days: int
    at: datetime = field(default_factory=timezone.now)
    received: list = field(default_factory=list)
    total: int = 0
    decided: int = 0
    median: int | None = None
    slowest: int | None = None
    held: int = 0
    held_decided: int = 0
    wrongly_held: int = 0
    by_rule: list = field(default_factory=list)
    by_moderator: list = field(default_factory=list)


def figures(days: int) -> Figures:
    """The figures of so many days, today included; up to ``CACHE_SECONDS`` old."""
    return cache.get_or_set(f"comments:figures:{days}", lambda: count(days), CACHE_SECONDS)


def count(days: int) -> Figures:
    found = Figures(days)
    first = timezone.localdate() - timedelta(days=days - 1)
    since = _midnight(first)
    found.received = _received([first + timedelta(days=day) for day in range(days)])
    found.total = sum(day["total"] for day in found.received)
    _time_to_decision(found, since)
    _held(found, since)
    found.by_rule = _by_rule(since)
    found.by_moderator = list(
        Decision.objects.filter(at__gte=since, overtaken=False)
        .exclude(action=Action.UNDO)
        .order_by()
        .values("moderator_name")
        .annotate(
            decisions=Count("pk"),
            published=Count("pk", filter=Q(became=Status.PUBLISHED) & ~Q(was=Status.PUBLISHED)),
            gone=Count("pk", filter=Q(became__in=[Status.SPAM, Status.REMOVED])),
            undone=Count("undone_at"),
        )
        .order_by("-decisions", "moderator_name")[:MODERATORS]
    )
    return found


def _midnight(day) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _received(days: list[date]) -> list[dict]:
    """Each day's comments by what they are now: stretches of the queue's index.

    The days are a table of their own. To cut them from the times of comments, as ``TruncDate`` does,
    SQLite would have to call Python for every comment.
    """
    params = []
    for day in days:
        params.append(day.toordinal())
        for moment in (_midnight(day), _midnight(day + timedelta(days=1))):
            params.append(connection.ops.adapt_datetimefield_value(moment))
    rows = ", ".join(["(%s, %s, %s)"] * len(days))
    statuses = ", ".join(["%s"] * len(SERIES))
    query = f"""
        WITH days (day, begins, ends) AS (VALUES {rows})
        SELECT day, status, COUNT(*) FROM days
        JOIN comments_readercomment ON posted_at >= begins AND posted_at < ends
        WHERE status IN ({statuses}) AND withdrawn IN (FALSE, TRUE)
        GROUP BY day, status
    """  # noqa: S608 - only places for values
    numbers = dict.fromkeys(days, {})
    with connection.cursor() as cursor:
        cursor.execute(query, [*params, *map(str, SERIES)])
        for day, status, number in cursor.fetchall():
            day = date.fromordinal(day)
            numbers[day] = numbers[day] | {status: number}
    return [
        {
            "day": day,
            "numbers": [of_day.get(status, 0) for status in SERIES],
            "total": sum(of_day.values()),
        }
        for day, of_day in numbers.items()
    ]


def _time_to_decision(found: Figures, since: datetime) -> None:
    waits = Decision.objects.filter(
        at__gte=since, waited__isnull=False, overtaken=False, undone_at=None
    ).order_by("waited")
    found.decided = waits.count()
    if found.decided:
        at = waits.values_list("waited", flat=True)
        found.median = at[(found.decided - 1) // 2]
        found.slowest = at[(found.decided - 1) * 9 // 10]


def _of_the_period(since: datetime):
    return ReaderComment.objects.order_by().filter(
        status__in=SERIES, posted_at__gte=since, withdrawn=False
    )


def _findings(effect: str):
    return Exists(Finding.objects.filter(comment=OuterRef("pk"), effect=effect))


def _held(found: Figures, since: datetime) -> None:
    """How many a rule held, and how many of these a moderator then published."""
    held = _of_the_period(since).filter(_findings(Effect.HOLD), ~_findings(Effect.SPAM))
    numbers = dict(held.values_list("status").annotate(Count("pk")))
    found.held = sum(numbers.values())
    found.held_decided = found.held - numbers.get(Status.HELD, 0)
    found.wrongly_held = numbers.get(Status.PUBLISHED, 0)


def _by_rule(since: datetime) -> list[dict]:
    """What became of the comments that each rule held or called spam."""
    spam_too = Exists(Finding.objects.filter(comment=OuterRef("comment"), effect=Effect.SPAM))
    spoken = (
        Finding.objects.filter(
            comment__status__in=SERIES, comment__posted_at__gte=since, comment__withdrawn=False
        )
        .filter(Q(effect=Effect.SPAM) | Q(effect=Effect.HOLD) & ~spam_too)
        .order_by()
        .values_list("rule", "effect", "comment__status")
        .annotate(Count("pk"))
    )
    numbers = {}
    for rule, effect, status, number in spoken:
        numbers.setdefault(rule, {})[effect, status] = number
    return [_of_rule(rule, numbers[rule]) for rule in rules.NAMES if rule in numbers]


def _of_rule(rule: str, numbers: dict) -> dict:
    def became(effect, *statuses):
        return sum(numbers.get((effect, status), 0) for status in statuses)

    wrong = became(Effect.HOLD, Status.PUBLISHED)
    right = became(Effect.HOLD, Status.SPAM, Status.REMOVED)
    return {
        "name": rules.NAMES[rule],
        "held": became(Effect.HOLD, *SERIES),
        "wrong": wrong,
        "right": right,
        "share": share(right, right + wrong),
        "spam": became(Effect.SPAM, *SERIES),
        "not_spam": became(Effect.SPAM, Status.PUBLISHED),
    }


class FiguresView(WagtailAdminTemplateMixin, TemplateView):
    """The page of figures, for the last week, month or quarter."""

    template_name = "comments/desk/figures.html"
    page_title = "Figures of the discussions"
    header_icon = "order"

    def dispatch(self, request, *args, **kwargs):
        if not permissions.moderates_all(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs):
        asked = self.request.GET.get("days")
        days = next((days for days in PERIODS if str(days) == asked), PERIODS[1])
        found = figures(days)
        totals = [
            sum(day["numbers"][place] for day in found.received) for place in range(len(SERIES))
        ]
        held = counts.held_for(self.request.user)
        return super().get_context_data(**kwargs) | {
            "figures": found,
            "periods": PERIODS,
            "legend": list(zip(SERIES.values(), totals, strict=True)),
            "chart": bars(found.received),
            "median": spelling.span(found.median),
            "slowest": spelling.span(found.slowest),
            "share_held": share(found.held, found.total),
            "share_wrong": share(found.wrongly_held, found.held_decided),
            "oldest": counts.oldest(held),
            "waiting": counts.shown(counts.held_number(self.request)),
        }


class FiguresMenuItem(MenuItem):
    def is_shown(self, request):
        return permissions.moderates_all(request.user)


@hooks.register("register_discussion_menu_item")
def menu_item():
    return FiguresMenuItem(
        "Figures",
        reverse("comments_figures"),
        name="comments-figures",
        icon_name=FiguresView.header_icon,
        order=50,
    )


@hooks.register("register_admin_urls")
def addresses():
    return [path("discussion/figures/", FiguresView.as_view(), name="comments_figures")]
