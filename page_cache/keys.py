"""Which requests the page cache answers, and under which key."""

import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings

from .rules import Rule

#: Pages that are not kept: why, as ``X-Cache`` says it.
METHOD, SESSION, ADDRESS, HOST, HEADER = "method", "session", "address", "host", "header"

Key = tuple[str, str, str, str]


class Keys:
    """Reads keys from requests, by rules of which the first that matches counts."""

    def __init__(self, rules: Iterable[Rule]):
        self.rules = [(re.compile(rule.begins), rule) for rule in rules]
        self.personal = [f"{name}=" for name in settings.PAGE_CACHE_PERSONAL_COOKIES]
        self.of_proxy = settings.SECURE_PROXY_SSL_HEADER
        self.hosts = frozenset(self._hosts())
        self.rule = lru_cache(maxsize=2048)(self._rule)

    @staticmethod
    def _hosts() -> Iterable[str]:
        """The names under which the site is reached. A pattern is none: strangers could fill it in."""
        site = urlsplit(settings.SITE_URL)
        if site.hostname:
            yield site.netloc.lower()
        for name in settings.ALLOWED_HOSTS:
            if not name.startswith((".", "*")):
                yield name.lower()

    def _rule(self, path: str) -> Rule | None:
        return next((rule for pattern, rule in self.rules if pattern.match(path)), None)

    def key(self, environ: dict) -> tuple[Key | None, str]:
        """The key of a request, or None and the reason."""
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return None, METHOD
        cookies = environ.get("HTTP_COOKIE")
        if cookies and any(name in cookies for name in self.personal):
            return None, SESSION
        if (
            "HTTP_AUTHORIZATION" in environ
            or "HTTP_X_REQUESTED_WITH" in environ
            or environ.get("SCRIPT_NAME")
        ):
            return None, HEADER
        host = environ.get("HTTP_HOST", "").lower()
        if host not in self.hosts and not self._is_ours(host, environ):
            return None, HOST
        path, query = environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")
        rule = self.rule(path)
        if rule is None or not rule.kept:
            return None, ADDRESS
        if query:
            try:
                query = rule.query(query)
            except ValueError:  # too many fields
                return None, ADDRESS
        return (self._scheme(environ), host, path, query), ""

    def _scheme(self, environ: dict) -> str:
        """How the reader is connected, as Django sees it: to the proxy, if there is one."""
        if self.of_proxy:
            name, secure = self.of_proxy
            if name in environ:
                said = environ[name].partition(",")[0].strip()
                return "https" if said == secure else "http"
        return environ["wsgi.url_scheme"]

    def _is_ours(self, host: str, environ: dict) -> bool:
        """Whether the host is one of ours with the port that this server itself has."""
        name, _, port = host.rpartition(":")
        return name in self.hosts and port == environ.get("SERVER_PORT")
