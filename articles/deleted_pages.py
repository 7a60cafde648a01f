"""Keeps what somebody typed into the form of a page that was deleted meanwhile, by a job or a colleague.

Wagtail answers such a form with “Page not found”, and what was typed is lost.
"""

import json
import re
from collections.abc import Iterator

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.http import HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail import hooks
from wagtail.admin.utils import get_user_display_name
from wagtail.models import Page, PageLogEntry
from wagtail.permissions import policy_registry

from jobs.models import UNFINISHED, JobTarget

EDIT = "wagtailadmin_pages:edit"
#: Rows of other tables that went with the page, and can only be added anew.
ROW_ID = re.compile(r"^(?P<rows>.+)-\d+-id$")
#: What the page's new form says itself, or what is no field of it.
LEFT_OUT = re.compile(
    r"^(csrfmiddlewaretoken|parent_again|next|action-.*|loaded_revision_.*|overwrite_revision_id)$"
)
#: What is no text that somebody typed.
NO_TEXT = re.compile(r"-(TOTAL_FORMS|\w+_FORMS|id|anchor|type|order|deleted|count|ORDER|DELETE)$")


class DeletedPageMiddleware:
    """Answers the form of a deleted page with what was typed."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code != 404 or request.method != "POST":
            return response
        match = request.resolver_match
        if match and match.view_name == EDIT:
            page_id = match.kwargs.get("page_id") or match.args[0]
            if not Page.objects.filter(pk=page_id).exists():
                return answer(request, page_id)
        return response


def answer(request, page_id: int):
    """What was typed, with a form that makes a new page of it; or a sentence for the editor's script."""
    entry = (
        PageLogEntry.objects.filter(page_id=page_id, action="wagtail.delete")
        .select_related("user", "content_type")
        .first()
    )
    said = deletion(entry)
    if not request.accepts("text/html"):
        words = _("%(deletion)s Save it to see how what you typed can be kept.")
        message = words % {"deletion": said}
        # Wagtail's script shows the message of this error, and saves no more by itself.
        error = {"success": False, "error_code": "invalid_revision", "error_message": message}
        return JsonResponse(error | {"is_deleted": True}, status=400)
    kind = entry and entry.content_type
    context = {
        "deletion": said,
        "kind": kind,
        "again": reverse("page_again", args=[kind.pk]) if kind and kind.model_class() else "",
        "parents": list(parents(request.user, kind)),
        "fields": list(fields(request.POST)),
        "typed": typed(request.POST),
    }
    return render(request, "articles/deleted_page.html", context, status=410)


def deletion(entry: PageLogEntry | None) -> str:
    if entry is None:
        return _("This page was deleted in the meantime.")
    values = {
        "name": get_user_display_name(entry.user) if entry.user else _("Somebody"),
        "date": date_format(localtime(entry.timestamp), "j M Y, H:i"),
    }
    return _("%(name)s deleted this page on %(date)s.") % values


def parents(user, kind: ContentType | None) -> QuerySet[Page]:
    """The pages below which this person may add one of this type, and nobody is deleting everything."""
    model = kind and kind.model_class()
    if not model:
        return Page.objects.none()
    types = ContentType.objects.get_for_models(*model.allowed_parent_page_models()).values()
    mine = policy_registry.get_by_type(Page).instances_user_has_permission_for(user, "add")
    going = JobTarget.objects.filter(job__state__in=UNFINISHED, job__kind="delete_pages")
    found = Page.objects.filter(content_type__in=types, pk__in=mine.order_by().values("pk"))
    return found.exclude(pk__in=going.values("object_id")).order_by("path")


def fields(data) -> Iterator[tuple[str, str]]:
    """The form's fields for a new page: rows beside the page are new ones, too."""
    tables = {
        name.removesuffix("-INITIAL_FORMS") for name in data if name.endswith("-INITIAL_FORMS")
    }
    for name, values in data.lists():
        row = ROW_ID.match(name)
        if LEFT_OUT.match(name) or (row and row["rows"] in tables):
            continue
        for value in values:
            yield name, "0" if name.endswith("-INITIAL_FORMS") else value


def typed(data) -> str:
    """The texts alone, to be read and copied."""
    texts = []
    for name, values in data.lists():
        if not (LEFT_OUT.match(name) or NO_TEXT.search(name)):
            texts.extend(text for value in values if (text := _plain(value)))
    return "\n\n".join(texts)


def _plain(value: str) -> str:
    """The words of a field: a rich text is sent as JSON, and a number is a choice."""
    try:
        found = json.loads(value)
    except ValueError:
        return value.strip()
    if isinstance(found, dict) and isinstance(found.get("blocks"), list):
        return "\n".join(str(block.get("text", "")) for block in found["blocks"])
    return ""


@require_POST
def again(request, kind_id: int):
    """Hands what was typed to Wagtail's form for a new page below the chosen one."""
    kind = get_object_or_404(ContentType, pk=kind_id)
    chosen = request.POST.get("parent_again", "")
    parent = get_object_or_404(parents(request.user, kind), pk=chosen if chosen.isdecimal() else 0)
    address = reverse("wagtailadmin_pages:add", args=[kind.app_label, kind.model, parent.pk])
    # The browser sends the same fields once more.
    return HttpResponseRedirect(address, preserve_request=True)


@hooks.register("register_admin_urls")
def addresses():
    return [path("deleted-pages/<int:kind_id>/again/", again, name="page_again")]
