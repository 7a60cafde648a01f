"""The rounds of ``bench.freshness``: ``python -m bench.freshness_inside PORT_A PID_A PORT_B ROUNDS SEED``.

It is the third process: it makes changes through the site A, asks B for pages, and builds the same pages
itself, without any cache.
"""

import io
import json
import sys
import time
import traceback
from collections import Counter

#: A change must show after this time. What does not is asked again when the second is over.
EARLY, SECOND = 0.4, 1.0
#: The pages that are compared after a change beside those that it concerns.
OTHERS = 3
#: The share of rounds in which pages are compared that B did not have in its cache any more.
ALL = 0.2


def make() -> None:
    from django.core.management import call_command

    call_command("prepare", stdout=io.StringIO())
    from . import freshness_site

    freshness_site.make()


class Rounds:
    """Random changes, and what becomes of the pages."""

    def __init__(self, port_a: int, master: int, port_b: int, seed: int):
        from django.core.handlers.wsgi import WSGIHandler

        from tests.page_cache.conftest import Asking

        from .freshness_world import Client, World

        self.world = World(port_a, master, seed)
        self.b, self.oracle = Client(port_b), Asking(WSGIHandler())
        self.tallies: Counter = Counter()
        self.kinds: Counter = Counter()
        self.problems: list[str] = []

    def built(self, address: str) -> tuple[int, bytes]:
        """What the page says now, built by this process."""
        from .freshness import HOST
        from .freshness_world import MOMENTS

        answer = self.oracle(address, host=HOST)
        return answer.status, MOMENTS.sub(b"", answer.body)

    def run(self, rounds: int) -> None:
        from . import freshness_changes, freshness_comments  # noqa: F401 its changes are added

        started = time.monotonic()
        for number in range(rounds):
            change = self.world.rng.choice(freshness_changes.CHANGES)
            try:
                if len(self.world.letters) < 3:
                    self.world.open_form()
                self.round(change)
            except Exception:
                self.tallies["failed"] += 1
                print(
                    f"{change.__name__} failed:\n{traceback.format_exc(limit=-3)[:900]}", flush=True
                )
            if number % 50 == 49:
                spent = time.monotonic() - started
                print(f"{number + 1} rounds in {spent:.0f} s: {dict(self.tallies)}", flush=True)

    def round(self, change) -> None:
        world = self.world
        world.begin()
        world.warm = lambda: self.warm(world.chosen())
        others = world.everything()
        world.rng.shuffle(others)
        world.others = others[:OTHERS]
        change(world)
        if not world.changed_at:
            return
        moment = world.due or world.changed_at
        self.kinds[change.__name__] += 1
        self.tallies["rounds"] += 1
        self.tallies["killed"] += world.kill
        time.sleep(max(0, moment + EARLY - time.time()))
        stale = self.compare(world.chosen())
        if stale:
            time.sleep(max(0, moment + SECOND - time.time()))
            self.tallies["late"] += len(stale)
            for address, seen in self.compare(stale).items():
                self.tallies["misses"] += 1
                self.report(change, address, *seen)

    def warm(self, addresses: list[str]) -> None:
        for address in addresses:
            self.b.get(address)

    def compare(self, addresses) -> dict:
        wrong = {}
        asked = {}
        for address in addresses:  # all at once: the cache has had its time
            answer = self.b.get(address)
            asked[address] = answer
            self.tallies["pages"] += 1
            self.tallies[answer.headers.get("X-Cache", "?").split()[0]] += 1
        everything = self.world.rng.random() < ALL
        for address, answer in asked.items():
            if answer.headers.get("X-Cache") != "HIT" and not everything:
                continue  # B has just built it: only what else it keeps could be old
            self.tallies["compared"] += 1
            built = self.built(address)
            if answer.said != built:
                # The page may have changed between the two by itself, as a picture's size was made.
                if answer.said == self.built(address) or self.b.get(address).said == built:
                    self.tallies["unsteady"] += 1
                    continue
                wrong[address] = (answer.headers.get("X-Cache"), answer.said, built)
        return wrong

    def report(self, change, address, how, seen, built) -> None:
        before, after = (each[1].decode(errors="replace").splitlines() for each in (seen, built))
        differing = [pair for pair in zip(before, after, strict=False) if pair[0] != pair[1]][:2]
        problem = (
            f"after {change.__name__}{' and kill -9' if self.world.kill else ''}, {address} ({how}, "
            f"{seen[0]} for {built[0]}): {[(a[:300], b[:300]) for a, b in differing]}"
        )
        self.problems.append(problem)
        print(f"MISS {problem}", flush=True)


if __name__ == "__main__":
    import django

    django.setup()
    if sys.argv[1] == "make":
        make()
    else:
        port_a, master, port_b, number, seed = map(int, sys.argv[1:])
        rounds = Rounds(port_a, master, port_b, seed)
        rounds.run(number)
        print(json.dumps([dict(rounds.tallies), dict(rounds.kinds), rounds.problems]))
