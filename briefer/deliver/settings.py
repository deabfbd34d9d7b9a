"""What a profile's [mail] says, as values; the profile has been checked by now."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

from ..errors import ProfileError
from ..model import Profile
from ..profile import mailbox
from ..values import dataclass

# Where Debian, BSD and macOS keep it; cron's PATH has none of these folders.
_SENDMAIL = ("/usr/sbin/sendmail", "/usr/lib/sendmail")


@dataclass(frozen=True, slots=True)
class Settings:
    """To whom, from whom and by which way a profile's mail goes."""

    profile: str  # its name
    folder: Path  # where it lies; paths in it count from there
    to: tuple[tuple[str, str], ...]  # display name, address
    sender: tuple[str, str]
    subject: str | None
    server: tuple[str, int] | None  # host and port; None: by sendmail
    security: str  # "starttls", "tls" or "none"
    insecure: bool  # "none" is allowed beyond this machine
    user: str | None
    password: tuple[str, Any] | None  # the key it is given by, without "password_", and the key's value
    sendmail: tuple[str, ...]  # the program and its own arguments; empty where there is none
    hold: bool  # what may have arrived is not sent again
    quiet: bool  # a day with nothing new is worth a mail
    list_id: str | None
    unsubscribe: tuple[str, ...]
    thread: bool

    @property
    def addresses(self) -> tuple[str, ...]:
        """The bare addresses of the recipients."""
        return tuple(address for _, address in self.to)

    @property
    def domain(self) -> str:
        """The domain of the sender."""
        return self.sender[1].rpartition("@")[2].lower()


def settings(profile: Profile, to: tuple[str, ...] = ()) -> Settings:
    """Return the profile's mail settings, with other recipients where such are given; ProfileError tells what lacks."""
    mail: Any = profile.mail
    where = profile.path or profile.name or "the profile"
    given = to or _texts(mail.get("to"))
    if not given:
        raise ProfileError(f'{where}: mail: nobody to send to; write to = ["name@example.org"], or give --to')
    sender = mail.get("from") or mail.get("user")
    if not sender or mailbox(sender) is None:
        raise ProfileError(f'{where}: mail: from: is missing; write from = "briefs@example.org" under [mail]')
    server = mail.get("server")
    program = _sendmail(mail.get("sendmail"))
    if server is None and not program:
        raise ProfileError(
            f'{where}: mail: no server is named, and this machine has no sendmail; write server = "HOST:PORT" under '
            '[mail], such as "smtp.example.org:587"'
        )
    password = next(((key, mail[f"password_{key}"]) for key in ("command", "file", "env") if f"password_{key}" in mail),
                    None)  # fmt: skip
    host, _, port = str(server or "").rpartition(":")
    return Settings(
        profile=profile.name,
        folder=Path(profile.path).parent if profile.path else Path(),
        to=_once(given, where),
        sender=mailbox(sender) or ("", ""),
        subject=mail.get("subject"),
        server=(host.strip("[]"), int(port)) if server is not None else None,
        security=mail.get("security", "starttls"),
        insecure=mail.get("insecure", False),
        user=mail.get("user"),
        password=password,
        sendmail=program,
        hold=mail.get("on_unknown") == "hold",
        quiet=mail.get("quiet_day") == "mail",
        list_id=mail.get("list_id"),
        unsubscribe=_texts(mail.get("unsubscribe")),
        thread=mail.get("thread", False),
    )


def _texts(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value or ())


def _once(given: tuple[str, ...], where: str) -> tuple[tuple[str, str], ...]:
    """Return each address once, in the order given; the part before the @ may tell capitals apart (RFC 5321, 2.4)."""
    found: dict[str, tuple[str, str]] = {}
    for each in given:
        box = mailbox(each)
        if box is None:
            raise ProfileError(f"{where}: mail: {each!r} is no mail address; write it as name@example.org")
        found.setdefault(box[1], box)
    return tuple(found.values())


def _sendmail(given: Any) -> tuple[str, ...]:
    if given is not None:
        return _texts(given)
    found = next((place for place in _SENDMAIL if os.access(place, os.X_OK)), shutil.which("sendmail"))
    return (found,) if found else ()
