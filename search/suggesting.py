"""Suggests titles that have the words that a reader has typed so far."""

from collections.abc import Iterable

from django.db import connection

from . import words
from .asking import Question
from .engines import engine
from .matching import Expression, all_of, any_of, title
from .models import Document, Word
from .results import shown
from .spelling import beginning_with
from .synonyms import Form

#: Suggestions, titles that they are chosen from, and words that the last one may become.
MAX_SUGGESTIONS, MAX_CANDIDATES, MAX_ENDINGS = 8, 40, 8
#: The newest documents, which are read for a beginning like “why does the”.
NEWEST = 300
#: Letters that a first word needs. After a whole word, the next one may be shorter.
MIN_LETTERS = 2


def suggestions(question: Question) -> list[Document]:
    """Documents whose titles have all content words. The last word may be unfinished."""
    *whole, last = question.words or ("",)
    if len(last) < MIN_LETTERS and not whole:
        return []
    *alike, synonyms = question.alike or [((last,),)]
    named = [
        _in_title(forms)
        for word, forms in zip(whole, alike, strict=True)
        if word not in words.STOP_WORDS
    ]
    typed = " ".join(question.words)
    endings = [*_endings(last), *synonyms[1:]]
    if not endings and not named:
        numbers = _beginning(typed) if last in words.STOP_WORDS else []
        return shown(numbers, without=["parts"])
    found = []
    if endings:
        found = _titled(all_of(*named, _in_title(endings)))
    if not found and named:
        # The last word may become one that few titles have, or may be a stop word.
        found = _titled(all_of(*named))
        found = [document for document in found if _has_begun(document, last)]
    found.sort(key=lambda document: _place(document, typed, last))
    # If some titles contain the typed text, others that only have its words do not matter.
    exactly = [document for document in found if _goes_on(document, typed)]
    return (exactly or found)[:MAX_SUGGESTIONS]


def _in_title(forms: Iterable[Form]) -> Expression:
    """One of the forms, all its words in the title."""
    return any_of(*(all_of(*map(title, form)) for form in forms))


def _titled(expression: Expression) -> list[Document]:
    sql, params = engine().newest(expression, MAX_CANDIDATES)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return shown([number for (number,) in cursor.fetchall()], without=["parts"])


def _has_begun(document: Document, last: str) -> bool:
    return any(word.startswith(last) for word in words.folded(document.title))


def _beginning(typed: str) -> list[int]:
    """The newest documents whose titles begin with this text, which many titles do."""
    newest = Document.objects.order_by("-pk").values_list("pk", "title")[:NEWEST]
    return [pk for pk, title in newest if " ".join(words.folded(title)).startswith(f"{typed} ")][
        :MAX_SUGGESTIONS
    ]


def _endings(begun: str) -> list[Form]:
    """The stems of words in titles that begin with this, most frequent first."""
    found = Word.objects.filter(beginning_with(begun), title_count__gt=0).exclude(word="")
    found = found.exclude(word__in=words.STOP_WORDS).order_by("-title_count", "word")
    return [(stem,) for stem in dict.fromkeys(found.values_list("stem", flat=True)[:MAX_ENDINGS])]


def _goes_on(document: Document, typed: str) -> bool:
    return f" {typed}" in " ".join(["", *words.folded(document.title)])


def _place(document: Document, typed: str, last: str) -> tuple:
    """Sorts titles that begin with the typed text first, then those that have the last word itself."""
    folded = list(words.folded(document.title))
    return (not " ".join(folded).startswith(typed), last not in folded)
