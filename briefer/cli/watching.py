"""How a run is watched: what it says and where, its log, its figures, and the service that waits for it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import typer

from ..errors import BrieferError, WaitError
from .options import DONE, EXIT_CODES, FAULT, SOME_SKIPPED, STOPPED, moment
from .terminal import held_back, say, warn

_SAID = 3  # of the lines about one run, as many go into its one line


class Watch:
    """One run that somebody may want to know about later.

    Scheduled, it prints nothing when it ends well and exactly one line when it does not: cron sends mail for whatever
    is printed, and is silent on a failure that prints nothing.
    """

    def __init__(self, name: str, scheduled: bool, metrics: str | None = None, debug: bool = False) -> None:
        from .. import paths
        from ..journal import Journal

        now = moment()
        self.name = name
        self.scheduled = scheduled
        self.line = ""  # what the one line is to say when the run ends with another status than 0
        self.mail = ""  # the same about the mail
        self.waits = False  # the brief is made and its mail waits: whoever sends it tells whether all went well
        self.after = ""  # what becomes of a failure, in words
        self.figures: dict[str, float] = {}
        self.sources: Mapping[str, int] = {}
        self.facts: dict[str, Any] = {}  # what the last line of the log says of the brief
        self._metrics = metrics
        self._debug = debug
        self._ping: Callable[[str, str], str] | None = None
        self._began: float | None = None
        self._journal = Journal(paths.data() / "run.log", f"{now[:19]}-{os.getpid()}", name)

    def note(self, event: str, level: str = "info", **more: Any) -> None:
        """Write an event into the log."""
        self._journal.note(moment(), event, level, **more)

    def will_tell(self, address: str, allow: tuple[str, ...]) -> None:
        """Say where to ping, "" for nowhere."""
        if address:
            self._ping = lambda outcome, words: pinged(address, outcome, words, allow)

    def begin(self) -> None:
        """Say that the work begins; before that a call may find that there is nothing to do, and leave no trace."""
        self._began = time.monotonic()
        self.note("begin", scheduled=self.scheduled)
        self._tell("start", "")

    def over(self, job: Callable[[], int]) -> int:
        """Do the job and return its status, with all that is to be told of it told."""
        if not self.scheduled:
            return self._over(job)
        with held_back() as said:
            status = self._over(job)
        if status not in (DONE, STOPPED):  # whoever has stopped it is told so by the command line itself
            line = self._whole() or "; ".join(said[-_SAID:]) or EXIT_CODES.get(status, "it ended unusually")
            warn(f"{self.name}: {line}{self.after}")
        return status

    def _over(self, job: Callable[[], int]) -> int:
        failure: BaseException | None = None
        try:
            status = job()
        except BrieferError as error:
            status, failure = error.exit_code, error
            if status == BrieferError.exit_code:
                status = FAULT
            first, *more = str(error).split("\n")
            self.line = first + (f"; and {len(more)} more, see: briefer check {self.name}" if more else "")
        except typer.Exit as error:  # nobody reads what is said
            status, failure = error.exit_code, error
        except (typer.Abort, KeyboardInterrupt) as error:
            status, failure = STOPPED, error
            self.line = "stopped"
        except Exception as error:
            status, failure = FAULT, error
            kind = f"{type(error).__name__}: {error}"
            self.line = f"this is a fault in briefer: {kind}; run it by hand with --debug and report what it prints"
        self._end(status)
        if failure is not None and (self._debug or not self.scheduled):
            raise failure
        return status

    def _whole(self) -> str:
        return "; ".join(each for each in (self.line, self.mail) if each)

    def _end(self, status: int) -> None:
        well = status in (DONE, SOME_SKIPPED) or (status == WaitError.exit_code and self.waits)
        if well and self._began is None:
            return  # there was nothing to do
        if status == WaitError.exit_code and self._began is None:
            self.note("end", "warning", status=status, line=self.line)
            return  # the run that is at work tells how it goes; this one is none
        seconds = round(time.monotonic() - self._began, 2) if self._began is not None else 0.0
        line = self._whole() if status != DONE else ""
        words = {"status": status, "seconds": seconds, **({"line": line} if line else {}), **self.facts}
        self.note("end", "info" if status == DONE else "warning" if well else "error", **words)
        if self._metrics is not None:
            self._write_metrics(Path(self._metrics), status, seconds, well)
        if not self.waits:
            self._tell("" if well and not self.mail else "fail", line)

    def still(self, pending: int) -> None:
        """Bring the figure of the mail that waits up to date, where nothing else has happened."""
        if self._metrics is not None:
            from ..journal import renew_figure

            renew_figure(Path(self._metrics), self.name, "outbox_pending", pending)

    def _write_metrics(self, path: Path, status: int, seconds: float, well: bool) -> None:
        from ..journal import write_metrics

        now = time.time()
        figures = {"last_run_timestamp_seconds": now, "last_run_exit_code": status, "last_run_seconds": seconds}
        if well:
            figures["last_success_timestamp_seconds"] = now
        problem = write_metrics(path, self.name, {**figures, **self.figures}, self.sources)
        if problem:
            self.note("metrics", "warning", reason=problem)
            warn(f"the figures for {path} were not written: {problem}")

    def _tell(self, outcome: str, words: str) -> None:
        if self._ping is None:
            return
        problem = self._ping(outcome, words)
        if problem:
            self.note("ping", "warning", outcome=outcome or "success", reason=problem)
            warn(f"the address to ping {problem}")


def pinged(address: str, outcome: str, words: str, allow: tuple[str, ...]) -> str:
    import datetime

    from ..ping import ping

    return ping(address, outcome, words, now=datetime.datetime.fromisoformat(moment()), allow=allow)


def show_log(profile: str | None, limit: int) -> int:
    """Print the last runs in words, the newest last."""
    from .. import paths
    from ..journal import events

    place = paths.data() / "run.log"
    runs: dict[str, list[dict[str, Any]]] = {}
    for event in events(place):
        if profile is None or event.get("brief") == profile:
            runs.setdefault(f"{event['run']} {event.get('brief')}", []).append(event)
    kinds = ("begin", "end", "held", "missed")  # a look at the mail that came to nothing is no run
    told = [rows for rows in runs.values()
            if any(row["event"] in kinds or (row["event"] == "mail" and "state" in row) for row in rows)]  # fmt: skip
    for rows in told[-limit:]:
        say(_in_words(rows))
        for row in rows:
            if row["event"] in ("source", "said", "ping", "metrics", "mail") and row["level"] != "info":
                parts = ("event", "source", "state", "to", "reason")
                say(f"    {' '.join(str(row[key]) for key in parts if key in row)}")
    if not told:
        say(f"no run {'of ' + profile + ' ' if profile else ''}is in the log {place}")
    return DONE


def _in_words(rows: list[dict[str, Any]]) -> str:
    import datetime

    when = datetime.datetime.fromisoformat(rows[0]["ts"]).astimezone().strftime("%Y-%m-%d %H:%M")
    kinds = {row["event"]: row for row in rows}
    head = f"{when}  {rows[0].get('brief')}  "
    if "end" in kinds:
        row = kinds["end"]
        took = f"{row.get('seconds', 0):.1f} s"
        made = f"No. {row['number']}, {row.get('items', 0)} items" if "number" in row else "nothing new"
        if row["status"] in (DONE, SOME_SKIPPED):
            return f"{head}{made} ({took})" + (f"; {row['line']}" if row.get("line") else "")
        return f"{head}status {row['status']}: {row.get('line') or EXIT_CODES.get(row['status'], '')} ({took})"
    if "held" in kinds:
        return f"{head}left alone: another run was at work ({kinds['held'].get('holder')})"
    if "missed" in kinds:
        return f"{head}no brief for {kinds['missed'].get('day')}: nothing ran within 12 hours of its hour"
    if "mail" in kinds and "begin" not in kinds:
        sent = sum(row["event"] == "mail" and row.get("state") == "sent" for row in rows)
        open_still = sum(row["event"] == "mail" and row.get("state", "sent") != "sent" for row in rows)
        parts = [f"sent to {sent}"] * bool(sent) + [f"not sent to {open_still}"] * bool(open_still)
        return f"{head}mail: {', '.join(parts)}"
    return f"{head}broke off, or is still at work"
