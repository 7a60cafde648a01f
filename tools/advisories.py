"""``python -m tools.advisories``: asks which packages have known vulnerabilities, and keeps the answer.

The answer is kept in ``tests/advisories.json``, with its day: what ``tests/test_house.py`` goes by where no
database of advisories answers. ``pip-audit`` asks; of the databases that it knows the first that answers counts.
"""

import json
import re
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

from . import ROOT

REQUIREMENTS = ROOT / "requirements.txt"
KEPT = ROOT / "tests/advisories.json"
SERVICES = (["-s", "pypi"], ["-s", "osv"])
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;\\]+)", re.MULTILINE)


class Answer(NamedTuple):
    """What a database of advisories said of packages: ``{name: {"version": …, "known": […]}}``."""

    source: str
    day: date | None
    packages: dict[str, dict]

    def vulnerable(self, pins: dict[str, str]) -> list[str]:
        """The packages that are as they were when a vulnerability was known."""
        return [
            f"{name} {version}: {', '.join(self.packages[name]['known'])}"
            for name, version in pins.items()
            if self._knows(name, version) and self.packages[name]["known"]
        ]

    def not_asked(self, pins: dict[str, str]) -> list[str]:
        """The packages that are new since then, or of another version."""
        return [name for name, version in pins.items() if not self._knows(name, version)]

    def _knows(self, name: str, version: str) -> bool:
        return self.packages.get(name, {}).get("version") == version

    def says(self, pins: dict[str, str], today: date) -> str:
        """What was asked, how long ago, and what was not."""
        if self.day is None:
            when = "never"
        else:
            days = (today - self.day).days
            when = "today" if days < 1 else f"{days} days ago"
        missing = self.not_asked(pins)
        text = f"Known vulnerabilities: {self.source}, asked {when}."
        if missing:
            text += f" NOT AUDITED, {len(missing)} of {len(pins)} packages: {', '.join(missing)}."
        return text


def pinned(path: Path = REQUIREMENTS) -> dict[str, str]:
    return {
        re.sub(r"[-_.]+", "-", name).lower(): version
        for name, version in PIN.findall(path.read_text())
    }


def asked(path: Path = REQUIREMENTS, services=SERVICES) -> Answer | None:
    """What a database says now, or None where none answers for all packages."""
    for service in services:
        done = subprocess.run(
            [sys.executable, "-m", "pip_audit", "-r", str(path), "--disable-pip", "--no-deps"]
            + ["--progress-spinner", "off", "--format", "json", "--timeout", "10", *service],
            cwd=ROOT,
            capture_output=True,
            text=True,
        )
        try:
            found = json.loads(done.stdout)["dependencies"]
        except ValueError:
            continue
        if any("skip_reason" in package for package in found):
            continue
        packages = {
            package["name"]: {
                "version": package["version"],
                "known": [
                    f"{each['id']} (mended in {', '.join(each['fix_versions']) or 'no version'})"
                    for each in package["vulns"]
                ],
            }
            for package in sorted(found, key=lambda package: package["name"])
        }
        return Answer(f"pip-audit, {service[1]}", datetime.now(UTC).date(), packages)
    return None


def kept(path: Path = KEPT) -> Answer:
    stored = json.loads(path.read_text())
    day = date.fromisoformat(stored["day"]) if stored["day"] else None
    return Answer(f"{path.name}, from {stored['source']}", day, stored["packages"])


def keep(answer: Answer, path: Path = KEPT) -> None:
    stored = answer._asdict() | {"day": str(answer.day)}
    path.write_text(json.dumps(stored, indent=1) + "\n")


def main() -> int:
    pins, answer = pinned(), asked()
    if answer is None:
        print("No database of advisories answers. What is kept stays as it is.")
        print(kept().says(pins, datetime.now(UTC).date()))
        return 1
    keep(answer)
    print(answer.says(pins, datetime.now(UTC).date()))
    print("\n".join(found := answer.vulnerable(pins)))
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
