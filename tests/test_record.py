"""The record: a brief as JSON and back, exactly."""

from __future__ import annotations

import dataclasses
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefer.errors import InputError
from briefer.model import (
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
from briefer.render.record import from_json, identify, to_json

SCHEMA = json.loads((Path(__file__).parent.parent / "templates" / "brief.schema.json").read_text("utf-8"))

# Low surrogates stand for the bytes of a file name that are no UTF-8; Python reads two that meet as one letter only
# when the first is a high one, and no text that was cleaned and no file name holds those.
texts = st.text(max_size=12) | st.text(alphabet="a\x00\x1b\x85\u202e\u2028\udc80\U0001f600<>&\"\\'\n", max_size=8)
maybe = st.none() | texts
counts = st.integers(min_value=0, max_value=10**9)
numbers = st.lists(counts, max_size=3).map(tuple)
scores = st.floats(-1e6, 1e6).map(lambda score: round(score, 4) + 0.0)
parts = st.dictionaries(texts.filter(lambda name: name not in ("section", "beat", "remedy", "differs")), scores)
quotes = st.builds(Quote, counts, counts, counts)
speakers = st.builds(Speaker, texts, counts, counts)
whys = st.builds(Why, parts, texts, scores, texts, texts)
items = st.builds(
    Item,
    n=counts,
    text=texts,
    spans=st.lists(quotes, max_size=2).map(tuple),
    speaker=st.none() | speakers,
    reports=counts,
    new=st.booleans(),
    score=scores,
    why=whys,
    differs=numbers,
)
many_items = st.lists(items, max_size=2).map(tuple)
briefs = st.builds(
    Brief,
    title=texts,
    date=texts,
    period=st.tuples(maybe, maybe),
    profile=texts,
    language=texts,
    bottom_line=many_items,
    sections=st.lists(st.builds(Section, texts, many_items), max_size=2).map(tuple),
    sources=st.lists(st.builds(Source, counts, texts, *[maybe] * 6, texts, maybe, maybe), max_size=2).map(
        tuple
    ),
    coverage=st.builds(
        Coverage,
        articles=counts,
        used=counts,
        skipped=st.lists(st.builds(Skipped, texts, texts), max_size=2).map(tuple),
        stories=counts,
        empty=st.lists(texts, max_size=2).map(tuple),
        days=st.dictionaries(texts, counts, max_size=3),
        outlets=st.dictionaries(texts, counts, max_size=3),
        undated=counts,
    ),
    held_over=st.lists(st.builds(HeldOver, texts, counts, texts), max_size=2).map(tuple),
    changes=st.builds(Changes, numbers, numbers, st.lists(texts, max_size=2).map(tuple), numbers),
    number=st.none() | counts,
    handling=maybe,
    note=maybe,
    paper=st.sampled_from(["a4", "letter"]),
    id=st.sampled_from(["", "0" * 64]),
)


def small() -> Brief:
    """A brief with one item in each place."""
    item = Item(
        n=1,
        text="Kim vowed “more”.",
        spans=(Quote(1, 0, 17),),
        speaker=Speaker("Kim", 0, 3),
        reports=2,
        new=True,
        score=0.51239,
        why=Why({"centrality": 0.5}, "speaker Kim", 0.75, "A duller sentence.", "printed with the sentence before it"),
        differs=(2,),
    )
    return Brief(
        title="Daily Brief",
        date="2024-12-30",
        period=("2024-12-29", None),
        profile="daily",
        language="en",
        bottom_line=(item,),
        sections=(Section("Statements", (dataclasses.replace(item, n=2, differs=()),)),),
        sources=(Source(1, "Kim vows", "Wire", None, None, "seeds/a.txt", "2024-12-29", None, "ab" * 32),),
        coverage=Coverage(articles=1, used=1, stories=1),
    )


@given(briefs)
@settings(max_examples=120, deadline=None)
def test_there_and_back(brief: Brief) -> None:
    """A brief that went out as JSON comes back as the same brief, and the order of what it counts is kept."""
    body = to_json(brief)
    again = from_json(body)
    assert again == brief
    assert list(again.coverage.outlets) == list(brief.coverage.outlets)
    assert to_json(again) == body


@given(briefs)
@settings(max_examples=60, deadline=None)
def test_schema_holds(brief: Brief) -> None:
    """Every record is UTF-8 text without control characters, and valid against the JSON Schema."""
    text = to_json(brief).decode("utf-8")
    assert text.endswith("}\n")
    assert not [char for char in text if (ord(char) < 32 and char != "\n") or 0x7F <= ord(char) < 0xA0]
    assert not set(text) & set("\u2028\u2029\u202e\u2066\ufeff")
    jsonschema.validate(json.loads(text), SCHEMA)


def test_schema_is_a_schema() -> None:
    """The JSON Schema file itself is valid, and it refuses a record with a key it does not know."""
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    record = json.loads(to_json(small()))
    with pytest.raises(jsonschema.ValidationError, match="colour"):
        jsonschema.validate(record | {"colour": "red"}, SCHEMA)


def test_keys_of_the_record() -> None:
    """The record has the keys that outside readers rely on, and scores with four decimals."""
    record = json.loads(to_json(small()))
    assert record["schema"] == "briefer/1"
    assert record["period"] == {"from": "2024-12-29", "to": None}
    assert "handling" not in record
    assert "note" not in record
    assert record["paper"] == "a4"
    assert record["bottom_line"][0]["score"] == 0.5124
    assert record["bottom_line"][0]["why"] == {
        "centrality": 0.5,
        "section": {"rule": "speaker Kim", "score": 0.75},
        "beat": "A duller sentence.",
        "remedy": "printed with the sentence before it",
        "differs": [2],
    }
    assert record["coverage"] == {
        "articles": 1,
        "used": 1,
        "skipped": [],
        "stories": 1,
        "empty": [],
        "days": {},
        "outlets": {},
        "undated": 0,
    }


def test_short_record() -> None:
    """A record with the keys of the design alone is read, and keys of a later version are passed over."""
    record = json.loads(to_json(small()))
    del record["paper"]
    record["coverage"] = {"articles": 1, "used": 1, "skipped": [], "stories": 1}
    record["weather"] = "fine"
    assert from_json(json.dumps(record).encode()) == dataclasses.replace(
        from_json(to_json(small())), coverage=Coverage(articles=1, used=1, stories=1)
    )


def test_identity() -> None:
    """The id hashes everything but the id: the id itself does not change it, any word does."""
    brief = small()
    assert len(identify(brief)) == 64
    assert identify(brief) == identify(dataclasses.replace(brief, id="f" * 64))
    assert identify(brief) == identify(from_json(to_json(brief)))
    assert identify(brief) != identify(dataclasses.replace(brief, title="Daily Brie"))


def test_reserved_part() -> None:
    """A part of a score cannot take a name that the record uses for itself."""
    item = dataclasses.replace(small().bottom_line[0], why=Why({"beat": 1.0}, "", 0.0, ""))
    with pytest.raises(ValueError, match="a part of a score cannot be called 'beat'"):
        to_json(dataclasses.replace(small(), bottom_line=(item,)))


def changed(*path: str | int, to: Any) -> bytes:
    """The small brief's record with one value put in another's place."""
    record = json.loads(to_json(small()))
    place = record
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = to
    return json.dumps(record).encode()


def without(key: str) -> bytes:
    record = json.loads(to_json(small()))
    del record[key]
    return json.dumps(record).encode()


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "it is not JSON (line 1, column 1: Expecting value)"),
        (b"{\n nope", "it is not JSON (line 2, column 2"),
        (b"\xff\xfe", "it is not UTF-8 text (byte 0)"),
        (b"[" * 200_000, "it is nested too deep"),
        (b'{"a": 1, "a": 2}', 'the key "a" stands there twice in one object'),
        (b'{"schema": NaN}', "NaN is no JSON number"),
        (b"[]", "it holds a list, not an object"),
        (b"7.5", "it holds a number, not an object"),
        (b"null", "it holds null, not an object"),
        (b'{"title": "An article"}', "it has no schema"),
        (b'{"schema": "briefer/9"}', 'its schema is "briefer/9", and this briefer reads briefer/1'),
        (without("title"), "title is missing"),
        (changed("title", to=5), "title must be a text, not 5"),
        (changed("period", to="2024"), 'period must be an object, not "2024"'),
        (changed("period", "from", to=2024), "period.from must be a text, not 2024"),
        (changed("sections", to={}), "sections must be a list, not {}"),
        (changed("bottom_line", 0, "spans", 0, "start", to=-1), "bottom_line[0].spans[0].start must be a whole number"),
        (changed("bottom_line", 0, "n", to=True), "bottom_line[0].n must be a whole number from 0 up, not true"),
        (changed("bottom_line", 0, "new", to=1), "bottom_line[0].new must be true or false, not 1"),
        (changed("bottom_line", 0, "score", to="high"), 'bottom_line[0].score must be a number, not "high"'),
        (changed("bottom_line", 0, "score", to=10**400), "bottom_line[0].score must be a number that fits"),
        (changed("bottom_line", 0, "why", "speed", to=[]), "bottom_line[0].why.speed must be a number, not []"),
        (changed("sections", 0, "items", 0, "why", "beat", to=None), "sections[0].items[0].why.beat must be a text"),
        (changed("sources", 0, to="a.txt"), 'sources[0] must be an object, not "a.txt"'),
        (changed("coverage", "days", to=[]), "coverage.days must be an object, not []"),
    ],
)
def test_what_is_no_brief(body: bytes, words: str) -> None:
    """What is not a brief is refused with what is wrong, where, and what to give instead."""
    with pytest.raises(InputError) as refusal:
        from_json(body)
    said = str(refusal.value)
    assert said.startswith("this is not a brief: ")
    assert words in said
    assert said.endswith('; give a brief.json or brief.pdf that "briefer make" wrote')


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), st.lists))
@settings(max_examples=60, deadline=None)
def test_any_json_in_any_place(value: Any) -> None:
    """Whatever stands in the place of a value, the answer is a brief or an InputError, never another error."""
    for path in [("title",), ("period",), ("number",), ("bottom_line",), ("sources", 0), ("coverage", "skipped")]:
        with suppress(InputError):
            assert isinstance(from_json(changed(*path, to=value)), Brief)
