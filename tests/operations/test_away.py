"""Commands that copy and upgrade say in a sentence that the database is away."""

import pytest

from bench.scratch import free_port
from tests.config.test_settings import PRODUCTION, manage


@pytest.mark.parametrize("command", ["upgrade --no-backup", "backup --dry-run"])
def test_a_database_that_is_away_is_a_sentence(command, tmp_path):
    address = f"postgres://why:secret@127.0.0.1:{free_port()}/why"
    settings = PRODUCTION | {"DATABASE_URL": address, "BACKUP_TO": str(tmp_path)}
    done = manage(*command.split(), **settings)
    assert done.returncode == 1
    assert "connection failed" in done.stderr
    assert "Traceback" not in done.stderr
    assert "secret" not in done.stderr
