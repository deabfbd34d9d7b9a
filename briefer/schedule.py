"""When an edition is due, and what asks for it: the text of a crontab and of systemd's units.

All here is made of texts and times that are handed in; what touches the machine is in ``daemons``. An edition is the
brief of one profile for one day. A call makes it when it is due and not made yet, so whoever calls, and however
often, one brief a day comes of it: the crontab calls at the hour and then once an hour, for a machine that was off.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from .errors import UsageError
from .values import dataclass

LATE = timedelta(hours=12)  # a morning brief in the evening is worse than none; the next one has it all
EARLY = timedelta(seconds=60)  # cron looks at the minute; a clock that was set back a little is not "too early"
TRIES = 3  # times that a failing edition is tried in a day; each failure is a line, and cron mails each line
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

EVERY = 5  # minutes between two looks at the mail that waits; what is refused for now is due after 1, 5, 15 ...

_LONGEST_LINE = 998  # characters; Debian's cron takes commands up to 999 (MAX_COMMAND is 1000) and drops the rest
_CONTROL = re.compile("[\x00-\x1f\x7f\u0085\u2028\u2029]")
_BEGIN, _END = re.compile(r"# >>> briefer (.+) >>>"), re.compile(r"# <<< briefer (.+) <<<")


@dataclass(frozen=True, slots=True)
class Timetable:
    """The hour of a day and the days of the week, 0 for Monday."""

    at: time
    days: tuple[int, ...]
    lasts: timedelta = LATE  # for how long after its hour an edition is still made

    @property
    def hour(self) -> str:
        """The hour as it is written, such as 06:30."""
        return self.at.strftime("%H:%M")

    @property
    def named(self) -> str:
        """The days as they are written, such as mon-fri; "daily" for all of them."""
        return "daily" if len(self.days) == 7 else ",".join(_runs(self.days, DAYS, "-"))


@dataclass(frozen=True, slots=True)
class Slot:
    """The day of an edition and the moment from which it is due, in UTC."""

    day: date
    moment: datetime


def timetable(at: str | None, days: str = "daily") -> Timetable:
    """Return the timetable of an hour such as 06:30 and of days such as mon-fri, sat,sun or daily.

    Without an hour an edition is due from midnight to midnight.
    """
    if at is None:
        return Timetable(time(), timetable("00:00", days).days, timedelta(days=1))
    found = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", at.strip(), re.ASCII)
    if found is None:
        raise UsageError(f"--at: {at!r} is no time of day; write it as hours and minutes, such as 06:30")
    chosen: set[int] = set()
    for part in days.lower().split(","):
        first, dash, last = (each.strip() for each in part.partition("-"))
        if first in ("daily", "all") and not dash:
            chosen |= set(range(7))
        elif first[:3] in DAYS and _is_day(first) and (not dash or _is_day(last)):
            begin = DAYS.index(first[:3])
            span = (DAYS.index(last[:3]) - begin) % 7 if dash else 0
            chosen |= {(begin + n) % 7 for n in range(span + 1)}
        else:
            raise UsageError(f"--days: {part.strip()!r} is no day; write mon-fri, or sat,sun, or daily")
    return Timetable(time(int(found[1]), int(found[2])), tuple(sorted(chosen)))


def _is_day(word: str) -> bool:
    whole = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    return word in DAYS or word in whole


# ---- editions


def due(table: Timetable, now: datetime, zone: tzinfo) -> Slot | None:
    """Return the latest edition whose hour has come, None when there is none in the last eight days.

    ``now`` has a zone; ``zone`` is that of the hours. An edition for which it is too late is returned too: it is the
    caller's to say that it was missed.
    """
    today = now.astimezone(zone).date()
    for back in range(8):
        day = today - timedelta(days=back)
        if day.weekday() in table.days:
            moment = begins(table.at, day, zone)
            if moment is not None and moment - EARLY <= now:
                return Slot(day, moment)
    return None


def begins(at: time, day: date, zone: tzinfo) -> datetime | None:
    """Return the first moment of a day at which its clocks show that hour or a later one, in UTC.

    When clocks are set forward over the hour that is the moment when they are; when they are set back it is the first
    of the two. None for a day that a zone has left out (Samoa had no 30 December 2011).
    """
    wall = datetime.combine(day, at)
    early, late = sorted(wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if early.astimezone(zone).replace(tzinfo=None) == wall:
        return early
    # The hour is left out: look for the minute in between at which the clocks were set.
    while late - early > timedelta(seconds=1):
        middle = early + (late - early) / 2
        if middle.astimezone(zone).replace(tzinfo=None) < wall:
            early = middle
        else:
            late = middle
    late = late.replace(microsecond=0)
    return late if late.astimezone(zone).date() == day else None


# ---- what cron and systemd are told


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be called, and when."""

    name: str  # of the profile
    table: Timetable
    command: tuple[str, ...]  # words; the first is the absolute path of a program
    environment: Mapping[str, str]  # only what says where files are; never a secret
    mail: tuple[str, ...] = ()  # what sends the mail that waits; empty where the profile has none


def crontab_block(entry: Entry) -> str:
    """Return the lines of the entry for a crontab, between its two fences."""
    _refuse(entry)
    line, mail = (_shell_line(entry, command) for command in (entry.command, entry.mail))
    if "%" in line:
        culprit = next(word for word in (*entry.command, *entry.environment.values()) if "%" in word)
        raise UsageError(
            f"{culprit}: cron ends a command at a percent sign; move it to a place without one, or use --systemd"
        )
    hours = [(entry.table.at.hour + n) % 24 for n in range(1, 12)]
    days = _cron_days(entry.table.days)
    # Over midnight the days of the week would be the wrong ones; the command itself knows which edition is due.
    later = days if hours[-1] > hours[0] else "*"
    minute = entry.table.at.minute
    again = f"{minute} {','.join(_runs(sorted(hours), None, '-'))} * * {later} {line}"
    if len(again.encode("utf-8", "surrogateescape")) > _LONGEST_LINE:
        raise UsageError(
            f"the line for the crontab is longer than the {_LONGEST_LINE} bytes that cron takes; use shorter paths "
            "(--out, --archive), or --systemd"
        )
    return "\n".join(
        [
            f"# >>> briefer {entry.name} >>>",
            "# Written by briefer schedule add, which also changes it; everything else in this file is yours.",
            f"{minute} {entry.table.at.hour} * * {days} {line}",
            "# The same again, each hour for 12 hours: it makes up for a machine that was off then and for a run that",
            "# has failed, and does nothing when the brief of the day is made.",
            again,
            *(_mail_lines(minute, mail) if entry.mail else ()),
            f"# <<< briefer {entry.name} <<<",
            "",
        ]
    )


def _shell_line(entry: Entry, command: Sequence[str]) -> str:
    words = [f"{key}={shlex.quote(value)}" for key, value in entry.environment.items()]
    return " ".join([*words, *(shlex.quote(word) for word in command)])


def _mail_lines(minute: int, line: str) -> list[str]:
    """Return what looks after the mail that waits: never at the minute of the brief, which sends its mail itself."""
    return [
        f"# Every {EVERY} minutes: tries the mail again that its server would not take yet, and does nothing when none "
        "waits.",
        f"{(minute + 1) % EVERY}-59/{EVERY} * * * * {line}",
    ]


def with_block(crontab: str, name: str, block: str) -> str:
    """Return the crontab with this block in place of the one of that name, or at its end; all else stays."""
    before, after = _around(crontab, name)
    if before is None:
        return crontab + ("" if not crontab or crontab.endswith("\n") else "\n") + block
    return before + block + after


def without_block(crontab: str, name: str) -> str:
    """Return the crontab without the block of that name."""
    before, after = _around(crontab, name)
    return crontab if before is None else before + after


def blocks(crontab: str) -> dict[str, str]:
    """Return the blocks of a crontab by the names of their profiles."""
    found: dict[str, list[str]] = {}
    within = ""
    for line in crontab.split("\n"):
        begin, end = _fence(_BEGIN, line), _fence(_END, line)
        if begin and not within:
            within = begin
            found[within] = []
        elif end and end == within:
            within = ""
        elif within:
            found[within].append(line)
    return {name: "\n".join(lines) for name, lines in found.items()}


def profile_of(block: str) -> str | None:
    """Return the file of the profile that a block or unit calls for, None when it cannot be told."""
    words = _command(block)
    return words[words.index("run") + 1] if "run" in words[:-1] else None


def program_of(block: str) -> str | None:
    """Return the program that a block or unit calls."""
    words = _command(block)
    return next((word for word in words if word.startswith("/")), None)


def mails(block: str) -> bool:
    """Say whether a block, or both units, also look after the mail that waits."""
    return any(" outbox flush " in line for line in block.split("\n") if not line.startswith("#"))


def again(block: str, by: str = "cron") -> str:
    """Return the command that writes this block, or these units, anew."""
    words = _command(block)
    if "run" not in words[:-1]:
        return "briefer schedule add PROFILE"
    words = [word for word in words[words.index("run") + 1 :] if word != "--scheduled"]
    return shlex.join(["briefer", "schedule", "add", *words, *(["--systemd"] if by == "systemd" else [])])


def when_of(block: str) -> Timetable | None:
    """Return the timetable that a block or unit calls by."""
    words = _command(block)
    try:
        return timetable(words[words.index("--at") + 1], words[words.index("--days") + 1])
    except (ValueError, IndexError, UsageError):
        return None


def _command(block: str) -> list[str]:
    for line in block.split("\n"):
        if line.startswith("ExecStart="):
            return _unit_words(line.removeprefix("ExecStart="))
        if " run " in line and not line.startswith("#"):
            try:
                return shlex.split(" ".join(line.split(" ")[5:]))
            except ValueError:  # somebody has edited it
                return []
    return []


def _around(crontab: str, name: str) -> tuple[str | None, str]:
    """Return what stands before and after the block of a name; None when there is no such block."""
    lines = crontab.split("\n")
    begin = [n for n, line in enumerate(lines) if _fence(_BEGIN, line) == name]
    if not begin:
        return None, ""
    end = [n for n, line in enumerate(lines) if n > begin[0] and _fence(_END, line) == name]
    inside = lines[begin[0] + 1 : end[0]] if end else lines[begin[0] + 1 :]
    if not end or any(_fence(_BEGIN, line) for line in inside) or len(begin) > 1:
        raise UsageError(
            f"the crontab has a line '# >>> briefer {name} >>>' and not one '# <<< briefer {name} <<<' after it, so "
            "nobody can tell what is briefer's; mend it with crontab -e, by taking the block out, and try again"
        )
    before, after = "\n".join(lines[: begin[0]]), "\n".join(lines[end[0] + 1 :])
    return before + "\n" * bool(begin[0]), after


def _fence(pattern: re.Pattern[str], line: str) -> str:
    found = pattern.fullmatch(line.rstrip("\r"))
    return found[1] if found else ""


def _cron_days(days: Sequence[int]) -> str:
    """Return days as cron counts them, Sunday as 0."""
    if len(days) == 7:
        return "*"
    return ",".join(_runs(sorted((day + 1) % 7 for day in days), None, "-"))


def _runs(numbers: Sequence[int], names: Sequence[str] | None, dash: str) -> list[str]:
    """Return ascending numbers with each row of three or more as its ends."""
    rows: list[list[int]] = []
    for number in numbers:
        if rows and number == rows[-1][-1] + 1:
            rows[-1].append(number)
        else:
            rows.append([number])

    def said(number: int) -> str:
        return names[number] if names else str(number)

    short = [[said(row[0]) + dash + said(row[-1])] if len(row) > 2 else [said(each) for each in row] for row in rows]
    return [word for words in short for word in words]


def _refuse(entry: Entry) -> None:
    for word in (entry.name, *entry.command, *entry.mail, *entry.environment.values()):
        if _CONTROL.search(word):
            raise UsageError(f"{word!r}: a path with a control character in it cannot be scheduled; rename it")


# ---- systemd


def unit_name(name: str) -> str:
    """Return the name of a profile's units without its ending, with what systemd.unit(5) does not allow escaped."""
    escaped = "".join(
        chr(byte) if chr(byte).isascii() and (chr(byte).isalnum() or chr(byte) in "-_.") else f"\\x{byte:02x}"
        for byte in name.encode("utf-8", "surrogateescape")
    )
    return f"briefer-{escaped}"


def profile_name(unit: str) -> str:
    """Return the name of the profile whose unit this is.

    >>> profile_name(unit_name("Größe 1"))
    'Größe 1'
    """
    stem = unit.removeprefix("briefer-")
    raw = re.sub(r"\\x([0-9a-f]{2})", lambda found: chr(int(found[1], 16)), stem)
    return raw.encode("latin-1").decode("utf-8", "surrogateescape")


def mail_unit(stem: str) -> str:
    """Return the name of the units that look after the mail of the brief whose units have the name ``stem``.

    It begins otherwise, so no profile's own units can have it.
    """
    return stem.replace("briefer-", "briefer_outbox-", 1)


def units(entry: Entry, sendmail: bool = False) -> dict[str, str]:
    """Return the files for systemd, by name: two for the brief, and two more where there is mail to look after.

    ``sendmail`` says that mail goes by the machine's own program for it: that one gains the rights of its group when
    it starts, which the hardening would forbid. Lines that need a name space of files (ProtectSystem and the like) are
    left out: where the kernel grants users none, a service with them does not start at all.
    """
    _refuse(entry)
    stem = unit_name(entry.name)
    title = entry.name.replace("%", "%%")
    days = "" if len(entry.table.days) == 7 else _unit_days(entry.table.days) + " "
    # A dollar sign means nothing in a setting, only in a command.
    settings = [_unit_word(f"{key}={value}").replace("$$", "$") for key, value in entry.environment.items()]
    hardening = [
        "NoNewPrivileges=yes",
        "LockPersonality=yes",
        "RestrictRealtime=yes",
        "RestrictSUIDSGID=yes",
        "SystemCallArchitectures=native",
        "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK",
    ]
    if sendmail:
        hardening = ["# Mail goes by sendmail, which needs rights that further lines would take."]

    def service(what: str, command: Sequence[str]) -> list[str]:
        return [
            "# Written by briefer schedule add, which also changes it.",
            "[Unit]",
            f"Description={what} of {title}",
            "",
            "[Service]",
            "Type=oneshot",
            *(f"Environment={each}" for each in settings),
            f"ExecStart={' '.join(_unit_word(word) for word in command)}",
            "TimeoutStartSec=1h",
            "Nice=10",
            "UMask=0077",
            *hardening,
            "",
        ]

    hours = [(entry.table.at.hour + n) % 24 for n in range(1, 12)]
    later = days if hours[-1] > hours[0] else ""
    minute = entry.table.at.minute
    timer = [
        "# Written by briefer schedule add, which also changes it.",
        "[Unit]",
        f"Description=When the brief of {title} is made",
        "",
        "[Timer]",
        f"OnCalendar={days}*-*-* {entry.table.hour}:00",
        "# Each hour for 12 hours: makes up for a run that has failed, and does nothing when the brief is made.",
        f"OnCalendar={later}*-*-* {','.join(_runs(sorted(hours), None, '..'))}:{minute:02}:00",
        "Persistent=true",
        "RandomizedDelaySec=60",
        "AccuracySec=1s",
        "",
        "[Install]",
        "WantedBy=timers.target",
        "",
    ]
    files = {f"{stem}.service": service("Brief", entry.command), f"{stem}.timer": timer}
    if entry.mail:
        box = mail_unit(stem)
        files |= {f"{box}.service": service("Mail that waits", entry.mail), f"{box}.timer": _mail_timer(title)}
    return {name: "\n".join(lines) for name, lines in files.items()}


def _mail_timer(title: str) -> list[str]:
    return [
        "# Written by briefer schedule add, which also changes it.",
        "[Unit]",
        f"Description=When the mail of {title} that waits is tried again",
        "",
        "[Timer]",
        f"OnCalendar=*-*-* *:0/{EVERY}:00",
        "AccuracySec=1min",
        "",
        "[Install]",
        "WantedBy=timers.target",
        "",
    ]


def _unit_days(days: Sequence[int]) -> str:
    names = [day.capitalize() for day in DAYS]
    return ",".join(_runs(days, names, ".."))


def _unit_word(word: str) -> str:
    """Return a word as systemd.service(5) reads it back: quoted, without specifiers and variables."""
    safe = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return safe if re.fullmatch(r"[\w./:=@,+-]+", word, re.ASCII) else f'"{safe}"'


def _unit_words(line: str) -> list[str]:
    words = re.findall(r'"((?:[^"\\]|\\.)*)"|(\S+)', line)
    return [re.sub(r"\\(.)", r"\1", one or two).replace("%%", "%").replace("$$", "$") for one, two in words]
