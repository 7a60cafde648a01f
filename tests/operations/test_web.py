"""The web server starts with numbers, or says which is none."""

import pytest

from bench.scratch import free_port
from tests.config.test_settings import python


@pytest.mark.parametrize(
    ("name", "value", "module"),
    [
        ("WEB_CONCURRENCY", "two", "operations.web"),
        ("WEB_CONCURRENCY", "0", "operations.web"),
        ("PORT", "99999", "operations.web"),
        ("TIME_ZONE", "abc", "operations.web"),
        ("WEB_THREADS", "abc", "gunicorn"),
    ],
)
def test_the_server_says_in_a_sentence_what_it_cannot_read(name, value, module, tmp_path):
    environment = {"DATA_DIR": str(tmp_path), "PORT": str(free_port()), name: value}
    environment["DJANGO_SETTINGS_MODULE"] = "config.settings.embedded"
    started = python("-m", module, **environment)
    assert started.returncode
    assert f"{name} is “{value}”" in started.stderr
    assert "Traceback" not in started.stderr
