"""Plain text: an optional block of header lines, a title where the first line looks like one, the text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..text.clean import clean, visible
from .decode import decode
from .found import MOST_LETTERS, Found, Unusable

# What may stand in a header block, and the field it fills.
HEADERS = {
    "title": "title",
    "headline": "title",
    "outlet": "outlet",
    "source": "outlet",
    "publisher": "outlet",
    "author": "author",
    "byline": "author",
    "date": "published",
    "published": "published",
    "url": "url",
    "link": "url",
    "language": "language",
    "lang": "language",
    "id": "id",
}

_STOPS = ".:,;\u2026\u3002\uff0e\uff61\u0964\u06d4"  # with the full stops of other scripts
_CLOSING = "\"'\u201d\u2019\u00bb)]\u300d\u300f"


def read_text(data: bytes) -> Iterator[Found]:
    """Yield the article of a plain text file."""
    text = clean(decode(data))
    refuse_long(text)
    found, body = header(text)
    yield titled(found, body)


def refuse_long(text: str) -> None:
    """Raise Unusable for a text that is longer than any article."""
    if len(text) > MOST_LETTERS:
        raise Unusable(
            f"its text has {len(text):,} characters and the limit is {MOST_LETTERS:,}; split it into single articles"
        )


def header(text: str) -> tuple[Found, str]:
    """Split a block of ``Key: value`` lines off the top of a text; without one the text is returned whole."""
    text = text.lstrip("\n")
    end = text.find("\n\n", 0, 4000)
    if end < 0:
        return Found(""), text
    fields = fields_of(text[:end].split("\n"))
    return (Found(""), text) if fields is None else (fields, text[end:])


def fields_of(lines: list[str]) -> Found | None:
    """Return what ``Key: value`` lines say, or None when one of them is something else."""
    found = Found("")
    for line in lines:
        key, colon, value = line.partition(":")
        field = HEADERS.get(key.strip().lower())
        if not colon or field is None:
            return None
        value = visible(value)
        if value and not getattr(found, field):
            found = replace(found, **{field: value})  # type: ignore[arg-type]  # the fields of HEADERS are all text
    return found if lines else None


def titled(found: Found, body: str) -> Found:
    """Complete what a header says with the text, whose first line is taken as the title if it looks like one."""
    body = body.strip()
    if not found.title:
        first, _, rest = body.partition("\n")
        if looks_like_title(first, rest):
            return replace(found, title=visible(first), text=rest.strip())
    elif visible(body.partition("\n")[0]) == found.title and body.partition("\n")[2].strip():
        return replace(found, text=body.partition("\n")[2].strip())  # the title, said twice
    return replace(found, text=body)


def looks_like_title(line: str, rest: str) -> bool:
    """Return whether the first line of a text is its title: short, no sentence, and set apart from what follows."""
    line = line.strip()
    following = rest.lstrip("\n").partition("\n")[0].strip()
    if not following or len(line) > 160 or not any(map(str.isalpha, line)) or _ends_a_sentence(line):
        return False
    if rest.startswith("\n") or not rest.partition("\n")[0].strip():
        return True
    # Without an empty line between them a title is far shorter than the paragraph after it; two wrapped lines of
    # one paragraph are about as long as each other, and the second often goes on in lower case.
    return len(line) * 2 <= len(following) and not following[0].islower()


def _ends_a_sentence(line: str) -> bool:
    bare = line.rstrip(_CLOSING)
    if not bare or bare[-1] not in _STOPS:
        # Speech that ends in a question mark inside its marks is the end of a sentence, too: “Why now?”
        return bare != line and bare[-1:] in ("!", "?")
    last = bare.split()[-1]
    # "Talks with the U.S." is a headline as often as not; it is one here when it is as short as headlines are.
    initials = last.count(".") >= 2 and last.replace(".", "").isupper() and last[-1] == "."
    return not (initials and len(line.split()) <= 14)
