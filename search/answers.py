"""Finds the answer itself if an article answers exactly this question."""

from collections.abc import Iterable
from typing import NamedTuple

from . import words
from .asking import Question
from .models import Document, Kind
from .parts import Part

#: The share of common words from which two questions are taken for the same.
MIN_OVERLAP = 0.6
#: A query with fewer content words is no question, unless it has the same words as ours.
MIN_WORDS = 2


class Answer(NamedTuple):
    """A question of ours, its answer, and the document and anchor that have it."""

    question: str
    text: str
    document: Document
    anchor: str


def nearest(question: Question, documents: Iterable[Document]) -> Answer | None:
    """The answer to this question, or to one nearly the same, if one of the documents has it."""
    if question.excluded:
        return None
    best, most = None, 0.0
    for document in documents:
        for answer in _answers(document):
            overlap = _overlap(question, answer.question)
            if overlap > most:
                best, most = answer, overlap
    return best if most >= MIN_OVERLAP else None


def _answers(document: Document) -> Iterable[Answer]:
    if document.kind != Kind.ARTICLE:
        return
    for part in map(Part._make, document.parts):
        if part.kind == "answer":
            yield Answer(document.title, part.text, document, part.anchor)
        elif part.kind == "question" and part.text:
            yield Answer(part.heading, part.text, document, part.anchor)


def _overlap(question: Question, text: str) -> float:
    """The common words as a share of all words of both questions."""
    folded = list(words.folded(text))
    if len(question.words) > 1 and list(question.words) == folded:
        return 1.0
    if len(question.terms) < MIN_WORDS:
        return 0.0
    whole = f" {' '.join(map(words.stem, folded))} "
    others = {words.stem(word) for word in words.content_words(folded)}
    common = 0
    for term in question.terms:
        there = [form for form in term.forms if f" {' '.join(form)} " in whole]
        common += bool(there)
        others.difference_update(*there)
    return common / (len(question.terms) + len(others))
