"""``python -m bench.backing_up``: backups during a flood of comments, restored elsewhere.

On SQLite and on PostgreSQL, 20 times each: while readers write through HTTP, ``manage.py backup`` runs; five
of the twenty are killed (``kill -9``) at any moment. The bars: every comment that was answered before a
backup began is in it, its discussion is in order, and one that was killed is never taken for whole.
"""

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from .clients import Letter, write_at_once
from .flood import IN_ORDER, NO_LIMITS
from .scratch import ROOT, Site, scratch_site

ROUNDS, KILLED, CLIENTS, LETTERS, PARENTS = 20, 5, 12, 240, 12
KILL_SECONDS = 4.5


class Round:
    """One flood, and the backup beside it."""

    def __init__(self, site: Site, store: Path, page: int, parents: list[int], kill: bool):
        self.site, self.store, self.page, self.kill = site, store, page, kill
        self.letters = [
            Letter(f"letter {random.random()}", parents[number % len(parents)])
            for number in range(LETTERS)
        ]
        self.before: set[int] = set()
        self.said, self.seconds, self.code = "", 0.0, 0

    def backup(self, share_answered) -> None:
        while share_answered() < random.uniform(0.02, 0.3):
            time.sleep(0.01)
        self.before = {letter.comment for letter in self.letters if letter.comment}
        begun = time.monotonic()
        process = subprocess.Popen(
            [sys.executable, "manage.py", "backup", str(self.store), "-v0"],
            cwd=ROOT,
            env=self.site.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        if self.kill:
            timer = threading.Timer(random.uniform(1.5, KILL_SECONDS), process.kill)
            timer.start()
        self.said = process.communicate()[0]
        self.seconds, self.code = time.monotonic() - begun, process.returncode
        self.answered_meanwhile = share_answered() < 1

    def run(self) -> list[str]:
        shutil.rmtree(self.store, ignore_errors=True)
        write_at_once(self.site.port, self.page, self.letters, CLIENTS, self.backup)
        lost = sum(letter.comment is None for letter in self.letters)
        return [f"{lost} comments were not answered"] if lost else []


def restored(
    site: Site, server: str | None, store: Path, template, page: int
) -> tuple[dict, object]:
    """What a new site has after the backup was restored into it; its tables for the next one."""
    with scratch_site(server) as other:
        if template:
            _lay_ready(other, template)
        other.run("manage.py", "restore", str(store), "-v0")
        return other.ask("look", page), template or _tables_of(other)


def _tables_of(site: Site):
    """The empty tables of a site that was restored, so that the next need not migrate."""
    if address := site.environment.get("DATABASE_URL"):
        parts = [["--schema-only"], ["--data-only", "--table=django_migrations"]]
        return "".join(
            subprocess.run(
                ["pg_dump", "--no-owner", *options, address],
                capture_output=True,
                text=True,
                check=True,
            ).stdout
            for options in parts
        ).replace("public.", "unfinished_copy.")
    return (site.folder / "site.sqlite3").read_bytes()


def _lay_ready(site: Site, template) -> None:
    if address := site.environment.get("DATABASE_URL"):
        sql = "CREATE SCHEMA unfinished_copy;\n" + template
        command = ["psql", "-qX", "-v", "ON_ERROR_STOP=1", address]
        subprocess.run(command, input=sql, text=True, check=True, stdout=subprocess.DEVNULL)
    else:
        (site.folder / "site.sqlite3.unfinished").write_bytes(template)


def is_whole(store: Path) -> bool:
    return bool(list(store.glob("*/manifest.json")))


def series(name: str, server: str | None, rounds: int, kills: int) -> bool:
    """All rounds on one database; whether everything was right."""
    folder = Path(tempfile.mkdtemp(prefix="why-store-"))
    problems, good, killed_whole, killed_part, seconds, template = [], 0, 0, 0, [], None
    killed = set(random.sample(range(rounds), kills))
    try:
        with scratch_site(server, **NO_LIMITS) as site:
            made = site.ask("make", PARENTS)
            site.start("web")
            known: set[int] = set(made["parents"])
            for number in range(rounds):
                one = Round(site, folder / "store", made["page"], made["parents"], number in killed)
                problems += one.run()
                due = known | one.before
                known |= {letter.comment for letter in one.letters if letter.comment}
                if one.kill and not is_whole(one.store):
                    killed_part += 1
                    said = _refusal(site, one.store)
                    if "There is no backup" not in said:
                        problems.append(f"a killed one was taken for whole: {said}")
                    continue
                killed_whole += one.kill
                if one.code and not one.kill:
                    problems.append(f"the backup failed: {one.said[-500:]}")
                    continue
                found, template = restored(site, server, one.store, template, made["page"])
                lost = due - {row["pk"] for row in found["comments"]}
                if lost:
                    problems.append(f"{len(lost)} answered comments are not in backup {number}")
                if found["check"] != IN_ORDER:
                    problems.append(f"check_comments in {number}: {found['check']}")
                good += 1
                seconds.append(one.seconds)
                print(
                    f"  {name} {number + 1}/{rounds}: {len(due)} were answered before, "
                    f"{len(found['comments'])} in the backup, {one.seconds:.1f} s",
                    flush=True,
                )
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(
        f"{name}: {good} restored, all with what was answered before; {killed_part} killed before "
        f"their end and {killed_whole} killed after it; a backup took {min(seconds):.1f} to "
        f"{max(seconds):.1f} s"
    )
    for problem in problems:
        print(f"  WRONG: {problem}")
    return not problems


def _refusal(site: Site, store: Path) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", "restore", str(store), "--overwrite"],
        cwd=ROOT,
        env=site.environment,
        capture_output=True,
        text=True,
    )
    return done.stdout + done.stderr


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--kills", type=int, default=KILLED)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], help="one of them alone")
    options = parser.parse_args()
    from tests.__main__ import postgres

    right = True
    for name, server in (("sqlite", None), ("postgresql", postgres())):
        if options.database in (None, name) and (server or name == "sqlite"):
            right = series(name, server, options.rounds, options.kills) and right
    print(json.dumps({"right": right}))
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main())
