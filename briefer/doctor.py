"""What this machine lacks for briefer, and the command that mends it.

Each check is a function that returns its finding; adding a check adds a function and a row in CHECKS, or in UNATTENDED
when it is about what runs by itself. All of them together take less than five seconds and call nobody, but for the
mail server, and that only when it is asked for.
"""

from __future__ import annotations

import importlib
import json
import os
import shlex
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .values import dataclass

if TYPE_CHECKING:
    import ssl

OK, MISSING, OPTIONAL = "ok", "missing", "optional"

_OLDEST_WEASYPRINT = (70, 0)  # before it, a brief's PDF could be made to fetch from the network

_OLDEST_YEAR = 2025  # this was written then; a machine whose clock has lost its battery begins at 1970 or 2000

# The packages of Debian, and of Homebrew, that bring a system library.
_PANGO = ("libpango-1.0-0 libpangoft2-1.0-0", "pango")
_HARFBUZZ = ("libharfbuzz-subset0", "harfbuzz")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    check: str
    state: str  # "ok", "missing" (nothing goes without it) or "optional" (missing, and only some briefs need it)
    found: str
    mend: str = ""  # the command that mends it

    def lines(self) -> tuple[str, ...]:
        """Return the finding for a person: a line, and the command that mends it under it."""
        line = f"{self.state:<9} {self.check:<26} {self.found}"
        return (line, f"{'':<9} mend it with: {self.mend}") if self.mend else (line,)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the checks of what runs by itself are told."""

    now: datetime  # with its zone
    archive: Path
    online: bool = False  # whether the mail server may be called
    trust: ssl.SSLContext | None = None  # what its certificate is held against; None for the machine's authorities


def examine(surroundings: Surroundings | None = None) -> tuple[Finding, ...]:
    """Look at everything and return what was found, the required things first.

    What runs by itself (schedule, mail, archive, clock) is looked at where its surroundings are given.
    """
    found = tuple(check() for check in CHECKS)
    return found if surroundings is None else found + tuple(check(surroundings) for check in UNATTENDED)


def to_json(findings: tuple[Finding, ...]) -> str:
    """Return the findings for a program."""
    return json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=1)


def _python() -> Finding:
    return Finding("Python", OK, ".".join(str(part) for part in sys.version_info[:3]))  # an older one stops at import


def _weasyprint() -> Finding:
    name = "WeasyPrint (PDF)"
    try:
        version = str(importlib.import_module("weasyprint").__version__)
    except ImportError:
        return Finding(name, MISSING, "is not installed", _pip("weasyprint>=70"))
    except OSError as error:  # the package is there, a system library is not
        return Finding(name, MISSING, f"finds no {_library(error)}", _system(*_PANGO))
    if tuple(int(part) for part in version.split(".")[:2] if part.isdigit()) < _OLDEST_WEASYPRINT:
        return Finding(name, MISSING, f"{version}, and 70 or later is needed", _pip("weasyprint>=70"))
    return Finding(name, OK, version)


def _library(error: OSError) -> str:
    words = str(error).split("'")
    return words[1] if len(words) > 1 else "Pango"


def _pango() -> Finding:
    name = "Pango (text layout)"
    try:
        importlib.import_module("weasyprint.text.ffi")
    except ImportError:
        return Finding(name, MISSING, "cannot be tried without WeasyPrint", _pip("weasyprint>=70"))
    except OSError as error:
        return Finding(name, MISSING, f"no {_library(error)}", _system(*_PANGO))
    return Finding(name, OK, "is here")


def _harfbuzz_subset() -> Finding:
    """Without this library the PDF is made all the same, sixty times slower (1.45 s for 0.023 s, measured)."""
    name = "HarfBuzz subsetting"
    try:
        ffi: Any = importlib.import_module("weasyprint.text.ffi")
    except (ImportError, OSError):
        return Finding(name, MISSING, "cannot be tried without WeasyPrint and Pango", _system(*_HARFBUZZ))
    if ffi.harfbuzz_subset is None:
        return Finding(name, MISSING, "is not here; every PDF takes a second longer", _system(*_HARFBUZZ))
    return Finding(name, OK, "is here")


def _fonts() -> Finding:
    from .render.lines import FACES, FONTS

    absent = [file for file in FACES.values() if not (FONTS / file).is_file()]
    if absent:
        what = f"not in {FONTS}: {', '.join(absent)}"
        return Finding("Fonts of the page", MISSING, what, _pip("--force-reinstall briefer"))
    return Finding("Fonts of the page", OK, f"{len(FACES)} faces")


def _stop_words() -> Finding:
    from .text import stop_words

    try:
        count = len(stop_words("en"))
    except Exception as error:
        return Finding("Stop words (sumy)", MISSING, f"cannot be read: {error}", _pip("sumy"))
    if not count:
        return Finding("Stop words (sumy)", MISSING, "are not here", _pip("sumy"))
    return Finding("Stop words (sumy)", OK, f"{count} for English")


def _package(name: str, module: str, package: str) -> Callable[[], Finding]:
    def check() -> Finding:
        from importlib.metadata import version

        try:
            importlib.import_module(module)
            return Finding(name, OK, version(package))
        except Exception as error:  # a broken install fails in its own ways
            what = "is not installed" if isinstance(error, ModuleNotFoundError) else f"does not start: {error}"
            return Finding(name, MISSING, what, _pip(package))

    return check


def _extra(name: str, package: str, extra: str) -> Callable[[], Finding]:
    """Look for a library of an extra; it is not imported, for that alone takes longer than all the rest."""

    def check() -> Finding:
        from importlib.metadata import PackageNotFoundError, version

        try:
            return Finding(name, OK, version(package))
        except PackageNotFoundError:
            return Finding(name, OPTIONAL, "is not installed; only briefer batch wants it", _pip(f"briefer[{extra}]"))

    return check


def _script(script: str, query: str, package: str) -> Callable[[], Finding]:
    def check() -> Finding:
        name = f"Font for {script}"
        fonts = _installed_fonts(query)
        if fonts is None:
            return Finding(name, OPTIONAL, "cannot be looked for without fc-list", _system("fontconfig", "fontconfig"))
        if not fonts:
            return Finding(name, OPTIONAL, "none; such text prints as boxes", _system(package, ""))
        return Finding(name, OK, fonts[0])

    return check


def _installed_fonts(query: str) -> list[str] | None:
    """Return the families that fontconfig finds; None when it cannot be asked."""
    if shutil.which("fc-list") is None:
        return None
    try:
        done = subprocess.run(
            ["fc-list", query, "family"], capture_output=True, text=True, errors="replace", timeout=10, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return sorted(line.split(",")[0].strip() for line in done.stdout.splitlines() if line.strip())


def _configuration() -> Finding:
    from .paths import configuration

    folder = configuration()
    place = next((each for each in (folder, *folder.parents) if os.path.lexists(each)), folder)
    if place.is_dir() and os.access(place, os.W_OK):
        return Finding("Configuration folder", OK, f"{folder}{'' if folder.is_dir() else ' (not made yet)'}")
    return Finding(
        "Configuration folder",
        OPTIONAL,
        f"{folder} cannot be written; profiles are then given by their path",
        "export BRIEFER_CONFIG=FOLDER, with a folder that you may write",
    )


# ---- what runs by itself


def _schedule(around: Surroundings) -> Finding:
    from . import daemons
    from .errors import BrieferError
    from .schedule import again, blocks, mails, profile_name, profile_of, program_of

    name = "Schedule"
    try:
        crontab = blocks(daemons.read_crontab()) if daemons.has_cron() else {}
    except BrieferError as error:
        return Finding(name, MISSING, str(error), "crontab -l")
    entries = [(profile, text, again(text)) for profile, text in crontab.items()]
    entries += [(profile_name(stem), text, again(text, "systemd")) for stem, text in daemons.read_units().items()]
    if not entries:
        return Finding(name, OPTIONAL, "nothing is scheduled", "briefer schedule add PROFILE --at 06:30")
    for profile, text, anew in entries:
        program, file = program_of(text), profile_of(text)
        if program is None or not os.access(program, os.X_OK):
            return Finding(name, MISSING, f"{profile}: its program {program} is not there", anew)
        if file is None or not os.path.isfile(file):
            gone = f"briefer schedule remove {shlex.quote(profile)}"
            return Finding(name, MISSING, f"{profile}: its profile {file} is not there", gone)
    if crontab and not _runs_cron():
        return Finding(name, MISSING, "cron itself is not running", _system_service("cron"))
    zone, own = daemons.machine_zone(), os.environ.get("TZ", "").removeprefix(":")
    names = ", ".join(dict.fromkeys(profile for profile, _, _ in entries))
    for profile, text, anew in entries:
        if not mails(text) and _has_mail(Path(profile_of(text) or "")):
            return Finding(name, OPTIONAL, f"{profile}: it was scheduled before it had a [mail]; what its server does "
                           "not take at once is tried again once an hour, and not in the evening", anew)  # fmt: skip
    if zone and own and own != zone:
        return Finding(name, OPTIONAL, f"{names}; by the clock of {zone}, not of {own} as in this shell",
                       f"timedatectl set-timezone {shlex.quote(own)}")  # fmt: skip
    return Finding(name, OK, f"{names}{f' (hours of {zone})' if zone else ''}")


def _has_mail(file: Path) -> bool:
    from .errors import BrieferError
    from .profile import load_profile

    try:
        return bool(load_profile(file).mail)
    except BrieferError:  # the line about mail tells of it
        return False


def _runs_cron() -> bool:
    """Say whether a cron daemon is at work; where nobody can tell, it is taken to be."""
    processes = list(Path("/proc").glob("[0-9]*/comm"))
    if not processes:
        return True
    for place in processes:
        try:
            if place.read_text("utf-8", "replace").strip() in ("cron", "crond", "fcron", "busybox"):
                return True
        except OSError:  # it has ended meanwhile
            continue
    return False


def _mail(around: Surroundings) -> Finding:
    from . import daemons, deliver
    from .errors import BrieferError
    from .paths import configuration
    from .profile import load_profile
    from .schedule import blocks, profile_of

    name = "Mail"
    try:
        crontab = blocks(daemons.read_crontab()) if daemons.has_cron() else {}
        texts = [*crontab.values(), *daemons.read_units().values()]
    except BrieferError:  # the schedule's own line tells of it
        texts = []
    own = sorted((configuration() / "profiles").glob("*.toml"))
    files = dict.fromkeys([*(file for file in map(profile_of, texts) if file), *map(str, own)])
    told = []
    for file in files:
        try:
            profile = load_profile(Path(file))
        except BrieferError as error:
            return Finding(name, MISSING, str(error).split("\n")[0], f"briefer check {shlex.quote(file)}")
        if not profile.mail:
            continue
        server = str(profile.mail.get("server", ""))
        problem, mend = _password(profile.mail, Path(file).parent)
        if not problem:
            mend = f"an editor, under [mail] in {file}; docs/mail.md tells every key"
            problem = deliver.reach(profile, around.trust, call=around.online).removeprefix(f"{file}: mail: ")
        if problem:
            return Finding(name, MISSING, f"{profile.name}: {problem}", mend)
        told.append(f"{profile.name} by {server or 'sendmail'}")
    if not told:
        return Finding(name, OPTIONAL, "no profile that is scheduled has a [mail]", "briefer init, or docs/mail.md")
    return Finding(name, OK, ", ".join(told) + ("" if around.online else " (not called; --online does)"))


def _password(mail: Any, base: Path) -> tuple[str, str]:
    """Return what is wrong with where the password comes from, and what mends it; it is not read."""
    command = mail.get("password_command")
    if command:
        words = shlex.split(command) if isinstance(command, str) else [str(word) for word in command]
        if words and shutil.which(words[0]) is None:
            return f"there is no program {words[0]} for its password", "mend password_command in the profile"
    file = mail.get("password_file")
    if file:
        path = base / os.path.expanduser(str(file))
        quoted = shlex.quote(str(path))
        try:
            mode = stat.S_IMODE(path.stat().st_mode)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            return f"its password file {path} cannot be read ({reason})", f"install -m 600 /dev/stdin {quoted}"
        if mode & 0o077:
            return f"its password file {path} can be read by others (mode {mode:04o})", f"chmod 600 {quoted}"
    variable = mail.get("password_env")
    if variable and not os.environ.get(str(variable)):
        return (
            f"its password is to come from {variable}, which is not set here, and cron sets nothing",
            "use password_file or password_command in the profile",
        )
    return "", ""


def _archive(around: Surroundings) -> Finding:
    from .errors import BrieferError
    from .store import look

    name, path = "Archive", around.archive
    if not path.exists():
        return Finding(name, OK, f"{path} (not made yet)")
    check = f"briefer archive info --check --archive {shlex.quote(str(path))}"
    try:
        found = look(path)
    except (BrieferError, OSError) as error:
        return Finding(name, MISSING, str(error), check)
    if found["network"]:
        return Finding(name, MISSING, f"{path} lies on a network file system ({found['network']})",
                       "export BRIEFER_ARCHIVE=FILE, on this machine's own disk")  # fmt: skip
    if found["damage"]:
        return Finding(name, MISSING, f"{path} is damaged: {found['damage'][0]}", check)
    for state, what in (("dead", "given up"), ("held", "held, for it may have arrived")):
        if many := found["mails"].get(state, 0):
            return Finding(name, MISSING, f"mail to {many} recipient{'' if many == 1 else 's'} is {what}",
                           "briefer outbox list, and then briefer outbox retry N, or drop N")  # fmt: skip
    words = f"{path}, tables of version {found['version']}"
    if found["damage"] is None:
        words += f", {found['bytes'] // 1_000_000} MB, not looked through"
    if found["last"]:
        profile, made = found["last"]
        words += f"; last brief {_ago(datetime.fromisoformat(made), around.now)} ({profile})"
    if many := sum(found["mails"].get(state, 0) for state in ("waiting", "sending")):
        words += f"; mail to {many} recipient{'' if many == 1 else 's'} waits"
    return Finding(name, OK, words)


def _ago(then: datetime, now: datetime) -> str:
    hours = (now - then).total_seconds() / 3600
    if hours < 1:
        return "within the hour"
    return f"{hours:.0f} hours ago" if hours < 48 else f"{hours / 24:.0f} days ago"


def _clock(around: Surroundings) -> Finding:
    from .daemons import machine_zone

    name = "Clock"
    shown = f"{around.now:%Y-%m-%d %H:%M}, {os.environ.get('TZ') or machine_zone() or 'a zone without a name'}"
    if not _OLDEST_YEAR <= around.now.year < _OLDEST_YEAR + 75:
        return Finding(name, MISSING, f"{shown}: the year cannot be right", "timedatectl set-ntp true")
    return Finding(name, OK, shown)


def _headers(around: Surroundings) -> Finding:
    """Try the fault of python/cpython#121650: a headline that ends a header line and begins another."""
    from email.message import EmailMessage

    name = "Python's mail headers"
    message = EmailMessage()
    try:
        message["Subject"] = "A \N{PILE OF POO} subject=?UTF-8?Q?=0A?=Bcc: injected@example.com"
        broken = any(line.startswith("Bcc:") for line in message.as_string().splitlines())
    except ValueError:  # later ones refuse it
        broken = False
    if broken:
        return Finding(name, OPTIONAL, "a headline could break a header in this Python; briefer writes its own",
                       "use Python 3.13 or later")  # fmt: skip
    return Finding(name, OK, "a headline cannot break one")


def _system_service(service: str) -> str:
    as_root = "" if getattr(os, "geteuid", lambda: 0)() == 0 else "sudo "
    return f"{as_root}service {service} start"


def _pip(package: str) -> str:
    return f"{shlex.quote(sys.executable)} -m pip install {' '.join(shlex.quote(word) for word in package.split())}"


def _system(debian: str, brew: str) -> str:
    """Return the command of this system's package manager."""
    if sys.platform == "darwin":
        return f"brew install {brew}" if brew else "install a Noto font for it (fonts.google.com/noto)"
    as_root = "" if getattr(os, "geteuid", lambda: 0)() == 0 else "sudo "
    return f"{as_root}apt-get install --no-install-recommends {debian}"


CHECKS: tuple[Callable[[], Finding], ...] = (
    _python,
    _weasyprint,
    _pango,
    _harfbuzz_subset,
    _package("HarfBuzz (line setting)", "uharfbuzz", "uharfbuzz"),
    _fonts,
    _stop_words,
    _package("pypdf (PDF input, verify)", "pypdf", "pypdf"),
    _package("trafilatura (HTML input)", "trafilatura", "trafilatura"),
    _extra("pyarrow (Parquet)", "pyarrow", "archives"),
    _extra("FastWARC (WARC)", "fastwarc", "archives"),
    _extra("Dask (clusters)", "distributed", "dask"),
    _configuration,
    _script("Korean", ":lang=ko", "fonts-noto-cjk"),
    _script("Chinese", ":lang=zh-cn", "fonts-noto-cjk"),
    _script("Japanese", ":lang=ja", "fonts-noto-cjk"),
    _script("Arabic", ":lang=ar", "fonts-noto-core"),
    _script("Hindi", ":lang=hi", "fonts-noto-core"),
    _script("emoji", ":charset=1f600", "fonts-noto-color-emoji"),
)

UNATTENDED: tuple[Callable[[Surroundings], Finding], ...] = (_schedule, _mail, _archive, _clock, _headers)
