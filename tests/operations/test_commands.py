"""The commands that operators run."""

import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from articles.models import ArticlePage
from operations.management.commands.worker import publish_scheduled
from operations.models import Lease
from tests import factories

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


def test_scheduled_pages_are_published_and_taken_down_on_time(topic, reader):
    page = factories.article(topic, publish=False)
    page.go_live_at = timezone.now() + timedelta(hours=1)
    page.save_revision().publish()
    publish_scheduled()
    assert reader.get(page.url).status_code == 404
    page.refresh_from_db()
    past = timezone.now() - timedelta(minutes=1)
    revision = page.latest_revision
    revision.approved_go_live_at = past
    revision.content["go_live_at"] = past.isoformat()
    revision.save()
    Lease.objects.all().delete()
    publish_scheduled()
    page.refresh_from_db()
    assert page.live
    page.expire_at = timezone.now() - timedelta(minutes=1)
    page.save()
    Lease.objects.all().delete()
    publish_scheduled()
    assert reader.get(page.url).status_code == 404


def test_one_of_several_workers_takes_the_turn(monkeypatch):
    calls = []
    monkeypatch.setattr(
        "operations.management.commands.worker.call_command", lambda *a, **k: calls.append(a)
    )
    publish_scheduled()
    publish_scheduled()
    assert calls.count(("publish_scheduled",)) == 1


def test_prepare_loads_the_demo_into_an_empty_site_only(topic):
    call_command("prepare", demo=True, no_static=True, stdout=io.StringIO())
    assert not ArticlePage.objects.exists()


def test_media_root_is_a_scratch_folder():
    assert Path(settings.MEDIA_ROOT).parent.name.startswith("why-tests-")
