"""Real servers on this machine, and a visitor for whom one of its addresses is the public internet."""

from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from fetching.public import Visitor, is_public


@contextmanager
def server(host, answers):
    """A real server, which answers paths with a status, headers and a body, and notes who asked."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append((self.command, self.path, dict(self.headers)))
            status, headers, body = answers.get(self.path.partition("?")[0], (404, {}, b""))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        do_HEAD = do_GET

        def log_message(self, *args):
            pass

    running = ThreadingHTTPServer((host, 0), Handler)
    Thread(target=running.serve_forever, daemon=True).start()
    try:
        yield running.server_port, asked
    finally:
        running.shutdown()
        running.server_close()


def visitor(names, **options):
    """One for whom 127.0.0.1 is the public internet; every other address is what it is."""
    options = {"ports": None, "seconds": 3} | options
    return Visitor(
        "Test",
        resolve=options.pop("resolve", lambda host, port: [names.get(host, host)]),
        allows=lambda address: address == "127.0.0.1" or is_public(address),
        **options,
    )
