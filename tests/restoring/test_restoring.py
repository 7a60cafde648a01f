"""A deleted page can be brought back: with everything that it was, as a draft, for thirty days."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, PageLogEntry, PageViewRestriction

from articles.models import ArticlePage, TopicPage
from home.models import StandardPage
from operations import keeping
from restoring.models import DeletedPage
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(home) -> Client:
    client = Client()
    client.force_login(factories.user(username="boss"))
    return client


def delete(client, page, **fields):
    client.post(f"/admin/pages/{page.pk}/delete/", fields)
    return DeletedPage.objects.get(page_id=page.pk)


def restore(client, kept, **fields):
    address = f"/admin/deleted-pages/{kept.pk}/"
    fields = {"place": kept.parent_id, "with_below": "on"} | fields
    return client.post(address, fields, follow=True)


def asked(address):
    answer = Client().get(address)
    return answer.status_code, answer.get("Location", "")


def test_an_article_comes_back_as_it_was_and_its_address_with_it(boss, topic, image, text):
    helen = factories.author()
    other = factories.article(topic, "Why another?", slug="another")
    article = factories.article(
        topic, "Why?", slug="why", lead_image=image, body=[factories.section("A heading")]
    )
    article.article_authors.create(author=helen)
    article.related_articles.create(article=other)
    article.tags.add("war", "peace, at last")
    article.save()
    article = factories.published_as_an_editor(ArticlePage.objects.get(pk=article.pk))
    PageViewRestriction.objects.create(
        page=article, restriction_type="password", password="open sesame"
    )
    article.slug = "why-so"
    article = factories.published_as_an_editor(article)
    article.title = "Why, once more?"
    article.save_revision()
    tags = list(article.tags.all())
    assert len(tags) == 2

    kept = delete(boss, article, leads_to="page", leads_to_page=other.pk)
    listed = text(boss.get("/admin/deleted-pages/"))
    assert "Why?" in listed
    assert "boss" in listed
    assert "for 30 days" in listed
    assert asked("/history/why-so/") == asked("/history/why/") == (301, "/history/another/")

    answer = restore(boss, kept)
    assert "is back as a draft" in text(answer)
    assert answer.redirect_chain[-1][0] == f"/admin/pages/{article.pk}/edit/"
    assert not DeletedPage.objects.exists()
    back = ArticlePage.objects.get(pk=article.pk)
    assert not back.live
    assert asked("/history/why-so/") == asked("/history/why/") == (301, "/history/another/")
    draft = back.get_latest_revision_as_object()
    assert draft.title == "Why, once more?"
    # The version that readers saw is in the history, and can be published.
    factories.published_as_an_editor(back.revisions.earliest("pk").as_object())
    back = ArticlePage.objects.get(pk=article.pk)
    assert back.title == "Why?"
    assert (back.body, back.lead_image) == (article.body, image)
    assert (back.authors, back.tag_list) == ([helen], tags)
    assert [each.article for each in back.related_articles.all()] == [other]
    assert back.published_on == article.published_on
    assert abs(back.first_published_at - article.first_published_at) < timedelta(seconds=1)
    assert back.get_view_restrictions().get().password == "open sesame"
    PageViewRestriction.objects.all().delete()
    assert asked("/history/why-so/") == (200, "")
    assert asked("/history/why/") == (301, "/history/why-so/")
    actions = PageLogEntry.objects.filter(page=article.pk).values_list("action", flat=True)
    assert {"wagtail.delete", "restoring.restore"} <= set(actions)


def test_a_topic_comes_back_with_what_was_below_it(boss, topic, text):
    below = factories.topic(topic, "Below")
    articles = [factories.article(topic, "Why one?"), factories.article(below, "Why two?")]
    delete(boss, topic)
    kept = DeletedPage.objects.get(page_id=topic.pk)
    lone = DeletedPage.objects.get(page_id=below.pk)
    asking = text(boss.get(f"/admin/deleted-pages/{lone.pk}/"))
    assert "Restore “History” first" in asking
    assert "With 3 pages below it" in text(boss.get(f"/admin/deleted-pages/{kept.pk}/"))
    assert "3 pages below it are back as drafts" in text(restore(boss, kept))
    assert TopicPage.objects.get(pk=below.pk).get_parent().pk == topic.pk
    assert [ArticlePage.objects.get(pk=each.pk).url_path for each in articles] == [
        each.url_path for each in articles
    ]
    assert not Page.find_problems()[0]


def test_a_standard_page_comes_back_elsewhere_and_under_another_address(boss, home, topic, text):
    page = factories.live(home, StandardPage(title="About", slug="about"))
    article = factories.article(topic, "Why?")
    kept, of_article = delete(boss, page), delete(boss, article)
    factories.live(home, StandardPage(title="About us", slug="about"))
    restore(boss, kept)
    assert StandardPage.objects.get(pk=page.pk).slug == "about-2"
    delete(boss, topic)
    DeletedPage.objects.filter(page_id=topic.pk).delete()
    assert "is gone. Choose another place" in text(
        boss.get(f"/admin/deleted-pages/{of_article.pk}/")
    )
    assert "Choose where the page comes back" in text(restore(boss, of_article, place=""))
    assert "takes no page of the type" in text(restore(boss, of_article, place=home.pk))
    science = factories.topic(home, "Science")
    restore(boss, of_article, place=science.pk)
    assert ArticlePage.objects.get(pk=article.pk).get_parent().pk == science.pk


def test_what_is_gone_meanwhile_is_left_out(boss, topic, image):
    helen = factories.author()
    article = factories.article(topic, "Why?", lead_image=image, reviewer=helen)
    article.article_authors.create(author=helen)
    article.save()
    kept = delete(boss, article)
    helen.delete()
    image.delete()
    restore(boss, kept)
    back = ArticlePage.objects.get(pk=article.pk)
    assert (back.authors, back.reviewer, back.lead_image) == ([], None, None)


def test_thirty_days_later_it_is_gone_for_good(boss, article):
    kept = delete(boss, article)
    DeletedPage.objects.update(deleted_at=timezone.now() - timedelta(days=29))
    keeping.run()
    assert DeletedPage.objects.exists()
    DeletedPage.objects.update(deleted_at=timezone.now() - timedelta(days=31))
    keeping.run()
    assert boss.get(f"/admin/deleted-pages/{kept.pk}/").status_code == 404


def test_only_those_who_may_write_there_bring_a_page_back(boss, home, topic, editor, text):
    article = factories.article(topic, "Why?")
    kept = delete(boss, article)
    moderator = Client()
    group = Group.objects.create(name="Comment moderators")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    moderator.force_login(factories.user(group.name))
    assert moderator.get("/admin/deleted-pages/").status_code == 302
    assert restore(moderator, kept).redirect_chain[-1][0] == "/admin/"
    assert "Delete for good" not in text(editor.get(f"/admin/deleted-pages/{kept.pk}/"))
    assert restore(editor, kept, forget="sure").redirect_chain[-1][0] == "/admin/"
    Group.objects.get(name="Editors").page_permissions.all().delete()
    factories.user("Editors")
    assert restore(editor, kept).redirect_chain[-1][0] == "/admin/"
    assert DeletedPage.objects.exists()
    assert "From then on nobody can bring" in text(restore(boss, kept, forget="ask"))
    assert DeletedPage.objects.exists()
    assert "deleted for good" in text(restore(boss, kept, forget="sure"))
    assert not DeletedPage.objects.exists()


def test_editors_of_one_topic_bring_back_what_was_deleted_there(boss, home, topic, editor, text):
    science = factories.topic(home, "Science")
    ours = delete(boss, factories.article(topic, "Why ours?"))
    theirs = delete(boss, factories.article(science, "Why theirs?"))
    below = factories.topic(topic, "Below")
    gone = delete(boss, factories.article(below, "Why below?"))
    below.delete()
    factories.only_below(topic)
    listed = text(editor.get("/admin/deleted-pages/"))
    assert "Why ours?" in listed
    assert "Why below?" in listed
    assert "Why theirs?" not in listed
    assert editor.get(f"/admin/deleted-pages/{theirs.pk}/").status_code == 404
    for kept in (ours, gone):
        assert "is back as a draft" in text(restore(editor, kept, place=topic.pk))


def test_what_leads_elsewhere_by_now_stays_when_a_page_comes_back_elsewhere(boss, home, topic):
    article = factories.article(topic, "Why?", slug="why")
    article.slug = "why-so"
    article = factories.published_as_an_editor(article)
    other = factories.article(topic, "Why another?", slug="another")
    kept = delete(boss, article, leads_to="page", leads_to_page=other.pk)
    science = factories.topic(home, "Science")
    restore(boss, kept, place=science.pk)
    factories.published_as_an_editor(ArticlePage.objects.get(slug="why-so"))
    assert asked("/science/why-so/") == (200, "")
    assert asked("/history/why-so/") == asked("/history/why/") == (301, "/history/another/")


def test_a_page_that_is_deleted_twice_is_kept_once(boss, article):
    restore(boss, delete(boss, article))
    assert delete(boss, article).title == article.title
