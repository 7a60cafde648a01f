"""Deleting an author of many articles, and many pictures and documents."""

import pytest
from django.core.management import call_command
from taggit.models import Tag
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, ReferenceIndex

from articles.models import ArticleAuthor, Author
from jobs.models import Job, JobState
from search.models import Document
from tests import factories

from .conftest import work

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


def bulk(kind, action, ids=("all",)) -> str:
    model = {"image": "pictures/picture", "document": "wagtaildocs/document"}.get(kind, kind)
    query = "&".join(f"id={pk}" for pk in ids)
    return f"/admin/bulk/{model}/{action}/?{query}&next=/admin/"


@pytest.fixture
def author(topic):
    """An author of five articles."""
    author = factories.author("Jane Quillfeather")
    for number in range(5):
        factories.article(topic, title=f"Why pebble {number}?", authors=[author])
    return author


@pytest.fixture
def things(request, home):
    """Five pictures, or five documents."""
    make, model = {
        "image": (factories.image, get_image_model()),
        "document": (factories.document, get_document_model()),
    }[request.param]
    for number in range(5):
        make(f"Thing {number}")
    return request.param, model


class TestAuthors:
    def test_an_author_of_many_articles_is_deleted_in_the_background(
        self, boss, reader, author, found, text
    ):
        address = f"/admin/snippets/articles/author/delete/{author.pk}/"
        assert "5 articles lose a name" in text(boss.get(address))
        boss.post(address)
        assert Author.objects.filter(pk=author.pk).exists()
        assert len(found("quillfeather")) == 6
        job = work()
        assert (job.state, job.total, job.skipped) == (JobState.FINISHED, 6, 0)
        assert not Author.objects.filter(pk=author.pk).exists()
        assert found("quillfeather") == []
        assert len(found("pebble")) == 5
        assert reader.get(author.get_absolute_url()).status_code == 404
        before = sorted(Document.objects.values_list("title", "page", "facets"), key=str)
        call_command("rebuild_search", verbosity=0)
        assert sorted(Document.objects.values_list("title", "page", "facets"), key=str) == before

    def test_half_done_the_author_keeps_the_other_articles(self, boss, author, found):
        boss.post(f"/admin/snippets/articles/author/delete/{author.pk}/")
        job = Job.objects.get()
        from jobs.running import jobs

        jobs.run(job.pk, job.lease, seconds=0, rest=0)
        assert ArticleAuthor.objects.filter(author=author).count() == 4
        assert len(found("quillfeather")) == 5
        work()

    def test_several_authors_are_deleted_together(self, boss, author):
        other = factories.author("Second Writer")
        boss.post(bulk("articles/author", "delete", [author.pk, other.pk]))
        assert work().total == 7
        assert not Author.objects.exists()

    def test_an_author_of_few_articles_is_deleted_at_once(self, boss, topic):
        author = factories.author()
        factories.article(topic, authors=[author])
        boss.post(f"/admin/snippets/articles/author/delete/{author.pk}/")
        assert not Author.objects.exists()
        assert not Job.objects.exists()


@pytest.mark.parametrize("things", ["image", "document"], indirect=True)
class TestFiles:
    def test_many_are_deleted_in_the_background(self, boss, things, text):
        kind, model = things
        asked = boss.get(bulk(kind, "delete"))
        assert f"5 {kind}s" in text(asked)
        assert "Thing 3" in text(asked)
        boss.post(bulk(kind, "delete"))
        assert (work().total, model.objects.count()) == (5, 0)

    def test_many_get_a_tag(self, boss, things):
        kind, model = things
        boss.get(bulk(kind, "add_tags"))
        boss.post(bulk(kind, "add_tags"), {"tags": "stone"})
        work()
        assert Tag.objects.get().name == "stone"
        assert all(thing.tags.count() == 1 for thing in model.objects.all())

    def test_many_go_to_a_collection(self, boss, things):
        kind, model = things
        kept = Collection.get_first_root_node().add_child(name="Kept")
        boss.get(bulk(kind, "add_to_collection"))
        boss.post(bulk(kind, "add_to_collection"), {"collection": kept.pk})
        work()
        assert model.objects.filter(collection=kept).count() == 5

    def test_what_somebody_may_not_delete_stays(self, editor, things):
        kind, model = things
        theirs = model.objects.first()
        editor.post(bulk(kind, "delete"))
        user = Job.objects.get().user
        assert user.groups.exists()
        user.groups.clear()
        assert work().state == JobState.STOPPED
        assert model.objects.filter(pk=theirs.pk).exists()

    def test_a_few_are_deleted_as_wagtail_does(self, boss, things):
        kind, model = things
        some = list(model.objects.values_list("pk", flat=True)[:2])
        boss.post(bulk(kind, "delete", some))
        assert model.objects.count() == 3
        assert not Job.objects.exists()


def test_who_deletes_many_is_told_how_many_are_in_use_and_stay(boss, topic, text):
    pictures = [factories.image(f"Used {number}") for number in range(5)]
    for picture in pictures[:2]:
        page = factories.article(topic, lead_image=picture)
        ReferenceIndex.create_or_update_for_object(page)
    asked = text(boss.get(bulk("image", "delete", [picture.pk for picture in pictures])))
    assert "2 of them are in use, and stay." in asked


def test_who_deletes_many_documents_is_told_how_many_pages_use_them(boss, topic, text):
    documents = [factories.document(f"Used {number}") for number in range(5)]
    for document in documents[:2]:
        page = factories.article(topic, body=factories.every_block(factories.image(), document))
        ReferenceIndex.create_or_update_for_object(page)
    asked = text(boss.get(bulk("document", "delete", [each.pk for each in documents])))
    assert "2 pages, authors or the like use some of them" in asked
