"""People see where they are signed in, and end it; an administrator hears of a new browser."""

import re

import pytest
from django.core import mail
from django.test import Client
from django_tasks_db.models import DBTaskResult

from accounts import signed_in
from accounts.models import Session
from tests import factories

from .test_guessing import RIGHT, sign_in

pytestmark = pytest.mark.django_db

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def browser(network, agent=FIREFOX, username="ann"):
    client = Client(headers={"User-Agent": agent})
    assert sign_in(client, RIGHT, network, username=username).status_code == 302
    return client


def test_one_sees_where_one_is_signed_in_and_ends_it(home, text):
    factories.user("Editors", "ann")
    factories.user("Editors", "ben")
    here, there, third = browser(1), browser(2), browser(3)
    foreign = browser(4, username="ben")
    page = here.get("/admin/sign-ins/")
    for words in ("Firefox, Linux (this one)", "198.51.1.0/24", "198.51.2.0/24"):
        assert words in text(page)
    assert "198.51.4.0" not in text(page)
    html = page.content.decode()
    codes = re.findall(r'name="session" value="(\w+)"', html)
    assert len(codes) == 2
    for session in Session.objects.all():
        assert session.session_key not in html
    foreign.post("/admin/sign-ins/", {"session": codes[0]})
    assert Session.objects.count() == 4
    here.post("/admin/sign-ins/", {"session": codes[0]})
    signed = [each.get("/admin/sign-ins/").status_code for each in (here, there, third, foreign)]
    assert sorted(signed[1:3]) == [200, 302]
    assert signed[0] == signed[3] == 200
    here.post("/admin/sign-ins/")
    assert Session.objects.count() == 2


def test_the_page_costs_the_same_however_often_one_is_signed_in(
    home, django_assert_max_num_queries
):
    factories.user("Editors", "ann")
    clients = [browser(number) for number in range(8)]
    with django_assert_max_num_queries(25):
        assert clients[0].get("/admin/sign-ins/").content.count(b'name="session"') == 7


def test_an_administrator_hears_of_a_browser_that_is_new(home, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    boss = factories.user(None, "ann")
    factories.user("Editors", "ben")
    client = browser(1)
    client.post("/admin/logout/")
    sign_in(client, RIGHT, 1)
    browser(2, username="ben")
    told = DBTaskResult.objects.get(task_path="accounts.signed_in.tell")
    assert signed_in.tell.call(*told.args_kwargs["args"])
    letter = mail.outbox[0]
    assert letter.to == [boss.email]
    for words in (
        "“ann”",
        "Firefox, Linux",
        "198.51.1.0/24",
        "/admin/sign-ins/",
        "/admin/password_reset/",
    ):
        assert words in letter.body


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (FIREFOX, "Firefox, Linux"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
            "Safari, iPhone",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("curl/8", ""),
    ],
)
def test_a_browser_has_a_name_that_people_know(agent, name):
    assert signed_in.name_of_browser(agent) == name
