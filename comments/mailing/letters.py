"""Writes mails as plain text and HTML, when they are sent."""

from django.core.mail import EmailMultiAlternatives
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from .. import links, pages, permissions, rules
from ..models import FollowScope, Mail, MailKind, Status
from ..models.mail import CONFIRM_HOURS, hash_token, token_of
from ..moderation import backlog
from ..notify import confirmation, moderators
from ..personal_data import account

SUBJECT_LENGTH = 120
#: The held comments in a mail to a moderator, and the characters of each.
LISTED = 10
FIRST_WORDS = 200
#: Why a notice comes to somebody, by what they follow.
REASONS = {
    FollowScope.REPLIES: _("Somebody replied to you"),
    FollowScope.THREAD: _("You follow everything in this thread"),
    FollowScope.PAGE: _("You follow everything in this discussion"),
}


def still_true(mails: list[Mail]) -> list[Mail]:
    """The mails that may still be sent: their page is public now, and a notice’s comment as well.

    Between the change that they report and this moment, somebody may have thought better of it.
    """
    about_pages = [mail.pk for mail in mails if mail.comment_id or mail.follow_id]
    public = Q(pages.is_public("comment__page_id")) | Q(
        pages.is_public("follow__page_id"), comment=None
    )
    told = set(Mail.objects.filter(public, pk__in=about_pages).values_list("pk", flat=True))
    return [
        mail
        for mail in mails
        if (mail.pk in told or mail.pk not in about_pages) and _is_wanted(mail)
    ]


def _is_wanted(mail: Mail) -> bool:
    return mail.kind != MailKind.NOTICE or bool(
        mail.follow
        and mail.follow.active
        and mail.comment
        and mail.comment.status == Status.PUBLISHED
    )


def write(mails: list[Mail]) -> EmailMultiAlternatives | None:
    """Writes one message for mails of one kind to one person; None if it is no longer wanted."""
    return {
        MailKind.CONFIRM: _confirm,
        MailKind.NOTICE: _notice,
        MailKind.OUTCOME: _outcome,
        MailKind.DIGEST: _waiting,
    }[mails[0].kind](mails)


def _confirm(mails):
    """Asks for a confirmation. The mail may go to a stranger, so it quotes nothing from the
    form."""
    mail = mails[0]
    if mail.used_at or mail.is_expired:
        return None
    address = mail.commenter.email
    never = links.never_ask(mail.commenter)
    context = {
        "link": links.absolute(reverse("confirm", args=[_token(mail)])),
        "hours": CONFIRM_HOURS,
        "never": never,
    }
    headers = _unsubscribe_headers(never)
    if mail.is_request:
        # The worker looks this up: in the request, the time of the answer would give it away.
        known = account.is_known(mail.commenter)
        return (
            _mail("asked", gettext("The link to your comments"), address, context, headers)
            if known
            else None
        )
    page = (mail.comment or mail.follow).page
    context |= {
        "page": page,
        "with_comment": mail.comment_id is not None,
        "count": len(confirmation.waiting_with(mail).comments),
        "with_follow": mail.follow_id is not None,
    }
    subject = gettext("Please confirm: %(page)s") % {"page": page.title}
    return _mail("confirm", subject, address, context, headers)


def _token(mail: Mail) -> str:
    """The secret of a mail's link, which depends on the site's key: the key may be new since."""
    token = token_of(mail.seed)
    if hash_token(token) != mail.token_hash:
        Mail.objects.filter(pk=mail.pk).update(token_hash=hash_token(token))
    return token


def _notice(mails):
    commenter = mails[0].commenter
    if not commenter.wants_mail:
        return None
    entries = [
        {
            "comment": mail.comment,
            "page": mail.comment.page,
            "reason": REASONS[mail.follow.scope],
            "link": links.absolute(mail.comment.get_absolute_url()),
            "stop": links.unsubscribe(commenter, mail.follow),
        }
        for mail in mails
    ]
    first = mails[0]
    if len(mails) > 1:
        subject = ngettext(
            "%(count)s new comment in discussions that you follow",
            "%(count)s new comments in discussions that you follow",
            len(mails),
        ) % {"count": len(mails)}
    else:
        subject = (
            gettext("%(name)s replied to you: %(page)s")
            if first.follow.scope == FollowScope.REPLIES
            else gettext("%(name)s wrote: %(page)s")
        ) % {"name": first.comment.user_name, "page": first.comment.page.title}
    stop = links.unsubscribe(commenter, first.follow if len(mails) == 1 else None)
    return _message("notice", subject, commenter, {"entries": entries}, stop)


def _outcome(mails):
    mail = mails[0]
    comment = mail.comment
    decided = comment.status in (Status.PUBLISHED, Status.REMOVED, Status.SPAM)
    if not mail.commenter.wants_mail or not decided or comment.withdrawn:
        return None
    published = comment.status == Status.PUBLISHED
    context = {
        "comment": comment,
        "page": comment.page,
        "published": published,
        "note_to_author": comment.note_to_author,
        "link": links.absolute(comment.get_absolute_url()),
    }
    subject = (
        gettext("Your comment is published: %(page)s")
        if published
        else gettext("Your comment was not published: %(page)s")
    )
    return _message("outcome", subject % {"page": comment.page.title}, mail.commenter, context)


def _waiting(mails):
    """Lists the held comments for a moderator. It only links to the desk, which asks for a login.

    A recipient without permission to see held comments, for instance the owner of an article, gets
    their number.
    """
    moderator = mails[0].moderator
    held, may_see = moderators.waiting_for(moderator)
    number = backlog.upto(held)
    if not number:
        return None
    queue = links.absolute(reverse("comments_queue")) + "?status=held"
    entries = [
        {
            "comment": comment,
            # A comment is one line here, so that nothing in it passes for the mail's own text.
            "name": " ".join(comment.user_name.split()),
            "words": Truncator(" ".join(comment.comment.split())).chars(FIRST_WORDS),
            "reason": rules.reasons(comment, permissions.moderates_all(moderator)),
            "link": f"{queue}&focus={comment.pk}",
        }
        for comment in backlog.newest(held, LISTED if may_see else 0)
    ]
    context = {
        "number": number,
        "shown": backlog.shown(number),
        "since": backlog.oldest(held),
        "entries": entries,
        "queue": queue if may_see else "",
        "may_see": may_see,
        "everywhere": permissions.moderates_all(moderator),
    }
    subject = ngettext(
        "A comment waits for a moderator", "%(count)s comments wait for a moderator", number
    ) % {"count": context["shown"]}
    return _mail("waiting", subject, moderator.email, context, {})


def _message(name, subject, commenter, context, stop=None) -> EmailMultiAlternatives:
    """A mail to a commenter, with links to end it."""
    context = {
        **context,
        "yours": links.absolute(reverse("ask_yours")) if commenter.confirmed_at else "",
        "stop_all": links.unsubscribe(commenter, None),
    }
    headers = _unsubscribe_headers(stop or context["stop_all"])
    return _mail(name, subject, commenter.email, context, headers)


def _unsubscribe_headers(link: str) -> dict[str, str]:
    """For the button of mail programs that ends such mail (RFC 8058)."""
    return {
        "List-Unsubscribe": f"<{link}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _mail(name, subject, address, context, headers) -> EmailMultiAlternatives:
    context = {**context, "site_address": links.absolute("/")}
    message = EmailMultiAlternatives(
        # A line end in a subject would start another header, and a name may be an encoded word.
        " ".join(subject.replace("=?", "= ?").split())[:SUBJECT_LENGTH],
        render_to_string(f"comments/mail/{name}.txt", context),
        to=[address],
        headers={"Auto-Submitted": "auto-generated", **headers},
    )
    message.attach_alternative(render_to_string(f"comments/mail/{name}.html", context), "text/html")
    return message
