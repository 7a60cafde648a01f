"""One small machine: the production settings with the embedded defaults filled in.

``make serve`` runs with these. One data directory (``DATA_DIR``, by default ``var/`` in the project)
holds everything: SQLite, uploads, mail as files, and a secret key made once. A value in the
environment takes precedence.
"""

import os
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from django.core.management.utils import get_random_secret_key

DATA_DIR = Path(os.environ.get("DATA_DIR") or Path(__file__).resolve().parents[3] / "var").resolve()
DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
# Sessions, passwords' hashes and mails lie here. What an operator opened for a group stays open.
if DATA_DIR.stat().st_mode & 0o007:
    with suppress(PermissionError):  # it belongs to somebody else
        DATA_DIR.chmod(0o700)


def _secret_key() -> str:
    """The key of this installation: made at the first start and readable by its owner alone."""
    path = DATA_DIR / "secret_key"
    try:
        # Exclusive creation: of two processes that start at once, one makes the key.
        with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(get_random_secret_key())
    except FileExistsError:
        pass
    return path.read_text()


_host = os.environ.get("HOST") or "127.0.0.1"
_port = os.environ.get("PORT") or "8000"
_names = [_host, "127.0.0.1", "localhost", "[::1]"]
if _host in ("0.0.0.0", "::"):
    _names.append("*")

_mail = f"filemail://{quote(str(DATA_DIR / 'mail'))}"
if os.environ.get("EMAIL_URL") == "filemail://":
    os.environ["EMAIL_URL"] = _mail

for _key, _default in {
    "ALLOWED_HOSTS": ",".join(dict.fromkeys(_names)),
    "SITE_URL": f"http://{'127.0.0.1' if '*' in _names else _host}:{_port}",
    "DATABASE_URL": f"sqlite:///{DATA_DIR / 'site.sqlite3'}",
    "CACHE_URL": "locmemcache://",
    "EMAIL_URL": _mail,
    "STATIC_ROOT": str(DATA_DIR / "static"),
    "MEDIA_ROOT": str(DATA_DIR / "media"),
    "SERVE_MEDIA": "true",
    "HTTPS": "false",
}.items():
    os.environ.setdefault(_key, _default)
if not os.environ.get("SECRET_KEY"):
    os.environ["SECRET_KEY"] = _secret_key()

from .production import *  # noqa: E402, F403
from .production import CACHES  # noqa: E402

if CACHES["default"]["BACKEND"].endswith("LocMemCache"):
    # Beside another database too: there is one machine.
    CACHES["counts"] = {
        "BACKEND": "config.cache.FileCounts",
        "LOCATION": str(DATA_DIR / "counts.sqlite3"),
    }

# Demo accounts are made here and nowhere else; their passwords are noted in this file.
DEMO_SIGN_INS = DATA_DIR / "demo-sign-ins.txt"
