"""Every address of the admin × GET and POST × every role and nobody.

The addresses come from the url configuration, so that one more without a line in the table fails. What is
asked is answered by the real views behind the real middleware; the templates alone are left out, because
nothing is decided there and they cost most of the time.
"""

import logging
import re

import pytest
from django.contrib.auth import middleware
from django.db import connection, transaction
from django.template.base import Template
from django.test import Client
from django.urls import reverse
from django.utils.safestring import SafeString

from tests import factories

from .addresses import World
from .rights_table import ROLES, expected

#: The answers that let nobody see or do anything.
REFUSALS = (401, 403, 404, 405)
#: It ends the session of everybody who asks.
LOGOUT = "wagtailadmin_logout"
#: What may be written for somebody who is refused: what belongs to that person.
OWN_TABLES = ("wagtailusers_userprofile", "wagtailadmin_editingsession")
#: What authors do with their drafts.
WITH_A_DRAFT = ("edit", "delete", "copy", "history", "unpublish", "lock", "set_privacy")


@pytest.fixture(scope="module")
def world(shared_db):
    with shared_db():
        from home.models import HomePage  # not before there is a database

        topic, boss = factories.topic(HomePage.objects.get()), factories.user(None, "boss")
        made = World(topic, boss)
        made.cases = [case for case in made.cases() if case[0] != LOGOUT]
        yield made


@pytest.fixture
def fast(settings, monkeypatch):
    """No template, no log, and one look at who it is, for all requests of a role."""
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    monkeypatch.setattr(Template, "render", lambda self, context: SafeString(""))
    logging.disable(logging.CRITICAL)
    yield lambda user: monkeypatch.setattr(middleware, "get_user", lambda request: user)
    logging.disable(logging.NOTSET)


class Writes:
    """The tables to which something was written."""

    def __init__(self):
        self.tables = set()

    def __call__(self, execute, sql, *args):
        if sql.startswith(("INSERT", "UPDATE", "DELETE")):
            self.tables.add(re.search(r'\b(?:INTO|UPDATE|FROM) "?(\w+)', sql)[1])
        return execute(sql, *args)


def ask(client, method, name, address):
    """Whether somebody gets there, the status, and what was written; all is taken back."""
    writes = Writes()
    with transaction.atomic(), connection.execute_wrapper(writes):
        answer = getattr(client, method.lower())(
            address, headers={"X-Requested-With": "XMLHttpRequest"}
        )
        transaction.set_rollback(True)
    there = answer.status_code not in REFUSALS
    if answer.status_code == 302 and answer["Location"].startswith("/admin/login/"):
        there = False
    if there and name.startswith(("bulk wagtail", "bulk pictures")):
        # Wagtail shows everybody the page, and leaves out the rows that are not theirs.
        context = getattr(answer, "context_data", None)
        there = bool(context["items"] if context else writes.tables)
    return there, answer.status_code, writes.tables - set(OWN_TABLES)


def matrix(world, role, fast):
    """What a role gets at each address, by method and name."""
    client, user = Client(raise_request_exception=False), None
    if role != "nobody":
        user = factories.user(ROLES[role], role)
        if role == "reader":
            user.is_superuser = user.is_staff = False
            user.save()
        client.force_login(user)
        fast(user)
    draft = factories.article(world.topic, title="Mine?", publish=False, owner=user)
    mine = [
        (f"own {act}", reverse(f"wagtailadmin_pages:{act}", args=[draft.pk]))
        for act in WITH_A_DRAFT
    ]
    return {
        (method, name): ask(client, method, name, address)
        for name, address in [*world.cases, *mine]
        for method in ("GET", "POST")
    }


@pytest.mark.django_db
def test_everybody_gets_where_the_table_says_and_nowhere_else(world, fast):
    found = {role: matrix(world, role, fast) for role in ROLES}
    wrong = []
    for method, name in found["superuser"]:
        roles = expected(method, name)
        if roles is None:
            wrong.append(f"{method} {name}: the table says nothing of it")
            continue
        if found["superuser"][method, name][1] == 405:
            roles = set()  # there is no such method
        for role in ROLES:
            there, status, written = found[role][method, name]
            if there != (role in roles):
                wrong.append(
                    f"{method} {name}: {role} is {'let in' if there else 'refused'}: {status}"
                )
            elif not there and written:
                wrong.append(f"{method} {name}: {role} is refused, and writes to {written}")
    assert not wrong, "\n".join(["", *wrong])
