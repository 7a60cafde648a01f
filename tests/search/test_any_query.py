"""Any query gets a proper page. ``ANY_QUERIES=2000`` asks more of them."""

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search import synonyms
from search.asking import MAX_LENGTH, normalise, parse
from search.models import SynonymGroup
from tests import factories

pytestmark = pytest.mark.both_databases

#: Full-text languages, SQL, markup, and characters that are none.
HOSTILE = [
    '"', "'", "*", "AND", "OR", "NOT", "NEAR(", "NEAR(a b, 2)", ":", "title:", "^", "-", "+", "(", ")", "{title}",
    "a AND", "NOT a", '"a', 'a"', "a*", "*a", "a:*", "'a':*", "a & b", "a | !b", "a <-> b", "<->", "!!", "\\", "\\'",
    "'; DROP TABLE search_text; --", "%", "_", "%s", "%(a)s", "{}", "{0}", "$1", "NULL", "\x00", "a\x00b", "\ud800",
    "\udfff", "\x1f", "\x1e", "\ue000", "\u202e", "\ufeff", "\u0300", "🧊", "<b>", "</mark>", "&amp;", "--", "-a", "--a", '-"',
    '-"a b"', "“", "„a”", "1e5", "3.14", "c++", "#", "@", "//", "ﷺ", "ß", "İ", "ǅ", "ﬁ", "𝕬", "١٢", "ไทย", "日本語", "a'b", "’",
]  # fmt: skip

queries = st.lists(
    st.one_of(
        st.sampled_from(HOSTILE), st.text(max_size=20), st.sampled_from(["ice", "why", "float"])
    ),
    max_size=12,
).map(" ".join)
ours = settings(
    max_examples=int(os.environ.get("ANY_QUERIES") or 25),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture
def searched(reader, topic):
    page = factories.article(topic, title="Why does ice float?", tags=["Ice"])
    addresses = (f"10.{number >> 8}.{number & 255}.1" for number in range(1, 60_000))

    def answers(query, address="/search/", **params):
        # As a browser would send it; what is no character at all comes as bytes.
        params = {"q": query.encode("utf-8", "surrogatepass"), **params}
        answer = reader.get(address, params, REMOTE_ADDR=next(addresses))
        assert answer.status_code == 200, query
        return answer

    assert [result.document.page_id for result in answers("ice").context["results"]] == [page.pk]
    return answers


def test_hostile_queries_get_a_proper_page(searched):
    for query in (*HOSTILE, "", " ", "a" * 10_000, "a b " * 2500, "( " * 5000):
        searched(query)
        searched(query, "/search/suggest/")


@ours
@given(query=queries)
def test_any_query_gets_a_proper_page(searched, query):
    content = searched(query).content.decode()
    assert content.rstrip().endswith("</html>")
    for error in ("fts5", "syntax error", "sqlite", "psycopg", "traceback"):
        assert error not in content.lower()
    searched(query, "/search/suggest/")
    searched(query, topic="history", sort="date")


@settings(ours, max_examples=max(8, ours.max_examples // 4))
@given(query=queries, lists=st.lists(st.lists(queries, min_size=2, max_size=5), max_size=5))
def test_any_lists_of_synonyms_leave_a_proper_page(searched, query, lists):
    SynonymGroup.objects.all().delete()
    SynonymGroup.objects.bulk_create(
        SynonymGroup(
            words=", ".join([*entries, "ice", query])
            .replace("\0", "")[:500]
            .encode(errors="ignore")
            .decode()
        )
        for entries in lists
    )
    synonyms.changed()
    content = searched(f"{query} float ice").content.decode()
    assert content.rstrip().endswith("</html>")
    searched(f"float {query} ice", "/search/suggest/")


@given(st.text())
def test_a_query_is_trimmed_printable_and_short(text):
    result = normalise(text)
    assert len(result) <= MAX_LENGTH
    assert result == result.strip()
    assert normalise(result) == result


@given(queries)
def test_what_is_understood_is_words_alone(text):
    question = parse(normalise(text))
    stems = [*question.words]
    stems += [stem for term in question.wanted for form in term.forms for stem in form]
    stems += [stem for group in question.phrases + question.excluded for stem in group]
    assert all(stem.isalnum() for stem in stems)
    assert len(stems) <= 80


@pytest.mark.parametrize(
    ("text", "words", "phrases", "excluded"),
    [
        ("lend-lease", ("lend", "lease"), (), ()),
        ('"Lend Lease" tanks', ("tanks",), (("lend", "leas"),), ()),
        ("berlin -wall", ("berlin",), (), (("wall",),)),
        ('berlin -"the wall"', ("berlin",), (), (("the", "wall"),)),
        ("“curly quotes”", (), (("cur", "quot"),), ()),
        ("3 - 2", ("3", "2"), (), ()),
        ('an "open end', ("an", "open", "end"), (), ()),
        ("don't O’Neill’s", ("dont", "oneills"), (), ()),
    ],
)
def test_a_query_is_understood_in_its_parts(text, words, phrases, excluded):
    question = parse(text)
    assert (question.words, question.phrases, question.excluded) == (words, phrases, excluded)
