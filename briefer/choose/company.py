"""Which earlier sentences of its article a sentence is printed with, and how likely a reader is stuck all the same.

The rules say what a sentence lacks and where that stands; the model of risk judges what would be printed. Together
they try a few earlier sentences: the one before, the first of the article, the ones that bring in a noun or a name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from .lines import Line
from .pointing import LITTLE, NOBODY
from .risk import Risks
from .safety import MOST, TOGETHER, Safety
from .told import BEFORE, GRAVE, MILD, SLIGHT, Fault, Told

# Each the best of a few on brief-labels and on printed items of articles nobody had labelled (benchmarks/NOTES.md).
CALM = 0.50  # a risk below which nothing better is looked for
RISKY = 0.57  # a risk above which nothing is printed
GAIN = 0.15  # risk that each further sentence must take away
_TRIED = 4  # companions that are tried in pairs


class Company:
    """One English article: what can be printed together, and at what risk."""

    def __init__(
        self, lines: Sequence[Line], safe: Sequence[Safety], lacking: Mapping[int, Sequence[Fault]], told: Told
    ) -> None:
        self._lines = lines
        self._safe = safe
        self._lacking = lacking
        self._told = told
        self.model = Risks(lines, told, lacking)

    def weighed(self, at: int) -> Safety:
        """Return the safety of a line with its risk, and with the companions that lower it."""
        safety = self._safe[at]
        if safety.gate or at not in self._lacking or (at == self._told.lead and not safety.leans):
            return safety  # the first sentence is written for one who knows nothing yet
        if safety.leans and not safety.needs:
            group = next((one for one in self._groups(at, ()) if self.open(one) == 0 and self.model.chance(one) <= RISKY), None)
            return safety if group is None else replace(safety, needs=group[:-1], risk=self.model.chance(group))
        base = (*safety.needs, at)
        risk = self.model.chance(base)
        if risk <= CALM:
            return replace(safety, risk=risk)
        wider = [one for one in self._groups(at, safety.needs, risk > RISKY) if self.open(one) == 0]
        best = min(wider, key=lambda one: (self.model.chance(one) + GAIN * (len(one) - len(base)), one), default=base)
        least = self.model.chance(best)
        if best == base or risk - least < GAIN * (len(best) - len(base)):
            return replace(safety, risk=risk)
        if safety.needs:
            return replace(safety, needs=best[:-1], risk=least)
        if risk > RISKY:
            if least > RISKY:
                return replace(safety, risk=risk)
            return replace(safety, lost=True, leans="alone its reader would likely be stuck", needs=best[:-1], risk=least)
        return replace(safety, helps=best[:-1], risk=risk)

    def open(self, group: tuple[int, ...]) -> int | None:
        """Return how many nouns the rules find left open in an item, or None where something graver is."""
        count = 0
        for step, at in enumerate(group):
            if self._safe[at].gate or at not in self._lacking:
                return None
            felt = 0
            for fault in self._lacking[at]:
                where = at - 1 if fault.at == BEFORE else fault.at
                if fault.grade != GRAVE:
                    felt += fault.grade == MILD and where not in group[:step]
                    continue
                if fault.head:
                    if where in group[:step] or any(i in group[:step] for i in self._told.words.get(fault.head, ())):
                        continue
                    count += 1
                elif where not in group[step - 1 : step]:  # what stands between might be taken for what is meant
                    return None
            if felt > MOST:
                return None
        return count

    def _groups(self, at: int, base: tuple[int, ...], lost: bool = False) -> Iterator[tuple[int, ...]]:
        """Give the items with this line that are worth trying: with one earlier line, with two."""
        near = [one for one in self._near(at, lost) if not self._safe[one].gate]
        tried = [frozenset({one, *base}) for one in near]
        tried += [frozenset(pair) | frozenset(base) for pair in combinations(near[:_TRIED], 2)]
        for some in dict.fromkeys(tried):
            if len(some) > 2 or some == frozenset(base):
                continue
            group = (*sorted(some), at)
            if sum(len(self._lines[one].text) for one in group) <= TOGETHER:
                yield group

    def _near(self, at: int, lost: bool) -> list[int]:
        """Return the earlier lines that may complete a line, the likeliest first."""
        found = []
        for grade in (GRAVE, MILD, SLIGHT):
            for fault in self._lacking[at]:
                if fault.grade != grade:
                    continue
                where = at - 1 if fault.at == BEFORE else fault.at
                if where >= 0:
                    found.append(where)
                if fault.head:
                    found.extend(self._told.words.get(fault.head, ())[:1])
        found.extend(self.model.brought(at))
        if lost or any(fault.said in (NOBODY, LITTLE) for fault in self._lacking[at]):
            found.append(self._told.lead)
        return [one for one in dict.fromkeys(found) if 0 <= one < at]
