"""A saved e-mail: its newest words, without the quoted replies and the signature."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.policy import compat32
from email.utils import parseaddr

from ..text.clean import clean, visible
from .decode import decode_loosely, refuse_replaced
from .found import Found, Unusable

MOST_HEADER_BYTES = 64_000
MOST_DEPTH = 50
MOST_PARTS = 200

_FROM = re.compile(r"^(?:On|Am|Le|El|Il|Op) .{5,200}(?:wrote|schrieb|écrit|escribió|scritto|schreef)\s?:\s*$")
_SPLITS = re.compile(r"^(?:-{2,}\s*(?:Original Message|Forwarded message|Ursprüngliche Nachricht)\s*-{2,}|_{20,})\s*$")


def read_mail(data: bytes) -> Iterator[Found]:
    """Yield the article of an e-mail file."""
    data = data.lstrip(b"\r\n")
    _refuse_hostile(data)
    # The old policy on purpose: it does not parse header values before they are asked for, and the new one takes
    # 11 s for 20,000 encoded words and raises on headers that mail programs let pass.
    message = message_from_bytes(data, policy=compat32)
    parts = list(_parts(message))
    text = _text(parts)
    if not text.strip():
        raise Unusable("is an e-mail without text; if the article is attached, save the attachment and give that")
    refuse_replaced(text)
    sender, address = parseaddr(_header(message, "From"))
    name = visible(sender) or address.rpartition("@")[2]
    list_name = visible(re.sub(r"<[^<>]*>", " ", _header(message, "List-Id"))).strip('" ')
    outlet = visible(_header(message, "Organization")) or list_name
    number = re.search(r"<([^<>\s]+)>", _header(message, "Message-ID"))
    yield Found(
        clean(text).strip(),
        re.sub(r"^(?:(?:Re|Fwd?|Aw|Wg)\s*:\s*)+", "", visible(_header(message, "Subject")), flags=re.IGNORECASE),
        id=number.group(1) if number else None,
        outlet=outlet or name or None,
        author=(visible(sender) or None) if outlet else None,  # a newsletter's sender is its outlet
        published=_header(message, "Date") or None,
        language=_header(message, "Content-Language") or None,
    )


def _refuse_hostile(data: bytes) -> None:
    end = re.search(rb"\r?\n\r?\n", data[: MOST_HEADER_BYTES + 4])
    if end is None and len(data) > MOST_HEADER_BYTES:
        raise Unusable(f"is an e-mail with more than {MOST_HEADER_BYTES // 1000} kB of header; save its text as .txt")
    if len(re.findall(rb"^content-type:", data, re.MULTILINE | re.IGNORECASE)) > MOST_PARTS:
        raise Unusable(f"is an e-mail of more than {MOST_PARTS} parts; save its text as .txt")
    for part in re.finditer(rb"^content-[a-z-]+:[^\n]*(?:\n[ \t][^\n]*)*", data, re.MULTILINE | re.IGNORECASE):
        if len(part.group()) > 8000:  # parameters are parsed in quadratic time
            raise Unusable("is an e-mail with a header field of more than 8 kB; save its text as .txt")


def _parts(message: Message, depth: int = 0) -> Iterator[Message]:
    if depth > MOST_DEPTH:
        raise Unusable(f"is an e-mail with parts inside parts, more than {MOST_DEPTH} deep; save its text as .txt")
    if not message.is_multipart():
        yield message
        return
    payload = message.get_payload()
    for part in payload if isinstance(payload, list) else []:
        if isinstance(part, Message) and part.get_content_disposition() != "attachment":
            yield from _parts(part, depth + 1)


def _text(parts: list[Message]) -> str:
    """Return the words of the mail: its plain text, or its HTML where the plain text is only a note about it."""
    plain = next((text for text in map(_plain, parts) if text.strip()), "")
    if len(plain) >= 300:
        return plain
    for part in parts:
        if part.get_content_type() == "text/html":
            try:
                from .html import page

                body = page(_decoded(part)).text
            except Unusable:
                if plain:
                    break
                raise
            return body if len(body) > 4 * len(plain) else plain
    return plain


def _plain(part: Message) -> str:
    if part.get_content_type() != "text/plain" or part.get_filename():
        return ""
    text = clean(_decoded(part))
    if str(part.get_param("format", "")).lower() == "flowed":
        text = "\n".join(line.removeprefix(" ").rstrip() for line in text.split("\n"))
    return own_words(text)


def _decoded(part: Message) -> str:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    charset = part.get_content_charset()
    try:
        return decode_loosely(data, charset)
    except Unusable as error:
        raise Unusable(f"is an e-mail whose text cannot be decoded: {error.reason}") from error


def own_words(text: str) -> str:
    """Return a mail's text without quoted lines, the line that introduces them, and what follows a signature mark."""
    kept: list[str] = []
    for line in text.split("\n"):
        if line in ("-- ", "--") or _SPLITS.match(line):
            break
        if line.startswith(">"):
            _drop_introduction(kept)
            continue
        kept.append(line)
    return re.sub(r"\n(?:[ \t]*\n){2,}", "\n\n", "\n".join(kept)).strip()


def _drop_introduction(kept: list[str]) -> None:
    """Take "On … X wrote:" off the end, on one line or wrapped over two."""
    while kept and not kept[-1].strip():
        kept.pop()
    for count in (1, 2):
        if len(kept) >= count and _FROM.match(" ".join(line.strip() for line in kept[-count:])):
            del kept[-count:]
            kept.append("")
            return
    if kept:
        kept.append("")


def _header(message: Message, name: str) -> str:
    """Return a header field as text, encoded words decoded, on one line."""
    value = message.get(name)
    if value is None:
        return ""
    words = str(value)[:4000]
    if "=?" not in words:
        return visible(words.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))
    decoded: list[str] = []
    try:
        for piece, charset in decode_header(words):
            if isinstance(piece, str):
                decoded.append(piece)
                continue
            try:
                decoded.append(piece.decode(charset or "utf-8", "replace"))
            except LookupError:
                decoded.append(piece.decode("utf-8", "replace"))
    except (MessageError, ValueError):  # damaged base64
        return visible(words)
    return visible("".join(decoded))
