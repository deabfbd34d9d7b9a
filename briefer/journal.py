"""What runs tell afterwards: the log of events, and the figures for whoever watches many machines.

Nothing here may spoil a run: what cannot be written is not written, and the run goes on.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from .errors import BrieferError
from .model import Rendered
from .write import write_whole

LARGEST = 5_000_000  # bytes of one file of the log
FILES = 5
LONGEST = 200  # characters of one value: enough for a reason, too short for an article

# A user and password, or a token, inside a web address.
_SECRET = re.compile(r"(?<=://)[^\s/@]+@|(?<=[?&])(?:key|token|password|secret|auth|sig)[\w-]*=[^\s&]+", re.IGNORECASE)


class Journal:
    """The log of one run: a line of JSON for each event, in a file that all runs share."""

    def __init__(self, path: Path, run: str, brief: str) -> None:
        self._path = path
        self._run = run
        self._brief = brief

    def note(self, ts: str, event: str, level: str = "info", **more: Any) -> None:
        """Write an event down; ``ts`` is its moment."""
        row = {"ts": ts, "level": level, "run": self._run, "brief": self._brief, "event": event, **more}
        line = json.dumps({key: _short(value) for key, value in row.items()}, ensure_ascii=False) + "\n"
        with suppress(OSError, UnicodeError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            # Two profiles may come here at once, and only one may turn the files over.
            with open(self._path.with_name(self._path.name + ".lock"), "ab") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                body = line.encode("utf-8", "replace")
                if self._path.exists() and self._path.stat().st_size + len(body) > LARGEST:
                    self._turn()
                handle = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
                try:
                    os.write(handle, body)
                finally:
                    os.close(handle)

    def _turn(self) -> None:
        """Make room: the full file becomes .1, and so on; the oldest goes."""
        for number in range(FILES - 1, 0, -1):
            older = self._path if number == 1 else _numbered(self._path, number - 1)
            with suppress(FileNotFoundError):
                older.replace(_numbered(self._path, number))


def events(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the events of a log, the oldest first; lines that are none, as after a full disk, are passed over."""
    for place in [*(_numbered(path, number) for number in range(FILES - 1, 0, -1)), path]:
        try:
            text = place.read_text("utf-8", "replace")
        except OSError:
            continue
        for line in text.splitlines():
            with suppress(ValueError):
                row = json.loads(line)
                if isinstance(row, dict) and all(isinstance(row.get(key), str) for key in ("ts", "run", "event")):
                    yield row


def _numbered(path: Path, number: int) -> Path:
    return path.with_name(f"{path.name}.{number}")


def _short(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    value = _SECRET.sub("***", value)
    return value if len(value) <= LONGEST else value[: LONGEST - 1] + "…"


# ---- figures, in the text format of Prometheus (its node exporter reads every *.prom in a folder)

_FIGURES = {
    "briefer_last_run_timestamp_seconds": "When the last run ended.",
    "briefer_last_success_timestamp_seconds": "When the last run ended that made its brief, or found nothing new.",
    "briefer_last_run_exit_code": "Exit status of the last run; briefer --help tells what each means.",
    "briefer_last_run_seconds": "How long the last run took.",
    "briefer_outbox_pending": "Mails that wait to be sent.",
    "briefer_source_failures": "Failures in a row of each source that fails.",
}


def write_metrics(path: Path, brief: str, figures: Mapping[str, float], sources: Mapping[str, int]) -> str:
    """Write the figures of a run, whole or not at all, and return why they could not be written, "" when they were.

    ``figures`` go by the names of the metrics without "briefer_". A success that they do not tell is taken over from
    the file that is there.
    """
    known = {f"briefer_{name}": value for name, value in figures.items()}
    success = "briefer_last_success_timestamp_seconds"
    if success not in known:
        earlier = _earlier(path, success, brief)
        known |= {success: earlier} if earlier is not None else {}
    lines = []
    for name, words in _FIGURES.items():
        rows = {f'brief="{_label(brief)}"': known[name]} if name in known else {}
        if name == "briefer_source_failures":
            rows = {f'brief="{_label(brief)}",source="{_label(key)}"': count for key, count in sources.items()}
        if rows:
            lines += [f"# HELP {name} {words}", f"# TYPE {name} gauge"]
            lines += [f"{name}{{{labels}}} {value:.15g}" for labels, value in rows.items()]
    try:
        write_whole(path.parent, [Rendered(path.name, "text/plain", ("\n".join(lines) + "\n").encode("utf-8"))])
        path.chmod(0o644)  # it is for another program to read
    except (BrieferError, OSError) as error:
        return str(error)
    return ""


def renew_figure(path: Path, brief: str, figure: str, value: float) -> None:
    """Set one figure in a file that is there; where it cannot be done, the next run does it."""
    with suppress(OSError, ValueError, BrieferError):
        head = f'briefer_{figure}{{brief="{_label(brief)}"}} '
        before = path.read_text("utf-8")
        lines = [f"{head}{value:.15g}" if line.startswith(head) else line for line in before.split("\n")]
        if (after := "\n".join(lines)) != before:
            write_whole(path.parent, [Rendered(path.name, "text/plain", after.encode("utf-8"))])
            path.chmod(0o644)


def _earlier(path: Path, name: str, brief: str) -> float | None:
    with suppress(OSError, ValueError):
        for line in path.read_text("utf-8", "replace").splitlines():
            head, _, value = line.rpartition(" ")
            if head == f'{name}{{brief="{_label(brief)}"}}':
                return float(value)
    return None


def _label(value: str) -> str:
    value = str(_short(value)).encode("utf-8", "replace").decode()
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
