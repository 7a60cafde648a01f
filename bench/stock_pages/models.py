"""A page with sections, as Wagtail's documentation builds one."""

from django.db import models
from wagtail import blocks
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.images.blocks import ImageBlock
from wagtail.models import Page
from wagtail.search import index


class Content(blocks.StreamBlock):
    paragraph = blocks.RichTextBlock()
    image = ImageBlock()


class Section(blocks.StructBlock):
    heading = blocks.CharBlock()
    content = Content()


class StockPage(Page):
    """A title, an introduction, sections."""

    short_answer = RichTextField()
    date = models.DateField(null=True, blank=True)
    body = StreamField([("section", Section())], blank=True)

    content_panels = [*Page.content_panels, FieldPanel("short_answer"), FieldPanel("body")]
    search_fields = [*Page.search_fields, index.SearchField("body")]
