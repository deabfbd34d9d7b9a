"""Mailboxes: a folder of .eml files, a Maildir or an mbox -> the bytes of their newest messages.

Nothing in a mailbox is ever written: no lock, no flag, no message marked as read.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections import deque
from collections.abc import Iterator

from ..values import dataclass
from .found import MOST_BYTES, Unusable, megabytes

MOST_MESSAGES = 500

_MBOX_LINE = re.compile(rb"From \S+.*\d{4}\s*$")  # "From someone@example.org Sun Dec 29 10:00:00 2024"


@dataclass(frozen=True, slots=True)
class Message:
    """A message, or why it cannot be read; ``mark`` stays the same as long as the message does."""

    source: str
    mark: str
    data: bytes = b""
    trouble: str = ""


def messages(path: str, known: frozenset[str] = frozenset(), most: int = MOST_MESSAGES) -> Iterator[Message]:
    """Yield the newest messages of a mailbox, the oldest of them first, without their bytes where they are known."""
    try:
        status = os.stat(path)
    except FileNotFoundError:
        raise Unusable("there is no such mailbox; check the path") from None
    except (OSError, ValueError) as error:
        raise Unusable(f"cannot be read: {str(getattr(error, 'strerror', None) or error).lower()}") from None
    try:
        if not stat.S_ISDIR(status.st_mode):
            yield from _mbox(path, status, known, most)
        elif os.path.isdir(os.path.join(path, "cur")) or os.path.isdir(os.path.join(path, "new")):
            yield from _files([os.path.join(path, each) for each in ("cur", "new")], "", known, most)
        else:
            yield from _files([path], ".eml", known, most)
    except PermissionError as error:
        raise Unusable(f"may not be read (permission denied): {error.filename or path}") from None
    except OSError as error:
        raise Unusable(f"cannot be read: {(error.strerror or str(error)).lower()}") from None


def _files(folders: list[str], ending: str, known: frozenset[str], most: int) -> Iterator[Message]:
    """Yield messages that are a file each; those of a Maildir have no ending, and their flags may change."""
    found: list[tuple[int, str, str, int]] = []
    for folder in folders:
        try:
            entries = list(os.scandir(folder))
        except FileNotFoundError:  # a Maildir without "new"
            continue
        for entry in entries:
            if entry.name.startswith(".") or not entry.name.lower().endswith(ending) or not entry.is_file():
                continue
            status = entry.stat()
            found.append((status.st_mtime_ns, entry.name, entry.path, status.st_size))
    for modified, name, path, size in sorted(found)[-most:]:
        mark = _mark(name.partition(":2,")[0], str(size), str(modified))
        if mark in known:
            yield Message(path, mark)
        elif size > MOST_BYTES:
            yield Message(path, mark, trouble=_too_large(size))
        else:
            try:
                with open(path, "rb") as file:
                    yield Message(path, mark, file.read(MOST_BYTES))
            except OSError as error:  # a mail program moved it meanwhile, or keeps it to itself
                yield Message(path, mark, trouble=f"cannot be read: {(error.strerror or str(error)).lower()}")


def _mbox(path: str, status: os.stat_result, known: frozenset[str], most: int) -> Iterator[Message]:
    """Yield the messages of one file; a file that is no mbox is one message."""
    if not stat.S_ISREG(status.st_mode):
        raise Unusable("is a pipe or device, not a mailbox; check the path")
    if not status.st_size:
        return
    with open(path, "rb") as file:
        if not _MBOX_LINE.match(file.readline(1000)):
            yield from _single(path, status, known)
            return
        # Only where the messages begin is kept of what may be years of mail.
        starts: deque[tuple[int, int]] = deque(maxlen=most + 1)
        number = 0
        file.seek(0)
        at, empty, whole = 0, True, True
        while line := file.readline(1 << 16):  # a file may be one line
            if empty and line.startswith(b"From ") and _MBOX_LINE.match(line):
                number += 1
                starts.append((at, number))
            empty = whole and not line.strip(b"\r\n")
            whole = line.endswith(b"\n")
            at += len(line)
        ends = [*[start for start, _ in starts][1:], at]
        for (start, nth), end in list(zip(starts, ends, strict=True))[-most:]:
            source = f"{path}#{nth}"
            if end - start > MOST_BYTES:
                yield Message(source, _mark(path, str(start), str(end)), trouble=_too_large(end - start))
                continue
            file.seek(start)
            data = file.read(end - start).partition(b"\n")[2]
            mark = hashlib.sha256(data.rstrip()).hexdigest()[:24]  # not its place, which changes with others
            data = b"" if mark in known else re.sub(rb"(?m)^>(>*From )", rb"\1", data)
            yield Message(source, mark, data)


def _single(path: str, status: os.stat_result, known: frozenset[str]) -> Iterator[Message]:
    mark = _mark(os.path.basename(path), str(status.st_size), str(status.st_mtime_ns))
    if mark in known:
        yield Message(path, mark)
    elif status.st_size > MOST_BYTES:
        yield Message(path, mark, trouble=_too_large(status.st_size))
    else:
        with open(path, "rb") as file:
            yield Message(path, mark, file.read(MOST_BYTES))


def _mark(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()[:24]


def _too_large(size: int) -> str:
    return f"has {megabytes(size)} and the limit is {megabytes(MOST_BYTES)}; save its text as .txt"
