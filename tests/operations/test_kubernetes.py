"""The manifests in ``deploy/kubernetes``, as the schemas of Kubernetes and the rest of the project judge them.

No cluster has run them here.
"""

import json
import re

import kubernetes_validate
import pytest
import yaml
from django.test import Client

from operations import setup
from tests.config.test_settings import manage
from tests.conftest import ROOT

FOLDER = ROOT / "deploy/kubernetes"
OBJECTS = [
    (path.name, each)
    for path in sorted(FOLDER.glob("*.yaml"))
    for each in yaml.safe_load_all(path.read_text())
]
BY_NAME = {(each["kind"], each["metadata"]["name"]): each for _file, each in OBJECTS}
PODS = {
    name: each["spec"]["template"]
    for (kind, name), each in BY_NAME.items()
    if kind in ("Deployment", "Job")
}
DOCKERFILE = (ROOT / "Dockerfile").read_text()
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
SETTINGS = BY_NAME["ConfigMap", "why-settings"]["data"]
SECRETS = setup.read(FOLDER / "secrets.env.example")
#: The oldest version whose ``preStop`` can wait by itself, and the newest that the package knows.
VERSIONS = ("1.30", kubernetes_validate.latest_version())


def container(name: str) -> dict:
    (only,) = PODS[name]["spec"]["containers"]
    return only


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("file", "each"), OBJECTS, ids=lambda value: str(value)[:20])
def test_each_manifest_is_what_kubernetes_takes(version, file, each):
    kubernetes_validate.validate(each, version, strict=True)


def test_a_word_that_kubernetes_does_not_know_is_found():
    wrong = json.loads(json.dumps(BY_NAME["Deployment", "why-web"]))
    wrong["spec"]["template"]["spec"]["containers"][0]["readynessProbe"] = {}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(wrong, VERSIONS[-1], strict=True)


def test_the_image_is_started_as_docker_and_compose_start_it():
    command = json.loads(re.findall(r"^CMD (.*)$", DOCKERFILE, re.M)[-1])
    assert container("why-web")["command"] == command
    assert container("why-worker")["command"] == COMPOSE["worker"]["command"]
    assert container("why-upgrade")["command"][:3] == ["python", "manage.py", "upgrade"]
    (port,) = container("why-web")["ports"]
    assert f"EXPOSE {port['containerPort']}\n" in DOCKERFILE
    assert {container(name)["image"] for name in PODS} == {COMPOSE["web"]["image"]}


def test_every_setting_is_known_and_with_the_secrets_the_site_starts():
    known = {each.key for each in setup.QUESTIONS} | {*setup.OTHERS, "SECRET_KEY", "ALLOWED_HOSTS"}
    assert {*SETTINGS, *SECRETS} <= known
    assert not {*SETTINGS} & {*SECRETS}
    filled = SECRETS | {"SECRET_KEY": "x" * 60 + "0123456789"}
    done = manage("check", **SETTINGS, **filled)
    assert done.returncode == 0, done.stderr
    for name in PODS:
        sources = container(name)["envFrom"]
        assert sources == [
            {"configMapRef": {"name": "why-settings"}},
            {"secretRef": {"name": "why-secrets"}},
        ]


@pytest.mark.django_db
def test_the_probes_ask_what_the_site_answers():
    web = container("why-web")
    probes = {name: web[f"{name}Probe"]["httpGet"] for name in ("startup", "readiness", "liveness")}
    # A database that is away must not take out processes that show kept pages.
    assert [probe["path"] for probe in probes.values()] == ["/readyz", "/healthz", "/healthz"]
    for probe in probes.values():
        assert probe["port"] == web["ports"][0]["name"]
        assert Client().get(probe["path"], headers={"host": "10.0.0.7:8000"}).status_code == 200
    check = COMPOSE["worker"]["healthcheck"]["test"][1].replace("$$", "$")
    assert container("why-worker")["livenessProbe"]["exec"]["command"] == ["sh", "-c", check]
    assert SETTINGS["WORKER_HEARTBEAT"] in check


@pytest.mark.parametrize("name", PODS)
def test_what_runs_may_do_little_and_says_what_it_needs(name):
    pod, only = PODS[name]["spec"], container(name)
    user = int(re.findall(r"useradd .*--uid (\d+)", DOCKERFILE)[0])
    assert pod["securityContext"]["runAsUser"] == user
    assert pod["securityContext"]["runAsNonRoot"]
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert pod["automountServiceAccountToken"] is False
    assert only["securityContext"] == {
        "readOnlyRootFilesystem": True,
        "allowPrivilegeEscalation": False,
        "capabilities": {"drop": ["ALL"]},
    }
    assert [mount["mountPath"] for mount in only["volumeMounts"]] == COMPOSE["web"]["tmpfs"][
        0
    ].split(":")[:1]
    assert {"cpu", "memory"} <= only["resources"]["requests"].keys()
    assert "memory" in only["resources"]["limits"]


def test_what_stops_is_given_the_time_that_it_takes():
    web = PODS["why-web"]["spec"]
    waits = container("why-web")["lifecycle"]["preStop"]["sleep"]["seconds"]
    text = (ROOT / "gunicorn.conf.py").read_text()
    graceful = int(re.findall(r"graceful_timeout = (\d+)", text)[0])
    assert web["terminationGracePeriodSeconds"] > waits + graceful
    worker = PODS["why-worker"]["spec"]["terminationGracePeriodSeconds"]
    assert f"{worker}s" == COMPOSE["worker"]["stop_grace_period"]


@pytest.mark.parametrize("name", ["why-web", "why-worker"])
def test_one_of_two_stays_while_machines_are_emptied(name):
    deployment = BY_NAME["Deployment", name]["spec"]
    labels = PODS[name]["metadata"]["labels"]
    assert deployment["replicas"] == 2
    assert deployment["selector"]["matchLabels"] == labels
    budget = BY_NAME["PodDisruptionBudget", name]["spec"]
    assert (budget["minAvailable"], budget["selector"]["matchLabels"]) == (1, labels)
    if name == "why-web":
        assert BY_NAME["Service", name]["spec"]["selector"] == labels
        assert BY_NAME["NetworkPolicy", name]["spec"]["podSelector"]["matchLabels"] == labels
        rule = BY_NAME["Ingress", "why"]["spec"]["rules"][0]
        assert rule["host"] == SETTINGS["ALLOWED_HOSTS"]
        assert rule["http"]["paths"][0]["backend"]["service"]["name"] == name
