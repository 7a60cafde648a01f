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
TWICE = "server 127.0.0.1:8000 max_fails=0;\n    server 127.0.0.1:8000 max_fails=0;"


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


def _configuration(folder: Path, port: int, sites: tuple[int, ...], docker: bool) -> str:
    addresses = "nginx-addresses.docker.conf" if docker else "nginx-addresses.conf"
    text = (ROOT / "deploy/nginx.conf").read_text() + (ROOT / "deploy" / addresses).read_text()
    # There is no Docker here, which finds the site by its name.
    text = re.sub(r"zone site.*;|resolver .*;", "", text)
    ports = sites * 2 if len(sites) == 1 else sites
    servers = "".join(f"server 127.0.0.1:{each} max_fails=0;" for each in ports)
    changes = {
        "server web:8000 resolve max_fails=0;" if docker else TWICE: servers,
        "listen 80;": f"listen 127.0.0.1:{port};",
        "/srv/media": f"{folder}/media",
        "/tmp/page-cache": f"{folder}/page-cache",
        "/var/log/nginx": f"{folder}",
        # A reader who connects from 127.0.0.9 stands for one with a public address.
        "127.0.0.0/8     yes;": "127.0.0.1 yes;",
        "set_real_ip_from 127.0.0.0/8;": "set_real_ip_from 127.0.0.1;",
    }
    for old, new in changes.items():
        if old not in text:
            raise RuntimeError(f"deploy/nginx.conf does not say “{old}” any more.")
        text = text.replace(old, new)
    text = text.replace("${TLS_PROXY}", "203.0.113.7")
    return (
        f"user {getpass.getuser()}; worker_processes {WORKERS}; daemon off; pid {folder}/pid; "
        f"error_log {folder}/error.log; events {{}}\n"
        f"http {{ sendfile on; client_body_temp_path {folder}/body; "
        f"proxy_temp_path {folder}/proxy;\n{text}}}"
    )


@contextmanager
def running(folder: Path, *sites: int, docker: bool = False) -> Iterator[Nginx]:
    """nginx before the sites at these ports, with its files in a folder; ``media`` in it is what it sends
    as uploads, and ``access.log`` what it notes. A single one stands there as often as in the file for it.
    """
    port = free_port()
    folder.mkdir(exist_ok=True)
    conf = folder / "nginx.conf"
    conf.write_text(_configuration(folder, port, sites, docker))
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
