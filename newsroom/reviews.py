"""Which published articles nobody has looked through for long, as a list and as a report."""

from datetime import date, timedelta

import django_filters
from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView

from articles.models import ArticlePage

from .rights import publishable, publishes

#: An article is due when it was last reviewed this long ago, or published and never reviewed.
MONTHS = 12
DAYS_OF_A_MONTH = 30.44
CHOICES = {6: _("6 months"), 12: _("12 months"), 24: _("24 months")}


def before(months: int) -> date:
    return timezone.localdate() - timedelta(days=round(months * DAYS_OF_A_MONTH))


def due(user, months: int = MONTHS) -> QuerySet[ArticlePage]:
    """The published articles that the user may publish and that are due, the longest due first."""
    looked = Coalesce("reviewed_on", "published_on")
    articles = ArticlePage.objects.live().filter(pk__in=publishable(user))
    return (
        articles.annotate(looked_through=looked)
        .filter(looked_through__lt=before(months))
        .order_by("looked_through", "pk")
        .select_related("reviewer")
        .defer_streamfields()
    )


def last_look(page) -> str:
    """How the article was last looked through."""
    if not page.reviewed_on:
        return gettext("Never reviewed since it was published")
    if page.reviewer:
        return gettext("Last reviewed by %(name)s") % {"name": page.reviewer}
    return gettext("Last reviewed")


class DueFilterSet(WagtailFilterSet):
    months = django_filters.ChoiceFilter(
        label=_("Not reviewed for"),
        choices=list(CHOICES.items()),
        method="unfiltered",
        empty_label=None,
    )

    class Meta:
        model = ArticlePage
        fields = []

    def unfiltered(self, queryset, name, value):
        """Leaves the queryset alone, because the view has chosen its months."""
        return queryset


class DueView(ReportView):
    """The articles that are due for review."""

    page_title = _("Due for review")
    header_icon = "history"
    model = ArticlePage
    filterset_class = DueFilterSet
    index_url_name = "newsroom_reviews"
    index_results_url_name = "newsroom_reviews_results"
    results_template_name = "newsroom/reviews_results.html"
    any_permission_required = ["publish"]
    columns = [
        TitleColumn(
            "title",
            label=_("Question"),
            get_url=lambda page: reverse("wagtailadmin_pages:edit", args=[page.pk]),
        ),
        Column("reviewer", label=_("Reviewer"), accessor=lambda page: page.reviewer or ""),
        DateColumn("reviewed_on", label=_("Last reviewed")),
        DateColumn("published_on", label=_("First published")),
    ]
    list_export = ["title", "reviewer", "reviewed_on", "published_on"]
    export_headings = {column.name: column.label for column in columns}

    @property
    def months(self) -> int:
        asked = self.request.GET.get("months", "")
        return next((number for number in CHOICES if str(number) == asked), MONTHS)

    def get_queryset(self):
        return due(self.request.user, self.months)

    def get_filename(self):
        return f"due-for-review-{timezone.localdate()}"


class DueMenuItem(MenuItem):
    def is_shown(self, request):
        return publishes(request.user)


@hooks.register("register_reports_menu_item")
def menu_item():
    return DueMenuItem(
        DueView.page_title,
        reverse("newsroom_reviews"),
        name="due-for-review",
        icon_name=DueView.header_icon,
        order=100,
    )


@hooks.register("register_admin_urls")
def addresses():
    return [
        path("reports/due-for-review/", DueView.as_view(), name="newsroom_reviews"),
        path(
            "reports/due-for-review/results/",
            DueView.as_view(results_only=True),
            name="newsroom_reviews_results",
        ),
    ]
