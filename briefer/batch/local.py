"""The engine of one machine: a process for each core.

Each worker is a pool of concurrent.futures with one process, started with spawn. A pool of many ends all its workers
when one dies, and the innocent ones would be asked what they died of; so every worker has a pool of its own, which is
made anew when it breaks. Spawn, because a worker then starts as empty on every system and inherits no lock, thread or
open file (fork) and there is no server process that could die (forkserver); it costs 0.3 s a worker, once.
``multiprocessing.Pool`` waits for ever when a worker is killed (measured), so it is not used.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from typing import Any

from .engine import MOST_DEATHS, Job, Lost


class Local:
    """Does jobs in processes of this machine."""

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._idle: list[_Worker] = []

    def __enter__(self) -> Local:
        return self

    def __exit__(self, *_: object) -> None:
        while self._idle:
            self._idle.pop().rest()

    def each(
        self, function: Callable[..., dict[str, Any]], jobs: Iterable[Job]
    ) -> Iterator[tuple[str, dict[str, Any] | Lost] | None]:
        """Yield the result of each job as it is done; a job whose worker dies is done again by a new one."""
        waiting = iter(jobs)
        again: deque[Job] = deque()
        deaths: dict[str, int] = {}
        busy: dict[Future[dict[str, Any]], tuple[_Worker, Job]] = {}
        try:
            while True:
                while len(busy) < self._workers:
                    job = again.popleft() if again else next(waiting, None)
                    if job is None:
                        break
                    worker = self._idle.pop() if self._idle else _Worker()
                    busy[worker.start(function, job[1])] = (worker, job)
                if not busy:
                    return
                finished, _ = wait(busy, timeout=1.0, return_when=FIRST_COMPLETED)
                if not finished:
                    yield None
                for future in finished:
                    worker, job = busy.pop(future)
                    try:
                        result: dict[str, Any] | Lost = future.result()
                    except BrokenProcessPool:
                        worker.discard()
                        deaths[job[0]] = deaths.get(job[0], 0) + 1
                        if deaths[job[0]] < MOST_DEATHS:
                            again.append(job)
                            continue
                        result = Lost(f"it ended its worker {MOST_DEATHS} times")
                    else:
                        self._idle.append(worker)
                    yield job[0], result
        finally:
            for worker, _ in busy.values():
                worker.stop()


class _Worker:
    """One process, through a pool of one."""

    def __init__(self) -> None:
        self._pool = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), _begin)
        self._noted: Future[int] | None = None

    def start(self, function: Callable[..., dict[str, Any]], arguments: tuple[Any, ...]) -> Future[dict[str, Any]]:
        self._noted = self._pool.submit(os.getpid)
        return self._pool.submit(function, *arguments)

    def stop(self) -> None:
        """End the process, whatever it is doing."""
        process = 0
        with suppress(Exception):
            process = self._noted.result(timeout=0) if self._noted is not None else 0
        self.discard()
        if process:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGTERM)

    def rest(self) -> None:
        """End a process that has nothing to do, and let it tidy up after itself."""
        self._pool.shutdown()

    def discard(self) -> None:
        """Let go of a process that has ended."""
        self._pool.shutdown(wait=False, cancel_futures=True)


def _begin() -> None:
    """Prepare a worker: Ctrl-C is for the one who gave the command, and without that one there is nothing to do."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(100_000, 20, 20)  # as the command line does: a tenth of the time went into looking for cycles
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: Any) -> None:
    parent.join()
    os._exit(1)
