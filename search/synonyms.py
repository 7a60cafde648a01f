"""Words that mean the same, as editors listed them. They are read with a query and never indexed."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from django.core.cache import cache
from django.db import transaction

from . import words
from .models import SynonymGroup

#: A word, or words that stand together, by their stems.
Form = tuple[str, ...]


class Span(NamedTuple):
    """A place in a query that has one form of a group, and the forms that mean the same."""

    start: int
    end: int
    others: tuple[Form, ...]


def members(text: str) -> list[str]:
    """The entries of a group as an editor typed them."""
    return [" ".join(entry.split()) for entry in re.split(r"[,;\n]", text) if entry.strip()]


class Synonyms:
    """The groups of the site, arranged to be looked up."""

    def __init__(self, groups: Iterable[str] = ()):
        self._others: dict[Form, list[Form]] = {}
        self._lengths: dict[str, set[int]] = {}
        for group in groups:
            forms = dict.fromkeys(tuple(words.stems(member)) for member in members(group))
            forms.pop((), None)
            for form in forms:
                self._others.setdefault(form, []).extend(other for other in forms if other != form)
                self._lengths.setdefault(form[0], set()).add(len(form))

    def spans(self, stems: Sequence[str]) -> Iterator[Span]:
        """The places with a form of a group, without those that overlap. A longer form comes first."""
        start = 0
        while start < len(stems):
            for length in sorted(self._lengths.get(stems[start], ()), reverse=True):
                others = self._others.get(tuple(stems[start : start + length]))
                if others and start + length <= len(stems):
                    yield Span(start, start + length, tuple(others))
                    start += length
                    break
            else:
                start += 1


#: For how long other processes may search with an older list, where they share no cache.
CACHE_SECONDS = 10
CACHE_KEY = "search:synonyms"
#: The tag of a change of the groups.
GROUPS = "synonyms"
_kept: tuple[list[str], Synonyms] = ([], Synonyms())


def current() -> Synonyms:
    """The groups as they are now. They are read again only where they are others."""
    global _kept
    groups = cache.get(CACHE_KEY)
    if groups is None:
        groups = list(SynonymGroup.objects.values_list("words", flat=True))
        cache.set(CACHE_KEY, groups, CACHE_SECONDS)
    if groups != _kept[0]:
        _kept = (groups, Synonyms(groups))
    return _kept[1]


def forget() -> None:
    """Has the groups read again."""
    cache.delete(CACHE_KEY)


def changed(**kwargs) -> None:
    """Forgets the groups, at once and when the change is there for other processes."""
    forget()
    transaction.on_commit(forget)
