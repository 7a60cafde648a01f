"""``make sbom`` names what the site consists of."""

import json
import re
import subprocess
import sys

from tests.conftest import ROOT
from tools import advisories


def test_every_locked_package_is_named_with_its_version(tmp_path):
    command = re.search(r"-m (cyclonedx_py .*)", (ROOT / "Makefile").read_text())[1]
    target = tmp_path / "sbom.json"
    words = command.replace("var/sbom.json", str(target)).split()
    subprocess.run([sys.executable, "-W", "ignore", "-m", *words], cwd=ROOT, check=True)
    found = json.loads(target.read_text())
    assert found["bomFormat"] == "CycloneDX"
    names = {re.sub(r"[-_.]+", "-", each["name"]).lower(): each for each in found["components"]}
    assert {name: each["version"] for name, each in names.items()} == advisories.pinned()
    assert all(each["externalReferences"][0]["hashes"] for each in names.values())
