from . import stored  # noqa: F401
