"""A brief becomes a mail: exactly these bytes go out, and the same brief to the same people is the same bytes.

    multipart/mixed
    ├── multipart/alternative
    │   ├── text/plain   brief.md, byte for byte
    │   └── text/html    made from that Markdown (render/letter.py)
    └── application/pdf  brief-NAME-DATE.pdf

The header lines are written here and not by the standard library: in the Pythons before 3.13 a headline can end one
and begin another (python/cpython#121650), a display name loses its quotation marks when it is folded
(python/cpython#80222), and a long List-Unsubscribe is encoded so that no client can use it. Nothing here depends on
the Python in use but the body's encoding, which is quoted-printable and base64.
"""

from __future__ import annotations

import hashlib
import re
import string
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from email import policy
from email.header import Header
from email.message import EmailMessage
from email.utils import format_datetime

from ..errors import InputError
from ..model import Brief, Item, Rendered
from ..render import dates
from ..text.clean import visible
from ..values import dataclass
from .settings import Settings

LARGEST_HTML = 90_000  # bytes; Gmail clips a mail at about 102 kB (hteumeuleu/email-bugs#41)
LONGEST_SUBJECT = 150  # letters; no client shows more, and it is two header lines
_LONGEST_LINE = 76  # RFC 2045, 6.7 for quoted-printable and RFC 2047, 2 for encoded words
_LONGEST_NAME = 100  # letters; with its address it then keeps far from the 998 of a line (RFC 5322, 2.1.1)
_FIRST_WORDS = 90  # letters of the bottom line in a subject
_BODY = policy.EmailPolicy(max_line_length=_LONGEST_LINE, linesep="\r\n", cte_type="7bit")

SUBJECT = "{title} No. {number}, {date}: {bottom_line}"
_NUMBERED = re.compile(r"(?:\s*,)?\s*(?:(?:No\.?|Nr\.?|#|№)\s*)?\{number\}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Message:
    """A finished mail; ``body`` is the whole of it, with CRLF line endings."""

    id: str  # the Message-ID, with its angle brackets
    subject: str
    body: bytes


def compose(
    brief: Brief, files: Sequence[Rendered], settings: Settings, at: str, edition: str = "", first: str | None = None
) -> Message:
    """Return the mail of a brief to all the settings' recipients.

    ``at`` is the edition's moment, ISO 8601 with the offset of the brief's own zone; ``edition`` tells apart two
    mails of one brief; ``first`` is the Message-ID of the series' first mail, for a thread. InputError when the brief
    has no item, or a file is missing.
    """
    if not has_news(brief):
        way = "a run mails its one line by itself" if settings.quiet else (
            'look at its sources, or write quiet_day = "mail" under [mail] for a line on such days'
        )
        raise InputError(f"the brief of {dates.long(brief.date)} has nothing in it, so it is not sent; {way}")
    from ..render import letter

    plain, pdf = _file(files, "brief.md"), _file(files, "brief.pdf")
    name = f"brief-{_slug(brief.profile) or 'page'}-{brief.date}.pdf"
    page = letter.write(plain.decode("utf-8"), brief, attached=name, most=LARGEST_HTML)
    message_id = identify(settings, brief.id, edition)
    mail = EmailMessage(policy=_BODY)
    mail.set_content(plain.decode("utf-8"), cte="quoted-printable")
    mail.add_alternative(page, subtype="html", cte="quoted-printable")
    mail.add_attachment(pdf, maintype="application", subtype="pdf", filename=name)
    for n, part in enumerate(part for part in mail.walk() if part.is_multipart()):
        part.set_boundary(_boundary(n, message_id, plain, page.encode("utf-8"), pdf))
    return _finished(mail, brief, subject(brief, settings.subject), settings, message_id, at, first)


def compose_quiet(brief: Brief, settings: Settings, at: str, edition: str = "", first: str | None = None) -> Message:
    """Return the one-line mail of a day with nothing new."""
    since = f" since {visible(brief.changes.since)}" if brief.changes.since else ""
    mail = EmailMessage(policy=_BODY)
    mail.set_content(f"Nothing new{since}.\n", cte="quoted-printable")
    line = _clipped(f"{_plain(brief.title)}, {dates.long(brief.date)}: nothing new", LONGEST_SUBJECT)
    message_id = identify(settings, f"quiet {brief.profile} {brief.date}", edition)
    return _finished(mail, brief, line, settings, message_id, at, first)


def has_news(brief: Brief) -> bool:
    """Say whether a brief has an item at all."""
    return next(_items(brief), None) is not None


def identify(settings: Settings, brief_id: str, edition: str = "") -> str:
    """Return the Message-ID: the same for the same brief, edition and recipients, whenever it is tried."""
    marks = [brief_id, edition, *sorted(settings.addresses)]
    return f"<{_hash(*(mark.encode('utf-8') for mark in marks))}@{settings.domain}>"


# ---- the subject


def subject(brief: Brief, template: str | None = None) -> str:
    """Return the subject as the template has it: one line of at most 150 letters that nothing can break out of."""
    template = template or SUBJECT
    if brief.number is None:
        template = _NUMBERED.sub("", template)
    lead = next(_items(brief), None)
    words = {"title": _plain(brief.title), "number": str(brief.number or ""), "date": dates.long(brief.date)}
    for room in (_FIRST_WORDS, 40, 0):  # the template's own words and the date come before the news
        news = _clipped(_plain(lead.text), room) if lead is not None and room else ""
        line = _plain(_filled(template, {**words, "bottom_line": news}))
        if len(line) <= LONGEST_SUBJECT:
            break
    return _clipped(line, LONGEST_SUBJECT).rstrip(" :,–—-") or f"Brief, {dates.long(brief.date)}"


def _items(brief: Brief) -> Iterator[Item]:
    yield from brief.bottom_line
    for section in brief.sections:
        yield from section.items


def _filled(template: str, words: Mapping[str, str]) -> str:
    """Fill the fields in; the profile's checks have seen that there are no others, and no format of them."""
    parts = []
    for text, field, _, _ in string.Formatter().parse(template):
        parts.append(text)
        parts.append(words.get(field, "") if field else "")
    return "".join(parts)


def _plain(text: str) -> str:
    """Return the text as one line without what acts in a header: controls, and the start of an encoded word."""
    text = visible(text)
    while "=?" in text:  # "==??" would leave one behind
        text = text.replace("=?", "= ?")
    return text


def _clipped(text: str, most: int) -> str:
    """Cut the text at a word's end, where it is too long."""
    if len(text) <= most:
        return text
    head = text[: most - 1]
    words = head.rpartition(" ")[0] if not text[most - 1].isspace() else head
    # A language without spaces, or one endless word, is cut where it must.
    return (words if len(words) > most // 2 else head).rstrip(" ,;:–—-") + "…"


# ---- header lines


def _finished(
    mail: EmailMessage, brief: Brief, line: str, settings: Settings, message_id: str, at: str, first: str | None
) -> Message:
    del mail["MIME-Version"]  # it stands among the others
    fields = [
        ("From", _addresses([settings.sender])),
        ("To", _addresses(settings.to)),
        ("Subject", _text("Subject", line)),
        ("Date", format_datetime(datetime.fromisoformat(at))),
        ("Message-ID", message_id),
    ]
    if settings.thread and first is not None and first != message_id:
        fields += [("In-Reply-To", first), ("References", first)]
    fields.append(("List-Id", f"<{settings.list_id or _list_id(brief, settings)}>"))
    if settings.unsubscribe:
        fields.append(("List-Unsubscribe", ",\r\n ".join(f"<{each}>" for each in settings.unsubscribe)))
        if any(each.startswith("https:") for each in settings.unsubscribe):
            fields.append(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))  # RFC 8058
    # RFC 3834 for everybody, the other one for Exchange: no "I am on holiday" comes back.
    fields += [("Auto-Submitted", "auto-generated"), ("X-Auto-Response-Suppress", "All"), ("MIME-Version", "1.0")]
    head = "".join(f"{name}: {value}\r\n" for name, value in fields)
    return Message(message_id, line, head.encode("ascii") + mail.as_bytes(policy=_BODY))


def _list_id(brief: Brief, settings: Settings) -> str:
    return f"{_slug(brief.profile) or 'brief'}.{settings.domain}"


def _text(name: str, value: str) -> str:
    """Return a line of text as a header's value, folded; what is not ASCII as encoded words (RFC 2047)."""
    if not value.isascii():
        return Header(value, "utf-8", maxlinelen=_LONGEST_LINE - 1, header_name=name).encode(linesep="\r\n")
    lines, room = [""], _LONGEST_LINE - len(name) - 2
    for word in value.split(" "):
        if lines[-1] and len(lines[-1]) + 1 + len(word) > room:
            lines.append(word)
            room = _LONGEST_LINE - 1
        else:
            lines[-1] += f" {word}" if lines[-1] else word
    return "\r\n ".join(lines)


def _addresses(boxes: Sequence[tuple[str, str]]) -> str:
    """Return mailboxes as a header's value, one a line: commas and quotes in a name stay in the name."""
    return ",\r\n ".join(_address(_clipped(_plain(name), _LONGEST_NAME), address) for name, address in boxes)


def _address(name: str, address: str) -> str:
    if not name:
        return address
    if not name.isascii():
        words = Header(name, "utf-8", maxlinelen=_LONGEST_LINE - 1, header_name="To").encode(linesep="\r\n")
        return f"{words}\r\n <{address}>"  # a line with an encoded word ends at 76 (RFC 2047, 2)
    if re.fullmatch(r"[\w!#$%&'*+/=?^`{|}~ -]+", name, re.ASCII):
        return f"{name} <{address}>"
    return '"' + re.sub(r'(["\\])', r"\\\1", name) + f'" <{address}>'


# ---- parts


def _file(files: Sequence[Rendered], name: str) -> bytes:
    for file in files:
        if file.name == name:
            return file.body
    raise InputError(f"the mail needs {name}, and it is not there; make the brief with --format md,pdf,json")


def _boundary(n: int, message_id: str, *bodies: bytes) -> str:
    """Return a line that separates parts: the standard library's are by chance, and the bytes would differ each time.

    With "=_" in it, it can stand in no quoted-printable and no base64 text (RFC 2045, 6.7).
    """
    return f"=_brief-{n}-{_hash(message_id.encode('ascii'), *bodies)[:24]}"


def _hash(*parts: bytes) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()[:32]


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60].strip("-")
