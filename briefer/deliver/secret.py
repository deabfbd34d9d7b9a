"""The password of the mail server: where it comes from, and how it stays out of sight.

It is asked for at the moment of sending and kept nowhere. It comes from the program, file or variable that the
profile names; where it names none, from a credential of systemd ($CREDENTIALS_DIRECTORY/briefer-mail) or from
BRIEFER_SMTP_PASSWORD.
"""

from __future__ import annotations

import os
import stat
import subprocess
from pathlib import Path
from typing import Any

from ..errors import ProfileError
from .settings import Settings

_PATIENCE = 30  # seconds for a program that gives a password; one that asks a person has nobody to ask
_LONGEST = 4096  # bytes; what is longer is another file
_CREDENTIAL = "briefer-mail"
_VARIABLE = "BRIEFER_SMTP_PASSWORD"


class Secret:
    """A text that no message, log or traceback shows by accident."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return "***"

    __str__ = __repr__

    def __reduce__(self) -> Any:
        raise TypeError("a secret is not to be written down")

    def reveal(self) -> str:
        """The text itself, for the one who has to say it."""
        return self._text


def password(settings: Settings) -> Secret:
    """Return the password for the settings' user; ProfileError says where it was looked for and what to do."""
    kind, value = settings.password or ("", "")
    if kind == "command":
        text = _from_command(value)
    elif kind == "file":
        text = _from_file(settings.folder / Path(value).expanduser())
    elif kind == "env":
        text = os.environ.get(value, "")
        if not text:
            raise ProfileError(
                f"mail: password_env: the variable {value} is not set here; cron and systemd do not know what your "
                "shell knows; use password_file or password_command"
            )
    else:
        text = _unnamed()
    if not text.isascii() or not text.isprintable():
        # smtplib encodes what it sends as ASCII; its own error would carry the password.
        raise ProfileError("mail: the password has letters that cannot be sent (only ASCII can); choose another one")
    return Secret(text)


def _unnamed() -> str:
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    if folder and (Path(folder) / _CREDENTIAL).is_file():
        return _first_line((Path(folder) / _CREDENTIAL).read_bytes(), f"the credential {_CREDENTIAL}")
    if os.environ.get(_VARIABLE):
        return os.environ[_VARIABLE]
    raise ProfileError(
        "mail: a user is named but no password; write password_command, password_file or password_env under [mail], "
        f"or give systemd the credential {_CREDENTIAL}"
    )


def _from_command(given: Any) -> str:
    import shlex

    words = shlex.split(given) if isinstance(given, str) else list(given)
    name = Path(words[0]).name if words else "nothing"
    try:
        done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, timeout=_PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        # Not "from error": it carries what the program has printed so far.
        raise ProfileError(
            f"mail: password_command: {name} gave no answer in {_PATIENCE} s; use one that asks nobody"
        ) from None
    except (OSError, ValueError, IndexError) as error:
        reason = getattr(error, "strerror", None) or "it cannot be started"
        raise ProfileError(f"mail: password_command: {name}: {reason}; write its whole path, as cron needs") from None
    if done.returncode:
        told = " ".join(done.stderr.decode("utf-8", "replace").split())[:200]
        raise ProfileError(
            f"mail: password_command: {name} ended with status {done.returncode}{': ' + told if told else ''}; "
            "try it in a shell"
        )
    return _first_line(done.stdout, f"password_command: {name}")


def _from_file(path: Path) -> str:
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        try:
            found = os.fstat(handle)
            if not stat.S_ISREG(found.st_mode):
                raise ProfileError(f"mail: password_file: {path} is no file; give a file with the password in it")
            if found.st_mode & 0o077:
                raise ProfileError(
                    f"mail: password_file: {path} can be read by others (mode {stat.S_IMODE(found.st_mode):04o}); "
                    f"close it with: chmod 600 {path}"
                )
            body = os.read(handle, _LONGEST)
        finally:
            os.close(handle)
    except OSError as error:
        raise ProfileError(
            f"mail: password_file: {path} cannot be read: {(error.strerror or str(error)).lower()}; its path counts "
            "from the folder of the profile"
        ) from error
    return _first_line(body, f"password_file: {path}")


def _first_line(body: bytes, what: str) -> str:
    try:
        line = body[:_LONGEST].decode("utf-8").split("\n")[0].rstrip("\r")
    except UnicodeDecodeError:
        line = ""
    if not line:
        raise ProfileError(f"mail: {what} gave no password; it must be the first line")
    return line
