"""Full-text search over articles, printed items and statements."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from typing import Any

from .query import SPACE
from .values import Hit, Pieces

INDEXES = ("article_words", "item_words", "statement_words")

# Of words that stand nearly everywhere only the newest so many texts are weighed: nobody looks further down, and to
# weigh a hundred thousand takes a good part of a second.
_WEIGHED = 1_000

# To weigh a phrase or a beginning the index first counts it in all texts, which takes a tenth of a second where it
# stands in very many: of phrases those in titles and names come first, and then the newest; of beginnings the newest.
_COSTLY = re.compile(f'"[^"]*[ {SPACE}][^"]*"|\\*')
_HEADS = {"article_words": "title", "statement_words": "speaker"}

# Not characters at all, and taken out of every text that is read: they show where a match begins and ends.
_ON, _OFF = "\ufdd0", "\ufdd1"
_MARKS = f"'{_ON}', '{_OFF}'"


def found(connection: sqlite3.Connection, words: str, limit: int) -> tuple[Hit, ...]:
    """Return what matches a full-text expression: articles, items and statements, each kind's best first."""
    return (*_articles(connection, words, limit), *_items(connection, words, limit), *_said(connection, words, limit))


def _articles(connection: sqlite3.Connection, words: str, limit: int) -> Iterator[Hit]:
    columns = f"highlight(article_words, 0, {_MARKS}), snippet(article_words, 1, {_MARKS}, '…', 24)"
    shown: set[int] = set()
    for number, title, excerpt in _matches(connection, "article_words", columns, words, limit * 2):
        article, day, outlet, source, sha256, current = connection.execute(
            "SELECT v.article, substr(coalesce(v.published, v.seen), 1, 10), v.outlet, coalesce(v.url, v.source), "
            "t.sha256, a.version = v.id FROM article_version v JOIN text t ON t.id = v.text "
            "JOIN article a ON a.id = v.article WHERE v.id = ?",
            (number,),
        ).fetchone()
        if article not in shown and len(shown) < limit:
            shown.add(article)
            yield Hit("article", _pieces(title), _pieces(excerpt), day, outlet, source, sha256, bool(current))


def _items(connection: sqlite3.Connection, words: str, limit: int) -> Iterator[Hit]:
    for number, excerpt in _matches(connection, "item_words", f"highlight(item_words, 0, {_MARKS})", words, limit):
        name, day, outlet, source, sha256 = connection.execute(
            "SELECT b.profile || ' ' || b.number || ', item ' || i.n, b.date, v.outlet, coalesce(v.url, v.source), "
            "t.sha256 FROM item i JOIN brief b ON b.id = i.brief "
            "LEFT JOIN item_sentence p ON p.item = i.id AND p.at = 0 "
            "LEFT JOIN article_version v ON v.id = p.version LEFT JOIN text t ON t.id = v.text WHERE i.id = ?",
            (number,),
        ).fetchone()
        yield Hit("item", _pieces(name), _pieces(excerpt), day, outlet, source or "", sha256 or "")


def _said(connection: sqlite3.Connection, words: str, limit: int) -> Iterator[Hit]:
    columns = f"highlight(statement_words, 0, {_MARKS}), snippet(statement_words, 1, {_MARKS}, '…', 40)"
    for number, speaker, excerpt in _matches(connection, "statement_words", columns, words, limit):
        day, outlet, source, sha256, current = connection.execute(
            "SELECT substr(coalesce(v.published, v.seen), 1, 10), v.outlet, coalesce(v.url, v.source), t.sha256, "
            "a.version = v.id FROM statement s JOIN text t ON t.id = s.text JOIN article_version v ON v.text = s.text "
            "JOIN article a ON a.id = v.article WHERE s.id = ? ORDER BY v.id",
            (number,),
        ).fetchone()
        yield Hit("statement", _pieces(speaker or ""), _pieces(excerpt), day, outlet, source, sha256, bool(current))


def _matches(connection: sqlite3.Connection, table: str, columns: str, words: str, limit: int) -> list[tuple[Any, ...]]:
    """Return the best matches of an index; of very many matches the newest are weighed."""
    edge = connection.execute(
        f"SELECT rowid FROM {table} WHERE {table} MATCH ? ORDER BY rowid DESC LIMIT 1 OFFSET ?", (words, _WEIGHED)
    ).fetchone()
    if edge and _COSTLY.search(words):
        return _newest(connection, table, columns, words, edge[0], limit)
    return connection.execute(
        f"SELECT rowid, {columns} FROM {table} WHERE {table} MATCH ? AND rowid > ? ORDER BY rank LIMIT ?",
        (words, edge[0] if edge else 0, limit),
    ).fetchall()


def _newest(
    connection: sqlite3.Connection, table: str, columns: str, words: str, edge: int, limit: int
) -> list[tuple[Any, ...]]:
    newest = f"FROM {table} WHERE {table} MATCH ? AND rowid > ? ORDER BY rowid DESC LIMIT ?"
    found: dict[int, tuple[Any, ...]] = {}
    if table in _HEADS and "*" not in words:
        for (number,) in connection.execute(f"SELECT rowid {newest}", (f"{_HEADS[table]} : ({words})", edge, limit)):
            found[number] = connection.execute(
                f"SELECT rowid, {columns} FROM {table} WHERE {table} MATCH ? AND rowid = ?", (words, number)
            ).fetchone()
    if len(found) < limit:
        for row in connection.execute(f"SELECT rowid, {columns} {newest}", (words, edge, limit)):
            found.setdefault(row[0], row)
    return list(found.values())[:limit]


def _pieces(marked: str | None) -> Pieces:
    """Return a text with marks as its pieces, each with whether it stood between marks."""
    marked = re.sub(f"{_OFF}( ?){_ON}", r"\1", (marked or "").replace(SPACE, ""))  # one match after another is one
    pieces: list[tuple[str, bool]] = []
    on = False
    for piece in re.split(f"([{_ON}{_OFF}])", marked):
        if piece in (_ON, _OFF):
            on = piece == _ON
        elif piece:
            pieces.append((piece, on))
    return tuple(pieces)
