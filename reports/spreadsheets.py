"""Exports in which no spreadsheet runs a text that somebody else wrote."""

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

#: A spreadsheet takes a cell that begins with one of these for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


class HarmlessCells:
    """Mixin for views that export. It stands before Wagtail's own ``SpreadsheetExportMixin``."""

    def preprocess_field_value(self, field, value, export_format):
        value = super().preprocess_field_value(field, value, export_format)
        if not isinstance(value, str):
            return value
        value = ILLEGAL_CHARACTERS_RE.sub("", value)
        return f"'{value}" if value.startswith(FORMULA) else value
