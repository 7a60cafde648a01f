"""Nobody finds out a password by trying."""

import pytest
from django.conf import settings as configured
from django.urls import reverse
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from tests import factories

pytestmark = pytest.mark.django_db

SENTENCE = "More passwords were tried from your network than we allow within ten minutes."


@pytest.fixture
def doors(article):
    """Every address that takes a password, with the form that is sent there."""
    page = PageViewRestriction.objects.create(
        page=article, restriction_type="password", password="sesame"
    )
    document = CollectionViewRestriction.objects.create(
        collection=Collection.get_first_root_node(), restriction_type="password", password="sesame"
    )
    account = {"username": factories.user().username, "password": "correct horse battery"}
    password = {"password": "sesame", "return_url": article.url}
    return {
        "page": (
            reverse("wagtailcore_authenticate_with_password", args=[page.pk, article.pk]),
            password,
        ),
        "document": (
            reverse("wagtaildocs_authenticate_with_password", args=[document.pk]),
            password,
        ),
        "admin": (reverse("wagtailadmin_login"), account),
        "site": (reverse("wagtailcore_login"), account),
    }


@pytest.mark.parametrize("door", ["page", "document", "admin", "site"])
def test_after_many_wrong_passwords_even_the_right_one_waits(reader, doors, settings, text, door):
    settings.PASSWORD_LIMITS = {"attempts": 5}
    address, right = doors[door]
    for number in range(5):
        assert reader.post(address, right | {"password": f"wrong {number}"}).status_code == 200
    answer = reader.post(address, right)
    assert answer.status_code == 429
    assert answer["Retry-After"] == "600"
    assert SENTENCE in text(answer)
    elsewhere = reader.post(address, right, REMOTE_ADDR="198.51.100.7")
    assert elsewhere.status_code == 302


def test_doors_count_together_and_looking_at_them_costs_nothing(reader, doors, settings):
    settings.PASSWORD_LIMITS = {"attempts": 4}
    for address, form in doors.values():
        reader.get(address)
        assert reader.post(address, form | {"password": "wrong"}).status_code == 200
    for address, form in doors.values():
        assert reader.post(address, form).status_code == 429


def test_a_password_with_a_strange_return_address_leads_to_the_front_page(reader, doors):
    address, form = doors["page"]
    answer = reader.post(address, form | {"return_url": "https://evil.example/"})
    assert answer.url == configured.LOGIN_REDIRECT_URL == "/"
    address, form = doors["site"]
    assert reader.post(address, form).url == "/"
