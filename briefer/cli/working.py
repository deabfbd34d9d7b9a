"""What several commands do: read inputs, set the page, open the archive, say what was skipped."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import InputError
from .options import DONE, FORMATS, SOME_SKIPPED
from .terminal import counted, warn

if TYPE_CHECKING:
    from ..model import Article, Brief, Rendered, Skipped
    from ..store import Archive

_SHOWN_SKIPPED = 20  # lines about skipped inputs; the brief lists them all


def open_archive(given: str | None, create: bool = False) -> AbstractContextManager[Archive]:
    from .. import paths
    from ..store import open_archive

    return open_archive(paths.archive(given), create=create)


def read_inputs(
    inputs: Sequence[str], progress: Callable[[int, int], None] | None = None, own: Path | None = None
) -> tuple[tuple[Article, ...], tuple[Skipped, ...]]:
    """Read the inputs; a brief of an earlier run, in the folder where this one goes, is not one of them."""
    from ..read import read

    articles, skipped = read(inputs, progress=progress)
    if own is not None:
        mine = {os.path.abspath(own / f"brief.{each}") for each in FORMATS}
        articles = tuple(each for each in articles if os.path.abspath(each.source) not in mine)
        skipped = tuple(each for each in skipped if os.path.abspath(each.source) not in mine)
    if not articles:
        tell_skipped(skipped, 0)
        raise InputError("nothing that was given could be used; give articles as files or folders")
    return articles, skipped


def set_page(brief: Brief, formats: Collection[str], paper: str | None) -> tuple[Brief, tuple[Rendered, ...], bytes]:
    """Set the page: the brief as it holds it, the files of the formats, and its record."""
    from ..render import render
    from ..render.record import from_json

    # The record tells what the fit has kept, so it is always made; it is written only where it was asked for.
    every = tuple(each for each in FORMATS if each in formats or each == "json")
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        rendered = render(brief, formats=every, paper=paper or brief.paper)
    tell_warnings(heard)
    files = tuple(file for file in rendered if file.name.rpartition(".")[2] in formats)
    record = next(file.body for file in rendered if file.name.endswith(".json"))
    return from_json(record), files, record


def tell_warnings(heard: Iterable[warnings.WarningMessage]) -> None:
    """Pass on such as a script that no font of this machine has; other people's warnings are not for users."""
    for each in heard:
        if each.category.__module__.startswith("briefer."):
            warn(str(each.message))


def holds(brief: Brief) -> str:
    held = f", {len(brief.held_over)} held over" if brief.held_over else ""
    return f", one page, {counted(len(all_items(brief)), 'item')}{held}"


def all_items(brief: Brief) -> list[object]:
    return [*brief.bottom_line, *(item for section in brief.sections for item in section.items)]


def tell_skipped(skipped: Sequence[Skipped], inputs: int) -> int:
    """Name what was skipped and return the exit status that says so."""
    for each in skipped[:_SHOWN_SKIPPED]:
        warn(f"skipped {each.source}: {each.reason}")
    if len(skipped) > _SHOWN_SKIPPED:
        warn(f"and {len(skipped) - _SHOWN_SKIPPED} more")
    if skipped and inputs:
        warn(
            f"{counted(len(skipped), 'input')} {'was' if len(skipped) == 1 else 'were'} skipped; the brief says so too"
        )
    return SOME_SKIPPED if skipped else DONE
