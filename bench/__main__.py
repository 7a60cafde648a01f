"""``make bench``: what a page and a start cost, each beside a baseline of the same run.

CPU time, not the clock: another program on the machine then changes little. The site that is
measured is a fresh one with the demo content, in a scratch folder.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from . import requests

ROOT = Path(__file__).resolve().parents[1]
BARE = ROOT / "bench" / "bare.py"
STARTS = 5


def first_answer(command: list[str], address: str, environment: dict) -> float:
    """Seconds from the command to the first page."""
    begun = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while True:
            try:
                with urllib.request.urlopen(address, timeout=30) as answer:
                    answer.read()
                return time.perf_counter() - begun
            except OSError:
                if process.poll() is not None:
                    raise SystemExit(f"{command} ended with {process.returncode}") from None
                time.sleep(0.005)
    finally:
        process.terminate()
        process.wait()


def starts(environment: dict) -> None:
    """The second start of ``make serve`` beside a new Django project under the same gunicorn."""
    gunicorn = str(Path(sys.executable).with_name("gunicorn"))
    bare = [
        gunicorn,
        "--chdir",
        str(BARE.parent),
        "--pythonpath",
        str(BARE.parent),
        "bare:application",
    ]
    measured = {}
    for name, command, path in (
        ("bare Django project", bare, "/"),
        ("make serve, again", ["make", "-s", "serve"], "/"),
    ):
        measured[name] = statistics.median(
            first_answer(command, f"http://127.0.0.1:{environment['PORT']}{path}", environment)
            for _ in range(STARTS)
        )
    base = measured["bare Django project"]
    print(f"\nStart to first page, median of {STARTS}")
    for name, seconds in measured.items():
        print(f"  {name:<34} {seconds:6.2f} s   {seconds / base:5.1f} ×")


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="why-bench-"))
    os.environ |= {
        "DATA_DIR": str(folder),
        "PORT": os.environ.get("PORT") or "8765",
        "LOG_LEVEL": "ERROR",
        "DJANGO_SETTINGS_MODULE": "config.settings.embedded",
    }
    try:
        print("Preparing a site with the demo content …", flush=True)
        subprocess.run(
            [sys.executable, "manage.py", "prepare", "--demo"],
            cwd=ROOT,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        environment = dict(os.environ)  # before the settings fill in what is missing
        requests.measure()
        first_answer(
            ["make", "-s", "serve"], f"http://127.0.0.1:{environment['PORT']}/", environment
        )
        starts(environment)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
