"""What load balancers ask."""

import pytest
from django.db import OperationalError, connection

from backups.models import ReadOnly

pytestmark = pytest.mark.both_databases


def test_health_is_told_without_a_database_and_readiness_with_it(reader, db, monkeypatch):
    def away(*args):
        raise OperationalError("away")

    assert reader.get("/healthz").content == b"ok\n"
    assert reader.get("/readyz").content == b"ready\n"
    with connection.execute_wrapper(away):
        assert reader.get("/healthz").status_code == 200
        assert reader.get("/readyz").status_code == 503
    monkeypatch.setattr("operations.health.cache.get", lambda key: None)
    degraded = reader.get("/readyz")
    assert (degraded.status_code, degraded.content[:8]) == (200, b"degraded")


def test_readiness_says_that_the_site_is_read_only(reader, db, settings):
    settings.READ_ONLY_SECONDS = 0
    assert reader.get("/readyz").content == b"ready\n"
    ReadOnly.objects.create(moved_to="another")
    answer = reader.get("/readyz")
    assert (answer.status_code, answer.content[:33]) == (200, b"degraded: the site is read-only w")
    ReadOnly.objects.all().delete()
    assert reader.get("/readyz").content == b"ready\n"
