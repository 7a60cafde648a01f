"""What load balancers ask."""

import pytest

pytestmark = pytest.mark.both_databases


def test_health_is_told_without_a_database_and_readiness_with_it(reader, db, monkeypatch):
    assert reader.get("/healthz").content == b"ok\n"
    assert reader.get("/readyz").status_code == 200
    monkeypatch.setattr("operations.health.cache.get", lambda key: None)
    assert reader.get("/readyz").status_code == 503
