"""What reaches the terminal: one line at a time, and nothing that acts on it."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import NoReturn, TextIO

import typer

from ..errors import OutputError

PIPE_CLOSED = 141

_held_back: list[str] | None = None


@contextmanager
def held_back() -> Iterator[list[str]]:
    """Print nothing inside the ``with``; the list that it gives takes what would have been said about the work."""
    global _held_back
    _held_back = []
    try:
        yield _held_back
    finally:
        _held_back = None


def say(line: str) -> None:
    """Print a line of the result."""
    _put(printable(line))


def say_marked(pieces: Iterable[tuple[str, bool]]) -> None:
    """Print a line with some of its pieces bold, where there is a terminal to show it."""
    bold = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    clean = [(printable(text), marked) for text, marked in pieces]
    _put("".join(f"\x1b[1m{text}\x1b[0m" if bold and marked else text for text, marked in clean))


def _put(line: str) -> None:
    if _held_back is not None:
        return
    try:
        sys.stdout.write(line + "\n")
    except BrokenPipeError:
        hang_up()
    except OSError as error:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115  # it stays open until the process ends
        raise OutputError(f"cannot write to standard output: {error.strerror}; make room there") from error


def warn(line: str) -> None:
    """Print a line about the work, such as an error, beside the result."""
    if _held_back is not None:
        _held_back.append(printable(line))
        return
    try:
        sys.stderr.write(f"briefer: {printable(line)}\n")
    except BrokenPipeError:  # nobody listens; the work goes on
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115  # it stays open until the process ends


def printable(line: str) -> str:
    """Return exactly one line, without characters that act on a terminal or reorder what it shows."""
    from ..text.clean import clean

    # A file name that is no UTF-8 comes with half surrogates for its odd bytes.
    whole = line.encode("utf-8", "surrogateescape").decode("utf-8", "replace") if not line.isascii() else line
    return clean(whole).replace("\n", " ").replace("\t", " ")


def hang_up() -> NoReturn:
    """End quietly when the reader of a pipe has gone, as with ``briefer explain … | head``."""
    sys.stdout = open(os.devnull, "w")  # noqa: SIM115  # it stays open until the process ends
    raise typer.Exit(PIPE_CLOSED)


def columns() -> int:
    import shutil

    return max(40, min(110, shutil.get_terminal_size((100, 24)).columns))


def sized(count: int) -> str:
    if count < 1000:
        return f"{count} bytes"
    return f"{count / 1000:.0f} kB" if count < 1_000_000 else f"{count / 1_000_000:.1f} MB"


def counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def show_traceback() -> None:
    import traceback

    for line in traceback.format_exc().rstrip().split("\n"):
        try:
            sys.stderr.write(printable(line) + "\n")
        except BrokenPipeError:
            return


def open_stream(stream: TextIO | None) -> TextIO:
    """Return the stream so that writing never fails on a character; one that was closed (``>&-``) takes all."""
    if stream is None:
        return open(os.devnull, "w", encoding="utf-8")
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="replace")  # for what the terminal's encoding lacks
    return stream
