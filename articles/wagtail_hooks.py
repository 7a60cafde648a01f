"""Articles in the Wagtail admin."""

from django.core.exceptions import ValidationError
from django.db.models import Count
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.panels import ObjectList
from wagtail.admin.search import SearchArea
from wagtail.admin.ui.tables import Column
from wagtail.permissions import policy_registry
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from . import (  # noqa: F401 (they register themselves)
    check_settings,
    deciding,
    deleted_pages,
    editing,
    form_hooks,
    redirect_forms,
    section_redirect_admin,
    stopping,
    topic_rights,
)
from .addresses import refuse_taken
from .forms import AuthorForm
from .importing import wagtail_hooks as importing_hooks  # noqa: F401
from .many import bulk_actions, bulk_objects, notices, views  # noqa: F401
from .models import Author, TopicPage
from .models.topic import MAX_TO_SORT
from .retiring import occupied  # noqa: F401
from .rich_text import LivePageLinkHandler


class AuthorIndexView(IndexView):
    """The list of authors. It links to the admin's other searches, as pictures and pages do."""

    show_other_searches = True


class AuthorViewSet(SnippetViewSet):
    """The authors, with a menu item of their own."""

    model = Author
    index_view_class = AuthorIndexView
    edit_handler = ObjectList(Author.panels, base_form_class=AuthorForm)
    icon = "user"
    menu_label = _("Authors")
    menu_order = 250
    add_to_admin_menu = True
    list_display = ["name", "role", Column("article_count", label=_("Articles"))]
    ordering = ["name"]
    list_per_page = 50

    def get_queryset(self, request):
        return Author.objects.annotate(article_count=Count("article_authors"))


register_snippet(AuthorViewSet)
redirect_forms.use()
deciding.use()


class AuthorSearchArea(SearchArea):
    """Authors beside pages, images and documents in the admin's search."""

    def is_shown(self, request):
        policy = policy_registry.get_by_type(Author)
        return policy.user_has_any_permission(request.user, ["add", "change", "delete", "view"])


@hooks.register("register_admin_search_area")
def search_authors():
    address = reverse(Author.snippet_viewset.get_url_name("list"))
    return AuthorSearchArea(_("Authors"), address, name="authors", icon_name="user", order=450)


@hooks.register("insert_editor_js")
def editor_script():
    return format_html('<script type="module" src="{}"></script>', static("js/editor.js"))


@hooks.register("insert_global_admin_css")
def editor_style():
    return format_html('<link rel="stylesheet" href="{}">', static("css/editor.css"))


@hooks.register("register_rich_text_features", order=100)
def resolve_page_links(features):
    """Replaces Wagtail's own handler, which is registered before."""
    features.register_link_type(LivePageLinkHandler)


@hooks.register("before_move_page")
def refuse_taken_address(request, page, destination):
    """Says why a page cannot be moved to where a fixed address of the site hides it."""
    try:
        refuse_taken(destination, page.slug)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("wagtailadmin_pages:move", page.pk)


@hooks.register("construct_explorer_page_queryset")
def refuse_to_sort_many(parent_page, pages, request):
    """Says why a large topic cannot be sorted, where Wagtail would show all its pages at once."""
    sorting = request.GET.get("ordering") == "ord" and not request.GET.get("q")
    if not (sorting and isinstance(parent_page, TopicPage) and parent_page.numchild > MAX_TO_SORT):
        return pages
    message = ngettext(
        "A topic with more than %(number)s page cannot be sorted by hand. Readers see articles by "
        "their dates, whatever the order here is.",
        "A topic with more than %(number)s pages cannot be sorted by hand. Readers see articles by "
        "their dates, whatever the order here is.",
        MAX_TO_SORT,
    )
    back = messages.button(
        reverse("wagtailadmin_explore", args=[parent_page.pk]), _("Show the pages")
    )
    messages.warning(request, message % {"number": MAX_TO_SORT}, buttons=[back])
    return pages.none()
