"""The request that is being answered: what becomes known of it on its way, for numbers and the log."""

from contextvars import ContextVar


class Asked:
    """One request. Nothing in it is of the reader."""

    __slots__ = ("cache", "database_seconds", "id", "queries", "status", "view")

    def __init__(self, id: str = ""):
        #: By this the lines of the log that belong to it are found.
        self.id = id
        #: The name of the view from the addresses' configuration. A page that is sent from the page cache has
        #: none, nor have a file, a refusal and an address where nothing is.
        self.view = ""
        #: ``hit``, ``miss`` or ``pass``, as the page cache says it.
        self.cache = "pass"
        self.status = "5"
        self.queries = 0
        self.database_seconds = 0.0


asked: ContextVar[Asked | None] = ContextVar("asked", default=None)
