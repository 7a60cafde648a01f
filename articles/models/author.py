"""The authors and reviewers of articles."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, TitleFieldPanel
from wagtail.coreutils import string_to_ascii
from wagtail.fields import RichTextField
from wagtail.search import index

from .. import reading

ADDRESS_HELP = _(
    "The last part of the address of the author’s page: /authors/…/. If empty, the site makes it "
    "from the name."
)


class NamePanel(TitleFieldPanel):
    """A name that fills in the address of somebody who is new. Later the address stays."""

    class BoundPanel(TitleFieldPanel.BoundPanel):
        def get_should_apply(self):
            return not self.instance.pk


class Author(index.Indexed, models.Model):
    """A writer or reviewer, with a public page that lists their articles."""

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(
        _("address"),
        max_length=120,
        unique=True,
        allow_unicode=True,
        help_text=_("The last part of the address of the author’s page: /authors/…/"),
    )
    role = models.CharField(
        _("role"), max_length=160, blank=True, help_text=_("For instance “Staff writer, history”.")
    )
    biography = RichTextField(
        _("biography"),
        blank=True,
        features=["bold", "italic", "link"],
        help_text=_("A short paragraph or two about the author, shown on their page."),
    )
    portrait = models.ForeignKey(
        "pictures.Picture",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("portrait"),
    )
    website = models.URLField(_("website"), blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="author",
        help_text=_(
            "The account with which the author signs in to this admin. Comments that are written "
            "with it are marked “Author”. Without an account, no comment is."
        ),
    )

    panels = [
        MultiFieldPanel(
            [
                NamePanel("name", classname="", placeholder=False),
                FieldPanel("slug", help_text=ADDRESS_HELP),
            ],
            heading=_("Name and address"),
        ),
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
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        ordering = ["name"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("author", args=[self.slug])

    def plain_name(self) -> str:
        """The name without accents, for editors whose keyboard has none."""
        return string_to_ascii(self.name)

    def summary(self) -> str:
        """A line for search engines and link previews."""
        text = reading.plain(self.biography) or ", ".join(filter(None, [self.name, self.role]))
        return Truncator(text).chars(155)

    def initials(self) -> str:
        """One or two letters for the mark in the place of a missing portrait."""
        names = self.name.split()
        ends = names[:1] + names[-1:] if names[1:] else names
        return "".join(name[0] for name in ends).upper()
