"""From paths to articles: which files there are, which reader each needs, what its articles are called.

Nothing here ends in an exception: an input that cannot be used is a ``Skipped`` with a reason, and the rest is read.
"""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import IO, NamedTuple

from ..model import Article, Skipped
from ..text.clean import visible
from .found import MOST_BYTES, Found, Unusable, megabytes
from .identity import canonical

_MOST_TITLE = 500

Reader = Callable[[bytes], Iterable[Found | Unusable]]


def read(
    inputs: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    *,
    stdin: IO[bytes] | IO[str] | bytes | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[tuple[Article, ...], tuple[Skipped, ...]]:
    """Return the articles in files, folders or standard input ("-"), and what could not be used with the reason.

    Folders are read whole and in the order of their names; hidden files are passed over. ``path#3`` is the third
    article of a file that holds several. ``progress`` is told how many files of how many are done.
    """
    if isinstance(inputs, str | os.PathLike):
        inputs = (inputs,)
    pile = _Pile()
    files: list[_File] = []
    named: set[str] = set()
    for given in inputs:
        for file in _files(os.fspath(given), pile):
            if file.key not in named:  # the same file, given twice, is one
                named.add(file.key)
                files.append(file)
    for done, file in enumerate(files):
        if progress is not None:
            progress(done, len(files))
        _read_file(file, stdin, pile)
    if progress is not None and files:
        progress(len(files), len(files))
    return tuple(pile.articles), tuple(pile.skipped)


EMPTY = "is a folder with nothing in it that briefer reads"


class _File(NamedTuple):
    path: str
    key: str  # what tells it from the others
    reader: Reader | None = None  # None: look at the content
    only: int | None = None  # the number after "#"


class _Pile:
    """What has been read so far."""

    def __init__(self) -> None:
        self.articles: list[Article] = []
        self.skipped: list[Skipped] = []
        self._texts: dict[str, list[str]] = {}  # id -> hashes of the different texts that claim it

    def skip(self, source: str, reason: str) -> None:
        self.skipped.append(Skipped(_printable(source), reason))

    def add(self, found: Found, source: str) -> None:
        """Make an article of what was found; its id is its own, unless its text is the same as the other's."""
        from .dates import iso
        from .language import language_of

        url = visible(found.url) if found.url else None
        article = Article(
            id="",
            title=visible(found.title)[:_MOST_TITLE],
            text=found.text,
            source=source,
            outlet=found.outlet,
            author=found.author,
            url=url,
            published=iso(found.published),
            language=language_of(found.text, found.language),
        )
        name = found.id or canonical(url) or article.sha256
        texts = self._texts.setdefault(name, [])
        if article.sha256 not in texts:
            texts.append(article.sha256)
        nth = texts.index(article.sha256) + 1
        self.articles.append(replace(article, id=name if nth == 1 else f"{name}#{nth}"))


# ---------------------------------------------------------------- which files


def _files(path: str, pile: _Pile) -> Iterator[_File]:
    """Yield the files that one input stands for."""
    if path == "-":
        yield _File("-", "-")
        return
    if re.match(r"(?i)https?://", path):
        pile.skip(
            path,
            "is a web address, and addresses are not fetched here; save the page from the browser and give the file",
        )
        return
    only = None
    try:
        status = os.stat(path)
    except (OSError, ValueError) as error:
        head, hash_mark, number = path.rpartition("#")
        if not (hash_mark and number.isascii() and number.isdigit() and len(number) < 10 and os.path.isfile(head)):
            pile.skip(path, _trouble(error))
            return
        path, only = head, int(number)
        status = os.stat(path)
    if not stat.S_ISDIR(status.st_mode):
        yield _File(path, os.path.abspath(path) + (f"#{only}" if only is not None else ""), _kind(path), only)
        return
    before = len(pile.skipped)
    count = 0
    for file, reader in _walk(path, pile):
        if reader is None:
            pile.skip(file, f"is not a kind of file that briefer reads; it reads {', '.join(KINDS)}")
        else:
            count += 1
            yield _File(file, os.path.abspath(file), reader)
    if not count and len(pile.skipped) == before:
        pile.skip(path, f"{EMPTY}; it reads {', '.join(KINDS)}")


def _walk(folder: str, pile: _Pile) -> Iterator[tuple[str, Reader | None]]:
    """Yield the files below a folder in the order of their names, each folder once however links lead to it."""
    seen: set[tuple[int, int]] = set()
    waiting = [folder]
    while waiting:
        path = waiting.pop()
        try:
            status = os.stat(path)
            if not stat.S_ISDIR(status.st_mode):
                yield path, _kind(path)
                continue
            place = (status.st_dev, status.st_ino)
            if place in seen:
                continue
            seen.add(place)
            with os.scandir(path) as entries:
                below = sorted((entry.name, entry.path, _is_plain(entry)) for entry in entries if entry.name[0] != ".")
        except OSError as error:
            pile.skip(path, _trouble(error))
            continue
        if all(plain for _, _, plain in below):
            for _, file, _ in below:  # nearly every folder, and no second look at each of its files
                yield file, _kind(file)
        else:
            waiting += [file for _, file, _ in reversed(below)]


def _is_plain(entry: os.DirEntry[str]) -> bool:
    return entry.is_file(follow_symlinks=False)


def _trouble(error: OSError | ValueError) -> str:
    """Return in words why the system does not give a file."""
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return "no such file or folder; check the name"
    if isinstance(error, PermissionError):
        return "may not be read (permission denied); allow it for your user, or copy the file"
    if isinstance(error, ValueError):
        return "is not a name that a file can have; check the name"
    return f"cannot be read: {(error.strerror or str(error)).lower()}"


# ---------------------------------------------------------------- one file


def _read_file(file: _File, stdin: IO[bytes] | IO[str] | bytes | None, pile: _Pile) -> None:
    try:
        data = _standard_input(stdin) if file.path == "-" else _content(file.path)
        reader = file.reader or sniff(data)
        _take(reader(data), file, pile)
    except Unusable as error:
        pile.skip(file.path, error.reason)
    except OSError as error:
        pile.skip(file.path, _trouble(error))
    except RecursionError:
        pile.skip(file.path, "is nested too deep to be an article; save its text as .txt")
    except MemoryError:
        pile.skip(file.path, "needs more memory than there is; save only the article as .txt")
    except Exception as error:  # a library's fault in one file must not cost the reader all the others
        pile.skip(file.path, f"cannot be read ({type(error).__name__} in its reader); save its text as .txt")


def _take(results: Iterable[Found | Unusable], file: _File, pile: _Pile) -> None:
    """Put what a reader found on the pile."""
    found_any = False
    for result in results:
        if file.only is not None and (result.number or 1) != file.only:
            continue
        found_any = True
        source = file.path if result.number is None else f"{file.path}#{result.number}"
        if isinstance(result, Unusable):
            pile.skip(source, result.reason)
        elif not result.text.strip():
            pile.skip(source, "has no text: there is nothing to read in it")
        elif not any(map(str.isalpha, result.text)):
            pile.skip(source, "has no sentence in it, only numbers or signs")
        else:
            pile.add(result, _printable(source))
    if not found_any:
        number = "" if file.only is None else f"#{file.only}"
        pile.skip(file.path + number, "has no such article; count them from 1" if number else "has no article in it")


def _content(path: str) -> bytes:
    """Return the bytes of a file, unless it is none or too large; never waits for a pipe."""
    _refuse_special(os.stat(path))
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        status = os.fstat(descriptor)
        _refuse_special(status)
        if status.st_size > MOST_BYTES:
            raise Unusable(_too_large(status.st_size))
        data = os.read(descriptor, status.st_size) if status.st_size else b""
        while 0 < len(data) <= MOST_BYTES and (more := os.read(descriptor, 1 << 20)):
            data += more  # it has grown since, or the system reads in pieces
    finally:
        os.close(descriptor)
    if len(data) > MOST_BYTES:
        raise Unusable(_too_large(len(data)))
    if not data:
        raise Unusable("is empty: there is nothing to read in it")
    return data


def _refuse_special(status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        kind = "a folder" if stat.S_ISDIR(status.st_mode) else "a pipe or device"
        raise Unusable(f"is {kind}, not a file; pass its content to standard input and give - instead")


def _too_large(size: int) -> str:
    return f"has {megabytes(size)} and the limit is {megabytes(MOST_BYTES)}; split it into single articles"


def _standard_input(stdin: IO[bytes] | IO[str] | bytes | None) -> bytes:
    if isinstance(stdin, bytes):
        data = stdin
    else:
        stream = stdin if stdin is not None else sys.stdin
        if stream is None or stream.closed:
            raise Unusable("standard input is closed; give a file, or pipe the article in")
        given = getattr(stream, "buffer", stream).read(MOST_BYTES + 1)
        data = given.encode("utf-8", "surrogatepass") if isinstance(given, str) else given or b""
    if len(data) > MOST_BYTES:
        raise Unusable(f"has more than {megabytes(MOST_BYTES)}, which is the limit; split it into single articles")
    if not data:
        raise Unusable("is empty: there is nothing to read in it")
    return data


# ---------------------------------------------------------------- which reader


def _text(data: bytes) -> Iterable[Found | Unusable]:
    from .plain import read_text

    return read_text(data)


def _markdown(data: bytes) -> Iterable[Found | Unusable]:
    from .markdown import read_markdown

    return read_markdown(data)


def _html(data: bytes) -> Iterable[Found | Unusable]:
    from .html import read_page

    return read_page(data)


def _json(data: bytes) -> Iterable[Found | Unusable]:
    from .records import read_json

    return read_json(data)


def _lines(data: bytes) -> Iterable[Found | Unusable]:
    from .records import read_lines

    return read_lines(data)


def _mail(data: bytes) -> Iterable[Found | Unusable]:
    from .mail import read_mail

    return read_mail(data)


def _pdf(data: bytes) -> Iterable[Found | Unusable]:
    from .pdf import read_pdf

    return read_pdf(data)


KINDS: dict[str, Reader] = {
    ".txt": _text,
    ".text": _text,
    ".md": _markdown,
    ".markdown": _markdown,
    ".html": _html,
    ".htm": _html,
    ".xhtml": _html,
    ".json": _json,
    ".jsonl": _lines,
    ".ndjson": _lines,
    ".eml": _mail,
    ".pdf": _pdf,
}


def _kind(path: str) -> Reader | None:
    return KINDS.get(os.path.splitext(path)[1].lower())


def sniff(data: bytes) -> Reader:
    """Return the reader for content without a telling name."""
    if b"%PDF-" in data[:1024]:
        return _pdf
    start = data[:2000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start[:1] == b"{":
        return _lines if _is_json_line(start) else _json
    if re.match(rb'\[\s*[\[{"\]]', start):
        return _json
    if re.match(rb"(?i)<(?:!doctype\s+html|html|head|body|article|main|div|p|h1|\?xml)\b", start):
        return _html
    fields = re.findall(rb"(?im)^([a-z][a-z-]*):[ \t]", re.split(rb"\r?\n\r?\n", start, maxsplit=1)[0])
    names = {name.lower() for name in fields}
    if len(names & {b"from", b"subject", b"date", b"to", b"received", b"message-id", b"mime-version"}) >= 2 and (
        re.match(rb"(?:From |[A-Za-z-]+: )", start)
    ):
        return _mail
    return _markdown if start.startswith(b"---\n") or start.startswith(b"---\r\n") else _text


def _is_json_line(start: bytes) -> bool:
    first, newline, rest = start.partition(b"\n")
    return bool(newline) and first.rstrip().endswith(b"}") and rest.lstrip()[:1] == b"{"


# ---------------------------------------------------------------- names


def _printable(source: str) -> str:
    """Return a path as text that can be written as UTF-8, whatever bytes the file system has in it."""
    return source if source.isascii() else re.sub("[\ud800-\udfff]", "\ufffd", source)
