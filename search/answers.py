"""The answer itself, where somebody asked a question that an article answers in so many words."""

from collections.abc import Iterable
from typing import NamedTuple

from . import words
from .asking import Question
from .models import Document, Kind
from .parts import Part

#: How much of the words of both questions they have to share.
NEARLY = 0.6
#: A single word that says something is no question, unless it is asked as ours is.
FEWEST_WORDS = 2


class Answer(NamedTuple):
    """A question of ours, its answer, and the document and anchor that it stands in."""

    question: str
    text: str
    document: Document
    anchor: str


def nearest(question: Question, documents: Iterable[Document]) -> Answer | None:
    """The answer to this very question, or nearly, if one of the documents has it."""
    asked = set(question.stem_of.values())
    if question.excluded:
        return None
    best, most = None, 0.0
    for document in documents:
        for answer in _answers(document):
            alike = _alike(question, asked, answer.question)
            if alike > most:
                best, most = answer, alike
    return best if most >= NEARLY else None


def _answers(document: Document) -> Iterable[Answer]:
    if document.kind != Kind.ARTICLE:
        return
    for part in map(Part._make, document.parts):
        if part.kind == "answer":
            yield Answer(document.title, part.text, document, part.anchor)
        elif part.kind == "question" and part.text:
            yield Answer(part.heading, part.text, document, part.anchor)


def _alike(question: Question, asked: set[str], text: str) -> float:
    """How much of the words that either has both have."""
    if len(question.words) > 1 and list(question.words) == list(words.folded(text)):
        return 1.0
    if len(asked) < FEWEST_WORDS:
        return 0.0
    ours = {words.stem(word) for word in words.telling(list(words.folded(text)))}
    return len(asked & ours) / len(asked | ours)
