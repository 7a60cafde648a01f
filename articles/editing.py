"""What the form of a page asks the site while somebody writes in it, and what it is told.

The browser keeps what was typed until it knows that it has arrived (``static/js/editing/``). Each opened
form has a number of its own, a ``Writing``, which says what was saved of it last.
"""

from contextlib import suppress
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.utils import get_user_display_name
from wagtail.models import Page, PageLogEntry
from wagtail.utils.timestamps import render_timestamp

from .models import Writing
from .page_forms import passed

#: So long a browser keeps what did not arrive.
KEPT_DAYS = 30
#: Forms that a browser may ask about at once. It keeps fewer.
MAX_ASKED = 50


@hooks.register("after_create_page", order=-1)
@hooks.register("after_edit_page", order=-1)
def note_what_arrived(request: HttpRequest, page: Page) -> None:
    """Notes which of the browser's texts this was."""
    with suppress(KeyError, ValueError):
        key, sent = UUID(request.POST["writing"]), int(request.POST["writing_sent"])
        writing = {"page_id": page.pk, "revision": page.latest_revision_id, "sent": sent}
        mine = Writing.objects.filter(pk=key, user=request.user)
        if not mine.update(**writing, saved_at=timezone.now()):
            Writing.objects.get_or_create(pk=key, defaults={"user": request.user, **writing})


@hooks.register("after_edit_page", order=-1)
def keep_one_line_of_a_writing(request: HttpRequest, page: Page) -> None:
    """Of what is saved by itself into one version, the history keeps the last line.

    Wagtail writes a line each time: an hour of writing would hide all other versions.
    """
    if request.POST.get("overwrite_revision_id"):
        lines = PageLogEntry.objects.filter(
            page=page.pk,
            action="wagtail.edit",
            revision=page.latest_revision_id,
            user=request.user,
        )
        newest = lines.order_by("-timestamp", "-pk").values_list("pk", flat=True).first()
        lines.exclude(pk=newest).delete()


@hooks.register("before_edit_page")
def tell_of_a_schedule_that_has_passed(request: HttpRequest, page: Page) -> None:
    if request.method != "GET" or page.live:
        return
    for name in ("go_live_at", "expire_at"):
        time = getattr(page, name)
        if time and time < timezone.now() and not page.first_published_at:
            messages.warning(request, passed(name) % {"time": render_timestamp(time)})


def state(request: HttpRequest) -> HttpResponse:
    """Who is signed in, what arrived of some opened forms, and which version of a page is the newest."""
    asked = []
    for key in request.GET.getlist("writing")[:MAX_ASKED]:
        with suppress(ValueError):
            asked.append(UUID(key))
    found = Writing.objects.filter(pk__in=asked, user=request.user)
    writings = {str(one.pk): _arrived(one) for one in found}
    answer = {"user": request.user.pk, "name": get_user_display_name(request.user)}
    return JsonResponse(answer | {"writings": writings, "page": _newest(request)})


def _arrived(writing: Writing) -> dict:
    edit = reverse("wagtailadmin_pages:edit", args=[writing.page_id])
    return {
        "sent": writing.sent,
        "revision": writing.revision,
        "edit": edit,
        "hydrate": f"{edit}?_w_hydrate_create_view=1",
    }


def _newest(request: HttpRequest) -> dict | None:
    """The newest version of the page that is asked for, and who wrote it."""
    pk = request.GET.get("page", "")
    page = Page.objects.filter(pk=pk).first() if pk.isdecimal() and len(pk) < 19 else None
    if page is None or not page.permissions_for_user(request.user).can_edit():
        return None
    if (revision := page.latest_revision) is None:
        return None
    who = get_user_display_name(revision.user) if revision.user else _("Somebody")
    told = _("%(name)s saved the newest version at %(time)s.") % {
        "name": who,
        "time": render_timestamp(revision.created_at),
    }
    return {
        "revision": revision.pk,
        "created_at": revision.created_at.isoformat(),
        "told": told,
    }


def signed_in(request: HttpRequest) -> HttpResponse:
    """What the sign-in in the dialog ends with. The form around it notices, and goes on."""
    return render(request, "articles/editing/signed_in.html")


@hooks.register("register_admin_urls")
def addresses():
    return [
        path("writing/state/", state, name="writing_state"),
        path("writing/signed-in/", signed_in, name="writing_signed_in"),
    ]


@hooks.register("insert_global_admin_js")
def leaving_script():
    """Takes what is kept out of a browser in which somebody signs out."""
    return format_html(
        '<script type="module" src="{}" data-leaving="{}"></script>',
        static("js/editing/leaving.js"),
        _(
            "This browser keeps text of yours that was not saved. If you sign out, it is deleted. "
            "To keep it, choose Cancel, open its page and save it."
        ),
    )


def delete_old_writings() -> int:
    """Deletes the notes of what arrived, when no browser keeps what it could ask about any more."""
    with transaction.atomic():
        before = timezone.now() - timedelta(days=KEPT_DAYS + 10)
        return Writing.objects.filter(saved_at__lt=before).delete()[0]
