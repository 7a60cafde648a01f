"""What ``deploy/nginx.conf`` does, with a real nginx: whom it believes, and which videos it sends."""

import http.client
import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bench.nginx import NGINX, running

pytestmark = pytest.mark.skipif(
    not NGINX, reason="nginx is missing; install it (Debian: nginx-light)"
)
FILM = b"film"


class Site(BaseHTTPRequestHandler):
    """Stands where the site would: tells what nginx has told it, and allows one of two videos."""

    def do_GET(self):
        if self.path.startswith("/_allowed/"):
            self.send_response(204 if "public" in self.path else 403)
            self.send_header("Cache-Control", "max-age=5")
            self.end_headers()
            return
        body = json.dumps(dict(self.headers)).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        if (length := int(self.headers["Content-Length"])) < 2_000_000:
            self.rfile.read(length)
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.send_header("Connection", "close")
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    folder = tmp_path_factory.mktemp("nginx")
    documents = folder / "media/documents"
    documents.mkdir(parents=True)
    for name in ("public.mp4", "private.mp4", "private.pdf"):
        (documents / name).write_bytes(FILM)
    (folder / "media/picture.jpg").write_bytes(b"picture")
    site = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=site.serve_forever, daemon=True).start()
    with running(folder, site.server_port) as nginx:
        yield nginx.address
    site.shutdown()


def get(address, path="/", source="127.0.0.1", **headers):
    """The status, headers and body of an answer to a client with this address."""
    host = re.match(r"http://(.+)", address)[1]
    connection = http.client.HTTPConnection(host, source_address=(source, 0), timeout=10)
    connection.request(
        "GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, answer.headers, body


def told(address, **options) -> dict:
    return json.loads(get(address, **options)[2])


def test_readers_behind_what_ends_tls_have_their_own_addresses(address):
    seen = told(address, X_Forwarded_For="198.51.100.9", X_Forwarded_Proto="https")
    assert seen["X-Forwarded-For"] == "198.51.100.9"
    assert seen["X-Forwarded-Proto"] == "https"


def test_what_a_reader_says_of_others_before_is_not_believed(address):
    seen = told(address, X_Forwarded_For="192.0.2.1, 198.51.100.9", X_Forwarded_Proto="https")
    assert seen["X-Forwarded-For"] == "198.51.100.9"


def test_a_reader_without_anything_before_is_not_believed(address):
    seen = told(
        address, source="127.0.0.9", X_Forwarded_For="198.51.100.9", X_Forwarded_Proto="https"
    )
    assert seen["X-Forwarded-For"] == "127.0.0.9"
    assert seen["X-Forwarded-Proto"] == "http"


def test_the_site_says_who_may_see_a_video(address):
    status, headers, body = get(address, "/media/documents/public.mp4")
    assert (status, headers["Cache-Control"], body) == (200, "max-age=5", FILM)
    assert get(address, "/media/documents/private.mp4")[0] == 404
    assert get(address, "/media/documents/private.pdf")[0] == 404
    assert get(address, "/media/x/../documents/private.pdf")[0] == 404
    assert get(address, "/media/picture.jpg")[0] == 200
    assert get(address, "/_allowed/media/documents/public.mp4")[0] == 404


@pytest.mark.parametrize(
    ("path", "length", "status"),
    [
        ("/discussion/1/reply/", 1_000_000, 200),
        ("/discussion/1/reply/", 1_100_000, 413),
        ("/", 150_000_000, 413),
        ("/media/x", 1_100_000, 413),
        ("/admin/documents/add/", 150_000_000, 200),
        ("/admin/documents/add/", 250_000_000, 413),
    ],
)
def test_large_bodies_are_for_the_admin_and_are_not_kept(address, path, length, status):
    connection = http.client.HTTPConnection(address.removeprefix("http://"), timeout=10)
    connection.putrequest("POST", path)
    connection.putheader("Content-Length", str(length))
    connection.endheaders()
    if status == 200 and length < 2_000_000:
        connection.send(b"x" * length)
    # Nothing of a large one was sent yet: whoever answers has not read it.
    assert connection.getresponse().status == status
    connection.close()
