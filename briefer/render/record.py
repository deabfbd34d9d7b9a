"""A brief as JSON and back: the record that every other format is made from and that the PDF carries inside.

``from_json(to_json(brief)) == brief`` for every brief whose scores have no more than four decimals; the schema is
``templates/brief.schema.json``. Keys that a reader does not know are passed over, so that an older briefer still reads
what a newer one wrote; anything else that is not as the schema says is refused, because a proof must not rest on a
guess.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

from ..errors import InputError
from ..model import (
    Brief,
    Changes,
    Coverage,
    HeldOver,
    Item,
    Quote,
    Section,
    Skipped,
    Source,
    Speaker,
    Why,
)
from ..values import dataclass

SCHEMA = "briefer/1"

# Keys of "why" that are not parts of the score; a part may not be called so.
_RESERVED = ("section", "beat", "remedy", "differs")

# Legal in a JSON string, but not fit to be seen raw: lone surrogates are no UTF-8, and the others change what a
# terminal or an editor shows. They travel as \uXXXX.
_UNSEEN = re.compile("[\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")

_ADVICE = 'give a brief.json or brief.pdf that "briefer make" wrote'


def to_json(brief: Brief) -> bytes:
    """Return the brief as UTF-8 JSON, the same bytes for the same brief."""
    return _bytes(json.dumps(_record(brief), ensure_ascii=False, indent=1, allow_nan=False) + "\n")


def from_json(body: bytes) -> Brief:
    """Return the brief that to_json wrote; anything else is an InputError."""
    try:
        value = json.loads(body.decode("utf-8-sig"), object_pairs_hook=_object, parse_constant=_constant)
    except UnicodeDecodeError as error:
        raise _refusal(f"it is not UTF-8 text (byte {error.start})") from error
    except json.JSONDecodeError as error:
        raise _refusal(f"it is not JSON (line {error.lineno}, column {error.colno}: {error.msg})") from error
    except RecursionError as error:
        raise _refusal("it is nested too deep") from error
    except ValueError as error:  # a key twice, NaN, a number of thousands of digits
        raise _refusal(str(error)) from error
    if not isinstance(value, dict):
        raise _refusal(f"it holds {_kind(value)}, not an object")
    if "schema" not in value:
        raise _refusal("it has no schema")
    if value["schema"] != SCHEMA:
        raise _refusal(f"its schema is {_short(value['schema'])}, and this briefer reads {SCHEMA}")
    return _brief(_Node(value, ""))


def identify(brief: Brief) -> str:
    """Return the brief's id: the hash of everything else in it."""
    record = _record(brief)
    del record["id"]
    canonical = json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(_bytes(canonical)).hexdigest()


def _bytes(text: str) -> bytes:
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text).encode("utf-8")


# ---- writing: one function for each object of the schema, its keys in the order they are printed


def _record(brief: Brief) -> dict[str, Any]:
    start, end = brief.period
    record: dict[str, Any] = {
        "schema": SCHEMA,
        "id": brief.id,
        "number": brief.number,
        "title": brief.title,
        "date": brief.date,
        "period": {"from": start, "to": end},
        "profile": brief.profile,
        "language": brief.language,
        "paper": brief.paper,
    }
    if brief.handling is not None:
        record["handling"] = brief.handling
    if brief.note is not None:
        record["note"] = brief.note
    coverage = brief.coverage
    return record | {
        "bottom_line": [_item_record(item) for item in brief.bottom_line],
        "sections": [
            {"title": section.title, "items": [_item_record(item) for item in section.items]}
            for section in brief.sections
        ],
        "held_over": [{"text": h.text, "source": h.source, "reason": h.reason} for h in brief.held_over],
        "changes": {
            "new": list(brief.changes.new),
            "continuing": list(brief.changes.continuing),
            "dropped": list(brief.changes.dropped),
            "corrected": list(brief.changes.corrected),
            **({"since": brief.changes.since} if brief.changes.since else {}),
        },
        "sources": [
            {
                "n": source.n,
                "title": source.title,
                "outlet": source.outlet,
                "author": source.author,
                "url": source.url,
                "path": source.path,
                "published": source.published,
                "fetched": source.fetched,
                "sha256": source.sha256,
                **({"grade": source.grade} if source.grade is not None else {}),
                **({"outlet_by": source.outlet_by} if source.outlet_by is not None else {}),
            }
            for source in brief.sources
        ],
        "coverage": {
            "articles": coverage.articles,
            "used": coverage.used,
            "skipped": [{"source": s.source, "reason": s.reason} for s in coverage.skipped],
            "stories": coverage.stories,
            "empty": list(coverage.empty),
            "days": dict(coverage.days),
            "outlets": dict(coverage.outlets),
            "undated": coverage.undated,
            **({"unweighed": coverage.unweighed} if coverage.unweighed else {}),
        },
    }


def _item_record(item: Item) -> dict[str, Any]:
    speaker = item.speaker
    return {
        "n": item.n,
        "text": item.text,
        "spans": [{"source": span.source, "start": span.start, "end": span.end} for span in item.spans],
        "speaker": None if speaker is None else {"text": speaker.text, "start": speaker.start, "end": speaker.end},
        "reports": item.reports,
        "new": item.new,
        "score": _rounded(item.score),
        "why": _why_record(item),
    }


def _why_record(item: Item) -> dict[str, Any]:
    why = item.why
    for name in _RESERVED:
        if name in why.parts:
            raise ValueError(f"a part of a score cannot be called {name!r}: the record uses that word for itself")
    record: dict[str, Any] = {name: _rounded(part) for name, part in why.parts.items()}
    record["section"] = {"rule": why.rule, "score": _rounded(why.rule_score)}
    record["beat"] = why.beat
    if why.remedy:
        record["remedy"] = why.remedy
    if item.differs:
        record["differs"] = list(item.differs)
    return record


def _rounded(score: float) -> float:
    return round(float(score), 4) + 0.0  # + 0.0 turns -0.0 into 0.0


# ---- reading


@dataclass(frozen=True, slots=True)
class _Node:
    """A value of the document and the way to it, so that a refusal can say where."""

    value: Any
    where: str

    def has(self, key: str) -> bool:
        return isinstance(self.value, dict) and key in self.value

    def __getitem__(self, key: str) -> _Node:
        if not isinstance(self.value, dict):
            raise self.refusal("an object")
        where = f"{self.where}.{key}" if self.where else key
        if key not in self.value:
            raise _refusal(f"{where} is missing")
        return _Node(self.value[key], where)

    def each(self) -> list[_Node]:
        if not isinstance(self.value, list):
            raise self.refusal("a list")
        return [_Node(value, f"{self.where}[{index}]") for index, value in enumerate(self.value)]

    def pairs(self) -> list[tuple[str, _Node]]:
        if not isinstance(self.value, dict):
            raise self.refusal("an object")
        return [(key, self[key]) for key in self.value]

    def text(self) -> str:
        if not isinstance(self.value, str):
            raise self.refusal("a text")
        return self.value

    def text_or_none(self) -> str | None:
        return None if self.value is None else self.text()

    def flag(self) -> bool:
        if not isinstance(self.value, bool):
            raise self.refusal("true or false")
        return self.value

    def whole(self) -> int:
        """A count, a number or an offset; a negative one would silently count from the end of a text."""
        if not isinstance(self.value, int) or isinstance(self.value, bool) or self.value < 0:
            raise self.refusal("a whole number from 0 up")
        return self.value

    def number(self) -> float:
        if not isinstance(self.value, int | float) or isinstance(self.value, bool):
            raise self.refusal("a number")
        try:
            value = float(self.value)
        except OverflowError:
            value = float("inf")
        if abs(value) == float("inf"):
            raise self.refusal("a number that fits")
        return value

    def refusal(self, wanted: str) -> InputError:
        return _refusal(f"{self.where} must be {wanted}, not {_short(self.value)}")


def _brief(node: _Node) -> Brief:
    number = node["number"]
    period = node["period"]
    return Brief(
        title=node["title"].text(),
        date=node["date"].text(),
        period=(period["from"].text_or_none(), period["to"].text_or_none()),
        profile=node["profile"].text(),
        language=node["language"].text(),
        bottom_line=tuple(_item(item) for item in node["bottom_line"].each()),
        sections=tuple(
            Section(section["title"].text(), tuple(_item(item) for item in section["items"].each()))
            for section in node["sections"].each()
        ),
        sources=tuple(_source(source) for source in node["sources"].each()),
        coverage=_coverage(node["coverage"]),
        held_over=tuple(
            HeldOver(held["text"].text(), held["source"].whole(), held["reason"].text())
            for held in node["held_over"].each()
        ),
        changes=_changes(node["changes"]),
        number=None if number.value is None else number.whole(),
        handling=node["handling"].text_or_none() if node.has("handling") else None,
        note=node["note"].text_or_none() if node.has("note") else None,
        paper=node["paper"].text() if node.has("paper") else "a4",
        id=node["id"].text(),
    )


def _item(node: _Node) -> Item:
    speaker = node["speaker"]
    why = node["why"]
    return Item(
        n=node["n"].whole(),
        text=node["text"].text(),
        spans=tuple(
            Quote(span["source"].whole(), span["start"].whole(), span["end"].whole()) for span in node["spans"].each()
        ),
        speaker=None
        if speaker.value is None
        else Speaker(speaker["text"].text(), speaker["start"].whole(), speaker["end"].whole()),
        reports=node["reports"].whole(),
        new=node["new"].flag(),
        score=node["score"].number(),
        why=Why(
            parts={name: part.number() for name, part in why.pairs() if name not in _RESERVED},
            rule=why["section"]["rule"].text(),
            rule_score=why["section"]["score"].number(),
            beat=why["beat"].text(),
            remedy=why["remedy"].text() if why.has("remedy") else "",
        ),
        differs=_wholes(why["differs"]) if why.has("differs") else (),
    )


def _source(node: _Node) -> Source:
    return Source(
        n=node["n"].whole(),
        title=node["title"].text(),
        outlet=node["outlet"].text_or_none(),
        author=node["author"].text_or_none(),
        url=node["url"].text_or_none(),
        path=node["path"].text_or_none(),
        published=node["published"].text_or_none(),
        fetched=node["fetched"].text_or_none(),
        sha256=node["sha256"].text(),
        grade=node["grade"].text_or_none() if node.has("grade") else None,
        outlet_by=node["outlet_by"].text_or_none() if node.has("outlet_by") else None,
    )


def _changes(node: _Node) -> Changes:
    return Changes(
        new=_wholes(node["new"]),
        continuing=_wholes(node["continuing"]),
        dropped=_texts(node["dropped"]),
        corrected=_wholes(node["corrected"]),
        since=node["since"].text() if node.has("since") else "",
    )


def _coverage(node: _Node) -> Coverage:
    return Coverage(
        articles=node["articles"].whole(),
        used=node["used"].whole(),
        skipped=tuple(Skipped(s["source"].text(), s["reason"].text()) for s in node["skipped"].each()),
        stories=node["stories"].whole(),
        empty=_texts(node["empty"]) if node.has("empty") else (),
        days={day: count.whole() for day, count in node["days"].pairs()} if node.has("days") else {},
        outlets={name: count.whole() for name, count in node["outlets"].pairs()} if node.has("outlets") else {},
        undated=node["undated"].whole() if node.has("undated") else 0,
        unweighed=node["unweighed"].whole() if node.has("unweighed") else 0,
    )


def _wholes(node: _Node) -> tuple[int, ...]:
    return tuple(each.whole() for each in node.each())


def _texts(node: _Node) -> tuple[str, ...]:
    return tuple(each.text() for each in node.each())


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):  # two readers would see two different briefs
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key {_short(twice)} stands there twice in one object")
    return value


def _constant(word: str) -> Any:
    raise ValueError(f"{word} is no JSON number")


def _refusal(what: str) -> InputError:
    return InputError(f"this is not a brief: {what}; {_ADVICE}")


def _kind(value: object) -> str:
    names = {list: "a list", str: "a text", bool: "true or false", type(None): "null", int: "a number"}
    return names.get(type(value), "a number")


def _short(value: object) -> str:
    shown = _UNSEEN.sub("?", json.dumps(value, ensure_ascii=False))
    return shown if len(shown) <= 60 else shown[:57] + "…"
