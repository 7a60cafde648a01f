"""The search in the Wagtail admin."""

from . import report, report_query  # noqa: F401
