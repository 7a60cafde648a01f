"""The streams of an article: its sections, its questions, its sources."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from .data import DocumentBlock, TableBlock, TimelineBlock
from .media import CaptionedImageBlock, VideoBlock
from .text import (
    LINE_FEATURES,
    PARAGRAPH_FEATURES,
    KeyFactBlock,
    ParagraphBlock,
    QuoteBlock,
    TermListBlock,
)


def anchor_block() -> blocks.CharBlock:
    """The stored anchor of a section or question, tucked away among the block's settings."""
    return blocks.CharBlock(
        required=False,
        max_length=80,
        label=_("Link name"),
        help_text=_(
            "The end of the link that leads here. The site makes it from the heading. Keep it, so "
            "that links from other sites go on working."
        ),
    )


class SectionContent(blocks.StreamBlock):
    """The blocks that a section can hold."""

    paragraph = ParagraphBlock(features=PARAGRAPH_FEATURES, group=_("Text"))
    term_list = TermListBlock(group=_("Text"))
    quote = QuoteBlock(group=_("Text"))
    key_fact = KeyFactBlock(group=_("Text"))
    image = CaptionedImageBlock(group=_("Pictures"))
    video = VideoBlock(group=_("Pictures"))
    table = TableBlock(group=_("Facts"))
    timeline = TimelineBlock(group=_("Facts"))
    document = DocumentBlock(group=_("Facts"))


class SectionBlock(blocks.StructBlock):
    """A headed part of an article. Sections number themselves."""

    heading = blocks.CharBlock(
        label=_("Heading"),
        max_length=160,
        help_text=_("Short, without a number: sections number themselves."),
    )
    content = SectionContent(label=_("Content"))
    anchor = anchor_block()

    class Meta:
        icon = "title"
        label = _("Section")
        label_format = "{heading}"
        description = _("A heading with text, pictures, tables and more below it")
        template = "articles/blocks/section.html"
        form_layout = blocks.BlockGroup(children=["heading", "content"], settings=["anchor"])
        preview_value = {
            "heading": "Why water swells when it freezes",
            "anchor": "why-water-swells",
            "content": [
                {
                    "type": "paragraph",
                    "value": "<p>In ice each molecule holds four neighbours at arm’s length.</p>",
                },
            ],
        }


class ArticleBody(blocks.StreamBlock):
    """The sections of an article, in order."""

    section = SectionBlock()


class QuestionBlock(blocks.StructBlock):
    """A question of the FAQ and its answer."""

    question = blocks.CharBlock(
        label=_("Question"),
        max_length=200,
        help_text=_("In the words in which a reader would ask it."),
    )
    answer = blocks.RichTextBlock(
        label=_("Answer"),
        features=["bold", "italic", "superscript", "subscript", "link", "ol", "ul"],
        help_text=_("A short answer that stands by itself."),
    )
    anchor = anchor_block()

    class Meta:
        icon = "help"
        label = _("Question")
        label_format = "{question}"
        description = _("A question that readers ask, and its short answer")
        template = "articles/blocks/question.html"
        form_layout = blocks.BlockGroup(children=["question", "answer"], settings=["anchor"])
        preview_value = {
            "question": "Does hot water freeze faster than cold?",
            "answer": "<p>Sometimes, it seems; nobody has pinned down when and why.</p>",
            "anchor": "hot-water",
        }


class Faq(blocks.StreamBlock):
    """The FAQ of an article."""

    question = QuestionBlock()


class SourceBlock(blocks.RichTextBlock):
    """A work that the article rests on."""

    class Meta:
        icon = "openquote"
        label = _("Source")
        description = _("A book, paper or archive that the article rests on")
        template = "articles/blocks/source.html"
        preview_value = "<p>Philip Ball, <i>H₂O: A Biography of Water</i> (1999).</p>"


class Sources(blocks.StreamBlock):
    """The sources of an article."""

    source = SourceBlock(features=LINE_FEATURES)
