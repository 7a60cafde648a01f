"""Nobody sees another's page, and nobody changes what others see, whatever they send.

The suite tries some requests at random; ``PAGE_CACHE_ROUNDS=20000`` tries many, and ``make soak`` some thousands.
"""

import os
import random
import re
from dataclasses import dataclass, field

import pytest
from django.http import HttpResponse
from django.test import Client
from wagtail.models import Site

from comments import cookies
from comments.intake import posting
from comments.models import Commenter, DiscussionSettings, Policy
from page_cache.addresses import tag
from page_cache.invalidating import drop

from .. import factories
from .conftest import Asking

ROUNDS = int(os.environ.get("PAGE_CACHE_ROUNDS") or 60)
#: Dropped pages are built by whoever asks next. This share of the rounds begins with that.
DROPPED = 0.25 if ROUNDS < 1_000 else 0.05
MOMENTS = re.compile(rb"<(updated|lastBuildDate)>.*?</")


@pytest.fixture
def site(home):
    """Articles with a discussion, one of them private."""
    topic = factories.topic(home, "History")
    rules = DiscussionSettings.for_site(Site.objects.get())
    rules.policy, rules.voting = Policy.PUBLISH, True
    rules.save()
    pages = [factories.article(topic, f"Why {n}?", tags=["war"], slug=f"why-{n}") for n in range(3)]
    sender = posting.Sender("Ann Reader", "ann@example.org")
    posting.post(pages[0], "A first word.", sender, rules)
    return pages


@pytest.fixture
def addresses(site):
    pk = site[0].pk
    return [
        *(page.url for page in site),
        "/", "/history/", "/tags/war/", "/authors/", "/feed/", "/sitemap-pages.xml", "/nowhere/",
        f"/discussion/{pk}/", f"/discussion/{pk}/feed/", "/search/suggest/?q=why",
    ]  # fmt: skip


def said(answer) -> tuple:
    """What an answer says, but for how it was made."""
    headers = {name: it for name, it in answer.headers.items() if name != "X-Cache"}
    if b"<lastBuildDate>" in answer.body or b"<updated>" in answer.body:  # an empty feed’s is now
        headers = {name: headers[name] for name in ("Content-Type", "Vary")}
    return answer.status, headers, MOMENTS.sub(b"", answer.body)


HEADERS = {
    "x_forwarded_host": ["evil.example", "testserver:81", ""],
    "x_forwarded_proto": ["https", "http", "ftp", "https,http"],
    "x_forwarded_port": ["443", "evil"],
    "x_forwarded_for": ["192.0.2.1", "<script>", "::1"],
    "x_forwarded_prefix": ["/evil"],
    "x_forwarded_server": ["evil.example"],
    "x_original_url": ["/admin/"],
    "x_rewrite_url": ["/admin/"],
    "forwarded": ["host=evil.example;proto=https"],
    "host": ["evil.example", "TESTSERVER", "testserver:80", "testserver:81", "testserver.", "", "a b",
             "other.example", "evil.example#testserver", "[::1"],
    "accept": ["application/json", "text/x-evil", "image/*;q=0"],
    "accept_encoding": ["br", "gzip", "identity;q=0", "zstd", "gzip;q=evil", ","],
    "accept_language": ["de", "ar", "x" * 300],
    "accept_charset": ["utf-16"],
    "range": ["bytes=0-9", "bytes=-1", "bytes=5-1"],
    "if_range": ['"x"'],
    "if_none_match": ["*", 'W/"x"', '"'],
    "if_match": ["*", '"x"'],
    "if_modified_since": ["Fri, 01 Jan 2100 00:00:00 GMT", "evil"],
    "if_unmodified_since": ["Thu, 01 Jan 1970 00:00:00 GMT"],
    "x_http_method_override": ["POST", "DELETE", "HEAD"],
    "x_http_method": ["PUT"],
    "x_method_override": ["TRACE"],
    "x_requested_with": ["XMLHttpRequest", "fetch"],
    "user_agent": ["<script>evil()</script>", ""],
    "referer": ["https://evil.example/"],
    "origin": ["https://evil.example", "null"],
    "cache_control": ["no-cache", "max-age=0", "only-if-cached"],
    "pragma": ["no-cache"],
    "te": ["trailers"],
    "upgrade": ["h2c"],
    "connection": ["close, Host"],
    "sec_fetch_site": ["cross-site"],
    "authorization": ["Basic eDp5"],
    "cookie": ["sessionid=evil", "csrftoken=evil", "moderator=1", "messages=evil", "sessionid", ";;=",
               "django_language=de", "sessionid =evil", "SESSIONID=evil", "reader=1:evil; a=b"],
}  # fmt: skip
QUERIES = ["", "utm_source=<evil>", "page=2", "page=0", "page=1", "page=%D9%A1", "sort=newest&page=1",
           "sort=evil", "q=evil", "form=opensearch", "page=1&page=evil", "a=1;page=2", "&&&", "%00=%ff",
           "p=1", "=" * 60, "x=1&" * 80, "preview=1", "format=json", "_method=DELETE"]  # fmt: skip
METHODS = ["GET"] * 8 + ["HEAD"] * 2 + ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "get"]
EXTRAS = [{"CONTENT_TYPE": "application/json", "CONTENT_LENGTH": "4"}, {"SERVER_PORT": "81"},
          {"REMOTE_ADDR": "192.0.2.9"}, {"SCRIPT_NAME": "/evil"}, {"REMOTE_USER": "editor"}]  # fmt: skip


@pytest.mark.parametrize("behind_proxy", [False, True])
def test_whatever_somebody_sends_a_plain_reader_gets_the_plain_page(
    page_cache, addresses, settings, behind_proxy
):
    if behind_proxy:
        settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
        page_cache.keys = type(page_cache.keys)(settings.PAGE_CACHE_RULES)
    ask, rng = Asking(page_cache), random.Random()
    plain = {address: said(ask(address)) for address in addresses * 2}
    for _ in range(ROUNDS // 2):
        address = rng.choice(addresses)
        path, _, query = address.partition("?")
        if rng.random() < DROPPED:
            drop(tag(path))
        names = rng.sample(sorted(HEADERS), rng.choice([1, 1, 2, 4]))
        headers = {name: rng.choice(HEADERS[name]) for name in names}
        query = "&".join(filter(None, [query, rng.choice(QUERIES)]))
        sent = rng.choice(METHODS), f"{path}?{query}", headers, rng.choice([*EXTRAS, {}, {}, {}])
        hostile = Asking(lambda environ, start, more=sent[3]: page_cache(environ | more, start))
        hostile(sent[1], sent[0], **headers)
        for each in (address, rng.choice(addresses)):
            assert said(ask(each)) == plain[each], (each, sent)


@dataclass
class Visitor:
    """Somebody with a browser: its cookies, and what it was given for itself alone."""

    name: str
    cookies: dict[str, str] = field(default_factory=dict)
    secrets: set[bytes] = field(default_factory=set)

    def take(self, answer) -> None:
        """Keeps the cookies, and notes as secrets what a page has for this visitor alone."""
        given = re.findall(r"^(\w+)=([^;]*)", answer.headers.get("Set-Cookie", ""))
        self.cookies |= {name: value for name, value in given if value}
        self.secrets |= {value.encode() for _, value in given if len(value) > 8}
        for found in re.findall(
            rb'name="(?:csrfmiddlewaretoken|nonce)" value="([^"]+)"', answer.body
        ):
            self.secrets.add(found)


@pytest.fixture
def visitors(site) -> list[Visitor]:
    """An editor, a moderator, two commenters with every cookie of ours, and two nobodies."""
    found = [Visitor("nobody"), Visitor("somebody")]
    for name, group in (("editor", "Editors"), ("moderator", None)):
        client = Client()
        client.force_login(factories.user(group, username=f"secret-{name}-name"))
        session = client.cookies["sessionid"].value
        visitor = Visitor(name, {"sessionid": session}, {session.encode()})
        visitor.secrets.add(f"secret-{name}-name".encode())
        found.append(visitor)
    found[-1].cookies["moderator"] = "1"
    rules = DiscussionSettings.for_site(Site.objects.get())
    for name in ("carol", "dave"):
        sender = posting.Sender(name, f"secret-{name}@example.org")
        held, _ = posting.post(site[1], f"Held: secret words of {name}.", sender, rules)[:2]
        held.status = "held"
        held.save()
        commenter = Commenter.objects.get(email=sender.email)
        response = HttpResponse()
        cookies.remember(response, commenter)
        cookies.open_account(response, commenter)
        cookies.name(response, f"browser-of-{name}")
        cookies._set(response, cookies.WRITER, str(held.pk))
        kept = {key: morsel.value for key, morsel in response.cookies.items()}
        secrets = {sender.email.encode(), f"secret words of {name}".encode()}
        found.append(Visitor(name, kept, secrets | {value.encode() for value in kept.values()}))
    return found


def test_nobody_gets_a_byte_of_what_is_for_another(page_cache, site, addresses, visitors):
    ask, rng = Asking(page_cache), random.Random()
    pk = site[0].pk
    own = [f"/discussion/{pk}/reply/", "/discussion/yours/", f"/discussion/{pk}/follow/", "/admin/",
           f"/discussion/{pk}/moderate/", "/search/?q=why", f"/discussion/{site[1].pk}/"]  # fmt: skip
    expected = {address: said(ask(address)) for address in addresses * 2}
    for _ in range(ROUNDS):
        visitor, address = rng.choice(visitors), rng.choice(addresses + own)
        if rng.random() < DROPPED:
            drop(tag(address.partition("?")[0]))
        sent = dict(visitor.cookies)
        if rng.random() < 0.2:  # browsers lose cookies
            sent.pop(rng.choice([*sent, "none"]), None)
        headers = {"cookie": "; ".join(f"{name}={value}" for name, value in sent.items())}
        if rng.random() < 0.1:
            headers["x_requested_with"] = "fetch"
        answer = ask(address, rng.choice(["GET", "GET", "HEAD"]), **headers)
        visitor.take(answer)
        whole = answer.body + repr(answer.headers).encode()
        for other in visitors:
            if other is not visitor:
                seen = [secret for secret in other.secrets if secret in whole]
                if visitor.name == "moderator" and address == "/admin/":
                    # The dashboard shows moderators the comments that wait for them.
                    seen = [secret for secret in seen if not secret.startswith(b"secret words")]
                assert not seen, (visitor.name, address, other.name, seen)
        if address in expected:
            assert said(ask(address)) == expected[address], (visitor.name, address)
    assert len({secret for visitor in visitors for secret in visitor.secrets}) > 10
