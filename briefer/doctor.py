"""What this machine lacks for briefer, and the command that mends it.

Each check is a function that returns its finding; adding a check adds a function and a row in CHECKS.
"""

from __future__ import annotations

import importlib
import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

OK, MISSING, OPTIONAL = "ok", "missing", "optional"

_OLDEST_WEASYPRINT = (70, 0)  # before it, a brief's PDF could be made to fetch from the network

# The packages of Debian, and of Homebrew, that bring a system library.
_PANGO = ("libpango-1.0-0 libpangoft2-1.0-0", "pango")
_HARFBUZZ = ("libharfbuzz-subset0", "harfbuzz")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    check: str
    state: str  # "ok", "missing" (nothing goes without it) or "optional" (missing, and only some briefs need it)
    found: str
    mend: str = ""  # the command that mends it

    def lines(self) -> tuple[str, ...]:
        """Return the finding for a person: a line, and the command that mends it under it."""
        line = f"{self.state:<9} {self.check:<26} {self.found}"
        return (line, f"{'':<9} mend it with: {self.mend}") if self.mend else (line,)


def examine() -> tuple[Finding, ...]:
    """Look at everything and return what was found, the required things first."""
    return tuple(check() for check in CHECKS)


def to_json(findings: tuple[Finding, ...]) -> str:
    """Return the findings for a program."""
    return json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=1)


def _python() -> Finding:
    return Finding("Python", OK, ".".join(str(part) for part in sys.version_info[:3]))  # an older one stops at import


def _weasyprint() -> Finding:
    name = "WeasyPrint (PDF)"
    try:
        version = str(importlib.import_module("weasyprint").__version__)
    except ImportError:
        return Finding(name, MISSING, "is not installed", _pip("weasyprint>=70"))
    except OSError as error:  # the package is there, a system library is not
        return Finding(name, MISSING, f"finds no {_library(error)}", _system(*_PANGO))
    if tuple(int(part) for part in version.split(".")[:2] if part.isdigit()) < _OLDEST_WEASYPRINT:
        return Finding(name, MISSING, f"{version}, and 70 or later is needed", _pip("weasyprint>=70"))
    return Finding(name, OK, version)


def _library(error: OSError) -> str:
    words = str(error).split("'")
    return words[1] if len(words) > 1 else "Pango"


def _pango() -> Finding:
    name = "Pango (text layout)"
    try:
        importlib.import_module("weasyprint.text.ffi")
    except ImportError:
        return Finding(name, MISSING, "cannot be tried without WeasyPrint", _pip("weasyprint>=70"))
    except OSError as error:
        return Finding(name, MISSING, f"no {_library(error)}", _system(*_PANGO))
    return Finding(name, OK, "is here")


def _harfbuzz_subset() -> Finding:
    """Without this library the PDF is made all the same, sixty times slower (1.45 s for 0.023 s, measured)."""
    name = "HarfBuzz subsetting"
    try:
        ffi: Any = importlib.import_module("weasyprint.text.ffi")
    except (ImportError, OSError):
        return Finding(name, MISSING, "cannot be tried without WeasyPrint and Pango", _system(*_HARFBUZZ))
    if ffi.harfbuzz_subset is None:
        return Finding(name, MISSING, "is not here; every PDF takes a second longer", _system(*_HARFBUZZ))
    return Finding(name, OK, "is here")


def _fonts() -> Finding:
    from .render.lines import FACES, FONTS

    absent = [file for file in FACES.values() if not (FONTS / file).is_file()]
    if absent:
        what = f"not in {FONTS}: {', '.join(absent)}"
        return Finding("Fonts of the page", MISSING, what, _pip("--force-reinstall briefer"))
    return Finding("Fonts of the page", OK, f"{len(FACES)} faces")


def _stop_words() -> Finding:
    from .text import stop_words

    try:
        count = len(stop_words("en"))
    except Exception as error:
        return Finding("Stop words (sumy)", MISSING, f"cannot be read: {error}", _pip("sumy"))
    if not count:
        return Finding("Stop words (sumy)", MISSING, "are not here", _pip("sumy"))
    return Finding("Stop words (sumy)", OK, f"{count} for English")


def _package(name: str, module: str, package: str) -> Callable[[], Finding]:
    def check() -> Finding:
        from importlib.metadata import version

        try:
            importlib.import_module(module)
            return Finding(name, OK, version(package))
        except Exception as error:  # a broken install fails in its own ways
            what = "is not installed" if isinstance(error, ModuleNotFoundError) else f"does not start: {error}"
            return Finding(name, MISSING, what, _pip(package))

    return check


def _extra(name: str, package: str, extra: str) -> Callable[[], Finding]:
    """Look for a library of an extra; it is not imported, for that alone takes longer than all the rest."""

    def check() -> Finding:
        from importlib.metadata import PackageNotFoundError, version

        try:
            return Finding(name, OK, version(package))
        except PackageNotFoundError:
            return Finding(name, OPTIONAL, "is not installed; only briefer batch wants it", _pip(f"briefer[{extra}]"))

    return check


def _script(script: str, query: str, package: str) -> Callable[[], Finding]:
    def check() -> Finding:
        name = f"Font for {script}"
        fonts = _installed_fonts(query)
        if fonts is None:
            return Finding(name, OPTIONAL, "cannot be looked for without fc-list", _system("fontconfig", "fontconfig"))
        if not fonts:
            return Finding(name, OPTIONAL, "none; such text prints as boxes", _system(package, ""))
        return Finding(name, OK, fonts[0])

    return check


def _installed_fonts(query: str) -> list[str] | None:
    """Return the families that fontconfig finds; None when it cannot be asked."""
    if shutil.which("fc-list") is None:
        return None
    try:
        done = subprocess.run(
            ["fc-list", query, "family"], capture_output=True, text=True, errors="replace", timeout=10, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return sorted(line.split(",")[0].strip() for line in done.stdout.splitlines() if line.strip())


def _configuration() -> Finding:
    from .paths import configuration

    folder = configuration()
    place = next((each for each in (folder, *folder.parents) if os.path.lexists(each)), folder)
    if place.is_dir() and os.access(place, os.W_OK):
        return Finding("Configuration folder", OK, f"{folder}{'' if folder.is_dir() else ' (not made yet)'}")
    return Finding(
        "Configuration folder",
        OPTIONAL,
        f"{folder} cannot be written; profiles are then given by their path",
        "export BRIEFER_CONFIG=FOLDER, with a folder that you may write",
    )


def _pip(package: str) -> str:
    return f"{shlex.quote(sys.executable)} -m pip install {' '.join(shlex.quote(word) for word in package.split())}"


def _system(debian: str, brew: str) -> str:
    """Return the command of this system's package manager."""
    if sys.platform == "darwin":
        return f"brew install {brew}" if brew else "install a Noto font for it (fonts.google.com/noto)"
    as_root = "" if getattr(os, "geteuid", lambda: 0)() == 0 else "sudo "
    return f"{as_root}apt-get install --no-install-recommends {debian}"


CHECKS: tuple[Callable[[], Finding], ...] = (
    _python,
    _weasyprint,
    _pango,
    _harfbuzz_subset,
    _package("HarfBuzz (line setting)", "uharfbuzz", "uharfbuzz"),
    _fonts,
    _stop_words,
    _package("pypdf (PDF input, verify)", "pypdf", "pypdf"),
    _package("trafilatura (HTML input)", "trafilatura", "trafilatura"),
    _extra("pyarrow (Parquet)", "pyarrow", "archives"),
    _extra("FastWARC (WARC)", "fastwarc", "archives"),
    _extra("Dask (clusters)", "distributed", "dask"),
    _configuration,
    _script("Korean", ":lang=ko", "fonts-noto-cjk"),
    _script("Chinese", ":lang=zh-cn", "fonts-noto-cjk"),
    _script("Japanese", ":lang=ja", "fonts-noto-cjk"),
    _script("Arabic", ":lang=ar", "fonts-noto-core"),
    _script("Hindi", ":lang=hi", "fonts-noto-core"),
    _script("emoji", ":charset=1f600", "fonts-noto-color-emoji"),
)
