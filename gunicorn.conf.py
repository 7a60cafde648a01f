"""How gunicorn serves the site: ``python -m operations.web`` starts it, and so does the plain command ``gunicorn``."""

import os
import shutil
import sys
import tempfile
from itertools import count
from pathlib import Path

ROOT = Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT))

from operations import web  # noqa: E402

if _said := web.problem():
    raise SystemExit(_said)

wsgi_app = "config.wsgi:application"
# Absolute, so that the command works from any directory.
chdir = str(ROOT)
pythonpath = str(ROOT / "site")

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{web.number('PORT')}"
workers = web.number("WEB_CONCURRENCY")
threads = web.number("WEB_THREADS")
# Slow senders hold no thread, and new connections go to a worker that is idle.
worker_class = "operations.web_worker.WebWorker"
# Memory is shared between workers, and a settings error stops the start instead of looping.
preload_app = True

timeout = 60
graceful_timeout = 20
keepalive = 5
# Recycle workers now and then, not all at once: a slow leak never takes the machine. A new worker has
# no pages ready, and a ready page is a request of a third of a millisecond.
max_requests = 200_000
max_requests_jitter = 50_000

# A tmpfs for the heartbeat file: on a slow disk a worker would be killed for nothing.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None
# Numbers that all workers count together for Prometheus lie there too. This file is read again at a reload,
# which keeps the folder; a new main process (USR2) has a new one.
_numbers = f"why-numbers-{os.getpid()}-"
_counts = (os.environ.get("METRICS_TOKEN") or "").strip()
if _counts and _numbers not in os.environ.get("PROMETHEUS_MULTIPROC_DIR", ""):
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix=_numbers, dir=worker_tmp_dir)
# Nobody steers this server through a socket, and an image without a home could not hold one.
control_socket_disable = True

accesslog = os.environ.get("ACCESS_LOG") or None
errorlog = "-"
logger_class = "operations.gunicorn_log.SiteLogger"
loglevel = os.environ.get("LOG_LEVEL", "info").lower()
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1,::1")


def pre_fork(server, worker):
    """A worker has the lowest number that no other one has."""
    taken = {each.place for each in server.WORKERS.values()}
    worker.place = next(str(number) for number in count() if str(number) not in taken)


def post_fork(server, worker):
    from operations import place

    place.take(worker.place)


def on_exit(server):
    if _numbers in (folder := os.environ.get("PROMETHEUS_MULTIPROC_DIR", "")):
        shutil.rmtree(folder, ignore_errors=True)
