"""An old address leads to where the page is now, whatever was renamed or moved, and in how many steps."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from articles.models import SectionRedirect
from tests import editing, factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def deep(home):
    """A topic, one below it, and an article in each."""
    topic = factories.topic(home, "Old", slug="old")
    below = factories.topic(topic, "Below", slug="below")
    factories.article(topic, "Why one?", slug="one")
    factories.article(below, "Why two?", slug="two")
    return topic


def rename(page, slug):
    page = Page.objects.get(pk=page.pk).specific
    page.slug = slug
    return factories.published_as_an_editor(page)


def move(page, to):
    Page.objects.get(pk=page.pk).move(Page.objects.get(pk=to.pk), pos="last-child")


def leads(reader, address):
    """Where an address leads in one step, if a page is there."""
    answer = reader.get(address)
    assert answer.status_code in (200, 301, 404)
    if answer.status_code != 301:
        return answer.status_code
    assert reader.get(answer.url).status_code == 200
    return answer.url


def test_a_renamed_topic_takes_the_old_addresses_of_everything_below_it_along(reader, deep):
    rename(deep, "new")
    assert leads(reader, "/old/") == "/new/"
    assert leads(reader, "/old/one/") == "/new/one/"
    assert leads(reader, "/old/one") in ("/old/one/", "/new/one/")
    assert leads(reader, "/old/below/") == "/new/below/"
    assert leads(reader, "/old/below/two/") == "/new/below/two/"
    assert leads(reader, "/old/below/two/?utm=1") == "/new/below/two/?utm=1"
    assert leads(reader, "/old/?page=2") == "/new/?page=2"
    assert leads(reader, "/old/three/") == 404
    assert leads(reader, "/older/one/") == 404


def test_the_feeds_of_a_renamed_topic_go_on(reader, deep):
    rename(deep, "new")
    assert leads(reader, "/old/feed/") == "/new/feed/"
    assert leads(reader, "/old/below/feed/atom/") == "/new/below/feed/atom/"


def test_a_moved_topic_takes_them_along_too(reader, home, deep):
    other = factories.topic(home, "Other", slug="other")
    move(deep, other)
    assert leads(reader, "/old/") == "/other/old/"
    assert leads(reader, "/old/below/two/") == "/other/old/below/two/"
    move(deep, home)
    assert leads(reader, "/other/old/below/two/") == "/old/below/two/"
    assert leads(reader, "/old/below/two/") == 200


def test_an_editor_in_chief_renames_a_topic_in_the_admin(chief, reader, deep):
    address = f"/admin/pages/{deep.pk}/edit/"
    fields = {"slug": "new", "action__publish": "publish"}
    answer = editing.sent(chief, address, "page-edit-form", **fields)
    assert answer.status_code == 302
    assert leads(reader, "/old/below/two/") == "/new/below/two/"


@pytest.mark.parametrize("first", ["article", "topic", "below"])
def test_changes_one_after_the_other_lead_on(reader, home, deep, first):
    article, below = Page.objects.get(slug="two"), Page.objects.get(slug="below")
    order = ["article", "below", "topic"]
    order.remove(first)
    pages = {"article": article, "below": below, "topic": deep}
    had = []
    for name in [first, *order]:
        had.append(Page.objects.get(pk=article.pk).url)
        rename(pages[name], f"new-{name}")
    for address in had:
        assert leads(reader, address) == "/new-topic/new-below/new-article/"


def test_an_article_that_left_the_topic_is_found_after_the_topic_is_deleted(reader, home, deep):
    rename(deep, "new")
    other = factories.topic(home, "Other", slug="other")
    move(Page.objects.get(slug="one"), other)
    Page.objects.get(pk=deep.pk).delete()
    assert leads(reader, "/old/one/") == "/other/one/"
    assert leads(reader, "/new/one/") == "/other/one/"
    assert leads(reader, "/old/below/two/") == 404


def test_a_name_given_to_another_topic_leads_to_the_pages_of_both(reader, home, deep):
    rename(deep, "new")
    second = factories.topic(home, "Old again", slug="old")
    factories.article(second, "Why three?", slug="three")
    assert leads(reader, "/old/three/") == 200
    assert leads(reader, "/old/one/") == "/new/one/"
    rename(second, "newer")
    assert leads(reader, "/old/three/") == "/newer/three/"
    assert leads(reader, "/old/one/") == "/new/one/"


def test_topics_that_change_names_with_each_other_end_nobodys_way(reader, home, deep):
    rename(deep, "between")
    other = factories.topic(home, "Other", slug="old")
    rename(other, "elsewhere")
    rename(deep, "old")
    assert leads(reader, "/old/one/") == 200
    assert leads(reader, "/between/one/") == "/old/one/"
    assert leads(reader, "/elsewhere/nothing/") == 404


def test_an_unpublished_page_is_not_redirected_to_itself(reader, deep):
    rename(deep, "new")
    article = Page.objects.get(slug="one")
    rename(article, "once")
    rename(article, "one")  # so that Wagtail's redirect from /new/one leads to the page
    Page.objects.get(pk=article.pk).specific.unpublish()
    rename(deep, "old")
    for address in ("/old/one/", "/new/one/", "/new/once/"):
        answer = reader.get(address)
        assert answer.status_code == 404 or answer.url != address
    assert reader.get("/old/one/").status_code == 404


def test_a_page_renamed_to_and_fro_and_unpublished_is_not_there(reader, deep):
    article = Page.objects.get(slug="one")
    rename(article, "once")
    rename(article, "one")
    Page.objects.get(pk=article.pk).specific.unpublish()
    assert reader.get("/old/one/").status_code == 404


def test_what_was_not_published_then_is_found_when_it_is(reader, deep):
    draft = factories.article(deep, "Why later?", slug="later")
    draft.unpublish()
    rename(deep, "new")
    assert leads(reader, "/old/later/") == 404
    factories.published_as_an_editor(Page.objects.get(pk=draft.pk).specific)
    assert leads(reader, "/old/later/") == "/new/later/"


def test_a_redirect_that_an_editor_made_goes_first(reader, deep):
    Redirect.add_redirect("/old/one", "https://example.org/", site=Site.objects.get())
    rename(deep, "new")
    assert reader.get("/old/one/").url == "https://example.org/"
    assert reader.get("/old/one/?page=2").url == "https://example.org/"
    Redirect.add_redirect("/old/two?page=2", "/new/?page=3", site=Site.objects.get())
    assert reader.get("/old/two/?page=2").url == "/new/?page=3"


def test_a_change_costs_the_same_however_many_pages_it_takes_along(deep):
    def cost(slug):
        with CaptureQueriesContext(connection) as queries:
            rename(deep, slug)
        return len(queries)

    cost("first")
    few = cost("second")
    for number in range(20):
        factories.article(deep, f"Why {number}?")
    assert cost("third") == few
    assert SectionRedirect.objects.count() == 3
    assert Redirect.objects.count() == 3


def test_the_front_pages_own_name_is_in_no_address(reader, home, deep):
    Site.get_site_root_paths()  # kept by this process, while another one renames the page
    Page.objects.filter(pk=home.pk).update(slug="front", url_path="/front/")
    home.refresh_from_db()
    home._update_descendant_url_paths("/home/", "/front/")
    rename(deep, "new")
    Site.clear_site_root_paths_cache()
    assert leads(reader, "/old/below/two/") == "/new/below/two/"


def test_renamed_to_and_fro_for_years_there_is_one_row_for_each_pair(reader, deep):
    for _year in range(3):
        rename(deep, "new")
        rename(deep, "old")
    assert SectionRedirect.objects.count() == 2
    assert leads(reader, "/new/below/two/") == "/old/below/two/"


def test_very_long_addresses_are_no_obstacle(reader, home):
    topic = factories.topic(home, "Long", slug="long" * 50)
    below = factories.topic(topic, "Longer", slug="longer" * 30)
    factories.article(below, "Why?", slug="why")
    old = below.get_url() + "why/"
    below = rename(below, "short")
    assert leads(reader, old) == below.get_url() + "why/"
    assert leads(reader, old.removesuffix("why/")) == below.get_url()


@pytest.mark.both_databases
def test_the_address_is_old_and_redirected_in_one_transaction(deep, monkeypatch):
    """Where the change of the addresses fails, nothing says that they have changed."""

    def fail(*args):
        raise RuntimeError("killed")

    monkeypatch.setattr(Page, "_update_descendant_url_paths", fail)
    with pytest.raises(RuntimeError):
        rename(deep, "new")
    assert not SectionRedirect.objects.exists()
    assert Page.objects.get(pk=deep.pk).slug == "old"


def test_an_address_that_never_was_costs_one_query_more(reader, deep):
    rename(deep, "new")
    reader.get("/other/none/")
    with CaptureQueriesContext(connection) as queries:
        assert reader.get("/other/some/").status_code == 404
    asked = [query for query in queries if "sectionredirect" in query["sql"]]
    assert len(asked) == 1


def test_editors_of_redirects_see_those_of_topics_and_delete_them(reader, text, deep):
    rename(deep, "new")
    client = Client()
    client.force_login(factories.user())
    listed = client.get("/admin/section_redirects/")
    assert "/old" in text(listed)
    assert "/new" in text(listed)
    assert client.get("/admin/section_redirects/new/").status_code in (302, 403)
    assert "adds a row here by itself" in text(listed)
    made = SectionRedirect.objects.get()
    asked = client.get(f"/admin/section_redirects/delete/{made.pk}/")
    assert "Links from elsewhere to pages below /old end" in text(asked)
    assert client.get(f"/admin/section_redirects/edit/{made.pk}/").status_code in (302, 403)
    assert client.post(f"/admin/section_redirects/delete/{made.pk}/").status_code == 302
    assert leads(reader, "/old/one/") == 404
    assert leads(reader, "/old/") == "/new/"  # Wagtail's own redirect, in its own list


def test_the_list_says_where_readers_end_whatever_was_renamed_since(text, deep):
    client = Client()
    client.force_login(factories.user())
    counts = []
    for slug in ("new", "newer", "newest"):
        rename(deep, slug)
        client.get("/admin/section_redirects/")
        with CaptureQueriesContext(connection) as captured:
            listed = client.get("/admin/section_redirects/")
        counts.append(len(captured))
    assert len(set(counts)) == 1
    assert text(listed).count("/newest/") == 3
    Page.objects.filter(pk=deep.pk).update(live=False)
    assert text(client.get("/admin/section_redirects/")).count("Page not found") == 3


def test_editors_without_redirects_do_not_see_those_of_topics(editor, deep):
    rename(deep, "new")
    assert editor.get("/admin/section_redirects/").status_code == 302
    assert "section_redirects" not in editor.get("/admin/").content.decode()
