"""Articles as data: a JSON object, a list of them, or one object a line."""

from __future__ import annotations

import json
from collections.abc import Iterator

from ..text.clean import clean, visible
from .decode import marked, refuse_binary
from .found import MOST_LETTERS, Found, Unusable

KEYS = ("id", "title", "text", "url", "outlet", "author", "published", "language")
_MOST_REASONS = 20  # a log file called .jsonl has thousands of lines that are no articles; twenty say it all


def read_json(data: bytes) -> Iterator[Found | Unusable]:
    """Yield the articles of a JSON file, and a reason for each that is none."""
    refuse_binary(data) if marked(data) is None else None
    text = _utf8(data)
    try:
        value = json.loads(text)
    except RecursionError:
        raise Unusable("is JSON nested too deep to be articles") from None
    except ValueError as error:
        if "Extra data" in str(error) and _is_object(text.split("\n", 1)[0]):
            yield from read_lines(data)  # one object a line under the wrong ending
            return
        raise Unusable(f"is not valid JSON ({_words(error)}); mend it there") from None
    if isinstance(value, list):
        if not value:
            raise Unusable("is an empty list: there is no article in it")
        several = len(value) > 1
        yield from _few(_record(item, n if several else None, f"article {n}") for n, item in enumerate(value, start=1))
    else:
        yield _record(value, None, "it")


def read_lines(data: bytes) -> Iterator[Found | Unusable]:
    """Yield the articles of a file with one JSON object a line, and a reason for each line that is none."""
    if marked(data) is None:
        refuse_binary(data)
    else:
        data = _utf8(data).encode("utf-8", "surrogatepass")
    # Only \n ends a line here: U+2028 may stand inside a JSON string.
    lines = [(n, line) for n, line in enumerate(data.split(b"\n"), start=1) if line.strip()]
    if lines and not _is_object(lines[0][1]) and _is_json(data):
        yield from read_json(data)  # a list, or an object over several lines
        return
    several = len(lines) > 1
    yield from _few(_line(line, n, several) for n, line in lines)


def article_of(value: object) -> Found | Unusable:
    """Return the article in a value as JSON gives it, or why it is none."""
    return _record(value, None, "it")


def _line(line: bytes, number: int, several: bool) -> Found | Unusable:
    at = number if several else None
    try:
        return _record(json.loads(line.decode("utf-8")), at, f"line {number}")
    except UnicodeDecodeError:
        return Unusable(f"line {number} is not UTF-8 text; save the file as UTF-8", at)
    except RecursionError:
        return Unusable(f"line {number} is JSON nested too deep to be an article", at)
    except ValueError as error:
        words = _words(error).removeprefix("line 1, ")
        return Unusable(f"line {number} is not valid JSON ({words}); mend that line", at)


def _record(value: object, number: int | None, name: str) -> Found | Unusable:
    """Return the article in a JSON value, or why it is none."""
    if not isinstance(value, dict):
        kind = {str: "text", list: "a list", bool: "true or false", type(None): "null"}.get(type(value), "a number")
        return Unusable(f'{name} is {kind}, not an article; an article is an object with the key "text"', number)
    said: dict[str, str] = {}
    for key in KEYS:
        item = value.get(key)
        if key == "id" and isinstance(item, int) and not isinstance(item, bool):
            item = str(item)
        if item is None:
            continue
        if not isinstance(item, str):
            return Unusable(f'{name} has a "{key}" that is not text; put it in quotation marks', number)
        item = clean(item) if key == "text" else visible(item)
        if item:
            said[key] = item
    if not said.get("text", "").strip():
        have = ", ".join(visible(str(key))[:40] for key in list(value)[:8]) or "no keys"
        what = 'an empty "text"' if isinstance(value.get("text"), str) else f'no key "text" (it has: {have})'
        return Unusable(f'{name} has {what}; the words of an article stand under "text"', number)
    if len(said["text"]) > MOST_LETTERS:
        return Unusable(
            f"{name} has a text of {len(said['text']):,} characters and the limit is {MOST_LETTERS:,}; split it", number
        )
    return Found(**said, number=number)


def _few(found: Iterator[Found | Unusable]) -> Iterator[Found | Unusable]:
    """Pass on all articles, but only the first reasons and a count of the others."""
    reasons = 0
    for item in found:
        if isinstance(item, Unusable):
            reasons += 1
            if reasons > _MOST_REASONS:
                continue
        yield item
    if reasons > _MOST_REASONS:
        yield Unusable(f"{reasons - _MOST_REASONS:,} more of its articles cannot be used, for reasons like these")


def _utf8(data: bytes) -> str:
    text = marked(data)
    if text is not None:
        return text
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Unusable(f"line {line} is not UTF-8 text; save the file as UTF-8") from None


def _is_object(line: str | bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _is_json(data: bytes) -> bool:
    try:
        json.loads(data)
    except (ValueError, RecursionError):
        return False
    return True


def _words(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"line {error.lineno}, column {error.colno}: {error.msg[:1].lower()}{error.msg[1:]}"
    return str(error)[:100]
