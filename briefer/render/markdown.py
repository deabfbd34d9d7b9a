"""Markdown for people: read as it stands in a terminal or a mail, or rendered by anything that knows Markdown.

Article text is data. ``escape`` keeps it literal in CommonMark, GFM and python-markdown with as few marks as it takes,
since most readers of the file see it raw.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote, urlsplit

from ..model import Brief, HeldOver, Item, Source
from ..text.clean import clean, visible
from . import dates

# ---------------------------------------------------------------- escaping

_SPECIAL = (
    r"[\\`*\[\]{]"
    r"|(?<![^\W_])_|_(?![^\W_])"  # inside a word, as in a_b, it means nothing anywhere
    r"|<(?![ =]|$)"
    r"|&(?=#?\w+;)"
)
_ALWAYS = re.compile(_SPECIAL)
_WITH_TILDES = re.compile(_SPECIAL + "|~")  # one alone strikes nothing through
# python-markdown knows no backslash before these; a numeric or named reference is understood everywhere.
_REFERENCES = {"<": "&lt;", "&": "&amp;", "~": "&#126;"}
_BLOCK_START = re.compile(r"[#>]|[-+](?=[-\s]|$)|\d+(?=[.)](?:\s|$))")
_ADDRESS = re.compile(r"(?i)\b(?:(?:https?|ftp)://|www\.)\S+")
_ADDRESS_SIGN = re.compile(r"(?i)(?<=[sp]:)/(?=/)|(?<=www)\.")


def escape(text: str, where: str = "paragraph") -> str:
    """Return the text as Markdown that shows exactly it, on one line.

    ``where`` is "paragraph", "item", "quote" or "heading". GFM makes a link of an address in the text; it shows where
    it goes and leads to http, https, ftp and mail only, so addresses stay readable.
    """
    text = visible(text)
    escaped = (_WITH_TILDES if text.count("~") > 1 else _ALWAYS).sub(_mark, text)
    if escaped != text:
        escaped = _ADDRESS.sub(_without_link, escaped)
    if start := _BLOCK_START.match(escaped):
        at = start.end() if start[0].isdigit() else 0
        escaped = f"{escaped[:at]}\\{escaped[at:]}"
    elif escaped.startswith(": "):
        escaped = f"&#58;{escaped[1:]}"  # a definition in python-markdown's extra
    if where == "heading" and text.endswith("#") and text != "#":
        escaped = f"{escaped[:-1]}\\#"  # else it closes the heading and is not shown
    return escaped


def _mark(special: re.Match[str]) -> str:
    return _REFERENCES.get(special[0]) or f"\\{special[0]}"


def _without_link(address: re.Match[str]) -> str:
    """Break an address that holds marks of ours: GFM would print them as part of its link."""
    if "\\" in address[0] or re.search(r"&(?:lt|amp|#126);", address[0]):
        return _ADDRESS_SIGN.sub(lambda sign: f"&#{ord(sign[0])};", address[0])
    return address[0]
