"""Looks at a document that is uploaded: it must contain what its name says."""

import zipfile

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

#: Bytes at the beginning of a file that are looked at.
BEGINNING = 64 * 1024
#: What other programs see in a text by its beginning, whatever its name.
NO_TEXT = (
    b"%PDF-",
    b"PK\x03\x04",
    b"{\\rtf",
    b"\x7fELF",
    b"MZ",
    b"\x89PNG",
    b"GIF8",
    b"\xff\xd8\xff",
    b"\x1f\x8b",
)
MARKUP = (b"<!doctype", b"<html", b"<head", b"<body", b"<script", b"<svg", b"<?xml", b"<?php")
#: A file inside of an archive that makes it a document of that kind.
PARTS = {
    "docx": ("word/document.xml",),
    "xlsx": ("xl/workbook.xml", "xl/workbook.bin"),
    "pptx": ("ppt/presentation.xml",),
    "key": ("Index/Document.iwa", "Index.zip", "index.apxl", "index.apxl.gz"),
}
#: What such an archive says of itself, in its file ``mimetype``.
TYPES = {
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "epub": "application/epub+zip",
}


def check(file) -> None:
    """Raises a ``ValidationError`` if the file is something else than its ending says."""
    ending = file.name.rpartition(".")[2].lower()
    file.seek(0)
    beginning = file.read(BEGINNING)
    try:
        fits = _fits(ending, beginning, file)
    finally:
        file.seek(0)
    if not fits:
        raise ValidationError(
            _(
                "The name of this file ends with .%(ending)s, but it is something else inside, or damaged. "
                "Open it in the program that it was made with, and export it again."
            ),
            code="content",
            params={"ending": ending},
        )


def _fits(ending: str, beginning: bytes, file) -> bool:
    if ending in ("csv", "txt"):
        return _is_text(beginning)
    if ending == "pdf":
        return b"%PDF-" in beginning[:1024] and not _is_markup(beginning)
    if ending == "rtf":
        return beginning.startswith(b"{\\rtf")
    if ending == "mp4":
        return beginning[4:8] == b"ftyp"
    if ending == "webm":
        return beginning.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in beginning[:4096]
    if ending == "zip" or ending in PARTS or ending in TYPES:
        return _is_archive(ending, beginning, file)
    return True  # a kind that an operator allowed in addition


def _is_markup(beginning: bytes) -> bool:
    text = beginning[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return text.startswith(MARKUP)


def _is_text(beginning: bytes) -> bool:
    if beginning.startswith(NO_TEXT) or _is_markup(beginning):
        return False
    # Excel writes tables in UTF-16, which has zeros in it.
    return beginning.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" not in beginning


def _is_archive(ending: str, beginning: bytes, file) -> bool:
    # Something else may have an archive at its end.
    if not beginning.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return False
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
            if ending in PARTS:
                return any(part in names for part in PARTS[ending])
            if ending in TYPES:
                with archive.open("mimetype") as told:
                    return told.read(100).decode("ascii", "replace").strip() == TYPES[ending]
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, OSError, ValueError):
        return False
    return True
