"""``python -m bench.flood``: what becomes of comments when many come at once, and servers die.

It starts a scratch site under gunicorn and floods one thread of it through HTTP, on SQLite and, when
it answers, on PostgreSQL. The bars:

(a) 64 clients, 2,000 replies into one thread at once, to one parent and to many: every answered
    comment is stored, exactly once; none lost, none doubled; order, depth and counts right by
    ``manage.py check_comments``; no 500, no deadlock.
(b) ``kill -9`` of web workers in mid-flood, 20 times: nothing that was answered is lost, nothing is
    doubled. A client whose connection broke sends the same form again, and every tenth breaks off by
    itself and sends it twice: a form counts once.

It ends with code 1 if anything is wrong.
"""

import argparse
import random
import re
import sys
import time
from collections import Counter
from dataclasses import dataclass, field

from .clients import Letter, write_at_once
from .scratch import Site, scratch_site

CLIENTS, REPLIES, KILLS = 64, 2000, 20
#: In a flood with kills, each letter of this number is sent twice by its sender's own doing.
BREAKS_OFF = 10
#: The site's own limits would end a flood at once, as they should.
NO_LIMITS = {"COMMENT_LIMITS": "network=1000000,address=1000000,page=1000000"}
IN_ORDER = "All counts are right.\nEvery comment is in its place."


@dataclass
class Outcome:
    """What a flood came to."""

    letters: list[Letter]
    seconds: float
    killed: int
    stored: int
    check: str
    problems: list[str] = field(default_factory=list)

    @property
    def answered(self) -> int:
        return sum(letter.comment is not None for letter in self.letters)

    def __str__(self):
        again = sum(letter.again for letter in self.letters)
        twice = [letter for letter in self.letters if letter.breaks_off]
        waited = sorted(letter.seconds for letter in self.letters)
        statuses = Counter(letter.status or "none" for letter in self.letters)
        lines = [
            f"answered {self.answered}, stored {self.stored}",
            f"web workers killed {self.killed}; forms sent again as the connection broke {again}",
            f"forms broken off and sent twice {len(twice)}",
            f"{self.seconds:.1f} s, {len(self.letters) / self.seconds:.1f} comments/s, "
            f"answer median {waited[len(waited) // 2]:.2f} s, worst {waited[-1]:.2f} s",
            "statuses " + ", ".join(f"{status}: {number}" for status, number in statuses.items()),
            f"check_comments: {' '.join(self.check.split())}",
            *([f"WRONG: {problem}" for problem in self.problems] or ["all as it should be"]),
        ]
        return "\n".join(f"  {line}" for line in lines)


def flood(site: Site, clients: int, replies: int, parents: int, kills: int = 0) -> Outcome:
    """Floods a new thread that begins with so many comments, each of which is answered."""
    made = site.ask("make", parents)
    letters = [
        Letter(
            f"letter {number}",
            # Clients change the parent from letter to letter, whatever the two numbers are.
            made["parents"][(number + number // clients) % parents],
            breaks_off=bool(kills) and number % BREAKS_OFF == 0,
        )
        for number in range(replies)
    ]
    killed = []

    def kill(share_answered) -> None:
        """Kills at even distances on the way, but at any moment of a request."""
        for number in range(1, kills + 1):
            while share_answered() < number / (kills + 1):
                time.sleep(0.002)
            time.sleep(random.uniform(0, 0.05))
            if share_answered() < 1:
                site.kill_the_busiest_web_worker()
                killed.append(number)

    spoken = len(site.log("web"))
    site.start("web")
    seconds = write_at_once(site.port, made["page"], letters, clients, kill)
    site.stop("web")
    found = site.ask("look", made["page"])
    replied = [row for row in found["comments"] if row["pk"] not in made["parents"]]
    outcome = Outcome(letters, seconds, len(killed), len(replied), found["check"])
    outcome.problems += [
        *of_answers(letters, kills),
        *of_storage(letters, replied),
        *of_places(letters, found),
        *of_counts(found, parents + replies),
    ]
    if len(killed) != kills:
        outcome.problems.append(f"only {len(killed)} of {kills} kills came in mid-flood")
    outcome.problems += of_log(site.log("web")[spoken:])
    if deadlocks := site.deadlocks():
        outcome.problems.append(f"{deadlocks} deadlocks")
    if found["check"] != IN_ORDER:
        outcome.problems.append("check_comments found something")
    return outcome


def of_answers(letters: list[Letter], kills: int) -> list[str]:
    """Whether everybody was told that the comment was taken."""
    problems = []
    wrong = [letter for letter in letters if letter.comment is None]
    for status, number in Counter(letter.status for letter in wrong).items():
        example = next(letter for letter in wrong if letter.status == status)
        told = example.location or " ".join(example.body.split())[:1000]
        problems.append(f"{number} answers of status {status or 'none'}, as: {told}")
    broken = sum(letter.again for letter in letters)
    if broken and not kills:
        problems.append(f"{broken} connections broke though nothing was killed")
    if broken < kills:
        problems.append(f"{kills} kills broke only {broken} connections: they hit nobody")
    if kills and not any(letter.came_twice for letter in letters):
        problems.append("no form came twice: that a form counts once was not put to the test")
    return problems


def of_storage(letters: list[Letter], replied: list[dict]) -> list[str]:
    """Whether what is stored is what was sent, each once, and where the answer said."""
    words = {row["pk"]: row["words"] for row in replied}
    times = Counter(words.values())
    sent = {letter.words for letter in letters}
    lost = [it.words for it in letters if it.comment and it.comment not in words]
    mixed = [it.words for it in letters if words.get(it.comment, it.words) != it.words]
    cases = {
        "were answered and are not stored": lost,
        "were answered with the number of another": mixed,
        "were sent and are not stored": sorted(sent - set(times)),
        "are stored more than once": [it for it, number in times.items() if number > 1],
        "are stored and were never sent": sorted(set(times) - sent),
    }
    return [f"{len(those)} {what}: {those[:5]}" for what, those in cases.items() if those]


def of_places(letters: list[Letter], found: dict) -> list[str]:
    """Whether each is published and hangs from what it answers, or beside it at the deepest level."""
    rows = {row["pk"]: row for row in found["comments"]}
    to = {letter.words: letter.to for letter in letters}
    wrong = []
    for row in rows.values():
        if row["words"] not in to:
            continue
        answered = rows[to[row["words"]]]
        beside = answered["level"] >= found["deepest"]
        due = {
            "answers": answered["pk"],
            "parent": answered["parent"] if beside else answered["pk"],
            "level": answered["level"] + (not beside),
            "status": "published",
        }
        if due != {key: row[key] for key in due}:
            wrong.append(f"{row} should be {due}")
    return [f"{len(wrong)} are in the wrong place, as: {wrong[0]}"] if wrong else []


def of_counts(found: dict, comments: int) -> list[str]:
    """Whether the numbers beside the thread are those of its comments, before any repair."""
    ordinals = sorted(row["ordinal"] for row in found["comments"])
    due = {"counted": comments, "below_root": comments - 1, "replies": comments - 1}
    problems = [
        f"“{key}” is {found[key]}, not {number}"
        for key, number in due.items()
        if found[key] != number
    ]
    if ordinals != list(range(comments)):
        problems.append("the replies are not numbered one by one")
    return problems


def of_log(log: str) -> list[str]:
    """Whether the server met an error, also one of which no client heard."""
    _, traceback, rest = log.partition("Traceback")
    if not traceback:
        return []
    kinds = Counter(re.findall(r"^[\w.]+(?:Error|Exception|Exist)\b.*$", rest, re.MULTILINE))
    counted = "".join(f"\n{number} × {kind}" for kind, number in kinds.items())
    return [f"the server met errors:{counted}\nThe first:\n{traceback}{rest[:3000]}"]


def run(name: str, server: str | None, options) -> bool:
    """Both bars on one database; whether everything was right."""
    right = True
    with scratch_site(server, **NO_LIMITS) as site:
        for parents, kills in ((1, 0), (options.clients, 0), (options.clients, options.kills)):
            outcome = flood(site, options.clients, options.replies, parents, kills)
            print(
                f"\n{name}: {options.clients} clients, {options.replies} replies into one thread, "
                f"to {parents} of its comments, {kills} kills\n{outcome}",
                flush=True,
            )
            right = right and not outcome.problems
    return right


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--clients", type=int, default=CLIENTS)
    parser.add_argument("--replies", type=int, default=REPLIES)
    parser.add_argument("--kills", type=int, default=KILLS, help="of web workers, in bar (b)")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], help="one of them alone")
    options = parser.parse_args()
    from tests.__main__ import postgres

    right = True
    if options.database != "postgresql":
        right = run("SQLite", None, options)
    if options.database != "sqlite":
        if server := postgres():
            right = run("PostgreSQL", server, options) and right
        else:
            print("\nNo PostgreSQL answers on the local socket or at TEST_DATABASE_URL.")
            right = right and options.database is None
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main())
