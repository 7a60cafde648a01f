"""The health checks, answered before anything looks at the host name.

They come by address (``127.0.0.1:8000``, a container's own), which ALLOWED_HOSTS does not know.
"""

from home.views import healthz, readyz

CHECKS = {"/healthz": healthz, "/readyz": readyz}


class HealthMiddleware:
    """Answers the two checks, whatever the host name and the scheme."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        check = CHECKS.get(request.path_info)
        return check(request) if check else self.get_response(request)
