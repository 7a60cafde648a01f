"""The list of what may break with an upgrade names tests and modules that are there."""

import re

import pytest

from .conftest import ROOT

LIST = (ROOT / "docs/upgrading.md").read_text()


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`([\w/]+(?:\.py|/))`", LIST))))
def test_each_file_of_the_list_is_there(path):
    assert (ROOT / path).exists()


@pytest.mark.parametrize(
    ("test", "path"), sorted(set(re.findall(r"`(test_\w+)` in `([\w/]+\.py)`", LIST)))
)
def test_each_test_of_the_list_is_there(test, path):
    assert f"def {test}(" in (ROOT / path).read_text()


@pytest.mark.parametrize(
    "template",
    sorted(
        path.relative_to(ROOT / "templates")
        for path in (ROOT / "templates").glob("wagtail*/**/*.html")
    ),
    ids=str,
)
def test_each_template_of_wagtails_that_we_replace_is_in_the_list(template):
    assert f"`{template}`" in LIST
