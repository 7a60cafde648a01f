"""Which addresses the page cache keeps: the first rule that matches counts."""

import re

from page_cache.rules import Rule

NUMBER = r"[1-9]\d{0,4}"
NEVER = "documents|static|media|_allowed|_util|healthz|readyz|metrics"


def without_admin(path: str) -> list[Rule]:
    """The rules of a site whose admin is at this address."""
    return [Rule(rf"/({re.escape(path)}|{NEVER})(/|$)", kept=False), *RULES]


RULES = [
    Rule(r"/search/suggest/$", {"q": r"(?s:.{1,200})", "form": "opensearch"}),
    Rule(r"/search/", kept=False),
    Rule(r"/discussion/\d+/$", {"page": NUMBER, "sort": r"[a-z]+"}),
    Rule(r"/discussion/thread/\d+/$", {"page": NUMBER}),
    Rule(r"/discussion/\d+/feed/$"),
    Rule(r"/discussion/", kept=False),
    Rule(r"/sitemap", {"p": NUMBER}),
    Rule(r"/", {"page": NUMBER}),
]
