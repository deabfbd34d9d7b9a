"""What a batch is asked to do, and the names that its parts go by."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from ..model import Profile
from ..read.archives import Split
from ..values import dataclass

BACK = 3  # days before a period in which a copy of its articles may stand: wire stories are re-filed for about as long


@dataclass(frozen=True, slots=True)
class Settings:
    """All that the result depends on, and the limits of the work; it travels to every worker."""

    profile: Profile
    work: str  # the folder of what is in between, absolute; every worker sees it under this name
    out: str  # absolute
    by: str = "day"
    formats: tuple[str, ...] = ("md", "html", "pdf", "json")
    paper: str = "a4"
    candidates: int = 500  # articles weighed for one brief: at 0.2 MB and 14 ms each they bound memory and time
    split_bytes: int = 16_000_000  # of JSON lines: about 5,000 articles, half a minute of work
    piece: int = 5000  # records whose result is kept at once; as many rows of Parquet are a split
    patience: float = 60.0  # seconds that one article may take
    reading: float = 600.0  # seconds that reading one record may take (the network is in it), and making one brief
    memory: int = 2_000_000_000  # bytes that the work may take beyond what the process has when it starts
    code: str = ""  # what tells this briefer from another one

    def mapped(self) -> str:
        """Return what the files of a split depend on besides its bytes."""
        words = [asdict(section) for section in self.profile.sections]
        return _digest([self.code, self.profile.about, self.profile.language, words, self.piece])

    def reduced(self) -> str:
        """Return what a brief depends on besides its articles."""
        return _digest([self.code, asdict(self.profile), self.by, self.formats, self.paper, self.candidates])


def travelling(profile: Profile) -> Profile:
    """Return the profile without what no brief needs and no other machine should see: its place, sources and mail."""
    return replace(profile, path=None, sources=(), mail={})


def name_of(split: Split, settings: Settings) -> str:
    """Return the name of a split's files: another one when its bytes or what is made of them would be others."""
    return _digest([asdict(split), settings.mapped()])[:24]


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()


@cache
def fingerprint() -> str:
    """Return the hash of briefer's own files: two machines with the same one do the same."""
    from ..paths import TEMPLATES

    here = Path(__file__).parent.parent
    digest = hashlib.sha256()
    for root in (here, TEMPLATES):
        for path in sorted(root.rglob("*")):
            if path.suffix in (".pyc", ".pyo") or not path.is_file():
                continue
            if root is here and path.is_relative_to(TEMPLATES):
                continue
            digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


# ---------------------------------------------------------------- periods


def _week(day: str) -> str:
    year, week, _ = date.fromisoformat(day).isocalendar()
    return f"{year:04}-W{week:02}"


def _days_of_day(name: str) -> tuple[date, date]:
    return date.fromisoformat(name), date.fromisoformat(name)


def _days_of_week(name: str) -> tuple[date, date]:
    first = date.fromisocalendar(int(name[:4]), int(name[6:]), 1)
    return first, first + timedelta(days=6)


def _days_of_month(name: str) -> tuple[date, date]:
    first = date.fromisoformat(f"{name}-01")
    return first, (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


# --by: the period of a day, and the first and last day of a period; the last one is the date of its brief
PERIODS: Mapping[str, tuple[Callable[[str], str], Callable[[str], tuple[date, date]]]] = {
    "day": (lambda day: day, _days_of_day),
    "week": (_week, _days_of_week),
    "month": (lambda day: day[:7], _days_of_month),
}


def before(name: str, by: str) -> tuple[str, ...]:
    """Return the days before a period in which copies of its articles are looked for."""
    first = PERIODS[by][1](name)[0]
    return tuple((first - timedelta(days=n)).isoformat() for n in range(BACK, 0, -1))
