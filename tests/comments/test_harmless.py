"""Hostile input that found a way in once: too long where it counts, unseen, or no XML."""

import xml.etree.ElementTree as ET

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from comments.intake import posting
from comments.markup import normalise
from comments.models import ReaderComment

from .conftest import hidden

#: One character that becomes three in NFC.
NOTE = "\U0001d160"


@pytest.fixture
def rules(rules):
    rules.ask_website = True
    rules.save()
    return rules


@pytest.fixture
def say(article, rules):
    """Stores a comment past the form, whatever stands in it."""

    def store(words="Well said.", name="Ann Reader", website=""):
        sender = posting.Sender(name, "ann@example.org", website)
        return posting.post(article, words, sender, rules)[0]

    return store


def send(client, article, **fields):
    address = f"/discussion/{article.pk}/reply/"
    data = hidden(client.get(address).content.decode())
    data |= {"name": "Ann", "email": "ann@example.org", "comment": "Well said.", "honeypot": ""}
    return client.post(address, data | fields)


LONG_DOMAIN = ".".join(["a" * 60] * 4)


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", NOTE * 50),
        ("comment", NOTE * 3000),
        ("url", f"https://example.org/{'a' * 300}"),
        ("email", f"{'a' * 30}@{LONG_DOMAIN}.org"),
    ],
    ids=lambda value: value[:12],
)
def test_what_is_too_long_for_its_column_is_refused(reader, article, rules, field, value):
    response = send(reader, article, **{field: value})
    assert response.status_code == 422
    assert f'id="id_{field}_error"' in response.content.decode()
    assert not ReaderComment.objects.exists()


def test_a_report_that_is_too_long_is_refused(reader, say):
    comment = say()
    address = f"/discussion/comment/{comment.pk}/report/"
    token = hidden(
        reader.get(address).content.decode().replace(' class="reply" ', ' class="reply"')
    )
    response = reader.post(address, token | {"reason": "spam", "message": NOTE * 500})
    assert response.status_code == 422
    assert not comment.reports.exists()


@pytest.mark.both_databases
def test_what_just_fits_is_taken(reader, article, rules):
    url = f"https://example.org/{'a' * 180}"
    response = send(reader, article, name="W" * 50, comment="W" * 3000, url=url)
    assert response.status_code == 302
    assert (stored := ReaderComment.objects.get()).user_url == url
    assert (len(stored.user_name), len(stored.comment)) == (50, 3000)


def test_a_preview_of_more_than_may_be_sent_says_so_and_shows_none(reader, article, rules):
    html = send(reader, article, comment=NOTE * 3000, action="preview").content.decode()
    assert "At most 3,000 characters, please: this is 9,000." in html
    assert 'class="preview"' not in html


@pytest.mark.parametrize(
    "words",
    ["\u3164", "\u115f\u1160", "\uffa0", "\u2800 \u2800", "\ufe0f\ufe0f", "\u034f", "\U000e0100"],
    ids=ascii,
)
def test_fillers_and_selectors_alone_are_nothing_to_see(words):
    assert normalise(words) == ""
    assert normalise(f"a{words}") != ""


@given(st.text())
def test_a_text_in_order_stays_as_it_is(words):
    assert normalise(normalise(words)) == normalise(words)


def test_what_is_taken_out_does_not_keep_a_letter_from_its_accent():
    assert normalise("Ren\u0065\u00ad\u0301") == "Ren\u00e9"


#: NUL is not among them: PostgreSQL stores none.
@pytest.mark.both_databases
@pytest.mark.parametrize("found", ["\x01", "\x0b", "\x1b", "\x85", "\ufffe", "\uffff"], ids=ascii)
@pytest.mark.parametrize("door", ["form", "store"])
def test_a_feed_is_xml_whatever_is_stored(article, rules, say, door, found):
    if door == "form":
        send(Client(), article, name=f"A{found}nn", comment=f"So{found}so")
    else:
        say(f"So{found}so", name=f"A{found}nn")
    response = Client().get(f"/discussion/{article.pk}/feed/")
    assert response.status_code == 200
    ET.fromstring(response.content)


@pytest.mark.parametrize(
    "website",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:x",
        "data:text/html,x",
        "vbscript:x",
        " javascript:x",
        "//x",
        "x",
    ],
)
def test_a_name_leads_to_web_addresses_alone(reader, article, say, website):
    say(name="Mallory", website=website)
    html = reader.get(article.url).content.decode()
    assert "<b>Mallory</b>" in html
    assert "javascript:" not in html.lower()


def test_a_name_leads_to_its_website(reader, article, say):
    say(name="Ann", website="https://example.org/?a=1&b=2")
    html = reader.get(article.url).content.decode()
    assert (
        '<b><a href="https://example.org/?a=1&amp;b=2" rel="nofollow ugc noopener">Ann</a>' in html
    )
