"""The outbox: mail that is to go out, and how far each recipient's has come.

A message is kept with its exact bytes until every recipient's fate is settled; its row stays, so that the same mail
is never put in twice. States of a recipient: "waiting" (from ``due`` on), "sending" (it may be on its way), "sent",
"dead" (given up), "held" (it may have arrived, and is not sent again unasked), "dropped" (taken out by hand). Moments
are ISO 8601 in UTC, so that they sort as text.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager

from ..values import dataclass

OPEN = ("waiting", "sending")
SETTLED = ("sent", "dropped")


@dataclass(frozen=True, slots=True)
class Queued:
    """A message on its way, without its bytes."""

    n: int
    message_id: str
    profile: str
    path: str | None  # the profile's file
    sender: str
    subject: str
    queued: str
    expires: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """One recipient of a message, and how far it has come."""

    message: Queued
    address: str
    state: str
    tries: int
    due: str
    changed: str
    reason: str


class Outbox:
    """The outbox of an open archive."""

    def __init__(self, connection: sqlite3.Connection, transaction: Callable[[], AbstractContextManager[None]]) -> None:
        self._connection = connection
        self._transaction = transaction

    def put(
        self,
        message_id: str,
        profile: str,
        path: str | None,
        sender: str,
        subject: str,
        body: bytes,
        recipients: Iterable[str],
        queued: str,
        expires: str,
        again: bool = False,
    ) -> int:
        """Put a message in and return its number; one that is known stays as it is, unless it is to go out again."""
        with self._transaction():
            row = self._connection.execute("SELECT id FROM outbox WHERE message_id = ?", (message_id,)).fetchone()
            if row is not None and not again:
                return int(row[0])
            if row is not None:
                n = int(row[0])
                self._connection.execute(
                    "UPDATE outbox SET body = ?, path = ?, queued = ?, expires = ? WHERE id = ?",
                    (body, path, queued, expires, n),
                )
            else:
                made = self._connection.execute(
                    "INSERT INTO outbox (message_id, profile, path, sender, subject, body, queued, expires) "
                    "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    (message_id, profile, path, sender, subject, body, queued, expires),
                )
                n = int(made.lastrowid or 0)
            for address in recipients:
                self._connection.execute(
                    "INSERT INTO outbox_recipient VALUES (?, ?, 'waiting', 0, ?, ?, '') ON CONFLICT DO UPDATE "
                    "SET state = 'waiting', tries = 0, due = excluded.due, changed = excluded.changed, reason = ''",
                    (n, address, queued, queued),
                )
            return n

    def find(
        self, profile: str | None = None, states: Iterable[str] = (), n: int | None = None, due: str | None = None
    ) -> tuple[Delivery, ...]:
        """Return deliveries, the oldest message first: of a profile, in some states, of a message, due by a moment."""
        where, values = ["1"], list[object]()
        for column, value in (("o.profile =", profile), ("o.id =", n), ("r.due <=", due)):
            if value is not None:
                where.append(f"{column} ?")
                values.append(value)
        if wanted := tuple(states):
            where.append(f"r.state IN ({', '.join('?' * len(wanted))})")
            values += wanted
        rows = self._connection.execute(
            "SELECT o.id, o.message_id, o.profile, o.path, o.sender, o.subject, o.queued, o.expires, r.address, "
            "r.state, r.tries, r.due, r.changed, r.reason FROM outbox o JOIN outbox_recipient r ON r.message = o.id "
            f"WHERE {' AND '.join(where)} ORDER BY o.id, r.rowid",
            values,
        )
        return tuple(Delivery(Queued(*row[:8]), *row[8:]) for row in rows)

    def body(self, n: int) -> bytes:
        """Return the exact bytes of a message, b"" when all its recipients are settled."""
        row = self._connection.execute("SELECT body FROM outbox WHERE id = ?", (n,)).fetchone()
        return bytes(row[0]) if row is not None and row[0] is not None else b""

    def first(self, profile: str) -> str | None:
        """Return the Message-ID of the first mail of a profile, None when there is none."""
        row = self._connection.execute(
            "SELECT message_id FROM outbox WHERE profile = ? ORDER BY id LIMIT 1", (profile,)
        ).fetchone()
        return None if row is None else str(row[0])

    def move(self, n: int, address: str, state: str, changed: str, reason: str = "", due: str | None = None) -> None:
        """Set what has become of one recipient; the bytes go when nobody waits for them any more."""
        with self._transaction():
            self._connection.execute(
                "UPDATE outbox_recipient SET state = ?, changed = ?, reason = ?, due = coalesce(?, due) "
                "WHERE message = ? AND address = ?",
                (state, changed, reason, due, n, address),
            )
            self._connection.execute(
                "UPDATE outbox SET body = NULL WHERE id = ? AND NOT EXISTS (SELECT 1 FROM outbox_recipient r "
                f"WHERE r.message = outbox.id AND r.state NOT IN ({', '.join('?' * len(SETTLED))}))",
                (n, *SETTLED),
            )

    def tried(self, n: int, address: str) -> int:
        """Count a try and return how many there have been."""
        with self._transaction():
            self._connection.execute(
                "UPDATE outbox_recipient SET tries = tries + 1 WHERE message = ? AND address = ?", (n, address)
            )
            row = self._connection.execute(
                "SELECT tries FROM outbox_recipient WHERE message = ? AND address = ?", (n, address)
            ).fetchone()
            return int(row[0])

    def expire_at(self, n: int, expires: str) -> None:
        """Give a message more time."""
        with self._transaction():
            self._connection.execute("UPDATE outbox SET expires = ? WHERE id = ?", (expires, n))
