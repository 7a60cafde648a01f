"""One query of the report: its searches by day, the results that readers opened, its promotions."""

from django.http import Http404
from django.urls import path, reverse
from django.views.generic import TemplateView
from wagtail import hooks
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.contrib.search_promotions.views import CreateView

from . import figures, promoting, report
from .models import DailyQuery


class QueryView(report.RefusesOthers, WagtailAdminTemplateMixin, TemplateView):
    """The figures of ``?query=`` in the period of the report."""

    template_name = "search/report/query.html"
    header_icon = report.SearchesView.header_icon

    def get_page_title(self):
        return f"“{self.request.GET.get('query', '')}”"

    def get_breadcrumbs_items(self):
        data = self.request.GET
        above = f"{reverse('search_report')}?{report.address(data)}"
        return [
            *self.breadcrumbs_items,
            {"url": above, "label": report.SearchesView.page_title},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs):
        data, user = self.request.GET, self.request.user
        query, period = data.get("query", "").replace("\0", ""), report.chosen_period(data)
        asked = DailyQuery.objects.filter(query=query)
        if not asked.exists():
            raise Http404
        promoted = promoting.promoted_query_ids([query])
        promote, is_promoted = report.promotion(query, promoted, user.has_perm)
        return super().get_context_data(**kwargs) | {
            "query": query,
            "row": next(iter(figures.by_query(period).filter(query=query)), None),
            "period": period,
            "periods": report.period_links(data, period),
            "opened": self.results(query, period),
            "promoted": promoting.promoted(query),
            "promote": promote,
            "is_promoted": is_promoted,
            **report.chart(asked.filter(day__range=period.bounds), period),
        }

    def results(self, query, period) -> list[dict]:
        """The results that readers opened, with a link to edit each if the user may."""
        found, finder = figures.opened(query, period), AdminURLFinder(self.request.user)
        for row in found:
            row["url"] = finder.get_edit_url(row["object"]) if row["object"] else None
        return found


class PromoteView(CreateView):
    """Wagtail's form of a promoted result with ``?query=`` filled in. Wagtail's view receives it."""

    def get_initial(self):
        return {"query_string": self.request.GET.get("query", "")}


@hooks.register("register_admin_urls")
def addresses():
    return [
        path("reports/searches/query/", QueryView.as_view(), name="search_report_query"),
        path("reports/searches/promote/", PromoteView.as_view(), name="search_promote"),
    ]
