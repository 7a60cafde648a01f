"""The home page, the standing pages, and the settings of the site."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
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
        *Page.content_panels,
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

    content_panels = [
        *Page.content_panels,
        FieldPanel("introduction"),
        FieldPanel("body"),
        FieldPanel("lists_stored_data"),
    ]
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


phone_number = RegexValidator(
    r"^\+?[\d\s().\-/]{5,30}$",
    _("Write the number with digits, spaces, brackets and dashes, for instance +1 (213) 555-0101."),
)

international_number = RegexValidator(
    r"^\+(?:[\s().\-/]*\d){8,15}[\s().\-/]*$",
    _("Write the number with its country code, a plus and 8 to 15 digits: +1 (213) 555-0101."),
)


@register_setting(icon="site", order=1)
class SiteSettings(BaseSiteSetting):
    """The publisher with contact details, and the texts that are shown on every page."""

    publisher_name = models.CharField(_("name of the publisher"), max_length=120, default="WHY")
    tagline = models.CharField(
        _("tagline"), max_length=160, blank=True, help_text=_("A short line under the name.")
    )
    logo = models.ForeignKey(
        "wagtailimages.Image",
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
