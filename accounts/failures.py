"""What the log says of sign-ins that failed. It never has the password, nor what was typed as a name."""

import logging

from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_login_failed

from visitors.networks import widest

from .limits import repeated
from .signing_in import plain

logger = logging.getLogger(__name__)


def connect() -> None:
    user_login_failed.connect(on_failure, dispatch_uid="accounts.failures")


def on_failure(credentials, request=None, **kwargs) -> None:
    """Logs a failure; of those that are refused, the first in ten minutes."""
    name = credentials.get("username") or ""
    network = widest(request.META.get("REMOTE_ADDR")) if request else ""
    refused = getattr(request, "refused", None)
    if refused and repeated("refusal", f"{plain(name)} {network}"):
        return
    # People type passwords into the wrong field, so the name is only told if it is one.
    found = get_user_model().objects.filter(username=name).values_list("pk", flat=True).first()
    logger.warning(
        "Sign-in %s: %s, network %s",
        f"refused ({refused.kind})" if refused else "failed",
        f"account {found}" if found else "no such account",
        network or "unknown",
    )
