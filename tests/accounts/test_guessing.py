"""Nobody finds out a password of an account by trying, and nobody locks its owner out."""

import threading
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import housekeeping, limits
from accounts.models import Attempts
from bench import guessing
from tests import factories

pytestmark = pytest.mark.django_db

RIGHT = "correct horse battery"
LATER, BY_MAIL = "Too many wrong passwords were tried for this account", "have a new password sent"
DOORS = ["wagtailadmin_login", "wagtailcore_login"]


@pytest.fixture
def owner(home):
    return factories.user("Editors", "ann")


@pytest.fixture
def few(settings):
    settings.PASSWORD_LIMITS = {"account": 4, "browser": 3, "attempts": 1000}


def sign_in(client, password, network=7, door=DOORS[0], username="ann"):
    form = {"username": username, "password": password}
    return client.post(reverse(door), form, REMOTE_ADDR=f"198.51.{network}.7")


def guess(times, first=0, username="ann"):
    """Wrong passwords, each from another network and through another door."""
    return [
        sign_in(Client(), f"wrong {number}", number, DOORS[number % 2], username).status_code
        for number in range(first, first + times)
    ]


@pytest.mark.parametrize("door", DOORS)
def test_an_account_bears_few_guesses_a_day_wherever_they_come_from(owner, few, text, door):
    assert guess(6) == [200, 200, 200, 200, 429, 429]
    answer = sign_in(Client(), RIGHT, 99, door)
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > limits.DAY - 60
    assert LATER in text(answer)
    assert BY_MAIL in text(answer)
    # The form is there again, with the name.
    assert 'value="ann"' in answer.content.decode()
    assert sign_in(Client(), RIGHT, 99, door, factories.user().username).status_code == 302


def test_the_owner_is_let_in_where_they_have_been_before(owner, few):
    known = Client()
    assert sign_in(known, RIGHT).status_code == 302
    known.post(reverse("wagtailadmin_logout"))
    guess(5)
    assert sign_in(known, RIGHT).status_code == 302
    # Whoever takes the browser has few guesses as well, and nobody else is known by it.
    known.cookies.pop("sessionid")
    assert [sign_in(known, f"wrong {number}").status_code for number in range(4)] == [200] * 3 + [
        429
    ]
    guess(4, username="another")
    assert sign_in(known, "wrong", username="another").status_code == 429


@pytest.mark.parametrize("changed", ["", "x", "a.b-c", "x.y:1:z"])
def test_a_browser_is_not_known_by_what_it_makes_up(owner, few, changed):
    stranger = Client()
    stranger.cookies["device"] = changed
    guess(4)
    assert sign_in(stranger, RIGHT).status_code == 429


def test_right_passwords_do_not_count_and_a_name_is_counted_however_it_is_written(owner, few):
    for _ in range(6):
        assert sign_in(Client(), RIGHT).status_code == 302
    for name in ("ann", "ANN", " ann ", "ａｎｎ"):
        assert sign_in(Client(), "wrong", username=name).status_code == 200
    assert sign_in(Client(), RIGHT).status_code == 429


def test_an_account_that_is_not_there_is_answered_the_same(owner, few):
    assert guess(6, username="nobody") == guess(6, 20)


def test_within_any_day_there_are_no_more_and_old_attempts_are_forgotten(owner, few, monkeypatch):
    now = timezone.now().timestamp()
    for hours, allowed in [(0, 3), (20, 1), (25, 3), (26, 0), (45, 1)]:
        clock = SimpleNamespace(time=lambda at=now + hours * 3600: at)
        monkeypatch.setattr("accounts.limits.time", clock)
        assert guess(3, hours).count(200) == allowed
    Attempts.objects.update(last_at=timezone.now() - timedelta(days=2))
    housekeeping.run()
    assert not Attempts.objects.exists()


def test_a_refusal_is_logged_while_the_cache_is_away(owner, few, caplog, settings):
    settings.CACHES = {
        "default": {
            "BACKEND": "config.cache.ForgivingRedisCache",
            "LOCATION": "redis://127.0.0.1:1/1",
        }
    }
    assert guess(6)[-1] == 429
    assert caplog.text.count("Sign-in refused (account)") == 2


def test_a_failure_is_logged_without_what_was_typed(owner, few, caplog):
    sign_in(Client(), "secret one")
    sign_in(Client(), "secret two", username="secret three")
    assert f"Sign-in failed: account {owner.pk}, network 198.51.7.0/24" in caplog.text
    assert "Sign-in failed: no such account" in caplog.text
    guess(12)
    assert caplog.text.count("Sign-in refused (account)") == 9  # once for each network
    assert "secret" not in caplog.text
    assert "ann" not in caplog.text.replace("accounts", "")


def test_the_old_password_is_not_found_out_in_the_account_settings(owner, few, text):
    client = Client()
    client.force_login(owner)
    fields = {
        name: value
        for panel in client.get("/admin/account/").context["panels_by_tab"].values()
        for each in panel
        for name, value in {
            f"{each.name}-{field}": each.get_form()[field].value() or ""
            for field in each.get_form().fields
        }.items()
    }
    new = {"password-new_password1": "a new long one", "password-new_password2": "a new long one"}
    for number in range(4):
        wrong = fields | new | {"password-old_password": f"wrong {number}"}
        answer = client.post("/admin/account/", wrong)
    assert "Too many wrong passwords were tried in this browser" in text(answer)
    client.post("/admin/account/", fields | new | {"password-old_password": RIGHT})
    assert get_user_model().objects.get(pk=owner.pk).check_password(RIGHT)


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_of_many_guesses_at_once_no_more_are_tried(few):
    done, ready = [], threading.Barrier(12)

    def attempt():
        ready.wait()
        try:
            done.append(limits.count("account", "ann", limits.DAY))
        except limits.TooMany:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == 4
    done[0].give_back()
    assert limits.count("account", "ann", limits.DAY)


def test_a_sample_of_what_the_bench_does_at_length(home, settings):
    settings.PASSWORD_LIMITS = {"attempts": 30}
    people = {f"owner{number}": factories.user(None, f"owner{number}") for number in range(5)}
    for number, person in enumerate(people.values()):
        person.set_password(guessing.RIGHT.format(number))
        person.save()

    def through(network, door, account, password):
        form = {"username": account, "password": password}
        return Client().post(door, form, REMOTE_ADDR=f"198.51.{network}.7").status_code

    found = guessing.Found()
    guessing.guess(through, range(250), 10, found)
    assert not list(found.problems())
    assert set(found.tried.values()) == {guessing.TRIED}
    assert found.statuses == {200: 100, 429: 150}
