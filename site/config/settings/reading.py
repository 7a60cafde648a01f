"""Reads settings from the environment. What cannot be meant is named in a sentence, and nothing starts.

No sentence repeats an address, in which there may be a password.
"""

import os
import zoneinfo
from urllib.parse import unquote, urlsplit

import environ
from django.conf.locale import LANG_INFO
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()
ENGINES = ("django.db.backends.postgresql", "django.db.backends.sqlite3")
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


def flag(name: str, default: bool) -> bool:
    """A switch from the environment. A slip of the pen must not switch HTTPS off."""
    text = os.environ.get(name, "").strip().lower()
    if text in ("1", "true", "yes", "on"):
        return True
    if text in ("0", "false", "no", "off"):
        return False
    if text:
        raise ImproperlyConfigured(f"{name} is “{text}”; it must be true or false.")
    return default


def number_in(text: str, name: str) -> int:
    text = text.strip()
    if not (text.isascii() and text.isdecimal()):
        raise ImproperlyConfigured(f"{name} is “{text}”; it must be a number.")
    return int(text)


def number(name: str, default: int) -> int:
    """A number from the environment; left empty it is the default."""
    text = os.environ.get(name, "").strip()
    return number_in(text, name) if text else default


def numbers(name: str, known: dict | None = None) -> dict[str, int]:
    """Numbers with names, ``network=100,page=500``. Some settings tell which names there are."""
    found = {}
    for part in os.environ.get(name, "").split(","):
        key, equals, value = (text.strip() for text in part.partition("="))
        if not key and not equals:
            continue
        if not key or not equals:
            raise ImproperlyConfigured(
                f"{name} is “{part.strip()}” in one place; it must be name=number, with commas between."
            )
        if known is not None and key not in known:
            raise ImproperlyConfigured(f"{name} has “{key}”; it knows {', '.join(sorted(known))}.")
        found[key] = number_in(value, f"{name} ({key})")
    return found


def level(name: str) -> str:
    """How much is logged."""
    text = (os.environ.get(name) or "INFO").strip().upper()
    if text not in LEVELS:
        raise ImproperlyConfigured(f"{name} is “{text}”; it must be one of {', '.join(LEVELS)}.")
    return text


def choice(name: str, known: tuple[str, ...]) -> str:
    """One of a few words, the first unless another is given."""
    text = (os.environ.get(name) or known[0]).strip().lower()
    if text not in known:
        raise ImproperlyConfigured(f"{name} is “{text}”; it must be one of {', '.join(known)}.")
    return text


def time_zone(name: str) -> str:
    text = (os.environ.get(name) or "UTC").strip()
    try:
        zoneinfo.ZoneInfo(text)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ImproperlyConfigured(
            f"{name} is “{text}”; it must be a name such as Asia/Ho_Chi_Minh or UTC."
        ) from error
    return text


def language(name: str) -> str:
    text = (os.environ.get(name) or "en-gb").strip().lower()
    if text not in LANG_INFO and text.partition("-")[0] not in LANG_INFO:
        raise ImproperlyConfigured(f"{name} is “{text}”; it must be a code such as en-gb or vi.")
    return text


def site_address(name: str) -> str:
    """The public address of a site: https://why.example."""
    text = os.environ[name].strip().rstrip("/")
    try:
        parts = urlsplit(text)
        fits = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        fits = False
    if not fits or parts.query or "@" in parts.netloc:
        raise ImproperlyConfigured(
            f"{name} is “{text}”; it must start with https:// (or http://) and end with a host name."
        )
    return text


def sentry(name: str) -> str:
    """Where errors are sent, with the key that Sentry gives."""
    text = os.environ.get(name, "").strip()
    try:
        parts = urlsplit(text)
        fits = (
            parts.scheme in ("http", "https")
            and parts.username
            and parts.hostname
            and parts.port != 0
        )
    except ValueError:
        fits = False
    if text and not (fits and parts.path.rpartition("/")[2].isdecimal()):
        raise ImproperlyConfigured(
            f"{name} cannot be read; it must be like https://key@sentry.example/1."
        )
    return text


def _address(name: str, example: str, read) -> dict:
    try:
        int(urlsplit(os.environ[name]).port or 0)  # a port that is none raises a ValueError
        if "://" not in os.environ[name]:
            raise ValueError
        return read(name)
    except Exception as error:  # environ has an error of its own for each slip
        raise ImproperlyConfigured(f"{name} cannot be read; it must be like {example}.") from error


def database(name: str) -> dict:
    example = "postgres://user:password@host/name or sqlite:////data/site.sqlite3"
    found = _address(name, example, env.db)
    if found["ENGINE"] not in ENGINES or not found.get("NAME"):
        raise ImproperlyConfigured(f"{name} names no database; it must be like {example}.")
    return found


def cache(name: str) -> dict:
    return _address(name, "rediscache://host:6379/1 or locmemcache://", env.cache)


def mail(name: str) -> dict:
    """The server that mail goes to, or the folder: ``filemail:///srv/mail`` is an absolute path."""
    example = "smtp+tls://user:password@host:587 or filemail:///srv/mail"
    found = _address(name, example, env.email)
    parts = urlsplit(os.environ[name])
    if parts.scheme == "filemail":
        folder = unquote(parts.path).strip("/")
        if parts.netloc or not folder:
            raise ImproperlyConfigured(f"{name} names no folder; it must be like {example}.")
        found["EMAIL_FILE_PATH"] = f"/{folder}"
    return found
