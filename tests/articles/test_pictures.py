"""The sizes of pictures: many, of modern formats, and never waited for."""

import pytest

from articles import pictures
from articles.pictures import make_renditions, prepare_renditions
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def no_worker(monkeypatch):
    """Nobody makes sizes in the background; what is asked for is noted."""
    asked = []

    class Enqueued:
        @staticmethod
        def enqueue(*arguments):
            asked.append(arguments)

    monkeypatch.setattr("articles.signals.prepare_renditions", Enqueued)
    monkeypatch.setattr("articles.pictures.make_renditions", Enqueued)
    return asked


def test_a_reader_gets_one_plain_size_while_the_others_are_made(reader, topic, no_worker):
    image = factories.image(width=1600, height=1000)
    page = factories.article(topic, lead_image=image)
    no_worker.clear()
    for _ in range(3):
        html = reader.get(page.url).content.decode()
    lead = html.split('<figure class="lead-picture">')[1].split("</figure>")[0]
    assert "width-800" in lead
    assert "avif" not in lead
    assert no_worker == [(image.pk, pictures.FIGURE)]  # once, not at every visit
    assert image.renditions.count() == 2  # that one, and the link preview's


def test_while_redis_is_away_no_sizes_are_asked_for_at_every_visit(
    reader, topic, no_worker, own_redis
):
    page = factories.article(topic, lead_image=factories.image(width=1600, height=1000))
    no_worker.clear()
    own_redis.stop()
    for _ in range(3):
        html = reader.get(page.url).content.decode()
    assert "width-800" in html.split('<figure class="lead-picture">')[1].split("</figure>")[0]
    assert no_worker == []


def test_publishing_has_the_worker_make_an_articles_sizes(topic, no_worker):
    draft = factories.article(topic, publish=False)
    assert no_worker == []
    factories.published_as_an_editor(draft)
    assert no_worker == [(draft.pk,)]


def test_once_made_all_sizes_are_offered(reader, topic, no_worker):
    image = factories.image(width=1600, height=1000)
    page = factories.article(topic, lead_image=image)
    assert prepare_renditions.call(page.pk) > 9
    lead = (
        reader.get(page.url).content.decode().split('class="lead-picture"')[1].split("</figure>")[0]
    )
    for width in ("480w", "800w", "1380w"):
        assert lead.count(width) == 3
    assert lead.index("image/avif") < lead.index("image/webp") < lead.index("<img")
    assert "width-1380.format-jpeg" in lead.split('class="enlarge" href="')[1].split('"')[0]


def test_a_small_picture_is_never_blown_up(topic):
    image = factories.image(width=160)
    made = pictures.renditions(image, pictures.FIGURE)
    assert {rendition.width for rendition in made.values()} == {160}


def test_making_the_sizes_of_what_is_gone_or_broken_does_no_harm(image, topic):
    from pathlib import Path

    Path(image.file.path).write_bytes(b"no picture")
    assert make_renditions.call(image.pk, pictures.CARD) == 0
    pk = image.pk
    image.delete()
    assert make_renditions.call(pk, pictures.CARD) == 0
    assert prepare_renditions.call(999_999) == 0
