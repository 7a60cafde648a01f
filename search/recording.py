"""Counts the queries of readers, the results that they open, and the answers that they ask for.

No row tells who they were. The database itself adds to the row of a query and day, so that two
readers at the same moment both count.
"""

import re

from django.db import connection
from django.utils import timezone

from . import words
from .models import DailyQuery

#: Texts that may be about a person: email addresses, and numbers as long as a telephone number.
PERSONAL = re.compile(r"@|(?:\d[\s./()-]*){7}")
MAX_LENGTH = 100

UPSERT_QUERY = """INSERT INTO search_dailyquery (query, day, searches, result_count, answer_requests) VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (query, day) DO UPDATE SET searches = search_dailyquery.searches + excluded.searches,
    answer_requests = search_dailyquery.answer_requests + excluded.answer_requests"""
UPSERT_CLICK = """INSERT INTO search_clickedresult (daily_query_id, result, clicks) VALUES (%s, %s, 1)
    ON CONFLICT (daily_query_id, result) DO UPDATE SET clicks = search_clickedresult.clicks + 1"""


def countable(text: str) -> str:
    """The query in small letters, as it is counted. It is empty if it may be about a person."""
    text = text.casefold()
    if len(text) > MAX_LENGTH or PERSONAL.search(text) or not words.WORD.search(text):
        return ""
    return text


def count_search(text: str, result_count: int) -> None:
    """Counts a search for this, with the number of its results."""
    if query := countable(text):
        _count(
            UPSERT_QUERY + ", result_count = excluded.result_count",
            [query, timezone.localdate(), 1, result_count, 0],
        )


def count_request(text: str) -> None:
    """Counts a reader who would like the editors to answer this."""
    if query := countable(text):
        _count(UPSERT_QUERY, [query, timezone.localdate(), 0, 0, 1])


def count_click(text: str, result: str) -> None:
    """Counts a reader who opened this result after a search."""
    query = DailyQuery.objects.filter(query=countable(text)).order_by("-day").first()
    if query:
        _count(UPSERT_CLICK, [query.pk, result])


def _count(sql: str, params: list) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
