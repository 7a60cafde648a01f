"""``python -m bench.attacks``: people who use the forms as intended, to do harm.

It starts a scratch site under gunicorn with two workers, and attacks it in every way that once did
harm: a thousand requests each, most from fifty networks, all attacks at once. On SQLite counts are
kept as ``make serve`` does, on PostgreSQL in a Redis of the bench's own. The bars:

- no limit is passed by more than one;
- no mail is over its ceiling, and a reader who asks for a mail after all that gets one;
- no published comment was changed that nobody looked at;
- each worker's memory is within 20 % of what it was;
- no answer is an error of the server.

The networks are made up in ``X-Forwarded-For``, which the site believes as it does that of a proxy
(``BEHIND_PROXY``). It ends with code 1 if anything is wrong.
"""

import argparse
import json
import re
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from . import attacks_on_comments as on_comments
from . import attacks_on_secrets as on_secrets
from .attacking import Attacker, Outcome, at_once, ipv4
from .flood import of_log
from .scratch import Site, redis_server, scratch_site

REQUESTS = 1000
#: What a worker may have more in the end than before.
MEMORY = 1.2
PATIENCE_SECONDS = 120
ATTACKS = (
    on_comments.nonce_again,
    on_comments.one_nonce_on_pages,
    on_comments.flood_of_a_page,
    on_comments.rewriting,
    on_comments.large_bodies,
    on_comments.ipv6_rotation,
    on_comments.votes,
    on_comments.reports,
    on_secrets.used_links,
    on_secrets.changed_tokens,
    on_secrets.made_up_addresses,
    on_secrets.one_victim,
    on_secrets.passwords,
    on_secrets.lists,
)


def inside(site: Site, *question) -> dict:
    """What ``bench/attacks_inside.py`` answers."""
    return json.loads(site.run("-m", "bench.attacks_inside", *map(str, question)))


def memory(site: Site) -> dict[int, tuple[int, int]]:
    """Megabytes that each worker has now, and had at most."""
    found = {}
    for pid in site.web_workers():
        status = Path(f"/proc/{pid}/status").read_text()
        now, most = (int(re.search(rf"{name}:\s+(\d+)", status)[1]) for name in ("VmRSS", "VmHWM"))
        found[pid] = (now // 1024, most // 1024)
    return found


def warm_up(site: Site, made: dict) -> None:
    """Readers come before attackers do: each worker has made every kind of page."""
    pages = [f"/discussion/{page}/reply/" for page in made["pages"]]
    pages += ["/", "/search/?q=why", "/discussion/yours/", *made["own"][:2], "/admin/login/"]

    def read(number: int) -> None:
        reader = Attacker(site.port, ipv4(17, number))
        for address in pages:
            reader.request("GET", address)

    at_once([lambda number=number: read(number) for number in range(16)], 8)


def judge(site: Site, made: dict, outcomes: dict[str, Outcome]) -> None:
    """Asks the database what the attacks have reached."""
    limits, stored = made["limits"], inside(site, "look", made["last"])
    everything = outcomes["nonce_again"]
    for name in ("network", "customer", "address", "page"):
        whose = outcomes["ipv6_rotation"] if name == "customer" else everything
        whose.found(f"comments of one {name}", stored[name], limits[name], slack=1)
    by_form = stored["forms that counted more than once"]
    outcomes["one_nonce_on_pages"].found("forms that counted more than once", by_form)
    outcomes["ipv6_rotation"].found(
        "votes of one customer for one comment", stored["votes"], limits["votes_on_comment"]
    )
    held = inside(site, "held", made["held"])
    outcomes["rewriting"].found("published words that nobody looked at", held["unseen"])
    reported = inside(site, "reported", made["seen"], made["reported"])
    whose = outcomes["reports"]
    whose.found("reports of one network, of one comment", reported["most"], 1)
    whose.found("kept comments taken off the page", int(reported["seen"] != "published"))
    for name, limit in (
        ("mails to one mailbox", "confirm_address"),
        ("mails because of one network", "confirm_network"),
        ("mails in all", "confirm_total"),
    ):
        outcomes["made_up_addresses"].found(name, stored[name], limits[limit])
    # Three that confirm, and three with the link to one's own comments.
    most = 2 * limits["confirm_address"]
    written = on_secrets.mails_to(site, "victim")
    outcomes["one_victim"].found("mails written to the victim", written, most)
    outcomes["changed_tokens"].found("people who get no more mail", stored["refused"])
    outcomes["changed_tokens"].found("people erased", len(made["stop"]) - stored["owners left"], 0)


def raid(site: Site, made: dict, requests: int) -> Outcome:
    """One more attack, when a moderator has switched on raid protection."""
    last = inside(site, "raid")["last"]
    outcome = on_comments.nonce_in_a_raid(site.port, made, requests)
    stored = inside(site, "look", last)
    for name in ("network", "address"):
        limit = made["limits"][f"raid_{name}"]
        outcome.found(f"comments of one {name}", stored[name], limit, slack=1)
    return outcome


def wait_for_the_mail(site: Site, last: int) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while inside(site, "look", last)["mails that wait"] and time.monotonic() < deadline:
        time.sleep(1)


def attack(site: Site, requests: int, chosen) -> tuple[list[Outcome], list[str]]:
    """Attacks the site in all ways at once. Returns what that came to, and what was wrong besides."""
    made = inside(site, "make")
    site.start("web")
    site.start("worker")
    warm_up(site, made)
    before, begun = memory(site), time.monotonic()
    with ThreadPoolExecutor(len(chosen)) as pool:
        running = {each.__name__: pool.submit(each, site.port, made, requests) for each in chosen}
        outcomes = {name: each.result() for name, each in running.items()}
    seconds = time.monotonic() - begun
    after, problems = memory(site), []
    wait_for_the_mail(site, made["last"])
    if len(outcomes) == len(ATTACKS):
        judge(site, made, outcomes)
        outcomes["raid"] = raid(site, made, requests)
    asked = on_secrets.honest(site.port)
    wait_for_the_mail(site, made["last"])
    if asked != 200 or on_secrets.mails_to(site, "honest") != 1:
        problems.append(f"a reader who wanted a mail was answered with {asked}, and got none")
    for pid, (megabytes, _) in before.items():
        now, most = after.get(pid, (0, 0))
        print(f"  worker {pid}: {megabytes} MB before, {now} MB after, {most} MB at most")
        if not now:
            problems.append(f"worker {pid} has ended")
        elif now > megabytes * MEMORY:
            problems.append(f"worker {pid} grew by {now / megabytes - 1:.0%}")
    total = sum(outcome.requests for outcome in outcomes.values())
    print(f"  {total} requests in {seconds:.0f} s, {total / seconds:.0f} a second")
    if seconds > 600:
        problems.append("it took longer than the ten minutes for which limits count")
    for name in ("worker", "web"):
        site.stop(name)
    if deadlocks := site.deadlocks():
        problems.append(f"{deadlocks} deadlocks")
    problems += [*of_log(site.log("web")), *of_log(site.log("worker"))]
    return list(outcomes.values()), problems


def table(outcomes: list[Outcome]) -> str:
    lines = [f"  {'attack':<32}{'requests':>8}  answers"]
    for each in outcomes:
        answers = ", ".join(
            f"{status}: {number}" for status, number in sorted(each.statuses.items())
        )
        lines.append(f"  {each.attack:<32}{each.requests:>8}  {answers}")
        if each.errors:
            lines.append(f"    WRONG: {each.errors} errors of the server")
        for found in each.findings:
            mark = "WRONG" if found.is_wrong else "ok"
            lines.append(f"    {mark}: {found.what}: {found.reached} (at most {found.allowed})")
    return "\n".join(lines)


def run(name: str, server: str | None, options) -> bool:
    chosen = [each for each in ATTACKS if not options.only or each.__name__ in options.only]
    settings = {"BEHIND_PROXY": "true", "WEB_CONCURRENCY": "2"}
    print(f"\n{name}", flush=True)

    def attacked(**environment: str):
        with scratch_site(server, **settings, **environment) as site:
            try:
                return attack(site, options.requests, chosen)
            except RuntimeError:
                print(site.log("web")[-5000:], file=sys.stderr)
                raise

    if server:
        with redis_server() as address:
            outcomes, problems = attacked(CACHE_URL=address)
    else:
        outcomes, problems = attacked()
    print(table(outcomes))
    print(
        "\n".join(f"  WRONG: {problem}" for problem in problems) or "  nothing else was wrong",
        flush=True,
    )
    wrong = any(found.is_wrong for each in outcomes for found in each.findings)
    return not (problems or wrong or any(each.errors for each in outcomes))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--requests", type=int, default=REQUESTS, help="of each attack")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], help="one of them alone")
    names = [each.__name__ for each in ATTACKS]
    parser.add_argument("--only", nargs="+", choices=names, help="these attacks alone")
    options = parser.parse_args()
    from tests.__main__ import postgres

    servers = {"SQLite": None, "PostgreSQL": postgres()}
    right = True
    for name, server in servers.items():
        if options.database in (None, name.lower()) and (name == "SQLite" or server):
            right = run(name, server, options) and right
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main())
