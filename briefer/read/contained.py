"""Strangers' bytes are parsed in a process of their own, which may die of them without harm.

A parser that loops, eats memory or crashes takes its process with it and nothing else: whoever asked gets an
``Unusable`` with the reason. One process serves for many parses, since starting one takes a third of a second; it is
replaced when it dies. What travels back is JSON, never anything that could run.
"""

from __future__ import annotations

import json
import os
import re
import selectors
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from briefer.values import dataclass

from .found import Found, Unusable

# What can be parsed, and the function that does it: bytes and options in, plain values out.
PARSERS: Mapping[str, str] = {
    "feed": "briefer.read.feeds:parse",
    "document": "briefer.read.contained:document",
    "mail": "briefer.read.contained:mail",
    "opml": "briefer.read.opml:parse",
    "robots": "briefer.read.robots:allows",
}

_MOST_ANSWER = 64_000_000  # bytes; the largest body has ten million


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one parse may use."""

    seconds: int = 10  # of processor time
    memory: int = 512_000_000  # bytes of address space, all of Python with them
    slack: float = 20.0  # seconds on the wall beyond those of processor time: the machine may be busy with others


class Parsers:
    """A process that parses, started when first needed; several threads may share it and take turns."""

    def __init__(self, bounds: Bounds | None = None, table: Mapping[str, str] = PARSERS) -> None:
        self._bounds = bounds or Bounds()
        self._table = table
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._served = 0

    def __enter__(self) -> Parsers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._end()

    def parse(self, parser: str, data: bytes, **options: Any) -> Any:
        """Return what the parser makes of the bytes; raise Unusable when it cannot, or died of them."""
        with self._lock:
            answer = self._ask(parser, data, options)
            if answer is None:
                # It may have been what earlier parses left behind, which is not this one's fault.
                answer = self._ask(parser, data, options)
        if answer is None:
            raise Unusable(self._full())
        if "unusable" in answer:
            raise Unusable(answer["unusable"])
        return answer["value"]

    def _ask(self, parser: str, data: bytes, options: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return the answer of the process, None when a fresh one should be asked."""
        if self._process is None or self._process.poll() is not None:
            self._end()
            self._process = _start(self._table, self._bounds)
            self._served = 0
        fresh = self._served == 0
        self._served += 1
        head = json.dumps({"parser": parser, "size": len(data), "options": options}).encode() + b"\n"
        body = _exchange(self._process, head + data, self._bounds.seconds + self._bounds.slack)
        try:
            answer = None if body is None else json.loads(body)
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            reason, late = self._died(late=body == b"")
            return {"unusable": reason} if fresh or late else None
        if answer.get("full"):
            self._end()  # what is left of its memory is not enough for the next
            return {"unusable": self._full()} if fresh else None
        return answer

    def _died(self, late: bool) -> tuple[str, bool]:
        """Clear the process away; return in words what it died of, and whether it took too long."""
        process = self._process
        assert process is not None
        if late:
            process.kill()
        try:
            code = process.wait(5)
        except subprocess.TimeoutExpired:  # it lives and talks nonsense
            process.kill()
            code = process.wait()
        self._end()
        if late or code == -signal.SIGXCPU:
            return f"could not be read: its reader took more than {self._bounds.seconds} s of processor time", True
        how = signal.Signals(-code).name if -code in signal.valid_signals() else f"status {code}"
        return f"could not be read: its reader crashed ({how})", False

    def _full(self) -> str:
        return f"could not be read: its reader needs more than {self._bounds.memory // 1_000_000} MB"

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):  # it died with something still in the pipe
                    pipe.close()
        if process.poll() is None:
            process.kill()  # it holds nothing that could be lost
        process.wait()


# ---- the asking side


def _start(table: Mapping[str, str], bounds: Bounds) -> subprocess.Popen[bytes]:
    # The child finds the same modules as this process, and none of its secrets: the environment is left behind.
    places = [place or os.getcwd() for place in sys.path]
    home = str(Path(__file__).resolve().parent.parent.parent)
    setting = json.dumps({"path": [home, *places], "table": dict(table), "bounds": asdict(bounds)})
    code = (
        "import sys, json; s = json.loads(sys.argv[1]); sys.path[:] = s['path']; "
        "from briefer.read.contained import serve; serve(s)"
    )
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT") if name in os.environ}
    process = subprocess.Popen(
        [sys.executable, "-I", "-c", code, setting],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        bufsize=0,
        env={**kept, "PYTHONHASHSEED": "0", "LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "1"},
        start_new_session=True,  # Ctrl-C is for the one who asks; the child ends with its pipe
    )
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            os.set_blocking(pipe.fileno(), False)
    return process


def _exchange(process: subprocess.Popen[bytes], message: bytes, seconds: float) -> bytes | None:
    """Send a message and return the answer: None when the process died, nothing when it is late."""
    assert process.stdin is not None and process.stdout is not None
    until = time.monotonic() + seconds
    sent, answer, size = 0, bytearray(), -1
    unsent = memoryview(message)
    with selectors.DefaultSelector() as ready:
        ready.register(process.stdout, selectors.EVENT_READ)
        ready.register(process.stdin, selectors.EVENT_WRITE)
        while True:
            left = until - time.monotonic()
            if left <= 0:
                return b""
            for key, _ in ready.select(left):
                if key.fileobj is process.stdin:
                    try:
                        sent += os.write(process.stdin.fileno(), unsent[sent : sent + (1 << 16)])
                    except BlockingIOError:
                        continue
                    except OSError:  # it has died
                        return None
                    if sent == len(message):
                        ready.unregister(process.stdin)
                    continue
                try:
                    more = os.read(process.stdout.fileno(), 1 << 20)
                except BlockingIOError:
                    continue
                if not more or len(answer) > _MOST_ANSWER:
                    return None
                answer += more
                if size < 0 and len(answer) >= 12:
                    try:
                        size = int(answer[:12])
                    except ValueError:
                        return None
                if 0 <= size <= len(answer) - 12:
                    return bytes(answer[12 : 12 + size])


# ---- the answering side


def serve(setting: Mapping[str, Any]) -> None:
    """Parse what comes on standard input until it ends; this is what the child process does."""
    bounds = Bounds(**setting["bounds"])
    _confine(bounds)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a library that prints must not answer in our place
    questions = sys.stdin.buffer
    while head := questions.readline():
        question = json.loads(head)
        data = questions.read(question["size"])
        _allow(bounds.seconds)
        answer = _answer(setting["table"][question["parser"]], data, question["options"])
        _write(answers, answer)


def _answer(place: str, data: bytes, options: Mapping[str, Any]) -> dict[str, Any]:
    import importlib

    try:
        module, _, name = place.partition(":")
        return {"value": getattr(importlib.import_module(module), name)(data, **options)}
    except Unusable as error:
        return {"unusable": error.reason}
    except MemoryError:
        return {"full": True}
    except RecursionError:
        return {"unusable": "is nested too deep to be an article"}
    except ImportError as error:
        # Where memory ends while a library is loaded, the system says that its file cannot be mapped.
        if re.search("allocate|map segment", str(error)):
            return {"full": True}
        return {"unusable": f"could not be read: {error}"}
    except Exception as error:  # a library's fault in one page must not cost the reader all the others
        return {"unusable": f"could not be read ({type(error).__name__} in its reader)"}


def _write(answers: IO[bytes], answer: dict[str, Any]) -> None:
    try:
        body = json.dumps(answer).encode()
    except (MemoryError, ValueError, TypeError, RecursionError):
        body = b'{"unusable": "could not be read: its reader gave no plain answer"}'
    answers.write(b"%12d" % len(body))
    answers.write(body)
    answers.flush()


def _confine(bounds: Bounds) -> None:
    import resource

    for limit, value in ((resource.RLIMIT_AS, bounds.memory), (resource.RLIMIT_CORE, 0)):
        try:
            resource.setrlimit(limit, (value, value))
        except (OSError, ValueError):  # macOS does not limit address space; time and the crash are still contained
            continue


def _allow(seconds: int) -> None:
    """Give this parse its processor time; the limit counts for the whole process, so it moves on with each."""
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime) + seconds + 1
    resource.setrlimit(resource.RLIMIT_CPU, (until, resource.RLIM_INFINITY))


# ---- parsers that are there already


def document(data: bytes, kind: str = "", charset: str | None = None) -> list[dict[str, Any]]:
    """Return the article of a page that was fetched: HTML, PDF or plain text, as its media type and content say."""
    from .html import read_page
    from .inputs import sniff
    from .pdf import read_pdf
    from .plain import read_text

    if kind in ("text/html", "application/xhtml+xml"):
        found = read_page(data, charset)
    elif kind == "application/pdf" or data.startswith(b"%PDF-"):
        found = read_pdf(data)
    elif kind == "text/plain" or sniff(data).__name__ == "_text":
        found = read_text(data)
    else:
        found = read_page(data, charset)
    return [asdict(each) for each in found if isinstance(each, Found)]


def mail(data: bytes) -> list[dict[str, Any]]:
    """Return the article of a message."""
    from .mail import read_mail

    return [asdict(each) for each in read_mail(data)]
