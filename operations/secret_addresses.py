"""Addresses that hold a secret (docs/decisions/0013-secret-addresses.md) never stand in a log."""

import re

#: What such an address begins with. deploy/nginx.conf has the same.
BEGINNING = (
    r"/discussion/comment/\d+/mine/|/discussion/confirm/|/discussion/mail/(?:stop/[^/\s]+/)?"
    r"|/_draft/|/password_reset/confirm/"
)
SECRET = re.compile(rf"({BEGINNING})(?!\*)[^\s\"'?#]+")


def is_secret(path: str) -> bool:
    return bool(SECRET.search(path))


def masked(text: str) -> str:
    """The text without what may be secret in its addresses."""
    return SECRET.sub(r"\1***", text)
