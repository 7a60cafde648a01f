"""Uploads in a bucket: pictures come from there, and documents only after the site's check."""

import io
import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django_tasks_db.models import DBTaskResult
from PIL import Image as Pillow
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, CollectionViewRestriction

from articles import pictures
from tests import factories
from tests.config.test_settings import PRODUCTION, python
from tests.s3_server import S3Server

pytestmark = pytest.mark.django_db

#: Prints what production makes of the environment.
SETTINGS = """
import json
from config.settings import production as made
names = [name for name in vars(made) if name.startswith("AWS_") or name == "STORAGES"]
print(json.dumps({name: getattr(made, name) for name in [*names, "CONTENT_SECURITY_POLICY"]}))
"""


@pytest.fixture(scope="module")
def server():
    server = S3Server()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def production(server) -> dict:
    """The settings of a site with a bucket, as the environment sets them."""
    environment = {name: value for name, value in PRODUCTION.items() if name != "MEDIA_ROOT"}
    result = python(
        "-c", SETTINGS, PYTHONPATH="site", MEDIA_S3_BUCKET=server.bucket,
        MEDIA_S3_ENDPOINT=server.address, MEDIA_S3_ORIGIN=server.address,
        MEDIA_S3_REGION="eu-west-1", MEDIA_S3_ACCESS_KEY=server.key,
        MEDIA_S3_SECRET_KEY=server.secret, **environment,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


@pytest.fixture
def bucket(server, production, settings):
    """The server with an empty bucket, which the site of this test uses."""
    server.make_bucket()
    for name, value in production.items():
        if name != "STORAGES":
            setattr(settings, name, value)
    settings.STORAGES = settings.STORAGES | {"default": production["STORAGES"]["default"]}
    return server


@pytest.fixture
def commits(django_capture_on_commit_callbacks):
    def commits():
        return django_capture_on_commit_callbacks(execute=True)

    return commits


def test_a_picture_comes_from_the_bucket_and_goes_with_it(
    bucket, editor, reader, topic, settings, commits
):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    data = io.BytesIO()
    Pillow.new("RGB", (900, 600), (154, 52, 18)).save(data, "PNG")
    file = SimpleUploadedFile("map.png", data.getvalue(), "image/png")
    with commits():
        answer = editor.post(reverse("wagtailimages:add"), {"title": "A map", "file": file})
    assert answer.status_code == 302
    image = get_image_model().objects.get()
    assert image.renditions.count() == len(bucket.names()) - 1 == 4
    page = factories.article(topic, lead_image=image)
    answer = reader.get(page.url)
    shown = re.findall(rf"{bucket.address}/[^\s\",]+", answer.content.decode())
    assert len(set(shown)) == 4
    assert {bucket.status(address) for address in shown} == {200}
    # django-csp promises no order of the directives.
    policy = answer["Content-Security-Policy"].split("; ")
    assert f"img-src 'self' data: {bucket.address}" in policy
    # Nothing shows the original, which may be large and from before notes were taken out.
    assert bucket.status(bucket.plain(image.file.name)) == 403
    with commits():
        editor.post(reverse("wagtailimages:delete", args=[image.pk]), {"anyway": "on"})
    assert bucket.names() == []


def test_a_lost_file_leaves_no_gap(bucket, reader, topic):
    image = factories.image()
    bucket.client.delete_object(Bucket=bucket.bucket, Key=image.file.name)
    assert pictures.make(image, pictures.FIGURE) == 0
    page = factories.article(topic, lead_image=image)
    assert "picture-to-come" not in reader.get(page.url).content.decode()


#: The beginnings of both kinds of documents.
CONTENTS = {"pdf": b"%PDF-1.4", "webm": b"\x1a\x45\xdf\xa3webm"}


def upload(editor, name: str, collection) -> object:
    """A document that an editor uploads into a collection."""
    data = {"title": name, "collection": collection.pk}
    data["file"] = SimpleUploadedFile(
        name, CONTENTS[name.rpartition(".")[2]], "application/octet-stream"
    )
    assert editor.post(reverse("wagtaildocs:add"), data).status_code == 302
    return get_document_model().objects.get(title=name)


def test_documents_of_a_private_collection_stay_behind_their_check(bucket, editor, reader, topic):
    root = Collection.get_first_root_node()
    board = root.add_child(name="Board")
    CollectionViewRestriction.objects.create(collection=board, restriction_type="login")
    open_sheet, sheet = upload(editor, "open.pdf", root), upload(editor, "board.pdf", board)
    film = upload(editor, "board.webm", board)
    assert len(bucket.names()) == 3
    for document in (open_sheet, sheet, film):
        assert bucket.status(bucket.plain(document.file.name)) == 403
    assert bucket.status(reader.get(open_sheet.url)["Location"]) == 200

    video = {"title": "A film", "file": film.pk, "address": "", "poster": None}
    block = ("video", video | {"caption": "", "transcript": ""})
    page = factories.article(topic, body=[factories.section("Video", block)])
    html = reader.get(page.url).content.decode()
    assert f'src="{film.url}"' in html
    assert bucket.address not in html  # a signature would be kept with the page
    for document in (sheet, film):
        answer = reader.get(document.url)
        assert answer["Location"].startswith("/_util/login/")
        signed = editor.get(document.url)["Location"]
        assert signed.startswith(bucket.plain(document.file.name))
        assert bucket.status(signed, Range="bytes=0-3") == 206
        assert (
            "private"
            in bucket.client.head_object(Bucket=bucket.bucket, Key=document.file.name)[
                "CacheControl"
            ]
        )


def test_the_queue_keeps_no_key_of_the_bucket(bucket, settings, commits):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    with commits():
        factories.image().delete()
        factories.document().delete()
    queued = DBTaskResult.objects.filter(task_path__contains="delete_file")
    assert len(queued) == 2
    assert not any(bucket.secret in json.dumps(row.args_kwargs) for row in queued)
