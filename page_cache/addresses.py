"""The address of a page as somebody types it."""

from urllib.parse import unquote, urlsplit


def address_of(typed: str) -> str:
    """The path that a page is kept under, or nothing if the text is no address."""
    try:
        path = unquote(urlsplit(typed.strip()).path)
    except ValueError:
        return ""
    return path if path.startswith("/") else ""


def tag(path: str) -> str:
    """The tag of all pages at a path, whatever their host and parameters."""
    return f"address:{path}"
