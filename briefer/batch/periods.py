"""One period becomes one brief: its articles are counted, copies set aside, the likeliest weighed, the page written.

Only numbers of all articles are in memory, some fifty bytes of each; texts are fetched for what has to be compared and
for the candidates. So a period of a hundred thousand articles needs hardly more memory than one of five hundred.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
import warnings
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from ..brief import make_brief
from ..errors import BrieferError, UsageError
from ..model import Article, Brief, Coverage, Rendered, Skipped
from ..render import render
from ..render.record import from_json
from ..text.clean import visible
from ..values import dataclass
from ..write import output_folder, write_whole
from .copies import Numbers, clusters, runs
from .journal import DEADLY, Bounded, Journal
from .plan import PERIODS, Settings, fingerprint
from .shards import KEY, ROW, keys_of, names_of, read_marker, rows_of, temporary, unpack, write_marker

WHOLE = 0  # the number under which the journal knows the making of the brief as a whole; candidates count from 1
ARTICLES, SOURCES = "articles.jsonl", "sources.jsonl"
_MOST_TRIES = 20


@dataclass(frozen=True, slots=True)
class _Part:
    """The articles that one piece has of one day."""

    path: Path  # of the piece's data
    marker: Mapping[str, int]
    first: int
    count: int
    names: tuple[int, int]  # where their lines begin, and how many bytes they have
    source: str  # the archive
    base: int  # records of the archive before this split


def reduce_period(period: str, settings: Settings, run: str) -> dict[str, Any]:
    """Write the brief of a period, unless it stands there as these settings and articles make it, and return what the
    manifest says of it."""
    if settings.code != fingerprint():
        raise UsageError("a worker runs another briefer than this one; install the same on every machine")
    place = Path(settings.work) / "periods"
    marker = place / f"{period}.json"
    plan = json.loads((place / f"{period}.plan").read_bytes())
    done = read_marker(marker)
    if done is not None and done.get("key") == plan["key"] and _stands(Path(settings.out) / period, done):
        return done
    began = time.process_time()
    with Bounded(settings.memory), warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        journal = Journal(Path(settings.work) / "journal", f"period-{period}", run)
        try:
            done = _reduce(period, plan, settings, journal)
        except BaseException:
            journal.close()
            journal.forget()
            raise
        journal.close()
    ours = [str(each.message) for each in heard if each.category.__module__.startswith("briefer.")]
    done["warnings"] = list(dict.fromkeys(ours))  # such as a script that no font of the worker has
    done |= {"key": plan["key"], "seconds": round(time.process_time() - began, 3)}
    write_marker(marker, done)
    journal.forget()
    return done


def _stands(folder: Path, done: Mapping[str, Any]) -> bool:
    """Say whether the files of a period are there as its marker says."""
    for name, told in done["files"].items():
        try:
            if hashlib.sha256((folder / name).read_bytes()).hexdigest() != told["sha256"]:
                return False
        except OSError:
            return False
    return True


def _reduce(period: str, plan: Mapping[str, Any], settings: Settings, journal: Journal) -> dict[str, Any]:
    journal.begin(WHOLE, 1, 10 * settings.reading)  # a period of a million articles is compared in minutes
    earlier, own = list(_parts(plan["before"])), list(_parts(plan["parts"]))
    pile = _Pile([*earlier, *own])
    border = sum(part.count for part in earlier)
    first = pile.clusters()  # by place: the place of the first article of the cluster
    told = np.flatnonzero(first[border:] < border) + border  # copies of what the days before had
    heads = np.flatnonzero(first[border:] == np.arange(border, len(first))) + border
    sizes = np.bincount(first, minlength=len(first))
    chosen = _likeliest(pile, heads, sizes, settings.candidates)
    kept = frozenset(chosen.tolist())
    articles = [pile.article(place) for place in chosen.tolist()]
    weighed = int(sizes[chosen].sum())
    beyond = len(first) - border - len(told) - weighed
    days, outlets = Counter[str](), Counter[str]()
    folder = Path(settings.out) / period
    body_hash, size = hashlib.sha256(), 0
    with output_folder(folder):
        # In the work folder, on the same file system: a run that is killed leaves nothing beside the briefs.
        part = temporary(Path(settings.work) / "periods" / f"{period}-{ARTICLES}")
        try:
            with open(part, "wb") as file:
                for place, (id_, sha256, date, outlet, source) in enumerate(_names(own), start=border):
                    days[date[:10]] += 1
                    if outlet:
                        outlets[outlet] += 1
                    root = int(first[place])
                    line = {"id": id_, "sha256": sha256, "source": source, "published": date}
                    if root != place:
                        line["copy_of"] = pile.source(root)
                    elif place not in kept:
                        line["left_out"] = "beyond the candidates"
                    body = json.dumps(line, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
                    body_hash.update(body)
                    size += len(body)
                    file.write(body)
                file.flush()
                os.fsync(file.fileno())
            os.replace(part, folder / ARTICLES)
        finally:
            with suppress(FileNotFoundError):
                part.unlink()
        coverage = Coverage(
            articles=weighed,
            used=0,
            unweighed=beyond,
            days={day: days[day] for day in sorted(days)},
            outlets={name: outlets[name] for name in sorted(outlets, key=lambda name: (-outlets[name], name))},
        )
        last = PERIODS[settings.by][1](period)[1].isoformat()
        brief, files, skipped, failed = _brief(articles, last, coverage, settings, journal)
        sources = _sources(brief, articles) if brief is not None else []
        write_whole(folder, [*files, *sources])
    return {
        "period": period,
        "date": last,
        "articles": len(first) - border,
        "candidates": len(articles),
        "copies": len(first) - border - len(heads) - len(told),
        "told_before": len(told),
        "left_out": beyond,
        "items": 0 if brief is None else _items(brief),
        "brief": None if brief is None else brief.id,
        "failed": failed,
        "skipped": [[each.source, each.reason] for each in skipped],
        "files": {
            ARTICLES: {"bytes": size, "sha256": body_hash.hexdigest()},
            **{
                file.name: {"bytes": len(file.body), "sha256": hashlib.sha256(file.body).hexdigest()}
                for file in (*files, *sources)
            },
        },
    }


def _parts(given: Sequence[Sequence[Any]]) -> Iterator[_Part]:
    for path, marker, first, count, names_at, names_size, source, base in given:
        yield _Part(Path(path), marker, first, count, (names_at, names_size), source, base)


def _names(parts: Sequence[_Part]) -> Iterator[tuple[str, str, str, str | None, str]]:
    """Yield id, hash, date, outlet and source of all articles, in the order of their places."""
    for part in parts:
        for id_, sha256, number, date, outlet in names_of(part.path, *part.names):
            yield id_, sha256, date, outlet, f"{part.source}#{part.base + number}"


class _Pile:
    """The numbers of all articles of a period and the days before it; an article goes by its place."""

    def __init__(self, parts: Sequence[_Part]) -> None:
        self._parts = parts
        self._edges = np.cumsum([0, *(part.count for part in parts)])
        self.rows: Numbers = np.empty(int(self._edges[-1]), ROW)
        for edge, part in zip(self._edges.tolist(), parts, strict=False):
            self.rows[edge : edge + part.count] = rows_of(part.path, part.marker, part.first, part.count)

    def clusters(self) -> Numbers:
        """Return for each place the place of the first article of its cluster."""
        rows = self.rows
        # The earliest is the smallest; what is equal in all three is one article in two archives.
        order = np.lexsort((rows["text"], rows["mark"], rows["when"]))
        keys = np.empty(len(rows), KEY)

        def band(number: int) -> Numbers:
            for edge, part in zip(self._edges.tolist(), self._parts, strict=False):
                keys[edge : edge + part.count] = keys_of(part.path, part.marker, number, part.first, part.count)
            return keys[order]

        roots = clusters(len(rows), band, rows["text"][order], lambda rank: runs(self.article(int(order[rank])).text))
        first = np.empty(len(rows), np.int64)
        first[order] = order[roots]
        return first

    def _part(self, place: int) -> _Part:
        return self._parts[int(np.searchsorted(self._edges, place, "right")) - 1]

    def source(self, place: int) -> str:
        """Return where an article stands in its archive."""
        part = self._part(place)
        return f"{part.source}#{part.base + int(self.rows['number'][place])}"

    def article(self, place: int) -> Article:
        """Return an article with its text."""
        row = self.rows[place]
        with open(self._part(place).path, "rb") as file:
            file.seek(int(row["at"]))
            return unpack(file.read(int(row["size"])), self.source(place))


def _likeliest(pile: _Pile, heads: Numbers, sizes: Numbers, most: int) -> Numbers:
    """Return the places of the articles that are weighed: all, or the best of each section in turn.

    Best is what shares most words with the profile; each doubling of the copies there are counts as two words.
    """
    if len(heads) <= most:
        return heads
    rows = pile.rows[heads]
    worth = rows["fit"].astype(np.int64) + 2 * np.log2(sizes[heads]).astype(np.int64)
    order = np.lexsort((rows["text"], rows["mark"], rows["when"], -worth))  # ties: the earliest
    sections = rows["section"][order]
    queues: dict[int, list[int]] = {
        int(section): order[np.flatnonzero(sections == section)[:most]].tolist() for section in np.unique(sections)
    }
    taken: list[int] = []
    for turn in range(most):
        for section in sorted(queues):
            if turn < len(queues[section]) and len(taken) < most:
                taken.append(queues[section][turn])
    return np.sort(heads[taken])


# ---------------------------------------------------------------- the brief


def _brief(
    articles: Sequence[Article], day: str, coverage: Coverage, settings: Settings, journal: Journal
) -> tuple[Brief | None, tuple[Rendered, ...], tuple[Skipped, ...], str]:
    """Return the fitted brief, its files, the articles that could not be worked with, and why there is no brief.

    Where the work as a whole has died twice or failed, each candidate is tried alone, and what dies or fails alone is
    left out.
    """
    barred: dict[int, str] = {}

    def tried(number: int) -> None:
        """Note what becomes of one candidate alone."""
        journal.begin(number + 1, 1, settings.patience)
        try:
            _made([articles[number]], day, coverage, settings)
        except MemoryError:
            barred[number] = "needs more memory than an article may have"
        except Exception as error:  # a fault in one article must not cost the period
            barred[number] = f"cannot be worked with ({type(error).__name__}: {visible(str(error))[:100]})"

    for number in range(len(articles)):
        if journal.deadly(number + 1, 1):
            barred[number] = "ended its worker twice, or took too long, or too much memory; it is left out"
    alone = journal.died(WHOLE, 1) >= DEADLY
    for _ in range(_MOST_TRIES):
        if alone:
            for number in range(len(articles)):
                if number not in barred:
                    tried(number)
        usable = [article for number, article in enumerate(articles) if number not in barred]
        skipped = tuple(Skipped(articles[number].source, barred[number]) for number in sorted(barred))
        if not usable:
            return None, (), skipped, "" if not articles else "no article of it could be worked with"
        if journal.died(WHOLE, 1) >= 3 * DEADLY:
            return None, (), skipped, "its articles end the worker together, though none does alone"
        journal.begin(WHOLE, 1, settings.reading)
        told = replace(coverage, skipped=(*coverage.skipped, *skipped))
        try:
            brief, files = _made(usable, day, told, settings)
            return brief, files, skipped, ""
        except (BrieferError, MemoryError) as error:
            if isinstance(error, BrieferError):
                raise  # a library that is missing, or a disk: not the fault of an article
            if alone:
                return None, (), skipped, "its articles need more memory than a brief may have"
            alone = True
        except Exception as error:
            if alone:
                said = visible(str(error))[:100]
                return None, (), skipped, f"its brief cannot be made ({type(error).__name__}: {said})"
            alone = True
    return None, (), skipped, "its brief cannot be made"


def _made(
    articles: Sequence[Article], day: str, coverage: Coverage, settings: Settings
) -> tuple[Brief, tuple[Rendered, ...]]:
    made = make_brief(articles, settings.profile, date=day)
    days = list(coverage.days)
    brief = replace(
        made,
        period=(days[0], days[-1]) if days else made.period,
        coverage=replace(
            made.coverage,
            articles=max(coverage.articles, len(articles)),
            skipped=coverage.skipped,
            days=coverage.days,
            outlets=coverage.outlets,
            unweighed=coverage.unweighed,
            undated=0,  # the days of fetching stand for those of publication where these are not known
        ),
    )
    wanted = dict.fromkeys((*settings.formats, "json"))
    files = render(brief, formats=wanted, paper=settings.paper)
    record = next(file.body for file in files if file.name.endswith(".json"))
    return from_json(record), files


def _items(brief: Brief) -> int:
    return len(brief.bottom_line) + sum(len(section.items) for section in brief.sections)


def _sources(brief: Brief, articles: Sequence[Article]) -> list[Rendered]:
    """Return the cited articles as a file, so that a brief can be proved without the archive it comes from."""
    wanted = {source.sha256 for source in brief.sources}
    lines = []
    for article in articles:
        if article.sha256 in wanted:
            wanted.discard(article.sha256)
            keys = ("id", "title", "text", "url", "outlet", "author", "published", "language")
            lines.append(json.dumps({key: getattr(article, key) for key in keys}, ensure_ascii=False))
    body = "".join(f"{line}\n" for line in lines).encode("utf-8", "replace")
    return [Rendered(SOURCES, "application/x-ndjson", body)]
