"""The sizes of pictures: made in the background, and never waited for."""

import re
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django_tasks_db.models import DBTaskResult

from articles import pictures
from articles.models import UnreadablePicture
from articles.pictures import compress_renditions, make_renditions, prepare_renditions
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(settings):
    """The tasks about pictures that wait, as rows of the queue, the first first."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

    def waiting() -> list[tuple]:
        rows = DBTaskResult.objects.filter(task_path__startswith="articles.").ready()
        return [
            (row.task_path.rpartition(".")[2], *row.args_kwargs["args"])
            for row in rows.order_by("-priority", "enqueued_at")
        ]

    return waiting


def lead_of(reader, page) -> str:
    html = reader.get(page.url).content.decode()
    return html.split('<figure class="lead-picture">')[1].split("</figure>")[0]


def files_of(image) -> set[str]:
    return {rendition.filter_spec for rendition in image.renditions.all()}


@pytest.fixture
def image():
    return factories.image(width=1600, height=1000)


@pytest.fixture
def page(topic, image):
    return factories.article(topic, lead_image=image, lead_image_alt="A map of the front")


def test_a_request_makes_no_size_and_keeps_the_space_of_the_picture(reader, page, image):
    for address in (page.url, "/", page.get_parent().url, "/feed/"):
        assert reader.get(address).status_code == 200
    assert not image.renditions.exists()
    lead = lead_of(reader, page)
    assert 'viewBox="0 0 1380 862"' in lead
    assert 'aria-label="A map of the front"' in lead
    assert "<a" not in lead
    assert "style=" not in lead
    # The space of the feed's picture would be nothing but a gap.
    assert "svg" not in reader.get("/feed/").content.decode()


def test_link_previews_have_the_sites_picture_until_the_articles_is_made(reader, page, image):
    def shared() -> str:
        html = reader.get(page.url).content.decode()
        assert ('"image"' in html) == ("/media/" in html)
        return re.search('property="og:image" content="(.*?)"', html)[1]

    assert "share-default" in shared()
    pictures.make(image, pictures.FIGURE)
    assert "width-1380.format-jpeg" in shared()
    pictures.make(image, pictures.SHARE)
    assert "fill-1200x630" in shared()


def test_until_all_are_made_the_nearest_of_the_same_shape_is_shown(reader, page, image):
    pictures.make(image, "fill-192x192|format-jpeg", "width-360|format-{avif,jpeg}")
    lead = lead_of(reader, page)
    assert "width-360.format-jpeg" in lead
    assert "avif" not in lead
    pictures.make(image, "width-700|format-jpeg")
    assert "width-700.format-jpeg" in lead_of(reader, page)
    pictures.make(image, "width-{800,1380}|format-jpeg")
    lead = lead_of(reader, page)
    assert lead.count("800w") == 1
    assert "avif" not in lead


def test_missing_sizes_are_asked_for_once_and_not_at_every_visit(reader, page, image, asked):
    for _ in range(3):
        lead_of(reader, page)
    wanted = [("make_renditions", image.pk, specs) for specs in (pictures.SHARE, pictures.FIGURE)]
    assert sorted(asked()) == sorted(wanted)


def test_while_redis_is_away_no_sizes_are_asked_for_at_every_visit(reader, page, asked, own_redis):
    own_redis.stop()
    for _ in range(2):
        assert "<svg" in lead_of(reader, page)
    assert asked() == []


def test_a_new_picture_and_a_new_file_get_their_sizes(asked):
    image = factories.image()
    assert asked() == [("make_renditions", image.pk, pictures.FIGURE)]
    image.save()
    assert len(asked()) == 2


def test_a_replaced_picture_shows_no_size_of_the_old_one(reader, editor, page, image, asked):
    pictures.prepare(page)
    old = image.renditions.get(filter_spec="width-800|format-jpeg").url
    assert old in lead_of(reader, page)
    other = Path(factories.image("Another", width=1200, height=900).file.path).read_bytes()
    data = {
        "title": image.title,
        "file": SimpleUploadedFile("other.png", other, "image/png"),
        "collection": image.collection_id,
    }
    assert editor.post(f"/admin/images/{image.pk}/", data).status_code == 302
    lead = lead_of(reader, page)
    assert old not in lead
    assert 'viewBox="0 0 1200 900"' in lead
    assert ("make_renditions", image.pk, pictures.FIGURE) in asked()


def test_publishing_has_the_worker_make_an_articles_sizes(topic, asked):
    draft = factories.article(topic, publish=False)
    assert asked() == []
    factories.published_as_an_editor(draft)
    assert asked() == [("prepare_renditions", draft.pk)]


def test_an_authors_portrait_is_made_when_it_is_chosen(reader, asked, text):
    author = factories.author(portrait=factories.image(width=300, height=300))
    assert ("make_renditions", author.portrait_id, pictures.PORTRAIT) in asked()
    assert "HM" in text(reader.get(author.get_absolute_url()))
    make_renditions.call(author.portrait_id, pictures.PORTRAIT)
    assert "fill-96x96" in reader.get(author.get_absolute_url()).content.decode()


def test_the_sizes_that_every_browser_shows_are_made_before_all_others(page, image, asked):
    second = factories.image(width=900, height=900)
    prepare_renditions.call(page.pk)
    plain = {"fill-1200x630|format-jpeg"}
    plain |= {f"width-{width}|format-jpeg" for width in (360, 800, 1380)}
    assert files_of(image) == plain
    kinds = [name for name, *_ in asked()]
    # The second picture waits, and comes before the slow formats of the first.
    assert ("make_renditions", second.pk, pictures.FIGURE) in asked()
    assert kinds == sorted(kinds, key="compress_renditions".__eq__)
    for name, *arguments in asked():
        if name == "compress_renditions":
            compress_renditions.call(*arguments)
    assert files_of(image) - plain == {f"width-{width}|format-avif" for width in (360, 800, 1380)}


def test_once_made_all_sizes_are_offered(reader, page):
    pictures.prepare(page)
    lead = lead_of(reader, page)
    for width in ("800w", "1380w"):
        assert lead.count(width) == 2
    assert lead.index("image/avif") < lead.index("<img")
    assert "width-1380.format-jpeg" in lead.split('class="enlarge" href="')[1].split('"')[0]


def test_a_small_picture_is_never_blown_up(topic):
    image = factories.image(width=160)
    pictures.make(image, pictures.FIGURE)
    assert {rendition.width for rendition in image.renditions.all()} == {160}


def test_a_picture_that_cannot_be_read_leaves_its_caption_until_it_can(reader, topic, image, text):
    body = factories.every_block(image, factories.document())
    page = factories.article(topic, body=body, lead_image=image)
    whole = Path(image.file.path).read_bytes()
    Path(image.file.path).write_bytes(b"no picture")
    assert "picture-to-come" in reader.get(page.url).content.decode()
    assert make_renditions.call(image.pk, pictures.FIGURE) == 0
    assert UnreadablePicture.objects.get().image == image
    html = reader.get(page.url).content.decode()
    assert "The front" in html
    assert 'class="lead-picture"' not in html
    Path(image.file.path).write_bytes(whole)
    assert make_renditions.call(image.pk, pictures.FIGURE) == 2
    assert not UnreadablePicture.objects.exists()
    assert 'class="lead-picture"' in reader.get(page.url).content.decode()


def test_a_full_disk_says_nothing_about_the_picture(image, monkeypatch):
    def full(*arguments, **options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "_save", full)
    with pytest.raises(OSError, match="No space"):
        make_renditions.call(image.pk, pictures.FIGURE)
    assert not UnreadablePicture.objects.exists()


def test_making_the_sizes_of_what_is_gone_does_no_harm(image):
    pk = image.pk
    image.delete()
    assert make_renditions.call(pk, pictures.CARD) == 0
    assert compress_renditions.call(pk, pictures.CARD) == 0
    assert prepare_renditions.call(999_999) == 0


def test_a_size_that_another_process_deleted_is_not_shown(reader, page, image):
    pictures.prepare(page)
    assert "avif" in lead_of(reader, page)
    made = list(image.renditions.all())
    image.renditions.all().delete()
    for rendition in made:  # as the memory of a process has them that did not delete them
        rendition.cache_backend.set(rendition.get_cache_key(), rendition)
    assert "picture-to-come" in lead_of(reader, page)


def test_a_videos_still_has_its_space_before_it_is_made(reader, topic, image):
    film = factories.document("A film", "film.webm", b"\x1aE\xdf\xa3")
    video = {"title": "A film", "file": film.pk, "address": "", "poster": image.pk}
    page = factories.article(
        topic,
        body=[factories.section("Video", ("video", video | {"caption": "", "transcript": ""}))],
    )
    html = reader.get(page.url).content.decode()
    assert 'width="1380" height="862"' in html
    assert "poster=" not in html
    pictures.make(image, pictures.POSTER)
    html = reader.get(page.url).content.decode()
    assert re.search(r'poster="/media/images/[^"]+jpeg.jpg" width="1380" height="862"', html)
