"""The README is true: every command in it runs, every file it names is there."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from briefer.cli import EXIT_CODES
from briefer.cli.options import UNPROVEN
from briefer.profile import load_profile

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """The code blocks of the README in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.M | re.S)


def shell(*kinds: str) -> list[str]:
    """The command lines of the README that begin with one of these words, without their comments."""
    lines = [line.split("#")[0].strip() for block in blocks("sh") for line in block.splitlines()]
    return [line for line in lines if line.partition(" ")[0] in kinds]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the demonstration articles, where the commands are typed."""
    folder = tmp_path_factory.mktemp("desk")
    (folder / "seeds").symlink_to(ROOT / "seeds")
    return folder


def test_every_briefer_command_runs(desk: Path) -> None:
    """Typed one after the other as they stand, each ends well and says something."""
    commands = shell("briefer", "cp", "printf")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "BRIEFER_CONFIG": str(desk / "configuration")}

    assert len(commands) >= 11
    for command in commands:
        if not command.startswith("briefer "):  # what a reader does by hand
            subprocess.run(command, shell=True, cwd=desk, check=True)
            continue
        words = shlex.split(command)
        done = subprocess.run(
            [sys.executable, "-m", *words], cwd=desk, env=environment, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
        assert done.stdout.strip(), command
    assert {path.name for path in (desk / "out").iterdir()} == {"brief.md", "brief.html", "brief.pdf", "brief.json"}
    assert {path.name for path in (desk / "small").iterdir()} == {"brief.md", "brief.json"}


def test_the_two_make_commands_are_what_they_say() -> None:
    """make brief and make test name the steps that the README tells (make -n shows them without running them)."""
    shown = {
        name: subprocess.run(["make", "-n", name], cwd=ROOT, capture_output=True, text=True, check=True).stdout
        for name in (line.split()[1] for line in shell("make"))
    }

    assert set(shown) == {"brief", "test"}
    assert "briefer make seeds" in shown["brief"] and "scripts/setup.sh" in shown["brief"]
    assert all(step in shown["test"] for step in ("scripts/setup.sh test", "ruff", "mypy", "pytest"))


def test_the_python_example_runs(desk: Path) -> None:
    """The few lines of Python do what they say."""
    (script,) = blocks("python")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=desk, env=environment, capture_output=True, text=True, check=True
    )

    assert done.stdout.startswith("brief.md text/markdown")


def test_the_profile_example_is_sound(tmp_path: Path) -> None:
    """The profile shown in the README passes every check."""
    text = "\n".join(blocks("toml"))
    path = tmp_path / "harbour.toml"
    path.write_text(text, encoding="utf-8")

    assert [section.title for section in load_profile(path).sections] == ["Statements", "Traffic"]


def test_every_file_it_names_is_there() -> None:
    """Pictures, tests and folders in the README exist."""
    named = re.findall(r"\]\((?!http)([^)]+)\)", README)
    named += re.findall(r"\b(?:tests|benchmarks|templates|docs)/[\w./-]+", README)

    assert named
    for name in named:
        assert (ROOT / name.rstrip(".")).exists(), name


def test_every_exit_status_is_told() -> None:
    """The README tells each status of the table in the code but the one for Ctrl-C; docs/running.md all of run's."""
    paragraph = README[README.index("Exit status:") : README.index("In Python:")]
    told = {int(code) for code in re.findall(r"\b(\d{1,3})\b", paragraph)}

    assert told == {code for code in EXIT_CODES if code < 128}
    page = (ROOT / "docs" / "running.md").read_text(encoding="utf-8")
    assert {int(code) for code in re.findall(r"^\| (\d+) \|", page, re.M)} == set(EXIT_CODES) - {UNPROVEN}
