"""briefer schedule: add, list, remove."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import MissingError, ProfileError, UsageError
from .options import DONE, ArchivePath, Command, Debug, Group, app, moment
from .terminal import say

if TYPE_CHECKING:
    from ..model import Profile
    from ..schedule import Entry, Timetable

schedule_app = typer.Typer(
    cls=Group, help="Have briefs made by cron or systemd: add, list, remove.", rich_markup_mode=None
)
app.add_typer(schedule_app, name="schedule")

# What says where files are; a secret is none of them.
_PLACES = ("BRIEFER_CONFIG", "BRIEFER_DATA", "BRIEFER_CA_BUNDLE", "PYTHONPATH")


@schedule_app.command(cls=Command)
def add(
    profile: Annotated[str, typer.Argument(metavar="PROFILE", help="A profile's name or file, with sources in it.")],
    at: Annotated[str, typer.Option(metavar="HH:MM", help="When it is due, by this machine's clock.")] = "06:30",
    days: Annotated[str, typer.Option(metavar="DAYS", help="mon-fri, or sat,sun, or daily.")] = "daily",
    cron: Annotated[bool, typer.Option("--cron", help="By cron, which is what is used where it is there.")] = False,
    systemd: Annotated[bool, typer.Option("--systemd", help="By a timer of systemd.")] = False,
    out: Annotated[
        str | None,
        typer.Option("--out", "-o", metavar="DIR", help="The folder for it.", show_default="in your data folder"),
    ] = None,
    archive: ArchivePath = None,
    metrics: Annotated[
        str | None, typer.Option("--metrics", metavar="FILE.prom", help="Also write figures for Prometheus.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print what would be written; change nothing.")] = False,
    debug: Debug = False,
) -> int:
    """Have a brief made at an hour of some days; a schedule that is there is changed."""
    from .. import daemons
    from ..profile import load_profile
    from ..schedule import crontab_block, timetable, units

    if cron and systemd:
        raise UsageError("--cron and --systemd: a brief needs one of them; leave one out")
    chosen = load_profile(profile)
    if not chosen.sources:
        raise ProfileError(f"{chosen.path}: there is no [[source]] to read; add one before its brief is scheduled")
    entry = _entry(chosen, timetable(at, days), out, archive, metrics)
    by_systemd = systemd or not (cron or daemons.has_cron() or not daemons.has_systemd())
    if by_systemd:
        files = units(entry, sendmail=bool(chosen.mail) and "server" not in chosen.mail)
        if dry_run:
            for name, text in files.items():
                _say_all(f"# {daemons.unit_folder() / name}\n{text}")
            return DONE
        _try(entry)
        return _add_units(entry, files)
    block = crontab_block(entry)
    if dry_run:
        _say_all(block)
        return DONE
    if not daemons.has_cron():
        raise MissingError(
            "this machine has neither crontab nor systemd; install cron (Debian, Ubuntu: apt-get install cron), or "
            "have your own scheduler call what --dry-run shows"
        )
    _try(entry)
    return _add_block(entry, block)


@schedule_app.command("list", cls=Command)
def show(debug: Debug = False) -> int:
    """Say what is scheduled here."""
    from ..schedule import EVERY, mails, profile_of, when_of

    found = _found()
    for kind, name, text in found:
        table = when_of(text)
        when = f"{table.hour} {table.named}" if table else "at hours of its own"
        mail = f", mail that waits every {EVERY} minutes" if mails(text) else ""
        say(f"{name}: {when}, by {kind}, {profile_of(text) or 'with a command of its own'}{mail}")
    if not found:
        say("nothing is scheduled; have a brief made every morning with: briefer schedule add PROFILE --at 06:30")
    return DONE


@schedule_app.command(cls=Command)
def remove(
    profile: Annotated[str, typer.Argument(metavar="PROFILE", help="The profile's name or file.")],
    debug: Debug = False,
) -> int:
    """Have a brief made no more; briefs, archive and profile stay."""
    from .. import daemons
    from ..schedule import mail_unit, unit_name, without_block
    from .running import name_of

    name = name_of(profile)
    kinds = [kind for kind, each, _ in _found() if each == name]
    if not kinds:
        there = ", ".join(dict.fromkeys(each for _, each, _ in _found()))
        raise UsageError(f"nothing is scheduled for {name}; {'there is: ' + there if there else 'nothing is at all'}")
    if "cron" in kinds:
        before = daemons.read_crontab()
        kept = daemons.write_crontab(without_block(before, name), before, _copies(), moment())
        say(f"took {name} out of the crontab; as it was before it is kept in {kept}")
    if "systemd" in kinds:
        stem = unit_name(name)
        for each in (stem, mail_unit(stem)):
            _take_out(each)
        daemons.ask_systemd("daemon-reload")
    return DONE


def _take_out(stem: str) -> None:
    """Stop a timer and remove its files, where they are there."""
    from .. import daemons

    if daemons.has_unit(stem):
        daemons.ask_systemd("disable", "--now", f"{stem}.timer")
    for path in daemons.remove_units(stem):
        say(f"removed {path}")


def _entry(chosen: Profile, table: Timetable, out: str | None, archive: str | None, metrics: str | None) -> Entry:
    from .. import paths
    from ..schedule import Entry

    if not os.path.isabs(sys.executable or ""):
        raise MissingError("nobody can tell where this Python is; call briefer by its whole path and try again")
    folder = Path(out) if out is not None else paths.data() / "briefs" / chosen.name
    # -P: Python looks for no module in the folder where cron happens to start it.
    start, kept = [sys.executable, "-P", "-m", "briefer"], ["--archive", os.path.abspath(paths.archive(archive))]
    command = [*start, "run", os.path.abspath(chosen.path or chosen.name)]
    command += ["--scheduled", "--at", table.hour, "--days", table.named, "--out", os.path.abspath(folder), *kept]
    mail = [*start, "outbox", "flush", "--scheduled", *kept] if chosen.mail else []
    if metrics is not None:
        if not Path(metrics).parent.is_dir():
            raise UsageError(f"--metrics: there is no folder {Path(metrics).parent}; make it, or give another file")
        command += ["--metrics", os.path.abspath(metrics)]
    places = {key: os.environ[key] for key in _PLACES if os.environ.get(key)}
    whole = {key: os.pathsep.join(os.path.abspath(each) for each in value.split(os.pathsep) if each)
             for key, value in places.items()}  # fmt: skip
    return Entry(chosen.name, table, tuple(command), whole, tuple(mail))


def _try(entry: Entry) -> None:
    """Start briefer as cron will: elsewhere, and with next to nothing of this shell's environment."""
    environment = {"PATH": "/usr/bin:/bin", "HOME": os.path.expanduser("~"), **entry.environment}
    words = [*entry.command[: entry.command.index("run")], "--version"]
    try:
        done = subprocess.run(
            words, cwd="/", env=environment, capture_output=True, text=True, errors="replace", timeout=60, check=False
        )
        problem = "" if done.returncode == 0 else (done.stderr.strip().splitlines() or ["it says nothing"])[-1]
    except (OSError, subprocess.SubprocessError) as error:
        problem = str(error)
    if problem:
        raise MissingError(
            f"cron could not start {words[0]} -m briefer ({problem}); install briefer into that Python, or call it by "
            "the Python that has it"
        )


def _add_block(entry: Entry, block: str) -> int:
    from .. import daemons
    from ..schedule import blocks, with_block

    before = daemons.read_crontab()
    _same_profile(entry, blocks(before).get(entry.name))
    after = with_block(before, entry.name, block)
    if after == before:
        say(f"{entry.name} is in the crontab like this already")
        return DONE
    kept = daemons.write_crontab(after, before, _copies(), moment())
    zone = daemons.machine_zone()
    say(f"{entry.name} is made at {entry.table.hour} {entry.table.named}{f' ({zone})' if zone else ''}, by cron")
    if kept:
        say(f"the crontab as it was before is kept in {kept}")
    _say_where(entry)
    return DONE


def _add_units(entry: Entry, files: dict[str, str]) -> int:
    from .. import daemons
    from ..schedule import mail_unit, unit_name

    stem = unit_name(entry.name)
    _same_profile(entry, daemons.read_units().get(stem))
    for path in daemons.write_units(files):
        say(f"wrote {path}")
    if not entry.mail:  # the profile may have had mail before
        _take_out(mail_unit(stem))
    timers = [f"{each}.timer" for each in (stem, *([mail_unit(stem)] if entry.mail else []))]
    problem = daemons.ask_systemd("daemon-reload") or daemons.ask_systemd("enable", "--now", *timers)
    if problem:
        say(f"systemd does not run it yet ({problem.splitlines()[0]}); start it with:")
        quoted = " ".join(f"'{each}'" for each in timers)
        say(f"  systemctl --user daemon-reload && systemctl --user enable --now {quoted}")
    else:
        say(f"{entry.name} is made at {entry.table.hour} {entry.table.named}, by systemd")
    if not daemons.lingers():
        say("it stops when you log out, until this is typed once: loginctl enable-linger")
    _say_where(entry)
    return DONE


def _same_profile(entry: Entry, there: str | None) -> None:
    """Refuse to put one profile in the place of another that has the same name."""
    from ..schedule import profile_of

    mine = entry.command[entry.command.index("run") + 1]
    theirs = profile_of(there) if there is not None else None
    if theirs is not None and theirs != mine:
        raise UsageError(
            f"{entry.name} is scheduled already, for another file: {theirs}; rename one of the two, or take that one "
            f"out with: briefer schedule remove {shlex.quote(entry.name)}"
        )


def _say_where(entry: Entry) -> None:
    words = entry.command
    if entry.mail:
        from ..schedule import EVERY

        say(f"mail that its server does not take at once is tried again every {EVERY} minutes")
    folder = words[words.index("--out") + 1]
    say(f"the brief goes to {folder}; how runs went tells: briefer log {shlex.quote(entry.name)}")


def _found() -> list[tuple[str, str, str]]:
    """Return what is scheduled: by what, the name of the profile, and the text that calls for it."""
    from .. import daemons
    from ..schedule import blocks, profile_name

    crontab = daemons.read_crontab() if daemons.has_cron() else ""
    found = [("cron", name, text) for name, text in blocks(crontab).items()]
    return found + [("systemd", profile_name(stem), text) for stem, text in daemons.read_units().items()]


def _copies() -> Path:
    from .. import paths

    return paths.data()


def _say_all(text: str) -> None:
    for line in text.rstrip("\n").split("\n"):
        say(line)

