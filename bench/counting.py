"""The site in one process that counts a request or not, as the request itself says: for ``bench.pages``.

Two processes that do the same differ by more than counting costs.
"""

from config.wsgi import application as watching


def application(environ, start_response):
    kind = environ.get("HTTP_X_BENCH")
    if kind == "nothing":
        return watching.application(environ, start_response)
    watching.counts = kind == "counted"
    return watching(environ, start_response)
