"""The front of the site: its home page, its standing pages, its settings."""

import re
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q, Subquery
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.text import Truncator
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

from articles import display, navigation
from articles.blocks import ArticleBody
from articles.models import ArticlePage, SitePage

FEATURED_ARTICLES = 4
NEWEST_ARTICLES = 9
TEXT_FEATURES = ["bold", "italic", "link"]


class FeaturedArticle(Orderable):
    """An article that editors put on the front."""

    page = ParentalKey("home.HomePage", on_delete=models.CASCADE, related_name="featured")
    article = models.ForeignKey(
        "articles.ArticlePage", on_delete=models.CASCADE, related_name="+", verbose_name="article"
    )

    panels = [PageChooserPanel("article", "articles.ArticlePage")]


class HomePage(SitePage, Page):
    """The front page."""

    headline = models.CharField(
        max_length=160, blank=True, help_text="The large line above the search box."
    )
    introduction = RichTextField(
        blank=True, features=TEXT_FEATURES, help_text="A sentence or two about the site."
    )

    content_panels = [
        *Page.content_panels,
        FieldPanel("headline"),
        FieldPanel("introduction"),
        InlinePanel(
            "featured",
            heading="Featured articles",
            label="Article",
            max_num=FEATURED_ARTICLES,
            help_text="The first one stands largest. Without any, the newest stand here.",
        ),
    ]

    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["articles.TopicPage", "home.StandardPage"]

    class Meta:
        verbose_name = "home page"

    @property
    def description(self) -> str:
        return self.search_description or Truncator(strip_tags(self.introduction)).chars(155)

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        published = ArticlePage.objects.published()
        chosen = [entry.article_id for entry in self.featured.all()]
        enough = published.newest().values("pk")[: FEATURED_ARTICLES + NEWEST_ARTICLES]
        articles = list(
            published.filter(Q(pk__in=chosen) | Q(pk__in=Subquery(enough))).newest().for_cards()
        )
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

    introduction = RichTextField(blank=True, features=TEXT_FEATURES)
    body = StreamField(ArticleBody(), blank=True, verbose_name="sections")

    content_panels = [*Page.content_panels, FieldPanel("introduction"), FieldPanel("body")]
    search_fields = [
        *Page.search_fields,
        index.SearchField("introduction"),
        index.SearchField("body"),
    ]

    parent_page_types = ["home.HomePage", "home.StandardPage"]
    subpage_types = ["home.StandardPage"]
    page_description = "A page that is no article: About, Contact, Privacy."

    class Meta:
        verbose_name = "standard page"

    @property
    def description(self) -> str:
        return self.search_description or Truncator(strip_tags(self.introduction)).chars(155)

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        display.prepare(self)
        return context


class SocialLinkBlock(blocks.StructBlock):
    """An account of the publisher elsewhere."""

    name = blocks.CharBlock(max_length=40, help_text="For instance “Mastodon”.")
    address = blocks.URLBlock()

    class Meta:
        icon = "site"
        label_format = "{name}"


class FooterLinkBlock(blocks.StructBlock):
    """A link at the foot of every page: to a page of ours, or to an address."""

    page = blocks.PageChooserBlock(required=False)
    address = blocks.URLBlock(required=False, label="… or address")
    label = blocks.CharBlock(
        required=False, max_length=60, help_text="Left empty: the title of the page."
    )

    class Meta:
        icon = "link"
        label_format = "{label}"

    def clean(self, value):
        """A link leads somewhere, and to one place."""
        value = super().clean(value)
        if bool(value.get("page")) == bool(value.get("address")):
            raise blocks.StructBlockValidationError(
                {"page": ValidationError("Choose a page, or give an address: one of the two.")}
            )
        if value.get("address") and not value.get("label"):
            raise blocks.StructBlockValidationError(
                {"label": ValidationError("Say what the link should be called.")}
            )
        return value


phone_number = RegexValidator(
    r"^\+?[\d\s().\-/]{5,30}$",
    "Write the number with digits, spaces, brackets and dashes, for instance +1 (213) 555-0101.",
)


international_number = RegexValidator(
    r"^\+(?:[\s().\-/]*\d){8,15}[\s().\-/]*$",
    "Write the number with its country code, a plus and 8 to 15 digits: +1 (213) 555-0101.",
)


@register_setting(icon="site", order=1)
class SiteSettings(BaseSiteSetting):
    """Who publishes the site, how to reach them, and what stands on every page."""

    publisher_name = models.CharField("name of the publisher", max_length=120, default="WHY")
    tagline = models.CharField(max_length=160, blank=True, help_text="A short line under the name.")
    logo = models.ForeignKey(
        "wagtailimages.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Square, for search engines and feeds. The pages show the name in letters.",
    )
    address = models.TextField("postal address", blank=True, help_text="Line by line.")
    phone = models.CharField(max_length=40, blank=True, validators=[phone_number])
    whatsapp_number = models.CharField(
        "WhatsApp number",
        max_length=40,
        blank=True,
        validators=[international_number],
        help_text="With the country code, for instance +1 (213) 555-0101.",
    )
    email = models.EmailField("email", blank=True)
    social_links = StreamField(
        [("link", SocialLinkBlock())], blank=True, verbose_name="accounts elsewhere"
    )

    call_to_action_heading = models.CharField("heading", max_length=160, blank=True)
    call_to_action_text = RichTextField("text", blank=True, features=TEXT_FEATURES)

    footer_links = StreamField([("link", FooterLinkBlock())], blank=True)
    footer_note = models.CharField(
        max_length=300, blank=True, help_text="A last line: copyright, licence, imprint."
    )

    select_related = ["logo"]

    edit_handler = TabbedInterface(
        [
            ObjectList(
                [FieldPanel("publisher_name"), FieldPanel("tagline"), FieldPanel("logo")],
                heading="Publisher",
            ),
            ObjectList(
                [
                    FieldPanel("address"),
                    FieldPanel("phone"),
                    FieldPanel("whatsapp_number"),
                    FieldPanel("email"),
                    FieldPanel("social_links"),
                ],
                heading="Contact",
            ),
            ObjectList(
                [
                    MultiFieldPanel(
                        [
                            FieldPanel("call_to_action_heading"),
                            FieldPanel("call_to_action_text"),
                        ],
                        heading="At the end of every article",
                    ),
                ],
                heading="Call to action",
            ),
            ObjectList([FieldPanel("footer_links"), FieldPanel("footer_note")], heading="Footer"),
        ]
    )

    class Meta:
        verbose_name = "site settings"

    @property
    def whatsapp_url(self) -> str:
        """A link that opens a chat, in the form that WhatsApp documents: digits alone."""
        digits = re.sub(r"\D", "", self.whatsapp_number)
        return f"https://wa.me/{digits}" if digits else ""

    @property
    def phone_url(self) -> str:
        """A link that dials the number."""
        return "tel:" + re.sub(r"[^\d+]", "", self.phone) if self.phone else ""

    def footer_entries(self, request) -> list[tuple[str, str]]:
        """Label and address of each link; a page that is gone or not live is left out."""
        links = [link["value"] for link in self.footer_links.raw_data]
        pages = {page.pk: page for page in navigation.shelf(request)}
        others = {link["page"] for link in links if link.get("page")} - pages.keys()
        if others:
            pages |= Page.objects.live().in_bulk(others)
        entries = []
        for link in links:
            if page := pages.get(link.get("page")):
                entries.append((link.get("label") or page.title, page.get_url(request)))
            elif link.get("address"):
                entries.append((link["label"], link["address"]))
        return entries


class Lease(models.Model):
    """Scheduled work that one of several workers has taken, and until when no other may."""

    name = models.CharField(max_length=40, primary_key=True)
    until = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self):
        return f"{self.name} until {self.until:%Y-%m-%d %H:%M:%S}"

    @classmethod
    def take(cls, name: str, seconds: int) -> bool:
        """Takes the work for so many seconds, unless another worker has it."""
        now = timezone.now()
        until = now + timedelta(seconds=seconds)
        # A lease of twice the time comes from a clock that was wrong. It must not last.
        free = Q(until__lte=now) | Q(until__gt=now + timedelta(seconds=2 * seconds))
        if cls.objects.filter(free, name=name).update(until=until):
            return True
        return cls.objects.get_or_create(name=name, defaults={"until": until})[1]
