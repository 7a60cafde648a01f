"""Checks of sections, tables, headings and the FAQ."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from .. import reading
from .findings import Finding
from .material import Material, block_texts, words
from .wording import SECTION_WORDS

HEADINGS = re.compile(r"<h([3-6])\b")
#: Blocks that say something without a word of text.
WORDLESS = {"image", "video", "document"}


def empty_section(article: Material) -> Iterator[Finding]:
    for place, _section in article.sections:
        if not any(_says_something(*block) for block in article.blocks_of(place)):
            yield Finding(_("Nothing stands in this section yet."), _heading(place))


def long_section(article: Material) -> Iterator[Finding]:
    for place, _section in article.sections:
        texts = (text for block in article.blocks_of(place) for text in block_texts(*block))
        count = sum(words(text.plain) for text in texts)
        if count > SECTION_WORDS:
            yield Finding(
                ngettext(
                    "This section has %(count)s word. Two sections would be easier to find one’s way in.",
                    "This section has %(count)s words. Two sections would be easier to find one’s way in.",
                    count,
                )
                % {"count": count},
                _heading(place),
            )


def skipped_heading(article: Material) -> Iterator[Finding]:
    for place, _section in article.sections:
        level = 2  # the section's own heading
        for where, kind, value in article.blocks_of(place):
            if kind != "paragraph" or not value:
                continue
            for found in map(int, HEADINGS.findall(value.source)):
                if found > level + 1:
                    yield Finding(_("A heading skips a level: one above it is missing."), where)
                level = found


def empty_row(article: Material) -> Iterator[Finding]:
    for place, kind, value in article.blocks:
        if kind == "table" and value["table"]:
            for number, row in enumerate(value["table"].rows, start=1):
                if not any(str(cell.value or "").strip() for cell in row):
                    message = _("Row %(number)s of the table is empty.") % {"number": number}
                    yield Finding(message, (*place, "table"))


def repeated_question(article: Material) -> Iterator[Finding]:
    asked = {_plain(article.page.title)}
    for place, value in article.questions:
        question = _plain(value["question"] or "")
        if question and question in asked:
            yield Finding(_("This question is asked above already."), (*place, "question"))
        asked.add(question)


def unanswered(article: Material) -> Iterator[Finding]:
    for place, value in article.questions:
        answer = value["answer"]
        if not words(reading.plain(answer.source) if answer else ""):
            yield Finding(_("This question has no answer."), (*place, "answer"))


def _says_something(place, kind: str, value) -> bool:
    if kind in WORDLESS:
        return True
    return any(words(text.plain) for text in block_texts(place, kind, value))


def _heading(place):
    return (*place, "heading")


def _plain(question: str) -> str:
    return " ".join(re.findall(r"\w+", question.casefold()))
