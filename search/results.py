"""Documents as results for readers. They are public now, whatever the index says."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from . import passages
from .indexing import is_findable
from .models import Document, Kind
from .ranking import Wanted

#: The label of the link to a passage, by the kind of its part.
PLACES = {
    "section": _("In section %(number)s: %(heading)s"),
    "question": _("In the FAQ: %(heading)s"),
    "conclusion": _("In the conclusion"),
    "source": _("In the sources"),
}


@dataclass
class Result:
    """A document in the list, with its marked title and passage, and its topic."""

    document: Document
    title: SafeString
    passage: passages.Passage
    topic: object | None

    @property
    def key(self) -> str:
        """The name under which a click on it is counted."""
        kind = "author" if self.document.author_id else "page"
        return f"{kind}:{self.document.page_id or self.document.author_id}"

    @property
    def place(self) -> str:
        """The place of the passage in the document; empty for its beginning."""
        part = self.passage.part
        if part is None or not part.anchor or part.kind not in PLACES:
            return ""
        return str(PLACES[part.kind]) % {"number": self.passage.section, "heading": part.heading}

    @property
    def date(self):
        return self.document.date if self.document.kind == Kind.ARTICLE else None


def shown(ids: Sequence[int], without: Collection[str] = ()) -> list[Document]:
    """These documents in this order, with their pages and authors, in one query.

    They leave out a page that an editor made private a moment ago, though the index may still have it.
    """
    public = is_findable("page_id") | Q(author__isnull=False)
    found = Document.objects.filter(public, pk__in=ids).select_related("page", "author")
    by_id = {document.pk: document for document in found.defer("stems", "facets", *without)}
    return [by_id[pk] for pk in ids if pk in by_id]


def listed(
    documents: Iterable[Document], wanted: Sequence[Wanted], topics: Collection
) -> list[Result]:
    """The documents as results of a question with these terms."""
    finder = passages.Finder(wanted)
    return [
        Result(
            document,
            passages.marked(document.title, finder),
            passages.best(document, finder),
            _topic(document, topics),
        )
        for document in documents
    ]


def _topic(document: Document, topics: Collection):
    """The innermost topic of a page."""
    path = document.page.path if document.page_id else ""
    above = [topic for topic in topics if path.startswith(topic.path) and topic.path != path]
    return max(above, key=lambda topic: topic.depth, default=None)
