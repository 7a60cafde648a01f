"""What a reader may be about to ask: titles with the words typed so far."""

from django.db import connection

from . import words
from .asking import Question
from .engines import engine
from .matching import Expression, all_of, any_of, title
from .models import Document, Word
from .results import shown
from .spelling import beginning_with

#: Suggestions; titles that they are chosen from; words that the last one may become.
MOST, LOOKED_AT, ENDINGS = 8, 40, 8
#: Documents that are gone through for a question of which only “why does the” is there.
NEWEST = 300
#: Letters to begin with; after a whole word the next may have just begun.
SHORTEST = 2


def suggestions(question: Question) -> list[Document]:
    """Documents whose titles have all the words that say something, the last one perhaps begun."""
    *whole, last = question.words or ("",)
    if len(last) < SHORTEST and not whole:
        return []
    whole = [words.stem(word) for word in whole if word not in words.STOP_WORDS]
    typed = " ".join(question.words)
    endings = _endings(last)
    if not endings and not whole:
        numbers = _beginning(typed) if last in words.STOP_WORDS else []
        return shown(numbers, without=["parts"])
    found = []
    if endings:
        found = _titled(all_of(*map(title, whole), any_of(*map(title, endings))))
    if not found and whole:
        # The last word may become one that few titles have, or be one that says nothing.
        found = _titled(all_of(*map(title, whole)))
        found = [document for document in found if _has_begun(document, last)]
    found.sort(key=lambda document: _place(document, typed, last))
    # Where some go on as was typed, others that only have the words are beside the point.
    exactly = [document for document in found if _goes_on(document, typed)]
    return (exactly or found)[:MOST]


def _titled(expression: Expression) -> list[Document]:
    sql, params = engine().newest(expression, LOOKED_AT)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return shown([number for (number,) in cursor.fetchall()], without=["parts"])


def _has_begun(document: Document, last: str) -> bool:
    return any(word.startswith(last) for word in words.folded(document.title))


def _beginning(typed: str) -> list[int]:
    """Of the newest documents those whose titles begin with words that nearly all begin with."""
    newest = Document.objects.order_by("-pk").values_list("pk", "title")[:NEWEST]
    return [pk for pk, title in newest if " ".join(words.folded(title)).startswith(f"{typed} ")][
        :MOST
    ]


def _endings(begun: str) -> list[str]:
    """The stems of words that begin so and stand in titles, those first that most titles have."""
    found = Word.objects.filter(beginning_with(begun), title_count__gt=0).exclude(word="")
    found = found.exclude(word__in=words.STOP_WORDS).order_by("-title_count", "word")
    return list(dict.fromkeys(found.values_list("stem", flat=True)[:ENDINGS]))


def _goes_on(document: Document, typed: str) -> bool:
    return f" {typed}" in " ".join(["", *words.folded(document.title)])


def _place(document: Document, typed: str, last: str) -> tuple:
    """Titles that begin as was typed come first, then those that have the last word itself."""
    folded = list(words.folded(document.title))
    return (not " ".join(folded).startswith(typed), last not in folded)
