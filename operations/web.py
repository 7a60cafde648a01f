"""``python -m operations.web``: gunicorn, after its numbers were looked at.

gunicorn takes WEB_CONCURRENCY before it reads any file of ours, and a word in its place would be a traceback.
"""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
#: The numbers of ``gunicorn.conf.py``: what they are when nothing is said, and the most that they may be.
NUMBERS = {"WEB_CONCURRENCY": (2, 1000), "WEB_THREADS": (4, 1000), "PORT": (8000, 65535)}


def _text(name: str) -> str:
    return os.environ.get(name, "").strip() or str(NUMBERS[name][0])


def number(name: str) -> int:
    return int(_text(name))


def problem() -> str:
    """A sentence about the first number that is none."""
    for name, (_default, most) in NUMBERS.items():
        text = _text(name)
        if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= most):
            return f"{name} is “{text}”; it must be a number from 1 to {most}."  # not translated: for operators
    return ""


def main() -> None:
    if said := problem():
        raise SystemExit(said)
    for name in NUMBERS:
        os.environ[name] = _text(name)
    gunicorn = str(Path(sys.executable).with_name("gunicorn"))
    os.chdir(ROOT)
    os.execv(gunicorn, [gunicorn, *sys.argv[1:]])  # noqa: S606  its process is the server's


if __name__ == "__main__":
    main()
