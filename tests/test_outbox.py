"""Mail on its way: to a real server that misbehaves, by a sender that is killed, with a password nobody sees."""

from __future__ import annotations

import base64
import json
import os
import shutil
import sqlite3
import ssl
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from postoffice import MORNING, PostOffice, a_brief, dumb, encrypted, its_files, post_office

from briefer import deliver
from briefer.deliver.secret import Secret, password
from briefer.errors import ProfileError
from briefer.model import Profile
from briefer.profile import load_profile
from briefer.store import Archive, Delivery, open_archive
from briefer.store.opening import connect
from briefer.store.schema import MIGRATIONS

ROOT = Path(__file__).parent.parent
QUICK = deliver.Patience(step=0.6, total=1.5)
BRIEF = a_brief("The ferry sank off Lindholm.", "The mayor spoke.")
ANN, BOB = "ann@example.org", "bob@example.org"
CANARY = "canary-4d1f0c7e"


@pytest.fixture
def office() -> Iterator[PostOffice]:
    """A mail server."""
    with post_office() as server:
        yield server


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """An empty archive."""
    with open_archive(tmp_path / "a.db") as opened:
        yield opened


def profile(port: int, *people: str, **mail: object) -> Profile:
    """A profile whose mail goes to a port of this machine."""
    usual = {"to": people or (ANN,), "from": "briefs@example.net", "server": f"127.0.0.1:{port}", "security": "none"}
    return Profile("Harbour Brief", (), name="harbour", mail={**usual, **mail})


def queue(archive: Archive, chosen: Profile, now: str = MORNING, **more: Any) -> int:
    """Put the brief's mail in."""
    number = deliver.queue(archive, chosen, BRIEF, its_files(BRIEF), now, **more)
    assert number is not None
    return number


def later(minutes: float) -> str:
    """A moment after the morning's."""
    return (datetime.fromisoformat(MORNING) + timedelta(minutes=minutes)).isoformat()


def states(archive: Archive) -> dict[str, str]:
    """What has become of each recipient."""
    return {each.address: each.state for each in archive.outbox.find()}


def only(archive: Archive) -> Delivery:
    """The one delivery there is."""
    (found,) = archive.outbox.find()
    return found


def test_what_arrives_is_what_was_written(office: PostOffice, archive: Archive) -> None:
    """Each recipient gets the bytes of the message, once; when all have it, the archive keeps the row alone."""
    chosen = profile(office.port, ANN, BOB)
    n = queue(archive, chosen)
    body = archive.outbox.body(n)
    delivered = deliver.flush(archive, chosen, MORNING)
    assert [(each.address, each.state) for each in delivered.sent] == [(ANN, "sent"), (BOB, "sent")]
    assert delivered.told() == ""
    assert office.taken == [("briefs@example.net", ANN, body), ("briefs@example.net", BOB, body)]
    assert archive.outbox.body(n) == b""
    assert queue(archive, chosen) == n and deliver.flush(archive, chosen, later(9)) == deliver.Delivered()
    assert len(office.taken) == 2
    queue(archive, chosen, again=True)
    deliver.flush(archive, chosen, later(10))
    assert office.taken[2:] == office.taken[:2]


def test_a_line_that_begins_with_a_dot(office: PostOffice, archive: Archive) -> None:
    """Dots at a line's start, where SMTP has a meaning for them, arrive as they are."""
    brief = a_brief("A.", ".hidden " + ". " * 200)
    chosen = profile(office.port)
    deliver.queue(archive, chosen, brief, its_files(brief), MORNING)
    body = archive.outbox.body(1)
    assert deliver.flush(archive, chosen, MORNING).sent
    assert office.taken[0][2] == body


def test_one_recipient_is_no_trouble_for_another(office: PostOffice, archive: Archive) -> None:
    """451 is tried again, 550 is given up, the third has it; nobody gets it twice."""
    office.answers = {ANN: ["451 4.7.1 greylisted"], BOB: ["550 5.1.1 no such user"]}
    chosen = profile(office.port, ANN, BOB, "cat@example.org")
    queue(archive, chosen)
    delivered = deliver.flush(archive, chosen, MORNING)
    assert states(archive) == {ANN: "waiting", BOB: "dead", "cat@example.org": "sent"}
    told = delivered.told()
    assert "not sent: bob@example.org" in told and "refuses bob@example.org: 550 5.1.1 no such user" in told
    assert "waiting: ann@example.org" in told and "451 4.7.1 greylisted" in told and "\n" not in told
    assert "next try from 05:31 UTC on" in told
    assert deliver.flush(archive, chosen, later(0.5)).waiting and len(office.tries) == 3  # not yet
    assert [each.address for each in deliver.flush(archive, chosen, later(1)).sent] == [ANN]
    assert office.people == ["cat@example.org", ANN] and office.tries.count(BOB) == 1


def test_the_tries_and_the_end(office: PostOffice, archive: Archive) -> None:
    """After 1, 5, 15, 60, 180 and 360 minutes, then every six hours; after 24 hours it is given up and said so."""
    chosen = profile(office.port)
    office.answers = {ANN: ["451 later"] * 99}
    queue(archive, chosen)
    tried, minutes = [], 0
    while only(archive).state == "waiting":
        before = len(office.tries)
        delivered = deliver.flush(archive, chosen, later(minutes))
        if len(office.tries) > before:
            tried.append(minutes)
        minutes += 1 if minutes < 30 else 3
    waits = [after - before for before, after in pairwise(tried)]
    assert waits[:3] == [1, 5, 15] and waits[3] in range(60, 63) and waits[4] in range(180, 183)
    assert [wait in range(360, 363) for wait in waits[5:8]] == [True] * 3
    assert len(waits) == 9 and 1440 <= tried[-1] < 1446  # the last try is at the end
    assert "given up after 24 hours" in delivered.told() and "451 later" in delivered.told()
    assert deliver.flush(archive, chosen, later(9999)) == deliver.Delivered()  # it is said once

    deliver.renew(archive, archive.outbox.find(), later(10_000))
    many = len(office.tries)
    assert deliver.flush(archive, chosen, later(13_000)).dead and len(office.tries) == many  # days late: not even tried
    office.answers = {}
    deliver.renew(archive, archive.outbox.find(), later(10_000))
    assert deliver.flush(archive, chosen, later(10_000)).sent


def test_a_refusal_of_the_whole_mail(office: PostOffice, archive: Archive) -> None:
    """Its code decides there too, and the connection stays good for the next recipient."""
    office.data = ["452 4.3.1 no room", "554 5.7.1 looks like spam"]
    chosen = profile(office.port, ANN, BOB, "cat@example.org")
    queue(archive, chosen)
    deliver.flush(archive, chosen, MORNING)
    assert states(archive) == {ANN: "waiting", BOB: "dead", "cat@example.org": "sent"}


@pytest.mark.parametrize(("has", "hold"), [(True, False), (False, False), (True, True), (False, True)])
def test_a_connection_that_breaks_off_after_data(office: PostOffice, archive: Archive, has: bool, hold: bool) -> None:
    """Nobody can know whether it arrived: it is sent again as the same mail, or held where the profile wants that."""
    office.data = ["take and cut" if has else "cut"]
    chosen = profile(office.port, ANN, BOB, on_unknown="hold" if hold else "resend")
    queue(archive, chosen)
    delivered = deliver.flush(archive, chosen, MORNING)
    assert states(archive)[BOB] == "sent"
    deliver.flush(archive, chosen, later(60))
    assert office.people.count(ANN) == int(has) + (not hold)
    assert len({body for *_, body in office.taken}) == 1
    if hold:
        assert states(archive)[ANN] == "held" and "held: ann@example.org" in delivered.told()
        assert "it may be there" in delivered.told()


def test_a_server_that_hangs_after_data(office: PostOffice, archive: Archive) -> None:
    """It is left after its time, and what it has in its hands is unknown."""
    office.data = ["hang"]
    chosen = profile(office.port, on_unknown="hold")
    queue(archive, chosen)
    told = deliver.flush(archive, chosen, MORNING, patience=QUICK).told()
    assert "gave no answer in time after DATA; it may be there" in told and only(archive).state == "held"


@pytest.mark.parametrize("hold", [False, True])
def test_a_sender_that_died_while_sending(office: PostOffice, archive: Archive, hold: bool) -> None:
    """What was on its way then is sent again by the next run, or held and said to be."""
    chosen = profile(office.port, on_unknown="hold" if hold else "resend")
    n = queue(archive, chosen)
    archive.outbox.move(n, ANN, "sending", MORNING)
    delivered = deliver.flush(archive, chosen, later(1))
    assert (len(delivered.sent), len(delivered.held), len(office.taken)) == ((0, 1, 0) if hold else (1, 0, 1))


def test_sending_is_written_down_before_data(office: PostOffice, archive: Archive, tmp_path: Path) -> None:
    """While the server has the mail in its hands, another program reads "sending" in the archive."""
    seen = []

    class Nosy(PostOffice):
        async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
            with sqlite3.connect(tmp_path / "a.db") as other:
                seen.extend(other.execute("SELECT state FROM outbox_recipient").fetchall())
            return "250 OK"

    office.handle_DATA = Nosy().handle_DATA  # type: ignore[method-assign]
    chosen = profile(office.port)
    queue(archive, chosen)
    deliver.flush(archive, chosen, MORNING)
    assert seen == [("sending",)] and only(archive).state == "sent"


@pytest.mark.parametrize(
    ("answer", "drip", "words"),
    [
        (b"", 0.0, "gave no answer in time"),
        (b"220-", 0.1, "gave no answer in time"),  # a byte now and then does not prolong it
        (b"421 4.3.2 going down\r\n", 0.0, "answered 421 4.3.2 going down"),
        (b"554 5.7.1 not you\r\n", 0.0, "answered 554 5.7.1 not you"),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", 0.0, "broke the connection off|answered"),
    ],
)
def test_a_server_that_is_none(archive: Archive, answer: bytes, drip: float, words: str) -> None:
    """One that hangs, drips or refuses everybody costs a bounded time, and the mail waits with the reason."""
    with dumb(answer, drip) as port:
        chosen = profile(port, ANN, BOB)
        queue(archive, chosen)
        began = time.monotonic()
        delivered = deliver.flush(archive, chosen, MORNING, patience=QUICK)
        assert time.monotonic() - began < 3
    assert [each.state for each in delivered.waiting] == ["waiting", "waiting"]
    assert any(part in delivered.told() for part in words.split("|"))


def test_a_server_that_is_not_there(archive: Archive) -> None:
    """Its name or port is in the sentence."""
    with dumb() as port:
        pass
    chosen = profile(port)
    queue(archive, chosen)
    assert f"127.0.0.1:{port} takes no connection" in deliver.flush(archive, chosen, MORNING).told()


def test_a_server_that_hangs_is_waited_for_once(archive: Archive) -> None:
    """Five mails that wait for it cost no more time than one."""
    with dumb() as port:
        chosen = profile(port)
        for edition in "abcde":
            queue(archive, chosen, edition=edition)
        began = time.monotonic()
        assert len(deliver.flush(archive, chosen, MORNING, patience=QUICK).waiting) == 5
        assert time.monotonic() - began < 2


def test_a_mail_that_is_too_large(archive: Archive) -> None:
    """What the server says it takes no more than is heeded before anything is sent."""
    with post_office(data_size_limit=2000) as office:
        chosen = profile(office.port)
        queue(archive, chosen)
        assert "takes no more than 2,000" in deliver.flush(archive, chosen, MORNING).told()
        assert only(archive).state == "dead" and office.tries == []


def test_two_senders_at_once(office: PostOffice, archive: Archive, tmp_path: Path) -> None:
    """Two programs that flush one outbox send each mail once between them."""
    chosen = profile(office.port, *(f"p{n}@example.org" for n in range(12)))
    queue(archive, chosen)

    def other() -> None:
        with open_archive(tmp_path / "a.db") as mine:
            deliver.flush(mine, chosen, MORNING)

    threads = [threading.Thread(target=other) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(office.people) == sorted(f"p{n}@example.org" for n in range(12))


def test_an_older_archive_gets_an_outbox(tmp_path: Path) -> None:
    """One that was made before there was mail is brought up to date."""
    connect(tmp_path / "old.db", create=True, migrations=MIGRATIONS[:1]).close()
    with open_archive(tmp_path / "old.db") as archive:
        assert queue(archive, profile(25)) == 1


def test_a_profile_that_is_gone_loses_no_mail(office: PostOffice, archive: Archive) -> None:
    """Its mail waits with the reason, and goes when the profile is back."""
    chosen = profile(office.port, on_unknown="hold")
    n = queue(archive, chosen)
    archive.outbox.move(n, ANN, "sending", MORNING)

    def gone(path: str | None, name: str) -> Profile:
        raise ProfileError("the profile is gone")

    assert "the profile is gone" in deliver.flush(archive, gone, MORNING).told()
    archive.outbox.move(n, ANN, "waiting", MORNING)
    assert "the profile is gone" in deliver.flush(archive, gone, MORNING).told()
    assert deliver.flush(archive, lambda path, name: chosen, later(2)).sent


# ---- sendmail


def sendmail(folder: Path, status: int) -> Path:
    """A program in place of sendmail that writes down how it was called."""
    script = folder / "send mail; rm"  # no shell ever sees it
    script.write_text(
        f"#!{sys.executable}\nimport sys, json\n"
        f"open({str(folder / 'called')!r}, 'a').write(json.dumps(sys.argv[1:]) + '\\n')\n"
        f"open({str(folder / 'mail')!r}, 'wb').write(sys.stdin.buffer.read())\n"
        f"sys.stderr.write('queue is \\x1b[31mfull')\nsys.exit({status})\n"
    )
    script.chmod(0o755)
    return script


@pytest.mark.parametrize(("status", "state"), [(0, "sent"), (75, "waiting"), (67, "dead")])
def test_sendmail(archive: Archive, tmp_path: Path, status: int, state: str) -> None:
    """Without a server the machine's own program is given the mail, by an argument list; its status is heeded."""
    program = (str(sendmail(tmp_path, status)),)
    mail = {"to": ("-oQ/tmp@example.org",), "from": "briefs@example.net", "sendmail": program}
    chosen = Profile("Harbour Brief", (), name="harbour", mail=mail)
    n = queue(archive, chosen)
    body = archive.outbox.body(n)
    told = deliver.flush(archive, chosen, MORNING).told()
    assert only(archive).state == state
    called = json.loads((tmp_path / "called").read_text())
    assert called == ["-i", "-f", "briefs@example.net", "--", "-oQ/tmp@example.org"]
    assert (tmp_path / "mail").read_bytes() == body.replace(b"\r\n", b"\n")
    assert not status or f"ended with status {status}: queue is [31mfull" in told


# ---- encryption and passwords


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for this machine, signed by itself, and its key."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl, which makes the certificate, is not installed")
    folder = tmp_path_factory.mktemp("certificate")
    made = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost", "-out", str(made[0]),
         "-keyout", str(made[1])],
        check=True, capture_output=True,
    )  # fmt: skip
    return made


def trusting(certificate: tuple[Path, Path]) -> ssl.SSLContext:
    """A client's trust in that certificate."""
    return ssl.create_default_context(cafile=str(certificate[0]))


def test_starttls(archive: Archive, certificate: tuple[Path, Path], tmp_path: Path) -> None:
    """It is asked for by default, the certificate is held against the name, and the password goes after it."""
    secret = tmp_path / "secret"
    secret.write_text(CANARY + "\n")
    secret.chmod(0o600)
    with post_office(tls_context=encrypted(*certificate), require_starttls=True, auth_require_tls=True) as office:
        office.password = CANARY.encode()
        chosen = profile(office.port, security="starttls", user="briefs", password_file=str(secret))
        queue(archive, chosen)
        told = deliver.flush(archive, chosen, MORNING).told()
        assert "is not to be trusted (self-signed certificate)" in told.replace("self signed", "self-signed")
        assert office.taken == [] and office.logins == []
        assert deliver.flush(archive, chosen, later(1), context=trusting(certificate)).sent
        assert office.logins == [(b"briefs", CANARY.encode())]

        office.password = b"another"
        queue(archive, chosen, again=True)
        told = deliver.flush(archive, chosen, later(2), context=trusting(certificate)).told()
        assert "refuses the password of briefs (535" in told and CANARY not in told
        assert only(archive).state == "waiting"  # mending it is all that it takes


def test_a_server_without_starttls_gets_nothing(office: PostOffice, archive: Archive) -> None:
    """Encryption that is not offered is not done without."""
    chosen = profile(office.port, security="starttls")
    queue(archive, chosen)
    assert "offers no encryption (STARTTLS), and nothing is sent" in deliver.flush(archive, chosen, MORNING).told()
    assert office.tries == []


def test_tls_from_the_start(archive: Archive, certificate: tuple[Path, Path]) -> None:
    """With security = "tls" the first byte is encrypted; a server that hangs in the handshake is left."""
    with dumb() as port:
        line = ssl.create_default_context()
        chosen = profile(port, security="tls")
        queue(archive, chosen)
        told = deliver.flush(archive, chosen, MORNING, context=line, patience=QUICK).told()
        assert "gave no answer in time" in told
    with post_office(ssl_context=encrypted(*certificate)) as office:
        chosen = profile(office.port, security="tls")
        assert deliver.flush(archive, chosen, later(2), context=trusting(certificate)).sent
        assert len(office.taken) == 1


def test_in_the_open_to_this_machine_only(archive: Archive) -> None:
    """A name that was taken for this machine, and is another, gets nothing in the open."""
    chosen = profile(25, server="192.0.2.1:25")
    queue(archive, chosen)
    told = deliver.flush(archive, chosen, MORNING).told()
    assert "192.0.2.1 is another machine, and nothing is sent to one in the open" in told


def the_password(folder: Path, **mail: object) -> Secret:
    """What a profile in a folder gives as its password."""
    chosen = Profile("T", (), name="t", path=str(folder / "t.toml"),
                     mail={"to": (ANN,), "from": ANN, "server": "h:1", "user": "u", **mail})  # fmt: skip
    return password(deliver.settings(chosen))


def test_where_passwords_come_from(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program, a file that only its owner can read, a variable, a credential of systemd; none of them is shown."""
    (tmp_path / "secret").write_text(f"{CANARY}\nmore\n")
    (tmp_path / "secret").chmod(0o600)
    (tmp_path / "briefer-mail").write_text(CANARY)
    monkeypatch.setenv("HARBOUR", CANARY)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    ways: list[dict[str, object]] = [
        {"password_command": ("cat", str(tmp_path / "secret"))},
        {"password_command": f"cat '{tmp_path / 'secret'}'"},
        {"password_file": "secret"},
        {"password_env": "HARBOUR"},
        {},
    ]
    for way in ways:
        found = the_password(tmp_path, **way)
        assert found.reveal() == CANARY
        assert CANARY not in f"{found} {found!r} {[found]} {vars(type(found))}"
    monkeypatch.delenv("CREDENTIALS_DIRECTORY")
    monkeypatch.setenv("BRIEFER_SMTP_PASSWORD", CANARY)
    assert the_password(tmp_path).reveal() == CANARY


@pytest.mark.parametrize(
    ("mail", "words"),
    [
        ({"password_file": "open"}, r"open can be read by others \(mode 0644\); close it with: chmod 600"),
        ({"password_file": "none"}, "none cannot be read: no such file or directory; its path counts from"),
        ({"password_file": "."}, "is no file; give a file with the password in it"),
        ({"password_file": "empty"}, "gave no password; it must be the first line"),
        ({"password_file": "letters"}, "has letters that cannot be sent"),
        ({"password_env": "NOT_SET_ANYWHERE"}, "the variable NOT_SET_ANYWHERE is not set here; cron and systemd"),
        ({"password_command": ("false",)}, "false ended with status 1; try it in a shell"),
        ({"password_command": ("/no/such",)}, "such: No such file or directory; write its whole path, as cron needs"),
        ({}, "a user is named but no password; write password_command, password_file or password_env"),
    ],
)
def test_a_password_that_cannot_be_had(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mail: dict[str, object], words: str
) -> None:
    """What is wrong with it is said, and what to do."""
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    monkeypatch.delenv("BRIEFER_SMTP_PASSWORD", raising=False)
    for name, text in (("open", CANARY), ("empty", "\n"), ("letters", "pässword")):
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o644 if name == "open" else 0o600)
    with pytest.raises(ProfileError, match=words) as caught:
        the_password(tmp_path, **mail)
    assert CANARY not in str(caught.value)


# ---- the commands

PROFILE = """
title = "Harbour Brief"
[[section]]
title = "Harbour"
about = "ferries, ships and ports"
terms = ["ferr*", "ship*", "port"]
{sources}
[mail]
to = ["Doe, Jane <ann@example.org>", "bob@example.org"]
from = "briefs@example.net"
server = "127.0.0.1:{port}"
security = "{security}"
{more}
"""
NEWS = (
    "The ferry line between Lindholm and the northern islands stopped on Monday after 40 sailors refused to work. "
    "The harbour ministry called the strike unlawful and asked a court in Lindholm to end it by Friday.\n"
)


def briefing(at: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run briefer in a folder."""
    given = {**os.environ, "PYTHONPATH": str(ROOT), "BRIEFER_CONFIG": str(at / "none"), "TZ": "Europe/Berlin"}
    return subprocess.run(
        [sys.executable, "-m", "briefer", *words], cwd=at, env={**given, **environment}, capture_output=True,
        text=True, timeout=60,
    )  # fmt: skip


def a_desk(at: Path, port: int, more: str = "", security: str = "none", sources: str = "") -> None:
    """A folder with a profile and news."""
    (at / "p.toml").write_text(PROFILE.format(port=port, more=more, security=security, sources=sources))
    (at / "news").mkdir(exist_ok=True)
    (at / "news" / "1.txt").write_text(NEWS)


def test_send_sends_what_the_dry_run_wrote(tmp_path: Path, office: PostOffice) -> None:
    """The file has exactly the bytes that the server gets; a second call sends nothing, --again does."""
    a_desk(tmp_path, office.port)
    assert briefing(tmp_path, "make", "news", "-p", "p.toml", "--date", "2026-11-24").returncode == 0
    send = ("send", "out", "-p", "p.toml", "--archive", "a.db")
    done = briefing(tmp_path, *send, "--dry-run", "dry.eml")
    assert done.returncode == 0 and "which would go to ann@example.org, bob@example.org" in done.stdout
    assert not (tmp_path / "a.db").exists() and office.tries == []
    done = briefing(tmp_path, *send)
    assert (done.returncode, done.stderr, office.people) == (0, "", [ANN, BOB])
    assert {body for *_, body in office.taken} == {(tmp_path / "dry.eml").read_bytes()}
    done = briefing(tmp_path, *send)
    assert done.returncode == 0 and "to send it once more: --again" in done.stdout and len(office.taken) == 2
    assert briefing(tmp_path, *send, "--again").returncode == 0 and len(office.taken) == 4
    assert briefing(tmp_path, *send, "--to", "cat@example.org").returncode == 0
    assert office.people[4:] == ["cat@example.org"]


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        (["send", "none", "-p", "p.toml"], 65, "none is no folder; give the one that briefer make wrote a brief into"),
        (["send", "news", "-p", "p.toml"], 65, "has no brief.json and no brief.md and no brief.pdf; a mail needs all"),
        (["send", "news", "-p", "korea"], 78, "mail: nobody to send to; write to = "),
        (["send", "news", "-p", "p.toml", "--to", "ann"], 2, "--to: 'ann' is no mail address; write it as"),
        (["outbox", "retry", "1"], 65, "the outbox has no mail 1 that is still open; see: briefer outbox list --all"),
        (["outbox", "drop", "x"], 2, "N: 'x' is no number of one"),
    ],
)
def test_a_wrong_call(tmp_path: Path, words: list[str], status: int, told: str) -> None:
    """One line says what is wrong and what to do."""
    a_desk(tmp_path, 25)
    with open_archive(tmp_path / "a.db"):
        pass
    done = briefing(tmp_path, *words, "--archive", "a.db")
    assert (done.returncode, done.stderr.count("\n")) == (status, 1)
    assert told in done.stderr


def test_files_of_two_briefs_are_not_sent(tmp_path: Path, office: PostOffice) -> None:
    """A folder in which the page and the record are of different days is refused."""
    a_desk(tmp_path, office.port)
    for folder, day in (("out", "2026-11-24"), ("other", "2026-11-25")):
        briefing(tmp_path, "make", "news", "-p", "p.toml", "--date", day, "--out", folder)
    shutil.copy(tmp_path / "other" / "brief.pdf", tmp_path / "out")
    done = briefing(tmp_path, "send", "out", "-p", "p.toml", "--archive", "a.db")
    assert done.returncode == 65 and "the files in out are not of one brief" in done.stderr and office.tries == []


def test_two_mornings(tmp_path: Path, office: PostOffice) -> None:
    """A run mails its brief once, as its dry run has it; a server that is away gives 75 and one line, and the mail
    goes with the next flush; a quiet day sends nothing, or a line where the profile wants one."""
    a_desk(tmp_path, office.port, sources='[[source]]\nfolder = "news"\n')
    run = ("run", "p.toml", "--archive", "a.db")
    done = briefing(tmp_path, *run)
    assert (done.returncode, done.stderr, office.people) == (0, "", [ANN, BOB])
    dry = briefing(tmp_path, "send", "out", "-p", "p.toml", "--archive", "a.db", "--dry-run", "dry.eml")
    assert dry.returncode == 0
    assert {body for *_, body in office.taken} == {(tmp_path / "dry.eml").read_bytes()}

    done = briefing(tmp_path, *run)
    assert done.returncode == 0 and "nothing new since" in done.stdout and len(office.taken) == 2

    office.answers = {ANN: ["451 later"], BOB: ["451 later"]}
    (tmp_path / "news" / "2.txt").write_text(NEWS.replace("40 sailors", "90 stokers").replace("Lindholm", "Arnheim"))
    done = briefing(tmp_path, *run, "--format", "json")
    assert (done.returncode, done.stderr.count("\n")) == (75, 1)
    assert "mail waiting: ann@example.org, bob@example.org (" in done.stderr
    listed = briefing(tmp_path, "outbox", "list", "--archive", "a.db").stdout
    assert listed.count("waiting, tried once, next from ") == 2 and "451 later" in listed
    assert briefing(tmp_path, "outbox", "flush", "--archive", "a.db").returncode == 75  # it is not time yet
    done = briefing(tmp_path, "outbox", "flush", "--scheduled", "--archive", "a.db")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")  # cron need not hear it again
    done = briefing(tmp_path, "outbox", "retry", "2", "--archive", "a.db")
    assert (done.returncode, done.stderr, office.people) == (0, "", [ANN, BOB, ANN, BOB])
    assert "nothing is waiting" in briefing(tmp_path, "outbox", "list", "--archive", "a.db").stdout

    a_desk(tmp_path, office.port, 'quiet_day = "mail"', sources='[[source]]\nfolder = "news"\n')
    for _ in range(2):
        assert briefing(tmp_path, *run).returncode == 0
    assert len(office.taken) == 6 and b"Nothing new since No. 2 of" in office.taken[-1][2]


def test_dropping(tmp_path: Path, archive: Archive) -> None:
    """What was taken out by hand is not sent, and not put in again by itself."""
    a_desk(tmp_path, 25)
    chosen = load_profile(tmp_path / "p.toml")
    queue(archive, chosen)
    done = briefing(tmp_path, "outbox", "drop", "1", "--archive", "a.db")
    assert done.returncode == 0 and "dropped the mail to ann@example.org, bob@example.org: Harbour Brief" in done.stdout
    queue(archive, chosen)
    assert set(states(archive).values()) == {"dropped"} and archive.outbox.body(1) == b""


def test_the_password_is_seen_nowhere(tmp_path: Path, certificate: tuple[Path, Path]) -> None:
    """In no file but its own, no command line of any process, and nothing that is printed, with and without success."""
    with post_office(tls_context=encrypted(*certificate), require_starttls=True, auth_require_tls=True) as office:
        office.password = CANARY.encode()
        secret = tmp_path / "secret"
        secret.write_text(CANARY)
        secret.chmod(0o600)
        a_desk(tmp_path, office.port, 'user = "briefs"\npassword_file = "secret"', security="starttls",
               sources='[[source]]\nfolder = "news"\n')  # fmt: skip
        command_lines, over = [], threading.Event()

        def watch() -> None:
            while not over.wait(0.01):
                for process in Path("/proc").glob("[0-9]*/cmdline"):
                    try:
                        command_lines.append(process.read_bytes())
                    except OSError:
                        continue

        thread = threading.Thread(target=watch)
        thread.start()
        try:
            trust = {"SSL_CERT_FILE": str(certificate[0])}
            done = briefing(tmp_path, "run", "p.toml", "--archive", "a.db", **trust)
            office.password = b"another"
            send = ("send", "out", "-p", "p.toml", "--archive", "a.db", "--again", "--debug")
            failed = briefing(tmp_path, *send, **trust)
        finally:
            over.set()
            thread.join()
        assert (done.returncode, failed.returncode, len(office.taken)) == (0, 75, 2), failed.stderr
        assert {given for _, given in office.logins} == {CANARY.encode()}
    said = done.stdout + done.stderr + failed.stdout + failed.stderr
    forms = [CANARY.encode(), b"\0briefs\0" + CANARY.encode()]
    forms += [base64.b64encode(form) for form in forms]
    for form in forms:
        assert form not in said.encode() and not any(form in line for line in command_lines)
        others = [path for path in tmp_path.rglob("*") if path.is_file() and path != secret]
        assert others and not any(form in path.read_bytes() for path in others)
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600


@pytest.mark.parametrize("mode", [[], ["--hold"]])
def test_no_mail_is_lost_when_the_sender_is_killed(mode: list[str]) -> None:
    """A few of the 300 kills that benchmarks/mail.py does: none lost, and none twice where that was asked for."""
    done = subprocess.run(
        [sys.executable, "benchmarks/mail.py", "--kills", "8", "--seed", "7", *mode],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert (found["kills"], found["lost"], found["duplicates with other bytes"], found["damage"]) == (8, 0, 0, [])
    assert found["mails"] >= 4 and found["refused for good"] == found["mails"]
    assert not mode or found["duplicates"] == 0
