"""A real mail server on loopback that can be told to misbehave, for the tests of the mail."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from briefer.model import Brief, Changes, Coverage, Item, Quote, Rendered, Section, Source, Speaker, Why

MORNING = "2026-11-24T06:30:00+01:00"
PDF = b"%PDF-1.7\n" + bytes(range(256)) * 8


@dataclass
class PostOffice:
    """What the server has taken, and how it is to answer."""

    port: int = 0
    taken: list[tuple[str, str, bytes]] = field(default_factory=list)  # sender, recipient, bytes
    tries: list[str] = field(default_factory=list)  # each recipient that was named, in order
    answers: dict[str, list[str]] = field(default_factory=dict)  # recipient -> answers to RCPT, each given once
    data: list[str] = field(default_factory=list)  # answers to DATA, each given once; "cut", "take and cut", "hang"
    logins: list[tuple[bytes, bytes]] = field(default_factory=list)
    password: bytes = b""

    @property
    def people(self) -> list[str]:
        """Who got a mail, in order."""
        return [recipient for _, recipient, _ in self.taken]

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        """Answer as told, else take it."""
        self.tries.append(address)
        if self.answers.get(address):
            return self.answers[address].pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Answer as told, else take it."""
        fate = self.data.pop(0) if self.data else ""
        if fate in ("", "take and cut"):
            self.taken += [(envelope.mail_from, each, bytes(envelope.content)) for each in envelope.rcpt_tos]
        if fate == "hang":
            await asyncio.sleep(1.5)
        if fate.endswith("cut"):
            server.transport.abort()
        return fate if fate[:1].isdigit() else "250 OK"

    def authenticate(self, server: Any, session: Any, envelope: Any, mechanism: str, given: Any) -> AuthResult:
        """Let in who knows the password."""
        assert isinstance(given, LoginPassword)
        self.logins.append((given.login, given.password))
        return AuthResult(success=given.password == self.password, handled=False)


@contextlib.contextmanager
def post_office(**options: Any) -> Iterator[PostOffice]:
    """A running server; the options are those of aiosmtpd."""
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        port = int(line.getsockname()[1])
    office = PostOffice(port)
    control = Controller(office, hostname="127.0.0.1", port=port, authenticator=office.authenticate, **options)
    control.start()
    try:
        yield office
    finally:
        control.stop()


@contextlib.contextmanager
def dumb(answer: bytes = b"", drip: float = 0.0) -> Iterator[int]:
    """A server that takes connections and says nothing, or this; with ``drip`` it says a byte now and then."""
    over = threading.Event()

    def serve() -> None:
        lines = []
        while not over.is_set():
            with contextlib.suppress(TimeoutError):
                line, _ = listener.accept()
                lines.append(line)
                with contextlib.suppress(OSError):
                    line.sendall(answer)
                    while drip and not over.wait(drip):
                        line.sendall(b"2")
        for line in lines:
            line.close()

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        listener.settimeout(0.1)
        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield int(listener.getsockname()[1])
        finally:
            over.set()
            thread.join()


def encrypted(certificate: Path, key: Path) -> ssl.SSLContext:
    """What a server needs to speak TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


def an_item(n: int, text: str, speaker: str | None = None) -> Item:
    """An item of one sentence."""
    who = Speaker(speaker, 0, len(speaker)) if speaker else None
    return Item(n, text, (Quote(1, 0, len(text)),), who, 1, True, 1.0, Why({}, "", 0.0, ""))


def a_brief(*texts: str, number: int | None = 7, title: str = "Harbour Brief", sources: int = 2) -> Brief:
    """A brief whose first item is its bottom line."""
    items = [an_item(n, text) for n, text in enumerate(texts, start=1)]
    urls = [f"https://news.example.org/{n}" for n in range(1, sources + 1)]
    cited = tuple(
        Source(n, f"Report {n}", "Wire", None, url, None, "2026-11-23", None, f"{n:064x}")
        for n, url in enumerate(urls, start=1)
    )
    return Brief(
        title=title, date="2026-11-24", period=("2026-11-23", "2026-11-23"), profile="harbour", language="en",
        bottom_line=tuple(items[:1]), sections=(Section("Harbour", tuple(items[1:])),) if items[1:] else (),
        sources=cited, coverage=Coverage(sources, sources), number=number, id="ab" * 32,
        changes=Changes(since="No. 6 of 23 November 2026"),
    )  # fmt: skip


def its_files(brief: Brief) -> tuple[Rendered, ...]:
    """Its Markdown, and something that stands for the PDF."""
    from briefer.render.markdown import write

    return (
        Rendered("brief.md", "text/markdown", write(brief).encode("utf-8")),
        Rendered("brief.pdf", "application/pdf", PDF),
    )
