"""The whole of it, end to end: a feed server, a mail server with a password, and the real cron daemon over days."""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from cron_harness import FastCron, why_not
from internet import Request, Web, rss
from postoffice import PostOffice, encrypted, post_office
from test_run import report

from briefer.store import open_archive

ROOT = Path(__file__).parent.parent
CANARY = "canary-7c41d9e2"
ANN = "ann@example.org"

pytestmark = pytest.mark.skipif(bool(why_not()), reason=why_not() or "it can be had")

PROFILE = """title = "Harbour Brief"
[[section]]
title = "Harbour"
about = "ships, ports and ferries"
terms = ["ship*", "port", "ferr*"]
[[source]]
feed = "{feed}"
[mail]
to = ["{to}"]
from = "Briefs <briefs@example.net>"
server = "127.0.0.1:{port}"
security = "starttls"
user = "briefs"
password_file = "secret"
"""


def entry(day: int) -> str:
    """The feed's item of a day in November, with its whole text."""
    text = report(day).replace("\n\n", "</p><p>")
    return (
        f"<item><title>Harbour on the {day}th</title><guid isPermaLink='false'>tag:harbour,{day}</guid>"
        f"<content:encoded><![CDATA[<p>{text}</p>]]></content:encoded>"
        f"<pubDate>{datetime(2026, 11, day):%a, %d %b %Y} 00:30:00 +0000</pubDate></item>"
    )


def certificate(at: Path, since: str = "2026-11-01 00:00:00") -> tuple[Path, Path]:
    """A certificate of this machine, signed by itself, that is good on the days of the fast clock, or now."""
    made = at / "authority.pem", at / "key.pem"
    subprocess.run(
        [*(["faketime", since] if since else []), "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
         "ec_paramgen_curve:prime256v1", "-nodes", "-days", "99", "-subj", "/CN=localhost", "-addext",
         "subjectAltName=IP:127.0.0.1", "-out", str(made[0]), "-keyout", str(made[1])],
        check=True, capture_output=True,
    )  # fmt: skip
    return made


@contextmanager
def servers(at: Path) -> Iterator[tuple[Web, PostOffice]]:
    """The feed, the mail server that wants encryption and a password, and the profile and settings for both."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl, which makes the certificate, is not installed")
    authority = certificate(at)
    trust = encrypted(*authority)
    with Web() as web, post_office(tls_context=trust, require_starttls=True, auth_require_tls=True) as office:
        office.password = CANARY.encode()
        (at / "configuration").mkdir()
        shutil.copy(authority[0], at / "configuration" / "company.pem")
        settings = f'allow_hosts = ["{web.host}"]\nca_bundle = "company.pem"\n'
        (at / "configuration" / "config.toml").write_text(settings)
        (at / "harbour.toml").write_text(PROFILE.format(feed=web.url("/feed"), port=office.port, to=ANN))
        (at / "secret").write_text(CANARY + "\n")
        (at / "secret").chmod(0o600)
        (at / "data").mkdir()
        yield web, office


def places(at: Path) -> dict[str, str]:
    """Where briefer keeps its files here, in the zone of the fast clock."""
    return {"PYTHONPATH": str(ROOT), "BRIEFER_CONFIG": str(at / "configuration"), "BRIEFER_DATA": str(at / "data"),
            "TZ": "Europe/Berlin"}  # fmt: skip


def briefer(at: Path, *words: str) -> str:
    """Run a command by hand, that ends well, and return what it says."""
    done = subprocess.run([sys.executable, "-m", "briefer", *words], cwd=at, env={**os.environ, **places(at)},
                          capture_output=True, text=True, timeout=60)  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def scheduling(hour: str) -> list[str]:
    """The command that fills the crontab."""
    return [sys.executable, "-m", "briefer", "schedule", "add", "harbour.toml", "--at", hour, "--out", "out"]


def parts(body: bytes) -> tuple[bytes, bytes]:
    """The plain text and the page of a mail, as the standard parser reads them."""
    mail = message_from_bytes(body, policy=policy.SMTP)
    plain = mail.get_body(("plain",))
    (page,) = mail.iter_attachments()
    assert plain is not None
    return plain.get_content().replace("\r\n", "\n").encode(), page.get_content()  # lines end so on the way


@contextmanager
def watched() -> Iterator[set[bytes]]:
    """The command line of every process there has been, looked at a hundred times a second."""
    seen: set[bytes] = set()
    over = threading.Event()

    def look() -> None:
        while not over.wait(0.01):
            for process in Path("/proc").glob("[0-9]*/cmdline"):
                try:
                    seen.add(process.read_bytes())
                except OSError:  # it has ended
                    continue

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield seen
    finally:
        over.set()
        thread.join()


def test_three_mornings(tmp_path: Path) -> None:
    """Three scheduled days bring three mails, one a day, each as its dry run has it, each brief proven, not a word
    said; and the password is nowhere but in its file, over the wire encrypted."""
    days = (23, 24, 25)
    with servers(tmp_path) as (web, office), watched() as commands:
        asked: list[Request] = []

        def feed(request: Request) -> None:
            asked.append(request)  # whoever asks for the n-th time finds the items of n days
            request.send(200, rss(*(entry(day) for day in reversed(days[: len(asked)]))))

        web.places["/feed"] = feed
        # A thousand calls every five minutes take longer than the three days do; the next test has some of them.
        cron = FastCron(tmp_path, [scheduling("06:30")], datetime(2026, 11, 23, 6, 20), rate=15_000,
                        environment=places(tmp_path), without=" outbox flush ")  # fmt: skip
        with cron:
            cron.until(datetime(2026, 11, 25, 14, 0))
            cron.settle()
    jobs = cron.jobs()
    assert [(job.status, job.out, job.err) for job in jobs] == [(0, "", "")] * len(jobs)
    assert len(jobs) > 20 and {job.when.day for job in jobs} == set(days)
    assert (tmp_path / "crontab").read_text().count(" outbox flush --scheduled ") == 1

    assert len(asked) == 3 and office.people == [ANN] * 3 and {given for _, given in office.logins} == {CANARY.encode()}
    for number, (day, (_, _, body)) in enumerate(zip(days, office.taken, strict=True), start=1):
        briefer(tmp_path, "rebuild", str(number), "--out", f"out{day}", "--archive", "data/archive.db")
        briefer(tmp_path, "send", f"out{day}", "-p", "harbour.toml", "--dry-run", f"{day}.eml")
        assert (tmp_path / f"{day}.eml").read_bytes() == body
        assert f"Date: {datetime(2026, 11, day):%a, %d %b %Y} ".encode() in body  # a second is hours there
        plain, page = parts(body)
        assert plain == (tmp_path / f"out{day}" / "brief.md").read_bytes()
        (tmp_path / f"{day}.pdf").write_bytes(page)
        said = briefer(tmp_path, "verify", f"{day}.pdf", "--archive", "data/archive.db")
        assert "every sentence is proven (" in said, said
    with open_archive(tmp_path / "data" / "archive.db", create=False) as archive:
        assert [each.date for each in archive.history("harbour")] == [f"2026-11-{day}" for day in days]
        editions = [archive.scheduled("harbour", f"2026-11-{day}") for day in days]
        assert {each.state for each in archive.outbox.find()} == {"sent"}
    assert [each and (each.state, each.tries, each.number) for each in editions] == [("made", 1, n) for n in (1, 2, 3)]

    forms = [CANARY.encode(), base64.b64encode(CANARY.encode()), base64.b64encode(f"\0briefs\0{CANARY}".encode())]
    files = [path for path in tmp_path.rglob("*") if path.is_file() and path != tmp_path / "secret"]
    assert {"run.log", "archive.db", "crontab", "23.eml", "brief.json"} <= {path.name for path in files}
    assert any(b"--scheduled\0--at\0" in line for line in commands)
    for form in forms:
        assert [path for path in files if form in path.read_bytes()] == []
        assert not any(form in line for line in commands)


def test_a_mail_that_is_refused_for_now(tmp_path: Path) -> None:
    """Refused at half past six it is told once, with status 75; the five-minute call sends it a little later, once,
    and says nothing."""
    with servers(tmp_path) as (web, office):
        web.places["/feed"] = rss(entry(24))
        office.answers = {ANN: ["451 4.7.1 greylisted, come again"]}
        begin = datetime(2026, 11, 24, 6, 29)
        with FastCron(tmp_path, [scheduling("06:30")], begin, rate=180, environment=places(tmp_path)) as cron:
            deadline = time.monotonic() + 15
            while not office.taken and time.monotonic() < deadline:
                time.sleep(0.05)
            cron.settle()
        jobs = cron.jobs()
    runs, calls = ([job for job in jobs if word in job.command] for word in (" run ", " outbox flush "))
    (run,) = runs
    assert (run.status, run.out, run.err.count("\n")) == (75, "", 1)
    assert run.err.startswith("briefer: harbour: mail waiting: ann@example.org (") and "451 4.7.1 greylisted" in run.err
    assert [(job.status, job.out, job.err) for job in calls] == [(0, "", "")] * len(calls) and calls
    assert office.people == [ANN] and office.tries == [ANN, ANN]
    assert all(job.when - run.when < timedelta(minutes=20) for job in calls)
    told = briefer(tmp_path, "log").splitlines()
    assert "status 75: mail waiting: ann@example.org" in told[0] and told[-1].endswith("  harbour  mail: sent to 1")
