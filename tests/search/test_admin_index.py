"""The index of the admin's own search: what it finds, in which order, and how it is made whole."""

import re
from math import ceil

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from modelsearch.backends import database, get_search_backend
from modelsearch.query import Phrase, PlainText
from wagtail.images import get_image_model
from wagtail.models import Page

from articles.models import Author
from search import admin_index
from tests import factories

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]

PICTURES = get_image_model()
ON_SQLITE = pytest.mark.skipif("connection.vendor != 'sqlite'")


@pytest.fixture
def found():
    """What the admin's search finds, the best first."""

    def find(query, model=PICTURES):
        return [str(one) for one in get_search_backend().search(query, model.objects.all())]

    return find


def pictures(*titles):
    PICTURES.objects.bulk_create(
        PICTURES(title=title, file=f"{title}.png", width=1, height=1) for title in titles
    )


def rebuild():
    call_command("rebuild_search", verbosity=0)


def test_rebuilding_mends_what_is_missing_wrong_and_left_over(found, topic):
    pictures("Harbour", "Bridge", "Tower")
    factories.article(topic, title="Why ships?")
    rebuild()
    PICTURES.objects.filter(title="Harbour").update(title="Castle")
    PICTURES.objects.filter(title="Bridge")._raw_delete(using="default")
    pictures("Market")
    rebuild()
    assert [found(word) for word in ("castle", "harbour", "bridge", "market")] == [
        ["Castle"], [], [], ["Market"],
    ]  # fmt: skip
    assert found("ships", Page) == ["Why ships?"]
    entries = get_search_backend().get_index_for_model(PICTURES).entries
    assert entries.filter(content_type__model="picture").count() == 3


def test_whoever_searches_while_it_is_rebuilt_finds_everything(found):
    pictures(*(f"Picture {number}" for number in range(15)))
    rebuild()
    PICTURES.objects.update(title="Picture of something else")
    counts = set()

    def look(execute, sql, *arguments):
        answer = execute(sql, *arguments)
        if re.match("INSERT|UPDATE|DELETE", sql) and "indexentry" in sql:
            counts.add(len(found("picture")))
        return answer

    with connection.execute_wrapper(look):
        rebuild()
    assert counts == {15}
    assert len(found("else")) == 15


def test_each_step_writes_a_few_objects():
    pictures(*(f"Picture {number}" for number in range(25)))
    with CaptureQueriesContext(connection) as captured:
        admin_index.refresh(lambda done, total: None)
    written = "\n".join(query["sql"] for query in captured if "FROM" not in query["sql"][:20])
    steps = [step.count("'Picture") for step in re.split("RELEASE SAVEPOINT|COMMIT", written)]
    assert max(steps) <= 3 * admin_index.BATCH  # three texts of each
    assert sum(map(bool, steps)) >= ceil(25 / admin_index.BATCH)


@ON_SQLITE
def test_an_index_that_is_right_is_left_alone(topic):
    pictures("Harbour")
    factories.article(topic)
    rebuild()
    with CaptureQueriesContext(connection) as captured:
        admin_index.refresh(lambda done, total: None)
    assert not [query for query in captured if re.match("INSERT|UPDATE|DELETE", query["sql"])]


@pytest.mark.parametrize("kind", ["search", "autocomplete"])
@pytest.mark.parametrize(
    "query", ["ice", "ice cold", "co", Phrase("cold ice"), PlainText("ice fire", operator="or")]
)
def test_the_order_is_that_of_wagtails_own_search(kind, query):
    pictures(
        "Ice", "Cold ice", "Ice, cold as ever", "Fire", "Ice ice ice", "A cold and wide sea of ice"
    )
    for name in ("Ice Cole", "Cora Ice"):
        Author.objects.create(name=name, slug=name)
    rebuild()
    if kind == "autocomplete" and isinstance(query, Phrase):
        query = "cold ice"
    ours, wagtails = get_search_backend(), database.SearchBackend({})
    for model in (PICTURES, Author):
        expected = list(getattr(wagtails, kind)(query, model.objects.all()))
        assert list(getattr(ours, kind)(query, model.objects.all())) == expected
        every = model.objects.order_by()
        by_age = getattr(ours, kind)(query, every, order_by_relevance=False)
        assert list(by_age) == sorted(expected, key=lambda one: -one.pk)
        assert by_age.count() == len(expected)


@ON_SQLITE
@pytest.mark.parametrize("analyzed", [False, True])
@pytest.mark.parametrize("model", [PICTURES, Page, Author])
def test_words_are_looked_up_once_however_many_have_them(model, analyzed):
    if analyzed:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    plan = get_search_backend().autocomplete("a", model.objects.all()).get_queryset().explain()
    looks = [line.split(maxsplit=3)[3] for line in plan.splitlines()]
    for place, look in enumerate(looks):
        if "fts VIRTUAL TABLE" in look:
            assert "MATERIALIZE" in looks[place - 1] or "SUBQUERY" in looks[place - 1]
            assert "INTEGER PRIMARY KEY" in looks[place + 1]
    assert sum("fts VIRTUAL TABLE" in look for look in looks) == 2
    assert any("AUTOMATIC COVERING INDEX (object_id=?)" in look for look in looks)
