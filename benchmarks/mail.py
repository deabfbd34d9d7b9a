"""Is a mail lost, or sent twice, when the sender is killed at any moment and the server is at its worst?

    python benchmarks/mail.py [--kills 300] [--hold] [--seed 1]

A real SMTP server on loopback takes mail; now and then it answers 451 to a recipient or to the whole mail, breaks off
after DATA with or without having taken it, refuses one recipient for good, or is replaced by one that never says a
word. A worker puts mail into an outbox and flushes it, over and over, until it is killed by SIGKILL, and so on. At the
end the server behaves, the outbox is flushed until nothing waits, and what the server has taken is held against what
was put in. One minute of the outbox's clock is a second here.

The last line of the output is JSON. It fails when a mail was lost, or, with --hold, when one came twice.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

from briefer import deliver
from briefer.model import Brief, Coverage, Item, Quote, Rendered, Section, Source, Why
from briefer.profile import load_profile
from briefer.store import open_archive

BASE = datetime(2026, 11, 24, 5, 30, tzinfo=UTC)
PEOPLE = ("ann@example.org", "bob@example.org", "gone@example.org")
PATIENCE = deliver.Patience(step=0.5, total=3.0)

PROFILE = """
title = "Harbour Brief"
[[section]]
title = "Harbour"
[mail]
to = {people}
from = "briefs@example.net"
server = "127.0.0.1:{port}"
security = "none"
on_unknown = "{unknown}"
"""


class BadServer:
    """Takes mail, and misbehaves by chance."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.taken: list[tuple[str, str, bytes]] = []  # Message-ID, recipient, bytes
        self.good = False
        self.cut_after = 0  # mails taken without a word, which an at-least-once sender has to send again

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        """Refuse one for good and some for now."""
        if address.startswith("gone@"):
            return "550 5.1.1 no such user"
        if not self.good and self.chance.random() < 0.1:
            return "451 4.7.1 greylisted, try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Take it, mostly."""
        fate = 1.0 if self.good else self.chance.random()
        if fate < 0.04:  # broke off, and has it not
            server.transport.abort()
            return ""
        if fate < 0.08:
            return "451 4.3.0 try again later"
        body = bytes(envelope.content)
        name = message_from_bytes(body)["Message-ID"]
        self.taken += [(name, address, body) for address in envelope.rcpt_tos]
        if fate < 0.12:  # broke off, and has it
            self.cut_after += len(envelope.rcpt_tos)
            server.transport.abort()
        return "250 OK"


def free_port() -> int:
    """A port that nobody uses just now."""
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])


def brief(n: int) -> tuple[Brief, tuple[Rendered, ...]]:
    """A small brief, another for each number."""
    text = f"The ferry number {n} left the harbour on time."
    item = Item(1, text, (Quote(1, 0, len(text)),), None, 1, True, 1.0, Why({}, "", 0.0, ""))
    source = Source(1, "Ferries", None, None, None, "a.txt", None, None, "0" * 64)
    made = Brief("Harbour Brief", "2026-11-24", (None, None), "harbour", "en", (), (Section("Harbour", (item,)),),
                 (source,), Coverage(1, 1), id=f"{n:064x}", number=n)  # fmt: skip
    files = (
        Rendered("brief.md", "text/markdown", f"# Harbour Brief\n\n## Harbour\n\n1. {text}\n".encode()),
        Rendered("brief.pdf", "application/pdf", b"%PDF-" + os.urandom(8)),
    )
    return made, files


def clock(began: float) -> str:
    """The outbox's time: a minute for each second since the beginning."""
    return (BASE + timedelta(minutes=time.time() - began)).isoformat(timespec="seconds")


def work(folder: Path, began: float) -> None:
    """Put mail in and flush, until killed; the number of each mail that is in for sure is written down."""
    chance = random.Random(os.getpid())
    good = load_profile(folder / "harbour.toml")
    hung = replace(load_profile(folder / "hung.toml"), name=good.name)
    book = os.open(folder / "book.txt", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    with open_archive(folder / "a.db") as archive:
        n = 1 + max((each.message.n for each in archive.outbox.find()), default=0)
        os.write(1, b"ready\n")
        while True:
            made, files = brief(n)
            with archive.transaction():
                number = deliver.queue(archive, good, made, files, clock(began))
            os.write(book, f"{number}\n".encode())
            deliver.flush(archive, hung if chance.random() < 0.02 else good, clock(began), patience=PATIENCE)
            n += 1


def trial(folder: Path, kills: int, hold: bool, seed: int) -> dict[str, Any]:
    """Kill so many workers, then drain the outbox and count."""
    chance = random.Random(seed)
    server = BadServer(seed)
    control = Controller(server, hostname="127.0.0.1", port=free_port())
    control.start()
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(64)  # the system takes the connections, and nobody ever answers
        for name, port in (("harbour", control.port), ("hung", silent.getsockname()[1])):
            text = PROFILE.format(port=port, people=json.dumps(PEOPLE), unknown="hold" if hold else "resend")
            (folder / f"{name}.toml").write_text(text)
        began = time.time()
        command = [sys.executable, __file__, "--worker", str(folder), repr(began)]
        done = 0
        while done < kills:
            with subprocess.Popen(command, stdout=subprocess.PIPE) as worker:
                assert worker.stdout is not None
                assert worker.stdout.readline() == b"ready\n"
                time.sleep(chance.uniform(0.0, 0.35))
                worker.kill()
                done += worker.wait() == -9
    server.good = True
    profile = load_profile(folder / "harbour.toml")
    with open_archive(folder / "a.db") as archive:
        for hour in range(1, 200):
            now = (BASE + timedelta(minutes=time.time() - began + 6 * hour)).isoformat(timespec="seconds")
            deliver.flush(archive, profile, now)
            if not archive.outbox.find(states=("waiting", "sending")):
                break
        rows = archive.outbox.find()
        damage = archive.info(check=True)["damage"]
    control.stop()

    came = Counter((name, address) for name, address, _ in server.taken)
    bodies: dict[str, set[bytes]] = {}
    for name, _, body in server.taken:
        bodies.setdefault(name, set()).add(body)
    states = Counter(row.state for row in rows)
    booked = {int(line) for line in (folder / "book.txt").read_text().split()}
    wanted = [row for row in rows if not row.address.startswith("gone@")]
    return {
        "kills": done,
        "mails": len({row.message.n for row in rows}),
        "recipients": len(wanted),
        "lost": sum(not came[row.message.message_id, row.address] for row in wanted if row.state != "held")
        + len(booked - {row.message.n for row in rows}),
        "duplicates": sum(many - 1 for many in came.values()),
        "taken without an answer": server.cut_after,
        "duplicates with other bytes": sum(len(each) - 1 for each in bodies.values()),
        "held": states["held"],
        "held and never arrived": sum(
            not came[row.message.message_id, row.address] for row in wanted if row.state == "held"
        ),
        "refused for good": states["dead"],
        "refused for good as it should be": sum(row.address.startswith("gone@") for row in rows),
        "still waiting": states["waiting"] + states["sending"],
        "damage": damage,
    }


def main() -> int:
    """Run the trial and say what came of it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--hold", action="store_true", help="at most once: what may have arrived is held")
    parser.add_argument("--worker", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.worker:
        work(Path(given.worker[0]), float(given.worker[1]))
    with tempfile.TemporaryDirectory() as folder:
        found = trial(Path(folder), given.kills, given.hold, given.seed)
    print(json.dumps(found))
    bad = found["lost"] or found["still waiting"] or found["damage"] or found["duplicates with other bytes"]
    return 1 if bad or (given.hold and found["duplicates"]) else 0


if __name__ == "__main__":
    sys.exit(main())
