"""Editors set the rules of discussion: tried before they are saved, and every change logged."""

import re
from datetime import timedelta

import pytest
from django.forms import model_to_dict
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry, Site

from comments.models import (
    Confirm,
    Discussion,
    DiscussionMode,
    DiscussionSettings,
    Policy,
    ReaderComment,
    Status,
    WhoCanComment,
)
from tests import factories

from .conftest import send

pytestmark = pytest.mark.django_db
TRY = "/admin/discussion/try/"


def signed_in(group) -> Client:
    client = Client()
    client.force_login(factories.user(group))
    return client


@pytest.fixture
def moderator(home) -> Client:
    return signed_in("Moderators")


@pytest.fixture
def screen(rules) -> str:
    return f"/admin/settings/comments/discussionsettings/{rules.site_id}/"


def filled_in(rules, **changed) -> dict:
    """The form as the screen sends it."""
    rules.refresh_from_db()
    data = model_to_dict(rules, exclude=["id", "site", "raid_until"])
    return {
        name: value
        for name, value in (data | changed).items()
        if value is not None and value is not False
    }


def tried(client, rules, sample=None, **changed):
    """What the button answers."""
    data = {f"try-{name}": value for name, value in (sample or {}).items()}
    return client.post(
        TRY,
        filled_in(rules, **changed) | data | {"try-site": rules.site_id},
        headers={"X-Requested-With": "XMLHttpRequest"},
    )


# --- The screen -----------------------------------------------------------------------------------


def test_the_screen_saves_every_field_that_it_shows_and_only_those(editor, rules, screen, text):
    until = timezone.now() + timedelta(hours=1)
    DiscussionSettings.objects.update(raid_until=until)
    page = editor.get(screen)
    assert "Rules for new comments" in text(page)
    names = set(re.findall(r' name="(\w+)"', page.content.decode()))
    fields = {field.name for field in DiscussionSettings._meta.fields if field.editable}
    assert fields - {"id", "raid_until"} <= names
    assert "raid_until" not in names
    response = editor.post(
        screen,
        filled_in(
            rules,
            who_can_comment=WhoCanComment.KNOWN,
            hold_phrases="casino*",
            max_depth=3,
            max_links="",
        ),
    )
    assert response.status_code == 302
    rules.refresh_from_db()
    assert (rules.who_can_comment, rules.hold_phrases, rules.max_depth) == (
        WhoCanComment.KNOWN,
        "casino*",
        3,
    )
    assert rules.max_links is None
    assert rules.raid_until == until


def test_a_mistake_in_a_list_names_its_line_and_nothing_is_saved_or_lost(
    editor, rules, screen, text
):
    data = filled_in(
        rules,
        spam_people="ann@example.org\n203.0.113.0/99\n300.1.1.1\nann@",
        hold_phrases="casino*\n*\nx",
        close_after_days=0,
    )
    response = editor.post(screen, data)
    assert response.status_code == 200
    said = text(response)
    for line in (
        "Line 2: “203.0.113.0/99” is no network address.",
        "Line 3: “300.1.1.1” is no network address.",
        "Line 4: “ann@” is no email address.",
        "Line 2: “*” would catch nearly every comment.",
        "Line 3: “x” is a single letter or figure",
        "At least 1. Left empty: never.",
    ):
        assert line in said
    assert "203.0.113.0/99" in response.content.decode().split("<textarea")[4]
    rules.refresh_from_db()
    assert not rules.spam_people
    assert not ModelLogEntry.objects.filter(action="comments.settings").exists()


def test_only_who_may_change_the_settings_sees_and_tries_them(reader, rules, screen, home):
    stranger = signed_in("Moderators")
    assert stranger.get(screen).status_code == 200
    group = factories.user("Moderators").groups.get()
    group.permissions.remove(*group.permissions.filter(codename="change_discussionsettings"))
    stranger = signed_in("Moderators")
    assert stranger.get(screen).status_code == 302
    assert tried(stranger, rules).status_code == 403
    assert tried(reader, rules).status_code == 403


# --- Trying ---------------------------------------------------------------------------------------


def test_a_sample_is_tried_on_the_form_as_it_stands_and_nothing_is_stored(editor, rules, text):
    said = text(
        tried(
            editor,
            rules,
            {
                "words": "CÁSINOS http://a.example http://b.example http://c.example",
                "email": "new@example.org",
                "name": "Ann",
                "ip": "203.0.113.9",
            },
            hold_phrases="casino*",
            spam_people="203.0.113.0/24",
            policy=Policy.HOLD_FIRST,
            confirm=Confirm.ALWAYS,
        )
    )
    assert "Spam. Nothing from this address has been published yet. Holds it" in said
    assert "On the list of people: “203.0.113.0/24”. Calls it spam" in said
    assert "3 links; 2 are allowed. Holds it" in said
    assert "On the list of words: “casino*”. Holds it" in said
    rules.refresh_from_db()
    assert rules.hold_phrases == ""
    said = text(tried(editor, rules, {"words": "A classic passage"}, hold_phrases="ass"))
    assert "Published at once. No rule holds it." in said
    said = text(tried(editor, rules, {"words": "Hello"}, confirm=Confirm.FIRST))
    assert "have to confirm the email address" in said
    said = text(tried(editor, rules, {"words": "Hello"}, who_can_comment=WhoCanComment.STAFF))
    assert "Not taken. Its author would read: “Only people who work on this site" in said
    assert not ReaderComment.objects.exists()
    assert not ModelLogEntry.objects.filter(action="comments.settings").exists()


def test_the_lists_say_what_they_would_have_caught_of_the_last_comments(
    editor, moderator, rules, say, text
):
    assert "There is no comment yet" in text(tried(editor, rules))
    good, spam, held = (say(f"Casino number {number}") for number in range(3))
    say("A quiet word")
    for comment, status in ((spam, Status.SPAM), (held, Status.HELD)):
        comment.status = status
        comment.save()
    response = tried(moderator, rules, hold_phrases="casino")
    assert (
        "Of the last 4 comments these lists would have caught 3 . "
        "Spam or removed now: 1. Held: 1. Published: 1."
    ) in text(response)
    link = f'href="/admin/discussion/comment/{good.pk}/"'
    assert link in response.content.decode()
    assert "Casino number 0 On the list of words: “casino”." in text(response)
    # An editor who may not open it there reads it, without a link that leads nowhere.
    response = tried(editor, rules, hold_phrases="casino")
    assert "Casino number 0" in text(response)
    assert link not in response.content.decode()
    said = text(tried(moderator, rules, spam_people="@example.org"))
    assert "would have caught 4 ." in said


def test_a_mistake_in_the_form_or_the_sample_is_told_kindly(editor, rules, text):
    response = tried(editor, rules, {"ip": "300.1.1.1"}, spam_people="ann@", max_depth=99)
    assert response.status_code == 422
    said = text(response)
    assert "Please correct this first" in said
    assert "People whose comments are spam : Line 1: “ann@” is no email address." in said
    assert "Network address : Enter a valid IPv4 or IPv6 address." in said
    assert "Levels of replies" in said


# --- The log ----------------------------------------------------------------------------------------


def test_every_change_is_logged_in_words_without_persons_or_keys(editor, rules, screen, text):
    editor.post(screen, filled_in(rules, hold_phrases="old\nkept"))
    editor.post(
        screen,
        filled_in(
            rules,
            policy=Policy.HOLD,
            max_links=5,
            voting=False,
            hold_phrases="kept\nnew*",
            spam_people="ann@example.org\n203.0.113.0/24",
            akismet_key="s3cret",
            close_after_days=30,
        ),
    )
    entry = ModelLogEntry.objects.filter(action="comments.settings").latest("timestamp")
    assert entry.user.groups.get().name == "Editors"
    assert set(entry.message.removeprefix("Discussion settings changed. ").split(". ")) == {
        "new comments: Publish at once → Hold everything",
        "links in a comment: 2 → 5",
        "readers can mark comments as useful: yes → no",
        "words and phrases that hold a comment: added “new*”; removed “old”",
        "people whose comments are spam: 2 lines added",
        "Akismet key: set",
        "close discussions after: nothing → 30",
    }
    assert "ann@" not in str(entry.data)
    assert "s3cret" not in str(entry.data)
    said = text(editor.get(screen))
    assert "Latest changes" in said
    assert "links in a comment: 2 → 5" in said
    history = signed_in(None).get("/admin/reports/site-history/")
    assert "links in a comment: 2 → 5" in text(history)


def test_saving_without_a_change_logs_none(editor, rules, screen):
    editor.post(screen, filled_in(rules))
    assert not ModelLogEntry.objects.filter(action="comments.settings").exists()


# --- One page, stricter or looser -------------------------------------------------------------------------


def test_an_editor_comes_from_an_article_to_its_discussion_and_the_change_is_logged(
    editor, article, rules, text
):
    door = f"/admin/discussion/page/{article.pk}/"
    assert f'href="{door}"' in editor.get(f"/admin/pages/{article.pk}/edit/").content.decode()
    form = editor.get(door)
    assert form.status_code == 302
    page = editor.get(form.url)
    for label in DiscussionMode.labels:
        assert str(label) in text(page)
    refused = editor.post(form.url, {"mode": "hold", "close_after_days": "0"})
    assert "At least 1. Left empty: as the site." in text(refused)
    Discussion.objects.update(comment_count=7)
    editor.post(form.url, {"mode": "hold", "close_after_days": "5"})
    discussion = Discussion.objects.get(page=article)
    assert (discussion.mode, discussion.close_after_days) == (DiscussionMode.HOLD, 5)
    assert discussion.comment_count == 7
    entry = ModelLogEntry.objects.get(action="comments.discussion")
    assert "comments: As the site → Hold everything. close after: nothing → 5" in entry.message


def test_the_front_page_has_no_discussion_to_set(editor, home, reader, article):
    assert "Discussion settings" not in re.sub(
        r'(?s)<script.*?</script>|"label": "[^"]*"',
        "",
        editor.get(f"/admin/pages/{home.pk}/edit/").content.decode(),
    )
    assert editor.get(f"/admin/discussion/page/{home.pk}/").status_code == 404
    assert reader.get(f"/admin/discussion/page/{article.pk}/").status_code == 302
    assert not Discussion.objects.filter(page=home).exists()


OLD = timedelta(days=90)


@pytest.mark.parametrize(
    ("mode", "policy", "age", "expected"),
    [
        (DiscussionMode.DEFAULT, Policy.HOLD, timedelta(), Status.HELD),
        (DiscussionMode.DEFAULT, Policy.PUBLISH, timedelta(), Status.PUBLISHED),
        (DiscussionMode.DEFAULT, Policy.PUBLISH, OLD, None),
        (DiscussionMode.OPEN, Policy.PUBLISH, OLD, Status.PUBLISHED),
        (DiscussionMode.OPEN, Policy.HOLD, OLD, Status.HELD),
        (DiscussionMode.FREE, Policy.HOLD, timedelta(), Status.PUBLISHED),
        (DiscussionMode.FREE, Policy.HOLD, OLD, None),
        (DiscussionMode.HOLD_FIRST, Policy.PUBLISH, timedelta(), Status.HELD),
        (DiscussionMode.HOLD, Policy.PUBLISH, timedelta(), Status.HELD),
        (DiscussionMode.HOLD, Policy.PUBLISH, OLD, None),
        (DiscussionMode.CLOSED, Policy.PUBLISH, timedelta(), None),
    ],
)
def test_a_page_can_be_stricter_or_looser_than_the_site(
    reader, article, rules, mode, policy, age, expected
):
    DiscussionSettings.objects.update(policy=policy, close_after_days=30)
    type(article).objects.update(first_published_at=timezone.now() - age)
    Discussion.objects.update_or_create(page=article, defaults={"mode": mode})
    address = f"/discussion/{article.pk}/reply/"
    if expected is None:
        assert 'class="reply"' not in reader.get(address).content.decode()
        assert reader.post(address, {"comment": "Late"}).status_code == 422
        assert not ReaderComment.objects.exists()
    else:
        send(reader, article, "In time")
        assert ReaderComment.objects.get().status == expected


def test_a_pages_own_number_of_days_goes_before_the_sites_and_a_closed_site_before_all(
    reader, article, rules
):
    type(article).objects.update(first_published_at=timezone.now() - timedelta(days=10))
    made, _ = Discussion.objects.get_or_create(page=article)
    address = f"/discussion/{article.pk}/reply/"

    def takes_comments(site_days, page_days, site_open=True):
        DiscussionSettings.objects.update(close_after_days=site_days, open=site_open)
        Discussion.objects.update(close_after_days=page_days)
        return 'class="reply"' in reader.get(address).content.decode()

    assert takes_comments(None, None)
    assert not takes_comments(5, None)
    assert takes_comments(5, 20)
    assert not takes_comments(None, 5)
    Discussion.objects.update(mode=DiscussionMode.OPEN)
    assert takes_comments(5, 5)
    assert not takes_comments(None, None, site_open=False)


def test_a_new_site_holds_first_comments_and_takes_two_links(home):
    rules = DiscussionSettings.for_site(Site.objects.get())
    assert (rules.policy, rules.who_can_comment, rules.max_links) == (
        Policy.HOLD_FIRST,
        WhoCanComment.EVERYBODY,
        2,
    )
    assert (rules.reports_to_hold, rules.retention_days, rules.open) == (3, 90, True)
