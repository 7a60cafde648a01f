"""Blocks of text: paragraphs, term lists, quotes, key facts."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

#: The formats that an editor may use in running text. Sections have headings of their own.
PARAGRAPH_FEATURES = [
    "bold", "italic", "superscript", "subscript", "link", "document-link", "ol", "ul", "h3",
]  # fmt: skip
LINE_FEATURES = ["bold", "italic", "link"]


class ParagraphBlock(blocks.RichTextBlock):
    """Running text."""

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        description = _("For what you tell: paragraphs, lists, links and small headings")
        template = "articles/blocks/paragraph.html"
        preview_value = (
            "<p>Pure water is at its densest at about <b>4 °C</b>. Cooled further, it begins to "
            "swell, long before it freezes.</p>"
        )


class TermBlock(blocks.StructBlock):
    """One entry of a term list."""

    term = blocks.CharBlock(
        label=_("Term"), max_length=120, help_text=_("Two or three words, without a full stop.")
    )
    explanation = blocks.TextBlock(
        label=_("Explanation"), rows=2, help_text=_("One or two sentences.")
    )

    class Meta:
        icon = "tag"
        label_format = "{term}"


class TermListBlock(blocks.StructBlock):
    """Terms, each with its explanation."""

    terms = blocks.ListBlock(TermBlock(), min_num=1, label=_("Terms"))

    class Meta:
        icon = "list-ul"
        label = _("Term list")
        description = _("For words or parts to explain one by one")
        template = "articles/blocks/term_list.html"
        preview_value = {
            "terms": [
                {"term": "Density", "explanation": "How much mass stands in a given volume."},
                {
                    "term": "Lattice",
                    "explanation": "The regular, open order in which ice holds its molecules.",
                },
            ]
        }


class QuoteBlock(blocks.StructBlock):
    """A quotation with its source."""

    text = blocks.TextBlock(
        rows=3, label=_("Quotation"), help_text=_("The quoted words, without quotation marks.")
    )
    source = blocks.CharBlock(
        required=False,
        max_length=160,
        label=_("Speaker"),
        help_text=_("A person or institution."),
    )
    work = blocks.CharBlock(
        required=False,
        max_length=200,
        label=_("Work and date"),
        help_text=_("A book, speech or letter."),
    )

    class Meta:
        icon = "openquote"
        label = _("Quote")
        description = _("For somebody’s own words, with their source")
        template = "articles/blocks/quote.html"
        preview_value = {
            "text": "If I have seen further, it is by standing on the shoulders of giants.",
            "source": "Isaac Newton",
            "work": "Letter to Robert Hooke, 5 February 1675",
        }


class KeyFactBlock(blocks.StructBlock):
    """One fact that a reader should take home."""

    figure = blocks.CharBlock(
        max_length=60, label=_("Figure"), help_text=_("The number or short phrase to set large.")
    )
    text = blocks.TextBlock(
        rows=2, label=_("Explanation"), help_text=_("One sentence, two at most.")
    )

    class Meta:
        icon = "pick"
        label = _("Key fact")
        description = _("For one figure that a reader should remember")
        template = "articles/blocks/key_fact.html"
        preview_value = {
            "figure": "917 kg/m³",
            "text": "The density of ice at 0 °C: about eight per cent less than that of water.",
        }
