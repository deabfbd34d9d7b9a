"""What a person types into a search becomes an expression that SQLite's full-text index always understands.

``word`` and ``"several words"`` are searched as they stand, ``vow*`` finds every ending, and all of it has to be
there unless ``OR`` stands between. Whatever else is typed is searched as plain words, never refused.
"""

from __future__ import annotations

import re

_MOST_WORDS = 60  # the index gives up on expressions some four times as deep

# Between words of these scripts no space stands, so each character is a word to the index and a word is a phrase.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff"
_UNSPACED += "\U00020000-\U000323af"
_BETWEEN = re.compile(f"(?<=[{_UNSPACED}])(?=.)|(?<=.)(?=[{_UNSPACED}])", re.DOTALL)
_ONE = re.compile(f"[{_UNSPACED}]")

SPACE = "\u200b"  # no text of an article holds one: cleaning takes them out

_BEGUN = re.compile(f"(?:^|[\\s{SPACE}]+)[^\\s{SPACE}]*$")  # the last word of a phrase
_TERM = re.compile(r'"([^"]*)"(\*?)|([^\s"]+)')
_UNWRITABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def spaced(text: str | None) -> str | None:
    """Return the text with an invisible space around each character that is a word of its own to the index."""
    if text is None or text.isascii() or _ONE.search(text) is None:
        return text
    return _BETWEEN.sub(SPACE, text)


def expression(query: str, begun: bool = True) -> str:
    """Return the full-text expression for what was typed; "" when there is no word in it.

    Without ``begun`` the beginnings are left out: all that matches the query matches what is left of it, and "" is
    returned where that would be everything.
    """
    query = _UNWRITABLE.sub(" ", query)
    if query.count('"') % 2:
        query = query.replace('"', " ")
    groups: list[list[str]] = [[]]
    for count, found in enumerate(_TERM.finditer(query)):
        if count >= _MOST_WORDS:
            break
        phrase, star, word = found.groups()
        if word == "OR":
            groups.append([])
            continue
        text = word if phrase is None else phrase
        star = star or ("*" if word and word.endswith("*") else "")
        if any(map(str.isalnum, text)):
            whole = spaced(text) or ""
            if star and not begun:
                whole, star = _BEGUN.sub("", whole.rstrip()), ""
            groups[-1].append(f'"{whole}"{star}' if any(map(str.isalnum, whole)) else "")
    if not begun:
        groups = [[term for term in group if term] for group in groups if group]
        if not all(groups):
            return ""
    return " OR ".join(f"({' AND '.join(group)})" for group in groups if group)
