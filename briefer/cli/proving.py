"""briefer explain, verify and check."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import UsageError
from .options import DONE, UNPROVEN, BriefFile, Command, Debug, SourcePaths, app, number_of
from .terminal import columns, counted, say
from .working import open_archive, read_inputs, tell_skipped

if TYPE_CHECKING:
    from ..model import Article


@app.command(cls=Command)
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
    from .. import explain as explaining
    from ..verify import open_brief

    if item is not None and sentence is not None:
        raise UsageError("give the number of an item or --sentence, not both")
    number = number_of("N", item)
    opened = open_brief(brief)
    width = columns()
    if sentence is not None:
        lines = explaining.sentence(opened, sentence, sources or (), profile, width)
    elif number is not None:
        lines = explaining.item(opened.brief, number, width)
    else:
        lines = explaining.table(opened.brief, width)
    for line in lines:
        say(line)
    return DONE


@app.command(cls=Command)
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
    from ..verify import PROVEN, shorten
    from ..verify import verify as prove

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
    for note in verification.notes:
        say(note)
    count = len(verification.checks)
    changed = [check for check in verification.checks if check.status == PROVEN and check.detail]
    for check in changed:
        say(f"item {check.n}: proven, changed since: {check.detail} — “{shorten(check.text, 70)}”")
    if verification.ok:
        since = f"; the sources of {len(changed)} were changed since" if changed else ""
        say(f"{brief}: every sentence is proven ({counted(count, 'item')}{since})")
        return DONE
    faults = f", {counted(len(verification.problems), 'fault')} of the brief itself" if verification.problems else ""
    say(f"{brief}: NOT proven: {count - len(failed)} of {counted(count, 'item')} proven{faults}")
    return UNPROVEN


def _stored(brief: str, place: str) -> tuple[tuple[Article, ...], dict[str, tuple[Article, str]]]:
    """Return the sources of a brief as the archive has them, and what has replaced them since."""
    from ..verify import open_brief

    hashes = list(dict.fromkeys(source.sha256 for source in open_brief(brief).brief.sources))
    later = {}
    with open_archive(place) as memory:
        stored = tuple(memory.articles(hashes))
        for sha256 in hashes:
            versions = memory.versions(sha256)
            if versions and not any(each.current and each.article.sha256 == sha256 for each in versions):
                now = next(each for each in reversed(versions) if each.current)
                later[sha256] = (now.article, now.seen)
    return tuple(version.article for version in stored), later


@app.command(cls=Command)
def check(
    profile: Annotated[str, typer.Argument(metavar="PROFILE", help="A profile's name or file.")],
    inputs: Annotated[
        list[str] | None, typer.Argument(metavar="INPUT", help="Articles to try its rules on.", show_default=False)
    ] = None,
    debug: Debug = False,
) -> int:
    """Check a profile, and try its rules on articles."""
    from ..profile import load_profile

    checked = load_profile(profile)
    say(f"{checked.path or profile}: the profile is sound ({counted(len(checked.sections), 'section')})")
    if not inputs:
        return DONE
    from .. import check as checking

    articles, skipped = read_inputs(inputs)
    for line in checking.report(checked, articles, columns()):
        say(line)
    return tell_skipped(skipped, 0)
