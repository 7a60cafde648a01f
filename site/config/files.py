"""Serves static and uploaded files with WhiteNoise, in parts of any size."""

import re
from http import HTTPStatus

from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import Response, SlicedFile, StaticFile

#: The last no bytes of a file: nothing can be sent for it.
NOTHING = re.compile(r"bytes=\s*-0+\s*$")


class ServedFile(StaticFile):
    """WhiteNoise's file. It sends a single byte too, with which players ask whether they get parts.

    https://github.com/evansd/whitenoise/issues/711
    """

    def get_range_response(self, range_header, base_headers, file_handle):
        size = int(dict(base_headers)["Content-Length"])
        start, end = self.get_byte_range(range_header, size)
        if start > end or NOTHING.match(range_header.strip()):
            return self.get_range_not_satisfiable_response(file_handle, size)
        if file_handle is not None:
            file_handle = SlicedFile(file_handle, start, end)
        changed = {
            "Content-Range": f"bytes {start}-{end}/{size}",
            "Content-Length": str(end - start + 1),
        }
        headers = dict(base_headers) | changed
        return Response(HTTPStatus.PARTIAL_CONTENT, list(headers.items()), file_handle)


class FilesMiddleware(WhiteNoiseMiddleware):
    """WhiteNoise for static files, each of which is a ``ServedFile``."""

    def get_static_file(self, path, url, stat_cache=None):
        file = super().get_static_file(path, url, stat_cache)
        # WhiteNoise has no place to name a class, and making the file again would read it twice.
        file.__class__ = ServedFile
        return file


class AcceptedEncodingsMiddleware:
    """Takes out of ``Accept-Encoding`` what the client refuses (``gzip;q=0``).

    WhiteNoise and Django look for the name of an encoding alone.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        accepted = request.META.get("HTTP_ACCEPT_ENCODING", "")
        if "q=0" in accepted.lower():
            codings = [coding for coding in accepted.split(",") if not _refused(coding)]
            request.META["HTTP_ACCEPT_ENCODING"] = ",".join(codings)
        return self.get_response(request)


def _refused(coding: str) -> bool:
    return bool(re.search(r";\s*q=0(\.0*)?\s*$", coding, re.IGNORECASE))
