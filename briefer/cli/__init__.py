"""The command line: parse, call, print, exit.

This is the only part that prints, ends the process or asks the clock. Each command returns its exit status; what a
command needs is imported inside it, so that ``briefer --help`` costs next to nothing.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn

import typer
from typer.exceptions import TyperException

from ..errors import BrieferError, OutputError
from .options import DONE, EXIT_CODES, FAULT, STOPPED, Call, app
from .terminal import PIPE_CLOSED, open_stream, show_traceback, warn

__all__ = ["COMMANDS", "EXIT_CODES", "main"]

# The file that has a command, in the order of the help. Only the one that is called for is loaded.
COMMANDS = {
    "make": "making",
    "run": "running",
    "log": "running",
    "explain": "proving",
    "verify": "proving",
    "check": "proving",
    "search": "archives",
    "statements": "archives",
    "rebuild": "archives",
    "archive": "archives",
    "batch": "batching",
    "send": "sending",
    "outbox": "sending",
    "schedule": "scheduling",
    "init": "setting_up",
    "doctor": "setting_up",
}


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and end the process with its exit status."""
    sys.stdout, sys.stderr = open_stream(sys.stdout), open_stream(sys.stderr)
    call = Call()
    status = _run(arguments, call)
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        status = PIPE_CLOSED
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or the interpreter's own flush complains
    except OSError as error:
        warn(f"cannot write to standard output: {error.strerror}; make room there")
        status = OutputError.exit_code
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    gc.freeze()  # or the interpreter, on its way out, searches all objects for cycles: 19 of 177 ms
    sys.exit(status)


def _run(arguments: Sequence[str] | None, call: Call) -> int:
    command = _command(sys.argv[1:] if arguments is None else arguments)
    try:
        status = command.main(args=arguments, prog_name="briefer", standalone_mode=False, obj=call)
        if status == STOPPED:
            warn("stopped")
        return status if isinstance(status, int) else DONE
    except BrieferError as error:
        _show(error, call)
        # 1 is for "not proven" alone; an error without a status of its own should not have come this far.
        return FAULT if error.exit_code == BrieferError.exit_code else error.exit_code
    except TyperException as error:
        _show_misuse(error)
        return error.exit_code
    except (typer.Abort, KeyboardInterrupt):
        warn("stopped")
        return STOPPED
    except Exception as error:  # a fault of ours: one line that helps whoever reports it
        if call.debug:
            show_traceback()
        warn(f"this is a fault in briefer: {type(error).__name__}: {error}")
        if not call.debug:
            warn("run it again with --debug and report what it prints")
        return FAULT


def _command(arguments: Sequence[str]) -> typer.core.TyperGroup:
    """Return the program with the command that is called, or with all of them where it is help that is asked for."""
    called = COMMANDS.get(arguments[0]) if arguments else None
    for name in dict.fromkeys(COMMANDS.values()) if called is None else [called]:
        import_module(f"{__name__}.{name}")
    command = typer.main.get_command(app)
    assert isinstance(command, typer.core.TyperGroup)
    return command


def _show(error: BrieferError, call: Call) -> None:
    if call.debug:
        show_traceback()
    for line in str(error).split("\n"):
        warn(line)


def _show_misuse(error: TyperException) -> None:
    """Say what is wrong with the call, as Typer found it, and where the help is."""
    context = getattr(error, "ctx", None)
    where = context.command_path if context is not None else "briefer"
    message = error.format_message().rstrip(".")
    warn(f"{message}; see: {where} --help")
