"""briefer send and briefer outbox."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ..errors import BrieferError, InputError, ProfileError, UsageError, WaitError
from .options import (
    DONE,
    FAULT,
    SOME_SKIPPED,
    ArchivePath,
    Command,
    Debug,
    Group,
    ProfileName,
    Settings,
    app,
    configured,
    moment,
    number_of,
    trust_of,
)
from .terminal import say, sized, warn
from .working import open_archive

if TYPE_CHECKING:
    from ..deliver import Delivered
    from ..model import Brief, Profile, Rendered
    from ..store import Archive, Delivery

MAILED = ("md", "pdf")  # what a mail is made of

outbox_app = typer.Typer(cls=Group, help="Mail that is on its way: list, flush, retry, drop.", rich_markup_mode=None)
app.add_typer(outbox_app, name="outbox")

MessageNumber = Annotated[str, typer.Argument(metavar="N", help="The number that briefer outbox list shows.")]


@app.command(cls=Command)
def send(
    folder: Annotated[str, typer.Argument(metavar="DIR", help="A folder with a finished brief: md, pdf and json.")],
    profile: ProfileName,
    to: Annotated[
        list[str] | None,
        typer.Option("--to", metavar="ADDRESS", help="To whom; may be repeated.", show_default="the profile's"),
    ] = None,
    dry_run: Annotated[
        str | None, typer.Option("--dry-run", metavar="FILE", help="Write the mail into a file and send nothing.")
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="Also to those who have it already.")] = False,
    archive: ArchivePath = None,
    debug: Debug = False,
) -> int:
    """Mail a finished brief."""
    from .. import deliver, paths
    from ..profile import load_profile
    from ..store import open_archive as opened

    chosen = load_profile(profile)
    settings = deliver.settings(chosen, _recipients(to))
    trusted = trust_of(configured())
    brief, files = _finished(Path(folder))
    now = moment()
    if dry_run is not None:
        first, at = None, _edition(None, brief)
        place = paths.archive(archive)
        if place.exists():
            with opened(place, create=False) as memory:
                first, at = memory.outbox.first(chosen.name), _edition(memory, brief)
        mail = deliver.compose(brief, files, settings, at, first=first)
        return _dry(Path(dry_run), mail.body, settings.addresses)
    with open_archive(archive, create=True) as memory:
        at = _edition(memory, brief)
        with memory.transaction():
            n = deliver.queue(memory, chosen, brief, files, at, to=_recipients(to), again=again, queued=now, must=True)
        delivered = deliver.flush(memory, chosen, now, n=n, context=trusted)
        tell_mail(delivered, memory, None)
        if not any((delivered.sent, delivered.waiting, delivered.dead, delivered.held)):
            _tell_settled(memory.outbox.find(n=n))
    return _status(delivered)


@outbox_app.command("list", cls=Command)
def list_outbox(
    everything: Annotated[bool, typer.Option("--all", help="Also what has been sent or dropped.")] = False,
    archive: ArchivePath = None,
    debug: Debug = False,
) -> int:
    """List the mail that has not arrived, and why."""
    with open_archive(archive) as memory:
        found = memory.outbox.find(states=() if everything else ("waiting", "sending", "dead", "held"))
        shown = 0
        for each in found:
            if each.message.n != shown:
                shown = each.message.n
                say(f"{shown:>4}  {each.message.subject}")
            say(f"      {each.address}: {_where(each)}{': ' + each.reason if each.reason else ''}")
        if not found:
            say("nothing is waiting in the outbox")
    return DONE


@outbox_app.command(cls=Command)
def flush(
    scheduled: Annotated[
        bool, typer.Option("--scheduled", help="Say nothing but what was given up or is held; for cron.")
    ] = False,
    archive: ArchivePath = None,
    debug: Debug = False,
) -> int:
    """Send what is due."""
    from .. import deliver, paths
    from .terminal import held_back

    if not scheduled:
        settings = configured()
        with open_archive(archive) as memory:
            delivered = deliver.flush(memory, _profile_of, moment(), context=trust_of(settings))
            tell_mail(delivered, memory, settings)
        return _status(delivered)
    try:
        with held_back():
            delivered = send_waiting(paths.archive(archive), configured())
    except BrieferError as error:
        # The run meets it too and tells of it; here it would be told every five minutes.
        note_mail("", "error", reason=str(error))
        return DONE
    except Exception as error:
        note_mail("", "error", reason=f"{type(error).__name__}: {error}")
        what = f"{type(error).__name__}: {error}"
        warn(f"this is a fault in briefer: {what}; run briefer outbox flush by hand with --debug")
        return FAULT
    return _status(delivered)


@outbox_app.command(cls=Command)
def retry(n: MessageNumber, archive: ArchivePath = None, debug: Debug = False) -> int:
    """Send a mail once more that was given up or held, or do not wait for its next try."""
    from .. import deliver

    settings, now = configured(), moment()
    with open_archive(archive) as memory:
        found = _open_mail(memory, n)
        with memory.transaction():
            deliver.renew(memory, found, now)
        number, trusted = found[0].message.n, trust_of(settings)
        delivered = deliver.flush(memory, _profile_of, now, n=number, context=trusted)
        tell_mail(delivered, memory, settings)
    return _status(delivered)


@outbox_app.command(cls=Command)
def drop(n: MessageNumber, archive: ArchivePath = None, debug: Debug = False) -> int:
    """Take a mail out that is not to be sent any more."""
    with open_archive(archive) as memory:
        found = _open_mail(memory, n)
        now = moment()
        with memory.transaction():
            for each in found:
                memory.outbox.move(each.message.n, each.address, "dropped", now, "taken out by hand")
        say(f"dropped the mail to {', '.join(each.address for each in found)}: {found[0].message.subject}")
    return DONE


# ---- what briefer run asks for


def check_mail(profile: Profile) -> None:
    """Refuse a profile whose mail could never be sent, before anything is done."""
    if profile.mail:
        from .. import deliver

        deliver.settings(profile)


def queue_mail(memory: Archive, profile: Profile, brief: Brief, files: Sequence[Rendered], now: str) -> None:
    """Put the mail of a run's brief into the outbox, where the profile has mail."""
    if profile.mail:
        from .. import deliver

        deliver.queue(memory, profile, brief, files, _local(now))


def flush_mail(memory: Archive, profile: Profile, settings: Settings) -> Delivered:
    """Send the profile's mail that is due."""
    from .. import deliver

    return deliver.flush(memory, profile, moment(), context=trust_of(settings))


def send_waiting(place: Path, settings: Settings) -> Delivered:
    """Send what waits and is due, by whomever it was put in; return what became of it.

    What goes on waiting is left out: that was told by whoever put it in.
    """
    from .. import deliver

    if not place.exists():  # before the first run there is nothing to send
        return deliver.Delivered()
    with open_archive(str(place)) as memory:
        if not memory.outbox.find(states=("waiting", "sending")):
            return deliver.Delivered()
        delivered = deliver.flush(memory, _profile_of, moment(), context=trust_of(settings))
        tell_mail(delivered, memory, settings)
    return replace(delivered, waiting=())


def tell_mail(delivered: Delivered, memory: Archive, ping: Settings | None) -> None:
    """Say what was sent, write down what became of each, and tell the address to ping of mail that a run left waiting.

    That run has told it no success. It hears of one when nothing of the profile's waits any more, and of a failure
    when something was given up or is held.
    """
    for each in delivered.sent:
        say(f"sent to {each.address}: {each.subject}")
    note_outcomes(delivered)
    for profile in dict.fromkeys(each.profile for each in (*delivered.sent, *delivered.dead, *delivered.held)):
        dead, held = (tuple(each for each in some if each.profile == profile)
                      for some in (delivered.dead, delivered.held))  # fmt: skip
        lost = replace(delivered, sent=(), waiting=(), dead=dead, held=held).told()
        arrived = any(each.profile == profile for each in delivered.sent) and not memory.waiting(profile)
        if ping is not None and (lost or arrived):
            ping_of_mail(profile, lost, ping)


def note_outcomes(delivered: Delivered, note: Callable[..., None] | None = None) -> None:
    """Write down what became of each recipient's mail that was tried just now."""
    for state in ("sent", "waiting", "dead", "held"):
        for each in getattr(delivered, state):
            if each.tried:
                more = {"reason": each.reason} if each.reason else {}
                tell = note or partial(note_mail, each.profile)
                tell("info" if state == "sent" else "warning", state=state, to=each.address, mail=each.n, **more)


def note_mail(profile: str, level: str, **more: Any) -> None:
    """Write an event of the mail into the log."""
    import os

    from .. import paths
    from ..journal import Journal

    now = moment()
    Journal(paths.data() / "run.log", f"{now[:19]}-{os.getpid()}", profile).note(now, "mail", level, **more)


def ping_of_mail(profile: str, lost: str, settings: Settings) -> None:
    from .watching import pinged

    address = settings.ping_of(profile)
    if address and (problem := pinged(address, "fail" if lost else "", lost, settings.allow_hosts)):
        note_mail(profile, "warning", reason=f"the address to ping {problem}")


# ---- parts


def _status(delivered: Delivered) -> int:
    if line := delivered.told():
        warn(line)
    return status_of(delivered)


def status_of(delivered: Delivered) -> int:
    """Return the exit status that says what became of the mail."""
    if delivered.waiting:
        return WaitError.exit_code
    return SOME_SKIPPED if delivered.dead or delivered.held else DONE


def _recipients(given: Sequence[str] | None) -> tuple[str, ...]:
    from ..profile import mailbox

    for each in given or ():
        if mailbox(each) is None:
            raise UsageError(f"--to: {each!r} is no mail address; write it as name@example.org")
    return tuple(given or ())


def _local(now: str) -> str:
    """Return a moment with the offset of this machine's zone: the mail of a morning says it is morning."""
    import datetime

    return datetime.datetime.fromisoformat(now).astimezone().isoformat(timespec="seconds")


def _edition(memory: Archive | None, brief: Brief) -> str:
    """Return the moment of an edition: when it was made, as its archive knows, else the beginning of its day."""
    if memory is not None and brief.number is not None:
        stored = memory.brief(brief.number, brief.profile)
        if stored is not None and stored.id == brief.id:
            return _local(stored.made)
    return _local(f"{brief.date}T00:00:00")


def _finished(folder: Path) -> tuple[Brief, tuple[Rendered, ...]]:
    """Read a finished brief, and see that its files are of one and the same."""
    from ..model import Rendered
    from ..verify import open_brief

    if not folder.is_dir():
        raise InputError(f"{folder} is no folder; give the one that briefer make wrote a brief into")
    names = ("brief.json", "brief.md", "brief.pdf")
    if absent := [name for name in names if not (folder / name).is_file()]:
        raise InputError(
            f"{folder} has no {' and no '.join(absent)}; a mail needs all of {', '.join(names)}: make the brief with "
            "--format md,pdf,json"
        )
    brief = open_brief(folder / "brief.json").brief
    pdf = open_brief(folder / "brief.pdf")
    markdown = (folder / "brief.md").read_bytes()
    if pdf.brief.id != brief.id or pdf.page is None or pdf.page.markdown != markdown:
        raise InputError(f"the files in {folder} are not of one brief; make it anew with --format md,pdf,json")
    files = ((name, kind) for name, kind in (("brief.md", "text/markdown"), ("brief.pdf", "application/pdf")))
    return brief, tuple(Rendered(name, kind, (folder / name).read_bytes()) for name, kind in files)


def _dry(path: Path, body: bytes, addresses: Sequence[str]) -> int:
    from ..model import Rendered
    from ..write import output_folder, write_whole

    with output_folder(path.parent):
        write_whole(path.parent, [Rendered(path.name, "message/rfc822", body)])
    say(f"wrote {path} ({sized(len(body))}), which would go to {', '.join(addresses)}")
    return DONE


def _profile_of(path: str | None, name: str) -> Profile:
    from ..profile import load_profile

    if path is not None and not Path(path).exists():
        raise ProfileError(f"the profile {path} is gone, and with it the way to send; put it back, or drop the mail")
    return load_profile(path or name)


def _open_mail(memory: Archive, n: str) -> tuple[Delivery, ...]:
    number = number_of("N", n)
    found = memory.outbox.find(states=("waiting", "sending", "dead", "held"), n=number)
    if not found:
        raise InputError(f"the outbox has no mail {number} that is still open; see: briefer outbox list --all")
    return found


def _tell_settled(found: Sequence[Delivery]) -> None:
    for each in found:
        say(f"{each.address}: {each.state} at {each.changed}; to send it once more: --again")


def _where(each: Delivery) -> str:
    if each.state == "waiting":
        tries = {0: "not tried yet", 1: "tried once"}.get(each.tries, f"tried {each.tries} times")
        return f"waiting, {tries}, next from {each.due[:16].replace('T', ' ')} UTC on"
    return f"{each.state} {each.changed[:16].replace('T', ' ')} UTC"
