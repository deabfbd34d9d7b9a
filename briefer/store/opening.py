"""How the file of the archive is opened: what is refused, how it is brought up to date, and what errors are called."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

from ..errors import BrieferError, InputError, OutputError
from .query import spaced
from .schema import APPLICATION, MIGRATIONS, Migration

PATIENCE = 30.0  # seconds; an hour's worth of feeds is written in one

# File systems of another machine: the memory that processes share to use the file at once does not reach that far.
_NETWORK = re.compile(r"nfs\d?|cifs|smb\d?|smbfs|afs|ncpfs|9p|ceph|glusterfs|lustre|gpfs|beegfs|fuse\.(?:sshfs|s3fs|"
                      r"rclone|glusterfs|ceph|davfs|gcsfuse|smbnetfs)|davfs2?|webdav|acfs|ocfs2|gfs2")  # fmt: skip


def connect(
    path: Path, create: bool, patience: float = PATIENCE, migrations: Sequence[Migration] = MIGRATIONS
) -> sqlite3.Connection:
    """Return a connection to an archive that is up to date; make the archive where there is none, if that is asked."""
    _refuse(path, create)
    if create and not path.exists():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise OutputError(f"the archive {path} cannot be made: {reason}; choose another place") from error
    fixed = not create and _is_read_only(path)
    # What cannot be written needs no lock and no log; SQLite wants to be told.
    where = f"file:{quote(os.fsencode(path))}?immutable=1" if fixed else os.fspath(path)
    connection = _opened(where, patience, fixed)
    try:
        version = _version(connection, path, len(migrations))
        if fixed and version < len(migrations):
            return _brought_up_copy(connection, path, migrations)
        if version < len(migrations):
            _bring_up(connection, path, version, migrations)
        if not fixed:
            connection.execute("PRAGMA journal_mode = WAL")  # a copy that was put back has lost it
        return connection
    except BaseException:
        connection.close()
        raise


def _opened(where: str, patience: float, uri: bool) -> sqlite3.Connection:
    connection = sqlite3.connect(where, timeout=patience, isolation_level=None, uri=uri)
    try:
        connection.create_function("spaced", 1, spaced, deterministic=True)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA cache_size = -32000")  # 32 MB: a search touches thousands of pages
    except BaseException:
        connection.close()
        raise
    return connection


LOOKED_THROUGH = 100_000_000  # bytes; a larger archive is not read whole by a quick look (0.3 s at this size)


def look(path: Path) -> dict[str, Any]:
    """Return how an archive is, without changing anything in it, not even its version; errors are told in our words.

    The keys: "network" (the kind of a network file system, else ""), "version", "newest" (that this briefer knows),
    "bytes", "damage" (a list; None where the archive is too large for a quick look), "last" (profile and moment of the
    newest brief, or None) and "mails" (how many stand in each state of the outbox).
    """
    found: dict[str, Any] = {"network": network(_mounts(), path), "newest": len(MIGRATIONS), "bytes": 0}
    with in_our_words(path):
        found["bytes"] = os.stat(path).st_size
        connection = sqlite3.connect(f"file:{quote(os.fsencode(path))}?mode=ro", timeout=1.0, uri=True)
        try:
            found["version"] = _version(connection, path, len(MIGRATIONS))
            looked = found["bytes"] <= LOOKED_THROUGH
            rows = connection.execute("PRAGMA quick_check(5)").fetchall() if looked else []
            found["damage"] = [str(row[0]) for row in rows if row[0] != "ok"] if looked else None
            tables = {str(row[0]) for row in connection.execute("SELECT name FROM sqlite_master")}
            brief = "SELECT profile, made FROM brief ORDER BY made DESC LIMIT 1"
            found["last"] = connection.execute(brief).fetchone() if "brief" in tables else None
            states = "SELECT state, count(*) FROM outbox_recipient GROUP BY state"
            found["mails"] = dict(connection.execute(states)) if "outbox_recipient" in tables else {}
        finally:
            connection.close()
    return found


def _refuse(path: Path, create: bool) -> None:
    if path.is_dir():
        raise InputError(f"{path} is a folder; an archive is a file, such as {path / 'archive.db'}")
    if not create and not path.exists():
        raise InputError(
            f"there is no archive at {path}; briefer make … --archive PATH makes one, and BRIEFER_ARCHIVE or "
            "--archive says where it is"
        )
    kind = network(_mounts(), path)
    if kind:
        raise OutputError(
            f"the archive {path} would lie on a network file system ({kind}), where it can be damaged when two "
            "programs use it; choose a place on this machine's own disk with --archive or BRIEFER_ARCHIVE"
        )


def _is_read_only(path: Path) -> bool:
    """Say whether an archive lies where nothing can be written, as on a disc, and is complete without its log."""
    effective = os.access in os.supports_effective_ids
    writable = all(os.access(each, os.W_OK, effective_ids=effective) for each in (path, path.parent))
    return not writable and not os.path.exists(f"{path}-wal")


def _mounts() -> str:
    """Return the system's table of file systems; other systems than Linux keep none."""
    try:
        with open("/proc/self/mountinfo", encoding="utf-8", errors="surrogateescape") as file:
            return file.read()
    except OSError:
        return ""


def network(mounts: str, path: Path) -> str:
    """Return the kind of the network file system that a path lies on, "" when it lies on none."""
    place = os.path.realpath(path)
    best, kind = "", ""
    for line in mounts.splitlines():
        before, mark, after = line.partition(" - ")
        fields = before.split(" ")
        if not mark or len(fields) < 5:
            continue
        point = re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), fields[4])
        inside = point == "/" or place == point or place.startswith(point + "/")
        if inside and len(point) >= len(best):  # of two at one point the later one lies on top
            best, kind = point, after.split(" ")[0]
    return kind if _NETWORK.fullmatch(kind) else ""


def _version(connection: sqlite3.Connection, path: Path, newest: int) -> int:
    """Return the version of the archive's tables, 0 of an empty file; refuse what is no archive of ours."""
    # One statement sees one moment: between several another process may make the archive, and it looks like neither.
    application, version, tables = connection.execute(
        "SELECT (SELECT application_id FROM pragma_application_id), (SELECT user_version FROM pragma_user_version), "
        "(SELECT count(*) FROM sqlite_master)"
    ).fetchone()
    if application != APPLICATION:
        if application or version or tables:
            raise InputError(f"{path} is a database of something else, not an archive; give another place")
        return 0
    if version > newest:
        raise InputError(
            f"the archive {path} was written by a newer briefer (its tables are version {version}, this one knows "
            f"{newest}); update briefer"
        )
    return int(version)


def _bring_up(connection: sqlite3.Connection, path: Path, version: int, migrations: Sequence[Migration]) -> None:
    """Take the steps that are missing, all or none of them; a copy of an archive with something in it is kept."""
    if version:
        _back_up(connection, path, version)
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = _version(connection, path, len(migrations))  # another process may have been here
        for migrate in migrations[version:]:
            migrate(connection)
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute(f"PRAGMA user_version = {len(migrations)}")
        connection.execute("COMMIT")
    except BaseException:
        roll_back(connection)
        raise


def _brought_up_copy(
    connection: sqlite3.Connection, path: Path, migrations: Sequence[Migration]
) -> sqlite3.Connection:
    """Return a connection to a copy, up to date, of an old archive that cannot be written; nobody writes into it."""
    import tempfile

    with closing(connection), tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        place = Path(folder) / "archive.db"
        with closing(_opened(os.fspath(place), PATIENCE, False)) as copy:
            connection.backup(copy)
            copy.execute("BEGIN IMMEDIATE")
            for migrate in migrations[_version(copy, path, len(migrations)) :]:
                migrate(copy)
            copy.execute(f"PRAGMA user_version = {len(migrations)}")
            copy.execute("COMMIT")
            copy.execute("PRAGMA journal_mode = DELETE")  # else it would need a log beside it to be read
        return _opened(f"file:{quote(os.fsencode(place))}?immutable=1", PATIENCE, True)


def _back_up(connection: sqlite3.Connection, path: Path, version: int) -> None:
    copy = path.with_name(f"{path.name}.version-{version}")
    part = copy.with_name(f"{copy.name}.{os.getpid()}.part")
    try:
        part.unlink(missing_ok=True)
        connection.execute("VACUUM INTO ?", (str(part),))
        part.replace(copy)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def roll_back(connection: sqlite3.Connection) -> None:
    """Take back what the transaction has done, where the failure has not done so itself."""
    if connection.in_transaction:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")


@contextmanager
def in_our_words(path: Path) -> Iterator[None]:
    """Say what SQLite refuses in words for the person who asked."""
    try:
        yield
    except sqlite3.Error as error:
        raise _words(error, path) from error
    except UnicodeEncodeError as error:
        raise InputError(
            f"half a character stands in what was to be archived in {path}; read the articles with briefer.read, "
            "which takes such things out"
        ) from error


def _words(error: sqlite3.Error, path: Path) -> BrieferError:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_FULL or (code == sqlite3.SQLITE_IOERR and _is_full(path)):
        return OutputError(
            f"the disk is full: the archive {path} cannot take more and is as before; make room there, or choose "
            "another place with --archive"
        )
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return OutputError(
            f"the archive {path} is in use by another program that does not let go of it; try again when that is done"
        )
    if code == sqlite3.SQLITE_NOTADB:
        return InputError(f"{path} is not an archive (it is no SQLite file); give another place with --archive")
    if code == sqlite3.SQLITE_CORRUPT:
        return InputError(
            f"the archive {path} is damaged ({error}); put a copy of it back, or save what can be read with: "
            f"briefer archive export --archive {path}"
        )
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return OutputError(f"the archive {path} cannot be opened or written here ({error}); choose another place")
    if code == sqlite3.SQLITE_IOERR:
        return OutputError(
            f"the archive {path} cannot be written ({error}) and is as before; look at the disk, or choose another "
            "place with --archive"
        )
    return InputError(f"the archive {path} cannot be used ({error}); look at it with: briefer archive info --check")


def _is_full(path: Path) -> bool:
    with suppress(OSError):
        room = os.statvfs(path.parent)
        return room.f_bavail * room.f_frsize < 1_000_000
    return False
