"""One split of an archive becomes files of the work folder: its articles, in pieces, in the order of their days.

A piece is what came of the next so many records: a data file (the articles, each packed by itself; one row of numbers
and 16 band keys each; one line with its names each) and a marker, which is written last and says that the piece is
whole. A split that was cut off goes on behind its last whole piece. A year of news is 28,000 pieces.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
import zlib
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import field, replace
from pathlib import Path
from typing import IO, Any

import numpy as np

from ..choose.lines import terms
from ..errors import OutputError, UsageError
from ..model import Article, Profile
from ..read import archives
from ..read.archives import Split
from ..read.dates import iso
from ..read.found import Found, Unusable
from ..read.identity import canonical
from ..read.language import language_of
from ..text import words
from ..text.clean import visible
from ..values import dataclass
from .copies import BANDS, Numbers, Signer, runs
from .engine import Lost
from .journal import DOING, READING, Bounded, Journal
from .plan import Settings, fingerprint, name_of

_READ = 2000  # letters of an article that tell what it is about: news comes first
_TITLE = 3  # times a word counts that stands in the title
_MOST_TITLE = 500

# when: seconds since 1970 of its publication; mark and text: the first 64 bits of the hashes of its id and its text;
# number: of its record in the split; at, size: where its article lies; fit, section: what the profile makes of it
ROW = np.dtype(
    [("when", "<i8"), ("mark", "<u8"), ("text", "<u8"), ("at", "<u8"), ("size", "<u4"), ("number", "<u4"),
     ("fit", "<u2"), ("section", "<u2")]
)  # fmt: skip
KEY = np.dtype("<u8")


@dataclass(slots=True)
class _Piece:
    """What has come of the records since the last whole piece."""

    days: list[str] = field(default_factory=list)
    rows: list[tuple[int, ...]] = field(default_factory=list)
    bands: list[Numbers] = field(default_factory=list)
    names: list[bytes] = field(default_factory=list)
    skipped: list[tuple[int, str]] = field(default_factory=list)
    records: int = 0
    content: int = 0  # the sum of the hashes of its articles, which no order and no cutting changes


def map_split(split: Split, settings: Settings, run: str) -> dict[str, Any]:
    """Write the pieces of a split and return the numbers of its marker; what is there already is left alone."""
    if settings.code != fingerprint():
        raise UsageError("a worker runs another briefer than this one; install the same on every machine")
    place = folder_of(settings.work, name_of(split, settings))
    name = name_of(split, settings)
    done = read_marker(place / f"{name}.json")
    if done is not None:
        return done
    place.mkdir(parents=True, exist_ok=True)
    began = time.process_time()
    _warm(split)
    with Bounded(settings.memory):
        journal = Journal(Path(settings.work) / "journal", name, run)
        try:
            done = _read(split, settings, place, name, journal)
        except BaseException:
            journal.close()
            journal.forget()  # it did not die, so nothing is to blame
            raise
        journal.close()
    done["seconds"] = round(time.process_time() - began, 3)
    write_marker(place / f"{name}.json", done)
    journal.forget()
    return done


def _warm(split: Split) -> None:
    """Load the parsers before the first article: a death in loading them would be blamed on it."""
    archives.check(split.archive)
    if split.archive.kind == "warc":
        with suppress(Unusable):
            archives.article(archives.Record(b"<html><body><p>One two three.</p></body></html>", "http://a.example/"))


def _read(split: Split, settings: Settings, place: Path, name: str, journal: Journal) -> dict[str, Any]:
    """Go through the records of a split; return what its marker says."""
    pieces = 0
    while whole(place / f"{name}-{pieces}") is not None:
        pieces += 1
    passed = pieces * settings.piece
    maker = _Maker(settings.profile)
    number, ended, over = 0, "", False
    reader = archives.records(split)
    while not over:
        with _new_piece(place, name, pieces) as (path, data):
            piece = _Piece()
            while piece.records < settings.piece:
                journal.begin(number + 1, READING, settings.reading)
                if journal.deadly(number + 1, READING):
                    ended = "cannot be read any further: its reader ended twice here, or took too long"
                record = None
                with suppress(StopIteration):
                    try:
                        record = next(reader) if not ended else None
                    except Unusable as error:
                        ended = error.reason
                    except MemoryError:
                        ended = "cannot be read any further: reading it needs more memory than it may have"
                if record is None:
                    over = True
                    break
                number += 1
                if number <= passed:
                    continue
                piece.records += 1
                journal.begin(number, DOING, settings.patience)
                if journal.deadly(number):
                    reason = "ended its worker twice, or took too long, or too much memory; it is left out"
                    piece.skipped.append((number, reason))
                    continue
                try:
                    maker.take(record, number, piece, data)
                except Unusable as error:
                    piece.skipped.append((number, error.reason))
                except MemoryError:
                    piece.skipped.append((number, "needs more memory than an article may have"))
                except Exception as error:  # a library's fault in one article must not cost the others
                    said = visible(str(error))[:100]
                    piece.skipped.append((number, f"cannot be read ({type(error).__name__}: {said})"))
                except SystemExit:
                    piece.skipped.append((number, "cannot be read (its reader wanted to end the program)"))
            if piece.records or not pieces:
                _finish(path, data, piece)
        if piece.records or not pieces:
            pieces += 1
    return {"pieces": pieces, "records": number, "ended": ended, **_counts(place, name, pieces)}


def _counts(place: Path, name: str, pieces: int) -> dict[str, int]:
    markers = [whole(place / f"{name}-{n}") or {} for n in range(pieces)]
    return {
        "articles": sum(marker["articles"] for marker in markers),
        "skipped": sum(len(marker["skipped"]) for marker in markers),
    }


class _Maker:
    """Makes articles of records, and the numbers that stand for them."""

    def __init__(self, profile: Profile) -> None:
        self._signer = Signer()
        self._fit = Fit(profile)

    def take(self, record: archives.Record, number: int, piece: _Piece, data: IO[bytes]) -> None:
        """Put the article of a record, if it has one, into the data and its numbers into the piece."""
        read = archives.article(record)
        if read is None:
            return
        article = _article(*read)
        day = (article.published or "")[:10] or (article.fetched or "")[:10]
        if len(day) < 10 or day >= "9999":  # the calendar of Python ends in the middle of a week
            raise Unusable("has no date that is certain, so it belongs to no period")
        when = _seconds(article.published or article.fetched or "")
        fit, section = self._fit.of(article)
        bands = self._signer.bands(runs(article.text))
        body = zlib.compress(json.dumps(_values(article), ensure_ascii=False).encode("utf-8", "surrogatepass"), 1)
        name = [article.id, article.sha256, number, article.published or article.fetched, article.outlet]
        mark = int.from_bytes(hashlib.sha256(article.id.encode("utf-8", "surrogatepass")).digest()[:8], "little")
        text = int.from_bytes(bytes.fromhex(article.sha256[:16]), "little")
        whole_hash = hashlib.sha256(f"{article.id}\0{article.sha256}".encode("utf-8", "surrogatepass"))
        piece.content += int.from_bytes(whole_hash.digest(), "big")
        piece.days.append(day)
        piece.rows.append((when, mark, text, data.tell(), len(body), number, fit, section))
        piece.bands.append(bands)
        piece.names.append(json.dumps(name, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n")
        data.write(body)


def _article(found: Found, fetched: str | None) -> Article:
    url = visible(found.url) if found.url else None
    article = Article(
        id="",
        title=visible(found.title)[:_MOST_TITLE],
        text=found.text,
        source="",  # where it stands in its archive is only known when all splits are counted
        outlet=found.outlet,
        author=found.author,
        url=url,
        published=iso(found.published),
        fetched=fetched,
        language=language_of(found.text, found.language),
    )
    return replace(article, id=found.id or canonical(url) or article.sha256)


_KEPT = ("id", "title", "text", "outlet", "author", "url", "published", "fetched", "language", "sha256")


def _values(article: Article) -> list[str | None]:
    return [getattr(article, key) for key in _KEPT]


def unpack(body: bytes, source: str) -> Article:
    """Return the article of a piece's data."""
    return Article(source=source, **dict(zip(_KEPT, json.loads(zlib.decompress(body)), strict=True)))


def _seconds(date: str) -> int:
    from datetime import UTC, datetime

    moment = datetime.fromisoformat(date)
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())


class Fit:
    """How much of what a profile asks for stands at the head of an article: shared words, and in which section.

    It only has to tell the likely from the hopeless: it is asked where a period has more articles than can be weighed.
    """

    def __init__(self, profile: Profile) -> None:
        self._language = profile.language
        self._sections: list[frozenset[str]] = []
        self._begins: list[tuple[str, ...]] = []
        language = profile.language or "en"
        self._about = terms(words(profile.about, language), language)
        for section in profile.sections:
            plain = [each for each in section.terms if not each.endswith("*")]
            said = " ".join([section.about, section.title, *section.speakers, *plain])
            self._sections.append(terms(words(said, language), language))
            self._begins.append(tuple(each[:-1].lower() for each in section.terms if each.endswith("*")))

    def of(self, article: Article) -> tuple[int, int]:
        """Return the fit, from 0 to 9,999, and the number of the section it is from."""
        language = self._language or article.language
        head = words(article.text[:_READ], language)
        title = words(article.title, language) if article.title else []
        stems, first = terms(head, language), terms(title, language)
        about = len(self._about & stems) + _TITLE * len(self._about & first)
        ordered = sorted(set(head))
        best, where = 0, 0
        for number, (wanted, begins) in enumerate(zip(self._sections, self._begins, strict=True)):
            hits = len(wanted & stems) + _TITLE * len(wanted & first)
            for begin in begins:
                at = bisect_left(ordered, begin)
                hits += at < len(ordered) and ordered[at].startswith(begin)
            if hits > best:
                best, where = hits, number
        return min(9_999, 2 * about + best), where


# ---------------------------------------------------------------- files


def folder_of(work: str, name: str) -> Path:
    """Return where the files of a split lie: 256 folders, since some file systems are slow with large ones."""
    return Path(work) / "splits" / name[:2]


def pieces_of(
    parts: Sequence[Split], done: Sequence[dict[str, Any] | Lost], settings: Settings
) -> Iterator[tuple[Split, int, Path, dict[str, Any]]]:
    """Yield the pieces of all splits in order, with the records of the archive before the split."""
    base, archive = 0, None
    for split, result in zip(parts, done, strict=True):
        if split.archive != archive:
            base, archive = 0, split.archive
        if isinstance(result, Lost):
            continue
        name = name_of(split, settings)
        for number in range(result["pieces"]):
            target = folder_of(settings.work, name) / f"{name}-{number}"
            marker = whole(target)
            if marker is None:
                raise OutputError(f"{target}.data is gone or cut; give the same command again to write it anew")
            yield split, base, target.with_suffix(".data"), marker
        base += result["records"]


class _new_piece:
    """A data file under a name of its own, which goes away when it is not finished."""

    def __init__(self, place: Path, name: str, number: int) -> None:
        self._target = place / f"{name}-{number}"
        self._path = temporary(self._target.with_suffix(".data"))

    def __enter__(self) -> tuple[Path, IO[bytes]]:
        self._file = open(self._path, "wb")
        return self._target, self._file

    def __exit__(self, *_: object) -> None:
        self._file.close()
        with suppress(FileNotFoundError):
            self._path.unlink()


def _finish(target: Path, data: IO[bytes], piece: _Piece) -> None:
    """Put rows, keys and names behind the articles, all in the order of their days, and write the marker."""
    order = sorted(range(len(piece.rows)), key=lambda n: (piece.days[n], piece.rows[n][5]))
    rows = np.array([piece.rows[n] for n in order], ROW)
    keys = np.array([piece.bands[n] for n in order], KEY).reshape(len(order), BANDS)
    marker: dict[str, Any] = {"articles": len(order), "records": piece.records, "skipped": piece.skipped}
    marker["content"] = f"{piece.content % (1 << 256):064x}"
    marker["rows"] = data.tell()
    body = rows.tobytes()
    data.write(body)
    digest = hashlib.sha256(body)
    marker["bands"] = data.tell()
    data.write(np.ascontiguousarray(keys.T).tobytes())  # a band of all articles lies together
    marker["names"] = at = data.tell()
    days: dict[str, list[int]] = {}
    for place, n in enumerate(order):
        held = days.setdefault(piece.days[n], [place, 0, at, 0])
        held[1] += 1
        held[3] += len(piece.names[n])
        at += len(piece.names[n])
        data.write(piece.names[n])
        digest.update(piece.names[n])
    data.flush()
    marker |= {"size": at, "digest": digest.hexdigest(), "days": days}
    os.replace(data.name, target.with_suffix(".data"))
    write_marker(target.with_suffix(".json"), marker)


def whole(target: Path) -> dict[str, Any] | None:
    """Return the marker of a piece that is whole, else None."""
    marker = read_marker(target.with_suffix(".json"))
    try:
        return marker if marker is not None and target.with_suffix(".data").stat().st_size == marker["size"] else None
    except (OSError, KeyError):
        return None


def read_marker(path: Path) -> dict[str, Any] | None:
    """Return what a marker says; None when there is none, or one that a power cut has damaged."""
    try:
        value = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    return value if isinstance(value, dict) else None


def write_marker(path: Path, value: Mapping[str, Any]) -> None:
    """Write a marker whole or not at all."""
    part = temporary(path)
    part.write_bytes(json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    os.replace(part, path)


def temporary(path: Path) -> Path:
    """Return a name beside a file that no other process uses."""
    return path.with_name(f"{path.name}.{os.getpid()}-{os.urandom(4).hex()}.part")


def rows_of(path: Path, marker: Mapping[str, int], first: int, count: int) -> Numbers:
    """Return some rows of a piece."""
    return np.fromfile(path, ROW, count, offset=marker["rows"] + first * ROW.itemsize)


def keys_of(path: Path, marker: Mapping[str, int], band: int, first: int, count: int) -> Numbers:
    """Return the keys that some articles of a piece have in one band."""
    at = marker["bands"] + (band * marker["articles"] + first) * KEY.itemsize
    return np.fromfile(path, KEY, count, offset=at)


def names_of(path: Path, at: int, size: int) -> Iterator[Sequence[Any]]:
    """Yield id, hash, number of the record, date and outlet of some articles of a piece, one after the other."""
    with open(path, "rb") as file:
        file.seek(at)
        end = at + size
        while file.tell() < end:
            yield json.loads(file.readline())
