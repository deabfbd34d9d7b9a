"""Getting bytes from the web, which may be slow, endless, lying or pointing inward. The only module that knows httpx.

Every address is resolved once, all that it resolves to is looked at, and the connection goes to one of those very
addresses: a name cannot mean a public machine when it is checked and a private one when it is called. One clock runs
from the first packet to the last, since httpx counts every wait anew and a byte each second would never be late.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import threading
import time
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ..values import dataclass
from ..version import VERSION
from .found import Unusable, megabytes
from .identity import web_address

if TYPE_CHECKING:
    import httpcore
    import httpx

_BUNDLE = "BRIEFER_CA_BUNDLE"  # how a user names the file
_ROBOTS_BYTES = 500_000  # RFC 9309 asks for at least this much of it to be read
_LONGEST_DELAY = 10.0  # seconds between two pages; some robots.txt ask for minutes, which is a refusal in other words
_TIRED_AFTER = 2  # times in one run that a host may leave us waiting; a third wait would be as long

# What is_global of Python 3.11 lets pass and must not be called: addresses that carry a private one inside (NAT64,
# 6to4, Teredo, IPv4-compatible), protocol assignments, groups, and the old site-local ones.
_INWARD = tuple(
    ipaddress.ip_network(each)
    for each in (
        "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96", "fec0::/10", "ff00::/8",
        "192.0.0.0/24", "192.88.99.0/24", "224.0.0.0/4", "240.0.0.0/4", "100.64.0.0/10", "0.0.0.0/8",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Limits:
    """What one answer may cost, and how gently hosts are asked."""

    seconds: float = 30.0  # from the first packet to the last, redirects included
    size: int = 10 * 1024 * 1024  # bytes, unpacked
    redirects: int = 5
    spacing: float = 1.0  # seconds between the beginnings of two requests to one host
    per_host: int = 2  # at once
    at_once: int = 8  # in all
    longest_wait: int = 86_400  # seconds; the most that a Retry-After is believed
    whole: float = 900.0  # seconds for all requests of a run; what is left over is for the next


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server sent."""

    url: str  # where it came from, after all redirects
    status: int  # 200, or 304 when nothing has changed
    body: bytes = b""
    kind: str = ""  # the media type, in lower case
    charset: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    moved: str | None = None  # where the address has moved for good, when the server said so


class Failed(Exception):
    """Nothing was got; the message says why in words for the user."""

    def __init__(
        self,
        reason: str,
        status: int | None = None,
        wait: float | None = None,
        lasting: bool = False,
        ours: bool = False,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status
        self.wait = wait  # seconds for which the host asks to be left alone
        self.lasting = lasting  # trying again soon would give the same
        self.ours = ours  # nobody was asked: the host wants to be left alone, or this run has no time left


Resolve = Callable[..., Sequence[tuple[Any, ...]]]
Robots = Callable[[bytes, str, str], "tuple[bool, float]"]  # the file, the address, our name -> may we, and how often


class Client:
    """Fetches addresses, gently and within limits; threads may share it."""

    def __init__(
        self,
        now: datetime,
        *,
        allow: Collection[str] = (),
        contact: str | None = None,
        ca_bundle: str | None = None,
        limits: Limits | None = None,
        robots: Robots | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        resolve: Resolve = socket.getaddrinfo,
    ) -> None:
        self._now = now
        self._began = clock()
        self._allow = frozenset(each.lower() for each in allow)
        self._limits = limits or Limits()
        self._robots = robots
        self._clock = clock
        self._resolve = resolve
        self._turns = _Turns(self._limits, clock, sleep)
        self._ca_bundle = ca_bundle
        self._context: Any = None
        self._rules: dict[str, tuple[threading.Lock, list[bytes | Failed]]] = {}
        self._lock = threading.Lock()
        self.agent = f"briefer/{VERSION}" + (f" (+{contact})" if contact else "")

    def get(
        self, url: str, *, etag: str | None = None, last_modified: str | None = None, polite: bool = False
    ) -> Answer:
        """Return what is at an address, unless it is unchanged; raise Failed with the reason when there is nothing.

        ``polite`` asks robots.txt first, as is right for pages and needless for a feed that the user has named.
        """
        headers = {"If-None-Match": etag, "If-Modified-Since": last_modified}
        return self._get(url, {key: value for key, value in headers.items() if value}, polite, self._limits.size)

    def status(self, url: str, since: str | None) -> int:
        """Return 200, or 304 where nothing has changed since a date (RFC 9110), for a page, without its body.

        Raises Failed with the status of any other answer. robots.txt is asked first.
        """
        headers = {"If-Modified-Since": since} if since else {}
        return self._get(url, headers, True, 0).status

    def ask(self, url: str) -> None:
        """Raise Failed when robots.txt asks programs not to fetch a page."""
        self._ask_robots(url)

    def tell(self, url: str, words: bytes) -> None:
        """Send a few words to an address; raise Failed when they were not taken. Redirects are not followed."""
        import httpx

        until = self._clock() + self._limits.seconds
        try:
            with self._connection(url, until) as client:
                headers = {"User-Agent": self.agent, "Content-Type": "text/plain; charset=utf-8"}
                with client.stream("POST", url, headers=headers, content=words) as response:
                    status = response.status_code
        except httpx.TimeoutException:
            raise Failed(f"did not answer within {self._limits.seconds:g} seconds") from None
        except httpx.ConnectError as error:
            raise Failed(_why_not_reached(error)) from None
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError, ValueError) as error:
            raise Failed(f"cannot be called ({_short(error)})", lasting=True) from None
        if not 200 <= status < 300:
            raise self._refusal(status, None)

    def hold(self, host: str, seconds: float) -> None:
        """Leave a host alone for so long, as it has asked in an earlier run."""
        self._turns.hold(host, seconds)

    def held(self) -> dict[str, float]:
        """Return the hosts that asked to be left alone, and for how many seconds from now."""
        return self._turns.held()

    # ---- one address, and where it leads

    def _get(self, url: str, headers: dict[str, str], polite: bool, size: int) -> Answer:
        address, moved, lasting = url, None, True
        seconds = self._limits.seconds
        for _ in range(self._limits.redirects + 1):
            if polite:
                self._ask_robots(address)
            with self._turns.turn(_host(address)):
                began = self._clock()  # waiting for a turn is our own doing and not the server's
                answer = self._hop(address, headers, began + seconds, size)
                seconds -= self._clock() - began
            if isinstance(answer, Answer):
                if answer.status == 304 and not headers:
                    raise Failed("answered that nothing has changed (304) without being asked that")
                return replace(answer, moved=moved)
            status, location = answer
            address = onward(address, location)
            lasting = lasting and status in (301, 308)
            moved = address if lasting else moved
        raise Failed(f"leads from one address to the next more than {self._limits.redirects} times; check the address")

    def _hop(self, url: str, headers: dict[str, str], until: float, size: int) -> Answer | tuple[int, str]:
        """Ask one address; the answer may be where to go next."""
        import httpx

        host, turns = _host(url), self._turns
        try:
            with self._connection(url, until) as client:
                asked = {
                    "User-Agent": self.agent,
                    "Accept": "application/atom+xml, application/rss+xml, application/feed+json, text/html;q=0.9, "
                    "application/xhtml+xml;q=0.9, application/xml;q=0.8, */*;q=0.5",
                    "Accept-Encoding": "gzip, deflate",
                    **headers,
                }
                with client.stream("GET", url, headers=asked) as response:
                    found = self._read(url, response, until, size)
            turns.answered(host)
            return found
        except Failed as failed:
            if failed.wait is not None:
                turns.hold(host, failed.wait)
            raise
        except httpx.TimeoutException:
            turns.kept_waiting(host)
            raise Failed(f"did not answer whole within {self._limits.seconds:g} seconds") from None
        except httpx.ConnectError as error:
            turns.kept_waiting(host)
            raise Failed(_why_not_reached(error)) from None
        except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError) as error:
            raise Failed(f"broke off its answer, or sent none that is HTTP ({_short(error)})") from None
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError, ValueError) as error:
            raise Failed(f"cannot be fetched ({_short(error)}); check the address", lasting=True) from None

    def _read(self, url: str, response: httpx.Response, until: float, size: int) -> Answer | tuple[int, str]:
        status = response.status_code
        if status in (301, 302, 303, 307, 308) and response.headers.get("location"):
            return status, response.headers["location"]
        kind, charset = _media(response.headers.get("content-type", ""))
        etag, last_modified = (_header(response.headers.get(name)) for name in ("etag", "last-modified"))
        if status == 304:
            return Answer(url, 304, kind=kind, charset=charset, etag=etag, last_modified=last_modified)
        if status not in (200, 203):
            raise self._refusal(status, response.headers.get("retry-after"))
        if not size:
            return Answer(url, 200)
        body = b"".join(self._unpacked(response, until, size))
        if not body:
            raise Failed("sent nothing: its answer is empty")
        return Answer(url, 200, body, kind, charset, etag, last_modified)

    def _unpacked(self, response: httpx.Response, until: float, size: int) -> Iterator[bytes]:
        """Yield the body as it was before packing, counting what comes out: a small body can hold a huge one."""
        packed = response.headers.get("content-encoding", "").strip().lower()
        if packed not in ("", "identity", "gzip", "x-gzip", "deflate"):
            raise Failed(f"sent its answer packed as {packed[:30]!r}, which was not asked for", lasting=True)
        unpack = _Unpacker(packed) if packed not in ("", "identity") else None
        came = total = 0
        for chunk in response.iter_raw():
            came += len(chunk)
            for piece in unpack.feed(chunk, size + 1 - total) if unpack else (chunk,):
                total += len(piece)
                if total <= size:
                    yield piece
            if max(total, came) > size:
                if size == _ROBOTS_BYTES:
                    return
                raise Failed(f"is larger than {megabytes(size)}, the most that is fetched", lasting=True)
            if self._clock() > until:
                raise Failed(f"did not answer whole within {self._limits.seconds:g} seconds")
        if unpack and not unpack.whole:
            raise Failed("broke off its answer: what it packed has no end")

    def _refusal(self, status: int, retry_after: str | None) -> Failed:
        wait = self._wait(retry_after) if status in (429, 503) else None
        words = {
            401: "asks for a password (401)",
            403: "refuses to be read by programs (403)",
            404: "is not there (404); check the address",
            410: "is gone for good (410); take it out, or give its new address",
            429: "has had too many requests (429)",
            451: "may not be shown for legal reasons (451)",
        }.get(status)
        if words is None:
            words = f"has trouble of its own ({status})" if status >= 500 else f"gave the answer {status}"
        if wait is not None:
            words += f" and asks to be left alone for {_span(wait)}"
        return Failed(words, status, wait, lasting=400 <= status < 500 and status not in (408, 425, 429))

    def _wait(self, said: str | None) -> float | None:
        """Return the seconds a Retry-After stands for, whether it is a number or a date."""
        from email.utils import parsedate_to_datetime

        said = (said or "").strip()
        if not said:
            return None
        if re.fullmatch(r"\d{1,12}", said):
            return float(min(int(said), self._limits.longest_wait))
        try:
            moment = parsedate_to_datetime(said)
        except (ValueError, TypeError, OverflowError):
            return None
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        present = self._now + timedelta(seconds=self._clock() - self._began)
        return min(max(0.0, (moment - present).total_seconds()), float(self._limits.longest_wait))

    # ---- whether it may be fetched

    def _ask_robots(self, url: str) -> None:
        if self._robots is None:
            return
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        with self._lock:
            lock, known = self._rules.setdefault(origin, (threading.Lock(), []))
        with lock:
            if not known:
                known.append(self._robots_of(origin))
        rules = known[0]
        if isinstance(rules, Failed):
            raise rules
        if not rules:
            return
        try:
            may, delay = self._robots(rules, url, self.agent)
        except Unusable:
            return  # a file that says nothing forbids nothing
        if delay > self._limits.spacing:
            self._turns.slow(_host(url), min(delay, _LONGEST_DELAY))
        if not may:
            raise Failed("asks programs not to fetch this page (robots.txt)", lasting=True)

    def _robots_of(self, origin: str) -> bytes | Failed:
        try:
            return self._get(f"{origin}/robots.txt", {}, False, _ROBOTS_BYTES).body
        except Failed as failed:
            # RFC 9309: what is not there allows everything, what cannot be had now allows nothing for now.
            if failed.status is not None and 400 <= failed.status < 500 and failed.status != 429:
                return b""
            if "answer is empty" in failed.reason:
                return b""
            return Failed(
                f"did not say whether its pages may be fetched: its robots.txt {failed.reason}", ours=failed.ours
            )

    # ---- the connection

    @contextmanager
    def _connection(self, url: str, until: float) -> Iterator[httpx.Client]:
        import httpx

        with self._lock:
            if self._context is None:
                self._context = httpx.create_ssl_context(trust_env=False)
                if self._ca_bundle is not None:  # beside those that everybody believes
                    self._context.load_verify_locations(self._ca_bundle)
        transport = _transport(self._context, self._allow, self._resolve, until, self._clock)
        with httpx.Client(transport=transport, trust_env=False, follow_redirects=False, timeout=None) as client:
            yield client


def onward(address: str, location: str) -> str:
    """Return where a redirect leads; raise Failed for one that must not be followed.

    >>> onward("http://a.example/x", "https://a.example/y")
    'https://a.example/y'
    """
    target = web_address(location, address)
    if target is None:
        raise Failed("leads to something that is no web address; check the address", lasting=True)
    if address.startswith("https:") and not target.startswith("https:"):
        raise Failed(
            "leads from a protected address (https) to an open one (http), which is not followed", lasting=True
        )
    return target


def vetted(addresses: Iterable[str]) -> tuple[str, ...]:
    """Return addresses of machines in the public internet as they are; raise Failed when one of them is another."""
    given = tuple(dict.fromkeys(addresses))
    for address in given:
        try:
            ip = ipaddress.ip_address(address.partition("%")[0])
        except ValueError:
            raise Failed("has an address that is none of the internet's", lasting=True) from None
        inside = ip.ipv4_mapped if isinstance(ip, ipaddress.IPv6Address) else None
        ip = inside or ip
        if not ip.is_global or ip.is_multicast or any(ip in net for net in _INWARD if net.version == ip.version):
            raise Failed(
                "is a machine of a private network, and briefer only calls public ones; "
                "allow it by its host:port in the configuration if it is yours",
                lasting=True,
            )
    return given


def _transport(context: Any, allow: frozenset[str], resolve: Resolve, until: float, clock: Callable[[], float]) -> Any:
    """Return an httpx transport whose connections go to vetted addresses and end in time."""
    import httpcore
    import httpx

    def left() -> float:
        seconds = until - clock()
        if seconds <= 0:
            raise httpcore.ReadTimeout("late")
        return seconds

    class Stream(httpcore.NetworkStream):
        """A connection on which every wait ends when the time for all of them does."""

        def __init__(self, inner: httpcore.NetworkStream) -> None:
            self._inner = inner

        def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
            return self._inner.read(max_bytes, left())

        def write(self, buffer: bytes, timeout: float | None = None) -> None:
            self._inner.write(buffer, left())

        def close(self) -> None:
            self._inner.close()

        def start_tls(
            self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
        ) -> httpcore.NetworkStream:
            return Stream(self._inner.start_tls(ssl_context, server_hostname, left()))

        def get_extra_info(self, info: str) -> Any:
            return self._inner.get_extra_info(info)

    class Pinned(httpcore.NetworkBackend):
        """Connects to the very addresses that were looked at; TLS still checks the name."""

        def connect_tcp(
            self,
            host: str,
            port: int,
            timeout: float | None = None,
            local_address: str | None = None,
            socket_options: Iterable[Any] | None = None,
        ) -> httpcore.NetworkStream:
            addresses = _addresses(host, port, resolve, left())
            if not _allowed(host, port, allow):
                addresses = vetted(addresses)
            backend = httpcore.SyncBackend()
            for number, address in enumerate(addresses, start=1):
                # The last may have all the time there is; the others must leave some for it.
                share = left() if number == len(addresses) else left() / 3
                try:
                    return Stream(backend.connect_tcp(address, port, share, None, socket_options))
                except (httpcore.ConnectError, httpcore.ConnectTimeout):
                    if number == len(addresses):
                        raise
            raise httpcore.ConnectError("its name is not known")

    pool = httpcore.ConnectionPool(ssl_context=context, network_backend=Pinned(), max_connections=1)

    class Transport(httpx.HTTPTransport):
        """httpx's own transport over the pool above; httpx offers no way to hand one in."""

        def __init__(self) -> None:
            self._pool = pool

    return Transport()


def _addresses(host: str, port: int, resolve: Resolve, seconds: float) -> tuple[str, ...]:
    """Return the addresses of a name; asking the system for them can hang, so it is done beside and given up on."""
    import httpcore

    found: list[tuple[str, ...]] = []

    def ask() -> None:
        try:
            rows = resolve(host, port, type=socket.SOCK_STREAM)
            found.append(tuple(dict.fromkeys(str(row[4][0]) for row in rows)))
        except (OSError, UnicodeError, ValueError):
            found.append(())

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(seconds)
    if not found:
        raise httpcore.ConnectTimeout("its name is not known in time")
    if not found[0]:
        raise httpcore.ConnectError("its name is not known")
    return found[0][:8]


def _allowed(host: str, port: int, allow: frozenset[str]) -> bool:
    host = host.strip("[]").lower()
    return f"{host}:{port}" in allow or f"[{host}]:{port}" in allow


class _Unpacker:
    """Unpacks gzip or deflate piece by piece, never more at once than is wanted."""

    def __init__(self, packed: str) -> None:
        self._gzip = packed != "deflate"
        self._stream = zlib.decompressobj(31 if self._gzip else 15)
        self._first = True
        self.whole = False

    def feed(self, chunk: bytes, most: int) -> Iterator[bytes]:
        while chunk and most > 0:
            if self.whole:
                if not self._gzip or chunk[:2] != b"\x1f\x8b":
                    return  # what some servers leave behind the end
                self._stream, self.whole = zlib.decompressobj(31), False
            try:
                piece = self._stream.decompress(chunk, min(most, 1 << 20))
            except zlib.error:
                if not self._first or self._gzip:
                    raise Failed("sent an answer that cannot be unpacked") from None
                self._stream = zlib.decompressobj(-15)  # deflate without its frame, as some send it
                self._first = False
                continue
            self._first = False
            self.whole = self._stream.eof
            chunk = self._stream.unused_data if self.whole else self._stream.unconsumed_tail
            most -= len(piece)
            if piece:
                yield piece


class _Turns:
    """Who may ask when: so many in all, so many a host, and not too soon after one another."""

    def __init__(self, limits: Limits, clock: Callable[[], float], sleep: Callable[[float], None]) -> None:
        self._limits = limits
        self._clock = clock
        self._began = clock()
        self._sleep = sleep
        self._all = threading.BoundedSemaphore(limits.at_once)
        self._lock = threading.Lock()
        self._hosts: dict[str, threading.BoundedSemaphore] = {}
        self._next: dict[str, float] = {}  # when the next request to a host may begin
        self._spacing: dict[str, float] = {}
        self._until: dict[str, float] = {}  # when a host may be asked again that asked to be left alone
        self._waits: dict[str, int] = {}

    @contextmanager
    def turn(self, host: str) -> Iterator[None]:
        """Wait for a turn at a host."""
        with self._lock:
            at_host = self._hosts.setdefault(host, threading.BoundedSemaphore(self._limits.per_host))
        with at_host:
            self._refuse(host)
            with self._lock:
                start = max(self._clock(), self._next.get(host, 0.0))
                self._next[host] = start + self._spacing.get(host, self._limits.spacing)
            while (left := start - self._clock()) > 0:
                self._sleep(left)
            self._refuse(host)
            with self._all:
                yield

    def _refuse(self, host: str) -> None:
        with self._lock:
            left = self._until.get(host, 0.0) - self._clock()
            tired = self._waits.get(host, 0) >= _TIRED_AFTER
        if left > 0:
            raise Failed(f"asked to be left alone for {_span(left)} more", ours=True)
        if self._clock() - self._began > self._limits.whole:
            raise Failed(f"is left for the next run: this one has fetched for {_span(self._limits.whole)}", ours=True)
        if tired:
            raise Failed("is not asked again in this run: its host did not answer twice")

    def hold(self, host: str, seconds: float) -> None:
        with self._lock:
            self._until[host] = max(self._until.get(host, 0.0), self._clock() + seconds)

    def held(self) -> dict[str, float]:
        with self._lock:
            now = self._clock()
            return {host: until - now for host, until in sorted(self._until.items()) if until > now}

    def slow(self, host: str, seconds: float) -> None:
        with self._lock:
            self._spacing[host] = max(self._spacing.get(host, 0.0), seconds)

    def answered(self, host: str) -> None:
        with self._lock:
            self._waits.pop(host, None)

    def kept_waiting(self, host: str) -> None:
        with self._lock:
            self._waits[host] = self._waits.get(host, 0) + 1


# ---- small things


def _host(url: str) -> str:
    """Return the host and port that requests to an address are counted for."""
    parts = urlsplit(url)
    return (parts.netloc.rpartition("@")[2] or url).lower()


def _media(content_type: str) -> tuple[str, str | None]:
    kind = content_type.partition(";")[0].strip().lower()[:100]
    charset = re.search(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", content_type, re.IGNORECASE)
    return kind, charset[1] if charset else None


def _header(value: str | None) -> str | None:
    """Return a value that can be sent back as it came, and nothing for one that cannot."""
    if not value or len(value) > 1000 or not value.isascii() or not value.isprintable():
        return None
    return value.strip() or None


def _why_not_reached(error: Exception) -> str:
    words = str(error)
    if "CERTIFICATE_VERIFY_FAILED" in words:
        found = re.search(r"verify failed: ([^(]+?)\s*(?:\(|$)", words)
        why = found[1] if found else "it cannot be verified"
        return f"has no valid certificate ({why}); check the address, or name a company's own authority with {_BUNDLE}"
    if "name is not known" in words:
        return "cannot be reached: there is no machine of that name; check the address and the connection"
    return f"cannot be reached ({_short(error)})"


def _short(error: Exception) -> str:
    words = re.sub(r"^\[[^\]]*\]\s*|:? *bytearray\(.*", "", str(error)).strip().rstrip(".")
    return (words[:1].lower() + words[1:120]) or type(error).__name__


def _span(seconds: float) -> str:
    for size, name in ((3600, "hour"), (60, "minute")):
        if seconds >= size:
            count = round(seconds / size)
            return f"{count} {name}{'' if count == 1 else 's'}"
    count = max(1, round(seconds))
    return f"{count} second{'' if count == 1 else 's'}"
