"""From here to the mail server: one connection, one envelope for each recipient, and never longer than was promised.

Every outcome is told apart by the server's own code (4xx: try again, 5xx: no), not by the class of an exception:
greylisting, for one, arrives as "recipients refused". What breaks before DATA has certainly not been sent; what breaks
after it may have been (RFC 1047), and is said to be unknown.
"""

from __future__ import annotations

import smtplib
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from ipaddress import ip_address
from typing import Any

from ..text.clean import visible
from ..values import dataclass
from .secret import Secret
from .settings import Settings

# EX_TEMPFAIL, and what else may pass by itself (sysexits.h): no resource, I/O error, service unavailable.
_SENDMAIL_LATER = frozenset((69, 71, 74, 75))


@dataclass(frozen=True, slots=True)
class Patience:
    """How long is waited, in seconds; a drip of single bytes does not prolong it."""

    step: float = 30.0  # apache/airflow#10122: without one a job hangs for ever
    total: float = 120.0  # from the connection, or the last mail that was taken, to the next one


class Trouble(Exception):
    """A mail did not go out to a recipient; the text says why, in words for a person."""

    def __init__(self, words: str, *, later: bool = True, unknown: bool = False, everybody: bool = False) -> None:
        super().__init__(words)
        self.later = later  # it may go better another time
        self.unknown = unknown  # it may have arrived all the same
        self.everybody = everybody  # it is no matter of this recipient


class Sendmail:
    """The machine's own mail program."""

    def __init__(self, settings: Settings, patience: Patience) -> None:
        self._command = settings.sendmail
        self._patience = patience

    def send(self, sender: str, recipient: str, body: bytes, begin: Callable[[], None]) -> None:
        """Hand the message over; ``begin`` is called when from here on it may arrive. Raises Trouble."""
        name = self._command[0]
        begin()
        try:
            done = subprocess.run(
                [*self._command, "-i", "-f", sender, "--", recipient],
                input=body.replace(b"\r\n", b"\n"),  # its standard input is a text of this machine
                capture_output=True,
                timeout=self._patience.total,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            words = f"{name} did not end within {self._patience.total:.0f} s"
            raise Trouble(words, unknown=True) from error
        except OSError as error:
            raise Trouble(f"{name}: {(error.strerror or str(error)).lower()}", everybody=True) from error
        if done.returncode:
            told = visible(done.stderr.decode("utf-8", "replace"))[:200]
            words = f"{name} ended with status {done.returncode}{': ' + told if told else ''}"
            raise Trouble(words, later=done.returncode in _SENDMAIL_LATER or done.returncode < 0)

    def close(self) -> None:
        """Nothing is open."""


class Server:
    """A mail server that is connected when the first mail goes out, and again after it has hung up."""

    def __init__(
        self, settings: Settings, secret: Callable[[], Secret], patience: Patience, context: ssl.SSLContext | None
    ) -> None:
        self._settings = settings
        self._secret = secret
        self._patience = patience
        self._context = context
        self._client: _Client | None = None
        self._ends = time.monotonic() + patience.total
        host, port = settings.server or ("", 0)
        self._name = f"{host}:{port}"

    def send(self, sender: str, recipient: str, body: bytes, begin: Callable[[], None]) -> None:
        """Send the message; ``begin`` is called when from here on it may arrive. Raises Trouble."""
        kept = self._client is not None
        client = self._connected()
        largest = client.esmtp_features.get("size", "")
        if largest.isdigit() and 0 < int(largest) < len(body):
            raise Trouble(
                f"the mail has {len(body):,} bytes and {self._name} takes no more than {int(largest):,}", later=False
            )
        try:
            with self._told("MAIL FROM"), self._step(client):
                self._answer(client, client.mail(sender, _options(client, body)), f"the sender {sender}")
        except Trouble:
            if not kept or self._client is not None:
                raise
            return self.send(sender, recipient, body, begin)  # it had hung up after the mail before this one
        with self._told("RCPT TO"), self._step(client):
            self._answer(client, client.rcpt(recipient), recipient)
        begin()
        with self._told("DATA", unknown=True), self._step(client):
            code, words = client.data(body)
            self._answer(client, (code, words), "the mail")
        self._ends = time.monotonic() + self._patience.total  # a server that works may serve a long list

    def greet(self) -> None:
        """Connect and log in, and send nothing. Raises Trouble."""
        self._connected()

    def close(self) -> None:
        """Say goodbye, where there is somebody to say it to."""
        client, self._client = self._client, None
        if client is not None:
            with suppress(OSError, smtplib.SMTPException), self._step(client, 5.0):
                client.quit()
            client.close()

    # ---- connecting

    def _connected(self) -> _Client:
        if self._client is not None:
            return self._client
        with self._told("", everybody=True):
            client = self._connect()
        self._client = client
        return client

    def _connect(self) -> _Client:
        settings = self._settings
        host, port = settings.server or ("", 0)
        client = _Client(settings, self._context, lambda: self._left())
        try:
            with self._step(client):
                code, words = client.connect(host, port)
            self._greeting(code, words)
            self._hello(client)
            if settings.security == "starttls":
                if not client.has_extn("starttls"):
                    raise Trouble(
                        f"{self._name} offers no encryption (STARTTLS), and nothing is sent in the open; ask whoever "
                        'runs it, or try security = "tls" with its port',
                        everybody=True,
                    )
                with self._step(client):
                    code, words = client.starttls(context=client.trusted())
                self._greeting(code, words)
                self._hello(client)
            if settings.user is not None:
                self._log_in(client, settings.user)
        except BaseException:
            client.close()
            raise
        return client

    def _hello(self, client: _Client) -> None:
        with self._step(client):
            client.ehlo_or_helo_if_needed()

    def _greeting(self, code: int, words: bytes) -> None:
        if code // 100 != 2:
            raise Trouble(f"{self._name} answered {_said(code, words)}", everybody=True)

    def _log_in(self, client: _Client, user: str) -> None:
        secret = self._secret()
        if not client.has_extn("auth"):
            raise Trouble(
                f"{self._name} asks for no password here; take user out of [mail], or use the port for sending (587)",
                everybody=True,
            )
        try:
            with self._step(client):
                client.login(user, secret.reveal())
        except smtplib.SMTPAuthenticationError as error:
            said = _said(error.smtp_code, _bytes(error.smtp_error))
            # Some servers repeat what they were given. "From None": the exception still holds it.
            if secret.reveal() in said:
                said = str(error.smtp_code)
            raise Trouble(
                f"{self._name} refuses the password of {user} ({said}); mend it, the mail is tried again",
                everybody=True,
            ) from None
        except smtplib.SMTPException as error:
            if isinstance(error, smtplib.SMTPServerDisconnected):
                raise
            raise Trouble(f"{self._name} knows no way to log in that is known here", everybody=True) from None

    # ---- answers and time

    def _answer(self, client: _Client, answer: tuple[int, bytes], who: str) -> None:
        code, words = answer
        if code // 100 == 2:
            return
        if code == 421 or code < 0:  # it hangs up (RFC 5321, 3.8); the next one gets a new connection
            self._drop()
        else:
            try:
                with self._step(client):
                    client.rset()
            except (OSError, smtplib.SMTPException):
                self._drop()
        raise Trouble(f"{self._name} refuses {who}: {_said(code, words)}", later=code // 100 != 5)

    def _drop(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            client.close()

    @contextmanager
    def _told(self, step: str, *, unknown: bool = False, everybody: bool = False) -> Iterator[None]:
        """Say in our words what broke."""
        try:
            yield
        except Trouble:
            raise
        except smtplib.SMTPDataError as error:  # it refused before it was given anything
            client = self._client
            if client is not None:
                self._answer(client, (error.smtp_code, _bytes(error.smtp_error)), "the mail")
            raise Trouble(f"{self._name} answered {error.smtp_code}") from error
        except ssl.SSLCertVerificationError as error:
            self._drop()
            raise Trouble(
                f"the certificate of {self._name} is not to be trusted ({error.verify_message}); if it is your own, "
                "name its authority by ca_bundle in config.toml",
                everybody=True,
            ) from error
        except (OSError, smtplib.SMTPException, ValueError) as error:
            self._drop()
            after = f" after {step}" if step else ""
            raise Trouble(f"{self._name} {_broken(error)}{after}", unknown=unknown, everybody=everybody) from error

    def _left(self) -> float:
        """The seconds that the next step may take."""
        left = min(self._patience.step, self._ends - time.monotonic())
        if left <= 0:
            raise Trouble(f"{self._name} took longer than {self._patience.total:.0f} s in all", everybody=True)
        return left

    @contextmanager
    def _step(self, client: _Client, most: float | None = None) -> Iterator[None]:
        """Cut the connection when a step takes too long: a socket's own timeout begins anew with every byte."""
        watch = threading.Timer(min(most or self._patience.step, self._left()), client.cut)
        watch.daemon = True
        watch.start()
        try:
            yield
        except (OSError, smtplib.SMTPException) as error:
            if client.was_cut:
                raise TimeoutError from error
            raise
        finally:
            watch.cancel()


class _Client(smtplib.SMTP):
    """The standard library's client, on a connection of our own making."""

    def __init__(self, settings: Settings, context: ssl.SSLContext | None, left: Callable[[], float]) -> None:
        # Without a host it does not connect, and with a name of its own it does not look one up in the DNS.
        super().__init__(local_hostname="localhost")
        self._host = (settings.server or ("", 0))[0]  # what STARTTLS holds the certificate against
        self._settings = settings
        self._context = context
        self._left_now = left
        self._line: socket.socket | None = None
        self.was_cut = False

    def trusted(self) -> ssl.SSLContext:
        """What certificates are held against: what the caller trusts, else the authorities of the machine."""
        return self._context or ssl.create_default_context()

    def _get_socket(self, host: str, port: int, timeout: Any) -> socket.socket:
        """Connect; smtplib asks here for its socket."""
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        failure: OSError = OSError(f"no address for {host}")
        private = self._settings.security == "none" and not self._settings.insecure
        for family, kind, protocol, _, address in found:
            if private and not ip_address(str(address[0]).partition("%")[0]).is_loopback:
                raise Trouble(f"{host} is another machine, and nothing is sent to one in the open", everybody=True)
            line = socket.socket(family, kind, protocol)
            try:
                self._line = line.dup()
                line.settimeout(self._left_now())
                line.connect(address)
                line.settimeout(None)  # from here on the watch of each step ends it, and knows that it did
                break
            except OSError as error:
                failure = error
                line.close()
        else:
            raise failure
        own = line.getsockname()[0]
        self.local_hostname = f"[IPv6:{own}]" if ":" in own else f"[{own}]"  # RFC 5321, 4.1.3
        if self._settings.security == "tls":
            return self.trusted().wrap_socket(line, server_hostname=host)
        return line

    def cut(self) -> None:
        """End the connection from another thread, whatever waits on it."""
        self.was_cut = True
        if self._line is not None:
            with suppress(OSError):
                self._line.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Close all ends of it."""
        super().close()
        if self._line is not None:
            self._line.close()


def _options(client: _Client, body: bytes) -> list[str]:
    return [f"size={len(body)}"] if client.has_extn("size") else []


def _said(code: int, words: bytes) -> str:
    return f"{code} {visible(words.decode('utf-8', 'replace'))[:200]}".strip()


def _bytes(words: Any) -> bytes:
    return words if isinstance(words, bytes) else str(words).encode("utf-8", "replace")


def _broken(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "gave no answer in time"
    if isinstance(error, ConnectionRefusedError):
        return "takes no connection"
    if isinstance(error, smtplib.SMTPServerDisconnected | ConnectionError):
        return "broke the connection off"
    if isinstance(error, socket.gaierror):
        return "is not known by that name here"
    if isinstance(error, ssl.SSLError):
        return f"does not speak TLS as it should ({error.reason or 'unknown reason'})"
    if isinstance(error, OSError) and error.strerror:
        return f"cannot be reached: {error.strerror.lower()}"
    return f"gave an answer that cannot be understood ({type(error).__name__})"
