"""What is put into the archive and what is asked of it.

Times, statements and briefs come in as values. Whatever is written is written in one transaction that holds as a
whole or not at all; ``transaction`` makes one of several calls.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ..errors import InputError, UsageError
from ..model import Article, Brief, Item, Span
from .export import lines
from .opening import PATIENCE, connect, in_our_words, roll_back
from .outbox import Outbox
from .query import expression, spaced
from .search import INDEXES, found
from .values import Added, Hit, Said, Scheduled, Spoken, StoredBrief, Version

_BOTTOM_LINE = "Bottom line"

Row = tuple[Any, ...]


@contextmanager
def open_archive(path: Path | str, create: bool = True, patience: float = PATIENCE) -> Iterator[Archive]:
    """Open the archive at a path, or make it; every trouble with it inside the ``with`` is told in our words."""
    path = Path(path)
    with in_our_words(path), closing(connect(path, create, patience)) as connection:
        yield Archive(path, connection)


class NumberTaken(UsageError):
    """The number of the brief belongs to another one."""


class Archive:
    """An open archive; ``open_archive`` makes one."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Write all that is done inside, or none of it; other programs wait until it is over."""
        if self._connection.in_transaction:  # part of a larger one
            yield
            return
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            roll_back(self._connection)
            raise

    def _rows(self, sql: str, *values: Any) -> list[Row]:
        return self._connection.execute(sql, values).fetchall()

    def _row(self, sql: str, *values: Any) -> Row | None:
        row: Row | None = self._connection.execute(sql, values).fetchone()
        return row

    def _insert(self, table: str, **values: Any) -> int:
        names, marks = ", ".join(values), ", ".join("?" * len(values))
        row = self._connection.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(values.values()))
        return int(row.lastrowid or 0)

    # ---- articles

    def unknown(self, articles: Iterable[Article]) -> tuple[Article, ...]:
        """Return the articles whose text the archive does not hold yet, one for each text."""
        fresh = {article.sha256: article for article in articles if self._text(article.sha256) is None}
        return tuple(fresh.values())

    def add_articles(
        self,
        articles: Iterable[Article],
        seen: str,
        statements: Mapping[str, Sequence[Spoken]] | None = None,
        canonical: Callable[[str], str | None] = str,
    ) -> Added:
        """Record articles, each under its identity: its guid, else its address, else the hash of its text.

        ``statements`` are those of each text the archive does not know, by its hash; ``canonical`` takes from an
        address what only says how it was reached.
        """
        outcome: dict[str, list[Article]] = {"new": [], "corrected": [], "unchanged": []}
        claimed: dict[int, str] = {}
        with self.transaction():
            for article in articles:
                outcome[self._add(article, seen, statements or {}, canonical, claimed)].append(article)
        return Added(*(tuple(outcome[name]) for name in ("new", "corrected", "unchanged")))

    def _add(
        self,
        article: Article,
        seen: str,
        statements: Mapping[str, Sequence[Spoken]],
        canonical: Callable[[str], str | None],
        claimed: dict[int, str],
    ) -> str:
        """Record one article and return what it was to the archive."""
        names = _names(article, canonical)
        text = self._keep_text(article, statements)
        known = self._identity(article, names, text, claimed)
        if known is None:
            number = self._insert("article", key=article.id or article.sha256, first_seen=seen, **_about(article))
            self._insert_version(number, text, article, seen)
            outcome = "new"
        else:
            number, outcome = known, "unchanged"
            if self._row("SELECT 1 FROM article_version WHERE article = ? AND text = ?", number, text) is None:
                self._insert_version(number, text, article, seen)
                outcome = "corrected"
            self._bring_up_to_date(number, text, article)
        for name in names:
            self._connection.execute("INSERT OR IGNORE INTO article_name VALUES (?, ?)", (name, number))
        claimed.setdefault(number, names[0])
        return outcome

    def _bring_up_to_date(self, number: int, text: int, article: Article) -> None:
        """Take over what is said of an article now, unless this is an earlier text of it out of some old file."""
        newest = self._row(
            "SELECT v.id, a.version = v.id FROM article a JOIN article_version v ON v.article = a.id "
            "WHERE a.id = ? AND v.text = ?",
            number, text,
        )  # fmt: skip
        if newest is not None and (newest[1] or article.fetched is not None):
            about = _about(article)
            marks = ", ".join(f"{name} = ?" for name in about)
            self._connection.execute(
                f"UPDATE article SET {marks}, version = ? WHERE id = ?", (*about.values(), newest[0], number)
            )

    def _identity(self, article: Article, names: Sequence[str], text: int, claimed: Mapping[int, str]) -> int | None:
        """Return the number of the article that this is a text of, None when it is a new one."""
        for name in names:
            row = self._row("SELECT article FROM article_name WHERE name = ?", name)
            if row is None:
                continue
            # A feed whose entries all lead to one address: they differ by their ids, and each is an article.
            other = claimed.get(row[0], names[0])
            if name == names[0] or other == names[0] or not other.startswith("id "):
                return int(row[0])
        if names[0].startswith("sha256 "):  # it has no name of its own: the same text is the same article
            row = self._row("SELECT article FROM article_version WHERE text = ? ORDER BY id", text)
            return None if row is None else int(row[0])
        return None

    def _text(self, sha256: str) -> int | None:
        row = self._row("SELECT id FROM text WHERE sha256 = ?", sha256)
        return None if row is None else int(row[0])

    def _keep_text(self, article: Article, statements: Mapping[str, Sequence[Spoken]]) -> int:
        """Return the number of the article's text, which is kept once with what is said in it."""
        known = self._text(article.sha256)
        if known is not None:
            return known
        text = self._insert("text", sha256=article.sha256, body=article.text)
        for said in statements.get(article.sha256, ()):
            self._keep_statement(text, article.text, said)
        return text

    def _keep_statement(self, text: int, body: str, spoken: Spoken) -> None:
        said = spoken.statement
        speaker, cue = said.speaker, said.cue
        content = "\n".join(body[span.start : span.end] for span in said.content)
        values = {
            "text": text,
            "speaker": body[speaker.start : speaker.end] if speaker else None,
            "speaker_start": speaker.start if speaker else None,
            "speaker_end": speaker.end if speaker else None,
            "name": spoken.name,
            "cue": body[cue.start : cue.end] if cue else None,
            "cue_start": cue.start if cue else None,
            "cue_end": cue.end if cue else None,
            "content": content,
            "spans": json.dumps([[span.start, span.end] for span in said.content]),
            "kind": said.kind,
        }
        number = self._insert("statement", **values)
        who = spoken.name or (body[speaker.start : speaker.end] if speaker else None)
        self._insert("statement_words", rowid=number, speaker=spaced(who), content=spaced(content))

    def _insert_version(self, article: int, text: int, given: Article, seen: str) -> None:
        number = self._insert("article_version", article=article, text=text, seen=seen, **_about(given))
        self._insert("article_words", rowid=number, title=spaced(given.title), body=spaced(given.text))
        self._connection.execute("UPDATE article SET version = ? WHERE id = ?", (number, article))

    def text(self, sha256: str) -> str | None:
        """Return the text with this hash, None when the archive does not hold it."""
        row = self._row("SELECT body FROM text WHERE sha256 = ?", sha256)
        return None if row is None else str(row[0])

    def versions(self, sha256: str) -> tuple[Version, ...]:
        """Return every text of each article that has or had the text with this hash, in the order they were seen."""
        rows = self._rows(
            f"{_VERSION} WHERE v.article IN (SELECT article FROM article_version w JOIN text x ON x.id = w.text "
            "WHERE x.sha256 = ?) ORDER BY v.article, v.id",
            sha256,
        )
        return tuple(_version(row) for row in rows)

    def addresses(self, sha256: str) -> tuple[str, ...]:
        """Return the addresses at which the articles that have or had the text with this hash were last found."""
        rows = self._rows(
            "SELECT DISTINCT a.url FROM article a JOIN article_version v ON v.article = a.id "
            "JOIN text t ON t.id = v.text WHERE t.sha256 = ? AND a.url IS NOT NULL ORDER BY a.url",
            sha256,
        )
        return tuple(str(url) for (url,) in rows)

    def articles(self, hashes: Iterable[str] | None = None) -> Iterator[Version]:
        """Yield the texts with these hashes under every identity they have, or all texts there are."""
        if hashes is None:
            for row in self._connection.execute(f"{_VERSION} ORDER BY v.id"):
                yield _version(row)
            return
        for sha256 in hashes:
            for row in self._rows(f"{_VERSION} WHERE t.sha256 = ? ORDER BY v.id", sha256):
                yield _version(row)

    # ---- the state of sources: what it means is their business

    def state(self, source: str) -> Any:
        """Return what was kept about a source, None when there is nothing."""
        row = self._row("SELECT value FROM fetch_state WHERE source = ?", source)
        return None if row is None else json.loads(row[0])

    def states(self) -> dict[str, Any]:
        """Return all that was kept about sources."""
        rows = self._rows("SELECT source, value FROM fetch_state ORDER BY source")
        return {str(source): json.loads(value) for source, value in rows}

    def keep_state(self, source: str, value: Any) -> None:
        """Keep a JSON value about a source in place of the one before."""
        with self.transaction():
            self._connection.execute(
                "INSERT INTO fetch_state VALUES (?, ?) ON CONFLICT (source) DO UPDATE SET value = excluded.value",
                (source, json.dumps(value, ensure_ascii=False)),
            )

    # ---- briefs

    def next_number(self, profile: str) -> int:
        """Return the number of the profile's next brief."""
        row = self._row("SELECT max(number) FROM brief WHERE profile = ?", profile)
        return 1 + int(row[0] or 0) if row else 1

    def holds(self, brief: Brief, record: bytes) -> bool:
        """Say whether this very brief is in the archive; NumberTaken where its number is another one's."""
        row = self._row("SELECT record FROM brief WHERE profile = ? AND number = ?", brief.profile, brief.number)
        if row is not None and bytes(row[0]) != record:
            raise NumberTaken(
                f"number {brief.number} of {brief.profile} is taken: the archive {self.path} holds another brief "
                f"under it; the next free number is {self.next_number(brief.profile)}"
            )
        return row is not None

    def add_brief(
        self,
        brief: Brief,
        record: bytes,
        articles: Iterable[Article],
        made: str,
        maker: str = "",
        profile_text: str = "",
        canonical: Callable[[str], str | None] = str,
    ) -> None:
        """Record a brief with its items and the articles that were read for it, which are in the archive already.

        The brief has a number; where its profile has another brief of that number NumberTaken is raised, and where it
        is this very brief nothing happens.
        """
        if brief.number is None:
            raise UsageError("a brief without a number cannot be archived; number it")
        with self.transaction():
            if self.holds(brief, record):
                return
            number = self._insert(
                "brief", profile=brief.profile, number=brief.number, date=brief.date, brief_id=brief.id,
                paper=brief.paper, title=brief.title, made=made, maker=maker, record=record, profile_text=profile_text,
            )  # fmt: skip
            held: dict[str, int] = {}
            for at, article in enumerate(articles):
                version = self._version_of(article, canonical)
                held.setdefault(article.sha256, version)
                self._insert("brief_article", brief=number, at=at, version=version)
            self._add_items(number, brief, held)

    def _version_of(self, article: Article, canonical: Callable[[str], str | None]) -> int:
        text = self._text(article.sha256)
        for name in _names(article, canonical):
            row = self._row(
                "SELECT v.id FROM article_version v JOIN article_name n ON n.article = v.article "
                "WHERE n.name = ? AND v.text = ?",
                name, text,
            )  # fmt: skip
            if row is not None:
                return int(row[0])
        raise InputError(f"the article {article.source} is not in the archive {self.path}; add it before the brief")

    def _add_items(self, number: int, brief: Brief, held: Mapping[str, int]) -> None:
        hashes = {source.n: source.sha256 for source in brief.sources}
        for section, item in _items(brief):
            speaker = item.speaker.text if item.speaker else None
            row = self._insert("item", brief=number, n=item.n, section=section, text=item.text, speaker=speaker)
            self._insert("item_words", rowid=row, text=spaced(item.text))
            for at, span in enumerate(item.spans):
                version = held.get(hashes.get(span.source, ""))
                if version is None:
                    raise InputError(
                        f"item {item.n} cites source {span.source}, which is not among the articles of the brief; "
                        "archive a brief with the articles that it was made of"
                    )
                self._insert("item_sentence", item=row, at=at, version=version, start=span.start, stop=span.end)

    def brief(self, number: int, profile: str) -> StoredBrief | None:
        """Return the profile's brief of that number, None when there is none."""
        found = self._briefs("WHERE profile = ? AND number = ?", profile, number)
        return found[0] if found else None

    def briefs(self, number: int) -> tuple[StoredBrief, ...]:
        """Return every profile's brief of that number."""
        return self._briefs("WHERE number = ?", number)

    def history(self, profile: str) -> tuple[StoredBrief, ...]:
        """Return the profile's briefs, the oldest first."""
        return self._briefs("WHERE profile = ?", profile)

    def _briefs(self, where: str, *values: Any) -> tuple[StoredBrief, ...]:
        rows = self._rows(
            "SELECT id, profile, number, date, brief_id, paper, title, made, maker, record, profile_text "
            f"FROM brief {where} ORDER BY profile, number",
            *values,
        )
        return tuple(StoredBrief(*(*row[1:], self._read_for(row[0]))) for row in rows)

    def _read_for(self, brief: int) -> tuple[tuple[str, str], ...]:
        rows = self._rows(
            "SELECT a.key, t.sha256 FROM brief_article b JOIN article_version v ON v.id = b.version "
            "JOIN article a ON a.id = v.article JOIN text t ON t.id = v.text WHERE b.brief = ? ORDER BY b.at",
            brief,
        )
        return tuple((str(key), str(sha256)) for key, sha256 in rows)

    @property
    def outbox(self) -> Outbox:
        """The mail that is to go out."""
        return Outbox(self._connection, self.transaction)

    # ---- editions: the briefs that a schedule owes, one a profile and day

    def scheduled(self, profile: str, day: str | None = None) -> Scheduled | None:
        """Return what became of a day's edition, or of the last one; None when nobody has tried it."""
        row = self._row(
            "SELECT profile, day, state, tries, at, number FROM edition WHERE profile = ? AND (? IS NULL OR day = ?) "
            "ORDER BY day DESC LIMIT 1",
            profile, day, day,
        )  # fmt: skip
        return None if row is None else Scheduled(*row)

    def settle(self, profile: str, day: str, state: str, at: str, number: int | None = None) -> None:
        """Record what became of a day's edition; each "tried" counts one try more, and what is made stays made."""
        with self.transaction():
            self._connection.execute(
                "INSERT INTO edition VALUES (?1, ?2, ?3, ?3 = 'tried', ?4, ?5) ON CONFLICT (profile, day) DO UPDATE "
                "SET state = excluded.state, tries = tries + excluded.tries, at = excluded.at, "
                "number = excluded.number WHERE state NOT IN ('made', 'quiet')",
                (profile, day, state, at, number),
            )

    def waiting(self, profile: str) -> int:
        """Return how many mails of a profile wait to be sent."""
        row = self._row(
            "SELECT count(*) FROM outbox_recipient r JOIN outbox o ON o.id = r.message "
            "WHERE o.profile = ? AND r.state IN ('waiting', 'sending', 'held')",
            profile,
        )
        return int(row[0]) if row else 0

    # ---- statements

    def statements(
        self, speaker: str | None = None, since: str | None = None, about: str | None = None
    ) -> tuple[Said, ...]:
        """Return who said what, the oldest first: by all the words of a name, from a day on, about words."""
        wanted = []
        for column, words in (("speaker", speaker), ("content", about)):
            if words is not None:
                found = expression(words)
                if not found:
                    raise UsageError(f"{words!r} has no word to look for; give a name or words with letters in them")
                wanted.append(f"{column} : ({found})")
        where, values = ["1"], []
        if wanted:
            where.append("s.id IN (SELECT rowid FROM statement_words WHERE statement_words MATCH ?)")
            values.append(" AND ".join(wanted))
        if since is not None:
            where.append(f"{_DAY} >= ?")
            values.append(since)
        rows = self._rows(f"{_SAID} WHERE {' AND '.join(where)} ORDER BY {_DAY}, v.id, s.id", *values)
        return tuple(_said(row) for row in rows)

    def statements_in(self, article: int) -> tuple[Said, ...]:
        """Return what is said in any text of one article, in the order the texts were seen."""
        rows = self._rows(f"{_SAID} WHERE a.id = ? ORDER BY v.id, s.id", article)
        return tuple(_said(row) for row in rows)

    # ---- search

    def search(self, query: str, limit: int = 10) -> tuple[Hit, ...]:
        """Return articles, printed items and statements with these words, each kind's best first.

        Words must all be there; "several words" stand together, ``word*`` has any ending, OR is either.
        """
        words = expression(query)
        if not words:
            raise UsageError(f"{query!r} has no word to look for; give words with letters or figures in them")
        return found(self._connection, words, expression(query, begun=False), limit)

    # ---- the file itself

    def info(self, check: bool = False) -> dict[str, Any]:
        """Return what the archive holds, in figures; ``check`` also reads it all for damage."""

        def one(sql: str) -> Any:
            row = self._row(sql)
            return row[0] if row else None

        size = sum(part.stat().st_size for part in (self.path, Path(f"{self.path}-wal")) if part.exists())
        found = {
            "path": str(self.path),
            "bytes": size,
            "version": one("PRAGMA user_version"),
            "articles": one("SELECT count(*) FROM article"),
            "texts": one("SELECT count(*) FROM text"),
            "corrected": one("SELECT count(DISTINCT article) FROM article_version v WHERE EXISTS "
                             "(SELECT 1 FROM article_version w WHERE w.article = v.article AND w.id > v.id)"),
            "statements": one("SELECT count(*) FROM statement"),
            "sources": one("SELECT count(*) FROM fetch_state WHERE source NOT LIKE 'host:%' "
                           "AND source NOT LIKE 'articles:%' AND source NOT LIKE 'run:%'"),
            "first seen": one("SELECT min(first_seen) FROM article"),
            "last seen": one("SELECT max(seen) FROM article_version"),
            "briefs": {
                str(profile): {"briefs": count, "last number": number, "last date": date}
                for profile, count, number, date in self._rows(
                    "SELECT profile, count(*), max(number), max(date) FROM brief GROUP BY profile ORDER BY profile"
                )
            },
        }  # fmt: skip
        if check:
            found["damage"] = self._damage()
        return found

    def _damage(self) -> list[str]:
        """Return what is wrong inside the file, nothing when it is whole."""
        damage = [str(row[0]) for row in self._rows("PRAGMA integrity_check(20)") if row[0] != "ok"]
        damage += [f"{row[0]} refers to a missing {row[2]}" for row in self._rows("PRAGMA foreign_key_check")[:20]]
        for table in INDEXES:
            try:
                with self.transaction():
                    self._connection.execute(f"INSERT INTO {table} ({table}) VALUES ('integrity-check')")
            except sqlite3.DatabaseError as error:
                code = getattr(error, "sqlite_errorcode", 0) & 0xFF
                if code == sqlite3.SQLITE_READONLY:  # an index is only looked through where it could be written
                    break
                if code != sqlite3.SQLITE_CORRUPT:
                    raise
                damage.append(f"the index {table} is not what the texts say")
        return damage

    def vacuum(self) -> tuple[int, int]:
        """Make the file as small as it can be and return its size before and after, in bytes."""
        before = int(self.info()["bytes"])
        with self.transaction():
            for table in INDEXES:
                self._connection.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")
        self._connection.execute("VACUUM")
        self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return before, int(self.info()["bytes"])

    def export(self, kinds: Sequence[str] | None = None) -> Iterator[str]:
        """Yield everything as lines of JSON; the lines of articles have the keys that ``read`` knows."""
        return lines(self._connection, kinds)


# ---- names: what tells one article from another


def _names(article: Article, canonical: Callable[[str], str | None]) -> list[str]:
    """Return what an article is known by, the surest first: its id, its address, or else the hash of its text."""
    address = canonical(article.url) if article.url else None
    names = []
    if article.id and article.id not in (article.sha256, address, article.url):
        names.append(f"id {_scoped(article)}")
    if address and _is_telling(address):
        names.append(f"url {address}")
    return names or [f"sha256 {article.sha256}"]


def _scoped(article: Article) -> str:
    """Return an id as it is one among all sources: "4711" is the number of one outlet's article."""
    if re.match(r"(?:urn|tag):|[a-z][a-z0-9+.-]*://", article.id, re.IGNORECASE):
        return article.id
    try:
        host = urlsplit(article.url or "").hostname
    except ValueError:
        host = None
    return f"{host or article.outlet or ''} {article.id}"


def _is_telling(address: str) -> bool:
    """Say whether an address can be an article's own; a bare front page is that of many."""
    head, _, rest = address.partition("://")
    return "/" in rest.rstrip("/") or "?" in rest if rest else "/" in head


def _about(article: Article) -> dict[str, str | None]:
    return {
        "title": article.title, "source": article.source, "outlet": article.outlet, "author": article.author,
        "url": article.url, "published": article.published, "fetched": article.fetched, "language": article.language,
        "grade": article.grade, "outlet_by": article.outlet_by,
    }  # fmt: skip


# ---- rows to values

_VERSION = (
    "SELECT a.key, v.title, t.body, v.source, v.outlet, v.author, v.url, v.published, v.fetched, v.language, t.sha256, "
    "v.grade, v.outlet_by, v.seen, a.version = v.id "
    "FROM article_version v JOIN text t ON t.id = v.text JOIN article a ON a.id = v.article"
)
_DAY = "substr(coalesce(v.published, v.seen), 1, 10)"
_SAID = (
    "SELECT s.id, s.speaker, s.speaker_start, s.speaker_end, s.name, s.cue, s.spans, s.content, s.kind, "
    f"{_DAY}, v.title, v.outlet, v.url, v.source, t.sha256, a.id, v.seen, a.version = v.id, "
    "(SELECT count(*) FROM article_version w WHERE w.article = v.article) "
    "FROM statement s JOIN text t ON t.id = s.text JOIN article_version v ON v.text = s.text "
    "JOIN article a ON a.id = v.article"
)


def _version(row: Row) -> Version:
    return Version(Article(*row[:13]), row[13], bool(row[14]))


def _said(row: Row) -> Said:
    number, speaker, start, end, name, cue, spans, content, *rest = row
    places = tuple(Span(*span) for span in json.loads(spans))
    pieces, at = [], 0
    for place in places:
        pieces.append(content[at : at + place.end - place.start])
        at += place.end - place.start + 1
    who = None if start is None else Span(start, end)
    *rest, current, versions = rest
    return Said(*(number, speaker, who, name, cue, tuple(pieces), places, *rest, bool(current), versions))


def _items(brief: Brief) -> Iterator[tuple[str, Item]]:
    for item in brief.bottom_line:
        yield _BOTTOM_LINE, item
    for section in brief.sections:
        for item in section.items:
            yield section.title, item
