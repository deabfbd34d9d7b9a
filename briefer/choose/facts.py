"""Whether two sentences carry the same fact, or the same fact with different figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from .lines import Line

SAME = 0.72  # share of the weight of the shorter sentence's words that the other one has too
REPORTED = 0.55  # the same, where only independent reports are counted
FIGURED = 0.6  # the share that is enough where both give the same figures and a name in common
BOTH = 0.35  # and this much of the longer one's
CONFLICT = 0.45  # the same without the figures, where figures of one thing differ
HEAVIER = 0.40  # and this much of the longer sentence: a short one is near many that count something else
NAMELESS = 0.6
LEAST = 4  # terms in each of them

_COUNTING = frozenset(
    "two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty sixty seventy eighty ninety "
    "dozen dozens scores hundred hundreds thousand thousands million millions billion".split()
)


def counts(text: str) -> dict[str, frozenset[float]]:
    """Return what a sentence counts and how many: {"troops": {10000}}; dates and years left out."""
    from .figures import counts

    return counts(text)


def _differ(left: Line, right: Line, close: float = 1.0) -> bool:
    """Tell whether two lines count one thing differently; the rules are loaded when two of two articles count."""
    if not all(line.figures or _COUNTING.intersection(line.words) for line in (left, right)):
        return False
    from .figures import differ

    return differ(left.text, right.text, close)


def overlap(left: frozenset[str], right: frozenset[str], weights: Mapping[str, float]) -> float:
    """Return how much of the lighter of two bags of terms, by weight, the other one holds as well."""
    shared = sum(weights.get(term, 0.5) for term in sorted(left & right))
    if not shared:
        return 0.0
    lighter = min(sum(weights.get(term, 0.5) for term in sorted(bag)) for bag in (left, right))
    return shared / lighter if lighter else 0.0


def plain(line: Line) -> frozenset[str]:
    """Return the terms of a line without its figures."""
    return frozenset(term for term in line.terms if not term[0].isdigit())


def compare(left: Line, right: Line, weights: Mapping[str, float]) -> str:
    """Return "same", "differs" (the same thing with other figures) or "" for two lines."""
    one, other = plain(left), plain(right)
    if min(len(one), len(other)) < 3:
        return "same" if left.words == right.words else ""
    close = overlap(one, other, weights)
    if close < CONFLICT:
        return ""
    if left.article == right.article:
        mine, theirs = _COUNTING.intersection(left.words), _COUNTING.intersection(right.words)
        if mine - theirs and theirs - mine:
            return ""
    elif _differ(left, right, close):
        return "differs" if _one_subject(left, right, one, other, weights) else ""
    if left.figures - right.figures and right.figures - left.figures:
        return ""  # other figures of other things: two facts
    alike = bool(left.figures) and left.figures == right.figures and bool(_named(left) & _named(right))
    return "same" if close >= (FIGURED if alike else SAME) else ""


def _one_subject(
    left: Line, right: Line, one: frozenset[str], other: frozenset[str], weights: Mapping[str, float]
) -> bool:
    """Tell whether two sentences are enough about one thing for their figures to be held against each other."""
    if min(len(one), len(other)) < LEAST:
        return False
    shared = sum(weights.get(term, 0.5) for term in sorted(one & other))
    heavier = max(sum(weights.get(term, 0.5) for term in sorted(bag)) for bag in (one, other))
    # Where no name says that both speak of one thing, nearly all their words have to.
    return shared >= (HEAVIER if _named(left) & _named(right) else NAMELESS) * heavier


def _named(line: Line) -> frozenset[str]:
    return frozenset(word for name in line.names for word in name.text.lower().split())


class Index:
    """Finds, among the lines put in, those that share enough words with another line to be compared."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        self._weights = weights
        self._holders: dict[str, list[int]] = defaultdict(list)
        self._sizes: list[float] = []
        self.lines: list[Line] = []

    def add(self, line: Line) -> int:
        """Put a line in and return its number."""
        number = len(self.lines)
        self.lines.append(line)
        terms = plain(line)
        self._sizes.append(sum(self._weights.get(term, 0.5) for term in sorted(terms)))
        for term in terms:
            self._holders[term].append(number)
        return number

    def near(self, line: Line, least: float) -> list[tuple[int, float]]:
        """Return the numbers of the lines whose overlap with this one is at least so much, in order.

        Beside each number stands the overlap as a share of the weightier of the two lines.
        """
        shared: dict[int, float] = defaultdict(float)
        size = 0.0
        for term in sorted(line.terms):
            if term[0].isdigit():
                continue
            weight = self._weights.get(term, 0.5)
            size += weight
            for number in self._holders.get(term, ()):
                shared[number] += weight
        found = []
        for number in sorted(shared):
            lighter, heavier = sorted((size, self._sizes[number]))
            if lighter > 0 and shared[number] / lighter >= least:
                found.append((number, shared[number] / heavier))
        return found


def reports(
    chosen: Sequence[Line], pile: Iterable[Sequence[Line]], story: Sequence[int], weights: Mapping[str, float]
) -> list[int]:
    """Return for each line in how many independent reports its fact stands (at least 1: its own)."""
    index = Index(weights)
    for line in chosen:
        index.add(line)
    found = [{story[line.article]} for line in chosen]
    for document in pile if chosen else ():
        for line in document:
            if len(line.terms) < 4:
                continue
            for number, both in index.near(line, REPORTED):
                kept = index.lines[number]
                if story[line.article] in found[number]:
                    continue
                # A short sentence stands word for word in many long ones that report something else.
                if both < BOTH or min(len(plain(line)), len(plain(kept))) < 4:
                    continue
                if kept.figures and line.figures and not kept.figures & line.figures:
                    continue
                if _differ(kept, line):
                    continue
                found[number].add(story[line.article])
    return [len(stories) for stories in found]
