"""Requests to other sites reach nothing but the public internet, whatever an address leads to."""

import json
import socket
import time
from contextlib import suppress
from threading import Thread

import pytest
from wagtail.embeds.exceptions import EmbedNotFoundException

from fetching import embeds, public
from fetching.public import Refused, Unreachable, Visitor, is_public

from .servers import server, visitor


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
     "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1", "fd00:ec2::254",
     "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "ff02::1", "198.18.0.1", "localhost", ""],
)  # fmt: skip
def test_no_address_of_this_machine_its_network_or_its_host_is_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:4700::1111", "64:ff9b::5db8:d70e"])
def test_addresses_of_the_internet_are_public(address):
    assert is_public(address)


def test_a_redirect_to_an_inner_address_is_refused_before_anything_is_sent_there():
    with server("127.0.0.2", {"/": (200, {}, b"secret")}) as (inner, asked_inside):
        answers = {
            "/ok": (200, {}, b"fine"),
            "/moved": (301, {"Location": "/ok"}, b""),
            "/in": (302, {"Location": f"http://127.0.0.2:{inner}/"}, b""),
            "/named": (302, {"Location": f"http://inner.example:{inner}/"}, b""),
            "/file": (302, {"Location": "file:///etc/passwd"}, b""),
            "/round": (302, {"Location": "/round"}, b""),
        }
        names = {"outer.example": "127.0.0.1", "inner.example": "127.0.0.2"}
        with server("127.0.0.1", answers) as (port, asked), visitor(names) as guest:
            here = f"http://outer.example:{port}"
            assert guest.ask("GET", f"{here}/moved", read=True).body == b"fine"
            assert guest.ask("HEAD", f"{here}/none").status == 404
            assert {headers["User-Agent"] for _method, _path, headers in asked} == {"Test"}
            assert asked[0][2]["Host"] == f"outer.example:{port}"
            for path in ("in", "named", "file"):
                with pytest.raises(Refused):
                    guest.ask("GET", f"{here}/{path}")
            with pytest.raises(Unreachable):
                guest.ask("GET", f"{here}/round")
        assert asked_inside == []


def test_it_connects_to_the_address_that_was_looked_at_and_looks_once():
    looks = iter([["127.0.0.1"], ["127.0.0.2"]])
    with server("127.0.0.1", {"/": (200, {}, b"")}) as (port, asked):
        with visitor({}, resolve=lambda host, port: next(looks)) as guest:
            assert guest.ask("GET", f"http://rebinding.example:{port}/").status == 200
        with visitor({}, resolve=lambda host, port: next(looks)) as guest, pytest.raises(Refused):
            guest.ask("GET", f"http://rebinding.example:{port}/")
        mixed = visitor({}, resolve=lambda host, port: ["127.0.0.1", "10.0.0.1"])
        with mixed as guest, pytest.raises(Refused):
            guest.ask("GET", f"http://mixed.example:{port}/")
    assert len(asked) == 1


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1/", "http://localhost/", "http://[::1]/", "http://2130706433/", "http://0x7f.1/",
     "http://example.org:22/", "ftp://example.org/", "http://a:b@example.org/", "https://[bad", "//", ""],
)  # fmt: skip
def test_odd_addresses_are_refused_by_the_guard_as_it_is_used(address):
    with Visitor("Test", seconds=1) as guest, pytest.raises((Refused, Unreachable)):
        guest.ask("GET", address)


def test_a_host_that_is_not_there_and_an_answer_without_end_are_told_apart(monkeypatch):
    def nobody(host, port):
        raise OSError

    with visitor({}, resolve=nobody) as guest, pytest.raises(Unreachable) as caught:
        guest.ask("GET", "http://nobody.example/")
    assert caught.value.is_unknown
    monkeypatch.setattr(public, "MOST_BYTES", 10)
    with (
        server("127.0.0.1", {"/": (200, {}, b"x" * 50)}) as (port, _asked),
        visitor({}) as guest,
        pytest.raises(Unreachable) as caught,
    ):
        guest.ask("GET", f"http://127.0.0.1:{port}/", read=True)
    assert not caught.value.is_unknown


def test_an_answer_that_drips_is_given_up():
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def drip():
            connection, _address = listening.accept()
            with connection, suppress(OSError):
                connection.sendall(b"HTTP/1.1 200 OK\r\n")
                for number in range(40):
                    time.sleep(0.1)
                    connection.sendall(f"X-{number}: x\r\n".encode())
                connection.sendall(b"Content-Length: 0\r\n\r\n")

        Thread(target=drip, daemon=True).start()
        address = f"http://127.0.0.1:{listening.getsockname()[1]}/"
        with visitor({}, seconds=0.3) as guest, pytest.raises(Unreachable):
            guest.ask("GET", address)


def test_only_listed_providers_of_films_are_asked_and_through_the_guard(settings):
    (finder,) = settings.WAGTAILEMBEDS_FINDERS
    assert finder["class"] == "fetching.embeds"
    endpoints = [provider["endpoint"] for provider in finder["providers"]]
    assert len(endpoints) == 2
    film = {"type": "video", "html": "<iframe></iframe>", "title": "A film", "width": 2}
    answers = {
        "/oembed": (200, {}, json.dumps(film).encode()),
        "/photo": (200, {}, b'{"type": "photo"}'),
    }
    with server("127.0.0.1", answers) as (port, _asked):

        def asking(path, guest=None):
            provider = {"endpoint": f"http://127.0.0.1:{port}{path}", "urls": ["^https://film"]}
            made = embeds.PublicOEmbedFinder(providers=[provider])
            if guest:
                made.visitor = guest
            return made

        found = asking("/oembed", lambda name: visitor({})).find_embed("https://film/1", 300)
        assert (found["html"], found["author_name"]) == ("<iframe></iframe>", "")
        for path, guest in (("/photo", lambda name: visitor({})), ("/oembed", None)):
            with pytest.raises(EmbedNotFoundException):
                asking(path, guest).find_embed("https://film/1")
        with pytest.raises(EmbedNotFoundException):
            asking("/oembed").find_embed("https://other/1")
