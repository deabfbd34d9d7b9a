"""The archive: what it keeps, what it tells apart, what it refuses, and that nothing ends it."""

from __future__ import annotations

import json
import os
import random
import re
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import traceback
from base64 import b64decode
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from test_cli import HARBOUR, run

import briefer
from briefer import ledger
from briefer.errors import InputError, OutputError, UsageError
from briefer.model import Article, Brief, Coverage, Item, Quote, Section, Source, Why
from briefer.read.identity import canonical
from briefer.render.record import from_json, to_json
from briefer.store import Archive, NumberTaken, open_archive
from briefer.store.opening import _version, connect, network
from briefer.store.query import expression
from briefer.store.schema import MIGRATIONS
from briefer.store.search import INDEXES
from briefer.write import write_whole

ROOT = Path(__file__).parent.parent
DAY, NEXT = "2026-11-24T06:30:00+00:00", "2026-11-25T06:30:00+00:00"
PAGE = "https://news.example.org/a"


def article(text: str = "The harbour is open.", id: str = "", url: str | None = None, **more: str | None) -> Article:
    """An article as reading would make it."""
    made = Article(id, str(more.pop("title", "A title")), text, url or "news.txt", url=url, **more)  # type: ignore[arg-type]  # the texts of the other fields
    return replace(made, id=id or canonical(url) or made.sha256)


def brief(articles: list[Article], number: int, profile: str = "harbour") -> Brief:
    """A brief that prints the beginning of each article."""
    items = tuple(
        Item(n, each.text[:19], (Quote(n, 0, 19),), None, 1, True, 0.5, Why({"lead": 0.5}, "made by rule", 1.0, ""))
        for n, each in enumerate(articles, start=1)
    )
    sources = tuple(
        Source(n, each.title, each.outlet, None, each.url, each.source, None, None, each.sha256)
        for n, each in enumerate(articles, start=1)
    )
    return Brief(
        "Harbour Brief", "2026-11-24", (None, None), profile, "en", items[:1], (Section("News", items[1:]),), sources,
        Coverage(len(articles), len(articles)), number=number, id=f"{number:064x}",
    )  # fmt: skip


def keep(archive: Archive, articles: list[Article], number: int, profile: str = "harbour") -> Brief:
    """Record a brief with its articles, as make does."""
    made = brief(articles, number, profile)
    ledger.record(archive, articles, made, to_json(made), DAY, "0.1.0", "title = 'Harbour'")
    return made


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where an archive is to be."""
    return tmp_path / "archive.db"


@pytest.fixture
def archive(path: Path) -> Iterator[Archive]:
    """An empty archive."""
    with open_archive(path) as opened:
        yield opened


# ---- identity


@pytest.mark.parametrize(
    ("first", "second", "outcome"),
    [
        (article(id="tag:a,1"), article(id="tag:a,1"), "unchanged"),
        (article(id="tag:a,1"), article(id="tag:a,1", title="Another title"), "unchanged"),
        (article(id="tag:a,1"), article("Other words.", id="tag:a,1"), "corrected"),
        (article(id="tag:a,1"), article(id="tag:a,2"), "new"),
        (article(id="tag:a,1", url=PAGE), article(id="tag:a,2", url=PAGE), "unchanged"),
        (article(id="tag:a,1", url=PAGE), article(id="tag:a,1", url=PAGE + "/moved"), "unchanged"),
        (article(url=PAGE), article(url=f"{PAGE}?utm_source=mail#top"), "unchanged"),
        (article(url=PAGE), article("Other words.", url=f"{PAGE}?utm_source=mail"), "corrected"),
        (article(url=PAGE), article(url=PAGE, id="tag:a,1"), "unchanged"),
        (article(url=PAGE), article(url=f"{PAGE}?page=2"), "new"),
        (article(), article(), "unchanged"),
        (article(), article(title="Another title"), "unchanged"),
        (article(), article("Other words."), "new"),
        (article(url=PAGE), article(), "unchanged"),
        (article(url="https://a.example/"), article("Other words.", url="https://a.example/"), "new"),
        (article(id="17", url="https://a.example/x"), article("Words.", id="17", url="https://b.example/x"), "new"),
        (article(id="17", outlet="Post"), article("Other words.", id="17", outlet="Wire"), "new"),
    ],
)  # fmt: skip
def test_one_article_is_told_from_another(archive: Archive, first: Article, second: Article, outcome: str) -> None:
    """By guid, then by address, then by hash; a changed text under one identity is a correction."""
    assert ledger.add(archive, [first], DAY).new == (first,)
    added = ledger.add(archive, [second], NEXT)

    assert {name: getattr(added, name) for name in ("new", "corrected", "unchanged") if getattr(added, name)} == {
        outcome: (second,)
    }
    assert archive.info()["articles"] == (2 if outcome == "new" else 1)


def test_entries_that_share_an_address_are_articles_of_their_own(archive: Archive) -> None:
    """A feed may link each entry to one page; their ids tell them apart, on the next day too."""
    entries = [article(f"Report number {n}.", id=f"tag:a,{n}", url=PAGE) for n in range(5)]

    assert ledger.add(archive, entries, DAY).new == tuple(entries)
    assert ledger.add(archive, entries, NEXT).unchanged == tuple(entries)


def test_every_text_of_an_article_is_kept(archive: Archive) -> None:
    """A correction adds a version; the earlier text stays under its hash, with the title it had."""
    first = article("The pier is closed.", url=PAGE, title="Pier closed")
    second = article("The pier is open.", url=PAGE, title="Pier open")
    ledger.add(archive, [first], DAY)
    ledger.add(archive, [second], NEXT)

    assert archive.text(first.sha256) == first.text
    assert archive.text("0" * 64) is None
    versions = archive.versions(first.sha256)
    assert [(each.article, each.seen, each.current) for each in versions] == [
        (first, DAY, False), (second, NEXT, True),
    ]  # fmt: skip
    assert archive.versions(second.sha256) == versions
    assert archive.info()["corrected"] == 1

    assert ledger.add(archive, [first], NEXT).unchanged == (first,)  # out of a file of the day before
    assert ledger.add(archive, [article(first.text)], NEXT).unchanged
    assert [each.current for each in archive.versions(first.sha256)] == [False, True]
    ledger.add(archive, [replace(first, fetched=NEXT)], NEXT)  # it was fetched, so it is what stands there again
    assert [each.current for each in archive.versions(first.sha256)] == [True, False]


def test_an_article_that_comes_twice_in_one_reading_is_one(archive: Archive) -> None:
    """From a feed with its guid and from a page with its address, in either order."""
    feed, page = article(url=PAGE, id="tag:a,1"), article(url=PAGE)
    added = ledger.add(archive, [page, feed], DAY)
    assert (added.new, added.unchanged) == ((page,), (feed,))
    other = [article(url=f"{PAGE}/b", id="tag:a,2"), article(url=f"{PAGE}/b")]
    assert ledger.add(archive, other, DAY).unchanged == (other[1],)


def test_state_of_a_source_is_kept_as_it_was_given(archive: Archive) -> None:
    """Any JSON value, the last one wins, and nothing is known of a source that was never seen."""
    archive.keep_state("https://a.example/feed", {"etag": '"x"', "failed": 2})
    archive.keep_state("https://a.example/feed", {"etag": None, "days": [1, 2]})

    assert archive.state("https://a.example/feed") == {"etag": None, "days": [1, 2]}
    assert archive.state("https://b.example/feed") is None


# ---- briefs


def test_a_brief_is_kept_with_all_that_went_into_it(archive: Archive) -> None:
    """Its exact record, its profile, its articles by identity and hash, and the next number."""
    articles = [article(f"The harbour is open {n}.", id=f"tag:a,{n}") for n in range(3)]
    assert archive.next_number("harbour") == 1
    made = keep(archive, articles, 1)
    keep(archive, articles[:2], 1, "other")
    keep(archive, articles, 7)

    stored = archive.brief(1, "harbour")
    assert stored is not None
    assert (stored.record, stored.maker, stored.profile_text) == (to_json(made), "0.1.0", "title = 'Harbour'")
    assert stored.articles == tuple((each.id, each.sha256) for each in articles)
    assert [each.number for each in archive.history("harbour")] == [1, 7]
    assert {each.profile for each in archive.briefs(1)} == {"harbour", "other"}
    assert archive.next_number("harbour") == 8
    assert archive.brief(2, "harbour") is None


def test_a_number_belongs_to_one_brief(archive: Archive) -> None:
    """Archiving the same brief again changes nothing; another one under its number is refused."""
    articles = [article("The harbour is open, they say.")]
    made = keep(archive, articles, 1)
    before = archive.info()
    keep(archive, articles, 1)
    assert archive.info() == before

    other = replace(made, title="Another")
    with pytest.raises(NumberTaken, match=r"number 1 of harbour is taken: .* the next free number is 2"):
        ledger.record(archive, articles, other, to_json(other), DAY)
    with pytest.raises(UsageError, match="a brief without a number cannot be archived; number it"):
        archive.add_brief(replace(made, number=None), b"{}", articles, DAY)


def test_a_brief_is_kept_whole_or_not_at_all(archive: Archive) -> None:
    """When something in it is wrong, its articles are not in the archive either."""
    known, unknown = article("The harbour is open, they say."), article("Nobody ever read this one.")
    made = brief([known, unknown], 1)

    with pytest.raises(InputError, match="item 2 cites source 2, which is not among the articles of the brief"):
        ledger.record(archive, [known], made, to_json(made), DAY)
    assert archive.info()["articles"] == archive.info()["texts"] == 0
    assert archive.search("harbour") == ()
    with pytest.raises(InputError, match=r"news\.txt is not in the archive .*; add it before the brief"):
        archive.add_brief(made, to_json(made), [known], DAY)
    with pytest.raises(InputError, match="half a character stands in what was to be archived"), open_archive(
        archive.path
    ) as again:
        ledger.add(again, [known, article("half \ud800 a character")], DAY)
    assert archive.info(check=True)["articles"] == 0


# ---- search


WORDS = [
    article("Évian signed the accord with Zürich.", id="tag:a,1", title="Accord"),
    article("The accord of the harbour was vowed.", id="tag:a,2", title="Nothing"),
    article("北京大学 announced a summit; 북한이 미사일을 발사했다.", id="tag:a,3", title="東京の首脳会談"),
    article("The harbour master vows to open the pier.", id="tag:a,4", title="Pier"),
]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("accord", ["Accord", "Nothing"]),  # a title weighs more
        ("ACCORD evian", ["Accord"]),
        ('"the accord"', ["Accord", "Nothing"]),
        ('"accord harbour"', []),
        ("vow*", ["Pier", "Nothing"]),
        ("vow", []),
        ("zürich OR pier", ["Accord", "Pier"]),
        ("zurich", ["Accord"]),
        ("北京", ["東京の首脳会談"]),
        ("京", ["東京の首脳会談"]),
        ("京北", []),
        ("미사일 summit", ["東京の首脳会談"]),
        ('"accord', ["Accord", "Nothing"]),
        ("accord AND (", []),  # AND is a word like another
        ("title:accord", []),
        ("accord)", ["Accord", "Nothing"]),
        ("OR accord OR", ["Accord", "Nothing"]),
        ("NEAR(accord", []),
        ("-accord + ^accord", ["Accord", "Nothing"]),
    ],
)
def test_search_finds(archive: Archive, query: str, found: list[str]) -> None:
    """Words, phrases and beginnings, without regard to case and accents, in scripts without spaces too."""
    ledger.add(archive, WORDS, DAY)
    hits = [hit for hit in archive.search(query) if hit.kind == "article"]

    assert sorted("".join(text for text, _ in hit.title) for hit in hits) == sorted(found)
    if query == "accord":
        assert [hit.title for hit in hits] == [(("Accord", True),), (("Nothing", False),)]
    if query == "北京":
        assert hits[0].excerpt[0] == ("北京", True)
        assert "\u200b" not in "".join(text for text, _ in hits[0].excerpt)


@given(query=some.text(max_size=80) | some.text(alphabet='"*()^:-+ ORANDNEAR北ä\x00', max_size=40))
@settings(max_examples=150, deadline=None)
def test_no_query_is_malformed(query: str) -> None:
    """Whatever is typed is an expression that the index understands, or has no word in it."""
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE found USING fts5 (title, body)")
    words = expression(query)
    if words:
        connection.execute("SELECT * FROM found WHERE found MATCH ?", (words,)).fetchall()
        connection.execute("SELECT * FROM found WHERE found MATCH ?", (f"body : ({words})",)).fetchall()
    connection.close()


def test_search_finds_items_and_statements_and_earlier_texts(archive: Archive) -> None:
    """Each kind says where it is from; a text that was corrected is found and marked."""
    text = "Mayor Ann Dale said that 40 ships were waiting outside the harbour."
    keep(archive, [article(text, url=PAGE, outlet="Post", published="2026-11-20")], 3)
    ledger.add(archive, [article(text.replace("40", "50"), url=PAGE)], NEXT)
    hits = {hit.kind: hit for hit in archive.search("dale")}

    assert set(hits) == {"article", "item", "statement"} - ({"item"} if "Dale" not in text[:19] else set())
    assert hits["article"].source == PAGE
    (old,) = [hit for hit in archive.search('"40 ships"') if hit.kind == "article"]
    assert (old.current, old.date, old.outlet) == (False, "2026-11-20", "Post")
    with pytest.raises(UsageError, match="has no word to look for"):
        archive.search('"* ( "')


@pytest.mark.parametrize("query", ['"harbour wall"', "harb*", "harbour"])
def test_of_very_many_matches_the_newest_are_shown(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, query: str
) -> None:
    """A phrase in a title comes first, what is shown is marked, and nothing is shown twice."""
    monkeypatch.setattr("briefer.store.search._WEIGHED", 30)
    monkeypatch.setattr("briefer.store.search._NEAR", 20)
    for n in range(60):
        title = "The harbour wall" if n == 40 else f"Report {n}"
        one = replace(article(f"The harbour wall of town {n} is wet.", id=f"tag:a,{n}"), title=title)
        ledger.add(archive, [one], DAY)
    hits = archive.search(query, 5)
    shown = [int("".join(text for text, _ in hit.excerpt).split()[5]) for hit in hits]
    assert len(shown) == len(set(shown)) == 5 and min(shown) >= 29
    assert all(any(on for _, on in (*hit.title, *hit.excerpt)) for hit in hits)
    if query.startswith('"'):
        assert shown == [40, 59, 58, 57, 56]
    if query.endswith("*"):
        assert shown == [59, 58, 57, 56, 55]


@pytest.mark.parametrize(
    ("query", "matching"),
    [
        ("h*", range(60)),
        ("wet* town", range(60)),
        ("od*", range(1, 60, 2)),  # half of them: the newest are not enough at once
        ("ra*", [7]),  # in none of the newest
        ("r* 7", [7]),
        ('"harbour wa"*', range(60)),
        ("rare* OR 9*", [7, 9]),
        ('"the harbour wall"', range(60)),
        ('"the odd one"', range(1, 60, 2)),
        ('"wall the"', []),
        ("the harbour wall of town is wet", range(60)),
        ("the OR harbour OR wall OR of OR town OR is OR wet OR rarely", range(60)),
    ],
)
def test_a_quick_search_misses_nothing(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, query: str, matching: Sequence[int]
) -> None:
    """However few texts are looked at for speed, as many are shown as asked for, and only such as match."""
    for name, size in (("_WEIGHED", 40), ("_NEAR", 10), ("_EVERYWHERE", 20), ("_MANY", 7)):
        monkeypatch.setattr(f"briefer.store.search.{name}", size)
    for n in range(60):
        odd = "the odd one. " if n % 2 else ""
        text = f"The harbour wall of town {n} is wet. {odd}{'Rarely so.' if n == 7 else ''}"
        ledger.add(archive, [replace(article(text, id=f"tag:a,{n}"), title="The harbour wall" if n == 3 else "")], DAY)
    for limit in (5, 60):
        hits = [hit for hit in archive.search(query, limit) if hit.kind == "article"]
        shown = [int("".join(text for text, _ in hit.excerpt).split()[5]) for hit in hits]
        assert len(shown) == len(set(shown)) == min(limit, len(matching)) and set(shown) <= set(matching)
        assert all(any(on for _, on in (*hit.title, *hit.excerpt)) for hit in hits)
    if query == '"the harbour wall"':
        assert shown[0] == 3  # by its title


def test_a_corrected_article_is_found_once(archive: Archive) -> None:
    """What it says now is shown, with a statement that stands in both texts, unless only the earlier text matches."""
    text = 'Mayor Ann Dale said: "The harbour stays open to all." The wall is 15 metres long.'
    for now, day in ((text, DAY), (text.replace("15", "14"), NEXT)):
        ledger.add(archive, [article(now, url=PAGE)], day)
    for query in ("harbour", "harb*", '"the harbour stays"'):
        assert [(hit.kind, hit.current) for hit in archive.search(query)] == [("article", True), ("statement", True)]
    assert [hit.current for hit in archive.search("15 metres")] == [False]


def test_what_a_search_prints_is_harmless(tmp_path: Path) -> None:
    """Text of an article never acts on a terminal; matches are bold there and plain elsewhere."""
    hostile = Article("x", "Harbour \x1b]0;owned\x07 \u202e", "harbour \x1b[2J master \ufdd0bold", "\x1b[31mfile")
    with open_archive(tmp_path / "a.db") as made:
        ledger.add(made, [hostile], DAY)
    done = run("search", "harbour", "--archive", "a.db", at=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "\x1b" not in done.stdout and "\u202e" not in done.stdout and "Harbour" in done.stdout
    assert run("search", "nowhere", "--archive", "a.db", at=tmp_path).stdout.startswith("nothing in the archive has")

    code = (
        "import sys; from briefer import cli; sys.stdout.isatty = lambda: True; "
        "cli.main(['search', 'harbour', '--archive', 'a.db'])"
    )
    shown = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True,
        env={**{k: v for k, v in os.environ.items() if k != "NO_COLOR"}, "PYTHONPATH": str(ROOT)},
    ).stdout  # fmt: skip
    assert set(re.findall(r"\x1b\[?[^m]*m?", shown)) == {"\x1b[1m", "\x1b[0m"}
    assert "\x1b[1mHarbour\x1b[0m" in shown


# ---- export, vacuum, info


def test_export_is_read_back(archive: Archive, tmp_path: Path) -> None:
    """The lines of articles are articles to read, letter for letter; every other thing has its line too."""
    articles, _ = briefer.read([ROOT / "seeds"])
    ledger.add(archive, articles, DAY)
    keep(archive, [article("The harbour is open, they say.", id="tag:a,1")], 1)
    archive.keep_state("https://a.example", {"etag": "x"})
    archive.settle("harbour", "2026-11-24", "made", DAY, 1)
    body = b"Subject: News\r\n\r\nok"
    archive.outbox.put("<1@a.example>", "harbour", None, "a@a.example", "News", body, ["b@b.example"], DAY, NEXT)
    records = [json.loads(line) for line in archive.export()]

    kinds = {record["kind"] for record in records}
    assert kinds == {"article", "statement", "brief", "item", "source", "edition", "mail"}
    (mail,) = [record for record in records if record["kind"] == "mail"]
    assert (b64decode(mail["body"]), mail["recipients"][0]["address"]) == (body, "b@b.example")
    assert [record["known_as"] for record in records if record.get("id") == "tag:a,1"] == [["id tag:a,1"]]
    # A table that somebody adds has to be looked at here; those that follow are in the lines of others, or are indexes.
    tables = {row[0] for row in archive._rows("SELECT name FROM sqlite_master WHERE type = 'table'")}
    inside = {"text", "article_name", "article_version", "brief_article", "item_sentence", "outbox_recipient"}
    shown = {"article", "statement", "brief", "item", "fetch_state", "edition", "outbox"}
    assert {name for name in tables if "_words" not in name} == inside | shown
    (stored,) = [record for record in records if record["kind"] == "brief"]
    assert from_json(stored["record"].encode()).number == 1

    (tmp_path / "export.jsonl").write_text("".join(f"{line}\n" for line in archive.export(["article"])), "utf-8")
    again, skipped = briefer.read([tmp_path / "export.jsonl"])
    assert skipped == ()
    wanted = [*articles, article("The harbour is open, they say.", id="tag:a,1")]
    assert [(a.id, a.title, a.text, a.outlet, a.url, a.published, a.sha256) for a in again] == [
        (a.id, a.title, a.text, a.outlet, a.url, a.published, a.sha256) for a in wanted
    ]


def test_vacuum_makes_it_no_larger_and_changes_nothing(archive: Archive) -> None:
    """What is found before is found after."""
    ledger.add(archive, [article(f"The harbour is open {n}.", id=f"tag:a,{n}") for n in range(300)], DAY)
    lines, hits = list(archive.export()), archive.search("harbour")
    before, after = archive.vacuum()

    assert after <= before
    assert (list(archive.export()), archive.search("harbour")) == (lines, hits)
    assert archive.info(check=True)["damage"] == []


# ---- what is refused


def test_files_that_are_no_archive(tmp_path: Path) -> None:
    """Each gets a sentence that says what it is and what to do."""
    (tmp_path / "text.db").write_text("This is no database. " * 100)
    with sqlite3.connect(tmp_path / "other.db") as other:
        other.execute("CREATE TABLE address (name)")
    with sqlite3.connect(tmp_path / "newer.db") as newer:
        newer.execute("PRAGMA application_id = 0x62726665")
        newer.execute("PRAGMA user_version = 99")
    wanted: dict[str, str] = {
        "text.db": "text.db is not an archive",
        "other.db": "is a database of something else, not an archive; give another place",
        "newer.db": rf"\(its tables are version 99, this one knows {len(MIGRATIONS)}\); update briefer",
        "none.db": r"there is no archive at .*none.db; briefer make … --archive PATH makes one",
        ".": "is a folder; an archive is a file, such as",
    }
    for name, words in wanted.items():
        with pytest.raises(InputError, match=words), open_archive(tmp_path / name, create=False):
            pass
    with pytest.raises(OutputError, match="cannot be made: "), open_archive(tmp_path / "text.db" / "a.db"):
        pass
    assert not (tmp_path / "none.db").exists()


def test_where_the_archive_is(tmp_path: Path) -> None:
    """As given, else as the environment says, else in the user's data folder."""
    places = {"given.db": ["--archive", "given.db"], "environment.db": [], "data/briefer/archive.db": []}
    for place, words in places.items():
        environment = {"XDG_DATA_HOME": str(tmp_path / "data"), "HOME": str(tmp_path), "BRIEFER_DATA": ""}
        if not place.startswith("data"):
            environment["BRIEFER_ARCHIVE"] = "environment.db"
        done = run("archive", "info", *words, at=tmp_path, **environment)
        assert done.returncode == 65 and f"{place}; briefer make … --archive PATH makes one" in done.stderr


def test_an_empty_file_becomes_an_archive(path: Path) -> None:
    """What a kill at the very first moment leaves is taken up where it stands."""
    path.touch()
    with open_archive(path) as archive:
        assert archive.info()["articles"] == 0


def test_a_damaged_archive_says_so(path: Path) -> None:
    """Where pages were overwritten, the words say what can be done, and --check finds it."""
    with open_archive(path) as archive:
        ledger.add(archive, [article(f"The harbour {n}. " * 200, id=f"tag:a,{n}") for n in range(100)], DAY)
    body = bytearray(path.read_bytes())
    for at in range(8 * 4096, len(body) - 4096, 3 * 4096):
        body[at : at + 3000] = b"\x7f" * 3000
    path.write_bytes(body)

    def read() -> None:
        with open_archive(path) as archive:
            assert list(archive.export()) and archive.search("harbour")

    with pytest.raises(InputError, match=r"is damaged .* briefer archive export"):
        read()
    done = run("archive", "info", "--check", "--archive", path, at=path.parent)
    assert done.returncode == 65
    assert "damaged" in done.stderr
    assert "Traceback" not in done.stderr


def test_network_file_systems_are_known() -> None:
    """The file system of the innermost mount point counts; local ones and unknown ones are taken."""
    mounts = (
        "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n"
        "30 22 0:44 / /srv rw - nfs4 server:/srv rw\n"
        "31 30 8:2 / /srv/me/disk rw - ext4 /dev/sdb rw\n"
        "32 22 0:45 / /mnt/my\\040share rw shared:1 - cifs //server/x rw\n"
        "33 22 0:46 / /mnt/ssh rw - fuse.sshfs me@server: rw\n"
    )
    for place, kind in {
        "/srv/me/archive.db": "nfs4", "/srv/me/disk/archive.db": "", "/srvx/archive.db": "",
        "/mnt/my share/a/archive.db": "cifs", "/mnt/ssh/archive.db": "fuse.sshfs", "/archive.db": "",
    }.items():  # fmt: skip
        assert network(mounts, Path(place)) == kind, place
    assert network("", Path("/srv/archive.db")) == ""


def test_a_network_file_system_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the kind of it, and with what to do."""
    line = f"1 1 0:1 / {os.path.realpath(path.parent)} rw - nfs4 server:/x rw\n"
    monkeypatch.setattr("briefer.store.opening._mounts", lambda: line)
    with pytest.raises(OutputError, match=r"on a network file system \(nfs4\).*own disk with --archive"), open_archive(
        path
    ):
        pass
    assert not path.exists()


def test_the_archive_is_opened_for_safety(path: Path) -> None:
    """With a log, written through to the disk, with its references held, and with half a minute for other programs."""
    for create in (True, False):
        with open_archive(path, create=create) as archive:
            pragmas = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
            assert [archive._rows(f"PRAGMA {name}")[0][0] for name in pragmas] == ["wal", 2, 1, 30_000]


def test_migrations_go_forward_and_leave_a_copy(path: Path) -> None:
    """A step that is missing is taken once, the archive as it was is beside it, and a step that fails takes nothing."""
    with open_archive(path) as archive:
        ledger.add(archive, WORDS, DAY)

    def good(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE later (id INTEGER PRIMARY KEY)")

    def bad(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE half (id INTEGER PRIMARY KEY)")
        raise RuntimeError("stop")

    with pytest.raises(RuntimeError):
        connect(path, create=False, migrations=(*MIGRATIONS, bad))
    for _ in range(2):
        connection = connect(path, create=False, migrations=(*MIGRATIONS, good))
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
        assert connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS) + 1,)
        connection.close()
    assert "later" in tables and "half" not in tables
    before = path.with_name(f"archive.db.version-{len(MIGRATIONS)}")
    assert sorted(path.parent.iterdir()) == [path, before]
    with open_archive(before, create=False) as copy:
        assert copy.info()["articles"] == len(WORDS)


def test_an_archive_without_grades_gets_them(path: Path) -> None:
    """Articles of an archive of the first version have none, and keep the one that comes with them from then on."""
    old = connect(path, create=True, migrations=MIGRATIONS[:1])
    old.execute("INSERT INTO text VALUES (1, ?, ?)", (WORDS[0].sha256, WORDS[0].text))
    for table, key in (("article", "key, first_seen"), ("article_version", "article, text, seen")):
        values = {"article": (1, WORDS[0].id, DAY), "article_version": (1, 1, 1, DAY)}[table]
        marks = ", ".join("?" * len(values))
        old.execute(f"INSERT INTO {table} (id, {key}, title, source, language) VALUES ({marks}, '', '', 'en')", values)
    old.execute("UPDATE article SET version = 1")
    old.execute("INSERT INTO article_name VALUES (?, 1)", (f"id {WORDS[0].id}",))
    old.close()
    with open_archive(path, create=False) as archive:
        assert [each.article.grade for each in archive.articles()] == [None]
        graded = replace(WORDS[1], grade="B2", outlet_by="profile")
        ledger.add(archive, [graded], DAY)
        (kept,) = archive.articles([graded.sha256])
        assert (kept.article.grade, kept.article.outlet_by) == ("B2", "profile")
        assert '"grade": "B2"' in "".join(archive.export(["article"]))
        assert archive.info(check=True)["damage"] == []


def older(path: Path) -> None:
    """Make of an archive the one that the first version would have made, with all that it had a place for."""
    rows: dict[str, list[tuple[object, ...]]] = {}
    with open_archive(path) as archive:
        connection = archive._connection
        for table in FIRST_TABLES:
            names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            names = [name for name in names if name not in ("grade", "outlet_by")]
            rows[table] = [tuple(names), *connection.execute(f"SELECT {', '.join(names)} FROM {table}")]
    for part in path.parent.glob(f"{path.name}*"):
        part.unlink()
    old = connect(path, create=True, migrations=MIGRATIONS[:1])
    with old:
        old.execute("BEGIN")  # the tables refer to one another
        for table, (columns, *values) in rows.items():  # the first row names the columns
            marks = ", ".join("?" * len(columns))
            old.executemany(f"INSERT INTO {table} ({', '.join(map(str, columns))}) VALUES ({marks})", values)
        for index in INDEXES:
            old.execute(f"INSERT INTO {index} ({index}) VALUES ('rebuild')")
    assert old.execute("PRAGMA user_version").fetchone() == (1,)
    old.close()


FIRST_TABLES = (
    *("text", "article", "article_version", "article_name", "statement"),
    *("brief", "brief_article", "item", "item_sentence", "fetch_state"),
)


@pytest.mark.parametrize("version", ["this", "first"])
def test_an_archive_on_a_disc_is_read(version: str) -> None:
    """Where nothing can be written an archive, be it an old one, is searched, and writing is refused in words."""
    with tempfile.TemporaryDirectory() as folder:  # another user cannot enter the folders that pytest makes
        path = Path(folder) / "archive.db"
        with open_archive(path) as archive:
            ledger.add(archive, WORDS, DAY)
        if version == "first":
            older(path)
        body = path.read_bytes()
        path.chmod(0o444)
        path.parent.chmod(0o555)
        process, pipe = in_child(lambda pipe: read_and_try(path, pipe))
        lines = said(pipe)
        path.parent.chmod(0o755)
        assert (path.read_bytes(), list(path.parent.iterdir())) == (body, [path])
    assert os.waitpid(process, 0)[1] == 0
    assert lines[0] == "2 []"
    assert "cannot be opened or written here" in lines[1]


def read_and_try(path: Path, pipe: int) -> None:
    """Search an archive and try to write into it, as a user who may not."""
    if os.geteuid() == 0:
        os.setuid(65534)
    with open_archive(path, create=False) as archive:
        found = sum(hit.kind == "article" for hit in archive.search("accord"))
        os.write(pipe, f"{found} {archive.info(check=True)['damage']}\n".encode())
    try:
        with open_archive(path, create=False) as archive:
            ledger.add(archive, [article("Something new.")], DAY)
    except OutputError as error:
        os.write(pipe, f"{error}\n".encode())


# ---- several at once, and the worst of days


def in_child(work: Callable[[int], None]) -> tuple[int, int]:
    """Start the work in a process of its own; it gets a pipe to write to, whose other end is returned with its id."""
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        status = 1
        try:
            os.close(reading)
            work(writing)
            status = 0
        except BaseException:
            traceback.print_exc()
            raise
        finally:
            os._exit(status)
    os.close(writing)
    return process, reading


def said(reading: int) -> list[str]:
    """Everything that a child wrote, line by line; what it wrote of a last line does not count."""
    with os.fdopen(reading, "rb") as pipe:
        return pipe.read().decode().split("\n")[:-1]


def test_a_second_program_waits_or_says_so(path: Path) -> None:
    """Who waits in vain gets one sentence, and nothing is written."""
    with open_archive(path) as first, first.transaction():
        with pytest.raises(OutputError, match="is in use by another program that does not let go of it; try again"), (
            open_archive(path, patience=0.1)
        ) as second:
            ledger.add(second, WORDS, DAY)
        with open_archive(path) as reader:  # reading waits for nobody
            assert reader.info()["articles"] == 0
    assert issubclass(OutputError, briefer.BrieferError) and OutputError.exit_code == 73


def test_an_archive_that_is_made_while_it_is_looked_at_is_one(path: Path) -> None:
    """Another program makes the archive after this one's first look: it is no database of something else."""

    class Interrupted(sqlite3.Connection):
        calls = 0

        def execute(self, *given: Any) -> sqlite3.Cursor:
            """Let the other program come in after the first statement."""
            found = super().execute(*given)
            row = found.fetchone()
            Interrupted.calls += 1
            if Interrupted.calls == 1:
                with open_archive(path):
                    pass
            return super().execute("SELECT " + ", ".join("?" * len(row)), row)

    with closing(sqlite3.connect(path, factory=Interrupted, isolation_level=None)) as connection:
        assert _version(connection, path, len(MIGRATIONS)) == 0
    with open_archive(path) as archive:
        assert archive.info(check=True)["damage"] == []


def test_programs_at_once_lose_nothing(path: Path) -> None:
    """Four that make the archive and write into it at the same moment: every brief is there, each number once."""

    def work(pipe: int) -> None:
        with open_archive(path) as archive:
            for n in range(12):
                articles = [article(f"The harbour is open {os.getpid()} {n}.", id=f"tag:{os.getpid()},{n}")]
                with archive.transaction():
                    number = archive.next_number("harbour")
                    made = brief(articles, number)
                    ledger.record(archive, articles, made, to_json(made), DAY)
                os.write(pipe, f"{number}\n".encode())

    children = [in_child(work) for _ in range(4)]
    numbers = [int(line) for _, pipe in children for line in said(pipe)]
    assert [os.waitpid(process, 0)[1] for process, _ in children] == [0] * 4
    assert sorted(numbers) == list(range(1, 49))
    with open_archive(path) as archive:
        assert [each.number for each in archive.history("harbour")] == list(range(1, 49))
        assert archive.info(check=True)["damage"] == []


def test_two_hundred_kills_lose_nothing(tmp_path: Path) -> None:
    """Killed at any moment of writing its files and archiving them, what was committed is there, whole, and no half
    of anything else."""
    path, out = tmp_path / "archive.db", tmp_path / "out"
    out.mkdir()
    chance = random.Random(4)
    told: set[int] = set()
    ledger.named("", briefer.statements("Mayor Ann Dale said that ships wait."))  # each child has its tables then

    def work(pipe: int) -> None:
        with open_archive(path) as archive:
            os.write(pipe, b"0\n")
            while True:
                number = archive.next_number("harbour")
                text = f"The harbour is open. Mayor Ann Dale said that {number} ships wait. " * 3
                articles = [article(f"{text}{n}", id=f"tag:{number},{n}") for n in range(3)]
                made = brief(articles, number)
                body = to_json(made)
                write_whole(out, (briefer.Rendered("brief.json", "application/json", body),))
                ledger.record(archive, articles, made, body, DAY)
                os.write(pipe, f"{number}\n".encode())

    for round_ in range(200):
        process, pipe = in_child(work)
        if round_ % 10:  # every tenth is killed while it opens, or makes, the archive
            os.read(pipe, 2)
        time.sleep(chance.uniform(0.0, 0.05))
        os.kill(process, signal.SIGKILL)
        assert os.waitpid(process, 0)[1] == signal.SIGKILL
        told.update(int(line) for line in said(pipe) if line.strip("0"))
        if round_ % 5 == 0 and path.exists():
            with open_archive(path) as archive:
                last = archive.next_number("harbour") - 1
                assert last >= max(told, default=0)
                assert archive.info()["articles"] == 3 * last
                assert [row for row in archive._rows("PRAGMA integrity_check")] == [("ok",)]

    assert len(told) >= 20  # the kills met work, on a slow disk too
    with open_archive(path) as archive:
        history = archive.history("harbour")
        assert [each.number for each in history] == list(range(1, len(history) + 1))
        assert told <= {each.number for each in history} and len(history) - len(told) <= 200
        assert all(len(each.articles) == 3 and from_json(each.record).number == each.number for each in history)
        found = archive.info(check=True)
        assert found["damage"] == []
        assert found["articles"] == 3 * len(history)
        assert len(list(archive.export(["item"]))) == 3 * len(history)
    written = from_json((out / "brief.json").read_bytes()).number  # whole, and at most one ahead of the archive
    assert written is not None and 0 <= written - len(history) <= 1


def fill(path: Path, tell: Callable[[int], object]) -> None:
    """Archive one article after the other, and tell after each how many are there."""
    with open_archive(path) as archive:
        for n in range(5000):
            ledger.add(archive, [article(f"The harbour is open {n}. " * 40, id=f"tag:a,{n}")], DAY)
            tell(n + 1)


def test_a_full_disk_leaves_the_archive_as_it_was(tmp_path: Path) -> None:
    """One sentence, status 73, and everything committed before is there."""
    mount, umount = shutil.which("mount"), shutil.which("umount")
    place = tmp_path / "small"
    place.mkdir()
    if mount is None or umount is None or os.geteuid() != 0:
        pytest.skip("a small file system can be mounted by root only")
    if subprocess.run([mount, "-t", "tmpfs", "-o", "size=1m", "tmpfs", place], capture_output=True).returncode:
        pytest.skip("this system lets nobody mount a small file system")
    try:
        told: list[int] = []
        with pytest.raises(OutputError, match=r"the disk is full: .* is as before; make room there") as refused:
            fill(place / "archive.db", told.append)
        count = told[-1]
        assert refused.value.exit_code == 73 and "\n" not in str(refused.value)
        (tmp_path / "harbour.txt").write_text(HARBOUR * 40)
        done = run("make", "harbour.txt", "--format", "json", "--archive", "small/archive.db", at=tmp_path)
        assert (done.returncode, done.stderr.count("\n")) == (73, 1), done.stderr
        assert "the disk is full" in done.stderr
        for part in place.iterdir():
            shutil.copy(part, tmp_path / part.name)
    finally:
        subprocess.run([umount, place], check=True)
    with open_archive(tmp_path / "archive.db", create=False) as archive:
        assert count > 10 and archive.info(check=True)["damage"] == []
        assert (archive.info()["articles"], archive.info()["briefs"]) == (count, {})


def test_a_file_that_may_not_grow_leaves_the_archive_as_it_was(path: Path) -> None:
    """The same for a limit on the size of files, which needs no root."""

    def work(pipe: int) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000))
        try:
            fill(path, lambda count: os.write(pipe, f"{count}\n".encode()))
        except OutputError as error:
            os.write(pipe, f"refused: {error}\n".encode())

    process, pipe = in_child(work)
    *committed, refused = said(pipe)
    assert os.waitpid(process, 0)[1] == 0
    assert re.match(r"refused: (the disk is full: )?the archive .* is as before; ", refused), refused
    with open_archive(path) as archive:
        assert len(committed) > 10
        assert archive.info(check=True)["damage"] == []
        assert archive.info()["articles"] == int(committed[-1])


# ---- the commands


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a brief of the demonstration articles in all its formats, archived."""
    place = tmp_path_factory.mktemp("made")
    shutil.copytree(ROOT / "seeds", place / "news")
    done = run(*"make news --profile korea --date 2025-01-02 --archive a.db --out first".split(), at=place)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "archived it in a.db as number 1 of korea"
    return place


def test_rebuild_gives_the_same_bytes(made: Path) -> None:
    """Brief 1 again, all four formats, without its articles."""
    done = run(*"rebuild 1 --archive a.db --out again".split(), at=made)
    assert done.returncode == 0, done.stderr
    for kind in ("md", "html", "pdf", "json"):
        assert (made / "again" / f"brief.{kind}").read_bytes() == (made / "first" / f"brief.{kind}").read_bytes(), kind

    done = run(*"rebuild 2 --archive a.db --profile korea".split(), at=made)
    assert done.returncode == 65
    assert "holds no brief 2 of korea; see what it has with: briefer archive info" in done.stderr


def test_an_archive_of_the_first_version_serves(made: Path, tmp_path: Path) -> None:
    """It is brought up to date by whatever opens it first: searched, rebuilt byte for byte, proven and gone on with."""
    shutil.copy(made / "a.db", tmp_path / "a.db")
    older(tmp_path / "a.db")
    kinds = ["article", "statement", "brief", "item", "source"]
    with open_archive(made / "a.db") as new:
        kept = list(new.export(kinds))
    done = run("search", "Kim", "--archive", "a.db", at=tmp_path)
    assert done.returncode == 0 and done.stdout.startswith("Articles:\n") and "Statements:" in done.stdout
    done = run(*"rebuild 1 --archive a.db --format md,html,json --out again".split(), at=tmp_path)
    assert done.returncode == 0, done.stderr
    for kind in ("md", "html", "json"):
        assert (tmp_path / "again" / f"brief.{kind}").read_bytes() == (made / "first" / f"brief.{kind}").read_bytes()
    done = run("verify", "again/brief.json", "--archive", "a.db", at=tmp_path)
    assert (done.returncode, "every sentence is proven" in done.stdout) == (0, True)
    (tmp_path / "harbour.txt").write_text(HARBOUR)
    make = "make harbour.txt --date 2025-01-03 --archive a.db --format json".split()
    assert run(*make, at=tmp_path).stdout.endswith("as number 1 of daily\n")
    with open_archive(tmp_path / "a.db") as old:
        assert set(kept) < set(old.export(kinds)) and old.info(check=True)["damage"] == []
    assert (tmp_path / "a.db.version-1").exists()


def test_rebuild_refuses_to_make_another_page(made: Path, tmp_path: Path) -> None:
    """Where this version sets a page otherwise than it was set, the record alone is given."""
    shutil.copy(made / "a.db", tmp_path / "a.db")
    with sqlite3.connect(tmp_path / "a.db") as other:
        (body,) = other.execute("SELECT record FROM brief").fetchone()
        changed = body.replace(b'"title": "Korean', b'"title":  "Korean')
        assert changed != body
        other.execute("UPDATE brief SET record = ?, maker = '0.0.9'", (changed,))
    done = run(*"rebuild 1 --archive a.db --format md,json".split(), at=tmp_path)
    assert (done.returncode, list(tmp_path.glob("out/*"))) == (69, [])
    assert "brief 1 of korea was made by briefer 0.0.9, and this one" in done.stderr
    assert run(*"rebuild 1 --archive a.db --format json".split(), at=tmp_path).returncode == 0
    assert (tmp_path / "out" / "brief.json").read_bytes() == changed


def test_verify_proves_from_the_archive(made: Path, tmp_path: Path) -> None:
    """With all files gone every sentence is proven; a source corrected since is told; without the archive all miss."""
    for name in ("a.db", "first"):
        (shutil.copytree if (made / name).is_dir() else shutil.copy)(made / name, tmp_path / name)
    record = from_json((tmp_path / "first" / "brief.json").read_bytes())
    moved = [replace(each, path=f"gone/{each.n}") for each in record.sources]
    body = to_json(replace(record, sources=tuple(moved)))
    (tmp_path / "brief.json").write_bytes(body)

    done = run("verify", "brief.json", at=tmp_path)
    assert done.returncode == 1 and "source missing" in done.stdout
    done = run("verify", "brief.json", "--archive", "a.db", at=tmp_path)
    assert "source missing" not in done.stdout and "changed since" not in done.stdout
    done = run("verify", "first/brief.pdf", "--archive", "a.db", at=tmp_path)
    count = len(record.bottom_line) + sum(len(section.items) for section in record.sections)
    told = f"first/brief.pdf: every sentence is proven ({count} items)\n"
    assert (done.returncode, done.stdout) == (0, told)

    with open_archive(tmp_path / "a.db") as archive:
        item = record.bottom_line[-1]
        source = record.sources[item.spans[0].source - 1]
        stored = next(archive.articles([source.sha256])).article
        at = item.spans[0]
        text = stored.text[: at.start] + "Nothing of the kind was said. " + stored.text[at.end :]
        assert ledger.add(archive, [replace(stored, text=text, sha256="")], "2025-01-05T06:00:00+00:00").corrected
    done = run("verify", "first/brief.pdf", at=tmp_path, BRIEFER_ARCHIVE="a.db")
    assert done.returncode == 0
    assert f"item {item.n}: proven, changed since: source {source.n}" in done.stdout
    assert "was changed there, as seen on 2025-01-05; the sentence no longer stands there" in done.stdout
    assert "the sources of " in done.stdout


def test_make_numbers_the_briefs_of_a_profile(tmp_path: Path) -> None:
    """One after the other; a number that is given and taken is refused before anything is written."""
    (tmp_path / "harbour.txt").write_text(HARBOUR)
    make = ["make", "harbour.txt", "--format", "json", "--archive", "sub/a.db", "--date"]
    for day in ("2026-03-02", "2026-03-03"):
        assert run(*make, day, at=tmp_path).returncode == 0
    assert json.loads((tmp_path / "out" / "brief.json").read_bytes())["number"] == 2
    done = run(*make, "2026-03-04", "--number", "1", "--out", "third", at=tmp_path)
    assert (done.returncode, done.stdout, list(tmp_path.glob("third/*"))) == (2, "", [])
    assert "number 1 of daily is taken" in done.stderr and "the next free number is 3" in done.stderr

    done = run("archive", "info", "--check", "--archive", "sub/a.db", at=tmp_path)
    assert done.stdout.splitlines()[1] == "1 article, 0 corrected at the source"
    assert "daily: 2 briefs, the last number 2, 2026-03-03" in done.stdout
    assert done.stdout.endswith("it is whole\n")
    assert run("archive", "vacuum", "--archive", "sub/a.db", at=tmp_path).returncode == 0
    lines = run("archive", "export", "--only", "brief,item", "--archive", "sub/a.db", at=tmp_path).stdout.splitlines()
    assert {json.loads(line)["kind"] for line in lines} == {"brief", "item"}
    done = run("archive", "export", "--only", "letters", at=tmp_path)
    kinds = "article, statement, brief, item, source, edition, mail"
    assert done.returncode == 2 and f"use one or more of {kinds}" in done.stderr


def test_makes_at_once_each_get_a_number(tmp_path: Path) -> None:
    """Of one profile, at one moment: all are archived, one after the other, and each page has its own number."""
    (tmp_path / "harbour.txt").write_text(HARBOUR)
    words = [sys.executable, "-m", "briefer", "make", "harbour.txt", "--format", "json", "--archive", "a.db", "--out"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    all_three = [
        subprocess.Popen(
            [*words, out, "--date", f"2026-03-0{day}"], cwd=tmp_path, env=environment, stdout=subprocess.DEVNULL
        )
        for day, out in enumerate("xyz", start=1)
    ]
    assert [process.wait() for process in all_three] == [0, 0, 0]
    records = sorted((tmp_path / out / "brief.json").read_bytes() for out in "xyz")
    assert sorted(from_json(record).number or 0 for record in records) == [1, 2, 3]
    with open_archive(tmp_path / "a.db") as archive:
        assert sorted(each.record for each in archive.history("daily")) == records


def test_kills_of_the_command_itself(tmp_path: Path) -> None:
    """Killed at random moments, make --archive leaves a whole archive and whole files."""
    (tmp_path / "harbour.txt").write_text(HARBOUR)
    words = [sys.executable, "-m", "briefer", "make", "harbour.txt", "--format", "json", "--archive", "a.db"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    chance = random.Random(8)
    for _ in range(12):
        process = subprocess.Popen(words, cwd=tmp_path, env=environment, stdout=subprocess.DEVNULL)
        time.sleep(chance.uniform(0.1, 0.35))
        process.kill()
        process.wait()
    assert subprocess.run(words, cwd=tmp_path, env=environment, capture_output=True).returncode == 0
    with open_archive(tmp_path / "a.db") as archive:
        assert archive.info(check=True)["damage"] == []
        history = archive.history("daily")
        assert [each.number for each in history] == list(range(1, len(history) + 1))
        assert (tmp_path / "out" / "brief.json").read_bytes() == history[-1].record
    assert sorted(each.name for each in (tmp_path / "out").iterdir()) == ["brief.json"]
