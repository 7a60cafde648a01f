"""``python -m bench.by_the_book``: the commands of docs/operators.md for backup, upgrade, restore and move, as they stand.

They are read out of the document, line by line, and run in sites of their own; only what is each operator's
own (folders, addresses) is put in its place.
"""

import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from .scratch import ROOT, Site, postgres_database, scratch_site

HANDBOOK = ROOT / "docs/operators.md"
SECTION = re.compile(r"^##+ (?P<title>.+)\n(?P<text>(?:(?!##+ ).*\n)*)", re.MULTILINE)
FENCE = re.compile(r"^```sh\n(?P<lines>.*?)^```", re.MULTILINE | re.DOTALL)
#: Beside the database, what the handbook has an operator write in their own words.
FOLDER, POSTGRESQL = "/srv/backups", "postgres://why:password@db.example/why"


def commands(title: str) -> list[list[str]]:
    """The commands of a chapter, a list for each fence."""
    text = next(
        match["text"] for match in SECTION.finditer(HANDBOOK.read_text()) if match["title"] == title
    )
    return [
        [line.partition("  #")[0].strip() for line in match["lines"].splitlines() if line.strip()]
        for match in FENCE.finditer(text)
    ]


def run(site: Site, line: str, places: dict[str, str], codes: tuple[int, ...] = (0,)) -> str:
    for name, place in places.items():
        line = line.replace(name, place)
    words = shlex.split(line)
    assert words[0] == "python", line
    done = subprocess.run(
        [sys.executable, *words[1:]],
        cwd=ROOT,
        env=site.environment,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )
    last = (done.stdout.strip().splitlines() or [""])[-1]
    print(f"  $ {line}\n    {last[:150]}", flush=True)
    if done.returncode not in codes:
        raise SystemExit(f"{line}\n{done.stdout[-1500:]}{done.stderr[-1500:]}")
    return done.stdout


def book(server: str) -> None:
    places = {FOLDER: tempfile.mkdtemp(prefix="why-book-")}
    with scratch_site() as site:
        made = site.ask("make", 8)
        site.run("manage.py", "collectstatic", "--noinput", "-v0")
        for line in commands("Is all well?")[0]:
            run(site, line, places, codes=(0, 1))
        for line in commands("Backups")[0]:
            run(site, line, places)
        site.environment["BACKUP_TO"] = places[FOLDER]
        for line in commands("Upgrading")[0][:2]:  # the third restarts systemd's units
            run(site, line, {})
        before = site.ask("look", made["page"])
        into_empty, over_a_site = commands("Bringing one back")
        with scratch_site() as other:
            for line in [*into_empty, *over_a_site]:
                run(other, line, places)
            assert other.ask("look", made["page"]) == before
        moving, cancelling = commands("Moving to another database")
        with postgres_database(server) as address:
            for line in moving:
                run(site, line, places | {POSTGRESQL: address})
            with scratch_site(DATABASE_URL=address) as moved:
                assert moved.ask("look", made["page"]) == before
                back = f"sqlite:///{moved.folder}/back.sqlite3"
                run(moved, moving[-1], {POSTGRESQL: back})
                for line in cancelling:
                    run(moved, line, {})
                moved.environment["DATABASE_URL"] = back
                assert moved.ask("look", made["page"]) == before
        for line in cancelling:
            run(site, line, {})
        folder = Path(places[FOLDER])
        setup = {"SITE_NAME": "Ask", "SITE_URL": "https://ask.example", "ADMIN_EMAIL": "a@b.org"}
        setup |= {
            "DATABASE_URL": f"sqlite:///{folder}/new/site.sqlite3",
            "EMAIL_URL": "smtp://mail",
        }
        setup |= {"MEDIA_ROOT": f"{folder}/new/media", "STATIC_ROOT": f"{folder}/new/static"}
        (folder / "new").mkdir()
        site.environment |= setup | {"ADMIN_PASSWORD": "correct horse battery"}
        del site.environment["DJANGO_SETTINGS_MODULE"]
        first = commands("The first start")[0][0]
        # The handbook's own file would be this project's.
        run(site, f"{first} --file {folder}/env", {})


def main() -> int:
    from tests.__main__ import postgres

    server = postgres()
    if not server:
        print("No PostgreSQL answers on the local socket or at TEST_DATABASE_URL.")
        return 1
    book(server)
    print("Every command works as written.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
