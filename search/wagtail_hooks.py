"""Loads the report of searches, which registers itself with the Wagtail admin."""

from . import report, report_query  # noqa: F401
