"""Guesses what the parts of a document are: its title, its sources, its lists of terms."""

import re
from dataclasses import dataclass, replace

from django.utils.translation import gettext

from .blocks import LONGEST_TERM
from .notes import Notes
from .pieces import Heading, Listing, Paragraph, Picture, Piece, Terms
from .runs import Run, plain, words

#: What headings of such parts are called, beside the words of the editor's own language.
NAMES = {
    "faq": {"faq", "faqs", "frequently asked questions", "questions and answers", "câu hỏi thường gặp"},
    "sources": {"sources", "references", "bibliography", "works cited", "nguồn", "tài liệu tham khảo"},
    "conclusion": {"conclusion", "conclusions", "in conclusion", "kết luận"},
    "answer": {"short answer", "the short answer", "in short", "summary", "trả lời ngắn", "tóm tắt"},
}  # fmt: skip
MOST_ANSWER_WORDS = 80
LONGEST_TITLE = 255
FEWEST_TERMS = 2
#: What stands between a term and its explanation.
SEPARATOR = re.compile(r"\s*(?::|–|—|-(?=\s))\s*")


def part_named(heading: list[Run]) -> str:
    """Which part of an article a heading begins; "" for a section."""
    name = words(heading).casefold().strip(" :.0123456789")
    own = {
        "faq": gettext("FAQ"),
        "sources": gettext("Sources"),
        "conclusion": gettext("Conclusion"),
        "answer": gettext("Short answer"),
    }
    for part, names in NAMES.items():
        if name in names or name == own[part].casefold():
            return part
    return ""


def is_question(runs: list[Run]) -> bool:
    return words(runs).endswith(("?", "？"))


def take_title(pieces: list[Piece], notes: Notes, otherwise: str) -> tuple[str, list[Piece]]:
    """The title of a document, and the pieces without it."""
    headings = [
        piece
        for piece in pieces
        if isinstance(piece, Heading) and len(words(piece.runs)) <= LONGEST_TITLE
    ]
    marked = [one for one in headings if one.level == 0]
    asking = [one for one in headings if one.level == 1 and is_question(one.runs)]
    chosen: Heading | None = next(iter(marked or headings), None)
    if chosen and not marked and not is_question(chosen.runs) and len(asking) == 1:
        chosen = asking[0]
    if chosen is None and pieces and isinstance(pieces[0], Paragraph):
        first = pieces[0]
        if is_question(first.runs) and len(words(first.runs)) <= LONGEST_TITLE:
            chosen = Heading(0, first.runs)
            pieces = [chosen, *pieces[1:]]
    if chosen is None:
        notes.remarks.append(gettext("The file has no heading: its name became the question."))
        return otherwise[:LONGEST_TITLE], pieces
    if not is_question(chosen.runs):
        notes.remarks.append(gettext("The title is no question yet."))
    return plain(chosen.runs, notes)[:LONGEST_TITLE], [
        piece for piece in pieces if piece is not chosen
    ]


@dataclass(frozen=True)
class Entry:
    """A term and what is said of it."""

    term: list[Run]
    explanation: list[Run]


def entry_in(runs: list[Run]) -> Entry | None:
    """A bold term, a colon or dash, and an explanation."""
    at = 0
    while at < len(runs) and (runs[at].look.bold or not runs[at].text.strip()):
        at += 1
    term, rest = runs[:at], runs[at:]
    if not term or not rest or any(run.look.href for run in runs):
        return None
    last = term[-1].text.rstrip()
    if last.endswith((":", "–", "—")):
        term = [*term[:-1], replace(term[-1], text=last[:-1].rstrip())]
    elif match := SEPARATOR.match(rest[0].text):
        rest = [replace(rest[0], text=rest[0].text[match.end() :]), *rest[1:]]
    else:
        return None
    if not words(term) or not words(rest) or len(words(term)) > LONGEST_TERM:
        return None
    return Entry(term, rest)


def with_terms(pieces: list[Piece], notes: Notes) -> list[Piece]:
    """The pieces, with lists of terms in the place of lists and paragraphs that look like them."""
    found: list[Piece] = []
    entries: list[Entry] = []
    originals: list[Piece] = []

    def end() -> None:
        if len(entries) >= FEWEST_TERMS:
            notes.add("terms", ", ".join(words(entry.term) for entry in entries))
            found.append(Terms([(entry.term, entry.explanation) for entry in entries]))
        else:
            found.extend(originals)
        entries.clear()
        originals.clear()

    for piece in pieces:
        if isinstance(piece, Paragraph) and (entry := entry_in(piece.runs)):
            entries.append(entry)
            originals.append(piece)
            continue
        end()
        found.append(_terms_of(piece, notes) if isinstance(piece, Listing) else piece)
    end()
    return found


def _terms_of(listing: Listing, notes: Notes) -> Piece:
    if listing.is_notes or any(item.lists for item in listing.items):
        return listing
    entries = [entry_in(item.runs) for item in listing.items]
    terms = [(entry.term, entry.explanation) for entry in entries if entry]
    if len(terms) < max(FEWEST_TERMS, len(entries)):
        return listing
    notes.add("terms", ", ".join(words(term) for term, _rest in terms))
    return Terms(terms)


def has_pictures(pieces: list[Piece]) -> bool:
    return any(isinstance(piece, Picture) for piece in pieces)
