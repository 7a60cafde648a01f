"""A Redis of a test's own, that the test can stop and start again."""

import shutil
import signal
import socket
import subprocess
import time

import redis

SECONDS = 10


class RedisServer:
    """A ``redis-server`` on a free port that keeps nothing on disk."""

    def __init__(self):
        self.program = shutil.which("redis-server")
        if not self.program:
            from .conftest import missing  # needs Django's settings; the benches have none

            missing("redis-server", "redis-server")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"redis://127.0.0.1:{self.port}/0"
        self._process = None

    def start(self) -> None:
        """Starts it, empty, and waits until it answers."""
        self._process = subprocess.Popen(
            [self.program, "--bind", "127.0.0.1", "--port", str(self.port), "--save", ""],
            stdout=subprocess.DEVNULL,
        )
        end = time.monotonic() + SECONDS
        while True:
            try:
                with redis.from_url(self.address) as client:
                    client.ping()
                return
            except redis.ConnectionError:
                if time.monotonic() > end or self._process.poll() is not None:
                    raise
                time.sleep(0.01)

    def hang(self) -> None:
        """Has it take connections and answer nothing, as an overloaded machine would."""
        self._process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Has it answer again."""
        self._process.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        """Ends it at once, as a crash would."""
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None
