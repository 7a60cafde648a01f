"""Mails about notes in the text, which the editor calls comments. The worker sends them.

Wagtail's own are sent while the person who saves waits, and autosave saves every few seconds.
"""

from collections import defaultdict

from django.contrib.auth import get_user_model
from django.utils import translation
from django.utils.translation import gettext
from django_tasks import task
from wagtail.admin.views.pages.edit import EditView
from wagtail.models import Comment, CommentReply, Page, PageSubscription
from wagtail.users.models import UserProfile

from accounts.letters import sent
from comments.permissions import name_of

from .notifying import letter_about

NEW, RESOLVED, REPLIES, DELETED = "new", "resolved", "replies", "deleted"


def connect() -> None:
    """Has Wagtail's editor, which offers no other way, queue these mails in the place of its own."""
    EditView.send_commenting_notifications = queue


def queue(view: EditView, changes: dict) -> None:
    """Queues a mail for each who follows all notes of the page, or has written in a thread that changed."""
    page, editor = view.page, view.request.user
    everything = {
        NEW: [note.pk for note in changes["new_comments"]],
        RESOLVED: [note.pk for note in changes["resolved_comments"]],
        REPLIES: [reply.pk for _note, replies in changes["new_replies"] for reply in replies],
        # Nothing else knows their words any more.
        DELETED: [note.text for note in changes["deleted_comments"]],
    }
    if not any(everything.values()):
        return
    following = PageSubscription.objects.filter(page=page, comment_notifications=True)
    everybody = set(following.exclude(user=editor).values_list("user_id", flat=True))
    for user in sorted(everybody):
        tell_of_notes.enqueue(page.pk, user, editor.pk, everything)
    answered = {note.pk: [reply.pk for reply in new] for note, new in changes["new_replies"]}
    for user, threads in sorted(_writers({*everything[RESOLVED], *answered}).items()):
        if user not in everybody and user != editor.pk:
            theirs = {
                RESOLVED: [note for note in everything[RESOLVED] if note in threads],
                REPLIES: [pk for note in sorted(threads) for pk in answered.get(note, ())],
            }
            tell_of_notes.enqueue(page.pk, user, editor.pk, theirs)


def _writers(notes: set[int]) -> dict[int, set[int]]:
    """Who has written in these threads, and in which."""
    found: dict[int, set[int]] = defaultdict(set)
    if notes:
        begun = Comment.objects.filter(pk__in=notes).values_list("user_id", "pk")
        replied = CommentReply.objects.filter(comment__in=notes)
        for user, note in [*begun, *replied.values_list("user_id", "comment_id")]:
            found[user].add(note)
    return found


# Somebody waits for it, as for the mail of reviews.
@task(priority=50)
def tell_of_notes(
    page_id: int, user_id: int, editor_id: int, changed: dict, tries: int = 0
) -> bool:
    """Sends one mail about what is still there of these changes. Tries again later where that fails."""
    people = get_user_model().objects.filter(is_active=True)
    user = people.filter(pk=user_id).exclude(email="").first()
    page = Page.objects.filter(pk=page_id).first()
    if user is None or page is None:
        return False
    profile = UserProfile.get_for_user(user)
    if not profile.updated_comments_notifications:
        return False
    context = {
        "new": Comment.objects.filter(pk__in=changed.get(NEW, ())).order_by("pk"),
        "resolved": Comment.objects.filter(pk__in=changed.get(RESOLVED, ())).order_by("pk"),
        "replies": CommentReply.objects.filter(pk__in=changed.get(REPLIES, ()))
        .select_related("comment")
        .order_by("comment", "pk"),
        "deleted": changed.get(DELETED, ()),
    }
    if not any(context.values()):
        return False
    editor = get_user_model().objects.filter(pk=editor_id).first()
    with translation.override(profile.get_preferred_language()):
        title = page.get_admin_display_title()
        subject = gettext("Notes in the text: %(title)s") % {"title": title}
        context |= {"title": title, "editor": name_of(editor) if editor else ""}
        letter = letter_about(page, subject, "notes", context, user)
    return sent([letter], tell_of_notes, [page_id, user_id, editor_id, changed], tries)
