"""The pages behind the links in mails. Opening one changes nothing, because scanners open them."""

from django.db import transaction
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from .. import cookies, limits, links, pages, personal_data
from ..intake import confirming
from ..intake.forms import AskForm, FollowForm
from ..models import Commenter, Follow, FollowScope
from ..models.mail import CONFIRM_HOURS
from ..notify import confirmation, subscriptions
from ..personal_data import account
from .render import answer
from .writing import page_of_its_own


@never_cache
@page_of_its_own
def confirm(request, token):
    """Confirms an address."""
    mail = confirmation.question(token)
    if mail is None:
        return _no_link(request)
    if mail.is_request:
        return _to_yours(request, mail)
    page = pages.public((mail.comment or mail.follow).page)
    context = {"mail": mail, "page": page, "headline": _("Is it you?")}
    if mail.used_at is None and mail.is_expired:
        return answer(request, "comments/confirm.html", context, page, 410)
    if request.method == "POST":
        confirming.confirm(mail)
        response = redirect(request.path)
        cookies.remember(response, mail.commenter)
        return response
    if mail.used_at:
        context |= {"headline": _("Thank you"), "yours": links.yours(mail.commenter)}
    return answer(request, "comments/confirm.html", context, page)


def _to_yours(request, mail):
    """Leads to the commenter's own page, once.

    Unlike a confirmation it sets no cookie: the commenter may be using somebody else's computer.
    """
    if mail.used_at is None and mail.is_expired:
        message = ngettext(
            "It worked for %(count)s hour. You can have a new one sent.",
            "It worked for %(count)s hours. You can have a new one sent.",
            CONFIRM_HOURS,
        ) % {"count": CONFIRM_HOURS}
        return _no_link(request, _("This link is too old"), message, 410)
    if request.method == "POST" and confirming.confirm(mail):
        return redirect(links.yours_path(mail.commenter))
    if request.method == "POST" or mail.used_at:
        message = _("It worked once. You can have a new one sent.")
        return _no_link(request, _("This link has been used"), message, 410)
    context = {"email": mail.commenter.email, "headline": _("Is it you?")}
    return answer(request, "comments/to_yours.html", context)


def _no_link(
    request,
    headline: str = "",
    message: str = "",
    status: int = 404,
):
    context = {
        "headline": headline or _("This link leads nowhere"),
        "message": message or _("A part of it may be missing, or what it was about is gone."),
    }
    return answer(request, "comments/no_link.html", context, status=status)


@never_cache
@page_of_its_own
def ask_yours(request):
    """Asks for an address, and mails it the link to the commenter's own page."""
    form = AskForm(request.POST if request.method == "POST" else None)
    context = {"form": form, "sent": False, "headline": _("What you wrote here")}
    status = 200
    if form.is_valid():
        try:
            _ask(request, form.cleaned_data["email"])
            context |= {"sent": True, "email": form.cleaned_data["email"]}
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
        raise confirmation.TooMany(
            _(
                "Several mails have been asked for already. Please try again tomorrow: nothing is lost."
            )
        )


@never_cache
@page_of_its_own
def follow(request, page_id):
    """Follows a discussion without a comment."""
    page = pages.find(page_id)
    form = FollowForm(request.POST or None)
    context = {
        "form": form,
        "sent": False,
        "headline": _("Follow: %(page)s") % {"page": page.title},
    }
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            context |= _follow(request, page, form.cleaned_data["email"])
        except confirmation.TooMany as refusal:
            form.add_error("email", str(refusal))
    if form.is_bound and form.errors:
        status = 422
    return answer(request, "comments/follow.html", context, page, status)


@transaction.atomic
def _follow(request, page, email: str) -> dict:
    network = limits.network_hash(request.META.get("REMOTE_ADDR"))
    reader = cookies.commenter(request)
    commenter = Commenter.objects.at(email, locked=True)
    wish = subscriptions.follow(commenter, page, FollowScope.PAGE, active=commenter == reader)
    if not wish.active and not confirmation.ask_to_confirm(commenter, network, wish=wish):
        raise confirmation.TooMany(
            _("Several mails have gone to this address already. Please try again tomorrow.")
        )
    # The same answer for known and unknown addresses, so that it gives nothing away.
    return {"sent": True, "active": wish.active and commenter == reader, "email": email}


@never_cache
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request, what, token):
    """Ends a follow or all mail: with a button, or from the reader's mail program (RFC 8058)."""
    if request.method == "POST" and request.POST.get("List-Unsubscribe") == "One-Click":
        _end(what, token)
        return HttpResponse(_("Unsubscribed."), content_type="text/plain")
    return _unsubscribe(request, what, token)


@csrf_protect
def _unsubscribe(request, what, token):
    wish, commenter = _subject(what, token)
    done = ""
    if request.method == "POST":
        done = "all" if request.POST.get("what") == "all" else what
        if done == "all" and commenter:
            account.mute(commenter)
        else:
            _end(what, token)
    context = {"wish": wish, "commenter": commenter, "done": done, "headline": _("No more mail?")}
    return answer(request, "comments/unsubscribe.html", context)


def _subject(what: str, token: str) -> tuple[Follow | None, Commenter | None]:
    """The follow and the commenter of a link; the follow may be gone already."""
    if what == "all":
        commenter = links.commenter(token)
        if commenter is None:
            raise Http404(_("There is no such link."))
        return None, commenter
    pk = links.follow_id(token)
    if pk is None:
        raise Http404(_("There is no such link."))
    wish = (
        Follow.objects.select_related("commenter", "page")
        .annotate(page_is_public=pages.is_public())
        .filter(pk=pk)
        .first()
    )
    return wish, wish.commenter if wish else None


def _end(what: str, token: str) -> None:
    wish, commenter = _subject(what, token)
    if wish:
        wish.delete()
    elif what == "all":
        account.mute(commenter)


@never_cache
@page_of_its_own
def yours(request, token):
    """The commenter's own page: shows, exports, changes and erases all that is stored."""
    commenter = links.commenter(token)
    if commenter is None:
        return _no_link(request)
    if request.method == "GET" and request.GET.get("export") == "json":
        response = JsonResponse(
            personal_data.export(commenter.email), json_dumps_params={"indent": 1}
        )
        response["Content-Disposition"] = 'attachment; filename="comments.json"'
        return response
    error = ""
    if request.method == "POST":
        action, pk = request.POST.get("action"), request.POST.get("id", "")
        if action == "erase" and request.POST.get("sure"):
            account.erase(commenter)
            response = answer(request, "comments/erased.html", {"headline": _("All is erased")})
            cookies.forget(response)
            return response
        if action == "erase":
            error = _("Please tick the box first: what is erased cannot be brought back.")
        elif account.act(commenter, action, pk):
            return redirect(request.path)
    context = {
        "commenter": commenter,
        "comments": account.comments(commenter)[: account.SHOWN],
        "shown": account.SHOWN,
        "count": account.comments(commenter).count(),
        "follows": account.follows(commenter),
        "error": error,
        "headline": _("Your comments"),
    }
    return answer(request, "comments/yours.html", context, status=422 if error else 200)
