"""Turns a Word document into HTML. A document is a ZIP file of XML, and may be made to do harm."""

import io
import zipfile
from dataclasses import dataclass, field
from xml.parsers import expat

import mammoth
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .notes import Notes

BROKEN = _(
    "This file is damaged, or is no Word document (.docx). Open it in Word and save it again."
)
TOO_LARGE = _("This document is too large once it is unpacked. Please split it.")
UNSAFE = _(
    "This document contains declarations that no word processor writes, so it is not opened."
)
LOCKED = _("This document is locked with a password. Save it without one and try again.")
OLD = _("This is a document of an old Word (.doc). Open it in Word and save it as .docx.")

MOST_FILES = 2000
MOST_BYTES = 100 * 1024 * 1024
MOST_XML = 16 * 1024 * 1024
DEEPEST = 120
#: How Word's old documents, and locked ones, begin.
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
STYLES = """
p[style-name='Title'] => h1.title:fresh
p[style-name='Subtitle'] => p:fresh
p[style-name='caption'] => p.caption:fresh
p[style-name='Caption'] => p.caption:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name='Quotations'] => blockquote > p:fresh
"""
#: What mammoth leaves out, by the names of elements: the kind of the note.
LEFT_OUT = {"oMath": "equation", "chart": "drawing", "relIds": "drawing", "del": "deleted"}
#: Parts of a document that are no text of it.
PARTS = {"word/header": "header", "word/footer": "header", "word/comments": "comment"}
TEXTS = {"t", "delText"}


@dataclass
class Opened:
    """A document as HTML, with its pictures by the names that the HTML has for them."""

    html: str
    pictures: dict[str, bytes] = field(default_factory=dict)


def open_document(data: bytes, notes: Notes) -> Opened:
    """The document as HTML. Raises a ``ValidationError`` in words for one that cannot be read."""
    _refuse_harmful(data)
    pictures: dict[str, bytes] = {}

    def keep(image) -> dict:
        name = f"picture-{len(pictures) + 1}"
        try:
            with image.open() as file:
                pictures[name] = file.read()
        except (OSError, ValueError, KeyError):  # it stands outside the document
            return {"src": ""}
        return {"src": name}

    try:
        result = mammoth.convert_to_html(
            io.BytesIO(data),
            style_map=STYLES,
            # A document may bring rules of its own, which could hide parts of it.
            include_embedded_style_map=False,
            external_file_access=False,
            convert_image=mammoth.images.img_element(keep),
        )
        _name_left_out(data, notes)
    except Exception as error:  # mammoth promises no kinds of errors
        raise ValidationError(BROKEN) from error
    return Opened(result.value, pictures)


def _refuse_harmful(data: bytes) -> None:
    if data.startswith(OLE):
        raise ValidationError(LOCKED if b"E\0n\0c\0r\0y\0p\0t\0e\0d\0P" in data else OLD)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            entries = file.infolist()
            if len(entries) > MOST_FILES or sum(one.file_size for one in entries) > MOST_BYTES:
                raise ValidationError(TOO_LARGE)
            xml = [one for one in entries if one.filename.lower().endswith((".xml", ".rels"))]
            if sum(one.file_size for one in xml) > MOST_XML:
                raise ValidationError(TOO_LARGE)
            if "word/document.xml" not in file.namelist():
                raise ValidationError(BROKEN)
            for one in xml:
                _refuse_declarations(file.read(one))
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        NotImplementedError,
        RuntimeError,
        OSError,
        EOFError,
        ValueError,
        expat.ExpatError,
    ) as error:
        raise ValidationError(BROKEN) from error


def _refuse_declarations(xml: bytes) -> None:
    """Refuses entities, by which a few bytes can become many or read files; and what is too deep."""
    parser = expat.ParserCreate()
    depth = 0

    def declared(*_args):
        raise ValidationError(UNSAFE)

    def begins(_name, _attributes):
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise ValidationError(TOO_LARGE)

    def ends(_name):
        nonlocal depth
        depth -= 1

    parser.StartDoctypeDeclHandler = declared
    parser.StartElementHandler, parser.EndElementHandler = begins, ends
    parser.Parse(xml, True)


def _name_left_out(data: bytes, notes: Notes) -> None:
    """Names what mammoth does not read: equations, charts, deleted passages, headers, comments."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        for name in file.namelist():
            if name == "word/document.xml":
                for kind, text in _texts(file.read(name), LEFT_OUT):
                    notes.add(kind, text)
            elif kind := next((PARTS[one] for one in PARTS if name.startswith(one)), ""):
                text = " ".join(text for _kind, text in _texts(file.read(name), None))
                if name.endswith(".xml") and text.strip():
                    notes.add(kind, text)


def _texts(xml: bytes, elements: dict[str, str] | None) -> list[tuple[str, str]]:
    """The texts in some elements, or all texts."""
    found: list[tuple[str, list[str]]] = [] if elements else [("", [])]
    path: list[str] = []
    open_at: list[int] = [] if elements else [0]

    def begins(name, _attributes):
        short = name.rpartition(":")[2]
        path.append(short)
        if elements and short in elements and not open_at:
            found.append((elements[short], []))
            open_at.append(len(path))

    def ends(name):
        if elements and open_at and len(path) == open_at[0]:
            open_at.clear()
        path.pop()
        if open_at and found and name.rpartition(":")[2] == "p":
            found[-1][1].append(" ")

    def text(words):
        if open_at and path and path[-1] in TEXTS:
            found[-1][1].append(words)

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = begins, ends
    parser.CharacterDataHandler = text
    parser.Parse(xml, True)
    return [(kind, " ".join("".join(parts).split())) for kind, parts in found]
