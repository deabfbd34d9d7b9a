"""A finished brief held against its sources, and its page against its record."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from briefer.errors import InputError
from briefer.model import (
    Article,
    Brief,
    Check,
    Coverage,
    HeldOver,
    Item,
    Quote,
    Section,
    Source,
    Speaker,
    Verification,
    Why,
)
from briefer.render.record import identify, to_json
from briefer.verify import difference, verify

HARBOUR = Article(
    id="harbour",
    title="Harbour opens",
    text=(
        "The harbour of Westport opened again on Monday. Mayor Ann Dale said that 40 ships were\nwaiting outside. "
        "The repairs cost 12 million crowns. Fishermen had waited since March."
    ),
    source="harbour.txt",
    outlet="The Westport Post",
)
TRAIN = Article(
    id="train",
    title="Night train",
    text="A night train will link the two capitals from June. Tickets go on sale in April.",
    source="train.txt",
)


def quote(article: Article, number: int, *texts: str) -> tuple[Quote, ...]:
    starts = [article.text.index(text) for text in texts]
    return tuple(Quote(number, start, start + len(text)) for start, text in zip(starts, texts, strict=True))


def item(n: int, article: Article, number: int, *texts: str, speaker: str | None = None) -> Item:
    at = article.text.index(speaker) if speaker else 0
    return Item(
        n=n,
        text=" ".join(texts),
        spans=quote(article, number, *texts),
        speaker=Speaker(speaker, at, at + len(speaker)) if speaker else None,
        reports=1,
        new=True,
        score=0.5,
        why=Why({"position": 0.5}, "the best of all", 0.5, ""),
    )


def source(n: int, article: Article) -> Source:
    return Source(n, article.title, article.outlet, None, None, article.source, None, None, article.sha256)


def sealed(brief: Brief) -> Brief:
    return replace(brief, id=identify(brief))


BRIEF = sealed(
    Brief(
        title="Westport",
        date="2026-03-02",
        period=(None, None),
        profile="daily",
        language="en",
        bottom_line=(item(1, HARBOUR, 1, "The harbour of Westport opened again on Monday."),),
        sections=(
            Section(
                "Statements",
                (
                    item(
                        2,
                        HARBOUR,
                        1,
                        "Mayor Ann Dale said that 40 ships were\nwaiting outside.",
                        "Fishermen had waited since March.",
                        speaker="Ann Dale",
                    ),
                ),
            ),
            Section("Rail", (item(3, TRAIN, 2, "A night train will link the two capitals from June."),)),
        ),
        sources=(source(1, HARBOUR), source(2, TRAIN)),
        coverage=Coverage(articles=2, used=2),
        held_over=(HeldOver("Tickets go on sale in April.", 2, "no room"),),
    )
)


def statuses(verification: Verification) -> list[str]:
    return [check.status for check in verification.checks]


def altered(brief: Brief, **changes: object) -> Brief:
    """The same brief with other words in item 3, its id made to fit as a forger would."""
    third = replace(brief.sections[1].items[0], **changes)  # type: ignore[arg-type]  # the tests name real fields
    return sealed(replace(brief, sections=(brief.sections[0], Section("Rail", (third,)))))


def test_every_sentence_is_proven() -> None:
    """With the very texts at hand every item is proven, those of several sentences and line breaks too."""
    found = verify(BRIEF, [HARBOUR, TRAIN])
    assert found.ok, found
    assert statuses(found) == ["proven"] * 3
    assert found.checks[0] == Check(1, "The harbour of Westport opened again on Monday.", "proven")


def test_sources_are_found_by_hash_whatever_their_names() -> None:
    """A source that was renamed is known by its text."""
    moved = [replace(TRAIN, source="x/9.txt", id="9", title=""), replace(HARBOUR, source="z.md", id="8")]
    assert verify(BRIEF, moved).ok


def test_a_missing_source() -> None:
    """What is not at hand is named, with what to do; the other items are still proven."""
    found = verify(BRIEF, [HARBOUR])
    assert statuses(found) == ["proven", "proven", "source missing"]
    assert found.checks[2].detail == "source 2 (train.txt) is not at hand; say where it is with --sources"


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        (TRAIN.text + " Updated.", "the sentence still stands at the same place, word for word"),
        ("Correction. " + TRAIN.text, "the sentence still stands there word for word, at another place"),
        (
            TRAIN.text.replace("June", "July"),
            "the sentence no longer stands there; nearest: “A night train will link the two capitals from July.”",
        ),
        ("The page is gone.", "the sentence no longer stands there"),
    ],
)
def test_a_source_that_has_changed(text: str, detail: str) -> None:
    """A source with another text is told from a missing one, and what has become of the sentence is said."""
    changed = replace(TRAIN, text=text, sha256="")
    found = verify(BRIEF, [HARBOUR, changed])
    assert statuses(found) == ["proven", "proven", "changed at source"]
    assert found.checks[2].detail == f"source 2 (train.txt) is not what it was; {detail}"


def test_words_that_the_source_does_not_have() -> None:
    """A record whose words were changed fails even where its id was made to fit."""
    forged = altered(BRIEF, text="A night train will link the two capitals from July.")
    found = verify(forged, [HARBOUR, TRAIN])
    assert statuses(found) == ["proven", "proven", "not in the source"]
    assert found.checks[2].detail == (
        "source 2 (train.txt) says at that place: “A night train will link the two capitals from June.”"
    )


@pytest.mark.parametrize(
    ("spans", "detail"),
    [
        ((), "the record does not say where it stands"),
        ((Quote(7, 0, 51),), "it cites source 7, and the brief has no such source"),
        ((Quote(2, 0, 5000),), "source 2 (train.txt) has no characters 0 to 5000"),
        ((Quote(2, 9, 9),), "source 2 (train.txt) has no characters 9 to 9"),
    ],
)
def test_offsets_that_lead_nowhere(spans: tuple[Quote, ...], detail: str) -> None:
    """Offsets that do not lead to a text are no proof."""
    check = verify(altered(BRIEF, spans=spans), [HARBOUR, TRAIN]).checks[2]
    assert (check.status, check.detail) == ("not in the source", detail)


def test_a_speaker_that_was_changed() -> None:
    """Who said it is part of what is proven."""
    check = verify(altered(BRIEF, speaker=Speaker("Ann Dale", 0, 8)), [HARBOUR, TRAIN]).checks[2]
    assert check.status == "not in the source"
    assert check.detail == "its speaker, “Ann Dale”, does not stand where the record says"


def test_the_brief_as_a_whole() -> None:
    """A record that was changed anywhere is no longer the one with this id."""
    found = verify(replace(BRIEF, title="Eastport"), [HARBOUR, TRAIN])
    assert statuses(found) == ["proven"] * 3
    assert found.problems == (
        "the record was changed after the brief was made: its id is not the one its contents give",
    )
    assert not found.ok


def test_what_was_held_over() -> None:
    """A sentence in the list of what did not fit has to stand in its source too."""
    forged = sealed(replace(BRIEF, held_over=(HeldOver("Tickets are free.", 2, "no room"),)))
    assert verify(forged, [HARBOUR, TRAIN]).problems == (
        "held over, but not in source 2 (train.txt): “Tickets are free.”",
    )
    joined = "The repairs cost 12 million crowns. Fishermen had waited since March."
    assert verify(sealed(replace(BRIEF, held_over=(HeldOver(joined, 1, "no room"),))), [HARBOUR, TRAIN]).ok


def test_items_out_of_order() -> None:
    """Numbers that do not run in printing order are a fault of the brief."""
    assert "the items are not numbered 1, 2, 3 … in printing order" in verify(altered(BRIEF, n=9), [TRAIN]).problems


@pytest.mark.parametrize(
    ("name", "body", "words"),
    [
        (
            "brief.md",
            b"# A brief\n",
            r"only a brief's \.pdf or \.json carries its proof; give the one beside this file",
        ),
        ("brief.html", b"<!DOCTYPE html>", r"only a brief's \.pdf or \.json carries its proof"),
        ("brief.json", b"{", r"this is not a brief: it is not JSON \(line 1"),
        ("brief.json", b'{"schema": "other"}', "this is not a brief: its schema is"),
        ("brief.json", b"", "this is not a brief"),
        ("brief.json", b"\xff\xfe\x00", "this is not a brief: it is not UTF-8 text"),
        ("brief.pdf", b"%PDF-1.7\nnothing else", "this PDF is damaged and cannot be read; ask for the brief again"),
    ],
)
def test_what_is_not_a_brief(tmp_path: Path, name: str, body: bytes, words: str) -> None:
    """A file that is no brief is refused in one sentence that names it."""
    path = tmp_path / name
    path.write_bytes(body)
    with pytest.raises(InputError, match=words) as refusal:
        verify(path)
    assert str(refusal.value).startswith(str(path))
    assert "\n" not in str(refusal.value)


def test_no_such_file_and_a_folder(tmp_path: Path) -> None:
    """A wrong path is told from a wrong file."""
    with pytest.raises(InputError, match=r"there is no such file; give a brief\.json or brief\.pdf"):
        verify(tmp_path / "none.json")
    with pytest.raises(InputError, match=r"is a folder; give the brief\.json or brief\.pdf in it"):
        verify(tmp_path)


def test_where_two_texts_part() -> None:
    """The difference between page and record is shown with the words around it."""
    record = "Kim vowed to adopt the toughest policy, less than a month before the return of the president."
    page = (
        "1 Statements\nKim vowed to adopt the toughest policy, less than a year before\nthe return of the president.2"
    )
    assert difference(record, page) == (
        "the page says “…toughest policy, less than a year before the return of the…”, "
        "the record “…toughest policy, less than a month before the return of the…”"
    )
    assert difference("Kim vowed to adopt the toughest policy.", "Tickets go on sale.") == "the page does not show it"


def write(path: Path, brief: Brief) -> Path:
    path.write_bytes(to_json(brief))
    return path
