"""The options that commands share, how they are read, and what exit statuses mean."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from ..errors import (
    BrieferError,
    FetchError,
    InputError,
    OutputError,
    ProfileError,
    UsageError,
    WaitError,
)
from ..values import dataclass
from ..version import VERSION
from .terminal import say

if TYPE_CHECKING:
    import ssl

FORMATS = ("md", "html", "pdf", "json")
ALL_FORMATS = ",".join(FORMATS)
PAPERS = ("a4", "letter")

DONE, UNPROVEN, SOME_SKIPPED, FAULT, STOPPED = 0, 1, 3, 70, 130

EXIT_CODES = {
    DONE: "done; every input was used",
    UNPROVEN: "verify: a sentence is not proven, or the brief is not sound",
    UsageError.exit_code: "the call itself is wrong",
    SOME_SKIPPED: "done, but some inputs were skipped, or some mail cannot be sent",
    InputError.exit_code: "nothing that was given could be used",
    FetchError.exit_code: "nothing could be fetched, or this machine lacks something; briefer doctor tells what",
    FAULT: "a fault in briefer itself",
    OutputError.exit_code: "the result cannot be written",
    WaitError.exit_code: "it has to wait: another run is at work, or mail is queued; try again",
    ProfileError.exit_code: "the profile or the configuration is wrong",
    STOPPED: "stopped with Ctrl-C",
}

_HELP = "Turn a pile of articles into one verbatim, provable page."
_EPILOG = "\b\nExit status:\n" + "\n".join(f"{code:>5}  {words}" for code, words in EXIT_CODES.items())


@dataclass(slots=True)
class Call:
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
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be read and written; write nothing.")]
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


class Command(TyperCommand):
    def get_params(self, ctx: Any) -> list[Any]:
        return _spared(super().get_params(ctx))


class Group(TyperGroup):
    def get_params(self, ctx: Any) -> list[Any]:
        return _spared(super().get_params(ctx))


app = typer.Typer(
    name="briefer",
    cls=Group,
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


def formats_of(given: str) -> tuple[str, ...]:
    asked = [each.strip().lower() for each in given.split(",") if each.strip()]
    unknown = [each for each in asked if each not in FORMATS]
    if unknown or not asked:
        what = f"{unknown[0]!r} is no format of a brief" if unknown else "no format is given"
        raise UsageError(f"--format: {what}; use one or more of {', '.join(FORMATS)}, with commas between")
    return tuple(each for each in FORMATS if each in asked)


def paper_of(given: str | None) -> str | None:
    if given is None:
        return None
    if given.lower() not in PAPERS:
        raise UsageError(f"--paper: {given!r} is no paper that briefer knows; use one of: {', '.join(PAPERS)}")
    return given.lower()


def moment() -> str:
    import datetime

    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")


def date_of(given: str | None, what: str = "--date") -> str:
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


def number_of(what: str, given: str | None) -> int | None:
    if given is None:
        return None
    if not (given.isascii() and given.isdigit() and 0 < len(given) < 10 and int(given)):
        raise UsageError(f"{what}: {given!r} is no number of one; give a whole number from 1 up")
    return int(given)


@dataclass(frozen=True, slots=True)
class Settings:
    """What config.toml in the configuration folder says."""

    allow_hosts: tuple[str, ...] = ()  # machines of a private network that may be called
    ping: str | Mapping[str, str] = ""  # the address to tell of runs: one for all, or by the names of the profiles
    ca_bundle: str | None = None  # authorities that are believed beside the public ones, such as a company's own

    def ping_of(self, profile: str) -> str:
        return self.ping if isinstance(self.ping, str) else self.ping.get(profile, "")


_CONFIGURED = ("allow_hosts", "ca_bundle", "ping")


def configured() -> Settings:
    """Return the settings; a mistake in them is told by its place and what is allowed there."""
    import tomllib

    from .. import paths

    place = paths.configuration() / "config.toml"
    try:
        table = tomllib.loads(place.read_text("utf-8-sig"))
    except FileNotFoundError:
        table = {}
    except (OSError, ValueError) as error:
        raise ProfileError(f"{place}: cannot be read: {error}; mend it or take it away") from error
    unknown = sorted(table.keys() - set(_CONFIGURED))
    if unknown:
        known = f"{', '.join(_CONFIGURED[:-1])} or {_CONFIGURED[-1]}"
        raise ProfileError(f"{place}: {unknown[0]!r} is not known there; use {known}")
    given = table.get("allow_hosts", [])
    if not isinstance(given, list) or not all(isinstance(each, str) for each in given):
        raise ProfileError(f'{place}: allow_hosts must be a list of texts, such as ["localhost:8080"]')
    ping = table.get("ping", "")
    addresses = list(ping.values()) if isinstance(ping, dict) else [ping] if ping else []
    # The address is as good as a password to whoever reads it, so the message does not show it.
    if not all(isinstance(each, str) and re.fullmatch(r"https?://[^\s/@]+(?:/\S*)?", each) for each in addresses):
        raise ProfileError(
            f'{place}: ping must be a web address, such as "https://hc.example.org/KEY", or a table [ping] with one '
            "for each profile by its name"
        )
    hosts = tuple(host_of(f"{place}: allow_hosts", each, ProfileError) for each in given)
    return Settings(hosts, ping, _ca_bundle(place, table.get("ca_bundle")))


def _ca_bundle(place: Path, given: Any) -> str | None:
    """Return the file of authorities that the environment names, or else the configuration."""
    import ssl

    what, asked = "BRIEFER_CA_BUNDLE", os.environ.get("BRIEFER_CA_BUNDLE") or None
    if asked is None and given is not None:
        what = f"{place}: ca_bundle"
        if not isinstance(given, str):
            raise ProfileError(f'{what} must be a path, such as "/etc/ssl/company.pem"')
        asked = os.path.join(place.parent, os.path.expanduser(given))
    if asked is None:
        return None
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(asked)
    except (OSError, ValueError) as error:  # an SSLError is an OSError
        missing = isinstance(error, FileNotFoundError)
        why = "there is no such file" if missing else "it cannot be read as certificates in PEM form"
        raise ProfileError(f"{what}: {asked}: {why}; give the file with your company's authority") from error
    return asked


def trust_of(settings: Settings) -> ssl.SSLContext | None:
    """Return what a mail server's certificate is held against; None where that is the public authorities alone."""
    if settings.ca_bundle is None:
        return None
    import ssl

    context = ssl.create_default_context()
    context.load_verify_locations(settings.ca_bundle)
    return context


def host_of(what: str, given: str, error: type[BrieferError]) -> str:
    host, _, port = given.rpartition(":")
    if not host or "/" in host or not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise error(f"{what}: {given!r} is no machine with a port; write it as host:port, such as localhost:8080")
    return given.lower()
