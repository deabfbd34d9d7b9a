"""Who said what: statements with speaker, cue and content, each by its place in the text."""

from __future__ import annotations

from ..model import Article, Span, Statement
from ..text import document
from .lines import Line, lines, quotations
from .speech import speakers


def statements(text: str, language: str = "en") -> tuple[Statement, ...]:
    """Return what somebody says in a text, in its order; a speaker who is not certain is None."""
    made = document(Article(id="", title="", text=text, source="", language=language))
    inside = quotations(text, made)
    found: list[Statement] = []
    for line in lines(made):
        quoted = tuple(
            Span(start, end)
            for start, end in inside
            if line.start <= start < line.end and end <= line.end + 1 and _speech(text, start, end)
        )
        found.extend(_of_line(line, text, quoted))
    return tuple(found)


def _speech(text: str, start: int, end: int) -> bool:
    """Tell whether a quotation is more than a title or a word held with tongs."""
    return len(text[start:end].split()) >= 3


def _of_line(line: Line, text: str, quoted: tuple[Span, ...]) -> list[Statement]:
    named = speakers(line)
    if not named:
        if not quoted:
            return []
        return [Statement(speaker=None, cue=None, content=quoted, kind="direct")]
    speaker, cue = named[0]
    who = Span(line.start + speaker.start, line.start + speaker.end)
    verb = Span(line.start + cue.start, line.start + cue.end)
    first, last = min(who.start, verb.start), max(who.end, verb.end)
    outside = _indirect(text, line, first, last, quoted)
    if quoted and all(span.end <= first or span.start >= last for span in quoted) and _starts(text, line, quoted):
        return [Statement(speaker=who, cue=verb, content=quoted, kind="direct")]
    if outside is None:
        return [Statement(speaker=who, cue=verb, content=quoted, kind="direct")] if quoted else []
    kind = "mixed" if any(outside.start <= span.start and span.end <= outside.end for span in quoted) else "indirect"
    return [Statement(speaker=who, cue=verb, content=(outside,), kind=kind)]


def _starts(text: str, line: Line, quoted: tuple[Span, ...]) -> bool:
    """Tell whether the line opens with a quotation, or the quotation is all that follows the cue."""
    return text[line.start : quoted[0].start].strip() == "" or text[quoted[0].start - 2 : quoted[0].start].strip() in (
        ",",
        ":",
    )


def _indirect(text: str, line: Line, first: int, last: int, quoted: tuple[Span, ...]) -> Span | None:
    """Return the part of the line that is what was said: after the cue, or before it where the cue ends the line."""
    end = line.end
    while end > last and text[end - 1] in ".!? \n":
        end -= 1
    start = last
    while start < end and text[start] in " ,:":
        start += 1
    if text[start:end].startswith("that "):
        start += 5
    if end - start >= 12:
        return Span(start, end)
    end = first
    while end > line.start and text[end - 1] in " ,":
        end -= 1
    return Span(line.start, end) if end - line.start >= 12 else None
