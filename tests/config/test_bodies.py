"""However much somebody sends to a form, little of it is kept in memory, and little comes back."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from wagtail.models import PageViewRestriction

from comments.models import ReaderComment
from config.bodies import COMMENT, OTHER, BodyMiddleware
from tests import factories
from tests.comments.conftest import rules, say  # noqa: F401

pytestmark = pytest.mark.django_db

SENTENCE = "That is more than a form can hold"
#: What a program sends that was made to do harm; and what is just below the limit, and grows in HTML.
LARGE, FITS = "x" * 2_000_000, '"' * 900_000
SHORT = 500_000


@pytest.fixture
def forms(article, say, settings) -> dict[str, str]:  # noqa: F811
    """Every address at which strangers may send something, with the field to fill."""
    settings.PASSWORD_LIMITS = {"attempts": 1000}
    comment = say("Some words")
    door = PageViewRestriction.objects.create(
        page=factories.article(article.get_parent()), restriction_type="password", password="x"
    )
    return {
        f"/discussion/{article.pk}/reply/": "comment name email url nonce reply_to follow",
        f"/discussion/{article.pk}/follow/": "email",
        f"/discussion/comment/{comment.pk}/report/": "message reason",
        f"/discussion/comment/{comment.pk}/useful/": "vote",
        "/discussion/yours/": "email",
        "/discussion/yours/all/": "email action id",
        reverse("wagtailcore_authenticate_with_password", args=[door.pk, door.page_id]): "password "
        "return_url",
        reverse("wagtailadmin_login"): "username password next",
        reverse("wagtailcore_login"): "username password next",
        "/admin/password_reset/": "email",
        "/search/wanted/": "q",
        "/search/clicked/": "q result",
    }


def test_what_no_form_of_the_site_can_hold_is_refused_in_words(forms, text):
    for address, names in forms.items():
        answer = Client().post(address, dict.fromkeys(names.split(), LARGE))
        assert answer.status_code == 413, address
        assert SENTENCE in text(answer)
        assert len(answer.content) < SHORT
    assert ReaderComment.objects.count() == 1


def test_what_just_fits_comes_back_shortened(forms):
    for address, names in forms.items():
        for name in names.split():
            answer = Client().post(address, {name: FITS})
            assert len(answer.content) < SHORT, (address, name)
            assert len(answer.headers.get("Location", "")) < SHORT, (address, name)


def test_editors_can_save_long_articles(home):
    client = Client()
    client.cookies["sessionid"] = "made-up"
    assert client.post("/admin/login/", {"username": LARGE}).status_code == 413
    client.force_login(factories.user())
    assert client.post("/admin/login/", {"username": "x"}).status_code != 413
    answer = client.post(f"/admin/pages/{home.pk}/edit/", {"title": LARGE})
    assert answer.status_code == 200


class Unread:
    """A body that nobody may read."""

    def read(self, *args):
        raise AssertionError("the body was read")

    readline = read


def answered(user, address, length):
    """The answer to a body of this length, which is sent by nobody. 200: it would be read."""
    request = RequestFactory().post(address)
    request.META["CONTENT_LENGTH"], request._stream = str(length), Unread()
    request.user = user
    return BodyMiddleware(lambda request: HttpResponse())(request).status_code


@pytest.mark.parametrize(
    ("who", "address", "fits"),
    [
        (None, "/discussion/1/reply/", COMMENT),
        (None, "/admin/documents/add/", OTHER),
        (None, "/search/wanted/", OTHER),
        ("reader", "/admin/documents/add/", COMMENT),
        ("Editors", "/discussion/1/reply/", COMMENT),
        ("Editors", "/search/wanted/", COMMENT),
        ("Editors", "/admin/documents/add/", 200 * COMMENT + COMMENT),
    ],
)
def test_who_may_send_how_much_where_is_decided_before_it_is_read(home, who, address, fits):
    user = factories.user(who if who == "Editors" else None) if who else AnonymousUser()
    if who == "reader":
        user.is_superuser = user.is_staff = False
        user.save()
    assert answered(user, address, fits) == 200
    assert answered(user, address, fits + 1) == 413
