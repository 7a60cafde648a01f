"""Checks of the question, the short answer, and other words."""

import re
from collections.abc import Iterator

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.models import Page

from .findings import Finding
from .material import Material, words

#: Search engines show about so much of a title and of a description.
TITLE_CHARACTERS = 60
DESCRIPTION_CHARACTERS = 155
ANSWER_WORDS = 80
SECTION_WORDS = 700

#: Question marks of several scripts; Greek has the semicolon for it.
QUESTION = re.compile(r"[?？؟⸮;;՞]\W*$")
#: What an address has at its end if another page has the same one.
NUMBERED = re.compile(r"(-\d+)?")
#: What people write where something is still to come. Roman numerals (XXX) are not among it.
UNFINISHED = re.compile(
    r"\b(?:TODO|FIXME|TBD|TBC|TKTK)\b|[Ll]orem ipsum dolor"
    r"|\[(?:insert|todo|tbd|to come|source needed|citation needed|add)\b[^\]]*\]"
)


#: The title of a draft to which nobody has given one.
UNTITLED = _("Untitled")


def title_no_question(article: Material) -> Iterator[Finding]:
    title = article.page.title
    if title and not QUESTION.search(title):
        yield Finding(
            _("The title is no question: it does not end with a question mark."), ("title",)
        )


def asked_before(article: Material) -> Iterator[Finding]:
    slug = slugify(article.page.title, allow_unicode=True)
    if not slug:
        return
    others = Page.objects.type(type(article.page)).exclude(pk=article.page.pk)
    for title, other in others.filter(slug__startswith=slug).values_list("draft_title", "slug"):
        if NUMBERED.fullmatch(other.removeprefix(slug)):
            message = _("This question is asked already, in the article “%(title)s”.")
            yield Finding(message % {"title": title}, ("title",))
            return


def long_answer(article: Material) -> Iterator[Finding]:
    for text in article.texts:
        if text.place == ("short_answer",) and (count := words(text.plain)) > ANSWER_WORDS:
            yield Finding(
                ngettext(
                    "The short answer has %(count)s word. Readers in a hurry take in %(most)s.",
                    "The short answer has %(count)s words. Readers in a hurry take in %(most)s.",
                    count,
                )
                % {"count": count, "most": ANSWER_WORDS},
                text.place,
            )


def no_author(article: Material) -> Iterator[Finding]:
    if not article.has_authors:
        yield Finding(_("No author is named."), ("article_authors",))


def no_sources(article: Material) -> Iterator[Finding]:
    if not article.page.sources:
        yield Finding(_("No source is named."), ("sources",))


def long_description(article: Material) -> Iterator[Finding]:
    count = len(article.page.search_description or "")
    if count > DESCRIPTION_CHARACTERS:
        yield Finding(
            ngettext(
                "The description has %(count)s character. Search engines show about %(most)s.",
                "The description has %(count)s characters. Search engines show about %(most)s.",
                count,
            )
            % {"count": count, "most": DESCRIPTION_CHARACTERS},
            ("search_description",),
        )


def unfinished(article: Material) -> Iterator[Finding]:
    for text in article.texts:
        match = UNFINISHED.search(text.plain)
        if not match and text.place == ("title",) and text.plain == UNTITLED:
            match = [UNTITLED]
        if match:
            message = _("“%(words)s” stands for something that is still to be written.")
            yield Finding(message % {"words": match[0]}, text.place)
