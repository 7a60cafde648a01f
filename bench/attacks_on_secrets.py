"""Attacks on what links, mails, passwords and the moderators' knowledge protect."""

import email
import re
from collections import Counter
from email import policy
from functools import partial
from itertools import count

from .attacking import Attacker, Outcome, at_once, ipv4, ipv6
from .attacks_inside import EDITOR, HONEST, PASSWORD, VICTIM
from .attacks_on_comments import NETWORKS
from .mail_flood import BETWEEN

#: Cookies that a link from a mail gives to the browser of its owner.
KEYS = {"reader", "account"}


def used_links(port: int, made: dict, requests: int) -> Outcome:
    """Each link that confirms is opened in twenty browsers at once: it opens one."""
    outcome = Outcome("confirmation links, again")
    opened: Counter = Counter()

    def use(number: int, link: str) -> None:
        times = requests // len(made["confirm"])
        browsers = [Attacker(port, ipv4(10, each)) for each in range(times)]
        token = browsers[0].form(f"/discussion/{made['pages'][0]}/reply/")
        for browser in browsers[1:]:
            browser.cookies = dict(browsers[0].cookies)

        def press(browser: Attacker) -> None:
            outcome.count(browser.post(link, token))
            opened[number] += bool(KEYS & set(browser.cookies))

        at_once([partial(press, browser) for browser in browsers])

    # Not the last: it gets large bodies meanwhile.
    at_once([partial(use, *pair) for pair in enumerate(made["confirm"][:-1])], 2)
    outcome.found("browsers that one link opened", max(opened.values()), 1)
    outcome.found("links that opened nothing", sum(not n for n in opened.values()))
    return outcome


def changed_tokens(port: int, made: dict, requests: int) -> Outcome:
    """Tokens from links that end mail, in every other path that takes one, and changed."""
    outcome = Outcome("unsubscribe tokens, other paths")
    opened: Counter = Counter()
    places = [
        "/discussion/mail/{0}/",
        "/discussion/mail/{1}/",
        "/discussion/mail/{0}/?export=json",
        "/discussion/confirm/{0}/",
        "/discussion/confirm/{2}/",
        "/discussion/mail/stop/never/{0}/",
        "/discussion/mail/stop/never/{1}/",
        "/discussion/mail/stop/all/{1}/",
        "/discussion/mail/stop/all/{2}/",
        "/discussion/mail/stop/follow/{0}/",
        "/discussion/mail/stop/follow/{2}/",
        "/discussion/mail/stop/all/9{0}/",
        "/discussion/mail/stop/all/{0}x/",
        "/discussion/yours/all/?token={0}",
        "/discussion/yours/all/?export=json&token={0}",
        "/discussion/comment/1/mine/{0}/",
    ]

    def change(number: int) -> None:
        attacker = Attacker(port, ipv4(11, number % NETWORKS))
        tokens = made["stop"][number % len(made["stop"])]
        address = places[number // 2 % len(places)].format(*tokens)
        if number % 2:
            fields = attacker.form(f"/discussion/{made['pages'][0]}/reply/")
            fields |= {"action": "erase", "what": "all", "email": "owner@example.org"}
            answer = outcome.count(attacker.post(address, fields))
        else:
            answer = outcome.count(attacker.request("GET", address))
        refused = answer[0] in (404, 410) or (
            answer[0] == 302 and answer[1].get("Location", "").endswith("/discussion/yours/")
        )
        opened[address] += not refused or bool(KEYS & set(attacker.cookies))

    at_once(partial(change, number) for number in range(requests))
    outcome.found("paths that opened something", sum(map(bool, opened.values())))
    return outcome


def made_up_addresses(port: int, made: dict, requests: int) -> Outcome:
    """Links are asked for with addresses that nobody has, also from one IPv6 customer."""
    outcome = Outcome("mails, made-up addresses")

    def ask(number: int) -> None:
        ip = ipv4(12, number % NETWORKS) if number % 3 else ipv6(12, number)
        attacker = Attacker(port, ip)
        fields = attacker.form("/discussion/yours/")
        fields |= {"email": f"nobody{number}@example.org"}
        outcome.count(attacker.post("/discussion/yours/", fields))

    at_once(partial(ask, number) for number in range(requests))
    return outcome


def one_victim(port: int, made: dict, requests: int) -> Outcome:
    """One mailbox by plus-addresses and dots, with both forms that send mail, all at once."""
    outcome = Outcome("mails, one victim")
    local, _, domain = VICTIM.partition("@")

    def ask(number: int) -> None:
        attacker = Attacker(port, ipv4(13, number % NETWORKS))
        address = (
            f"/discussion/{made['pages'][number % 10]}/follow/"
            if number % 2
            else "/discussion/yours/"
        )
        fields = attacker.form(address)
        cut = 1 + number % (len(local) - 1)
        dotted = f"{local[:cut]}.{local[cut:]}"
        victims = (VICTIM, f"{local}+{number}@{domain}", f"{dotted}@{domain}",
                   f"{dotted}+{number}@googlemail.com")  # fmt: skip
        fields |= {"email": victims[number // 2 % len(victims)]}
        outcome.count(attacker.post(address, fields))

    at_once([partial(ask, number) for number in range(requests)], 8)
    return outcome


def passwords(port: int, made: dict, requests: int) -> Outcome:
    """Passwords of a private page from twenty networks; the right one comes late."""
    outcome = Outcome("passwords of a page")
    tried: Counter = Counter()
    inside: Counter = Counter()
    networks = 20

    def guess(network: int) -> None:
        attackers = [Attacker(port, ipv4(14, network)) for _ in range(2)]
        numbers = count()

        def some(attacker: Attacker) -> None:
            fields = attacker.form(f"/discussion/{made['pages'][0]}/reply/")
            fields["return_url"] = made["private"]
            for _ in range(requests // networks // 2):
                word = "sesame" if next(numbers) >= 40 else "wrong"
                status, _, _ = outcome.count(
                    attacker.post(made["door"], fields | {"password": word})
                )
                tried[network] += status != 429
                inside[network] += status == 302

        at_once([partial(some, attacker) for attacker in attackers])

    at_once([partial(guess, network) for network in range(networks)], 2)
    outcome.found("attempts from one network", max(tried.values()), made["attempts"], slack=1)
    outcome.found("networks that got in", sum(map(bool, inside.values())))
    return outcome


def lists(port: int, made: dict, requests: int) -> Outcome:
    """An editor searches for a commenter's address with lists that are tried; a tenth of the requests."""
    outcome = Outcome("“try the lists”, an editor")
    editor = Attacker(port, ipv4(15, 0))
    editor.sign_in(EDITOR, PASSWORD)
    hits = made["hits"]
    told: Counter = Counter()

    def attempt(number: int) -> None:
        attacker = Attacker(port, ipv4(15, number % NETWORKS))
        attacker.cookies = dict(editor.cookies)
        first = int(hits["ip"].partition(".")[0])
        lines = [hits["email"], f"@{hits['email'].partition('@')[2]}", hits["ip"]]
        lines += [f"{first}.0.0.0/{bits}" for bits in (8, 12, 16)] + ["192.0.2.0/24"]
        line = lines[number % len(lines)]
        field = ("hold_people", "spam_people")[number % 2]
        sample = {"try-email": hits["email"], "try-ip": hits["ip"], "try-words": "Words"}
        form = made["settings"] | {field: line} | (sample if number % 5 == 4 else {})
        kind = {"X-Requested-With": "fetch", "X-CSRFToken": editor.cookies["csrftoken"]}
        status, _, html = outcome.count(attacker.post("/admin/discussion/try/", form, **kind))
        if status == 200:
            caught = re.search(r"would have caught <strong>(\d+)</strong>", html)
            told[line] += not caught or caught[1] != "0" or "Root Writer" in html
        else:
            told[f"status {status}"] += 1

    at_once([partial(attempt, number) for number in range(requests // 10)], 2)
    outcome.found("lists that told something", sum(map(bool, told.values())))
    return outcome


def mails_to(site, name: str) -> int:
    """How many mails were written to a mailbox of this name, whichever of its addresses they name."""
    number = 0
    for path in (site.folder / "mail").glob("*"):
        for part in path.read_text().split(BETWEEN):
            to = str(email.message_from_string(part, policy=policy.default)["To"])
            number += to.replace(".", "").startswith(name)
    return number


def honest(port: int) -> int:
    """Somebody who wants a link to their own comments; the answer's status."""
    reader = Attacker(port, ipv4(16, 0))
    fields = reader.form("/discussion/yours/") | {"email": HONEST}
    return reader.post("/discussion/yours/", fields)[0]
