"""The settings of a real deployment, read from the environment.

At the start, one message names every required key that is missing. ``docs/operators.md`` explains each key.
"""

import os
import re
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from config.caching import without_admin
from operations import web

from . import reading
from .base import *  # noqa: F403
from .base import (
    INSTALLED_APPS,
    KEPT_DAYS,
    KEPT_REVISIONS,
    MIDDLEWARE,
    ROOT,
    SQLITE_OPTIONS,
    STORAGES,
)
from .reading import env, flag, number

#: What begins other addresses of the site.
TAKEN_PATHS = ["authors", "discussion", "documents", "feed", "media", "search", "static", "tags"]

REQUIRED = {
    "SECRET_KEY": "a long random text, kept secret",
    "ALLOWED_HOSTS": "host names the site answers to, separated by commas",
    "SITE_URL": "the public address, for instance https://why.example",
    "DATABASE_URL": "for instance postgres://user:password@host/name or sqlite:////data/site.sqlite3",
    "CACHE_URL": "for instance rediscache://host:6379/1 or locmemcache://",
    "EMAIL_URL": "for instance smtp+tls://user:password@host:587",
    "MEDIA_ROOT or MEDIA_S3_BUCKET": "a directory for uploads, or a bucket shared by all replicas",
}
missing = [
    f"  {names}: {meaning}"
    for names, meaning in REQUIRED.items()
    if not any(os.environ.get(name) for name in names.split(" or "))
]
if missing:
    raise ImproperlyConfigured(
        "The site cannot start: these settings are missing from the environment.\n"
        + "\n".join(missing)
    )

DEBUG = False
# Not through environ: it takes a value that begins with $ for the name of another variable.
SECRET_KEY = os.environ["SECRET_KEY"]
SECRET_KEY_FALLBACKS = [key for key in os.environ.get("SECRET_KEY_FALLBACKS", "").split(",") if key]
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
SITE_URL = reading.site_address("SITE_URL")
WAGTAILADMIN_BASE_URL = SITE_URL
MFA_DOMAIN = urlsplit(SITE_URL).hostname
MFA_SITE_TITLE = MFA_DOMAIN
if re.fullmatch(r"[\d.]+|.*:.*", MFA_DOMAIN):
    MFA_METHODS = ["TOTP", "recovery"]  # passkeys are for names, not for addresses of machines

ADMIN_PATH = os.environ.get("ADMIN_PATH", "").strip("/ ") or "admin"
if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", ADMIN_PATH) or ADMIN_PATH in TAKEN_PATHS:
    raise ImproperlyConfigured(
        f"ADMIN_PATH is “{ADMIN_PATH}”; it must be one word of letters, digits, hyphens and "
        f"underscores, and none of {', '.join(TAKEN_PATHS)}."
    )

PAGE_CACHE_RULES = without_admin(ADMIN_PATH)

SECURITY_CONTACT = os.environ.get("SECURITY_CONTACT", "").strip()
if SECURITY_CONTACT and not re.fullmatch(
    r"[^\s@:]+@[^\s@]+|(mailto:|https://)\S+", SECURITY_CONTACT
):
    raise ImproperlyConfigured(
        f"SECURITY_CONTACT is “{SECURITY_CONTACT}”; it must be an email address or start with https://."
    )

TIME_ZONE = reading.time_zone("TIME_ZONE")
LANGUAGE_CODE = reading.language("LANGUAGE_CODE")

# --- Data -------------------------------------------------------------------------------------
DATABASES = {"default": reading.database("DATABASE_URL")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS | DATABASES["default"].get("OPTIONS", {})
else:
    DATABASES["default"].setdefault("CONN_MAX_AGE", 60)
    DATABASES["default"].setdefault("CONN_HEALTH_CHECKS", True)
    INSTALLED_APPS.append("django.contrib.postgres")  # for full-text search
    # A server that vanished without a word is noticed within half a minute, by an idle connection and by one
    # that waits for an answer alike. Without these, the kernel gives up after a quarter of an hour.
    DATABASES["default"]["OPTIONS"] = {
        "connect_timeout": 5,
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        "tcp_user_timeout": 20_000,
    } | DATABASES["default"].get("OPTIONS", {})
CACHES = {"default": {"KEY_PREFIX": "why", **reading.cache("CACHE_URL")}}
if CACHES["default"]["BACKEND"] == "django.core.cache.backends.redis.RedisCache":
    CACHES["default"]["BACKEND"] = "config.cache.ForgivingRedisCache"
    CACHES["default"].setdefault("OPTIONS", {}).update(socket_connect_timeout=1, socket_timeout=1)
_database = DATABASES["default"]
if CACHES["default"]["BACKEND"].endswith("LocMemCache") and "sqlite" in _database["ENGINE"]:
    # That is in the memory of each process, and limits count for all of them together.
    CACHES["counts"] = {
        "BACKEND": "config.cache.FileCounts",
        "LOCATION": str(Path(_database["NAME"]).with_name("counts.sqlite3")),
    }

# --- Page cache -------------------------------------------------------------------------------
PAGE_CACHE_SHARED = CACHES["default"]["BACKEND"] == "config.cache.ForgivingRedisCache"
PAGE_CACHE_MEGABYTES = number("PAGE_CACHE_MEGABYTES", 64)
PAGE_CACHE_TAG_HEADERS = flag("PAGE_CACHE_TAG_HEADERS", False)

# --- Web processes ----------------------------------------------------------------------------
# gunicorn reads them, and every command says when one is none.
if _said := web.problem():
    raise ImproperlyConfigured(_said)

# --- Worker -----------------------------------------------------------------------------------
WORKER_HEARTBEAT = env("WORKER_HEARTBEAT", default="")

# --- Metrics ----------------------------------------------------------------------------------
# Not through environ: it takes a value that begins with $ for the name of another variable.
METRICS_TOKEN = os.environ.get("METRICS_TOKEN", "").strip()

# --- Backups ----------------------------------------------------------------------------------
BACKUP_TO = env("BACKUP_TO", default="")
BACKUP_HOURS = max(1, number("BACKUP_HOURS", 24))
BACKUP_KEEP = max(1, number("BACKUP_KEEP", 7))
# Where nothing else is said, the key and the server of the bucket for uploads.
BACKUP_S3_ENDPOINT, BACKUP_S3_REGION, BACKUP_S3_ACCESS_KEY, BACKUP_S3_SECRET_KEY = (
    os.environ.get(f"BACKUP_S3_{_name}") or os.environ.get(f"MEDIA_S3_{_name}", "")
    for _name in ("ENDPOINT", "REGION", "ACCESS_KEY", "SECRET_KEY")
)

# --- Long life --------------------------------------------------------------------------------
KEPT_DAYS = KEPT_DAYS | reading.numbers("KEPT_DAYS", KEPT_DAYS)
KEPT_REVISIONS = max(1, number("KEPT_REVISIONS", KEPT_REVISIONS))

# --- Mail -------------------------------------------------------------------------------------
vars().update(reading.mail("EMAIL_URL"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default=f"noreply@{urlsplit(SITE_URL).hostname}")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- Limits on visitors -----------------------------------------------------------------------
# ``manage.py check`` knows their names.
COMMENT_LIMITS = reading.numbers("COMMENT_LIMITS")
SEARCH_LIMITS = reading.numbers("SEARCH_LIMITS")
PASSWORD_LIMITS = reading.numbers("PASSWORD_LIMITS")

# --- Files ------------------------------------------------------------------------------------
STATIC_ROOT = env("STATIC_ROOT", default=str(ROOT / "var" / "static"))
MEDIA_URL = env("MEDIA_URL", default="/media/")
MEDIA_S3_BUCKET = env("MEDIA_S3_BUCKET", default="")
# True: this process also answers for uploaded files (one machine). False: nginx or the bucket.
SERVE_MEDIA = flag("SERVE_MEDIA", False)
if MEDIA_S3_BUCKET:
    STORAGES["default"] = {"BACKEND": "config.bucket.MediaBucket"}
    AWS_STORAGE_BUCKET_NAME = MEDIA_S3_BUCKET
    AWS_S3_ENDPOINT_URL = env("MEDIA_S3_ENDPOINT", default=None)
    AWS_S3_REGION_NAME = env("MEDIA_S3_REGION", default=None)
    AWS_S3_ACCESS_KEY_ID = os.environ.get("MEDIA_S3_ACCESS_KEY")
    AWS_S3_SECRET_ACCESS_KEY = os.environ.get("MEDIA_S3_SECRET_KEY")
    AWS_S3_CUSTOM_DOMAIN = env("MEDIA_S3_DOMAIN", default=None)
    AWS_S3_SIGNATURE_VERSION = "s3v4"
    AWS_QUERYSTRING_AUTH = False
    AWS_S3_FILE_OVERWRITE = False
    # Pictures and videos then come from the bucket's own address.
    _origin = env.list("MEDIA_S3_ORIGIN", default=[])
    if not _origin and AWS_S3_CUSTOM_DOMAIN:
        _origin = [f"https://{AWS_S3_CUSTOM_DOMAIN}"]
    if not _origin:
        raise ImproperlyConfigured(
            "With MEDIA_S3_BUCKET, set MEDIA_S3_ORIGIN to the address that pictures come from "
            "(https://bucket.s3.region.amazonaws.com), or MEDIA_S3_DOMAIN."
        )
    for _directive in ("img-src", "media-src"):
        CONTENT_SECURITY_POLICY["DIRECTIVES"][_directive] += _origin  # noqa: F405
else:
    MEDIA_ROOT = env("MEDIA_ROOT")

# --- HTTPS ------------------------------------------------------------------------------------
HTTPS = flag("HTTPS", True)
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = number("HSTS_SECONDS", 31_536_000) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = flag("HSTS_INCLUDE_SUBDOMAINS", True)
SECURE_HSTS_PRELOAD = flag("HSTS_PRELOAD", True)
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[SITE_URL])
if flag("BEHIND_PROXY", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    MIDDLEWARE = ["config.proxy.ForwardedAddressMiddleware", *MIDDLEWARE]

# --- Log --------------------------------------------------------------------------------------
SENTRY_DSN = reading.sentry("SENTRY_DSN")
SLOW_QUERY_MILLISECONDS = number("SLOW_QUERY_MILLISECONDS", 500)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": "operations.logs.JsonLine"},
        "text": {"()": "operations.logs.TextLine"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": reading.choice("LOG_FORMAT", ("json", "text")),
        }
    },
    "root": {"handlers": ["console"], "level": reading.level("LOG_LEVEL")},
    "loggers": {
        # Strangers try all kinds of addresses, so a 404 is no news.
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        # Nor is a form that is too large: it is refused, and its sender is told.
        "django.security.RequestDataTooBig": {"level": "CRITICAL"},
        "django.security.TooManyFieldsSent": {"level": "CRITICAL"},
        "django.security.TooManyFilesSent": {"level": "CRITICAL"},
        # This logger warns at every HEAD request.
        "gunicorn.http.wsgi": {"level": "ERROR"},
    },
}
