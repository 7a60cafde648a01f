"""Known vulnerabilities are asked for, and the answer is kept for where nobody can ask."""

import json
import threading
from contextlib import contextmanager
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tools import advisories

BAD = {
    "id": "PYSEC-2026-1",
    "affected": [
        {
            "package": {"name": "lantern", "ecosystem": "PyPI"},
            "ranges": [
                {"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "1.3"}]},
            ],
        }
    ],
}


@contextmanager
def database():
    """A database of advisories that speaks as OSV does, and knows one thing."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            known = asked["package"]["name"] == "lantern" and asked["version"] == "1.2"
            body = json.dumps({"vulns": [BAD]} if known else {}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield ["-s", "osv", "--osv-url", f"http://127.0.0.1:{server.server_port}/"]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def requirements(tmp_path):
    path = tmp_path / "requirements.txt"
    digest = "0" * 64
    path.write_text(
        f"lantern==1.2 \\\n    --hash=sha256:{digest}\n"
        f"Oil_Lamp[wick]==3.0 ; sys_platform != 'win32' \\\n    --hash=sha256:{digest}\n"
    )
    return path


def test_what_is_known_is_found_and_kept_with_its_day(requirements, tmp_path):
    with database() as service:
        answer = advisories.asked(requirements, [service])
    assert answer is not None
    pins = advisories.pinned(requirements)
    assert pins == {"lantern": "1.2", "oil-lamp": "3.0"}
    known = ["lantern 1.2: PYSEC-2026-1 (mended in 1.3)"]
    assert answer.vulnerable(pins) == known
    assert answer.not_asked(pins) == []
    advisories.keep(answer, tmp_path / "kept.json")
    kept = advisories.kept(tmp_path / "kept.json")
    assert kept.vulnerable(pins) == known
    said = kept.says(pins, answer.day + timedelta(days=12))
    assert said == ("Known vulnerabilities: kept.json, from pip-audit, osv, asked 12 days ago.")
    # A new version was never asked about: neither good nor bad.
    newer = pins | {"lantern": "1.3"}
    assert kept.vulnerable(newer) == []
    assert "NOT AUDITED, 1 of 2 packages: lantern." in kept.says(newer, date(2030, 1, 1))


def test_a_database_that_does_not_answer_is_no_answer(requirements):
    nowhere = ["-s", "osv", "--osv-url", "http://127.0.0.1:9/"]
    assert advisories.asked(requirements, [nowhere]) is None
    with database() as service:  # the next one is asked
        assert advisories.asked(requirements, [nowhere, service]) is not None
