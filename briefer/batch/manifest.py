"""The manifest: what a batch read, what it left out and why, and what it wrote. It says the same whatever engine,
number of workers and interruptions there were; how long it took stands in the work folder."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ..model import Rendered, Skipped
from ..read.archives import Split
from ..values import dataclass
from ..version import VERSION
from ..write import output_folder, write_whole
from .engine import Lost
from .plan import Settings
from .shards import pieces_of, temporary, write_marker

SCHEMA = "briefer-batch/1"
_NAMED = 1000  # skipped records that stand in the manifest itself; all of them stand in skipped.jsonl


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a batch has done."""

    manifest: Path
    periods: tuple[Mapping[str, Any], ...]  # as the manifest has them
    articles: int  # read, of all periods
    skipped: tuple[Skipped, ...]  # the first of them
    skipped_count: int
    warnings: tuple[str, ...]  # each once, such as of a script that no font of a worker has
    seconds: Mapping[str, float]  # of processor time of all workers together: reading, briefs


def write_manifest(
    parts: Sequence[Split],
    done: Sequence[dict[str, Any] | Lost],
    periods: Sequence[Mapping[str, Any]],
    trouble: Sequence[Skipped],
    settings: Settings,
) -> Outcome:
    """Write skipped.jsonl and manifest.json, and return what was done."""
    out = Path(settings.out)
    archives = _archives(parts, done, settings)
    first: list[Skipped] = []
    count, digest = 0, hashlib.sha256()
    part = temporary(Path(settings.work) / "skipped.jsonl")
    with open(part, "wb") as file:
        for each in _skipped(parts, done, periods, trouble, settings):
            count += 1
            if count <= _NAMED:
                first.append(each)
            line = _line({"source": each.source, "reason": each.reason})
            digest.update(line)
            file.write(line)
    told = [{key: value for key, value in each.items() if key not in _OWN} for each in periods]
    manifest = {
        "schema": SCHEMA,
        "briefer": VERSION,
        "profile": settings.profile.name,
        "by": settings.by,
        "formats": list(settings.formats),
        "paper": settings.paper,
        "articles": sum(each["articles"] for each in archives),
        "archives": archives,
        "periods": told,
        "skipped": {
            "count": count,
            "records": [{"source": each.source, "reason": each.reason} for each in first],
            **({"file": "skipped.jsonl", "sha256": digest.hexdigest()} if count else {}),
        },
    }
    body = json.dumps(manifest, ensure_ascii=False, indent=1).encode("utf-8", "replace") + b"\n"
    with output_folder(out):
        if count:
            os.replace(part, out / "skipped.jsonl")
        else:
            part.unlink()
            (out / "skipped.jsonl").unlink(missing_ok=True)  # of an earlier run with other archives
        (path,) = write_whole(out, [Rendered("manifest.json", "application/json", body)])
    seconds = {
        "reading": round(sum(each["seconds"] for each in done if isinstance(each, dict)), 3),
        "briefs": round(sum(each.get("seconds", 0.0) for each in periods), 3),
    }
    heard = tuple(dict.fromkeys(said for each in periods for said in each.get("warnings", ())))
    write_marker(Path(settings.work) / "last-run.json", {"briefer": VERSION, "code": settings.code, "seconds": seconds})
    return Outcome(path, tuple(told), manifest["articles"], tuple(first), count, heard, seconds)


_OWN = ("key", "seconds", "warnings")  # what a period's marker says for us alone


def _line(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace") + b"\n"


def _archives(
    parts: Sequence[Split], done: Sequence[dict[str, Any] | Lost], settings: Settings
) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for split, result in zip(parts, done, strict=True):
        told = found.setdefault(
            split.archive.place,
            {"path": split.archive.name, "bytes": split.archive.size, "records": 0, "articles": 0, "content": 0},
        )
        if isinstance(result, dict):
            told["records"] += result["records"]
            told["articles"] += result["articles"]
    for split, _, _, marker in pieces_of(parts, done, settings):
        told = found[split.archive.place]
        told["content"] = (told["content"] + int(marker["content"], 16)) % (1 << 256)
    for told in found.values():
        told["content"] = f"{told['content']:064x}"
    return list(found.values())


def _skipped(
    parts: Sequence[Split],
    done: Sequence[dict[str, Any] | Lost],
    periods: Sequence[Mapping[str, Any]],
    trouble: Sequence[Skipped],
    settings: Settings,
) -> Iterator[Skipped]:
    """Yield all that could not be used: archives, records in their order, articles that no brief could be made of."""
    yield from trouble
    for split, base, _, marker in pieces_of(parts, done, settings):
        for number, reason in marker["skipped"]:
            yield Skipped(f"{split.archive.name}#{base + number}", reason)
    base, archive = 0, None
    for split, result in zip(parts, done, strict=True):
        if split.archive != archive:
            base, archive = 0, split.archive
        where = split.archive.name
        if not isinstance(result, dict):
            size = f"bytes {split.begin:,} to {split.end:,} " if split.archive.kind == "lines" else ""
            yield Skipped(where, f"{size}could not be read: {result.reason}")
            continue
        base += result["records"]
        if result["ended"]:
            yield Skipped(where, f"{result['ended']} ({base:,} records before that were read)")
    for each in periods:
        for source, reason in each["skipped"]:
            yield Skipped(source, reason)
        if each["failed"]:
            yield Skipped(each["period"], f"has no brief: {each['failed']}")
