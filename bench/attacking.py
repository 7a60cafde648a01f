"""What all attacks share: browsers from networks that they make up, and what an attack came to."""

import http.client
import re
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlencode

from .clients import HIDDEN, Browser

#: Browsers of one attack that are busy at the same moment.
AT_ONCE = 4
BOUNDARY = "a-made-up-boundary"


class Attacker(Browser):
    """A browser in a network of its own choice: the site believes its proxy, and so does the bench."""

    HEADERS: dict[str, str] = {}

    def __init__(self, port: int, ip: str):
        super().__init__(port, 0)
        self.ip = ip

    def request(self, method: str, address: str, body=None, **headers) -> tuple[int, dict, str]:
        """Status, headers and text of the answer. A connection that was closed is opened again."""
        headers = {"X-Forwarded-For": self.ip, **headers}
        for _ in range(2):
            try:
                answer, text = self.ask(method, address, body, **headers)
                return answer.status, dict(answer.headers), text
            except (OSError, http.client.HTTPException):
                self.connection.close()
        return 0, {}, ""

    def form(self, address: str) -> dict[str, str]:
        """The hidden fields of a form."""
        status, _, html = self.request("GET", address)
        if status != 200:
            raise RuntimeError(f"{address} was answered with {status}:\n{html[:1000]}")
        return {name: unescape(value) for name, value in HIDDEN.findall(html)}

    def post(self, address: str, fields: dict[str, str], **headers) -> tuple[int, dict, str]:
        return self.request("POST", address, urlencode(fields), **headers)

    def post_multipart(self, address: str, fields: dict[str, str]) -> tuple[int, dict, str]:
        """Sends letters as they are, not as three characters for each of their bytes."""
        parts = [
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in fields.items()
        ]
        body = "".join([*parts, f"--{BOUNDARY}--\r\n"]).encode()
        kind = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
        return self.request("POST", address, body, **kind)

    def sign_in(self, username: str, password: str) -> None:
        fields = self.form("/admin/login/")
        status, _, html = self.post(
            "/admin/login/", fields | {"username": username, "password": password}
        )
        if status != 302:
            raise RuntimeError(f"{username} cannot sign in: {status}\n{html[:1000]}")


@dataclass
class Finding:
    """Something that an attack reached, beside what it may reach."""

    what: str
    reached: int
    allowed: int
    #: Limits that are counted in a cache may be passed by one.
    slack: int = 0

    @property
    def is_wrong(self) -> bool:
        return self.reached > self.allowed + self.slack


@dataclass
class Outcome:
    """What an attack came to."""

    attack: str
    statuses: Counter = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)

    def count(self, answer: tuple[int, dict, str]) -> tuple[int, dict, str]:
        self.statuses[answer[0]] += 1
        return answer

    def found(self, what: str, reached: int, allowed: int = 0, slack: int = 0) -> None:
        self.findings.append(Finding(what, reached, allowed, slack))

    @property
    def requests(self) -> int:
        return sum(self.statuses.values())

    @property
    def errors(self) -> int:
        return sum(number for status, number in self.statuses.items() if not 0 < status < 500)


def at_once(tasks: Iterable[Callable[[], None]], clients: int = AT_ONCE) -> None:
    """Carries out the tasks, so many at the same time."""
    with ThreadPoolExecutor(clients) as pool:
        for done in [pool.submit(task) for task in tasks]:
            done.result()


def ipv4(attack: int, number: int) -> str:
    """An address in a network of its own (/24), and each attack has networks of its own."""
    return f"{20 + attack}.{number // 250}.{number % 250}.7"


def ipv6(attack: int, number: int) -> str:
    """An address in a /64 of its own, all of one customer (/48)."""
    return f"2001:db8:{attack:x}:{number:x}::7"


ROW = re.compile(r'data-id="(\d+)" data-version="(\d+)"(.*?)</article>', re.DOTALL)
