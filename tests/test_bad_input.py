"""Bad input, end to end: skipped with a reason that a person understands, or handled, and the rest is used."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
GOOD = (
    "Harbour agreement signed in Port Selkirk\n\n"
    "The harbour authority of Port Selkirk and the dockers’ union signed an agreement on Monday that ends a strike of "
    "nineteen days. Minister Ada Brandt said that the port would open again on Wednesday morning. Forty ships with "
    "300,000 tonnes of grain are waiting outside the harbour, the authority said.\n\n"
    "The government in Westmark will pay 12 million crowns for new cranes, Brandt told parliament. The union had asked "
    "for twice as much.\n"
)
PROFILE = """
title = "Harbour Brief"
[[section]]
title = "Statements"
about = "what ministers, officials and unions say, promise, warn or deny"
kind = "statements"
[[section]]
title = "Harbour and trade"
about = "the harbour, ships, strike, dockers, union, agreement, cargo, grain and money for the port"
"""


def _encrypted(path: Path) -> None:
    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(path)


def _large(path: Path) -> None:
    with path.open("wb") as file:  # sparse: 100 MB that cost no disk
        file.seek(100 * 1024 * 1024 - 1)
        file.write(b"a")


# name -> how it is made, and a word of the reason; None where it is handled without one
BAD: dict[str, tuple[Callable[[Path], object], str | None]] = {
    "empty.txt": (lambda p: p.write_text(""), "empty"),
    "binary.txt": (lambda p: p.write_bytes(bytes(range(256)) * 40), "not text"),
    "large.txt": (_large, "MB"),
    "bytes.txt": (lambda p: p.write_bytes(GOOD.encode() + b"\xff\xfe\xfa\x81" * 40), "UTF-8"),
    "one-sentence.txt": (lambda p: p.write_text("The strike at Port Selkirk ended on Monday."), None),
    "no-sentence.txt": (lambda p: p.write_text("*** 12 / 34 ***\n---\n+++"), "no sentence"),
    "long-sentence.txt": (lambda p: p.write_text("The harbour " + "of grain and ships " * 1100 + "opened."), None),
    "long-word.txt": (lambda p: p.write_text("The harbour of " + "a" * 20_000 + " opened on Monday."), None),
    "no-spaces.txt": (lambda p: p.write_text("Harbour" * 3000), None),
    "nested.html": (lambda p: p.write_text("<div>" * 20_000 + GOOD + "</div>" * 20_000), "no article"),
    "locked.pdf": (_encrypted, "password"),
    "other.json": (lambda p: p.write_text('{"weather": [1, 2, 3]}'), "text"),
    "broken.json": (lambda p: p.write_text('{"text": "half a'), "JSON"),
    "notes.docx": (lambda p: p.write_bytes(b"PK\x03\x04rest"), ".txt"),
}


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """The command line in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "briefer", *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with a profile and a pile of one good article."""
    (tmp_path / "harbour.toml").write_text(PROFILE, encoding="utf-8")
    (tmp_path / "pile").mkdir()
    (tmp_path / "pile" / "good.txt").write_text(GOOD, encoding="utf-8")
    return tmp_path


def made(place: Path, *inputs: str) -> tuple[subprocess.CompletedProcess[str], dict[str, object]]:
    """Make a JSON of the inputs; the process and the record, empty where none was written."""
    done = run("make", *inputs, "--profile", "harbour.toml", "--out", "out", "--format", "json", cwd=place)
    path = place / "out" / "brief.json"
    return done, json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def test_a_pile_of_everything_bad_and_one_good_article(place: Path) -> None:
    """The brief is made from what can be used; each bad input is named with its reason, on the page's record too."""
    for name, (make, _) in BAD.items():
        make(place / "pile" / name)
    done, brief = made(place, "pile")
    skipped = {Path(one["source"]).name: one["reason"] for one in brief["coverage"]["skipped"]}  # type: ignore[index]

    assert done.returncode == 3, done.stderr
    assert set(skipped) == {name for name, (_, reason) in BAD.items() if reason}
    for name, (_, reason) in BAD.items():
        if reason:
            assert reason in skipped[name], (name, skipped[name])
            assert name in done.stderr
    assert "Traceback" not in done.stderr
    assert "signed an agreement on Monday" in json.dumps(brief, ensure_ascii=False)


@pytest.mark.parametrize("name", BAD)
def test_each_bad_input_alone(place: Path, name: str) -> None:
    """Alone it is 65 with its reason and no file, or a brief; never a fault, a trace or half a file."""
    make, reason = BAD[name]
    make(place / name)
    done, brief = made(place, name)

    assert done.returncode in ((65,) if reason else (0, 65)), done.stderr
    assert bool(brief) == (done.returncode == 0)
    if done.returncode:
        assert name in done.stderr or "nothing" in done.stderr
    if reason:
        assert reason in done.stderr
    assert "Traceback" not in done.stderr and "fault" not in done.stderr


def test_an_empty_folder(place: Path) -> None:
    """A folder with nothing in it is said, not passed over."""
    (place / "empty").mkdir()
    done, brief = made(place, "empty")

    assert done.returncode == 65
    assert "empty" in done.stderr
    assert not brief


def test_a_thousand_copies_are_one_report(place: Path) -> None:
    """A thousand copies of one article: read, told as one story, no sentence twice."""
    for number in range(999):
        (place / "pile" / f"copy-{number:03}.txt").write_text(GOOD, encoding="utf-8")
    done, brief = made(place, "pile")
    items = [item for section in brief["sections"] for item in section["items"]] + brief["bottom_line"]  # type: ignore[attr-defined, operator]
    texts = [item["text"] for item in items]

    assert done.returncode == 0, done.stderr
    assert brief["coverage"]["articles"] == 1000 and brief["coverage"]["stories"] == 1  # type: ignore[index]
    assert len(texts) == len(set(texts)) > 0
    assert all(item["reports"] == 1 for item in items)
    assert len(brief["sources"]) == 1  # type: ignore[arg-type]


def test_an_unreadable_file(place: Path) -> None:
    """A file that may not be opened is skipped with that reason (root may open all, so a folder in the way for it)."""
    locked = place / "pile" / "locked.txt"
    locked.write_text(GOOD, encoding="utf-8")
    locked.chmod(0)
    if os.access(locked, os.R_OK):
        locked.unlink()
        os.mkfifo(locked)
    done, brief = made(place, "pile")

    assert done.returncode == 3
    assert "locked.txt" in done.stderr
    assert brief
