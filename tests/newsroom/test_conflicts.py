"""Two people who write in one article at once, and the versions of it."""

from uuid import uuid4

import pytest
from django.test import Client
from wagtail.test.utils.form_data import querydict_from_html

from articles.models import ArticleAuthor, ArticlePage
from tests import editing, factories

pytestmark = pytest.mark.django_db

FORM = "page-edit-form"


@pytest.fixture
def late(editor, article):
    """The form of an editor who began before a colleague saved a newer version."""
    article.save_revision(user=factories.user("Editors"))
    data = querydict_from_html(editor.get(edit(article)).content.decode(), form_id=FORM)
    data.update(editing.article_streams(editing.question("Mine?", "Yes.")))
    data["title"] = "Why <mine>?"
    article.title = "Why theirs?"
    article.save_revision(user=factories.user("Editors"))
    return data


def edit(page) -> str:
    return f"/admin/pages/{page.pk}/edit/"


def draft(page) -> ArticlePage:
    """The newest version, as the database has it."""
    return ArticlePage.objects.get(pk=page.pk).get_latest_revision_as_object()


def again(editor, article, answer):
    """The answer to *Save mine*."""
    data = querydict_from_html(answer.content.decode(), form_index=0)
    return editor.post(edit(article), data)


@pytest.mark.parametrize("button", ["", "action-publish", "action-submit"])
def test_the_late_one_sees_both_versions_and_replaces_nothing(editor, article, late, button):
    if button:
        late[button] = button
    answer = editor.post(edit(article), late)
    assert answer.status_code == 409
    html = answer.content.decode()
    assert "saved a newer version of “Why theirs?”" in html
    assert '<span class="addition">&lt;mine&gt;?</span>' in html
    assert "Mine?" in html
    assert draft(article).title == "Why theirs?"
    article.refresh_from_db()
    assert article.title not in ("Why <mine>?", "Why theirs?")


def test_what_the_late_one_wrote_is_saved_with_every_field_when_they_say_so(editor, article, late):
    answer = editor.post(edit(article), late)
    saved = again(editor, article, answer)
    assert saved.status_code == 302
    assert draft(article).title == "Why <mine>?"
    assert [one.value["question"] for one in draft(article).faq] == ["Mine?"]
    titles = [one.as_object().title for one in article.revisions.order_by("pk")]
    assert titles[-2:] == ["Why theirs?", "Why <mine>?"]


def test_who_saves_while_the_choice_is_open_is_not_replaced_either(editor, article, late):
    answer = editor.post(edit(article), late)
    article.title = "Why a third?"
    article.save_revision()
    assert again(editor, article, answer).status_code == 409
    assert draft(article).title == "Why a third?"


def test_an_autosave_that_replaced_the_loaded_version_counts_as_newer(editor, article):
    revision = article.save_revision()
    data = querydict_from_html(editor.get(edit(article)).content.decode(), form_id=FORM)
    article.title = "Why theirs?"
    article.save_revision(overwrite_revision=revision)
    data.update(editing.article_streams())
    assert editor.post(edit(article), data).status_code == 409


def test_a_form_with_mistakes_is_kept_too(editor, article, late):
    late["go_live_at"] = "soon"
    answer = editor.post(edit(article), late)
    assert "Your version has mistakes" in answer.content.decode()
    saved = again(editor, article, answer)
    assert saved.status_code == 200
    assert "This is no date and time" in saved.content.decode()
    assert draft(article).title == "Why theirs?"


def test_nobody_is_asked_where_nothing_is_newer(editor, article):
    assert editing.edit(editor, article, publish=False, title="Why mine?").status_code == 302
    assert editing.edit(editor, article, title="Why mine now?").status_code == 302
    article.refresh_from_db()
    assert article.title == "Why mine now?"


def test_strangers_to_the_page_compare_nothing(article, late):
    stranger = Client()
    stranger.force_login(factories.user("Moderators"))
    assert stranger.post(edit(article), late).status_code == 302


def test_an_earlier_version_is_restored_by_a_button_of_that_name(editor, article):
    first = article.save_revision()
    article.title = "Why now?"
    article.save_revision()
    html = editor.get(f"/admin/pages/{article.pk}/history/").content.decode()
    restore = f"/admin/pages/{article.pk}/revisions/{first.pk}/revert/"
    assert html.count("Restore</a>") == html.count("/revert/")
    assert "Review this version" not in html
    page = editor.get(restore).content.decode()
    assert "Restore this version" in page
    data = querydict_from_html(page, form_id=FORM)
    data.update(editing.article_streams())
    assert editor.post(restore, data).status_code == 302
    assert draft(article).title == first.as_object().title


def test_a_comparison_shows_what_differs_and_nothing_else(editor, topic):
    first, second = factories.author("Ana"), factories.author("Ben")
    sections = [
        factories.section("Before", ("paragraph", "<p>As it was.</p>")),
        factories.section(
            "Middle", ("paragraph", "<p>Old words.</p>"), ("paragraph", "<p>Kept.</p>")
        ),
    ]
    page = factories.article(topic, body=sections, authors=[first])
    page.conclusion = "<p>It was\nso.</p>"
    page.tags.add("war", "peace")
    before = page.save_revision()
    page.body[1].value["content"][0].value = type(page.body[1].value["content"][0].value)(
        "<p>New <i>words</i>.</p>"
    )
    page.article_authors.add(ArticleAuthor(author=second))
    # A line break for a space, and tags in another order, are no difference.
    page.conclusion = "<p>It was so.</p>"
    page.tags.set(["peace", "war"])
    after = page.save_revision()
    html = editor.get(
        f"/admin/pages/{page.pk}/revisions/compare/{before.pk}...{after.pk}/"
    ).content.decode()
    table = html[html.index("<tbody>") :]
    for shown in ("Middle", '<span class="deletion">Old', "New", "Ben", "Added"):
        assert shown in table
    for left_out in ("As it was.", "Before", "Kept.", "Ana", "Short answer", "Conclusion", "Tags"):
        assert left_out not in table


def test_what_the_same_form_saved_meanwhile_is_no_conflict(article):
    user = factories.user("Editors")
    client = Client()
    client.force_login(user)
    article.save_revision(user=user)
    data = querydict_from_html(client.get(edit(article)).content.decode(), form_id=FORM)
    data.update(editing.article_streams())
    data["writing"], data["writing_sent"] = str(uuid4()), "1"
    autosaved = client.post(edit(article), data, headers={"Accept": "application/json"})
    assert autosaved.json()["success"]
    # The form does not know of it: the answer is on its way. In another window it is another form.
    other = data.copy()
    other["writing"], other["title"] = str(uuid4()), "Why otherwise?"
    assert client.post(edit(article), other).status_code == 409
    data["title"] = "Why in the same form?"
    assert client.post(edit(article), data).status_code == 302
    # Nor is the number of one form good for another person.
    stranger = Client()
    stranger.force_login(factories.user("Editors"))
    assert stranger.post(edit(article), data).status_code == 409
