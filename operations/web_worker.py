"""The class of gunicorn's workers: readers' requests never wait for somebody who sends slowly.

gunicorn's own gives a thread to each new connection, which then waits for the request: six connections
that send nothing take all the threads of a small site. Here a request has a thread when it has come whole.
"""

import os
import re
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from selectors import EVENT_READ

from gunicorn.workers.gthread import STOP_KEEPALIVE_LINGER, ThreadWorker

#: A request must have come in this time; a large body goes on, and an answer is taken, in as much.
SECONDS = 15
#: A request's head, and a body that is awaited together with it: any form for readers.
MOST_HEAD, MOST_BODY = 32 * 1024, 64 * 1024
#: Larger bodies have threads of their own. So many may wait for one.
UPLOADS, MOST_UPLOADS = 2, 20
READ = 128 * 1024
END = b"\r\n\r\n"
REFUSAL = b"HTTP/1.1 %b\r\nContent-Length: 0\r\nConnection: close\r\n%b\r\n"
TOO_LARGE = REFUSAL % (b"431 Request Header Fields Too Large", b"")
TOO_MANY = REFUSAL % (b"503 Service Unavailable", b"Retry-After: %d\r\n" % SECONDS)
LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,18})[ \t]*\r\n", re.I)
#: The body comes in chunks, or only after the server has said that it may.
AWAITED = re.compile(rb"\r\n(transfer-encoding|expect):", re.I)


class WebWorker(ThreadWorker):
    """gunicorn's worker with threads, which reads requests itself and leaves new connections to a worker
    that has nothing to do.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.busy = self.uploading = 0
        self.murdered_at = 0.0

    def init_process(self):
        self.uploads = ThreadPoolExecutor(max_workers=UPLOADS)
        for listener in self.sockets:
            # A connection is offered with its first bytes, so that whoever accepts it has work to do.
            if hasattr(socket, "TCP_DEFER_ACCEPT") and listener.sock.family != socket.AF_UNIX:
                listener.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, SECONDS)
        super().init_process()

    def set_accept_enabled(self, enabled):
        super().set_accept_enabled(enabled and self.busy < self.cfg.threads)
        if not self.alive:
            self._stop_listening()

    def is_parent_alive(self):
        """Without gunicorn's main process a worker stops as it does when it is told to."""
        self.alive = self.alive and super().is_parent_alive()
        return self.alive or self.ppid == os.getppid()

    def _stop_listening(self):
        """Takes the connections that are there already, and refuses others at once.

        gunicorn lets them wait until it ends, and then breaks them: a proxy sends no form again whose
        connection broke. One that is refused it takes elsewhere.
        """
        listeners, self.sockets = self.sockets, []
        for listener in listeners:
            listener.setblocking(False)
            before = -1
            while before != self.nr_conns < self.worker_connections:
                before = self.nr_conns
                self.accept(listener)
            listener.close()

    def enqueue_req(self, conn):
        """Gives a request to a thread if it has come whole, and otherwise waits for more of it."""
        conn.init()
        conn.sock.setblocking(False)
        unreader = conn.parser.unreader
        received = unreader.take_buffered()
        ended = False
        try:
            more = conn.sock.recv(READ)
            received, ended = received + more, not more
        except BlockingIOError:
            pass
        except OSError:
            ended = True
        unreader.unread(received)
        whole = is_whole(received)
        if whole:
            self.busy += 1
            if self.busy >= self.cfg.threads:
                self.set_accept_enabled(False)
            self._submit(self.tpool, self._finish_reader, conn)
        elif ended:
            self._close(conn)
        elif whole is None and self.uploading >= MOST_UPLOADS:
            self._refuse(conn, TOO_MANY)
        elif whole is None:
            self.uploading += 1
            self._submit(self.uploads, self._finish_upload, conn)
        elif len(received) > MOST_HEAD and END not in received:
            self._refuse(conn, TOO_LARGE)
        else:
            self._wait(conn)

    def handle_request(self, req, conn):
        """Answers a request. A large body, or a reader who takes the answer slowly, has so many seconds."""
        conn.sock.settimeout(SECONDS)
        conn.large = _is_large(req)
        if conn.large:
            # The site may refuse the body unread. What follows would be taken for the next request.
            req.force_close()
        try:
            return super().handle_request(req, conn)
        except TimeoutError as error:
            raise StopIteration from error

    def _submit(self, pool, finish, conn):
        conn.begun = None
        done = pool.submit(self.handle, conn)
        done.add_done_callback(lambda future: self.method_queue.defer(finish, conn, future))

    def _finish_reader(self, conn, future):
        self.busy -= 1
        self._finish(conn, future)

    def _finish_upload(self, conn, future):
        self.uploading -= 1
        self._finish(conn, future)

    def _finish(self, conn, future):
        if future.exception() is None and future.result() is False:
            self._linger(conn)
        else:
            self.finish_request(conn, future)

    def _linger(self, conn):
        """Closes a connection when the reader has, or after a while, so that all of the answer arrives.

        gunicorn waits for that in the one thread on which all connections of the worker depend.
        """
        try:
            conn.sock.shutdown(socket.SHUT_WR)
            conn.sock.setblocking(False)
        except OSError:
            return self._close(conn)
        # Browsers show the answer when they have sent everything, and tell of a broken connection else.
        linger = SECONDS if getattr(conn, "large", False) else STOP_KEEPALIVE_LINGER
        conn.begun = time.monotonic() - SECONDS + linger
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, EVENT_READ, partial(self._drain, conn))

    def _drain(self, conn, sock):
        try:
            ended = not sock.recv(READ)
        except BlockingIOError:
            return
        except OSError:
            ended = True
        if ended:
            self._close_pending(conn)

    def _refuse(self, conn, answer: bytes):
        with suppress(OSError):
            conn.sock.send(answer)
        self._close(conn)

    def _wait(self, conn):
        conn.begun = getattr(conn, "begun", None) or time.monotonic()
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, EVENT_READ, partial(self.on_pending_socket_readable, conn))
        if self.nr_conns >= self.worker_connections:
            self._close_pending(self.pending_conns[0])

    def murder_pending(self):
        """Closes the connections whose request has not come in time. A look a second is enough."""
        now = time.monotonic()
        if now < self.murdered_at + 1:
            return
        self.murdered_at = now
        oldest = now - (SECONDS if self.alive else STOP_KEEPALIVE_LINGER)
        for conn in [each for each in self.pending_conns if each.begun <= oldest]:
            self._close_pending(conn)

    def _close_pending(self, conn):
        self.pending_conns.remove(conn)
        self.poller.unregister(conn.sock)
        self._close(conn)

    def _close(self, conn):
        self.nr_conns -= 1
        conn.close()


def _is_large(req) -> bool:
    """Whether a thread had to wait for the body."""
    headers = dict(req.headers)
    length = headers.get("CONTENT-LENGTH", "0")
    return "TRANSFER-ENCODING" in headers or (length.isdecimal() and int(length) > MOST_BODY)


def is_whole(received: bytes) -> bool | None:
    """Whether a request has come whole; None if its body is one that a thread has to wait for."""
    # One empty line may stand before a request.
    end = received.find(END, 2 if received.startswith(b"\r\n") else 0)
    if end < 0:
        return False
    head = received[: end + 2]
    if AWAITED.search(head):
        return None
    length = LENGTH.search(head)
    if length is None:
        return True
    if int(length[1]) > MOST_BODY:
        return None
    return len(received) >= end + len(END) + int(length[1])
