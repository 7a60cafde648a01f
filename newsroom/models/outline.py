"""Outlines: what an article of a kind begins with."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField
from wagtail.models import Orderable

from articles.blocks import ArticleBody, Faq


class Outline(Orderable):
    """The sections and questions that a new article of a kind begins with."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    description = models.CharField(
        _("when to use it"),
        max_length=200,
        blank=True,
        help_text=_("One sentence. Editors read it when they begin an article."),
    )
    body = StreamField(
        ArticleBody(required=False),
        blank=True,
        verbose_name=_("sections"),
        help_text=_(
            "A heading may be a hint, for instance “Why it happened”. Blocks may be empty."
        ),
    )
    faq = StreamField(
        Faq(required=False), blank=True, verbose_name=_("FAQ"), help_text=_("Questions to answer.")
    )

    class Meta(Orderable.Meta):
        verbose_name = _("outline")
        verbose_name_plural = _("outlines")

    def __str__(self):
        return self.name

    @property
    def headings(self) -> list[str]:
        return [section.value["heading"] for section in self.body if section.value["heading"]]
