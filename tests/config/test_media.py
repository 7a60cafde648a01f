"""A video in a private collection is for those who may open it, and for nobody else."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import resolve
from wagtail.models import Collection, CollectionViewRestriction

from tests import factories

pytestmark = pytest.mark.django_db

CONTENT = b"0123456789"


@pytest.fixture
def film(home):
    """A film in a collection below one that can be made private."""
    collection = Collection.get_first_root_node().add_child(name="Board")
    made = factories.document(name="film.mp4", content=CONTENT)
    made.collection = collection.add_child(name="Meetings")
    made.save()
    return made


@pytest.fixture
def private(film):
    def private(kind, **fields):
        above = film.collection.get_parent()
        restriction = CollectionViewRestriction(collection=above, restriction_type=kind, **fields)
        restriction.save()
        return restriction

    return private


def seen(client, film) -> bool:
    """Whether the film's own address and nginx's question agree that it may be seen."""
    address = film.file.url
    answer = client.get(address, headers={"range": "bytes=0-3"})
    asked = client.get(f"/_allowed{address}")
    assert (answer.status_code, asked.status_code) in ((206, 204), (404, 403))
    if answer.status_code == 206:
        assert b"".join(answer.streaming_content) == CONTENT[:4]
        assert answer["Cache-Control"] == asked["Cache-Control"]
    return answer.status_code == 206


def test_a_film_of_a_public_collection_is_public(reader, film, private):
    assert seen(reader, film)
    assert "public" in reader.get(film.file.url)["Cache-Control"]
    other = factories.document(name="other.webm", content=CONTENT)
    private("login")
    assert seen(reader, other)
    assert "public" in reader.get(other.file.url)["Cache-Control"]


def test_a_film_for_those_who_are_signed_in(reader, editor, film, private):
    private("login")
    assert not seen(reader, film)
    assert seen(editor, film)
    assert editor.get(film.file.url)["Cache-Control"] == "private, no-store"


def test_a_film_for_a_group(reader, editor, film, private):
    private("groups").groups.add(Group.objects.get(name="Moderators"))
    assert not seen(editor, film)
    member = Client()
    member.force_login(factories.user("Moderators"))
    assert seen(member, film)


def test_a_film_for_those_who_know_a_password(reader, film, private):
    restriction = private("password", password="sesame")
    assert not seen(reader, film)
    address = f"/documents/authenticate_with_password/{restriction.pk}/"
    reader.post(address, {"password": "sesame", "return_url": film.url})
    assert seen(reader, film)


def test_the_file_of_a_deleted_film_is_not_there(reader, film, private):
    private("login")
    name, storage = film.file.name, film.file.storage
    film.__class__.objects.filter(pk=film.pk).delete()
    storage.save(name, factories.ContentFile(CONTENT))
    assert not seen(reader, film)


@pytest.mark.parametrize(
    "path",
    [
        "x/../documents/{}", "/documents/{}", "documents//{}", "documents/./{}", "./documents/{}",
        "images/../documents/{}", "original_images/../documents/{}", "Documents/{}",
    ],
)  # fmt: skip
def test_no_other_way_of_writing_the_address_helps(reader, film, private, path):
    private("login")
    sheet = factories.document(name="sheet.pdf")
    assert reader.get(f"/media/{path}".format(sheet.filename)).status_code in (301, 404)
    path = path.format(film.filename)
    match = resolve(f"/_allowed/media/{path}")
    request = reader.get("/").wsgi_request
    assert match.func(request, **match.kwargs).status_code == 403
    assert reader.get(f"/media/{path}").status_code in (301, 404)
