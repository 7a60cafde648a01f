"""Topics: the shelves that articles stand on."""

from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page, PagePermissionTester
from wagtail.search import index

from page_cache.collecting import depend

from .. import reading
from ..listing import listing
from ..querysets import PublishedManager
from ..surrogate_keys import articles_below
from .article import ArticlePage
from .base import SitePage
from .panels import page_tabs, title_panel

ARTICLES_PER_PAGE = 12
#: Wagtail shows all pages on one screen to be sorted, and each that is dragged moves all behind it.
MAX_TO_SORT = 100


#: The right to make topics, and to change, publish, move and delete them.
KEEPING = "articles.change_topicpage"


def keeps_topics(user) -> bool:
    return user.has_perm(KEEPING)


class TopicPermissions(PagePermissionTester):
    """Wagtail's permissions, for those who keep topics. In a large topic nobody sorts by hand."""

    def can_edit(self):
        return super().can_edit() and keeps_topics(self.user)

    def can_delete(self, ignore_bulk=False):
        return super().can_delete(ignore_bulk) and keeps_topics(self.user)

    def can_publish(self):
        return super().can_publish() and keeps_topics(self.user)

    def can_unpublish(self):
        return super().can_unpublish() and keeps_topics(self.user)

    def can_lock(self):
        return super().can_lock() and keeps_topics(self.user)

    def can_reorder_children(self):
        return self.page.numchild <= MAX_TO_SORT and super().can_reorder_children()


class TopicPage(SitePage, Page):
    """A topic with its introduction, its articles and, one level deep, its sub-topics."""

    introduction = RichTextField(
        _("introduction"),
        blank=True,
        features=["bold", "italic", "link"],
        help_text=_("One short paragraph that says what a reader finds in this topic."),
    )

    objects = PublishedManager()

    edit_handler = page_tabs(
        [
            title_panel(_("Name of the topic*"), _("A word or two: it stands in the menu.")),
            FieldPanel("introduction"),
        ],
        _("Topic"),
        _("If empty, the name of the topic is shown."),
        menu_help=_("Topics with a tick here make the menu at the top of every page."),
    )
    search_fields = [*Page.search_fields, index.SearchField("introduction")]

    subpage_types = ["articles.ArticlePage", "articles.TopicPage"]
    show_in_menus_default = True
    page_description = _("A shelf of articles, with an introduction. It may hold sub-topics.")

    class Meta:
        verbose_name = _("topic")

    @classmethod
    def clean_parent_page_models(cls):
        """The site's own page types, of any app. Each says itself whether it takes topics.

        Wagtail's own type is left out: the root of the tree has it, and it takes every type.
        """
        models = super().clean_parent_page_models()
        return [model for model in models if issubclass(model, SitePage)]

    @classmethod
    def can_create_at(cls, parent):
        """Topics nest one level: a sub-topic holds articles alone."""
        nested = isinstance(parent.specific, TopicPage) and isinstance(
            parent.get_parent().specific, TopicPage
        )
        return super().can_create_at(parent) and not nested

    def can_move_to(self, parent):
        """Like ``can_create_at``, for a topic with or without sub-topics of its own."""
        if not super().can_move_to(parent):
            return False
        below_topic = isinstance(parent.specific, TopicPage)
        has_subtopics = self.get_children().type(TopicPage).exists()
        return not (
            below_topic and (has_subtopics or isinstance(parent.get_parent().specific, TopicPage))
        )

    def permissions_for_user(self, user):
        return TopicPermissions(user, self)

    @property
    def description(self) -> str:
        return self.search_description or Truncator(reading.plain(self.introduction)).chars(155)

    def articles(self):
        """The published articles in the topic and its sub-topics, newest first."""
        return ArticlePage.objects.published().descendant_of(self).newest()

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        depend(articles_below(self.path))
        context["articles"] = listing(request, self.articles().for_cards(), ARTICLES_PER_PAGE)
        return context
