"""The list of all checks. An editor-in-chief can set each to off, advise or stop.

What would harm readers stops publication; of that there is little, and it is certain. All else advises.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from . import links, pictures, structure, wording
from .findings import Finding, Level
from .material import Material


@dataclass(frozen=True)
class Check:
    """One check: its name in the settings, its line for editors, and what it does by default."""

    name: str
    label: str | Promise
    explanation: str | Promise
    level: Level
    find: Callable[[Material], Iterator[Finding]]


ADVISE, STOP = Level.ADVISE, Level.STOP

CHECKS = {
    check.name: check
    for check in [
        Check("title_no_question", _("Title that is no question"),
              _("Readers and search engines ask in questions."), ADVISE, wording.title_no_question),
        Check("asked_before", _("Question that another article asks"),
              _("Readers and search engines find two answers."), ADVISE, wording.asked_before),
        Check("long_answer", _("Long short answer"),
              _("It is for readers in a hurry: 80 words at most."), ADVISE, wording.long_answer),
        Check("no_author", _("No author"),
              _("Readers want to know whom they believe."), ADVISE, wording.no_author),
        Check("no_sources", _("No sources"),
              _("Readers want to know on what it rests."), ADVISE, wording.no_sources),
        Check("long_description", _("Long description for search engines"),
              _("They cut it off after about 155 characters."), ADVISE, wording.long_description),
        Check("unfinished", _("Unfinished text"),
              _("TODO, TBD, [insert …] or “Lorem ipsum dolor” was left in the text."),
              STOP, wording.unfinished),
        Check("no_picture_description", _("Picture without description"),
              _("Blind readers are told nothing of it. Pictures that are mere decoration need none."),
              STOP, pictures.no_description),
        Check("file_name", _("File name as description of a picture"),
              _("Blind readers hear “IMG 1234”."), STOP, pictures.file_name),
        Check("small_picture", _("Picture too small for its place"),
              _("It looks blurred."), ADVISE, pictures.small_picture),
        Check("vague_link", _("Vague words of a link"),
              _("“Click here” does not say where a link leads."), ADVISE, links.vague_link),
        Check("broken_link", _("Link to a page that readers cannot open"),
              _("The page is gone, not published, or private."), ADVISE, links.broken_link),
        Check("insecure_link", _("Link with http"),
              _("Nearly every site has an address with https."), ADVISE, links.insecure_link),
        Check("empty_section", _("Empty section"),
              _("A heading without anything below it."), STOP, structure.empty_section),
        Check("long_section", _("Long section"),
              _("More than 700 words below one heading."), ADVISE, structure.long_section),
        Check("skipped_heading", _("Heading that skips a level"),
              _("Screen readers lead from level to level."), ADVISE, structure.skipped_heading),
        Check("empty_row", _("Empty row of a table"),
              _("It looks like a fault."), ADVISE, structure.empty_row),
        Check("repeated_question", _("Repeated question"),
              _("A question of the FAQ stands above it already, or is the title."),
              ADVISE, structure.repeated_question),
        Check("unanswered", _("FAQ without an answer"),
              _("A question of the FAQ has no answer."), STOP, structure.unanswered),
    ]
}  # fmt: skip

#: The headings under which the settings list the checks, by the module that has them.
GROUPS = {
    wording: _("Words"),
    structure: _("Sections, tables and FAQ"),
    links: _("Links"),
    pictures: _("Pictures"),
}


def by_group() -> Iterator[tuple[Promise, list[Check]]]:
    """The checks below their headings."""
    for module, heading in GROUPS.items():
        yield heading, [c for c in CHECKS.values() if c.find.__module__ == module.__name__]


DEFAULTS = {check.name: check.level for check in CHECKS.values()}
