"""The real cron daemon under a fast clock, in a place of its own: for tests of what happens over days.

``FastCron`` runs Debian's cron in private name spaces (mounts and processes), so that neither the crontabs and jobs of
the machine nor its clock are touched, and all ends with the ``with``. The daemon's clock runs some thousand times too
fast (libfaketime); each job begins at the daemon's time and from there on its clock runs as clocks do, for a job that
takes a second is to see a second pass. It needs root, cron and libfaketime.
"""

from __future__ import annotations

import glob
import os
import shlex
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from types import TracebackType
from zoneinfo import ZoneInfo

_LIBRARY = "/usr/lib/*/faketime/libfaketimeMT.so.1"

_SETUP = """set -eu
mount --make-rprivate /
mount -t tmpfs none /var/spool/cron
mkdir -p /var/spool/cron/crontabs
chown root:crontab /var/spool/cron/crontabs
chmod 1730 /var/spool/cron/crontabs
mount -t tmpfs none /etc/cron.d
mount --bind /dev/null /etc/crontab
mount -t tmpfs none /run
mount -t tmpfs none /dev/shm
printf 'SHELL=%s\\nMAILTO=""\\n' {shell} | crontab -
cd {folder}
{setup}
crontab -l > {folder}/crontab
TZ={zone}
LD_PRELOAD={library}
FAKETIME="@{start} x{rate}"
FAKETIME_NO_CACHE=1
date +%s.%N > {folder}/began.part
mv {folder}/began.part {folder}/began
export TZ LD_PRELOAD FAKETIME FAKETIME_NO_CACHE
exec cron -f
"""

# What cron starts instead of a shell: it gives the job the daemon's time and keeps what came of it.
_SHELL = """#!/bin/sh
case "$2" in {without}) exit 0 ;; esac
read -r began < {folder}/began
ahead=$(date +%s.%N | awk -v b="$began" -v s={seconds} -v r={rate} '{{printf "%+d", s + ($1 - b) * r - $1}}')
job={folder}/jobs/$(date +%s.%N)-$$
export TZ={zone} LD_PRELOAD={library} FAKETIME="$ahead" FAKETIME_DONT_FAKE_MONOTONIC=1
date +%FT%T%z > "$job.when"
printf '%s' "$2" > "$job.command"
/bin/sh "$@" > "$job.out" 2> "$job.err" < /dev/null
echo $? > "$job.part"
mv "$job.part" "$job.status"
"""


@dataclass(frozen=True, slots=True)
class Job:
    """One command that cron has started and that has ended."""

    when: datetime  # by the fast clock, with its zone
    command: str
    status: int
    out: str
    err: str


@cache
def why_not() -> str:
    """Why the harness cannot be used here, "" when it can."""
    if os.geteuid() != 0:
        return "the real cron daemon needs root"
    missing = [name for name in ("cron", "crontab", "unshare", "awk") if shutil.which(name) is None]
    if missing:
        return f"{missing[0]} is not installed"
    if not glob.glob(_LIBRARY):
        return "libfaketime is not installed"
    done = subprocess.run(["unshare", "-m", "-p", "-f", "--kill-child", "mount", "-t", "tmpfs", "none", "/run"],
                          capture_output=True)  # fmt: skip
    return "" if done.returncode == 0 else "this machine lets nobody have name spaces of their own"


class FastCron:
    """A cron daemon whose days pass in seconds.

    ``setup`` are commands that fill the crontab (such as ``briefer schedule add …``) before the daemon starts; they
    run at the machine's own time, in ``folder``. ``start`` is what the clocks of ``zone`` show when it starts.
    Commands that contain ``without`` are left out: what is called every few minutes of these days would be too many.
    """

    def __init__(
        self,
        folder: Path,
        setup: Sequence[Sequence[str]],
        start: datetime,
        zone: str = "Europe/Berlin",
        rate: int = 10_000,
        environment: Mapping[str, str] | None = None,
        without: str = "",
    ) -> None:
        self.folder = folder
        self._start = start.replace(tzinfo=ZoneInfo(zone))
        self._rate = rate
        (folder / "jobs").mkdir()
        places = {
            "folder": shlex.quote(str(folder)),
            "shell": shlex.quote(str(folder / "shell")),
            "without": f"*{shlex.quote(without)}*" if without else "''",
            "setup": "\n".join(shlex.join(command) for command in setup),
            "zone": zone,
            "library": glob.glob(_LIBRARY)[0],
            "start": start.strftime("%Y-%m-%d %H:%M:%S"),
            "seconds": str(int(self._start.timestamp())),
            "rate": str(rate),
        }
        (folder / "shell").write_text(_SHELL.format(**places))
        (folder / "shell").chmod(0o755)
        (folder / "setup").write_text(_SETUP.format(**places))
        self._environment = {**os.environ, **(environment or {})}

    def __enter__(self) -> FastCron:
        command = ["unshare", "-m", "-p", "-f", "--kill-child", "--mount-proc", "sh", str(self.folder / "setup")]
        with open(self.folder / "daemon", "wb") as said:
            self._process = subprocess.Popen(
                command, env=self._environment, stdin=subprocess.DEVNULL, stdout=said, stderr=said
            )
        deadline = time.monotonic() + 60
        while not (self.folder / "began").exists():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.__exit__(None, None, None)
                raise RuntimeError(f"cron did not start: {(self.folder / 'daemon').read_text()}")
            time.sleep(0.02)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGKILL)
        self._process.wait(10)

    def until(self, moment: datetime) -> None:
        """Wait until the clocks show a moment (of the zone of the start)."""
        # Seconds between two moments, not hours on the clock: on two days of the year these differ.
        seconds = moment.replace(tzinfo=self._start.tzinfo).timestamp() - self._start.timestamp()
        began = float((self.folder / "began").read_text())
        time.sleep(max(0.0, began + seconds / self._rate - time.time()))
        assert self._process.poll() is None, (self.folder / "daemon").read_text()

    def settle(self, patience: float = 20.0) -> None:
        """Wait until the jobs that have begun are over."""
        deadline = time.monotonic() + patience
        jobs = self.folder / "jobs"
        while len(list(jobs.glob("*.when"))) != len(list(jobs.glob("*.status"))) and time.monotonic() < deadline:
            time.sleep(0.05)

    def jobs(self) -> list[Job]:
        """The jobs that are over, in the order in which they were started."""
        found = []
        for path in sorted((self.folder / "jobs").glob("*.status")):
            read = {kind: path.with_suffix(f".{kind}").read_text() for kind in ("when", "command", "out", "err")}
            found.append(Job(datetime.fromisoformat(read["when"].strip()), read["command"],
                             int(path.read_text()), read["out"], read["err"]))  # fmt: skip
        return found

