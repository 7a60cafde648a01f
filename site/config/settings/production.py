"""A real deployment, read from the environment.

Every missing required key is named at once at start. ``docs/operators.md`` explains each key.
"""

import os
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from .base import *  # noqa: F403
from .base import INSTALLED_APPS, ROOT, SQLITE_OPTIONS, STORAGES

env = environ.Env()

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
SECRET_KEY = env("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
SITE_URL = env("SITE_URL").rstrip("/")
WAGTAILADMIN_BASE_URL = SITE_URL

# --- Data -------------------------------------------------------------------------------------
DATABASES = {"default": env.db("DATABASE_URL")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS | DATABASES["default"].get("OPTIONS", {})
else:
    DATABASES["default"].setdefault("CONN_MAX_AGE", 60)
    DATABASES["default"].setdefault("CONN_HEALTH_CHECKS", True)
    INSTALLED_APPS.append("django.contrib.postgres")  # for full-text search
CACHES = {"default": env.cache("CACHE_URL")}

# --- Mail -------------------------------------------------------------------------------------
vars().update(env.email("EMAIL_URL"))
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default=f"noreply@{urlsplit(SITE_URL).hostname}")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- Files ------------------------------------------------------------------------------------
STATIC_ROOT = env("STATIC_ROOT", default=str(ROOT / "var" / "static"))
MEDIA_URL = env("MEDIA_URL", default="/media/")
MEDIA_S3_BUCKET = env("MEDIA_S3_BUCKET", default="")
# True: this process also answers for uploaded files (one machine). False: nginx or the bucket.
SERVE_MEDIA = env.bool("SERVE_MEDIA", default=False)
if MEDIA_S3_BUCKET:
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": MEDIA_S3_BUCKET,
            "endpoint_url": env("MEDIA_S3_ENDPOINT", default=None),
            "region_name": env("MEDIA_S3_REGION", default=None),
            "access_key": env("MEDIA_S3_ACCESS_KEY", default=None),
            "secret_key": env("MEDIA_S3_SECRET_KEY", default=None),
            "custom_domain": env("MEDIA_S3_DOMAIN", default=None),
            "querystring_auth": False,
            "file_overwrite": False,
        },
    }
    # Pictures and videos then come from the bucket's own address.
    _media_origin = env("MEDIA_S3_ORIGIN", default="")
    if _media_origin:
        for _directive in ("img-src", "media-src"):
            CONTENT_SECURITY_POLICY["DIRECTIVES"][_directive].append(_media_origin)  # noqa: F405
else:
    MEDIA_ROOT = env("MEDIA_ROOT")

# --- HTTPS ------------------------------------------------------------------------------------
HTTPS = env.bool("HTTPS", default=True)
SECURE_SSL_REDIRECT = HTTPS
# The health checks come from inside, without TLS.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=31_536_000) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("HSTS_INCLUDE_SUBDOMAINS", default=True)
SECURE_HSTS_PRELOAD = env.bool("HSTS_PRELOAD", default=True)
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[SITE_URL])
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- Log --------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="INFO").upper()},
    "loggers": {
        # Strangers try every address there is: a 404 is no news.
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}
