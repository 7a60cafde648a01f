"""Files that editors take away: nothing in them that somebody else wrote is run by a spreadsheet."""

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

#: What a spreadsheet would take for a formula if it stood first in a cell.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


class HarmlessCells:
    """For views that export: before Wagtail's own ``SpreadsheetExportMixin``."""

    def preprocess_field_value(self, field, value, export_format):
        value = super().preprocess_field_value(field, value, export_format)
        if not isinstance(value, str):
            return value
        value = ILLEGAL_CHARACTERS_RE.sub("", value)
        return f"'{value}" if value.startswith(FORMULA) else value
