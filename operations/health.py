"""The health checks: ``/healthz`` and ``/readyz``."""

from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from backups.read_only import is_read_only


@never_cache
@require_safe
def healthz(request):
    """Answers as long as the process lives."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def readyz(request):
    """Answers whether the process can take visitors: “ready”, or “degraded” with what is not as ever.

    Without a cache all pages are served, and so they are while the site is read-only. A balancer that took
    such processes out would take out all.
    """
    try:
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:  # any error at all means: not ready
        return _says("not ready: the database does not answer", 503)
    lacks = [] if cache_answers() else ["the cache does not answer"]
    if is_read_only():
        lacks.append("the site is read-only while its database is moved")
    return _says(f"degraded: {'; '.join(lacks)}" if lacks else "ready", 200)


def cache_answers() -> bool:
    """Whether the cache keeps what it is given."""
    try:
        cache.set("readyz", "ok", 10)
        return cache.get("readyz") == "ok"
    except Exception:  # of whatever kind of cache
        return False


def _says(words: str, status: int) -> HttpResponse:
    return HttpResponse(f"{words}\n", status=status, content_type="text/plain")


CHECKS = {"/healthz": healthz, "/readyz": readyz}


class HealthMiddleware:
    """Answers the two checks before other middleware looks at the host name or the scheme.

    Checks come by address (``127.0.0.1:8000``, a container's own), which ALLOWED_HOSTS does not have.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        check = CHECKS.get(request.path_info)
        return check(request) if check else self.get_response(request)
