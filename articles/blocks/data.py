"""Blocks of facts in order: tables, timelines, downloads."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock


class TableBlock(blocks.StructBlock):
    """A table with headed columns; its first column heads the rows."""

    table = TypedTableBlock(
        [
            ("text", blocks.CharBlock(required=False, label=_("Text"), icon="pilcrow")),
            ("number", blocks.CharBlock(required=False, label=_("Number"), icon="order")),
        ],
        label=_("Columns and rows"),
    )
    note = blocks.CharBlock(
        required=False,
        max_length=300,
        label=_("Note"),
        help_text=_("For instance units, the source, or rows that are left out."),
    )

    class Meta:
        icon = "table"
        label = _("Table")
        description = _("For figures or facts to compare, in rows and columns")
        help_text = _(
            "The caption says what the table shows. Add a column of text or of numbers and give "
            "it a heading. The first column heads each row."
        )
        template = "articles/blocks/table.html"
        preview_value = {
            "table": {
                "caption": "Density of water",
                "columns": [
                    {"type": "text", "heading": "State"},
                    {"type": "number", "heading": "kg/m³"},
                ],
                "rows": [
                    {"values": ["Ice, 0 °C", "917"]},
                    {"values": ["Water, 4 °C", "1,000"]},
                ],
            },
            "note": "At the pressure of one atmosphere.",
        }


class EventBlock(blocks.StructBlock):
    """One dated event of a timeline."""

    date = blocks.CharBlock(
        label=_("Date"),
        max_length=60,
        help_text=_("As readers will see it, for instance “22 June 1941” or “c. 450”."),
    )
    text = blocks.TextBlock(rows=2, label=_("Event"))

    class Meta:
        icon = "date"
        label_format = "{date}"


class TimelineBlock(blocks.StructBlock):
    """Dated events in order."""

    title = blocks.CharBlock(required=False, label=_("Title"), max_length=160)
    events = blocks.ListBlock(EventBlock(), min_num=1, label=_("Events"))

    class Meta:
        icon = "history"
        label = _("Timeline")
        description = _("For what happened when, one event below the other")
        template = "articles/blocks/timeline.html"
        preview_value = {
            "title": "Two calendars",
            "events": [
                {"date": "45 BC", "text": "Julius Caesar’s calendar comes into force."},
                {"date": "October 1582", "text": "Pope Gregory XIII’s reform drops ten days."},
            ],
        }


class DocumentBlock(blocks.StructBlock):
    """A file to download."""

    document = DocumentChooserBlock(label=_("File"))
    title = blocks.CharBlock(
        required=False,
        label=_("Title"),
        max_length=160,
        help_text=_("If empty, the file’s own title is shown."),
    )
    description = blocks.TextBlock(
        required=False,
        rows=2,
        label=_("Description"),
        help_text=_("Tells readers what the file contains."),
    )

    class Meta:
        icon = "doc-full"
        label = _("Download")
        description = _("For a file that readers take away, such as a PDF")
        template = "articles/blocks/document.html"
        preview_value = {
            "document": None,
            "title": "A one-page timeline",
            "description": "To print and pin up.",
        }
