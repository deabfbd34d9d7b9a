"""When an edition is due, and what cron and systemd are told: other people's lines stay, a day has one edition."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefer.errors import OutputError, UsageError
from briefer.lock import Held, lock_file, locked
from briefer.schedule import (
    EARLY,
    LATE,
    Entry,
    begins,
    blocks,
    crontab_block,
    due,
    mail_unit,
    mails,
    profile_name,
    profile_of,
    program_of,
    timetable,
    unit_name,
    units,
    when_of,
    with_block,
    without_block,
)

ROOT = Path(__file__).parent.parent


def entry(
    name: str = "harbour", at: str = "06:30", days: str = "mon-fri", file: str = "/p/harbour.toml", mail: bool = False
) -> Entry:
    """An entry as the command makes it."""
    table = timetable(at, days)
    command = ("/venv/bin/python", "-P", "-m", "briefer", "run", file, "--scheduled", "--at", at, "--days", table.named)
    flush = (*command[:4], "outbox", "flush", "--scheduled", "--archive", "/d/a.db") if mail else ()
    return Entry(name, table, command, {}, flush)


# ---- hours and days


@pytest.mark.parametrize(
    ("days", "named", "numbers"),
    [
        ("mon-fri", "mon-fri", (0, 1, 2, 3, 4)),
        ("Sat,Sun", "sat,sun", (5, 6)),
        ("daily", "daily", (0, 1, 2, 3, 4, 5, 6)),
        ("fri-mon", "mon,fri-sun", (0, 4, 5, 6)),
        ("wednesday", "wed", (2,)),
    ],
)
def test_days(days: str, named: str, numbers: tuple[int, ...]) -> None:
    """Days are read as people write them, and written so that they are read back the same."""
    table = timetable("6:30", days)
    assert (table.hour, table.named, table.days) == ("06:30", named, numbers)
    assert timetable(table.hour, table.named) == table


@pytest.mark.parametrize(
    ("at", "days", "words"),
    [
        ("25:00", "daily", "--at: '25:00' is no time of day; write it as hours and minutes, such as 06:30"),
        ("6.30", "daily", "--at: '6.30' is no time of day"),
        ("06:30", "monfri", "--days: 'monfri' is no day; write mon-fri, or sat,sun, or daily"),
        ("06:30", "mon,,fri", "--days: '' is no day"),
        ("06:30", "mon-", "--days: 'mon-' is no day"),
    ],
)
def test_what_is_no_hour_or_day(at: str, days: str, words: str) -> None:
    """It is said with what may be written."""
    with pytest.raises(UsageError) as caught:
        timetable(at, days)
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("zone", "day", "at", "moment"),
    [
        ("Europe/Berlin", date(2027, 3, 28), time(2, 30), "2027-03-28T01:00"),  # not there: when clocks are set
        ("Europe/Berlin", date(2026, 10, 25), time(2, 30), "2026-10-25T00:30"),  # twice: the first
        ("America/New_York", date(2027, 3, 14), time(2, 30), "2027-03-14T07:00"),
        ("America/New_York", date(2026, 11, 1), time(1, 30), "2026-11-01T05:30"),
        ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 15), "2026-10-03T15:30"),  # by half an hour
        ("Australia/Lord_Howe", date(2027, 4, 4), time(1, 45), "2027-04-03T14:45"),
        ("Pacific/Apia", date(2011, 12, 30), time(6, 30), None),  # a day that was left out
        ("Asia/Kolkata", date(2026, 11, 24), time(6, 30), "2026-11-24T01:00"),
    ],
)
def test_when_a_day_begins(zone: str, day: date, at: time, moment: str | None) -> None:
    """An hour that is left out begins when clocks are set forward, one that is there twice begins once."""
    found = begins(at, day, ZoneInfo(zone))
    assert (found and found.isoformat()[:16]) == moment


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC", "Pacific/Apia"])
@pytest.mark.parametrize("at", ["00:00", "01:45", "02:00", "02:15", "02:30", "03:00", "06:30", "23:59"])
def test_one_edition_a_day_whatever_the_clocks_do(zone: str, at: str) -> None:
    """Called every quarter of an hour over the days around both changes, each day's edition is made exactly once."""
    table, place = timetable(at), ZoneInfo(zone)
    for middle in (datetime(2026, 10, 4), datetime(2026, 10, 25), datetime(2026, 11, 1), datetime(2027, 3, 14),
                   datetime(2027, 3, 28), datetime(2027, 4, 4), datetime(2011, 12, 30)):  # fmt: skip
        made: dict[date, datetime] = {}
        now = middle.replace(tzinfo=UTC) - timedelta(days=2)
        while now < middle.replace(tzinfo=UTC) + timedelta(days=2):
            slot = due(table, now, place)
            assert slot is not None and slot.moment - EARLY <= now
            if now - slot.moment < LATE:
                made.setdefault(slot.day, now)
            now += timedelta(minutes=15)
        ordered = list(made)
        assert ordered == sorted(ordered)
        for day, when in list(made.items())[1:]:
            begin = begins(table.at, day, place)
            assert begin is not None and when - begin < timedelta(minutes=15)
        gaps = {(two - one).days for one, two in pairwise(ordered)}
        assert gaps <= ({1, 2} if zone == "Pacific/Apia" and middle.year == 2011 else {1})


def test_an_edition_waits_for_its_day() -> None:
    """On Sunday the last one due is Friday's, and a minute early on Monday it is Monday's."""
    table, zone = timetable("06:30", "mon-fri"), ZoneInfo("Europe/Berlin")
    sunday = datetime(2026, 11, 22, 12, 0, tzinfo=zone)
    slot = due(table, sunday, zone)
    assert slot is not None and slot.day == date(2026, 11, 20) and sunday - slot.moment >= LATE
    for moment, day in ((time(6, 28), 20), (time(6, 29, 30), 23), (time(6, 31), 23)):
        slot = due(table, datetime.combine(date(2026, 11, 23), moment, zone), zone)
        assert slot is not None and slot.day == date(2026, 11, day)


# ---- the crontab


def test_the_block() -> None:
    """The hour itself, and each of the eleven hours after it; no percent sign, no redirection, absolute paths."""
    block = crontab_block(entry())
    first, again = (line for line in block.splitlines() if not line.startswith("#"))
    command = "/venv/bin/python -P -m briefer run /p/harbour.toml --scheduled --at 06:30 --days mon-fri"
    assert first == f"30 6 * * 1-5 {command}"
    assert again == f"30 7-17 * * 1-5 {command}"
    late = crontab_block(entry(at="20:05", days="fri"))
    assert "\n5 20 * * 5 " in late and "\n5 0-7,21-23 * * * " in late  # over midnight it is another day
    assert (profile_of(block), program_of(block)) == ("/p/harbour.toml", "/venv/bin/python")
    assert when_of(block) == timetable("06:30", "mon-fri") and not mails(block)


def test_the_block_of_a_profile_with_mail() -> None:
    """A third line sends the mail that waits, every five minutes, never at the minute of the brief."""
    for at, minutes in (("06:30", "1-59/5"), ("06:33", "4-59/5"), ("06:04", "0-59/5")):
        block = crontab_block(entry(at=at, mail=True))
        *_, last = (line for line in block.splitlines() if not line.startswith("#"))
        assert last == f"{minutes} * * * * /venv/bin/python -P -m briefer outbox flush --scheduled --archive /d/a.db"
        assert mails(block) and (profile_of(block), when_of(block)) == ("/p/harbour.toml", timetable(at, "mon-fri"))


@pytest.mark.parametrize(
    ("name", "file", "words"),
    [
        ("x", "/p/5%.toml", "/p/5%.toml: cron ends a command at a percent sign; move it to a place without one, or"),
        ("x", "/p/a\nb.toml", "a path with a control character in it cannot be scheduled; rename it"),
        ("x\x1b", "/p/a.toml", "a path with a control character in it cannot be scheduled; rename it"),
        ("x", f"/{'long/' * 200}a.toml", "longer than the 998 bytes that cron takes; use shorter paths"),
    ],
)
def test_what_cron_would_misread(name: str, file: str, words: str) -> None:
    """It is refused with a way out, before anything is written."""
    with pytest.raises(UsageError) as caught:
        crontab_block(entry(name, file=file))
    assert words in str(caught.value)


@given(st.text(st.characters(blacklist_categories=["Cc", "Cs", "Zl", "Zp"], blacklist_characters="%"), min_size=1))
def test_the_shell_reads_the_path_back(file: str) -> None:
    """Whatever is in a path, /bin/sh and briefer take it for one word."""
    if len(crontab_block(entry(file="/")).encode()) + 2 * len(shlex.quote(file).encode()) > 900:
        file = file[:20]
    block = crontab_block(entry(file=f"/{file}"))
    assert profile_of(block) == f"/{file}"
    line = next(line for line in block.splitlines() if line.startswith("30 6 "))
    words = subprocess.run(
        ["/bin/sh", "-c", f"printf '%s\\0' {line.split(' ', 5)[5]}"], capture_output=True, check=True
    ).stdout.split(b"\0")
    assert words[5] == f"/{file}".encode()


LINES = st.lists(
    st.one_of(
        st.sampled_from(["# mine", "MAILTO=me@example.org", "*/5 * * * * date +\\%H % input", "\r", "", "@reboot x\r",
                         "# >>> briefer", "# <<< other <<<", "  # >>> briefer a >>>", "5 4 * * sun é\ud8ff".encode(
                             "utf-8", "surrogatepass").decode("utf-8", "surrogateescape")]),
        st.text(st.characters(blacklist_characters="\n", blacklist_categories=["Cs"])).filter(
            lambda line: not line.rstrip("\r").startswith(("# >>> briefer ", "# <<< briefer "))
        ),
    )
)  # fmt: skip


@given(LINES, LINES, st.booleans(), st.sampled_from(["harbour", "a >>> b", "Größe 1"]))
def test_other_lines_stay(above: list[str], below: list[str], ended: bool, name: str) -> None:
    """Added, changed beside another and removed, a block leaves every other byte of any crontab as it was."""
    block, later = crontab_block(entry(name)), crontab_block(entry(name, at="07:45", mail=True))
    other = crontab_block(entry("other", file="/p/other.toml"))
    before = "\n".join(above) + ("\n" if above and ended else "")
    added = with_block(before, name, block)
    assert added.startswith(before) and added.endswith(block) and len(added) - len(before) - len(block) in (0, 1)
    assert without_block(added, name) == before + "\n" * (len(added) - len(before) - len(block))
    both = with_block(added, "other", other) + "".join(f"{line}\n" for line in below)
    assert set(blocks(both)) == {name, "other"}
    changed = with_block(both, name, later)
    assert changed == both.replace(block, later)
    assert with_block(changed, name, block) == both
    assert without_block(both, "other") == both.replace(other, "")
    assert without_block(both, "third") == both


def test_a_damaged_block_is_left_alone() -> None:
    """When an end mark is gone nobody can tell what is whose, and that is said with what to do."""
    block = crontab_block(entry())
    for crontab in (block.replace("# <<<", "# <<"), block + block, f"{block.splitlines()[0]}\n{block}"):
        with pytest.raises(UsageError, match="mend it with crontab -e, by taking the block out"):
            with_block(crontab, "harbour", block)


# ---- systemd


def test_units() -> None:
    """A oneshot service without more rights than it needs, and a timer that makes up for what it has missed."""
    files = units(entry("Größe 1", file='/p/a "b" $c 5%.toml'))
    stem = unit_name("Größe 1")
    assert list(files) == [f"{stem}.service", f"{stem}.timer"] and profile_name(stem) == "Größe 1"
    service, timer = files.values()
    assert "Type=oneshot\n" in service and "NoNewPrivileges=yes\n" in service
    assert 'ExecStart=/venv/bin/python -P -m briefer run "/p/a \\"b\\" $$c 5%%.toml" --scheduled' in service
    assert profile_of(service) == '/p/a "b" $c 5%.toml'
    assert "OnCalendar=Mon..Fri *-*-* 06:30:00\n" in timer and "OnCalendar=Mon..Fri *-*-* 7..17:30:00\n" in timer
    assert "Persistent=true\n" in timer and "RandomizedDelaySec=60\n" in timer
    assert "NoNewPrivileges" not in units(entry(), sendmail=True)["briefer-harbour.service"]
    files = units(entry(mail=True))
    stem = mail_unit("briefer-harbour")
    assert list(files)[2:] == [f"{stem}.service", f"{stem}.timer"]
    assert "briefer outbox flush --scheduled" in files[f"{stem}.service"]
    assert "OnCalendar=*-*-* *:0/5:00\n" in files[f"{stem}.timer"]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
def test_systemd_takes_them(tmp_path: Path) -> None:
    """systemd's own check has nothing to say about them, and its calendar reads the hours as they are meant."""
    for days, at in (("mon-fri", "06:30"), ("daily", "20:05"), ("sat,sun", "00:00")):
        made = entry('a "b" 5%', at, days, file='/p/a "b" $c 5%.toml', mail=True)
        made = replace(made, command=(sys.executable, *made.command[1:]), environment={"BRIEFER_DATA": "/a b/$c"},
                       mail=(sys.executable, *made.mail[1:]))  # fmt: skip
        for name, text in units(made).items():
            (tmp_path / name).write_text(text)
        timers = sorted(str(path) for path in tmp_path.glob("*.timer"))
        done = subprocess.run(
            ["systemd-analyze", "verify", "--user", *timers], capture_output=True, text=True, timeout=60,
            env={**os.environ, "XDG_RUNTIME_DIR": str(tmp_path), "SYSTEMD_UNIT_PATH": f"{tmp_path}:"},
        )  # fmt: skip
        if "Failed to initialize manager" in done.stderr:
            pytest.skip(f"systemd-analyze does not start here: {done.stderr.strip()}")
        ours = [line for line in done.stderr.splitlines() if "briefer" in line]
        assert ours == [], done.stderr
        for line in "".join(Path(timer).read_text() for timer in timers).splitlines():
            if line.startswith("OnCalendar="):
                when = line.removeprefix("OnCalendar=")
                found = subprocess.run(["systemd-analyze", "calendar", when], capture_output=True, text=True)
                assert found.returncode == 0, found.stderr


# ---- the commands, with the real crontab


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder with a profile, whose commands see a crontab that is nobody's."""
    (tmp_path / "harbour.toml").write_text(BARE)
    return tmp_path


BARE = 'title = "H"\n[[section]]\ntitle = "S"\n[[source]]\nfolder = "news"\n'

# The crontab as it lies there, without the three lines that crontab puts above it; crontab -l shows it otherwise.
RAW = "tail -n +4 /var/spool/cron/crontabs/$(id -un)"
OWN = b"# mine \xff \\r\r\nMAILTO=\"\"\n* * * * * echo a\\%b\n"


def scheduling(at: Path, *commands: str, crontab: bytes = OWN) -> list[subprocess.CompletedProcess[bytes]]:
    """Run shell commands one after the other with a crontab of their own; "briefer" is this one."""
    from cron_harness import why_not

    reason = why_not()
    if reason and "libfaketime" not in reason:
        pytest.skip(reason)
    (at / "own").write_bytes(crontab)
    lines = [
        "mount --make-rprivate /", "mount -t tmpfs none /var/spool/cron", "mkdir /var/spool/cron/crontabs",
        "chown root:crontab /var/spool/cron/crontabs", "chmod 1730 /var/spool/cron/crontabs",
        f"briefer() {{ {sys.executable} -m briefer \"$@\"; }}", "[ ! -s own ] || crontab own",
        *(f"{{ {command}; }} > {n}.out 2> {n}.err; echo $? > {n}.rc" for n, command in enumerate(commands)),
    ]  # fmt: skip
    environment = {
        **os.environ, "PYTHONPATH": str(ROOT), "BRIEFER_CONFIG": str(at / "configuration"),
        "BRIEFER_DATA": str(at / "data"), "XDG_CONFIG_HOME": str(at / "xdg"),
    }  # fmt: skip
    subprocess.run(["unshare", "-m", "sh", "-c", "\n".join(lines)], cwd=at, env=environment, check=False, timeout=120)
    return [
        subprocess.CompletedProcess(command, int((at / f"{n}.rc").read_text()), (at / f"{n}.out").read_bytes(),
                                    (at / f"{n}.err").read_bytes())
        for n, command in enumerate(commands)
    ]  # fmt: skip


def test_add_list_and_remove(desk: Path) -> None:
    """The real crontab takes the block and gives it back, lists it, loses it again, and is byte for byte as it was."""
    shutil.copy(desk / "harbour.toml", desk / "a b'c.toml")
    done = scheduling(
        desk,
        "briefer schedule add harbour.toml --days mon-fri --dry-run",
        "briefer schedule add harbour.toml --days mon-fri --archive a.db --out out",
        'briefer schedule add "a b\'c.toml" --at 7:15',
        RAW,
        "briefer schedule add harbour.toml --days mon-fri --archive a.db --out out",
        "briefer schedule list",
        "briefer schedule remove harbour.toml",
        "briefer schedule remove \"a b'c\"",
        RAW,
        "briefer schedule list",
        "briefer schedule remove harbour",
    )
    assert [each.returncode for each in done] == [0] * 10 + [2], [each.stderr for each in done]
    assert done[0].stdout.startswith(b"# >>> briefer harbour >>>\n")
    table = done[3].stdout
    assert table.startswith(OWN) and set(blocks(table.decode("utf-8", "replace"))) == {"harbour", "a b'c"}
    assert f"--out {desk}/out --archive {desk}/a.db\n".encode() in table
    assert b"password" not in table and table.endswith(b"# <<< briefer a b'c <<<\n")
    assert b"like this already" in done[4].stdout
    assert done[5].stdout.decode().splitlines() == [
        f"harbour: 06:30 mon-fri, by cron, {desk}/harbour.toml", f"a b'c: 07:15 daily, by cron, {desk}/a b'c.toml",
    ]  # fmt: skip
    assert done[8].stdout == OWN
    assert done[9].stdout.startswith(b"nothing is scheduled")
    copies = sorted((desk / "data").glob("crontab-*"))
    assert len(copies) == 4 and copies[0].read_bytes() == OWN
    assert all(copy.stat().st_mode & 0o777 == 0o600 for copy in copies)


MAIL = '[mail]\nto = "me@example.org"\nfrom = "me@example.org"\nserver = "localhost:25"\nsecurity = "none"\n'


def test_a_profile_with_mail(desk: Path) -> None:
    """Its mail is looked after as long as it has some; list says so, and remove leaves nothing of it."""
    (desk / "plain.toml").write_text(BARE)
    (desk / "harbour.toml").write_text(BARE + MAIL)
    done = scheduling(
        desk,
        "BRIEFER_CA_BUNDLE=ca.pem briefer schedule add harbour.toml --archive a.db --out out",
        RAW,
        "briefer schedule list",
        "mv plain.toml harbour.toml; briefer schedule add harbour.toml --archive a.db --out out",
        RAW,
        "briefer schedule remove harbour",
        RAW,
    )
    assert [each.returncode for each in done] == [0] * 7, [each.stderr for each in done]
    lines = [line for line in done[1].stdout.decode("utf-8", "replace").splitlines() if " -m briefer " in line]
    assert len(lines) == 3 and all(f" BRIEFER_CA_BUNDLE={desk}/ca.pem " in line for line in lines)
    assert lines[2].startswith("1-59/5 * * * * ")
    assert lines[2].endswith(f" -P -m briefer outbox flush --scheduled --archive {desk}/a.db")
    assert b"mail that its server does not take at once is tried again every 5 minutes" in done[0].stdout
    assert done[2].stdout.decode() == (
        f"harbour: 06:30 daily, by cron, {desk}/harbour.toml, mail that waits every 5 minutes\n"
    )
    assert b"outbox" not in done[4].stdout and done[4].stdout.count(b" run /") == 2
    assert done[6].stdout == OWN


def test_what_cannot_be_scheduled(desk: Path) -> None:
    """A wrong profile, a percent sign, another profile of the same name: one line, and the crontab stays."""
    (desk / "sub").mkdir()
    shutil.copy(desk / "harbour.toml", desk / "sub")
    shutil.copy(desk / "harbour.toml", desk / "5%.toml")
    (desk / "bare.toml").write_text('title = "H"\n[[section]]\ntitle = "S"\n')
    done = scheduling(
        desk,
        "briefer schedule add 5%.toml",
        "briefer schedule add bare.toml",
        "briefer schedule add none.toml",
        "briefer schedule add harbour.toml --cron --systemd",
        "briefer schedule add harbour.toml --metrics nowhere/x.prom",
        RAW,
        "briefer schedule add harbour.toml",
        "briefer schedule add sub/harbour.toml",
    )
    assert [each.returncode for each in done] == [2, 78, 78, 2, 2, 0, 0, 2]
    assert done[5].stdout == OWN
    assert b"use --systemd" in done[0].stderr and b"there is no [[source]] to read" in done[1].stderr
    assert b"is scheduled already, for another file" in done[7].stderr
    assert all(each.stderr.count(b"\n") == 1 for each in done if each.returncode)


def test_an_empty_crontab(desk: Path) -> None:
    """Where there was none, there is one afterwards; and no copy of nothing."""
    done = scheduling(desk, "briefer schedule add harbour.toml", RAW, crontab=b"")
    assert [each.returncode for each in done] == [0, 0], done[0].stderr
    assert done[1].stdout.startswith(b"# >>> briefer harbour >>>\n")
    assert list((desk / "data").glob("crontab-*")) == []


def test_a_timer_of_systemd(desk: Path) -> None:
    """The two files are written and removed, and where systemd is not running the commands that start it are said."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "BRIEFER_CONFIG": str(desk / "configuration"),
                   "BRIEFER_DATA": str(desk / "data"), "XDG_CONFIG_HOME": str(desk / "xdg"),
                   "PATH": str(desk)}  # fmt: skip

    def command(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, "-m", "briefer", "schedule", *words], cwd=desk, env=environment,
                              capture_output=True, text=True, timeout=60)  # fmt: skip

    done = command("add", "harbour.toml", "--systemd")
    folder = desk / "xdg" / "systemd" / "user"
    assert done.returncode == 0, done.stderr
    assert "systemctl --user enable --now 'briefer-harbour.timer'" in done.stdout
    assert "loginctl enable-linger" in done.stdout
    assert {path.name for path in folder.iterdir()} == {"briefer-harbour.service", "briefer-harbour.timer"}
    assert command("list").stdout == f"harbour: 06:30 daily, by systemd, {desk}/harbour.toml\n"
    (desk / "harbour.toml").write_text(BARE + MAIL)
    done = command("add", "harbour.toml", "--systemd")
    assert "enable --now 'briefer-harbour.timer' 'briefer_outbox-harbour.timer'" in done.stdout
    assert len(list(folder.iterdir())) == 4
    assert command("list").stdout.endswith(f"{desk}/harbour.toml, mail that waits every 5 minutes\n")
    (desk / "harbour.toml").write_text(BARE)
    done = command("add", "harbour.toml", "--systemd")
    assert f"removed {folder}/briefer_outbox-harbour.timer\n" in done.stdout and len(list(folder.iterdir())) == 2
    (desk / "harbour.toml").write_text(BARE + MAIL)
    command("add", "harbour.toml", "--systemd")
    assert command("remove", "harbour").returncode == 0 and list(folder.iterdir()) == []
    done = command("add", "harbour.toml", "--cron")
    assert done.returncode == 69 and "install cron" in done.stderr and done.stderr.count("\n") == 1


# ---- the lock


def test_the_lock_is_held_once(tmp_path: Path) -> None:
    """A second run is told who holds it and since when; another profile has a lock of its own."""
    archive = tmp_path / "deep" / "archive.db"
    with locked(archive, "harbour", "2026-11-24T06:30:00"), locked(archive, "Größe 1", "x"):
        with pytest.raises(Held) as caught, locked(archive, "harbour", "later"):
            pass
        assert f"another run of harbour is at work (process {os.getpid()}, since 2026-11-24T06:30:00)" in str(
            caught.value
        )
        assert caught.value.exit_code == 75
    with locked(archive, "harbour", "later"):
        assert "later" in lock_file(archive, "harbour").read_text()


def test_the_lock_ends_with_its_holder(tmp_path: Path) -> None:
    """SIGKILL frees it, and a child that the holder has started does not keep it."""
    code = (
        "import subprocess, sys, time\nfrom pathlib import Path\nfrom briefer.lock import locked\n"
        f"with locked(Path({str(tmp_path / 'a.db')!r}), 'h', 'now'):\n"
        "    child = subprocess.Popen(['sleep', '30'], close_fds=False)\n"
        "    print(child.pid, flush=True)\n    time.sleep(30)\n"
    )
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True,
                               env={**os.environ, "PYTHONPATH": str(ROOT)})  # fmt: skip
    assert process.stdout is not None
    child = int(process.stdout.readline())
    try:
        with pytest.raises(Held), locked(tmp_path / "a.db", "h", "later"):
            pass
        process.kill()
        process.wait()
        with locked(tmp_path / "a.db", "h", "later"):
            os.kill(child, 0)  # it lives
    finally:
        os.kill(child, signal.SIGKILL)
        process.stdout.close()


def test_a_lock_that_cannot_be_made(tmp_path: Path) -> None:
    """It is said where, and what to do."""
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match=r"cannot be made: .*; choose another place with --archive"), locked(
        tmp_path / "file" / "a.db", "h", "now"
    ):
        pass
