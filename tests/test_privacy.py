"""What is private stays private: every way out of the site, for every way of not being public."""

import os
from datetime import timedelta
from itertools import cycle, product

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from articles.models import ArticlePage
from tests import factories

from .ways_out import MARK, WAYS, look, secret_article, stage, told_by

pytestmark = pytest.mark.django_db


def restrict(page, kind="login"):
    made = PageViewRestriction(page=page, restriction_type=kind, password="sesame")
    made.save()
    if kind == "groups":
        made.groups.set([Group.objects.first()])


def alias(page, parent, recursive=False):
    made = page.create_alias(parent=parent, recursive=recursive, update_slug=f"{page.slug}-too")
    return made.specific


def expire(page, taken_down):
    type(page).objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    if taken_down:
        call_command("publish_scheduled")


def schedule(page):
    page.go_live_at = timezone.now() + timedelta(days=1)
    page.save_revision().publish()


def moved_below_a_private_topic(page, home):
    closed = factories.topic(home, title="Closed")
    restrict(closed)
    page.refresh_from_db()
    page.move(closed, pos="last-child")


#: How a page that stands by itself stops being public.
ENDS = {
    "unpublished": lambda page, home: page.unpublish(),
    "expired, and the worker is late": lambda page, home: expire(page, taken_down=False),
    "expired": lambda page, home: expire(page, taken_down=True),
    "for people who sign in": lambda page, home: restrict(page),
    "with a password": lambda page, home: restrict(page, "password"),
    "for a group": lambda page, home: restrict(page, "groups"),
    "below a private topic": lambda page, home: restrict(page.get_parent()),
    "below a topic with a password": lambda page, home: restrict(page.get_parent(), "password"),
    "below a private front page": lambda page, home: restrict(home),
    "moved below a private topic": moved_below_a_private_topic,
}
#: The words that the search counts are those of its index, which follows when the worker takes the page
#: down. The results themselves know better at once.
WAITS = {"expired, and the worker is late": {"spelling"}}
#: The page that stops being public, and the one that mirrors it: this is the one that is asked for.
MIRRORS = {
    "an alias": lambda page, shelf: alias(page, shelf),
    "an alias of an alias": lambda page, shelf: alias(alias(page, page.get_parent()), shelf),
    "below an alias of its topic": lambda page, shelf: alias(
        page.get_parent(), shelf.get_parent(), recursive=True
    ).get_children()[0].specific,
}  # fmt: skip
#: How the mirrored page stops being public. ``make soak`` tries each with each mirror, the suite with one.
ENDS_OF_MIRRORED = [
    "unpublished",
    "for people who sign in",
    "below a topic with a password",
    "moved below a private topic",
]
MIRRORED = (
    list(product(MIRRORS, ENDS_OF_MIRRORED))
    if os.environ.get("EVERY_MIRROR")
    else list(zip(cycle(MIRRORS), ENDS_OF_MIRRORED, strict=False))
)


def leaks(made) -> set[str]:
    made.page = ArticlePage.objects.get(pk=made.page.pk)
    return told_by(made)


def test_every_way_out_tells_what_is_public(home, topic):
    """Else the tables below would prove nothing."""
    made = stage(home, topic, secret_article(topic))
    made.seen = {}
    assert told_by(made) == set(WAYS)


@pytest.mark.parametrize("end", ENDS)
def test_no_way_out_tells_what_is_public_no_more(home, topic, end):
    made = stage(home, topic, secret_article(topic))
    look(made)
    ENDS[end](made.page, home)
    assert sorted(leaks(made) - WAITS.get(end, set())) == []


@pytest.mark.both_databases
@pytest.mark.parametrize(("mirror", "end"), MIRRORED)
def test_no_way_out_tells_what_an_alias_mirrors(home, topic, mirror, end):
    original = secret_article(factories.topic(home, title="Origin"))
    shelf = topic
    page = MIRRORS[mirror](original, shelf)
    made = stage(home, Page.objects.get(pk=page.get_parent().pk).specific, page)
    look(made)
    ENDS[end](original, home)
    assert sorted(leaks(made)) == []


@pytest.mark.parametrize("when", ["never", "tomorrow"])
def test_no_way_out_tells_a_draft(home, topic, when):
    made = stage(home, topic, secret_article(topic, publish=False))
    if when == "tomorrow":
        schedule(made.page)
    made.seen = {}
    assert sorted(leaks(made)) == []


@pytest.mark.parametrize("when", ["never", "tomorrow"])
def test_no_way_out_tells_the_draft_of_a_change(reader, home, topic, text, when):
    page = factories.article(topic, title="Why do lanterns glow?", tags=["Lanterns"])
    factories.published_as_an_editor(page)
    page.title, page.short_answer = f"Why {MARK}?", f"<p>{MARK}</p>"
    if when == "tomorrow":
        schedule(page)
    else:
        page.save_revision()
    for address in ("/", topic.url, page.url, "/feed/", "/search/?q=lanterns", "/tags/lanterns/"):
        answer = reader.get(address)
        assert "Why do lanterns glow?" in text(answer)
        assert MARK not in answer.content.decode()


@pytest.mark.parametrize("end", ["with a password", "unpublished", "for people who sign in"])
def test_only_staff_can_ask_the_admin_for_a_page(reader, editor, home, topic, end):
    page = secret_article(topic)
    ENDS[end](page, home)
    for address in (
        f"/admin/api/main/pages/{page.pk}/?fields=*",
        "/admin/api/main/pages/?fields=*&child_of=" + str(topic.pk),
        f"/admin/pages/{page.pk}/edit/",
        f"/admin/pages/{page.pk}/",
    ):
        assert MARK in editor.get(address, follow=True).content.decode(), address
        answer = reader.get(address, follow=True)
        assert MARK not in answer.content.decode()
    assert (
        MARK not in reader.get(f"/admin/pages/{page.pk}/view_draft/", follow=True).content.decode()
    )
