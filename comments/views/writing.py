"""The pages to write, edit, report and vote for comments."""

from datetime import timedelta

from django.db import transaction
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from .. import cookies, limits, markup, pages, personal_data
from ..intake import posting, refusing
from ..intake.forms import ReplyForm, too_long
from ..models import Discussion, Effect, ReaderComment, Status, WhoCanComment
from ..models.comment import MAX_LENGTH
from ..notify import confirmation
from ..numbers import parse_id
from .account import no_link
from .render import answer, is_fragment, page_of_its_own

EDIT_MINUTES = 10
USER_AGENT = ReaderComment._meta.get_field("user_agent").max_length
NOW_OF_ITS_OWN = gettext_lazy(
    "The comment that you answer is no longer there. Your text is still here: send it again, and it is a "
    "comment of its own."
)
STALE = gettext_lazy(
    "Your browser did not send along a small cookie that protects this form. Everything is still "
    "here: please send it again, with cookies switched on."
)


@never_cache
@page_of_its_own
def reply(request, page_id):
    """Shows the form on a page of its own, and takes what it sends."""
    return _reply(request, page_id)


@never_cache
def reply_again(request, page_id):
    """Shows the form as it was sent, without storing it, because the browser sent no cookie."""
    return _reply(request, page_id, stale=True)


def _reply(request, page_id, stale: bool = False):
    page = pages.find(page_id)
    rules = pages.settings_for(request)
    discussion = pages.discussion_of(page)
    answered = _answered(page, request.POST.get("reply_to") or request.GET.get("to"))
    staff = request.user if request.user.has_perm("wagtailadmin.access_admin") else None
    options = {"staff": staff, "ask_website": rules.ask_website}
    refusal = _refusal(discussion, rules, answered, staff)
    context = {
        "answered": answered,
        "discussion": discussion,
        "refusal": refusal,
        "note": refusing.ONLY_KNOWN
        if rules.who_can_comment == WhoCanComment.KNOWN and not staff
        else "",
        "headline": _("Leave a reply: %(page)s") % {"page": page.title},
    }
    status = 200
    context["gone"] = answered is None and request.GET.get("to", "0") not in ("0", "")
    if request.method == "POST":
        sent = limits.bounded(request.POST)
        form = ReplyForm(page, sent, **options)
        if sent.get("action") == "preview":
            # A preview stores nothing. It shows no errors but that of a text that does not fit.
            form.is_valid()
            text = markup.normalise(sent.get("comment", ""))
            form.errors.clear()
            if message := too_long(text, MAX_LENGTH):
                form.add_error("comment", message)
            else:
                context["preview"] = markup.to_html(text)
        elif stale:
            form.is_valid()
            form.add_error(None, STALE)
            status = 403
        elif form.is_valid():
            try:
                return _take(request, page, form, rules, staff)
            except refusing.Gone:
                # What was written is not lost with the comment that it answers.
                form.data = sent.copy()
                form.data["reply_to"] = 0
                form.add_error(None, NOW_OF_ITS_OWN)
                status = 422
            except refusing.Refused as refused:
                form.add_error(None, str(refused))
                status = refused.status
        else:
            status = 422
    else:
        form = ReplyForm(page, initial={"reply_to": answered.pk if answered else 0}, **options)
        if not is_fragment(request):
            form.focus_first()
    # The status tells the script to open the whole page, because there is no form to show.
    fragment = is_fragment(request)
    if fragment and refusal and not form.is_bound:
        status = 409
    template = "comments/_form.html" if fragment else "comments/reply_page.html"
    return answer(request, template, context | {"form": form}, page, status)


def _refusal(discussion, rules, answered, staff) -> str:
    """The reason for offering no form, in a sentence for the reader; empty if there is a form."""
    if not discussion.is_open(rules):
        return _("This discussion is closed. What was said stays readable.")
    if rules.who_can_comment == WhoCanComment.STAFF and not staff:
        return refusing.ONLY_STAFF
    if answered and ReaderComment.objects.filter(pk=answered.thread_id, closed=True).exists():
        return refusing.THREAD_CLOSED
    return ""


def _answered(page, value) -> ReaderComment | None:
    return ReaderComment.objects.published().of(page).filter(pk=parse_id(value)).first()


def _take(request, page, form, rules, staff):
    data = form.cleaned_data
    address = request.META.get("REMOTE_ADDR")
    email = staff.email if staff else data["email"]
    # A second click sends the same form again, and does not count.
    nonce = data["nonce"]
    if not staff and not posting.is_known(nonce, data["comment"]):
        refusing.refuse_links(data["comment"], rules)
        _slow_down(page, address, email, rules)
    reader = cookies.commenter(request)
    proven = bool(staff or (reader and reader.email == email.lower()))
    suspicion, suspect = ("", Effect.HOLD) if staff else form.suspicion()
    form_seconds = form.seconds()
    sender = posting.Sender(
        name=(staff.get_full_name() or staff.get_username()) if staff else data["name"],
        email=email,
        website=data.get("url", ""),
        ip=address,
        user=staff,
        proven=proven,
        known=not staff and cookies.is_known(request, email),
        suspicion=suspicion,
        suspect=suspect,
        user_agent=request.META.get("HTTP_USER_AGENT", "")[:USER_AGENT],
        form_seconds=None if form_seconds is None else int(form_seconds),
    )
    comment, token = posting.post(
        page,
        data["comment"],
        sender,
        rules,
        data.get("reply_to") or None,
        nonce,
        data.get("follow", ""),
    )
    if token:
        # The token is secret: only the browser that sent the comment gets it.
        response = redirect("mine", comment.pk, token)
        cookies.add_written(request, response, comment)
        return response
    return (
        redirect("comment", comment.pk)
        if comment.status == Status.PUBLISHED
        else redirect(page.get_url(request) + "#discussion")
    )


def _slow_down(page, address, email, rules) -> None:
    """Refuses comments above the limits; the text stays in the form."""
    slow = "raid_" if rules.is_raided() else ""
    for name, key in (
        (f"{slow}network", limits.network(address)),
        (f"{slow}customer", limits.customer(address)),
        (f"{slow}address", email.lower()),
        ("page", str(page.pk)),
    ):
        if key and limits.exceeded(name, key):
            raise refusing.Refused(refusing.TOO_FAST[name.removeprefix("raid_")], status=429)


@never_cache
@page_of_its_own
def mine(request, comment_id, token):
    """The author's page of a comment: its status, editing for ten minutes, and withdrawal."""
    found = (
        ReaderComment.objects.select_related("commenter", "user")
        .filter(pk=comment_id, token_hash=posting.hash_token(token))
        .first()
    )
    if found is None:
        return no_link(request)
    page = pages.find(found.page_id)
    editable = not found.is_removed and timezone.now() < found.posted_at + timedelta(
        minutes=EDIT_MINUTES
    )
    error, text = "", found.comment
    if request.method == "POST":
        action = request.POST.get("action")
        if action == "withdraw" and not found.withdrawn:
            personal_data.withdraw(found)
            return redirect(request.path)
        if action == "edit" and editable:
            text = limits.bounded(request.POST).get("comment", "")
            changed = markup.normalise(text)
            error = too_long(changed, MAX_LENGTH)
            if not changed:
                error = _("There is nothing to read in this yet.")
            if not error:
                owner = cookies.commenter(request)
                known = cookies.is_known(request, found.user_email)
                _change(found, changed, bool(owner) and owner == found.commenter, known)
                return redirect(f"{request.path}?saved")
        elif action == "edit":
            error = _("Ten minutes have passed; the comment can no longer be changed.")
        elif action == "ask" and found.status == Status.UNCONFIRMED:
            network = limits.network_hash(request.META.get("REMOTE_ADDR"))
            if confirmation.ask_to_confirm(found.commenter, network, found, again=True):
                return redirect(request.path)
            error = confirmation.LATER
    context = {
        "comment": found,
        "mine": request.path,
        "asked": confirmation.is_asked(found),
        "wish_waits": found.status in (Status.PUBLISHED, Status.HELD)
        and confirmation.wish_waits(found),
        "saved": "saved" in request.GET,
        "editable": editable,
        "edit_minutes": EDIT_MINUTES,
        "words": text,
        "error": error,
        "headline": _("Your comment"),
    }
    if is_fragment(request):
        return answer(
            request, "comments/_mine.html", context, status=410 if found.withdrawn else 200
        )
    return answer(request, "comments/mine.html", context, page, 422 if error else 200)


@transaction.atomic
def _change(comment: ReaderComment, text: str, by_owner: bool = False, known: bool = False) -> None:
    """Gives the comment a new text, and keeps what has happened to it meanwhile."""
    Discussion.objects.select_for_update().get(page_id=comment.page_id)
    comment.refresh_from_db()
    if text != comment.comment and not comment.is_removed:
        comment.comment, comment.edited_at = text, timezone.now()
        # The owner of the address confirmed other words.
        comment.verified = comment.verified and by_owner
        # A moderator has kept another text than this one.
        comment.approved_at = None
        posting.judge_edit(comment, known)
        comment.save()
