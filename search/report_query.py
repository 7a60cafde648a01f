"""One query of the report: when it was searched for, what was opened, and what could be promoted."""

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
    """What is known about ``?query=`` in the period that the report showed."""

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
        promoted = promoting.promoting([query])
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
        """What was opened, with the way to change it for those who may."""
        found, finder = figures.opened(query, period), AdminURLFinder(self.request.user)
        for row in found:
            row["url"] = finder.get_edit_url(row["object"]) if row["object"] else None
        return found


class PromoteView(CreateView):
    """Wagtail's form of a promoted result with ``?query=`` filled in. It is sent to Wagtail."""

    def get_initial(self):
        return {"query_string": self.request.GET.get("query", "")}


@hooks.register("register_admin_urls")
def addresses():
    return [
        path("reports/searches/query/", QueryView.as_view(), name="search_report_query"),
        path("reports/searches/promote/", PromoteView.as_view(), name="search_promote"),
    ]
