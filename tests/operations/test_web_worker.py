"""gunicorn as ``gunicorn.conf.py`` has it: slow senders hold nobody up, and all workers work."""

import errno
import http.client
import os
import select
import signal
import socket
import subprocess
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from bench.scratch import GUNICORN, free_port
from operations.web_worker import MOST_BODY, MOST_HEAD, MOST_UPLOADS, is_whole
from tests.conftest import ROOT

#: More than all workers have threads.
MANY = 40
GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
LARGE = b"POST /echo/ HTTP/1.1\r\nHost: x\r\nContent-Length: 10000000\r\n\r\n"
CHUNKED = b"POST /echo/ HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"


@contextmanager
def serving(**settings):
    """The port of two workers, and gunicorn's process."""
    port = free_port()
    environment = os.environ | {"PORT": str(port), "WEB_CONCURRENCY": "2", "LOG_LEVEL": "error"}
    environment |= settings
    process = subprocess.Popen(
        [GUNICORN, "tests.operations.answering:application"], cwd=ROOT, env=environment
    )
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            break
        except OSError:
            time.sleep(0.05)
    yield port, process
    process.terminate()
    assert process.wait(25) == 0


def until_refused(port) -> bool:
    for _ in range(200):
        with socket.socket() as late:
            if late.connect_ex(("127.0.0.1", port)) == errno.ECONNREFUSED:
                return True
        time.sleep(0.02)
    return False


@pytest.fixture(scope="module")
def server():
    with serving() as made:
        yield made


@pytest.fixture
def port(server) -> int:
    return server[0]


@pytest.fixture
def connect(port):
    """Opens connections, and closes them after the test."""
    opened = []

    def connect(sent: bytes = b"") -> socket.socket:
        opened.append(socket.create_connection(("127.0.0.1", port), 10))
        opened[-1].sendall(sent)
        return opened[-1]

    yield connect
    for each in opened:
        each.close()


def ask(port, method="GET", path="/", body=None, **options) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(method, path, body, **options)
    answer = connection.getresponse()
    assert answer.status == 200
    return answer.read().decode()


def status(connection) -> bytes:
    return connection.recv(4096).partition(b"\r\n")[0]


def body(connection) -> bytes:
    """The body of an answer, which may come after its head."""
    response = http.client.HTTPResponse(connection)
    response.begin()
    return response.read()


@pytest.mark.parametrize(
    "begun",
    [
        b"",
        b"G",
        GET[:-2],
        b"\r\n",
        b"POST /echo/ HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc",
        GET + b"GET / HT",  # a whole request, and the beginning of the next
        b"GET / HTTP/1.0\r\n\r\n",  # an answer after which the reader does not go
        b"GET / HTTP/9\r\n\r\n",
    ],
)
def test_who_does_not_finish_a_request_holds_nobody_up(port, connect, begun):
    for _ in range(MANY):
        connect(begun)
    time.sleep(0.2)
    started = time.monotonic()
    for _ in range(MANY):
        ask(port)
    assert time.monotonic() - started < 5


def test_large_bodies_that_do_not_come_hold_up_no_reader(port, connect):
    sent = [connect(LARGE + b"abc") for _ in range(MANY)]
    sent += [connect(CHUNKED + b"5\r\nab") for _ in range(MANY)]
    time.sleep(0.2)
    ask(port)
    assert ask(port, "POST", "/echo/", b"x" * MOST_BODY).endswith(f" {MOST_BODY}")
    refused, _, _ = select.select(sent, [], [], 0)
    assert len(refused) >= len(sent) - 2 * MOST_UPLOADS
    assert {status(each) for each in refused} == {b"HTTP/1.1 503 Service Unavailable"}


def test_a_body_that_the_site_refuses_holds_no_thread_and_the_answer_arrives(port, connect):
    refused = []
    for _ in range(MANY):
        refused.append(connect(LARGE.replace(b"/echo/", b"/") + b"abc"))
        received = refused[-1].recv(4096)
        assert received.startswith(b"HTTP/1.1 200 OK")
        assert b"Connection: close" in received
    # The sender goes on for a while, and is not cut off.
    for _ in range(3):
        time.sleep(0.1)
        refused[0].sendall(b"x" * 100_000)
    assert ask(port, "POST", "/echo/", b"x" * (MOST_BODY + 1)).endswith(f" {MOST_BODY + 1}")


def test_a_request_in_pieces_is_answered(connect):
    connection = connect()
    for byte in b"POST /echo/ HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc":
        connection.sendall(bytes([byte]))
        time.sleep(0.002)
    assert body(connection).endswith(b" 3")


def test_requests_in_one_piece_are_answered_in_turn(connect):
    connection = connect(GET * 3)
    connection.shutdown(socket.SHUT_WR)
    received = b""
    while more := connection.recv(4096):
        received += more
    assert received.count(b"HTTP/1.1 200 OK") == 3


@pytest.mark.parametrize("size", [0, 1, MOST_BODY, MOST_BODY + 1, 3_000_000])
def test_bodies_of_any_size_come_whole(port, size):
    assert ask(port, "POST", "/echo/", b"x" * size).endswith(f" {size}")
    chunks = iter([b"x" * size, b"y"])
    assert ask(port, "POST", "/echo/", chunks, encode_chunked=True).endswith(f" {size + 1}")


def test_who_waits_for_leave_to_send_a_body_gets_it(connect):
    connection = connect(
        b"POST /echo/ HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n"
    )
    assert status(connection) == b"HTTP/1.1 100 Continue"
    connection.sendall(b"abc")
    assert body(connection).endswith(b" 3")


def test_a_head_without_end_is_refused(port, connect):
    connection = connect(b"GET / HTTP/1.1\r\n" + b"X-A: b\r\n" * (MOST_HEAD // 8))
    assert status(connection) == b"HTTP/1.1 431 Request Header Fields Too Large"
    ask(port)


def test_eight_readers_keep_both_workers_busy(port):
    def read(_) -> str:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        for _ in range(8):
            connection.request("GET", "/busy/")
            answered = connection.getresponse().read().split()[0]
        return answered

    with ThreadPoolExecutor(8) as pool:
        shares = Counter(pool.map(read, range(8)))
    assert len(shares) == 2
    assert max(shares.values()) <= 5


def test_a_graceful_reload_answers_what_has_begun(server, connect):
    port, process = server
    waiting = connect(GET[:10])
    busy = connect(GET.replace(b"/ ", b"/busy/ "))
    time.sleep(0.1)
    process.send_signal(signal.SIGHUP)
    waiting.sendall(GET[10:])
    assert status(waiting) == status(busy) == b"HTTP/1.1 200 OK"
    ask(port)


@pytest.mark.parametrize(
    ("received", "whole"),
    [
        (b"GET / HTTP/1.0\r\n\r\n", True),
        (b"\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n", True),
        (b"\r\n\r\n", False),
        (b"POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nab", False),
        (b"POST / HTTP/1.1\r\ncontent-length:\t3 \r\n\r\nabc", True),
        (b"POST / HTTP/1.1\r\nContent-Length: 99999999\r\n\r\nabc", None),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", None),
        (b"GET / HTTP/1.1\r\nX: expect: 1\r\n\r\n", True),
    ],
)
def test_when_a_request_is_whole(received, whole):
    assert is_whole(received) is whole


def test_a_worker_that_stops_answers_whoever_is_connected_and_refuses_others_at_once(connect):
    """On a server of its own, which is stopped while its threads are busy and more wait."""
    with serving() as (port, process):
        waiting = [socket.create_connection(("127.0.0.1", port), 10) for _ in range(12)]
        for each in waiting:
            each.sendall(GET.replace(b"/ ", b"/busy/ "))
        time.sleep(0.02)
        process.terminate()
        # No other connection waits until these are answered. On a busy machine the signal comes late.
        refused = until_refused(port)
        answers = [status(each) for each in waiting]
    assert refused
    assert set(answers) == {b"HTTP/1.1 200 OK"}


def test_no_secret_address_stands_in_the_log(capfd):
    with serving(ACCESS_LOG="-") as (port, _):
        ask(port, path="/discussion/confirm/s3cret/")
        ask(port, headers={"Referer": "http://x/discussion/mail/stop/all/s3cret:a/"})
    printed = capfd.readouterr()
    log = printed.out + printed.err
    assert (
        log.count("***") == 2
    )  # the path, in a field and in the sentence; not where the reader came from
    assert "s3cret" not in log


def test_a_restart_by_systemd_refuses_nobody():
    """systemd holds the socket (deploy/systemd), as this test does here."""
    with socket.create_server(("127.0.0.1", 0), backlog=100) as held:
        port = held.getsockname()[1]
        start = f'LISTEN_PID=$$ LISTEN_FDS=1 exec "$0" "$1" 3<&{held.fileno()}'
        command = ["bash", "-c", start, GUNICORN, "tests.operations.answering:application"]
        environment = os.environ | {"WEB_CONCURRENCY": "1", "LOG_LEVEL": "error"}

        def started() -> subprocess.Popen:
            return subprocess.Popen(command, cwd=ROOT, env=environment, pass_fds=[held.fileno()])

        process = started()
        with ThreadPoolExecutor(4) as pool:
            asked = [pool.submit(ask, port, "POST", "/echo/", b"abc") for _ in range(40)]
            asked[0].result()  # it runs
            process.terminate()
            asked += [pool.submit(ask, port, "POST", "/echo/", b"abc") for _ in range(40)]
            assert process.wait(25) == 0
            process = started()
            assert len([each.result() for each in asked]) == 80
            assert ask(port)
            process.terminate()
            process.wait(25)
