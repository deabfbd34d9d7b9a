"""briefer run and log."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..errors import BrieferError, FetchError, ProfileError, UsageError, WaitError
from ..values import dataclass
from ..version import VERSION
from .options import (
    ALL_FORMATS,
    DONE,
    SOME_SKIPPED,
    ArchivePath,
    Command,
    Day,
    Debug,
    FormatList,
    OutFolder,
    PaperName,
    Settings,
    app,
    configured,
    date_of,
    formats_of,
    host_of,
    moment,
    number_of,
    paper_of,
)
from .sending import MAILED, check_mail, flush_mail, note_outcomes, queue_mail, send_waiting, status_of
from .terminal import counted, say, sized, warn
from .working import all_items, open_archive, set_page, tell_skipped

if TYPE_CHECKING:
    from ..deliver import Delivered
    from ..model import Collected, Profile, Skipped
    from ..run import Edition
    from ..schedule import Timetable
    from ..store import Archive
    from .watching import Watch

_NOTED = 20  # lines of the log about what one run has skipped


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the call asks for."""

    profile: str
    out: Path
    formats: tuple[str, ...]
    paper: str | None
    date: str | None
    since: str | None  # None: since the last brief
    allow: tuple[str, ...]
    archive: Path


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
    metrics: Annotated[
        str | None, typer.Option("--metrics", metavar="FILE.prom", help="Also write figures for Prometheus.")
    ] = None,
    scheduled: Annotated[
        bool, typer.Option("--scheduled", help="Once a day, when it is due; silent unless something is wrong.")
    ] = False,
    at: Annotated[str | None, typer.Option(metavar="HH:MM", help="With --scheduled: when it is due.")] = None,
    days: Annotated[
        str | None, typer.Option(metavar="DAYS", help="With --scheduled: mon-fri, or sat,sun.", show_default="daily")
    ] = None,
    debug: Debug = False,
) -> int:
    """Make a brief of what is new in a profile's sources."""
    from .. import paths
    from .watching import Watch

    asked = _Asked(
        profile,
        Path(out),
        formats_of(formats),
        paper_of(paper),
        None if date is None else date_of(date),
        None if since == "last" else date_of(since, "--since"),
        tuple(host_of("--allow", each, UsageError) for each in allow or ()),
        paths.archive(archive),
    )
    table = _table(scheduled, at, days, date)
    if metrics is not None and not Path(metrics).parent.is_dir():
        raise UsageError(f"--metrics: there is no folder {Path(metrics).parent}; make it, or give another file")
    watch = Watch(name_of(profile), scheduled, metrics, debug)
    return watch.over(lambda: _by_hand(asked, watch) if table is None else _scheduled(asked, table, watch))


def _table(scheduled: bool, at: str | None, days: str | None, date: str | None) -> Timetable | None:
    from ..schedule import timetable

    if not scheduled:
        for option, given in (("--at", at), ("--days", days)):
            if given is not None:
                raise UsageError(f"{option} goes with --scheduled; without it a brief is made at once")
        return None
    if date is not None:
        raise UsageError("--date does not go with --scheduled, whose brief is that of the day it is due; leave one out")
    return timetable(at, days or "daily")


def name_of(profile: str) -> str:
    """Return the name that a profile has in the archive, before it is read: it may be wrong."""
    is_path = "/" in profile or "\\" in profile or profile.lower().endswith(".toml")
    return Path(profile).stem if is_path else profile


def _loaded(asked: _Asked) -> Profile:
    from ..profile import load_profile

    chosen = load_profile(asked.profile)
    if not chosen.sources:
        raise ProfileError(
            f"{chosen.path or asked.profile}: there is no [[source]] to read; add one with feed, page, folder, "
            "mailbox or opml, or give articles to briefer make"
        )
    return chosen


def _settings(asked: _Asked, watch: Watch) -> Settings:
    settings = configured()
    settings = replace(settings, allow_hosts=(*settings.allow_hosts, *asked.allow))
    watch.will_tell(settings.ping_of(watch.name), settings.allow_hosts)
    return settings


def _by_hand(asked: _Asked, watch: Watch) -> int:
    """Make a brief now."""
    from ..lock import locked

    settings = _settings(asked, watch)
    chosen = _loaded(asked)
    now = moment()
    with locked(asked.archive, watch.name, now):
        watch.begin()
        day = asked.date or date_of(None)
        until = now if day == date_of(None) else f"{day}T23:59:59+00:00"
        return _made(asked, watch, chosen, settings, day, until, now, None)


def _scheduled(asked: _Asked, table: Timetable, watch: Watch) -> int:
    """Make the brief that is due, once; do nothing when none is, or when another run is at it."""
    from ..lock import Held, locked

    settings = _settings(asked, watch)
    now = moment()
    try:
        with locked(asked.archive, watch.name, now):
            owed = _owed(asked, table, watch, now)
            if owed is None:
                return _send_again(asked, settings, watch)
            day, last = owed
            watch.begin()
            try:
                return _made(asked, watch, _loaded(asked), settings, day, now, now, day)
            except Exception:
                if last:
                    with suppress(BrieferError), open_archive(str(asked.archive)) as memory:
                        memory.settle(watch.name, day, "missed", now)
                raise
    except Held as held:
        watch.note("held", holder=held.holder)
        if _is_long(held.since, now):
            raise  # it hangs, and whoever is not told of it waits for briefs that do not come
        return DONE


def _is_long(since: str, now: str) -> bool:
    import datetime

    from ..schedule import LATE

    try:
        return datetime.datetime.fromisoformat(now) - datetime.datetime.fromisoformat(since) >= LATE
    except (ValueError, TypeError):
        return False


def _owed(asked: _Asked, table: Timetable, watch: Watch, now: str) -> tuple[str, bool] | None:
    """Return the day of the edition that is to be made now, and whether this is the last try, which is counted here.

    None when there is none. A try that was killed leaves no word, so three of them are told of by the fourth call.
    """
    import datetime

    from ..daemons import zone
    from ..schedule import TRIES, due

    present = datetime.datetime.fromisoformat(now)
    slot = due(table, present, zone(present))
    if slot is None:
        return None
    day, late = slot.day.isoformat(), present - slot.moment
    with open_archive(str(asked.archive), create=True) as memory:
        edition = memory.scheduled(watch.name, day)
        if edition is not None and edition.state != "tried":
            return None
        if edition is not None and edition.tries >= TRIES:
            memory.settle(watch.name, day, "missed", now)
            raise BrieferError(
                f"the brief of {day} was begun {TRIES} times and each run was killed before its end; see why in the "
                f"system's log (is there memory enough?), and make it by hand with: briefer run {asked.profile}"
            )
        if late >= table.lasts:
            memory.settle(watch.name, day, "missed", now)
            watch.note("missed", "warning", day=day)
            return None
        memory.settle(watch.name, day, "tried", now)
    tries = 1 + (edition.tries if edition is not None else 0)
    last = tries >= TRIES or late >= table.lasts - datetime.timedelta(hours=1)
    watch.after = " (it is given up for this day)" if last else " (the next call tries again)"
    return day, last


def _made(
    asked: _Asked,
    watch: Watch,
    chosen: Profile,
    settings: Settings,
    day: str,
    until: str,
    now: str,
    edition: str | None,
) -> int:
    """Read the sources, make the brief and archive it; ``edition`` is the day that a schedule owes it for."""
    from .. import run as running
    from ..read.sources import collect
    from ..write import output_folder

    check_mail(chosen)
    with output_folder(asked.out) as folder, open_archive(str(asked.archive), create=True) as memory:
        before = running.states(memory)
        printed = running.printed(memory, chosen, asked.since)
        fetch = partial(collect, ca_bundle=settings.ca_bundle)
        collected = _collected(fetch, chosen, before, now, settings.allow_hosts, printed)
        lines: list[str] = []
        try:  # what is remembered of the sources is kept with their articles and the brief, or none of it is
            with memory.transaction():
                running.keep(memory, collected, before, chosen, now, until)
                if any(report.outcome in ("read", "unchanged") for report in collected.reports):
                    made = running.edition(memory, chosen, collected, until, asked.since)
                    number = _edition(memory, chosen, made, collected.skipped, folder, asked, day, now, lines, watch)
                    if edition is not None:
                        memory.settle(chosen.name, edition, "quiet" if number is None else "made", now, number)
        finally:
            for line in lines:
                say(line)
        _tell_sources(collected, watch)
        mailed = _mailed(flush_mail(memory, chosen, settings), watch) if chosen.mail else DONE
        watch.figures = {"outbox_pending": memory.waiting(chosen.name)}
    if not lines:
        raise FetchError(
            f"none of {counted(len(collected.reports), 'source')} could be read, so nothing is known of what is new; "
            + "; ".join(f"{each.source}: {each.reason}" for each in collected.reports[:3])
        )
    watch.after = ""
    skipped = _skipped(collected, watch)
    watch.waits = mailed == WaitError.exit_code
    return mailed or skipped


def _mailed(mail: Delivered, watch: Watch) -> int:
    """Tell what became of the mail; 0 where all of it went out."""
    note_outcomes(mail, partial(watch.note, "mail"))
    watch.mail = mail.told()
    if watch.mail and not watch.scheduled:
        warn(watch.mail)
    return status_of(mail)


def _send_again(asked: _Asked, settings: Settings, watch: Watch) -> int:
    """Send what a run before has left in the outbox; that it waits was told then, and is not told again."""
    mail = send_waiting(asked.archive, settings)
    watch.mail = mail.told()
    if asked.archive.exists():
        with open_archive(str(asked.archive)) as memory:
            watch.still(memory.waiting(watch.name))
    return status_of(mail)


def _skipped(collected: Collected, watch: Watch) -> int:
    """Tell what was skipped; scheduled, a source that has failed for long is told once and not every morning."""
    if not watch.scheduled:
        return tell_skipped(collected.skipped, len(collected.reports))
    known = {each.source for each in collected.reports
             if each.outcome in ("failed", "gone", "waiting") and not each.new_problem}  # fmt: skip
    fresh = [each for each in collected.skipped if each.source not in known]
    for each in fresh[:_NOTED]:
        watch.note("skipped", "warning", source=each.source, reason=each.reason)
    if fresh:
        first = "; ".join(f"{each.source}: {each.reason}" for each in fresh[:2])
        rest = f"; and {len(fresh) - 2} more, see: briefer log" if len(fresh) > 2 else ""
        watch.line = f"the brief is made, but not of all: {first}{rest}"
    return SOME_SKIPPED if fresh else DONE


def _edition(
    memory: Archive,
    profile: Profile,
    edition: Edition,
    skipped: Sequence[Skipped],
    folder: Path,
    asked: _Asked,
    day: str,
    now: str,
    lines: list[str],
    watch: Watch,
) -> int | None:
    """Write and archive the brief of a run and return its number.

    On a quiet day write the line that says so, archive none and return None.
    """
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
    made_formats = {*asked.formats, *MAILED} if profile.mail else asked.formats  # what is mailed need not be written
    fitted, made_files, record = set_page(
        brief or running.quiet(profile, edition, day, skipped), made_formats, asked.paper
    )
    files = tuple(file for file in made_files if file.name.rpartition(".")[2] in asked.formats)
    written = write_whole(folder, files)
    lines += [f"wrote {path} ({sized(len(file.body))})" for path, file in zip(written, files, strict=True)]
    if not news:
        gone = f"; {counted(len(edition.dropped), 'item')} of it dropped at the source" if edition.dropped else ""
        lines.append(f"nothing new since {edition.since}{gone}")
        queue_mail(memory, profile, fitted, made_files, now)
        return None
    text = Path(profile.path).read_text("utf-8-sig") if profile.path is not None else ""
    ledger.record(memory, edition.articles, fitted, record, now, VERSION, text)
    lines.append(f"archived it in {memory.path} as number {fitted.number} of {fitted.profile}")
    queue_mail(memory, profile, fitted, made_files, now)
    watch.facts = {"number": fitted.number, "items": len(all_items(fitted)), "archive": str(memory.path)}
    return fitted.number


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


def _tell_sources(collected: Collected, watch: Watch) -> None:
    """Say how each source fared, where somebody watches; else only what has failed for long is told."""
    for report in collected.reports:
        level = "warning" if report.outcome in ("failed", "gone") else "info"
        watch.note("source", level, source=report.source, outcome=report.outcome, articles=report.articles,
                   **({"reason": report.reason} if report.reason else {}))  # fmt: skip
        if sys.stderr.isatty():
            reason = f": {report.reason}" if report.reason else f", {counted(report.articles, 'article')}"
            warn(f"{report.source}: {report.outcome}{reason}")
    failures = {key: state.failures for key, state in collected.state.items()}
    watch.sources = {report.source: failures.get(report.source, 0) for report in collected.reports}


@app.command(cls=Command)
def log(
    profile: Annotated[
        str | None, typer.Argument(metavar="[PROFILE]", help="Only the runs of this profile.", show_default=False)
    ] = None,
    limit: Annotated[str, typer.Option(metavar="N", help="At most so many runs.")] = "10",
    debug: Debug = False,
) -> int:
    """Say how the last runs went."""
    from .watching import show_log

    return show_log(None if profile is None else name_of(profile), number_of("--limit", limit) or 10)
