"""What Prometheus reads, and that its alerts ask for what is there and are explained."""

import json
import re
from datetime import timedelta

import pytest
import yaml
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from backups.models import Backup
from operations import heartbeat, numbers
from operations.asked import Asked
from tests import factories
from tests.conftest import ROOT

pytestmark = pytest.mark.django_db

TOKEN = "a long random text"
ALERTS = yaml.safe_load((ROOT / "deploy/prometheus-alerts.yml").read_text())["groups"][0]["rules"]


@pytest.fixture
def read(reader, settings, home):
    settings.METRICS_TOKEN = TOKEN

    def numbers():
        answer = reader.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
        assert answer.status_code == 200
        families = text_string_to_metric_families(answer.content.decode())
        return {sample.name: sample.value for family in families for sample in family.samples}

    return numbers


def test_there_is_nothing_without_a_token_and_for_nobody_without_it(reader, home, settings):
    assert reader.get("/metrics", follow=True).status_code == 404
    settings.METRICS_TOKEN = TOKEN
    assert reader.get("/metrics").status_code == 401
    wrong = reader.get("/metrics", headers={"Authorization": "Bearer é"})
    assert (wrong.status_code, wrong["WWW-Authenticate"]) == (401, "Bearer")


@pytest.mark.both_databases
def test_the_numbers_are_those_of_the_site_and_cost_few_queries(read, home):
    heartbeat.beat()
    now = timezone.now()
    Backup.objects.create(place="/backups", name="old", made_at=now - timedelta(days=3))
    article = factories.article(factories.topic(home), "Why?")
    factories.comments(article, 1)
    with CaptureQueriesContext(connection) as few:
        numbers = read()
    factories.comments(article, 5)
    with CaptureQueriesContext(connection) as many:
        more = read()
    assert len(few) == len(many) <= 9
    assert (numbers["why_comments_held"], more["why_comments_held"]) == (1, 6)
    assert 0 <= numbers["why_worker_heartbeat_age_seconds"] < 60
    assert 3 * 86400 <= numbers["why_backup_age_seconds"] < 3 * 86400 + 60
    assert (numbers["why_database_up"], numbers["why_cache_up"]) == (1, 1)
    assert numbers["why_read_only"] == 0
    assert numbers["why_disk_free_bytes"] > 0


def test_a_database_that_is_away_is_told(read):
    def away(*args):
        raise OperationalError("away")

    with connection.execute_wrapper(away):
        numbers = read()
    assert numbers["why_database_up"] == 0
    assert "why_tasks_waiting" not in numbers


@pytest.fixture
def there(read) -> set[str]:
    """The names of all numbers of a site where everything has happened once."""
    heartbeat.beat()
    Backup.objects.create(place="/backups", name="new")
    answered = Asked()
    answered.queries = 1
    numbers.count(answered, 0.1)
    return set(read())


def test_alerts_ask_for_numbers_that_there_are_and_are_explained(there):
    handbook = (ROOT / "docs/operators.md").read_text()
    for rule in ALERTS:
        assert set(re.findall(r"why_\w+", rule["expr"])) <= there
        assert f"### {rule['alert']}\n" in handbook
    told = set(re.findall(r"`(why_\w+)", handbook))
    assert told == there


def test_the_dashboard_asks_for_all_numbers_that_there_are_and_for_no_others(there):
    panels = json.loads((ROOT / "deploy/grafana-dashboard.json").read_text())["panels"]
    asked = " ".join(target["expr"] for panel in panels for target in panel["targets"])
    assert set(re.findall(r"why_\w+", asked)) == there
    assert len({panel["id"] for panel in panels}) == len(panels)


def test_alerts_and_dashboard_ask_for_labels_that_there_are():
    files = ("deploy/prometheus-alerts.yml", "deploy/grafana-dashboard.json")
    text = "".join((ROOT / name).read_text() for name in files).replace('\\"', '"')
    labels = set(re.findall(r'(\w+)!?="', text)) | {
        label for group in re.findall(r"by \(([\w, ]+)\)", text) for label in group.split(", ")
    }
    assert labels <= {"job", "le", *numbers.REQUESTS._labelnames, "answer"}
    values = set(re.findall(r'(?:cache|status)!?="(\w+)"', text))
    assert values <= {"hit", "miss", "pass", "2xx", "3xx", "4xx", "5xx"}
