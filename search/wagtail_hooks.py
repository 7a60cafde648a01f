"""Loads the report of searches and the lists of synonyms, which register themselves with the admin."""

from . import report, report_query, synonym_admin  # noqa: F401
