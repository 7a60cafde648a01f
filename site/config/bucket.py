"""Uploaded files in a bucket that speaks S3: pictures for everybody, documents by signed addresses."""

from django.utils.deconstruct import deconstructible
from storages.backends.s3 import S3Storage

from .media import is_document

#: A signed address is handed out after the site's check. A film may be paused for so long.
SIGNED_SECONDS = 4 * 3600

FOR_ALL = "public, max-age=31536000, immutable"
FOR_SOME = "private, no-store"


# Wagtail queues a deletion with what the storage was made from: without arguments no key is in the queue.
@deconstructible(path="config.bucket.MediaBucket")
class MediaBucket(S3Storage):
    """A bucket of which ``images/`` alone is public (``deploy/bucket-policy.json``)."""

    def url(self, name, parameters=None, expire=None, http_method=None):
        if not is_document(name):
            return super().url(name, parameters, expire, http_method)
        # Not through the bucket's own domain: a cache there would not know the signature.
        return self.connection.meta.client.generate_presigned_url(
            "get_object",
            Params={"Bucket": self.bucket_name, "Key": name, **(parameters or {})},
            ExpiresIn=expire or SIGNED_SECONDS,
        )

    def get_object_parameters(self, name):
        # A file is never changed under its name.
        caching = FOR_SOME if is_document(name) else FOR_ALL
        return super().get_object_parameters(name) | {"CacheControl": caching}
