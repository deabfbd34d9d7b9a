"""briefer batch."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..errors import UsageError
from .options import (
    ALL_FORMATS,
    DONE,
    SOME_SKIPPED,
    Command,
    Debug,
    DryRun,
    FormatList,
    OutFolder,
    PaperName,
    ProfileName,
    app,
    formats_of,
    number_of,
    paper_of,
)
from .terminal import counted, say, sized, warn

if TYPE_CHECKING:
    from ..batch import Outcome, Settings
    from ..batch.cluster import Dask
    from ..batch.local import Local
    from ..model import Profile, Skipped

_PERIODS = ("day", "week", "month")
_SHOWN_SKIPPED, _SHOWN_PERIODS = 20, 40
WORK = ".work"


@app.command(cls=Command)
def batch(
    archives: Annotated[
        list[str],
        typer.Argument(metavar="ARCHIVE", help="JSON lines, Parquet or WARC: files, folders, or addresses for fsspec."),
    ],
    profile: ProfileName = "daily",
    by: Annotated[str, typer.Option("--by", metavar="PERIOD", help="day, week or month: one brief for each.")] = "day",
    out: OutFolder = "out",
    formats: FormatList = ALL_FORMATS,
    paper: PaperName = None,
    engine: Annotated[
        str, typer.Option("--engine", metavar="ENGINE", help="local, or dask://HOST:PORT for a cluster.")
    ] = "local",
    workers: Annotated[
        str | None,
        typer.Option("--workers", metavar="N", help="Processes of this machine.", show_default="one for each core"),
    ] = None,
    dry_run: DryRun = False,
    debug: Debug = False,
) -> int:
    """Make a brief of each day, week or month out of archives of articles."""
    from ..profile import load_profile

    wanted = formats_of(formats)
    if by not in _PERIODS:
        raise UsageError(f"--by: {by!r} is no period of a brief; use one of: {', '.join(_PERIODS)}")
    count = number_of("--workers", workers)
    chosen = load_profile(profile)
    settings = _settings(chosen, Path(out), by, wanted, paper_of(paper))
    if dry_run:
        return _plan(archives, settings, out)
    from ..batch import batch

    run = os.urandom(8).hex()
    with _engine(engine, count, settings, run) as chosen_engine, _Watched() as watched:
        outcome = batch(archives, settings, chosen_engine, run, watched)
    for said in outcome.warnings:
        warn(said)
    _tell(outcome, out)
    return _tell_skipped(outcome.skipped, outcome.skipped_count)


def _settings(profile: Profile, out: Path, by: str, formats: tuple[str, ...], paper: str | None) -> Settings:
    from ..batch import Settings, fingerprint
    from ..batch.plan import travelling

    place = os.path.abspath(out)
    return Settings(
        profile=travelling(profile),
        work=os.path.join(place, WORK),
        out=place,
        by=by,
        formats=formats,
        paper=paper or profile.paper,
        code=fingerprint(),
    )


def _engine(given: str, workers: int | None, settings: Settings, run: str) -> Local | Dask:
    if given == "local":
        from ..batch.local import Local

        return Local(workers or _cores())
    scheme, mark, address = given.partition("://")
    if scheme not in ("dask", "dask+tcp") or not mark:
        raise UsageError(f"--engine: {given!r} is no engine; use local, or dask://HOST:PORT for a Dask cluster")
    if workers is not None:
        raise UsageError("--workers: the workers of a cluster are counted by its scheduler; leave it out with dask")
    host, colon, port = address.rpartition(":")
    if not colon or not host or not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise UsageError(f"--engine: {given!r} has no host and port; write it as dask://HOST:PORT")
    from ..batch.cluster import Dask

    return Dask(address, settings, run, encrypted=scheme == "dask")


def _cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class _Watched:
    """Shows how far the work is, with its rate and the time left."""

    def __init__(self) -> None:
        from ..progress import Progress

        self._progress = Progress(sys.stderr)

    def __enter__(self) -> _Watched:
        self._progress.__enter__()
        return self

    def __exit__(self, *error: Any) -> None:
        self._progress.__exit__(*error)

    def __call__(self, stage: str, done: float, total: float, articles: int) -> None:
        self._progress.moving(stage, done, total, articles)


def _plan(archives: Sequence[str], settings: Settings, out: str) -> int:
    """Say what a batch would do, and do nothing."""
    from ..batch import outlook

    plan = outlook(archives, settings)
    for archive in plan.archives:
        say(f"would read {archive.name} ({sized(archive.size)})")
    say(f"in {counted(plan.splits, 'part')}, about {counted(_round(plan.articles), 'article')}")
    if plan.periods:
        few = ", ".join(plan.periods[:6]) + (" …" if len(plan.periods) > 6 else "")
        say(f"would write a brief for each {settings.by} into {out}; the beginnings of the archives have {few}")
    else:
        say("found no article with a date that is certain at the beginnings of the archives")
    return _tell_skipped(plan.skipped, len(plan.skipped))


def _round(number: int) -> int:
    """Return an estimate with two figures."""
    step: int = 10 ** max(0, len(str(number)) - 2)
    return number // step * step


def _tell(outcome: Outcome, out: str) -> None:
    made = [each for each in outcome.periods if each["brief"] is not None]
    for each in outcome.periods[:_SHOWN_PERIODS]:
        say(_line(each, out))
    if len(outcome.periods) > _SHOWN_PERIODS:
        say(f"and {counted(len(outcome.periods) - _SHOWN_PERIODS, 'more period')}; the manifest names them")
    path = os.path.join(out, outcome.manifest.name)
    say(f"wrote {path}: {counted(len(made), 'brief')} of {counted(outcome.articles, 'article')}")


def _line(each: Mapping[str, Any], out: str) -> str:
    if each["brief"] is None:
        return f"{each['period']}: no brief, {each['failed'] or 'all of it stood in the days before'}"
    details = [f"{counted(each['copies'], 'copy').replace('copys', 'copies')}"] if each["copies"] else []
    details += [f"{each['told_before']:,} of the days before"] if each["told_before"] else []
    details += [f"{each['left_out']:,} not weighed"] if each["left_out"] else []
    told = f" ({', '.join(details)})" if details else ""
    what = f"{counted(each['items'], 'item')} of {counted(each['articles'], 'article')}"
    return f"wrote {os.path.join(out, each['period'])}: {what}{told}"


def _tell_skipped(skipped: Sequence[Skipped], count: int) -> int:
    for each in skipped[:_SHOWN_SKIPPED]:
        warn(f"skipped {each.source}: {each.reason}")
    if count > _SHOWN_SKIPPED:
        warn(f"and {count - _SHOWN_SKIPPED:,} more; skipped.jsonl names them all")
    return SOME_SKIPPED if count else DONE
