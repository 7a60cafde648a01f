"""What an article page needs besides its own row, loaded in as few queries as possible.

Every block loads its own picture or resolves its own links when it is rendered alone. Here the
whole page's are gathered first, so an article of fifty sections costs what one of five costs.
"""

from collections.abc import Iterator

from django.db.models import (
    Case,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
    prefetch_related_objects,
)
from django.db.models.functions import Coalesce
from wagtail.fields import RichTextField
from wagtail.rich_text import RichText, expand_db_html

RELATED_ARTICLES = 3
#: Of the articles that share a tag the newest are sought among so many.
LATELY_TAGGED = 100
#: Articles and sub-topics that make a topic a large one.
LARGE = 2_000
#: Joins rich texts into one for a single look-up of their links. A control character that no
#: rich text can hold.
SEPARATOR = "\x1e"


def prepare(page) -> None:
    """Loads the page's pictures with their renditions, and resolves all its links."""
    images = list(page_images(page))
    if images:
        prefetch_related_objects(images, "renditions")
    sources = list(dict.fromkeys(rich_text_sources(page)))
    expanded = expand_db_html(SEPARATOR.join(sources)).split(SEPARATOR)
    page.expanded_rich_text = dict(zip(sources, expanded, strict=True))


def page_images(page) -> Iterator:
    """Every picture of the page, as Wagtail's image objects."""
    if lead := getattr(page, "lead_image", None):
        yield lead
    for child in _children(page):
        if child.block_type == "image" and child.value["image"]:
            yield child.value["image"]
        elif child.block_type == "video" and child.value["poster"]:
            yield child.value["poster"]


def rich_text_sources(page) -> Iterator[str]:
    """The stored form of every rich text on the page."""
    for field in page._meta.get_fields():
        if isinstance(field, RichTextField):
            yield field.value_from_object(page)
    for child in _children(page):
        if child.block_type == "paragraph" and child.value:
            yield child.value.source
        elif child.block_type == "video" and child.value["transcript"]:
            yield child.value["transcript"].source
    for block in getattr(page, "faq", ()):
        if block.value["answer"]:
            yield block.value["answer"].source
    for block in getattr(page, "sources", ()):
        if block.value:
            yield block.value.source


def expanded(value: RichText | str, page=None) -> str:
    """A rich text as HTML with its links resolved; from the page's prepared ones if there."""
    source = value.source if isinstance(value, RichText) else value or ""
    prepared = getattr(page, "expanded_rich_text", {})
    return prepared[source] if source in prepared else expand_db_html(source)


def _children(page) -> Iterator:
    for section in page.body:
        yield from section.value["content"] or []


def neighbours(page, size: int) -> dict:
    """Related, previous and next articles, all in one query; *size* is that of the topic.

    Related are the editor's choice first, then articles that share a tag, then others of the
    topic. Previous and next go by date within the topic.
    """
    from .models import ArticlePage, ArticleTag

    if page.pk is None:
        return {"related": [], "previous_article": None, "next_article": None}
    published = ArticlePage.objects.published().exclude(pk=page.pk)
    siblings, date = published.sibling_of(page), F("published_on")
    if size < LARGE:
        # The topic first: as Treebeard asks for children (for ``sibling_of``, which asks with LIKE,
        # SQLite takes no index), and in an order of which no index says that it is there already.
        paths = page._get_children_path_interval(page.path[: -page.steplen])
        siblings = published.filter(path__range=paths, depth=page.depth)
        date = Coalesce(date, Value(page.published_on))
    here = (page.published_on, page.pk)
    earlier = siblings.filter(
        Q(published_on__lt=page.published_on) | Q(published_on=page.published_on, pk__lt=page.pk)
    ).order_by(date.desc(), "-pk")
    later = siblings.filter(
        Q(published_on__gt=page.published_on) | Q(published_on=page.published_on, pk__gt=page.pk)
    ).order_by(date.asc(), "pk")
    if size >= LARGE:
        # By date through the articles of all topics, until some of this one have come. The dates
        # follow from what is asked already; only so said do they tell the index where to begin.
        earlier = earlier.filter(published_on__lte=page.published_on)
        later = later.filter(published_on__gte=page.published_on)
    # On a preview the tags are not saved yet: they are asked of the page itself.
    tags = [tag.pk for tag in page.tag_list]
    shares_a_tag = ArticleTag.objects.filter(content_object=OuterRef("pk"), tag__in=tags)
    is_chosen, place = _chosen(page)
    alike = published.filter(pk__in=_lately_tagged(tags)).newest()
    chosen, *few = (
        ArticlePage.objects.filter(condition).order_by().values("pk")
        for condition in (is_chosen, *(Q(pk__in=_first(some)) for some in (earlier, later, alike)))
    )
    candidates = list(
        # A union: of conditions joined by “or” PostgreSQL tries each on every article.
        published.filter(pk__in=chosen.union(*few))
        .annotate(place=place, shares_a_tag=Exists(shares_a_tag))
        .defer_streamfields()
        .newest()
    )
    beside = [
        article
        for article in candidates
        if article.depth == page.depth
        and article.path[: -page.steplen] == page.path[: -page.steplen]
    ]
    chosen = sorted((a for a in candidates if a.place is not None), key=lambda a: a.place)
    others = sorted((a for a in candidates if a.place is None), key=lambda a: not a.shares_a_tag)
    return {
        "related": (chosen + others)[: max(RELATED_ARTICLES, len(chosen))],
        "previous_article": next((a for a in beside if (a.published_on, a.pk) < here), None),
        "next_article": next((a for a in reversed(beside) if (a.published_on, a.pk) > here), None),
    }


def _first(articles) -> Subquery:
    return Subquery(articles.values("pk")[:RELATED_ARTICLES])


def _lately_tagged(tags: list[int]) -> Subquery:
    """The last articles to be given one of the tags.

    In an order that no index has: else PostgreSQL goes through the newest articles of all until
    some have such a tag, which takes long where the tag is rare.
    """
    from .models import ArticleTag

    tagged = ArticleTag.objects.filter(tag__in=tags).order_by(F("pk") * -1)
    return Subquery(tagged.values("content_object")[:LATELY_TAGGED])


def _chosen(page) -> tuple:
    """Which articles the editor chose, and in which order, as parts of a query."""
    choices = page.related_articles.all()
    if isinstance(choices, QuerySet):
        order = (
            choices.filter(article=OuterRef("pk"))
            .annotate(place=Coalesce("sort_order", 0))
            .values("place")[:1]
        )
        return Q(pk__in=choices.values("article")), Subquery(order)
    # A preview: the choice is in memory alone.
    chosen = [choice.article_id for choice in choices]
    places = [When(pk=pk, then=Value(place)) for place, pk in enumerate(chosen)]
    return Q(pk__in=chosen), Case(*places, output_field=IntegerField())
