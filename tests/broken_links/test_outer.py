"""Links to other sites are looked at slowly, where an editor-in-chief wants it, and listed when they stay broken."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db.models import F
from django_tasks import default_task_backend

from articles.models import CheckSettings
from broken_links import finding, outer
from broken_links.models import BrokenLink, OuterLink
from tests import factories
from tests.fetching.servers import server, visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def _on(db):
    settings = CheckSettings.load()
    settings.outer_links = True
    settings.save()


def article(topic, *addresses):
    links = " ".join(f'<a href="{address}">to {address}</a>' for address in addresses)
    return factories.article(
        topic, body=[factories.section("Links", ("paragraph", f"<p>{links}</p>"))]
    )


def pass_days(days):
    OuterLink.objects.update(next_at=F("next_at") - timedelta(days=days))


def found():
    return {link.target: link.reason for link in BrokenLink.objects.all()}


def test_nobody_is_asked_until_it_is_switched_on(topic):
    finding.check(article(topic, "https://example.org/").pk)
    default_task_backend.clear()
    outer.run()
    assert not OuterLink.objects.exists()
    assert not default_task_backend.results


@pytest.mark.usefixtures("_on")
def test_the_worker_asks_a_part_of_the_day_each_hour_and_forgets_what_nobody_links_to(topic):
    page = article(topic, "https://example.org/#a", "https://example.org/#b", "mailto:a@b.example")
    finding.check(page.pk)
    assert [link.address for link in OuterLink.objects.all()] == ["https://example.org/"]
    default_task_backend.clear()
    outer.run()
    (task,) = default_task_backend.results
    assert (task.task.name, task.args) == ("ask_outer", [10])
    page.delete()
    outer.run()
    assert not OuterLink.objects.exists()


@pytest.mark.usefixtures("_on")
def test_a_link_is_listed_when_it_stays_broken_and_leaves_the_list_when_it_answers(topic):
    answers = {
        "/ok": (200, {}, b""),
        "/secret": (403, {}, b""),
        "/in": (302, {"Location": "http://127.0.0.2:9/"}, b""),
    }
    with server("127.0.0.1", answers) as (port, asked), visitor({}) as guest:
        here = f"http://127.0.0.1:{port}"
        page = article(topic, *(f"{here}/{path}" for path in ("ok", "secret", "gone#part", "in")))
        finding.check(page.pk)
        pauses = []

        def ask(most=99):
            return outer.ask_due(most, guest, pauses.append)

        assert ask(most=1) == Counter({"127.0.0.1": 1})
        assert ask() == Counter({"127.0.0.1": 3})
        # Between its links, and before a link that HEAD says nothing of is asked again.
        assert pauses == [outer.PAUSE] * 4
        assert ("HEAD", "/ok") in {(method, path) for method, path, _headers in asked}
        assert ("GET", "/ok") not in {(method, path) for method, path, _headers in asked}
        assert ("GET", "/gone") in {(method, path) for method, path, _headers in asked}
        assert found() == {f"{here}/in": "not_public"}
        assert ask() == Counter(), "nothing is due"
        for days in outer.AGAIN_DAYS[:2]:
            pass_days(days)
            ask()
        assert found() == {f"{here}/in": "not_public", f"{here}/gone#part": "not_there"}
        answers["/gone"] = (200, {}, b"")
        pass_days(7)
        ask()
        assert found() == {f"{here}/in": "not_public"}


@pytest.mark.usefixtures("_on")
def test_a_host_that_wants_peace_is_left_alone_for_a_day(topic):
    answers = {f"/{number}": (429, {"Retry-After": "200000"}, b"") for number in range(3)}
    with server("127.0.0.1", answers) as (port, asked), visitor({}) as guest:
        page = article(topic, *(f"http://127.0.0.1:{port}/{number}" for number in range(3)))
        finding.check(page.pk)
        outer.ask_due(99, guest, lambda seconds: None)
        assert len(asked) == 1
        pass_days(2)
        outer.ask_due(99, guest, lambda seconds: None)
        assert len(asked) == 1
        pass_days(2)
        outer.ask_due(99, guest, lambda seconds: None)
        assert len(asked) == 2
    assert found() == {}
