"""Everything in the archive as lines of JSON, for other programs and for the day when there is no briefer."""

from __future__ import annotations

import json
import re
import sqlite3
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from .opening import roll_back


def lines(connection: sqlite3.Connection, kinds: Sequence[str] | None) -> Iterator[str]:
    """Yield the records of these kinds, or of all, as one state of things: what others write meanwhile is not in it."""
    connection.execute("BEGIN")
    try:
        for kind, records in EXPORTS.items():
            if kinds is None or kind in kinds:
                for record in records(connection):
                    yield json_line({"kind": kind, **record})
    finally:
        roll_back(connection)


# Legal in JSON, but some programs act on them, end a line at them or drop them.
_UNSEEN = re.compile(
    "[\x7f-\x9f\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufdd0-\ufdef\ufeff\ufff9-\uffff"
    "\U000e0000-\U000e007f]"
)


def json_line(record: Mapping[str, Any]) -> str:
    """Return a record as one line of JSON that every program takes for one, and shows as it is."""
    text = json.dumps(record, ensure_ascii=False)
    return text if text.isascii() else _UNSEEN.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    return json.dumps(found[0])[1:-1]


def _export_articles(connection: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    keys = (
        "id", "title", "text", "source", "outlet", "author", "url", "published", "fetched", "language", "sha256",
        "grade", "outlet_by", "seen",
    )  # fmt: skip
    for *row, current, article in connection.execute(
        "SELECT a.key, v.title, t.body, v.source, v.outlet, v.author, v.url, v.published, v.fetched, v.language, "
        "t.sha256, v.grade, v.outlet_by, v.seen, a.version = v.id, a.id FROM article_version v "
        "JOIN text t ON t.id = v.text JOIN article a ON a.id = v.article ORDER BY v.id"
    ):
        names = connection.execute("SELECT name FROM article_name WHERE article = ? ORDER BY name", (article,))
        known_as = [name for (name,) in names]
        yield {**dict(zip(keys, row, strict=True)), "current": bool(current), "known_as": known_as}


def _export_statements(connection: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    for row in connection.execute(
        "SELECT t.sha256, s.speaker, s.speaker_start, s.speaker_end, s.name, s.cue, s.cue_start, s.cue_end, s.content, "
        "s.spans, s.kind FROM statement s JOIN text t ON t.id = s.text ORDER BY s.id"
    ):
        sha256, speaker, speaker_start, speaker_end, name, cue, cue_start, cue_end, content, spans, kind = row
        yield {
            "sha256": sha256,
            "speaker": speaker and {"text": speaker, "start": speaker_start, "end": speaker_end},
            "name": name,
            "cue": cue and {"text": cue, "start": cue_start, "end": cue_end},
            "content": content,
            "spans": json.loads(spans),
            "said": kind,
        }


def _export_briefs(connection: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    keys = ("profile", "number", "date", "id", "paper", "title", "made", "maker")
    for row in connection.execute(
        "SELECT profile, number, date, brief_id, paper, title, made, maker, record, profile_text, id FROM brief "
        "ORDER BY profile, number"
    ):
        read = connection.execute(
            "SELECT t.sha256 FROM brief_article b JOIN article_version v ON v.id = b.version "
            "JOIN text t ON t.id = v.text WHERE b.brief = ? ORDER BY b.at",
            (row[10],),
        )
        yield {
            **dict(zip(keys, row, strict=False)),
            "record": row[8].decode("utf-8"),
            "profile_text": row[9],
            "articles": [sha256 for (sha256,) in read],
        }


def _export_items(connection: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    for number, *values in connection.execute(
        "SELECT i.id, b.profile, b.number, i.n, i.section, i.text, i.speaker FROM item i JOIN brief b "
        "ON b.id = i.brief ORDER BY i.id"
    ):
        spans = connection.execute(
            "SELECT t.sha256, p.start, p.stop FROM item_sentence p JOIN article_version v ON v.id = p.version "
            "JOIN text t ON t.id = v.text WHERE p.item = ? ORDER BY p.at",
            (number,),
        )
        profile, brief, n, section, text, speaker = values
        yield {
            "profile": profile, "number": brief, "n": n, "section": section, "printed": text, "speaker": speaker,
            "spans": [{"sha256": sha256, "start": start, "end": stop} for sha256, start, stop in spans],
        }  # fmt: skip


def _export_states(connection: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    for source, value in connection.execute("SELECT source, value FROM fetch_state ORDER BY source"):
        yield {"source": source, "state": json.loads(value)}


def _export_editions(connection: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    keys = ("profile", "day", "state", "tries", "at", "number")
    for row in connection.execute(f"SELECT {', '.join(keys)} FROM edition ORDER BY profile, day"):
        yield dict(zip(keys, row, strict=True))


def _export_mails(connection: sqlite3.Connection) -> Iterator[dict[str, Any]]:
    """Yield what stands in the outbox, the bytes of a message that is still to go out as base64."""
    keys = ("message_id", "profile", "sender", "subject", "queued", "expires")
    fates = ("address", "state", "tries", "due", "changed", "reason")
    for number, body, *row in connection.execute(f"SELECT id, body, {', '.join(keys)} FROM outbox ORDER BY id"):
        recipients = connection.execute(
            f"SELECT {', '.join(fates)} FROM outbox_recipient WHERE message = ? ORDER BY rowid", (number,)
        )
        yield {
            **dict(zip(keys, row, strict=True)),
            "recipients": [dict(zip(fates, each, strict=True)) for each in recipients],
            "body": None if body is None else b64encode(body).decode("ascii"),
        }


EXPORTS: dict[str, Callable[[sqlite3.Connection], Iterator[dict[str, Any]]]] = {
    "article": _export_articles,
    "statement": _export_statements,
    "brief": _export_briefs,
    "item": _export_items,
    "source": _export_states,
    "edition": _export_editions,
    "mail": _export_mails,
}
