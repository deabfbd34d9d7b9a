"""Finished files go to disk whole or not at all.

Every file is first written beside its target under a temporary name and flushed to the disk; only when all of them
stand there are they renamed, and when one rename fails the ones before it are taken back. A run that is killed leaves
at most temporary files, which the next run into the same folder sweeps.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from zlib import crc32

from .errors import OutputError
from .model import Rendered

_PREFIX = ".briefer-"
_SUFFIX = ".part"

# A temporary file of another machine (a shared folder, a container that is gone) cannot be asked whether its run
# still lives. No run needs an hour between its first temporary file and its last rename.
_STALE_AFTER = 3600.0


@contextmanager
def output_folder(folder: Path) -> Iterator[Path]:
    """Make sure that files can be written into the folder before any work is done; make it when it is not there.

    When the work inside the ``with`` fails, folders that were made for it and are still empty go again.
    """
    missing = [place for place in (folder, *folder.parents) if not os.path.lexists(place)]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        sweep(folder)
        _try(folder)
    except OSError as error:
        _remove_empty(missing)
        raise _refusal(folder, error) from error
    try:
        yield folder
    except BaseException:
        _remove_empty(missing)
        raise


def write_whole(folder: Path, files: Sequence[Rendered]) -> tuple[Path, ...]:
    """Write all the files into the folder, or, when one of them cannot be written, none."""
    targets = tuple(folder / file.name for file in files)
    temporaries: list[Path] = []
    try:
        for file, target in zip(files, targets, strict=True):
            if target.is_dir():
                raise OSError(errno.EISDIR, f"a folder called {file.name} is in the way")
            temporary = _temporary(folder, file.name)
            temporaries.append(temporary)
            _write(temporary, file.body)
        _replace_all(temporaries, targets)
        _sync_folder(folder)
    except OSError as error:
        raise _refusal(folder, error) from error
    finally:
        _remove(temporaries)
    return targets


def _replace_all(temporaries: Sequence[Path], targets: Sequence[Path]) -> None:
    """Rename every temporary file to its target; on a failure put back what the earlier renames replaced."""
    kept: list[tuple[Path, Path, Path | None]] = []  # where the earlier content of each target waits
    try:
        for temporary, target in zip(temporaries, targets, strict=True):
            kept.append((temporary, target, _keep(target)))
            temporary.replace(target)
    except BaseException:
        for temporary, target, earlier in reversed(kept):
            with suppress(OSError):
                if earlier is not None:
                    earlier.replace(target)
                elif not temporary.exists():  # it was renamed, and nothing stood there before
                    target.unlink()
        raise
    finally:  # also after a failure: a rename between two names of one file does nothing
        _remove(earlier for *_, earlier in kept if earlier is not None)


def _keep(target: Path) -> Path | None:
    """Give the target's present content a second name; None when there is no such file."""
    if not os.path.lexists(target):
        return None
    earlier = _temporary(target.parent, target.name)
    try:
        os.link(target, earlier, follow_symlinks=False)
    except OSError:  # a file system without hard links
        shutil.copy2(target, earlier, follow_symlinks=False)
    return earlier


def _try(folder: Path) -> None:
    """Write a small file and take it away: the permission bits alone do not tell what a folder will take."""
    temporary = _temporary(folder, "try")
    try:
        with open(temporary, "xb") as file:  # not flushed to the disk: closing it tells of a full one and of a quota
            file.write(b"briefer\n")
    finally:
        _remove([temporary])


def _write(path: Path, body: bytes) -> None:
    with open(path, "xb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Have the renames themselves survive a power cut; where a folder cannot be opened there is nothing to flush."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _temporary(folder: Path, name: str) -> Path:
    """Return a name beside the target that says which run on which machine it belongs to."""
    return folder / f"{_PREFIX}{_machine()}-{os.getpid()}-{os.urandom(4).hex()}-{name}{_SUFFIX}"


def _machine() -> str:
    return f"{crc32(os.fsencode(os.uname().nodename)):08x}" if hasattr(os, "uname") else "here"


def sweep(folder: Path) -> None:
    """Remove the temporary files of runs that are over."""
    for path in folder.glob(f"{_PREFIX}*{_SUFFIX}"):
        with suppress(OSError):
            if _over(path):
                path.unlink()


def _over(path: Path) -> bool:
    machine, _, rest = path.name.removeprefix(_PREFIX).partition("-")
    process = rest.partition("-")[0]
    if machine == _machine() and process.isdigit() and not _alive(int(process)):
        return True
    return time.time() - path.lstat().st_mtime > _STALE_AFTER


def _alive(process: int) -> bool:
    if not hasattr(os, "uname"):  # elsewhere, signal 0 is not a question but an order
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):  # it lives, and belongs to someone else
        return True
    # One that has ended and that nobody has asked for its status, as in a container whose first process asks for none.
    with suppress(OSError):
        return not re.match(r"\d+ \(.*\) [ZX] ", Path(f"/proc/{process}/stat").read_text("ascii", "replace"), re.DOTALL)
    return True


def _remove(paths: Iterable[Path]) -> None:
    for path in paths:
        with suppress(OSError):
            path.unlink()


def _remove_empty(folders: Iterable[Path]) -> None:
    for folder in folders:
        with suppress(OSError):
            folder.rmdir()


def _refusal(folder: Path, error: OSError) -> OutputError:
    if isinstance(error, FileExistsError | NotADirectoryError):
        return OutputError(f"cannot write into {folder}: a file is in the way; choose another folder")
    reason = (error.strerror or str(error)).lower()
    room = "make room there, or " if error.errno in (errno.ENOSPC, errno.EDQUOT) else ""
    return OutputError(f"cannot write into {folder}: {reason}; {room}choose another folder")
