"""Processes share pages of their own version alone."""

import pytest

from page_cache.version import version


@pytest.fixture
def project(settings, tmp_path):
    settings.ROOT = tmp_path
    for name in ("templates/page.html", "home/views.py", "var/upload.py", ".venv/lib/module.py"):
        path = tmp_path / name
        path.parent.mkdir(parents=True)
        path.write_text("first")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("templates/page.html", True),
        ("home/views.py", True),
        ("home/new.py", True),
        ("var/upload.py", False),
        (".venv/lib/module.py", False),
    ],
)
def test_it_follows_what_pages_are_made_of_and_nothing_else(project, name, counts):
    before = version.__wrapped__()
    assert version.__wrapped__() == before
    (project / name).write_text("second")
    assert (version.__wrapped__() != before) is counts


def test_it_follows_the_address_of_the_site(project, settings):
    before = version.__wrapped__()
    settings.SITE_URL = "https://why.example"
    assert version.__wrapped__() != before
