"""Files of private collections reach nobody by another address."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.models import Collection, CollectionViewRestriction

from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed(home):
    return Collection.get_first_root_node().add_child(name="Closed")


@pytest.fixture(params=["login", "password", "groups", "above"])
def restricted(request, closed):
    """A collection that is private, or lies in one that is."""
    kind = "login" if request.param == "above" else request.param
    made = CollectionViewRestriction.objects.create(
        collection=closed, restriction_type=kind, password="sesame"
    )
    if kind == "groups":
        made.groups.set([Group.objects.get(name="Editors")])
    return closed.add_child(name="Inside") if request.param == "above" else closed


def upload(collection, name):
    made = factories.document(name=name, content=b"xylocarp")
    made.collection = collection
    made.save()
    return made


@pytest.mark.parametrize("name", ["film.webm", "film.MP4", "sheet.pdf"])
def test_a_file_in_a_private_collection_reaches_no_stranger(reader, restricted, name):
    made = upload(restricted, name)
    file = made.file.name
    for address in (
        made.url,
        f"/media/{file}",
        f"/media/images/../{file}",
        f"/media/images/%2e%2e/{file}",
        f"/media/./{file}",
        f"/media/documents//{file.rpartition('/')[2]}",
        f"/media/documents/x/../{file.rpartition('/')[2]}",
    ):
        answer = reader.get(address)
        assert answer.status_code in (200, 302, 404)  # 200 is the form for the password
        assert b"xylocarp" not in b"".join(answer)


@pytest.mark.parametrize("name", ["film.webm", "film.mp4"])
def test_a_film_plays_for_whom_the_collection_lets_in(editor, reader, restricted, name):
    made = upload(restricted, name)
    address, asked = f"/media/{made.file.name}", "/documents/allowed/"
    if restricted.get_view_restrictions().first().restriction_type != "password":
        answer = editor.get(address, headers={"Range": "bytes=0-3"})
        assert (answer.status_code, b"".join(answer)) == (206, b"xylo")
        assert answer["Cache-Control"] == "private, no-cache"
        assert editor.get(asked, headers={"X-Original-URI": f"{address}?t=1"}).status_code == 200
    for way in (
        address,
        address.replace("documents/", "documents/x/../"),
        address.replace("documents/", "images/../documents/"),
        address.replace("/media/", "/x/../media/"),
        address.replace("/media/", "//media/"),
    ):
        assert reader.get(asked, headers={"X-Original-URI": way}).status_code == 403


def test_a_film_of_an_open_collection_plays_for_everybody(closed):
    made = upload(closed, "open film.webm")
    address = f"/media/{made.file.name}"
    for client, answer in ((Client(), address), (Client(), "/documents/allowed/")):
        got = client.get(answer, headers={"X-Original-URI": address})
        assert (got.status_code, got["Cache-Control"]) == (200, "public, max-age=3600")
