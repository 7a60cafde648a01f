"""An author may have an account; nothing else makes anybody an author."""

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Author
from tests import factories

pytestmark = pytest.mark.django_db


def named(first, last, group="Editors"):
    user = factories.user(group)
    user.first_name, user.last_name = first, last
    user.save()
    return user


@pytest.fixture
def helen(home):
    return factories.author("Helen Marchetti")


def form_of(author) -> str:
    return f"/admin/snippets/articles/author/edit/{author.pk}/"


def fields(author, **changed) -> dict:
    """What the form of an author sends."""
    empty = {"blocks": [], "entityMap": {}}
    return {
        "name": author.name,
        "slug": author.slug,
        "role": "",
        "biography": str(empty).replace("'", '"'),
        "portrait": "",
        "website": "",
        "user": author.user_id or "",
    } | changed


def test_an_editor_says_which_account_is_an_authors(editor, helen):
    account = named("Helen", "Marchetti")
    page = editor.get(form_of(helen)).content.decode()
    assert f">Helen Marchetti ({account.username})</option>" in page
    editor.post(form_of(helen), fields(helen, user=account.pk))
    helen.refresh_from_db()
    assert helen.user == account


def test_only_people_of_the_admin_can_be_chosen_and_who_was_chosen_stays(editor, helen):
    plain = get_user_model().objects.create_user("plain", "plain@example.org", "secret")
    assert "(plain)" not in editor.get(form_of(helen)).content.decode()
    assert "plain</option>" not in editor.get(form_of(helen)).content.decode()
    Author.objects.filter(pk=helen.pk).update(user=plain)
    helen.refresh_from_db()
    editor.post(form_of(helen), fields(helen, role="Historian"))
    helen.refresh_from_db()
    assert (helen.user, helen.role) == (plain, "Historian")


def test_an_account_belongs_to_one_author(editor, helen):
    account = named("Helen", "Marchetti")
    factories.author("Mara Lindqvist", user=account)
    editor.post(form_of(helen), fields(helen, user=account.pk))
    helen.refresh_from_db()
    assert helen.user is None


def test_an_author_outlives_the_account(helen):
    account = named("Helen", "Marchetti")
    Author.objects.filter(pk=helen.pk).update(user=account)
    account.delete()
    helen.refresh_from_db()
    assert helen.user is None


def test_the_form_costs_the_same_for_many_accounts(editor, helen):
    counts = []
    for _ in range(2):
        editor.get(form_of(helen))
        with CaptureQueriesContext(connection) as queries:
            editor.get(form_of(helen))
        counts.append(len(queries))
        for _ in range(10):
            factories.user("Editors")
    assert counts[0] == counts[1]


# --- The update of an older site ------------------------------------------------------------------


def test_the_update_links_an_author_and_an_account_of_the_same_name(helen):
    account = named("helen", "MARCHETTI")
    import_module("articles.migrations.0003_link_authors").link(apps, None)
    helen.refresh_from_db()
    assert helen.user == account


@pytest.mark.parametrize("twice", ["author", "account"])
def test_the_update_links_nobody_by_a_name_that_is_there_twice(helen, twice):
    named("Helen", "Marchetti")
    if twice == "author":
        factories.author("Helen Marchetti")
    else:
        named("Helen", "Marchetti", None)
    import_module("articles.migrations.0003_link_authors").link(apps, None)
    assert not Author.objects.exclude(user=None).exists()


def test_the_update_takes_no_empty_name_for_one(home):
    Author.objects.create(name=" ", slug="nobody")
    factories.user("Editors")
    import_module("articles.migrations.0003_link_authors").link(apps, None)
    assert not Author.objects.exclude(user=None).exists()
