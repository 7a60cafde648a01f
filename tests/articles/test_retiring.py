"""Who unpublishes or deletes a page says where its address leads; no redirect leads in a circle."""

import pytest
from django.test import Client
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import GroupPagePermission, Page, Site

from articles.models import SectionRedirect
from tests import factories

pytestmark = pytest.mark.django_db
NOT_FOUND = (404, "")


@pytest.fixture
def boss(home) -> Client:
    client = Client()
    client.force_login(factories.user())
    return client


@pytest.fixture
def shelf(home):
    """A topic with two articles, and another topic with the article that answers best."""
    history, science = factories.topic(home, "History"), factories.topic(home, "Science")
    factories.article(history, "Why one?", slug="one")
    factories.article(history, "Why two?", slug="two")
    factories.article(science, "Why best?", slug="best")
    return history


@pytest.fixture
def one(shelf):
    return Page.objects.get(slug="one").specific


@pytest.fixture
def best(shelf):
    return Page.objects.get(slug="best").specific


def asked(address):
    """How the site answers, and where it leads to, in one step."""
    answer = Client().get(address)
    return answer.status_code, answer.get("Location", "")


def leading(target) -> dict:
    if isinstance(target, str):
        return {"leads_to": "address", "leads_to_address": target}
    return {"leads_to": "page", "leads_to_page": target.pk}


def delete(client, page, **fields):
    return client.post(f"/admin/pages/{page.pk}/delete/", fields)


def unpublish(client, page, **fields):
    return client.post(f"/admin/pages/{page.pk}/unpublish/", fields)


def rename(page, slug):
    page = Page.objects.get(pk=page.pk).specific
    page.slug = slug
    return factories.published_as_an_editor(page)


def test_a_deleted_articles_address_and_its_earlier_ones_lead_to_the_chosen_page(
    boss, one, best, text
):
    one = rename(one, "once")
    words = text(boss.get(f"/admin/pages/{one.pk}/delete/"))
    assert "Where should the address lead from now on?" in words
    assert "“Nowhere” shows them “Page not found”" in words
    assert delete(boss, one, **leading(best)).status_code == 302
    assert not Page.objects.filter(pk=one.pk).exists()
    for address in ("/history/once/", "/history/one/"):
        assert asked(address) == (301, "/science/best/")
    rename(best, "better")  # the redirect follows the page
    assert asked("/history/once/") == (301, "/science/better/")
    # And when that page goes, too, nobody has to go two steps.
    delete(boss, Page.objects.get(pk=best.pk), **leading("https://example.org/answer"))
    for address in ("/history/one/", "/history/once/", "/science/best/", "/science/better/"):
        assert asked(address) == (301, "https://example.org/answer")


def test_nowhere_is_page_not_found(boss, one):
    one = rename(one, "once")
    Redirect.add_redirect("/history/once", "https://example.org/", site=Site.objects.get())
    delete(boss, one, leads_to="nowhere")
    assert asked("/history/once/") == asked("/history/one/") == NOT_FOUND


@pytest.mark.parametrize("way", ["delete", "unpublish"])
def test_a_wrong_answer_is_said_beside_the_field_and_changes_nothing(boss, shelf, one, best, way):
    address = f"/admin/pages/{shelf.pk}/{way}/"
    draft = Page.objects.get(slug="two").specific
    draft.unpublish()
    best.unpublish()
    Redirect.add_redirect("/round", "/history/", site=Site.objects.get())
    for wrong, why in [
        ({"leads_to": "page"}, "Choose a page."),
        ({"leads_to": "address"}, "Enter an address."),
        (leading("javascript:alert(1)"), "Enter an address that begins with https://."),
        (leading("/history/"), "would lead in a circle"),
        (leading("http://localhost/history"), "would lead in a circle"),
        (leading("/round/"), "leads back to the page that goes away"),
        (leading(best), "That page is not published"),
        (leading(shelf), "That page goes, too"),
        (leading(one) | {"include_descendants": "on"}, "That page goes, too"),
    ]:
        answer = boss.post(address, wrong)
        assert answer.status_code == 200
        words = answer.content.decode()
        assert why in words, wrong
        assert ("checked" in words.split("include_descendants")[-1][:80]) == (
            way == "unpublish" and "include_descendants" in wrong
        )
        if "leads_to_address" in wrong:
            assert f'value="{wrong["leads_to_address"]}"' in words
    assert Page.objects.get(pk=shelf.pk).live
    assert Redirect.objects.count() == 1


def test_an_unpublished_article_leads_on_until_it_is_published_again(boss, one, best, text):
    one = rename(one, "once")
    unpublish(boss, one, **leading(best))
    assert asked("/history/once/") == asked("/history/one/") == (302, "/science/best/")
    factories.published_as_an_editor(Page.objects.get(pk=one.pk).specific)
    assert asked("/history/once/") == (200, "")
    assert asked("/history/one/") == (301, "/history/once/")
    unpublish(boss, one, leads_to="nowhere")
    assert asked("/history/once/") == asked("/history/one/") == NOT_FOUND
    # The page that asks begins with what holds.
    unpublish(boss, factories.published_as_an_editor(one), **leading("https://example.org/x"))
    assert "https://example.org/x" in boss.get(f"/admin/pages/{one.pk}/delete/").content.decode()


def test_a_topic_leads_everything_below_it_to_one_page(boss, shelf, one, best):
    one = rename(one, "once")
    delete(boss, shelf, **leading(best))
    for address in ("/history/", "/history/two/", "/history/once/", "/history/one/"):
        assert asked(address) == (301, "/science/best/"), address
    assert asked("/historic/one/") == NOT_FOUND
    # What stands there later is shown, and ends what led away.
    again = factories.topic(Site.objects.get().root_page.specific, "History")
    factories.published_as_an_editor(again)
    assert asked("/history/") == (200, "")
    assert asked("/history/two/") == NOT_FOUND
    assert not SectionRedirect.objects.filter(new_path="").exists()


def test_a_topic_unpublished_alone_keeps_its_articles(boss, shelf, best):
    unpublish(boss, shelf, **leading(best))
    assert asked("/history/") == (302, "/science/best/")
    assert asked("/history/two/") == (200, "")
    unpublish(boss, factories.published_as_an_editor(shelf), include_descendants="on")
    assert asked("/history/two/") == NOT_FOUND


@pytest.mark.parametrize("action", ["delete", "unpublish"])
def test_pages_that_are_ticked_lead_to_one_place(boss, shelf, one, best, action):
    two = Page.objects.get(slug="two")
    address = f"/admin/bulk/wagtailcore/page/{action}/?id={one.pk}&id={two.pk}&next=/admin/"
    assert "Where should the address lead" in boss.get(address).content.decode()
    wrong = boss.post(address, {"leads_to": "address", "leads_to_address": "/history/two"})
    assert "would lead in a circle" in wrong.content.decode()
    assert boss.post(address, leading(best)).status_code == 302
    code = 301 if action == "delete" else 302
    assert asked("/history/one/") == asked("/history/two/") == (code, "/science/best/")


def test_the_redirects_form_shortens_and_refuses(boss, one, best):
    site = Site.objects.get()
    Redirect.add_redirect("/b", "/c", site=site)
    Redirect.add_redirect("/c", best, site=site)
    assert asked("/b/") == (301, "/science/best/")  # readers go one step, whatever is stored

    def add(old, page="", link="", **more):
        fields = {"old_path": old, "site": site.pk, "is_permanent": "on", "redirect_page": page}
        return boss.post(
            "/admin/redirects/add/", fields | {"redirect_link": link}, follow=True
        ).content.decode()

    words = add("/a", link="http://localhost/b")
    assert "/b is redirected itself, so the redirect leads straight to /science/best/" in words
    assert Redirect.objects.get(old_path="/a").redirect_page_id == best.pk
    assert "readers would go round in a circle" in add("/d", link="http://localhost/d/")
    assert "is published at this address" in add("/history/one/", page=best.pk)
    one.unpublish()
    assert "That page is not published" in add("/e", page=one.pk)
    # A circle of two is found on either side.
    first = Redirect.add_redirect("/x", "http://localhost/y", site=site)
    assert "round in a circle" in add("/y", link="http://localhost/x")
    Redirect.add_redirect("/z", "http://localhost/x", site=site)
    fields = {"old_path": "/x", "site": site.pk, "redirect_link": "http://localhost/z"}
    answer = boss.post(f"/admin/redirects/{first.pk}/", fields)
    assert "round in a circle" in answer.content.decode()
    # One that was stored in another way leads nobody round.
    Redirect.add_redirect("/y", "http://localhost/z", site=site)
    assert asked("/x/") == asked("/y/") == asked("/z/") == NOT_FOUND


def test_who_may_not_delete_a_topic_with_articles_is_told_what_to_do_instead(
    chief, boss, shelf, one, text
):
    GroupPagePermission.objects.filter(permission__codename="bulk_delete_page").delete()
    address = f"/admin/pages/{shelf.pk}/occupied/"
    for listing in (f"/admin/pages/{shelf.get_parent().pk}/", f"/admin/pages/{shelf.pk}/edit/"):
        assert address in chief.get(listing).content.decode()
        assert address not in boss.get(listing).content.decode()
    assert "move its pages to another topic" in text(chief.get(address))
    ticked = chief.get(f"/admin/bulk/wagtailcore/page/delete/?id={shelf.pk}&next=/admin/")
    assert "move its pages to another topic" in text(ticked)
    assert (
        f"/admin/pages/{one.pk}/occupied/"
        not in chief.get(f"/admin/pages/{one.pk}/edit/").content.decode()
    )
    assert chief.get(f"/admin/pages/{one.pk}/occupied/").status_code == 302
