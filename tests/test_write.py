"""Finished files go to disk whole or not at all."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from briefer.errors import OutputError
from briefer.model import Rendered
from briefer.write import _temporary, output_folder, write_whole

FILES = (
    Rendered("brief.md", "text/markdown", b"# new\n"),
    Rendered("brief.json", "application/json", b"{}\n"),
    Rendered("brief.pdf", "application/pdf", b"%PDF-1.7 new"),
)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_writes_every_file_and_nothing_else(tmp_path: Path) -> None:
    """All the files stand there with their bytes, and no temporary file is left."""
    assert write_whole(tmp_path, FILES) == tuple(tmp_path / file.name for file in FILES)
    assert names(tmp_path) == ["brief.json", "brief.md", "brief.pdf"]
    assert all((tmp_path / file.name).read_bytes() == file.body for file in FILES)


def test_replaces_earlier_files(tmp_path: Path) -> None:
    """A second run replaces what the first one wrote."""
    write_whole(tmp_path, [Rendered(file.name, "", b"old") for file in FILES])
    write_whole(tmp_path, FILES)
    assert names(tmp_path) == ["brief.json", "brief.md", "brief.pdf"]
    assert (tmp_path / "brief.md").read_bytes() == b"# new\n"


def test_files_are_readable_as_the_umask_says(tmp_path: Path) -> None:
    """The files have the permissions of ordinary new files, not those of secret temporary ones."""
    earlier = os.umask(0o022)
    try:
        write_whole(tmp_path, FILES)
    finally:
        os.umask(earlier)
    assert stat.S_IMODE((tmp_path / "brief.pdf").stat().st_mode) == 0o644


def test_a_failure_leaves_the_earlier_files(tmp_path: Path) -> None:
    """When the last file cannot be put in place, the ones before it are as they were."""
    (tmp_path / "brief.md").write_bytes(b"old")
    (tmp_path / "brief.pdf").mkdir()
    with pytest.raises(OutputError, match=r"a folder called brief\.pdf is in the way; choose another folder"):
        write_whole(tmp_path, FILES)
    assert names(tmp_path) == ["brief.md", "brief.pdf"]
    assert (tmp_path / "brief.md").read_bytes() == b"old"


def test_a_rename_that_fails_is_taken_back(tmp_path: Path) -> None:
    """A rename that fails after others went through brings the earlier files back and removes the new ones."""
    script = """
        import os, pathlib, sys
        from briefer.model import Rendered
        from briefer.write import write_whole
        real, done = pathlib.Path.replace, []
        def replace(self, target):
            if self.name.endswith("brief.pdf.part") and not done:
                done.append(1)
                raise OSError(5, "Input/output error")
            return real(self, target)
        pathlib.Path.replace = replace
        names = ("brief.md", "brief.json", "brief.pdf")
        write_whole(pathlib.Path(sys.argv[1]), [Rendered(name, "", b"new") for name in names])
    """
    (tmp_path / "brief.md").write_bytes(b"old")
    (tmp_path / "brief.pdf").write_bytes(b"old pdf")
    done = run(script, tmp_path)
    assert done.returncode == 1
    assert "input/output error; choose another folder" in done.stderr
    assert names(tmp_path) == ["brief.md", "brief.pdf"]
    assert (tmp_path / "brief.md").read_bytes() == b"old"
    assert (tmp_path / "brief.pdf").read_bytes() == b"old pdf"


@pytest.mark.parametrize("moment", ["before the first rename", "between the renames"])
def test_a_killed_run_leaves_whole_files_and_the_next_one_sweeps(tmp_path: Path, moment: str) -> None:
    """A run that dies leaves every file either old or new and whole; its temporary files go with the next run."""
    script = f"""
        import os, pathlib, sys
        from briefer.model import Rendered
        from briefer.write import output_folder, write_whole
        real = pathlib.Path.replace
        def replace(self, target):
            if {moment == "before the first rename"} or self.name.endswith("brief.json.part"):
                os._exit(9)
            return real(self, target)
        pathlib.Path.replace = replace
        with output_folder(pathlib.Path(sys.argv[1])) as folder:
            write_whole(folder, [Rendered(n, "", b"new") for n in ("brief.md", "brief.json", "brief.pdf")])
    """
    write_whole(tmp_path, [Rendered(file.name, "", b"old") for file in FILES])
    assert run(script, tmp_path).returncode == 9
    assert [(tmp_path / name).read_bytes() for name in ("brief.md", "brief.json", "brief.pdf")] == [
        b"old" if moment == "before the first rename" else b"new",
        b"old",
        b"old",
    ]
    assert len(names(tmp_path)) > 3
    with output_folder(tmp_path) as folder:
        assert names(folder) == ["brief.json", "brief.md", "brief.pdf"]


def test_a_run_that_has_ended_unasked_is_swept(tmp_path: Path) -> None:
    """A process that has ended but whose status nobody has asked for is over, and so is its temporary file."""
    if not Path("/proc/self/stat").exists():
        pytest.skip("this system does not tell the state of a process")
    ended = subprocess.Popen([sys.executable, "-c", ""], stdout=subprocess.PIPE)
    assert ended.stdout is not None
    ended.stdout.read()  # it is at its end; nobody has waited for it
    time.sleep(0.2)
    with output_folder(tmp_path):
        left = _temporary(tmp_path, "brief.md")
    left = left.with_name(left.name.replace(f"-{os.getpid()}-", f"-{ended.pid}-"))
    left.write_bytes(b"half")
    with output_folder(tmp_path):
        pass
    assert list(tmp_path.iterdir()) == []
    ended.wait()


def test_sweeping_spares_a_run_that_lives(tmp_path: Path) -> None:
    """The temporary file of a process that still runs is left alone, one of yesterday is not."""
    with output_folder(tmp_path):
        pass
    from briefer import write

    mine = write._temporary(tmp_path, "brief.md")
    mine.write_bytes(b"half")
    old = tmp_path / ".briefer-00000000-1-00000000-brief.md.part"
    old.write_bytes(b"half")
    os.utime(old, (1_000_000_000, 1_000_000_000))
    other = tmp_path / ".briefer-00000000-1-00000001-brief.md.part"
    other.write_bytes(b"of another machine, a moment ago")
    with output_folder(tmp_path):
        assert names(tmp_path) == sorted([mine.name, other.name])


def test_makes_the_folder_and_takes_it_back_when_the_work_fails(tmp_path: Path) -> None:
    """Folders that were made for a brief do not outlive a run that wrote nothing."""
    folder = tmp_path / "a" / "b"

    def work() -> None:
        with output_folder(folder):
            assert folder.is_dir()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        work()
    assert names(tmp_path) == []
    with output_folder(folder):
        write_whole(folder, FILES)
    assert len(names(folder)) == 3


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    """It is said at once, with the way out."""
    (tmp_path / "out").write_text("a file")
    for place in (tmp_path / "out", tmp_path / "out" / "deeper"):
        with pytest.raises(OutputError, match="a file is in the way; choose another folder"), output_folder(place):
            pass
    assert (tmp_path / "out").read_text() == "a file"


def test_a_folder_that_takes_no_files(tmp_path: Path) -> None:
    """A folder that cannot be written is refused before any work is done."""
    if os.geteuid() == 0:
        place = Path("/proc/briefer")  # root may write everywhere but there
    else:
        place = tmp_path / "out"
        place.mkdir(mode=0o500)
    with pytest.raises(OutputError, match=r"cannot write into .*; choose another folder"), output_folder(place):
        pass


def test_a_link_in_the_way_is_replaced_not_followed(tmp_path: Path) -> None:
    """A symbolic link called brief.md does not lead the writing out of the folder."""
    (tmp_path / "elsewhere").write_text("precious")
    out = tmp_path / "out"
    out.mkdir()
    (out / "brief.md").symlink_to(tmp_path / "elsewhere")
    write_whole(out, FILES)
    assert (tmp_path / "elsewhere").read_text() == "precious"
    assert not (out / "brief.md").is_symlink()


def run(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script), str(folder)],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
        cwd=Path(__file__).parent.parent,
    )
