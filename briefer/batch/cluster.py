"""The engine of many machines: an existing Dask cluster, its tasks and nothing else of it. The only module that knows
Dask.

No more tasks are given to the scheduler than there are workers: so none waits on a worker that dies of another one, and
the cluster's own settings for that do not matter. Before the first task every worker is asked whether it runs the same
briefer and sees the folder of the work.
"""

from __future__ import annotations

import logging
import os
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from ..errors import MissingError, UsageError
from ..text.clean import visible
from .engine import MOST_DEATHS, Job, Lost
from .plan import Settings, fingerprint

_PATIENCE = 20  # seconds until a scheduler that does not answer is given up
_LOOPBACK = ("127.0.0.1", "localhost", "[::1]", "::1")


class Dask:
    """Does jobs on the workers of a scheduler at HOST:PORT."""

    def __init__(self, address: str, settings: Settings, run: str, encrypted: bool = True) -> None:
        self._distributed = _library(address)
        self._run = run
        where, security = self._way(address, encrypted)
        for name in [*logging.root.manager.loggerDict, "tornado", "asyncio"]:  # their troubles are told in our words
            if name.partition(".")[0] in ("distributed", "tornado", "asyncio"):
                logging.getLogger(name).setLevel(logging.CRITICAL + 1)
        try:
            self._client = self._distributed.Client(
                where, security=security, timeout=_PATIENCE, set_as_default=False, name="briefer"
            )
        except (OSError, ValueError, RuntimeError) as error:
            raise MissingError(
                f"no Dask scheduler answers at {where} ({_words(error)}); start one there with: dask scheduler"
            ) from error
        try:
            self._check(Path(settings.work))
        except BaseException:
            self._client.close()
            raise

    def __enter__(self) -> Dask:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(Exception):
            self._client.close()

    def _way(self, address: str, encrypted: bool) -> tuple[str, Any]:
        """Return the whole address and the certificates: a scheduler runs any code that is sent to it."""
        import dask

        secured = dask.config.get("distributed.comm.tls.ca-file", None) is not None
        if encrypted and secured:
            return f"tls://{address}", self._distributed.Security(require_encryption=True)
        if encrypted and address.rpartition(":")[0] not in _LOOPBACK:
            raise UsageError(
                f"--engine: dask://{address} is another machine and there are no certificates for it; a scheduler runs "
                "any code that is sent to it, so set distributed.comm.tls in Dask's configuration, or write "
                f"dask+tcp://{address} for a network that nobody else is in"
            )
        return f"tcp://{address}", None

    def _check(self, work: Path) -> None:
        """Refuse workers that would do something else than this process, or could not write where it reads."""
        threads = self._threads()
        if not threads:
            raise MissingError("the Dask scheduler has no workers; start some with: dask worker HOST:PORT --nthreads 1")
        several = sorted(address for address, count in threads.items() if count != 1)
        if several:
            raise UsageError(
                f"the Dask worker at {several[0]} runs {threads[several[0]]} tasks in one process; start every worker "
                "with --nthreads 1, for an article that ends its process must end no other"
            )
        work.mkdir(parents=True, exist_ok=True)
        sign = work / f"seen-{self._run}"
        sign.write_text(self._run, "ascii")
        try:
            # What is sent is text, for a worker without briefer could not take a function of it.
            asked = f"__import__('briefer.batch.cluster', fromlist=['told']).told({str(sign)!r})"
            answers = self._client.run(eval, asked, on_error="return")
        finally:
            sign.unlink(missing_ok=True)
        mine = told(None)
        for address in sorted(answers):
            answer = answers[address]
            if isinstance(answer, BaseException):
                raise MissingError(
                    f"the Dask worker at {address} cannot run briefer ({_words(answer)}); "
                    "install the same briefer there"
                )
            for name, value in mine.items():
                if answer[name] != value:
                    raise UsageError(
                        f"the Dask worker at {address} has {name} {answer[name]} and this machine {value}; "
                        "install the same on every machine, and start its workers anew"
                    )
            if answer["seen"] != self._run:
                raise UsageError(
                    f"the Dask worker at {address} does not see {work}, or may not write there; --out has to be a "
                    "folder that every machine has under the same name, such as on NFS"
                )

    def _threads(self) -> dict[str, int]:
        return dict(self._client.nthreads())

    def each(
        self, function: Callable[..., dict[str, Any]], jobs: Iterable[Job]
    ) -> Iterator[tuple[str, dict[str, Any] | Lost] | None]:
        """Yield the result of each job as it is done; the scheduler gives those whose worker died to another one."""
        waiting = iter(jobs)
        again: deque[Job] = deque()
        tries: dict[str, int] = {}
        live: dict[Any, Job] = {}
        finished = self._distributed.as_completed(loop=self._client.loop)
        try:
            while True:
                while len(live) < max(1, len(self._threads())):
                    job = again.popleft() if again else next(waiting, None)
                    if job is None:
                        break
                    tries[job[0]] = tries.get(job[0], 0) + 1
                    key = f"briefer-{function.__name__}-{job[0]}-{self._run}-{tries[job[0]]}"
                    future = self._client.submit(function, *job[1], key=key, pure=False, retries=0)
                    live[future] = job
                    finished.add(future)
                if not live:
                    return
                until = time.monotonic() + 1.0
                while not finished.has_ready() and time.monotonic() < until:
                    time.sleep(0.02)
                if not finished.has_ready():
                    if self._client.status != "running":
                        raise RuntimeError("the connection is gone")
                    yield None
                    continue
                future = next(finished)
                job = live.pop(future)
                trouble = future.exception() if future.status == "error" else None
                if future.status == "finished":
                    yield job[0], future.result()
                elif trouble is None or isinstance(trouble, self._distributed.KilledWorker):
                    # Lost with its workers, as often as the scheduler allows: it may be the fault of one article.
                    if tries[job[0]] >= MOST_DEATHS:
                        yield job[0], Lost(f"it ended its worker {MOST_DEATHS} times and more")
                    else:
                        again.append(job)
                else:
                    raise trouble
                future.release()
        except (OSError, RuntimeError) as error:
            if self._client.status == "running":
                raise
            raise MissingError(
                "the Dask scheduler has gone; start it again and give the same command: it goes on where it was"
            ) from error
        finally:
            with suppress(Exception):
                self._client.cancel(list(live), force=True)


def told(sign: str | None) -> dict[str, str]:
    """Return what has to be the same on all machines, and whether the sign is seen and its folder can be written."""
    from importlib.metadata import version

    answer = {
        "briefer": fingerprint(),
        "Python": ".".join(str(part) for part in sys.version_info[:2]),
        "numpy": version("numpy"),
    }
    if sign is None:
        return answer
    seen = ""
    with suppress(OSError):
        if os.access(Path(sign).parent, os.W_OK):
            seen = Path(sign).read_text("ascii")
    return {**answer, "seen": seen}


def _library(address: str) -> Any:
    try:
        import distributed
    except ImportError as error:
        raise MissingError(
            f"dask://{address} needs Dask, which is not installed; install it with: pip install 'briefer[dask]'"
        ) from error
    return distributed


def _words(error: BaseException) -> str:
    return visible((str(error) or type(error).__name__).split("\n")[0])[:160]
