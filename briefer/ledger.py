"""Who said what, when, in which words: statements go into the archive here, and come out as a ledger.

In the ledger one wording is one entry, however many articles carry it. Where a speaker says nearly the same again, or
an article's own words were changed after they were published, the entry says which words are new and which are gone.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from difflib import SequenceMatcher

from .choose import statements
from .choose.lines import NOT_NAMES
from .model import Article, Brief, Statement
from .read.identity import canonical
from .render.markdown import escape
from .store import Added, Archive, Said, Spoken, json_line
from .text.clean import visible
from .values import dataclass

_NEAR = 0.6  # of the words, in order, are the same: the speaker says it again in other words
_LOOKED_BACK = 200  # entries of one speaker; more would take the square of their number
_TOLD = 6  # differences named in an entry


@dataclass(frozen=True, slots=True)
class Change:
    """What is different from an earlier wording."""

    where: str  # "at the source": the article was changed; "before": an earlier statement was worded otherwise
    date: str  # when the article was seen changed, or the day of the earlier statement
    before: str
    outlet: str | None
    words: str  # the difference in words


@dataclass(frozen=True, slots=True)
class Entry:
    """One wording of one speaker, and every place where it stands."""

    date: str
    speaker: str | None
    cue: str | None
    content: tuple[str, ...]
    kind: str
    places: tuple[Said, ...]  # the earliest first
    changes: tuple[Change, ...] = ()
    gone: str | None = None  # the day the article was seen without it

    @property
    def text(self) -> str:
        """What was said, its pieces in a row."""
        return " … ".join(self.content)


# ---- into the archive


def add(archive: Archive, articles: Sequence[Article], seen: str) -> Added:
    """Record articles with the statements in them."""
    spoken = _spoken(archive, articles)
    return archive.add_articles(articles, seen, spoken, canonical)


def record(
    archive: Archive,
    articles: Sequence[Article],
    brief: Brief,
    body: bytes,
    seen: str,
    maker: str = "",
    profile_text: str = "",
) -> Added:
    """Record a finished brief with its articles and the statements in them, all or nothing; ``body`` is its JSON."""
    spoken = _spoken(archive, articles)
    with archive.transaction():
        added = archive.add_articles(articles, seen, spoken, canonical)
        archive.add_brief(brief, body, articles, seen, maker, profile_text, canonical)
    return added


def _spoken(archive: Archive, articles: Sequence[Article]) -> dict[str, tuple[Spoken, ...]]:
    """Find the statements of texts that are new to the archive; nobody has to wait for this."""
    return {
        article.sha256: named(article.text, statements(article.text, article.language))
        for article in archive.unknown(articles)
    }


_TITLES = frozenset("mr mrs ms dr president minister secretary general senator premier chancellor".split())


def named(text: str, found: Sequence[Statement]) -> tuple[Spoken, ...]:
    """Give each statement the full name of its speaker, where the text calls him by less there and leaves no doubt."""
    said = [text[each.speaker.start : each.speaker.end] if each.speaker else "" for each in found]
    full = list(dict.fromkeys(name for name in said if len(_plain(name)) > 1))
    known: dict[str, str | None] = {}
    for name in said:
        if len(_plain(name)) == 1 and name not in known:
            known[name] = _full_name(_plain(name)[0], full, text)
    return tuple(Spoken(each, known.get(name)) for each, name in zip(found, said, strict=True))


def _plain(name: str) -> list[str]:
    """Return the words of a name without titles."""
    return [word for word in re.findall(r"[\w'’.-]+", name) if word.rstrip(".").casefold() not in _TITLES]


def _full_name(word: str, full: Sequence[str], text: str) -> str | None:
    """Return the one full name with this word; None where there are two, or where the text names another one."""
    having = sorted((name for name in full if word in _plain(name)), key=len)
    if not having or not word[:1].isupper():
        return None
    shortest, longest = _plain(having[0]), _plain(having[-1])
    if any(not set(shortest) <= set(_plain(name)) for name in having):
        return None
    at = longest.index(word)
    before, after = longest[:at], longest[at + 1 :]
    name = rf"(?:(?P<before>[^\W\d_a-z][\w'’-]*)\.?\s+)?\b{re.escape(word)}\b(?P<after>(?:\s+[^\W\d_a-z][\w'’-]*)*)"
    for run in re.finditer(name, text):
        follows = run["after"].split()
        if follows and follows[: len(after)] != after[: len(follows)]:
            return None
        if not after and (first := run["before"]) and first not in before:
            folded = first.casefold()
            if folded not in _TITLES and folded not in NOT_NAMES:
                return None
    return having[0]


# ---- out of the archive


def entries(
    archive: Archive, speaker: str | None = None, since: str | None = None, about: str | None = None
) -> tuple[Entry, ...]:
    """Return the ledger of a speaker, the oldest entry first."""
    said = archive.statements(speaker, since, about)
    places, changed, gone = _as_it_stands(archive, said)
    grouped: dict[tuple[str, ...], list[Said]] = {}
    for place in places:
        grouped.setdefault(_key(place), []).append(place)
    made = []
    for key, group in grouped.items():
        first = group[0]
        made.append(
            Entry(
                date=first.date,
                speaker=first.name or first.speaker,
                cue=first.cue,
                content=first.content,
                kind=first.kind,
                places=tuple(group),
                changes=tuple(changed.get(key, ())),
                gone=next((gone[id(place)] for place in group if id(place) in gone), None),
            )
        )
    made.sort(key=lambda entry: entry.date)
    return tuple(_with_earlier(made))


def _as_it_stands(
    archive: Archive, said: Iterable[Said]
) -> tuple[list[Said], dict[tuple[str, ...], list[Change]], dict[int, str]]:
    """Put in place of earlier texts of an article what it says now, and note what has changed or gone."""
    places: list[Said] = []
    changed: dict[tuple[str, ...], list[Change]] = {}
    gone: dict[int, str] = {}
    now: dict[int, list[Said]] = {}
    have: set[tuple[int, int]] = set()

    def take(place: Said) -> None:
        if (place.article, place.statement) not in have:
            have.add((place.article, place.statement))
            places.append(place)

    for place in said:
        if place.current:
            take(place)
            continue
        if place.article not in now:
            now[place.article] = [each for each in archive.statements_in(place.article) if each.current]
        today = now[place.article]
        same = next((each for each in today if _key(each) == _key(place)), None)
        if same is not None:
            take(same)
            continue
        near = _nearest(place, today)
        if near is None:
            take(place)
            gone[id(place)] = max((each.seen for each in archive.versions(place.sha256) if each.current), default="")[
                :10
            ]
            continue
        take(near)
        words = difference(_text(place), _text(near))
        change = Change("at the source", near.seen[:10], _text(place), place.outlet, words)
        if change not in changed.setdefault(_key(near), []):
            changed[_key(near)].append(change)
    return places, changed, gone


def _key(place: Said) -> tuple[str, ...]:
    who = place.name or place.speaker
    return ((who or f"? {place.sha256}").casefold(), *_words(_text(place)))


def _text(place: Said) -> str:
    return " … ".join(place.content)


def _words(text: str) -> list[str]:
    return [word.casefold() for word in re.findall(r"\w+(?:['’.-]\w+)*", text)]


def _nearest(place: Said, others: Iterable[Said]) -> Said | None:
    """Return what the same speaker says now in nearly the same words."""
    who = (place.name or place.speaker or "").casefold()
    mine = _words(_text(place))
    near = [
        (_likeness(mine, _words(_text(other))), -at, other)
        for at, other in enumerate(others)
        if (other.name or other.speaker or "").casefold() == who
    ]
    best = max(near, default=None, key=lambda each: each[:2])
    return best[2] if best is not None and best[0] >= _NEAR else None


def _likeness(one: Sequence[str], other: Sequence[str]) -> float:
    shared = len(set(one) & set(other))
    if not shared or 2 * shared < _NEAR * min(len(set(one)), len(set(other))):
        return 0.0
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _with_earlier(made: Iterable[Entry]) -> Iterator[Entry]:
    """Add to each entry what is different from the last time that its speaker said nearly the same."""
    earlier: dict[str, list[tuple[list[str], Entry]]] = {}
    for entry in made:
        if entry.speaker is None:
            yield entry
            continue
        before = earlier.setdefault(entry.speaker.casefold(), [])
        words = _words(entry.text)
        near = next((each for said, each in reversed(before[-_LOOKED_BACK:]) if _likeness(words, said) >= _NEAR), None)
        before.append((words, entry))
        if near is not None:
            change = Change("before", near.date, near.text, near.places[0].outlet, difference(near.text, entry.text))
            entry = replace(entry, changes=(*entry.changes, change))
        yield entry


def difference(before: str, after: str) -> str:
    """Say which words are new, which are gone and which have become others."""
    old, new = before.split(), after.split()
    plain_old, plain_new = ([" ".join(_words(word)) for word in words] for words in (old, new))
    told = []
    for tag, a, a_end, b, b_end in SequenceMatcher(None, plain_old, plain_new, autojunk=False).get_opcodes():
        gone, come = _bare(old[a:a_end]), _bare(new[b:b_end])
        if tag == "equal" or not (gone or come):
            continue
        if not gone:
            told.append(f"the word{'' if b_end - b == 1 else 's'} “{come}” {'is' if b_end - b == 1 else 'are'} new")
        elif not come:
            told.append(f"the word{'' if a_end - a == 1 else 's'} “{gone}” {'is' if a_end - a == 1 else 'are'} gone")
        else:
            told.append(f"“{gone}” has become “{come}”")
    if len(told) > _TOLD:
        told = [*told[:_TOLD], f"and {len(told) - _TOLD} more differences"]
    return "; ".join(told) or "only signs and spaces are different"


def _bare(words: Sequence[str]) -> str:
    return " ".join(words).strip(" ,.;:!?\"'“”‘’«»…")


# ---- as Markdown, CSV and JSON


def write(made: Sequence[Entry], form: str, title: str) -> Iterator[str]:
    """Yield the ledger in one of the FORMATS, line by line."""
    return FORMATS[form](made, title)


def _markdown(made: Sequence[Entry], title: str) -> Iterator[str]:
    yield f"# {escape(title, 'heading')}"
    yield ""
    for entry in made:
        who = escape(entry.speaker or "Speaker unknown", "item")
        said = f" {escape(entry.cue, 'item')}" if entry.cue else ""
        first, *others = entry.places
        yield f"- **{escape(entry.date)}** {who}{said}: {escape(entry.text, 'item')} — {_place(first)}"
        if others:
            yield "  - Also in: " + "; ".join(_place(place) for place in others)
        for change in entry.changes:
            at = "Changed at the source, seen on" if change.where == "at the source" else "Compared with"
            outlet = f" ({escape(change.outlet)})" if change.outlet else ""
            yield f"  - {at} {escape(change.date)}{outlet}: {escape(change.words)}. Before: {escape(change.before)}"
        if entry.gone is not None:
            yield f"  - No longer in the article, seen on {escape(entry.gone)}"
    if not made:
        yield "Nothing is recorded."


def _place(place: Said) -> str:
    start, end = place.spans[0].start, place.spans[-1].end
    named = [place.outlet, place.title, place.url or place.source]
    return ", ".join([*(escape(each) for each in named if each), f"characters {start}–{end} of {place.sha256[:12]}"])


_COLUMNS = (
    "date", "speaker", "cue", "kind", "statement", "difference", "gone",
    "outlet", "title", "source", "start", "end", "sha256",
)  # fmt: skip


def _csv(made: Sequence[Entry], title: str) -> Iterator[str]:
    yield _row(_COLUMNS)
    for entry in made:
        told = " | ".join(f"{change.where} {change.date}: {change.words}" for change in entry.changes)
        for place in entry.places:
            yield _row(
                (
                    place.date, entry.speaker, place.cue, place.kind, _text(place), told, entry.gone, place.outlet,
                    place.title, place.url or place.source, place.spans[0].start, place.spans[-1].end, place.sha256,
                )
            )  # fmt: skip


def _row(cells: Iterable[object]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow([_cell(cell) for cell in cells])
    return line.getvalue()


def _cell(value: object) -> str:
    """Return a value for a spreadsheet: what begins like a formula becomes text by the mark that all of them know."""
    if isinstance(value, int):
        return str(value)
    text = visible(str(value or ""))
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "＝", "＋", "－", "＠") else text


def _json(made: Sequence[Entry], title: str) -> Iterator[str]:
    yield "["
    for at, entry in enumerate(made, start=1):
        record = asdict(entry)
        record["places"] = [_json_place(place) for place in entry.places]
        yield json_line(record) + ("," if at < len(made) else "")
    yield "]"


def _json_place(place: Said) -> dict[str, object]:
    record = asdict(place)
    for key in ("statement", "article", "content", "kind", "versions"):
        del record[key]
    return record


FORMATS: dict[str, Callable[[Sequence[Entry], str], Iterator[str]]] = {
    "md": _markdown,
    "csv": _csv,
    "json": _json,
}
