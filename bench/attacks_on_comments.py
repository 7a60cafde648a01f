"""Attacks on comments: limits, pre-moderation, memory, votes and reports."""

from collections import Counter, defaultdict
from functools import partial
from itertools import count
from threading import Event, Thread

from .attacking import ROW, Attacker, Outcome, at_once, ipv4, ipv6
from .attacks_inside import FINE, MODERATOR, PASSWORD

NETWORKS = 50
#: U+FDFA becomes eighteen letters by NFKC, a quotation mark six signs of HTML; the last just fits.
BODIES = ("\ufdfa" * 3_200_000, "\ufdfa" * 3_600_000, '"\ufdfa' * 240_000)
#: No answer is larger than a page with the longest form and what was typed into it.
ANSWER_BYTES = 1_000_000


def comment(name: str, email: str, words: str, fields: dict[str, str]) -> dict[str, str]:
    return fields | {"name": name, "email": email, "comment": words, "honeypot": ""}


def nonce_in_a_raid(port: int, made: dict, requests: int) -> Outcome:
    """The same while raid protection is on, by others."""
    return nonce_again(port, made, requests, 18, 10, "one nonce, raid protection")


def nonce_again(
    port: int,
    made: dict,
    requests: int,
    number_of_attack=1,
    first_page=1,
    name="one nonce, other words",
) -> Outcome:
    """One form, sent again and again with other words: half under one address in each network."""
    outcome = Outcome(name)
    ip = partial(ipv4, number_of_attack)
    fields = Attacker(port, ip(0)).form(f"/discussion/{made['pages'][0]}/reply/")
    numbers = count()

    def send(network: int, share: int) -> None:
        attacker = Attacker(port, ip(network))
        token = attacker.form(f"/discussion/{made['pages'][1]}/reply/")["csrfmiddlewaretoken"]
        for _ in range(share):
            number = next(numbers)
            email = f"one{network}@example.org" if network % 2 else f"many{number}@example.org"
            email = f"a{number_of_attack}.{email}"
            words = comment("nonce", email, f"Other words {number}", fields)
            page = made["pages"][first_page + number % 7]
            words["csrfmiddlewaretoken"] = token
            outcome.count(attacker.post(f"/discussion/{page}/reply/", words))

    at_once(partial(send, network, requests // NETWORKS) for network in range(NETWORKS))
    return outcome


def one_nonce_on_pages(port: int, made: dict, requests: int) -> Outcome:
    """The same form with the same words, on ten pages at once."""
    outcome = Outcome("one nonce, ten pages at once")
    pages = made["pages"][:10]

    def send(number: int) -> None:
        attackers = [Attacker(port, ipv4(2, number)) for _ in pages]
        fields = attackers[0].form(f"/discussion/{pages[0]}/reply/")
        words = comment("pages", f"p{number}@example.org", f"The same words {number}", fields)

        def to(attacker: Attacker, page: int) -> None:
            attacker.cookies = attackers[0].cookies
            for _ in range(requests // NETWORKS // len(pages)):
                outcome.count(attacker.post(f"/discussion/{page}/reply/", words))

        at_once(
            [partial(to, *pair) for pair in zip(attackers, pages, strict=True)],
            len(attackers),
        )

    at_once([partial(send, number) for number in range(NETWORKS)], 2)
    return outcome


def flood_of_a_page(port: int, made: dict, requests: int) -> Outcome:
    """Fresh forms from all networks, all on one page."""
    outcome = Outcome("fresh forms, one page")

    def send(network: int) -> None:
        attacker = Attacker(port, ipv4(3, network))
        address = f"/discussion/{made['pages'][8]}/reply/"
        for number in range(requests // NETWORKS):
            email = f"fresh{network}.{number}@example.org"
            words = comment(
                "fresh", email, f"Fresh words {network} {number}", attacker.form(address)
            )
            outcome.count(attacker.post(address, words))

    at_once(partial(send, network) for network in range(NETWORKS))
    return outcome


def ipv6_rotation(port: int, made: dict, requests: int) -> Outcome:
    """A new /64 for each comment and each vote, all within one /48."""
    outcome = Outcome("IPv6: a /64 each, one /48")
    address = f"/discussion/{made['pages'][9]}/reply/"
    useful = f"/discussion/comment/{made['seen']}/useful/"
    # A page of its own would let through no more: its limit is the larger one.
    form = Attacker(port, ipv6(4, 0))
    token = form.form(address)

    def send(number: int) -> None:
        # Two households in three are others (/56), and each address is in a /64 of its own.
        attacker = Attacker(port, ipv6(4, number * 171 % 65536))
        attacker.cookies = dict(form.cookies)
        if number % 2:
            outcome.count(attacker.post(useful, token | {"vote": "yes"}))
            return
        words = comment("rotating", f"r{number}@example.org", f"Rotating {number}", token)
        words.pop("nonce", None)
        outcome.count(attacker.post(address, words))

    at_once(partial(send, number) for number in range(requests))
    return outcome


def votes(port: int, made: dict, requests: int) -> Outcome:
    """Fresh browsers, which vote for one comment from fifty networks."""
    outcome = Outcome("votes, fifty networks")
    useful = f"/discussion/comment/{made['unseen']}/useful/"
    taken: Counter = Counter()

    def send(network: int) -> None:
        form = Attacker(port, ipv4(5, network))
        token = form.form(f"/discussion/{made['pages'][0]}/reply/")
        for _ in range(requests // NETWORKS):
            attacker = Attacker(port, ipv4(5, network))
            attacker.cookies = {"csrftoken": form.cookies["csrftoken"]}
            status, _, _ = outcome.count(attacker.post(useful, token | {"vote": "yes"}))
            taken[network] += status in (200, 302)

    at_once(partial(send, network) for network in range(NETWORKS))
    outcome.found(
        "votes of a network for one comment",
        max(taken.values()),
        made["limits"]["votes_on_comment"],
    )
    return outcome


def reports(port: int, made: dict, requests: int) -> Outcome:
    """Reports by turns of a comment that a moderator kept, and of another, from fifty networks."""
    outcome = Outcome("reports, fifty networks")

    def send(network: int) -> None:
        attacker = Attacker(port, ipv4(6, network) if network % 2 else ipv6(6, network))
        token = attacker.form(f"/discussion/{made['pages'][0]}/reply/")
        for number in range(requests // NETWORKS):
            attacker.ip = ipv4(6, network) if network % 2 else ipv6(6, network * 64 + number)
            report = token | {"reason": "other", "message": f"Bad {number}"}
            of = made["seen"] if number % 2 else made["reported"]
            outcome.count(attacker.post(f"/discussion/comment/{of}/report/", report))

    at_once(partial(send, network) for network in range(NETWORKS))
    return outcome


def rewriting(port: int, made: dict, requests: int) -> Outcome:
    """Authors rewrite what was approved, while a moderator approves all that looks fine."""
    outcome = Outcome("rewriting after approval")
    over = Event()
    moderator = Attacker(port, ipv4(7, 999))
    moderator.sign_in(MODERATOR, PASSWORD)
    decided: Counter = Counter()

    def moderate() -> None:
        while not over.is_set():
            _, _, html = moderator.request("GET", "/admin/discussion/queue/?status=held")
            for pk, version, row in ROW.findall(html)[:5]:
                if FINE not in row:
                    continue
                address = f"/admin/discussion/comment/{pk}/act/"
                status, _, _ = moderator.post(
                    address,
                    {"action": "approve", "version": version},
                    **{
                        "X-Requested-With": "fetch",
                        "X-CSRFToken": moderator.cookies["csrftoken"],
                    },
                )
                decided[status] += 1

    def write(number: int, address: str) -> None:
        attacker = Attacker(port, ipv4(7, number))
        token = attacker.form(address)["csrfmiddlewaretoken"]
        for each in range(requests // len(made["own"])):
            # Every third time it looks fine again, so that the moderator approves it.
            words = f"Harm {number}.{each}" if each % 3 else f"{FINE} {number}.{each}"
            edit = {"csrfmiddlewaretoken": token, "action": "edit", "comment": words}
            outcome.count(attacker.post(address, edit))

    beside = Thread(target=moderate)
    beside.start()
    try:
        at_once(partial(write, *pair) for pair in enumerate(made["own"]))
    finally:
        over.set()
        beside.join()
    # Else there was nothing to change behind a moderator's back.
    outcome.found("moderators who approved nothing", int(not decided[200]))
    return outcome


def large_bodies(port: int, made: dict, requests: int) -> Outcome:
    """Ten megabytes of one letter into every form; a fifth of the requests, which are 2 GB."""
    outcome = Outcome("10 MB to each form")
    reply = f"/discussion/{made['pages'][0]}/reply/"
    stop = made["stop"][0][0]
    answers: dict[str, list[int]] = defaultdict(list)
    forms = [
        (reply, ["comment"], {"name": "large", "email": "large@example.org"}),
        (reply, ["comment"], {"action": "preview"}),
        (reply, ["name"], {"comment": "Words", "email": "large@example.org"}),
        (reply, ["email", "nonce"], {"comment": "Words", "name": "large"}),
        (made["own"][0], ["comment"], {"action": "edit"}),
        (made["own"][0], ["comment"], {"action": "ask"}),
        (f"/discussion/comment/{made['seen']}/report/", ["message"], {"reason": "other"}),
        (f"/discussion/comment/{made['seen']}/useful/", ["vote"], {}),
        (f"/discussion/{made['pages'][0]}/follow/", ["email"], {}),
        ("/discussion/yours/", ["email"], {}),
        ("/discussion/yours/all/", ["email"], {"action": "erase"}),
        (made["confirm"][-1], ["what"], {}),
        (f"/discussion/mail/stop/all/{stop}/", ["what"], {}),
        (made["door"], ["password"], {"return_url": made["private"]}),
        ("/admin/login/", ["username"], {"password": "wrong"}),
        ("/search/wanted/", ["q"], {}),
        ("/search/clicked/", ["q"], {}),
    ]

    def send(number: int) -> None:
        address, large, small = forms[number % len(forms)]
        attacker = Attacker(port, ipv4(8, number % NETWORKS))
        token = attacker.form(reply)["csrfmiddlewaretoken"]
        letters = BODIES[number // len(forms) % len(BODIES)]
        share = letters[: len(letters) // len(large)]
        fields = {"csrfmiddlewaretoken": token, **small, **dict.fromkeys(large, share)}
        _, headers, text = outcome.count(attacker.post_multipart(address, fields))
        size = len(headers.get("Location", "")) + len(text.encode())
        answers[f"{address.rstrip('/')}: {', '.join(large)}"].append(size)

    at_once([partial(send, number) for number in range(requests // 5)])
    for form, sizes in answers.items():
        if max(sizes) > ANSWER_BYTES:
            outcome.found(f"bytes of the answer of {form}", max(sizes), ANSWER_BYTES)
    largest = max(size for sizes in answers.values() for size in sizes)
    outcome.found("bytes of the largest answer", largest, ANSWER_BYTES)
    return outcome
