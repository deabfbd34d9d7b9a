"""What is missing on this machine, and the command that mends it."""

from __future__ import annotations

import importlib
import json
import os
import socket
import sqlite3
import subprocess
import sys
import textwrap
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from postoffice import dumb, post_office

from briefer import daemons, doctor
from briefer.deliver import Patience, outbox
from briefer.doctor import CHECKS, Finding, Surroundings, examine
from briefer.schedule import Entry, crontab_block, timetable
from briefer.store import open_archive
from briefer.store.schema import MIGRATIONS

ROOT = Path(__file__).parent.parent


def found(name: str) -> Finding:
    return next(finding for finding in examine() if finding.check == name)


def without(monkeypatch: pytest.MonkeyPatch, module: str, error: Exception) -> None:
    """Have the import of a module fail as it does on a machine that lacks it."""
    real = importlib.import_module

    def imported(name: str, package: str | None = None) -> Any:
        if name.split(".")[0] == module:
            raise error
        return real(name, package)

    monkeypatch.setattr(importlib, "import_module", imported)


def test_every_check_answers() -> None:
    """Each check has a state that the command line knows, and a mending command wherever something is missing."""
    findings = examine()
    assert len(findings) == len(CHECKS)
    assert len({finding.check for finding in findings}) == len(findings)
    for finding in findings:
        assert finding.state in ("ok", "missing", "optional")
        assert bool(finding.mend) == (finding.state != "ok")


@pytest.mark.parametrize(
    ("module", "error", "check", "words"),
    [
        ("weasyprint", ModuleNotFoundError("weasyprint"), "WeasyPrint (PDF)", "is not installed"),
        (
            "weasyprint",
            OSError("cannot load library 'libpango-1.0-0': libpango-1.0-0: no such file"),
            "Pango (text layout)",
            "no libpango-1.0-0",
        ),
        ("pypdf", ModuleNotFoundError("pypdf"), "pypdf (PDF input, verify)", "is not installed"),
        ("trafilatura", ImportError("lxml is broken"), "trafilatura (HTML input)", "does not start: lxml is broken"),
        ("uharfbuzz", ModuleNotFoundError("uharfbuzz"), "HarfBuzz (line setting)", "is not installed"),
    ],
)
def test_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, module: str, error: Exception, check: str, words: str
) -> None:
    """A library that is not there is named with the command that installs it."""
    without(monkeypatch, module, error)
    finding = found(check)
    assert finding.state == "missing"
    assert finding.found == words
    if isinstance(error, OSError):
        assert "libpango-1.0-0 libpangoft2-1.0-0" in finding.mend or "brew install pango" in finding.mend
    else:
        assert f"-m pip install {'weasyprint>=70' if module == 'weasyprint' else module}" in finding.mend.replace(
            "'", ""
        )


def test_an_old_weasyprint(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before version 70 a PDF could be made to fetch from the network, so it does not do."""
    monkeypatch.setattr(importlib, "import_module", lambda name: SimpleNamespace(__version__="69.5"))
    finding = doctor._weasyprint()
    assert (finding.state, finding.found) == ("missing", "69.5, and 70 or later is needed")


def test_the_subsetting_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its absence is told by what it costs, with the package that brings it."""
    monkeypatch.setattr(importlib, "import_module", lambda name: SimpleNamespace(harfbuzz_subset=None))
    finding = doctor._harfbuzz_subset()
    assert (finding.state, finding.found) == ("missing", "is not here; every PDF takes a second longer")
    assert "harfbuzz" in finding.mend


def test_fonts_of_other_scripts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A script without a font is no fault; the package is named for those who need it."""
    monkeypatch.setattr(doctor, "_installed_fonts", lambda query: [])
    monkeypatch.setattr(sys, "platform", "linux")
    finding = found("Font for Korean")
    assert (finding.state, finding.found) == ("optional", "none; such text prints as boxes")
    assert finding.mend.endswith("apt-get install --no-install-recommends fonts-noto-cjk")
    monkeypatch.setattr(doctor, "_installed_fonts", lambda query: None)
    assert found("Font for Arabic").found == "cannot be looked for without fc-list"


def test_a_configuration_folder_that_cannot_be_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """It is told, with the way round."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("BRIEFER_CONFIG", str(tmp_path / "file" / "below"))
    finding = found("Configuration folder")
    assert finding.state == "optional"
    assert finding.mend.startswith("export BRIEFER_CONFIG=FOLDER")


def test_the_command(tmp_path: Path) -> None:
    """A line for each check, JSON for programs, and less than five seconds."""
    began = time.perf_counter()
    done = run("doctor", at=tmp_path)
    assert time.perf_counter() - began < 5
    assert done.returncode == 0, done.stdout
    lines = done.stdout.splitlines()
    assert lines[0].startswith("ok        Python")
    assert lines[-1] == "all that briefer needs is here"
    assert all(line.startswith(("ok ", "optional ", "          mend it with: ")) for line in lines[:-1])
    findings = json.loads(run("doctor", "--json", at=tmp_path).stdout)
    around = Surroundings(datetime.now(UTC), tmp_path / "none")
    assert [each["check"] for each in findings] == [finding.check for finding in examine(around)]
    assert set(findings[0]) == {"check", "state", "found", "mend"}


def test_the_status_when_something_is_missing(tmp_path: Path) -> None:
    """69, so that a script can tell."""
    script = """
        import sys
        sys.modules["trafilatura"] = None
        from briefer.cli import main
        main(["doctor"])
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 69
    assert "missing   trafilatura (HTML input)   is not installed\n" in done.stdout
    assert done.stdout.endswith("1 thing missing\n")


def run(*arguments: str, at: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "briefer", *arguments],
        cwd=at,
        env={**os.environ, "PYTHONPATH": str(ROOT), "BRIEFER_CONFIG": str(at / "configuration")},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


# ---- what runs by itself


NOW = datetime(2026, 11, 24, 6, 40, tzinfo=UTC)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a scheduled profile and nobody's crontab, configuration and units."""
    monkeypatch.setenv("BRIEFER_CONFIG", str(tmp_path / "configuration"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "xdg"))
    monkeypatch.delenv("TZ", raising=False)
    (tmp_path / "harbour.toml").write_text('title = "H"\n[[section]]\ntitle = "S"\n')
    monkeypatch.setattr(daemons, "has_cron", lambda: True)
    monkeypatch.setattr(daemons, "machine_zone", lambda: "Europe/Berlin")
    monkeypatch.setattr(doctor, "_runs_cron", lambda: True)
    crontab(monkeypatch, tmp_path, sys.executable)
    return tmp_path


def crontab(monkeypatch: pytest.MonkeyPatch, at: Path, program: str) -> None:
    """Schedule the profile with a program."""
    command = (program, "-m", "briefer", "run", str(at / "harbour.toml"), "--at", "06:30", "--days", "daily")
    block = crontab_block(Entry("harbour", timetable("06:30"), command, {}))
    monkeypatch.setattr(daemons, "read_crontab", lambda: block)


def looked(name: str, at: Path, now: datetime = NOW, online: bool = False) -> tuple[str, str, str]:
    """The state, the finding and the mending of one check."""
    around = Surroundings(now, at / "a.db", online)
    (finding,) = (each for each in (check(around) for check in doctor.UNATTENDED) if each.check == name)
    return finding.state, finding.found, finding.mend


def test_the_schedule(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program or profile that has gone, a cron that does not run and another zone are told; else all is well."""
    assert looked("Schedule", desk) == ("ok", "harbour (hours of Europe/Berlin)", "")
    bare = (desk / "harbour.toml").read_text()
    (desk / "harbour.toml").write_text(f'{bare}[mail]\nto = "me@example.org"\nfrom = "me@example.org"\n')
    state, found, mend = looked("Schedule", desk)
    assert state == "optional" and "it was scheduled before it had a [mail]" in found
    assert mend == f"briefer schedule add {desk}/harbour.toml --at 06:30 --days daily"
    (desk / "harbour.toml").write_text(bare)
    monkeypatch.setenv("TZ", "Asia/Seoul")
    assert looked("Schedule", desk)[:2] == (
        "optional", "harbour; by the clock of Europe/Berlin, not of Asia/Seoul as in this shell",
    )  # fmt: skip
    monkeypatch.setattr(doctor, "_runs_cron", lambda: False)
    assert looked("Schedule", desk)[:2] == ("missing", "cron itself is not running")
    (desk / "harbour.toml").unlink()
    state, found, mend = looked("Schedule", desk)
    assert (state, mend) == ("missing", "briefer schedule remove harbour") and "its profile" in found
    crontab(monkeypatch, desk, "/gone/python")
    state, found, mend = looked("Schedule", desk)
    assert (state, found) == ("missing", "harbour: its program /gone/python is not there")
    assert mend == f"briefer schedule add {desk}/harbour.toml --at 06:30 --days daily"
    monkeypatch.setattr(daemons, "read_crontab", lambda: "# nothing\n")
    assert looked("Schedule", desk)[:2] == ("optional", "nothing is scheduled")


def test_the_mail(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the password comes from is looked at and not read; the server is called only when that is asked for."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        server = f"127.0.0.1:{closed.getsockname()[1]}"
    bare = (desk / "harbour.toml").read_text()
    mail = f'[mail]\nto = ["me@example.org"]\nfrom = "me@example.org"\nserver = "{server}"\nuser = "me"\n'
    assert looked("Mail", desk)[:2] == ("optional", "no profile that is scheduled has a [mail]")
    (desk / "harbour.toml").write_text(f'{bare}{mail}password_file = "secret"\n')
    state, found, _ = looked("Mail", desk)
    assert state == "missing" and "secret cannot be read (no such file or directory)" in found
    (desk / "secret").write_text("canary")
    (desk / "secret").chmod(0o644)
    state, found, mend = looked("Mail", desk)
    assert state == "missing" and "can be read by others (mode 0644)" in found and "canary" not in found
    assert mend == f"chmod 600 {desk}/secret"
    (desk / "secret").chmod(0o600)
    assert looked("Mail", desk)[:2] == ("ok", f"harbour by {server} (not called; --online does)")
    state, found, _ = looked("Mail", desk, online=True)
    assert state == "missing" and f"{server} takes no connection" in found
    mail = mail.replace(f'server = "{server}"\n', 'sendmail = "/no/such"\n')
    (desk / "harbour.toml").write_text(f"{bare}{mail}")
    state, found, mend = looked("Mail", desk)
    assert (state, found) == ("missing", "harbour: there is no program /no/such to send with")
    assert mend == f"an editor, under [mail] in {desk}/harbour.toml; docs/mail.md tells every key"
    (desk / "harbour.toml").write_text(f'{bare}{mail}password_env = "NO_SUCH_CANARY"\n')
    assert "cron sets nothing" in looked("Mail", desk)[1]
    (desk / "harbour.toml").write_text(f'{bare}{mail}password_command = "no-such-program show"\n')
    assert "there is no program no-such-program for its password" in looked("Mail", desk)[1]
    (desk / "harbour.toml").write_text("title = 1")
    assert looked("Mail", desk)[0] == "missing"


def test_a_call_of_the_mail_server(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It goes as far as the password and sends nothing; one that hangs does not hold it up."""
    mail = f'{(desk / "harbour.toml").read_text()}[mail]\nto = "me@example.org"\nfrom = "me@example.org"\n'
    (desk / "secret").write_text("canary")
    (desk / "secret").chmod(0o600)
    with post_office(auth_require_tls=False) as office:
        more = f'server = "127.0.0.1:{office.port}"\nsecurity = "none"\nuser = "me"\npassword_file = "secret"\n'
        (desk / "harbour.toml").write_text(mail + more)
        office.password = b"canary"
        assert looked("Mail", desk, online=True)[:2] == ("ok", f"harbour by 127.0.0.1:{office.port}")
        office.password = b"another"
        state, found, _ = looked("Mail", desk, online=True)
        assert state == "missing" and "refuses the password of me (535" in found and "canary" not in found
        assert office.tries == [] and {given for _, given in office.logins} == {b"canary"}
    with dumb() as port:
        (desk / "harbour.toml").write_text(f'{mail}server = "127.0.0.1:{port}"\n')
        assert outbox._CALL.step < 5
        monkeypatch.setattr(outbox, "_CALL", Patience(step=0.5, total=1.0))
        began = time.monotonic()
        assert "gave no answer in time" in looked("Mail", desk, online=True)[1]
        assert time.monotonic() - began < 3


def test_the_archive(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not made yet, whole, damaged, of something else, on another machine's disk, or with mail that never went out."""
    assert looked("Archive", desk) == ("ok", f"{desk}/a.db (not made yet)", "")
    with open_archive(desk / "a.db"):
        pass
    assert looked("Archive", desk)[:2] == ("ok", f"{desk}/a.db, tables of version {len(MIGRATIONS)}")
    with sqlite3.connect(desk / "a.db") as other:
        other.execute("INSERT INTO brief VALUES (1, 'harbour', 1, '2026-11-21', 'x', 'a4', 't', "
                      "'2026-11-21T06:30:00+00:00', '', '', '')")  # fmt: skip
    assert looked("Archive", desk)[1].endswith("; last brief 3 days ago (harbour)")
    with closing(sqlite3.connect(desk / "a.db")) as other, other:
        other.execute("INSERT INTO outbox (id, message_id, profile, sender, subject, body, queued, expires) "
                      "VALUES (1, '<1>', 'harbour', 'a', 's', 'b', '', '')")  # fmt: skip
        other.execute("INSERT INTO outbox_recipient VALUES (1, 'a', 'waiting', 0, '', '', '')")
    assert looked("Archive", desk)[0] == "ok" and looked("Archive", desk)[1].endswith("; mail to 1 recipient waits")
    for state, words in (("held", "held, for it may have arrived"), ("dead", "given up"), ("sent", "")):
        with closing(sqlite3.connect(desk / "a.db")) as other, other:
            other.execute("UPDATE outbox_recipient SET state = ?", (state,))
        _, found, mend = looked("Archive", desk)
        assert (found, mend) == (f"mail to 1 recipient is {words}", "briefer outbox list, and then briefer outbox "
                                 "retry N, or drop N") or (state == "sent" and "mail" not in found)  # fmt: skip
    line = f"1 1 0:1 / {os.path.realpath(desk)} rw - nfs4 server:/x rw\n"
    with monkeypatch.context() as patched:
        patched.setattr("briefer.store.opening._mounts", lambda: line)
        assert "lies on a network file system (nfs4)" in looked("Archive", desk)[1]
    body = bytearray((desk / "a.db").read_bytes())
    body[8192:] = b"\x55" * (len(body) - 8192)
    (desk / "a.db").write_bytes(body)
    for file in desk.glob("a.db-*"):
        file.unlink()
    state, found, mend = looked("Archive", desk)
    assert state == "missing" and "damaged" in found and mend.startswith("briefer archive info --check")
    (desk / "a.db").write_text("a text")
    assert "is not an archive" in looked("Archive", desk)[1]


def test_the_clock(desk: Path) -> None:
    """A machine that believes it is 1970 would make briefs of then."""
    assert looked("Clock", desk) == ("ok", "2026-11-24 06:40, Europe/Berlin", "")
    state, found, mend = looked("Clock", desk, datetime(1970, 1, 1, tzinfo=UTC))
    assert (state, mend) == ("missing", "timedatectl set-ntp true") and "the year cannot be right" in found


def test_the_fault_in_pythons_mail_headers(desk: Path) -> None:
    """It is tried, not looked up: some distributions have mended older versions."""
    state, _, mend = looked("Python's mail headers", desk)
    assert (state, bool(mend)) in (("ok", False), ("optional", True))
    assert (state == "ok") >= (sys.version_info >= (3, 13))
