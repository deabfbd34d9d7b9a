"""Which earlier sentences of its article a sentence is printed with, and how likely a reader is stuck all the same.

The rules say what a sentence lacks and where that stands; the model of risk judges what would be printed. Together
they try a few earlier sentences: the one before, the first of the article, the ones that bring in a noun or a name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from ..text.pattern import pattern
from .lines import Line
from .pointing import LITTLE, NOBODY
from .risk import ANY, Risks
from .safety import MOST, TOGETHER, Safety
from .told import BEFORE, GRAVE, MILD, SLIGHT, Fault, Told
from .wordlists import TURNS

# What is printed at most of risk. The model's chances are those of its readers, but an item that goes on without a gap
# from the first sentence of its article is safer than they say, others are not: blind readers of unseen articles found
# 2 of 151 with the first sentence grave and 7 of 34 without, and 5 of 24 with sentences left out between theirs.
CALM = 0.06  # a risk below which nothing better is looked for; above it no other sentences are printed together
RISKY = 0.12  # a risk above which nothing is printed
AT_MOST = 0.20  # the same where nothing is below that
ALONE = 0.75  # the share of it for a sentence alone
GAIN = 0.03  # risk that each further sentence must take away
ANCHORED = 0.2  # what is left of the odds of being stuck where a line names the subject of the brief
BESIDE = ("Meanwhile", "Also", "Separately", "Elsewhere", "In addition", "Similarly")
# "He was bailed. However, he remains in prison", "… will merge. The firms denied it": half of that misleads.
DENIED = pattern(r"\b(?:den(?:y|ies|ied)|dismissed|rejected|ruled out|refuted)\b")
TURNED = 0.5  # the share of the bar that is left for an item that stops before such a sentence, or tells a side matter
_TRIED = 4  # companions that are tried in pairs


class Company:
    """One English article: what can be printed together, and at what risk."""

    def __init__(
        self,
        lines: Sequence[Line],
        safe: Sequence[Safety],
        lacking: Mapping[int, Sequence[Fault]],
        told: Told,
        subject: frozenset[str] = frozenset(),
        bar: float = RISKY,
    ) -> None:
        """Take what has been judged of an article, the names in the subject of the brief, and a risk too high."""
        self._lines = lines
        self._safe = safe
        self._lacking = lacking
        self._told = told
        self._bar = bar
        self._subject = subject
        self._names_it: dict[int, bool] = {}
        self._begun = tuple(sorted(word for word in subject if len(word) > 4))  # "Korea" is in "Koreans"
        self.model = Risks(lines, told, lacking, subject=subject)

    def weighed(self, at: int) -> Safety:
        """Return the safety of a line with its risk, and with the companions that lower it."""
        safety = self._safe[at]
        if safety.gate or at not in self._lacking:
            return safety
        if safety.leans and not safety.needs:
            cured = (one for one in self._groups(at, ()) if self.clear(one) and self.fit(one))
            group = next(cured, None)
            return safety if group is None else replace(safety, needs=group[:-1], risk=self.chance(group))
        base = (*safety.needs, at)
        risk = self.chance(base)
        if risk <= CALM and self.fit(base):
            return replace(safety, risk=risk)
        wider = [one for one in self._groups(at, safety.needs, not self.fit(base)) if self.clear(one)]
        best = min(
            wider,
            key=lambda one: (not self.fit(one), self.chance(one) + GAIN * (len(one) - len(base)), one),
            default=base,
        )
        least = self.chance(best)
        better = self.fit(best) and not self.fit(base)
        if best == base or not (better or risk - least >= GAIN * (len(best) - len(base))):
            return replace(safety, risk=risk, stuck=self._stuck(base))
        if safety.needs:
            return replace(safety, needs=best[:-1], risk=least, stuck=self._stuck(best))
        if self.fit(base):
            return replace(safety, helps=best[:-1], risk=risk)
        if not self.fit(best):
            return replace(safety, risk=risk, stuck=self._stuck(base))
        return replace(safety, lost=True, leans=self._stuck(base), needs=best[:-1], risk=least)

    def chance(self, group: tuple[int, ...]) -> float:
        """Return how likely a reader of the brief is stuck with these lines, from 0 to 1.

        The model's reader knows nothing; the brief's has its subject before her, and knows what a line that names it is
        about.
        """
        chance = self.model.chance(group)
        if self._subject and any(self._anchored(at) for at in group):
            odds = chance / (1.0 - chance) * ANCHORED
            return odds / (1.0 + odds)
        return chance

    def fit(self, group: tuple[int, ...]) -> bool:
        """Tell whether an item is clear enough for the page."""
        lead, first, last = self._told.lead, group[0], group[-1]
        begins = first == lead and last - first == len(group) - 1  # goes on without a gap from the first sentence
        bar = self._bar if begins else RISKY if len(group) == 1 else CALM
        beside = False
        if len(group) == 1:
            bar *= ALONE
            beside = self._lines[first].text.startswith(BESIDE)
        if last != lead and (beside or self._turned(last + 1)):
            bar *= TURNED
        return self.chance(group) <= bar

    def _turned(self, at: int) -> bool:
        """Tell whether a line takes back or turns round the one before it."""
        if at >= len(self._lines):
            return False
        text = self._lines[at].text
        return text.startswith(TURNS) or DENIED.search(text, 0, 80) is not None

    def _anchored(self, at: int) -> bool:
        """Tell whether a line names the subject of the brief."""
        if at not in self._names_it:
            self._names_it[at] = any(
                word in self._subject or word.startswith(self._begun or "\n")
                for name in self._lines[at].names
                for word in name.text.split()
            )
        return self._names_it[at]

    def _stuck(self, group: tuple[int, ...]) -> str:
        """Say that an item is too risky to print and what weighs most, or "" where it is not."""
        if self.fit(group):
            return ""
        chance = self.chance(group)
        parts = self.model.parts(group)
        most = sorted(
            (sign for sign in parts if parts[sign] > 0 and sign != ANY), key=lambda sign: (-parts[sign], sign)
        )
        return f"its reader would likely be stuck (risk {100 * chance:.0f} %: {'; '.join(most[:2])})"

    def clear(self, group: tuple[int, ...]) -> bool:
        """Tell whether the rules find nothing grave in an item that an earlier line of it does not supply."""
        for step, at in enumerate(group):
            before = group[:step]
            if self._safe[at].gate or at not in self._lacking:
                return False
            felt = 0
            for fault in self._lacking[at]:
                where = at - 1 if fault.at == BEFORE else fault.at
                if where in before[-1:] or (fault.head and where in before):
                    continue
                if fault.grade != GRAVE:
                    felt += fault.grade == MILD and where not in before
                elif not fault.head or not any(one in before for one in self._told.words.get(fault.head, ())):
                    return False  # a pronoun too far from its owner: what stands between might be taken for it
            if felt > MOST:
                return False
        return True

    def _groups(self, at: int, base: tuple[int, ...], lost: bool = False) -> Iterator[tuple[int, ...]]:
        """Give the items with this line that are worth trying: with one earlier line, with two."""
        near = [one for one in self._near(at, lost) if not self._safe[one].gate and (not lost or self._kin(one, at))]
        run = range(max(0, self._told.lead), at)
        tried = [frozenset(run)] if len(run) <= 2 and set(base) <= set(run) else []
        tried += [frozenset({one, *base}) for one in near]
        tried += [frozenset(pair) | frozenset(base) for pair in combinations(near[:_TRIED], 2)]
        for some in dict.fromkeys(tried):
            if len(some) > 2 or some == frozenset(base):
                continue
            group = (*sorted(some), at)
            if sum(len(self._lines[one].text) for one in group) <= TOGETHER:
                yield group

    def _kin(self, one: int, other: int) -> bool:
        """Tell whether two lines are of the same matter: a name in common, or two words."""
        left, right = self._lines[one], self._lines[other]
        names = {word for name in left.names for word in name.text.split()}
        named = any(word in names for name in right.names for word in name.text.split())
        return named or len(left.terms & right.terms) > 1

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
        if lost and at > 0 and self._kin(at - 1, at):
            found.append(at - 1)
        if lost or any(fault.said in (NOBODY, LITTLE) for fault in self._lacking[at]):
            found.append(self._told.lead)
        return [one for one in dict.fromkeys(found) if 0 <= one < at]
