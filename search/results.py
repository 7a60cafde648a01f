"""Documents as a reader is shown them, whatever the index says: only what is public now."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.safestring import SafeString

from . import passages
from .indexing import is_findable
from .models import Document, Kind

#: How the way to a passage is called, by the kind of its part.
PLACES = {
    "section": "In section {number}: {heading}",
    "question": "In the FAQ: {heading}",
    "conclusion": "In the conclusion",
    "source": "In the sources",
}


@dataclass
class Result:
    """A document in the list, with its marked title and passage, and the topic it stands in."""

    document: Document
    title: SafeString
    passage: passages.Passage
    topic: object | None

    @property
    def key(self) -> str:
        """What a click on it is counted under."""
        kind = "author" if self.document.author_id else "page"
        return f"{kind}:{self.document.page_id or self.document.author_id}"

    @property
    def place(self) -> str:
        """Where in the document the passage stands; empty for its beginning."""
        part = self.passage.part
        if part is None or not part.anchor or part.kind not in PLACES:
            return ""
        return PLACES[part.kind].format(number=self.passage.section, heading=part.heading)

    @property
    def date(self):
        return self.document.date if self.document.kind == Kind.ARTICLE else None


def shown(numbers: Sequence[int], without: Collection[str] = ()) -> list[Document]:
    """These documents in this order, with their pages and authors, in one query.

    A page that was made private a moment ago is left out, though the index may still have it.
    """
    public = is_findable("page_id") | Q(author__isnull=False)
    found = Document.objects.filter(public, pk__in=numbers).select_related("page", "author")
    by_number = {document.pk: document for document in found.defer("stems", "facets", *without)}
    return [by_number[number] for number in numbers if number in by_number]


def listed(
    documents: Iterable[Document], weights: dict[str, float], topics: Collection
) -> list[Result]:
    """The documents as results of a question with these weights."""
    stems = {stem for stem, weight in weights.items() if weight}
    return [
        Result(
            document,
            passages.marked(document.title, stems),
            passages.best(document, weights),
            _topic(document, topics),
        )
        for document in documents
    ]


def _topic(document: Document, topics: Collection):
    """The innermost topic that a page stands in."""
    path = document.page.path if document.page_id else ""
    above = [topic for topic in topics if path.startswith(topic.path) and topic.path != path]
    return max(above, key=lambda topic: topic.depth, default=None)
