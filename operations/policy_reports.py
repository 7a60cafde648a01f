"""What browsers refuse to load, because the content security policy says so: received, kept together, shown.

Anybody can send such a report, so little of it is kept, and nothing as it came: a directive from a list, the place
that something came from, and the page's path.
"""

import json
import re
from urllib.parse import urlsplit

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from django.views.generic import ListView
from wagtail import hooks
from wagtail.admin.menu import AdminOnlyMenuItem

from page_cache.operators import ForAdministrators
from visitors.limits import Limits
from visitors.networks import widest

from .logs import scrubbed
from .models import PolicyReport

TYPE = "application/csp-report"
MOST_BYTES, MOST_ROWS = 8 * 1024, 300
MINUTE = 60
limits = Limits("policy", "", {"network": 10, "all": 120}, MINUTE)
DIRECTIVE = re.compile(
    r"(default|script|style|img|font|media|frame|connect|object|worker|manifest|child)-src(-elem|-attr)?"
    r"|base-uri|form-action|frame-ancestors"
)
#: Where something came from, or what it was. Others are of the reader's own browser: chrome-extension, about.
ORIGIN = re.compile(
    r"(?:https?|wss?)://[a-z0-9.:\[\]-]{1,100}|(?:inline|eval|wasm-eval|data|blob|self)"
)
PATH = re.compile(r"/[A-Za-z0-9/_.~%-]{0,199}")


@csrf_exempt
@require_POST
@never_cache
def receive(request):
    """Counts a report; whoever sent it is told nothing."""
    network = widest(request.META.get("REMOTE_ADDR"))
    if (
        request.content_type == TYPE
        and len(request.body) <= MOST_BYTES
        and not limits.exceeded("network", network)
        and not limits.exceeded("all", "")
        and (found := _read(request))
    ):
        _keep(*found)
    return HttpResponse(status=204)


def _read(request) -> tuple[str, str, str] | None:
    """The directive, the place and the path; None if it is no report about a page of ours."""
    try:
        report = json.loads(request.body)["csp-report"]
        directive = report.get("effective-directive") or report["violated-directive"].split()[0]
        page, blocked = urlsplit(report["document-uri"]), report["blocked-uri"]
        if "://" in blocked:
            parts = urlsplit(blocked)
            blocked = f"{parts.scheme}://{parts.netloc}"
        known = DIRECTIVE.fullmatch(directive) and ORIGIN.fullmatch(blocked.lower())
        if not known or page.netloc != request.get_host() or not PATH.fullmatch(page.path):
            return None
        return directive, blocked.lower(), scrubbed(page.path)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None


def _keep(directive: str, blocked: str, path: str) -> None:
    same = PolicyReport.objects.filter(directive=directive, blocked=blocked, path=path)
    if same.update(count=F("count") + 1, seen_at=timezone.now()):
        return
    if PolicyReport.objects.count() < MOST_ROWS:
        try:
            with transaction.atomic():
                PolicyReport.objects.create(directive=directive, blocked=blocked, path=path)
        except IntegrityError:  # another process was quicker
            same.update(count=F("count") + 1, seen_at=timezone.now())


class PolicyReportsView(ForAdministrators, ListView):
    """Shows administrators what was refused, and forgets it when the cause is mended."""

    queryset = PolicyReport.objects.order_by("-seen_at", "-pk")
    template_name = "operations/policy_reports.html"
    page_title = _("Refused by browsers")
    header_icon = "no-view"

    def post(self, request):
        PolicyReport.objects.all().delete()
        messages.success(
            request, gettext("All entries were deleted. What is refused again comes back.")
        )
        return redirect("policy_reports")


@hooks.register("register_admin_urls")
def addresses():
    return [path("refused/", PolicyReportsView.as_view(), name="policy_reports")]


@hooks.register("register_reports_menu_item")
def menu_item():
    return AdminOnlyMenuItem(
        PolicyReportsView.page_title, reverse("policy_reports"), icon_name="no-view", order=2_000
    )
