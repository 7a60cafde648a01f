"""The site's search."""

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from search.queries import MAX_LENGTH, normalise
from tests import factories


@pytest.mark.django_db
def test_a_reader_finds_an_article_by_its_words(reader, topic, text):
    factories.article(topic, title="Why does ice float?", short_answer="<p>Hydrogen bonds.</p>")
    factories.article(topic, title="Why is the sky blue?")
    call_command("update_index", verbosity=0)
    for query in ("ice", "hydrogen", "FLOAT"):
        words = text(reader.get("/search/", {"q": query}))
        assert "1 result for" in words
        assert "Why does ice float?" in words


@pytest.mark.django_db
def test_drafts_and_private_pages_are_not_found(reader, topic, text):
    factories.article(topic, title="Why secretdraft?", publish=False)
    call_command("update_index", verbosity=0)
    assert "Nothing was found." in text(reader.get("/search/", {"q": "secretdraft"}))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    [
        "",
        " ",
        '"',
        "'",
        "a AND",
        "*",
        "(((",
        "%",
        "NEAR(a b)",
        "🧊",
        "a" * 5000,
        "<b>",
        "-",
        "\x00",
    ],
)
def test_any_query_gets_a_page(reader, article, query):
    call_command("update_index", verbosity=0)
    response = reader.get("/search/", {"q": query})
    assert response.status_code == 200
    assert "<b></b>" not in response.content.decode()


@given(st.text())
def test_a_query_is_trimmed_printable_and_short(query):
    result = normalise(query)
    assert len(result) <= MAX_LENGTH
    assert result == result.strip()
    assert normalise(result) == result
