"""``manage.py setup``: the first start in production. It asks, writes the environment file, and makes the site.

What stands in the environment already is not asked for, so that a script can run it. Called again, it keeps
what the file has. It imports neither Django nor Wagtail: their settings need the file that it writes.
"""

import argparse
import os
import re
import secrets
import subprocess
import sys
from collections.abc import Callable
from getpass import getpass
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit
from zoneinfo import available_timezones

ROOT = Path(__file__).resolve().parents[1]
PLAIN = re.compile(r"[\w@%+=:,./?-]*")
#: The code with which ``begin_site`` ends where it refuses a password.
REFUSED = 3
LINE = re.compile(r"""(?m)^(?P<key>[A-Z][A-Z0-9_]*)=(?P<mark>['"]?)(?P<value>.*)(?P=mark)$""")


def is_address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return "It must begin with https:// (or http://) and a name."
    return ""


def is_time_zone(text: str) -> str:
    return "" if text in available_timezones() else "It is none; take one such as Asia/Ho_Chi_Minh."


def is_language(text: str) -> str:
    good = re.fullmatch(r"[a-z]{2,3}(-[a-z0-9]{2,8})?", text)
    return "" if good else "It must be a code such as en-gb or vi."


def is_url(text: str) -> str:
    return (
        "" if re.match(r"[a-z0-9+]+://", text) else "It must begin with a scheme, as the example."
    )


def is_email(text: str) -> str:
    return "" if re.fullmatch(r"[^@\s]+@[^@\s]+", text) else "It must be an email address."


def is_given(text: str) -> str:
    return "" if text else "It is needed."


class Question(NamedTuple):
    """What an operator is asked, once; *default* may look at what was answered before."""

    key: str
    asks: str
    wrong: Callable[[str], str]
    default: Callable[[dict], str] = lambda known: ""
    #: Not for the file: it belongs to the database.
    is_of_site: bool = False


QUESTIONS = [
    Question("SITE_NAME", "Name of the site", is_given, lambda known: "WHY", True),
    Question("SITE_URL", "Its public address (https://why.example)", is_address),
    Question("TIME_ZONE", "Time zone of the newsroom", is_time_zone, lambda known: "UTC"),
    Question("LANGUAGE_CODE", "Language", is_language, lambda known: "en-gb"),
    Question(
        "DATABASE_URL",
        "Database (postgres://user:password@host/name)",
        is_url,
        lambda known: f"sqlite:///{ROOT}/var/site.sqlite3",
    ),
    Question(
        "CACHE_URL", "Cache (rediscache://host:6379/1)", is_url, lambda known: "locmemcache://"
    ),
    Question("MEDIA_ROOT", "Folder for uploads", is_given, lambda known: f"{ROOT}/var/media"),
    Question("EMAIL_URL", "Mail server (smtp+tls://user:password@host:587)", is_url),
    Question("ADMIN_USERNAME", "First administrator", is_given, lambda known: "admin", True),
    Question("ADMIN_EMAIL", "Their email address", is_email, lambda known: "", True),
]


#: What is not asked for, and goes into the file where it stands in the environment.
OTHERS = [
    "MEDIA_S3_BUCKET",
    "MEDIA_S3_DOMAIN",
    "MEDIA_S3_ORIGIN",
    "MEDIA_S3_ENDPOINT",
    "MEDIA_S3_REGION",
    "MEDIA_S3_ACCESS_KEY",
    "MEDIA_S3_SECRET_KEY",
    "MEDIA_URL",
    "SERVE_MEDIA",
    "SECRET_KEY_FALLBACKS",
    "DEFAULT_FROM_EMAIL",
    "HSTS_SECONDS",
    "HSTS_INCLUDE_SUBDOMAINS",
    "HSTS_PRELOAD",
    "BEHIND_PROXY",
    "CSRF_TRUSTED_ORIGINS",
    "FORWARDED_ALLOW_IPS",
    "WEB_CONCURRENCY",
    "WEB_THREADS",
    "HOST",
    "PORT",
    "ADMIN_PATH",
    "SECURITY_CONTACT",
    "BACKUP_TO",
    "BACKUP_HOURS",
    "BACKUP_KEEP",
    "BACKUP_S3_ENDPOINT",
    "BACKUP_S3_REGION",
    "BACKUP_S3_ACCESS_KEY",
    "BACKUP_S3_SECRET_KEY",
    "PAGE_CACHE_MEGABYTES",
    "PAGE_CACHE_TAG_HEADERS",
    "COMMENT_LIMITS",
    "PASSWORD_LIMITS",
    "SEARCH_LIMITS",
    "KEPT_DAYS",
    "KEPT_REVISIONS",
    "WORKER_HEARTBEAT",
    "METRICS_TOKEN",
    "LOG_LEVEL",
    "LOG_FORMAT",
    "ACCESS_LOG",
    "SLOW_QUERY_MILLISECONDS",
    "SENTRY_DSN",
]


def read(path: Path) -> dict[str, str]:
    """What a file has already."""
    if not path.exists():
        return {}
    return {match["key"]: match["value"] for match in LINE.finditer(path.read_text())}


def answers(known: dict[str, str], ask: Callable[[str], str] | None) -> dict[str, str]:
    """An answer to each question: from the environment, the file, the operator, or the default."""
    found: dict[str, str] = {}
    for question in QUESTIONS:
        given = os.environ.get(question.key) or known.get(question.key, "")
        if question.key == "MEDIA_ROOT" and {**known, **os.environ}.get("MEDIA_S3_BUCKET"):
            continue
        while True:
            default = question.default(found)
            value = given or (ask(_prompt(question, default)) if ask else "") or default
            if not (problem := question.wrong(value)):
                break
            told = (
                f"{question.key} is “{value}”. {problem}"
                if value
                else f"{question.key} is missing."
            )
            if not ask or given:
                raise SystemExit(told)
            print(told)
        found[question.key] = value
    return found


def _prompt(question: Question, default: str) -> str:
    return f"{question.asks}{f' [{default}]' if default else ''}: "


def lines(found: dict[str, str], known: dict[str, str]) -> dict[str, str]:
    """What stands in the file."""
    host = urlsplit(found["SITE_URL"]).hostname or ""
    https = found["SITE_URL"].startswith("https://")
    written = {
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "SECRET_KEY": secrets.token_hex(32),
        "ALLOWED_HOSTS": host,
        "STATIC_ROOT": f"{ROOT}/var/static",
    }
    given = [*written, "HTTPS", *OTHERS]
    # What the file has counts less than the environment. HTTPS belongs to the address.
    written |= known | {"HTTPS": "true" if https else "false"}
    written |= {
        each.key: found[each.key] for each in QUESTIONS if not each.is_of_site and each.key in found
    }
    written |= {key: os.environ[key] for key in given if os.environ.get(key)}
    if host not in written["ALLOWED_HOSTS"].split(","):
        written["ALLOWED_HOSTS"] += f",{host}"
    return written


def write(path: Path, values: dict[str, str]) -> None:
    """For its owner alone. Shells, systemd and compose all read it."""
    if bad := [key for key, value in values.items() if "'" in value or "\n" in value]:
        raise SystemExit(
            f"{bad[0]} has an apostrophe or a line break; in addresses write %27 for ’."
        )
    text = (
        "# Made by manage.py setup. docs/operators.md explains each line, and many more.\n"
        + "".join(
            f"{key}={value}\n" if PLAIN.fullmatch(value) else f"{key}='{value}'\n"
            for key, value in values.items()
        )
    )
    unfinished = path.with_name(f"{path.name}.unfinished")
    with open(os.open(unfinished, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    os.replace(unfinished, path)


def password(environment: dict[str, str], ask: bool) -> str:
    """The first administrator's, which the site's own rules take; without one a mail lets them choose it."""
    given = os.environ.get("ADMIN_PASSWORD", "")
    while True:
        chosen = given or (_typed() if ask else "")
        if not chosen:
            return ""
        done = subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), "begin_site", "--only-password"],
            cwd=ROOT,
            env=environment | {"ADMIN_PASSWORD": chosen},
            stderr=subprocess.PIPE,
            text=True,
        )
        if not done.returncode:
            return chosen
        said = done.stderr.strip().removeprefix("CommandError: ")
        if given or done.returncode != REFUSED:
            raise SystemExit(f"{said}\nNothing is written.")
        print(said)


def _typed() -> str:
    while True:
        first = getpass("Their password (empty: a mail lets them choose one later): ")
        if not first or first == getpass("Once more: "):
            return first
        print("The two differ.")


def run(environment: dict[str, str], *command: str) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *command], cwd=ROOT, env=environment
    )
    if done.returncode:
        raise SystemExit(
            "The file is written, the site is not ready. Mend it, and call setup again."
        )


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--file", type=Path, default=ROOT / ".env", help="the environment file")
    parser.add_argument("--file-only", action="store_true", help="touch no database")
    parser.add_argument("--demo", action="store_true", help="with example content")
    parser.add_argument("--dry-run", action="store_true", help="say what would be written")
    options = parser.parse_args(arguments)
    known = read(options.file)
    is_asking = sys.stdin.isatty()
    found = answers(known, input if is_asking else None)
    values = lines(found, known)
    if options.dry_run:
        print(f"{options.file} would have: {', '.join(values)}")
        return
    of_site = {each.key: found[each.key] for each in QUESTIONS if each.is_of_site}
    environment = {**os.environ, **values, "LOG_LEVEL": "WARNING"}
    secret = "" if options.file_only else password(environment | of_site, is_asking)
    write(options.file, values)
    print(f"{options.file} is written.")
    if options.file_only:
        return
    # The worker makes no folder for backups: a disk that is not mounted would look like a new one.
    for key in ("DATABASE_URL", "MEDIA_ROOT", "BACKUP_TO"):
        if (value := values.get(key, "").removeprefix("sqlite:///")) and value.startswith("/"):
            folder = Path(value).parent if key == "DATABASE_URL" else Path(value)
            folder.mkdir(mode=0o750, parents=True, exist_ok=True)
            if key == "DATABASE_URL":  # there are hashes of passwords in it
                os.close(os.open(value, os.O_CREAT, 0o600))
    run(environment, "prepare", *(["--demo"] if options.demo else []))
    run(environment | of_site | {"ADMIN_PASSWORD": secret}, "begin_site")
    print(
        "Start the site with the file in its environment: python -m operations.web, and manage.py "
        "worker beside it. "
        "Then look at what manage.py doctor says."
    )


if __name__ == "__main__":
    main()
