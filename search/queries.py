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
from .asking import Question
from .documents import COLUMN
from .engines import engine
from .matching import Expression, all_of, any_of, facet, phrase, title, without, word
from .models import Word

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
    #: Words of the question that the site does not have, folded.
    unknown: tuple[str, ...] = ()
    #: The weight of each stem of the question on this site.
    weights: dict[str, float] = field(default_factory=dict)


class Clause(NamedTuple):
    """An expression to match, with the coverage of the question that a match proves, and its score."""

    expression: Expression
    most: int
    covered: float
    score: float


class Weights(dict):
    """The weight of each stem of a question on this site; 0 for stems that no document has."""

    def __init__(self, stems: Sequence[str]):
        self.document_counts: Counter[str] = Counter()
        rows = Word.objects.filter(stem__in=["", *stems]).values_list(
            "word", "stem", "document_count"
        )
        self.words = set()
        for folded, stem, documents in rows:
            self.document_counts[stem] += documents
            self.words.add(folded)
        total = self.document_counts.pop("", 1)
        for stem in stems:
            count = self.document_counts[stem] = min(self.document_counts[stem], total)
            self[stem] = ranking.weight(total, count)


def find(question: Question, facets: Sequence[str] = (), newest: bool = False) -> Found:
    """The results for a question, of those that have all the facets."""
    if question.is_empty:
        return Found()
    weights = Weights(question.stems)
    unknown = tuple(
        dict.fromkeys(
            word for word in question.content_words if not weights[question.stem_of[word]]
        )
    )
    clauses, summed = _clauses(question, weights)
    narrowed = [
        clause._replace(expression=_narrowed(clause.expression, question, facets))
        for clause in clauses
    ]
    if not narrowed:
        return Found(unknown=unknown, weights=weights)
    hits = _hits(narrowed, summed, newest, question)
    more = len(hits) > LISTED
    hits = hits[:LISTED]
    if not newest:
        hits[:RANKED] = _ranked(hits[:RANKED], question.stems, weights)
    return Found(hits, more, unknown, weights)


def _narrowed(expression: Expression, question: Question, facets: Sequence[str]) -> Expression:
    wanted = all_of(expression, *map(phrase, question.phrases), *map(facet, facets))
    unwanted = [
        stems for stems in question.excluded if len(stems) == 1 or engine().SUPPORTS_PHRASES
    ]
    return without(wanted, *map(phrase, unwanted))


def _clauses(question: Question, weights: Weights) -> tuple[list[Clause], bool]:
    """The clauses that match the words, and whether their coverages are to be added up.

    If few documents have some of the words, each word is sought among those documents. Words that
    very many documents have are sought together instead.
    """
    plain = dict.fromkeys(question.stem_of[word] for word in question.content_words)
    known = sorted(
        (stem for stem in plain if weights[stem]), key=weights.document_counts.__getitem__
    )
    if not known:
        return [Clause(phrase(stems), MAX_DOCUMENTS, 1, 1) for stems in question.phrases[:1]], True
    rare, documents = [], 0
    for stem in known:
        documents += weights.document_counts[stem]
        if documents > MAX_DOCUMENTS:
            break
        rare.append(stem)
    clauses = list(
        _clauses_of_rare_words(known, rare, weights)
        if rare
        else _clauses_of_common_words(known, weights)
    )
    # A result needs the phrase in any case, but words beside it may be in none of the documents.
    clauses += [Clause(phrase(stems), MAX_LENIENT, 0, 0) for stems in question.phrases[:1]]
    return clauses, bool(rare)


def _clauses_of_rare_words(known: list[str], rare: list[str], weights: Weights) -> Iterator[Clause]:
    among = any_of(*map(word, rare))
    for stem in known:
        worth = weights[stem]
        for leaf, covered, score in (
            (word(stem), worth, worth),
            (title(stem), 0, worth * TITLE_BOOST),
        ):
            yield Clause(
                leaf if stem in rare else all_of(leaf, among), MAX_DOCUMENTS, covered, score
            )


def _clauses_of_common_words(known: list[str], weights: Weights) -> Iterator[Clause]:
    for number in sorted({len(known), math.ceil(len(known) * MIN_COVERAGE), 1}, reverse=True):
        some = known[:number]  # the rarest
        worth = sum(weights[stem] for stem in some)
        most = MAX_DOCUMENTS if number == len(known) else MAX_LENIENT
        yield Clause(all_of(*map(word, some)), most, worth, worth)
    everything = sum(weights[stem] for stem in known)
    yield Clause(all_of(*map(title, known)), MAX_LENIENT, everything, everything * TITLE_BOOST)


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
    return MIN_COVERAGE if len(question.stems) <= FEW_WORDS else MIN_COVERAGE_LONG


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


def _ranked(hits: list[Hit], stems: Sequence[str], weights: Weights) -> list[Hit]:
    """The documents in the order of the ranking."""
    return sorted(
        hits,
        key=lambda hit: (-ranking.score((hit.stems or "").split(COLUMN), stems, weights), -hit.pk),
    )
