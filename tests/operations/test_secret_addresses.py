"""What opens something to whoever knows it stands in no log."""

import pytest
from django.core import signing
from django.urls import reverse

from operations import secret_addresses


def addresses():
    token = signing.dumps({"s3cret": 1})
    yield reverse("mine", args=[64, token])
    yield reverse("confirm", args=[token])
    yield reverse("unsubscribe", args=["follow", token])
    yield f"/discussion/mail/{token}/"
    yield reverse("shared_draft", args=[token])
    yield reverse("wagtailadmin_password_reset_confirm", args=["s3cret", "a-b"])


@pytest.mark.parametrize("line", ["Internal Server Error: %s", '"GET %s HTTP/1.1" 200', "<a %s?a>"])
def test_secret_addresses_are_masked_and_others_are_not(line):
    for address in addresses():
        said = secret_addresses.masked(line % address)
        assert address.strip("/").rpartition("/")[2] not in said
        assert "/***" in said
        assert said.startswith(line[:3])
    for address in ("/discussion/64/reply/", "/history/", "/discussion/mail/", "/admin/"):
        assert secret_addresses.masked(line % address) == line % address
