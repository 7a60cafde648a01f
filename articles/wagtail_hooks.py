"""Articles in the Wagtail admin."""

from django.db.models import Count
from wagtail import hooks
from wagtail.admin.ui.tables import Column
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from .models import Author
from .rich_text import LivePageLinkHandler


class AuthorViewSet(SnippetViewSet):
    """The authors, with a menu item of their own."""

    model = Author
    icon = "user"
    menu_label = "Authors"
    menu_order = 250
    add_to_admin_menu = True
    list_display = ["name", "role", Column("article_count", label="Articles")]
    ordering = ["name"]
    list_per_page = 50

    def get_queryset(self, request):
        return Author.objects.annotate(article_count=Count("article_authors"))


register_snippet(AuthorViewSet)


@hooks.register("register_rich_text_features", order=100)
def resolve_page_links(features):
    """In place of Wagtail's own handler, which is registered before."""
    features.register_link_type(LivePageLinkHandler)
