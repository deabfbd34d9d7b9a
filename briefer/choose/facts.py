"""Whether two sentences carry the same fact, or the same fact with different figures."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from .lines import Line

SAME = 0.72  # share of the weight of the shorter sentence's words that the other one has too
REPORTED = 0.55  # the same, where only independent reports are counted
BOTH = 0.35  # and this much of the longer one's
CONFLICT = 0.45  # the same without the figures, where figures of one thing differ

_NUMBERS = {
    word: str(value)
    for value, word in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())
    if value > 1
} | {"dozen": "12", "hundred": "100", "thousand": "1000", "million": "1000000", "billion": "1000000000"}
_COUNT = re.compile(
    r"(?<![\w.,-])(?P<value>\d[\d,]*(?:\.\d+)?|"
    + "|".join(_NUMBERS)
    + r")(?:st|nd|rd|th)?\b(?!-)(?P<scale>\s+(?:hundred|thousand|million|billion))?"
    r"(?=\s+(?P<after>(?:[\w’'-]+\s+){0,3}[\w’'-]+))?",  # looked at only: the next figure may stand in it
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_MONTH = re.compile(r"\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.? \Z", re.IGNORECASE)
_SCALE = {"hundred": 100.0, "thousand": 1e3, "million": 1e6, "billion": 1e9}
_DATE_WORDS = frozenset(
    "january february march april may june july august september october november december "
    "year years month months day days week weeks hour hours minute minutes a.m p.m am pm".split()
)


def counts(text: str) -> dict[str, frozenset[float]]:
    """Return what a sentence counts and how many: {"troops": {10000}}; dates and years left out."""
    found: dict[str, set[float]] = defaultdict(set)
    for match in _COUNT.finditer(text):
        raw = match.group("value").lower()
        if _YEAR.fullmatch(raw) or _MONTH.search(text[max(0, match.start() - 12) : match.start()]):
            continue
        value = float(_NUMBERS.get(raw, raw).replace(",", ""))
        scale = (match.group("scale") or "").strip().lower()
        value *= _SCALE.get(scale, 1.0)
        for word in re.findall(r"[^\W\d_]{3,}", (match.group("after") or "").lower())[:3]:
            if word in _DATE_WORDS:
                break
            found[word].add(value)
    return {word: frozenset(values) for word, values in found.items()}


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
    if left.figures or right.figures or _NUMBERS.keys() & {*left.words, *right.words}:
        conflict = _conflict(left.text, right.text)
        if conflict and left.article != right.article:
            return "differs"
        if conflict:
            return ""
        if left.figures - right.figures and right.figures - left.figures:
            return ""  # other figures of other things: two facts
    return "same" if close >= SAME else ""


def _conflict(left: str, right: str) -> bool:
    """Tell whether two sentences count the same thing differently and never alike."""
    one, other = counts(left), counts(right)
    shared = [word for word in one if word in other]
    return bool(shared) and all(not one[word] & other[word] for word in shared)


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
        for term in sorted(plain(line)):
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
                # A short sentence stands word for word in many long ones that report something else.
                if both < BOTH or min(len(plain(line)), len(plain(kept))) < 4:
                    continue
                if kept.figures and line.figures and not kept.figures & line.figures:
                    continue
                if _conflict(kept.text, line.text):
                    continue
                found[number].add(story[line.article])
    return [len(stories) for stories in found]
