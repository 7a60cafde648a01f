"""Addresses that hold a secret (docs/decisions/0013-secret-addresses.md) never stand in a log."""

import logging
import re

from gunicorn.glogging import Logger

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


class Masking(logging.Filter):
    """Masks the addresses in a line of the log."""

    def filter(self, record):
        if "/" in (line := record.getMessage()) and is_secret(line):
            record.msg, record.args = masked(line), ()
        return True


class MaskingLogger(Logger):
    """gunicorn's log, with the addresses masked."""

    def setup(self, cfg):
        super().setup(cfg)
        for log in (self.error_log, self.access_log):
            for handler in log.handlers:
                handler.addFilter(Masking())
