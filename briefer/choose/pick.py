"""A candidate for the page, and which candidates are the bottom line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from ..values import dataclass
from .lines import Line

SHORT = 240  # characters of a sentence for the bottom line
# The risk, that its reader is stuck, of a sentence for the bottom line, which is read first and says what is new: of
# sentences below it two in a hundred are grave (benchmarks/NOTES.md).
PLAIN = 0.06


@dataclass(frozen=True, slots=True)
class Pick:
    """A candidate for the page: the lines it prints, in reading order, and why."""

    lines: tuple[Line, ...]
    main: Line  # the one that was chosen; the others complete it
    section: int
    story: int
    score: float
    parts: Mapping[str, float]
    rule: str
    rule_score: float
    reports: int = 1
    remedy: str = ""
    beat: str = ""
    mild: tuple[str, ...] = ()
    risk: float = 0.0  # that a reader is stuck with it; none for the first sentence of an article
    differs: tuple[int, ...] = ()  # numbers in the list of picks


def bottom_line(picks: Sequence[Pick], count: int) -> list[Pick]:
    """Return the best short sentences, of different sections and stories if there are; no section is emptied."""
    held = Counter(pick.section for pick in picks)
    able = [
        pick
        for pick in best_first(picks)
        if len(pick.lines) == 1 and len(pick.main.text) <= SHORT and not pick.differs and pick.risk <= PLAIN
    ]
    found: list[Pick] = []
    for strict in (2, 1, 0):
        for pick in able:
            if len(found) >= count:
                return found
            if pick in found or held[pick.section] < 2 or (strict and pick.mild):
                continue
            if strict and any(pick.section == other.section for other in found):
                continue
            if strict == 2 and any(pick.story == other.story for other in found):
                continue
            found.append(pick)
            held[pick.section] -= 1
    return found


def best_first(picks: Iterable[Pick]) -> list[Pick]:
    """Return picks by their score, equal ones in the order of their articles."""
    return sorted(picks, key=lambda pick: (-pick.score, pick.main.article, pick.main.index))
