"""What results can be narrowed by: topic, tag, author and year, as links with counts."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import CharField, Value
from django.http import QueryDict
from django.utils.http import urlencode
from taggit.models import Tag

from articles.models import Author

#: The kinds, in the order in which they are shown, each with its heading.
KINDS = {"topic": "Topic", "author": "Author", "tag": "Tag", "year": "Year"}
#: Values of a kind that are offered.
MOST = 8


class Choice(NamedTuple):
    """A value that results can be narrowed to: its token in the index, name and place in addresses."""

    kind: str
    token: str
    name: str
    slug: str
    count: int = 0
    #: The address of this search with the choice made or, where it is made, taken back.
    address: str = ""


def address(data: QueryDict, **changes: str | None) -> str:
    """The address of a search with other values; None leaves one out. It begins at the first page."""
    values = {key: data[key] for key in ("q", *KINDS, "sort") if data.get(key)} | changes
    return "?" + urlencode({key: value for key, value in values.items() if value})


def _named(kind: str, **which) -> Iterable[tuple]:
    model = {"author": Author, "tag": Tag}[kind]
    kind = Value(kind, output_field=CharField())
    return model.objects.filter(**which).order_by().values_list(kind, "pk", "name", "slug")


def _choices(rows: Iterable[tuple]) -> list[Choice]:
    return [Choice(kind, f"{kind}{pk}", name, slug) for kind, pk, name, slug in rows]


def chosen(data: QueryDict, topics: Iterable) -> dict[str, Choice]:
    """What the address narrows to, by kind. What does not exist (any more) narrows to nothing."""
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
    counts: Counter, data: QueryDict, topics: Iterable, narrowed: dict[str, Choice]
) -> list[tuple[str, list[Choice]]]:
    """Heading and choices of each kind that is still open, the choice with most results first."""
    choices = [Choice("topic", f"topic{topic.pk}", topic.title, topic.slug) for topic in topics]
    by_kind: dict[str, list[str]] = {kind: [] for kind in KINDS}
    for token, _ in counts.most_common():
        kind = token.rstrip("0123456789")
        if (
            kind in by_kind
            and kind not in narrowed
            and (kind == "topic" or len(by_kind[kind]) < MOST)
        ):
            by_kind[kind].append(token)
    queries = [
        _named(kind, pk__in=[int(token.removeprefix(kind)) for token in by_kind[kind]])
        for kind in ("author", "tag")
        if by_kind[kind]
    ]
    if queries:
        choices += _choices(queries[0].union(*queries[1:]))
    choices += [Choice("year", token, token[4:], token[4:]) for token in by_kind["year"]]
    named = {choice.token: choice for choice in choices}
    return [
        (
            heading,
            [
                named[token]._replace(
                    count=counts[token], address=address(data, **{kind: named[token].slug})
                )
                for token in by_kind[kind]
                if token in named
            ][:MOST],
        )
        for kind, heading in KINDS.items()
        if by_kind[kind]
    ]
