"""Bytes to text: the byte order mark, then UTF-8, then what the file declares, then Western European.

A letter that had to be replaced would be printed as if the article had it, so nothing is replaced in a text that is
quoted: where bytes are not text, the input is skipped and says how many they are.
"""

from __future__ import annotations

import re

from ..text.pattern import pattern
from .found import Unusable

_MARKS = (  # the longest first: the UTF-32 mark begins with the UTF-16 one
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)

_MAGIC = (
    (b"%PDF-", "a PDF file; give it the ending .pdf"),
    (b"PK\x03\x04", "a zip or office file (such as .docx); save its text as .txt or .html"),
    (b"\xd0\xcf\x11\xe0", "an old office file (such as .doc); save its text as .txt or .html"),
    (b"{\\rtf", "a rich text file; save it as plain text (.txt)"),
    (b"\x1f\x8b", "a gzip file; unpack it first"),
    (b"BZh", "a bzip2 file; unpack it first"),
    (b"\xfd7zXZ\x00", "an xz file; unpack it first"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-zip file; unpack it first"),
    (b"\x89PNG\r\n", "a picture (PNG), not text"),
    (b"\xff\xd8\xff", "a picture (JPEG), not text"),
    (b"GIF8", "a picture (GIF), not text"),
    (b"\x7fELF", "a program, not text"),
    (b"SQLite format 3\x00", "a database (SQLite), not text"),
)

# What Western European text holds besides letters: quotation marks, dashes, currency, degrees, fractions.
_TYPOGRAPHIC = frozenset(
    "\u20ac\u201a\u201e\u2026\u2020\u2021\u2030\u2039\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u2122\u203a"
)
_LATIN_SIGNS = frozenset(chr(code) for code in range(0xA0, 0xC0)) | {"\u00d7", "\u00f7"}
_LARGER = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
}
# "&#xD800;" and the like: what stands for no character, or for half of one.
_REFERENCE = pattern("&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));?")
_PAIR = pattern(
    "&#(?:[xX]([dD][89abAB][0-9a-fA-F]{2})|(5[56][0-9]{3}));?&#(?:[xX]([dD][c-fC-F][0-9a-fA-F]{2})|(5[67][0-9]{3}));?"
)

# Python's own ways of writing text, which would rewrite a text that only looks like them.
_NO_CHARSETS = frozenset(
    ("idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape", "utf-7", "mbcs", "oem")
)
_MULTIBYTE = pattern(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


def decode(data: bytes, declared: str | None = None) -> str:
    """Return the bytes as text; raise Unusable when they are not text."""
    text = marked(data)
    if text is not None:
        return text
    refuse_binary(data)
    encoding = known_encoding(declared) if declared else ""
    if encoding.startswith("iso2022") and b"\x1b" in data:
        return data.decode(encoding, "replace")  # Japanese mail in seven bits, which is valid UTF-8 as well
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if encoding not in ("", "utf-8"):
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            pass
    western = _western(data)
    if western is not None:
        return western
    bad = data.decode("utf-8", "surrogateescape")
    count = sum("\udc80" <= char <= "\udcff" for char in bad)
    raise Unusable(
        f"{count:,} of its {len(data):,} bytes {'is' if count == 1 else 'are'} not UTF-8 text, and which letters they "
        "stand for is not known; "
        "save it as UTF-8"
    )


def decode_loosely(data: bytes, declared: str | None = None) -> str:
    """Return the bytes as text, with U+FFFD for a few bad ones: a page may be broken outside its article.

    Whoever calls this has to refuse the article when U+FFFD is in its own text.
    """
    try:
        return decode(data, declared)
    except Unusable:
        text = data.decode("utf-8", "replace")
        if "\0" in text or text.count("\ufffd") * 1000 > len(text):
            raise
        return text


def refuse_replaced(text: str) -> None:
    """Raise Unusable when letters of the text were lost in decoding."""
    if count := text.count("\ufffd"):
        characters = "one character" if count == 1 else f"{count:,} characters"
        raise Unusable(f"{characters} of its text cannot be decoded, so it cannot be quoted exactly; save it as UTF-8")


def marked(data: bytes) -> str | None:
    """Return the text of bytes that begin with a byte order mark, and None for all others."""
    if data[:1] not in (b"\xff", b"\xfe", b"\xef", b"\x00"):
        return None
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError as error:
                if encoding == "utf-32":
                    continue  # UTF-16 text may begin with a NUL
                name = encoding.removesuffix("-sig").upper()
                raise Unusable(
                    f"its first bytes say that it is {name}, but byte {error.start + 1:,} is not; save it as UTF-8"
                ) from error
    return None


def mend_references(text: str) -> str:
    """Return markup without references to what is no character; what is written as two halves becomes one.

    >>> mend_references("a&#xD800;b &#xD83D;&#xDE00; &#228;")
    'ab 😀 &#228;'
    """
    return _REFERENCE.sub(_reference, _PAIR.sub(_pair, text)) if "&#" in text else text


def _reference(match: re.Match[str]) -> str:
    digits, base = (match[1], 16) if match[1] else (match[2], 10)
    digits = digits.lstrip("0")
    if not digits or len(digits) > 7:
        return ""
    code = int(digits, base)
    forbidden = code > 0x10FFFF or 0xD800 <= code <= 0xDFFF or code in (0xFFFE, 0xFFFF)
    return "" if forbidden or (code < 32 and code not in (9, 10, 13)) else match[0]


def _pair(match: re.Match[str]) -> str:
    """Return the character that two halves of a pair stand for; some programs write emoji so."""
    high = int(match[1], 16) if match[1] else int(match[2])
    low = int(match[3], 16) if match[3] else int(match[4])
    if not (0xD800 <= high < 0xDC00 <= low < 0xE000):
        return match[0]
    return chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))


def refuse_binary(data: bytes) -> None:
    """Raise Unusable for bytes that are no text in any encoding that briefer reads."""
    for magic, name in _MAGIC:
        if data.startswith(magic):
            raise Unusable(f"is {name}")
    if b"\0" in data:
        raise Unusable("is binary, not text (it has NUL bytes); give the text itself as .txt, .html or .pdf")


def known_encoding(encoding: str) -> str:
    """Return Python's name of an encoding, or "" for one it does not know or that is none of letters (base64, zip).

    As browsers do, the old names stand for the larger sets that people write under them.
    """
    import codecs

    try:
        info = codecs.lookup(encoding)
    except (LookupError, ValueError):
        return ""
    if not getattr(info, "_is_text_encoding", True) or info.name in _NO_CHARSETS:
        return ""
    return _LARGER.get(info.name, info.name)


def _western(data: bytes) -> str | None:
    """Return the bytes as Windows-1252 where that gives plausible words, else None.

    Russian or Korean bytes read as Windows-1252 give text too, made almost only of accented letters; so accented
    letters may be at most three in ten. Bytes that hold whole UTF-8 characters are damaged UTF-8, not this.
    """
    high = sum(map(data.count, map(_byte, range(0x80, 0x100))))
    if 4 * sum(len(found) for found in _MULTIBYTE.findall(data)) > high:
        return None
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return None
    letters = accented = signs = 0
    for char in text:
        if char < "\x80":
            letters += char.isalpha()
            if char < " " and char not in "\t\n\r\f\v":
                return None
        elif char in _TYPOGRAPHIC or char in _LATIN_SIGNS:
            signs += 1
        else:
            letters += 1
            accented += 1
    if accented * 10 > letters * 3 or signs * 10 > letters * 3:
        return None
    return text


def _byte(code: int) -> bytes:
    return bytes((code,))
