"""Where somebody is signed in: a list for themselves, and a mail when an administrator signs in from elsewhere."""

from datetime import UTC, datetime

from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_in
from django.core.mail import EmailMessage
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django_tasks import task
from wagtail.admin import messages
from wagtail.admin.auth import require_admin_access
from wagtail.admin.utils import get_admin_base_url
from wagtail.users.models import UserProfile

from visitors.networks import widest

from . import browsers, limits
from .letters import sent
from .models import Session
from .signing_in import plain

#: In a session: when and where it began.
BEGUN = "signed_in"
MOST_SHOWN = 100
LONG_AGO = datetime.min.replace(tzinfo=UTC)
#: What stands in the names of browsers and of systems. The first that fits counts.
BROWSERS = ("Edg", "OPR", "Firefox", "Chrome", "Safari")
SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Macintosh", "CrOS", "Linux")
CALLED = {"Edg": "Edge", "OPR": "Opera", "Macintosh": "macOS", "CrOS": "ChromeOS"}


def connect() -> None:
    user_logged_in.connect(on_sign_in, dispatch_uid="accounts.signed_in")


def name_of_browser(agent: str) -> str:
    """A name by which people know their browser again. The whole text would tell them apart."""
    found = [
        next((CALLED.get(name, name) for name in names if name in agent), "")
        for names in (BROWSERS, SYSTEMS)
    ]
    return ", ".join(filter(None, found))


def on_sign_in(request, user, **kwargs) -> None:
    """Notes in the session where it began, and tells an administrator of a browser that is new."""
    if request is None or "REMOTE_ADDR" not in request.META:
        return
    place = {
        "at": timezone.now().isoformat(),
        "browser": name_of_browser(request.headers.get("User-Agent", "")),
        "network": widest(request.META["REMOTE_ADDR"]),
    }
    request.session[BEGUN] = place
    if user.is_superuser and not browsers.number(request, plain(user.get_username())):
        tell.enqueue(user.pk, place)


@never_cache
@require_admin_access
def sign_ins(request):
    """Where I am signed in; each of them can be ended."""
    mine = Session.objects.filter(account=request.user, expire_date__gt=timezone.now())
    if request.method == "POST":
        return _end(request, mine)
    rows = [_row(request, session) for session in mine.order_by("-expire_date")[:MOST_SHOWN]]
    context = {"rows": rows, "page_title": _("Where you are signed in"), "header_icon": "key"}
    rows.sort(key=lambda row: (row["here"], row["at"] or LONG_AGO), reverse=True)
    return render(request, "accounts/sign_ins.html", context)


def _row(request, session: Session) -> dict:
    begun = session.get_decoded().get(BEGUN, {})
    return {
        "code": _code(session),
        "here": session.session_key == request.session.session_key,
        "at": parse_datetime(begun["at"]) if "at" in begun else None,
        "browser": begun.get("browser", ""),
        "network": begun.get("network", ""),
    }


def _code(session: Session) -> str:
    """What the page has instead of the key, with which somebody else would be signed in."""
    return limits.code_of("session", session.session_key)[:20]


def _end(request, mine):
    others = [one for one in mine if one.session_key != request.session.session_key]
    if (code := request.POST.get("session")) is not None:
        others = [one for one in others if _code(one) == code]
    ended = Session.objects.filter(pk__in=[one.pk for one in others]).delete()[0]
    messages.success(
        request,
        ngettext("%(count)s sign-in was ended.", "%(count)s sign-ins were ended.", ended)
        % {"count": ended},
    )
    return redirect("sign_ins")


@task(priority=50)
def tell(user_id: int, place: dict, tries: int = 0) -> bool:
    """Tells somebody by mail that they have signed in from a browser in which they have not before."""
    user = get_user_model().objects.filter(pk=user_id, is_active=True).exclude(email="").first()
    if user is None:
        return False
    with translation.override(UserProfile.get_for_user(user).get_preferred_language()):
        context = place | {
            "at": parse_datetime(place["at"]),
            "user": user,
            "site_address": get_admin_base_url(),
            "list": f"{get_admin_base_url()}{reverse('sign_ins')}",
            "reset": f"{get_admin_base_url()}{reverse('wagtailadmin_password_reset')}",
        }
        letter = EmailMessage(
            _("You have signed in from a new browser"),
            render_to_string("accounts/mail/new_browser.txt", context),
            to=[user.email],
            headers={"Auto-Submitted": "auto-generated"},
        )
    return sent([letter], tell, [user_id, place], tries)
