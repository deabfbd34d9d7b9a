"""Archives of articles: every record once, and what is damaged named without costing the rest."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from briefer.errors import MissingError
from briefer.read.archives import Archive, Split, article, find, records, splits
from briefer.read.found import Found, Unusable

ROOT = Path(__file__).parent.parent
TEXT = "The harbour council approved the ferry timetable on Monday. Crossings begin at six in the morning."


def line(n: int, text: str = TEXT, **more: object) -> bytes:
    """An article as a line of JSON."""
    return json.dumps({"id": f"a{n}", "text": f"{text} It was decision {n}.", **more}).encode() + b"\n"


def only(path: Path, size: int = 1 << 30, rows: int = 1 << 30) -> tuple[Split, ...]:
    """The splits of one archive."""
    (archive,), skipped = find([str(path)])
    assert skipped == ()
    return splits(archive, size, rows)


def read(split: Split) -> Iterator[Found | str]:
    """What a split gives: articles, and the reasons where there is none."""
    try:
        for record in records(split):
            try:
                found = article(record)
                if found is not None:
                    yield found[0]
            except Unusable as error:
                yield error.reason
    except Unusable as error:
        yield error.reason


def ids(found: list[Found | str]) -> list[str | None]:
    return [each.id for each in found if isinstance(each, Found)]


@pytest.mark.parametrize("size", [7, 60, 150, 151, 1000, 1 << 20])
def test_a_line_is_in_one_split(tmp_path: Path, size: int) -> None:
    """Wherever the bytes are cut, each line is read once and in order, the last one without its end as well."""
    path = tmp_path / "news.jsonl"
    path.write_bytes(b"".join(line(n) for n in range(30)).rstrip(b"\n"))

    parts = only(path, size)

    assert [split.begin for split in parts[1:]] == [split.end for split in parts[:-1]]
    assert ids([each for split in parts for each in read(split)]) == [f"a{n}" for n in range(30)]


def pack_zstd(body: bytes) -> bytes:
    import pyarrow

    out = pyarrow.BufferOutputStream()
    with pyarrow.CompressedOutputStream(out, "zstd") as stream:
        stream.write(body)
    return bytes(out.getvalue())


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": pack_zstd,
}


@pytest.mark.parametrize("ending", PACKERS)
def test_packed_lines_are_read_as_they_come(tmp_path: Path, ending: str) -> None:
    """Packed JSON lines are one split, and a file that was cut gives its articles and then says that it was cut."""
    body = b"".join(line(n, TEXT * 20) for n in range(300))
    whole, cut = tmp_path / f"whole.jsonl.{ending}", tmp_path / f"cut.jsonl.{ending}"
    packed = PACKERS[ending](body)
    whole.write_bytes(packed)
    cut.write_bytes(packed[: len(packed) * 2 // 3])

    assert ids([each for split in only(whole, 10) for each in read(split)]) == [f"a{n}" for n in range(300)]
    found = list(read(only(cut)[0]))
    assert ids(found) == [f"a{n}" for n in range(len(found) - 1)]
    assert len(found) > 100 or ending == "bz2"  # of which this is one block
    assert isinstance(found[-1], str) and "fetch it again" in found[-1]


def test_a_second_cut_member_is_named(tmp_path: Path) -> None:
    """Of a gzip file of two members the first is read when the second is cut in its middle."""
    path = tmp_path / "two.jsonl.gz"
    path.write_bytes(gzip.compress(line(0) + line(1)) + gzip.compress(line(2) * 50)[:-30])

    found = list(read(only(path)[0]))

    assert ids(found)[:2] == ["a0", "a1"]
    assert found[-1] == "its gzip data end too early: the file was cut; fetch it again"


def test_a_line_of_200_megabytes_is_not_held(tmp_path: Path) -> None:
    """A line that no article has is passed over with a reason, in each of the splits it covers, in little memory."""
    path = tmp_path / "huge.jsonl"
    with open(path, "wb") as file:
        file.write(line(0) + b'{"text": "')
        file.seek(200_000_000, io.SEEK_CUR)  # a hole in the file: nothing of it is on the disk
        file.write(b'"}\n' + line(1))
    script = (
        "import resource, sys\nsys.path.insert(0, sys.argv[1])\nfrom tests.test_archives import *\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "found = [each for split in only(Path(sys.argv[2]), 40_000_000) for each in read(split)]\n"
        "print(ids(found), [each for each in found if isinstance(each, str)])\n"
        "print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(ROOT), str(path)], capture_output=True, text=True, check=True
    )
    said, taken = done.stdout.splitlines()

    assert said == "['a0', 'a1'] ['is a line of more than 20 MB, which no article has']"
    assert int(taken) < 80_000_000


def test_bad_lines_are_named(tmp_path: Path) -> None:
    """A line that is no article has a reason, an empty one is none, and the others are read."""
    path = tmp_path / "bad.jsonl"
    path.write_bytes(
        line(0) + b"\n{broken\n" + b'{"title": "x"}\n' + b'{"text": "\xff"}\n' + b"[" * 9000 + b"\n"
        + b'{"text": "1 2 3"}\n' + line(1)
    )  # fmt: skip

    found = list(read(only(path)[0]))

    assert ids(found) == ["a0", "a1"]
    assert [each for each in found if isinstance(each, str)] == [
        "is not valid JSON (column 2: expecting property name enclosed in double quotes)",
        'it has no key "text" (it has: title); the words of an article stand under "text"',
        "is not UTF-8 text; save the file as UTF-8",
        "is JSON nested too deep to be an article",
        "has no sentence in it, only numbers or signs",
    ]


# ---------------------------------------------------------------- Parquet


def write_parquet(path: Path, columns: dict[str, list[object]], group: int = 10) -> None:
    import pyarrow
    import pyarrow.parquet

    pyarrow.parquet.write_table(pyarrow.table(columns), path, row_group_size=group, compression="zstd")


def test_parquet_is_read_by_row_groups(tmp_path: Path) -> None:
    """Row groups make the splits, the columns of an article are taken and a moment without a zone is a day."""
    import datetime

    path = tmp_path / "news.parquet"
    moments: list[object] = [datetime.datetime(2024, 12, 1 + n, 10, 30) for n in range(25)]
    columns: dict[str, list[object]] = {
        "id": [f"a{n}" for n in range(25)],
        "text": [TEXT] * 24 + [None],
        "published": moments,
        "other": list(range(25)),
    }
    write_parquet(path, columns)

    parts = only(path, rows=15)
    found = [each for split in parts for each in read(split)]

    assert [(split.begin, split.end) for split in parts] == [(0, 2), (2, 3)]
    assert ids(found) == [f"a{n}" for n in range(24)]
    assert isinstance(found[0], Found) and found[0].published == "2024-12-01"
    assert isinstance(found[-1], str) and 'no key "text"' in found[-1]


def test_parquet_without_texts_is_named(tmp_path: Path) -> None:
    """A Parquet file without the column "text", or that is none, says so before anything is read."""
    path = tmp_path / "titles.parquet"
    write_parquet(path, {"title": ["One"], "body": [TEXT]})
    (tmp_path / "none.parquet").write_bytes(b"PAR1 not at all")

    with pytest.raises(Unusable, match=r'has no column "text" \(it has: title, body\); the words'):
        only(path)
    with pytest.raises(Unusable, match="is not Parquet that can be read"):
        only(tmp_path / "none.parquet")


# ---------------------------------------------------------------- WARC


def page(n: int, words: str = TEXT, head: str = "") -> bytes:
    """A page of news."""
    said = "".join(f"<p>{words} Report {n}, part {part}.</p>" for part in range(6))
    return f"<html><head><title>Report {n}</title>{head}</head><body><article>{said}</article></body></html>".encode()


def answer(
    n: int, body: bytes, kind: str = "text/html; charset=utf-8", more: str = "", status: str = "200 OK"
) -> bytes:
    """The record of a server's answer, as in a WARC file."""
    http = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{more}\r\n".encode() + body
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://news.example.org/{n}\r\n"
        f"WARC-Date: 2024-12-{n % 28 + 1:02}T09:00:00Z\r\nWARC-Record-ID: <urn:uuid:{n:08}-0000-4000-8000-000000000000>"
        f"\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


def test_warc_gives_its_pages(tmp_path: Path) -> None:
    """Pages are read in the character set their server says and unpacked; other answers are passed over."""
    packed = gzip.compress(page(2))
    chunked = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in (page(3)[:99], page(3)[99:])) + b"0\r\n\r\n"
    path = tmp_path / "news.warc.gz"
    stored = [
        answer(0, "<p>Der Hafenrat beschloß gestern den Fahrplan für die Fähre.</p>".encode("latin-1"),
               "text/html; charset=iso-8859-1"),
        answer(1, b"\x89PNG", "image/png"),
        answer(2, packed, more="Content-Encoding: gzip\r\n"),
        answer(3, chunked, more="Transfer-Encoding: chunked\r\n"),
        answer(4, page(4), status="404 Not Found"),
        answer(5, page(5)),
    ]  # fmt: skip
    path.write_bytes(b"".join(gzip.compress(each) for each in stored))

    (split,) = only(path)
    found = [article(record) for record in records(split)]

    assert [each and each[0].url for each in found] == [f"https://news.example.org/{n}" for n in (0, 2, 3, 5)]
    assert found[0] and "beschloß" in found[0][0].text
    assert found[1] and found[1][1] == "2024-12-03T09:00:00Z"
    assert all(each and "part 5" in each[0].text for each in found[1:])


def pack_lz4(body: bytes) -> bytes:
    import pyarrow

    out = pyarrow.BufferOutputStream()
    with pyarrow.CompressedOutputStream(out, "lz4") as stream:
        stream.write(body)
    return bytes(out.getvalue())


def unpacked(body: bytes) -> bytes:
    return body


@pytest.mark.parametrize(
    ("ending", "pack", "words"),
    [
        ("", unpacked, ("was cut: it ends in the middle of a record", "cannot be read any further")),
        (".gz", gzip.compress, ("was cut: it ends in the middle of a record", "cannot be read any further")),
        (".zst", pack_zstd, ("was cut: it ends in the middle of a record",)),
        (".lz4", pack_lz4, ("was cut: it ends in the middle of a record",)),
    ],
)
def test_a_cut_warc_is_named(
    tmp_path: Path, ending: str, pack: Callable[[bytes], bytes], words: tuple[str, ...]
) -> None:
    """Wherever a WARC file is cut, in a page, a head or its packing, what is whole is read and the cut named."""
    path = tmp_path / f"news.warc{ending}"
    stored = [pack(answer(n, page(n))) for n in range(3)]
    body = b"".join(stored)
    path.write_bytes(body)
    assert all(isinstance(each, Found) for each in read(only(path)[0]))

    for cut in {*range(1, len(stored[-1]), 23), *range(1, 6), *range(len(stored[-1]) - 5, len(stored[-1]))}:
        path.write_bytes(body[:-cut])
        *found, said = read(only(path)[0])
        assert len(found) in (2, 3) and all(isinstance(each, Found) for each in found), cut
        assert isinstance(said, str) and said.endswith("; fetch it again"), cut
        assert said.startswith(words), cut


@pytest.mark.parametrize(("ending", "pack"), [(".zst", pack_zstd), (".lz4", pack_lz4)])
def test_a_cut_is_named_in_what_no_page_is_read_of(
    tmp_path: Path, ending: str, pack: Callable[[bytes], bytes]
) -> None:
    """A cut behind the last page, in one frame around all records and with frames of other things is named too, and a
    whole file is not called cut."""
    path = tmp_path / f"news.warc{ending}"
    pages = [answer(n, page(n)) for n in range(3)]
    behind = b"WARC/1.0\r\nWARC-Type: metadata\r\nContent-Length: 9000\r\n\r\n" + os.urandom(9000) + b"\r\n\r\n"
    other = b"\x5d\x2a\x4d\x18\x03\x00\x00\x00abc"  # a frame to be passed over
    for body, most in (
        (b"".join(map(pack, [*pages, behind])), 9000),
        (pack(b"".join([*pages, behind])), 9000),
        *([(b"".join(map(pack, pages)) + other, 11)] if ending == ".zst" else []),  # of LZ4 fastwarc takes none
    ):
        path.write_bytes(body)
        assert [type(each) for each in read(only(path)[0])] == [Found] * 3
        for cut in (1, 4, 7, most // 2 + 1, most - 1):
            path.write_bytes(body[:-cut])
            *_, said = read(only(path)[0])
            assert said == "was cut: it ends in the middle of a record; fetch it again", cut


def test_a_damaged_warc_is_named(tmp_path: Path) -> None:
    """What is no WARC at all, or damaged inside, gives a reason and not a crash."""
    (tmp_path / "none.warc").write_bytes(b"hello " * 900)
    stored = [gzip.compress(answer(n, page(n))) for n in range(4)]
    stored[2] = stored[2][:40] + b"\0\0\0\0\0\0" + stored[2][46:]
    (tmp_path / "bad.warc.gz").write_bytes(b"".join(stored))

    (none,) = read(only(tmp_path / "none.warc")[0])
    found = list(read(only(tmp_path / "bad.warc.gz")[0]))

    assert isinstance(none, str) and "cannot be read any further" in none
    assert all(isinstance(each, Found) for each in found[:2])
    assert isinstance(found[-1], str)


# ---------------------------------------------------------------- which archives


def test_what_is_no_archive_is_named(tmp_path: Path) -> None:
    """Folders give their archives in order; what briefer does not read, and what is not there, has a reason."""
    (tmp_path / "b.jsonl").write_bytes(line(0))
    (tmp_path / "a.ndjson.gz").write_bytes(b"")
    (tmp_path / "notes.txt").write_text("x")
    (tmp_path / "empty").mkdir()

    found, skipped = find([str(tmp_path), str(tmp_path / "b.jsonl"), str(tmp_path / "notes.txt"), "gone.jsonl"])

    assert [Path(each.name).name for each in found] == ["a.ndjson.gz", "b.jsonl"]
    assert [each.reason[:44] for each in skipped] == [
        "is not a kind of archive that briefer reads;",
        "cannot be read: no such file or directory; c",
    ]
    assert find([str(tmp_path / "empty")])[1][0].reason.startswith("is a folder without archives")


def test_addresses_go_through_fsspec(tmp_path: Path) -> None:
    """An address of a file system that fsspec knows is read as a file is, with * for several."""
    import fsspec

    memory = fsspec.filesystem("memory")
    for n in range(2):
        with memory.open(f"/news/{n}.jsonl.gz", "wb") as file:
            file.write(gzip.compress(line(n)))

    found, skipped = find(["memory://news/*.jsonl.gz", "nosuch://x/y.jsonl"])

    assert ids([each for archive in found for split in splits(archive, 9, 9) for each in read(split)]) == ["a0", "a1"]
    assert len(skipped) == 1 and "nosuch" in skipped[0].source


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the extra, an archive that needs it is refused with the command that installs it."""
    monkeypatch.setitem(sys.modules, "fastwarc.warc", None)
    monkeypatch.setitem(sys.modules, "fastwarc", None)

    with pytest.raises(MissingError, match=r"needs fastwarc, .* pip install 'briefer\[archives\]'"):
        splits(Archive("news.warc.gz", "/news.warc.gz", "warc", "gzip"), 1, 1)
