"""The checks of an article: each finds its fault where it stands, and nothing where there is none."""

import json
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction
from wagtail.test.utils.form_data import querydict_from_html

from articles.checks.catalogue import CHECKS, DEFAULTS
from articles.checks.findings import Level
from articles.checks.material import Material
from articles.checks.pictures import is_file_name
from articles.checks.running import found
from articles.models import ArticlePage, CheckSettings
from tests import editing, factories

pytestmark = pytest.mark.django_db


def findings(page, name: str) -> list[tuple[str, str]]:
    """What one check finds: message and path."""
    return [(str(it.message), it.path) for it in CHECKS[name].find(Material(page))]


def table(*rows):
    columns = [{"type": "text", "heading": "A"}, {"type": "text", "heading": "B"}]
    stored = {"caption": "T", "columns": columns, "rows": [{"values": row} for row in rows]}
    return ("table", {"table": stored, "note": ""})


def text(html: str):
    return ("paragraph", html)


FAULTS = [
    ("title_no_question", {"title": "Leaves"}, {"title": "Why leaves?"}, "title"),
    ("title_no_question", {"title": "Why leaves"}, {"title": "「なぜ？」"}, "title"),
    ("long_answer", {"short_answer": "<p>" + "word " * 81}, {"short_answer": "word " * 80}, "short_answer"),
    ("no_author", {}, None, "article_authors"),
    ("no_sources", {}, None, "sources"),
    ("long_description", {"search_description": "x" * 156}, {"search_description": "x" * 155}, "search_description"),
    ("unfinished", {"conclusion": "<p>TODO: say it</p>"}, {"conclusion": "<p>Todo bien, Mr TBA, XXX</p>"}, "conclusion"),
    ("unfinished", {"short_answer": "<p>Lorem ipsum dolor sit</p>"}, {"short_answer": "<p>lorem ipsum</p>"}, "short_answer"),
    ("unfinished", {"title": "Untitled"}, {"title": "Why is “Untitled” a title?"}, "title"),
    ("vague_link", {"conclusion": '<p>Look <a href="https://e.org">here</a></p>'},
     {"conclusion": '<p><a href="https://e.org">The archive here in Kew</a></p>'}, "conclusion"),
    ("broken_link", {"conclusion": '<p><a linktype="page" id="999999">Kew</a></p>'},
     {"conclusion": '<p><a href="https://e.org">Kew</a></p>'}, "conclusion"),
    ("insecure_link", {"conclusion": '<p><a href="http://e.org">Kew</a></p>'},
     {"conclusion": '<p><a href="https://e.org">Kew</a></p>'}, "conclusion"),
    ("empty_section", {"body": [factories.section("Empty", text("<p> </p>"))]},
     {"body": [factories.section("Full")]}, "body.*.heading"),
    ("long_section", {"body": [factories.section("Long", text("<p>" + "w " * 701))]},
     {"body": [factories.section("Long", text("<p>" + "w " * 700))]}, "body.*.heading"),
    ("skipped_heading", {"body": [factories.section("S", text("<h4>Deep</h4><p>a</p>"))]},
     {"body": [factories.section("S", text("<h3>In order</h3><h4>Deep</h4><p>a</p>"))]}, "body.*.content.*"),
    ("empty_row", {"body": [factories.section("T", table(["a", ""], ["", " "]))]},
     {"body": [factories.section("T", table(["a", ""], ["", "b"]))]}, "body.*.content.*.table"),
    ("repeated_question", {"faq": [factories.question("Why?"), factories.question("why ?")]},
     {"faq": [factories.question("Why?"), factories.question("How?")]}, "faq.*.question"),
    ("unanswered", {"faq": [factories.question("Why?", "<p>&nbsp;</p>")]},
     {"faq": [factories.question("Why?", "<p>So.</p>")]}, "faq.*.answer"),
]  # fmt: skip


def article(**fields) -> ArticlePage:
    page = ArticlePage(title="Why is it so?", short_answer="<p>It is.</p>")
    for name, value in fields.items():
        setattr(page, name, json.dumps(with_ids(value)) if isinstance(value, list) else value)
    return page


def with_ids(value):
    """Blocks with the ids that the form gives them."""
    if isinstance(value, list):
        return [with_ids(each) for each in value]
    if not isinstance(value, dict):
        return value
    inner = {name: with_ids(each) for name, each in value.items()}
    return inner | {"id": str(uuid.uuid4())} if "type" in value and "value" in value else inner


def shape(path: str) -> str:
    """A path with a star for each block's id."""
    return ".".join("*" if "-" in step else step for step in path.split("."))


@pytest.mark.parametrize(("name", "faulty", "faultless", "place"), FAULTS)
def test_a_fault_is_found_where_it_stands(name, faulty, faultless, place):
    [(message, path)] = findings(article(**faulty), name)
    assert message
    assert shape(path) == place
    if faultless is not None:
        assert findings(article(**faultless), name) == []


def test_a_question_that_is_asked_elsewhere_is_named(topic):
    factories.article(topic, title="Why is the sky blue?", slug="why-is-the-sky-blue")
    twin = factories.article(topic, title="Why is the sky blue? 🌌", slug="why-is-the-sky-blue-2")
    [(message, path)] = findings(twin, "asked_before")
    assert "in the article “Why is the sky blue?”" in message
    assert path == "title"
    factories.article(topic, title="Why is it?", slug="why-is-it-so-late")
    assert findings(article(title="Why is it so?"), "asked_before") == []
    assert findings(article(title="?"), "asked_before") == []


def test_links_to_pages_that_readers_cannot_open_are_found(topic):
    draft = factories.article(topic, title="Why draft?")
    draft.unpublish()
    closed = factories.article(topic, title="Why closed?")
    PageViewRestriction.objects.create(page=closed, restriction_type="login")
    open_one = factories.article(topic, title="Why open?")
    links = "".join(
        f'<a linktype="page" id="{page.pk}">{page.title}</a>' for page in (draft, closed, open_one)
    )
    messages = [message for message, _path in findings(article(conclusion=links), "broken_link")]
    assert [message.rsplit(" ", 1)[1] for message in messages] == ["published.", "private."]


def test_pictures_need_words_of_people_and_enough_pixels():
    image = factories.image("tiny", width=80, height=50)
    block = {"image": factories.picture(image, alt="IMG_1234"), "caption": "", "credit": ""}
    page = article(body=[factories.section("P", ("image", block))])
    page.lead_image = image
    [(_message, lead)] = findings(page, "no_picture_description")
    assert lead == "lead_image_alt"
    [(_message, named)] = findings(page, "file_name")
    assert shape(named) == "body.*.content.*.image.alt_text"
    assert len(findings(page, "small_picture")) == 2


@pytest.mark.parametrize(
    ("words", "is_one"),
    [
        ("IMG_1234", True), ("DSC00012", True), ("Screenshot 2024-01-01 at 10.11.12", True),
        ("map.png", True), ("tiny", True), ("Tiny", True),
        ("A tiny fish", False), ("P waves", False), ("Scanned letter of 1941", False),
        ("Map of Europe, 1941", False), ("PXL", False),
    ],
)  # fmt: skip
def test_a_file_name_is_told_from_a_description(words, is_one):
    class Image:
        file = "original_images/tiny.jpg"

    assert is_file_name(words, Image) == is_one


def test_checking_costs_the_same_few_queries_however_long_the_article_is(topic):
    linked = [factories.article(topic, title=f"Why {number}?") for number in range(5)]

    def queries(sections: int) -> int:
        picture = factories.picture(factories.image(width=80, height=50))
        body = [
            factories.section(
                f"Section {number}",
                text(f'<p><a linktype="page" id="{linked[number % 5].pk}">there</a></p>'),
                ("image", {"image": picture, "caption": "", "credit": ""}),
            )
            for number in range(sections)
        ]
        title = f"Why {sections} sections?"
        page = ArticlePage.objects.get(pk=factories.article(topic, title=title, body=body).pk)
        with CaptureQueriesContext(connection) as captured:
            assert len(found(Material(page), DEFAULTS)) > sections
        return len(captured)

    assert queries(40) == queries(5) <= 4


def test_what_stops_is_said_at_the_field_and_a_draft_is_saved_all_the_same(editor, topic):
    page = factories.article(topic, title="Why unfinished?", publish=False)
    refused = editing.edit(
        editor,
        page,
        questions=[editing.question("Why?", "TODO: ask Helen")],
        conclusion=editing.draftail("TBD"),
    )
    assert refused.status_code == 200
    form = refused.context["form"]
    assert set(form.errors) == {"faq", "conclusion"}
    [at_the_question] = form.errors.as_data()["faq"]
    assert "TODO" in at_the_question.block_errors[0].block_errors["answer"].messages[0]
    page.refresh_from_db()
    assert not page.live
    kept = editing.edit(editor, page, publish=False, conclusion=editing.draftail("TBD"))
    assert kept.status_code == 302
    scheduled = editing.edit(
        editor, page, conclusion=editing.draftail("TBD"), go_live_at="2100-01-01 10:00"
    )
    assert "conclusion" in scheduled.context["form"].errors
    published = editing.edit(editor, page, conclusion=editing.draftail("So it is."))
    assert published.status_code == 302
    page.refresh_from_db()
    assert page.live


def test_the_preview_carries_findings_and_words_and_nobody_can_break_out_of_them(editor, topic):
    page = factories.article(topic, title="Why so?", publish=False)
    form = editor.get(f"/admin/pages/{page.pk}/edit/").content.decode()
    data = querydict_from_html(form, form_id="page-edit-form")
    for name, value in editing.article_streams().items():
        data[name] = value
    data["conclusion"] = editing.draftail("TODO </script><b>")
    address = f"/admin/pages/{page.pk}/edit/preview/?mode={{}}&in_preview_panel=true"
    assert editor.post(address.partition("?")[0], data).json()["is_valid"]
    for mode in ("", "dark", "result", "card"):
        html = editor.get(address.format(mode)).content.decode()
        data = html.partition('id="article-checked" type="application/json">')[2]
        checked = json.loads(data.partition("</script>")[0])
        assert checked["findings"][0]["path"] == "conclusion"
        assert "<" not in html.partition('id="article-text">')[2].partition("</script>")[0]
    assert "article-checked" not in editor.get(address.partition("?")[0]).content.decode()


def test_a_check_that_was_set_to_stop_stops_and_one_that_is_off_does_not(editor, topic):
    page = factories.article(topic, title="Why nobody?", publish=False)
    CheckSettings.objects.create(decided={"no_author": "stop", "unfinished": "off"})
    refused = editing.edit(editor, page, conclusion=editing.draftail("TBD"))
    formset = refused.context["form"].formsets["article_authors"]
    assert formset.non_form_errors() == ["No author is named."]
    assert not refused.context["form"].errors


def test_an_editor_in_chief_sets_each_check_and_the_others_keep_their_defaults(client):
    client.force_login(factories.user())
    settings_page = client.get("/admin/settings/articles/checksettings/").url
    answer = editing.sent(client, settings_page, None, no_sources="stop", file_name="off")
    assert answer.status_code == 302
    levels = CheckSettings.load().levels
    assert (levels["no_sources"], levels["file_name"]) == (Level.STOP, Level.OFF)
    assert CheckSettings.load().decided == {"no_sources": "stop", "file_name": "off"}
    assert levels["long_answer"] == DEFAULTS["long_answer"]
