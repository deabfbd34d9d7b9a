"""Fetching from a hostile internet on the loopback interface, and parsing in a process that may die of it."""

from __future__ import annotations

import gzip
import shutil
import socket
import threading
import time
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import partial
from pathlib import Path
from typing import Any

import hostile_parsers
import pytest
from internet import Web, answer, away, bomb, cut_off, drip, drip_headers, garbage, own_authority, silent, tagged

from briefer.read.contained import Bounds, Parsers
from briefer.read.fetch import Client, Failed, Limits, onward, vetted
from briefer.read.found import Unusable

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
QUICK = Limits(seconds=0.6, size=200_000, spacing=0.0)


def client(web: Web, limits: Limits = QUICK, **options: Any) -> Client:
    """A client that may call that server."""
    return Client(NOW, allow=[web.host], limits=limits, **options)


def failure(call: Callable[[], object]) -> Failed:
    """What a call failed with."""
    with pytest.raises(Failed) as caught:
        call()
    return caught.value


def test_an_answer_is_whole() -> None:
    """What a server sends comes with its address, type, charset and validators, unpacked, and asked for by name."""
    body = "Fähre".encode("latin-1") * 100
    packed = {"gzip": gzip.compress(body), "deflate": zlib.compress(body), "raw": zlib.compress(body)[2:-4], "": body}
    with Web() as web:
        for name, sent in packed.items():
            packing = {"Content_Encoding": "deflate" if name == "raw" else name} if name else {}
            web.places[f"/{name}"] = answer(
                200, sent, ETag='W/"1"', Last_Modified="Sun, 22 Nov 2026 09:00:00 GMT",
                Content_Type='Text/XML; charset="ISO-8859-1"', **packing,
            )  # fmt: skip
            got = client(web, contact="https://desk.example.org/").get(web.url(f"/{name}"))
            assert (got.body, got.status, got.kind, got.charset) == (body, 200, "text/xml", "ISO-8859-1")
            assert (got.etag, got.last_modified) == ('W/"1"', "Sun, 22 Nov 2026 09:00:00 GMT")
            assert (got.url, got.moved) == (web.url(f"/{name}"), None)
        headers = web.seen["/gzip"][0][1]
        assert headers["User-Agent"].startswith("briefer/")
        assert headers["User-Agent"].endswith(" (+https://desk.example.org/)")
        assert headers["Accept-Encoding"] == "gzip, deflate"
        assert not {"Cookie", "Referer", "Authorization"} & set(headers)


def test_unchanged_is_said() -> None:
    """With its validator a server may say that nothing has changed; without it that is no answer."""
    with Web({"/feed": tagged(b"<rss/>"), "/odd": answer(304)}) as web:
        first = client(web).get(web.url("/feed"))
        again = client(web).get(web.url("/feed"), etag=first.etag, last_modified=first.last_modified)
        assert (first.status, again.status, again.body) == (200, 304, b"")
        assert web.seen["/feed"][1][1]["If-Modified-Since"] == first.last_modified
        assert "without being asked" in failure(lambda: client(web).get(web.url("/odd"))).reason


@pytest.mark.parametrize(
    ("place", "words", "lasting"),
    [
        (drip, "did not answer whole within 0.6 seconds", False),
        (drip_headers, "did not answer whole within 0.6 seconds", False),
        (silent, "did not answer whole within 0.6 seconds", False),
        (bomb(), "is larger than 0.2 MB, the most that is fetched", True),
        (answer(200, b"a" * 300_000), "is larger than 0.2 MB", True),
        (answer(200, b"x", Content_Encoding="br"), "sent its answer packed as 'br', which was not asked for", True),
        (answer(200, b"not gzip", Content_Encoding="gzip"), "sent an answer that cannot be unpacked", False),
        (answer(200, gzip.compress(b"a" * 9000)[:-12], Content_Encoding="gzip"), "what it packed has no end", False),
        (cut_off, "broke off its answer, or sent none that is HTTP", False),
        (garbage, "broke off its answer, or sent none that is HTTP", False),
        (answer(200, b""), "sent nothing: its answer is empty", False),
        (answer(404, b"x"), "is not there (404); check the address", True),
        (answer(403, b"x"), "refuses to be read by programs (403)", True),
        (answer(500, b"x"), "has trouble of its own (500)", False),
        (answer(418, b"x"), "gave the answer 418", True),
        (answer(410), "is gone for good (410)", True),
        (answer(302, b"x"), "gave the answer 302", False),
    ],
)  # fmt: skip
def test_hostile_servers(place: Any, words: str, lasting: bool) -> None:
    """A server that hangs, drips, bombs, lies or breaks off costs its share of time and a reason, and no more."""
    with Web({"/x": place}) as web:
        began = time.monotonic()
        failed = failure(lambda: client(web).get(web.url("/x")))
        assert time.monotonic() - began < 2
        assert words in failed.reason
        assert failed.lasting is lasting


def test_a_bomb_is_not_unpacked() -> None:
    """Of two hundred megabytes in a small body no more is unpacked than the limit allows."""
    import tracemalloc

    with Web({"/x": bomb()}) as web:
        fetching = client(web, Limits(seconds=10, size=1_000_000, spacing=0))
        failure(lambda: client(web).get(web.url("/x")))  # what is imported on the way is not the bomb's
        tracemalloc.start()
        try:
            failure(lambda: fetching.get(web.url("/x")))
            assert tracemalloc.get_traced_memory()[1] < 8_000_000
        finally:
            tracemalloc.stop()


def test_the_limits_are_those_promised() -> None:
    """Ten MiB are the most of an answer, as it is unpacked; time, redirects and manners are as the README has them."""
    promised = Limits(
        seconds=30.0, size=10 * 1024 * 1024, redirects=5, spacing=1.0, per_host=2, at_once=8, longest_wait=24 * 3600
    )
    assert (Limits(), Bounds()) == (promised, Bounds(seconds=10, memory=512_000_000))
    most = b"a" * 10 * 1024 * 1024
    packed = partial(answer, 200, Content_Encoding="gzip")
    with Web({"/most": packed(gzip.compress(most, 1)), "/more": packed(gzip.compress(most + b"a", 1))}) as web:
        patient = client(web, replace(Limits(), spacing=0.0))
        assert patient.get(web.url("/most")).body == most
        assert "is larger than 10.5 MB, the most" in failure(lambda: patient.get(web.url("/more"))).reason


def test_redirects() -> None:
    """Five are followed and a sixth is not; what is permanent from the start is told; a loop ends."""
    with Web({"/end": b"here", "/loop": away("/loop"), "/file": away("file:///etc/passwd")}) as web:
        web.places |= {f"/{n}": away(f"/{n - 1}" if n > 1 else "/end", 301) for n in range(1, 7)}
        web.places |= {"/first": away("/second", 308), "/second": away("/end", 302)}
        got = client(web).get(web.url("/5"))
        assert (got.body, got.url, got.moved) == (b"here", web.url("/end"), web.url("/end"))
        assert "more than 5 times" in failure(lambda: client(web).get(web.url("/6"))).reason
        assert "more than 5 times" in failure(lambda: client(web).get(web.url("/loop"))).reason
        assert "no web address" in failure(lambda: client(web).get(web.url("/file"))).reason
        assert client(web).get(web.url("/first")).moved == web.url("/second")


def test_redirects_share_one_time() -> None:
    """A chain of slow answers has together no more time than one."""

    def slow(request: Any) -> None:
        time.sleep(0.25)
        request.send(302, b"", Location="/slow")

    with Web({"/slow": slow}) as web:
        began = time.monotonic()
        assert "within 0.6 seconds" in failure(lambda: client(web).get(web.url("/slow"))).reason
        assert time.monotonic() - began < 1.5


def test_onward() -> None:
    """From open to protected is fine, the other way is not."""
    assert onward("http://a.example/x", "https://a.example/y") == "https://a.example/y"
    assert onward("https://a.example/x/y", "../z") == "https://a.example/z"
    with pytest.raises(Failed, match="from a protected address"):
        onward("https://a.example/x", "http://a.example/x")
    for bad in ("javascript:alert(1)", "http://me:secret@a.example/", "http://[::1", "ftp://a.example/"):
        with pytest.raises(Failed, match="no web address"):
            onward("https://a.example/x", bad)


INWARD = (
    "127.0.0.1 10.0.0.1 172.16.3.4 192.168.1.1 169.254.169.254 0.0.0.0 100.64.0.1 192.0.0.8 192.0.2.1 198.18.0.1 "
    "224.0.0.1 239.1.1.1 240.0.0.1 255.255.255.255 192.88.99.1 ::1 :: fe80::1 fe80::1%eth0 fc00::1 fd12::1 ff02::1 "
    "::ffff:127.0.0.1 ::ffff:10.0.0.1 64:ff9b::7f00:1 64:ff9b:1::a00:1 2002:7f00:1:: 2001:0:1:: ::7f00:1 fec0::1 "
    "2001:db8::1"
).split()


@pytest.mark.parametrize("address", INWARD)
def test_inward_addresses(address: str) -> None:
    """An address of a private, special or disguised kind is refused, and so is a name that has one among others."""
    with pytest.raises(Failed, match=r"private network.*allow it by its host:port"):
        vetted(["93.184.216.34", address])


def test_public_addresses() -> None:
    """Addresses of the public internet pass as they are."""
    public = ("93.184.216.34", "8.8.8.8", "2606:2800:220:1:248:1893:25c8:1946")
    assert vetted(public) == public


@pytest.mark.parametrize("host", "127.0.0.1 localhost 2130706433 0x7f.1 127.1 [::1] [::ffff:127.0.0.1] 0".split())
def test_inward_names(host: str) -> None:
    """However this machine is written, it is not called, by an address or by a redirect."""
    with Web({"/": b"secret"}) as web:
        port = web.server_address[1]
        stranger = Client(NOW, limits=QUICK)
        reason = failure(lambda: stranger.get(f"http://{host}:{port}/")).reason
        assert "private network" in reason or "no machine of that name" in reason
        assert web.seen == {}
    with Web({"/out": away(f"http://{host}:{port}/")}) as web:
        reason = failure(lambda: client(web).get(web.url("/out"))).reason
        assert "private network" in reason or "no machine of that name" in reason


def test_a_name_is_resolved_once() -> None:
    """The connection goes to the address that was looked at, whatever the name means a moment later."""
    asked: list[str] = []

    def resolve(host: str, port: int, **_: Any) -> list[tuple[Any, ...]]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1" if len(asked) == 1 else "10.9.9.9", port))]

    with Web({"/": b"here"}) as web:
        port = web.server_address[1]
        fetching = Client(NOW, allow=[f"news.example.org:{port}"], limits=QUICK, resolve=resolve)
        assert fetching.get(f"http://News.example.org:{port}/").body == b"here"
        assert asked == ["news.example.org"]
        assert web.seen["/"][0][1]["Host"] == f"news.example.org:{port}"
        refused = Client(NOW, limits=QUICK, resolve=resolve)
        assert "private network" in failure(lambda: refused.get(f"http://news.example.org:{port}/")).reason


def test_a_resolver_that_hangs() -> None:
    """A name server that never answers costs the time of one fetch."""
    over = threading.Event()

    def resolve(*_: Any, **__: Any) -> list[tuple[Any, ...]]:
        over.wait(20)
        return []

    began = time.monotonic()
    reason = failure(lambda: Client(NOW, limits=QUICK, resolve=resolve).get("http://news.example.org/")).reason
    over.set()
    assert "did not answer whole" in reason
    assert time.monotonic() - began < 2


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificate of this test")
def test_a_certificate_of_nobody(tmp_path: Path) -> None:
    """A machine that cannot prove its name is not believed, and neither is one that speaks no TLS."""
    context, _ = own_authority(tmp_path)
    with Web({"/": b"here"}) as web:
        assert "cannot be reached" in failure(lambda: client(web).get(f"https://{web.host}/")).reason
        web.socket = context.wrap_socket(web.socket, server_side=True)
        failed = failure(lambda: client(web).get(f"https://{web.host}/"))
        assert failed.reason == (
            "has no valid certificate (self-signed certificate); check the address, or name a company's own authority "
            "with BRIEFER_CA_BUNDLE"
        )
        assert web.seen == {}


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificate of this test")
def test_the_authority_of_a_company(tmp_path: Path) -> None:
    """Named, it is believed for its names and no others, and the public ones are believed beside it."""
    context, authority = own_authority(tmp_path)
    with Web({"/": b"here"}) as web:
        web.socket = context.wrap_socket(web.socket, server_side=True)
        believing = client(web, ca_bundle=authority)
        assert believing.get(f"https://{web.host}/").body == b"here"
        port = web.host.rpartition(":")[2]
        other = Client(NOW, allow=[f"127.0.0.2:{port}"], limits=QUICK, ca_bundle=authority, resolve=elsewhere)
        assert "is not valid for '127.0.0.2'" in failure(lambda: other.get(f"https://127.0.0.2:{port}/")).reason
        assert len(believing._context.get_ca_certs()) > 20


def elsewhere(host: str, port: int, **_: Any) -> list[tuple[Any, ...]]:
    """Whatever the name, it is this machine."""
    return [(socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", port))]


def test_no_proxy_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy in the environment is passed over: it would call what is refused here."""
    with Web({"/": b"here"}) as web, Web() as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://{proxy.host}")
        assert client(web).get(web.url("/")).body == b"here"
        assert proxy.seen == {}


def test_a_dead_host_is_let_be() -> None:
    """After two waits in vain a host is not asked a third time in the run, and others are."""
    with Web({"/x": silent, "/y": b"here"}) as web, Web({"/": b"there"}) as other:
        fetching = Client(NOW, allow=[web.host, other.host], limits=Limits(seconds=0.2, spacing=0))
        for _ in range(2):
            assert "did not answer whole" in failure(lambda: fetching.get(web.url("/x"))).reason
        assert "its host did not answer twice" in failure(lambda: fetching.get(web.url("/y"))).reason
        assert fetching.get(other.url("/")).body == b"there"
    reason = failure(lambda: client(other).get(other.url("/"))).reason
    assert reason == "cannot be reached (connection refused)"


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("120", 120),
        ("999999", 86_400),
        (format_datetime(NOW.replace(hour=7), usegmt=True), 3600),
        (format_datetime(NOW.replace(hour=5), usegmt=True), 0),
        ("soon", None),
        ("-5", None),
        ("9" * 5000, None),
    ],
)
def test_retry_after(said: str, seconds: float | None) -> None:
    """A host that asks to be left alone is, for as long as it asks and no longer than a day."""
    with Web({"/x": answer(429, Retry_After=said), "/y": b"here"}) as web:
        fetching = client(web)
        failed = failure(lambda: fetching.get(web.url("/x")))
        assert failed.status == 429
        assert failed.wait == (None if seconds is None else pytest.approx(seconds, abs=2))
        if seconds:
            assert "asks to be left alone for" in failed.reason
            held = failure(lambda: fetching.get(web.url("/y")))
            assert held.ours and "asked to be left alone" in held.reason
            assert fetching.held() == {web.host: pytest.approx(seconds, abs=2)}
            assert "/y" not in web.seen
        else:
            assert fetching.get(web.url("/y")).body == b"here"


def test_gentle_with_a_host() -> None:
    """Requests to one host begin a while after one another and never three at once; in all there is a limit too."""

    lock, asked, most = threading.Lock(), [0], [0]

    def slow(request: Any) -> None:
        with lock:
            asked[0] += 1
            most[0] = max(most[0], asked[0])
        time.sleep(0.15)
        with lock:
            asked[0] -= 1
        request.send(200, b"x")

    with Web({"/x": slow}) as web:
        fetching = client(web, Limits(spacing=0.06))
        with ThreadPoolExecutor(8) as threads:
            list(threads.map(lambda _: fetching.get(web.url("/x")), range(8)))
        moments = sorted(moment for moment, _ in web.seen["/x"])
        assert moments[-1] - moments[0] > 7 * 0.06 - 0.03
        assert most[0] <= 2
    webs = [Web({"/x": slow}) for _ in range(4)]
    for web in webs:
        web.__enter__()
    together = Client(NOW, allow=[web.host for web in webs], limits=Limits(spacing=0, at_once=1))
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda web: together.get(web.url("/x")), webs))
    moments = sorted(web.seen["/x"][0][0] for web in webs)
    assert moments[-1] - moments[0] > 3 * 0.15 - 0.03
    for web in webs:
        web.__exit__(None, None, None)


def test_the_spacing_is_a_second() -> None:
    """By default a host is asked once a second, told by a clock that does not have to run."""
    present = [0.0]
    naps: list[float] = []

    def sleep(seconds: float) -> None:
        naps.append(seconds)
        present[0] += seconds

    with Web({"/x": b"x"}) as web:
        fetching = client(web, Limits(), clock=lambda: present[0], sleep=sleep)
        for _ in range(3):
            fetching.get(web.url("/x"))
    assert naps == [pytest.approx(1.0), pytest.approx(1.0)]


def test_a_run_has_an_end() -> None:
    """When a run has taken its time, nobody is asked any more, and that is no failing of the source."""
    present = [0.0]
    with Web({"/x": b"x"}) as web:
        fetching = client(web, Limits(spacing=0), clock=lambda: present[0])
        fetching.get(web.url("/x"))
        present[0] = 901.0
        failed = failure(lambda: fetching.get(web.url("/x")))
    assert failed.ours and failed.reason == "is left for the next run: this one has fetched for 15 minutes"


RULES = b"User-agent: *\nDisallow: /private\nDisallow: /*.pdf$\nAllow: /private/press\nCrawl-delay: 0.1\n"


def polite(web: Web, parsers: Parsers) -> Client:
    """A client that reads robots.txt."""

    def robots(rules: bytes, url: str, agent: str) -> tuple[bool, float]:
        said = parsers.parse("robots", rules, urls=[url], agent="briefer")
        return said["may"][0], said["delay"]

    return client(web, robots=robots)


def test_robots() -> None:
    """A page that robots.txt keeps from programs is not fetched when we are polite; the file is fetched once."""
    with Parsers() as parsers, Web({"/robots.txt": RULES}) as web:
        fetching = polite(web, parsers)
        for path in ("/a", "/private/x", "/x.pdf", "/private/press/1"):
            web.places[path] = b"here"
        web.places["/leads"] = away("/private/x")
        for path in ("/a", "/private/press/1"):
            assert fetching.get(web.url(path), polite=True).body == b"here"
        for path in ("/private/x", "/x.pdf", "/leads"):
            failed = failure(partial(fetching.get, web.url(path), polite=True))
            assert failed.lasting and "robots.txt" in failed.reason
        assert fetching.get(web.url("/private/x")).body == b"here"  # a feed that the user has named
        assert len(web.seen["/robots.txt"]) == 1
        first, second = (web.seen[path][0][0] for path in ("/a", "/private/press/1"))
        assert second - first > 0.08  # as it asks


def test_robots_that_cannot_be_had() -> None:
    """Without the file everything may be fetched; while its server is broken nothing may (RFC 9309)."""
    with Parsers() as parsers:
        for place, allowed in ((answer(404), True), (answer(403), True), (answer(200), True), (answer(500), False),
                               (answer(200, b"\xff\xfe\0Disallow: /" * 60_000), True)):  # fmt: skip
            with Web({"/robots.txt": place, "/a": b"here"}) as web:
                if allowed:
                    assert polite(web, parsers).get(web.url("/a"), polite=True).body == b"here"
                else:
                    failed = failure(partial(polite(web, parsers).get, web.url("/a"), polite=True))
                    assert not failed.lasting and "its robots.txt has trouble of its own (500)" in failed.reason


# ---- the process that parses

TABLE = {name: f"hostile_parsers:{name}" for name in dir(hostile_parsers) if not name.startswith("_")}


def reason(parsers: Parsers, parser: str) -> str:
    """Why a parse gave nothing."""
    with pytest.raises(Unusable) as caught:
        parsers.parse(parser, b"abc")
    return caught.value.reason


def test_what_kills_a_parser_kills_nothing_else() -> None:
    """A crash, an end, a fault and an odd answer are reasons, and the next parse is served."""
    with Parsers(table=TABLE) as parsers:
        expected = {
            "crash": "could not be read: its reader crashed (SIGSEGV)",
            "leave": "could not be read: its reader crashed (status 7)",
            "fault": "could not be read (KeyError in its reader)",
            "odd": "could not be read: its reader gave no plain answer",
        }
        for name, words in expected.items():
            assert reason(parsers, name) == words
            assert parsers.parse("length", b"abc") == 3
        assert parsers.parse("chatter", b"") == "said"
        assert parsers.parse("length", b"a" * 9_000_000) == 9_000_000


def test_time_and_memory_are_bounded() -> None:
    """A parser that loops or wants more memory than there is ends with a reason, the clock starting anew each time."""
    with Parsers(Bounds(seconds=1, memory=300_000_000), TABLE) as parsers:
        for _ in range(2):
            assert reason(parsers, "eat") == "could not be read: its reader needs more than 300 MB"
        began = time.monotonic()
        assert reason(parsers, "spin") == "could not be read: its reader took more than 1 s of processor time"
        assert time.monotonic() - began < 8
        assert parsers.parse("length", b"abc") == 3


def test_a_parser_that_sleeps() -> None:
    """One that uses no processor and never ends is ended by the clock on the wall."""
    with Parsers(Bounds(seconds=1, slack=0.0), TABLE) as parsers:
        assert "took more than 1 s" in reason(parsers, "sleep")


def test_a_parser_knows_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process that strangers' bytes are parsed in has nothing of the environment but what it needs to run."""
    monkeypatch.setenv("BRIEFER_SMTP_PASSWORD", "secret")
    with Parsers(table=TABLE) as parsers:
        held = set(parsers.parse("secret", b""))
    assert held <= {"PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "PYTHONHASHSEED", "LANG", "LC_CTYPE", "MALLOC_ARENA_MAX"}


def test_one_process_serves_many() -> None:
    """Threads share one process and each gets the answer to its own question."""
    with Parsers(table=TABLE) as parsers, ThreadPoolExecutor(8) as threads:
        sizes = list(range(0, 4000, 50))
        assert list(threads.map(lambda size: parsers.parse("length", b"a" * size), sizes)) == sizes


def test_hostile_pages() -> None:
    """Real pages made to be slow, deep or large are refused or read, with the real parsers in their real bounds."""
    pages = {
        "deep": b"<html><body>" + b"<div>" * 50_000 + b"x",
        "attributes": b"<html><body><p " + b" ".join(b"a%d=1" % n for n in range(50_000)) + b">x",
        "comments": b"<html>" + b"<!--" * 50_000,
        "one line": b"<html><body><p>" + b"word " * 1_500_000,
        "binary": bytes(range(256)) * 1000,
        "nothing": b" ",
    }
    with Parsers() as parsers:
        for body in pages.values():
            began = time.monotonic()
            with suppress(Unusable):
                assert parsers.parse("document", body, kind="text/html")[0]["text"]
            assert time.monotonic() - began < 15
