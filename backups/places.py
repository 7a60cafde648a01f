"""Where backups lie: a folder, or a bucket that speaks S3 (``s3://bucket/folder``)."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO, NamedTuple
from uuid import uuid4

from django.conf import settings
from django.utils.translation import gettext as _
from storages.backends.s3 import S3Storage

from .errors import Refused

#: Larger files go to a bucket in parts, by threads: too much for the many small tables.
#: The file in a bucket by which a backup that is being made is known.
BEGUN = "begun"
AT_ONCE_BYTES = 8 * 1024 * 1024


class Stored(NamedTuple):
    """A file in the place."""

    name: str
    size: int


class Folder:
    """A folder of this machine, or one that is mounted. Nobody else on the machine can read it."""

    def __init__(self, path: str):
        self.path = Path(path).absolute()

    def __str__(self):
        return str(self.path)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Nobody else makes or deletes backups here meanwhile. What a killed one left is deleted."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(self.path / ".lock", os.O_CREAT | os.O_WRONLY, 0o600)
        with open(handle, "w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise Refused(
                    _("Another backup to %(place)s is at work.") % {"place": self}
                ) from error
            for left in self.path.glob(".unfinished-*"):
                shutil.rmtree(left) if left.is_dir() else left.unlink()
            yield

    def mark(self, name: str, scratch: Path) -> None:
        """Nobody else is at work here: ``held`` sees to that."""

    @contextmanager
    def scratch(self) -> Iterator[Path]:
        """A folder on the same disk, which is deleted in the end."""
        path = self.path / f".unfinished-{uuid4().hex}"
        path.mkdir(mode=0o700)
        try:
            yield path
        finally:
            shutil.rmtree(path, ignore_errors=True)

    def names(self, below: str = "") -> Iterator[Stored]:
        for path in (self.path / below).rglob("*"):
            name = path.relative_to(self.path)
            if path.is_file() and not name.parts[0].startswith("."):
                yield Stored(str(name), path.stat().st_size)

    def backups(self) -> list[str]:
        """The names of the folders in it, whole or not."""
        if not self.path.is_dir():
            return []
        return sorted(path.name for path in self.path.iterdir() if path.is_dir())

    def has(self, name: str) -> bool:
        return (self.path / name).is_file()

    def put(self, name: str, source: Path) -> None:
        """Moves a file of the scratch folder here; it appears whole or not at all."""
        target = self.path / name
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with source.open("rb") as file:
            os.fsync(file.fileno())
        source.chmod(0o600)
        os.replace(source, target)
        for folder in (target.parent, target.parent.parent):
            handle = os.open(folder, os.O_RDONLY)
            os.fsync(handle)
            os.close(handle)

    def open(self, name: str) -> BinaryIO:
        return (self.path / name).open("rb")

    def delete(self, name: str) -> None:
        """Deletes a file, and the folders that it leaves empty."""
        path = self.path / name
        path.unlink(missing_ok=True)
        for folder in path.parents:
            if folder == self.path or any(folder.iterdir()):
                return
            folder.rmdir()


class Bucket:
    """A bucket, and a folder in it. An upload appears there whole or not at all."""

    def __init__(self, bucket: str, folder: str):
        self.folder = f"{folder.strip('/')}/" if folder.strip("/") else ""
        self.storage = S3Storage(
            bucket_name=bucket,
            access_key=settings.BACKUP_S3_ACCESS_KEY or None,
            secret_key=settings.BACKUP_S3_SECRET_KEY or None,
            endpoint_url=settings.BACKUP_S3_ENDPOINT or None,
            region_name=settings.BACKUP_S3_REGION or None,
        )

    def __str__(self):
        return f"s3://{self.storage.bucket_name}/{self.folder}".rstrip("/")

    @contextmanager
    def held(self) -> Iterator[None]:
        yield

    def mark(self, name: str, scratch: Path) -> None:
        """Lets others see that a backup of this name is being made: in a bucket nobody is held up."""
        path = scratch / BEGUN
        path.touch()
        self.put(f"{name}/{BEGUN}", path)

    @contextmanager
    def scratch(self) -> Iterator[Path]:
        with TemporaryDirectory(prefix="why-backup-") as path:
            yield Path(path)

    def names(self, below: str = "") -> Iterator[Stored]:
        for found in self.storage.bucket.objects.filter(Prefix=self.folder + below):
            yield Stored(found.key.removeprefix(self.folder), found.size)

    def backups(self) -> list[str]:
        client = self.storage.connection.meta.client
        found = client.get_paginator("list_objects_v2").paginate(
            Bucket=self.storage.bucket_name, Prefix=self.folder, Delimiter="/"
        )
        prefixes = [each["Prefix"] for page in found for each in page.get("CommonPrefixes", [])]
        return sorted(prefix.removeprefix(self.folder).rstrip("/") for prefix in prefixes)

    def has(self, name: str) -> bool:
        return self.storage.exists(self.folder + name)

    def put(self, name: str, source: Path) -> None:
        if source.stat().st_size < AT_ONCE_BYTES:
            with source.open("rb") as file:
                self.storage.bucket.Object(self.folder + name).put(Body=file)
        else:
            self.storage.bucket.upload_file(str(source), self.folder + name)
        source.unlink()

    def open(self, name: str) -> BinaryIO:
        return self.storage.bucket.Object(self.folder + name).get()["Body"]

    def delete(self, name: str) -> None:
        self.storage.bucket.Object(self.folder + name).delete()


def place(address: str) -> Folder | Bucket:
    """The place that an operator names."""
    scheme, mark, rest = address.partition("://")
    if not mark:
        return Folder(address)
    bucket, _slash, folder = rest.partition("/")
    if scheme != "s3" or not bucket:
        raise Refused(
            _("“%(address)s” is no place for backups; name a folder, or s3://bucket/folder.")
            % {"address": address}
        )
    return Bucket(bucket, folder)
