"""Uploaded files, in the folder or bucket where the site has them."""

import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryFile
from typing import NamedTuple
from uuid import uuid4

from django.apps import apps
from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db.models import FileField
from django.utils.translation import gettext as _

from .archive import Archive, Checked, Upload, file_place
from .errors import Refused
from .lines import BLOCK_BYTES
from .places import Bucket, Folder


class Found(NamedTuple):
    """A file of the site."""

    name: str
    size: int
    changed: float


def found() -> Iterator[Found]:
    """All uploads, whether or not the database knows them."""
    if hasattr(default_storage, "bucket"):
        for each in default_storage.bucket.objects.all():
            yield Found(each.key, each.size, each.last_modified.timestamp())
        return
    root = Path(default_storage.location)
    for path in sorted(root.rglob("*")):
        try:
            state = path.stat()
        except FileNotFoundError:  # deleted since
            continue
        if path.is_file():
            yield Found(str(path.relative_to(root)), state.st_size, state.st_mtime)


def names_in(side) -> set[str]:
    """The files that the rows of a database name."""
    tables, names = side.tables(), set()
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.local_concrete_fields:
            if isinstance(field, FileField) and any(
                column.name == field.column for column in tables.get(model._meta.db_table, [])
            ):
                sql = f'SELECT DISTINCT "{field.column}" FROM "{model._meta.db_table}"'  # noqa: S608
                names |= {name for (name,) in side.ask(sql) if name}
    return names


class Collection:
    """The uploads of a backup that is being made. What an earlier backup has is not read again."""

    def __init__(self, place: Folder | Bucket, scratch: Path, before: Archive | None):
        self.place, self.scratch = place, scratch
        self.known = {
            (upload.name, upload.size, upload.changed): upload
            for upload in (before.uploads() if before else [])
        }
        self.there = {stored.name for stored in place.names("files/")}
        self.uploads: dict[str, Upload] = {}
        self.size = 0

    def add_all(self, say: Callable[[str], object]) -> None:
        """Adds what there is and is not here yet."""
        for number, file in enumerate(found(), 1):
            if number % 500 == 0:
                say(_("%(number)s uploads") % {"number": f"{number:,}"})
            had = self.uploads.get(file.name)
            if had is None or (had.size, had.changed) != (file.size, file.changed):
                upload = self.known.get(tuple(file))
                if upload is None or upload.place not in self.there:
                    upload = self._taken(file)
                if upload:
                    self.uploads[file.name] = upload

    def _taken(self, file: Found) -> Upload | None:
        path, digest, size = self.scratch / "upload", hashlib.sha256(), 0
        try:
            with default_storage.open(file.name) as source, path.open("wb") as target:
                while data := source.read(BLOCK_BYTES):
                    digest.update(data)
                    target.write(data)
                    size += len(data)
        except (FileNotFoundError, PermissionError) as error:
            if isinstance(error, PermissionError):
                raise Refused(
                    _("The upload %(name)s cannot be read: %(error)s")
                    % {"name": file.name, "error": error.strerror}
                ) from error
            return None  # deleted since
        sha256 = digest.hexdigest()
        if file_place(sha256) not in self.there:
            self.place.put(file_place(sha256), path)
            self.there.add(file_place(sha256))
            self.size += size
        return Upload(file.name, size, file.changed, sha256)

    def missing(self, names: set[str]) -> set[str]:
        return names - self.uploads.keys()


def verify(archive: Archive) -> int:
    """Reads every upload of a backup; how many there are."""
    seen, number = set(), 0
    for upload in archive.uploads():
        number += 1
        if upload.sha256 not in seen:
            seen.add(upload.sha256)
            if not archive.place.has(upload.place):
                raise Refused(
                    _("The upload %(name)s is not in the backup.") % {"name": upload.name}
                )
            stream = archive.open_upload(upload)
            while stream.read(BLOCK_BYTES):
                pass
            stream.close()
    return number


def differing(archive: Archive) -> list[str]:
    """Uploads of the site that have the name of one in the backup, and another size."""
    here = {file.name: file.size for file in found()}
    return [
        upload.name
        for upload in archive.uploads()
        if here.get(upload.name, upload.size) != upload.size
    ]


def restore(archive: Archive, say: Callable[[str], object]) -> int:
    """Brings back the uploads that are not there as they were; how many these are."""
    here = {file.name: file.size for file in found()}
    number = 0
    for upload in archive.uploads():
        if here.get(upload.name) == upload.size and _same(upload):
            continue
        stream = archive.open_upload(upload)
        try:
            _put(upload.name, stream)
        finally:
            stream.close()
        number += 1
        if number % 500 == 0:
            say(_("%(number)s uploads") % {"number": f"{number:,}"})
    return number


def _same(upload: Upload) -> bool:
    digest = hashlib.sha256()
    with default_storage.open(upload.name) as file:
        while data := file.read(BLOCK_BYTES):
            digest.update(data)
    return digest.hexdigest() == upload.sha256


def _put(name: str, stream: Checked) -> None:
    """Stores a file under exactly this name; it appears whole or not at all."""
    try:
        path = Path(default_storage.path(name))
    except NotImplementedError:
        default_storage.delete(name)
        with TemporaryFile() as file:
            while data := stream.read(BLOCK_BYTES):
                file.write(data)
            file.seek(0)
            default_storage.save(name, File(file))
        return
    path.parent.mkdir(mode=settings.FILE_UPLOAD_DIRECTORY_PERMISSIONS, parents=True, exist_ok=True)
    unfinished = path.with_name(f".{uuid4().hex}")
    try:
        with unfinished.open("wb") as target:
            while data := stream.read(BLOCK_BYTES):
                target.write(data)
        unfinished.chmod(settings.FILE_UPLOAD_PERMISSIONS)
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)
