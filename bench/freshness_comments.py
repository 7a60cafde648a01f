"""The changes of ``bench.freshness`` that readers and moderators make."""

import contextlib
from datetime import timedelta

from django.utils import timezone
from wagtail.models import Site

from comments.intake import posting, voting
from comments.models import Discussion, DiscussionMode, DiscussionSettings, ReaderComment, Status
from comments.moderation import deciding, impossible

from .freshness_changes import SOON, change


@change
def comment_posted(world):
    page, letter, browser = world.letter()
    world.focus(page)
    world.through(lambda admin: browser.send(page.pk, letter))


@change
def discussion_rules_changed(world):
    rules = DiscussionSettings.for_site(Site.objects.get())
    page = world.commented()
    world.focus(page)
    rules.voting, rules.order = not rules.voting, world.pick(["oldest", "newest"])
    world.apart(rules.save)


@change
def comment_decided(world):
    page = world.commented()
    comment = ReaderComment.objects.filter(page_id=page.pk).order_by("?").first()
    world.focus(page)
    world.see(f"/discussion/thread/{comment.thread_id}/")
    shown = comment.status == Status.PUBLISHED
    action = world.pick(["remove", "spam", "edit", "close"] if shown else ["approve"])
    fields = {"text": f"Edited: {world.word()}"} if action == "edit" else {}

    def decide():
        with contextlib.suppress(impossible.Impossible):  # the thread is closed already
            deciding.decide(world.moderator, comment.pk, action, **fields)

    world.apart(decide)


@change
def comment_answered(world):
    page = world.commented()
    to = ReaderComment.objects.filter(page_id=page.pk, status=Status.PUBLISHED).first()
    world.focus(page)
    sender = posting.Sender("Bob Reader", "bob@example.org", ip="192.0.2.8")
    rules = DiscussionSettings.for_site(Site.objects.get())
    words = f"I say {world.word()}."

    def answer():
        with contextlib.suppress(posting.Refused):  # a moderator has closed the thread
            posting.post(page, words, sender, rules, to and to.pk)

    world.apart(answer)


@change
def comment_found_useful(world):
    page = world.commented()
    world.focus(page)
    comment = ReaderComment.objects.filter(page_id=page.pk).order_by("?").first()
    browser, address = world.word(), f"192.0.2.{world.number()}"

    def vote():
        with contextlib.suppress(voting.TooMany):  # from one network
            voting.vote(comment, browser, address, True)

    world.apart(vote)


@change
def discussion_closed_or_opened(world):
    found = Discussion.objects.get(page=world.focus(world.commented()))
    closed = found.mode == DiscussionMode.CLOSED
    found.mode = DiscussionMode.OPEN if closed else DiscussionMode.CLOSED
    world.apart(found.save)


@change
def discussion_closes_by_its_date(world):
    page = world.focus(world.commented())
    found = Discussion.objects.get(page=page)

    def close():
        found.mode, found.close_after_days = DiscussionMode.DEFAULT, 1
        moment = timezone.now() + timedelta(seconds=SOON)
        page.first_published_at = moment - timedelta(days=1)
        page.save()
        found.save()
        world.answer(moment.timestamp())

    world.due = world.apart(close)
