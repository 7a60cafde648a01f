"""What somebody wrote and follows, for the owner of the address alone."""

from django.db import transaction
from django.utils import timezone

from .models import Commenter, Discussion, ReaderComment

#: Comments on the page of one's own; all of them are in the export.
SHOWN = 100


def comments(commenter: Commenter):
    """Newest first, whatever became of them."""
    return commenter.comments.select_related("page").order_by("-posted_at")


def follows(commenter: Commenter):
    return commenter.follows.filter(active=True).select_related("page").order_by("-since")


def export(commenter: Commenter) -> dict:
    """All that is stored about them, for machines."""
    return {
        "email": commenter.email,
        "first_seen": commenter.first_seen_at,
        "confirmed": commenter.confirmed_at,
        "muted": commenter.muted_at,
        "comments": [
            {
                "number": comment.pk,
                "page": comment.page.title,
                "sent": comment.posted_at,
                "edited": comment.edited_at,
                "name": comment.user_name,
                "website": comment.user_url,
                "ip_address": comment.ip_address,
                "text": comment.comment,
                "status": comment.status,
                "word_to_its_author": comment.told,
                "found_useful": comment.useful,
            }
            for comment in comments(commenter)
        ],
        "follows": [
            {"what": wish.get_scope_display(), "page": wish.page.title, "since": wish.since}
            for wish in commenter.follows.select_related("page")
        ],
        "mails": [
            {"kind": mail.get_kind_display(), "state": mail.state, "written": mail.created_at}
            for mail in commenter.mails.order_by("created_at")
        ],
    }


def act(commenter: Commenter, action: str | None, pk: str) -> bool:
    """Does one of the things that the page offers; False if there was nothing to do."""
    number = int(pk) if pk.isdecimal() and len(pk) < 16 else 0
    if action == "withdraw":
        found = commenter.comments.filter(pk=number).first()
        if found:
            withdraw(found)
        return found is not None
    if action == "stop":
        return commenter.follows.filter(pk=number).delete()[0] > 0
    if action == "mute":
        mute(commenter)
    elif action == "unmute":
        Commenter.objects.filter(pk=commenter.pk).update(muted_at=None)
    return action in ("mute", "unmute")


def mute(commenter: Commenter) -> None:
    """No more mail, whatever they follow."""
    Commenter.objects.filter(pk=commenter.pk, muted_at=None).update(muted_at=timezone.now())


@transaction.atomic
def withdraw(comment: ReaderComment) -> None:
    """Takes a comment back for good: nothing of its words and its writer stays."""
    Discussion.objects.select_for_update().get(page_id=comment.page_id)
    comment.refresh_from_db()
    comment.follows.filter(commenter=comment.commenter).delete()
    comment.mails.all().delete()
    comment.forget()
    comment.save()


def erase(commenter: Commenter) -> None:
    """Withdraws every comment of theirs, spam and removed ones too, and forgets the address."""
    for comment in commenter.comments.all():
        withdraw(comment)
    commenter.delete()
