"""What ``deploy/nginx.conf`` does, with a real nginx: whom it believes, and which videos it sends."""

import http.client
import json
import re
import shutil
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bench.nginx import NGINX, running
from bench.scratch import free_port
from tests.conftest import ROOT

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
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("nginx")


@pytest.fixture(scope="module")
def site():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()


@pytest.fixture(scope="module")
def address(folder, site):
    documents = folder / "media/documents"
    documents.mkdir(parents=True)
    for name in ("public.mp4", "private.mp4", "private.pdf"):
        (documents / name).write_bytes(FILM)
    (folder / "media/picture.jpg").write_bytes(b"picture")
    with running(folder, site.server_port, docker=True) as nginx:
        yield nginx.address


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


SECRETS = [
    "/discussion/comment/64/mine/s3cret-token/",
    "/discussion/confirm/s3cret-token/",
    "/discussion/mail/s3cret-token/",
    "/discussion/mail/stop/all/s3cret:token/",
    "/_draft/s3cret:token/",
    "/admin/password_reset/confirm/s3cret/token/",
]


def test_a_secret_address_stands_in_no_log(address, folder):
    """Neither when it is answered nor, of the second site here that has gone, when that fails."""
    for path in SECRETS:
        assert get(address, path)[0] == 200
    get(address, "/history/", Referer=f"{address}{SECRETS[0]}")
    with running(folder / "alone", free_port()) as alone:
        for path in SECRETS:
            assert get(alone.address, path)[0] == 503
    logs = [path.read_text() for path in folder.rglob("*.log")]
    assert any('"GET /discussion/confirm/*** HTTP/1.1" 200' in log for log in logs)
    assert not [log for log in logs if "s3cret" in log]


def test_a_request_has_one_id_for_nginx_and_the_site_and_a_readers_own_is_not_taken(
    address, folder
):
    given = "0123456789abcdef-of-a-proxy"
    _, headers, body = get(address, X_Request_ID=given)
    assert headers["X-Request-ID"] == json.loads(body)["X-Request-ID"] == given
    for options in ({"source": "127.0.0.9", "X_Request_ID": given}, {"X_Request_ID": "ann@x.org"}):
        _, headers, body = get(address, **options)
        assert re.fullmatch(r"[0-9a-f]{32}", headers["X-Request-ID"])
        assert json.loads(body)["X-Request-ID"] == headers["X-Request-ID"]
    assert get(address, "/media/picture.jpg")[1]["X-Request-ID"]
    lines = (folder / "access.log").read_text()
    assert f"{given} " in lines


def test_the_log_has_networks_and_no_reader(address, folder):
    get(address, "/who/", X_Forwarded_For="198.51.100.9")
    get(address, "/who/", X_Forwarded_For="2001:db8:1:2::9")
    lines = [
        line for line in (folder / "access.log").read_text().splitlines() if "GET /who/" in line
    ]
    assert [line.split()[0] for line in lines] == ["198.51.100.0", "2001:db8::"]


def test_uploads_have_the_headers_of_the_rest(address):
    tls = {"X_Forwarded_Proto": "https"}
    for path in ("/media/picture.jpg", "/media/documents/public.mp4"):
        _, headers, _ = get(address, path, **tls)
        assert "sandbox" in headers["Content-Security-Policy"]
        assert headers["Strict-Transport-Security"].startswith("max-age=31536000")
        assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
        assert headers["X-Frame-Options"] == "SAMEORIGIN"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "Strict-Transport-Security" not in get(address, path)[1]


def test_a_site_that_has_gone_is_another_ones_work_and_with_none_there_is_a_page(folder, site):
    for number, ports in enumerate(([free_port(), site.server_port], [free_port()] * 2)):
        with running(folder / f"{number}", *ports) as nginx:
            answers = [get(nginx.address, f"/{each}/") for each in range(6)]
        statuses, all_headers, bodies = zip(*answers, strict=True)
        if number == 0:
            assert set(statuses) == {200}
        else:
            assert set(statuses) == {503}
            assert all_headers[0]["Retry-After"] == "10"
            assert b"One moment" in bodies[0]


def test_it_runs_as_it_stands_where_nginx_comes_from_debian(tmp_path):
    """Both files, unchanged, in a folder of their own, as Debian includes them."""
    for name in ("nginx.conf", "nginx-addresses.conf"):
        shutil.copy(ROOT / "deploy" / name, tmp_path / f"why-{name}")
    (tmp_path / "main").write_text(
        f"pid {tmp_path}/pid; error_log {tmp_path}/log; events {{}} http {{ include {tmp_path}/why-*.conf; }}"
    )
    done = subprocess.run(
        [NGINX, "-t", "-c", str(tmp_path / "main")], capture_output=True, text=True
    )
    messages = [line for line in done.stderr.splitlines() if "/var/log/nginx" not in line]
    # Only root may write there, and may listen on port 80.
    assert not done.returncode or not [line for line in messages if "[emerg]" in line], done.stderr
