"""What a worker was at when it died: eight bytes before each article, and what came of it.

A process that is killed cannot say by what. So it writes the number of the article before it starts with it; whoever
does the same work again finds the file and knows. The bytes go to the system at once and survive the process; they
need not survive the machine. Who dies twice of one article leaves it out the third time.
"""

from __future__ import annotations

import os
import signal
import struct
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

READING, DOING = 0, 1  # what is done with an article; of a death in reading nothing behind it can be read
# A death under the eyes of the same run counts twice as much as one found after the whole run was lost: kill -9, a
# power cut and an upgrade end runs too, and an article that happened to be at work then is innocent.
_SEEN, _FOUND, DEADLY = 2, 1, 4


class Journal:
    """The journal of one piece of work; ``run`` is the same for all tries of one run."""

    def __init__(self, folder: Path, name: str, run: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._at, self._deaths = folder / f"{name}.at", folder / f"{name}.deaths"
        self._run = int(run, 16) & 0x7FFFFFFFFFFFFFFF
        self._weights: dict[tuple[int, int], int] = {}
        self._note_death()
        self._handle = os.open(self._at, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o666)
        os.pwrite(self._handle, struct.pack("<qq", -1, self._run), 0)

    def _note_death(self) -> None:
        """Put what an earlier try died of beside the earlier deaths."""
        with suppress(FileNotFoundError):
            left = self._at.read_bytes()
            if len(left) == 16:
                at, run = struct.unpack("<qq", left)
                if at >= 0:
                    with open(self._deaths, "ab") as file:
                        file.write(struct.pack("<qq", at, _SEEN if run == self._run else _FOUND))
        with suppress(FileNotFoundError):
            body = self._deaths.read_bytes()
            for at, weight in struct.iter_unpack("<qq", body[: len(body) // 16 * 16]):
                key = (at >> 1, at & 1)
                self._weights[key] = self._weights.get(key, 0) + weight

    def died(self, number: int, what: int = DOING) -> int:
        """Return the weight of the deaths that this article caused."""
        return self._weights.get((number, what), 0)

    def deadly(self, number: int, what: int = DOING) -> bool:
        """Say whether an article has killed its worker twice."""
        return self.died(number, what) >= DEADLY

    def begin(self, number: int, what: int, patience: float) -> None:
        """Note which article is next, and set the alarm that ends the process when it takes too long."""
        os.pwrite(self._handle, struct.pack("<q", number << 1 | what), 0)
        _alarm(patience)

    def close(self) -> None:
        """End the watch; what was noted stays, for the work may still be cut off."""
        _alarm(0.0)
        os.close(self._handle)

    def forget(self) -> None:
        """Remove the journal of work whose result stands on the disk."""
        for path in (self._at, self._deaths):
            with suppress(FileNotFoundError):
                path.unlink()


def at_work(folder: Path) -> Iterator[int]:
    """Yield the number that each piece of work is at."""
    for path in folder.glob("*.at"):
        with suppress(OSError, struct.error):
            at, _ = struct.unpack("<qq", path.read_bytes())
            yield max(0, at >> 1)


def _alarm(seconds: float) -> None:
    """Have the system end this process when so many seconds have passed and nothing else was said; 0 for never.

    Nobody catches the signal: to catch it Python would need its lock, which a loop in C does not give up, and the main
    thread, in which Dask's tasks do not run. It costs a microsecond.
    """
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


class Bounded:
    """While it lasts the process may take so many bytes more than it has; then allocating fails, in Python with
    MemoryError. Where the system knows no such limit (macOS) nothing is bounded."""

    def __init__(self, more: int) -> None:
        self._more = more
        self._before: tuple[int, int] | None = None

    def __enter__(self) -> None:
        if sys.platform == "linux":
            import resource

            held = int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGESIZE")
            soft, hard = resource.getrlimit(resource.RLIMIT_AS)
            wanted = held + self._more
            ceiling = [limit for limit in (soft, hard) if limit != resource.RLIM_INFINITY]
            self._before = (soft, hard)
            resource.setrlimit(resource.RLIMIT_AS, (min([wanted, *ceiling]), hard))

    def __exit__(self, *_: object) -> None:
        if self._before is not None:
            import resource

            resource.setrlimit(resource.RLIMIT_AS, self._before)
