"""Mail that waits: who tries it again, what is said of it and when, and who hears of how it ended."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from postoffice import MORNING, PostOffice, encrypted, post_office
from test_every_day import certificate
from test_outbox import ANN, BOB, NEWS, a_desk, queue
from test_unattended import Watcher, briefer, figures, logged, pinging, places, watcher

from briefer.profile import load_profile
from briefer.store import open_archive

__all__ = ["watcher"]  # a fixture

RUN = ("run", "--scheduled")


@pytest.fixture
def office() -> Iterator[PostOffice]:
    """A mail server."""
    with post_office() as server:
        yield server


@pytest.fixture
def desk(tmp_path: Path, office: PostOffice) -> Path:
    """A folder with news, and a profile that mails them to two people."""
    (tmp_path / "configuration").mkdir()
    a_desk(tmp_path, office.port, sources='[[source]]\nfolder = "news"\n')
    (tmp_path / "p.toml").rename(tmp_path / "harbour.toml")
    return tmp_path


def due(at: Path) -> None:
    """Let the minutes pass until what waits is due."""
    with closing(sqlite3.connect(at / "a.db")) as archive, archive:
        archive.execute("UPDATE outbox_recipient SET due = '2020-01-01T00:00:00+00:00' WHERE state = 'waiting'")


def expire(at: Path) -> None:
    """Let the 24 hours pass, and an hour more."""
    due(at)
    with closing(sqlite3.connect(at / "a.db")) as archive, archive:
        archive.execute("UPDATE outbox SET expires = '2020-01-01T00:00:00+00:00'")


def said(done: subprocess.CompletedProcess[str]) -> tuple[int, str, str]:
    """The status and all that is printed."""
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("call", [RUN, ("outbox", "flush", "--scheduled", "--archive", "a.db")])
def test_the_next_call_sends_what_waits(
    desk: Path, office: PostOffice, watcher: Watcher, call: tuple[str, ...]
) -> None:
    """Refused for now it is one line and status 75; calls before it is due and the one that sends it say nothing. The
    service that waits for a word hears of a success when the last one has it, and the log tells of each."""
    pinging(desk, f"http://127.0.0.1:{watcher.server_address[1]}/key")
    office.answers = {ANN: ["451 4.7.1 greylisted"]}
    done = briefer(desk, *RUN, "--metrics", "h.prom")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (75, "", 1)
    assert done.stderr.startswith("briefer: harbour: mail waiting: ann@example.org (")
    assert done.stderr.endswith(" UTC on, by a schedule or by briefer outbox flush; see: briefer outbox list\n")
    assert office.people == [BOB] and [path for path, _ in watcher.seen] == ["/key/start"]
    found = figures(desk / "h.prom")
    assert found['briefer_outbox_pending{brief="harbour"}'] == 1
    assert found['briefer_last_success_timestamp_seconds{brief="harbour"}'] > 0  # the brief is made

    more = ("--metrics", "h.prom") if call == RUN else ()
    assert said(briefer(desk, *call)) == (0, "", "") and office.people == [BOB]  # it is not time yet
    due(desk)
    assert said(briefer(desk, *call, *more)) == (0, "", "")
    assert office.people == [BOB, ANN] and len({body for *_, body in office.taken}) == 1
    assert said(briefer(desk, *call, *more)) == (0, "", "") and len(office.taken) == 2
    assert [path for path, _ in watcher.seen] == ["/key/start", "/key"]
    if call == RUN:
        assert figures(desk / "h.prom") == {**found, 'briefer_outbox_pending{brief="harbour"}': 0}
    assert [(row["brief"], row["to"], row["state"]) for row in logged(desk, "mail")] == [
        ("harbour", BOB, "sent"), ("harbour", ANN, "waiting"), ("harbour", ANN, "sent"),
    ]  # fmt: skip
    told = briefer(desk, "log").stdout.splitlines()
    assert "  harbour  status 75: mail waiting: ann@example.org" in told[0]
    assert told[1].startswith("    mail waiting ann@example.org") and told[-1].endswith("  harbour  mail: sent to 1")


@pytest.mark.parametrize("call", [RUN, ("outbox", "flush", "--scheduled", "--archive", "a.db")])
def test_what_is_given_up_is_told_once(desk: Path, office: PostOffice, watcher: Watcher, call: tuple[str, ...]) -> None:
    """After 24 hours it is one line and status 3, from whoever calls, and a failure for the service; then silence."""
    pinging(desk, f"http://127.0.0.1:{watcher.server_address[1]}/key")
    office.answers = {ANN: ["451 4.7.1 greylisted"] * 9}
    assert briefer(desk, *RUN).returncode == 75
    expire(desk)
    done = briefer(desk, *call)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (3, "", 1)
    assert "mail not sent: ann@example.org (given up after 24 hours: " in done.stderr and "greylisted" in done.stderr
    assert said(briefer(desk, *call)) == (0, "", "")
    assert [path for path, _ in watcher.seen] == ["/key/start", "/key/fail"]
    assert "mail not sent: ann@example.org" in watcher.seen[1][1]


@pytest.mark.parametrize(("answer", "hold", "words"), [
    ("550 5.1.1 no such user", "", "mail not sent: ann@example.org ("),
    ("", 'on_unknown = "hold"', "mail held: ann@example.org, bob@example.org ("),
])  # fmt: skip
def test_refused_for_good_and_held(
    desk: Path, office: PostOffice, watcher: Watcher, answer: str, hold: str, words: str
) -> None:
    """Each is one line and status 3 at once, beside what else the run has to say, and a failure for the service."""
    a_desk(desk, office.port, hold, sources='[[source]]\nfolder = "news"\n')
    (desk / "p.toml").replace(desk / "harbour.toml")
    (desk / "news" / "bad.txt").write_bytes(b"\x00\x01" * 2000)
    pinging(desk, f"http://127.0.0.1:{watcher.server_address[1]}/key")
    office.answers = {ANN: [answer]} if answer else {}
    office.data = [] if answer else ["cut", "cut"]
    done = briefer(desk, *RUN)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (3, "", 1)
    assert "the brief is made, but not of all: " in done.stderr and words in done.stderr
    assert [path for path, _ in watcher.seen] == ["/key/start", "/key/fail"]


def test_the_five_minute_call_leaves_faults_to_the_run(desk: Path, office: PostOffice) -> None:
    """What the next run meets as well is not told every five minutes: it goes into the log, and the mail waits on."""
    flush = ("outbox", "flush", "--scheduled", "--archive", "a.db")
    assert said(briefer(desk, *flush)) == (0, "", "") and not (desk / "a.db").exists()
    office.answers = {ANN: ["451 later"]}
    assert briefer(desk, *RUN).returncode == 75
    due(desk)
    (desk / "configuration" / "config.toml").write_text("ping = 1")
    assert said(briefer(desk, *flush)) == (0, "", "") and office.people == [BOB]
    assert "ping must be a web address" in logged(desk, "mail")[-1]["reason"]
    assert len([line for line in briefer(desk, "log").stdout.splitlines() if line[:1] == "2"]) == 1
    (desk / "configuration" / "config.toml").unlink()
    (desk / "harbour.toml").rename(desk / "port.toml")
    assert said(briefer(desk, *flush)) == (0, "", "") and office.people == [BOB]
    listed = briefer(desk, "outbox", "list", "--archive", "a.db").stdout
    assert f"the profile {desk}/harbour.toml is gone" in listed and "put it back, or drop the mail" in listed
    (desk / "port.toml").rename(desk / "harbour.toml")
    due(desk)
    assert said(briefer(desk, *flush)) == (0, "", "") and office.people == [BOB, ANN]
    done = briefer(desk, *flush, code="import briefer.deliver as d\nd.flush = None")
    assert said(done) == (0, "", "")  # nothing waits, so nothing is even loaded


def test_mail_goes_though_no_source_can_be_read(desk: Path, office: PostOffice) -> None:
    """A morning on which nothing can be fetched still gives up what is too old, and one line tells of both."""
    office.answers = {ANN: ["451 later"] * 9}
    assert briefer(desk, *RUN).returncode == 75
    expire(desk)
    with closing(sqlite3.connect(desk / "a.db")) as archive, archive:
        archive.execute("DELETE FROM edition")
    shutil.rmtree(desk / "news")
    done = briefer(desk, *RUN)
    assert (done.returncode, done.stderr.count("\n")) == (69, 1)
    assert "none of 1 source could be read" in done.stderr and "mail not sent: ann@example.org" in done.stderr


def test_two_programs_send_it_once(tmp_path: Path) -> None:
    """Three flushes that are started at once, by cron or by hand, send each mail once between them."""
    with post_office() as office:
        a_desk(tmp_path, office.port)
        with open_archive(tmp_path / "a.db") as archive:
            for edition in "abcdef":
                queue(archive, load_profile(tmp_path / "p.toml"), MORNING, edition=edition)
        due(tmp_path)
        with closing(sqlite3.connect(tmp_path / "a.db")) as other, other:
            other.execute("UPDATE outbox SET expires = '2999-01-01T00:00:00+00:00'")
        flush = [sys.executable, "-m", "briefer", "outbox", "flush", "--scheduled", "--archive", "a.db"]
        programs = [subprocess.Popen(flush, cwd=tmp_path, env=places(tmp_path), stderr=subprocess.PIPE, text=True)
                    for _ in range(3)]  # fmt: skip
        ended = [(program.communicate(timeout=60)[1], program.returncode) for program in programs]
    assert ended == [("", 0)] * 3
    assert sorted(office.people) == [ANN] * 6 + [BOB] * 6
    assert len({(to, body) for _, to, body in office.taken}) == 12


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificate of this test")
def test_a_company_with_an_authority_of_its_own(tmp_path: Path) -> None:
    """Its mail server is believed once the authority is named, as for its feeds, by a run, a send and a flush."""
    pem, key = certificate(tmp_path, "")
    with post_office(tls_context=encrypted(pem, key), require_starttls=True) as office:
        a_desk(tmp_path, office.port, security="starttls", sources='[[source]]\nfolder = "news"\n')
        (tmp_path / "p.toml").rename(tmp_path / "harbour.toml")
        (tmp_path / "configuration").mkdir()
        done = briefer(tmp_path, *RUN)
        assert done.returncode == 75 and "name its authority by ca_bundle in config.toml" in done.stderr
        assert office.tries == []
        (tmp_path / "configuration" / "config.toml").write_text(f'ca_bundle = "{pem}"\n')
        due(tmp_path)
        assert said(briefer(tmp_path, "outbox", "flush", "--scheduled", "--archive", "a.db")) == (0, "", "")
        assert office.people == [ANN, BOB]
        for call in (("make", "news", "-p", "harbour.toml"), ("send", "out", "-p", "harbour.toml", "--again")):
            assert briefer(tmp_path, *call, "--archive", "b.db").returncode == 0
        news = NEWS.replace("40 sailors", "90 stokers").replace("Lindholm", "Arnheim")
        (tmp_path / "news" / "2.txt").write_text(news)
        assert briefer(tmp_path, "run").returncode == 0
        assert office.people == [ANN, BOB] * 3
