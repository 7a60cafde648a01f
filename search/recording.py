"""Counts what readers search for, open and miss. Nothing tells who it was.

One row for each query and day, which the database counts up by itself: two readers at the same
moment both count.
"""

import re

from django.db import connection
from django.utils import timezone

from . import words
from .models import DailyQuery

#: What may be a person's: addresses, and numbers as long as a telephone number.
PERSONAL = re.compile(r"@|(?:\d[\s./()-]*){7}")
LONGEST = 100

ASKED = """INSERT INTO search_dailyquery (query, day, searches, result_count, answer_requests) VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (query, day) DO UPDATE SET searches = search_dailyquery.searches + excluded.searches,
    answer_requests = search_dailyquery.answer_requests + excluded.answer_requests"""
CLICKED = """INSERT INTO search_clickedresult (daily_query_id, result, clicks) VALUES (%s, %s, 1)
    ON CONFLICT (daily_query_id, result) DO UPDATE SET clicks = search_clickedresult.clicks + 1"""


def kept(text: str) -> str:
    """The query as it is counted, in small letters; empty where it may tell of a person."""
    text = text.casefold()
    if len(text) > LONGEST or PERSONAL.search(text) or not words.WORD.search(text):
        return ""
    return text


def asked(text: str, found: int) -> None:
    """Somebody searched for this, and so much was found."""
    if query := kept(text):
        _count(
            ASKED + ", result_count = excluded.result_count",
            [query, timezone.localdate(), 1, found, 0],
        )


def wanted(text: str) -> None:
    """Somebody would like the editors to answer this."""
    if query := kept(text):
        _count(ASKED, [query, timezone.localdate(), 0, 0, 1])


def clicked(text: str, result: str) -> None:
    """Somebody opened this result after searching."""
    query = DailyQuery.objects.filter(query=kept(text)).order_by("-day").first()
    if query:
        _count(CLICKED, [query.pk, result])


def _count(sql: str, params: list) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
