"""The report of what the checks find in published articles."""

import django_filters
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView

from articles.checks.catalogue import CHECKS

from . import live_checks
from .models import LiveFinding
from .rights import pages_policy, publishes


class FailingFilterSet(WagtailFilterSet):
    check_name = django_filters.ChoiceFilter(
        label=_("Check"), choices=[(check.name, check.label) for check in CHECKS.values()]
    )

    class Meta:
        model = LiveFinding
        fields = ["check_name"]


class FailingView(ReportView):
    """What the checks find in the articles that somebody may publish."""

    page_title = _("Checks that fail")
    header_icon = "glasses"
    model = LiveFinding
    filterset_class = FailingFilterSet
    index_url_name = "newsroom_failing"
    index_results_url_name = "newsroom_failing_results"
    results_template_name = "newsroom/failing_results.html"
    any_permission_required = ["publish"]
    columns = [
        TitleColumn(
            "page.title",
            label=_("Question"),
            accessor="page.title",
            get_url=lambda finding: reverse("wagtailadmin_pages:edit", args=[finding.page_id]),
            width="40%",
        ),
        Column("label", label=_("Check")),
        Column("message", label=_("What was found")),
    ]
    list_export = ["page.title", "label", "message"]
    export_headings = {
        "page.title": _("Question"),
        "label": _("Check"),
        "message": _("What was found"),
    }

    @cached_property
    def permission_policy(self):
        return pages_policy()

    def get_queryset(self):
        found = live_checks.failing(self.request.user)
        return found.select_related("page").order_by("page__title", "page", "pk")

    def get_filename(self):
        return f"checks-that-fail-{timezone.localdate()}"


class FailingMenuItem(MenuItem):
    def is_shown(self, request):
        return publishes(request.user)


@hooks.register("register_reports_menu_item")
def menu_item():
    return FailingMenuItem(
        FailingView.page_title,
        reverse("newsroom_failing"),
        name="failing-checks",
        icon_name=FailingView.header_icon,
        order=110,
    )


@hooks.register("register_admin_urls")
def addresses():
    return [
        path("reports/failing-checks/", FailingView.as_view(), name="newsroom_failing"),
        path(
            "reports/failing-checks/results/",
            FailingView.as_view(results_only=True),
            name="newsroom_failing_results",
        ),
    ]
