"""Who decided what, when and why: a report, to filter and to take away as a file."""

from datetime import datetime

import django_filters
from django import forms
from django.db.models import F
from django.urls import path, reverse
from django.utils import timezone
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
    """With the names of article and commenter: added late, so that counting joins no tables."""
    return decisions.annotate(
        article_title=F("page__title"), commenter_name=F("comment__user_name")
    )


class RecordFilterSet(WagtailFilterSet):
    """Whose decisions, which, when, about what."""

    moderator = django_filters.CharFilter(
        label="Moderator", field_name="moderator_name", lookup_expr="icontains"
    )
    action = django_filters.MultipleChoiceFilter(
        label="What", choices=Action.choices, widget=forms.CheckboxSelectMultiple
    )
    decided_at = django_filters.DateFromToRangeFilter(label="When", widget=DateRangePickerWidget)
    article = django_filters.CharFilter(label="Article", method="about_article")
    commenter = django_filters.CharFilter(
        label="Commenter’s email address", method="about_commenter"
    )
    comment = django_filters.CharFilter(label="Number of the comment", method="about_comment")

    class Meta:
        model = Decision
        fields = []

    def about_article(self, decisions, name, value):
        if pk := parse_id(value):
            return decisions.filter(page_id=pk)
        found = Page.objects.order_by().filter(title__icontains=value)
        return decisions.filter(page_id__in=found.values("pk"))

    def about_commenter(self, decisions, name, value):
        if pk := parse_id(value):
            return decisions.filter(commenter_id=pk)
        return decisions.filter(commenter__email=value.strip().lower())

    def about_comment(self, decisions, name, value):
        return decisions.filter(comment_id=parse_id(value))


class WhatColumn(Column):
    """What was done, what it changed, and whether it lasted."""

    cell_template_name = "comments/desk/_record_what.html"

    def get_cell_context_data(self, instance, parent_context):
        context = super().get_cell_context_data(instance, parent_context)
        then = spelling.afterwards(instance)
        return context | {"change": spelling.change(instance), "then": then}


class CommentColumn(Column):
    """The comment by its number, whose it was and where it stood."""

    cell_template_name = "comments/desk/_record_comment.html"


class LabelledColumn(Column):
    """A column whose cells, on a phone, say themselves what they hold."""

    cell_template_name = "comments/desk/_record_cell.html"


class RecordView(ModeratorsOnly, HarmlessCells, ReportView):
    """The report. It names a commenter as the comment does, and gives away no address."""

    page_title = "Moderators’ decisions"
    header_icon = "history"
    permission_required = "moderate_all"
    model = Decision
    filterset_class = RecordFilterSet
    index_url_name = "comments_record"
    index_results_url_name = "comments_record_results"
    no_results_message = "Nothing was decided, or nothing that suits the filters."
    template_name = "comments/desk/record.html"
    table_classname = "listing desk-record"
    columns = [
        Column(
            "decided_at",
            label="When",
            accessor=lambda made: spelling.moment(made.decided_at),
            width="15%",
        ),
        Column("moderator_name", label="Who", width="13%"),
        WhatColumn("action", label="What", accessor="get_action_display", width="16%"),
        CommentColumn("comment", label="Comment", accessor="comment_id"),
        LabelledColumn("reason", label="Reason", width="14%"),
        LabelledColumn(
            "waited_seconds",
            label="Waited",
            accessor=lambda made: spelling.span(made.waited_seconds),
            width="11%",
        ),
    ]
    #: What stands in each column of the file.
    cells = {
        "When": lambda made: made.decided_at,
        "Who": lambda made: made.moderator_name,
        "What": lambda made: made.get_action_display(),
        "Was": lambda made: spelling.STATUS.get(made.from_status, made.from_status),
        "Became": lambda made: spelling.STATUS.get(made.to_status, made.to_status),
        "Comment": lambda made: made.comment_id,
        "Article": lambda made: made.article_title,
        "Commenter": lambda made: made.commenter_name,
        "Reason": lambda made: made.reason,
        "Waited (seconds)": lambda made: made.waited_seconds,
        "Afterwards": spelling.afterwards,
    }
    list_export = list(cells)
    export_headings = {heading: heading for heading in cells}
    # In the site's time zone, as on the screen; Wagtail's own are in UTC. XLSX knows no zones.
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

    def to_row_dict(self, made):
        return {heading: cell(made) for heading, cell in self.cells.items()}


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
