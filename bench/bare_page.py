"""The baseline of ``bench.pages``: a WSGI application that returns the same bytes, and does nothing else.

The file ``BARE_PAGE`` has the headers and the body in JSON and bytes, as the site sent them.
"""

import json
import os
from pathlib import Path

_head, _, BODY = Path(os.environ["BARE_PAGE"]).read_bytes().partition(b"\n")
HEADERS = [tuple(each) for each in json.loads(_head)]
UNCHANGED = [each for each in HEADERS if not each[0].lower().startswith("content-")]


def application(environ, start_response):
    if "HTTP_IF_NONE_MATCH" in environ:
        start_response("304 Not Modified", UNCHANGED)
        return []
    start_response("200 OK", HEADERS)
    return [BODY]
