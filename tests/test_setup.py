"""Set-up: what is locked, what the script does on machines of all kinds, and what the package holds."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LOCKS = [ROOT / "requirements" / name for name in ("build.txt", "run.txt", "test.txt")]


def pins(path: Path) -> dict[str, str]:
    """The packages of a lock file: name -> version."""
    return dict(re.findall(r"(?m)^([a-z0-9][a-z0-9.-]*)==(\S+)", path.read_text("utf-8")))


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: str(path.name))
def test_locks_carry_no_address(path: Path) -> None:
    """A lock file holds versions and hashes: no address, no option, no path of a machine."""
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.lstrip().startswith("#")]
    for line in lines:
        assert re.fullmatch(r"[a-z0-9][a-z0-9.-]*==\S+ \\|    --hash=sha256:[0-9a-f]{64}(?: \\)?|", line), line
    text = path.read_text("utf-8")
    assert "://" not in text
    assert not re.search(r"--(?:extra-)?index-url|--find-links|--trusted-host| @ |file:/", text)
    assert text.count("==") <= text.count("--hash=")


def test_every_dependency_is_locked() -> None:
    """Each library that the package names is locked, and the locks agree where they name the same one."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    named = {re.split(r"[<>=\s]", dependency)[0].lower() for dependency in project["dependencies"]}
    build, run, test = map(pins, LOCKS)
    assert named <= set(run)
    assert {"hatchling", "setuptools"} <= set(build)
    assert {"pytest", "mypy", "ruff", "hypothesis"} <= set(test)
    for one, other in ((build, run), (run, test), (build, test)):
        assert {name for name in one.keys() & other.keys() if one[name] != other[name]} == set()


def tracked() -> list[Path]:
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip("this is no git checkout")
    return [ROOT / name for name in done.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_no_machine_in_tracked_files() -> None:
    """No tracked text names a folder of somebody's machine or the host of a package registry."""
    machine = re.compile(
        r"(?<![\w.])/(?:root|work|home/[a-z]\w*|Users/[A-Za-z]\w*|opt/(?:pypi|wheels))/|\.pyenv"
        r"|pypi\.org|pythonhosted|deb\.debian|registry\.npmjs"
    )
    wrong = []
    for path in tracked():
        body = path.read_bytes()
        if b"\0" in body[:2000] or path == Path(__file__):
            continue
        wrong += [
            f"{path.relative_to(ROOT)}: {found[0]}" for found in machine.finditer(body.decode("utf-8", "replace"))
        ]
    assert wrong == []


def test_two_commands() -> None:
    """make knows the two commands, and what must pass for a change is make test."""
    if not shutil.which("make"):
        pytest.skip("make is not here")
    for target, words in (("brief", "briefer make seeds --profile korea --out out"), ("test", "pytest")):
        done = subprocess.run(["make", "-n", target], cwd=ROOT, capture_output=True, text=True, check=True)
        assert words in done.stdout
    run = ROOT / ".ci" / "run"
    assert "make test" in run.read_text("utf-8")
    assert os.access(run, os.X_OK)
    assert os.access(ROOT / "scripts" / "setup.sh", os.X_OK)


def test_wheel_is_whole(tmp_path: Path) -> None:
    """The wheel holds the templates and the type marker, and what it holds runs without the checkout."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT, capture_output=True, check=True,
    )  # fmt: skip
    (wheel,) = tmp_path.glob("briefer-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        archive.extractall(tmp_path / "site")
    templates = {str(path.relative_to(ROOT)) for path in (ROOT / "templates").rglob("*") if path.is_file()}
    assert {f"briefer/{name}" for name in templates} <= set(names)
    assert "briefer/py.typed" in names
    assert not [name for name in names if name.startswith(("tests", "seeds", "out")) or "__pycache__" in name]
    code = "import briefer.profile as p; print(p.load_profile('korea').path); print(p.__file__)"
    done = subprocess.run(
        [sys.executable, "-P", "-c", code], cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(tmp_path / "site")},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert all(line.startswith(str(tmp_path / "site")) for line in done.stdout.splitlines())


# ---- the script, on machines made of stand-ins: each program writes its arguments to a log and does nothing

PYTHON = """#!/bin/sh
echo "python $*" >>"$LOG"
case "$1" in
-c) case "$2" in
    *base_prefix*) echo "3.12.1 /usr" ;;
    *sys.exit*) ;;
    *ensurepip*) [ -z "${NO_VENV:-}" ] || [ -e "$LOG.venv" ] ;;
    *-venv*) echo python3.12-venv ;;
    *) echo Python 3.12.1 ;;
    esac ;;
-) [ -e "$LOG.pango" ] || echo "${MISSING:-}" ;;
-m) case "$2" in
    venv) mkdir -p "$3/bin" && cp "$0" "$3/bin/python" ;;
    pip) [ -z "${NO_NET:-}" ] || { echo "no route to the registry"; exit 1; } ;;
    esac ;;
esac
"""
APT = """#!/bin/sh
echo "apt-get $*" >>"$LOG"
case "$*" in *-venv*) : >"$LOG.venv" ;; *pango*) : >"$LOG.pango" ;; esac
"""


class Machine:
    """A folder with a copy of the set-up in it, and a PATH on which the programs that matter are stand-ins."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "a checkout"
        self.log = folder / "log"
        self.path = folder / "bin"
        self.path.mkdir()
        for name in ("requirements", "scripts"):
            shutil.copytree(ROOT / name, self.folder / name)
        shutil.copy(ROOT / "pyproject.toml", self.folder)
        for name in ("sh", "cat", "cksum", "mktemp", "rm", "mkdir", "cp", "dirname", "uname"):
            found = shutil.which(name)
            if not found:
                pytest.skip(f"{name} is not here")
            (self.path / name).symlink_to(found)
        self.program("python3", PYTHON)
        self.user(0)
        self.program("apt-get", APT)

    def program(self, name: str, text: str) -> None:
        (self.path / name).unlink(missing_ok=True)
        (self.path / name).write_text(text)
        (self.path / name).chmod(0o755)

    def user(self, number: int) -> None:
        self.program("id", f"#!/bin/sh\necho {number}\n")

    def set_up(self, *arguments: str, **environment: str) -> tuple[int, str, list[str]]:
        """The exit status, what was said, and the calls that matter."""
        self.log.write_text("")
        done = subprocess.run(
            [str(self.path / "sh"), str(self.folder / "scripts" / "setup.sh"), *arguments],
            env={"PATH": str(self.path), "LOG": str(self.log), **environment},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        calls = [line for line in self.log.read_text().splitlines() if re.match("apt-get|python -m (?:pip|venv)", line)]
        return done.returncode, done.stdout + done.stderr, calls


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_first_and_second_set_up(machine: Machine) -> None:
    """The first set-up makes the environment out of the locks, and the second does nothing."""
    status, said, calls = machine.set_up()
    assert (status, calls) == (0, [
        "python -m venv .venv",
        "python -m pip install --require-hashes -r requirements/build.txt",
        "python -m pip install --require-hashes --no-build-isolation --use-pep517 -r requirements/run.txt",
        "python -m pip install --no-deps --no-build-isolation -e .",
    ])  # fmt: skip
    assert len(said.splitlines()) == 4
    assert machine.set_up() == (0, "", [])
    machine.program("qpdf", "#!/bin/sh\n")
    for name in ("pdftotext", "cron", "faketime"):
        machine.program(name, "#!/bin/sh\n")
    assert len(machine.set_up("test")[2]) == 1
    assert machine.set_up("test") == (0, "", [])
    assert machine.set_up() == (0, "", [])


def test_changed_lock(machine: Machine) -> None:
    """A lock that has changed is installed again, and nothing else is."""
    machine.set_up()
    with (machine.folder / "requirements" / "run.txt").open("a") as file:
        file.write("# newer\n")
    assert [call.split()[-1] for call in machine.set_up()[2]] == ["requirements/run.txt"]


def test_interrupted_set_up(machine: Machine) -> None:
    """An environment that was left half-made, whose Python is gone or that was moved, is made anew."""
    machine.set_up()
    (machine.folder / ".venv" / ".busy").touch()
    assert machine.set_up()[2][0] == "python -m venv .venv"
    (machine.folder / ".venv" / "bin" / "python").unlink()
    assert machine.set_up()[2][0] == "python -m venv .venv"
    machine.folder = machine.folder.rename(machine.folder.with_name("moved"))
    assert machine.set_up()[2][0] == "python -m venv .venv"
    assert machine.set_up() == (0, "", [])


def test_failed_download(machine: Machine) -> None:
    """When a download fails its own words are shown, and the next run goes on from a clean start."""
    status, said, _ = machine.set_up(NO_NET="1")
    assert status == 1
    assert "no route to the registry" in said
    assert said.endswith(
        "installing the build tools: this failed; the reason stands above. Mend it and run the same command again\n"
    )
    assert machine.set_up()[0] == 0


def test_missing_libraries(machine: Machine) -> None:
    """As root the missing Debian packages, and only those, are installed."""
    status, said, calls = machine.set_up(MISSING="libpango-1.0-0\nlibharfbuzz-subset0")
    assert status == 0
    assert "apt-get install -y -q --no-install-recommends libpango-1.0-0 libharfbuzz-subset0" in calls
    assert "installing libpango-1.0-0 libharfbuzz-subset0 (for the PDF)" in said


def test_missing_libraries_without_rights(machine: Machine) -> None:
    """Without root and sudo the exact command is said, and through sudo it is run."""
    machine.user(1000)
    status, said, calls = machine.set_up(MISSING="libpango-1.0-0")
    assert status == 1
    assert (
        "the PDF needs libpango-1.0-0, and installing them needs an administrator; "
        "run: sudo apt-get install --no-install-recommends libpango-1.0-0\n" in said
    )
    assert not [call for call in calls if call.startswith("apt-get")]
    machine.program("sudo", '#!/bin/sh\nshift\n"$@"\n')
    machine.program("true", "#!/bin/sh\n")
    status, _, calls = machine.set_up(MISSING="libpango-1.0-0")
    assert status == 0
    assert "apt-get install -y -q --no-install-recommends libpango-1.0-0" in calls


def test_other_systems(machine: Machine) -> None:
    """Where there is no apt-get the packages are named, and on a Mac the brew line."""
    (machine.path / "apt-get").unlink()
    status, said, _ = machine.set_up(MISSING="libpango-1.0-0")
    assert status == 1
    assert "the PDF needs the libraries or programs that Debian calls libpango-1.0-0" in said
    machine.program("uname", "#!/bin/sh\necho Darwin\n")
    status, said, _ = machine.set_up(HOMEBREW_PREFIX=str(machine.path))
    if status:  # a Mac that has Pango passes
        assert "the PDF needs Pango; run: brew install pango harfbuzz\n" in said


def test_python_that_is_missing(machine: Machine) -> None:
    """Without a Python of 3.11 or later, or with a wrong name for one, a sentence says what to do."""
    status, said, _ = machine.set_up(PYTHON="python9")
    assert status == 1
    assert "no Python 3.11 or later was found as python9; install one and run the same command again" in said
    machine.program("python3", "#!/bin/sh\nexit 1\n")
    assert "no Python 3.11 or later was found; install one" in machine.set_up()[1]


def test_venv_that_is_missing(machine: Machine) -> None:
    """Debian's Python without its venv package gets it, or the command is said."""
    machine.user(1000)
    status, said, _ = machine.set_up(NO_VENV="1")
    assert status == 1
    assert "the virtual environment needs python3.12-venv" in said
    assert "run: sudo apt-get install --no-install-recommends python3.12-venv\n" in said
    machine.user(0)
    status, _, calls = machine.set_up(NO_VENV="1")
    assert (status, calls[0]) == (0, "apt-get install -y -q --no-install-recommends python3.12-venv")


def test_test_programs(machine: Machine) -> None:
    """The tests' own Debian packages are installed where they are missing."""
    machine.program("qpdf", "#!/bin/sh\n")
    calls = machine.set_up("test")[2]
    assert "apt-get install -y -q --no-install-recommends poppler-utils" in calls
    assert "apt-get install -y -q --no-install-recommends cron faketime" in calls
    machine.program("apt-get", APT.replace("*-venv*)", "*faketime*) exit 1 ;; *-venv*)"))
    status, said, _ = machine.set_up("test")
    assert status == 0 and "they cannot be had here; tests with the real cron are skipped" in said
    for name in ("cron", "faketime"):
        machine.program(name, "#!/bin/sh\n")
    assert not [call for call in machine.set_up("test")[2] if "cron" in call]
