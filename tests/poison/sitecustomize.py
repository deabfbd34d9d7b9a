"""What makes articles of a test deadly: found on PYTHONPATH by workers, and by nothing else.

An article whose text holds one of these words does to its worker what a parser's fault would do to it. The product
itself has no such place.
"""

from __future__ import annotations

import ctypes
import os
import re
import time
from collections.abc import Callable
from typing import Any

from briefer.read import archives

_SLOW = float(os.environ.get("POISON_SLOW", "0"))  # seconds for each article, so that something can be killed in time


def _memory() -> None:
    held = []
    while True:
        held.append(bytearray(200_000_000))


def _loop() -> None:
    re.match(r"(?:a+)+$", "a" * 60 + "b")  # in C, with the lock of Python's held: no alarm of Python's ends it


def _fail() -> None:
    raise LookupError("a fault of a library")


DEEDS: dict[str, Callable[[], Any]] = {
    "DEADLY-EXIT": lambda: os._exit(3),
    "DEADLY-FAULT": lambda: ctypes.string_at(0),
    "DEADLY-LOOP": _loop,
    "DEADLY-MEMORY": _memory,
    "DEADLY-ERROR": _fail,
}
_innocent = archives.article
_LOG = os.environ.get("POISON_LOG")


def _count(what: str) -> None:
    """Leave a sign for each article and brief that is worked on; it stays when the process is killed."""
    if _LOG is not None:
        handle = os.open(_LOG, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.write(handle, what.encode())
        os.close(handle)


def _article(record: archives.Record) -> Any:
    _count("a")
    if _SLOW:
        time.sleep(_SLOW)
    found = _innocent(record)
    if found is not None:
        for word, deed in DEEDS.items():
            if word in found[0].text:
                deed()
    return found


archives.article = _article

if "POISON_LATER" in os.environ or _LOG is not None:  # what is harmless to read and deadly to make a brief of
    from briefer.batch import periods

    _made = vars(periods)["make_brief"]

    def _brief(articles: Any, *more: Any, **named: Any) -> Any:
        _count("b")
        for each in articles:
            for word, deed in DEEDS.items():
                if word.replace("DEADLY", "LATER") in each.text:
                    deed()
        return _made(articles, *more, **named)

    vars(periods)["make_brief"] = _brief
