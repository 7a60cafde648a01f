"""A server that speaks S3, on a port of its own. It checks policies and keeps nothing on disk."""

import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import boto3

from .conftest import ROOT

SECONDS = 30
POLICY = (ROOT / "deploy/bucket-policy.json").read_text()


class S3Server:
    """Moto’s server, with a bucket as docs/operators.md has an operator make it."""

    bucket, key, secret = "why-uploads", "an-access-key", "a-secret-key"

    def __init__(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{port}"
        self._process = subprocess.Popen(
            [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        end = time.monotonic() + SECONDS
        while self.status("/") is None:
            if time.monotonic() > end or self._process.poll() is not None:
                raise RuntimeError("Moto's server does not start.")
            time.sleep(0.05)
        self.client = boto3.client(
            "s3",
            endpoint_url=self.address,
            region_name="eu-west-1",
            aws_access_key_id=self.key,
            aws_secret_access_key=self.secret,
        )

    def make_bucket(self) -> None:
        """An empty bucket, whatever was there before."""
        urllib.request.urlopen(
            urllib.request.Request(f"{self.address}/moto-api/reset", method="POST")
        )
        self.client.create_bucket(
            Bucket=self.bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
        )
        policy = json.loads(POLICY.replace("BUCKET", self.bucket))
        self.client.put_bucket_policy(Bucket=self.bucket, Policy=json.dumps(policy))

    def names(self) -> list[str]:
        """The names of all files in the bucket."""
        found = self.client.list_objects_v2(Bucket=self.bucket)
        return [each["Key"] for each in found.get("Contents", [])]

    def plain(self, name: str) -> str:
        """The address of a file without a signature."""
        return f"{self.address}/{self.bucket}/{name}"

    def status(self, address: str, **headers) -> int | None:
        """What a stranger is answered; None if nobody answers."""
        address = self.address + address if address.startswith("/") else address
        try:
            with urllib.request.urlopen(urllib.request.Request(address, headers=headers)) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return None

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()
