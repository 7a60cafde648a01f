"""Asks a server for pages over connections that stay open, and counts the CPU time that it takes.

The time is what the processes themselves have used, by the kernel's accounts. What else the machine
does changes little in it.
"""

import os
import re
import socket
import statistics
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.I)
CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked", re.I)
PATIENCE_SECONDS = 60


def request(path: str, **headers: str) -> bytes:
    """A ``GET``, ready to send. ``Host`` is the site's own."""
    lines = [f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items()]
    return f"GET {path} HTTP/1.1\r\n{''.join(lines)}\r\n".encode()


class Connection:
    """A connection that is kept open, and made again where the server closed it."""

    def __init__(self, port: int):
        self.port = port
        self.socket: socket.socket | None = None
        self.patience = PATIENCE_SECONDS

    def _open(self) -> None:
        self.socket = socket.create_connection(("127.0.0.1", self.port), self.patience)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, sent: bytes) -> tuple[int, bytes, bytes]:
        """The status, the head and the body of the answer."""
        for _ in range(2):
            if self.socket is None:
                self._open()
            try:
                self.socket.sendall(sent)
                return self._answer()
            except (BrokenPipeError, ConnectionResetError, EOFError):
                self.close()
        raise EOFError("The server closes each connection without an answer.")

    def _answer(self) -> tuple[int, bytes, bytes]:
        received = b""
        while (end := received.find(b"\r\n\r\n")) < 0:
            received += self._receive()
        head, rest = received[: end + 2], received[end + 4 :]
        status = int(head[9:12])
        if status == 304:
            body = b""
        elif found := LENGTH.search(head):
            length = int(found[1])
            pieces, have = [rest], len(rest)
            while have < length:
                pieces.append(self._receive())
                have += len(pieces[-1])
            body = b"".join(pieces)
        elif CHUNKED.search(head):
            while not rest.endswith(b"0\r\n\r\n"):
                rest += self._receive()
            body = rest
        else:
            body = rest
        if b"\r\nconnection: close" in head.lower():
            self.close()
        return status, head, body

    def _receive(self) -> bytes:
        piece = self.socket.recv(262_144)
        if not piece:
            raise EOFError
        return piece

    def close(self) -> None:
        if self.socket:
            self.socket.close()
        self.socket = None


def cpu(pids: Iterable[int]) -> float:
    """CPU seconds that processes have used so far, all of their threads."""
    return sum(map(_cpu, pids))


def _cpu(pid: int) -> float:
    threads = Path(f"/proc/{pid}/task").glob("*/schedstat")
    # To the nanosecond, where the kernel keeps it.
    if found := [int(each.read_text().split()[0]) for each in threads]:
        return sum(found) / 1e9
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def milliseconds(pids: Iterable[int], times: int, act: Callable[[], object]) -> float:
    """CPU time of the processes for one call, over so many."""
    pids = list(pids)
    begun = cpu(pids)
    for _ in range(times):
        act()
    return (cpu(pids) - begun) / times * 1000


def alternating(acts: dict[str, Callable[[], float]], rounds: int) -> dict[str, float]:
    """The median of each figure, over rounds in which each is measured once."""
    found: dict[str, list[float]] = {name: [] for name in acts}
    for _ in range(rounds):
        for name, act in acts.items():
            found[name].append(act())
    return {name: statistics.median(values) for name, values in found.items()}


def at_once(port: int, sent: list[bytes], clients: int, seconds: float) -> tuple[int, float]:
    """So many clients ask for these pages in turn, for so long: how many were answered, and in how long.

    Each keeps its connection.
    """
    counts = [0] * clients
    ready = threading.Barrier(clients + 1)
    over = threading.Event()

    def reader(number: int) -> None:
        connection = Connection(port)
        connection.ask(sent[number % len(sent)])
        ready.wait()
        while not over.is_set():
            status, _, _ = connection.ask(sent[(number + counts[number]) % len(sent)])
            if status not in (200, 304):
                raise RuntimeError(f"A page was answered with {status}.")
            counts[number] += 1
        connection.close()

    threads = [threading.Thread(target=reader, args=[number]) for number in range(clients)]
    for thread in threads:
        thread.start()
    ready.wait()
    begun = time.monotonic()
    time.sleep(seconds)
    over.set()
    for thread in threads:
        thread.join()
    return sum(counts), time.monotonic() - begun
