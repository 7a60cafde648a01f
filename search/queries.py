"""Finds pages and authors that any reader may see, best first.

The database finds the newest documents that match one of several clauses, from strict to lenient. It
never finds more than a few thousand, so a search takes no longer on a large site. The best of them
are then ranked by their words (``search.ranking``).
"""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db import connection

from . import ranking
from .asking import Question, Term
from .documents import COLUMN
from .engines import engine
from .matching import Expression, all_of, any_of, facet, phrase, run, title, without
from .models import Word
from .ranking import Wanted
from .synonyms import Form

#: Documents that a clause finds at most, and those that a lenient one of common words finds.
MAX_DOCUMENTS, MAX_LENIENT = 2000, 500
#: Results that are ranked by their words. Later ones stay in the order of the database.
RANKED = 100
#: Results that are listed at most.
LISTED = 1000
#: A result needs words with this share of the weight of the query. A query of a few key words needs
#: nearly all, but the answer to a long question may well lack some of its words.
MIN_COVERAGE, MIN_COVERAGE_LONG = 0.6, 0.35
FEW_WORDS = 3
#: If no document has that share, a result needs this share of what the best one has.
MIN_SHARE_OF_BEST = 0.4
#: A site with fewer documents has no words that say little because most documents have them.
FEW_DOCUMENTS = 20
#: A word in the title counts this much more in the database's order, before the ranking.
TITLE_BOOST = 2.0


class Hit(NamedTuple):
    """A document that matches, with its facets. The first ones also have their stems."""

    pk: int
    facets: str
    stems: str | None


@dataclass
class Found:
    """The results of a question, best first. ``more`` tells that the list is cut off."""

    hits: list[Hit] = field(default_factory=list)
    more: bool = False
    #: Terms of the question that the site does not have in any form.
    unknown: tuple[Term, ...] = ()
    #: The terms that it has.
    wanted: tuple[Wanted, ...] = ()


class Clause(NamedTuple):
    """An expression to match, with the coverage of the question that a match proves, and its score."""

    expression: Expression
    most: int
    covered: float
    score: float


class Known(NamedTuple):
    """A term that the site has, with the most documents that may have it."""

    wanted: Wanted
    count: int

    @property
    def anywhere(self) -> Expression:
        return any_of(*map(run, self.wanted.forms))

    @property
    def in_title(self) -> Expression:
        return any_of(*(all_of(*map(title, form)) for form in self.wanted.forms))


class Vocabulary:
    """What the site has of the words of a question."""

    def __init__(self, terms: Sequence[Term]):
        stems = {stem for term in terms for form in term.forms for stem in form}
        self.counts: Counter[str] = Counter()
        rows = Word.objects.filter(stem__in=["", *stems]).values_list("stem", "document_count")
        for stem, documents in rows:
            self.counts[stem] += documents
        self.total = self.counts.pop("", 1)

    def _count(self, form: Form) -> int:
        return min(min(self.counts[stem], self.total) for stem in form)

    def known(self, term: Term) -> Known | None:
        """The term in those of its forms that the site may have, or None."""
        forms = tuple(form for form in term.forms if self._count(form) > 0)
        if not forms:
            return None
        count = min(sum(map(self._count, forms)), self.total)
        return Known(Wanted(forms, ranking.weight(self.total, count)), count)

    def says_little(self, term: Term, known: Known) -> bool:
        """Whether the term alone is no reason to show a page: a single letter, or most pages have it."""
        return term.says_little or self.total >= FEW_DOCUMENTS and known.count * 2 > self.total


def find(question: Question, facets: Sequence[str] = (), newest: bool = False) -> Found:
    """The results for a question, of those that have all the facets."""
    if question.is_empty:
        return Found()
    vocabulary = Vocabulary(question.wanted)
    known = {term: vocabulary.known(term) for term in question.wanted}
    unknown = tuple(term for term in question.terms if not known[term])
    wanted = tuple(entry.wanted for entry in known.values() if entry)
    clauses, summed = _clauses(question, vocabulary, known)
    narrowed = [
        clause._replace(expression=_narrowed(clause.expression, question, facets))
        for clause in clauses
    ]
    if not narrowed:
        return Found(unknown=unknown, wanted=wanted)
    hits = _hits(narrowed, summed, newest, question)
    more = len(hits) > LISTED
    hits = hits[:LISTED]
    if not newest:
        hits[:RANKED] = _ranked(hits[:RANKED], wanted)
    return Found(hits, more, unknown, wanted)


def _narrowed(expression: Expression, question: Question, facets: Sequence[str]) -> Expression:
    wanted = all_of(expression, *map(phrase, question.phrases), *map(facet, facets))
    unwanted = [
        stems for stems in question.excluded if len(stems) == 1 or engine().SUPPORTS_PHRASES
    ]
    return without(wanted, *map(phrase, unwanted))


def _clauses(
    question: Question, vocabulary: Vocabulary, known: dict[Term, Known | None]
) -> tuple[list[Clause], bool]:
    """The clauses that match the words, and whether their coverages are to be added up.

    If few documents have some of the words, each word is sought among those documents. Words that
    very many documents have are sought together instead.
    """
    # A result needs the phrase in any case, but words beside it may be in none of the documents.
    phrases = [Clause(phrase(stems), MAX_LENIENT, 0, 0) for stems in question.phrases[:1]]
    there = {term: entry for term in question.terms if (entry := known[term])}
    if not there:
        return [clause._replace(most=MAX_DOCUMENTS, covered=1, score=1) for clause in phrases], True
    weak = {id(entry) for term, entry in there.items() if vocabulary.says_little(term, entry)}
    if len(weak) == len(question.terms):
        weak = set()
    terms = sorted(there.values(), key=lambda entry: entry.count)
    if len(weak) == len(terms):
        return phrases, True
    rare, documents = [], 0
    for entry in terms:
        documents += entry.count
        if documents > MAX_DOCUMENTS:
            break
        rare.append(entry)
    clauses = list(
        _clauses_of_rare_words(terms, rare, weak) if rare else _clauses_of_common_words(terms)
    )
    return [*clauses, *phrases], bool(rare)


def _clauses_of_rare_words(
    terms: list[Known], rare: list[Known], weak: set[int]
) -> Iterator[Clause]:
    among = any_of(*(entry.anywhere for entry in rare))
    for entry in terms:
        worth = entry.wanted.weight
        for leaf, covered, score in (
            (entry.anywhere, 0 if id(entry) in weak else worth, worth),
            (entry.in_title, 0, worth * TITLE_BOOST),
        ):
            yield Clause(
                leaf if entry in rare else all_of(leaf, among), MAX_DOCUMENTS, covered, score
            )


def _clauses_of_common_words(terms: list[Known]) -> Iterator[Clause]:
    for number in sorted({len(terms), math.ceil(len(terms) * MIN_COVERAGE), 1}, reverse=True):
        some = terms[:number]  # the rarest
        worth = sum(entry.wanted.weight for entry in some)
        most = MAX_DOCUMENTS if number == len(terms) else MAX_LENIENT
        yield Clause(all_of(*(entry.anywhere for entry in some)), most, worth, worth)
    everything = sum(entry.wanted.weight for entry in terms)
    yield Clause(
        all_of(*(entry.in_title for entry in terms)),
        MAX_LENIENT,
        everything,
        everything * TITLE_BOOST,
    )


def _hits(clauses: list[Clause], summed: bool, newest: bool, question: Question) -> list[Hit]:
    """The documents that cover enough of the question, one more than the list shows."""
    parts, params = [], []
    for clause in clauses:
        sql, given = engine().newest(clause.expression, clause.most)
        parts.append(f"SELECT id, %s AS covered, %s AS score FROM ({sql}) AS clause{len(parts)}")  # noqa: S608
        params += [clause.covered, clause.score, *given]
    covered = "SUM(covered)" if summed else "MAX(covered)"
    total = (
        sum(clause.covered for clause in clauses)
        if summed
        else max(clause.covered for clause in clauses)
    )
    order = "id DESC" if newest else "score DESC, id DESC"
    placed, places = _placed(question)
    # Every part comes from the lines above. The reader's query is among the parameters.
    sql = f"""WITH matching AS (
        SELECT id, {covered} AS covered, SUM(score) AS score FROM ({" UNION ALL ".join(parts)}) AS clauses
        GROUP BY id
      ), placed AS ({placed}), best AS (
        SELECT id, ROW_NUMBER() OVER (ORDER BY {order}) AS place FROM placed WHERE covered >=
        (SELECT CASE WHEN MAX(covered) >= %s THEN %s ELSE MAX(covered) * %s END FROM placed)
        ORDER BY place LIMIT %s
      )
      SELECT best.id, facets, CASE WHEN place <= %s THEN stems END
      FROM best JOIN search_document USING (id) ORDER BY place"""  # noqa: S608
    ranked = 0 if newest else RANKED
    enough = total * _share(question)
    with connection.cursor() as cursor:
        cursor.execute(
            sql, [*params, *places, enough, enough, MIN_SHARE_OF_BEST, LISTED + 1, ranked]
        )
        return [Hit(*row) for row in cursor.fetchall()]


def _share(question: Question) -> float:
    """The share of the question that a result has to cover."""
    return MIN_COVERAGE if len(question.wanted) <= FEW_WORDS else MIN_COVERAGE_LONG


def _placed(question: Question) -> tuple[str, list]:
    """SQL for the matching documents that have each phrase, and none of the excluded ones."""
    if engine().SUPPORTS_PHRASES:
        return "SELECT * FROM matching", []
    likes = [("LIKE", stems) for stems in question.phrases if len(stems) > 1]
    likes += [("NOT LIKE", stems) for stems in question.excluded if len(stems) > 1]
    if not likes:
        return "SELECT * FROM matching", []
    conditions = " AND ".join(f"stems {operator} %s" for operator, _ in likes)
    return (
        f"SELECT matching.* FROM matching JOIN search_document USING (id) WHERE {conditions}",  # noqa: S608
        [f"% {' '.join(stems)} %" for _, stems in likes],
    )


def _ranked(hits: list[Hit], wanted: Sequence[Wanted]) -> list[Hit]:
    """The documents in the order of the ranking."""
    score = ranking.Ranking(wanted).score
    return sorted(hits, key=lambda hit: (-score((hit.stems or "").split(COLUMN)), -hit.pk))
