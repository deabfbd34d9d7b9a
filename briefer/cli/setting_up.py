"""briefer init and doctor."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from ..errors import MissingError, ProfileError, UsageError
from .options import DONE, ArchivePath, Command, Debug, app, configured, trust_of
from .terminal import counted, say


@app.command(cls=Command)
def init(
    file: Annotated[str, typer.Argument(metavar="PATH", help="The profile to write.")] = "profile.toml",
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Take every default and ask nothing.")] = False,
    debug: Debug = False,
) -> int:
    """Write a first profile by a few questions."""
    from .. import start

    path = Path(file)
    start.check_target(path)
    if not yes and not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError("init asks questions and this is not a terminal; take the defaults with: briefer init --yes")
    answers = start.Answers() if yes else start.ask(_ask)
    start.write(path, answers)
    say(f"wrote {path}; change it in any editor")
    if answers.mail:
        from .. import deliver
        from ..profile import load_profile

        problem = deliver.reach(load_profile(path), call=False)
        if problem:
            say(f"it cannot be mailed yet: {problem.removeprefix(f'{path}: mail: ')}")
    if answers.at:
        from .scheduling import add

        return add(str(path.absolute()), at=answers.at, days=answers.days)
    if answers.sources == start.Answers().sources and not (path.parent / "articles").is_dir():
        say(f"put articles into the folder {path.parent / 'articles'}, or name other sources in {path}")
    say(f"next: briefer run {start.as_argument(path)}")
    return DONE


def _ask(question: str, default: str) -> str:
    answer = typer.prompt(question, default=default, show_default=bool(default))
    return str(answer)


@app.command(cls=Command)
def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
    online: Annotated[
        bool, typer.Option("--online", help="Also call the mail server and log in; nothing is sent.")
    ] = False,
    archive: ArchivePath = None,
    debug: Debug = False,
) -> int:
    """Find what is missing here, and what mends it."""
    import datetime

    from .. import doctor as examining
    from .. import paths

    now = datetime.datetime.now().astimezone()
    try:
        trust = trust_of(configured()) if online else None
    except ProfileError:  # every run tells of it
        trust = None
    findings = examining.examine(examining.Surroundings(now, paths.archive(archive), online, trust))
    if as_json:
        for line in examining.to_json(findings).split("\n"):
            say(line)
    else:
        for finding in findings:
            for line in finding.lines():
                say(line)
    missing = [finding for finding in findings if finding.state == "missing"]
    if not as_json:
        say(f"{counted(len(missing), 'thing')} missing" if missing else "all that briefer needs is here")
    return MissingError.exit_code if missing else DONE
