"""One run of a profile at a time, by a lock that the system itself takes back when its holder is gone."""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from .errors import OutputError, WaitError


class Held(WaitError):
    """Another run of the profile is at work; ``holder`` says which and ``since`` since when, where it is known."""

    def __init__(self, message: str, holder: str) -> None:
        super().__init__(message)
        self.holder = holder
        self.since = holder.rpartition("since ")[2]


def lock_file(archive: Path, name: str) -> Path:
    """Return the file of a profile's lock, beside the archive that its runs write to."""
    plain = name if re.fullmatch(r"[\w.-]{1,80}", name) else sha256(name.encode("utf-8", "replace")).hexdigest()[:16]
    return archive.with_name(f"{archive.name}.{plain}.lock")


@contextmanager
def locked(archive: Path, name: str, since: str) -> Iterator[None]:
    """Hold the lock of a profile inside the ``with``, or raise Held at once; ``since`` is the moment, for others.

    It is flock(2): the kernel frees it when the process ends, however it ends. The file stays, for a lock on a file
    that another run has just removed would be a second lock. Python opens it close-on-exec, so no child keeps it.
    """
    path = lock_file(archive, name)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise OutputError(
            f"the lock {path} beside the archive cannot be made: {reason}; choose another place with --archive"
        ) from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.read(handle, 200).decode("ascii", "replace").strip()
            who = f" ({holder})" if holder else ""
            raise Held(
                f"another run of {name} is at work{who}; try again when it is done, or end it", holder
            ) from error
        except OSError as error:
            raise OutputError(
                f"the lock {path} cannot be taken here ({(error.strerror or str(error)).lower()}); choose a place on "
                "this machine's own disk with --archive"
            ) from error
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"process {os.getpid()}, since {since}\n".encode("ascii"), 0)
        yield
    finally:
        os.close(handle)
