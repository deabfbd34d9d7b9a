"""Progress on long work: shown on a terminal, and only when there is something to wait for."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Any, TextIO

_PATIENCE = 0.7  # seconds; what is done sooner needs no bar, and rich takes a tenth of them to import


class Progress:
    """A line on the terminal that says how far the work is; silent when the stream is not a terminal."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._shown = stream.isatty()
        self._began = time.monotonic()
        self._bar: Any = None
        self._task: Any = None
        self._stage = ""
        self._since = 0.0

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def reading(self, done: int, total: int) -> None:
        """Say how many inputs are read; ``read`` calls this."""
        if self._shown and (self._bar is not None or time.monotonic() - self._began >= _PATIENCE):
            if self._bar is None:
                self._start("reading", counted=True)
            self._bar.update(self._task, completed=done, total=total)

    def moving(self, stage: str, done: float, total: float, articles: int) -> None:
        """Say how far long work is, how many articles a second it takes and how much time is left."""
        if not self._shown:
            return
        if stage != self._stage:
            self._stop()
            self._start_moving(stage)
            self._stage, self._since = stage, time.monotonic()
        took = time.monotonic() - self._since
        rate = f"{articles / took:,.0f} a second" if articles and took > 1 else ""
        self._bar.update(self._task, completed=done, total=total, articles=f"{articles:,} articles", rate=rate)

    def _start_moving(self, stage: str) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as Bar

        told = ("description", "fields[articles]", "fields[rate]")
        texts = [TextColumn(f"{{task.{name}}}", markup=False) for name in told]
        # A shard takes half a minute: the speed of the last one alone would make the time left jump.
        left = TimeRemainingColumn(compact=True)
        columns = (texts[0], BarColumn(), TaskProgressColumn(), texts[1], texts[2], left)
        self._bar = Bar(*columns, console=Console(file=self._stream), transient=True, speed_estimate_period=600.0)
        self._task = self._bar.add_task(stage, total=None, articles="", rate="")
        self._bar.start()

    def working(self, what: str, long: bool) -> None:
        """Say what is being done now, when it will be long or a line is there already."""
        if self._shown and (long or self._bar is not None):
            self._stop()
            self._start(what, counted=False)

    def _start(self, what: str, counted: bool) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Bar

        text = TextColumn("{task.description}", markup=False)
        columns = (text, BarColumn(), MofNCompleteColumn()) if counted else (SpinnerColumn(), text, TimeElapsedColumn())
        self._bar = Bar(*columns, console=Console(file=self._stream), transient=True)
        self._task = self._bar.add_task(what, total=None)
        self._bar.start()

    def _stop(self) -> None:
        if self._bar is not None:
            self._bar.stop()
            self._bar = None
