"""The pages of a discussion: all of them work without JavaScript, and none is cached."""

from datetime import timedelta

from django.core.paginator import Paginator
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from articles.navigation import breadcrumbs

from . import limits, pages, posting, reading, text
from .forms import ReplyForm, ReportForm
from .models import ReaderComment, Report, Status

EDIT_MINUTES = 10


@require_safe
def discussion(request, page_id):
    """All threads of a page, a page at a time."""
    page = pages.find(page_id)
    sort = request.GET.get("sort") if request.GET.get("sort") in reading.SORTS else "oldest"
    paginator = Paginator(range(reading.thread_count(page)), reading.THREADS_PER_PAGE)
    number = paginator.get_page(request.GET.get("page"))
    context = {
        "page": page,
        "discussion": pages.discussion_of(page),
        "threads": reading.threads(page, number.number, sort),
        "numbers": number,
        "sort": sort,
        "headline": f"Discussion: {page.title}",
    }
    return _render(request, "comments/discussion_page.html", context, page)


@require_safe
def thread(request, comment_id):
    """One thread with all its replies."""
    root = get_object_or_404(ReaderComment.objects.visible().roots(), pk=comment_id)
    page = pages.find(root.page_id)
    wanted = request.GET.get("page", "1")
    shown, count = reading.thread(
        root, int(wanted) if wanted.isdecimal() and len(wanted) < 6 else 1
    )
    numbers = Paginator(range(count), 1).get_page(wanted)
    context = {
        "page": page,
        "discussion": pages.discussion_of(page),
        "thread": shown,
        "numbers": numbers,
        "headline": f"Thread: {page.title}",
    }
    return _render(request, "comments/thread_page.html", context, page)


@require_safe
def comment(request, comment_id):
    """A permalink: leads to where the comment stands now."""
    found = get_object_or_404(ReaderComment.objects.visible(), pk=comment_id)
    page = pages.find(found.page_id)
    where, number = reading.place(found)
    if where == "thread":
        address = reverse("thread", args=[found.thread_id]) + f"?page={number}"
    elif number == 1:
        address = page.get_url(request)
    else:
        address = reverse("discussion", args=[page.pk]) + f"?page={number}"
    return HttpResponseRedirect(f"{address}#c{found.pk}")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reply(request, page_id):
    """The form, by itself; and where it is sent."""
    page = pages.find(page_id)
    rules = pages.settings_for(request)
    discussion = pages.discussion_of(page)
    answered = _answered(page, request.POST.get("reply_to") or request.GET.get("to"))
    staff = request.user if request.user.has_perm("wagtailadmin.access_admin") else None
    options = {"staff": staff, "ask_website": rules.ask_website}
    context = {
        "page": page,
        "answered": answered,
        "discussion": discussion,
        "open": discussion.is_open(rules),
        "headline": f"Leave a reply: {page.title}",
    }
    status = 200
    if request.method == "POST":
        form = ReplyForm(page, request.POST, **options)
        if request.POST.get("action") == "preview":
            # Nothing is stored and nothing is complained about: it is only looked at.
            form.is_valid()
            form.errors.clear()
            context["preview"] = text.to_html(
                text.normalise(request.POST.get("comment", "")[:3000])
            )
            status = 200
        elif form.is_valid():
            try:
                return _take(request, page, form, rules, staff)
            except posting.Refused as refusal:
                form.add_error(None, str(refusal))
                status = 422
        else:
            status = 422
    else:
        form = ReplyForm(page, initial={"reply_to": answered.pk if answered else 0}, **options)
    # Where no form can be offered, the script that asked for one opens the whole page instead.
    fragment = _is_fragment(request)
    if fragment and not context["open"] and not form.is_bound:
        status = 409
    template = "comments/_form.html" if fragment else "comments/reply_page.html"
    return _render(request, template, context | {"form": form}, page, status)


def _answered(page, value) -> ReaderComment | None:
    if not str(value or "").isdecimal() or len(str(value)) > 15:
        return None
    return ReaderComment.objects.published().of(page).filter(pk=value).first()


def _take(request, page, form, rules, staff):
    data = form.cleaned_data
    address = request.META.get("REMOTE_ADDR")
    if form.looks_automatic:
        raise posting.Refused(
            "This was sent faster than a person writes. Nothing is lost: please send it again."
        )
    if not staff and limits.exceeded(address):
        raise posting.Refused(
            "Many comments came from your network just now. Please wait ten minutes and send it "
            "again; your text is still here."
        )
    sender = posting.Sender(
        name=(staff.get_full_name() or staff.get_username()) if staff else data["name"],
        email=staff.email if staff else data["email"],
        website=data.get("url", ""),
        ip=address,
        user=staff,
    )
    made, token = posting.post(
        page, data["comment"], sender, rules, data.get("reply_to") or None, data["nonce"]
    )
    if token:
        # On this device alone, and only where the address is known to nobody else.
        return redirect("mine", made.pk, token)
    return (
        redirect("comment", made.pk)
        if made.status == Status.PUBLISHED
        else redirect(page.get_url(request) + "#discussion")
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request, comment_id, token):
    """What became of a comment, for the one who wrote it: edit for ten minutes, withdraw for ever."""
    found = get_object_or_404(ReaderComment, pk=comment_id, token_hash=posting.hash_token(token))
    page = pages.find(found.page_id)
    editable = not found.is_removed and timezone.now() < found.posted_at + timedelta(
        minutes=EDIT_MINUTES
    )
    error, words = "", found.comment
    if request.method == "POST":
        action = request.POST.get("action")
        if action == "withdraw" and not found.is_removed:
            found.status, found.withdrawn = Status.REMOVED, True
            found.comment = found.user_name = found.user_email = found.user_url = ""
            found.save()
            return redirect(request.path)
        if action == "edit" and editable:
            words = text.normalise(request.POST.get("comment", ""))
            if words and len(words) <= 3000:
                if words != found.comment:
                    found.comment, found.edited_at = words, timezone.now()
                    found.save()
                return redirect(request.path)
            error = "Between 1 and 3,000 characters, please."
        elif action == "edit":
            error = "Ten minutes have passed; the comment can no longer be changed."
    context = {
        "page": page,
        "comment": found,
        "editable": editable,
        "edit_minutes": EDIT_MINUTES,
        "words": words,
        "error": error,
        "headline": "Your comment",
    }
    return _render(request, "comments/mine.html", context, page, 422 if error else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request, comment_id):
    """A reader tells the moderators of a comment."""
    found = get_object_or_404(ReaderComment.objects.published(), pk=comment_id)
    page = pages.find(found.page_id)
    form = ReportForm(request.POST or None)
    sent = request.method == "POST" and form.is_valid()
    if sent:
        # A second report from the same place takes the place of the first.
        Report.objects.update_or_create(
            comment=found,
            network_hash=limits.network_hash(request.META.get("REMOTE_ADDR")),
            defaults=form.cleaned_data,
        )
    context = {
        "page": page,
        "comment": found,
        "form": form,
        "sent": sent,
        "headline": "Report a comment",
    }
    status = 422 if form.is_bound and not sent else 200
    return _render(request, "comments/report.html", context, page, status)


def _is_fragment(request) -> bool:
    return request.headers.get("X-Requested-With") == "fetch"


def _render(request, template, context, page, status=200):
    context["trail"] = [*breadcrumbs(request, page), page]
    response = render(request, template, context, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response
