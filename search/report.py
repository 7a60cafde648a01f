"""The report of what readers search for. Editors can filter it and export it."""

from urllib.parse import urlencode

import django_filters
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView

from reports.charts import bars
from reports.spreadsheets import HarmlessCells

from . import asking, figures, promoting
from .models import DailyQuery

MAY_LOOK = ["search.view_dailyquery", "wagtailadmin.access_admin"]
MAY_PROMOTE = "wagtailsearchpromotions.add_searchpromotion"
MAY_CHANGE = "wagtailsearchpromotions.change_searchpromotion"
#: The tabs, each with its label and the condition of its queries.
TABS = {
    "": (_("All searches"), {}),
    "nothing": (_("Found nothing"), {"found_last": 0}),
    "unopened": (_("Nothing opened"), {"found_last__gt": 0, "opened": 0}),
    "wanted": (_("Asked for"), {"wishes__gt": 0}),
}


def may_look(user) -> bool:
    return user.is_active and user.has_perms(MAY_LOOK)


class RefusesOthers:
    """Mixin for views that need the permission to see the report."""

    def dispatch(self, request, *args, **kwargs):
        if not may_look(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class DatesFilterSet(WagtailFilterSet):
    """A period between two dates, in place of the last days."""

    day = django_filters.DateFromToRangeFilter(
        label=_("Dates"), widget=DateRangePickerWidget, method="unfiltered"
    )

    class Meta:
        model = DailyQuery
        fields = []

    def unfiltered(self, queryset, name, value):
        """Leaves the queryset alone, because the view counts only the days of the period anyway."""
        return queryset


def chosen_period(data) -> figures.Period:
    """The period between the editor's dates if they are valid, else one of the last periods."""
    dates = DatesFilterSet(data).form
    day = dates.cleaned_data.get("day") if dates.is_valid() else None
    if day:
        return figures.between(day.start and day.start.date(), day.stop and day.stop.date())
    asked = data.get("days")
    return figures.latest(
        next((n for n in figures.PERIODS if str(n) == asked), figures.DEFAULT_DAYS)
    )


def address(data, **changes) -> str:
    """The query string of an address with some values changed. An empty value is left out."""
    kept = {
        name: data.get(name) for name in ("q", "show", "days", "day_from", "day_to", "ordering")
    }
    return urlencode({name: value for name, value in (kept | changes).items() if value})


class QueryColumn(Column):
    """The query with a link to its own page, and links to promote a result for it."""

    cell_template_name = "search/report/query_cell.html"


class NumberColumn(Column):
    """A number, aligned right. On a phone it has its own label."""

    cell_template_name = "search/report/number_cell.html"


class SearchesView(RefusesOthers, HarmlessCells, ReportView):
    """The report, with a row for each query of a period."""

    page_title = _("What readers search for")
    header_icon = "search"
    model = DailyQuery
    filterset_class = DatesFilterSet
    index_url_name = "search_report"
    index_results_url_name = "search_report_results"
    template_name = "search/report/report.html"
    results_template_name = "search/report/report_results.html"
    table_classname = "listing searches"
    is_searchable = True
    default_ordering = "-times"
    columns = [
        QueryColumn("query", label=_("Query"), sort_key="query"),
        NumberColumn("times", label=_("Searches"), sort_key="times", width="11%"),
        NumberColumn("found_last", label=_("Found (last)"), sort_key="found_last", width="13%"),
        NumberColumn("opened", label=_("Opened"), sort_key="opened", width="11%"),
        NumberColumn("wishes", label=_("Asked for"), sort_key="wishes", width="11%"),
    ]
    list_export = [column.name for column in columns]
    export_headings = {column.name: column.label for column in columns}

    @cached_property
    def period(self) -> figures.Period:
        return chosen_period(self.request.GET)

    @cached_property
    def shown(self) -> str:
        show = self.request.GET.get("show", "")
        return show if show in TABS else ""

    @cached_property
    def needs_clicks(self) -> bool:
        """Whether the clicks of all queries are asked for, and not of those on this page alone."""
        return self.is_export or self.shown == "unopened" or self.ordering.endswith("opened")

    def get_base_queryset(self):
        if self.shown == "unopened":
            return figures.unopened(self.period)
        return figures.by_query(self.period, self.needs_clicks)

    def order_queryset(self, queryset):
        name = self.ordering.lstrip("-")
        # A query that readers asked an answer for and did not search for has no number of results.
        order = F(name).desc if self.ordering.startswith("-") else F(name).asc
        return queryset.order_by(order(nulls_last=True), "query")

    def search_queryset(self, queryset):
        if text := asking.normalise(self.search_query).casefold():
            queryset = queryset.filter(query__contains=text)
        return queryset

    def filter_queryset(self, queryset):
        return super().filter_queryset(queryset).filter(**TABS[self.shown][1])

    def get_queryset(self):
        queryset = self.search_queryset(self.get_base_queryset())
        return self.order_queryset(self.filter_queryset(queryset))

    def get_filtered_queryset(self):
        return self.get_queryset()

    def stream_csv(self, queryset):
        """Writes row after row. A year's searches are not kept in memory together."""
        return super().stream_csv(queryset.iterator(chunk_size=2_000))

    def get_filename(self):
        return f"searches-{self.period.first}-{self.period.last}"

    def get_table(self, object_list):
        object_list = list(object_list)
        may = self.request.user.has_perm
        queries = [row["query"] for row in object_list]
        promoted = promoting.promoted_query_ids(queries)
        clicks = {} if self.needs_clicks else figures.clicks(queries, self.period)
        for row in object_list:
            row.setdefault("opened", clicks.get(row["query"]))
            row["promote"], row["is_promoted"] = promotion(row["query"], promoted, may)
            row["detail"] = self.detail_address(row["query"])
        return super().get_table(object_list)

    def detail_address(self, query: str) -> str:
        kept = {"q": "", "show": "", "ordering": "", "query": query}
        return f"{reverse('search_report_query')}?{address(self.request.GET, **kept)}"

    def get_context_data(self, *args, **kwargs):
        if self.is_export:
            return {"object_list": self.object_list}
        data = self.request.GET
        asked = self.search_queryset(figures.rows(self.period))
        return super().get_context_data(*args, **kwargs) | {
            "period": self.period,
            "periods": period_links(data, self.period),
            "tabs": [
                {
                    "label": label,
                    "url": f"?{address(data, show=name)}",
                    "current": name == self.shown,
                }
                for name, (label, condition) in TABS.items()
            ],
            "kept": {name: data[name] for name in ("days", "show", "ordering") if data.get(name)},
            **chart(asked, self.period),
        }

    @cached_property
    def no_results_message(self):
        if not DailyQuery.objects.exists():
            return gettext("No reader has searched for anything yet.")
        return gettext("No search of this period matches your choice.")


def chart(asked, period: figures.Period) -> dict:
    """The context of the chart, its legend and its table."""
    columns = figures.columns(asked, period)
    totals = [sum(column["numbers"][n] for column in columns) for n in range(len(figures.SERIES))]
    return {
        "counted": columns,
        "total": sum(totals),
        "legend": list(zip(figures.SERIES, totals, strict=True)),
        "chart": bars(columns),
    }


def period_links(data, period: figures.Period) -> list[dict]:
    """Links to the periods. They keep all other values of the address."""
    return [
        {
            "label": label,
            "url": f"?{address(data, days=days, day_from='', day_to='', query=data.get('query'))}",
            "current": days == period.days,
        }
        for days, label in figures.PERIODS.items()
    ]


def promotion(query: str, promoted: dict[str, int], may) -> tuple[str, bool]:
    """The address at which the user may promote this query, and whether it is promoted already."""
    number = promoted.get(query)
    if number:
        url = reverse("wagtailsearchpromotions:edit", args=[number]) if may(MAY_CHANGE) else ""
        return url, True
    url = f"{reverse('search_promote')}?{urlencode({'query': query})}" if may(MAY_PROMOTE) else ""
    return url, False


class SearchesMenuItem(MenuItem):
    def is_shown(self, request):
        return may_look(request.user)


@hooks.register("register_reports_menu_item")
def menu_item():
    return SearchesMenuItem(
        SearchesView.page_title,
        reverse("search_report"),
        name="searches",
        icon_name=SearchesView.header_icon,
        order=1100,
    )


@hooks.register("construct_reports_menu")
def without_wagtails_own(request, menu_items):
    """Removes Wagtail's “Search terms”. It lists the few that ``search.popular`` copies."""
    menu_items[:] = [item for item in menu_items if item.name != "search-terms"]


@hooks.register("register_permissions")
def permissions():
    return Permission.objects.filter(content_type__app_label="search", codename="view_dailyquery")


@hooks.register("register_admin_urls")
def addresses():
    return [
        path("reports/searches/", SearchesView.as_view(), name="search_report"),
        path(
            "reports/searches/results/",
            SearchesView.as_view(results_only=True),
            name="search_report_results",
        ),
    ]
