"""What an editor's list of synonyms would change in what readers searched for lately."""

from collections import Counter
from dataclasses import dataclass

from . import asking, queries, results
from .models import DailyQuery, SynonymGroup
from .queries import Found
from .synonyms import Synonyms

#: Recorded searches that are tried, the newest first, and those that are shown with their results.
RECORDED, SHOWN = 1000, 20


@dataclass
class Change:
    """A query that the list concerns: how many results it has, and which is the first."""

    query: str
    times: int
    before: Found
    after: Found
    first_before: str = ""
    first_after: str = ""


@dataclass
class Trial:
    """All that a list would change: queries that it concerns, and the most frequent of them."""

    recorded: int
    concerned: int
    shown: list[Change]


def trial(words: str, group: SynonymGroup) -> Trial:
    """Compares the searches as they are with those after *group*, new or old, has these words."""
    stored = SynonymGroup.objects.values_list("pk", "words")
    before = Synonyms(text for _, text in stored)
    after = Synonyms([text for pk, text in stored if pk != group.pk] + [words])
    rows = DailyQuery.objects.filter(searches__gt=0).order_by("-day", "-searches", "query")
    recorded = Counter()
    for query, searches in rows.values_list("query", "searches")[:RECORDED]:
        recorded[query] += searches
    concerned = []
    for query, times in recorded.most_common():
        questions = [
            asking.parse(asking.normalise(query), synonyms) for synonyms in (before, after)
        ]
        if questions[0].terms != questions[1].terms:
            concerned.append((query, times, questions))
    shown = [
        Change(query, times, *map(queries.find, questions))
        for query, times, questions in concerned[:SHOWN]
    ]
    _name_first(shown)
    return Trial(len(recorded), len(concerned), shown)


def _name_first(changes: list[Change]) -> None:
    """Notes the titles of the first results, which one query finds."""
    firsts = {
        hit.pk
        for change in changes
        for found in (change.before, change.after)
        for hit in found.hits[:1]
    }
    titles = {
        document.pk: document.title for document in results.shown(list(firsts), without=["parts"])
    }
    for change in changes:
        change.first_before, change.first_after = (
            titles.get(found.hits[0].pk, "") if found.hits else ""
            for found in (change.before, change.after)
        )
