"""Loads the report of searches, the lists of synonyms and the list of what is stored, which register
themselves with the admin."""

from . import report, report_query, stored, synonym_admin  # noqa: F401
