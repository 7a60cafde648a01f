"""Backups in a bucket that speaks S3, of uploads that are in one as well."""

from datetime import UTC, datetime

import pytest
from django.core.management import CommandError

from backups import archive, places
from tests import factories
from tests.s3_server import S3Server

from .conftest import everything

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def server():
    server = S3Server()
    yield server
    server.stop()


@pytest.fixture
def buckets(server, settings):
    """One for uploads, which the site uses, and one for backups."""
    server.make_bucket()
    server.client.create_bucket(
        Bucket="why-backups", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    settings.BACKUP_S3_ENDPOINT = settings.AWS_S3_ENDPOINT_URL = server.address
    settings.BACKUP_S3_REGION = settings.AWS_S3_REGION_NAME = "eu-west-1"
    settings.BACKUP_S3_ACCESS_KEY = settings.AWS_S3_ACCESS_KEY_ID = server.key
    settings.BACKUP_S3_SECRET_KEY = settings.AWS_S3_SECRET_ACCESS_KEY = server.secret
    settings.AWS_STORAGE_BUCKET_NAME = server.bucket
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": "config.bucket.MediaBucket"}}
    return server


def contents(server, bucket) -> dict[str, bytes]:
    found = server.client.list_objects_v2(Bucket=bucket).get("Contents", [])
    return {
        each["Key"]: server.client.get_object(Bucket=bucket, Key=each["Key"])["Body"].read()
        for each in found
    }


def test_a_bucket_is_backed_up_to_another_and_comes_back(buckets, site, other, command):
    place = "s3://why-backups/daily"
    before, uploads = everything(), contents(buckets, buckets.bucket)
    assert len(uploads) >= 2
    command("backup", place)
    factories.document(name="later.pdf", content=b"later")
    command("backup", place, keep=2)
    first, last = archive.whole(places.place(place))
    # What a backup that is being made has put there already belongs to no whole one yet.
    now = datetime.now(UTC).strftime(archive.TIME)
    for name in ("files/aa/new", f"{now}/begun"):
        buckets.client.put_object(Bucket="why-backups", Key=f"daily/{name}", Body=b"")
    archive.prune(places.place(place), 2, print)
    assert {"daily/files/aa/new", f"daily/{now}/begun"} <= contents(buckets, "why-backups").keys()
    buckets.client.delete_object(Bucket="why-backups", Key=f"daily/{now}/begun")
    archive.prune(places.place(place), 2, print)
    assert "daily/files/aa/new" not in contents(buckets, "why-backups")
    stored = contents(buckets, "why-backups")
    assert sum("/files/" in name for name in stored) == len(uploads) + 1
    lost = next(iter(uploads))
    buckets.client.delete_object(Bucket=buckets.bucket, Key=lost)
    with other():
        command("restore", place, backup=first)
        after = everything()
        assert after["wagtaildocs_document"].rows == before["wagtaildocs_document"].rows
        assert contents(buckets, buckets.bucket)[lost] == uploads[lost]
    buckets.client.delete_object(Bucket="why-backups", Key=f"daily/{last}/manifest.json")
    assert archive.whole(places.place(place)) == [first]
    with pytest.raises(CommandError, match="There is no backup"):
        command("restore", place, backup=last, verify=True)
    command("backup", place, keep=1)
    assert first not in archive.whole(places.place(place))
    assert not [name for name in contents(buckets, "why-backups") if f"/{first}/" in name]
