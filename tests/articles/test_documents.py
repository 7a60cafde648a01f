"""A document is what its name says, or it is not taken."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.documents import get_document_model

from articles import document_files

pytestmark = pytest.mark.django_db

HTML = b"<!DOCTYPE html><script>alert(1)</script>"


def archive(*names, **texts) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as made:
        for name in names:
            made.writestr(name, "x")
        for name, text in texts.items():
            made.writestr(name, text)
    return data.getvalue()


ODT = archive("content.xml", mimetype="application/vnd.oasis.opendocument.text")
DOCX = archive("[Content_Types].xml", "word/document.xml")
RIGHT = {
    "a.pdf": b"%PDF-1.7 ...",
    "before.PDF": b"\r\n%PDF-1.4",
    "a.docx": DOCX,
    "a.xlsx": archive("xl/workbook.xml"),
    "a.pptx": archive("ppt/presentation.xml"),
    "a.key": archive("Index/Document.iwa"),
    "a.odt": ODT,
    "a.epub": archive("OEBPS/a.xhtml", mimetype="application/epub+zip"),
    "a.zip": archive("a.txt"),
    "empty.zip": archive(),
    "a.rtf": rb"{\rtf1 words}",
    "a.mp4": b"\0\0\0\x20ftypisom....",
    "a.webm": b"\x1a\x45\xdf\xa3....\x42\x82\x84webm",
    "a.txt": "Warum?\nEin Satz über Wörter.".encode(),
    "latin.txt": "Ein Satz über Wörter.".encode("latin-1"),
    "a.csv": b"name;number\nann;1\n",
    "excel.csv": "name;number".encode("utf-16"),
}
WRONG = {
    "a.pdf": HTML,
    "both.pdf": HTML + b"%PDF-1.4",
    "a.mp4": HTML,
    "a.webm": b"\x1a\x45\xdf\xa3....matroska",
    "a.docx": archive("a.txt"),
    "other.docx": ODT,
    "torn.docx": DOCX[: len(DOCX) // 2],
    "hidden.zip": HTML + archive("a.txt"),
    "a.odt": DOCX,
    "a.txt": HTML,
    "bom.txt": b"\xef\xbb\xbf  " + HTML,
    "program.csv": b"MZ\x90\0",
    "binary.txt": b"words\0words",
    "a.rtf": b"words",
}


@pytest.mark.parametrize("name", RIGHT)
def test_a_document_of_each_kind_is_taken(name):
    document_files.check(SimpleUploadedFile(name, RIGHT[name]))


@pytest.mark.parametrize("name", WRONG)
def test_what_is_something_else_inside_is_refused(name):
    with pytest.raises(document_files.ValidationError):
        document_files.check(SimpleUploadedFile(name, WRONG[name]))


@pytest.mark.parametrize("address", ["wagtaildocs:add", "wagtaildocs:add_multiple"])
def test_every_form_for_documents_looks_into_them(editor, text, address):
    for data, number in ((HTML, 0), (RIGHT["a.pdf"], 1)):
        file = SimpleUploadedFile("a.pdf", data)
        many = address.endswith("multiple")
        form = {"title": "A sheet", "files[]" if many else "file": file}
        headers = {"X-Requested-With": "XMLHttpRequest"} if many else {}
        answer = editor.post(reverse(address), form, headers=headers)
        assert get_document_model().objects.count() == number
        if not number:
            assert "something else inside" in answer.content.decode()
