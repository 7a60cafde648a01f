"""``python -m bench.moving``: 10,000 articles and 200,000 comments from SQLite to PostgreSQL and back.

The bars: all rows are equal both ways, by counts and checksums; memory does not grow with the number of
rows; and rows come at half the speed, at least, at which ``pg_restore`` brings the same rows.
"""

import argparse
import os
import re
import subprocess
import sys
import time

from .scratch import ROOT, Site, postgres_database, scratch_site

ARTICLES, COMMENTS, PAGES = 10_000, 200_000, 20
STEP = re.compile(r"^ *([\d.]+) s  (.*)$", re.MULTILINE)


def plant(articles: int, comments: int) -> None:
    """Inside the scratch site."""
    from django.core.management import call_command

    from articles.models import ArticlePage
    from tests import factories

    from .library import plant as plant_articles

    plant_articles(articles)
    for page in ArticlePage.objects.order_by("pk")[:PAGES]:
        said = "I have read this twice, and number {} says more than the third section."
        factories.comments(page, comments // PAGES, "published", said)
    factories.user(username="keeper")
    call_command("rebuild_search", readers_only=True, verbosity=0)


def sums(site: Site) -> dict[str, str]:
    """The checksum of each table, as ``backups`` makes it."""
    found = site.run("-m", "bench.moving", "sums")
    return dict(line.split() for line in found.splitlines())


def tell_sums() -> None:
    from backups import targets
    from backups.copying import INDEXES, of_rows, summed

    side = targets.source()
    for table, columns in of_rows(side.tables()).items():
        if table not in INDEXES:
            columns = [column for column in columns if column.kind != "words"]
            print(table, f"{summed(side, table, columns)}".replace(" ", ""))


class Move:
    """A run of ``move_database``: what it said when, and the memory that it took."""

    def __init__(self, site: Site, address: str):
        begun = time.monotonic()
        process = subprocess.Popen(
            [sys.executable, "manage.py", "move_database", address, "--settle", "0"],
            cwd=ROOT,
            env=site.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert process.stdout
        said = process.stdout.read()
        _pid, code, usage = os.wait4(process.pid, 0)
        if code:
            raise RuntimeError(said[-3000:])
        self.seconds, self.megabytes = time.monotonic() - begun, usage.ru_maxrss / 1024
        steps = [(float(second), what) for second, what in STEP.findall(said)]
        self.steps = steps
        self.rows = self.when("Making the admin") - self.when("Copying")
        self.compared = steps[-1][0] - self.when("Comparing")

    def when(self, what: str) -> float:
        return next(second for second, said in self.steps if said.startswith(what))

    def __str__(self):
        indexes = self.when("Making the admin") - self.when("Making the indexes")
        search = self.when("Comparing") - self.when("Making the admin")
        return (
            f"rows and their indexes {self.rows:.1f} s (indexes {indexes:.1f}), the admin’s search "
            f"{search:.1f} s, all {self.seconds:.1f} s, at most {self.megabytes:.0f} MB"
        )


def restore_seconds(address: str, server: str) -> float:
    """How long ``pg_restore`` takes for the same rows and indexes."""
    dump = f"/tmp/why-moving-{os.getpid()}.dump"
    subprocess.run(["pg_dump", "-Fc", "-f", dump, address], check=True)
    try:
        with postgres_database(server) as other:
            begun = time.monotonic()
            subprocess.run(["pg_restore", "--no-owner", "-d", other, dump], check=True)
            print(f"  {os.path.getsize(dump) / 1e6:.0f} MB dumped", flush=True)
            return time.monotonic() - begun
    finally:
        os.unlink(dump)


def run(articles: int, comments: int, server: str) -> tuple[list[str], Move]:
    with (
        scratch_site(MEDIA_ROOT="/tmp/why-moving-media") as site,
        postgres_database(server) as there,
    ):
        site.run("manage.py", "prepare", "--no-static")
        site.run("-m", "bench.moving", "plant", str(articles), str(comments))
        before, problems = sums(site), []
        print(f"{articles:,} articles, {comments:,} comments", flush=True)
        to_postgresql = Move(site, there)
        print(f"  to PostgreSQL: {to_postgresql}", flush=True)
        restoring = restore_seconds(there, server)
        print(
            f"  pg_restore of it: {restoring:.1f} s; ours {to_postgresql.rows / restoring:.2f} times that"
        )
        with scratch_site(DATABASE_URL=there) as moved:
            if (found := sums(moved)) != before:
                problems.append(f"differ on PostgreSQL: {_differing(before, found)}")
            print(f"  {moved.run('manage.py', 'check_comments').strip()}")
            back = Move(moved, f"sqlite:///{moved.folder}/back.sqlite3")
            print(f"  to SQLite: {back}", flush=True)
            moved.environment["DATABASE_URL"] = f"sqlite:///{moved.folder}/back.sqlite3"
            if (found := sums(moved)) != before:
                problems.append(f"differ on SQLite: {_differing(before, found)}")
            print(f"  {moved.run('manage.py', 'check_comments').strip()}")
        if articles >= ARTICLES:
            for move in (to_postgresql, back):
                if move.rows > 2 * restoring:
                    problems.append(f"less than half the speed of pg_restore: {move}")
        return problems, to_postgresql


def _differing(before: dict, found: dict) -> list[str]:
    return sorted(
        table for table in before.keys() | found.keys() if before.get(table) != found.get(table)
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=int, default=ARTICLES)
    parser.add_argument("--comments", type=int, default=COMMENTS)
    options = parser.parse_args()
    from tests.__main__ import postgres

    server = postgres()
    if not server:
        print("No PostgreSQL answers on the local socket or at TEST_DATABASE_URL.")
        return 1
    problems, small = run(options.articles // 10, options.comments // 10, server)
    more, large = run(options.articles, options.comments, server)
    growth = large.megabytes - small.megabytes
    print(f"ten times the rows took {growth:.0f} MB more memory")
    if growth > 60:
        more.append("memory grows with the rows")
    for problem in problems + more:
        print(f"  WRONG: {problem}")
    return 1 if problems + more else 0


if __name__ == "__main__":
    if sys.argv[1:2] in (["plant"], ["sums"]):
        import django

        django.setup()
        if sys.argv[1] == "plant":
            plant(int(sys.argv[2]), int(sys.argv[3]))
        else:
            tell_sums()
    else:
        sys.exit(main())
