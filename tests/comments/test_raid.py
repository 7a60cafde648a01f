"""Raid protection: switched by moderators, suggested when comments jump, over by itself."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry

from comments import limits
from comments.models import DiscussionSettings, ReaderComment
from comments.moderation import raid
from tests import factories

from .conftest import send

pytestmark = pytest.mark.django_db
RAID = "/admin/discussion/raid/"


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


def test_a_moderator_switches_raid_protection_on_and_it_ends_by_itself(
    moderator, reader, article, rules, text
):
    queue = moderator.post(RAID, {"hours": "3"}, follow=True)
    assert "Raid protection is on until" in text(queue)
    rules.refresh_from_db()
    assert timedelta(hours=2, minutes=59) < rules.raid_until - timezone.now() <= timedelta(hours=3)
    response, data = send(reader, article, "See http://a.example")
    assert response.status_code == 422
    assert "Comments with links are not taken at the moment" in text(response)
    # Who takes the link out need not wait for having tried.
    response, _ = send(reader, article, "See there")
    assert "waiting for approval" in text(response)
    assert ReaderComment.objects.get().why_held == "Raid protection is on: everything is held."
    response, _ = send(reader, article, "And one more")
    assert response.status_code == 429
    assert "Please wait ten minutes" in text(response)
    # Three hours later.
    DiscussionSettings.objects.update(raid_until=rules.raid_until - timedelta(hours=3, seconds=1))
    response, _ = send(reader, article, "Calm again: http://a.example")
    assert "Your comment is published" in text(response)


def test_raid_protection_takes_few_comments_from_one_network(reader, article, rules, text):
    DiscussionSettings.objects.update(raid_until=timezone.now() + timedelta(hours=1))
    answers = [
        send(reader, article, f"Comment {number}", email=f"p{number}@example.org")[0].status_code
        for number in range(limits.limit("raid_network") + 1)
    ]
    assert answers == [200] * limits.limit("raid_network") + [429]


def test_the_state_is_shown_on_the_settings_screen_and_can_be_switched_off(
    moderator, rules, screen, text
):
    assert "Switch on for: 1 hour" in text(moderator.get(screen))
    assert "Raid protection" not in text(
        signed_in(None).get(f"/admin/settings/home/sitesettings/{rules.site_id}/")
    )
    moderator.post(RAID, {"hours": "24", "site": rules.site_id, "next": screen})
    said = text(moderator.get(screen))
    assert "Raid protection is on until" in said
    assert "a person can write one comment in 10 minutes" in said
    back = moderator.post(RAID, {"hours": "off", "site": rules.site_id, "next": screen})
    assert back.url == screen
    rules.refresh_from_db()
    assert rules.raid_until is None
    logged = ModelLogEntry.objects.filter(action="comments.settings").order_by("timestamp")
    assert [("→ nothing" in entry.message) for entry in logged] == [False, True]


@pytest.mark.parametrize("hours", ["", "2", "-1", "999", "on"])
def test_raid_protection_is_on_for_no_other_time(moderator, rules, hours):
    moderator.post(RAID, {"hours": hours, "next": "https://elsewhere.example/"})
    rules.refresh_from_db()
    assert rules.raid_until is None


def test_only_moderators_switch_raid_protection(editor, reader, rules, screen, text):
    assert editor.post(RAID, {"hours": "3"}).status_code == 302
    assert reader.post(RAID, {"hours": "3"}).status_code == 302
    assert signed_in("Moderators").get(RAID).status_code == 405
    assert "Raid protection" not in text(editor.get(screen))
    rules.refresh_from_db()
    assert rules.raid_until is None


def test_it_is_suggested_when_many_more_comments_come_than_usual(
    moderator, rules, screen, say, text, django_assert_num_queries
):
    made = [say(f"Comment {number}", email=f"p{number}@example.org") for number in range(21)]
    assert "21 comments came within the last hour. Usually there is hardly one." in text(
        moderator.get(screen)
    )
    with django_assert_num_queries(0):
        assert raid.rate()[0] == 21
    # Of twenty an hour before, twenty-one are no jump; of nineteen within the hour, neither.
    raid.cache.delete(raid.RATE_KEY)
    ReaderComment.objects.filter(pk__in=[comment.pk for comment in made[:2]]).update(
        posted_at=timezone.now() - timedelta(days=2)
    )
    with django_assert_num_queries(1):
        hour, usual = raid.rate()
    assert (hour, round(usual * 167)) == (19, 2)
    assert "came within the last hour" not in text(moderator.get(screen))


def test_on_a_busy_site_a_busy_hour_is_no_raid(rules, rf, home):
    request = rf.get("/admin/")
    request.user = factories.user("Moderators")
    raid.cache.set(raid.RATE_KEY, (42, 9.0))
    assert not raid.state(request, rules)["jumped"]
    raid.cache.set(raid.RATE_KEY, (42, 3.2))
    shown = raid.state(request, rules)
    assert shown["jumped"]
    assert (shown["hour"], shown["usual"]) == (42, 3)


def test_a_second_click_during_a_raid_is_not_called_too_many(reader, article, rules):
    rules.raid_until = timezone.now() + timedelta(hours=1)
    rules.save()
    answer, data = send(reader, article, "Only once")
    assert answer.status_code == 200
    again = reader.post(f"/discussion/{article.pk}/reply/", data, follow=True)
    assert again.status_code == 200
    assert ReaderComment.objects.count() == 1
