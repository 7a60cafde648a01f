"""Connections that send a byte a second, and what other readers feel of them."""

import socket
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from .load import Connection

SENDERS, READERS, SECONDS, ROUNDS = 200, 4, 4.0, 5
HEAD = b"POST /search/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Filling: " + b"x" * 10_000


@contextmanager
def slow_senders(port: int) -> Iterator[None]:
    """So many connections that send a byte a second each, made anew where the server closed them."""
    over = threading.Event()

    def send() -> None:
        open_sockets: dict[socket.socket, int] = {}
        while not over.wait(1):
            for each, sent in list(open_sockets.items()):
                try:
                    each.send(HEAD[sent : sent + 1])
                    open_sockets[each] += 1
                except OSError:
                    del open_sockets[each]
                    each.close()
            while len(open_sockets) < SENDERS:
                new = socket.socket()
                new.setblocking(False)
                new.connect_ex(("127.0.0.1", port))
                open_sockets[new] = 0
        for each in open_sockets:
            each.close()

    sender = threading.Thread(target=send)
    sender.start()
    try:
        time.sleep(3)  # until all are there and have begun
        yield
    finally:
        over.set()
        sender.join()


def p95(port: int, sent: list[bytes]) -> float:
    """Milliseconds that 95 of 100 answers took at most, for readers who come and go."""
    waited: list[float] = []
    over = time.monotonic() + SECONDS

    def read(number: int) -> None:
        turn = number
        while time.monotonic() < over:
            begun = time.monotonic()
            connection = Connection(port)
            connection.patience = 10
            with suppress(OSError):  # who waits in vain has waited
                connection.ask(sent[turn % len(sent)])
            waited.append(time.monotonic() - begun)
            connection.close()
            turn += 1
            time.sleep(0.02)

    readers = [threading.Thread(target=read, args=[number]) for number in range(READERS)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    return statistics.quantiles(waited, n=20)[-1] * 1000


def compared(port: int, sent: list[bytes], rounds: int) -> tuple[float, float]:
    """The p95 without slow senders, and with them: medians of alternating rounds."""
    quiet, slow = [], []
    for _ in range(rounds):
        quiet.append(p95(port, sent))
        with slow_senders(port):
            slow.append(p95(port, sent))
    return statistics.median(quiet), statistics.median(slow)
