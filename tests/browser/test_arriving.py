"""A reader's first visit, to a site to which no other test writes articles and comments."""

import pytest

from bench.scratch import Site

from .conftest import FLAGSHIP


@pytest.fixture
def address(live):
    """Where the site is as the first start left it."""
    site = Site(live.untouched, {})
    site.start("web")
    yield f"http://127.0.0.1:{site.port}"
    site.stop("web")


def test_a_first_visit_stays_within_its_budget(visit, address):
    """HTML, CSS, JavaScript and fonts as they come over the wire, without content pictures."""
    sizes = {}
    page = visit("about:blank")
    client = page.context.new_cdp_session(page)
    client.send("Network.enable")
    kinds = {}
    client.on(
        "Network.responseReceived",
        lambda event: kinds.update({event["requestId"]: (event["type"], event["response"]["url"])}),
    )
    client.on(
        "Network.loadingFinished",
        lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}),
    )
    page.goto(address + FLAGSHIP)
    page.wait_for_load_state("networkidle")
    total = {}
    for request, size in sizes.items():
        kind, _ = kinds[request]
        total[kind] = total.get(kind, 0) + size
    counted = {kind: total.get(kind, 0) for kind in ("Document", "Stylesheet", "Script", "Font")}
    assert sum(counted.values()) <= 60 * 1024, counted
    assert counted["Stylesheet"] <= 14 * 1024, counted
    assert counted["Script"] <= 5 * 1024, counted
    hosts = {url.split("/")[2] for _, url in kinds.values() if url.startswith("http")}
    assert hosts == {address.split("/")[2]}
