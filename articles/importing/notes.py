"""The report: what of a text was left out, changed or guessed, in sentences for the editor."""

from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

#: What can happen to a part of a text. Each sentence may be followed by the words concerned.
KINDS = {
    "picture": ngettext_lazy(
        "%(number)s picture was left out. Add it as a block of its own.",
        "%(number)s pictures were left out. Add them as blocks of their own.",
        "number",
    ),
    "bad_picture": ngettext_lazy(
        "%(number)s picture could not be stored.",
        "%(number)s pictures could not be stored.",
        "number",
    ),
    "no_alt": ngettext_lazy(
        "%(number)s picture has no description yet.",
        "%(number)s pictures have no description yet.",
        "number",
    ),
    "media": ngettext_lazy(
        "%(number)s video, sound or frame was left out.",
        "%(number)s videos, sounds or frames were left out.",
        "number",
    ),
    "inner_link": ngettext_lazy(
        "%(number)s link within the text was taken away; its words stayed.",
        "%(number)s links within the text were taken away; their words stayed.",
        "number",
    ),
    "bad_link": ngettext_lazy(
        "%(number)s link leads nowhere from here and was taken away; its words stayed.",
        "%(number)s links lead nowhere from here and were taken away; their words stayed.",
        "number",
    ),
    "plain_link": ngettext_lazy(
        "%(number)s link stood where only plain text can be; its words stayed.",
        "%(number)s links stood where only plain text can be; their words stayed.",
        "number",
    ),
    "plain_script": ngettext_lazy(
        "%(number)s raised or lowered sign stood where only plain text can be.",
        "%(number)s raised or lowered signs stood where only plain text can be.",
        "number",
    ),
    "footnote": ngettext_lazy(
        "%(number)s footnote stands as text.",
        "%(number)s footnotes stand as text.",
        "number",
    ),
    "back_link": ngettext_lazy(
        "%(number)s mark that leads back from a note was left out.",
        "%(number)s marks that lead back from notes were left out.",
        "number",
    ),
    "edit_link": ngettext_lazy(
        "%(number)s link of the page for editing it was left out.",
        "%(number)s links of the page for editing it were left out.",
        "number",
    ),
    "hidden": ngettext_lazy(
        "%(number)s hidden text was left out.", "%(number)s hidden texts were left out.", "number"
    ),
    "control": ngettext_lazy(
        "%(number)s field of a form was left out.",
        "%(number)s fields of a form were left out.",
        "number",
    ),
    "heading_number": ngettext_lazy(
        "%(number)s number before a heading was left out: sections number themselves.",
        "%(number)s numbers before headings were left out: sections number themselves.",
        "number",
    ),
    "list_start": ngettext_lazy(
        "%(number)s numbered list now begins at 1.",
        "%(number)s numbered lists now begin at 1.",
        "number",
    ),
    "merged": ngettext_lazy(
        "%(number)s table had merged cells: check its columns.",
        "%(number)s tables had merged cells: check their columns.",
        "number",
    ),
    "table_head": ngettext_lazy(
        "%(number)s table had no headed columns: its first row heads them now.",
        "%(number)s tables had no headed columns: their first rows head them now.",
        "number",
    ),
    "table_text": ngettext_lazy(
        "%(number)s table stands as lines of text.",
        "%(number)s tables stand as lines of text.",
        "number",
    ),
    "long_heading": ngettext_lazy(
        "%(number)s heading is too long for one and stands as bold text.",
        "%(number)s headings are too long and stand as bold text.",
        "number",
    ),
    "empty": ngettext_lazy(
        "%(number)s section has a heading and no text yet.",
        "%(number)s sections have a heading and no text yet.",
        "number",
    ),
    "by_size": ngettext_lazy(
        "%(number)s line in large letters was taken for a heading.",
        "%(number)s lines in large letters were taken for headings.",
        "number",
    ),
    "small": ngettext_lazy(
        "%(number)s heading became a small heading.",
        "%(number)s headings became small headings.",
        "number",
    ),
    "terms": ngettext_lazy(
        "%(number)s list of bold words with explanations became a term list.",
        "%(number)s lists of bold words with explanations became term lists.",
        "number",
    ),
    "equation": ngettext_lazy(
        "%(number)s equation was left out.", "%(number)s equations were left out.", "number"
    ),
    "drawing": ngettext_lazy(
        "%(number)s chart or diagram was left out.",
        "%(number)s charts or diagrams were left out.",
        "number",
    ),
    "deleted": ngettext_lazy(
        "%(number)s passage that a tracked change deletes was left out.",
        "%(number)s passages that tracked changes delete were left out.",
        "number",
    ),
    "comment": ngettext_lazy(
        "%(number)s page of comments was left out.",
        "%(number)s pages of comments were left out.",
        "number",
    ),
    "header": ngettext_lazy(
        "%(number)s header or footer was left out.",
        "%(number)s headers or footers were left out.",
        "number",
    ),
    "preamble": ngettext_lazy(
        "%(number)s line about the file was left out.",
        "%(number)s lines about the file were left out.",
        "number",
    ),
}  # fmt: skip
QUOTED = _("“%(words)s”")


@dataclass
class Notes:
    """What happened to a text: how often, and to which words."""

    words: dict[str, list[str]] = field(default_factory=dict)
    #: Sentences about the text as a whole.
    remarks: list[str] = field(default_factory=list)

    def add(self, kind: str, words: str = "") -> None:
        self.words.setdefault(kind, []).append(" ".join(words.split()))

    def sentences(self) -> list[str]:
        """The report, a sentence or two for each kind of thing that happened."""
        return [*self.remarks, *(self._sentence(kind) for kind in KINDS if kind in self.words)]

    def _sentence(self, kind: str) -> str:
        found = self.words[kind]
        sentence = KINDS[kind] % {"number": len(found)}
        named = [QUOTED % {"words": words} for words in dict.fromkeys(found) if words]
        return f"{sentence} {', '.join(named)}" if named else str(sentence)
