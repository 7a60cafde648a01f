"""Articles in the Wagtail admin."""

from django.db.models import Count
from wagtail.admin.ui.tables import Column
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from .models import Author


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

