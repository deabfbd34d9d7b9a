"""The archive: archive, search, statements and rebuild."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import InputError, MissingError, UsageError
from ..version import VERSION
from .options import (
    ALL_FORMATS,
    DONE,
    ArchivePath,
    Command,
    Debug,
    FormatList,
    Group,
    OutFolder,
    app,
    date_of,
    formats_of,
    number_of,
)
from .terminal import counted, say, say_marked, sized
from .working import open_archive, tell_warnings

if TYPE_CHECKING:
    from ..model import Rendered
    from ..store import StoredBrief

archive_app = typer.Typer(cls=Group, help="Look after the archive: info, vacuum, export.", rich_markup_mode=None)
app.add_typer(archive_app, name="archive")


@archive_app.command(cls=Command)
def info(
    archive: ArchivePath = None,
    check: Annotated[bool, typer.Option("--check", help="Also read all of it and look for damage.")] = False,
    debug: Debug = False,
) -> int:
    """Say what the archive holds."""
    with open_archive(archive) as memory:
        found = memory.info(check=check)
    say(f"{found['path']} ({sized(found['bytes'])}, tables of version {found['version']})")
    say(f"{counted(found['articles'], 'article')}, {found['corrected']:,} corrected at the source")
    say(f"{counted(found['texts'], 'text')}, {counted(found['statements'], 'statement')}")
    if found["first seen"]:
        say(f"first article seen {found['first seen']}, last {found['last seen']}")
    for profile, series in found["briefs"].items():
        last = f"the last number {series['last number']}, {series['last date']}"
        say(f"{profile}: {counted(series['briefs'], 'brief')}, {last}")
    if found["sources"]:
        say(f"{counted(found['sources'], 'source')} watched")
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


@archive_app.command(cls=Command)
def vacuum(archive: ArchivePath = None, debug: Debug = False) -> int:
    """Make the file as small as it can be."""
    with open_archive(archive) as memory:
        before, after = memory.vacuum()
        say(f"{memory.path}: {sized(before)} before, {sized(after)} now")
    return DONE


@archive_app.command(cls=Command)
def export(
    archive: ArchivePath = None,
    only: Annotated[
        str | None,
        typer.Option(
            metavar="LIST",
            help="Which of article, statement, brief, item, source, edition and mail.",
            show_default="all",
        ),
    ] = None,
    debug: Debug = False,
) -> int:
    """Print everything in it as lines of JSON."""
    from ..store import EXPORTS

    kinds = None if only is None else [each.strip().lower() for each in only.split(",") if each.strip()]
    for kind in kinds or ():
        if kind not in EXPORTS:
            raise UsageError(f"--only: {kind!r} is not in an archive; use one or more of {', '.join(EXPORTS)}")
    with open_archive(archive) as memory:
        for line in memory.export(kinds):
            say(line)
    return DONE


@app.command(cls=Command)
def search(
    query: Annotated[list[str], typer.Argument(metavar="QUERY", help='Words, "a phrase", begin*, this OR that.')],
    limit: Annotated[str, typer.Option(metavar="N", help="At most so many of each kind.")] = "10",
    archive: ArchivePath = None,
    debug: Debug = False,
) -> int:
    """Search articles, printed items and statements."""
    most = number_of("--limit", limit) or 10
    words = " ".join(query)
    with open_archive(archive) as memory:
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
            say_marked([(f"  {hit.date}  {outlet}", False), *title, (old, False)])
            say_marked([("    ", False), *hit.excerpt])
            say(f"    {hit.source}")
    if not hits:
        say(f"nothing in the archive has the words: {words}")
    return DONE


@app.command(cls=Command)
def statements(
    speaker: Annotated[str | None, typer.Option(metavar="NAME", help="Who; a surname finds the full name.")] = None,
    since: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="From this day on.")] = None,
    about: Annotated[str | None, typer.Option(metavar="WORDS", help="Only what has these words in it.")] = None,
    form: Annotated[str, typer.Option("--format", "-f", metavar="FORM", help="md, csv or json.")] = "md",
    archive: ArchivePath = None,
    debug: Debug = False,
) -> int:
    """List who said what, when, verbatim, and how the wording changed."""
    from .. import ledger

    if form.lower() not in ledger.FORMATS:
        raise UsageError(f"--format: {form!r} is no format of a ledger; use one of: {', '.join(ledger.FORMATS)}")
    day = date_of(since, "--since") if since is not None else None
    with open_archive(archive) as memory:
        made = ledger.entries(memory, speaker, day, about)
    title = f"Statements{f' of {speaker}' if speaker else ''}{f' about {about}' if about else ''}"
    for line in ledger.write(made, form.lower(), f"{title}{f' since {day}' if day else ''}"):
        say(line)
    return DONE


@app.command(cls=Command)
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
    from ..write import output_folder, write_whole

    wanted = formats_of(formats)
    wished = number_of("N", number) or 0
    with open_archive(archive) as memory:
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
            say(f"wrote {path} ({sized(len(file.body))})")
    return DONE


def _again(stored: StoredBrief, formats: Sequence[str]) -> tuple[Rendered, ...]:
    """Return the files of an archived brief; a machine that sets the page otherwise than it was set makes none."""
    from ..model import Rendered
    from ..render.record import from_json

    record = Rendered("brief.json", "application/json", stored.record)
    if tuple(formats) == ("json",):
        return (record,)
    from ..render import render

    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        rendered = render(from_json(stored.record), formats=[*formats, "json"], paper=stored.paper)
    tell_warnings(heard)
    if next(file for file in rendered if file.name == record.name).body != stored.record:
        raise MissingError(
            f"brief {stored.number} of {stored.profile} was made by briefer {stored.maker}, and this one "
            f"({VERSION}, or its fonts) sets the page otherwise; use that version, or take the record alone with: "
            "--format json"
        )
    return tuple(file for file in rendered if file.name.rpartition(".")[2] in formats)
