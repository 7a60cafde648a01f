"""Which pages go out of date when an article, a topic, an author, a tag or a picture changes.

A page is given the tags of the objects that are loaded for it (``connect``), and those of its lists
(``surrogate_keys``).
"""

from collections.abc import Iterator

from django.db.models.signals import post_delete, post_save, pre_delete
from taggit.models import Tag
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import (
    CollectionViewRestriction,
    Page,
    PageViewRestriction,
    Site,
    get_page_models,
)

from page_cache.collecting import EVERYTHING, MISSING, expire, tag_instances
from page_cache.following import follower
from page_cache.invalidating import drop, drop_everything_on_change, drop_on_change

from .models import (
    ArticleAuthor,
    ArticlePage,
    ArticleTag,
    Author,
    SectionRedirect,
    UnreadablePicture,
)
from .models.article import RELATED_ARTICLES
from .surrogate_keys import (
    ARTICLES,
    AUTHORS,
    articles_below,
    articles_by,
    articles_tagged,
    neighbours_of,
    page,
)

#: Fields that are saved with every draft. No reader sees them.
OF_DRAFTS = {
    "draft_title",
    "has_unpublished_changes",
    "latest_revision",
    "latest_revision_created_at",
    "go_live_at",
    "approved_schedule",
    "locked",
    "locked_at",
    "locked_by",
}


def _above(path: str, step: int) -> Iterator[str]:
    """The paths of the pages above a path."""
    return (path[:end] for end in range(step, len(path), step))


def with_article(article: ArticlePage) -> set[str]:
    """The tags of this article and of the lists that it stands on."""
    tags = {page(article.pk), ARTICLES, MISSING}
    tags |= {articles_below(path) for path in _above(article.path, article.steplen)}
    tags |= {
        articles_tagged(pk)
        for pk in ArticleTag.objects.filter(content_object=article).values_list("tag_id", flat=True)
    }
    tags |= {
        articles_by(pk)
        for pk in ArticleAuthor.objects.filter(page=article).values_list("author_id", flat=True)
    }
    return tags


def of_article(article: ArticlePage) -> set[str]:
    """The tags of the pages that show this article, or would."""
    tags = with_article(article)
    if article.live and article.published_on:
        others = ArticlePage.objects.published().exclude(pk=article.pk).only("pk")
        for beside in others.beside(article, RELATED_ARTICLES):
            tags |= {neighbours_of(other.pk) for other in beside}
    return tags


def page_saved(sender, instance, update_fields=None, raw=False, **kwargs):
    """A page was saved: published, taken down, moved, or only as a draft, which nobody sees."""
    if update_fields is not None and OF_DRAFTS.issuperset(update_fields):
        return
    # A row of the plain type is saved when a page moves. That takes along what stands below it, and
    # changes the paths of the pages beside it, whether readers see the page itself or not.
    seen = instance.live or instance.first_published_at or instance.numchild or sender is Page
    if not seen:
        return
    # Every page has the menu and the footer, so it shows the topics and the other pages.
    drop(*(of_article(instance) if sender is ArticlePage and not raw else [EVERYTHING]))


def page_goes(sender, instance, **kwargs):
    """A page is about to be deleted: its tags and authors are still known."""
    if sender is ArticlePage:
        drop(*with_article(instance))
    elif sender is not Page and instance.live:
        drop(EVERYTHING)


def link_changed(sender, instance, origin=None, **kwargs):
    """An article got a tag or an author, or lost one."""
    deleted = getattr(origin, "model", type(origin))  # an object, or a queryset
    if origin is not None and deleted is not sender:
        return  # goes with the tag, the author or the page, which drop what shows them
    if sender is ArticleTag:
        drop(articles_tagged(instance.tag_id), page(instance.content_object_id))
    else:
        drop(articles_by(instance.author_id), page(instance.page_id))


def connect() -> None:
    image, document = get_image_model(), get_document_model()
    rendition = image.get_rendition_model()

    for kind in (Page, *get_page_models()):
        # An expired page is gone from lists at once, not only when the worker takes it down.
        tag_instances(kind, "page", lambda loaded: expire(loaded.__dict__.get("expire_at")))
        post_save.connect(page_saved, sender=kind, dispatch_uid=f"page_cache.{kind._meta.label}")
        pre_delete.connect(page_goes, sender=kind, dispatch_uid=f"page_cache.{kind._meta.label}")
    for link in (ArticleTag, ArticleAuthor):
        for signal in (post_save, post_delete):
            signal.connect(link_changed, sender=link, dispatch_uid=f"page_cache.{link.__name__}")

    for model, name in ((image, "image"), (document, "document"), (Author, "author"), (Tag, "tag")):
        tag_instances(model, name)
    drop_on_change(image, lambda image: [f"image:{image.pk}"])
    for model in (rendition, UnreadablePicture):
        drop_on_change(model, lambda changed: [f"image:{changed.image_id}"])
    drop_on_change(document, lambda document: [f"document:{document.pk}"])
    drop_on_change(
        Author, lambda author: [f"author:{author.pk}", articles_by(author.pk), AUTHORS, MISSING]
    )
    drop_on_change(Tag, lambda tag: [f"tag:{tag.pk}", articles_tagged(tag.pk), MISSING])
    for model in (Redirect, SectionRedirect):
        drop_on_change(model, lambda redirect: [MISSING])
    for model in (Site, PageViewRestriction, CollectionViewRestriction):
        drop_everything_on_change(model)
    # Wagtail keeps for an hour in Django's cache where the sites begin. That cache may be this
    # process's own, and Wagtail empties it before the change is committed.
    follower.before_drop(EVERYTHING, Site.clear_site_root_paths_cache)
