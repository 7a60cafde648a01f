"""The version of the code and its settings: what pages of another version say is not shared."""

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.conf import settings

#: Whatever a page is made of. Names of files alone would not do: an upgrade keeps them.
SUFFIXES = (".py", ".html", ".xml", ".mo")
#: Folders of the project that no page is made of. The data folder and uploads may be large.
LEFT_OUT = {"bench", "docs", "media", "static", "tests", "tools", "var"}
SETTINGS = ("SITE_URL", "MEDIA_URL", "STATIC_URL", "LANGUAGE_CODE", "TIME_ZONE", "DEBUG")


@cache
def version() -> str:
    """A hash of code, templates, packages, static files and the settings that pages show."""
    digest = hashlib.blake2b(digest_size=8)
    for name in SETTINGS:
        digest.update(f"{name}={getattr(settings, name, '')}\n".encode())
    root = Path(settings.ROOT)
    files = {str(path.relative_to(root)): path for path in _code(root)}
    files["static"] = Path(settings.STATIC_ROOT or "", "staticfiles.json")
    for name, path in files.items():
        if path.is_file():
            digest.update(f"{name}\n".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _code(root: Path) -> Iterator[Path]:
    yield root / "requirements.txt"
    for folder in sorted(root.iterdir()):
        if folder.is_dir() and folder.name not in LEFT_OUT and not folder.name.startswith("."):
            yield from sorted(path for path in folder.rglob("*") if path.suffix in SUFFIXES)
