"""The whole way of a batch: splits, pieces, periods, manifest. Nothing here knows which engine does the work."""

from __future__ import annotations

import json
import os
from array import array
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

from ..errors import InputError, OutputError
from ..model import Skipped
from ..read.archives import Archive, Split, article, find, records, splits
from ..read.dates import iso
from ..read.found import Unusable
from ..values import dataclass
from ..write import sweep
from .engine import Engine, Lost
from .journal import at_work
from .manifest import Outcome, write_manifest
from .periods import reduce_period
from .plan import PERIODS, Settings, before, name_of
from .shards import map_split, pieces_of, temporary


class Progress(Protocol):
    """Is told how far the work is: the stage in words, what is done of how much, and how many articles it gave."""

    def __call__(self, stage: str, done: float, total: float, articles: int) -> None: ...


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a batch would do, as far as a look at the beginning of each archive tells."""

    archives: tuple[Archive, ...]
    splits: int
    size: int
    articles: int  # about
    periods: tuple[str, ...]  # that were seen
    skipped: tuple[Skipped, ...]


def batch(
    given: Sequence[str], settings: Settings, engine: Engine, run: str, progress: Progress | None = None
) -> Outcome:
    """Write one brief for each period that the archives have articles of, and the manifest.

    What an earlier run has finished is not done again. ``run`` is a hex number that no other run has. Raises
    InputError when there is no archive, or nothing in them has a date.
    """
    with _locked(Path(settings.work)):
        archives, skipped = find(given)  # files -> archives
        parts, more = _splits(archives, settings)  # archives -> splits
        trouble = [*skipped, *more]
        if not parts:
            raise InputError("\n".join(["there is no archive to read", *(f"{s.source}: {s.reason}" for s in trouble)]))
        done = _mapped(parts, settings, engine, run, progress)  # splits -> pieces, by the workers
        periods = _grouped(parts, done, settings)  # pieces -> periods
        if not periods:
            few = [f"{each.source}: {each.reason}" for each in (*trouble, *_first_skipped(parts, done, settings))]
            raise InputError("\n".join(["no article in the archives has a date that is certain", *few[:5]]))
        written = _reduced(periods, settings, engine, run, progress)  # periods -> briefs, by the workers
        outcome = write_manifest(parts, done, written, trouble, settings)
        for left in Path(settings.work).rglob("*.part"):  # by processes that were killed
            left.unlink(missing_ok=True)
        for each in written:  # a worker outlives its killed run for a moment, and may leave something until its end
            sweep(Path(settings.out) / each["period"])
        return outcome


def outlook(given: Sequence[str], settings: Settings, look: int = 50) -> Outlook:
    """Return what a batch would do; of each archive only the first records are read."""
    archives, skipped = find(given)
    parts, more = _splits(archives, settings)
    days: set[str] = set()
    seen = held = 0
    first = [split for split in parts if not split.number][:20]
    for split in first:
        try:
            for number, record in enumerate(records(split)):
                if number >= look:
                    break
                try:
                    found = article(record)
                except Unusable:
                    continue
                day = (iso(found[0].published) or found[1] or "")[:10] if found else ""
                if len(day) == 10:
                    seen += 1
                    held += len(found[0].text.encode("utf-8", "replace")) if found else 0
                    days.add(day)
        except Unusable as error:
            more.append(Skipped(split.archive.name, error.reason))
    size = sum(split.size for split in parts)
    periods = tuple(sorted({PERIODS[settings.by][0](day) for day in days}))
    packed = 0.3 if any(split.archive.packed or split.archive.kind != "lines" for split in first) else 1.1
    about = int(size / (held / seen * packed)) if seen else 0
    return Outlook(archives, len(parts), size, about, periods, (*skipped, *more))


def _splits(archives: Sequence[Archive], settings: Settings) -> tuple[list[Split], list[Skipped]]:
    found: list[Split] = []
    skipped = []
    for archive in archives:
        try:
            found += splits(archive, settings.split_bytes, settings.piece)
        except Unusable as error:
            skipped.append(Skipped(archive.name, error.reason))
    return found, skipped


@contextmanager
def _locked(work: Path) -> Iterator[None]:
    """Keep a second run out of the same folder; the lock goes with the process, however it ends."""
    try:
        work.mkdir(parents=True, exist_ok=True)
        (work / "periods").mkdir(exist_ok=True)
        handle = os.open(work / "lock", os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise OutputError(f"cannot write into {work.parent}: {reason}; choose another folder with --out") from error
    try:
        try:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise OutputError(
                f"another briefer batch writes into {work.parent} now; wait for it, or choose another folder with --out"
            ) from error
        except (ImportError, OSError):  # a system or file system without locks
            pass
        yield
    finally:
        os.close(handle)


def _mapped(
    parts: Sequence[Split], settings: Settings, engine: Engine, run: str, progress: Progress | None
) -> list[dict[str, Any] | Lost]:
    """Have every split read; return what its marker says, in the order of the splits."""
    names = [name_of(split, settings) for split in parts]
    at = {name: number for number, name in enumerate(names)}
    found: list[dict[str, Any] | Lost] = [Lost("was not read")] * len(parts)
    total, done, articles, read = sum(split.size for split in parts), 0, 0, 0
    jobs = ((name, (split, settings, run)) for name, split in zip(names, parts, strict=True))
    if progress is not None:
        progress("reading", 0, total, 0)
    for answer in engine.each(map_split, jobs):
        if answer is None:
            if progress is not None:
                under_way = sum(at_work(Path(settings.work) / "journal"))
                # Where nothing is finished yet, nobody knows how many records a byte has.
                progress("reading", done + (under_way * done // read if read else 0), total, articles + under_way)
            continue
        name, result = answer
        found[at[name]] = result
        done += parts[at[name]].size
        if not isinstance(result, Lost):
            articles, read = articles + result["articles"], read + result["records"]
        if progress is not None:
            progress("reading", done, total, articles)
    return found


def _first_skipped(
    parts: Sequence[Split], done: Sequence[dict[str, Any] | Lost], settings: Settings
) -> Iterator[Skipped]:
    for split, base, _, marker in pieces_of(parts, done, settings):
        for number, reason in marker["skipped"][:3]:
            yield Skipped(f"{split.archive.name}#{base + number}", reason)


def _grouped(parts: Sequence[Split], done: Sequence[dict[str, Any] | Lost], settings: Settings) -> list[str]:
    """Write down for each period which rows of which pieces it is made of, and return the periods in order."""
    held: list[tuple[str, dict[str, int], str, int, str]] = []
    # Of a year of news there are millions of these; as numbers in arrays they take 20 bytes each.
    days: dict[str, array[int]] = {}
    for split, base, path, marker in pieces_of(parts, done, settings):
        small = {key: marker[key] for key in ("rows", "bands", "articles")}
        for day, place in marker["days"].items():
            days.setdefault(day, array("q")).extend([len(held), *place])
        held.append((str(path), small, split.archive.name, base, marker["digest"]))
    periods: dict[str, list[str]] = {}
    for day in sorted(days):
        periods.setdefault(PERIODS[settings.by][0](day), []).append(day)

    def rows(day: str) -> Iterator[tuple[list[Any], list[Any]]]:
        told = days.get(day, array("q"))
        for at in range(0, len(told), 5):
            piece, first, count, names_at, names_size = told[at : at + 5]
            path, marker, source, base, digest = held[piece]
            yield [path, marker, first, count, names_at, names_size, source, base], [digest, first, count, source, base]

    for period, own in periods.items():
        earlier = [row for day in before(period, settings.by) for row in rows(day)]
        inside = [row for day in own for row in rows(day)]
        key = json.dumps([settings.reduced(), *(mark for _, mark in (*earlier, *inside))])
        plan = {
            "key": sha256(key.encode()).hexdigest(),
            "before": [part for part, _ in earlier],
            "parts": [part for part, _ in inside],
        }
        target = Path(settings.work) / "periods" / f"{period}.plan"
        part = temporary(target)
        part.write_text(json.dumps(plan), "utf-8")
        os.replace(part, target)
    return list(periods)


def _reduced(
    periods: Sequence[str], settings: Settings, engine: Engine, run: str, progress: Progress | None
) -> list[dict[str, Any]]:
    """Have every brief made; return what the manifest says of each period, in order."""
    found: dict[str, dict[str, Any]] = {}
    articles = 0
    if progress is not None:
        progress("briefs", 0, len(periods), 0)
    for answer in engine.each(reduce_period, ((period, (period, settings, run)) for period in periods)):
        if answer is None:
            continue
        name, result = answer
        if isinstance(result, Lost):
            result = {"period": name, "articles": 0, "items": 0, "brief": None, "failed": result.reason,
                      "skipped": [], "files": {}}  # fmt: skip
        found[name] = result
        articles += result["articles"]
        if progress is not None:
            progress("briefs", len(found), len(periods), articles)
    return [found[period] for period in periods]
