"""Articles: a question, its short answer, and the long one."""

from django.db import models
from django.db.models import prefetch_related_objects
from django.utils.functional import cached_property
from django.utils.http import http_date
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from wagtail.admin.panels import (
    FieldPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
    TitleFieldPanel,
)
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.search import index

from .. import display, reading
from ..blocks import ArticleBody, Faq, Sources
from ..querysets import ArticleManager
from .base import SitePage
from .dates import BylineDates, today
from .links import ArticleTag

RELATED_ARTICLES = 3
ANSWER_FEATURES = ["bold", "italic", "link"]


#: Wagtail's panels without the menu, in which no article stands. The help says what an empty field does.
SEARCH_PANELS = [
    FieldPanel("slug", heading=_("Address")),
    FieldPanel(
        "seo_title",
        help_text=_("Shown in search engines’ results. If empty, the question is shown."),
    ),
    FieldPanel(
        "search_description",
        heading=_("Description"),
        help_text=_("Up to 155 characters. If empty, the beginning of the short answer is shown."),
    ),
]


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
        "wagtailimages.Image",
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

    content_panels = [
        TitleFieldPanel(
            "title",
            placeholder=_("Question*"),
            help_text=_("The question that the article answers, with its question mark."),
        ),
        FieldPanel("short_answer"),
        MultiFieldPanel(
            [
                FieldPanel("lead_image"),
                FieldPanel("lead_image_alt"),
                FieldPanel("lead_image_caption"),
                FieldPanel("lead_image_credit"),
            ],
            heading=_("Lead picture"),
            classname="collapsed",
        ),
        FieldPanel("body"),
        FieldPanel("conclusion"),
        FieldPanel("faq"),
        FieldPanel("sources"),
    ]
    byline_panels = [
        InlinePanel("article_authors", heading=_("Authors"), label=_("Author")),
        FieldPanel("reviewer"),
        MultiFieldPanel(
            [FieldPanel("published_on"), FieldPanel("reviewed_on")], heading=_("Dates")
        ),
        FieldPanel("tags"),
        InlinePanel(
            "related_articles",
            heading=_("Read next"),
            label=_("Article"),
            max_num=6,
            help_text=_("The site fills the free places with articles of the same topic and tags."),
        ),
        MultiFieldPanel(
            [
                FieldPanel("show_call_to_action"),
                FieldPanel("call_to_action_heading"),
                FieldPanel("call_to_action_text"),
            ],
            heading=_("Call to action"),
        ),
    ]
    edit_handler = TabbedInterface(
        [
            ObjectList(content_panels, heading=_("Article")),
            ObjectList(byline_panels, heading=_("Byline and extras")),
            ObjectList(SEARCH_PANELS, heading=_("Search engines")),
            ObjectList(Page.settings_panels, heading=_("Scheduling"), permission=None),
        ]
    )

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

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        display.prepare(self)
        self.published_on = self.published_on or today()  # the preview of a draft
        if self.pk:  # the preview of an article that was never saved has no place in a topic
            context |= self.adjacent_and_related()
        return context

    def adjacent_and_related(self) -> dict:
        """The articles before and after this one in its topic, and the articles to read next.

        The articles to read next are the editor's choice, then articles that share a tag, then
        others of the topic.
        """
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
