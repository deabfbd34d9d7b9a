"""Mail that arrives once: it is in the archive before anything is sent, and every step of it is written down.

A recipient's mail turns "sending" immediately before DATA, and "sent" after the server has taken it. When a run dies in
between, nobody can know whether it arrived (RFC 1047). Then it is sent again, byte for byte and under the same
Message-ID, by which mail programs know it as the same; with ``on_unknown = "hold"`` it is held, and said to be.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from ..errors import BrieferError, OutputError
from ..model import Brief, Profile, Rendered
from ..store import Archive, Delivery
from ..values import dataclass
from . import message
from .secret import password
from .settings import Settings, settings
from .smtp import Patience, Sendmail, Server, Trouble

# Minutes after each try that failed; then every six hours. Most of what is greylisted is taken after five or so.
RETRIES = (1, 5, 15, 60, 180, 360)
EXPIRES = timedelta(hours=24)  # a morning brief that comes days late is worse than none (knadh/listmonk#1801)
# Where nothing but the daily run flushes, it comes a few seconds before or after the 24 hours: that is a last try.
LAST_TRY = timedelta(hours=1)
_NAMED = 4  # recipients and reasons in the one line that tells; the outbox lists them all
_CALL = Patience(step=4.0, total=8.0)  # for a call that sends nothing, and somebody waits for its end
_LOCK_PATIENCE = 5.0  # seconds for another program that is just sending


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one recipient's mail."""

    n: int  # the message's number in the outbox
    address: str
    subject: str
    state: str
    reason: str = ""
    due: str = ""  # when it is tried again
    profile: str = ""
    tried: bool = False  # whether that was just now


@dataclass(frozen=True, slots=True)
class Delivered:
    """What a flush did: each recipient is in one of them."""

    sent: tuple[Outcome, ...] = ()
    waiting: tuple[Outcome, ...] = ()
    dead: tuple[Outcome, ...] = ()
    held: tuple[Outcome, ...] = ()
    tried: int = 0  # how many recipients it was tried for just now; the others that wait are not due

    def told(self) -> str:
        """Return one line on all that did not arrive, "" when everything did."""
        parts = []
        for outcomes, words in ((self.dead, "not sent"), (self.held, "held"), (self.waiting, "waiting")):
            if outcomes:
                reasons = dict.fromkeys(each.reason for each in outcomes)
                people = [each.address for each in outcomes[:_NAMED]]
                people += [f"{len(outcomes) - _NAMED} more"] if len(outcomes) > _NAMED else []
                parts.append(f"{words}: {', '.join(people)} ({'; '.join(list(reasons)[:_NAMED])})")
        if not parts:
            return ""
        if self.waiting:
            due = min(each.due for each in self.waiting)
            parts[-1] += f", next try from {due[11:16]} UTC on, by a schedule or by briefer outbox flush"
        return f"mail {'; '.join(parts)}; see: briefer outbox list"


def queue(
    archive: Archive,
    profile: Profile,
    brief: Brief,
    files: Sequence[Rendered],
    now: str,
    *,
    edition: str = "",
    to: Sequence[str] = (),
    again: bool = False,
    queued: str | None = None,
    must: bool = False,
) -> int | None:
    """Put the mail of a brief into the outbox, inside the caller's transaction where there is one; return its number.

    ``now`` is the edition's moment with the offset of the brief's own zone; it is the mail's Date. ``queued`` is the
    present, where that is another. A brief without an item makes a line where the profile wants one, else nothing is
    put in and None returned; with ``must`` that is an InputError. What is in the outbox already stays as it is, unless
    it is to be sent ``again``.
    """
    chosen = settings(profile, tuple(to))
    if must or message.has_news(brief):
        made = message.compose(brief, files, chosen, now, edition, archive.outbox.first(profile.name))
    elif chosen.quiet:
        made = message.compose_quiet(brief, chosen, now, edition, archive.outbox.first(profile.name))
    else:
        return None
    moment = _utc(queued or now)
    return archive.outbox.put(
        made.id,
        profile.name,
        os.path.abspath(profile.path) if profile.path else None,
        chosen.sender[1],
        made.subject,
        made.body,
        chosen.addresses,
        _text(moment),
        _text(moment + EXPIRES),
        again,
    )


def flush(
    archive: Archive,
    profiles: Callable[[str | None, str], Profile] | Profile,
    now: str,
    *,
    n: int | None = None,
    patience: Patience | None = None,
    context: ssl.SSLContext | None = None,
) -> Delivered:
    """Send what is due, and say what became of it; nothing that goes wrong with a mail is an exception.

    ``profiles`` is the one whose mail is to go, or gives the profile of a path and name, for all of it. ``now`` is the
    present, ISO 8601 with an offset; ``n`` narrows it to one message.
    """
    one = profiles.name if isinstance(profiles, Profile) else None
    moment = _utc(now)
    done: dict[str, list[Outcome]] = {"sent": [], "waiting": [], "dead": [], "held": []}
    with _alone(archive) as free:
        if not free:
            left = archive.outbox.find(one, ("waiting",), n)
            busy = "another briefer is sending just now"
            return Delivered(waiting=tuple(_outcome(each, "waiting", busy, each.due) for each in left))
        seen: set[tuple[int, str]] = set()
        away: dict[tuple[str, int], Trouble] = {}  # servers that are waited for once, and not for every mail
        while rows := [
            each
            for each in archive.outbox.find(one, ("waiting", "sending"), n)
            if (each.message.n, each.address) not in seen and _is_due(each, _text(moment))
        ]:
            first = rows[0].message.n  # one message at a time: its recipients share a connection
            mine = [each for each in rows if each.message.n == first]
            seen |= {(first, each.address) for each in mine}
            for outcome in _deliver(archive, mine, profiles, moment, patience or Patience(), context, away):
                done[outcome.state].append(outcome)
        left = archive.outbox.find(one, ("waiting",), n)
        done["waiting"] += [
            _outcome(each, "waiting", each.reason, each.due)
            for each in left
            if (each.message.n, each.address) not in seen
        ]
    return Delivered(
        tuple(done["sent"]), tuple(done["waiting"]), tuple(done["dead"]), tuple(done["held"]), tried=len(seen)
    )


def reach(profile: Profile, context: ssl.SSLContext | None = None, *, call: bool = True) -> str:
    """Return why the profile's mail could not be sent, "" when it could: its settings, its server and its password.

    Nothing is sent. Without ``call`` the server is not called either.
    """
    try:
        chosen = settings(profile)
        if chosen.server is None and shutil.which(chosen.sendmail[0]) is None:
            return f"there is no program {chosen.sendmail[0]} to send with"
        if call and chosen.server is not None:
            server = Server(chosen, lambda: password(chosen), _CALL, context)
            try:
                server.greet()
            finally:
                server.close()
    except (BrieferError, Trouble) as problem:
        return str(problem)
    return ""


def renew(archive: Archive, rows: Sequence[Delivery], now: str) -> None:
    """Let mail that was given up, is held or waits be tried now, and for another 24 hours."""
    moment = _utc(now)
    for row in rows:
        archive.outbox.expire_at(row.message.n, _text(moment + EXPIRES))
        archive.outbox.move(row.message.n, row.address, "waiting", _text(moment), row.reason, _text(moment))


def _deliver(
    archive: Archive,
    rows: Sequence[Delivery],
    profiles: Callable[[str | None, str], Profile] | Profile,
    moment: datetime,
    patience: Patience,
    context: ssl.SSLContext | None,
    away: dict[tuple[str, int], Trouble],
) -> Iterator[Outcome]:
    """Send one message to each of its recipients that are due."""
    queued = rows[0].message
    box = archive.outbox
    body = box.body(queued.n)
    carrier: Server | Sendmail | None = None
    trouble: Trouble | None = None
    try:
        try:
            profile = profiles if isinstance(profiles, Profile) else profiles(queued.path, queued.profile)
            chosen = settings(profile, tuple(each.address for each in rows))
            carrier = _carrier(chosen, patience, context)
            hold = chosen.hold
            trouble = away.get(chosen.server) if chosen.server is not None else None
        except BrieferError as error:
            trouble, hold = Trouble(str(error).replace("\n", "; "), everybody=True), True
        for row in rows:
            if row.state == "sending" and hold:
                if trouble is not None:  # its profile cannot be asked; it may say either
                    yield _outcome(row, "waiting", str(trouble), row.due)
                else:
                    yield _settle(archive, row, "held", moment, "a run was cut off while sending it; it may be there")
                continue
            over = _text(moment) >= queued.expires
            if over and moment >= datetime.fromisoformat(queued.expires) + LAST_TRY:
                reason = f"given up after 24 hours: {row.reason or 'it was never tried'}"
                yield _settle(archive, row, "dead", moment, reason)
                continue
            if carrier is not None and (trouble is None or not trouble.everybody):
                trouble = _try(archive, row, carrier, body, moment)
                if trouble is not None and trouble.everybody and chosen.server is not None:
                    away[chosen.server] = trouble
            if trouble is None:
                yield _settle(archive, row, "sent", moment, "")
            elif trouble.unknown and hold:
                yield _settle(archive, row, "held", moment, f"{trouble}; it may be there")
            elif trouble.later and over:
                yield _settle(archive, row, "dead", moment, f"given up after 24 hours: {trouble}")
            elif trouble.later:
                yield _put_off(archive, row, moment, str(trouble))
            else:
                yield _settle(archive, row, "dead", moment, str(trouble))
    finally:
        if carrier is not None:
            carrier.close()


def _try(archive: Archive, row: Delivery, carrier: Server | Sendmail, body: bytes, moment: datetime) -> Trouble | None:
    def begin() -> None:
        archive.outbox.move(row.message.n, row.address, "sending", _text(moment), row.reason)

    try:
        carrier.send(row.message.sender, row.address, body, begin)
    except Trouble as trouble:
        return trouble
    except BrieferError as error:  # no password
        return Trouble(str(error), everybody=True)
    return None


def _is_due(row: Delivery, now: str) -> bool:
    return row.state == "sending" or row.due <= now or row.message.expires <= now


def _settle(archive: Archive, row: Delivery, state: str, moment: datetime, reason: str) -> Outcome:
    archive.outbox.move(row.message.n, row.address, state, _text(moment), reason)
    return replace(_outcome(row, state, reason), tried=True)


def _put_off(archive: Archive, row: Delivery, moment: datetime, reason: str) -> Outcome:
    with archive.transaction():
        tries = archive.outbox.tried(row.message.n, row.address)
        due = _text(moment + timedelta(minutes=RETRIES[min(tries, len(RETRIES)) - 1]))
        due = min(due, row.message.expires)
        archive.outbox.move(row.message.n, row.address, "waiting", _text(moment), reason, due)
    return replace(_outcome(row, "waiting", reason, due), tried=True)


def _outcome(row: Delivery, state: str, reason: str = "", due: str = "") -> Outcome:
    return Outcome(row.message.n, row.address, row.message.subject, state, reason, due, row.message.profile)


def _carrier(chosen: Settings, patience: Patience, context: ssl.SSLContext | None) -> Server | Sendmail:
    if chosen.server is None:
        return Sendmail(chosen, patience)
    return Server(chosen, lambda: password(chosen), patience, context)


@contextmanager
def _alone(archive: Archive) -> Iterator[bool]:
    """Have no other program send out of this archive; the system frees the lock of one that was killed."""
    path = f"{archive.path}-outbox.lock"
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise OutputError(f"cannot write {path}: {reason}; make its folder writable") from error
    try:
        yield _locked(handle)
    finally:
        os.close(handle)


def _locked(handle: int) -> bool:
    ends = time.monotonic() + _LOCK_PATIENCE
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            if time.monotonic() >= ends:
                return False
            threading.Event().wait(0.1)  # time.sleep fails under libfaketime, by which whole days are tested


def _utc(moment: str) -> datetime:
    return datetime.fromisoformat(moment).astimezone(UTC)


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
