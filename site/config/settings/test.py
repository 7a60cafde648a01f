"""For the test suite: production's settings, with fast hashing and files in a scratch folder.

``TEST_DATABASE_URL`` chooses the database; without it the suite runs on SQLite.
"""

import os
import tempfile

import environ

from .base import *  # noqa: F403
from .base import INSTALLED_APPS, SQLITE_OPTIONS, STORAGES

#: Deleted when the process ends.
_scratch = tempfile.TemporaryDirectory(prefix="why-tests-", ignore_cleanup_errors=True)
_folder = _scratch.name

SECRET_KEY = "for the tests alone"
ALLOWED_HOSTS = ["*"]
DEBUG = False

DATABASES = {
    "default": environ.Env.db_url_config(os.environ.get("TEST_DATABASE_URL") or "sqlite://:memory:")
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, not memory: tests of what happens at once have several connections to it.
    DATABASES["default"] |= {
        "NAME": f"{_folder}/site.sqlite3",
        # On a busy machine many writers wait for each other for longer than a reader would. And nothing here
        # has to outlive the machine.
        "OPTIONS": SQLITE_OPTIONS
        | {
            "timeout": 120,
            "init_command": SQLITE_OPTIONS["init_command"].replace("=FULL", "=NORMAL"),
        },
        "TEST": {"NAME": f"{_folder}/test.sqlite3"},
    }
else:
    INSTALLED_APPS.append("django.contrib.postgres")
CACHES = {
    "default": environ.Env.cache_url_config(os.environ.get("TEST_CACHE_URL") or "locmemcache://")
}

MEDIA_ROOT = f"{_folder}/media"
STATIC_ROOT = f"{_folder}/static"
SERVE_MEDIA = True
DEMO_SIGN_INS = f"{_folder}/demo-sign-ins.txt"
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True

PAGE_CACHE_NOTE_SECONDS = 0
# No look at all: it would be a query of whichever request came first.
READ_ONLY_SECONDS = float("inf")
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
