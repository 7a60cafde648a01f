"""A process beside the live site, on its data, that does there what the tests ask for.

Django is loaded once. Each request, a line of JSON, is done by a child that ends with it: nothing is
remembered from one to the next, as if each were a command of its own.
"""

import importlib
import io
import json
import os
import sys
import traceback
from contextlib import redirect_stdout

import django


def perform(module: str = "", act: str = "", given=(), code: str = ""):
    """What a function of a module in this folder answers, or what some lines of code print."""
    if module:
        return getattr(importlib.import_module(f"tests.browser.{module}"), act)(*given)
    printed = io.StringIO()
    with redirect_stdout(printed):
        exec(code, {})
    return printed.getvalue().strip()


def answer(request: str) -> dict:
    try:
        return {"answer": perform(**json.loads(request))}
    except Exception:
        return {"error": traceback.format_exc()}


def main() -> None:
    django.setup()
    for request in sys.stdin:
        child = os.fork()
        if not child:
            said = json.dumps(answer(request))
            django.db.connections.close_all()
            print(said, flush=True)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if status:
            print(json.dumps({"error": f"It ended with the status {status}."}), flush=True)


if __name__ == "__main__":
    main()
