"""What is asked of this machine's own clockwork: cron's crontab, systemd's units, and the zone of its hours."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from datetime import datetime, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from .errors import MissingError, OutputError
from .model import Rendered
from .schedule import mail_unit
from .write import output_folder, write_whole

_COPIES = 10  # of the crontab as it was
_PATIENCE = 30  # seconds


def _text(body: bytes) -> str:
    """Return bytes of any kind as a text that becomes the same bytes again; text mode would change ends of lines."""
    return body.decode("utf-8", "surrogateescape")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def zone(now: datetime) -> tzinfo:
    """Return the zone of this process's hours, which is what TZ says, else the machine's."""
    named = os.environ.get("TZ", "").removeprefix(":")
    try:
        if named:
            return ZoneInfo(named)
        with open("/etc/localtime", "rb") as file:
            return ZoneInfo.from_file(file)
    except (OSError, ValueError):  # ZoneInfoNotFoundError is a KeyError of its own
        pass
    except KeyError:
        pass
    own = now.astimezone().tzinfo  # the offset of now alone: two days a year it is wrong by an hour
    assert own is not None
    return own


def machine_zone() -> str:
    """Return the name of the zone that the machine's cron goes by, "" where it cannot be told."""
    place = os.path.realpath("/etc/localtime")
    if "/zoneinfo/" in place:
        return place.partition("/zoneinfo/")[2]
    try:
        return Path("/etc/timezone").read_text("utf-8").strip()
    except (OSError, ValueError):
        return ""


# ---- cron


def has_cron() -> bool:
    return shutil.which("crontab") is not None


def read_crontab() -> str:
    """Return this user's crontab, "" when there is none yet.

    Debian's ``crontab -l`` shows a carriage return as a backslash and an r (measured, 3.0pl1-162); what is written
    back then would not be what was there. Where there is such a pair, the text is read as an editor gets it.
    """
    done = _crontab("-l")
    if done.returncode == 0:
        listed = _text(done.stdout)
        if "\\r" not in listed:
            return listed
        raw = _text(_crontab("-e", editor="cat").stdout)
        if raw.replace("\r", "\\r") == listed.replace("\r", "\\r"):
            return raw
        raise OutputError(
            "the crontab has carriage returns, or a backslash before an r, and crontab -l does not show which; it is "
            "left as it is: put what --dry-run shows into it with crontab -e, or use --systemd"
        )
    if done.returncode == 1 and b"no crontab for" in done.stderr:
        return ""
    raise OutputError(
        f"crontab -l failed (status {done.returncode}): {_text(done.stderr).strip() or 'it says nothing'}; "
        "mend that, or use --systemd"
    )


def write_crontab(text: str, before: str, copies: Path, stamp: str) -> Path | None:
    """Put a crontab in the place of the one before, look whether it is there, and return where the old one is kept."""
    kept = _keep(before, copies, stamp) if before else None
    where = f"; the one before is kept in {kept}" if kept else ""
    done = _crontab("-", text)
    if done.returncode:
        problem = _text(done.stderr).strip() or f"status {done.returncode}"
        raise OutputError(f"crontab took no new entry: {problem}{where}")
    now = read_crontab()
    if now != text:
        raise OutputError(
            f"the crontab does not read as it was written; look at it with crontab -l{where}, and goes back with: "
            f"crontab {kept or '-r'}"
        )
    return kept


def _crontab(word: str, text: str | None = None, editor: str = "false") -> subprocess.CompletedProcess[bytes]:
    program = shutil.which("crontab")
    if program is None:
        raise MissingError(
            "this machine has no crontab; install cron (Debian, Ubuntu: apt-get install cron), or use --systemd"
        )
    try:
        return subprocess.run(
            [program, word], input=_bytes(text or ""), capture_output=True, timeout=_PATIENCE,
            check=False, env={**os.environ, "LC_ALL": "C", "EDITOR": editor, "VISUAL": editor},
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError) as error:
        raise OutputError(f"crontab cannot be run: {error}; mend that, or use --systemd") from error


def _keep(text: str, folder: Path, stamp: str) -> Path:
    """Keep a copy that only this user may read: other people's lines can hold secrets."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        number, path = 0, folder / f"crontab-{stamp[:19].replace(':', '')}"
        while path.exists():  # the second change in one second
            number += 1
            path = path.with_suffix(f".{number}")
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(_bytes(text))
        for old in sorted(folder.glob("crontab-*"))[:-_COPIES]:
            old.unlink(missing_ok=True)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise OutputError(
            f"no copy of the crontab can be kept in {folder} ({reason}), so it is left as it is; make room there"
        ) from error
    return path


# ---- systemd


def unit_folder() -> Path:
    """Return where a user's own units are (systemd.unit(5))."""
    base = os.environ.get("XDG_CONFIG_HOME")
    return (Path(base) if base else Path.home() / ".config") / "systemd" / "user"


def has_systemd() -> bool:
    """Say whether systemd runs this machine, as sd_booted(3) does."""
    return Path("/run/systemd/system").is_dir() and shutil.which("systemctl") is not None


def write_units(files: Mapping[str, str]) -> tuple[Path, ...]:
    """Write units whole or not at all."""
    folder = unit_folder()
    with output_folder(folder):
        return write_whole(folder, [Rendered(name, "text/plain", text.encode("utf-8", "surrogateescape"))
                                    for name, text in files.items()])  # fmt: skip


def remove_units(stem: str) -> tuple[Path, ...]:
    """Remove both files of a timer and return those that were there."""
    gone = []
    for path in (unit_folder() / f"{stem}.timer", unit_folder() / f"{stem}.service"):
        try:
            path.unlink()
        except FileNotFoundError:
            continue
        except OSError as error:
            raise OutputError(f"{path} cannot be removed: {(error.strerror or str(error)).lower()}") from error
        gone.append(path)
    return tuple(gone)


def read_units() -> dict[str, str]:
    """Return what each of our timers calls, by its name without its ending: the brief, and the mail where it is."""
    return {path.stem: _service(path.stem) + (_service(mail_unit(path.stem)) if has_unit(mail_unit(path.stem)) else "")
            for path in sorted(unit_folder().glob("briefer-*.timer"))}  # fmt: skip


def has_unit(stem: str) -> bool:
    return (unit_folder() / f"{stem}.timer").exists()


def _service(stem: str) -> str:
    try:
        return (unit_folder() / f"{stem}.service").read_text("utf-8", "surrogateescape")
    except OSError:
        return ""


def ask_systemd(*words: str) -> str:
    """Have systemctl do something for this user and return why it could not, "" when it did."""
    program = shutil.which("systemctl")
    if program is None:
        return "there is no systemctl"
    try:
        done = subprocess.run(
            [program, "--user", "--no-ask-password", *words],
            capture_output=True, text=True, errors="replace", timeout=_PATIENCE, check=False,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError) as error:
        return str(error)
    return "" if done.returncode == 0 else done.stderr.strip() or f"status {done.returncode}"


def lingers() -> bool:
    """Say whether this user's timers go on when nobody is logged in (loginctl enable-linger)."""
    import getpass

    try:
        return (Path("/var/lib/systemd/linger") / getpass.getuser()).exists()
    except (OSError, KeyError):
        return False
