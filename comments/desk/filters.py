"""The comments that the queue shows: tabs, filters and search, for the page and for bulk actions."""

import django_filters
from django import forms
from django.db import connection
from django.db.models import Exists, F, IntegerField, OuterRef, QuerySet
from django.db.models.expressions import OrderBy
from django.db.models.functions import Cast
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet

from articles.models import ArticleAuthor, ArticlePage, Author, TopicPage

from .. import permissions, rules
from ..limits import network as network_of
from ..models import Discussion, Finding, ReaderComment
from ..moderation import tabs
from ..moderation.fulltext import MANY, NEWEST, saying
from ..moderation.senders import sent_by
from ..numbers import parse_id


def _on_pages(comments: QuerySet, pages: QuerySet, tab: str) -> QuerySet:
    """Comments on these pages: by the index of pages where they are few, else among the newest."""
    few = comments.filter(page_id__in=pages)
    if tabs.upto(tabs.in_tab(few, tab), MANY + 1) <= MANY:
        return few
    # Arithmetic keeps the database off the index: by it, it would gather all of them to sort them.
    anywhere = Cast(F("page_id") + 0, IntegerField())
    return comments.alias(page_number=anywhere).filter(page_number__in=pages)


class QueueFilterSet(WagtailFilterSet):
    """A tab of the queue with its filters and its search, over the comments of one moderator."""

    #: Whether a filter looks up the few comments that it leaves.
    leaves_few = False
    #: Whether very common words and rules find all comments, however long it takes.
    all_of_them = False
    #: The number of the newest comments that were searched, if there were too many.
    cut_to = 0
    #: The number of the newest comments whose senders were searched, if there were too many.
    senders_cut_to = 0

    page = django_filters.CharFilter(label=_("Article, by words in its title"), method="on_page")
    topic = django_filters.ChoiceFilter(label=_("Topic"), choices=[], method="in_topic")
    author = django_filters.ChoiceFilter(
        label=_("Author of the article"), choices=[], method="by_author"
    )
    commenter = django_filters.CharFilter(
        label=_("Commenter’s email address"), method="by_commenter"
    )
    address = django_filters.CharFilter(label=_("Network address"), method="from_address")
    network = django_filters.CharFilter(label=_("Network"), method="from_network")
    rule = django_filters.ChoiceFilter(
        label=_("Why held"), choices=list(rules.NAMES.items()), method="held_by"
    )
    posted_at = django_filters.DateFromToRangeFilter(label=_("Sent"), widget=DateRangePickerWidget)
    order = django_filters.ChoiceFilter(
        label=_("Order"),
        choices=[
            ("oldest", _("Oldest first")),
            ("newest", _("Newest first")),
            ("spam", _("Likely spam first")),
        ],
        method="ordered",
        empty_label=_("As usual"),
    )

    class Meta:
        model = ReaderComment
        fields = []

    def __init__(self, *args, user=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.sees_senders = permissions.moderates_all(user or self.request.user)
        if not self.sees_senders:
            # Whoever may not see an address may not find out either whether it has written.
            del self.filters["address"], self.filters["network"]
            self.filters["commenter"].extra["widget"] = forms.HiddenInput
        topics = TopicPage.objects.order_by("title").values_list("pk", "title", "path")
        self.paths = {str(pk): path for pk, _title, path in topics}
        self.filters["topic"].extra["choices"] = [(pk, title) for pk, title, _path in topics]
        authors = Author.objects.order_by("name").values_list("pk", "name")
        self.filters["author"].extra["choices"] = list(authors)

    @property
    def tab(self) -> str:
        return tabs.tab_of(self.data)

    def filter_queryset(self, queryset):
        comments = super().filter_queryset(queryset)
        text = self.data.get("q", "").strip()
        looked_up = self.leaves_few or bool(text) and connection.vendor == "sqlite"
        in_tab = tabs.in_tab(comments, self.tab, by_index=not looked_up)
        if not text:
            return in_tab
        newest = tabs.in_tab(comments, self.tab, by_index=not self.leaves_few)
        newest = newest.order_by("-reported_at" if self.tab == "reported" else "-posted_at", "-pk")
        senders, cut = sent_by(newest, text, self.sees_senders, self.all_of_them)
        self.senders_cut_to = NEWEST if cut else 0
        in_tab, cut = saying(in_tab, text, self.all_of_them, senders)
        self.cut_to = NEWEST if cut else self.cut_to
        return in_tab

    def on_page(self, comments, name, value):
        if number := parse_id(value):
            return comments.filter(page_id=number)
        articles = ArticlePage.objects.filter(discussion__isnull=False)
        for word in value.split():
            articles = articles.filter(title__icontains=word)
        return _on_pages(comments, articles.values("pk"), self.tab)

    def in_topic(self, comments, name, pk):
        pages = Discussion.objects.filter(page__path__startswith=self.paths[pk])
        return _on_pages(comments, pages.values("pk"), self.tab)

    def by_author(self, comments, name, pk):
        pages = ArticleAuthor.objects.filter(author=pk).values("page_id")
        return _on_pages(comments, pages, self.tab)

    def by_commenter(self, comments, name, value):
        if number := parse_id(value):
            return comments.filter(commenter_id=number)
        if not self.sees_senders:
            return comments.none()
        return comments.filter(commenter__email=value.strip().lower())

    def from_address(self, comments, name, value):
        network = network_of(value.strip())
        if not network:
            return comments.none()
        return comments.filter(network=network, ip_address=value.strip())

    def from_network(self, comments, name, value):
        return comments.filter(network=network_of(value.partition("/")[0].strip()) or "-")

    def held_by(self, comments, name, rule):
        findings = Finding.objects.filter(rule=rule).order_by()
        if findings.values("pk")[: MANY + 1].count() <= MANY:
            self.leaves_few = True
            return comments.filter(pk__in=findings.values("comment"))
        if self.all_of_them or tabs.upto(tabs.in_tab(comments, self.tab), NEWEST + 1) <= NEWEST:
            return comments.filter(Exists(findings.filter(comment=OuterRef("pk"))))
        # Another rule may have caught most of a large tab: only the newest findings are searched.
        self.leaves_few, self.cut_to = True, NEWEST
        return comments.filter(pk__in=findings.order_by("-comment").values("comment")[:NEWEST])

    def ordered(self, comments, name, value):
        # Comments without a score come last. SQLite does that anyway; told to, it would sort them.
        last = True if connection.vendor == "postgresql" else None
        spam_score = F("spam_score")
        if tabs.tab_of(self.data) == "reported":
            spam_score += 0  # keeps off the index of all: the few reported ones are sorted
        return comments.order_by(
            *{
                "oldest": ["posted_at", "pk"],
                "newest": ["-posted_at", "-pk"],
                "spam": [OrderBy(spam_score, descending=True, nulls_last=last), "-pk"],
            }[value]
        )


def matching(user, data: QueryDict) -> QuerySet:
    """The comments that the queue lists for this query: “everything” to a bulk action."""
    scope = permissions.moderated_by(user).order_by(*tabs.usual_order(tabs.tab_of(data)))
    filters = QueueFilterSet(data, queryset=scope, user=user)
    filters.all_of_them = True
    # An invalid filter matches nothing, which is better than everything.
    return filters.qs if filters.is_valid() else scope.none()
