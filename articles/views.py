"""Pages that are not in Wagtail's tree: authors and tags."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from taggit.models import Tag
from wagtail.models import Site

from page_cache.collecting import depend

from .listing import listing
from .models import ArticlePage, Author
from .surrogate_keys import AUTHORS, articles_by, articles_tagged

ARTICLES_PER_PAGE = 12
AUTHORS_PER_PAGE = 48


def _articles(request, articles):
    return listing(request, articles.published().newest().for_cards(), ARTICLES_PER_PAGE)


def _trail(request) -> list:
    site = Site.find_for_request(request)
    return [site.root_page] if site else []


@csrf_exempt
@require_safe
def authors(request):
    """All the authors."""
    depend(AUTHORS)
    return render(
        request,
        "articles/authors.html",
        {
            "authors": listing(
                request,
                Author.objects.order_by("name", "pk")
                .select_related("portrait")
                .prefetch_related("portrait__renditions"),
                AUTHORS_PER_PAGE,
                Paginator,
            ),
            "headline": _("Authors"),
            "summary": _("The people who write and check our answers."),
            "trail": _trail(request),
        },
    )


@csrf_exempt
@require_safe
def author(request, slug):
    """An author and the articles that they wrote."""
    author = get_object_or_404(Author.objects.select_related("portrait"), slug=slug)
    depend(articles_by(author.pk))
    return render(
        request,
        "articles/author.html",
        {
            "author": author,
            "articles": _articles(request, ArticlePage.objects.by_author(author)),
            "headline": author.name,
            "summary": author.summary(),
            "trail": _trail(request),
        },
    )


@csrf_exempt
@require_safe
def tag(request, slug):
    """The articles that carry a tag. A tag that no reader can see on an article is private too."""
    tag = get_object_or_404(Tag, slug=slug)
    depend(articles_tagged(tag.pk))
    articles = _articles(request, ArticlePage.objects.tagged(tag))
    count = articles.paginator.count
    if not count:
        raise Http404(slug)
    return render(
        request,
        "articles/tag.html",
        {
            "tag": tag,
            "articles": articles,
            "headline": tag.name,
            "summary": ngettext(
                "%(count)s question about %(tag)s, answered.",
                "%(count)s questions about %(tag)s, answered.",
                count,
            )
            % {"count": count, "tag": tag.name},
            "trail": _trail(request),
        },
    )
