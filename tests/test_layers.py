"""The house: which module may import which, and what a start must not load."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "briefer"

# Imports run one way. The name before the colon may import the names behind it, and itself; "" is the public door.
MAY_IMPORT = {
    "model": "values",
    "errors": "",
    "values": "",
    "version": "",
    "paths": "",
    "progress": "",
    "write": "model errors",
    "profile": "model errors paths",
    "text": "model errors",
    "read": "model values errors version text",
    "store": "model values errors",
    "choose": "model values errors text",
    "novelty": "model values text choose",
    "brief": "model errors text choose novelty",
    "render": "model values errors text paths version",
    "verify": "model errors version text read render",
    "check": "model values errors text choose",
    "explain": "model errors text choose profile read verify",
    "ledger": "model values text read store choose render",
    "run": "model values errors text read store render novelty ledger",
    "deliver": "model values errors profile text store render",
    "schedule": "values errors",
    "daemons": "model errors write schedule",
    "lock": "errors",
    "journal": "model errors write",
    "ping": "read",
    "batch": "model values errors version paths text read choose brief render write",
    "doctor": "model values errors text paths render profile store schedule daemons deliver",
    "start": "model values errors text profile write schedule",
    "cli": "model values errors version paths progress write profile text read choose brief render verify check "
    "explain doctor start store ledger run novelty deliver schedule daemons lock journal ping batch",
    "__main__": "cli",
    "": "model errors version profile text read choose brief render verify",
}

# Each foreign library has one module that knows it, but for these.
SHARED = {
    "pypdf": {"read.pdf", "verify"},  # one reads the words of strangers' PDFs, the other what ours carries inside
    "uharfbuzz": {"render.lines", "render.html"},  # one measures type, the other cuts the fonts the page carries
    "numpy": {"batch.copies", "batch.shards", "batch.periods"},  # columns of numbers, written, read and compared
    "markupsafe": {"render.html", "render.letter"},  # part of jinja2: says of finished HTML that it is that
}


def modules() -> Iterator[tuple[str, ast.Module, tuple[str, ...]]]:
    """Every module of the package: its name without "briefer.", its syntax tree, and its package."""
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        name = ".".join(parts[1:]).removesuffix("__init__").rstrip(".")
        yield name, ast.parse(path.read_text("utf-8")), parts[:-1]


def imports(tree: ast.Module, package: tuple[str, ...]) -> Iterator[str]:
    """The full names that a module imports when it runs; what is imported for types alone does not count."""
    for_types = {
        node
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and "TYPE_CHECKING" in ast.unparse(block.test)
        for node in ast.walk(block)
    }
    for node in ast.walk(tree):
        if node in for_types:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            stem = ".".join([*base, *([node.module] if node.module else [])])
            yield from (f"{stem}.{alias.name}" for alias in node.names)


def test_imports_run_one_way() -> None:
    """No module imports one that stands above it, and a new module has its place in the table."""
    wrong = []
    for name, tree, package in modules():
        layer = name.split(".")[0]
        assert layer in MAY_IMPORT, f"briefer.{name} has no place in MAY_IMPORT; give it one"
        allowed = {layer, *MAY_IMPORT[layer].split()}
        for target in imports(tree, package):
            parts = target.split(".")
            if parts[0] == "briefer" and parts[1] not in allowed:
                wrong.append(f"briefer.{name} imports {target}")
    assert wrong == []


def test_one_module_knows_a_library() -> None:
    """A foreign library is imported by exactly one module, so that there is one place to change with it."""
    users: dict[str, set[str]] = defaultdict(set)
    for name, tree, package in modules():
        for target in imports(tree, package):
            library = target.split(".")[0]
            if library != "briefer" and library not in sys.stdlib_module_names:
                users[library].add("cli" if name.startswith("cli.") else name)
    assert {library: who for library, who in users.items() if len(who) > 1 and SHARED.get(library) != who} == {}
    assert {"weasyprint", "trafilatura", "typer", "jinja2", "markdown"} <= set(users)


def test_the_core_is_told_everything() -> None:
    """Text, choice and page ask no clock, no chance, no network and no environment; only the command line asks the
    clock."""
    told = {"text", "choose", "brief", "render"}
    asking = {"os", "time", "random", "secrets", "socket", "urllib.request", "subprocess", "sqlite3", "locale"}
    wrong = []
    for name, tree, package in modules():
        if name.split(".")[0] in told:
            found = {target for target in imports(tree, package) if target.split(".")[0] in asking or target in asking}
            wrong += [f"briefer.{name} imports {target}" for target in sorted(found)]
        if name.split(".")[0] != "cli":
            calls = {node.func.attr for node in ast.walk(tree) if isinstance(node, ast.Call)
                     and isinstance(node.func, ast.Attribute)}  # fmt: skip
            wrong += [f"briefer.{name} calls {call}()" for call in sorted(calls & {"now", "today", "utcnow"})]
    assert wrong == []


def test_one_layer_knows_the_database() -> None:
    """Only the archive speaks SQL."""
    users = {name.split(".")[0] for name, tree, package in modules() if "sqlite3" in imports(tree, package)}

    assert users == {"store"}


def loaded(code: str) -> set[str]:
    """The top names of the modules that a fresh process has loaded after the code."""
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys\nprint(*sys.modules)"],
        capture_output=True, text=True, check=True, cwd=ROOT,
    )  # fmt: skip
    return {name.split(".")[0] for name in done.stdout.split()}


def test_a_start_loads_nothing_slow() -> None:
    """Importing briefer and its command line loads no library that takes longer than the rest together."""
    slow = {"weasyprint", "sumy", "trafilatura", "numpy", "pypdf", "jinja2", "pydantic", "nltk", "lxml", "rich",
            "httpx", "httpcore", "feedparser", "protego", "sqlite3"}  # fmt: skip
    assert slow & loaded("import briefer, briefer.cli") == set()
