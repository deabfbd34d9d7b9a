"""briefer make."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import InputError, OutputError
from ..version import VERSION
from .options import (
    ALL_FORMATS,
    Command,
    Day,
    Debug,
    DryRun,
    FormatList,
    Inputs,
    OutFolder,
    PaperName,
    ProfileName,
    app,
    date_of,
    formats_of,
    moment,
    number_of,
    paper_of,
)
from .terminal import counted, say, sized
from .working import all_items, holds, open_archive, read_inputs, set_page, tell_skipped

if TYPE_CHECKING:
    from ..model import Article, Brief, Profile, Rendered, Skipped
    from ..store import Archive


@app.command(cls=Command)
def make(
    inputs: Inputs,
    profile: ProfileName = "daily",
    out: OutFolder = "out",
    formats: FormatList = ALL_FORMATS,
    paper: PaperName = None,
    date: Day = None,
    number: Annotated[str | None, typer.Option(metavar="N", help="The number of the brief in its series.")] = None,
    archive: Annotated[
        str | None,
        typer.Option("--archive", metavar="PATH", help="Also keep the brief and its articles in this archive."),
    ] = None,
    dry_run: DryRun = False,
    debug: Debug = False,
) -> int:
    """Make a brief of articles."""
    from ..profile import load_profile
    from ..write import output_folder

    folder = Path(out)
    wanted = formats_of(formats)
    day = date_of(date)
    paper = paper_of(paper)
    count = number_of("--number", number)
    chosen = load_profile(profile)
    if dry_run:
        return _plan(inputs, chosen, folder, wanted, day, paper, count)
    with output_folder(folder), _kept(archive) as memory:
        articles, skipped = _gather(inputs, folder)
        while not _made(inputs, articles, skipped, chosen, folder, wanted, day, paper, count, memory):
            pass  # another run took the number meanwhile; the next one is on the page then
    return tell_skipped(skipped, len(inputs))


def _kept(archive: str | None) -> AbstractContextManager[Archive | None]:
    return nullcontext() if archive is None else open_archive(archive, create=True)


def _gather(inputs: Sequence[str], own: Path) -> tuple[tuple[Article, ...], tuple[Skipped, ...]]:
    from ..progress import Progress

    with Progress(sys.stderr) as progress:
        return read_inputs(inputs, progress.reading, own=own)


def _made(
    inputs: Sequence[str],
    articles: tuple[Article, ...],
    skipped: tuple[Skipped, ...],
    profile: Profile,
    folder: Path,
    formats: Sequence[str],
    day: str,
    paper: str | None,
    number: int | None,
    memory: Archive | None,
) -> bool:
    """Write the brief and then archive it; False when its number was taken in between and is to be another one."""
    from ..write import write_whole

    given = number
    if memory is not None and number is None:
        number = memory.next_number(profile.name)
    brief, files, record = _compose(inputs, articles, skipped, profile, formats, day, paper, number)
    if memory is not None and given is not None:
        memory.holds(brief, record)  # before anything is written
    written = write_whole(folder, files)
    lines = [
        f"wrote {path} ({sized(len(file.body))}{holds(brief) if file == _telling(files) else ''})"
        for path, file in zip(written, files, strict=True)
    ]
    try:
        if memory is not None and not _archived(memory, articles, brief, record, profile, given is None):
            lines = []
            return False
    finally:  # the files stand there, whatever becomes of the archive
        for line in lines:
            say(line)
    if memory is not None:
        say(f"archived it in {memory.path} as number {brief.number} of {brief.profile}")
    return True


def _archived(
    memory: Archive, articles: Sequence[Article], brief: Brief, record: bytes, profile: Profile, again: bool
) -> bool:
    """Archive a brief with its articles; False when its number is taken and another one may be tried."""
    from .. import ledger
    from ..store import NumberTaken

    text = ""
    if profile.path is not None:
        text = Path(profile.path).read_text("utf-8-sig")
    try:
        ledger.record(memory, articles, brief, record, moment(), VERSION, text)
    except NumberTaken:
        if again:
            return False
        raise
    return True


def _compose(
    inputs: Sequence[str],
    articles: tuple[Article, ...],
    skipped: tuple[Skipped, ...],
    profile: Profile,
    formats: Sequence[str],
    day: str,
    paper: str | None,
    number: int | None,
) -> tuple[Brief, tuple[Rendered, ...], bytes]:
    """Do the work of make: the brief as its page holds it, the files of the formats, and its record."""
    from dataclasses import replace

    from ..brief import make_brief
    from ..progress import Progress

    with Progress(sys.stderr) as progress:
        progress.working(f"choosing among {counted(len(articles), 'article')}", len(articles) > 40)
        brief = make_brief(articles, profile, date=day, skipped=skipped)
        brief = replace(brief, number=number) if number is not None else brief
        progress.working("setting the page", len(articles) > 40)
        fitted, files, record = set_page(brief, formats, paper)
    if not all_items(fitted):
        raise InputError(
            f"no sentence of {counted(len(articles), 'article')} belongs on the page of the profile {profile.name}; "
            f"see why with: briefer check {profile.name} {' '.join(inputs[:3])}"
        )
    return fitted, files, record


def _plan(
    inputs: Sequence[str],
    profile: Profile,
    out: Path,
    formats: Sequence[str],
    day: str,
    paper: str | None,
    number: int | None,
) -> int:
    """Say what make would do, and do nothing."""
    place = next(each for each in (out, *out.parents) if os.path.lexists(each))
    if not (place.is_dir() and os.access(place, os.W_OK)):
        raise OutputError(f"cannot write into {out}: {place} cannot be written; choose another folder with --out")
    articles, skipped = _gather(inputs, out)
    brief, files, _ = _compose(inputs, articles, skipped, profile, formats, day, paper, number)
    read = counted(brief.coverage.articles, "article")
    say(f"would use {brief.coverage.used} of {read} with the profile {profile.name}")
    for file in files:
        path = out / file.name
        say(f"would {'replace' if os.path.lexists(path) else 'write'} {path} ({sized(len(file.body))})")
    say(f"would print {holds(brief).removeprefix(', ')}:")
    if brief.bottom_line:
        say(f"  Bottom line: {len(brief.bottom_line)}")
    for section in brief.sections:
        say(f"  {section.title}: {len(section.items)}")
    for title in brief.coverage.empty:
        say(f"  {title}: nothing")
    return tell_skipped(skipped, len(inputs))


def _telling(files: Sequence[Rendered]) -> Rendered:
    """Return the file whose line also says what the page holds."""
    return next((file for file in files if file.name.endswith(".pdf")), files[0])
