"""Static and uploaded files, and the encodings in which anything is sent."""

import gzip

import pytest
from django.conf import settings
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from tests import factories

CONTENT = bytes(range(100))
SCRIPT = "/static/js/article.js"


@pytest.fixture
def film(db) -> str:
    made = factories.document(name="film.mp4", content=CONTENT)
    return f"{settings.MEDIA_URL}{made.file.name}"


def part(reader, address, asked) -> tuple[int, bytes, str]:
    response = reader.get(address, headers={"range": f"bytes={asked}"})
    content = b"".join(response.streaming_content)
    return response.status_code, content, response.get("Content-Range", "")


@given(first=st.integers(0, 120), last=st.integers(0, 120))
@example(first=0, last=0)
@example(first=99, last=99)
@hypothesis(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_part_of_an_uploaded_file_can_be_asked_for(reader, film, first, last):
    status, content, place = part(reader, film, f"{first}-{last}")
    if first > min(last, 99):
        assert (status, content) == (416, b"")
    else:
        assert (status, content) == (206, CONTENT[first : last + 1])
        assert place == f"bytes {first}-{min(last, 99)}/100"


@pytest.mark.parametrize(
    ("asked", "status", "content"),
    [
        ("-1", 206, CONTENT[-1:]),
        ("-100", 206, CONTENT),
        ("-0", 416, b""),
        ("99-", 206, CONTENT[99:]),
        ("100-", 416, b""),
        ("x-y", 200, CONTENT),
    ],
)
def test_the_end_of_a_file_can_be_asked_for(reader, film, asked, status, content):
    assert part(reader, film, asked)[:2] == (status, content)


@pytest.mark.django_db
@pytest.mark.parametrize("asked", ["0-0", "5-5", "-1"])
def test_one_byte_of_a_static_file_can_be_asked_for(reader, asked):
    status, content, _ = part(reader, SCRIPT, asked)
    assert (status, len(content)) == (206, 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("accepted", "sent"),
    [
        ("gzip", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("gzip;q=0", None),
        ("gzip; q=0.000, identity", None),
        ("GZIP;Q=0", None),
        ("identity", None),
        ("", None),
    ],
)
def test_nothing_is_compressed_in_a_way_that_the_client_refuses(reader, article, accepted, sent):
    response = reader.get(article.url, headers={"accept-encoding": accepted})
    assert response.get("Content-Encoding") == sent
    content = gzip.decompress(response.content) if sent else response.content
    assert article.title in content.decode()
    assert "Accept-Encoding" in response["Vary"]
