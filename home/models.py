"""The home page, the standing pages, and the settings of the site."""

import re

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail import blocks
from wagtail.admin.panels import (
    FieldPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    PageChooserPanel,
    TabbedInterface,
)
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Orderable, Page
from wagtail.search import index

from articles import display, reading
from articles.blocks import ArticleBody
from articles.models import ArticlePage, SitePage
from articles.models.panels import page_tabs, title_panel
from articles.surrogate_keys import articles_below
from page_cache.collecting import depend

from .validators import international_number, phone_number

FEATURED_ARTICLES = 4
NEWEST_ARTICLES = 9
TEXT_FEATURES = ["bold", "italic", "link"]


class FeaturedArticle(Orderable):
    """An article that editors feature on the home page."""

    page = ParentalKey("home.HomePage", on_delete=models.CASCADE, related_name="featured")
    article = models.ForeignKey(
        "articles.ArticlePage",
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("article"),
    )

    panels = [PageChooserPanel("article", "articles.ArticlePage")]


class HomePage(SitePage, Page):
    """The front page."""

    headline = models.CharField(
        _("headline"),
        max_length=160,
        blank=True,
        help_text=_("The large line above the search box."),
    )
    introduction = RichTextField(
        _("introduction"),
        blank=True,
        features=TEXT_FEATURES,
        help_text=_("A sentence or two about the site."),
    )

    content_panels = [
        title_panel(_("Name of the page*"), _("Shown in the browser’s tab and in search results.")),
        FieldPanel("headline"),
        FieldPanel("introduction"),
        InlinePanel(
            "featured",
            heading=_("Featured articles"),
            label=_("Article"),
            max_num=FEATURED_ARTICLES,
            help_text=_(
                "The first one is shown largest. If there are none, the newest articles are shown."
            ),
        ),
    ]
    edit_handler = page_tabs(
        content_panels, _("Front page"), _("If empty, the name of the page is shown.")
    )

    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["articles.TopicPage", "home.StandardPage"]

    class Meta:
        verbose_name = _("home page")

    @property
    def description(self) -> str:
        return self.search_description or Truncator(reading.plain(self.introduction)).chars(155)

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        published = ArticlePage.objects.published()
        chosen = [entry.article_id for entry in self.featured.all()]
        depend(articles_below(self.path))
        enough = published.newest().values("pk")[: FEATURED_ARTICLES + NEWEST_ARTICLES]
        shown = models.Q(pk__in=chosen) | models.Q(pk__in=models.Subquery(enough))
        articles = list(published.filter(shown).newest().for_cards())
        featured = (
            sorted(
                (article for article in articles if article.pk in chosen),
                key=lambda article: chosen.index(article.pk),
            )
            or articles[:FEATURED_ARTICLES]
        )
        newest = [article for article in articles if article not in featured][:NEWEST_ARTICLES]
        context |= {"featured": featured, "newest": newest, "own_search": True}
        return context


class StandardPage(SitePage, Page):
    """A standing page: About, Contact, Privacy."""

    introduction = RichTextField(_("introduction"), blank=True, features=TEXT_FEATURES)
    body = StreamField(ArticleBody(), blank=True, verbose_name=_("sections"))
    lists_stored_data = models.BooleanField(
        _("list what this site stores"),
        default=False,
        db_default=False,  # the version before stores pages while this one starts
        help_text=_(
            "For a page on privacy. Below the sections the software lists what it stores about "
            "visitors and for how long, as the settings are, and links to where they erase it."
        ),
    )

    edit_handler = page_tabs(
        [
            title_panel(_("Title*"), _("For instance “About us”.")),
            FieldPanel("introduction"),
            FieldPanel("body"),
            FieldPanel("lists_stored_data"),
        ],
        _("Page"),
        _("If empty, the title is shown."),
    )
    search_fields = [
        *Page.search_fields,
        index.SearchField("introduction"),
        index.SearchField("body"),
    ]

    parent_page_types = ["home.HomePage", "home.StandardPage"]
    subpage_types = ["home.StandardPage"]
    page_description = _("A page that is no article: About, Contact, Privacy.")

    class Meta:
        verbose_name = _("standard page")

    @property
    def description(self) -> str:
        return self.search_description or Truncator(reading.plain(self.introduction)).chars(155)

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        display.prepare(self)
        return context


class SocialLinkBlock(blocks.StructBlock):
    """An account of the publisher elsewhere."""

    name = blocks.CharBlock(label=_("Name"), max_length=40, help_text=_("For instance “Mastodon”."))
    address = blocks.URLBlock(label=_("Address"))

    class Meta:
        icon = "site"
        label_format = "{name}"


class FooterLinkBlock(blocks.StructBlock):
    """A link at the foot of every page: to a page of ours, or to an address."""

    page = blocks.PageChooserBlock(required=False, label=_("Page"))
    address = blocks.URLBlock(required=False, label=_("… or address"))
    label = blocks.CharBlock(
        label=_("Label"),
        required=False,
        max_length=60,
        help_text=_("If empty, the title of the page is shown."),
    )

    class Meta:
        icon = "link"
        label_format = "{label}"

    def clean(self, value):
        """Asks for a page or an address, and for a label if it is an address."""
        value = super().clean(value)
        if bool(value.get("page")) == bool(value.get("address")):
            raise blocks.StructBlockValidationError(
                {"page": ValidationError(_("Choose a page or give an address, but not both."))}
            )
        if value.get("address") and not value.get("label"):
            raise blocks.StructBlockValidationError(
                {"label": ValidationError(_("Give the link a label."))}
            )
        return value


@register_setting(icon="site", order=1)
class SiteSettings(BaseSiteSetting):
    """The publisher with contact details, and the texts that are shown on every page."""

    publisher_name = models.CharField(_("name of the publisher"), max_length=120, default="WHY")
    tagline = models.CharField(
        _("tagline"), max_length=160, blank=True, help_text=_("A short line under the name.")
    )
    logo = models.ForeignKey(
        "pictures.Picture",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("logo"),
        help_text=_("Square, for search engines and feeds. The pages show the name in letters."),
    )
    address = models.TextField(_("postal address"), blank=True, help_text=_("Line by line."))
    phone = models.CharField(_("phone"), max_length=40, blank=True, validators=[phone_number])
    whatsapp_number = models.CharField(
        _("WhatsApp number"),
        max_length=40,
        blank=True,
        validators=[international_number],
        help_text=_("With the country code, for instance +1 (213) 555-0101."),
    )
    email = models.EmailField(_("email"), blank=True)
    social_links = StreamField(
        [("link", SocialLinkBlock())], blank=True, verbose_name=_("accounts elsewhere")
    )

    call_to_action_heading = models.CharField(_("heading"), max_length=160, blank=True)
    call_to_action_text = RichTextField(_("text"), blank=True, features=TEXT_FEATURES)

    footer_links = StreamField(
        [("link", FooterLinkBlock())], blank=True, verbose_name=_("footer links")
    )
    footer_note = models.CharField(
        _("footer note"),
        max_length=300,
        blank=True,
        help_text=_("A last line: copyright, licence, imprint."),
    )

    select_related = ["logo"]

    edit_handler = TabbedInterface(
        [
            ObjectList(
                [FieldPanel("publisher_name"), FieldPanel("tagline"), FieldPanel("logo")],
                heading=_("Publisher"),
            ),
            ObjectList(
                [
                    FieldPanel("address"),
                    FieldPanel("phone"),
                    FieldPanel("whatsapp_number"),
                    FieldPanel("email"),
                    FieldPanel("social_links"),
                ],
                heading=_("Contact"),
            ),
            ObjectList(
                [
                    MultiFieldPanel(
                        [
                            FieldPanel("call_to_action_heading"),
                            FieldPanel("call_to_action_text"),
                        ],
                        heading=_("At the end of every article"),
                    ),
                ],
                heading=_("Call to action"),
            ),
            ObjectList(
                [FieldPanel("footer_links"), FieldPanel("footer_note")], heading=_("Footer")
            ),
        ]
    )

    class Meta:
        verbose_name = _("site settings")

    @property
    def whatsapp_url(self) -> str:
        """A link that opens a chat, in the form that WhatsApp documents: digits alone."""
        digits = re.sub(r"\D", "", self.whatsapp_number)
        return f"https://wa.me/{digits}" if digits else ""

    @property
    def phone_url(self) -> str:
        """A link that dials the number."""
        return "tel:" + re.sub(r"[^\d+]", "", self.phone) if self.phone else ""
