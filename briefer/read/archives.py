"""Archives of many articles: JSON lines, Parquet and WARC files, read one record at a time.

An archive is cut into splits that can be read apart: a range of bytes of plain JSON lines, row groups of Parquet, a
whole file of anything else. Reading a record and making an article of it are two steps, so that whoever reads can note
between them which record is next: the second one runs parsers on strangers' bytes. The only module that knows pyarrow,
fastwarc and fsspec, which come with ``briefer[archives]``.
"""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import re
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import import_module
from typing import IO, Any, NamedTuple

from ..errors import MissingError
from ..model import Skipped
from ..text.clean import visible
from ..values import dataclass
from .dates import iso
from .found import MOST_BYTES, Found, Unusable, megabytes
from .records import KEYS, article_of

MOST_PAGE = 10_000_000  # bytes; what read/html takes
_ROWS = 32  # of Parquet that are in memory at once
_CHUNK = 1 << 20
_LITTLE = 8192

_COMPRESSED = {"": "", "gz": "gzip", "bz2": "bzip2", "xz": "xz", "zst": "zstd", "lz4": "lz4"}
_NAME = re.compile(r"\.(?P<kind>jsonl|ndjson|parquet|warc)(?:\.(?P<packed>gz|bz2|xz|zst|lz4))?$", re.IGNORECASE)
ENDINGS = ".jsonl, .ndjson (also with .gz, .bz2, .xz or .zst), .parquet, .warc (also with .gz, .zst or .lz4)"


@dataclass(frozen=True, slots=True)
class Archive:
    """A file of articles: ``name`` as it was given, ``place`` as it is opened, from whatever folder or machine."""

    name: str
    place: str
    kind: str  # "lines", "parquet" or "warc"
    packed: str = ""  # "" or the name of its compression
    size: int = 0
    mark: str = ""  # changes when the file does: its time of change, or what the server says


@dataclass(frozen=True, slots=True)
class Split:
    """A part of an archive that one process reads: bytes ``begin`` to ``end`` of lines, row groups of Parquet."""

    archive: Archive
    number: int = 0  # its place among the splits of the archive
    begin: int = 0
    end: int = 0
    size: int = 0  # bytes to read, about


class Record(NamedTuple):
    """What one record of an archive holds before anything of it is parsed."""

    body: Any  # bytes of a line or page, the values of a row, or Unusable
    url: str | None = None
    fetched: str | None = None
    charset: str | None = None


# ---------------------------------------------------------------- which archives, in which splits


def find(given: Sequence[str]) -> tuple[tuple[Archive, ...], tuple[Skipped, ...]]:
    """Return the archives that files, folders and fsspec addresses stand for, each once and in the order of their
    names, and what cannot be used."""
    found: dict[str, Archive] = {}
    skipped: list[Skipped] = []
    for name in given:
        try:
            for archive in _remote(name) if "://" in name else _local(name):
                found.setdefault(archive.place, archive)
        except Unusable as error:
            skipped.append(Skipped(_text(name), error.reason))
    return tuple(sorted(found.values(), key=lambda each: (each.name, each.place))), tuple(skipped)


def _local(name: str) -> Iterator[Archive]:
    try:
        if os.path.isdir(name):
            below = sorted(os.path.join(root, file) for root, _, files in os.walk(name) for file in files)
            usable = [path for path in below if _NAME.search(path) and f"{os.sep}." not in path[len(name) :]]
            if not usable:
                raise Unusable(f"is a folder without archives; they end in {ENDINGS}")
            for path in usable:
                yield _archive(path)
            return
        yield _archive(name)
    except OSError as error:
        raise Unusable(f"cannot be read: {(error.strerror or str(error)).lower()}; check the name") from error


def _archive(path: str) -> Archive:
    status = os.stat(path)
    kind, packed = _kind(path)
    return Archive(_text(path), os.path.abspath(path), kind, packed, status.st_size, str(status.st_mtime_ns))


def _remote(name: str) -> Iterator[Archive]:
    files, paths = _file_system(name)
    try:
        for path in sorted(files.glob(paths) if "*" in paths else [paths]):
            kind, packed = _kind(path)
            told = files.info(path)
            if told.get("type") == "directory":
                raise Unusable("is a folder there; give its files, such as with *.warc.gz at the end")
            whole = files.unstrip_protocol(path)
            yield Archive(_text(whole), whole, kind, packed, int(told.get("size") or 0), str(files.ukey(path)))
    except Unusable:
        raise
    except Exception as error:  # each file system has errors of its own
        raise Unusable(f"cannot be read: {_words(error)}; check the address") from error


def _file_system(name: str) -> tuple[Any, str]:
    fsspec = _library("fsspec", "an address")
    try:
        found: tuple[Any, str] = fsspec.core.url_to_fs(name)
        return found
    except ImportError as error:
        kind = name.partition(":")[0]
        raise MissingError(f"{name}: {_words(error)}; install it with: pip install 'fsspec[{kind}]'") from error
    except ValueError as error:
        raise Unusable(f"is no address that fsspec knows: {_words(error)}") from error


def _kind(path: str) -> tuple[str, str]:
    match = _NAME.search(path)
    if match is None:
        raise Unusable(f"is not a kind of archive that briefer reads; they end in {ENDINGS}")
    kind = {"parquet": "parquet", "warc": "warc"}.get(match["kind"].lower(), "lines")
    packed = _COMPRESSED[(match["packed"] or "").lower()]
    if kind == "parquet" and packed:
        raise Unusable("is Parquet inside another compression; unpack it: Parquet is compressed inside")
    if kind == "lines" and packed == "lz4":
        raise Unusable("is packed with lz4, which briefer reads of WARC only; pack it with zstd or gzip")
    return kind, packed


def splits(archive: Archive, size: int, rows: int) -> tuple[Split, ...]:
    """Return the splits of an archive, each of about so many bytes of lines or rows of Parquet.

    Raises Unusable when it is none after all, and MissingError when a library for it is not here.
    """
    check(archive)
    if archive.kind == "parquet":
        return _row_groups(archive, rows)
    if archive.kind == "warc" or archive.packed:
        return (Split(archive, 0, 0, archive.size, archive.size),)
    count = max(1, -(-archive.size // size))
    edges = [archive.size * n // count for n in range(count + 1)]
    return tuple(Split(archive, n, edges[n], edges[n + 1], edges[n + 1] - edges[n]) for n in range(count))


def check(archive: Archive) -> None:
    """Raise MissingError when a library that the archive needs is not here."""
    if "://" in archive.place:
        _library("fsspec", archive.name)
    if archive.kind == "parquet" or (archive.kind == "lines" and archive.packed == "zstd"):
        _library("pyarrow", archive.name)
    if archive.kind == "warc":
        _library("fastwarc", archive.name)


def _row_groups(archive: Archive, rows: int) -> tuple[Split, ...]:
    found: list[Split] = []
    with _open(archive) as stream:
        try:
            file = _library("pyarrow.parquet", archive.name).ParquetFile(stream)
            names = file.schema_arrow.names
            told = [file.metadata.row_group(n) for n in range(file.num_row_groups)]
            sizes = [(group.num_rows, group.total_byte_size) for group in told]
        except Exception as error:  # pyarrow's own, and many of them
            raise Unusable(f"is not Parquet that can be read: {_words(error)}") from error
    if "text" not in names:
        have = ", ".join(visible(name)[:40] for name in names[:8]) or "no columns"
        raise Unusable(f'has no column "text" (it has: {have}); the words of an article stand under "text"')
    begin = held = 0
    for n, (many, _) in enumerate(sizes):
        held += many
        if held >= rows or n + 1 == len(sizes):
            weight = sum(size for _, size in sizes[begin : n + 1])
            found.append(Split(archive, len(found), begin, n + 1, weight))
            begin, held = n + 1, 0
    return tuple(found)


# ---------------------------------------------------------------- the records of a split


def records(split: Split) -> Iterator[Record]:
    """Yield the records of a split in their order.

    Raises Unusable where the rest of the split cannot be read, with what is known of the reason.
    """
    with _open(split.archive) as stream:
        try:
            yield from _READERS[split.archive.kind](stream, split)
        except (Unusable, MemoryError, MissingError):
            raise
        except EOFError as error:
            packed = split.archive.packed
            raise Unusable(f"its {packed} data end too early: the file was cut; fetch it again") from error
        except (OSError, ValueError, zlib.error, lzma.LZMAError) as error:
            raise Unusable(f"cannot be read any further: {_words(error)}; fetch it again") from error


def article(record: Record) -> tuple[Found, str | None] | None:
    """Return the article of a record, and when it was fetched, where the archive knows; None for an empty line.

    This is what can go wrong with strangers' bytes. Raises Unusable with the reason.
    """
    body = record.body
    if isinstance(body, Unusable):
        raise body
    if isinstance(body, bytes) and record.url is None:
        found = _line(body)
    elif isinstance(body, bytes):
        found = _page(record)
    else:
        found = article_of(_row(body))
    if isinstance(found, Unusable):
        raise found
    if found is not None and not any(map(str.isalpha, found.text)):
        raise Unusable("has no sentence in it, only numbers or signs")
    return None if found is None else (found, record.fetched)


def _lines(stream: IO[bytes], split: Split) -> Iterator[Record]:
    """Yield the lines that begin in the split; one that is longer than any article is not even held."""
    at, end = split.begin, split.end
    if split.archive.packed:
        stream, end = _unpacked(stream, split.archive.packed), 1 << 62
    elif at:
        stream.seek(at - 1)
        at += _pass_line(stream, end - at + 1) - 1  # what began before belongs to the split before
    while at < end:
        line = stream.readline(MOST_BYTES + 1)
        if not line:
            return
        at += len(line)
        if len(line) > MOST_BYTES and line[-1:] != b"\n":
            line = b""
            at += _pass_line(stream)
            yield Record(Unusable(f"is a line of more than {megabytes(MOST_BYTES)}, which no article has"))
            continue
        yield Record(line)


def _pass_line(stream: IO[bytes], most: int | None = None) -> int:
    """Read to the end of a line, or at least so many bytes, and return how many were read."""
    passed = 0
    while most is None or passed < most:
        piece = stream.readline(_CHUNK)
        passed += len(piece)
        if not piece or piece[-1:] == b"\n":
            break
    return passed


class _Lines(io.RawIOBase):
    """A stream of pyarrow's, made one that can be read by lines."""

    def __init__(self, source: Any) -> None:
        self._source = source

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        # A little at a time: where the file is cut, the library keeps back what it has of the last reading.
        piece = self._source.read(min(len(buffer), _LITTLE))
        buffer[: len(piece)] = piece
        return len(piece)


def _unpacked(stream: IO[bytes], packed: str) -> IO[bytes]:
    if packed == "zstd":
        arrow = _library("pyarrow", "a .zst file")
        return io.BufferedReader(_Lines(arrow.CompressedInputStream(arrow.PythonFile(stream), "zstd")), _CHUNK)
    openers: Mapping[str, Callable[..., Any]] = {"gzip": gzip.open, "bzip2": bz2.open, "xz": lzma.open}
    opened: IO[bytes] = openers[packed](stream, "rb")
    return opened


def _line(line: bytes) -> Found | Unusable | None:
    line = line.removeprefix(b"\xef\xbb\xbf")
    if not line.strip():
        return None
    try:
        value = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError:
        return Unusable("is not UTF-8 text; save the file as UTF-8")
    except RecursionError:
        return Unusable("is JSON nested too deep to be an article")
    except json.JSONDecodeError as error:
        return Unusable(f"is not valid JSON (column {error.colno:,}: {error.msg[:1].lower()}{error.msg[1:]})")
    except ValueError as error:
        return Unusable(f"is not valid JSON ({_words(error)})")
    return article_of(value)


def _parquet(stream: IO[bytes], split: Split) -> Iterator[Record]:
    library = _library("pyarrow.parquet", split.archive.name)
    file = library.ParquetFile(stream)
    wanted = [name for name in file.schema_arrow.names if name in KEYS]
    groups = range(split.begin, split.end)
    for batch in file.iter_batches(_ROWS, row_groups=list(groups), columns=wanted, use_threads=False):
        for row in batch.to_pylist():
            yield Record(row)


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row as JSON would give it: a moment without a zone is a day, as everywhere in briefer."""
    values = dict(row)
    published = values.get("published")
    if published is not None and not isinstance(published, str):
        aware = getattr(published, "tzinfo", None) is not None
        values["published"] = published.isoformat() if aware else published.isoformat()[:10]
    return values


def _warc(stream: IO[bytes], split: Split) -> Iterator[Record]:
    """Yield the pages of a WARC file; what is no answer with a page in it is passed over without a number."""
    warc = _library("fastwarc.warc", split.archive.name)
    packed, last = split.archive.packed, 0
    try:
        for answer in warc.ArchiveIterator(stream, record_types=warc.WarcRecordType.response, parse_http=True):
            last = answer.stream_pos
            head = answer.http_headers
            if not head and answer.content_length and not answer.reader.read(1):
                raise Unusable(_CUT)
            kind = (answer.http_content_type or "").lower()
            if not head or head.status_code != 200 or kind not in ("", "text/html", "application/xhtml+xml"):
                continue
            url = visible(answer.headers.get("WARC-Target-URI") or "").strip("<>")
            told = {"url": url, "fetched": iso(answer.headers.get("WARC-Date")), "charset": answer.http_charset}
            size = answer.content_length
            if size > MOST_PAGE:
                words = f"is a page of {megabytes(size)} and the limit is {megabytes(MOST_PAGE)}"
                yield Record(Unusable(words), **told)
                continue
            body = answer.reader.read()
            # The library ends without a word where the file does, be it in the middle of a page or of a head.
            if len(body) < size:
                raise Unusable(_CUT)
            yield Record(_decoded(body, head), **told)
    except (OSError, ValueError) as error:  # such as that a frame is not complete
        if packed in _FRAMES and not _ends_well(stream, packed, last):
            raise Unusable(_CUT) from error
        raise
    if not _ends_well(stream, packed, last):
        raise Unusable(_CUT)


_CUT = "was cut: it ends in the middle of a record; fetch it again"


def _ends_well(stream: IO[bytes], packed: str, last: int) -> bool:
    """Say whether a WARC file ends where a record does, looking at what lies behind the beginning of the last page."""
    stream.seek(last)
    if packed in _FRAMES:
        return _frames_whole(stream, packed, last)
    rest: Any = gzip.GzipFile(fileobj=stream) if packed else stream
    end = b""
    try:
        while piece := rest.read(_CHUNK):
            end = (end + piece)[-4:]
    except EOFError:
        return False
    return end in (b"", b"\r\n\r\n")


# The first bytes of what zstd and LZ4 pack: RFC 8878, 3.1.1; lz4_Frame_format.md 1.6.4 of the LZ4 project.
_FRAMES = {"zstd": b"\x28\xb5\x2f\xfd", "lz4": b"\x04\x22\x4d\x18"}
_PASSED_OVER = (b"\x2a\x4d\x18", 0x50)  # the end of the first four bytes of a frame of other things; the first: 5x


def _frames_whole(stream: IO[bytes], packed: str, last: int) -> bool:
    """Say whether the frames from there on are whole, by the sizes that they tell of their blocks; nothing is unpacked,
    since a dictionary may be needed for that. Where a file is one frame, no record begins one: then from its start."""
    magic = stream.read(4)
    if magic != _FRAMES[packed]:
        stream.seek(0)
        magic = stream.read(4)
    pass_frame = _pass_zstd if packed == "zstd" else _pass_lz4
    try:
        while magic:
            if magic == _FRAMES[packed]:
                pass_frame(stream)
            elif magic[1:] == _PASSED_OVER[0] and magic[0] & 0xF0 == _PASSED_OVER[1]:
                _pass(stream, _number(stream, 4))
            else:
                return False
            magic = stream.read(4)
    except EOFError:
        return False
    return True


def _pass_zstd(stream: IO[bytes]) -> None:
    """Pass over a frame of zstd behind its first four bytes (RFC 8878, 3.1.1). Raises EOFError where it is cut."""
    told = _number(stream, 1)
    single = told >> 5 & 1
    _pass(stream, (0 if single else 1) + (0, 1, 2, 4)[told & 3] + (single, 2, 4, 8)[told >> 6])
    end = False
    while not end:
        block = _number(stream, 3)
        end = bool(block & 1)
        _pass(stream, 1 if block >> 1 & 3 == 1 else block >> 3)  # one byte again and again is kept once
    _pass(stream, 4 if told & 4 else 0)  # a checksum


def _pass_lz4(stream: IO[bytes]) -> None:
    """Pass over a frame of LZ4 behind its first four bytes. Raises EOFError where it is cut."""
    told = _number(stream, 1)
    _pass(stream, 2 + (8 if told & 8 else 0) + (4 if told & 1 else 0))  # size, dictionary
    while size := _number(stream, 4) & 0x7FFFFFFF:
        _pass(stream, size + (4 if told & 16 else 0))
    _pass(stream, 4 if told & 4 else 0)  # a checksum


def _number(stream: IO[bytes], size: int) -> int:
    found = stream.read(size)
    if len(found) < size:
        raise EOFError
    return int.from_bytes(found, "little")


def _pass(stream: IO[bytes], size: int) -> None:
    while size:
        passed = len(stream.read(min(size, _CHUNK)))
        if not passed:
            raise EOFError
        size -= passed


def _decoded(body: bytes, head: Any) -> bytes | Unusable:
    """Return a page as its server meant it: put together from chunks, and unpacked."""
    told = {str(name).lower(): str(value).lower() for name, value in head.items()}
    try:
        if told.get("transfer-encoding") == "chunked" and re.match(rb"[0-9a-fA-F]{1,8}[;\r]", body):
            body = _joined(body)
        coding = told.get("content-encoding", "identity")
        if coding in ("gzip", "x-gzip") and body[:2] == b"\x1f\x8b":
            return _inflated(body, 31)
        if coding == "deflate" and body[:1] == b"\x78":
            return _inflated(body, 15)
        if coding == "br" and body.lstrip()[:1] != b"<":
            return Unusable("is a page packed with br, which briefer does not unpack")
    except (ValueError, zlib.error):
        return Unusable("is a page whose packing is damaged")
    return body


def _inflated(body: bytes, window: int) -> bytes | Unusable:
    packed = zlib.decompressobj(window)
    page = packed.decompress(body, MOST_PAGE + 1)
    if len(page) > MOST_PAGE:
        return Unusable(f"is a page of more than {megabytes(MOST_PAGE)}")
    return page


def _joined(body: bytes) -> bytes:
    pieces: list[bytes] = []
    at = 0
    while True:
        edge = body.index(b"\r\n", at)
        size = int(body[at:edge].split(b";")[0], 16)
        if not size:
            return b"".join(pieces)
        pieces.append(body[edge + 2 : edge + 2 + size])
        at = edge + 4 + size


def _page(record: Record) -> Found:
    from dataclasses import replace

    from .html import read_page

    found = next(iter(read_page(record.body, record.charset)))
    return found if found.url else replace(found, url=record.url or None)


_READERS: Mapping[str, Callable[[IO[bytes], Split], Iterator[Record]]] = {
    "lines": _lines,
    "parquet": _parquet,
    "warc": _warc,
}


# ---------------------------------------------------------------- opening


def _open(archive: Archive) -> IO[bytes]:
    try:
        if "://" not in archive.place:
            return open(archive.place, "rb", buffering=_CHUNK)
        files, path = _file_system(archive.place)
        stream: IO[bytes] = files.open(path, "rb")
        return stream
    except (MissingError, Unusable):
        raise
    except Exception as error:  # each file system has errors of its own
        raise Unusable(f"cannot be opened: {_words(error)}; check that every worker can read it") from error


def _library(name: str, what: str) -> Any:
    try:
        return import_module(name)
    except ImportError as error:
        package = name.partition(".")[0]
        raise MissingError(
            f"{what} needs {package}, which is not installed; install it with: pip install 'briefer[archives]'"
        ) from error


def _words(error: BaseException) -> str:
    said = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return visible(said.split("\n")[0])[:160]


def _text(name: str) -> str:
    return re.sub("[\ud800-\udfff]", "\ufffd", name)
