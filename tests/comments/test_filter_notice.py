"""The filter says so in the queue and on the dashboard when it has something to offer."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comments.models import DiscussionSettings, TrainedModel
from comments.spam import scoring, training
from tests import factories

from .desk import signed_in

pytestmark = pytest.mark.django_db

DISMISS = "/admin/discussion/filter/dismiss/"
READY = "The learning filter can hold spam for you:"
WORSE = "The learning filter has become worse."


@pytest.fixture
def learned(rules):
    """Stores a model with a record, as a training does."""

    def store(judged=200, would_hold=60, wrongly=0, missed=7, proven=92) -> TrainedModel:
        TrainedModel.objects.all().delete()
        return TrainedModel.objects.create(
            weights=b"", trained_at=timezone.now(), good=300, spam=150, judged=judged,
            would_hold=would_hold, wrongly=wrongly, missed=missed, proven=proven,
        )  # fmt: skip

    return store


@pytest.fixture
def shown(text):
    """What the queue and the dashboard say."""

    def look(client) -> tuple[str, str]:
        queue = client.get("/admin/discussion/news/").json()["filter"]
        return " ".join(queue.split()), text(client.get("/admin/"))

    return look


def switch(on: bool) -> None:
    DiscussionSettings.objects.update(learning_filter=on)


def test_it_says_what_its_record_proves_where_moderators_look(desk, learned, shown):
    learned()
    for said in shown(desk):
        assert READY in said
        assert "at least 92 of 100 comments that it would hold are spam" in said
        assert "The filter was tried on your last 200 decisions, in parts" in said
        assert "It would have held 60, none of them wrongly, and missed 7." in said
    assert 'id="desk-raid"' in desk.get("/admin/discussion/queue/").content.decode()


def test_it_is_quiet_until_its_record_proves_enough(desk, learned, shown):
    assert not any(READY in said for said in shown(desk))
    # All of a few were spam: that proves little.
    learned(judged=50, would_hold=23, proven=81)
    assert not any(READY in said or WORSE in said for said in shown(desk))


def test_the_offer_is_gone_when_it_is_switched_on(desk, learned, shown):
    learned()
    switch(True)
    assert not any(READY in said or WORSE in said for said in shown(desk))


def test_in_use_it_says_when_its_record_has_become_worse(desk, learned, shown):
    switch(True)
    # Few comments prove less than what an offer needs, and are no sign of anything worse.
    learned(would_hold=12, proven=68)
    assert not any(WORSE in said for said in shown(desk))
    learned(would_hold=40, wrongly=5, proven=71)
    for said in shown(desk):
        assert WORSE in said
        assert "It would have held 40, 5 of them wrongly, and missed 7." in said
    switch(False)
    assert not any(WORSE in said or READY in said for said in shown(desk))


def test_not_now_keeps_it_away_for_ninety_days(desk, learned, shown, rules, text):
    learned()
    back = desk.post(DISMISS, {"site": rules.site_id, "next": "/admin/"}, follow=True)
    assert "says nothing here for 90 days" in text(back)
    learned()  # trained anew
    assert not any(READY in said for said in shown(desk))
    later = timezone.now() - timedelta(seconds=1)
    DiscussionSettings.objects.update(filter_quiet_until=later)
    assert all(READY in said for said in shown(desk))


@pytest.mark.parametrize("site", ["", "99999", "x", "\0"])
def test_a_strange_site_changes_nothing_of_another(desk, rules, site):
    assert desk.post(DISMISS, {"site": site}).status_code in {302, 404}
    assert DiscussionSettings.objects.count() == 1


def test_the_way_to_the_switch_is_for_those_who_may_use_it(home, learned, shown):
    learned()
    switch_on = "Switch on in the settings"
    assert all(switch_on in said for said in shown(signed_in(None)))
    for said in shown(signed_in("Moderators")):
        assert (switch_on in said) != ("Somebody who may change the discussion settings" in said)


def test_who_moderates_only_their_own_articles_is_not_asked(topic, learned, rules, shown):
    rules.editors_moderate = True
    rules.save()
    learned()
    editor = signed_in("Editors")
    own = factories.article(topic)
    own.owner = editor.user
    own.save()
    assert not any(READY in said for said in shown(editor))
    assert editor.post(DISMISS).status_code == 302
    rules.refresh_from_db()
    assert rules.filter_quiet_until is None
    assert signed_in("Moderators").get(DISMISS).status_code == 405


@pytest.mark.parametrize(("address", "most"), [("/admin/", 30), ("/admin/discussion/news/", 25)])
def test_a_notice_costs_one_query_whatever_it_says(
    desk, learned, article, address, most, django_assert_max_num_queries
):
    factories.comments(article, 3)
    desk.get(address)
    numbers = set()
    for proven in (None, 50, 92):
        learned(proven=proven)
        with django_assert_max_num_queries(most) as asked:
            desk.get(address)
        of_models = [each for each in asked.captured_queries if "_trainedmodel" in each["sql"]]
        assert len(of_models) == 1
        assert '"weights"' not in of_models[0]["sql"]
        numbers.add(len(asked))
    assert len(numbers) == 1


def test_a_model_of_an_earlier_version_judges_nothing_and_is_made_anew(desk, learned, shown):
    learned(proven=None)
    assert scoring.current() is None
    assert not any(READY in said for said in shown(desk))
    assert not training.is_due()  # there is nothing to learn from
