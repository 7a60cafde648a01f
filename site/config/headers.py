"""Response headers that neither Django nor a library sets for us."""

from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.conf import settings
from django.urls import reverse

# The admin's pages use inline scripts and styles (Wagtail issue 1288); the public site uses none.
ADMIN_POLICY = {
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [*settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["img-src"], "blob:"],
    "object-src": [NONE],
}


#: What the page cache replaces, where it keeps the page.
ASK_EACH_TIME = "no-cache"


class HeadersMiddleware:
    """Loosens the content security policy below the admin, and says who may keep the answer."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.admin_path = reverse("wagtailadmin_home")

    def __call__(self, request):
        response = self.get_response(request)
        if request.path_info.startswith(self.admin_path):
            response._csp_replace = ADMIN_POLICY
        if "Cookie" in response.get("Vary", "") and "Cache-Control" not in response:
            response["Cache-Control"] = "private, no-cache"
        # Without a word about it, browsers keep a page as long as they like.
        response.setdefault("Cache-Control", ASK_EACH_TIME)
        # Pictures may be shown elsewhere: in programs that read feeds (config/media.py says so).
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.setdefault(
            "Permissions-Policy",
            "camera=(), geolocation=(), microphone=(), browsing-topics=()",
        )
        return response
