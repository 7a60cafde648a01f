"""The panels of the dashboard: what waits for the person who has signed in.

Each asks at most three queries, however many rows there are, and says in a sentence that nothing is
there.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import BigIntegerField, Count, Exists, Min, OuterRef, Q
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import Truncator
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component
from wagtail.models import Revision

from articles.checks.findings import Level
from articles.models import ArticlePage
from comments.models import ReaderComment, Status
from search import figures, report

from . import live_checks, reviews
from .rights import pages_policy, publishable, publishes

#: Rows of a panel. A link leads to the rest.
ROWS = 5
#: Comments that are older than this need no answer any more.
ANSWER_DAYS = 30
SEARCH_DAYS = 30


@dataclass
class Row:
    """A line of a panel."""

    title: str
    url: str = ""
    #: A few words below the title.
    about: str = ""
    moment: date | datetime | None = None
    #: The public page.
    live_url: str = ""

    @property
    def has_time(self) -> bool:
        return isinstance(self.moment, datetime)


class Panel(Component):
    """A list of a few rows with a heading."""

    template_name = "newsroom/panel.html"
    heading = empty = more = icon = ""

    def __init__(self, user):
        self.user = user

    def is_for(self) -> bool:
        """Whether the user has anything to do with it."""
        return pages_policy().user_has_any_permission(self.user, ["add", "change", "publish"])

    def rows(self) -> Iterable[Row]:
        raise NotImplementedError

    def more_url(self) -> str:
        """Where the rest of the rows is."""
        return ""

    def get_context_data(self, parent_context):
        return {"panel": self, "rows": list(self.rows())}

    @property
    def name(self) -> str:
        return type(self).__name__.lower()


def edit(page) -> str:
    return edit_url(page.pk)


def edit_url(number: int) -> str:
    return reverse("wagtailadmin_pages:edit", args=[number])


def own(user) -> Q:
    """The articles of the user: begun by them, or with their author in the byline."""
    return Q(owner=user) | Q(article_authors__author__user=user)


class Drafts(Panel):
    heading, icon = _("My drafts"), "draft"
    empty = _("You have no drafts. “New article” begins one.")

    def rows(self):
        mine = Q(owner=self.user) | Q(latest_revision__user=self.user)
        drafts = ArticlePage.objects.filter(mine, has_unpublished_changes=True)
        for page in drafts.order_by("-latest_revision_created_at").defer_streamfields()[:ROWS]:
            about = gettext("Changes of a published article") if page.live else ""
            yield Row(str(page.draft_title), edit(page), about, page.latest_revision_created_at)


class Scheduled(Panel):
    heading, icon = _("Scheduled"), "calendar-alt"
    empty = _("Nothing is scheduled. The “i” in an article’s editor sets a time.")

    def is_for(self):
        return publishes(self.user)

    def rows(self):
        # The number of a page is text in a revision, because pages are not all that has revisions.
        scheduled = Revision.page_revisions.filter(approved_go_live_at__isnull=False).annotate(
            page_pk=Cast("object_id", BigIntegerField())
        )
        theirs = scheduled.filter(page_pk__in=publishable(self.user))
        for revision in theirs.order_by("approved_go_live_at")[:ROWS]:
            url = edit_url(revision.page_pk)
            yield Row(revision.object_str, url, "", revision.approved_go_live_at)


class DueForReview(Panel):
    heading, icon = _("Due for review"), "history"
    empty = _("No article is due for review.")
    more = _("All articles that are due")

    def is_for(self):
        return publishes(self.user)

    def more_url(self):
        return reverse("newsroom_reviews")

    def rows(self):
        for page in reviews.due(self.user)[:ROWS]:
            yield Row(page.title, edit(page), reviews.last_look(page), page.updated_on, page.url)


class Unanswered(Panel):
    """Comments of readers on the user's own articles to which nobody of the site has replied."""

    heading, icon = _("Comments on my articles"), "comment"
    empty = _("Every comment of the last month on your articles is answered, or there was none.")

    def rows(self):
        since = timezone.now() - timedelta(days=ANSWER_DAYS)
        mine = ArticlePage.objects.filter(own(self.user)).values("pk")
        answer = ReaderComment.objects.published().filter(
            thread_id=OuterRef("thread_id"), user__isnull=False, path__gt=OuterRef("path")
        )
        comments = ReaderComment.objects.filter(
            ~Exists(answer),
            status=Status.PUBLISHED,
            user=None,
            posted_at__gt=since,
            page__in=mine,
        ).select_related("page")
        for comment in comments.order_by("-posted_at")[:ROWS]:
            about = gettext("%(name)s on “%(title)s”") % {
                "name": comment.user_name or gettext("Somebody"),
                "title": comment.page.title,
            }
            words = Truncator(comment.comment).chars(90)
            yield Row(words, comment.get_absolute_url(), about, comment.posted_at)


class Failing(Panel):
    """Published articles in which the checks find something, first those with what would stop them."""

    heading, icon = _("Checks that fail on live articles"), "glasses"
    empty = _("The checks find nothing in the published articles.")
    more = _("All that the checks find")

    def is_for(self):
        return publishes(self.user)

    def more_url(self):
        return reverse("newsroom_failing")

    def rows(self):
        stops = Count("pk", filter=Q(check_name__in=live_checks.names_at(Level.STOP)))
        found = live_checks.failing(self.user).order_by().values("page", "page__title")
        counted = found.annotate(stops=stops, number=Count("pk"), first=Min("message"))
        for row in counted.order_by("-stops", "-number", "page")[:ROWS]:
            number = row["number"]
            about = row["first"]
            if number > 1:
                some = ngettext(
                    "%(number)s thing to look at", "%(number)s things to look at", number
                )
                about = some % {"number": number}
            yield Row(row["page__title"], edit_url(row["page"]), about)


class FoundNothing(Panel):
    heading, icon = _("Searches that found nothing"), "search"
    empty = _("In the last 30 days every search found something.")
    more = _("All that readers search for")

    def is_for(self):
        return report.may_look(self.user)

    def more_url(self):
        return f"{reverse('search_report')}?show=nothing"

    def rows(self):
        queries = figures.by_query(figures.latest(SEARCH_DAYS), with_clicks=False)
        for row in queries.filter(found_last=0).order_by("-times", "query")[:ROWS]:
            times = row["times"]
            about = ngettext("%(times)s search", "%(times)s searches", times) % {"times": times}
            url = f"{reverse('search_report_query')}?{report.address({}, query=row['query'])}"
            yield Row(row["query"], url, about)


class Published(Panel):
    heading, icon = _("Recently published"), "success"
    empty = _("Nothing is published yet.")

    def rows(self):
        live = ArticlePage.objects.live().order_by("-last_published_at").defer_streamfields()
        live = live[:ROWS]
        theirs = publishable(self.user).filter(pk__in=[page.pk for page in live])
        numbers = set(theirs.values_list("pk", flat=True))
        for page in live:
            if page.pk in numbers:
                yield Row(page.title, edit(page), "", page.last_published_at, page.url)
            else:  # they may not open the editor of others’ articles
                yield Row(page.title, page.url, "", page.last_published_at)


#: The panels in the order of the dashboard.
PANELS = [Drafts, Scheduled, Unanswered, DueForReview, Failing, FoundNothing, Published]


class NewArticle(Component):
    """The button that begins an article, above everything else."""

    template_name = "newsroom/new_article_button.html"
    name = "new_article"
    order = 100


class Newsroom(Component):
    """All panels that are for the user, below what waits for a review."""

    template_name = "newsroom/dashboard.html"
    name = "newsroom"
    order = 230  # Wagtail's lists of reviews have 210 and 220

    def __init__(self, request):
        self.user = request.user

    @cached_property
    def panels(self) -> list[Panel]:
        return [panel for panel in (kind(self.user) for kind in PANELS) if panel.is_for()]

    def get_context_data(self, parent_context):
        return {"panels": self.panels}
