"""The querysets with which pages and views ask for articles."""

from django.db.models import F, Min, Q, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from wagtail.models import PageManager
from wagtail.query import PageQuerySet

from page_cache.collecting import depend

from . import surrogate_keys
from .privacy import is_private

#: The number of articles and sub-topics from which a topic is a large one.
LARGE = 2_000
#: The newest articles that share a tag are sought among this many, those tagged last.
RECENTLY_TAGGED = 100


class PublishedQuerySet(PageQuerySet):
    """Pages. Its ``public`` is part of the query, where Wagtail's runs a query before."""

    def live(self):
        """Pages that are live and have not expired. The worker, who takes them down, may be late."""
        in_time = Q(expire_at__isnull=True) | Q(expire_at__gt=timezone.now())
        return super().live().filter(in_time)

    def public(self):
        """Pages that are not private: not by themselves, and by no page above or mirrored."""
        return self.filter(~is_private())

    def published(self):
        """Pages that any reader may see: live and public."""
        return self.live().public()

    def next_expiry(self):
        """The moment when the first of the pages expires, if one will."""
        return self.aggregate(moment=Min("expire_at"))["moment"]


class ArticleQuerySet(PublishedQuerySet):
    """Articles."""

    def newest(self):
        """Newest first."""
        return self.order_by("-published_on", "-pk")

    def tagged(self, tag):
        """Articles that carry the tag."""
        return self.filter(tagged_items__tag=tag)

    def by_author(self, author):
        """Articles that the author wrote, alone or with others."""
        return self.filter(article_authors__author=author)

    def for_cards(self):
        """Loads what a card in a list shows, in four queries for any number of articles."""
        return (
            self.defer_streamfields()
            .select_related("lead_image")
            .prefetch_related("article_authors__author", "lead_image__renditions")
        )

    def beside(self, page, number: int) -> tuple[list, list]:
        """The articles of the page's topic just before it and just after it, nearest first."""
        topic = page.get_parent()
        earlier = Q(published_on__lt=page.published_on) | Q(
            published_on=page.published_on, pk__lt=page.pk
        )
        later = Q(published_on__gt=page.published_on) | Q(
            published_on=page.published_on, pk__gt=page.pk
        )
        if topic.numchild < LARGE:
            # Goes through the articles of the topic. A range of paths finds them, because SQLite uses
            # no index for the LIKE of ``child_of``. No index has this order: the index of the dates
            # would lead through the articles of all topics.
            first, last = (
                topic.path + letter * page.steplen
                for letter in (page.alphabet[0], page.alphabet[-1])
            )
            siblings = self.filter(path__range=(first, last), depth=page.depth)
            date = Coalesce(F("published_on"), Value(page.published_on))
        else:
            # Goes by date through the articles of all topics, until it has enough of this topic. The
            # bounds of the date follow from the conditions above. The databases need them to know
            # where in the index to begin.
            siblings, date = self.child_of(topic), F("published_on")
            earlier &= Q(published_on__lte=page.published_on)
            later &= Q(published_on__gte=page.published_on)
        return (
            list(siblings.filter(earlier).order_by(date.desc(), "-pk")[:number]),
            list(siblings.filter(later).order_by(date.asc(), "pk")[:number]),
        )

    def chosen_for(self, page) -> list:
        """The articles that the page's editor recommends to read next, in the editor's order."""
        places = {link.article_id: link.sort_order or 0 for link in page.related_articles.all()}
        depend(*map(surrogate_keys.page, places))  # one that is not published now may be later
        return sorted(self.filter(pk__in=places).newest(), key=lambda article: places[article.pk])

    def sharing_tags_with(self, page):
        """The newest of the articles that editors tagged last with a tag of the page."""
        # The page itself has its tags: on a preview they are not saved yet.
        tags = [tag.pk for tag in page.tag_list]
        # No index has this order. With an index, PostgreSQL would go through the newest articles
        # until enough have such a tag, which takes long if the tag is rare.
        tagged = self.model.tags.through.objects.filter(tag__in=tags).order_by(F("pk") * -1)
        return self.filter(pk__in=tagged.values("content_object")[:RECENTLY_TAGGED]).newest()


PublishedManager = PageManager.from_queryset(PublishedQuerySet)
ArticleManager = PageManager.from_queryset(ArticleQuerySet)
