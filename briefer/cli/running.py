"""briefer run."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..errors import InputError, ProfileError, UsageError
from ..version import VERSION
from .options import (
    ALL_FORMATS,
    DONE,
    ArchivePath,
    Command,
    Day,
    Debug,
    FormatList,
    OutFolder,
    PaperName,
    allowed_hosts,
    app,
    ca_bundle,
    date_of,
    formats_of,
    host_of,
    moment,
    paper_of,
)
from .sending import MAILED, check_mail, flush_mail, queue_mail
from .terminal import counted, say, sized, warn
from .working import all_items, open_archive, set_page, tell_skipped

if TYPE_CHECKING:
    from ..model import Collected, Profile, Skipped
    from ..run import Edition
    from ..store import Archive


@app.command(cls=Command)
def run(
    profile: Annotated[str, typer.Argument(metavar="PROFILE", help="A profile's name or file, with sources in it.")],
    out: OutFolder = "out",
    formats: FormatList = ALL_FORMATS,
    paper: PaperName = None,
    date: Day = None,
    since: Annotated[str, typer.Option(metavar="WHEN", help="last, for the last brief, or a day.")] = "last",
    allow: Annotated[
        list[str] | None,
        typer.Option("--allow", metavar="HOST:PORT", help="A machine of your own network that may be called."),
    ] = None,
    archive: ArchivePath = None,
    debug: Debug = False,
) -> int:
    """Make a brief of what is new in a profile's sources."""
    from .. import run as running
    from ..profile import load_profile
    from ..read.sources import collect
    from ..write import output_folder

    wanted, day, paper = formats_of(formats), date_of(date), paper_of(paper)
    start = None if since == "last" else date_of(since, "--since")
    chosen = load_profile(profile)
    if not chosen.sources:
        raise ProfileError(
            f"{chosen.path or profile}: there is no [[source]] to read; add one with feed, page, folder, mailbox or "
            "opml, or give articles to briefer make"
        )
    check_mail(chosen)
    allowed = (*allowed_hosts(), *(host_of("--allow", each, UsageError) for each in allow or ()))
    believed = ca_bundle()
    now = moment()
    until = now if date is None or day == date_of(None) else f"{day}T23:59:59+00:00"
    with output_folder(Path(out)) as folder, open_archive(archive, create=True) as memory:
        before = running.states(memory)
        printed = running.printed(memory, chosen, start)
        collected = _collected(partial(collect, ca_bundle=believed), chosen, before, now, allowed, printed)
        lines: list[str] = []
        try:  # what is remembered of the sources is kept with their articles and the brief, or none of it is
            with memory.transaction():
                running.keep(memory, collected, before, chosen, now, until)
                if any(report.outcome in ("read", "unchanged") for report in collected.reports):
                    edition = running.edition(memory, chosen, collected, until, start)
                    _edition(memory, chosen, edition, collected.skipped, folder, wanted, day, paper, now, lines)
        finally:
            for line in lines:
                say(line)
        _tell_sources(collected)
        unsent = flush_mail(memory, chosen) if chosen.mail else DONE
    if not lines:
        raise InputError(
            f"none of {counted(len(collected.reports), 'source')} could be read, so nothing is known of what is new; "
            + "; ".join(f"{each.source}: {each.reason}" for each in collected.reports[:3])
        )
    return unsent or tell_skipped(collected.skipped, len(collected.reports))


def _edition(
    memory: Archive,
    profile: Profile,
    edition: Edition,
    skipped: Sequence[Skipped],
    folder: Path,
    formats: Sequence[str],
    day: str,
    paper: str | None,
    now: str,
    lines: list[str],
) -> None:
    """Write and archive the brief of a run; on a quiet day write the line that says so, and archive none."""
    from dataclasses import replace

    from .. import ledger
    from .. import run as running
    from ..brief import make_brief
    from ..write import write_whole

    brief = None
    if edition.articles:
        made = make_brief(
            edition.articles, profile, day, edition.history or None, skipped, edition.memory, edition.since
        )
        if all_items(made):
            changes = replace(made.changes, dropped=edition.dropped)
            brief = replace(made, changes=changes, number=memory.next_number(profile.name))
    news = brief is not None
    made_formats = {*formats, *MAILED} if profile.mail else formats  # what is mailed need not be written
    fitted, made_files, record = set_page(brief or running.quiet(profile, edition, day, skipped), made_formats, paper)
    files = tuple(file for file in made_files if file.name.rpartition(".")[2] in formats)
    written = write_whole(folder, files)
    lines += [f"wrote {path} ({sized(len(file.body))})" for path, file in zip(written, files, strict=True)]
    if not news:
        gone = f"; {counted(len(edition.dropped), 'item')} of it dropped at the source" if edition.dropped else ""
        lines.append(f"nothing new since {edition.since}{gone}")
        queue_mail(memory, profile, fitted, made_files, now)
        return
    text = Path(profile.path).read_text("utf-8-sig") if profile.path is not None else ""
    ledger.record(memory, edition.articles, fitted, record, now, VERSION, text)
    lines.append(f"archived it in {memory.path} as number {fitted.number} of {fitted.profile}")
    queue_mail(memory, profile, fitted, made_files, now)


def _collected(
    collect: Callable[..., Collected], profile: Profile, before: Any, now: str, allow: Sequence[str], printed: Any
) -> Collected:
    import datetime

    from ..progress import Progress

    base = Path(profile.path).parent if profile.path is not None else None
    with Progress(sys.stderr) as progress:
        until = datetime.datetime.fromisoformat(now)
        return collect(
            profile.sources, before, now=until, base=base, allow=allow, printed=printed, progress=progress.reading
        )


def _tell_sources(collected: Collected) -> None:
    """Say how each source fared, where somebody watches; else only what has failed for long is told."""
    for report in collected.reports:
        if sys.stderr.isatty():
            reason = f": {report.reason}" if report.reason else f", {counted(report.articles, 'article')}"
            warn(f"{report.source}: {report.outcome}{reason}")
