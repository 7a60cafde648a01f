"""The names of people who work on the site are theirs, and looking for them costs little."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments.models import ReaderComment
from tests import factories

from .conftest import send

pytestmark = pytest.mark.django_db


@pytest.fixture
def helen(home):
    """Somebody who is in no group, and may enter the admin by a permission of their own."""
    user = get_user_model().objects.create_user(
        "hm", "hm@example.org", "secret", first_name="Helen", last_name="Marchetti"
    )
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    return user


def is_taken(reader, article, name) -> bool:
    before = ReaderComment.objects.count()
    send(reader, article, f"Words of {name}", name=name)
    return ReaderComment.objects.count() == before


@pytest.mark.parametrize("group", ["Editors", "Moderators", None])
def test_nobody_takes_the_name_of_who_may_enter_the_admin(reader, article, rules, group):
    user = factories.user(group, "otto")
    user.first_name, user.last_name = "Otto", "Keller"
    user.save()
    assert is_taken(reader, article, "Otto")
    assert is_taken(reader, article, "ötto keller")
    user.is_active = False
    user.save()
    assert not is_taken(reader, article, "Otto")


def test_nor_of_somebody_who_may_by_a_permission_of_their_own(reader, article, rules, helen):
    assert is_taken(reader, article, "Helen Marchetti")
    helen.user_permissions.clear()
    assert not is_taken(reader, article, "Helen Marchetti")


def test_a_plain_account_keeps_nobody_from_a_name(reader, article, rules):
    get_user_model().objects.create_user("plain", first_name="Ben", last_name="Reader")
    assert not is_taken(reader, article, "Ben Reader")


def test_a_comment_costs_the_same_beside_a_thousand_plain_accounts(reader, article, rules, helen):
    factories.author()
    costs = []
    for number in range(3):
        with CaptureQueriesContext(connection) as queries:
            send(reader, article, f"Words {number}", name=f"Reader {number}")
        asked = [query["sql"] for query in queries if query["sql"].startswith("SELECT")]
        costs.append((len(queries), sum(rows_of(sql) for sql in asked if "auth_user" in sql)))
        if number == 1:
            User = get_user_model()
            User.objects.bulk_create(
                User(username=f"plain{n}", first_name="Plain", last_name=str(n))
                for n in range(1000)
            )
    # The first comment finds caches cold.
    assert costs[1] == costs[2]
    assert costs[2][1] < 10


def rows_of(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return len(cursor.fetchall())


@pytest.mark.parametrize(
    "name",
    ["Edıtor", "Ꭼditor", "ɑdmin", "Editoг", "ᴇditor", "Moderat0r", "Editor (staff)", "[Admin]",
     "Мoderаtоr", "𝕰ditor", "Ａdmin", "М0ԁеrаtоr"],
)  # fmt: skip
def test_no_letters_of_another_alphabet_make_a_name_of_the_staff(reader, article, rules, name):
    for username in ("editor", "admin", "moderator"):
        factories.user("Editors", username)
    assert is_taken(reader, article, name)


@pytest.mark.parametrize(
    "name", ["Edith", "Adam", "Модест", "Νίκος", "Օհան", "田中", "Mod", "Ann (Hanoi)"]
)
def test_a_name_in_any_alphabet_is_free_that_nobody_on_the_site_has(reader, article, rules, name):
    for username in ("editor", "admin", "moderator"):
        factories.user("Editors", username)
    assert not is_taken(reader, article, name)
