"""What the attacks need of a site, and what they left: ``python -m bench.attacks_inside make``."""

import io
import json
import sys
from collections import Counter

PASSWORD = "correct horse battery"
EDITOR, MODERATOR = "ed", "mo"
VICTIM, HONEST = "victim@gmail.com", "honest@example.org"
FINE = "Fine words"
#: Ten for what is done at once, seven for what is done in a raid.
PAGES, APPROVED, LINKS = 17, 50, 50


def make() -> dict:
    """Articles for each attack, comments that a moderator approved, links from mails, people."""
    from django.core.management import call_command
    from django.utils import timezone
    from wagtail.models import PageViewRestriction, Site

    call_command("prepare", stdout=io.StringIO())

    from comments import limits, links
    from comments.intake import posting
    from comments.models import (
        Commenter,
        Discussion,
        DiscussionMode,
        DiscussionSettings,
        FollowScope,
        Mail,
        Policy,
        ReaderComment,
    )
    from comments.models.mail import token_of
    from comments.moderation import deciding
    from comments.notify import confirmation, subscriptions
    from config import passwords
    from home.models import HomePage
    from tests import factories

    rules = DiscussionSettings.for_site(Site.objects.get())
    rules.policy = Policy.PUBLISH
    rules.save()
    topic = factories.topic(HomePage.objects.get())
    pages = [factories.article(topic) for _ in range(PAGES)]
    private = factories.article(topic)
    door = PageViewRestriction.objects.create(
        page=private, restriction_type="password", password="sesame"
    )
    factories.user("Editors", EDITOR)
    moderator = factories.user("Moderators", MODERATOR)
    held = factories.article(topic)
    Discussion.objects.create(page_id=held.pk, mode=DiscussionMode.HOLD)
    own = []
    for number in range(APPROVED):
        sender = posting.Sender(f"Writer {number}", f"writer{number}@example.org")
        comment, token = posting.post(held, f"{FINE} {number}", sender, rules)
        deciding.decide(moderator, comment.pk, "approve", comment.version)
        own.append(f"/discussion/comment/{comment.pk}/mine/{token}/")
    sender = posting.Sender("Root Writer", "root@example.org", ip="192.0.2.7")
    seen = posting.post(pages[0], f"{FINE}, seen", sender, rules)[0]
    deciding.decide(moderator, seen.pk, "keep", seen.version)
    unseen = posting.post(pages[0], f"{FINE}, unseen", sender, rules)[0]
    reported = posting.post(pages[0], f"{FINE}, reported", sender, rules)[0]
    confirm, stop = [], []
    for number in range(LINKS):
        commenter = Commenter.objects.at(f"owner{number}@example.org")
        wish = subscriptions.follow(commenter, pages[0], FollowScope.PAGE, active=False)
        confirmation.ask_to_confirm(commenter, f"own {number}", wish=wish if number % 2 else None)
        mail = Mail.objects.filter(commenter=commenter).latest("pk")
        confirm.append(f"/discussion/confirm/{token_of(mail.seed)}/")
        ends = (
            links.unsubscribe(commenter, None),
            links.unsubscribe(commenter, wish),
            links.never_ask(commenter),
        )
        stop.append([link.rstrip("/").rpartition("/")[2] for link in ends])
    for email in (VICTIM, HONEST):
        known = Commenter.objects.at(email)
        known.confirmed_at = timezone.now()
        known.save()
    # The links' owners got their mails yesterday: they are no part of what is counted.
    yesterday = timezone.now() - timezone.timedelta(hours=25)
    Mail.objects.update(created_at=yesterday, state="sent")
    return {
        "pages": [page.pk for page in pages],
        "held": held.pk,
        "own": own,
        "seen": seen.pk,
        "unseen": unseen.pk,
        "reported": reported.pk,
        "limits": limits.LIMITS,
        "attempts": passwords.LIMITS["attempts"],
        "confirm": confirm,
        "stop": stop,
        "door": f"/_util/authenticate_with_password/{door.pk}/{private.pk}/",
        "private": private.url,
        "last": ReaderComment.objects.latest("pk").pk,
        "settings": settings_form(rules),
        "hits": {"email": "root@example.org", "ip": "192.0.2.7", "pk": unseen.pk},
    }


def settings_form(rules) -> dict[str, str]:
    """The form of the settings' screen, as a browser sends it."""
    from django.forms import model_to_dict

    data = model_to_dict(rules, exclude=["id", "site", "raid_until"])
    sent = {name: it for name, it in data.items() if it is not None and it is not False}
    return {name: str(it) for name, it in sent.items()} | {"try-site": str(rules.site_id)}


def raid() -> dict:
    """Switches raid protection on for an hour, and tells the last comment before."""
    from django.utils import timezone

    from comments.models import DiscussionSettings, ReaderComment

    DiscussionSettings.objects.update(raid_until=timezone.now() + timezone.timedelta(hours=1))
    return {"last": ReaderComment.objects.latest("pk").pk}


def look(last: int = 0) -> dict:
    """What is stored now: the most of everything that has a limit, of comments after the last."""
    from django.db.models import Count

    from comments.models import Commenter, Mail, ReaderComment, Vote
    from comments.models.commenter import mailbox_of
    from visitors.networks import widest

    made = ReaderComment.objects.filter(pk__gt=last, ip_address__isnull=False)
    rows = list(made.values("network", "ip_address", "user_email", "page_id", "user_name"))
    # One form each, by its address, whatever pages it was sent on.
    forms = Counter(row["user_email"] for row in rows if row["user_name"] == "pages")
    votes = Vote.objects.values("comment", "network_hash").annotate(n=Count("pk"))
    sent = Mail.objects.filter(kind="confirm").exclude(state="dropped").filter(pk__gt=0)
    recent = [
        (mailbox_of(mail.commenter.email), mail.is_request, mail.network_hash)
        for mail in sent.select_related("commenter")
        if not mail.network_hash.startswith("own ")
    ]
    return {
        "network": _most(row["network"] for row in rows),
        "customer": _most(widest(row["ip_address"]) for row in rows if ":" in row["ip_address"]),
        "address": _most(row["user_email"] for row in rows),
        "page": _most(row["page_id"] for row in rows),
        "forms that counted more than once": sum(number > 1 for number in forms.values()),
        "votes": max([row["n"] for row in votes], default=0),
        "mails to one mailbox": _most((box, kind) for box, kind, _ in recent),
        "mails because of one network": _most(network for *_, network in recent),
        "mails in all": _most(kind for _, kind, _ in recent),
        "mails that wait": Mail.objects.filter(state__in=["waiting", "sending"]).count(),
        "refused": Commenter.objects.exclude(refused_at=None).count(),
        "owners left": Commenter.objects.filter(email__startswith="owner").count(),
    }


def _most(values) -> int:
    return max(Counter(values).values(), default=0)


def held(page: int) -> dict:
    """The published comments of the page whose words no moderator has seen, and their number."""
    from comments.models import ReaderComment, Status

    published = ReaderComment.objects.filter(page_id=page, status=Status.PUBLISHED)
    unseen = published.exclude(comment__startswith=FINE)
    return {"published": published.count(), "unseen": unseen.count()}


def reported(seen: int, unseen: int) -> dict:
    """What reports have done to a comment that a moderator kept, and to one that nobody saw."""
    from django.db.models import Count

    from comments.models import ReaderComment, Report

    both = Report.objects.values("comment", "network_hash").annotate(n=Count("pk"))
    status = dict(ReaderComment.objects.filter(pk__in=[seen, unseen]).values_list("pk", "status"))
    return {
        "most": max([row["n"] for row in both], default=0),
        "on seen": Report.objects.filter(comment=seen).count(),
        "seen": status[seen],
        "unseen": status[unseen],
    }


if __name__ == "__main__":
    import django

    django.setup()
    questions = {"make": make, "look": look, "raid": raid, "held": held, "reported": reported}
    print(json.dumps(questions[sys.argv[1]](*map(int, sys.argv[2:]))))
