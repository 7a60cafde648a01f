"""The whole site on one host, as ``compose.yaml`` has it."""

import os
import re
import subprocess
import time
import tomllib

import pytest
import yaml

from tests.conftest import ROOT

SITE = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]


def test_web_and_worker_run_twice_and_share_all_that_they_must():
    for name in ("web", "worker"):
        assert SITE[name]["deploy"]["replicas"] == 2
        assert SITE[name]["environment"]["DATABASE_URL"].startswith("postgres://")
        assert SITE[name]["environment"]["CACHE_URL"].startswith("rediscache://")
        assert "media:/srv/media" in SITE[name]["volumes"]
    # Two of one port would collide. nginx asks Docker's name server for both.
    assert "ports" not in SITE["web"]
    addresses = (ROOT / "deploy/nginx-addresses.docker.conf").read_text()
    assert "server web:8000 resolve max_fails=0;" in addresses


def test_the_image_is_built_on_one_python_that_a_digest_can_stand_for():
    dockerfile = (ROOT / "Dockerfile").read_text()
    (given,) = re.findall(r"^ARG PYTHON_IMAGE=(\S+)$", dockerfile, re.M)
    assert {line.split()[1] for line in re.findall(r"^FROM .*$", dockerfile, re.M)} == {
        "${PYTHON_IMAGE}"
    }
    assert SITE["web"]["build"]["args"]["PYTHON_IMAGE"] == f"${{PYTHON_IMAGE:-{given}}}"
    version = tuple(map(int, re.findall(r"^python:(\d+)\.(\d+)-slim$", given)[0]))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert version >= tuple(map(int, project["requires-python"].removeprefix(">=").split(".")))


@pytest.mark.parametrize("name", SITE)
def test_every_service_has_a_health_check(name):
    if name == "web":
        assert "HEALTHCHECK" in (ROOT / "Dockerfile").read_text()
    else:
        assert SITE[name]["healthcheck"]["test"][0] in ("CMD", "CMD-SHELL")


@pytest.mark.parametrize(("age", "healthy"), [(10, True), (200, False), (None, False)])
def test_a_worker_that_no_longer_looks_at_its_schedule_is_unhealthy(tmp_path, age, healthy):
    heartbeat = tmp_path / "heartbeat"
    if age is not None:
        heartbeat.touch()
        os.utime(heartbeat, (time.time() - age,) * 2)
    _, check = SITE["worker"]["healthcheck"]["test"]
    assert SITE["worker"]["environment"]["WORKER_HEARTBEAT"] in check
    check = check.replace("$$", "$").replace("/tmp/heartbeat", str(heartbeat))
    assert (subprocess.run(["sh", "-c", check], capture_output=True).returncode == 0) == healthy
