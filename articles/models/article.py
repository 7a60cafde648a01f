"""Articles: a question, its short answer, and the long one."""

from functools import partial

from django.db import models
from django.db.models import prefetch_related_objects
from django.utils.functional import SimpleLazyObject, cached_property
from django.utils.http import http_date
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.search import index

from page_cache.collecting import depend

from .. import previewing, reading
from ..article_form import ArticleForm
from ..blocks import ArticleBody, Faq, Sources
from ..querysets import ArticleManager
from ..surrogate_keys import articles_tagged, neighbours_of
from .base import SitePage
from .dates import BylineDates, today
from .links import ArticleTag
from .panels import article_tabs

RELATED_ARTICLES = 3
NEIGHBOURS = ("previous_article", "next_article", "related")
ANSWER_FEATURES = ["bold", "italic", "link"]


class ArticlePage(BylineDates, SitePage, Page):
    """One question and its answer. The title is the question."""

    short_answer = RichTextField(
        _("short answer"),
        features=ANSWER_FEATURES,
        help_text=_(
            "The answer for a reader in a hurry: one short paragraph that stands by itself."
        ),
    )
    lead_image = models.ForeignKey(
        "pictures.Picture",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("picture"),
        help_text=_("Shown below the short answer, in lists and in link previews."),
    )
    lead_image_alt = models.CharField(
        _("description of the picture"),
        max_length=300,
        blank=True,
        help_text=_(
            "Describes the picture for people who cannot see it. If empty, the description "
            "stored with the picture is used."
        ),
    )
    lead_image_caption = models.CharField(_("caption"), max_length=300, blank=True)
    lead_image_credit = models.CharField(_("credit"), max_length=200, blank=True)

    body = StreamField(
        ArticleBody(),
        blank=True,
        verbose_name=_("sections"),
        help_text=_("The plus adds a section: a heading, then text, pictures, tables and more."),
    )
    conclusion = RichTextField(
        _("conclusion"),
        blank=True,
        features=[*ANSWER_FEATURES, "ol", "ul"],
        help_text=_("The point that a reader should remember."),
    )
    faq = StreamField(
        Faq(required=False),
        blank=True,
        verbose_name=_("FAQ"),
        help_text=_("The plus adds a question with a short answer."),
    )
    sources = StreamField(
        Sources(required=False),
        blank=True,
        verbose_name=_("sources"),
        help_text=_("The plus adds a book, paper or archive that the article rests on."),
    )

    show_call_to_action = models.BooleanField(
        _("show a call to action"),
        default=True,
        help_text=_("The box at the end with the publisher’s contact details."),
    )
    call_to_action_heading = models.CharField(
        _("heading for this article"),
        max_length=160,
        blank=True,
        help_text=_("If empty, the site’s heading is shown."),
    )
    call_to_action_text = RichTextField(
        _("text for this article"),
        blank=True,
        features=ANSWER_FEATURES,
        help_text=_("If empty, the site’s text is shown."),
    )

    reviewer = models.ForeignKey(
        "articles.Author",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="reviewed_articles",
        verbose_name=_("reviewer"),
        help_text=_("The person who checked the facts."),
    )
    reading_minutes = models.PositiveSmallIntegerField(default=1, editable=False)
    tags = ClusterTaggableManager(through=ArticleTag, blank=True)

    objects = ArticleManager()
    base_form_class = ArticleForm
    #: Whether the panel “Checks” says what is found in it.
    has_checks = True

    edit_handler = article_tabs()

    search_fields = [
        *Page.search_fields,
        index.SearchField("short_answer", boost=3),
        index.SearchField("body"),
        index.SearchField("conclusion"),
        index.SearchField("faq", boost=2),
        index.SearchField("lead_image_caption"),
        index.RelatedFields("tags", [index.SearchField("name", boost=2)]),
        index.RelatedFields("article_authors", [
            index.RelatedFields("author", [index.SearchField("name")]),
        ]),
        index.FilterField("published_on"),
    ]  # fmt: skip

    parent_page_types = ["articles.TopicPage"]
    subpage_types = []
    show_in_menus_default = False
    page_description = _("A question with its short answer, its sections, and a FAQ.")

    class Meta:
        verbose_name = _("article")

    def __str__(self):
        return self.title or gettext("Untitled article")

    # --- Fields that follow from the text --------------------------------------------------

    def set_derived_fields(self) -> None:
        """Computes anchors and reading time from the text."""
        super().set_derived_fields()
        self.reading_minutes = reading.minutes(reading.article_text(self))

    # --- What templates and views ask for --------------------------------------------------

    @property
    def description(self) -> str:
        return self.search_description or Truncator(reading.plain(self.short_answer)).chars(155)

    @property
    def lead_alt(self) -> str:
        """The alternative text of the lead picture."""
        return self.lead_image_alt or (self.lead_image.default_alt_text if self.lead_image else "")

    @cached_property
    def authors(self) -> list:
        """The authors in the order of the byline."""
        entries = list(self.article_authors.all())
        prefetch_related_objects(entries, "author")
        return [entry.author for entry in entries]

    @cached_property
    def tag_list(self) -> list:
        """The tags, loaded once."""
        return list(self.tags.all())

    def serve(self, request, *args, **kwargs):
        response = super().serve(request, *args, **kwargs)

        def stamp(response):
            # A discussion on the page may be newer than the article.
            changes = [self.last_published_at, getattr(request, "also_changed_at", None)]
            if changed := max(filter(None, changes), default=None):
                response["Last-Modified"] = http_date(changed.timestamp())

        if hasattr(response, "add_post_render_callback"):
            response.add_post_render_callback(stamp)
        return response

    @property
    def preview_modes(self):
        return previewing.MODES

    def get_preview_context(self, request, mode_name):
        return super().get_preview_context(request, mode_name) | previewing.context(self, request)

    def get_preview_template(self, request, mode_name):
        own = super().get_preview_template(request, mode_name)
        return previewing.TEMPLATES.get(mode_name, own)

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        self.published_on = self.published_on or today()  # the preview of a draft
        if self.pk:  # the preview of an article that was never saved has no place in a topic
            # Asked for by a part of the page that may be kept already.
            context |= {
                name: SimpleLazyObject(partial(self._neighbour, name)) for name in NEIGHBOURS
            }
        return context

    @cached_property
    def _neighbours(self) -> dict:
        return self.adjacent_and_related()

    def _neighbour(self, name: str):
        return self._neighbours[name]

    def adjacent_and_related(self) -> dict:
        """The articles before and after this one in its topic, and the articles to read next.

        The articles to read next are the editor's choice, then articles that share a tag, then
        others of the topic.
        """
        depend(neighbours_of(self.pk), *(articles_tagged(tag.pk) for tag in self.tag_list))
        others = ArticlePage.objects.published().exclude(pk=self.pk).defer_streamfields()
        earlier, later = others.beside(self, RELATED_ARTICLES)
        chosen = others.chosen_for(self)
        tagged = others.sharing_tags_with(self)[:RELATED_ARTICLES]
        related = dict.fromkeys([*chosen, *tagged, *reversed(later), *earlier])
        return {
            "previous_article": next(iter(earlier), None),
            "next_article": next(iter(later), None),
            "related": list(related)[: max(RELATED_ARTICLES, len(chosen))],
        }
