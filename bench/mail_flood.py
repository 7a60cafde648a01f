"""``python -m bench.mail_flood``: what becomes of mail when the worker is killed again and again.

The bar: ``kill -9`` of web workers and of the task worker in mid-flood, 20 times: nothing that was
answered is lost; every email due is sent at least once, and at most twice. Readers flood a thread
that others follow; mails go to files. A mail is due for each comment and follower.
"""

import argparse
import email
import re
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from email import policy

from . import scratch
from .clients import Letter, write_at_once
from .scratch import Site, scratch_site

CLIENTS, REPLIES, KILLS, FOLLOWERS = 16, 400, 20, 3
NO_LIMITS = {
    "COMMENT_LIMITS": "network=1000000,address=1000000,page=1000000,notices=1000000",
}
PATIENCE_SECONDS = 180
#: How django.core.mail's file backend parts one mail from the next.
BETWEEN = "-" * 79 + "\n"


@dataclass
class Outcome:
    """How often each mail that was due was sent."""

    due: int
    times: Counter
    killed: Counter
    seconds: float
    left: dict
    problems: list[str] = field(default_factory=list)

    def __str__(self):
        often = Counter(self.times.values())
        lines = [
            f"killed: {dict(self.killed)}; {self.seconds:.0f} s until all mail was sent",
            f"due {self.due}; sent once {often[1]}, twice {often[2]}, "
            f"more often {sum(often.values()) - often[1] - often[2]}",
            f"what is left in the outbox: {self.left}",
            *([f"WRONG: {problem}" for problem in self.problems] or ["all as it should be"]),
        ]
        return "\n".join(f"  {line}" for line in lines)


def flood(site: Site, clients: int, replies: int, kills: int, followers: int) -> Outcome:
    """Floods a followed thread, kills the worker and web workers by turns, and counts the mail."""
    made = site.ask("make", 1)
    site.ask("follow", made["page"], followers)
    letters = [Letter(f"letter {number}", made["parents"][0]) for number in range(replies)]
    killed: Counter = Counter()

    def kill(share_answered) -> None:
        """Kills a web worker; starts the task worker, and kills it when it has sent something."""
        for number in range(kills):
            if share_answered() < 1:
                site.kill_the_busiest_web_worker()
                killed["web worker"] += 1
            site.start("worker")
            begun, sent = time.monotonic(), len(mails(site))
            # It starts for seconds, and then sends dozens of mails a second.
            while len(mails(site)) == sent and time.monotonic() - begun < 15:
                time.sleep(0.02)
            time.sleep(number % 5 * 0.05)
            site.kill("worker")
            killed["worker"] += 1

    begun = time.monotonic()
    site.start("web")
    write_at_once(site.port, made["page"], letters, clients, kill)
    site.start("worker")
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (left := site.ask("mails", made["page"])).keys() - {"sent", "failed"}:
        if time.monotonic() > deadline:
            break
        time.sleep(1)
    seconds = time.monotonic() - begun
    for name in ("worker", "web"):
        site.stop(name)
    times = Counter(mails(site))
    stored = {row["words"]: row["pk"] for row in site.ask("look", made["page"])["comments"]}
    due = [
        (f"follower{number}@example.org", pk)
        for number in range(followers)
        for words, pk in stored.items()
        if words.startswith("letter")
    ]
    outcome = Outcome(len(due), times, killed, seconds, left)
    cases = {
        "answers were lost": [it.words for it in letters if it.comment not in stored.values()],
        "mails were never sent": [it for it in due if not times[it]],
        "mails were sent more than twice": [it for it, number in times.items() if number > 2],
        "mails were not due": [it for it in times if it not in due],
    }
    outcome.problems = [
        f"{len(those)} {what}: {those[:5]}" for what, those in cases.items() if those
    ]
    if left.keys() - {"sent"}:
        outcome.problems.append(f"not everything was sent in {PATIENCE_SECONDS} s: {left}")
    return outcome


def mails(site: Site) -> list[tuple[str, int]]:
    """Every notice in the mails that have been written: to whom, and of which comment."""
    found = []
    for path in (site.folder / "mail").glob("*"):
        for part in path.read_text().split(BETWEEN):
            message = email.message_from_string(part, policy=policy.default)
            # A worker that was killed leaves the last one half-written: nobody could have got it.
            if not part.strip() or not (body := message.get_body(("plain",))):
                continue
            for pk in re.findall(r"/discussion/comment/(\d+)/", body.get_content()):
                found.append((message["To"], int(pk)))
    return found


def run(name: str, server: str | None, clients: int, replies: int, kills: int) -> Outcome:
    scratch.COMMANDS["worker"] = [sys.executable, "-m", "bench.impatient_worker"]
    with scratch_site(server, **NO_LIMITS) as site:
        outcome = flood(site, clients, replies, kills, FOLLOWERS)
    print(f"\n{name}: {replies} replies, {FOLLOWERS} followers\n{outcome}", flush=True)
    return outcome


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--replies", type=int, default=REPLIES)
    parser.add_argument("--kills", type=int, default=KILLS)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], help="one of them alone")
    options = parser.parse_args()
    from tests.__main__ import postgres

    servers = {"SQLite": None, "PostgreSQL": postgres()}
    right = True
    for name, server in servers.items():
        if options.database in (None, name.lower()) and (name == "SQLite" or server):
            outcome = run(name, server, CLIENTS, options.replies, options.kills)
            right = right and not outcome.problems
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main())
