"""What a backup consists of: compressed tables, a list of uploads, and the manifest, which is written last.

In a place stand ``files/`` with the contents of uploads, each once however many backups have it, and a
folder for each backup, named by its time. A folder without a manifest is no backup: its making was broken off.
"""

import gzip
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO, NamedTuple

from django.utils.translation import gettext as _

from . import lines
from .errors import Refused
from .lines import BLOCK_BYTES, Block, Column
from .places import Bucket, Folder

FORMAT = 1
MANIFEST, MEDIA, FILES = "manifest.json", "media.gz", "files"
TIME = "%Y%m%dT%H%M%SZ"
#: Quick, and small enough.
LEVEL = 4
#: In a bucket nothing tells whether somebody still makes what has no manifest yet.
GIVEN_UP = timedelta(days=2)


class Upload(NamedTuple):
    """An uploaded file as a backup has it: its contents are at ``files/``, by their checksum."""

    name: str
    size: int
    changed: float
    sha256: str

    @property
    def place(self) -> str:
        return file_place(self.sha256)


def file_place(sha256: str) -> str:
    return f"{FILES}/{sha256[:2]}/{sha256}"


class Checked:
    """A stream that is read to its end and must then have this checksum."""

    def __init__(self, stream: BinaryIO, sha256: str, name: str):
        self.stream, self.expected, self.name = stream, sha256, name
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self.stream.read(BLOCK_BYTES if size < 0 else size)
        self.digest.update(data)
        if not data and self.digest.hexdigest() != self.expected:
            raise Refused(_("%(name)s is damaged: its checksum is wrong.") % {"name": self.name})
        return data

    def close(self) -> None:
        self.stream.close()


class Archive:
    """A whole backup, to read."""

    def __init__(self, place: Folder | Bucket, name: str):
        self.place, self.name = place, name
        with place.open(f"{name}/{MANIFEST}") as file:
            self.manifest = json.loads(file.read())
        stated = self.manifest.pop("sha256", "")
        if self.manifest.get("format", 0) > FORMAT:
            raise Refused(_("The backup %(name)s is from a newer version.") % {"name": name})
        if stated != checksum(self.manifest):
            raise Refused(_("The manifest of %(name)s is damaged.") % {"name": name})
        self.vendor: str = self.manifest["vendor"]
        self.sequences: dict[str, int] = self.manifest["sequences"]
        self.rows = {table: about["rows"] for table, about in self.manifest["tables"].items()}
        self.checksums = {
            table: about["content"] for table, about in self.manifest["tables"].items()
        }

    def __str__(self):
        return f"{self.place}/{self.name}"

    @property
    def migrations(self) -> set[tuple[str, str]]:
        return {(app, name) for app, name in self.manifest["migrations"]}

    def tables(self) -> dict[str, list[Column]]:
        return {
            table: [Column(*column) for column in about["columns"]]
            for table, about in self.manifest["tables"].items()
        }

    def read(self, table: str, columns: list[Column]) -> Iterator[Block]:
        """Its rows; only the named columns, in their order."""
        about = self.manifest["tables"][table]
        stored = [Column(*column) for column in about["columns"]]
        places = [stored.index(column) for column in columns]
        blocks = lines.whole_lines(self._chunks(f"{self.name}/tables/{table}.gz", about["sha256"]))
        if columns == stored:
            return blocks
        return (
            Block(
                block.rows,
                "".join(
                    "\t".join([cells[place] for place in places]) + "\n"
                    for cells in (line.split("\t") for line in lines.split(block.data))
                ).encode(),
            )
            for block in blocks
        )

    def _chunks(self, name: str, sha256: str) -> Iterator[bytes]:
        stream = Checked(self.place.open(name), sha256, name)
        try:
            with gzip.GzipFile(fileobj=stream) as file:  # type: ignore[call-overload]
                while chunk := file.read(BLOCK_BYTES):
                    yield chunk
            while stream.read():
                pass
        except (EOFError, gzip.BadGzipFile, OSError) as error:
            raise Refused(
                _("%(name)s is damaged: %(error)s") % {"name": name, "error": error}
            ) from error
        finally:
            stream.close()

    def uploads(self) -> Iterator[Upload]:
        about = self.manifest["media"]
        for block in lines.whole_lines(self._chunks(f"{self.name}/{MEDIA}", about["sha256"])):
            for line in lines.split(block.data):
                yield Upload(*json.loads(line))

    def open_upload(self, upload: Upload) -> Checked:
        return Checked(self.place.open(upload.place), upload.sha256, upload.name)


class Writer:
    """Writes a backup's files; ``finish`` makes it one."""

    def __init__(self, place: Folder | Bucket, scratch: Path):
        self.place, self.scratch = place, scratch
        moment = datetime.now(UTC)
        while (name := moment.strftime(TIME)) in place.backups():
            moment += timedelta(seconds=1)
        self.name, self.moment, self.size = name, moment, 0

    def write(self, name: str, chunks: Iterable[bytes]) -> str:
        """A compressed file, and its checksum."""
        path = self.scratch / "part"
        with (
            path.open("wb") as file,
            gzip.GzipFile(fileobj=file, mode="wb", compresslevel=LEVEL, mtime=0) as packed,
        ):
            for chunk in chunks:
                packed.write(chunk)
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        self.size += path.stat().st_size
        self.place.put(f"{self.name}/{name}", path)
        return sha256

    def table(self, table: str, columns: list[Column], blocks: Iterable[Block]) -> dict:
        content, rows = hashlib.sha256(), 0

        def passing() -> Iterator[bytes]:
            nonlocal rows
            for block in blocks:
                rows += block.rows
                content.update(block.data)
                yield block.data

        sha256 = self.write(f"tables/{table}.gz", passing())
        return {
            "columns": columns,
            "rows": rows,
            "content": content.hexdigest(),
            "sha256": sha256,
        }

    def uploads(self, found: Iterable[Upload]) -> str:
        return self.write(MEDIA, (json.dumps(upload).encode() + b"\n" for upload in found))

    def finish(self, manifest: dict) -> None:
        manifest = json.loads(json.dumps({"format": FORMAT, **manifest}))
        path = self.scratch / MANIFEST
        path.write_text(json.dumps(manifest | {"sha256": checksum(manifest)}, indent=1))
        self.size += path.stat().st_size
        self.place.put(f"{self.name}/{MANIFEST}", path)


def checksum(manifest: dict) -> str:
    return hashlib.sha256(json.dumps(manifest, sort_keys=True).encode()).hexdigest()


def whole(place: Folder | Bucket) -> list[str]:
    """The names of the backups that were made to their end, oldest first."""
    return [name for name in place.backups() if name != FILES and place.has(f"{name}/{MANIFEST}")]


def chosen(place: Folder | Bucket, name: str = "") -> Archive:
    """The backup of this name, or the newest."""
    found = whole(place)
    if not found:
        raise Refused(_("There is no backup at %(place)s.") % {"place": place})
    if name and name not in found:
        raise Refused(
            _("There is no backup %(name)s at %(place)s. There are: %(names)s.")
            % {"name": name, "place": place, "names": ", ".join(found)}
        )
    return Archive(place, name or found[-1])


def _age(name: str) -> timedelta:
    try:
        return datetime.now(UTC) - datetime.strptime(name, TIME).replace(tzinfo=UTC)
    except ValueError:  # the name is not ours
        return timedelta(0)


def prune(place: Folder | Bucket, keep: int, say: Callable[[str], object]) -> None:
    """Deletes all but the newest backups, what was broken off, and contents that no backup has."""
    found, is_alone = whole(place), True
    for name in place.backups():
        broken = name != FILES and name not in found and _age(name) > timedelta(0)
        if broken and isinstance(place, Bucket) and _age(name) < GIVEN_UP:
            broken = is_alone = False
        if broken or name in (found[:-keep] if keep else []):
            say(_("Deleting %(name)s") % {"name": name})
            # The manifest first: from then on it is no backup.
            place.delete(f"{name}/{MANIFEST}")
            for stored in list(place.names(f"{name}/")):
                place.delete(stored.name)
    if not is_alone:
        return  # another backup is being made, which may need contents that no whole one has
    used = {upload.place for name in whole(place) for upload in Archive(place, name).uploads()}
    for stored in list(place.names(f"{FILES}/")):
        if stored.name not in used:
            place.delete(stored.name)
