"""The pages behind the links in mails. Opening one changes nothing, because scanners open them."""

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from .. import cookies, limits, links, pages
from ..intake import confirming
from ..intake.forms import FollowForm
from ..models import Commenter, Follow, FollowScope
from ..notify import confirmation, subscriptions
from ..personal_data import account
from .account import no_link, opened_by
from .render import answer, page_of_its_own


@never_cache
@page_of_its_own
def confirm(request, token):
    """Confirms an address."""
    mail = confirmation.question(token)
    if mail is None:
        return no_link(request)
    if mail.is_request:
        return opened_by(request, mail)
    page = pages.public((mail.comment or mail.follow).page)
    context = {"mail": mail, "page": page, "headline": _("Is it you?")}
    if mail.is_expired:
        return answer(request, "comments/confirm.html", context, page, 410)
    if request.method == "POST":
        return _confirmed(request, mail)
    if mail.used_at:
        context["headline"] = _("Thank you")
        return answer(request, "comments/confirm.html", context, page)
    waiting = confirmation.waiting_with(mail)
    if waiting.is_more_than(mail):
        context |= {"waiting": waiting}
        return answer(request, "comments/confirm_several.html", context, page)
    return answer(request, "comments/confirm.html", context, page)


def _confirmed(request, mail):
    """Confirms what the form says, and shows what has become of it."""
    choice = confirming.chosen(mail, request.POST)
    several = "shown_comment" in request.POST or "shown_follow" in request.POST
    response = redirect("yours" if several else request.path)
    # A link that was used proves nothing: it may have been forwarded since.
    if not confirming.confirm(mail, choice):
        return redirect(request.path)
    if choice.is_nothing:
        message = _("What was sent with your address has been deleted. Nothing else happens.")
        return no_link(request, _("Thank you, it is deleted"), message, status=200)
    cookies.remember(response, mail.commenter)
    cookies.open_account(response, mail.commenter)
    return response


@never_cache
@page_of_its_own
def follow(request, page_id):
    """Follows a discussion without a comment."""
    page = pages.find(page_id)
    form = FollowForm(limits.bounded(request.POST) if request.POST else None)
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
    # Whoever sends the form again has not got the mail.
    again = confirmation.unanswered(commenter).filter(follow=wish).exists()
    if not wish.active and not confirmation.ask_to_confirm(
        commenter, network, wish=wish, again=again
    ):
        raise confirmation.TooMany
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
    try:
        wish, commenter = _subject(what, token)
    except Http404:
        return no_link(request)
    done = ""
    if request.method == "POST" and what == "never" and request.POST.get("what") == "again":
        account.accept(commenter)
        return redirect(request.path)
    if request.method == "POST":
        done = "all" if request.POST.get("what") == "all" else what
        if done == "all" and commenter:
            account.mute(commenter)
        else:
            _end(what, token)
    context = {
        "what": what,
        "wish": wish,
        "commenter": commenter,
        "done": done,
        "refused": done == "never" or bool(what == "never" and commenter.refused_at),
        "headline": _("No more email?"),
    }
    return answer(request, "comments/unsubscribe.html", context)


def _subject(what: str, token: str) -> tuple[Follow | None, Commenter | None]:
    """The follow and the commenter of a link; the follow may be gone already."""
    if what in ("all", "never"):
        commenter = links.commenter(token) if what == "all" else links.asked(token)
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
    elif what == "never":
        account.refuse(commenter)
