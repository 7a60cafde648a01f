"""Narrows results by topic, author, tag and year, with links that have counts."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from django.db.models import CharField, Exists, OuterRef, Value
from django.http import QueryDict
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag

from articles.models import ArticlePage, Author

#: The kinds with their headings, in the order of the page.
KINDS = {"topic": _("Topic"), "author": _("Author"), "tag": _("Tag"), "year": _("Year")}
#: Choices of a kind that are offered.
MAX_CHOICES = 8


class Choice(NamedTuple):
    """A value to narrow results to: its token in the index, its name, and its slug in addresses."""

    kind: str
    token: str
    name: str
    slug: str
    count: int = 0
    #: The address of this search with the choice, or without it if it is chosen already.
    address: str = ""


def address(data: QueryDict, **changes: str | None) -> str:
    """The address of the first page of a search with other values. None leaves a value out."""
    values = {key: data[key] for key in ("q", *KINDS, "sort") if data.get(key)} | changes
    return "?" + urlencode({key: value for key, value in values.items() if value})


def _named(kind: str, **conditions) -> Iterable[tuple]:
    found = {"author": Author, "tag": Tag}[kind].objects.filter(**conditions)
    if kind == "tag":
        # A tag that no reader can see on an article is private too, whatever the index says yet.
        found = found.filter(Exists(ArticlePage.objects.published().tagged(OuterRef("pk"))))
    kind = Value(kind, output_field=CharField())
    return found.order_by().values_list(kind, "pk", "name", "slug")


def _choices(rows: Iterable[tuple]) -> list[Choice]:
    return [Choice(kind, f"{kind}{pk}", name, slug) for kind, pk, name, slug in rows]


def chosen(data: QueryDict, topics: Iterable) -> dict[str, Choice]:
    """The choices in the address, by kind. A value that does not exist (any more) is ignored."""
    found = [
        Choice("topic", f"topic{topic.pk}", topic.title, topic.slug)
        for topic in topics
        if topic.slug == data.get("topic")
    ][:1]
    wanted = {kind: data[kind][:200] for kind in ("author", "tag") if data.get(kind)}
    queries = [_named(kind, slug=slug.replace("\0", "")) for kind, slug in wanted.items()]
    if queries:
        found += _choices(queries[0].union(*queries[1:]))
    year = data.get("year", "")
    if year.isascii() and year.isdecimal() and len(year) == 4:
        found.append(Choice("year", f"year{year}", year, year))
    return {
        choice.kind: choice._replace(address=address(data, **{choice.kind: None}))
        for choice in found
    }


def offered(
    hits: Collection, data: QueryDict, topics: Iterable, narrowed: dict[str, Choice]
) -> list[tuple[str, list[Choice]]]:
    """Heading and choices of each kind that is still open, the choice with most results first.

    A value that all results have is no choice.
    """
    counts = Counter(token for hit in hits for token in hit.facets.split())
    open_kinds = {kind: [] for kind in KINDS if kind not in narrowed}
    for token, count in counts.most_common():
        kind = token.rstrip("0123456789")
        # Topics that are not public any more are left out below.
        if count < len(hits) and (kind == "topic" or len(open_kinds.get(kind, ())) < MAX_CHOICES):
            open_kinds.get(kind, []).append(token)
    named = {
        choice.token: choice._replace(
            count=counts[choice.token], address=address(data, **{choice.kind: choice.slug})
        )
        for choice in _found(open_kinds, topics)
    }
    offers = [
        (KINDS[kind], [named[token] for token in tokens if token in named][:MAX_CHOICES])
        for kind, tokens in open_kinds.items()
    ]
    return [(heading, choices) for heading, choices in offers if choices]


def _found(tokens: dict[str, list[str]], topics: Iterable) -> Iterator[Choice]:
    """The choices that these tokens stand for."""
    for topic in topics:
        yield Choice("topic", f"topic{topic.pk}", topic.title, topic.slug)
    queries = [
        _named(kind, pk__in=[int(token.removeprefix(kind)) for token in tokens[kind]])
        for kind in ("author", "tag")
        if tokens.get(kind)
    ]
    if queries:
        yield from _choices(queries[0].union(*queries[1:]))
    for token in tokens.get("year", ()):
        year = token.removeprefix("year")
        yield Choice("year", token, year, year)
