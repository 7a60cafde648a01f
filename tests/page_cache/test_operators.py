"""Operators see how the cache does, and drop pages from it."""

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from page_cache.models import CacheProcess

from .. import factories

FIGURES = {"hits": 30, "misses": 10, "builds": 10, "passes": 2, "entries": 5, "bytes": 500,
           "bound": 1000, "dropped": 3}  # fmt: skip


@pytest.fixture
def operator(db) -> Client:
    client = Client()
    client.force_login(factories.user())
    return client


def test_a_process_notes_how_its_cache_does(ask, page_cache, article):
    for _ in range(4):
        ask(article.url)
    ask("/admin/")
    figures = page_cache.figures()
    assert (figures["hits"], figures["misses"], figures["passes"]) == (3, 1, 1)
    page_cache.noter.write(figures)
    assert CacheProcess.objects.get().figures == figures


def test_an_operator_sees_the_processes_and_drops_one_page_or_all(
    operator, ask, page_cache, article, text
):
    address = reverse("page_cache")
    assert "No process has served a page" in text(operator.get(address))
    CacheProcess.objects.create(name="web:7", figures=FIGURES)
    shown = text(operator.get(address))
    assert "web:7 5 50% (500 bytes) 75% (30) 10 2 3" in shown.replace("\xa0", " ")
    for path in (article.url, "/"):
        ask(path)
    operator.post(address, {"page": f"http://testserver{article.url}?utm_source=x"})
    assert [ask(path).how for path in (article.url, "/")] == ["MISS", "HIT"]
    operator.post(address, {"everything": "1"})
    assert [ask(path).how for path in (article.url, "/")] == ["MISS", "MISS"]


def test_what_is_no_address_is_refused_beside_the_field(operator, home, text):
    answer = operator.post(reverse("page_cache"), {"page": "the front page"})
    assert "This is no address of a page." in text(answer)
    assert 'value="the front page"' in answer.content.decode()


def test_others_do_not_see_the_page(editor, home):
    assert editor.get(reverse("page_cache")).status_code == 302
    assert "page-cache" not in editor.get("/admin/").content.decode()


def test_the_same_at_a_terminal(ask, page_cache, article, capsys):
    CacheProcess.objects.create(name="web:7", figures=FIGURES)
    call_command("page_cache", "stats")
    assert "web:7: 5 pages" in capsys.readouterr().out
    ask(article.url)
    call_command("page_cache", "drop", article.url)
    assert ask(article.url).how == "MISS"
    call_command("page_cache", "drop", "--all")
    assert ask(article.url).how == "MISS"
    with pytest.raises(CommandError, match="begins with /"):
        call_command("page_cache", "drop", "history")
    with pytest.raises(CommandError, match="--all"):
        call_command("page_cache", "drop")
