"""Finds the visitor's address behind a proxy."""

import ipaddress
from contextlib import suppress


class ForwardedAddressMiddleware:
    """Takes the address that the nearest proxy saw: the last one in ``X-Forwarded-For``.

    The addresses before it came with the request and may be made up. The operator's ``BEHIND_PROXY``
    installs this middleware.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        last = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
        # Without a valid address here, that of the connection stays.
        with suppress(ValueError):
            request.META["REMOTE_ADDR"] = str(ipaddress.ip_address(last))
        return self.get_response(request)
