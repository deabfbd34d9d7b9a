"""The command line: parse, call, print, exit.

This is the only module that prints, ends the process or asks the clock. Each command returns its exit status; what a
command needs is imported inside it, so that ``briefer --help`` costs next to nothing.
"""

from __future__ import annotations

import gc
import io
import os
import sys
import warnings
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, TextIO

import typer
from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException

from .errors import BrieferError, InputError, MissingError, OutputError, ProfileError, UsageError
from .version import VERSION

if TYPE_CHECKING:
    from .model import Article, Brief, Collected, Profile, Rendered, Skipped
    from .run import Edition
    from .store import Archive, StoredBrief

FORMATS = ("md", "html", "pdf", "json")
ALL_FORMATS = ",".join(FORMATS)
PAPERS = ("a4", "letter")

DONE, UNPROVEN, SOME_SKIPPED, FAULT, STOPPED, PIPE_CLOSED = 0, 1, 3, 70, 130, 141

EXIT_CODES = {
    DONE: "done; every input was used",
    UNPROVEN: "verify: a sentence is not proven, or the brief is not sound",
    UsageError.exit_code: "the call itself is wrong",
    SOME_SKIPPED: "done, but some inputs were skipped",
    InputError.exit_code: "nothing that was given could be used",
    MissingError.exit_code: "this machine lacks something; briefer doctor tells what",
    FAULT: "a fault in briefer itself",
    OutputError.exit_code: "the result cannot be written",
    ProfileError.exit_code: "the profile is wrong",
    STOPPED: "stopped with Ctrl-C",
}

_SHOWN_SKIPPED = 20  # lines about skipped inputs; the brief lists them all

_HELP = "Turn a pile of articles into one verbatim, provable page."
_EPILOG = "\b\nExit status:\n" + "\n".join(f"{code:>5}  {words}" for code, words in EXIT_CODES.items())


@dataclass(slots=True)
class _Call:
    """What holds for the whole call."""

    debug: bool = False


def _debug(context: typer.Context, value: bool) -> bool:
    if value:
        context.obj.debug = True
    return value


def _version(value: bool) -> None:
    if value:
        say(f"briefer {VERSION}")
        raise typer.Exit


Debug = Annotated[bool, typer.Option("--debug", callback=_debug, help="Show the traceback of an error.")]
Inputs = Annotated[list[str], typer.Argument(metavar="INPUT", help="Articles: files, folders, or - for a pipe.")]
ProfileName = Annotated[str, typer.Option("--profile", "-p", metavar="PROFILE", help="A profile's name or file.")]
OutFolder = Annotated[str, typer.Option("--out", "-o", metavar="DIR", help="The folder for the brief.")]
FormatList = Annotated[
    str, typer.Option("--format", "-f", metavar="LIST", help="Which of md, html, pdf and json to write.")
]
PaperName = Annotated[str | None, typer.Option(metavar="PAPER", help="a4 or letter.", show_default="the profile's")]
Day = Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="The date of the brief.", show_default="today")]
BriefFile = Annotated[str, typer.Argument(metavar="BRIEF", help="A brief.json or brief.pdf that briefer made.")]
SourcePaths = Annotated[
    list[str] | None,
    typer.Option(
        "--sources", "-s", metavar="PATH", help="Where the sources are now, when not where they were; may be repeated."
    ),
]
ArchivePath = Annotated[
    str | None,
    typer.Option("--archive", metavar="PATH", help="The archive.", show_default="BRIEFER_ARCHIVE, or your data folder"),
]


class _AsGiven:
    """Takes the words of the command line for what they are."""

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        return () if value is None and (param.multiple or param.nargs == -1) else value


def _spared(parameters: list[Any]) -> list[Any]:
    """Spare the validators that Typer builds for every parameter: with pydantic's import they take 70 ms.

    All parameters here are texts and flags, which need none. A Typer without this place for them works as well.
    """
    for parameter in parameters:
        if hasattr(parameter, "_runtime_param"):
            parameter._runtime_param = _AsGiven()
    return parameters


class _Command(TyperCommand):
    def get_params(self, ctx: Any) -> list[Any]:
        return _spared(super().get_params(ctx))


class _Group(TyperGroup):
    def get_params(self, ctx: Any) -> list[Any]:
        return _spared(super().get_params(ctx))


app = typer.Typer(
    name="briefer",
    cls=_Group,
    help=_HELP,
    epilog=_EPILOG,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
)


@app.callback(invoke_without_command=True)
def briefer(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
    debug: Debug = False,
) -> int:
    if context.invoked_subcommand is None:
        for line in context.get_help().split("\n"):
            say(line)
        return UsageError.exit_code
    return DONE


# ---- make


@app.command(cls=_Command)
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
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be read and written; write nothing.")
    ] = False,
    debug: Debug = False,
) -> int:
    """Make a brief of articles."""
    from .profile import load_profile
    from .write import output_folder

    folder = Path(out)
    wanted = _formats(formats)
    day = _date(date)
    paper = _paper(paper)
    count = _number("--number", number)
    chosen = load_profile(profile)
    if dry_run:
        return _plan(inputs, chosen, folder, wanted, day, paper, count)
    with output_folder(folder), _kept(archive) as memory:
        articles, skipped = _gather(inputs, folder)
        while not _made(inputs, articles, skipped, chosen, folder, wanted, day, paper, count, memory):
            pass  # another run took the number meanwhile; the next one is on the page then
    return _tell_skipped(skipped, len(inputs))


def _kept(archive: str | None) -> AbstractContextManager[Archive | None]:
    return nullcontext() if archive is None else _open_archive(archive, create=True)


def _gather(inputs: Sequence[str], own: Path) -> tuple[tuple[Article, ...], tuple[Skipped, ...]]:
    from .progress import Progress

    with Progress(sys.stderr) as progress:
        return _read(inputs, progress.reading, own=own)


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
    from .write import write_whole

    given = number
    if memory is not None and number is None:
        number = memory.next_number(profile.name)
    brief, files, record = _compose(inputs, articles, skipped, profile, formats, day, paper, number)
    if memory is not None and given is not None:
        memory.holds(brief, record)  # before anything is written
    written = write_whole(folder, files)
    lines = [
        f"wrote {path} ({_size(len(file.body))}{_holds(brief) if file == _telling(files) else ''})"
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
    from . import ledger
    from .store import NumberTaken

    text = ""
    if profile.path is not None:
        text = Path(profile.path).read_text("utf-8-sig")
    try:
        ledger.record(memory, articles, brief, record, _now(), VERSION, text)
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

    from .brief import make_brief
    from .progress import Progress

    with Progress(sys.stderr) as progress:
        progress.working(f"choosing among {_count(len(articles), 'article')}", len(articles) > 40)
        brief = make_brief(articles, profile, date=day, skipped=skipped)
        brief = replace(brief, number=number) if number is not None else brief
        progress.working("setting the page", len(articles) > 40)
        fitted, files, record = _set(brief, formats, paper)
    if not _all_items(fitted):
        raise InputError(
            f"no sentence of {_count(len(articles), 'article')} belongs on the page of the profile {profile.name}; "
            f"see why with: briefer check {profile.name} {' '.join(inputs[:3])}"
        )
    return fitted, files, record


def _set(brief: Brief, formats: Sequence[str], paper: str | None) -> tuple[Brief, tuple[Rendered, ...], bytes]:
    """Set the page: the brief as it holds it, the files of the formats, and its record."""
    from .render import render
    from .render.record import from_json

    # The record tells what the fit has kept, so it is always made; it is written only where it was asked for.
    every = tuple(each for each in FORMATS if each in formats or each == "json")
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        rendered = render(brief, formats=every, paper=paper or brief.paper)
    _tell_warnings(heard)
    files = tuple(file for file in rendered if file.name.rpartition(".")[2] in formats)
    record = next(file.body for file in rendered if file.name.endswith(".json"))
    return from_json(record), files, record


def _tell_warnings(heard: Iterable[warnings.WarningMessage]) -> None:
    """Pass on such as a script that no font of this machine has; other people's warnings are not for users."""
    for each in heard:
        if each.category.__module__.startswith("briefer."):
            warn(str(each.message))


def _read(
    inputs: Sequence[str], progress: Callable[[int, int], None] | None = None, own: Path | None = None
) -> tuple[tuple[Article, ...], tuple[Skipped, ...]]:
    """Read the inputs; a brief of an earlier run, in the folder where this one goes, is not one of them."""
    from .read import read

    articles, skipped = read(inputs, progress=progress)
    if own is not None:
        mine = {os.path.abspath(own / f"brief.{each}") for each in FORMATS}
        articles = tuple(each for each in articles if os.path.abspath(each.source) not in mine)
        skipped = tuple(each for each in skipped if os.path.abspath(each.source) not in mine)
    if not articles:
        _tell_skipped(skipped, 0)
        raise InputError("nothing that was given could be used; give articles as files or folders")
    return articles, skipped


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
    read = _count(brief.coverage.articles, "article")
    say(f"would use {brief.coverage.used} of {read} with the profile {profile.name}")
    for file in files:
        path = out / file.name
        say(f"would {'replace' if os.path.lexists(path) else 'write'} {path} ({_size(len(file.body))})")
    say(f"would print {_holds(brief).removeprefix(', ')}:")
    if brief.bottom_line:
        say(f"  Bottom line: {len(brief.bottom_line)}")
    for section in brief.sections:
        say(f"  {section.title}: {len(section.items)}")
    for title in brief.coverage.empty:
        say(f"  {title}: nothing")
    return _tell_skipped(skipped, len(inputs))


def _formats(given: str) -> tuple[str, ...]:
    asked = [each.strip().lower() for each in given.split(",") if each.strip()]
    unknown = [each for each in asked if each not in FORMATS]
    if unknown or not asked:
        what = f"{unknown[0]!r} is no format of a brief" if unknown else "no format is given"
        raise UsageError(f"--format: {what}; use one or more of {', '.join(FORMATS)}, with commas between")
    return tuple(each for each in FORMATS if each in asked)


def _paper(given: str | None) -> str | None:
    if given is None:
        return None
    if given.lower() not in PAPERS:
        raise UsageError(f"--paper: {given!r} is no paper that briefer knows; use one of: {', '.join(PAPERS)}")
    return given.lower()


def _now() -> str:
    import datetime

    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")


def _date(given: str | None, what: str = "--date") -> str:
    import datetime

    if given is None:
        return datetime.date.today().isoformat()
    try:
        day = datetime.date.fromisoformat(given)
    except ValueError:
        day = None
    if day is None or day.isoformat() != given:  # it would take 20241229 and 2024-W52-7 too
        raise UsageError(f"{what}: {given!r} is no date; write it as year-month-day, such as 2024-12-29")
    return given


def _number(what: str, given: str | None) -> int | None:
    if given is None:
        return None
    if not (given.isascii() and given.isdigit() and 0 < len(given) < 10 and int(given)):
        raise UsageError(f"{what}: {given!r} is no number of one; give a whole number from 1 up")
    return int(given)


def _telling(files: Sequence[Rendered]) -> Rendered:
    """Return the file whose line also says what the page holds."""
    return next((file for file in files if file.name.endswith(".pdf")), files[0])


def _holds(brief: Brief) -> str:
    held = f", {len(brief.held_over)} held over" if brief.held_over else ""
    return f", one page, {_count(len(_all_items(brief)), 'item')}{held}"


def _all_items(brief: Brief) -> list[object]:
    return [*brief.bottom_line, *(item for section in brief.sections for item in section.items)]


def _tell_skipped(skipped: Sequence[Skipped], inputs: int) -> int:
    """Name what was skipped and return the exit status that says so."""
    for each in skipped[:_SHOWN_SKIPPED]:
        warn(f"skipped {each.source}: {each.reason}")
    if len(skipped) > _SHOWN_SKIPPED:
        warn(f"and {len(skipped) - _SHOWN_SKIPPED} more")
    if skipped and inputs:
        warn(f"{_count(len(skipped), 'input')} {'was' if len(skipped) == 1 else 'were'} skipped; the brief says so too")
    return SOME_SKIPPED if skipped else DONE


def _size(count: int) -> str:
    if count < 1000:
        return f"{count} bytes"
    return f"{count / 1000:.0f} kB" if count < 1_000_000 else f"{count / 1_000_000:.1f} MB"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


# ---- run


@app.command(cls=_Command)
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
    from . import run as running
    from .profile import load_profile
    from .read.sources import collect
    from .write import output_folder

    wanted, day, paper = _formats(formats), _date(date), _paper(paper)
    start = None if since == "last" else _date(since, "--since")
    chosen = load_profile(profile)
    if not chosen.sources:
        raise ProfileError(
            f"{chosen.path or profile}: there is no [[source]] to read; add one with feed, page, folder, mailbox or "
            "opml, or give articles to briefer make"
        )
    allowed = (*_allowed(), *(_host("--allow", each, UsageError) for each in allow or ()))
    now = _now()
    moment = now if date is None or day == _date(None) else f"{day}T23:59:59+00:00"
    with output_folder(Path(out)) as folder, _open_archive(archive, create=True) as memory:
        before = running.states(memory)
        collected = _collected(collect, chosen, before, now, allowed)
        lines: list[str] = []
        try:  # what is remembered of the sources is kept with their articles and the brief, or none of it is
            with memory.transaction():
                running.keep(memory, collected, before, chosen, now, moment)
                if any(report.outcome in ("read", "unchanged") for report in collected.reports):
                    edition = running.edition(memory, chosen, collected, moment, start)
                    _edition(memory, chosen, edition, collected.skipped, folder, wanted, day, paper, now, lines)
        finally:
            for line in lines:
                say(line)
        _tell_sources(collected)
    if not lines:
        raise InputError(
            f"none of {_count(len(collected.reports), 'source')} could be read, so nothing is known of what is new; "
            + "; ".join(f"{each.source}: {each.reason}" for each in collected.reports[:3])
        )
    return _tell_skipped(collected.skipped, len(collected.reports))


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

    from . import ledger
    from . import run as running
    from .brief import make_brief
    from .write import write_whole

    brief = None
    if edition.articles:
        made = make_brief(
            edition.articles, profile, day, edition.history or None, skipped, edition.memory, edition.since
        )
        if _all_items(made):
            changes = replace(made.changes, dropped=edition.dropped)
            brief = replace(made, changes=changes, number=memory.next_number(profile.name))
    news = brief is not None
    fitted, files, record = _set(brief or running.quiet(profile, edition, day, skipped), formats, paper)
    written = write_whole(folder, files)
    lines += [f"wrote {path} ({_size(len(file.body))})" for path, file in zip(written, files, strict=True)]
    if not news:
        lines.append(f"nothing new since {edition.since}")
        return
    text = Path(profile.path).read_text("utf-8-sig") if profile.path is not None else ""
    ledger.record(memory, edition.articles, fitted, record, now, VERSION, text)
    lines.append(f"archived it in {memory.path} as number {fitted.number} of {fitted.profile}")


def _collected(
    collect: Callable[..., Collected], profile: Profile, before: Any, now: str, allow: Sequence[str]
) -> Collected:
    import datetime

    from .progress import Progress

    base = Path(profile.path).parent if profile.path is not None else None
    with Progress(sys.stderr) as progress:
        moment = datetime.datetime.fromisoformat(now)
        return collect(profile.sources, before, now=moment, base=base, allow=allow, progress=progress.reading)


def _tell_sources(collected: Collected) -> None:
    """Say how each source fared, where somebody watches; else only what has failed for long is told."""
    for report in collected.reports:
        if sys.stderr.isatty():
            reason = f": {report.reason}" if report.reason else f", {_count(report.articles, 'article')}"
            warn(f"{report.source}: {report.outcome}{reason}")


def _allowed() -> tuple[str, ...]:
    """Return the machines that the configuration allows to be called."""
    import tomllib

    from . import paths

    place = paths.configuration() / "config.toml"
    try:
        table = tomllib.loads(place.read_text("utf-8-sig"))
    except FileNotFoundError:
        return ()
    except (OSError, ValueError) as error:
        raise ProfileError(f"{place}: cannot be read: {error}; mend it or take it away") from error
    unknown = sorted(table.keys() - {"allow_hosts"})
    if unknown:
        raise ProfileError(f"{place}: {unknown[0]!r} is not known there; use allow_hosts")
    given = table.get("allow_hosts", [])
    if not isinstance(given, list) or not all(isinstance(each, str) for each in given):
        raise ProfileError(f'{place}: allow_hosts must be a list of texts, such as ["localhost:8080"]')
    return tuple(_host(f"{place}: allow_hosts", each, ProfileError) for each in given)


def _host(what: str, given: str, error: type[BrieferError]) -> str:
    host, _, port = given.rpartition(":")
    if not host or "/" in host or not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise error(f"{what}: {given!r} is no machine with a port; write it as host:port, such as localhost:8080")
    return given.lower()


# ---- explain, verify, check


@app.command(cls=_Command)
def explain(
    brief: BriefFile,
    item: Annotated[str | None, typer.Argument(metavar="N", help="The number of an item.", show_default="all")] = None,
    sentence: Annotated[
        str | None, typer.Option(metavar="WORDS", help="Say what became of the sentence with these words.")
    ] = None,
    sources: SourcePaths = None,
    profile: Annotated[
        str | None,
        typer.Option(
            "--profile",
            "-p",
            metavar="PROFILE",
            help="The profile the brief was made with.",
            show_default="as recorded",
        ),
    ] = None,
    debug: Debug = False,
) -> int:
    """Say why a sentence is on the page, or is not."""
    from . import explain as explaining
    from .verify import open_brief

    if item is not None and sentence is not None:
        raise UsageError("give the number of an item or --sentence, not both")
    number = _number("N", item)
    opened = open_brief(brief)
    width = _width()
    if sentence is not None:
        lines = explaining.sentence(opened, sentence, sources or (), profile, width)
    elif number is not None:
        lines = explaining.item(opened.brief, number, width)
    else:
        lines = explaining.table(opened.brief, width)
    for line in lines:
        say(line)
    return DONE


@app.command(cls=_Command)
def verify(
    brief: BriefFile,
    sources: SourcePaths = None,
    archive: Annotated[
        str | None,
        typer.Option("--archive", metavar="PATH", help="An archive with the sources.", show_default="BRIEFER_ARCHIVE"),
    ] = None,
    debug: Debug = False,
) -> int:
    """Prove every sentence against its sources."""
    from .verify import PROVEN, shorten
    from .verify import verify as prove

    place = archive or os.environ.get("BRIEFER_ARCHIVE")
    if archive is None and place and not os.path.exists(place):  # none was made yet
        place = None
    stored, later = _stored(brief, place) if place else ((), None)
    verification = prove(Path(brief), [*(sources or ()), *stored] or None, later)
    failed = [check for check in verification.checks if check.status != PROVEN]
    for check in failed:
        say(f"item {check.n}: {check.status}: {check.detail} — “{shorten(check.text, 70)}”")
    for problem in verification.problems:
        say(problem)
    count = len(verification.checks)
    changed = [check for check in verification.checks if check.status == PROVEN and check.detail]
    for check in changed:
        say(f"item {check.n}: proven, changed since: {check.detail} — “{shorten(check.text, 70)}”")
    if verification.ok:
        since = f"; the sources of {len(changed)} were changed since" if changed else ""
        say(f"{brief}: every sentence is proven ({_count(count, 'item')}{since})")
        return DONE
    faults = f", {_count(len(verification.problems), 'fault')} of the brief itself" if verification.problems else ""
    say(f"{brief}: NOT proven: {count - len(failed)} of {_count(count, 'item')} proven{faults}")
    return UNPROVEN


def _stored(brief: str, place: str) -> tuple[tuple[Article, ...], dict[str, tuple[Article, str]]]:
    """Return the sources of a brief as the archive has them, and what has replaced them since."""
    from .verify import open_brief

    hashes = list(dict.fromkeys(source.sha256 for source in open_brief(brief).brief.sources))
    later = {}
    with _open_archive(place) as memory:
        stored = tuple(memory.articles(hashes))
        for sha256 in hashes:
            versions = memory.versions(sha256)
            if versions and not any(each.current and each.article.sha256 == sha256 for each in versions):
                now = next(each for each in reversed(versions) if each.current)
                later[sha256] = (now.article, now.seen)
    return tuple(version.article for version in stored), later


@app.command(cls=_Command)
def check(
    profile: Annotated[str, typer.Argument(metavar="PROFILE", help="A profile's name or file.")],
    inputs: Annotated[
        list[str] | None, typer.Argument(metavar="INPUT", help="Articles to try its rules on.", show_default=False)
    ] = None,
    debug: Debug = False,
) -> int:
    """Check a profile, and try its rules on articles."""
    from .profile import load_profile

    checked = load_profile(profile)
    say(f"{checked.path or profile}: the profile is sound ({_count(len(checked.sections), 'section')})")
    if not inputs:
        return DONE
    from . import check as checking

    articles, skipped = _read(inputs)
    for line in checking.report(checked, articles, _width()):
        say(line)
    return _tell_skipped(skipped, 0)


# ---- the archive

archive_app = typer.Typer(cls=_Group, help="Look after the archive: info, vacuum, export.", rich_markup_mode=None)
app.add_typer(archive_app, name="archive")


def _open_archive(given: str | None, create: bool = False) -> AbstractContextManager[Archive]:
    from . import paths
    from .store import open_archive

    return open_archive(paths.archive(given), create=create)


@archive_app.command(cls=_Command)
def info(
    archive: ArchivePath = None,
    check: Annotated[bool, typer.Option("--check", help="Also read all of it and look for damage.")] = False,
    debug: Debug = False,
) -> int:
    """Say what the archive holds."""
    with _open_archive(archive) as memory:
        found = memory.info(check=check)
    say(f"{found['path']} ({_size(found['bytes'])}, tables of version {found['version']})")
    say(f"{_count(found['articles'], 'article')}, {found['corrected']:,} corrected at the source")
    say(f"{_count(found['texts'], 'text')}, {_count(found['statements'], 'statement')}")
    if found["first seen"]:
        say(f"first article seen {found['first seen']}, last {found['last seen']}")
    for profile, series in found["briefs"].items():
        last = f"the last number {series['last number']}, {series['last date']}"
        say(f"{profile}: {_count(series['briefs'], 'brief')}, {last}")
    if found["sources"]:
        say(f"{_count(found['sources'], 'source')} watched")
    if check:
        for line in found["damage"]:
            say(f"damaged: {line}")
        if found["damage"]:
            raise InputError(
                f"the archive {found['path']} is damaged; put a copy of it back, or save what can be read with: "
                f"briefer archive export --archive {found['path']}"
            )
        say("it is whole")
    return DONE


@archive_app.command(cls=_Command)
def vacuum(archive: ArchivePath = None, debug: Debug = False) -> int:
    """Make the file as small as it can be."""
    with _open_archive(archive) as memory:
        before, after = memory.vacuum()
        say(f"{memory.path}: {_size(before)} before, {_size(after)} now")
    return DONE


@archive_app.command(cls=_Command)
def export(
    archive: ArchivePath = None,
    only: Annotated[
        str | None,
        typer.Option(metavar="LIST", help="Which of article, statement, brief, item and source.", show_default="all"),
    ] = None,
    debug: Debug = False,
) -> int:
    """Print everything in it as lines of JSON."""
    from .store import EXPORTS

    kinds = None if only is None else [each.strip().lower() for each in only.split(",") if each.strip()]
    for kind in kinds or ():
        if kind not in EXPORTS:
            raise UsageError(f"--only: {kind!r} is not in an archive; use one or more of {', '.join(EXPORTS)}")
    with _open_archive(archive) as memory:
        for line in memory.export(kinds):
            say(line)
    return DONE


@app.command(cls=_Command)
def search(
    query: Annotated[list[str], typer.Argument(metavar="QUERY", help='Words, "a phrase", begin*, this OR that.')],
    limit: Annotated[str, typer.Option(metavar="N", help="At most so many of each kind.")] = "10",
    archive: ArchivePath = None,
    debug: Debug = False,
) -> int:
    """Search articles, printed items and statements."""
    most = _number("--limit", limit) or 10
    words = " ".join(query)
    with _open_archive(archive) as memory:
        hits = memory.search(words, most)
    heads = {"article": "Articles", "item": "Printed in briefs", "statement": "Statements"}
    for kind, head in heads.items():
        found = [hit for hit in hits if hit.kind == kind]
        if found:
            say(f"{head}:")
        for hit in found:
            outlet = f"{hit.outlet}  " if hit.outlet else ""
            old = "" if hit.current else "  (an earlier text of it)"
            title = hit.title or (("speaker unknown", False),)
            _say_marked([(f"  {hit.date}  {outlet}", False), *title, (old, False)])
            _say_marked([("    ", False), *hit.excerpt])
            say(f"    {hit.source}")
    if not hits:
        say(f"nothing in the archive has the words: {words}")
    return DONE


@app.command(cls=_Command)
def statements(
    speaker: Annotated[str | None, typer.Option(metavar="NAME", help="Who; a surname finds the full name.")] = None,
    since: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="From this day on.")] = None,
    about: Annotated[str | None, typer.Option(metavar="WORDS", help="Only what has these words in it.")] = None,
    form: Annotated[str, typer.Option("--format", "-f", metavar="FORM", help="md, csv or json.")] = "md",
    archive: ArchivePath = None,
    debug: Debug = False,
) -> int:
    """List who said what, when, verbatim, and how the wording changed."""
    from . import ledger

    if form.lower() not in ledger.FORMATS:
        raise UsageError(f"--format: {form!r} is no format of a ledger; use one of: {', '.join(ledger.FORMATS)}")
    day = _date(since, "--since") if since is not None else None
    with _open_archive(archive) as memory:
        made = ledger.entries(memory, speaker, day, about)
    title = f"Statements{f' of {speaker}' if speaker else ''}{f' about {about}' if about else ''}"
    for line in ledger.write(made, form.lower(), f"{title}{f' since {day}' if day else ''}"):
        say(line)
    return DONE


@app.command(cls=_Command)
def rebuild(
    number: Annotated[str, typer.Argument(metavar="N", help="The number of the brief.")],
    out: OutFolder = "out",
    profile: Annotated[
        str | None,
        typer.Option("--profile", "-p", metavar="NAME", help="Whose brief.", show_default="the one with that number"),
    ] = None,
    formats: FormatList = ALL_FORMATS,
    archive: ArchivePath = None,
    debug: Debug = False,
) -> int:
    """Make an archived brief again, byte for byte."""
    from .write import output_folder, write_whole

    wanted = _formats(formats)
    wished = _number("N", number) or 0
    with _open_archive(archive) as memory:
        found = [each for each in memory.briefs(wished) if profile in (None, each.profile)]
        if not found:
            whose = f" of {profile}" if profile else ""
            raise InputError(
                f"the archive {memory.path} holds no brief {wished}{whose}; see what it has with: briefer archive info"
            )
    if len(found) > 1:
        names = ", ".join(each.profile for each in found)
        raise UsageError(f"several profiles have a brief {wished}: {names}; say whose with --profile")
    with output_folder(Path(out)) as folder:
        files = _again(found[0], wanted)
        for path, file in zip(write_whole(folder, files), files, strict=True):
            say(f"wrote {path} ({_size(len(file.body))})")
    return DONE


def _again(stored: StoredBrief, formats: Sequence[str]) -> tuple[Rendered, ...]:
    """Return the files of an archived brief; a machine that sets the page otherwise than it was set makes none."""
    from .model import Rendered
    from .render.record import from_json

    record = Rendered("brief.json", "application/json", stored.record)
    if tuple(formats) == ("json",):
        return (record,)
    from .render import render

    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        rendered = render(from_json(stored.record), formats=[*formats, "json"], paper=stored.paper)
    _tell_warnings(heard)
    if next(file for file in rendered if file.name == record.name).body != stored.record:
        raise MissingError(
            f"brief {stored.number} of {stored.profile} was made by briefer {stored.maker}, and this one "
            f"({VERSION}, or its fonts) sets the page otherwise; use that version, or take the record alone with: "
            "--format json"
        )
    return tuple(file for file in rendered if file.name.rpartition(".")[2] in formats)


# ---- init and doctor


@app.command(cls=_Command)
def init(
    file: Annotated[str, typer.Argument(metavar="PATH", help="The profile to write.")] = "profile.toml",
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Take every default and ask nothing.")] = False,
    debug: Debug = False,
) -> int:
    """Write a first profile by a few questions."""
    from . import start

    path = Path(file)
    start.check_target(path)
    if not yes and not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError("init asks questions and this is not a terminal; take the defaults with: briefer init --yes")
    answers = start.Answers() if yes else start.ask(_ask)
    start.write(path, answers)
    say(f"wrote {path}; change it in any editor")
    say(f"next: briefer make {answers.articles} --profile {start.as_argument(path)}")
    return DONE


def _ask(question: str, default: str) -> str:
    answer = typer.prompt(question, default=default, show_default=bool(default))
    return str(answer)


@app.command(cls=_Command)
def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
    debug: Debug = False,
) -> int:
    """Find what is missing here, and what mends it."""
    from . import doctor as examining

    findings = examining.examine()
    if as_json:
        for line in examining.to_json(findings).split("\n"):
            say(line)
    else:
        for finding in findings:
            for line in finding.lines():
                say(line)
    missing = [finding for finding in findings if finding.state == "missing"]
    if not as_json:
        say(f"{_count(len(missing), 'thing')} missing" if missing else "all that briefer needs is here")
    return MissingError.exit_code if missing else DONE


# ---- printing: nothing from an article, a title or a file name reaches the terminal as it came


def say(line: str) -> None:
    """Print a line of the result."""
    _put(_printable(line))


def _say_marked(pieces: Iterable[tuple[str, bool]]) -> None:
    """Print a line with some of its pieces bold, where there is a terminal to show it."""
    bold = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    clean = [(_printable(text), marked) for text, marked in pieces]
    _put("".join(f"\x1b[1m{text}\x1b[0m" if bold and marked else text for text, marked in clean))


def _put(line: str) -> None:
    try:
        sys.stdout.write(line + "\n")
    except BrokenPipeError:
        _hang_up()
    except OSError as error:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115  # it stays open until the process ends
        raise OutputError(f"cannot write to standard output: {error.strerror}; make room there") from error


def warn(line: str) -> None:
    """Print a line about the work, such as an error, beside the result."""
    try:
        sys.stderr.write(f"briefer: {_printable(line)}\n")
    except BrokenPipeError:  # nobody listens; the work goes on
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115  # it stays open until the process ends


def _printable(line: str) -> str:
    """Return exactly one line, without characters that act on a terminal or reorder what it shows."""
    from .text.clean import clean

    # A file name that is no UTF-8 comes with half surrogates for its odd bytes.
    whole = line.encode("utf-8", "surrogateescape").decode("utf-8", "replace") if not line.isascii() else line
    return clean(whole).replace("\n", " ").replace("\t", " ")


def _hang_up() -> NoReturn:
    """End quietly when the reader of a pipe has gone, as with ``briefer explain … | head``."""
    sys.stdout = open(os.devnull, "w")  # noqa: SIM115  # it stays open until the process ends
    raise typer.Exit(PIPE_CLOSED)


def _width() -> int:
    import shutil

    return max(40, min(110, shutil.get_terminal_size((100, 24)).columns))


# ---- the process


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and end the process with its exit status."""
    # A brief is some 300,000 objects and hardly a cycle among them: looking for cycles took 40 of 700 ms.
    gc.set_threshold(100_000, 20, 20)
    sys.stdout, sys.stderr = _open(sys.stdout), _open(sys.stderr)
    call = _Call()
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
    sys.exit(status)


def _run(arguments: Sequence[str] | None, call: _Call) -> int:
    command = typer.main.get_command(app)
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
            _traceback()
        warn(f"this is a fault in briefer: {type(error).__name__}: {error}")
        if not call.debug:
            warn("run it again with --debug and report what it prints")
        return FAULT


def _show(error: BrieferError, call: _Call) -> None:
    if call.debug:
        _traceback()
    for line in str(error).split("\n"):
        warn(line)


def _show_misuse(error: TyperException) -> None:
    """Say what is wrong with the call, as Typer found it, and where the help is."""
    context = getattr(error, "ctx", None)
    where = context.command_path if context is not None else "briefer"
    message = error.format_message().rstrip(".")
    warn(f"{message}; see: {where} --help")


def _traceback() -> None:
    import traceback

    for line in traceback.format_exc().rstrip().split("\n"):
        try:
            sys.stderr.write(_printable(line) + "\n")
        except BrokenPipeError:
            return


def _open(stream: TextIO | None) -> TextIO:
    """Return the stream so that writing never fails on a character; one that was closed (``>&-``) takes all."""
    if stream is None:
        return open(os.devnull, "w", encoding="utf-8")
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="replace")  # for what the terminal's encoding lacks
    return stream
