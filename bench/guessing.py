"""``python -m bench.guessing``: strangers in many networks guess the passwords of a few accounts.

It starts a scratch site under gunicorn with two workers, whose five owners have signed in before. Then
10,000 guesses come from 100 networks, several at once, through both doors, and the right passwords are
among the later ones. The bars:

- of each account at most 20 guesses are tried;
- no stranger gets in;
- each owner signs in from where they have before, while the guessing goes on and after it;
- an owner elsewhere gets in with a new password that is sent by mail;
- no answer is an error of the server.

On PostgreSQL counts of networks are kept in a Redis of the bench's own. It ends with code 1 if anything is wrong.
"""

import argparse
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_string
from functools import partial

from .attacking import Attacker, at_once, ipv4
from .flood import of_log
from .scratch import Site, redis_server, scratch_site

ACCOUNTS, NETWORKS, GUESSES, TRIED = 5, 100, 10_000, 20
DOORS = ("/admin/login/", "/_util/login/")
RIGHT = "correct horse battery {}"
MAKE = """
from django.contrib.auth import get_user_model
for number in range({}):
    name = f"owner{{number}}"
    get_user_model().objects.create_superuser(name, f"{{name}}@example.org", {!r}.format(number))
"""


@dataclass
class Found:
    """What the guesses came to, by account: those that were tried, those that got in; and all answers."""

    tried: Counter = field(default_factory=Counter)
    inside: Counter = field(default_factory=Counter)
    statuses: Counter = field(default_factory=Counter)

    def problems(self) -> Iterator[str]:
        for account, number in sorted(self.tried.items()):
            if number > TRIED:
                yield f"{number} guesses were tried at {account}"
        for account, number in sorted(self.inside.items()):
            yield f"a stranger got into {account} {number} times"
        if errors := sum(n for status, n in self.statuses.items() if not 0 < status < 500):
            yield f"{errors} errors of the server"


def guess(sign_in: Callable, numbers: range, networks: int, found: Found) -> None:
    """Guesses in the order of the numbers. The right password comes when an account has had its guesses."""
    for number in numbers:
        which = number % ACCOUNTS
        account = f"owner{which}"
        late = found.tried[account] >= TRIED and number % 7 == 0
        password = RIGHT.format(which) if late else f"guess {number}"
        network = number * 7919 % networks
        status = sign_in(network, DOORS[number % 2], account, password)
        found.statuses[status] += 1
        found.tried[account] += status != 429
        found.inside[account] += status == 302
    found.inside += Counter()


def _strangers(port: int) -> Callable:
    """A way to sign in over HTTP; each stranger keeps the form's cookie."""
    forms: dict = {}

    def sign_in(network: int, door: str, account: str, password: str) -> int:
        if network not in forms:
            attacker = Attacker(port, ipv4(16, network))
            forms[network] = attacker, attacker.form(DOORS[0])
        attacker, fields = forms[network]
        values = fields | {"username": account, "password": password}
        return attacker.post(door, values)[0]

    return sign_in


class Owner(Attacker):
    """A browser from which the owner has signed in."""

    def __init__(self, port: int, number: int):
        # Strangers guess from the same network, too.
        super().__init__(port, ipv4(16, number))
        self.number = number
        self.sign_in(f"owner{number}", RIGHT.format(number))

    def again(self) -> bool:
        self.cookies.pop("sessionid", None)
        try:
            self.sign_in(f"owner{self.number}", RIGHT.format(self.number))
        except RuntimeError:
            return False
        return True


def new_password(site: Site, number: int) -> int:
    """An owner in a browser that nobody knows has a new password sent. The status of the sign-in with it."""
    browser = Attacker(site.port, ipv4(17, number))
    address, name = "/admin/password_reset/", f"owner{number}"
    browser.post(address, browser.form(address) | {"email": f"{name}@example.org"})
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        for path in (site.folder / "mail").glob("*.log"):
            letter = message_from_string(path.read_text())
            if name in letter["To"]:
                link = re.search(r"https?://[^/]+(/\S+)", letter.get_payload())[1]
                _, headers, _ = browser.request("GET", link)
                form = headers["Location"]
                new = dict.fromkeys(("new_password1", "new_password2"), "another long one")
                browser.post(form, browser.form(form) | new)
                fields = browser.form(DOORS[0])
                values = fields | {"username": name, "password": "another long one"}
                return browser.post(DOORS[0], values)[0]
        time.sleep(0.5)
    raise RuntimeError("no mail with a new password came")


def attack(site: Site, guesses: int) -> list[str]:
    """Guesses, and returns what was wrong."""
    site.run("manage.py", "prepare")
    site.run("manage.py", "shell", "-v0", "-c", MAKE.format(ACCOUNTS, RIGHT))
    site.start("web")
    site.start("worker")
    owners = [Owner(site.port, number) for number in range(ACCOUNTS)]
    found, problems, begun = Found(), [], time.monotonic()
    # As many strangers at once as there are threads; each has networks of its own.
    clients = 8
    runs = [
        partial(guess, _strangers(site.port), range(at, guesses, clients), NETWORKS, found)
        for at in range(clients)
    ]

    def owners_meanwhile() -> None:
        for _ in range(5):
            time.sleep(random.uniform(1, 4))
            problems.extend(
                f"owner{owner.number} was kept out meanwhile"
                for owner in owners
                if not owner.again()
            )

    at_once([*runs, owners_meanwhile], clients + 1)
    seconds = time.monotonic() - begun
    problems += [f"owner{owner.number} is kept out" for owner in owners if not owner.again()]
    if (status := new_password(site, 0)) != 302:
        problems.append(f"a new password is answered with {status}")
    for name in ("worker", "web"):
        site.stop(name)
    refused = site.log("web").count("Sign-in refused")
    failed = site.log("web").count("Sign-in failed")
    print(f"  {guesses} guesses in {seconds:.0f} s; answers: {dict(found.statuses)}")
    print(f"  tried: {dict(sorted(found.tried.items()))}")
    print(f"  log: {failed} failures, {refused} refusals")
    if site.log("web").count("guess ") or failed > sum(found.tried.values()):
        problems.append("the log says what it should not")
    return [*problems, *found.problems(), *of_log(site.log("worker"))]


def run(name: str, server: str | None, guesses: int) -> bool:
    print(name, flush=True)
    settings = {"BEHIND_PROXY": "true", "WEB_CONCURRENCY": "2"}

    def attacked(**environment: str) -> list[str]:
        with scratch_site(server, **settings, **environment) as site:
            return attack(site, guesses)

    if server:
        with redis_server() as address:
            problems = attacked(CACHE_URL=address)
    else:
        problems = attacked()
    print("\n".join(f"  WRONG: {each}" for each in problems) or "  all right", flush=True)
    return not problems


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--guesses", type=int, default=GUESSES)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], help="one of them alone")
    options = parser.parse_args()
    from tests.__main__ import postgres

    right = True
    for name, server in {"SQLite": None, "PostgreSQL": postgres()}.items():
        if options.database in (None, name.lower()) and (name == "SQLite" or server):
            right = run(name, server, options.guesses) and right
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main())
