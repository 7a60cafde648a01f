"""Finds the visitor's address behind a proxy."""

import ipaddress
import re
from contextlib import suppress

#: An address with a port, as some proxies write it: 203.0.113.7:51234, [2001:db8::1]:443.
WITH_PORT = re.compile(r"\[([^\]]+)\](?::\d+)?|([\d.]+):\d+")


class ForwardedAddressMiddleware:
    """Takes the address that the nearest proxy saw: the last one in ``X-Forwarded-For``.

    The addresses before it came with the request and may be made up. The operator's ``BEHIND_PROXY``
    installs this middleware.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        last = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
        if with_port := WITH_PORT.fullmatch(last):
            last = with_port[1] or with_port[2]
        # Without a valid address here, that of the connection stays.
        with suppress(ValueError):
            request.META["REMOTE_ADDR"] = str(ipaddress.ip_address(last))
        return self.get_response(request)
