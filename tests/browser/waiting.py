"""Comments that wait, in the site that the browser looks at.

Run beside the server, on its data directory: ``python -m tests.browser.waiting make 100|look|clear``.
"""

import json
import sys

import django

EMAIL = "@hundredfold.example"


def make(count: int) -> dict:
    """So many held comments, and the name that finds them."""
    from wagtail.models import Site

    from articles.models import ArticlePage
    from comments import posting
    from comments.models import DiscussionSettings, Policy

    rules = DiscussionSettings.for_site(Site.objects.get())
    rules.policy = Policy.HOLD  # for these alone: nothing is saved
    page = ArticlePage.objects.get(title__startswith="Why did the Soviet Union join")
    ids = []
    for number in range(count):
        sender = posting.Sender("Hundredfold", f"{number}{EMAIL}", ip="192.0.2.1")
        words = f"Comment number {number} waits for somebody to look."
        ids.append(posting.post(page, words, sender, rules)[0].pk)
    return {"ids": ids}


def look() -> dict:
    """What became of them."""
    from comments.models import Decision, ReaderComment

    found = ReaderComment.objects.filter(user_email__endswith=EMAIL)
    return {
        "statuses": {str(comment.pk): comment.status for comment in found},
        "decisions": Decision.objects.filter(comment__in=found).count(),
    }


def clear() -> dict:
    from comments.models import Commenter, Decision, ReaderComment

    found = ReaderComment.objects.filter(user_email__endswith=EMAIL)
    Decision.objects.filter(comment__in=found).delete()
    for comment in ReaderComment.objects.filter(in_reply_to__in=found):
        comment.delete()
    for comment in found:
        comment.forget()
        comment.save()
    Commenter.objects.filter(email__endswith=EMAIL).delete()
    return {}


if __name__ == "__main__":
    django.setup()
    act, *rest = sys.argv[1:]
    print(json.dumps({"make": make, "look": look, "clear": clear}[act](*map(int, rest))))
