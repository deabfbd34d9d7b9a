"""What every text goes through before anything is cut, counted or printed.

``clean`` takes out what no reader can see and what could lie to one (control characters, bidirectional overrides,
invisible tags, half surrogates) and gives every line the same ending. It never normalises or rewrites a letter: what
is left is the article's own, so offsets into it prove a quotation. ``visible`` is the same text on one line.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right

_HIDDEN = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # C0 and C1 controls; tab and newline stay
    "\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069"  # bidirectional controls, zero-width space
    "\u180e\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb"  # byte order mark, joiners and marks without a shape
    "\ufdd0-\ufdef\ufffe\uffff"  # not characters at all; XML, and so a PDF's metadata, refuses them
    "\ud800-\udfff"  # half a surrogate pair cannot be written as UTF-8
    "\U000e0000-\U000e007f"  # the tag block: a whole hidden text fits into it
)
# Everything that ends a line somewhere: a form feed or a next-line character in a headline would otherwise break a
# mail header or a table row far downstream.
_NEWLINES = "\r\v\f\x85\u2028\u2029"
_JOINERS = "\u200c\u200d"  # Persian and Indic words, and emoji made of several, need single ones

_SUSPECT = re.compile(f"[{_HIDDEN}{_NEWLINES}{_JOINERS}]")


def clean(text: str) -> str:
    """Return the text with one kind of line ending and without invisible or deceptive characters."""
    if _SUSPECT.search(text) is None:
        return text  # nearly every article
    text = re.sub(f"\r\n|[{_NEWLINES}]", "\n", text)
    text = re.sub(f"[{_HIDDEN}]+", "", text)
    return re.sub(f"[{_JOINERS}]+", _joiner, text)


def visible(text: str) -> str:
    """Return the text as it can be printed on one line: cleaned, with single spaces for all white space."""
    return " ".join(clean(text).split())


def script(char: str) -> str | None:
    """Return the script a character is written in ("Hangul", "Arabic", "Emoji"), or None for marks that all share."""
    code = ord(char)
    row = bisect_right(_STARTS, code) - 1
    if row < 0 or code > _RANGES[row][1]:
        return None
    name = _RANGES[row][2]
    if name == "Emoji" or unicodedata.category(char)[0] in "LM":
        return name
    return None


def _joiner(match: re.Match[str]) -> str:
    """Keep a single joiner between two letters, marks or emoji; drop any other."""
    text, start, end = match.string, match.start(), match.end()
    if end - start == 1 and start > 0 and end < len(text) and _joins(text[start - 1]) and _joins(text[end]):
        return match.group()
    return ""


def _joins(char: str) -> bool:
    category = unicodedata.category(char)
    return category[0] in "LM" or category in ("So", "Sk") or char in "\u2194\u2195"


# First and last code point, script; sorted. Blocks, not characters: enough to name the font that is missing.
_RANGES = (
    (0x41, 0x24F, "Latin"),
    (0x250, 0x2AF, "Latin"),
    (0x370, 0x3FF, "Greek"),
    (0x400, 0x52F, "Cyrillic"),
    (0x531, 0x58F, "Armenian"),
    (0x591, 0x5FF, "Hebrew"),
    (0x600, 0x6FF, "Arabic"),
    (0x700, 0x74F, "Syriac"),
    (0x750, 0x77F, "Arabic"),
    (0x780, 0x7BF, "Thaana"),
    (0x7C0, 0x7FF, "NKo"),
    (0x8A0, 0x8FF, "Arabic"),
    (0x900, 0x97F, "Devanagari"),
    (0x980, 0x9FF, "Bengali"),
    (0xA00, 0xA7F, "Gurmukhi"),
    (0xA80, 0xAFF, "Gujarati"),
    (0xB00, 0xB7F, "Oriya"),
    (0xB80, 0xBFF, "Tamil"),
    (0xC00, 0xC7F, "Telugu"),
    (0xC80, 0xCFF, "Kannada"),
    (0xD00, 0xD7F, "Malayalam"),
    (0xD80, 0xDFF, "Sinhala"),
    (0xE00, 0xE7F, "Thai"),
    (0xE80, 0xEFF, "Lao"),
    (0xF00, 0xFFF, "Tibetan"),
    (0x1000, 0x109F, "Myanmar"),
    (0x10A0, 0x10FF, "Georgian"),
    (0x1100, 0x11FF, "Hangul"),
    (0x1200, 0x139F, "Ethiopic"),
    (0x13A0, 0x13FF, "Cherokee"),
    (0x1780, 0x17FF, "Khmer"),
    (0x1800, 0x18AF, "Mongolian"),
    (0x1E00, 0x1EFF, "Latin"),
    (0x1F00, 0x1FFF, "Greek"),
    (0x2600, 0x27BF, "Emoji"),
    (0x2C60, 0x2C7F, "Latin"),
    (0x2D00, 0x2D2F, "Georgian"),
    (0x2D80, 0x2DDF, "Ethiopic"),
    (0x2DE0, 0x2DFF, "Cyrillic"),
    (0x2E80, 0x2FDF, "Han"),
    (0x3005, 0x3007, "Han"),
    (0x3041, 0x309F, "Hiragana"),
    (0x30A0, 0x30FF, "Katakana"),
    (0x3105, 0x312F, "Bopomofo"),
    (0x3131, 0x318F, "Hangul"),
    (0x31A0, 0x31BF, "Bopomofo"),
    (0x31F0, 0x31FF, "Katakana"),
    (0x3400, 0x4DBF, "Han"),
    (0x4E00, 0x9FFF, "Han"),
    (0xA000, 0xA4CF, "Yi"),
    (0xA640, 0xA69F, "Cyrillic"),
    (0xA722, 0xA7FF, "Latin"),
    (0xA960, 0xA97F, "Hangul"),
    (0xAB00, 0xAB2F, "Ethiopic"),
    (0xAC00, 0xD7FF, "Hangul"),
    (0xF900, 0xFAFF, "Han"),
    (0xFB1D, 0xFB4F, "Hebrew"),
    (0xFB50, 0xFDFF, "Arabic"),
    (0xFE70, 0xFEFC, "Arabic"),
    (0xFF21, 0xFF5A, "Latin"),
    (0xFF66, 0xFF9D, "Katakana"),
    (0xFFA0, 0xFFDC, "Hangul"),
    (0x1F000, 0x1FAFF, "Emoji"),
    (0x20000, 0x323AF, "Han"),
)
_STARTS = tuple(start for start, _, _ in _RANGES)
