"""Comments that wait, in the site that the browser looks at.

Its functions run beside the server, on its data: ``live.ask("waiting", "make", 100)``.
"""

from django.db import transaction

EMAIL = "@hundredfold.example"
TITLE, OTHER = "Why did the Soviet Union join", "Why does ice float"
IP, NETWORK = "192.0.2.1", "192.0.2.0/24"


def make(
    count: int, policy: str = "hold", first: int = 0, title: str = TITLE, whose: str = ""
) -> dict:
    """So many comments, held or published, and the name that finds them; each by somebody else."""
    from wagtail.models import Site

    from articles.models import ArticlePage
    from comments.intake import posting
    from comments.models import DiscussionSettings

    rules = DiscussionSettings.for_site(Site.objects.get())
    rules.policy = policy  # for these alone: nothing is saved
    page = ArticlePage.objects.get(title__startswith=title)
    ids = []
    for number in range(first, first + count):
        sender = posting.Sender("Hundredfold", f"{whose or number}{EMAIL}", ip=IP)
        words = f"Comment number {number} waits for somebody to look."
        ids.append(posting.post(page, words, sender, rules)[0].pk)
    return {"ids": ids}


def same(count: int) -> dict:
    """So many comments that wait, by one person."""
    return make(count, first=2000, whose="one")


def publish(count: int) -> dict:
    """So many comments that everybody can read."""
    return make(count, "publish", 1000)


def decide() -> dict:
    """Comments in every state, with what readers and moderators did to them."""
    from django.contrib.auth import get_user_model

    from comments.models import Action, DiscussionSettings, ReaderComment
    from comments.models import report as reports
    from comments.moderation import bulk, deciding, reporting

    ids = make(6, title=OTHER)["ids"] + make(1, "publish", 6, OTHER)["ids"]
    moderator = get_user_model().objects.get(username="moderator")
    deciding.decide(moderator, ids[0], Action.EDIT, text="Nobody has to look any more.")
    deciding.decide(
        moderator, ids[1], Action.SPAM, reason="Advertising", note_to_author="No advertising."
    )
    deciding.decide(moderator, ids[2], Action.REMOVE, reason="Off the subject")
    deciding.decide(moderator, ids[3], Action.BAN_NETWORK)
    job = bulk.start(moderator, "approve", ReaderComment.objects.filter(pk=ids[4]))
    fields = {"reason": reports.ReportReason.FALSE, "message": "It is not so."}
    with transaction.atomic():
        reporting.report(
            ReaderComment.objects.get(pk=ids[6]), "waiting", fields, DiscussionSettings()
        )
    edited = ReaderComment.objects.get(pk=ids[0])
    return {"edited": edited.pk, "person": edited.commenter_id, "held": ids[5], "job": job.pk}


def look() -> dict:
    """What became of them."""
    from comments.models import Decision, ReaderComment

    found = ReaderComment.objects.filter(user_email__endswith=EMAIL)
    return {
        "statuses": {str(comment.pk): comment.status for comment in found},
        "decisions": Decision.objects.filter(comment__in=found).count(),
    }


def clear() -> dict:
    from comments.models import BulkJob, Commenter, Decision, NetworkBan, ReaderComment

    BulkJob.objects.filter(decisions__comment__user_email__endswith=EMAIL).delete()
    NetworkBan.objects.filter(network=NETWORK).delete()
    found = ReaderComment.objects.filter(user_email__endswith=EMAIL)
    Decision.objects.filter(comment__in=found).delete()
    for comment in ReaderComment.objects.filter(in_reply_to__in=found):
        comment.delete()
    for comment in found:
        comment.forget()
        comment.save()
    Commenter.objects.filter(email__endswith=EMAIL).delete()
    return {}
