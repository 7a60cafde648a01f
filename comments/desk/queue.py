"""The queue: comments that wait for moderators, and all that they decided, in tabs."""

from django.db import connection
from django.db.models import BooleanField, F, Func, QuerySet, Subquery
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.search import SearchArea
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column, Table
from wagtail.admin.views import generic
from wagtail.models import Page

from .. import permissions
from ..models import ReaderComment
from ..moderation import rows, tabs
from ..numbers import parse_id
from . import filters
from .access import ModeratorsOnly

PER_PAGE = 25


class Paginator(WagtailPaginator):
    """Takes the number from the view, which counts no further than anybody turns pages."""

    def __init__(self, *args, counted: int, **kwargs):
        super().__init__(*args, **kwargs)
        self.count = counted

    count = None

    @cached_property
    def items_count_label(self):
        more = "+" if self.count >= tabs.MOST_LISTED else ""
        comments = ngettext("%(shown)s comment", "%(shown)s comments", self.count)
        return comments % {"shown": f"{self.count:,}{more}"}


def _only(chosen: QuerySet) -> QuerySet:
    """The comments with these few ids."""
    if connection.vendor != "postgresql":
        return ReaderComment.objects.filter(pk__in=chosen)
    # PostgreSQL joins the first few of so many tables whole, unless it knows the ids by then.
    ids = Subquery(chosen, template="ANY (ARRAY(%(subquery)s))")
    is_one = Func(
        F("pk"),
        ids,
        template="%(expressions)s",
        arg_joiner=" = ",
        output_field=BooleanField(),
    )
    return ReaderComment.objects.filter(is_one)


class CommentColumn(Column):
    """A whole comment, with everything that a moderator needs for a decision."""

    cell_template_name = "comments/desk/_cell.html"


class QueueView(ModeratorsOnly, generic.IndexView):
    """Comments in the admin’s listing; each key is a decision."""

    model = ReaderComment
    template_name = "comments/desk/queue.html"
    results_template_name = "comments/desk/queue_results.html"
    page_title = _("Comments")
    header_icon = "comment"
    index_url_name = "comments_queue"
    index_results_url_name = "comments_queue_results"
    filterset_class = filters.QueueFilterSet
    paginator_class = Paginator
    paginate_by = PER_PAGE
    is_searchable = True
    show_other_searches = True
    verbose_name_plural = _("comments")
    columns = [
        BulkActionsCheckboxColumn("bulk_actions", obj_type="comment"),
        CommentColumn("comment", label=_("Comment")),
    ]

    @cached_property
    def tab(self) -> str:
        return tabs.tab_of(self.request.GET)

    @cached_property
    def scope(self):
        return permissions.moderated_by(self.request.user)

    def get_base_queryset(self):
        return self.scope

    def order_queryset(self, queryset):
        return queryset.order_by(*tabs.usual_order(self.tab))

    def search_queryset(self, queryset):
        return queryset  # the filters have searched

    def filter_queryset(self, queryset):
        if self.filters and not self.filters.is_valid():
            return queryset.none()
        return super().filter_queryset(queryset)

    @cached_property
    def active_filters(self):
        pills = super().active_filters
        for number, pill in enumerate(pills):
            # A link from a comment names its article by its id; people know the title.
            if pill.auto_id == "id_page" and parse_id(pill.value):
                title = Page.objects.filter(pk=pill.value).values_list("title", flat=True).first()
                pills[number] = pill._replace(value=title or pill.value)
        return pills

    def get_paginator(self, queryset, *args, **kwargs):
        self.counts = tabs.counts(self.scope)
        # The menu's badge need not count them again.
        self.request.comments_held = self.counts["held"]
        counted = tabs.upto(queryset, tabs.MOST_LISTED)
        return super().get_paginator(queryset, *args, counted=counted, **kwargs)

    def paginate_queryset(self, queryset, page_size):
        paginator, page, _objects, has_others = super().paginate_queryset(queryset, page_size)
        # The first query finds the ids by the index alone; the second loads these few rows.
        chosen = page.object_list.values("pk")
        comments = rows.load(_only(chosen)).order_by(*queryset.query.order_by)
        page.object_list = rows.prepare(list(comments), self.request.user)
        return paginator, page, page.object_list, has_others

    def get_table(self, object_list):
        shown = list(object_list)
        focus = parse_id(self.request.GET.get("focus"))
        if focus is not None:
            # A link leads to this comment: it comes first, whatever page it belongs to.
            linked = rows.find(self.request.user, focus)
            if linked:
                shown = [linked, *(comment for comment in shown if comment.pk != linked.pk)]
        return Table(self.columns, shown, classname="listing desk-listing")

    def get_context_data(self, *args, **kwargs):
        context = super().get_context_data(*args, **kwargs)
        query = self.request.GET.copy()
        for name in ("p", "focus", "_w_filter_fragment"):
            query.pop(name, None)
        shown = []
        for name, label in tabs.TABS.items():
            query["status"] = name
            count = self.counts[name]
            shown.append(
                {
                    "name": name,
                    "label": label,
                    "count": tabs.shown(count),
                    "number": count,
                    "url": f"{self.index_url}?{query.urlencode()}",
                    "current": name == self.tab,
                }
            )
        return context | {
            "may_empty": self.tab == "spam" and permissions.moderates_all(self.request.user),
            "tabs": shown,
            "tab": self.tab,
            "act_url": reverse("comments_act", args=[0]),
        }


class CommentSearchArea(SearchArea):
    """Comments beside pages, images and documents in the admin's search."""

    def is_shown(self, request):
        return permissions.moderates(request.user)


@hooks.register("register_admin_search_area")
def search_comments():
    address = reverse("comments_queue")
    return CommentSearchArea(
        QueueView.page_title, address, name="comments", icon_name="comment", order=500
    )


@hooks.register("register_admin_urls")
def addresses():
    return [
        path("discussion/queue/", QueueView.as_view(), name="comments_queue"),
        path(
            "discussion/queue/results/",
            QueueView.as_view(results_only=True),
            name="comments_queue_results",
        ),
    ]
