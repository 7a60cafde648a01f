"""Deleting, unpublishing, publishing, moving and copying what has many pages."""

import contextlib
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import GroupPagePermission, Page, PageLogEntry

from articles.models import ArticlePage, TopicPage
from jobs.models import Job, JobState, JobTarget
from jobs.running import jobs
from search.models import Document
from tests import factories

from .conftest import work

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


def below(page) -> list[Page]:
    return list(Page.objects.filter(path__startswith=page.path).order_by("path"))


def documents() -> list:
    return sorted(Document.objects.values_list("title", "page"))


def assert_index_is_right():
    before = documents()
    call_command("rebuild_search", verbosity=0)
    assert documents() == before


def bulk(action, pages, **more) -> str:
    ids = "&".join(f"id={page.pk}" for page in pages)
    return f"/admin/bulk/wagtailcore/page/{action}/?{ids}&next=/admin/pages/"


class TestDeleting:
    def test_a_large_topic_is_deleted_in_the_background(self, boss, reader, large, found, text):
        pages, address = below(large), f"/admin/pages/{large.pk}/delete/"
        asked = text(boss.get(address))
        assert "These are 8 pages. They are dealt with in the background" in asked
        answer = boss.post(address, {"confirm_site_name": "wrong"})
        assert answer.status_code == 200
        assert not Job.objects.exists()
        answer = boss.post(address, follow=True)
        assert "Delete pages: 0 of 8" in text(answer)
        assert below(large) == pages
        job = work()
        assert (job.state, job.skipped, below(large)) == (JobState.FINISHED, 0, [])
        assert not JobTarget.objects.exists()
        assert found("pebble") == found("grain") == []
        assert reader.get(large.url).status_code == 404
        user = job.user_id
        assert PageLogEntry.objects.filter(action="wagtail.delete", user=user).count() == 8
        assert not Page.find_problems()[0]
        assert_index_is_right()

    def test_a_small_topic_is_deleted_as_wagtail_does(self, boss, topic, article):
        boss.post(f"/admin/pages/{topic.pk}/delete/")
        assert not Page.objects.filter(pk=topic.pk).exists()
        assert not Job.objects.exists()

    def test_half_done_it_leaves_the_topic_with_the_rest(self, boss, reader, large, found, text):
        boss.post(f"/admin/pages/{large.pk}/delete/")
        stop_after(3)
        assert len(below(large)) == 5
        assert reader.get(large.url).status_code == 200
        shown = {ArticlePage.objects.get(path=page.path).title for page in below(large)[1:]}
        assert set(found("pebble")) == shown
        gone = {f"Why pebble {number}?" for number in range(4)} - shown
        for address in (large.url, "/feed/", f"{large.url}feed/"):
            words = reader.get(address).content.decode()
            assert not [title for title in gone if title in words], address
            assert all(title in words for title in shown), address
        listed = reader.get("/sitemap-pages.xml").content.decode()
        assert listed.count("/why-pebble-") == len(shown)
        assert not Page.find_problems()[0]
        assert_index_is_right()
        job = Job.objects.get()
        boss.post(f"/admin/jobs/{job.pk}/stop/")
        assert "Stopped" in text(boss.get(f"/admin/jobs/{job.pk}/"))
        boss.post(f"/admin/jobs/{job.pk}/resume/")
        assert (work().state, below(large)) == (JobState.FINISHED, [])

    def test_an_article_that_is_added_meanwhile_stays_with_its_topic(self, boss, large):
        boss.post(f"/admin/pages/{large.pk}/delete/")
        new = factories.article(large)  # an import, say: the admin refuses it
        assert work().skipped == 1
        assert [page.pk for page in below(large)] == [large.pk, new.pk]

    def test_nobody_adds_or_moves_pages_to_where_all_is_being_deleted(self, boss, home, large):
        other = factories.article(factories.topic(home, title="Science"))
        boss.post(f"/admin/pages/{large.pk}/delete/")
        for page in below(large):
            if page.specific_class is TopicPage:
                add = f"/admin/pages/add/articles/articlepage/{page.pk}/"
                assert boss.get(add)["Location"] == f"/admin/pages/{page.pk}/"
        boss.post(f"/admin/pages/{other.pk}/move/{large.pk}/confirm/")
        assert not Page.objects.get(pk=other.pk).is_descendant_of(large)
        work()
        assert below(large) == []

    def test_editors_see_that_it_is_being_deleted(self, boss, editor, large, text):
        boss.post(f"/admin/pages/{large.pk}/delete/")
        article = below(large)[1]
        for address in (f"/admin/pages/{large.pk}/", f"/admin/pages/{article.pk}/edit/"):
            assert "is at work on “History”: 0 of 8" in text(editor.get(address))
            assert "Progress" in text(boss.get(address))
        work()

    def test_a_second_job_for_the_same_pages_is_refused_kindly(self, boss, large, text):
        boss.post(f"/admin/pages/{large.pk}/delete/")
        some = bulk("delete", large.get_children()[:4])
        for again in (f"/admin/pages/{large.pk}/delete/", some):
            assert "Please wait for its end" in text(boss.post(again, follow=True))
        asked = boss.get(f"/admin/pages/{large.pk}/delete/", follow=True)
        assert "Please wait for its end" in text(asked)
        fields = {"include_descendants": "on"}
        answer = boss.post(f"/admin/pages/{large.pk}/unpublish/", fields, follow=True)
        assert "Please wait for its end" in text(answer)
        assert Job.objects.count() == 1

    def test_somebody_who_may_no_longer_delete_stops_it(self, boss, large):
        boss.post(f"/admin/pages/{large.pk}/delete/")
        user = Job.objects.get().user
        user.is_superuser = False
        user.save()
        job = work()
        assert (job.state, job.position, len(below(large))) == (JobState.STOPPED, 0, 8)
        boss.force_login(factories.user())
        boss.post(f"/admin/jobs/{job.pk}/resume/")
        assert work().state == JobState.STOPPED

    def test_an_article_that_is_moved_away_meanwhile_stays(self, boss, home, large):
        kept = below(large)[1]
        boss.post(f"/admin/pages/{large.pk}/delete/")
        kept.move(factories.topic(home, title="Science"), pos="last-child")
        assert work().skipped == 1
        assert below(large) == []
        assert Page.objects.get(pk=kept.pk).live

    def test_ticked_topics_stay_with_those_who_may_not_delete_pages_with_pages(
        self, editor, home, large, text
    ):
        other = factories.topic(home, title="Science")
        articles = [factories.article(other) for _ in range(4)]
        GroupPagePermission.objects.filter(permission__codename="bulk_delete_page").delete()
        assert "don't have permission" in text(editor.get(bulk("delete", [large])))
        editor.post(bulk("delete", [large, *articles]))
        assert (work().total, len(below(large))) == (4, 8)
        assert len(below(other)) == 1

    def test_only_what_the_person_may_delete_goes(self, editor, large):
        GroupPagePermission.objects.filter(permission__codename="publish_page").delete()
        editor.post(f"/admin/pages/{large.pk}/delete/")
        assert not Job.objects.exists()  # Wagtail refuses: the pages are live

    def test_each_page_costs_the_same_number_of_queries(self, boss, large):
        boss.post(f"/admin/pages/{large.pk}/delete/")
        counts = []
        for _ in range(6):
            with CaptureQueriesContext(connection) as captured:
                stop_after(1)
            counts.append(len(captured))
        assert max(counts) - min(counts[1:]) <= 12  # a topic, or an article

    def test_many_ticked_pages_are_named_and_deleted(self, boss, large, text):
        children = list(large.get_children())
        address = bulk("delete", children)
        asked = boss.get(address)
        assert "7 pages" in text(asked)
        assert "Why pebble 2?" in text(asked)
        boss.post(address)
        job = work()
        assert (job.total, job.subject) == (7, "5 pages of History")
        assert [page.pk for page in below(large)] == [large.pk]

    def test_the_comments_that_go_with_ticked_pages_are_counted(self, boss, large, text):
        children = list(large.get_children())
        for page in children[:2]:
            factories.comments(page, 3, status="published")
        asked = text(boss.get(bulk("delete", children)))
        assert "Readers have written 6 comments here." in asked
        assert "Please type WHY to confirm" in asked

    def test_all_of_a_listing_is_counted_without_loading_each(self, boss, large):
        address = f"/admin/bulk/wagtailcore/page/delete/?id=all&childOf={large.pk}"
        boss.get(address)
        with CaptureQueriesContext(connection) as few:
            boss.get(address)
        for _ in range(20):
            factories.article(large)
        with CaptureQueriesContext(connection) as many:
            boss.get(address)
        assert len(many) == len(few)


class TestUnpublishing:
    def test_a_large_topic_is_taken_down_from_below(self, boss, reader, large, found, text):
        address = f"/admin/pages/{large.pk}/unpublish/"
        assert "With 7 pages below it, that is done in the background" in text(boss.get(address))
        boss.post(address, {"include_descendants": "on"})
        stop_after(5)
        assert not Page.objects.filter(path__startswith=large.path, live=True, depth=5).exists()
        assert reader.get(large.url).status_code == 200
        job = work()
        assert (job.state, job.total, job.skipped) == (JobState.FINISHED, 8, 0)
        assert not any(page.live for page in below(large))
        assert found("pebble") == []
        assert reader.get(large.url).status_code == 404
        entries = PageLogEntry.objects.filter(action="wagtail.unpublish", user=job.user_id)
        assert entries.count() == 8
        assert_index_is_right()

    def test_mirrors_elsewhere_follow_and_what_is_scheduled_is_locked(self, boss, home, large):
        mirrored, scheduled = below(large)[1:3]
        science = factories.topic(home, title="Science")
        mirror = mirrored.specific.create_alias(parent=science)
        later = timezone.now() + timedelta(days=1)
        page = scheduled.specific
        page.go_live_at = later
        page.save_revision(approved_go_live_at=later)
        boss.post(f"/admin/pages/{large.pk}/unpublish/", {"include_descendants": "on"})
        assert work().skipped == 1
        assert not Page.objects.get(pk=mirror.pk).live
        assert [page.pk for page in below(large) if page.live] == [scheduled.pk]

    def test_without_its_pages_it_is_as_wagtail_does(self, boss, large):
        boss.post(f"/admin/pages/{large.pk}/unpublish/")
        assert not Page.objects.get(pk=large.pk).live
        assert not Job.objects.exists()

    def test_a_locked_page_stays(self, boss, chief, large):
        locked = below(large)[1]
        Page.objects.filter(pk=locked.pk).update(locked=True, locked_by=factories.user())
        chief.post(f"/admin/pages/{large.pk}/unpublish/", {"include_descendants": "on"})
        assert work().skipped == 1
        assert [page.pk for page in below(large) if page.live] == [locked.pk]

    def test_ticked_topics_are_taken_down_with_their_pages_and_published_again(
        self, boss, large, found
    ):
        fields = {"include_descendants": "on"}
        boss.post(bulk("unpublish", [large]), fields)
        work()
        assert found("pebble") == []
        boss.post(bulk("publish", [large]), fields)
        job = work(Job.objects.first())
        assert (job.kind, job.skipped) == ("publish_pages", 0)
        assert all(page.live for page in below(large))
        assert len(found("pebble")) == 4
        assert_index_is_right()


class TestMoving:
    def test_many_ticked_pages_are_moved(self, boss, home, large, found, text):
        science = factories.topic(home, title="Science")
        articles = [page for page in large.get_children() if page.is_leaf()]
        address = bulk("move", articles)
        assert "4 pages" in text(boss.get(address))
        boss.post(address, {"chooser": science.pk})
        job = work()
        assert (job.state, job.total, job.skipped) == (JobState.FINISHED, 4, 0)
        assert len(below(science)) == 5
        assert len(found("pebble", topic="science")) == 4
        assert_index_is_right()

    def test_a_page_that_cannot_stand_there_stays(self, boss, large):
        sub = large.get_children()[4]
        for number in range(2):
            factories.article(sub, title=f"Why pebble {number}?", slug=f"why-pebble-{number}")
        boss.post(bulk("move", large.get_children()), {"chooser": sub.pk})
        job = work()
        assert job.skipped == 3  # two addresses that are taken there, and the sub-topic itself
        assert len(large.get_children()) == 3


class TestCopying:
    def copy(self, client, page, parent, **more):
        fields = {
            "new_title": "Copy",
            "new_slug": "copy",
            "new_parent_page": parent.pk,
            "copy_subpages": "on",
        }
        return client.post(f"/admin/pages/{page.pk}/copy/", fields | more)

    def test_a_large_topic_is_copied_with_its_pages(self, boss, reader, home, large, text):
        assert "background" in text(boss.get(f"/admin/pages/{large.pk}/copy/"))
        self.copy(boss, large, home, publish_copies="on")
        job = work()
        assert (job.state, job.skipped) == (JobState.FINISHED, 0)
        copy = TopicPage.objects.get(slug="copy")
        assert [page.title for page in below(copy)[1:]] == [page.title for page in below(large)[1:]]
        assert [page.depth for page in below(copy)] == [page.depth for page in below(large)]
        assert reader.get(copy.url).status_code == 200
        assert not any(Page.find_problems())
        assert_index_is_right()

    def test_copies_are_drafts_unless_they_are_published(self, boss, home, large):
        self.copy(boss, large, home)
        work()
        assert not any(page.live for page in below(TopicPage.objects.get(slug="copy")))

    def test_a_topic_is_mirrored_with_its_pages(self, boss, home, large):
        self.copy(boss, large, home, alias="on")
        work()
        mirrored = [page.alias_of_id for page in below(TopicPage.objects.get(slug="copy"))]
        assert mirrored == [page.pk for page in below(large)]

    def test_a_form_with_a_mistake_is_shown_again(self, boss, home, large):
        answer = self.copy(boss, large, home, new_slug=large.slug)
        assert answer.status_code == 200
        assert "already in use" in answer.content.decode()
        assert not Job.objects.exists()


def stop_after(number: int) -> None:
    """The worker deals with so many pages, and is killed then."""

    job = Job.objects.get()
    first = job.position

    class Killed(BaseException):
        """What a ``kill -9`` is to the work."""

    real = type(jobs).deal_with

    def deal_with(self, job, person):
        if job.position > first + number:
            raise Killed
        return real(self, job, person)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(jobs), "deal_with", deal_with)
        with contextlib.suppress(Killed):
            jobs.run(job.pk, job.lease, seconds=60, rest=0)
    job.refresh_from_db()
    assert job.position == first + number
    jobs.hand_on(job, job.state)
