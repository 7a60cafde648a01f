"""Makes an article of the pieces of a document, by the parts that the site knows."""

from dataclasses import dataclass, field

from django.utils.translation import gettext

from ..blocks import QuestionBlock
from .blocks import Section, block, sections_of
from .guesses import (
    MOST_ANSWER_WORDS,
    has_pictures,
    is_question,
    part_named,
    take_title,
    with_terms,
)
from .notes import Notes
from .pieces import Heading, Listing, Paragraph, Piece
from .rich_text import LINE, Field, paragraph, rich_text
from .runs import Run, plain, words
from .tables import lines_of

CONCLUSION = Field(lists=True)
ANSWER = Field(lists=True, scripts=True)
LONGEST_QUESTION = QuestionBlock().child_blocks["question"].field.max_length


@dataclass
class Draft:
    """The fields of a new article, as the database keeps them."""

    title: str = ""
    short_answer: str = ""
    body: list[dict] = field(default_factory=list)
    conclusion: str = ""
    faq: list[dict] = field(default_factory=list)
    sources: list[dict] = field(default_factory=list)


def draft_of(pieces: list[Piece], notes: Notes, name: str) -> Draft:
    """The draft for a document. ``name`` is its title if nothing in it is."""
    draft = Draft()
    draft.title, pieces = take_title(pieces, notes, name)
    footnotes = [one for one in pieces if isinstance(one, Listing) and one.is_notes]
    pieces = [one for one in pieces if one not in footnotes]
    before, sections = sections_of(pieces, notes)
    before = _take_answer(before, draft, notes)
    if before:
        notes.remarks.append(
            gettext("What stands before the first heading became the section “Introduction”.")
        )
        sections.insert(0, Section([Run(gettext("Introduction"))], pieces=before))
    _place(sections, draft, notes)
    if footnotes:
        notes_section = Section([Run(gettext("Notes"))], pieces=list(footnotes))
        draft.body.append(notes_section.block(notes))
    return draft


def _take_answer(before: list[Piece], draft: Draft, notes: Notes) -> list[Piece]:
    """Makes the first paragraph the short answer, if it is short."""
    if not before or not isinstance(before[0], Paragraph) or before[0].caption:
        return before
    first = before[0]
    number = len(words(first.runs).split())
    if number > MOST_ANSWER_WORDS:
        notes.remarks.append(
            gettext("The first paragraph is too long for a short answer: it has %(number)s words.")
            % {"number": number}
        )
        return before
    draft.short_answer = paragraph(first.runs, LINE)
    notes.remarks.append(gettext("The first paragraph became the short answer."))
    return before[1:]


def _place(sections: list[Section], draft: Draft, notes: Notes) -> None:
    """Puts each section where it belongs: into the body, or into a field of its own."""
    waiting = list(sections)
    while waiting:
        section = waiting.pop(0)
        part = part_named(section.heading)
        if part == "faq" and not draft.faq:
            waiting = _questions(section, waiting, draft, notes)
        elif part == "sources" and not draft.sources and _only_text(section.pieces):
            _sources(section, draft, notes)
        elif part == "conclusion" and not draft.conclusion and _only_text(section.pieces):
            draft.conclusion = rich_text(section.pieces, CONCLUSION, notes)
            _say(section, gettext("Conclusion"), notes)
        elif part == "answer" and not draft.short_answer and _is_answer(section.pieces):
            draft.short_answer = rich_text(section.pieces, LINE, notes)
            _say(section, gettext("Short answer"), notes)
        else:
            _section(section, draft, notes)


def _say(section: Section, name: str, notes: Notes) -> None:
    if words(section.heading).casefold() == name.casefold():
        return
    text = gettext("What stands below “%(heading)s” became: %(part)s.")
    notes.remarks.append(text % {"heading": words(section.heading), "part": name})


def _section(section: Section, draft: Draft, notes: Notes) -> None:
    section.pieces = with_terms(section.pieces, notes)
    draft.body.append(section.block(notes))


def _only_text(pieces: list[Piece]) -> bool:
    return bool(pieces) and all(isinstance(one, Paragraph | Listing) for one in pieces)


def _is_answer(pieces: list[Piece]) -> bool:
    text = " ".join(words(line) for piece in pieces for line in lines_of(piece))
    return _only_text(pieces) and len(text.split()) <= MOST_ANSWER_WORDS


def _sources(section: Section, draft: Draft, notes: Notes) -> None:
    for piece in section.pieces:
        for line in lines_of(piece):
            draft.sources.append(block("source", paragraph(line, LINE)))
    _say(section, gettext("Sources"), notes)


def _questions(section: Section, after: list[Section], draft: Draft, notes: Notes) -> list[Section]:
    """Makes the questions below a heading such as “FAQ”; returns the sections after them."""
    before, questions = _asked_within(section)
    while after and (
        after[0].level > section.level or (not before and is_question(after[0].heading))
    ):
        following = after.pop(0)
        questions.append((following.heading, following.pieces))
    fit = all(len(words(asked)) <= LONGEST_QUESTION for asked, _answer in questions)
    if (
        not questions
        or not fit
        or has_pictures([one for _asked, all_ in questions for one in all_])
    ):
        rest = [Section(asked, section.level, answer) for asked, answer in questions]
        _section(Section(section.heading, section.level, before), draft, notes)
        return [*rest, *after]
    if before:
        _section(Section(section.heading, section.level, before), draft, notes)
    for asked, answer in questions:
        value = {"question": plain(asked, notes), "answer": rich_text(answer, ANSWER, notes)}
        draft.faq.append(block("question", value))
    _say(section, gettext("FAQ"), notes)
    return after


def _asked_within(section: Section) -> tuple[list[Piece], list[tuple[list[Run], list[Piece]]]]:
    """What stands before the questions in a section, and the questions with their answers."""
    before: list[Piece] = []
    questions: list[tuple[list[Run], list[Piece]]] = []
    for piece in section.pieces:
        if isinstance(piece, Heading | Paragraph) and _asks(piece):
            questions.append((piece.runs, []))
        elif questions:
            questions[-1][1].append(piece)
        else:
            before.append(piece)
    return before, questions


def _asks(piece: Heading | Paragraph) -> bool:
    if isinstance(piece, Heading):
        return True
    return (
        isinstance(piece, Paragraph)
        and is_question(piece.runs)
        and all(run.look.bold for run in piece.runs if run.text.strip())
    )
