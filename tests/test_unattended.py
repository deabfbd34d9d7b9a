"""Runs that nobody watches: silent when all is well, one line when it is not, and what can be read afterwards."""

from __future__ import annotations

import json
import os
import re
import resource
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from test_run import report

from briefer import journal
from briefer.cli import EXIT_CODES
from briefer.journal import Journal, events, write_metrics
from briefer.lock import locked
from briefer.store import look, open_archive

ROOT = Path(__file__).parent.parent
SECTION = '[[section]]\ntitle = "Harbour"\nabout = "ships and ports"\nterms = ["ship*", "port", "ferr*"]\n'


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder with a profile that reads a folder with one article."""
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "1.txt").write_text(report(1))
    (tmp_path / "configuration").mkdir()
    write(tmp_path, 'folder = "news"')
    return tmp_path


def write(at: Path, *sources: str) -> None:
    """Write the profile with these sources."""
    tables = "".join(f"[[source]]\n{source}\n" for source in sources)
    (at / "harbour.toml").write_text(f'title = "Harbour Brief"\n{SECTION}{tables}')


def briefer(at: Path, *words: str, code: str = "", **more: Any) -> subprocess.CompletedProcess[str]:
    """Run a command in a folder; "run" is given the profile, the archive and a format that is quickly made."""
    if words[:1] == ("run",):
        words = ("run", "harbour.toml", "--archive", "a.db", "--format", "md,json", *words[1:])
    start = ["-c", f"{code}\nfrom briefer.cli import main\nmain()"] if code else ["-m", "briefer"]
    return subprocess.run([sys.executable, *start, *words], cwd=at, env=places(at), capture_output=True, text=True,
                          timeout=60, **more)  # fmt: skip


def places(at: Path) -> dict[str, str]:
    """Where briefer finds and keeps its files."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "BRIEFER_CONFIG": str(at / "configuration"),
            "BRIEFER_DATA": str(at / "data")}  # fmt: skip


def logged(at: Path, event: str) -> list[dict[str, Any]]:
    """The events of a kind in the log."""
    return [row for row in events(at / "data" / "run.log") if row["event"] == event]


def ago(**span: float) -> str:
    """The hour that long ago."""
    return (datetime.now() - timedelta(**span)).strftime("%H:%M")


# ---- once a day


def test_once_a_day_and_not_a_word(desk: Path) -> None:
    """However often it is called, the day has one brief; by hand there is another one, at once."""
    for _ in range(3):
        done = briefer(desk, "run", "--scheduled")
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    (desk / "news" / "2.txt").write_text(report(2))
    assert briefer(desk, "run", "--scheduled").returncode == 0
    with open_archive(desk / "a.db") as archive:
        assert [brief.number for brief in archive.history("harbour")] == [1]
        edition = archive.scheduled("harbour")
        assert edition is not None and (edition.state, edition.tries, edition.number) == ("made", 1, 1)
    assert briefer(desk, "run").stdout.endswith("as number 2 of harbour\n")
    assert len(logged(desk, "end")) == 2  # calls that had nothing to do leave no trace


def test_a_late_run_catches_up(desk: Path) -> None:
    """Two hours late it is made, thirteen hours late it is not, and an hour too early neither."""
    done = briefer(desk, "run", "--scheduled", "--at", ago(hours=13))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert len(logged(desk, "missed")) == 1 and not (desk / "out").exists()
    with sqlite3.connect(desk / "a.db") as other:
        other.execute("DELETE FROM edition")
    assert briefer(desk, "run", "--scheduled", "--at", ago(hours=2)).returncode == 0
    assert (desk / "out" / "brief.json").exists()


def test_a_quiet_day_is_settled_too(desk: Path) -> None:
    """When nothing is new the edition is done with."""
    assert briefer(desk, "run").returncode == 0
    for _ in range(2):
        done = briefer(desk, "run", "--scheduled")
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    with open_archive(desk / "a.db") as archive:
        edition = archive.scheduled("harbour")
    assert edition is not None and (edition.state, edition.tries, edition.number) == ("quiet", 1, None)


def test_a_run_that_was_killed_is_made_good(desk: Path) -> None:
    """Killed anywhere, the next call makes the edition, and only one."""
    for seconds in (0.25, 0.4):
        process = subprocess.Popen(
            [sys.executable, "-m", "briefer", "run", "harbour.toml", "--archive", "a.db", "--scheduled"],
            cwd=desk, env=places(desk),
        )  # fmt: skip
        time.sleep(seconds)
        process.kill()
        process.wait()
    done = briefer(desk, "run", "--scheduled")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    with open_archive(desk / "a.db") as archive:
        edition = archive.scheduled("harbour")
        assert edition is not None and edition.state == "made"
        assert [brief.number for brief in archive.history("harbour")] == [1]


def test_a_failing_edition_is_given_up(desk: Path) -> None:
    """It is tried three times, each failure has its line, and the last one says that it is the last."""
    write(desk, 'folder = "gone"')
    said = [briefer(desk, "run", "--scheduled").stderr for _ in range(4)]
    assert [line.endswith(" (the next call tries again)\n") for line in said] == [True, True, False, False]
    assert said[2].endswith(" (it is given up for this day)\n") and said[3] == ""
    assert [row["status"] for row in logged(desk, "end")] == [69, 69, 69]


# ---- the lock


def test_another_run_is_at_work(desk: Path) -> None:
    """Scheduled that is no news and status 0; by hand it is said who holds the lock, with status 75."""
    since = datetime.now(UTC).isoformat(timespec="seconds")
    with locked(desk / "a.db", "harbour", since):
        done = briefer(desk, "run", "--scheduled")
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
        done = briefer(desk, "run")
    assert (done.returncode, done.stdout) == (75, "")
    holder = f"process {os.getpid()}, since {since}"
    assert done.stderr == (
        f"briefer: another run of harbour is at work ({holder}); try again when it is done, or end it\n"
    )
    assert logged(desk, "held")[0]["holder"] == holder
    assert not (desk / "out").exists()


def test_a_run_that_hangs_is_told_of(desk: Path) -> None:
    """A lock that has been held for half a day is no other run at work, and every call says so."""
    with locked(desk / "a.db", "harbour", (datetime.now(UTC) - timedelta(hours=13)).isoformat(timespec="seconds")):
        done = briefer(desk, "run", "--scheduled")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (75, "", 1)
    assert "another run of harbour is at work (process" in done.stderr


def test_runs_that_are_killed_are_told_of(desk: Path) -> None:
    """Three that were killed have said nothing, so the fourth call does, once."""
    code = "import os, signal\nimport briefer.run\nbriefer.run.keep = lambda *_: os.kill(os.getpid(), signal.SIGKILL)"
    for _ in range(3):
        assert briefer(desk, "run", "--scheduled", code=code).returncode == -9
    done = briefer(desk, "run", "--scheduled")
    assert (done.returncode, done.stderr.count("\n")) == (70, 1)
    assert "was begun 3 times and each run was killed before its end" in done.stderr
    assert (briefer(desk, "run", "--scheduled").returncode, (desk / "out" / "brief.json").exists()) == (0, False)


# ---- one line for every failure

FULL = 200_000  # bytes a file may have


def _no_room(at: Path) -> None:
    (at / "news" / "2.txt").write_text("\n\n".join(report(n) for n in range(2, 900)))


def _binary(at: Path) -> None:
    (at / "news" / "bad.txt").write_bytes(b"\x00\x01\x02" * 1000)


@pytest.mark.parametrize(
    ("status", "prepare", "words", "more", "told"),
    [
        (2, None, ["--at", "6"], {}, "--at: '6' is no time of day"),
        (2, None, ["--date", "2026-11-24"], {}, "--date does not go with --scheduled"),
        (2, None, ["--no-such-option"], {}, "No such option"),
        (2, None, ["--metrics", "nowhere/x.prom"], {}, "--metrics: there is no folder nowhere"),
        (3, _binary, [], {}, "harbour: the brief is made, but not of all: "),
        (65, lambda at: (at / "a.db").write_text("a text"), [], {}, "a.db is not an archive"),
        (69, lambda at: write(at, 'folder = "gone"'), [], {}, "harbour: none of 1 source could be read"),
        (70, None, [], {"code": "import briefer.run\nbriefer.run.keep = None"}, "a fault in briefer: TypeError"),
        (69, None, [], {"code": "import sys\nsys.modules['Stemmer'] = None"}, "pip install PyStemmer"),
        (73, lambda at: (at / "out").write_text(""), [], {}, "cannot write into out: a file is in the way"),
        (73, _no_room, [], {"preexec_fn": lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (FULL, FULL))}, "disk"),
        (78, lambda at: (at / "harbour.toml").write_text('title = 1\npaper = "a5"\n'), [], {},
         "and 2 more, see: briefer check harbour"),
        (78, lambda at: (at / "configuration" / "config.toml").write_text("ping = 1"), [], {}, "ping must be a web"),
        (78, lambda at: (at / "harbour.toml").unlink(), [], {}, "there is no such file"),
    ],
)  # fmt: skip
def test_one_line_for_each_failure(
    desk: Path, status: int, prepare: Any, words: list[str], more: dict[str, Any], told: str
) -> None:
    """Cron mails what is printed and is silent on a failure that prints nothing: each status has exactly one line."""
    if prepare is not None:
        prepare(desk)
    done = briefer(desk, "run", "--scheduled", *words, **more)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (status, "", 1), done.stderr
    assert done.stderr.startswith("briefer: ") and told in done.stderr
    assert status in EXIT_CODES
    if status != 2 and "pip" not in told and "config" not in told and (status, told) != (70, ""):
        (row,) = logged(desk, "end")
        assert row["status"] == status and row["line"][:40] in done.stderr


def test_stopped_by_hand(desk: Path) -> None:
    """Ctrl-C is one line as well, and the edition is made by the next call."""
    code = "import os, signal\nimport briefer.run\nbriefer.run.keep = lambda *_: os.kill(os.getpid(), signal.SIGINT)"
    done = briefer(desk, "run", "--scheduled", code=code)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "briefer: stopped\n")
    assert briefer(desk, "run", "--scheduled").returncode == 0 and (desk / "out" / "brief.json").exists()


def test_a_dead_source_is_told_of_once(desk: Path) -> None:
    """Two failures in a row are nobody's business, the third is told, and the fourth is not told again."""
    write(desk, 'folder = "news"', 'feed = "https://127.0.0.1:1/feed"')
    found = []
    for number in range(1, 5):
        (desk / "news" / f"{number}.txt").write_text(report(number))
        done = briefer(desk, "run", "--scheduled")
        found.append((done.returncode, done.stderr.count("\n")))
        with sqlite3.connect(desk / "a.db") as other:
            other.execute("DELETE FROM edition")  # the next day
    assert found == [(0, 0), (0, 0), (3, 1), (0, 0)]
    assert "127.0.0.1:1/feed" in logged(desk, "end")[2]["line"]


# ---- what can be read afterwards


def test_the_log_in_words(desk: Path) -> None:
    """briefer log tells how the last runs went, and what became of their sources."""
    write(desk, 'folder = "news"', 'folder = "gone"')
    briefer(desk, "run")
    (desk / "a.db").write_text("a text")
    briefer(desk, "run")
    done = briefer(desk, "log")
    assert done.returncode == 0
    first, *sources, last = done.stdout.splitlines()
    assert re.fullmatch(r"20\d\d-\d\d-\d\d \d\d:\d\d  harbour  No\. 1, \d items \(\d+\.\d s\).*", first), first
    assert sources[0].startswith("    source gone ")
    assert "  harbour  status 65: a.db is not an archive" in last
    assert briefer(desk, "log", "other").stdout.startswith("no run of other is in the log")
    assert len(briefer(desk, "log", "--limit", "1").stdout.splitlines()) == 1


def test_the_log_holds_no_text_and_no_secret(tmp_path: Path) -> None:
    """A value is cut at 200 letters, passwords in addresses are taken out, and each line is JSON with its marks."""
    log = Journal(tmp_path / "deep" / "run.log", "r1", "harbour")
    log.note("2026-11-24T06:30:00+00:00", "source", source="https://me:canary@host.example/feed?key=canary2&x=1",
             reason="word " * 500)  # fmt: skip
    log.note("2026-11-24T06:30:01+00:00", "odd", "error", reason="two\nlines \ud800 \x1b[2J")
    body = (tmp_path / "deep" / "run.log").read_text()
    assert "canary" not in body and "host.example/feed" in body and body.count("\n") == 2 and "\x1b" not in body
    first, second = events(tmp_path / "deep" / "run.log")
    assert {key: first[key] for key in ("ts", "level", "run", "brief", "event")} == {
        "ts": "2026-11-24T06:30:00+00:00", "level": "info", "run": "r1", "brief": "harbour", "event": "source",
    }  # fmt: skip
    assert len(first["reason"]) == 200 and second["level"] == "error"
    assert (tmp_path / "deep" / "run.log").stat().st_mode & 0o777 == 0o600


def test_the_log_stays_small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Five files at most, none larger than the limit, nothing torn when several runs write at once."""
    assert (journal.LARGEST, journal.FILES) == (5_000_000, 5)
    monkeypatch.setattr(journal, "LARGEST", 20_000)
    path = tmp_path / "run.log"

    def write_many(name: str) -> None:
        log = Journal(path, name, "harbour")
        for number in range(300):
            log.note(f"{number:04}", "event", text="x" * 150)

    threads = [threading.Thread(target=write_many, args=(name,)) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    files = sorted(path.parent.glob("run.log*"))
    assert [file.name for file in files] == ["run.log", *(f"run.log.{n}" for n in range(1, 5)), "run.log.lock"]
    assert all(file.stat().st_size <= 20_000 for file in files)
    kept = list(events(path))
    assert len(kept) == sum(file.read_text().count("\n") for file in files[:5])
    for name in "abc":
        numbers = [int(row["ts"]) for row in kept if row["run"] == name]
        assert numbers == sorted(numbers)
    assert max(int(row["ts"]) for row in kept) == 299


def test_a_log_that_cannot_be_written_spoils_nothing(desk: Path) -> None:
    """The brief is made all the same, without a word."""
    (desk / "data").write_text("in the way")
    done = briefer(desk, "run", "--scheduled")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def figures(path: Path) -> dict[str, float]:
    """The figures of a file, by name and labels."""
    lines = [line for line in path.read_text().splitlines() if not line.startswith("#")]
    return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in lines}


def test_figures_for_prometheus(desk: Path) -> None:
    """Status, times and failures of each source; a failure keeps the time of the last success."""
    write(desk, 'folder = "news"', 'folder = "gone"')
    file = desk / "h.prom"
    began = time.time()
    briefer(desk, "run", "--metrics", "h.prom")
    good = figures(file)
    assert good['briefer_last_run_exit_code{brief="harbour"}'] in (0, 3)
    assert began < good['briefer_last_success_timestamp_seconds{brief="harbour"}'] < time.time()
    assert good['briefer_source_failures{brief="harbour",source="gone"}'] == 1
    assert good['briefer_source_failures{brief="harbour",source="news"}'] == 0
    assert 0 < good['briefer_last_run_seconds{brief="harbour"}'] < 60
    assert good['briefer_outbox_pending{brief="harbour"}'] == 0
    assert file.stat().st_mode & 0o777 == 0o644
    write(desk, 'folder = "gone"')
    assert briefer(desk, "run", "--metrics", "h.prom", "--scheduled").returncode == 69
    bad = figures(file)
    success = 'briefer_last_success_timestamp_seconds{brief="harbour"}'
    assert bad['briefer_last_run_exit_code{brief="harbour"}'] == 69
    assert bad[success] == good[success] < bad['briefer_last_run_timestamp_seconds{brief="harbour"}']
    assert sorted(each.name for each in desk.glob(".briefer*")) == []


def test_labels_are_escaped(tmp_path: Path) -> None:
    """A name with quotation marks and backslashes stays inside its label."""
    assert write_metrics(tmp_path / "a.prom", 'a "b" \\c', {"last_run_exit_code": 0}, {}) == ""
    assert 'briefer_last_run_exit_code{brief="a \\"b\\" \\\\c"} 0\n' in (tmp_path / "a.prom").read_text()
    (tmp_path / "dir.prom").mkdir()
    assert "cannot write into" in write_metrics(tmp_path / "dir.prom", "h", {}, {})


# ---- the ping


class Watcher(ThreadingHTTPServer):
    """A service that waits for pings: ``seen`` holds the paths and the words; ``status`` is its answer."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Ping)
        self.seen: list[tuple[str, str]] = []
        self.status = 200


class _Ping(BaseHTTPRequestHandler):
    server: Watcher

    def do_POST(self) -> None:
        """Take the words."""
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        self.server.seen.append((self.path, body.decode()))
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def watcher() -> Iterator[Watcher]:
    """That service on the loopback interface."""
    with Watcher() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def pinging(at: Path, address: str, allowed: bool = True) -> None:
    """Configure the ping."""
    host = address.partition("://")[2].partition("/")[0]
    lines = [f"allow_hosts = [{json.dumps(host)}]"] if allowed else []
    (at / "configuration" / "config.toml").write_text("\n".join([*lines, "[ping]", f'harbour = "{address}"', ""]))


def test_pings(desk: Path, watcher: Watcher) -> None:
    """Start and success, or start and the one line of the failure; a call with nothing to do says nothing."""
    pinging(desk, f"http://127.0.0.1:{watcher.server_address[1]}/canary-key?x=1")
    assert briefer(desk, "run", "--scheduled").returncode == 0
    assert briefer(desk, "run", "--scheduled").returncode == 0
    assert watcher.seen == [("/canary-key/start?x=1", ""), ("/canary-key?x=1", "")]
    watcher.seen.clear()
    write(desk, 'folder = "gone"')
    done = briefer(desk, "run")
    assert done.returncode == 69
    assert watcher.seen[0] == ("/canary-key/start?x=1", "")
    path, words = watcher.seen[1]
    assert path == "/canary-key/fail?x=1" and done.stderr == f"briefer: {words}\n"
    assert "canary-key" not in (desk / "data" / "run.log").read_text()


def test_a_ping_that_fails_changes_nothing(desk: Path, watcher: Watcher) -> None:
    """Whether the service has trouble, is not there or may not be called: the brief is made and the status stays."""
    address = f"http://127.0.0.1:{watcher.server_address[1]}/key"
    pinging(desk, address)
    watcher.status = 500
    done = briefer(desk, "run", "--scheduled", code="import briefer.ping\nbriefer.ping.TRIES = 2")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert [path for path, _ in watcher.seen] == ["/key/start"] * 2 + ["/key"] * 2
    assert [row["reason"] for row in logged(desk, "ping")] == ["has trouble of its own (500)"] * 2
    pinging(desk, address, allowed=False)
    done = briefer(desk, "run")
    assert done.returncode == 0
    assert done.stderr.count("the address to ping is a machine of a private network") == 2
    assert len(watcher.seen) == 4


# ---- what doctor sees of it


def test_a_look_changes_nothing(desk: Path) -> None:
    """Doctor's look at an archive reads its version, its soundness and its last brief, and writes nothing."""
    briefer(desk, "run")
    before = (desk / "a.db").read_bytes()
    found = look(desk / "a.db")
    assert (found["damage"], found["last"][0], found["mails"], found["version"]) == ([], "harbour", {}, found["newest"])
    assert (desk / "a.db").read_bytes() == before

