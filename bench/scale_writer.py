"""Somebody who writes beside others: ``python -m bench.scale_writer``.

Each tenth of a second one small write, as a sign-in makes it, until the input ends; then a line of
JSON: how many, the errors, and the longest wait in seconds.
"""

import json
import select
import sys
import time

import django

PAUSE = 0.1


def main() -> None:
    from django.contrib.sessions.backends.db import SessionStore
    from django.db import Error

    waits, errors = [], []
    print("ready", flush=True)
    while not select.select([sys.stdin], [], [], PAUSE)[0]:
        begun = time.perf_counter()
        try:
            SessionStore().create()
        except Error as error:
            errors.append(str(error))
        waits.append(time.perf_counter() - begun)
    print(json.dumps({"writes": len(waits), "errors": errors, "longest": max(waits, default=0)}))


if __name__ == "__main__":
    django.setup()
    main()
