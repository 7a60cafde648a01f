"""What a pasted text becomes: the choices that an editor has, with what each would insert."""

from collections.abc import Iterable
from copy import deepcopy

from django.utils.translation import gettext, ngettext

from ..blocks import ArticleBody
from ..rich_text_area import CountingConverter
from .blocks import content_blocks, sections_of
from .notes import Notes
from .pieces import Heading, Piece
from .reading import read
from .rich_text import Field, rich_text

BODY = ArticleBody()
CONTENT = BODY.child_blocks["section"].child_blocks["content"]
#: By what the editor's script calls them, the features that a field may have.
FEATURES = {
    "BOLD": "bold",
    "ITALIC": "italic",
    "SUPERSCRIPT": "superscript",
    "SUBSCRIPT": "subscript",
    "LINK": "link",
    "header-three": "h3",
    "ordered-list-item": "ol",
    "unordered-list-item": "ul",
}


def into_section(html: str) -> dict:
    """What a text becomes in a section. Values are those that the form's scripts take."""
    notes = Notes()
    pieces = read(html, notes)
    headings = sum(isinstance(piece, Heading) and piece.level <= 2 for piece in pieces)
    # Blocks are made of copies: a caption moves into its table.
    within = _within(deepcopy(pieces), deepcopy(notes), headings)
    if not headings:
        return {"choices": [within]}
    question = ngettext(
        "This text has %(number)s heading: make a section of it?",
        "This text has %(number)s headings: make sections of them?",
        headings,
    )
    return {
        "question": question % {"number": headings},
        "choices": [_with_sections(pieces, notes), within],
    }


def _with_sections(pieces: list[Piece], notes: Notes) -> dict:
    before, sections = sections_of(pieces, notes)
    content = CONTENT.to_python(content_blocks(before, notes))
    made = BODY.to_python([section.block(notes) for section in sections])
    label = ngettext("Make %(number)s section", "Make %(number)s sections", len(sections))
    return {
        "label": label % {"number": len(sections)},
        "before": CONTENT.get_form_state(content),
        "sections": BODY.get_form_state(made),
        "notes": notes.sentences(),
    }


def _within(pieces: list[Piece], notes: Notes, headings: int) -> dict:
    content = CONTENT.to_python(content_blocks(pieces, notes))
    label = ngettext(
        "Keep it in this section, with a small heading",
        "Keep it in this section, with small headings",
        headings,
    )
    return {
        "label": label,
        "before": CONTENT.get_form_state(content),
        "sections": [],
        "notes": notes.sentences(),
    }


def into_field(html: str, known: Iterable[str]) -> dict:
    """What a text becomes in a field that holds no blocks, and knows these features."""
    features = [FEATURES[name] for name in known if name in FEATURES]
    notes = Notes()
    pieces = read(html, notes)
    field = Field.knowing(features)
    headings = sum(isinstance(piece, Heading) for piece in pieces)
    if headings and not field.headings:
        sentence = ngettext(
            "%(number)s heading stands as bold text: sections are made in the field for sections.",
            "%(number)s headings stand as bold text: sections are made in the field for sections.",
            headings,
        )
        notes.remarks.append(sentence % {"number": headings})
    text = rich_text(pieces, field, notes)
    value = CountingConverter(features).from_database_format(text)
    return {"choices": [{"label": gettext("Insert"), "text": value, "notes": notes.sentences()}]}
