"""The tables of the archive, and the steps that brought them here.

A text is kept once, by its hash, whoever printed it. An article is an identity that has had one text or several; an
article_version is such a text under it, with what was said of it when it was first seen there. Texts, versions,
statements and items never change and never go, so the full-text indexes are only ever added to.

MIGRATIONS is the whole history: step n brings an archive from version n - 1 to n. A step that has been released is
never changed; the next one is added below it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

APPLICATION = 0x62726665  # "brfe": tells an archive from other people's SQLite files

Migration = Callable[[sqlite3.Connection], None]


def _first(connection: sqlite3.Connection) -> None:
    for statement in _FIRST.split(";\n"):
        if statement.strip():
            connection.execute(statement)


def _source_marks(connection: sqlite3.Connection) -> None:
    """Keep what a profile says of a source with the articles it gave: its grade, and that the outlet is its word."""
    for table in ("article", "article_version"):
        connection.execute(f"ALTER TABLE {table} ADD COLUMN grade TEXT")
        connection.execute(f"ALTER TABLE {table} ADD COLUMN outlet_by TEXT")


def _outbox(connection: sqlite3.Connection) -> None:
    for statement in _OUTBOX.split(";\n"):
        connection.execute(statement)


def _editions(connection: sqlite3.Connection) -> None:
    """A scheduled brief is made once a day and profile: its row is claimed before, and settled with the brief."""
    connection.execute(
        "CREATE TABLE edition (profile TEXT NOT NULL, day TEXT NOT NULL, "
        "state TEXT NOT NULL CHECK (state IN ('tried', 'made', 'quiet', 'missed')), "
        "tries INTEGER NOT NULL, at TEXT NOT NULL, number INTEGER, PRIMARY KEY (profile, day)) WITHOUT ROWID"
    )


MIGRATIONS: tuple[Migration, ...] = (_first, _source_marks, _outbox, _editions)

_FIRST = """
CREATE TABLE text (
    id INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL UNIQUE,
    body TEXT NOT NULL
);
CREATE TABLE article (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL,
    version INTEGER REFERENCES article_version (id) DEFERRABLE INITIALLY DEFERRED,
    title TEXT NOT NULL, source TEXT NOT NULL, outlet TEXT, author TEXT, url TEXT, published TEXT, fetched TEXT,
    language TEXT NOT NULL,
    first_seen TEXT NOT NULL
);
CREATE TABLE article_name (
    name TEXT PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES article (id)
) WITHOUT ROWID;
CREATE TABLE article_version (
    id INTEGER PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES article (id),
    text INTEGER NOT NULL REFERENCES text (id),
    title TEXT NOT NULL, source TEXT NOT NULL, outlet TEXT, author TEXT, url TEXT, published TEXT, fetched TEXT,
    language TEXT NOT NULL,
    seen TEXT NOT NULL,
    UNIQUE (article, text)
);
CREATE INDEX article_version_text ON article_version (text);
CREATE TABLE statement (
    id INTEGER PRIMARY KEY,
    text INTEGER NOT NULL REFERENCES text (id),
    speaker TEXT, speaker_start INTEGER, speaker_end INTEGER,
    name TEXT,
    cue TEXT, cue_start INTEGER, cue_end INTEGER,
    content TEXT NOT NULL,
    spans TEXT NOT NULL CHECK (json_valid(spans)),
    kind TEXT NOT NULL
);
CREATE INDEX statement_text ON statement (text);
CREATE TABLE brief (
    id INTEGER PRIMARY KEY,
    profile TEXT NOT NULL,
    number INTEGER NOT NULL CHECK (number > 0),
    date TEXT NOT NULL,
    brief_id TEXT NOT NULL,
    paper TEXT NOT NULL,
    title TEXT NOT NULL,
    made TEXT NOT NULL,
    maker TEXT NOT NULL,
    record BLOB NOT NULL,
    profile_text TEXT NOT NULL,
    UNIQUE (profile, number)
);
CREATE TABLE brief_article (
    brief INTEGER NOT NULL REFERENCES brief (id),
    at INTEGER NOT NULL,
    version INTEGER NOT NULL REFERENCES article_version (id),
    PRIMARY KEY (brief, at)
) WITHOUT ROWID;
CREATE TABLE item (
    id INTEGER PRIMARY KEY,
    brief INTEGER NOT NULL REFERENCES brief (id),
    n INTEGER NOT NULL,
    section TEXT NOT NULL,
    text TEXT NOT NULL,
    speaker TEXT,
    UNIQUE (brief, n)
);
CREATE TABLE item_sentence (
    item INTEGER NOT NULL REFERENCES item (id),
    at INTEGER NOT NULL,
    version INTEGER NOT NULL REFERENCES article_version (id),
    start INTEGER NOT NULL,
    stop INTEGER NOT NULL CHECK (stop > start),
    PRIMARY KEY (item, at)
) WITHOUT ROWID;
CREATE TABLE fetch_state (
    source TEXT PRIMARY KEY,
    value TEXT NOT NULL CHECK (json_valid(value))
) WITHOUT ROWID;
CREATE VIEW article_shown AS
    SELECT v.id, spaced(v.title) AS title, spaced(t.body) AS body
    FROM article_version v JOIN text t ON t.id = v.text;
CREATE VIEW item_shown AS SELECT id, spaced(text) AS text FROM item;
CREATE VIEW statement_shown AS
    SELECT id, spaced(coalesce(name, speaker)) AS speaker, spaced(content) AS content FROM statement;
CREATE VIRTUAL TABLE article_words USING fts5 (
    title, body, content = 'article_shown', content_rowid = 'id',
    prefix = '3', tokenize = 'unicode61 remove_diacritics 2'
);
CREATE VIRTUAL TABLE item_words USING fts5 (
    text, content = 'item_shown', content_rowid = 'id',
    prefix = '3', tokenize = 'unicode61 remove_diacritics 2'
);
CREATE VIRTUAL TABLE statement_words USING fts5 (
    speaker, content, content = 'statement_shown', content_rowid = 'id',
    prefix = '3', tokenize = 'unicode61 remove_diacritics 2'
);
INSERT INTO article_words (article_words, rank) VALUES ('rank', 'bm25(4.0, 1.0)');
INSERT INTO statement_words (statement_words, rank) VALUES ('rank', 'bm25(2.0, 1.0)')
"""

_OUTBOX = """
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY,
    message_id TEXT NOT NULL UNIQUE,
    profile TEXT NOT NULL,
    path TEXT,
    sender TEXT NOT NULL,
    subject TEXT NOT NULL,
    body BLOB,
    queued TEXT NOT NULL,
    expires TEXT NOT NULL
);
CREATE TABLE outbox_recipient (
    message INTEGER NOT NULL REFERENCES outbox (id),
    address TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'sending', 'sent', 'dead', 'held', 'dropped')),
    tries INTEGER NOT NULL,
    due TEXT NOT NULL,
    changed TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (message, address)
);
CREATE INDEX outbox_recipient_state ON outbox_recipient (state, due)
"""
