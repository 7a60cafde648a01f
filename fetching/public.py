"""Asks addresses of the public internet, and no others, whatever they redirect to."""

import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpcore
import httpx

SECONDS = 10
HOPS = 5
#: An answer may take so many times what each of its steps may take.
STEPS = 3
#: What web servers for the public answer at. Other services stand behind other ports.
PORTS = frozenset({80, 443, 8080, 8443})
REDIRECTS = {301, 302, 303, 307, 308}
#: Addresses of the old internet that are written within those of the new one (NAT64).
NAT64 = ipaddress.ip_network("64:ff9b::/96")
#: More than any answer that is read here has: a program's description of a film.
MOST_BYTES = 1_000_000


class Refused(Exception):
    """The address is none of the public internet, or none of the web."""


class Unreachable(Exception):
    """Nothing answers there. ``is_unknown`` if no such host exists."""

    def __init__(self, message: str, is_unknown: bool = False):
        super().__init__(message)
        self.is_unknown = is_unknown


@dataclass(frozen=True)
class Answer:
    """What a site answered in the end."""

    status: int
    address: str
    body: bytes = b""
    #: Seconds that the site wants to be left alone.
    wait: int = 0


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet, and leads nowhere else in disguise."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    inner = None
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo and ip.teredo[1])
        if ip in NAT64:
            inner = ipaddress.ip_address(int(ip) & 0xFFFFFFFF)
    if inner:
        return is_public(str(inner))
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def look_up(host: str, port: int) -> list[str]:
    """The IP addresses of a host."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class _InTime(httpcore.NetworkStream):
    """A connection that ends when its time is over, however slowly its bytes drip."""

    def __init__(self, inner: httpcore.NetworkStream, end: float):
        self.inner, self.end = inner, end

    def _left(self, timeout: float | None) -> float:
        left = self.end - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout
        return left if timeout is None else min(timeout, left)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.inner.read(max_bytes, self._left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.inner.write(buffer, self._left(timeout))

    def close(self) -> None:
        self.inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        inner = self.inner.start_tls(ssl_context, server_hostname, self._left(timeout))
        return _InTime(inner, self.end)

    def get_extra_info(self, info: str) -> Any:
        return self.inner.get_extra_info(info)


class _PublicNetwork(httpcore.NetworkBackend):
    """Connects to the IP address that was looked at. A second look-up could have another answer."""

    def __init__(
        self,
        resolve: Callable[[str, int], list[str]],
        allows: Callable[[str], bool],
        seconds: float,
    ):
        self.resolve, self.allows, self.seconds = resolve, allows, seconds
        self.inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        try:
            addresses = self.resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise Unreachable(f"No host {host}", is_unknown=True) from error
        # One private address among public ones is reason enough: somebody is trying something.
        if not addresses or not all(map(self.allows, addresses)):
            raise Refused(host)
        failure: Exception | None = None
        for address in addresses[:3]:
            try:
                stream = self.inner.connect_tcp(
                    address, port, timeout, local_address, socket_options
                )
                return _InTime(stream, time.monotonic() + self.seconds)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure or Refused(host)


class Visitor:
    """Asks public addresses, and says who asks."""

    def __init__(
        self,
        name: str,
        resolve: Callable[[str, int], list[str]] = look_up,
        allows: Callable[[str], bool] = is_public,
        ports: Iterable[int] | None = PORTS,
        seconds: float = SECONDS,
    ):
        self.name, self.seconds = name, seconds
        self.ports = None if ports is None else frozenset(ports)
        # No proxy of the environment: it would look up the host itself.
        # Each answer has a connection of its own, whose time is that of the answer.
        self.pool = httpcore.ConnectionPool(
            network_backend=_PublicNetwork(resolve, allows, STEPS * seconds),
            max_connections=1,
            max_keepalive_connections=0,
        )

    def __enter__(self) -> "Visitor":
        return self

    def __exit__(self, *error) -> None:
        self.pool.close()

    def ask(self, method: str, address: str, read: bool = False) -> Answer:
        """The answer of an address, or of the one to which it redirects."""
        for _hop in range(HOPS + 1):
            answer, leads_to = self._ask_once(method, address, read)
            if leads_to is None:
                return answer
            address = leads_to
        raise Unreachable("It redirects too often")

    def _ask_once(self, method: str, address: str, read: bool) -> tuple[Answer, str | None]:
        url = self._checked(address)
        timeout = dict.fromkeys(("connect", "read", "write", "pool"), self.seconds)
        headers = {"Host": url.netloc.decode(), "User-Agent": self.name, "Accept": "*/*"}
        target = httpcore.URL(
            scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
        )
        try:
            with self.pool.stream(
                method, target, headers=headers, extensions={"timeout": timeout}
            ) as response:
                fields = {key.lower(): value for key, value in response.headers}
                location = fields.get(b"location")
                body = self._body(response) if read and response.status == 200 else b""
        except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise Unreachable(type(error).__name__) from error
        if response.status in REDIRECTS and location:
            return Answer(response.status, address), urljoin(address, location.decode("latin-1"))
        wait = fields.get(b"retry-after", b"")
        return Answer(response.status, address, body, int(wait) if wait.isdigit() else 0), None

    def _body(self, response: httpcore.Response) -> bytes:
        body = b""
        for part in response.iter_stream():
            body += part
            if len(body) > MOST_BYTES:
                raise Unreachable("It sends too much")
        return body

    def _checked(self, address: str) -> httpx.URL:
        try:
            url = httpx.URL(address)
            parts = urlsplit(address)
            port = parts.port or {"http": 80, "https": 443}.get(url.scheme)
        except (httpx.InvalidURL, ValueError) as error:
            raise Refused(address) from error
        if url.scheme not in ("http", "https") or not url.host or url.userinfo:
            raise Refused(address)
        if self.ports is not None and port not in self.ports:
            raise Refused(address)
        return url
