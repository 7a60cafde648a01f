"""Links that lead readers nowhere are found when something changes, and listed for who may mend them."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_tasks import default_task_backend
from wagtail.models import Page, PageViewRestriction, ReferenceIndex

from broken_links import tasks
from broken_links.models import BrokenLink
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty_queue():
    default_task_backend.clear()


@pytest.fixture
def targets(topic):
    return {
        name: factories.article(topic, f"Why {name}?", slug=name, body=[factories.section("Deep")])
        for name in ("good", "draft", "private", "gone")
    }


def paragraph(*links):
    return ("paragraph", "<p>" + " ".join(links) + "</p>")


def to_page(page, words):
    return f'<a linktype="page" id="{page.pk}">{words}</a>'


def work():
    """Does what the queue holds about links and references."""
    done = list(default_task_backend.results)
    default_task_backend.clear()
    for result in done:
        if result.task.name in ("check_links", "update_reference_index_task"):
            result.task.func(*result.args, **result.kwargs)


def found():
    return {(row.words, row.reason) for row in BrokenLink.objects.all()}


def test_each_kind_of_broken_link_is_found_named_and_gone_when_it_is_mended(
    topic, targets, editor, text
):
    document, lost = factories.document("A sheet"), factories.document("Lost")
    lost.file.storage.delete(lost.file.name)
    deep = targets["good"].body[0].value["anchor"]
    article = factories.article(
        topic,
        "Why links?",
        slug="links",
        short_answer=to_page(targets["draft"], "to the draft"),
        body=[
            factories.section(
                "Links",
                paragraph(
                    *(to_page(page, f"to {name}") for name, page in targets.items()),
                    f'<a linktype="document" id="{document.pk}">sheet</a>',
                    f'<a linktype="document" id="{lost.pk}">lost sheet</a>',
                    f'<a href="/history/good/#{deep}">deep</a>',
                    '<a href="/history/good/#nowhere">too deep</a>',
                    '<a href="http://localhost/history/none/?a=1">none</a>',
                    '<a href="/search/?q=why">search</a>',
                    '<a href="#links">here</a>',
                    '<a href="#there">there</a>',
                    '<a href="tel:+12135550101">phone</a>',
                    '<a href="mailto:a@example.org">mail</a>',
                    '<a href="https://example.org/">elsewhere</a>',
                ),
            ),
            factories.section("Files", ("document", {"document": lost.pk, "title": "Chosen"})),
        ],
    )
    factories.published_as_an_editor(article)
    targets["draft"].unpublish()
    PageViewRestriction.objects.create(page=targets["private"], restriction_type="login")
    work()
    targets["gone"].delete()
    work()
    assert found() == {
        ("to the draft", "unpublished"),
        ("to draft", "unpublished"),
        ("to private", "private"),
        ("to gone", "gone"),
        ("lost sheet", "no_file"),
        ("too deep", "no_section"),
        ("none", "nothing"),
        ("there", "no_section"),
        ("", "no_file"),
    }
    with CaptureQueriesContext(connection) as queries:
        words = text(editor.get("/admin/broken-links/"))
    assert len(queries) < 30
    for said in (
        "Sections: “Links”",
        "Short answer",
        "“to gone” → Why gone?",
        "The page is deleted",
    ):
        assert said in words
    assert "too deep" not in text(editor.get("/admin/broken-links/?reason=private"))

    document.delete()
    factories.published_as_an_editor(Page.objects.get(pk=targets["draft"].pk).specific)
    work()
    assert {("sheet", "no_document")} == {each for each in found() if each[0] == "sheet"}
    assert not {each for each in found() if "draft" in each[0]}
    # What no signal tells of is found in its turn.
    PageViewRestriction.objects.all().delete()
    tasks.run()
    assert not {each for each in found() if "private" in each[0]}
    Page.objects.get(pk=article.pk).specific.unpublish()
    work()
    assert found() == set()


def test_readers_and_moderators_do_not_see_it(home):
    assert Client().get("/admin/broken-links/").status_code == 302


def test_the_index_of_references_is_what_is_asked(topic, targets):
    """Wagtail forgets who refers to a page when it goes: the search has to ask before."""
    article = factories.article(
        topic, "Why?", body=[factories.section("A", paragraph(to_page(targets["gone"], "x")))]
    )
    ReferenceIndex.create_or_update_for_object(article)
    targets["gone"].unpublish()
    default_task_backend.clear()
    targets["gone"].delete()
    work()
    assert found() == {("x", "gone")}
