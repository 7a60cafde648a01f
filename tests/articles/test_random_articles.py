"""Whatever an editor types into the form of an article: readers see it, or the form says where it cannot be.

``RANDOM_ARTICLES=500`` tries more articles than the suite does.
"""

import json
import os
import re
from xml.etree import ElementTree

import html5lib
import pytest
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from articles.characters import printable
from articles.models import ArticlePage
from search import indexing
from tests import editing, factories

from .random_articles import articles

pytestmark = pytest.mark.django_db

ARTICLES = int(os.environ.get("RANDOM_ARTICLES") or 3)
#: To look for a smaller article that fails as well takes minutes.
at_random = settings(
    max_examples=ARTICLES,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
    report_multiple_bugs=False,
)
HTML = "{http://www.w3.org/1999/xhtml}"
CONTENT = "{http://www.w3.org/2005/Atom}content"


@pytest.fixture
def library(topic, image) -> dict:
    """What can be chosen, by kind: a picture, a film, a file, a page."""
    film = factories.document("A film", "film.mp4", b"film")
    chosen = {"image": image, "film": film, "document": factories.document()}
    chosen["page"] = factories.article(topic, "Why another?")
    return {kind: each.pk for kind, each in chosen.items()}


def publish(editor, page, form):
    return editing.sent(
        editor,
        f"/admin/pages/{page.pk}/edit/",
        "page-edit-form",
        **form.data,
        action__publish="publish",
    )


def squeezed(text: str) -> str:
    """What can be read of a text, without the spaces, which HTML and forms take together."""
    return "".join(printable(text).split())


def valid(html: str):
    """The tree of a page that is valid HTML."""
    tree = html5lib.HTMLParser(strict=True).parse(html)
    ids = [element.get("id") for element in tree.iter() if element.get("id") is not None]
    assert len(ids) == len(set(ids)), ids
    assert all(ids)
    assert not [each for each in ids if re.search(r"\s", each)]
    return tree


def words_of(tree) -> str:
    return squeezed("".join(tree.itertext()))


@given(data=st.data())
@at_random
def test_what_can_be_published_is_valid_html_on_the_page_in_the_feed_and_in_the_search(
    editor, reader, topic, article, library, data
):
    form = data.draw(articles(library, wrong=False))
    answer = publish(editor, article, form)
    assert answer.status_code == 302, mistakes(answer)
    page = ArticlePage.objects.get(pk=article.pk)
    read = words_of(valid(reader.get(page.url).content.decode()))
    for text in form.shown:
        assert squeezed(text) in read
    for address in (f"{topic.url}feed/atom/", f"{topic.url}feed/"):
        feed = ElementTree.fromstring(reader.get(address).content)
        for entry in feed.iter(CONTENT):
            html5lib.HTMLParser(strict=True).parseFragment(entry.text)
    assert "so" in read
    indexing.refresh(pages=[page.pk])
    found = reader.get("/search/", {"q": "so"}).content.decode()
    valid(found)
    assert page.url in found
    # What is opened again is what was sent.
    again = editor.get(f"/admin/pages/{page.pk}/edit/")
    kept = everything_in(again)
    for text in form.typed:
        assert squeezed(text) in kept


@given(data=st.data())
@at_random
def test_what_cannot_be_published_is_refused_at_its_field_and_nothing_typed_is_lost(
    editor, article, library, data
):
    form = data.draw(articles(library, wrong=True))
    answer = publish(editor, article, form)
    assert answer.status_code == 200
    named = mistakes(answer)
    spoken_for = {place[0] for place in form.refused}
    expected = set(form.refused) | {at for at in form.stopped if at[0] not in spoken_for}
    assert named == expected
    kept = everything_in(answer)
    for text in form.typed:
        assert squeezed(text) in kept, text
    # As a draft it may be kept or refused, and it can be opened again.
    draft = editing.sent(editor, f"/admin/pages/{article.pk}/edit/", "page-edit-form", **form.data)
    assert draft.status_code in (200, 302)
    if draft.status_code == 302:
        again = everything_in(editor.get(f"/admin/pages/{article.pk}/edit/"))
        for text in form.typed:
            assert squeezed(text) in again, text


# --- Reading the form ----------------------------------------------------------------------------


def soup(answer) -> BeautifulSoup:
    return BeautifulSoup(answer.content.decode(), "html.parser")


def streams(page: BeautifulSoup):
    """The streams of the form: name, value, errors."""
    for element in page.select("[data-w-block-arguments-value]"):
        yield element["id"], *json.loads(element["data-w-block-arguments-value"])


def mistakes(answer) -> set[tuple]:
    """Where the form names a mistake."""
    page, found = soup(answer), set()
    for name, _value, errors in streams(page):
        if errors:
            found |= set(deepest(errors, (name,)))
    for field in page.select("form#page-edit-form .w-field__errors .error-message"):
        box = field.find_parent(attrs={"data-field-wrapper": True}) or field.find_parent("section")
        control = box.find(["input", "textarea", "select"], attrs={"name": True})
        found.add((control["name"],) if control else ("?", field.text))
    return {each for each in found if each[0] not in ("comments",)}


def deepest(errors: dict, place: tuple):
    """The places of messages within a stream's errors."""
    below = errors.get("blockErrors")
    if errors.get("messages"):
        yield place
    if below:
        for step, each in below.items() if isinstance(below, dict) else enumerate(below):
            if each:
                yield from deepest(each, (*place, int(step) if str(step).isdecimal() else step))


def everything_in(answer) -> str:
    """All texts of the form, however deep they lie in its data."""
    page = soup(answer)
    texts = []
    for _name, value, _errors in streams(page):
        texts += leaves(value)
    form = page.select_one("form#page-edit-form")
    for control in form.find_all(["input", "textarea"]):
        texts += leaves(control.get("value") or control.text)
    return squeezed("\n".join(texts))


def leaves(value):
    if isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from leaves(each)
    elif isinstance(value, str):
        if value.startswith("{"):
            try:
                yield from leaves(json.loads(value))
                return
            except ValueError:
                pass
        yield value
