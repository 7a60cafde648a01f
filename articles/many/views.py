"""Hooks into Wagtail's views for one page or author: what takes much with it becomes a job."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.forms.pages import CopyForm
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.pages.utils import type_to_delete_confirmation
from wagtail.models import Page, ReferenceIndex

from jobs import kinds

from ..models import ArticleAuthor, Author
from ..retiring import leading
from ..retiring.views import where_to
from . import choosing
from .choosing import begin, begin_or_refuse


def background(number: int) -> str:
    """Says on a page that asks for confirmation how it goes on."""
    sentence = ngettext(
        "This is %(shown)s page. It is dealt with in the background: you will see the progress, and "
        "can stop it.",
        "These are %(shown)s pages. They are dealt with in the background, one after the other: you "
        "will see the progress, and can stop it.",
        number,
    )
    return sentence % {"shown": f"{number:,}"}


def explore(page) -> str:
    return reverse("wagtailadmin_explore", args=[page.get_parent().pk])


# After the warning that the discussions go with the pages.
@hooks.register("before_delete_page", order=100)
def delete_page(request, page):
    tree = choosing.trees([page])
    if other := kinds.filling(Page, set(tree)):
        return choosing.refuse(request, other, explore(page))
    number = len(tree)
    if number <= choosing.AT_ONCE:
        return None
    if request.method != "POST":
        if other := kinds.at_work(Page, tree):
            return choosing.refuse(request, other, explore(page))
        deletion = _(
            "The deepest are deleted first, and “%(title)s” last. Until then readers see what is "
            "left, and no page can be added below it."
        )
        sentences = background(number), deletion % {"title": page.get_admin_display_title()}
        messages.warning(request, " ".join(sentences))
        return None
    protected = ReferenceIndex.get_references_to(page).group_by_source_object().is_protected
    if protected or not type_to_delete_confirmation(request):
        return None  # Wagtail's view refuses it
    title, targets = page.get_admin_display_title(), tree[::-1]
    target = where_to(request, page, True).target

    def start():
        # Already for the pages that go first: what is still published is shown all the same.
        leading.lead(page, target, with_below=True, is_permanent=True)
        details = target.details()
        return begin("delete_pages", request.user, title, targets, tops=[page.pk], **details)

    return begin_or_refuse(request, start, explore(page))


@hooks.register("before_unpublish_page", order=100)
def unpublish_page(request, page):
    below = page.get_descendants().live()
    if not request.POST.get("include_descendants") or below.count() < choosing.AT_ONCE:
        return None
    title = page.get_admin_display_title()
    targets = [*below.order_by("-path").values_list("pk", flat=True), page.pk]
    target = where_to(request, page, True).target

    def start():
        leading.lead(page, target, with_below=True, is_permanent=False)
        details = {"tops": [page.pk], "with_below": True, **target.details()}
        return begin("unpublish_pages", request.user, title, targets, **details)

    return begin_or_refuse(request, start, explore(page))


@hooks.register("before_copy_page", order=100)
def copy_page(request, page):
    number = page.get_descendant_count() + 1
    if number <= choosing.AT_ONCE:
        return None
    if request.method != "POST":
        sentence = _("With its subpages:")
        messages.info(request, f"{sentence} {background(number)}")
        return None
    form_class = getattr(page.specific_class, "copy_form_class", CopyForm)
    form = form_class(request.POST, user=request.user, page=page)
    if not form.is_valid() or not form.cleaned_data.get("copy_subpages"):
        return None
    data, parent = form.cleaned_data, form.cleaned_data["new_parent_page"] or page.get_parent()
    may_publish = parent.permissions_for_user(request.user).can_publish_subpage()

    def start():
        return begin(
            "copy_pages",
            request.user,
            page.get_admin_display_title(),
            choosing.trees([page]),
            top=page.pk,
            to=parent.pk,
            title=data["new_title"],
            slug=data["new_slug"],
            alias=bool(data.get("alias")),
            keep_live=bool(may_publish and data.get("publish_copies")),
            copies={},
        )

    return begin_or_refuse(request, start, explore(page))


@hooks.register("before_delete_snippet", order=100)
def delete_authors(request, authors):
    """Deletes authors with many articles in the background."""
    if not authors or not all(isinstance(author, Author) for author in authors):
        return None
    ids = [author.pk for author in authors]
    links = ArticleAuthor.objects.filter(author__in=ids).order_by("author_id", "pk")
    targets = sorted([*links.values_list("author_id", flat=True), *ids])
    articles = len(targets) - len(ids)
    if len(targets) <= choosing.AT_ONCE:
        return None
    if request.method != "POST":
        sentence = ngettext(
            "%(shown)s article loses a name in its byline. That is done in the background: you will "
            "see the progress, and can stop it.",
            "%(shown)s articles lose a name in their bylines. That is done in the background, one "
            "after the other: you will see the progress, and can stop it.",
            articles,
        )
        messages.warning(request, sentence % {"shown": f"{articles:,}"})
        return None
    subject = ", ".join(author.name for author in authors)
    back = get_valid_next_url_from_request(request) or reverse(
        Author.snippet_viewset.get_url_name("list")
    )
    return begin_or_refuse(
        request, lambda: begin("delete_authors", request.user, subject, targets), back
    )
