"""Two at once: whoever saves later sees what both have changed, before anything is replaced.

Wagtail warns in the editor, and takes the later form all the same if somebody goes on. Here the form
is kept, compared with the newer version, and stored only when the person has chosen.
"""

from collections.abc import Iterator
from contextlib import suppress
from uuid import UUID

from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.models import Page, Revision

from articles.models import Writing

#: The fields that say on which version a form is based.
BASIS = ("loaded_revision_id", "loaded_revision_created_at", "overwrite_revision_id")


def is_late(request, latest: Revision) -> bool:
    """Whether the form is based on an older version than the latest, as Wagtail's editor decides it."""
    loaded, created_at, own = (request.POST.get(name, "") for name in BASIS)
    if own:
        return own != str(latest.pk)
    # An autosave replaces a version and keeps its number: only the time differs.
    # A page that had no version when the form was opened has an empty one.
    return "loaded_revision_id" in request.POST and (loaded, created_at) != (
        str(latest.pk),
        latest.created_at.isoformat(),
    )


def is_own(request, latest: Revision) -> bool:
    """Whether the latest version came from this very form, which may not know of it.

    An autosave was on its way meanwhile, or the form was refused and is based on what it was opened with.
    """
    with suppress(KeyError, ValueError):
        mine = Writing.objects.filter(pk=UUID(request.POST["writing"]), user=request.user)
        return mine.filter(revision=latest.pk).exists()
    return False


def comparison(request, page: Page, theirs: Page) -> list | None:
    """The differences of the form from the newer version; None if the form cannot be read."""
    handler = page.get_edit_handler()
    form = handler.get_form_class()(
        request.POST,
        request.FILES,
        instance=page,
        parent_page=page.get_parent(),
        for_user=request.user,
    )
    form.defer_required_fields()
    if not form.is_valid():
        return None
    mine = form.save(commit=False)
    compare = handler.get_bound_panel(instance=mine, request=request, form=None).get_comparison()
    differences = (one(theirs, mine) for one in compare)
    return [one for one in differences if one.has_changed()]


def kept(request) -> Iterator[tuple[str, str]]:
    """The fields of the form as they were sent, for hidden fields."""
    for name, values in request.POST.lists():
        if name not in (*BASIS, "csrfmiddlewaretoken"):
            yield from ((name, value) for value in values)


@hooks.register("before_edit_page")
def ask(request, page):
    """Shows both versions where a form would replace a newer one."""
    expects_json = not request.accepts("text/html")
    if request.method != "POST" or expects_json or "action-cancel-workflow" in request.POST:
        return None
    latest = page.get_latest_revision()
    if not latest or not is_late(request, latest) or is_own(request, latest):
        return None
    is_mine = latest.user_id == request.user.pk
    title = _("Somebody has saved this page meanwhile")
    if is_mine:
        title = _("You have saved this page elsewhere")
    context = {
        "page": page,
        "latest": latest,
        "is_own": is_mine,
        "comparison": comparison(request, page, latest.as_object()),
        "kept": list(kept(request)),
        "action": request.get_full_path(),
        "page_title": title,
        "header_title": title,
        "header_icon": "warning",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": "", "label": title},
        ],
    }
    # 409: the version on which the form is based is not the latest.
    return render(request, "newsroom/conflict.html", context, status=409)


@hooks.register("insert_editor_js")
def script():
    return format_html('<script type="module" src="{}"></script>', static("js/conflict.js"))
