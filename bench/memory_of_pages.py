"""How much memory a worker has after very many requests."""

import json
import random
import time
from pathlib import Path

from .load import Connection
from .scratch import scratch_site
from .serving import served

REQUESTS, ADDRESSES, POPULAR = 50_000, 5_000, 200
PLANT = """
import django; django.setup()
from bench.library import plant; plant({})
from articles.models import ArticlePage
import json; print(json.dumps([page.url for page in ArticlePage.objects.all()]))
"""
FIGURES = """
import django; django.setup()
from page_cache.models import CacheProcess
import json; print(json.dumps(CacheProcess.objects.get().figures))
"""
NOTED_SECONDS = 35


def measure(requests: int = REQUESTS, addresses: int = ADDRESSES, **environment: str) -> dict:
    """Megabytes of the worker in the middle and at the end, and the bytes of its cache with their bound."""
    with scratch_site() as site:
        site.run("manage.py", "prepare")
        paths = json.loads(site.run("-c", PLANT.format(addresses)).splitlines()[-1])
        chance = random.Random(5)
        chance.shuffle(paths)
        sizes = []
        with served(site.folder, **environment) as server:
            connection = Connection(server.port)
            for number in range(requests):
                # Four of five ask for what is popular, as readers do; every tenth for what is missing.
                path = chance.choice(paths[:POPULAR] if number % 5 else paths)
                if number % 10 == 9:
                    path = f"/missing-{chance.randrange(addresses)}/"
                wish = ({"Accept_Encoding": "br"}, {"Accept_Encoding": "gzip"}, {})[number % 3]
                connection.ask(server.page(path, **wish))
                if number % (requests // 10) == requests // 10 - 1:
                    sizes.append(_megabytes(server.workers[0]))
            time.sleep(NOTED_SECONDS)
            connection.ask(server.page(paths[0]))
            time.sleep(1)
            figures = json.loads(site.run("-c", FIGURES).splitlines()[-1])
        return {"plateau": max(sizes[4:8]), "end": sizes[-1], "sizes": sizes} | figures


def _megabytes(pid: int) -> float:
    """Memory that the process shares with nobody, and its share of the rest."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("Pss:")).split()[1]) / 1024
