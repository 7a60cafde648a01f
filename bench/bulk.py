"""``make bench-bulk``: a bulk action on 50,000 comments, and how quick the site is meanwhile.

The bar: it goes in the background with progress, the site stays quick, it can be stopped and
resumed. The job is stopped and resumed once, and its worker killed once with ``kill -9``; in the
end each comment must have been decided once. A reader's page and a reader's reply are timed before
the job and during it, on the very discussion that the job is about.
"""

import argparse
import json
import statistics
import sys
import time

from . import scratch
from .clients import READING_SECONDS, Browser, Letter
from .mail_flood import NO_LIMITS
from .scratch import Site, scratch_site

COMMENTS = 50_000
#: Pages and replies in one round of looking, and the pause between two.
ROUND, PAUSE_SECONDS = 40, 0.1
PATIENCE_SECONDS = 3600


def ask(site: Site, question: str, number: int) -> dict:
    return json.loads(site.run("-m", "bench.bulk_inside", question, str(number)))


class Reader:
    """Reads the article and replies, again and again, and notes how long each took."""

    def __init__(self, site: Site, made: dict):
        self.site, self.made, self.written = site, made, 0

    def look(self, pages: list[float], replies: list[float]) -> None:
        browser = Browser(self.site.port, self.written)
        letters = [Letter(f"letter {self.written + n}", self.made["root"]) for n in range(ROUND)]
        self.written += ROUND
        for letter in letters:
            browser.fill_in(self.made["page"], letter)
        time.sleep(READING_SECONDS)
        browser.connection.close()
        for letter in letters:
            browser.send(self.made["page"], letter)
            if not letter.comment:
                raise RuntimeError(f"A reply was answered with {letter.status}:\n{letter.body}")
            replies.append(letter.seconds)
            begun = time.perf_counter()
            answer, html = browser.ask("GET", self.made["path"])
            pages.append(time.perf_counter() - begun)
            if answer.status != 200:
                raise RuntimeError(f"The page was answered with {answer.status}:\n{html[:2000]}")
            time.sleep(PAUSE_SECONDS)
        browser.connection.close()


def in_ms(seconds: list[float]) -> str:
    return f"p50 {statistics.median(seconds) * 1000:.0f} ms, p95 {p95(seconds) * 1000:.0f} ms"


def p95(seconds: list[float]) -> float:
    return statistics.quantiles(seconds, n=20)[-1]


def await_position(site: Site, job: int, position: int) -> dict:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (found := ask(site, "state", job))["position"] < position:
        if found["state"] in ("stopped", "finished") or time.monotonic() > deadline:
            raise RuntimeError(f"The job came to {found}, not to {position}:\n{site.log('worker')}")
        time.sleep(1)
    return found


def measure(site: Site, count: int) -> list[str]:
    """Runs the whole; returns what went wrong."""
    made = ask(site, "plant", count)
    site.start("web")
    site.start("worker")
    reader = Reader(site, made)
    before, during = ([], []), ([], [])
    reader.look([], [])  # the first answers are slow
    for _ in range(3):
        reader.look(*before)

    started = ask(site, "start", count)
    job = started["job"]
    begun = time.monotonic()
    for _ in range(3):
        reader.look(*during)
    seen = ask(site, "state", job)
    rate = seen["position"] / (time.monotonic() - begun)
    if seen["state"] == "finished":
        raise RuntimeError("The job was over before the site had been looked at.")
    await_position(site, job, count // 3)
    stopped = ask(site, "stop", job)
    time.sleep(3)
    still = ask(site, "state", job)
    ask(site, "resume", job)
    await_position(site, job, count // 2)
    site.kill("worker")
    killed = ask(site, "state", job)
    site.start("worker")
    resumed = time.monotonic()
    await_position(site, job, count)
    alone = (count - killed["position"]) / (time.monotonic() - resumed)
    time.sleep(2)
    end = ask(site, "state", job)
    for name in ("worker", "web"):
        site.stop(name)
    found = ask(site, "result", job)

    print(f"  asking {started['asking']:.2f} s, {started['bytes']:,} bytes", end="; ")
    print(f"starting {started['starting']:.2f} s")
    print(f"  {rate:.0f} comments a second beside readers, {alone:.0f} alone, pickup included")
    for name, was, became in zip(("page", "reply"), before, during, strict=True):
        print(f"  {name} before: {in_ms(was)}; during: {in_ms(became)}", end="; ")
        print(f"ratio of p95 {p95(became) / p95(was):.2f}")
    print(f"  stopped at {stopped['position']:,}, killed at {killed['position']:,}; {end}; {found}")
    right = {
        "it went on after it was stopped": still["position"] == stopped["position"],
        "it was not finished": end["state"] == "finished" and end["position"] == count,
        "comments were skipped": not end["skipped"],
        "not all are spam": found["statuses"] == {"spam": count},
        "not each was decided once": found["decided"] == count and not found["more than once"],
        "check_comments complains": "faults" not in found["check"]
        and "repaired" not in found["check"],
    }
    return [words for words, it_is in right.items() if not it_is]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--comments", type=int, default=COMMENTS)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    options = parser.parse_args()
    from tests.__main__ import postgres

    # A worker that takes up the job of a dead one after seconds instead of minutes.
    scratch.COMMANDS["worker"] = [sys.executable, "-m", "bench.impatient_worker"]
    server = postgres() if options.database == "postgresql" else None
    with scratch_site(server, **NO_LIMITS) as site:
        print(f"{options.comments:,} held comments, {options.database}", flush=True)
        problems = measure(site, options.comments)
    print("\n".join(f"  WRONG: {words}" for words in problems) or "  all as it should be")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
