"""Asks the site for the addresses on its standard input, as readers and moderators do.

It runs beside the test, on the saved site; the answers come back on the standard output.
"""

import json
import sys
import traceback

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.test import Client  # noqa: E402


def browser(username: str | None) -> Client:
    client = Client(SERVER_NAME="127.0.0.1")
    if username:
        client.force_login(get_user_model().objects.get(username=username))
    return client


def ask(client: Client, method: str, path: str, data: dict) -> dict:
    headers = {"X-Requested-With": "fetch"} if "/undo/" in path or "/act/" in path else {}
    try:
        response = getattr(client, method)(path, data, headers=headers)
    except Exception:  # one page that fails is that page's failure, with its reason
        return {"status": 500, "location": "", "text": traceback.format_exc(limit=-3)}
    return {
        "status": response.status_code,
        "location": response.headers.get("Location", ""),
        "text": response.content.decode(),
    }


def main() -> None:
    wanted = json.load(sys.stdin)
    browsers = {name: browser(name) for name in {name for name, *_ in wanted}}
    answers = [ask(browsers[name], method, path, data) for name, method, path, data in wanted]
    json.dump(answers, sys.stdout)


if __name__ == "__main__":
    main()
