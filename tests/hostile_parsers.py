"""Parsers that do to their process what hostile bytes do to real ones; they run in the process that parses."""

from __future__ import annotations

import os
import sys


def length(data: bytes) -> int:
    """Count, as a good parser would."""
    return len(data)


def crash(data: bytes) -> None:
    """Read where nothing is."""
    import ctypes

    ctypes.string_at(0)


def spin(data: bytes) -> None:
    """Never come to an end."""
    while True:
        pass


def sleep(data: bytes) -> None:
    """Never come to an end and use no processor at all."""
    import time

    time.sleep(60)


def eat(data: bytes) -> int:
    """Want more memory than there is."""
    return len([bytearray(10_000_000) for _ in range(100)])


def leave(data: bytes) -> None:
    """End the process."""
    os._exit(7)


def chatter(data: bytes) -> str:
    """Print, as libraries do that were made for a terminal."""
    sys.stdout.write("12 this is no answer")
    sys.stdout.flush()
    os.write(1, b"        1000nor is this")
    return "said"


def odd(data: bytes) -> object:
    """Return what is no plain value."""
    return {1, 2}


def fault(data: bytes) -> None:
    """Raise what no one expects."""
    raise KeyError("no such thing")


def secret(data: bytes) -> list[str]:
    """Return the names of what the environment holds."""
    return sorted(os.environ)


def path(data: bytes) -> list[str]:
    """Return where modules are looked for."""
    return sys.path
