"""Sends errors of the site to Sentry, or to what speaks its language, where ``SENTRY_DSN`` says so.

What is sent is put together anew, from what is known to be nobody's: the places in the code, the kind of error and
its words as the log has them, the view, and the address without what was asked for.
"""

import sentry_sdk
from django.conf import settings
from sentry_sdk.integrations.django import DjangoIntegration
from sentry_sdk.integrations.logging import LoggingIntegration

from backups import making

from .asked import asked
from .logs import scrubbed, scrubbed_error

KEPT = ("event_id", "timestamp", "level", "logger", "platform", "environment", "release", "sdk")
OF_EXCEPTION = ("type", "module", "mechanism")
OF_FRAME = (
    "filename", "abs_path", "function", "module", "lineno", "in_app",
    "pre_context", "context_line", "post_context",
)  # fmt: skip


def start() -> None:
    sentry_sdk.init(
        dsn=settings.SENTRY_DSN,
        release=making.version(),
        before_send=scrubbed_event,
        integrations=[
            DjangoIntegration(middleware_spans=False, signals_spans=False, cache_spans=False),
            LoggingIntegration(level=None),
        ],
        auto_enabling_integrations=False,
        send_default_pii=False,
        max_request_body_size="never",
        include_local_variables=False,
        max_breadcrumbs=0,
        auto_session_tracking=False,
        send_client_reports=False,
        # Other sites that we ask are told nothing of it.
        trace_propagation_targets=[],
    )


def scrubbed_event(event: dict, hint: dict) -> dict:
    """The event as it is sent."""
    found = {key: event[key] for key in KEPT if key in event}
    if entry := event.get("logentry"):
        found["logentry"] = {"formatted": scrubbed(entry.get("formatted") or entry["message"])}
    if "exception" in event:
        values = [_exception(each) for each in event["exception"]["values"]]
        found["exception"] = {"values": values}
    if request := event.get("request"):
        address = request.get("url", "").partition("?")[0]
        found["request"] = {"method": request.get("method", ""), "url": scrubbed(address)}
    if this := asked.get():
        found["tags"] = {"request_id": this.id}
        found["transaction"] = this.view
    return found


def _exception(value: dict) -> dict:
    kind = value.get("type") or ""
    said = scrubbed_error(f"{kind}: {value.get('value') or ''}").removeprefix(f"{kind}: ")
    frames = (value.get("stacktrace") or {}).get("frames") or []
    return {key: value[key] for key in OF_EXCEPTION if key in value} | {
        "value": said,
        "stacktrace": {
            "frames": [{key: each[key] for key in OF_FRAME if key in each} for each in frames]
        },
    }
