"""Markdown for people: read as it stands in a terminal or a mail, or rendered by anything that knows Markdown.

Article text is data. ``escape`` keeps it literal in CommonMark, GFM and python-markdown with as few marks as it takes,
since most readers of the file see it raw.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from urllib.parse import quote, urlsplit

from briefer.text.pattern import pattern

from ..model import Brief, HeldOver, Item, Source
from ..text.clean import clean, visible
from . import dates

# ---------------------------------------------------------------- escaping

_SPECIAL = pattern(
    r"[\\`*\[\]{]"
    r"|(?<![^\W_])_|_(?![^\W_])"  # inside a word, as in a_b, it means nothing anywhere
    r"|<(?![ =]|$)"
    r"|&(?=#|\w+;)"  # browsers read &#1 without its semicolon too
    r"|~(?![^\W_])|(?<=\S)~"  # before a word, as in ~5, it can never end what is struck through
)
# python-markdown knows no backslash before these; a numeric or named reference is understood everywhere.
_REFERENCES = {"<": "&lt;", "&": "&amp;", "~": "&#126;"}
_BLOCK_START = pattern(r"[#>]|[-+](?=\s|$)|-(?=[- ]+$)|\d+(?=[.)](?:\s|$))")
_ADDRESS = pattern(r"(?i)(?<![a-z])(?:(?:https?|ftp)://|www\.)\S+")
_ADDRESS_SIGN = pattern(r"(?i)(?<=[sp]:)/(?=/)|(?<=www)\.")


def escape(text: str, where: str = "paragraph") -> str:
    """Return the text as Markdown that shows exactly it, on one line.

    ``where`` is "paragraph", "item", "quote" or "heading". GFM makes a link of an address in the text; it shows where
    it goes and leads to http, https, ftp and mail only, so addresses stay readable.
    """
    text = visible(text)
    escaped = _SPECIAL.sub(_mark, text)
    if where == "heading" and text.endswith("#") and text != "#":
        escaped = f"{escaped[:-1]}\\#"  # else it closes the heading and is not shown
    if escaped != text:
        escaped = _ADDRESS.sub(_without_link, escaped)
    if start := _BLOCK_START.match(escaped):
        at = start.end() if start[0].isdigit() else 0
        escaped = f"{escaped[:at]}\\{escaped[at:]}"
    elif escaped.startswith(": "):
        escaped = f"&#58;{escaped[1:]}"  # a definition in python-markdown's extra
    return escaped


def _mark(special: re.Match[str]) -> str:
    return _REFERENCES.get(special[0]) or f"\\{special[0]}"


def _without_link(address: re.Match[str]) -> str:
    """Break an address that holds marks of ours: GFM would print them as part of its link."""
    if "\\" in address[0] or re.search(r"&(?:lt|amp|#126);", address[0]):
        return _ADDRESS_SIGN.sub(lambda sign: f"&#{ord(sign[0])};", address[0])
    return address[0]


# ---------------------------------------------------------------- the page

Block = str | None  # a paragraph, a heading or an entry of a list; None where there is nothing to say


def write(brief: Brief) -> str:
    """Return the brief as Markdown: what is verified first, then the analyst's note, the sources and the coverage."""
    blocks = [
        *_front(brief),
        *_items("Bottom line", brief.bottom_line, brief),
        _changes(brief),
        *(block for section in brief.sections for block in _items(section.title, section.items, brief)),
        *_note(brief),
        *_listed("Sources", [_source(source) for source in sorted(brief.sources, key=lambda s: s.n)], ""),
        *_listed("Held over", [_held_over(held, brief) for held in brief.held_over]),
        *_listed(f"Dropped since {_last(brief)}", [escape(text, "item") for text in brief.changes.dropped]),
        *_coverage(brief),
        "Every sentence is verbatim; `briefer verify` proves it." + (f" Brief {brief.id[:12]}." if brief.id else ""),
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _front(brief: Brief) -> Iterator[Block]:
    yield f"# {escape(brief.title, 'heading')}"
    if brief.handling and visible(brief.handling):
        yield f"**{escape(brief.handling)}**"
    seen = brief.coverage
    facts = [f"No. {brief.number}" if brief.number else "", dates.long(brief.date), _period(brief)]
    facts += [f"{seen.used} of {_many(seen.articles, 'article')} cited"] if seen.articles else []
    facts += [_many(seen.stories, "story", "stories")]
    yield " · ".join(fact for fact in facts if fact)


def _period(brief: Brief) -> str:
    days = dict.fromkeys(_day(day) for day in brief.period if day)
    return f"reports of {' to '.join(days)}" if days else ""


def _items(title: str, items: Iterable[Item], brief: Brief) -> Iterator[Block]:
    entries = [_item(item, brief) for item in items]
    if entries:
        yield f"## {escape(title, 'heading')}"
        yield from entries


def _item(item: Item, brief: Brief) -> str:
    parts = [f"{item.n}. {escape(item.text, 'item')}"]
    if len(brief.sources) > 1:
        cited = dict.fromkeys(span.source for span in item.spans)
        parts.append(_cite(brief, *cited))
    if marks := list(_marks(item, brief)):
        parts.append(f"— *{' · '.join(marks)}*")
    return " ".join(parts)


def _cite(brief: Brief, *numbers: int) -> str:
    text = f"[{', '.join(map(str, numbers))}]"
    # Brackets are text as long as nothing defines a link for them, which only the analyst's note could.
    return escape(text) if "]:" in (brief.note or "") else text


def _marks(item: Item, brief: Brief) -> Iterator[str]:
    """Yield what a reader should know of an item beside its words."""
    if item.speaker:
        yield escape(item.speaker.text, "item")
    days = {source.n: _day(source.published, dates.short) for source in brief.sources}
    if len(set(days.values())) > 1 and (day := days.get(item.spans[0].source)):
        yield day
    if item.reports > 1:
        yield f"{item.reports} reports"
    if item.n in brief.changes.corrected:
        yield "corrected at the source"
    elif item.n in brief.changes.continuing:
        yield "continuing"
    elif item.n in brief.changes.new:
        yield "new"
    if item.differs:
        yield f"figures differ from {_and(str(n) for n in item.differs)}"


def _last(brief: Brief) -> str:
    if brief.changes.since:
        return escape(brief.changes.since)
    return f"No. {brief.number - 1}" if brief.number and brief.number > 1 else "the last brief"


def _changes(brief: Brief) -> Block:
    changes = brief.changes
    said = [
        f"{len(numbers)} {word} ({', '.join(map(str, numbers))})"
        for numbers, word in (
            (changes.new, "new"),
            (changes.continuing, "continuing"),
            (changes.corrected, "corrected at the source"),
        )
        if numbers
    ]
    if changes.dropped:
        said.append(f"{len(changes.dropped)} dropped")
    if not said:
        return f"Nothing new since {_last(brief)}." if changes.since else None
    return f"Since {_last(brief)}: {' · '.join(said)}."


def _note(brief: Brief) -> Iterator[Block]:
    """Yield the analyst's note, every line of it quoted so that no heading of it can pass for one of the brief."""
    note = clean(brief.note or "").strip()
    if note:
        yield "## Analyst's note (not verified)"
        yield "\n".join(f"> {line}".rstrip() for line in note.split("\n"))


def _source(source: Source) -> str:
    title = escape(source.title, "item") or "Untitled"
    grade = f"[{visible(source.grade)}]" if source.grade else None  # the analyst's own mark, as in the other formats
    outlet = " ".join(each for each in (source.outlet, grade) if each)
    said = [escape(name) for name in (source.author, outlet) if name]
    said.append(_day(source.published))
    said = [title if title[-1] in ".?!…" else f"{title}.", ", ".join(part for part in said if part)]
    said[1] += "." if said[1] else ""
    # Of a file its name is enough here: the path is in the JSON, and is nobody's business in a mail.
    said.append(_link(source.url) or escape(re.split(r"[/\\]", source.path or "")[-1]))
    return f"{source.n}. {' '.join(part for part in said if part)}"


def _day(day: str | None, written: Callable[[str], str] = dates.long) -> str:
    """Return a date in words; what is not a whole date stands as it was given."""
    try:
        return written(day) if day else ""
    except (ValueError, IndexError):
        return escape(day or "")


def _link(url: str | None) -> str:
    """Return a link that shows where it goes, or nothing where it is not one for the web."""
    address = "".join(clean(url or "").split("\n")).strip()
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return ""
    return f"<{re.sub(_UNSAFE, lambda sign: quote(sign[0]), address)}>"


_UNSAFE = r"[\s<>\"`\\\[\]{}|^]"  # what ends an address in Markdown, or begins something else there


def _held_over(held: HeldOver, brief: Brief) -> str:
    cited = f" {_cite(brief, held.source)}" if len(brief.sources) > 1 else ""
    reason = escape(held.reason)
    return f"{escape(held.text, 'item')}{cited}{f' — *{reason}*' if reason else ''}"


def _listed(title: str, entries: list[str], bullet: str = "- ") -> Iterator[Block]:
    if entries:
        yield f"## {title}"
        yield "\n".join(bullet + entry for entry in entries)


def _coverage(brief: Brief) -> Iterator[Block]:
    seen = brief.coverage
    read = f"{_many(seen.articles, 'article') or 'no new article'} read"
    if seen.unweighed:
        read = f"{seen.articles:,} of {_many(seen.articles + seen.unweighed, 'article')} weighed"
    said = [read, f"{seen.used} cited", _many(seen.stories, "story", "stories")]
    said += [f"{seen.undated} undated"] if seen.undated else []
    said += [f"{_many(len(brief.held_over), 'item')} held over"] if brief.held_over else []
    yield "## Coverage"
    yield f"{', '.join(part for part in said if part)}."
    if seen.unweighed:
        yield "Weighed are those that share most words with the profile, or were reported most often."
    if seen.empty:
        yield f"Nothing on: {'; '.join(escape(title) for title in seen.empty)}."
    if len(seen.outlets) > 1:
        yield f"Outlets: {_outlets(seen.outlets)}."
    if seen.skipped:
        yield f"Not used, {_many(len(seen.skipped), 'input')}:"
        yield "\n".join(f"- {escape(one.source, 'item')}: {escape(one.reason)}" for one in seen.skipped)


_MOST_OUTLETS = 40  # a day of the world's news has tens of thousands


def _outlets(outlets: Mapping[str, int]) -> str:
    said = [f"{escape(name)} ({many:,})" for name, many in islice(outlets.items(), _MOST_OUTLETS)]
    more = list(outlets.values())[_MOST_OUTLETS:]
    last = [f"and {_many(len(more), 'more', 'more')} ({sum(more):,})"] if more else []
    return ", ".join([*said, *last])


def _many(number: int, one: str, more: str = "") -> str:
    return f"{number:,} {one if number == 1 else more or one + 's'}" if number else ""


def _and(names: Iterable[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last
