"""Loads the report of searches and the list of what they store, which register themselves."""

from . import report, report_query, stored  # noqa: F401
