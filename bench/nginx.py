"""A real nginx with ``deploy/nginx.conf``, before a site on this machine. Tests use it too."""

import getpass
import re
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .scratch import ROOT, free_port

NGINX = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
WORKERS = 1


@dataclass
class Nginx:
    port: int
    process: subprocess.Popen

    @property
    def workers(self) -> list[int]:
        pid = self.process.pid
        return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def _configuration(folder: Path, port: int, site_port: int) -> str:
    text = (ROOT / "deploy/nginx.conf").read_text()
    # There is no Docker here, which finds the site by its name.
    text = re.sub(r"zone site.*;|resolver .*;", "", text)
    changes = {
        "server web:8000 resolve;": f"server 127.0.0.1:{site_port};",
        "listen 80;": f"listen 127.0.0.1:{port};",
        "/srv/media": f"{folder}/media",
        "/tmp/page-cache": f"{folder}/page-cache",
        "${TLS_PROXY}": "203.0.113.7",
        "${ADMIN_PATH}": "admin",
        # A reader who connects from 127.0.0.9 stands for one with a public address.
        "127.0.0.0/8     yes;": "127.0.0.1 yes;",
        "set_real_ip_from 127.0.0.0/8;": "set_real_ip_from 127.0.0.1;",
    }
    for old, new in changes.items():
        if old not in text:
            raise RuntimeError(f"deploy/nginx.conf does not say “{old}” any more.")
        text = text.replace(old, new)
    return (
        f"user {getpass.getuser()}; worker_processes {WORKERS}; daemon off; pid {folder}/pid; "
        f"error_log {folder}/error.log; events {{}}\n"
        f"http {{ sendfile on; access_log off; client_body_temp_path {folder}/body; "
        f"proxy_temp_path {folder}/proxy;\n{text}}}"
    )


@contextmanager
def running(folder: Path, site_port: int) -> Iterator[Nginx]:
    """nginx with its files in a folder; ``media`` in it is what it sends as uploads."""
    port = free_port()
    conf = folder / "nginx.conf"
    conf.write_text(_configuration(folder, port, site_port))
    process = subprocess.Popen([NGINX, "-p", str(folder), "-c", str(conf)], start_new_session=True)
    nginx = Nginx(port, process)
    try:
        for _ in range(200):
            try:
                urllib.request.urlopen(f"{nginx.address}/media/", timeout=5)
            except urllib.error.HTTPError:
                break
            except OSError:
                if process.poll() is not None:
                    raise RuntimeError((folder / "error.log").read_text()) from None
                time.sleep(0.02)
        yield nginx
    finally:
        process.terminate()
        process.wait()
