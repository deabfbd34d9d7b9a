"""A small hostile internet on the loopback interface, for the tests: every behaviour is a path."""

from __future__ import annotations

import gzip
import ssl
import subprocess
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any

LETTERS = (
    "The harbour ministry said on Sunday that the ferry line to the northern islands opens again in March. ",
    "Its envoy told reporters that the two sides had agreed on the price of fuel after four days of talks. ",
    "Fishing boats may leave the port from Monday, the coast guard said in a statement read at noon. ",
    "A spokesman for the union denied that its members had been asked before the timetable was printed. ",
)


def article(number: int = 0, paragraphs: int = 8) -> str:
    """The text of an article of some two hundred words, another for each number."""
    lines = [
        LETTERS[(number + n) % len(LETTERS)] + f"This was report {number} and its part {n}." for n in range(paragraphs)
    ]
    return "\n\n".join(lines)


def page(title: str = "Ferry opens", number: int = 0, head: str = "", paragraphs: int = 8) -> bytes:
    """A web page around that article."""
    body = "".join(f"<p>{block}</p>" for block in article(number, paragraphs).split("\n\n"))
    return (
        f"<!doctype html><html lang='en'><head><meta charset='utf-8'><title>{title}</title>{head}</head>"
        f"<body><nav><a href='/'>Home</a></nav><article><h1>{title}</h1>{body}</article></body></html>"
    ).encode()


def rss(*items: str, title: str = "Harbour Wire (demo)") -> bytes:
    """An RSS feed of these items."""
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>{title}</title><language>en</language>{''.join(items)}</channel></rss>"
    ).encode()


def item(number: int, link: str = "", guid: str = "", whole: bool = True, date: str = "", title: str = "") -> str:
    """An item of such a feed, with its whole text or a summary."""
    text = article(number).replace("\n\n", "<br><br>")
    body = f"<content:encoded><![CDATA[{text}]]></content:encoded>" if whole else ""
    return (
        f"<item><title>{title or f'Report {number}'}</title>"
        + (f"<link>{link}</link>" if link else "")
        + (f"<guid isPermaLink='false'>{guid}</guid>" if guid else "")
        + f"<description>{LETTERS[number % 4]}</description>{body}"
        + f"<pubDate>{date or 'Sun, 22 Nov 2026 09:00:00 +0000'}</pubDate></item>"
    )


class Request(BaseHTTPRequestHandler):
    """One request; what it gets is in the table of the internet."""

    protocol_version = "HTTP/1.1"
    server: Web

    def do_GET(self) -> None:
        """Answer with what stands at the path."""
        path = self.path.partition("?")[0]
        with self.server.lock:
            self.server.seen[path].append((time.monotonic(), dict(self.headers)))
        try:
            place = self.server.places.get(path)
            if place is None:
                self.send(404, b"not here")
            elif callable(place):
                place(self)
            else:
                self.send(200, place)
        except OSError:
            pass  # whoever asked has gone

    def send(self, status: int, body: bytes = b"", **headers: str) -> None:
        """Send a whole answer."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if "Content_Length" not in headers and status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


Place = bytes | Callable[[Request], None]


class Web(ThreadingHTTPServer):
    """The server: ``places`` says what is where, ``seen`` what was asked."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, places: Mapping[str, Place] | None = None) -> None:
        super().__init__(("127.0.0.1", 0), Request)
        self.places: dict[str, Place] = dict(places or {})
        self.seen: dict[str, list[tuple[float, dict[str, str]]]] = defaultdict(list)
        self.lock = threading.Lock()
        self.over = threading.Event()

    @property
    def host(self) -> str:
        """Its host and port."""
        return f"127.0.0.1:{self.server_address[1]}"

    def url(self, path: str) -> str:
        """The address of a path."""
        return f"http://{self.host}{path}"

    def __enter__(self) -> Web:
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.over.set()
        self.shutdown()
        self.server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Pass over connections that were broken off."""


# ---- certificates


def own_authority(place: Path) -> tuple[ssl.SSLContext, str]:
    """A server's context with a certificate of nobody known, and the file that makes it believed."""
    key, certificate = str(place / "key"), str(place / "certificate")
    made = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost".split()
    made += ["-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost"]
    subprocess.run(["openssl", *made, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context, certificate


# ---- behaviours


def answer(status: int, body: bytes = b"", **headers: str) -> Place:
    """Always this answer."""
    return lambda request: request.send(status, body, **headers)


def away(target: str, status: int = 302) -> Place:
    """A redirect."""
    return lambda request: request.send(status, b"", Location=target)


def silent(request: Request) -> None:
    """Never say a word."""
    request.server.over.wait(20)
    request.close_connection = True


def drip(request: Request) -> None:
    """Send a letter every now and then, for ever."""
    request.send_response(200)
    request.send_header("Content-Length", "1000000")
    request.end_headers()
    while not request.server.over.wait(0.05):
        request.wfile.write(b"a")


def drip_headers(request: Request) -> None:
    """Send the head of the answer letter by letter."""
    for letter in b"HTTP/1.1 200 OK\r\nX-Long: " + b"a" * 100_000:
        if request.server.over.wait(0.05):
            return
        request.wfile.write(bytes((letter,)))


def bomb(packed_by: str = "gzip") -> Place:
    """A small body that unpacks to 200 MB."""
    body = gzip.compress(b"\0" * 200_000_000, 1) if packed_by == "gzip" else b""
    return answer(200, body, Content_Encoding=packed_by, Content_Type="text/html")


def cut_off(request: Request) -> None:
    """Promise more than is sent."""
    request.send(200, b"<rss><channel>", Content_Length="100000")
    request.close_connection = True


def garbage(request: Request) -> None:
    """Answer with something that is no HTTP."""
    request.wfile.write(b"\x16\x03\x01 this is no answer\r\n\r\n")
    request.close_connection = True


def tagged(body: bytes, etag: str = '"v1"') -> Place:
    """A body with an ETag, and 304 for those who have it."""

    def place(request: Request) -> None:
        if request.headers.get("If-None-Match") == etag:
            request.send(304, ETag=etag)
        else:
            request.send(200, body, ETag=etag, Last_Modified=formatdate(0, usegmt=True), Content_Type="text/xml")

    return place
