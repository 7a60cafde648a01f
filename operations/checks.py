"""What ``manage.py check`` finds in an installation: settings that suit one machine alone, or nobody.

With ``--deploy`` it looks at what the settings name: whether it is there, and answers.
"""

import os
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage, staticfiles_storage
from django.core.cache import cache
from django.core.checks import Error, Tags, Warning, register
from django.db import Error as DatabaseError
from django.db import connection

from accounts import limits as passwords
from comments import limits as comments
from search import limits as search

#: Caches that each process has for itself.
OWN = ("locmem.LocMemCache", "dummy.DummyCache")
LIMITS = {
    "COMMENT_LIMITS": comments.LIMITS,
    "SEARCH_LIMITS": search.LIMITS,
    "PASSWORD_LIMITS": passwords.LIMITS,
}


@register(Tags.caches)
def replicas_share_a_cache(app_configs, **kwargs):
    """With a database that other machines reach there may be several, which count together in Redis."""
    backend = settings.CACHES["default"]["BACKEND"]
    if connection.vendor == "sqlite" or not backend.endswith(OWN):
        return []
    return [
        Warning(
            "Each process counts limits for itself.",  # not translated: for operators
            hint="Set CACHE_URL to a Redis that all share.",  # not translated: for operators
            id="operations.W001",
        )
    ]


@register
def limits_are_known(app_configs, **kwargs):
    """A limit that is misspelt would be no limit."""
    return [
        Error(
            f"{name} has “{key}”, which is no limit.",  # not translated: for operators
            hint=f"It knows {', '.join(sorted(known))}.",  # not translated: for operators
            id="operations.E001",
        )
        for name, known in LIMITS.items()
        for key in sorted(getattr(settings, name, {}).keys() - known.keys())
    ]


@register(Tags.security, deploy=True)
def hosts_are_named(app_configs, **kwargs):
    """Whoever may choose the host's name chooses what stands in links, and what caches keep."""
    if not any(host.strip(".") in ("", "*") for host in settings.ALLOWED_HOSTS):
        return []
    return [
        Warning(
            "ALLOWED_HOSTS takes every name.",  # not translated: for operators
            hint="Name the hosts, separated by commas: why.example,www.why.example",  # not translated: for operators
            id="operations.W002",
        )
    ]


@register("installation", deploy=True)
def the_database_answers(app_configs, **kwargs):
    try:
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        # The error may name the user, and never the password.
        return [
            Error(
                f"The database does not answer: {_first_line(error)}",  # not translated: for operators
                hint="Look at DATABASE_URL, and whether the server runs.",  # not translated: for operators
                id="operations.E002",
            )
        ]
    return []


@register("installation", deploy=True)
def the_cache_answers(app_configs, **kwargs):
    key, value = f"operations:check:{uuid4().hex}", uuid4().hex
    try:
        cache.set(key, value, 10)
        answers = cache.get(key) == value
    except Exception:  # each cache has errors of its own
        answers = False
    return (
        []
        if answers
        else [
            Warning(
                "The cache does not answer: pages are slower, and limits do not count.",  # not translated: for operators
                hint="Look at CACHE_URL, and whether the server runs.",  # not translated: for operators
                id="operations.W003",
            )
        ]
    )


@register("installation", deploy=True)
def folders_are_there(app_configs, **kwargs):
    folders = {}
    if not getattr(settings, "MEDIA_S3_BUCKET", ""):
        folders["MEDIA_ROOT", "operations.E003"] = settings.MEDIA_ROOT
    if settings.WORKER_HEARTBEAT:
        folders["WORKER_HEARTBEAT", "operations.E005"] = Path(settings.WORKER_HEARTBEAT).parent
    return [
        Error(
            f"{name}: {problem}",
            hint="Make the folder, and let the site's user write there.",  # not translated: for operators
            id=number,
        )
        for (name, number), folder in folders.items()
        if (problem := _problem(Path(folder)))
    ]


def _problem(folder: Path) -> str:
    if not folder.is_dir():
        return f"there is no folder {folder}."  # not translated: for operators
    if not os.access(folder, os.W_OK | os.X_OK):
        return f"the folder {folder} cannot be written to."  # not translated: for operators
    return ""


@register("installation", deploy=True)
def static_files_are_collected(app_configs, **kwargs):
    if not isinstance(staticfiles_storage, ManifestStaticFilesStorage):
        return []
    if staticfiles_storage.hashed_files:
        return []
    return [
        Error(
            f"There are no static files in {settings.STATIC_ROOT}: every page would be an error.",  # not translated: for operators
            hint="python manage.py collectstatic",  # not translated: for operators
            id="operations.E004",
        )
    ]


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
