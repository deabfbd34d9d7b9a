"""The public door: these names, and no others, are what outside code relies on."""

from __future__ import annotations

import doctest
import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import briefer

ROOT = Path(__file__).parent.parent


def test_the_public_names_are_these() -> None:
    """A name more or less is a decision, so it shows here."""
    names = {name: getattr(briefer, name) for name in dir(briefer) if not name.startswith("_")}
    exported = {name for name, value in names.items() if not inspect.ismodule(value)} - {"TYPE_CHECKING"}

    assert exported | {"__version__"} == set(briefer.__all__)
    with pytest.raises(AttributeError, match="has no attribute 'summarise'"):
        getattr(briefer, "summa" + "rise")


def test_doors_are_functions_even_after_their_modules_are_imported() -> None:
    """briefer.read, render and verify stay functions whatever module of briefer is imported afterwards."""
    script = (
        "import briefer, briefer.read.html, briefer.render.pdf, briefer.verify, briefer.cli\n"
        "from briefer import read, render, verify, split, stories, statements\n"
        "assert all(callable(f) for f in (read, render, verify, split, stories, statements))\n"
        "assert callable(briefer.read) and callable(briefer.render) and callable(briefer.verify)\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, cwd=ROOT)


def test_the_signatures_are_those_of_the_design() -> None:
    """Outside callers pass these arguments by name."""
    wanted = {
        "split": ["text", "language"],
        "summarize": ["text", "sentences", "words", "about", "language", "ranker"],
        "statements": ["text", "language"],
        "stories": ["articles"],
        "read": ["inputs"],
        "load_profile": ["name_or_path"],
        "make_brief": ["articles", "profile", "date", "history"],
        "render": ["brief", "formats", "paper"],
        "verify": ["brief_or_path", "sources"],
    }
    for name, arguments in wanted.items():
        assert list(inspect.signature(getattr(briefer, name)).parameters)[: len(arguments)] == arguments


def test_every_public_function_and_class_says_what_it_is() -> None:
    """A docstring that starts with one plain sentence."""
    for name in briefer.__all__:
        thing = getattr(briefer, name)
        if inspect.isfunction(thing) or inspect.isclass(thing):
            assert thing.__doc__ and thing.__doc__.split("\n")[0].endswith("."), name


def test_the_example_at_the_door_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """The few lines that the package shows first do what they say."""
    monkeypatch.chdir(ROOT)
    failed, tried = doctest.testmod(briefer, extraglobs={"briefer": briefer})

    assert (failed, tried) == (0, 3)
