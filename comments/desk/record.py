"""The record of all decisions: a report, to filter and to export as a file."""

from datetime import datetime

import django_filters
from django import forms
from django.db.models import F
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page

from reports.spreadsheets import HarmlessCells

from .. import permissions
from ..models import Action, Decision
from ..numbers import parse_id
from . import spelling
from .access import ModeratorsOnly

#: Rows of a file that are in memory at once.
CHUNK = 2000


def named(decisions):
    """Adds the names of article and commenter. Done late, so that counting joins no tables."""
    return spelling.with_ends(decisions).annotate(
        article_title=F("page__title"), commenter_name=F("comment__user_name")
    )


class RecordFilterSet(WagtailFilterSet):
    """Filters by moderator, action, time, article, commenter and comment."""

    moderator = django_filters.CharFilter(
        label=_("Moderator"), field_name="moderator_name", lookup_expr="icontains"
    )
    action = django_filters.MultipleChoiceFilter(
        label=_("What"), choices=Action.choices, widget=forms.CheckboxSelectMultiple
    )
    decided_at = django_filters.DateFromToRangeFilter(label=_("When"), widget=DateRangePickerWidget)
    article = django_filters.CharFilter(label=_("Article"), method="about_article")
    commenter = django_filters.CharFilter(
        label=_("Commenter’s email address"), method="about_commenter"
    )
    comment = django_filters.CharFilter(label=_("Number of the comment"), method="about_comment")

    class Meta:
        model = Decision
        fields = []

    def about_article(self, decisions, name, value):
        if pk := parse_id(value):
            return decisions.filter(page_id=pk)
        pages = Page.objects.order_by().filter(title__icontains=value)
        return decisions.filter(page_id__in=pages.values("pk"))

    def about_commenter(self, decisions, name, value):
        if pk := parse_id(value):
            return decisions.filter(commenter_id=pk)
        return decisions.filter(commenter__email=value.strip().lower())

    def about_comment(self, decisions, name, value):
        return decisions.filter(comment_id=parse_id(value))


class WhatColumn(Column):
    """The action, the change of status, and a remark if the decision did not last."""

    cell_template_name = "comments/desk/_record_what.html"

    def get_cell_context_data(self, instance, parent_context):
        context = super().get_cell_context_data(instance, parent_context)
        then = spelling.afterwards(instance)
        return context | {"change": spelling.change(instance), "then": then}


class CommentColumn(Column):
    """The number of the comment, its commenter and its article."""

    cell_template_name = "comments/desk/_record_comment.html"


class LabelledColumn(Column):
    """A column whose cells repeat its label on a phone."""

    cell_template_name = "comments/desk/_record_cell.html"


class RecordView(ModeratorsOnly, HarmlessCells, ReportView):
    """The report. It names commenters as their comments do, and shows no address."""

    page_title = _("Moderators’ decisions")
    header_icon = "history"
    permission_required = "moderate_all"
    model = Decision
    filterset_class = RecordFilterSet
    index_url_name = "comments_record"
    index_results_url_name = "comments_record_results"
    no_results_message = _("There are no decisions, or none that match the filters.")
    template_name = "comments/desk/record.html"
    table_classname = "listing desk-record"
    columns = [
        Column(
            "decided_at",
            label=_("When"),
            accessor=lambda decision: spelling.moment(decision.decided_at),
            width="15%",
        ),
        Column("moderator_name", label=_("Who"), width="13%"),
        WhatColumn("action", label=_("What"), accessor="get_action_display", width="16%"),
        CommentColumn("comment", label=_("Comment"), accessor="comment_id"),
        LabelledColumn("reason", label=_("Reason"), width="14%"),
        LabelledColumn(
            "waited_seconds",
            label=_("Waited"),
            accessor=lambda decision: spelling.span(decision.waited_seconds),
            width="11%",
        ),
    ]
    #: The columns of the file: heading and cell.
    cells = {
        "when": (_("When"), lambda decision: decision.decided_at),
        "who": (_("Who"), lambda decision: decision.moderator_name),
        "what": (_("What"), lambda decision: decision.get_action_display()),
        "was": (_("Was"), lambda decision: spelling.status(decision.from_status)),
        "became": (_("Became"), lambda decision: spelling.status(decision.to_status)),
        "comment": (_("Comment"), lambda decision: decision.comment_id),
        "article": (_("Article"), lambda decision: decision.article_title),
        "commenter": (_("Commenter"), lambda decision: decision.commenter_name),
        "reason": (_("Reason"), lambda decision: decision.reason),
        "waited": (_("Waited (seconds)"), lambda decision: decision.waited_seconds),
        "afterwards": (_("Afterwards"), spelling.afterwards),
    }
    list_export = list(cells)
    export_headings = {name: heading for name, (heading, _cell) in cells.items()}
    # Times are in the site's zone, as on the screen; Wagtail's own are in UTC. XLSX has no zones.
    custom_value_preprocess = ReportView.custom_value_preprocess | {
        datetime: {"csv": timezone.localtime, "xlsx": timezone.make_naive}
    }

    def get_base_queryset(self):
        return Decision.objects.defer("details")

    def get_table(self, object_list):
        return super().get_table(named(object_list))

    def get_filename(self):
        return f"decisions-{timezone.localdate()}"

    def decorate_paginated_queryset(self, object_list):
        return named(object_list).iterator(chunk_size=CHUNK) if self.is_export else object_list

    def to_row_dict(self, decision):
        return {name: cell(decision) for name, (_heading, cell) in self.cells.items()}


class RecordMenuItem(MenuItem):
    def is_shown(self, request):
        return permissions.moderates_all(request.user)


@hooks.register("register_reports_menu_item")
def menu_item():
    return RecordMenuItem(
        RecordView.page_title,
        reverse("comments_record"),
        name="comments-record",
        icon_name=RecordView.header_icon,
        order=1200,
    )


@hooks.register("register_admin_urls")
def addresses():
    return [
        path("discussion/record/", RecordView.as_view(), name="comments_record"),
        path(
            "discussion/record/results/",
            RecordView.as_view(results_only=True),
            name="comments_record_results",
        ),
    ]
