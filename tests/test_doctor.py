"""What is missing on this machine, and the command that mends it."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
import textwrap
import time
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from briefer import doctor
from briefer.doctor import CHECKS, Finding, Surroundings, examine

ROOT = Path(__file__).parent.parent


def found(name: str) -> Finding:
    return next(finding for finding in examine() if finding.check == name)


def without(monkeypatch: pytest.MonkeyPatch, module: str, error: Exception) -> None:
    """Have the import of a module fail as it does on a machine that lacks it."""
    real = importlib.import_module

    def imported(name: str, package: str | None = None) -> Any:
        if name.split(".")[0] == module:
            raise error
        return real(name, package)

    monkeypatch.setattr(importlib, "import_module", imported)


def test_every_check_answers() -> None:
    """Each check has a state that the command line knows, and a mending command wherever something is missing."""
    findings = examine()
    assert len(findings) == len(CHECKS)
    assert len({finding.check for finding in findings}) == len(findings)
    for finding in findings:
        assert finding.state in ("ok", "missing", "optional")
        assert bool(finding.mend) == (finding.state != "ok")


@pytest.mark.parametrize(
    ("module", "error", "check", "words"),
    [
        ("weasyprint", ModuleNotFoundError("weasyprint"), "WeasyPrint (PDF)", "is not installed"),
        (
            "weasyprint",
            OSError("cannot load library 'libpango-1.0-0': libpango-1.0-0: no such file"),
            "Pango (text layout)",
            "no libpango-1.0-0",
        ),
        ("pypdf", ModuleNotFoundError("pypdf"), "pypdf (PDF input, verify)", "is not installed"),
        ("trafilatura", ImportError("lxml is broken"), "trafilatura (HTML input)", "does not start: lxml is broken"),
        ("uharfbuzz", ModuleNotFoundError("uharfbuzz"), "HarfBuzz (line setting)", "is not installed"),
    ],
)
def test_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, module: str, error: Exception, check: str, words: str
) -> None:
    """A library that is not there is named with the command that installs it."""
    without(monkeypatch, module, error)
    finding = found(check)
    assert finding.state == "missing"
    assert finding.found == words
    if isinstance(error, OSError):
        assert "libpango-1.0-0 libpangoft2-1.0-0" in finding.mend or "brew install pango" in finding.mend
    else:
        assert f"-m pip install {'weasyprint>=70' if module == 'weasyprint' else module}" in finding.mend.replace(
            "'", ""
        )


def test_an_old_weasyprint(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before version 70 a PDF could be made to fetch from the network, so it does not do."""
    monkeypatch.setattr(importlib, "import_module", lambda name: SimpleNamespace(__version__="69.5"))
    finding = doctor._weasyprint()
    assert (finding.state, finding.found) == ("missing", "69.5, and 70 or later is needed")


def test_the_subsetting_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its absence is told by what it costs, with the package that brings it."""
    monkeypatch.setattr(importlib, "import_module", lambda name: SimpleNamespace(harfbuzz_subset=None))
    finding = doctor._harfbuzz_subset()
    assert (finding.state, finding.found) == ("missing", "is not here; every PDF takes a second longer")
    assert "harfbuzz" in finding.mend


def test_fonts_of_other_scripts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A script without a font is no fault; the package is named for those who need it."""
    monkeypatch.setattr(doctor, "_installed_fonts", lambda query: [])
    monkeypatch.setattr(sys, "platform", "linux")
    finding = found("Font for Korean")
    assert (finding.state, finding.found) == ("optional", "none; such text prints as boxes")
    assert finding.mend.endswith("apt-get install --no-install-recommends fonts-noto-cjk")
    monkeypatch.setattr(doctor, "_installed_fonts", lambda query: None)
    assert found("Font for Arabic").found == "cannot be looked for without fc-list"


def test_a_configuration_folder_that_cannot_be_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """It is told, with the way round."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("BRIEFER_CONFIG", str(tmp_path / "file" / "below"))
    finding = found("Configuration folder")
    assert finding.state == "optional"
    assert finding.mend.startswith("export BRIEFER_CONFIG=FOLDER")


def test_the_command(tmp_path: Path) -> None:
    """A line for each check, JSON for programs, and less than five seconds."""
    began = time.perf_counter()
    done = run("doctor", at=tmp_path)
    assert time.perf_counter() - began < 5
    assert done.returncode == 0, done.stdout
    lines = done.stdout.splitlines()
    assert lines[0].startswith("ok        Python")
    assert lines[-1] == "all that briefer needs is here"
    assert all(line.startswith(("ok ", "optional ", "          mend it with: ")) for line in lines[:-1])
    findings = json.loads(run("doctor", "--json", at=tmp_path).stdout)
    around = Surroundings(datetime.now(UTC), tmp_path / "none")
    assert [each["check"] for each in findings] == [finding.check for finding in examine(around)]
    assert set(findings[0]) == {"check", "state", "found", "mend"}


def test_the_status_when_something_is_missing(tmp_path: Path) -> None:
    """72, so that a script can tell."""
    script = """
        import sys
        sys.modules["trafilatura"] = None
        from briefer.cli import main
        main(["doctor"])
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 72
    assert "missing   trafilatura (HTML input)   is not installed\n" in done.stdout
    assert done.stdout.endswith("1 thing missing\n")


def run(*arguments: str, at: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "briefer", *arguments],
        cwd=at,
        env={**os.environ, "PYTHONPATH": str(ROOT), "BRIEFER_CONFIG": str(at / "configuration")},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
