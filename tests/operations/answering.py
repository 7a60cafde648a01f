"""A WSGI application for the tests of gunicorn's worker: it tells who answered, and what came."""

import os
import time


def application(environ, start_response):
    path = environ["PATH_INFO"]
    if path == "/busy/":
        time.sleep(0.15)
    received = environ["wsgi.input"].read() if path == "/echo/" else b""
    body = f"{os.getpid()} {len(received)}".encode()
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]
