"""What a harness does inside its scratch site: ``python -m bench.inside make 64``.

A process of its own with the site's environment: it answers in JSON, and ends.
"""

import io
import json
import sys


def make(parents: int) -> dict:
    """An article with the start of a thread: that many comments, a tree as deep as the site lets.

    The first time it makes the tables as well: a process less is two seconds less.
    """
    from django.core.management import call_command
    from wagtail.models import Site

    call_command("prepare", no_static=True, stdout=io.StringIO())

    from comments.intake import posting
    from comments.models import DiscussionSettings, Policy
    from home.models import HomePage
    from tests import factories

    rules = DiscussionSettings.for_site(Site.objects.get())
    rules.policy = Policy.PUBLISH
    rules.save()
    page = factories.article(factories.topic(HomePage.objects.get()))
    sender = posting.Sender("Root Writer", "root@example.org")
    made = []
    for number in range(parents):
        above = made[(number - 1) // 2].pk if number else None
        made.append(posting.post(page, f"parent {number}", sender, rules, above)[0])
    return {"page": page.pk, "parents": [comment.pk for comment in made]}


def schedule(seconds: int) -> dict:
    """An article that is to be published in so many seconds, and its address."""
    from datetime import timedelta

    from django.utils import timezone

    from articles.models import TopicPage
    from tests import factories

    page = factories.article(TopicPage.objects.first(), publish=False)
    page.go_live_at = timezone.now() + timedelta(seconds=seconds)
    page.save_revision().publish()
    return {"address": page.url}


def look(page: int) -> dict:
    """Everything that is stored about a page's discussion, and then what check_comments says."""
    from django.core.management import CommandError, call_command
    from wagtail.models import Site

    from comments.models import Discussion, DiscussionSettings, ReaderComment

    fields = ("pk", "comment", "in_reply_to_id", "parent_id", "level", "status", "ordinal")
    root = ReaderComment.objects.filter(page_id=page).roots().get()
    found = {
        "comments": [
            dict(zip(("pk", "words", "answers", "parent", *fields[4:]), row, strict=True))
            for row in ReaderComment.objects.filter(page_id=page).values_list(*fields)
        ],
        "deepest": DiscussionSettings.for_site(Site.objects.get()).max_depth - 1,
        "counted": Discussion.objects.get(page_id=page).comment_count,
        "below_root": root.nested_count,
        "replies": root.replies,
    }
    said = io.StringIO()
    try:
        # Last: it repairs counts, and what it repairs is not to be missed above.
        call_command("check_comments", stdout=said)
    except CommandError as error:
        said.write(f"CommandError: {error}")
    return found | {"check": said.getvalue().strip()}


def follow(page: int, followers: int) -> dict:
    """Readers with confirmed addresses who are told of everything on the page."""
    from django.utils import timezone
    from wagtail.models import Page

    from comments.models import Commenter, FollowScope
    from comments.notify import subscriptions

    for number in range(followers):
        follower = Commenter.objects.at(f"follower{number}@example.org")
        follower.confirmed_at = timezone.now()
        follower.save()
        subscriptions.follow(follower, Page.objects.get(pk=page), FollowScope.PAGE, active=True)
    return {"followers": followers}


def mails(page: int) -> dict:
    """How many rows of the outbox are in which state."""
    from collections import Counter

    from comments.models import Mail

    return Counter(Mail.objects.filter(comment__page_id=page).values_list("state", flat=True))


def store(times: int) -> dict:
    """The CPU time that it takes to store a comment, by ``comments.posting``."""
    from wagtail.models import Site

    from comments.models import DiscussionSettings

    from .cost import each_seconds
    from .own_comments import new_page, reply

    make(0)
    page, rules = new_page(), DiscussionSettings.for_site(Site.objects.get())
    reply(page, rules)
    return {"ms": each_seconds(lambda: reply(page, rules), times) * 1000}


if __name__ == "__main__":
    import django

    django.setup()
    questions = {
        "make": make,
        "schedule": schedule,
        "look": look,
        "follow": follow,
        "mails": mails,
        "store": store,
    }
    answer = questions[sys.argv[1]](*map(int, sys.argv[2:]))
    print(json.dumps(answer))
