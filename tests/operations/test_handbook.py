"""The commands that docs/operators.md names are there, and take what it gives them.

``python -m bench.by_the_book`` runs those for backup, upgrading, restoring and moving.
"""

import re
import shlex

import pytest
from django.core.management import get_commands, load_command_class

from bench import by_the_book

COMMAND = re.compile(r"(?:python )?manage\.py ([a-z_]+)([^`\n|→]*)")


def named() -> list[tuple[str, str]]:
    text = by_the_book.HANDBOOK.read_text()
    fenced = "\n".join(match["lines"] for match in by_the_book.FENCE.finditer(text))
    lines = [line.partition("  #")[0] for line in fenced.splitlines()]
    inline = re.findall(r"`((?:python )?manage\.py [^`\n]+)`", text)
    found = [match.groups() for line in [*lines, *inline] if (match := COMMAND.search(line))]
    return sorted(set(found))


@pytest.mark.parametrize(("name", "arguments"), named())
def test_each_command_of_the_handbook_takes_its_arguments(name, arguments):
    assert name in get_commands()
    command = load_command_class(get_commands()[name], name)
    if arguments.strip():  # else it is only named
        command.create_parser("manage.py", name).parse_args(shlex.split(arguments))


def test_the_chapters_that_are_tried_have_their_commands():
    assert len(by_the_book.commands("Backups")[0]) == 3
    assert len(by_the_book.commands("Upgrading")[0]) == 3
    assert [len(fence) for fence in by_the_book.commands("Bringing one back")] == [2, 1]
    assert len(by_the_book.commands("Moving to another database")[0]) == 2
