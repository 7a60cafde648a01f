"""CPU time per request, in this process, through all of the middleware."""

import sys
import time
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SECONDS = 2
FLAGSHIP = "/history/why-did-the-soviet-union-join-the-allies-in-world-war-ii/"
#: Each with its address, and whether the browser has it already.
PAGES = {
    "health check (the baseline)": ("/healthz", False),
    "front page": ("/", False),
    "topic": ("/history/", False),
    "flagship article, 20 sections": (FLAGSHIP, False),
    "the same, unchanged (304)": (FLAGSHIP, True),
    "author": ("/authors/helen-marchetti/", False),
    "search": ("/search/?q=why", False),
    "feed": ("/feed/", False),
}


def cpu(ask) -> float:
    """Milliseconds of CPU for one call, over about two seconds of calls."""
    ask()
    calls, begun = 0, time.process_time()
    while (spent := time.process_time() - begun) < SECONDS:
        ask()
        calls += 1
    return spent / calls * 1000


def measure() -> None:
    """Prints milliseconds of CPU and the number of queries for each type of page."""
    sys.path[:0] = [str(ROOT / "site"), str(ROOT)]
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from articles import pictures
    from articles.models import ArticlePage

    print("Making the pictures' sizes …", flush=True)
    for page in ArticlePage.objects.live():
        pictures.prepare(page)
    call_command("update_index", verbosity=0)
    client = Client(SERVER_NAME="127.0.0.1")
    print("\nCPU time per request, nothing cached by us")
    base = None
    for name, (address, unchanged) in PAGES.items():
        headers = {"if-none-match": client.get(address)["ETag"]} if unchanged else {}
        ask = partial(client.get, address, headers=headers)
        with CaptureQueriesContext(connection) as queries:
            size = len(ask().content)
        count = len(queries)
        spent = cpu(ask)
        base = base or spent
        print(
            f"  {name:<34} {spent:6.2f} ms  {spent / base:5.1f} ×  "
            f"{count:3} queries  {size / 1024:6.1f} KiB"
        )
