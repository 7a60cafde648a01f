"""Who writes the articles."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.text import Truncator
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.coreutils import string_to_ascii
from wagtail.fields import RichTextField
from wagtail.search import index


class Author(index.Indexed, models.Model):
    """A writer or reviewer, with a public page that lists their articles."""

    name = models.CharField(max_length=120)
    slug = models.SlugField(
        "address",
        max_length=120,
        unique=True,
        allow_unicode=True,
        help_text="The last part of the address of the author’s page: /authors/…/",
    )
    role = models.CharField(
        max_length=160, blank=True, help_text="For instance “Staff writer, history”."
    )
    biography = RichTextField(
        blank=True,
        features=["bold", "italic", "link"],
        help_text="A short paragraph or two about the author, shown on their page.",
    )
    portrait = models.ForeignKey(
        "wagtailimages.Image", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    website = models.URLField(blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name="account",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="author",
        help_text="The account with which the author signs in to this admin. Comments that are "
        "written with it are marked “Author”. Without an account, no comment is.",
    )

    panels = [
        MultiFieldPanel([FieldPanel("name"), FieldPanel("slug")], heading="Who"),
        FieldPanel("role"),
        FieldPanel("biography"),
        FieldPanel("portrait"),
        FieldPanel("website"),
        FieldPanel("user"),
    ]
    search_fields = [
        index.SearchField("name", boost=4),
        index.AutocompleteField("name"),
        index.AutocompleteField("plain_name"),
        index.SearchField("role"),
        index.SearchField("biography"),
        index.FilterField("slug"),
    ]

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("author", args=[self.slug])

    def plain_name(self) -> str:
        """The name without accents: what finds it on a keyboard that has none."""
        return string_to_ascii(self.name)

    def summary(self) -> str:
        """A line for search engines and link previews."""
        words = strip_tags(self.biography) or ", ".join(filter(None, [self.name, self.role]))
        return Truncator(words).chars(155)

    def initials(self) -> str:
        """One or two letters for the mark that stands in for a portrait."""
        words = self.name.split()
        return "".join(word[0] for word in (words[:1] + words[-1:] if words[1:] else words)).upper()
