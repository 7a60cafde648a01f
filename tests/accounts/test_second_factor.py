"""Whoever has a second factor needs it, whoever must have one gets it, and nobody guesses it."""

import re
import time

import pyotp
import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from mfa.models import MFAKey

from accounts.models import SignInRules
from tests import factories

from .test_guessing import DOORS, RIGHT, sign_in

pytestmark = pytest.mark.django_db
SECRET = pyotp.random_base32()
CODE = "/admin/second-factor/auth/TOTP/"
KEYS = "/admin/second-factor/"


@pytest.fixture
def owner(home):
    return factories.user("Editors", "ann")


@pytest.fixture
def key(owner):
    return MFAKey.objects.create(user=owner, method="TOTP", name="Telephone", secret=SECRET)


def code(seconds=0):
    return pyotp.TOTP(SECRET).at(time.time() + seconds)


def is_in(client):
    return client.get("/admin/account/").status_code == 200


@pytest.fixture
def no_pause(settings, monkeypatch):
    """The package's pause between codes, which is not what is tried here."""
    monkeypatch.setattr("mfa.settings.RATE_LIMIT_REQUESTS", 10_000)


@pytest.mark.parametrize("door", DOORS)
def test_the_password_alone_lets_nobody_in(key, door, no_pause):
    client = Client()
    answer = sign_in(client, RIGHT, door=door)
    assert answer.url == CODE
    assert not is_in(client)
    client.get(CODE)
    assert client.post(CODE, {"code": "000000"}).status_code == 200
    assert not is_in(client)
    assert "device" not in client.cookies
    assert client.post(CODE, {"code": code()}).status_code == 302
    assert is_in(client)
    assert "device" in client.cookies
    # A code is good for once.
    again = Client()
    sign_in(again, RIGHT, door=door)
    again.get(CODE)
    assert again.post(CODE, {"code": code()}).status_code == 200


def test_codes_are_not_guessed(key, settings, no_pause, text):
    settings.PASSWORD_LIMITS = {"browser": 3}
    client = Client()
    sign_in(client, RIGHT)
    client.get(CODE)
    for _ in range(3):
        assert client.post(CODE, {"code": "000000"}).status_code == 200
    answer = client.post(CODE, {"code": code()})
    assert answer.status_code == 429
    assert "Too many wrong codes" in text(answer)
    assert not is_in(client)


def test_a_password_that_was_given_is_good_for_a_while(key, owner, monkeypatch):
    client = Client()
    assert client.get(CODE).url == "/admin/login/"
    sign_in(client, RIGHT)
    assert client.get(CODE).status_code == 200
    later = time.time() + 700
    monkeypatch.setattr("accounts.second_factor.time.time", lambda: later)
    assert client.get(CODE).url == "/admin/login/"
    monkeypatch.undo()
    sign_in(client, RIGHT)
    type(owner).objects.update(is_active=False)
    assert client.get(CODE).url == "/admin/login/"


def test_an_authenticator_is_added_with_codes_for_the_day_when_it_is_lost(owner, text, no_pause):
    client = Client()
    client.force_login(owner)
    create = "/admin/second-factor/create/TOTP/"
    secret = re.search(r"<code translate=.no.>(\w+)<", client.get(create).content.decode())[1]
    assert client.post(create, {"name": "Mine", "code": "1"}).status_code == 200
    done = client.post(create, {"name": "Mine", "code": pyotp.TOTP(secret).now()})
    assert done.url == "/admin/second-factor/codes/"
    shown = client.post(done.url).content.decode()
    codes = re.findall(r"<code>([\w-]+)</code>", shown)
    assert len(set(codes)) == 8
    assert "8 recovery codes are left" in text(client.get(KEYS))
    other, recovery = Client(), "/admin/second-factor/auth/recovery/"
    for attempt, status in ((codes[0], 302), (codes[0], 200)):
        sign_in(other, RIGHT)
        other.get(recovery)
        assert other.post(recovery, {"code": attempt}).status_code == status
        other.cookies.pop("sessionid")
    assert not MFAKey.objects.filter(secret__contains=codes[1]).exists()


def test_a_passkey_that_no_device_made_is_refused(owner, key):
    client = Client()
    client.force_login(owner)
    create = "/admin/second-factor/create/FIDO2/"
    assert "data-fido2-create" in client.get(create).content.decode()
    for made_up in (
        "x",
        "{}",
        "[]",
        '{"id": "x", "rawId": "x", "response": {}, "type": "public-key"}',
    ):
        assert client.post(create, {"name": "x", "code": made_up}).status_code == 200
    assert MFAKey.objects.get() == key


def test_it_is_removed_with_the_password_alone_and_by_its_owner_alone(owner, key, text):
    client, address = Client(), f"{KEYS}{key.pk}/delete/"
    stranger = Client()
    stranger.force_login(factories.user())
    assert stranger.post(address, {"password": RIGHT}).status_code == 404
    client.force_login(owner)
    assert "This is not your password" in text(client.post(address, {"password": "x"}))
    assert MFAKey.objects.exists()
    assert client.post(address, {"password": RIGHT}).status_code == 302
    assert not MFAKey.objects.exists()


def test_roles_have_to_have_one(owner, django_assert_max_num_queries):
    rules = SignInRules.load()
    rules.groups.add(Group.objects.get(name="Editors"))
    client, other = Client(), Client()
    client.force_login(owner)
    other.force_login(factories.user("Contributors"))
    for address in ("/admin/", "/admin/pages/", "/admin/account/", "/admin/sign-ins/"):
        assert client.get(address).url == KEYS
        answer = other.get(address)
        assert answer.status_code == 200 or answer.url != KEYS
    # They cannot act elsewhere, but read and sign out.
    assert client.post("/discussion/1/moderate/").url == KEYS
    assert client.get("/").status_code == 200
    assert "has to sign in with a second factor" in client.get(KEYS).content.decode()
    MFAKey.objects.create(user=owner, method="TOTP", name="x", secret=SECRET)
    assert is_in(client)
    with django_assert_max_num_queries(25):
        client.get("/admin/account/")
    # Whoever has lost it, or had it taken away elsewhere, is asked again in every browser.
    MFAKey.objects.all().delete()
    assert client.get("/admin/").url == KEYS
    boss = Client()
    boss.force_login(factories.user())
    assert is_in(boss)
    SignInRules.objects.update(superusers=True)
    assert boss.get("/admin/").url == KEYS


def test_an_operator_lets_somebody_in_who_has_lost_it(key, capsys):
    call_command("remove_second_factor", "ann")
    assert not MFAKey.objects.exists()
    assert sign_in(Client(), RIGHT).url == "/admin/"


def test_readers_without_an_account_get_the_same_page_as_before(reader, home):
    assert "Cookie" not in reader.get("/").get("Vary", "")
    assert not reader.cookies
