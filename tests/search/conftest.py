"""What the tests of the search can ask for."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from search.models import ClickedResult, DailyQuery
from tests import factories


@pytest.fixture
def ask(db):
    """Readers searched for it some days ago: ``ask("ice", 3, found=2, clicks={"page:1": 2})``."""

    def asked(query, searches=1, found=1, days_ago=0, wanted=0, clicks=()):
        day = timezone.localdate() - timedelta(days=days_ago)
        row = DailyQuery.objects.create(
            query=query, day=day, searches=searches, result_count=found, answer_requests=wanted
        )
        for result, number in dict(clicks).items():
            ClickedResult.objects.create(daily_query=row, result=result, clicks=number)
        return row

    return asked


@pytest.fixture
def found(reader):
    """The titles that a query finds, in their order."""

    def titles(query, **narrowed):
        answer = reader.get("/search/", {"q": query, **narrowed})
        assert answer.status_code == 200
        return [result.document.title for result in answer.context.get("results", ())]

    return titles


@pytest.fixture
def browser_of(home):
    """The browser of somebody in this group; without a group, of a superuser."""

    def signed_in(group=None) -> Client:
        client = Client()
        client.force_login(factories.user(group))
        return client

    return signed_in
