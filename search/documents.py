"""Makes the documents of pages and authors: their parts, their stems, and their facets."""

import datetime
from collections import Counter
from collections.abc import Iterator

from django.utils import timezone
from wagtail.models import Page

from articles.models import ArticlePage, Author, TopicPage

from . import parts, words
from .models import Document, Kind

#: Stands between the parts of a text, so that no phrase reaches from one into the next. No word has
#: this character, and SQLite takes it for a word.
GAP = "\ue000"
#: Stands before the words of the sources, which weigh next to nothing. It is as GAP is.
SOURCES = "\ue001"
#: Stands between the four columns, in which words weigh differently.
COLUMN = "\x1f"


def document_id(date: datetime.date, pk: int, is_author: bool = False) -> int:
    """A document's id. A later date makes a higher id."""
    return date.toordinal() << 36 | pk << 2 | is_author


def of_page(page: Page, topics: dict[str, int]) -> Document:
    """The document of a page as readers see it. ``topics`` has the id of each topic by its path."""
    kind, text = Kind.PAGE, parts.of_other
    changed = page.first_published_at or page.last_published_at
    date = timezone.localdate(changed) if changed else datetime.date(1970, 1, 1)
    facets = [f"topic{pk}" for path, pk in topics.items() if page.path.startswith(path)]
    if isinstance(page, ArticlePage):
        kind, text, date = Kind.ARTICLE, parts.of_article, page.published_on
        facets.append(f"year{date.year}")
        facets += [f"author{author.pk}" for author in page.authors]
        facets += [f"tag{tag.pk}" for tag in page.tag_list]
    elif isinstance(page, TopicPage):
        kind = Kind.TOPIC
    return _document(
        document_id(date, page.pk), kind, page.title, date, facets, text(page), page=page
    )


def of_author(author: Author) -> Document:
    """The document of an author. Its old date puts the author after their articles."""
    date = datetime.date(1970, 1, 1)
    text = parts.of_author(author)
    pk = document_id(date, author.pk, is_author=True)
    return _document(pk, Kind.AUTHOR, author.name, date, [], text, author=author)


def _document(pk, kind, title, date, facets, text, page=None, author=None) -> Document:
    text = [part for part in text if part.text or part.heading]
    return Document(
        id=pk,
        kind=kind,
        page_id=page and page.pk,
        author_id=author and author.pk,
        title=words.composed(title),
        date=date,
        facets=" ".join(facets),
        parts=[list(map(words.composed, part)) for part in text],
        stems=COLUMN.join(_columns(title, text)),
    )


def _columns(title: str, text: list[parts.Part]) -> Iterator[str]:
    """The stems of the four columns: title, short answer and questions, headings, the rest."""
    yield _stems([title])
    yield _stems(
        part.text if part.kind == "answer" else part.heading
        for part in text
        if part.kind in ("answer", "question")
    )
    yield _stems(part.heading for part in text if part.kind == "section")
    rest = _stems(part.text for part in text if part.kind not in ("answer", "source"))
    sources = _stems(part.text for part in text if part.kind == "source")
    yield f"{rest}{SOURCES}{sources}" if sources.strip() else rest


def _stems(texts) -> str:
    """The stems with a space around each, so that a search for " stem " finds whole words."""
    together = f" {GAP} ".join(filter(None, (" ".join(words.stems(text)) for text in texts)))
    return f" {together} "


class Tally:
    """Counts the documents and titles that have each word, and notes its spelling."""

    def __init__(self):
        self.documents: Counter[str] = Counter()
        self.titles: Counter[str] = Counter()
        # The row that counts all documents says how their words were read.
        self.spellings: dict[str, str] = {"": words.VERSION}

    def add(self, document: Document, times: int = 1) -> None:
        """Adds a document, or takes it out with *times* -1. The row of the empty word counts all."""
        title = set(words.found_in(document.title))
        text = {
            word
            for part in document.parts
            for text in part[2:]
            for word in words.WORD.findall(text)
        }
        folded = {}
        for word in title | text:
            folded.setdefault(words.fold(word), word)
        folded.pop("", None)
        for counts, found in (
            (self.documents, ["", *folded]),
            (self.titles, {words.fold(word) for word in title} - {""}),
        ):
            for word in found:
                counts[word] += times
        if times > 0:
            for word, written in folded.items():
                if word not in self.spellings:
                    self.spellings[word] = written.casefold()[: words.MAX_LENGTH]

    def rows(self) -> list[tuple]:
        """The columns of ``Word`` for each word, always in the same order, so that no writers deadlock."""
        return [
            (word, self.spellings.get(word, word), words.stem(word), number, self.titles[word])
            for word, number in sorted(self.documents.items())
            if number or self.titles[word]
        ]
