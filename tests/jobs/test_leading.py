"""Where the addresses should lead holds while the worker is at work, and what it deleted comes back."""

import pytest
from django.test import Client
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from jobs.models import Job, JobState
from restoring.models import DeletedPage
from tests import factories

from .conftest import queued, work
from .test_pages import below, bulk, stop_after

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


@pytest.fixture
def best(home):
    return factories.article(factories.topic(home, "Science"), "Why best?", slug="best")


def asked(address):
    answer = Client().get(address)
    return answer.status_code, answer.get("Location", "")


def test_a_topic_that_is_deleted_in_the_background_leads_on_and_comes_back(boss, large, best):
    pages = below(large)
    addresses = [page.get_url() for page in pages]
    Redirect.add_redirect("/old", pages[-1], site=Site.objects.get())
    leading = {"leads_to": "page", "leads_to_page": best.pk}
    boss.post(f"/admin/pages/{large.pk}/delete/", {"leads_to": "page"})
    assert not queued()
    boss.post(f"/admin/pages/{large.pk}/delete/", leading)
    stop_after(3)
    answers = [asked(address) for address in addresses]
    assert answers.count((301, "/science/best/")) == 3
    assert answers.count((200, "")) == len(pages) - 3
    assert work().state == JobState.FINISHED
    for address in (*addresses, "/old/"):
        assert asked(address) == (301, "/science/best/")

    kept = DeletedPage.objects.get(page_id=large.pk)
    boss.post(f"/admin/deleted-pages/{kept.pk}/", {"place": kept.parent_id, "with_below": "on"})
    from_then = work_last()
    assert (from_then.state, from_then.skipped) == (JobState.FINISHED, 0)
    assert [page.pk for page in below(large_again(large))] == [page.pk for page in pages]
    assert not Page.find_problems()[0]
    for page in below(large_again(large)):
        factories.published_as_an_editor(page.specific)
    assert {asked(address) for address in addresses} == {(200, "")}
    assert asked("/old/") == (301, pages[-1].get_url())


def test_many_ticked_pages_lead_on_from_the_background(boss, large, best):
    pages = list(large.get_children())
    leading = {"leads_to": "address", "leads_to_address": "https://example.org/"}
    for action, code in (("unpublish", 302), ("delete", 301)):
        boss.post(bulk(action, pages), leading | {"include_descendants": "on"})
        work_last()
        for page in pages:
            assert asked(page.get_url()) == (code, "https://example.org/")


def large_again(page):
    return Page.objects.get(pk=page.pk)


def work_last():
    """Does what is queued, and returns the job that was begun last."""
    return work(Job.objects.latest("pk"))
