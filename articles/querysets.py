"""The vocabulary in which pages and views ask for articles."""

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Prefetch
from wagtail.models import PageManager, PageViewRestriction
from wagtail.query import PageQuerySet


class PublishedQuerySet(PageQuerySet):
    """Pages, with Wagtail's ``public`` asked inside the query instead of before it."""

    def public(self):
        """Pages in no private section (the restrictions are a small table, looked up by path)."""
        inner = ExpressionWrapper(OuterRef("path"), output_field=CharField())
        restrictions = PageViewRestriction.objects.annotate(inner=inner).filter(
            inner__startswith=F("page__path")
        )
        return self.filter(~Exists(restrictions))

    def published(self):
        """What any reader may see: live and public."""
        return self.live().public()


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
        """Loads what a card in a list shows, in three queries for any number of articles."""
        from .models import ArticleAuthor

        return (
            self.defer_streamfields()
            .select_related("lead_image")
            .prefetch_related(
                Prefetch("article_authors", ArticleAuthor.objects.select_related("author")),
                "lead_image__renditions",
            )
        )


PublishedManager = PageManager.from_queryset(PublishedQuerySet)
ArticleManager = PageManager.from_queryset(ArticleQuerySet)
