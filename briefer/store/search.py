"""Full-text search over articles, printed items and statements."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import Any

from .query import SPACE
from .values import Hit, Pieces

INDEXES = ("article_words", "item_words", "statement_words")

# Of words that stand nearly everywhere only the newest so many texts are weighed: nobody looks further down, and to
# weigh a hundred thousand takes a good part of a second.
_WEIGHED = 1_000

# To weigh a phrase or a beginning the index first counts it in all texts, which takes a tenth of a second where it
# stands in very many: of phrases those in titles and names come first, and then the newest; of beginnings the newest.
_TERM = re.compile(r'"([^"]*)"')
_SPACES = re.compile(f"[\\s{SPACE}]+")
_BEGINNING = re.compile(r'"(?!\w{3}\*?"\*)[^"]*"\*')  # for those of three letters the index has lists (schema.py)
_HEADS = {"article_words": ("title", "body"), "statement_words": ("speaker", "content"), "item_words": ("text",)}
_SHOWN = {"article_words": "article_shown", "statement_words": "statement_shown", "item_words": "item_shown"}
_HEADINGS = {
    "article_words": "SELECT id, spaced(title) AS title FROM article_version",
    "statement_words": "SELECT id, spaced(coalesce(name, speaker)) AS speaker FROM statement",
}

# A beginning such as "s*" is put together from every word that has it, before the first match is known: 0.7 s for a
# hundred thousand articles. So the newest texts are looked at by themselves first. Where they hold enough to show,
# these are shown; where they do not, it stands in so few texts that the index is quick. 100 texts take 12 ms.
_NEAR = 100
# A word in so many texts is a common one. The index reads whole phrases of them, and counts each of so many words,
# three times over: to tell how many there are, to weigh, and to show them. So the few that are shown are weighed alone.
_EVERYWHERE, _MANY = 20_000, 8
_WEIGHTS = {"article_words": "bm25(4.0, 1.0)", "statement_words": "bm25(2.0, 1.0)"}

# Not characters at all, and taken out of every text that is read: they show where a match begins and ends.
_ON, _OFF = "\ufdd0", "\ufdd1"
_MARKS = f"'{_ON}', '{_OFF}'"

_Rows = list[tuple[Any, ...]]


def found(connection: sqlite3.Connection, words: str, whole: str, limit: int) -> tuple[Hit, ...]:
    """Return what matches a full-text expression: articles, items and statements, each kind's best first.

    ``whole`` is the expression without its beginnings.
    """
    search = (connection, words, whole, limit)
    return (*_articles(*search), *_items(*search), *_said(*search))


def _articles(connection: sqlite3.Connection, words: str, whole: str, limit: int) -> Iterator[Hit]:
    columns = f"highlight(%s, 0, {_MARKS}), snippet(%s, 1, {_MARKS}, '…', 24)"
    shown: dict[int, Hit] = {}
    for number, title, excerpt in _matches(connection, "article_words", columns, words, whole, limit * 2):
        article, day, outlet, source, sha256, current = connection.execute(
            "SELECT v.article, substr(coalesce(v.published, v.seen), 1, 10), v.outlet, coalesce(v.url, v.source), "
            "t.sha256, a.version = v.id FROM article_version v JOIN text t ON t.id = v.text "
            "JOIN article a ON a.id = v.article WHERE v.id = ?",
            (number,),
        ).fetchone()
        if current or article not in shown:  # what an article says now is shown rather than what it said
            hit = Hit("article", _pieces(title), _pieces(excerpt), day, outlet, source, sha256, bool(current))
            shown[article] = hit
    yield from list(shown.values())[:limit]


def _items(connection: sqlite3.Connection, words: str, whole: str, limit: int) -> Iterator[Hit]:
    columns = f"highlight(%s, 0, {_MARKS})"
    for number, excerpt in _matches(connection, "item_words", columns, words, whole, limit):
        name, day, outlet, source, sha256 = connection.execute(
            "SELECT b.profile || ' ' || b.number || ', item ' || i.n, b.date, v.outlet, coalesce(v.url, v.source), "
            "t.sha256 FROM item i JOIN brief b ON b.id = i.brief "
            "LEFT JOIN item_sentence p ON p.item = i.id AND p.at = 0 "
            "LEFT JOIN article_version v ON v.id = p.version LEFT JOIN text t ON t.id = v.text WHERE i.id = ?",
            (number,),
        ).fetchone()
        yield Hit("item", _pieces(name), _pieces(excerpt), day, outlet, source or "", sha256 or "")


def _said(connection: sqlite3.Connection, words: str, whole: str, limit: int) -> Iterator[Hit]:
    columns = f"highlight(%s, 0, {_MARKS}), snippet(%s, 1, {_MARKS}, '…', 40)"
    shown: dict[tuple[object, ...], Hit] = {}
    for number, speaker, excerpt in _matches(connection, "statement_words", columns, words, whole, limit * 2):
        article, day, outlet, source, sha256, current = connection.execute(
            "SELECT a.id, substr(coalesce(v.published, v.seen), 1, 10), v.outlet, coalesce(v.url, v.source), t.sha256, "
            "a.version = v.id FROM statement s JOIN text t ON t.id = s.text JOIN article_version v ON v.text = s.text "
            "JOIN article a ON a.id = v.article WHERE s.id = ? ORDER BY v.id",
            (number,),
        ).fetchone()
        one = (article, speaker, excerpt)  # it stands in every text that the article has had
        if current or one not in shown:
            hit = Hit("statement", _pieces(speaker or ""), _pieces(excerpt), day, outlet, source, sha256, bool(current))
            shown[one] = hit
    yield from list(shown.values())[:limit]


def _matches(connection: sqlite3.Connection, table: str, columns: str, words: str, whole: str, limit: int) -> _Rows:
    """Return the best matches of an index; of very many matches the newest are weighed."""
    columns = columns.replace("%s", table)
    if _BEGINNING.search(words):
        rows = _recent(connection, table, columns, words, whole, limit)
        if rows is not None:
            return rows
    weighed = max(_WEIGHED, limit)
    numbers = _candidates(connection, table, words, weighed + 1)
    if not numbers:
        return []
    edge = numbers[-1] if len(numbers) > weighed else 0
    terms = [_SPACES.split(term.strip()) for term in _TERM.findall(words)]
    phrase = any(len(term) > 1 for term in terms)
    if edge and ("*" in words or phrase or (len(terms) >= _MANY and _is_heavy(connection, table, terms))):
        return _newest(connection, table, columns, words, edge, limit, phrase and "*" not in words)
    if not edge and "*" not in words and (phrase or len(terms) >= _MANY) and _is_heavy(connection, table, terms):
        return _few(connection, table, columns, words, numbers, limit)
    return connection.execute(
        f"SELECT rowid, {columns} FROM {table} WHERE {table} MATCH ? AND rowid > ? ORDER BY rank LIMIT ?",
        (words, edge, limit),
    ).fetchall()


def _few(
    connection: sqlite3.Connection, table: str, columns: str, words: str, numbers: Sequence[int], limit: int
) -> _Rows:
    """Return the best of the texts that match, weighed among themselves; of many those in titles, then the newest."""
    if len(numbers) <= _NEAR:
        return _weighed(connection, table, columns, words, numbers, limit)
    first = _headed(connection, table, words, numbers, limit)
    shown = list(dict.fromkeys((*first, *numbers)))[:limit]
    rows = _weighed(connection, table, columns, words, shown, limit)
    return sorted(rows, key=lambda row: shown.index(row[0]))


def _recent(
    connection: sqlite3.Connection, table: str, columns: str, words: str, whole: str, limit: int
) -> _Rows | None:
    """Return what of the newest texts has a beginning, where these are all that can have it or enough to show."""
    most = max(_NEAR, limit)
    for _ in range(2):
        recent = _candidates(connection, table, whole, most + 1)
        rows = _weighed(connection, table, columns, words, recent[:most], limit, newest=len(recent) > most)
        if len(recent) <= most or len(rows) >= limit:
            return rows
        most = round(1.3 * most * limit / max(1, len(rows)))  # as many as it takes to find enough
        if most > 4 * _NEAR:
            break
    return None


def _is_heavy(connection: sqlite3.Connection, table: str, terms: Sequence[Sequence[str]]) -> bool:
    """Say whether terms hold a phrase of common words only, or very many common words."""
    common = {
        word: connection.execute(
            f"SELECT rowid FROM {table} WHERE {table} MATCH ? LIMIT 1 OFFSET ?", (f'"{word}"', _EVERYWHERE)
        ).fetchone()
        is not None
        for word in dict.fromkeys(word for term in terms for word in term)
        if any(map(str.isalnum, word))
    }
    phrases = [[common[word] for word in term if word in common] for term in terms if len(term) > 1]
    return any(all(phrase) for phrase in phrases) or sum(common.values()) >= _MANY


def _candidates(connection: sqlite3.Connection, table: str, words: str, most: int) -> list[int]:
    """Return the numbers of the newest texts that match, or of the newest texts."""
    if words:
        sql = f"SELECT rowid FROM {table} WHERE {table} MATCH ? ORDER BY rowid DESC LIMIT ?"
        return [row[0] for row in connection.execute(sql, (words, most))]
    sql = f"SELECT id FROM {_SHOWN[table]} ORDER BY id DESC LIMIT ?"
    return [row[0] for row in connection.execute(sql, (most,))]


def _weighed(
    connection: sqlite3.Connection,
    table: str,
    columns: str,
    words: str,
    numbers: Sequence[int],
    limit: int,
    newest: bool = False,
) -> _Rows:
    """Return those of some texts that match, the best or the newest first, by an index of these alone."""
    order = "rowid DESC" if newest else "rank, rowid DESC"
    texts = f"SELECT id, {', '.join(_HEADS[table])} FROM {_SHOWN[table]}"
    with closing(_index_of(connection, table, texts, _HEADS[table], numbers)) as few:
        return few.execute(
            f"SELECT rowid, {columns} FROM {table} WHERE {table} MATCH ? ORDER BY {order} LIMIT ?", (words, limit)
        ).fetchall()


def _headed(connection: sqlite3.Connection, table: str, words: str, numbers: Sequence[int], limit: int) -> list[int]:
    """Return those of some texts that match by their title or speaker alone, the newest first."""
    if table not in _HEADINGS:
        return []
    with closing(_index_of(connection, table, _HEADINGS[table], _HEADS[table][:1], numbers)) as few:
        sql = f"SELECT rowid FROM {table} WHERE {table} MATCH ? ORDER BY rowid DESC LIMIT ?"
        return [row[0] for row in few.execute(sql, (words, limit))]


def _index_of(
    connection: sqlite3.Connection, table: str, texts: str, names: Sequence[str], numbers: Sequence[int]
) -> sqlite3.Connection:
    """Return an index in memory of some texts, which splits words as the large one does."""
    few = sqlite3.connect(":memory:", isolation_level=None)
    columns, marks = ", ".join(names), ", ".join("?" * len(names))
    few.execute(f"CREATE VIRTUAL TABLE {table} USING fts5 ({columns}, tokenize = 'unicode61 remove_diacritics 2')")
    if table in _WEIGHTS:
        few.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('rank', ?)", (_WEIGHTS[table],))
    few.execute("BEGIN")
    few.executemany(
        f"INSERT INTO {table} (rowid, {columns}) VALUES (?, {marks})",
        connection.execute(f"{texts} WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(list(numbers)),)),
    )
    few.execute("COMMIT")
    return few


def _newest(
    connection: sqlite3.Connection, table: str, columns: str, words: str, edge: int, limit: int, heads: bool
) -> _Rows:
    """Return the newest matches, with ``heads`` those in titles and names first."""
    newest = f"FROM {table} WHERE {table} MATCH ? AND rowid > ? ORDER BY rowid DESC LIMIT ?"
    found: dict[int, tuple[Any, ...]] = {}
    if table in _HEADINGS and heads:
        for (number,) in connection.execute(f"SELECT rowid {newest}", (f"{_HEADS[table][0]} : ({words})", edge, limit)):
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
