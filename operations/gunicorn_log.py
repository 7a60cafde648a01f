"""gunicorn's log, in the form of the site's."""

import os

from gunicorn.glogging import Logger

from .logs import JsonLine, TextLine


class SiteLogger(Logger):
    """gunicorn's own lines are of the processes. Those of requests (``ACCESS_LOG``) say nothing about the reader."""

    def setup(self, cfg):
        super().setup(cfg)
        is_json = os.environ.get("LOG_FORMAT", "").strip().lower() != "text"
        for log in (self.error_log, self.access_log):
            for handler in log.handlers:
                handler.setFormatter(JsonLine() if is_json else TextLine())

    def access(self, resp, req, environ, request_time):
        if not self.access_log_enabled:
            return
        found = {
            "method": req.method,
            "path": req.path,
            "status": resp.status_code,
            "bytes": getattr(resp, "sent", None) or 0,
            "milliseconds": round(request_time.total_seconds() * 1000),
            "request_id": next(
                (value for name, value in resp.headers if name == "X-Request-ID"), ""
            ),
        }
        self.access_log.info(
            "%(method)s %(path)s %(status)s %(milliseconds)s ms", found, extra=found
        )
