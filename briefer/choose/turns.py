"""Sentences with what they are worth, and the order in which their turn comes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from heapq import heapify, heappop, heappush

from ..values import dataclass
from .lines import Line
from .safety import Safety
from .sections import Place

# How sure of its section a sentence has to be for what it is worth: the likelihood of the section and the parts of the
# score that do not ask for the section, together. The news of an article may be placed with less than a detail of it.
SURE = 0.70


@dataclass(frozen=True, slots=True)
class Draft:
    """A sentence with what it is worth before anybody asks whether it is clear alone: its score can only fall."""

    line: Line
    place: Place
    parts: Mapping[str, float]
    total: float

    def near(self, section: int) -> float:
        """Return how likely a section is, and what the sentence is worth whatever its section, together."""
        wants = self.place.wants
        likely = self.place.score if section == self.place.section else wants[section] if wants else 0.0
        return likely + self.parts["centrality"] + self.parts["position"] + self.parts["detail"]

    @property
    def sure(self) -> bool:
        """Tell whether the section is certain enough for what the sentence is worth."""
        return self.place.section is not None and self.near(self.place.section) >= SURE


@dataclass(frozen=True, slots=True)
class Scored:
    """A sentence that has been judged."""

    line: Line
    safety: Safety
    place: Place
    score: float
    parts: Mapping[str, float]
    sure: bool


class Turns:
    """Sentences from the best to the worst, each judged when its turn may have come.

    A sentence that no section wants is passed over unjudged, unless ``every`` one is asked for; but it counts for what
    the best score is.
    """

    def __init__(self, drafts: Sequence[Draft], judged: Callable[[Draft], Scored], every: bool) -> None:
        self._judged = judged
        self._every = every
        self._rows: list[Scored] = []  # those whose turn has come
        self._heap: list[tuple[float, int, int, Draft, Scored | None]] = [
            (-draft.total, draft.line.article, draft.line.index, draft, None) for draft in drafts
        ]
        heapify(self._heap)
        first = self._pop(all_=True)
        self.best = first.score if first is not None else 0.0
        if first is not None and (every or first.place.section is not None):
            self._rows.append(first)

    def __iter__(self) -> Iterator[Scored]:
        at = 0
        while True:
            if at == len(self._rows):
                row = self._pop(self._every)
                if row is None:
                    return
                self._rows.append(row)
            yield self._rows[at]
            at += 1

    def _pop(self, all_: bool) -> Scored | None:
        """Return the best of those that are left, or None."""
        while self._heap:
            _, article, index, draft, row = heappop(self._heap)
            if row is not None:
                return row
            if all_ or draft.place.section is not None:
                row = self._judged(draft)
                heappush(self._heap, (-row.score, article, index, draft, row))
        return None

    def following(self, line: Line, section: int) -> str:
        """Return the best sentence after one that a section wants and that may be printed, or ""."""
        at = next(at for at, row in enumerate(self._rows) if row.line is line)
        for other in self._rows[at + 1 :]:
            if other.place.section == section and not other.safety.gate:
                return other.line.text
        left = [entry for entry in self._heap if entry[3].place.section == section]
        heapify(left)
        while left:
            _, article, index, draft, found = heappop(left)
            if found is None:
                found = self._judged(draft)
                heappush(left, (-found.score, article, index, draft, found))
            elif not found.safety.gate:
                return found.line.text
        return ""
