"""What the site's search finds: pages and authors that any reader may see, best first.

The database finds the newest documents that match, in several ways from strict to lenient, and never
more than a few thousand: how long it takes does not depend on how much the site has. The best of
them are then ranked by their words (``search.ranking``).
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

#: Documents that one way of matching brings at most, and a lenient one of common words.
MOST, SOME = 2000, 500
#: Results that are ranked by their words; those after them stay as they were found.
RANKED = 100
#: Results that are listed at most.
LISTED = 1000
#: A result has words of this share of the weight of all: nearly all of a few key words, but a whole
#: question is asked in words that its answer may well do without.
COVERED, COVERED_OF_MANY = 0.6, 0.35
FEW_WORDS = 3
#: Where no document has so much, as much of what the best has.
OF_BEST = 0.4
#: A word in the title counts so much more than one elsewhere, before the words are looked at.
IN_TITLE = 2.0


class Hit(NamedTuple):
    """A document that matches, what it can be narrowed by and, of the first, their words."""

    pk: int
    facets: str
    stems: str | None


@dataclass
class Found:
    """What a question finds, best first. ``more``: it is cut off."""

    hits: list[Hit] = field(default_factory=list)
    more: bool = False
    #: Words of the question that the site does not have, folded.
    unknown: tuple[str, ...] = ()
    #: What each stem of the question says on this site.
    weights: dict[str, float] = field(default_factory=dict)


class Way(NamedTuple):
    """A way to match: what it shows a document to have of the question, and what that is worth."""

    expression: Expression
    most: int
    covered: float
    score: float


class Weights(dict):
    """How much each stem of a question says on this site: none for those it does not have."""

    def __init__(self, stems: Sequence[str]):
        self.having: Counter[str] = Counter()
        rows = Word.objects.filter(stem__in=["", *stems]).values_list(
            "word", "stem", "document_count"
        )
        self.words = set()
        for folded, stem, documents in rows:
            self.having[stem] += documents
            self.words.add(folded)
        everything = self.having.pop("", 1)
        for stem in stems:
            having = self.having[stem] = min(self.having[stem], everything)
            self[stem] = ranking.weight(everything, having)


def find(question: Question, facets: Sequence[str] = (), newest: bool = False) -> Found:
    """The results for a question, of those that have all the facets."""
    if question.is_empty:
        return Found()
    weights = Weights(question.stems)
    unknown = tuple(
        dict.fromkeys(one for one in question.telling if not weights[question.stem_of[one]])
    )
    ways, strict = _ways(question, weights)
    narrowed = [
        way._replace(expression=_narrowed(way.expression, question, facets)) for way in ways
    ]
    if not narrowed:
        return Found(unknown=unknown, weights=weights)
    hits = _hits(narrowed, strict, newest, question)
    more = len(hits) > LISTED
    hits = hits[:LISTED]
    if not newest:
        hits[:RANKED] = _ranked(hits[:RANKED], question.stems, weights)
    return Found(hits, more, unknown, weights)


def _narrowed(expression: Expression, question: Question, facets: Sequence[str]) -> Expression:
    wanted = all_of(expression, *map(phrase, question.phrases), *map(facet, facets))
    unwanted = [one for one in question.excluded if len(one) == 1 or engine().KNOWS_PLACES]
    return without(wanted, *map(phrase, unwanted))


def _ways(question: Question, weights: Weights) -> tuple[list[Way], bool]:
    """The ways to match the words, and whether what they cover is to be taken together.

    Where few documents have some of the words, each word is looked for among those. Words that very
    many have are looked for together instead.
    """
    plain = dict.fromkeys(question.stem_of[one] for one in question.telling)
    known = sorted((stem for stem in plain if weights[stem]), key=weights.having.__getitem__)
    if not known:
        return [Way(phrase(one), MOST, 1, 1) for one in question.phrases[:1]], True
    rare, documents = [], 0
    for stem in known:
        documents += weights.having[stem]
        if documents > MOST:
            break
        rare.append(stem)
    ways = list(_ways_of_few(known, rare, weights) if rare else _ways_of_many(known, weights))
    # A phrase is wanted in any case; words beside it may be nowhere near.
    ways += [Way(phrase(one), SOME, 0, 0) for one in question.phrases[:1]]
    return ways, bool(rare)


def _ways_of_few(known: list[str], rare: list[str], weights: Weights) -> Iterator[Way]:
    among = any_of(*map(word, rare))
    for stem in known:
        worth = weights[stem]
        for leaf, covered, score in (
            (word(stem), worth, worth),
            (title(stem), 0, worth * IN_TITLE),
        ):
            yield Way(leaf if stem in rare else all_of(leaf, among), MOST, covered, score)


def _ways_of_many(known: list[str], weights: Weights) -> Iterator[Way]:
    for number in sorted({len(known), math.ceil(len(known) * COVERED), 1}, reverse=True):
        some = known[:number]  # the rarest
        worth = sum(weights[stem] for stem in some)
        most = MOST if number == len(known) else SOME
        yield Way(all_of(*map(word, some)), most, worth, worth)
    everything = sum(weights[stem] for stem in known)
    yield Way(all_of(*map(title, known)), SOME, everything, everything * IN_TITLE)


def _hits(ways: list[Way], summed: bool, newest: bool, question: Question) -> list[Hit]:
    """The documents that have enough of the question, one more than are listed."""
    parts, params = [], []
    for way in ways:
        sql, given = engine().newest(way.expression, way.most)
        parts.append(f"SELECT id, %s AS covered, %s AS score FROM ({sql}) AS way{len(parts)}")  # noqa: S608
        params += [way.covered, way.score, *given]
    covered = "SUM(covered)" if summed else "MAX(covered)"
    total = sum(way.covered for way in ways) if summed else max(way.covered for way in ways)
    order = "id DESC" if newest else "score DESC, id DESC"
    placed, places = _placed(question)
    # Every part is one of the lines above; what a reader typed is among the parameters.
    sql = f"""WITH matching AS (
        SELECT id, {covered} AS covered, SUM(score) AS score FROM ({" UNION ALL ".join(parts)}) AS ways
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
        cursor.execute(sql, [*params, *places, enough, enough, OF_BEST, LISTED + 1, ranked])
        return [Hit(*row) for row in cursor.fetchall()]


def _share(question: Question) -> float:
    """How much of the question a result has to have."""
    return COVERED if len(question.stems) <= FEW_WORDS else COVERED_OF_MANY


def _placed(question: Question) -> tuple[str, list]:
    """Those of the matching documents in which the words of each phrase stand together."""
    if engine().KNOWS_PLACES:
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
    """These documents by how well their words answer."""
    return sorted(
        hits,
        key=lambda hit: (-ranking.score((hit.stems or "").split(COLUMN), stems, weights), -hit.pk),
    )
