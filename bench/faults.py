"""``python -m bench.faults``: what breaks beside the site, ten seconds each, under load (a quarter of an hour).

On PostgreSQL with Redis, and on SQLite: the database stopped, hung, restarted and cut off, Redis likewise,
the disk full and read-only, workers and web killed, a rolling restart behind nginx. The bars: no comment that was
answered is lost; each request has the right status; everything comes back without a hand; what an editor
scheduled is published a minute after the end of the fault at the latest. It needs root, for networks and mounts.
"""

import argparse
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field

from tests.redis_server import RedisServer

from . import nginx
from .clients import READING_SECONDS, Browser, Letter
from .faulty_world import remote_postgres, small_disk
from .outage import NO_LIMITS, Load, http_get
from .scratch import Site, scratch_site

SECONDS, BEFORE, RECOVERY, LETTERS, WRITERS = 10, 2, 20, 80, 2
LATE, WATCHED = 60, 90
AWAY = {"200", "taken", "503 with Retry-After", "503"}
FINE = {"200", "taken"}


@dataclass
class Fault:
    """Something that breaks, and is mended after some seconds."""

    name: str
    begin: Callable[[], object]
    end: Callable[[], object] = lambda: None
    #: What may be answered meanwhile, beside what is right without a fault: for all, and for kept pages.
    allowed: set[str] = field(default_factory=lambda: AWAY)
    kept: set[str] = field(default_factory=lambda: FINE)
    #: Asked through nginx, as on a real machine: there something else answers for what has gone.
    proxied: bool = False
    #: Nothing comes back by itself.
    by_hand: bool = False


class Supervisor(threading.Thread):
    """Starts what has ended again, as systemd does, and counts what did."""

    def __init__(self, sites: list[Site]):
        super().__init__(daemon=True)
        self.sites, self.ended, self.over, self.paused = sites, [], False, False

    def run(self) -> None:
        while not self.over:
            time.sleep(0.5)
            for site in self.sites:
                for name, process in list(site.processes.items()):
                    if not self.paused and process.poll() is not None:
                        self.ended.append(f"{name} ended with {process.returncode}")
                        time.sleep(2)
                        with suppress(ProcessLookupError):  # what it left behind
                            os.killpg(process.pid, signal.SIGKILL)
                        try:
                            site.start(name)
                        except RuntimeError as error:
                            self.ended.append(str(error)[-300:])


class Series:
    def __init__(self, site: Site, seconds: float, proxy: nginx.Nginx):
        self.site, self.seconds, self.proxy = site, seconds, proxy
        made = site.ask("make", 3)
        self.page, self.parents = made["page"], made["parents"]
        site.run("manage.py", "collectstatic", "--noinput", "-v0")
        site.start("web")
        site.start("worker")
        self.watch = Supervisor([site])
        self.watch.start()
        self.problems: list[str] = []
        self.letters: list[Letter] = []

    def run(self, fault: Fault) -> None:
        print(f"{fault.name}:", flush=True)
        port = self.proxy.port if fault.proxied else self.site.port
        load = Load(self.site, self.page, [], self.parents)
        load.port = port
        kept = ["/", "/feed/", "/history/"]
        forms = []
        for number in range(LETTERS):
            browser = Browser(port, number % 50)
            letter = Letter(f"{fault.name} {number}", self.parents[0])
            browser.fill_in(self.page, letter)
            browser.connection.close()
            forms.append((browser, letter))
        for address in kept * 6:
            http_get(port, address, f"127.0.0.1:{self.site.port}")
        time.sleep(READING_SECONDS)
        readers = [("kept page", kept, "")] * 2
        readers += [("other page", ["/search/?q=why", "/"], "sessionid=x")]
        readers += [("form", [f"/discussion/{self.page}/reply/"], "")]
        threads = [threading.Thread(target=load.read, args=reader) for reader in readers]
        threads += [
            threading.Thread(target=load.write, args=[forms[place::WRITERS]])
            for place in range(WRITERS)
        ]
        scheduled = self.site.ask("schedule", int(BEFORE + self.seconds / 2))["address"]
        ended = len(self.watch.ended)
        for thread in threads:
            thread.start()
        time.sleep(BEFORE)
        load.phase = "meanwhile"
        begun = time.monotonic()
        fault.begin()
        time.sleep(max(0, self.seconds - (time.monotonic() - begun)))
        load.phase = "coming back"
        fault.end()
        over = time.monotonic()
        if not fault.by_hand:
            time.sleep(RECOVERY)
            load.phase = "after"
            time.sleep(BEFORE)
        load.over = True
        for thread in threads:
            thread.join()
        self.letters += load.letters
        self.judge(fault, load)
        refused = [letter for letter in load.letters if letter.status == 503]
        kept = [letter for letter in refused if letter.words in letter.body]
        if refused and not fault.proxied:
            print(f"    {len(refused)} comments refused, {len(kept)} of them with what was typed")
            if len(kept) < len(refused):
                self.problems.append(f"{fault.name}: what was typed is not in the answer")
        self.published(fault, scheduled, over)
        for each in self.watch.ended[ended:]:
            print(f"    {each}; it was started again")
        if "worker" not in fault.name and "web" not in fault.name and self.watch.ended[ended:]:
            self.problems.append(f"{fault.name}: {self.watch.ended[ended:]}")

    def judge(self, fault: Fault, load: Load) -> None:
        for key, counted in sorted(load.answers.items()):
            phase, _, kind = key.partition(", ")
            print(f"    {key}: {dict(counted)}, slowest {load.slowest[key]:.1f} s")
            allowed = FINE if phase in ("before", "after") else FINE | fault.allowed
            if kind == "kept page" and phase not in ("before", "after"):
                allowed = fault.kept
            if wrong := {how: number for how, number in counted.items() if how not in allowed}:
                self.problems.append(f"{fault.name}, {key}: {wrong}")

    def published(self, fault: Fault, address: str, over: float) -> None:
        """Waits for the page that was to be published in the middle of the fault."""
        if fault.by_hand:
            return
        while time.monotonic() < over + WATCHED:
            try:
                browser = Browser(self.site.port, 0)
                answer, _ = browser.ask("GET", address, Cookie="sessionid=x")
                browser.connection.close()
                if answer.status == 200:
                    break
            except OSError:
                pass
            time.sleep(0.5)
        late = time.monotonic() - over
        print(f"    the scheduled article was there {late:.0f} s after the end")
        if late > LATE:
            self.problems.append(f"{fault.name}: scheduled publishing came {late:.0f} s late")

    def finish(self, label: str) -> list[str]:
        self.watch.over = True
        found = self.site.ask("look", self.page)
        stored = [row["words"] for row in found["comments"]]
        pks = {row["pk"] for row in found["comments"]}
        answered = [letter for letter in self.letters if letter.comment]
        lost = [letter.words for letter in answered if letter.comment not in pks]
        twice = {words for words in stored if stored.count(words) > 1}
        print(f"{label}: {len(answered)} comments answered, {len(lost)} lost, {len(twice)} doubled")
        print(f"    check_comments: {found['check'].splitlines()[-1]}")
        self.problems += [f"lost: {words}" for words in lost]
        self.problems += [f"doubled: {words}" for words in twice]
        return self.problems


def processes_killed(site: Site) -> list[Fault]:
    broken = FINE | {"503 with Retry-After", "503 without", "503"}

    def kill_workers() -> None:
        for _ in range(5):
            site.kill_the_busiest_web_worker()
            time.sleep(1.5)

    return [
        Fault("web workers killed", kill_workers, allowed=broken, proxied=True),
        Fault("web killed", lambda: site.processes["web"].kill(), allowed=broken, proxied=True),
        Fault("worker killed", lambda: site.processes["worker"].kill(), allowed=FINE),
    ]


def on_postgresql(seconds: float, only: str) -> list[str]:
    with ExitStack() as stack:
        cluster = stack.enter_context(remote_postgres())
        redis = RedisServer()
        redis.start()
        stack.callback(redis.stop)
        cache = redis.address.replace("redis://", "rediscache://")
        environment = NO_LIMITS | {"DATABASE_URL": cluster.address, "CACHE_URL": cache}
        site = stack.enter_context(scratch_site(**environment))
        second = Site(site.folder, site.environment)
        second.environment["PORT"] = str(second.port)
        proxy = stack.enter_context(nginx.running(site.folder / "nginx", site.port, second.port))
        series = Series(site, seconds, proxy)
        second.start("web")
        stack.callback(lambda: second.stop("web"))

        def restart_in_turn() -> None:
            series.watch.paused = True
            for each in (site, second) * 2:
                each.stop("web")
                each.start("web")
            series.watch.paused = False

        def redis_again() -> None:
            redis.stop()
            redis.start()

        faults = [
            Fault("PostgreSQL stopped", cluster.stop, cluster.start),
            Fault("PostgreSQL hung", cluster.hang, cluster.go_on),
            Fault("PostgreSQL restarted", cluster.restart),
            Fault("PostgreSQL cut off", cluster.pull, cluster.plug),
            Fault("Redis stopped", redis.stop, redis.start, allowed=FINE),
            Fault(
                "Redis hung",
                redis.hang,
                redis.go_on,
                allowed=FINE,
            ),
            Fault("Redis restarted", redis_again, allowed=FINE),
            *processes_killed(site),
            Fault("rolling restart of web", restart_in_turn, allowed=FINE, proxied=True),
        ]
        for fault in faults:
            if only in fault.name:
                series.run(fault)
        return series.finish("PostgreSQL")


def on_sqlite(seconds: float, only: str) -> list[str]:
    with ExitStack() as stack:
        disk = stack.enter_context(small_disk())
        site = stack.enter_context(scratch_site(DATA_DIR=str(disk.place), **NO_LIMITS))
        proxy = stack.enter_context(nginx.running(site.folder / "nginx", site.port))
        series = Series(site, seconds, proxy)
        faults = [
            *processes_killed(site),
            Fault("disk full", disk.fill, disk.empty),
            Fault("disk read-only", disk.break_down, by_hand=True),
        ]
        for fault in faults:
            if only in fault.name:
                series.run(fault)
        series.watch.over = True
        time.sleep(1)
        for name in list(site.processes):
            site.stop(name)
        disk.repair()
        site.start("web")
        problems = series.finish("SQLite")
        site.stop("web")
        return problems


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--only", default="", help="faults whose name has this in it")
    parser.add_argument("--database", choices=["sqlite", "postgresql"])
    asked = parser.parse_args()
    problems = []
    for name, series in (("sqlite", on_sqlite), ("postgresql", on_postgresql)):
        if asked.database in (None, name):
            problems += series(asked.seconds, asked.only)
    for problem in problems:
        print(f"  WRONG: {problem}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
