"""The admin's own search: every kind of thing has a place in it, and is found there."""

import os
import re

import hypothesis
import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from hypothesis import HealthCheck, example, given
from hypothesis import strategies as st
from wagtail.models import Site

from comments.models import DiscussionSettings
from tests import factories

pytestmark = pytest.mark.both_databases

PAGES = "/admin/pages/search/"
IMAGES = "/admin/images/"
DOCUMENTS = "/admin/documents/"
AUTHORS = "/admin/snippets/articles/author/"
COMMENTS = "/admin/discussion/queue/"


#: Of queries at random, for each search. ``make soak`` tries many.
EXAMPLES = max(1, int(os.environ.get("ANY_QUERIES") or 0) // 50)


@pytest.fixture(autouse=True)
def _indexed(settings):
    """What is saved is put into the index, as the worker does, but at once."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


@pytest.fixture
def areas(browser_of):
    """The searches that somebody in this group is led to, from each of them."""

    def found(group=None, start=PAGES):
        html = browser_of(group).get(start, {"q": "ice cold"}).content.decode()
        if "other-searches-title" not in html:
            return []
        nav = html[html.index("other-searches-title") :].partition("</nav>")[0]
        links = re.findall(r'href="([^"]+)\?q=ice%20cold"', nav)
        return links

    return found


def titles(browser, address, query) -> set[str]:
    """What the admin lists at this address for this query."""
    answer = browser.get(address, {"q": query})
    assert answer.status_code == 200
    context = answer.context
    listed = context["pages"] if address == PAGES else context["page_obj"].object_list
    return {getattr(one, "title", None) or one.name for one in listed}


def test_the_number_of_pages_is_said_in_words(browser_of, topic, text):
    shown = text(browser_of("Editors").get(PAGES))
    assert re.search(r"1-\d of \d pages", shown)
    assert "None" not in shown


# --- Where to search --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        (None, [PAGES, IMAGES, DOCUMENTS, AUTHORS, COMMENTS]),
        ("Editors", [PAGES, IMAGES, DOCUMENTS, AUTHORS]),
        ("Moderators", [COMMENTS]),
    ],
)
def test_everybody_is_led_to_what_they_may_search(areas, group, expected):
    searches = [link for link in areas(group, start=expected[0]) if link != "/admin/users/"]
    assert searches == expected


def test_who_moderates_their_own_articles_may_search_comments(areas):
    rules = DiscussionSettings.for_site(Site.objects.get())
    rules.editors_moderate = True
    rules.save()
    assert COMMENTS in areas("Editors")


def test_who_may_nothing_is_led_nowhere(areas):
    others = Group.objects.create(name="Others")
    others.permissions.add(Permission.objects.get(codename="access_admin"))
    assert areas("Others") == []


@pytest.mark.parametrize("start", [IMAGES, DOCUMENTS, AUTHORS, COMMENTS])
def test_each_search_leads_to_the_others(areas, start):
    assert set(areas(start=start)) >= {PAGES, IMAGES, DOCUMENTS, AUTHORS, COMMENTS}


# --- What is found ----------------------------------------------------------------------------


@pytest.mark.parametrize("query", ["float", "FLOATING water", "floa", "why floa", "draf"])
def test_pages_are_found_by_words_of_their_title_and_by_beginnings(topic, editor, query):
    factories.article(topic, title="Why is floating water a draft?", publish=False)
    factories.article(topic, title="Why something else?")
    assert titles(editor, PAGES, query) == {"Why is floating water a draft?"}


def test_pictures_and_documents_are_found(editor, image):
    factories.image("Berlin in winter"), factories.document("Timetable of 1989")
    factories.document("A sheet")
    assert titles(editor, IMAGES, "berl") == {"Berlin in winter"}
    assert titles(editor, IMAGES, "map") == {image.title}
    assert titles(editor, DOCUMENTS, "timet") == {"Timetable of 1989"}


@pytest.mark.parametrize(
    "query",
    [
        "Nguyễn",
        "nguyen",
        "NGUY",
        "nguyen din",
        "Đình",
        "dinh thi",
        "thi",
        "Nguyễn Đình Thi",
        "nguyen đình",
    ],
)
def test_authors_are_found_by_beginnings_and_without_accents(editor, query):
    factories.author("Nguyễn Đình Thi"), factories.author("Helen Marchetti")
    assert titles(editor, AUTHORS, query) == {"Nguyễn Đình Thi"}


@pytest.mark.parametrize(
    ("name", "query"),
    [("Łukasz Żal", "lukasz zal"), ("Søren Åkær", "soren aka"), ("Straße", "stras")],
)
def test_letters_of_their_own_are_found_as_they_are_typed_elsewhere(editor, name, query):
    factories.author(name), factories.author("Helen Marchetti")
    assert titles(editor, AUTHORS, query) == {name}


def test_an_author_is_found_by_the_new_name_and_not_by_the_old(editor):
    author = factories.author("Ann Quill")
    author.name = "Ánn Pérez"
    author.save()
    assert titles(editor, AUTHORS, "perez") == {"Ánn Pérez"}
    assert titles(editor, AUTHORS, "quill") == set()
    call_command("update_index", verbosity=0)
    assert titles(editor, AUTHORS, "per") == {"Ánn Pérez"}


def test_comments_are_found_by_who_may_moderate_them(article, browser_of, text):
    factories.comments(article, 1, said="About glaciers.")
    factories.comments(article, 1, said="About deserts.")
    words = text(browser_of("Moderators").get(COMMENTS, {"q": "glacier"}))
    assert "About glaciers." in words
    assert "About deserts." not in words
    editor = browser_of("Editors").get(COMMENTS, {"q": "glacier"})
    assert editor.status_code == 302
    words = text(browser_of("Moderators").get(COMMENTS, {"q": "volcanoes"}))
    assert "No comment here matches. The comment that you look for may be in another tab." in words


@pytest.mark.parametrize("address", [PAGES, IMAGES, DOCUMENTS, AUTHORS, COMMENTS])
def test_no_query_breaks_a_search(browser_of, address):
    browser = browser_of()
    for query in ("", "   ", "?", "'", '"', "%", "a" * 1000, "AND", "*", "x:y"):
        # The listing alone, where it has an address of its own.
        results = address if address == COMMENTS or query == "?" else f"{address}results/"
        assert browser.get(results, {"q": query}).status_code == 200, query


#: Everything in the admin that searches by words, the choosers of the editor among it.
SEARCHES = [
    PAGES,
    "/admin/pages/{topic}/",
    IMAGES,
    DOCUMENTS,
    AUTHORS,
    COMMENTS,
    "/admin/choose-page/search/",
    "/admin/images/chooser/results/",
    "/admin/documents/chooser/results/",
    "/admin/snippets/choose/articles/author/results/",
    "/admin/users/",
    "/admin/redirects/",
    "/admin/searchpicks/",
]
SIGNS = [
    '"',
    '""',
    '"""',
    "'",
    '\\"',
    "\\",
    "5",
    " ",
    "pipe",
    "*",
    "(",
    "NEAR(",
    "-",
    "%s",
    ":",
    "^",
    "“",
]


@given(queries=st.lists(st.lists(st.sampled_from(SIGNS), max_size=6).map("".join), max_size=8))
@example(queries=['"', 'a"b', '5" pipe', "\\", '"5" pipe', "%", '"\\"'])
@hypothesis.settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
@pytest.mark.parametrize("address", SEARCHES)
def test_no_quotation_mark_breaks_a_search(browser_of, image, topic, address, queries):
    browser = browser_of()
    factories.document(), factories.author(), factories.article(topic)
    address = address.format(topic=topic.pk)
    for query in queries:
        assert browser.get(address, {"q": query}).status_code == 200, query


def test_a_forgotten_quotation_mark_is_read_as_none(editor, topic):
    factories.article(topic, title='Why a 5" pipe?')
    for query in ('5" pipe', '"5 pipe', 'pipe"', "'pipe"):
        assert titles(editor, PAGES, query) == {'Why a 5" pipe?'}
