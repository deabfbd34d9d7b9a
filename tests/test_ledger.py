"""The ledger: who said what, when, in which words, and how the words changed."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from test_cli import run

import briefer
from briefer import ledger
from briefer.errors import UsageError
from briefer.model import Article, Span, Statement
from briefer.store import Archive, open_archive

DAY, NEXT = "2026-11-24T06:30:00+00:00", "2026-11-25T06:30:00+00:00"


def report(text: str, day: str, id: str = "", outlet: str = "Post", **more: str) -> Article:
    """A report of a day."""
    made = Article(id, more.get("title", "A title"), text, f"{id or 'news'}.txt", outlet=outlet, published=day)
    return replace(made, id=id or made.sha256)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """An empty archive."""
    with open_archive(tmp_path / "a.db") as opened:
        yield opened


def said(archive: Archive, speaker: str | None = None, **more: str) -> list[str]:
    return [entry.text for entry in ledger.entries(archive, speaker, **more)]


# ---- who


SPEAKERS = [
    report("Mayor Ann Dale said that forty ships were waiting outside.", "2026-11-01", "tag:1"),
    report("Peter Dale said that the pier would be closed on Sunday.", "2026-11-02", "tag:2"),
    report("Minister Leo Brandt said that the tickets would go on sale in April.", "2026-11-03", "tag:3"),
    report("Jean-Noël Müller said that the treaty would be good for both states.", "2026-11-04", "tag:4"),
]


@pytest.mark.parametrize(
    ("speaker", "days"),
    [
        ("Dale", ["2026-11-01", "2026-11-02"]),
        ("dale", ["2026-11-01", "2026-11-02"]),
        ("Ann Dale", ["2026-11-01"]),
        ("Dale, Ann", ["2026-11-01"]),
        ("Da", []),
        ("Brandt", ["2026-11-03"]),
        ("MULLER", ["2026-11-04"]),
        ("jean noel", ["2026-11-04"]),
        ("Nobody", []),
    ],
)
def test_a_speaker_is_found_by_whole_words(archive: Archive, speaker: str, days: list[str]) -> None:
    """A surname finds the full name, part of a word finds nothing, case and accents do not matter."""
    ledger.add(archive, SPEAKERS, DAY)

    assert [entry.date for entry in ledger.entries(archive, speaker)] == days


def test_since_and_about(archive: Archive) -> None:
    """From a day on, and only what has the words in what was said."""
    ledger.add(archive, [*SPEAKERS, replace(SPEAKERS[0], id="tag:9", text=SPEAKERS[0].text.replace("forty", "sixty"),
                                            published=None, sha256="")], DAY)  # fmt: skip

    assert len(said(archive)) == 5
    assert len(said(archive, since="2026-11-03")) == 3  # one has no date of its own, and counts from when it was seen
    assert said(archive, about="ships") == said(archive, "Dale", about="ship*")
    assert said(archive, about="dale") == []
    assert len(said(archive, "dale", about="pier OR sixty")) == 2
    with pytest.raises(UsageError, match=r"'\*' has no word to look for"):
        ledger.entries(archive, "*")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ann Dale said ships wait. Later Dale said more.", [None, "Ann Dale"]),
        ("Dale said more. Mayor Ann Dale said ships wait.", ["Ann Dale", None]),
        ("Ann Dale said ships wait. Peter Dale was there. Dale said more.", [None, None]),
        ("Ann Dale said ships wait. Peter Dale said no. Dale said more.", [None, None, None]),
        ("Kim Jong Un said so. Kim said more.", [None, "Kim Jong Un"]),
        ("Kim Jong Un said so. Kim Yo Jong was there. Kim said more.", [None, None]),
        ("Dale said more.", [None]),
        ("Ann Dale said ships wait. President Dale said more.", [None, "Ann Dale"]),
    ],
)
def test_a_short_name_is_given_its_full_one_where_the_text_leaves_no_doubt(text: str, names: list[str | None]) -> None:
    """Never where two people of that name are in the text."""
    found = []
    for sentence in text.split(". "):
        name, cue, _ = sentence.partition(" said")
        if cue:
            start = text.index(sentence)
            who = Span(start + (6 if name.startswith(("Mayor", "Later")) else 0), start + len(name))
            found.append(Statement(who, None, (Span(start + len(name) + 6, start + len(sentence)),), "indirect"))

    assert [each.name for each in ledger.named(text, found)] == names


# ---- in which words


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("we will talk", "we will never talk", "the word “never” is new"),
        ("we will never talk", "we will talk", "the word “never” is gone"),
        ("we will talk soon", "we may talk soon", "“will” has become “may”"),
        ("we talk", "we talk to them at last", "the words “to them at last” are new"),
        ("A final offer, he said", "a final offer he said", "only signs and spaces are different"),
        ("a b c d", "a x c y", "“b” has become “x”; “d” has become “y”"),
        ("a b c d e f g h i j k l m n o p", "a 1 c 2 e 3 g 4 i 5 k 6 m 7 o 8", None),
    ],
)
def test_a_difference_in_words(before: str, after: str, words: str | None) -> None:
    """New, gone and changed words are named; of many the first six."""
    told = ledger.difference(before, after)

    assert told == words if words else told.endswith("; and 2 more differences")


WARNING = "Mayor Ann Dale said that {} ships would have to wait outside the harbour until the {}pier is mended."


def test_a_speaker_who_says_it_again_in_other_words(archive: Archive) -> None:
    """The entry names the day of the earlier statement and what is different; other people's words are not compared."""
    ledger.add(
        archive,
        [
            report(WARNING.format("forty", ""), "2026-11-01", "tag:1"),
            report(WARNING.format("forty", "second "), "2026-11-05", "tag:2", outlet="Wire"),
            report(WARNING.format("forty", "second ").replace("Ann Dale", "Leo Brandt"), "2026-11-06", "tag:3"),
        ],
        DAY,
    )
    first, second, other = ledger.entries(archive)

    assert first.changes == other.changes == ()
    (change,) = second.changes
    assert (change.where, change.date, change.outlet) == ("before", "2026-11-01", "Post")
    assert change.words == "the word “second” is new"
    assert change.before == first.text


def test_one_wording_is_one_entry(archive: Archive) -> None:
    """Copies in several articles are its places, each with offsets that hold in its own text."""
    texts = [f"{opening}{WARNING.format('forty', '')}" for opening in ("", "It was cold. ", "")]
    articles = [report(text, f"2026-11-0{n}", f"tag:{n}", f"Outlet {n}") for n, text in enumerate(texts, start=1)]
    ledger.add(archive, articles, DAY)
    (entry,) = ledger.entries(archive, "dale")

    assert [place.outlet for place in entry.places] == ["Outlet 1", "Outlet 2", "Outlet 3"]
    for place in entry.places:
        text = archive.text(place.sha256) or ""
        assert tuple(text[span.start : span.end] for span in place.spans) == place.content == entry.content
        assert place.speaker_span and text[place.speaker_span.start : place.speaker_span.end] == place.speaker


def test_a_correction_at_the_source_shows_in_the_entry(archive: Archive) -> None:
    """The ledger holds what the article says now, says what it said before, and keeps what is gone for good."""
    sold = " Minister Leo Brandt said that the tickets would go on sale in April."
    ledger.add(archive, [report(WARNING.format("forty", "") + sold, "2026-11-01", "tag:1")], DAY)
    ledger.add(archive, [report(WARNING.format("fifty", ""), "2026-11-01", "tag:1")], NEXT)
    dale, brandt = ledger.entries(archive)

    assert "fifty ships" in dale.text and dale.places[0].current
    (change,) = dale.changes
    assert (change.where, change.date, change.words) == (
        "at the source", "2026-11-25", "“forty” has become “fifty”",
    )  # fmt: skip
    assert "forty ships" in change.before
    assert brandt.gone == "2026-11-25" and not brandt.places[0].current
    assert [entry.text for entry in ledger.entries(archive, about="forty")] == [dale.text]

    page = "\n".join(ledger.write((dale, brandt), "md", "Statements"))
    assert "Changed at the source, seen on 2026-11-25 (Post): “forty” has become “fifty”. Before: " in page
    assert "No longer in the article, seen on 2026-11-25" in page


def test_an_unchanged_statement_in_a_corrected_article_is_no_change(archive: Archive) -> None:
    """A new sentence elsewhere in the article leaves the statement one entry without a note."""
    ledger.add(archive, [report(WARNING.format("forty", ""), "2026-11-01", "tag:1")], DAY)
    ledger.add(archive, [report("It was cold. " + WARNING.format("forty", ""), "2026-11-01", "tag:1")], NEXT)
    (entry,) = ledger.entries(archive)

    assert (entry.changes, entry.gone, len(entry.places), entry.places[0].current) == ((), None, 1, True)


# ---- as a file


def test_csv_is_safe_and_complete(archive: Archive) -> None:
    """No cell begins like a formula, each place has its row, and the offsets are numbers."""
    ledger.add(
        archive,
        [
            report(WARNING.format("forty", ""), "2026-11-01", "tag:1", "=HYPERLINK(1)", title="+1"),
            report(WARNING.format("forty", ""), "2026-11-02", "tag:2", "@SUM", title='-2,"x'),
        ],
        DAY,
    )
    rows = list(csv.DictReader(io.StringIO("\n".join(ledger.write(ledger.entries(archive), "csv", "")))))

    assert [(row["date"], row["outlet"], row["title"]) for row in rows] == [
        ("2026-11-01", "'=HYPERLINK(1)", "'+1"), ("2026-11-02", "'@SUM", "'-2,\"x"),
    ]  # fmt: skip
    text = WARNING.format("forty", "")
    assert all(text[int(row["start"]) : int(row["end"])] == row["statement"] for row in rows)
    assert {row["speaker"] for row in rows} <= {"Ann Dale", "Mayor Ann Dale"}


def test_markdown_is_literal(archive: Archive) -> None:
    """Nothing that an article says is markup."""
    text = "Mayor Ann Dale said that *forty* ships [wait](http://x) outside <b>the</b> harbour."
    ledger.add(archive, [report(text, "2026-11-01", "tag:1", "# Post", title="![x](y)")], DAY)
    page = "\n".join(ledger.write(ledger.entries(archive), "md", "Statements of *"))

    assert page.startswith("# Statements of \\*\n\n- **2026-11-01**")
    assert "<b>" not in page and "&lt;b>" in page and "\\[wait\\](" in page and "![x](y)" not in page
    assert list(ledger.write((), "md", "Nothing"))[-1] == "Nothing is recorded."


def test_the_command_lists_statements(tmp_path: Path) -> None:
    """Of the demonstration articles, in each format; wrong calls say what is allowed."""
    articles, _ = briefer.read([Path(__file__).parent.parent / "seeds"])
    with open_archive(tmp_path / "a.db") as made:
        ledger.add(made, articles, DAY)
    call = ["statements", "--speaker", "Kim Jong Un", "--archive", "a.db"]
    shown = run(*call, at=tmp_path)
    assert (shown.returncode, shown.stderr) == (0, "")
    assert shown.stdout.startswith("# Statements of Kim Jong Un\n\n- **2024-12-29** ")

    entries = json.loads(run(*call, "--format", "json", at=tmp_path).stdout)
    texts = {article.sha256: article.text for article in articles}
    assert entries
    for entry in entries:
        for place in entry["places"]:
            pieces = [texts[place["sha256"]][span["start"] : span["end"]] for span in place["spans"]]
            assert pieces and len(pieces) == len(entry["content"])
            folded = [" ".join(each.split()).casefold() for each in (*pieces, *entry["content"])]
            assert folded[: len(pieces)] == folded[len(pieces) :]
    rows = run(*call, "--format", "csv", "--since", "2024-12-30", at=tmp_path).stdout.splitlines()
    assert rows[0].startswith("date,speaker,cue,kind,statement,difference,gone,outlet,")

    for more, words in {
        ("--format", "xls"): "--format: 'xls' is no format of a ledger; use one of: md, csv, json",
        ("--since", "May"): "--since: 'May' is no date; write it as year-month-day",
    }.items():
        done = run(*call, *more, at=tmp_path)
        assert (done.returncode, done.stdout) == (2, "") and words in done.stderr
