"""The blocks that editors build articles from.

A block's key in its stream is its name everywhere: key ``term_list`` is ``TermListBlock`` with the
template ``articles/blocks/term_list.html``.
"""

from .article import ArticleBody, Faq, QuestionBlock, SectionBlock, SourceBlock, Sources
from .data import DocumentBlock, TableBlock, TimelineBlock
from .media import CaptionedImageBlock, VideoBlock
from .text import KeyFactBlock, ParagraphBlock, QuoteBlock, TermListBlock

__all__ = [
    "ArticleBody",
    "CaptionedImageBlock",
    "DocumentBlock",
    "Faq",
    "KeyFactBlock",
    "ParagraphBlock",
    "QuestionBlock",
    "QuoteBlock",
    "SectionBlock",
    "SourceBlock",
    "Sources",
    "TableBlock",
    "TermListBlock",
    "TimelineBlock",
    "VideoBlock",
]
