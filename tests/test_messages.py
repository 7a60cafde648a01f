"""Every sentence that a person reads goes through gettext.

``untranslated.txt`` lists the files for which that is not done yet. A file that has nothing left
must leave the list, and none may come to it.
"""

import pytest

from tools.migrations import own_apps
from tools.untranslated import in_file

from .conftest import ROOT

TEMPLATES = (ROOT / "templates").rglob("*.*")
MODULES = (
    path
    for folder in (*(ROOT / app for app in own_apps()), ROOT / "site/config")
    for path in folder.rglob("*.py")
    # Commands talk to whoever runs the site, and the demo is in English.
    if not {"demo", "management", "migrations", "settings"} & set(path.relative_to(ROOT).parts)
    and path.name not in ("reset.py", "serve.py", "setup.py")
)
SCRIPTS = (ROOT / "static/js").rglob("*.js")
FILES = sorted(str(path.relative_to(ROOT)) for path in (*TEMPLATES, *MODULES, *SCRIPTS))
NOT_YET = (ROOT / "tests/untranslated.txt").read_text().split()


@pytest.mark.parametrize("file", FILES)
def test_every_sentence_goes_through_gettext(file):
    found = in_file(ROOT / file)
    if file in NOT_YET:
        assert found, f"Nothing is left in {file}: take it out of tests/untranslated.txt"
    else:
        assert found == []


def test_the_list_of_files_that_are_not_translated_yet_is_right():
    assert sorted(NOT_YET) == NOT_YET
    assert set(NOT_YET) <= set(FILES)
