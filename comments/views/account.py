"""The page with everything that somebody wrote, for the owner of the address alone.

Its address holds no secret. It opens in a browser in which the address was proven within the last
half hour: by a link from a mail, which works once.
"""

from django.db import transaction
from django.http import JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from .. import cookies, limits, personal_data
from ..intake import confirming
from ..intake.forms import AskForm
from ..models import Commenter
from ..models.mail import CONFIRM_HOURS
from ..notify import confirmation
from ..personal_data import account
from .render import answer, page_of_its_own


def no_link(request, headline: str = "", message: str = "", status: int = 404):
    """Says that a link leads nowhere, and where to get another.

    The words are the same for what was erased and for what never was: they tell of nobody whether
    they wrote here.
    """
    context = {
        "headline": headline or _("This link leads nowhere any more"),
        "message": message
        or _(
            "Nothing is kept here about what this link was for: it may have been erased or deleted. "
            "Or a part of the link is missing. You need to do nothing."
        ),
    }
    return answer(request, "comments/no_link.html", context, status=status)


@never_cache
@page_of_its_own
def ask_yours(request):
    """Asks for an address, and mails it the link to the commenter's own page."""
    form = AskForm(limits.bounded(request.POST) if request.method == "POST" else None)
    context = {
        "form": form,
        "sent": False,
        "is_open": cookies.account(request) is not None,
        "headline": _("What you wrote here"),
    }
    status = 200
    if form.is_valid():
        try:
            _ask(request, form.cleaned_data["email"])
            context |= {
                "sent": True,
                "email": form.cleaned_data["email"],
                "hours": CONFIRM_HOURS,
            }
        except confirmation.TooMany as refusal:
            form.add_error("email", str(refusal))
            status = 429
    elif form.is_bound:
        status = 422
    return answer(request, "comments/ask_yours.html", context, status=status)


@transaction.atomic
def _ask(request, email: str) -> None:
    """Stores a mail for any address. The worker drops it if the address is unknown."""
    network = limits.network_hash(request.META.get("REMOTE_ADDR"))
    if not confirmation.ask_to_confirm(Commenter.objects.at(email, locked=True), network):
        raise confirmation.TooMany


def opened_by(request, mail):
    """Leads from the link of a mail to the commenter's own page, once.

    Unlike a confirmation it leaves no lasting cookie: the commenter may be using somebody else's
    computer.
    """
    if mail.used_at is None and mail.is_expired:
        message = ngettext(
            "It worked for %(count)s hour. You can have a new one sent.",
            "It worked for %(count)s hours. You can have a new one sent.",
            CONFIRM_HOURS,
        ) % {"count": CONFIRM_HOURS}
        return no_link(request, _("This link is too old"), message, 410)
    if request.method == "POST" and confirming.confirm(mail):
        response = redirect("yours")
        cookies.open_account(response, mail.commenter)
        return response
    if request.method == "POST" or mail.used_at:
        message = _("It worked once. You can have a new one sent.")
        return no_link(request, _("This link has been used"), message, 410)
    context = {"email": mail.commenter.email, "headline": _("Is it you?")}
    return answer(request, "comments/to_yours.html", context)


@never_cache
@page_of_its_own
def old_link(request, token):
    """Answers the links of earlier mails, which opened the page for ever, and to anybody."""
    message = _("Links in earlier mails no longer open your page. You can have a new one sent.")
    return no_link(request, _("This link is too old"), message, 410)


@never_cache
@page_of_its_own
def yours(request):
    """The commenter's own page: shows, exports, changes and erases all that is stored."""
    commenter = cookies.account(request)
    if commenter is None:
        return redirect("ask_yours")
    if request.method == "GET" and request.GET.get("export") == "json":
        response = JsonResponse(
            personal_data.export(commenter.email), json_dumps_params={"indent": 1}
        )
        response["Content-Disposition"] = 'attachment; filename="comments.json"'
        return response
    error, status = "", 200
    if request.method == "POST":
        action = request.POST.get("action")
        if action == "close":
            response = redirect("ask_yours")
            cookies.close_account(response)
            return response
        if action == "erase":
            typed = request.POST.get("email", "").strip().casefold()
            if typed == commenter.email.casefold():
                try:
                    return _erase(request, commenter)
                except personal_data.StillWriting as still:
                    error = f"{still} " + _("The earlier ones are erased. Please erase once more.")
                    status = 409
            else:
                error = _(
                    "Please type your email address in full: what is erased cannot be brought back."
                )
                status = 422
        elif account.act(commenter, action, request.POST.get("id", "")):
            return redirect("yours")
    context = {
        "commenter": commenter,
        "comments": account.comments(commenter)[: account.SHOWN],
        "shown": account.SHOWN,
        "count": account.comments(commenter).count(),
        "follows": account.follows(commenter),
        "error": error,
        "minutes": cookies.ACCOUNT_MINUTES,
        "headline": _("Your comments"),
    }
    return answer(request, "comments/yours.html", context, status=status)


def _erase(request, commenter):
    account.erase(commenter)
    response = answer(request, "comments/erased.html", {"headline": _("All is erased")})
    cookies.forget(response)
    cookies.close_account(response)
    return response
