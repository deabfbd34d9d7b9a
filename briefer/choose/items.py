"""The items of a page while they are taken: what is printed, which section has room, what goes on with an item."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from ..model import Profile
from .facts import Index, compare
from .lines import Line
from .pick import Pick, bottom_line
from .turns import SURE, Draft, Scored

FULL = 8  # items that about fill a page; with fewer the bottom line keeps no sentence from those that it completes
ROOM = 14  # sentences that a page holds; those of other articles come before those that go on with an item
LINES = 3  # of one item
HALF = 0.5  # a line of an item has to want its section this much of how much it wants another one
DETAIL = 0.25  # the score of a sentence that goes on with an item although its own section is not sure

# "Every resolution passed. That ended in May": what turns a sentence round stands with it, room or not.
_TURNED = ("That ", "But ", "However", "Yet ", "Instead")
Key = tuple[int, int]  # article and index of a line
Fates = dict[Key, tuple[str, str]]
Waiting = tuple[Scored, tuple[Line, ...], int]  # a sentence, with what completes it, and the item that it would join


class Items:
    """What has been taken for the page, in the order of taking."""

    def __init__(self, profile: Profile, known: Mapping[Key, Draft], telling: Mapping[str, float]) -> None:
        """Take a profile, the sentences that may be taken, and how much each term tells."""
        self.picks: list[Pick] = []
        self.used: dict[Key, int] = {}  # line -> number of the pick that prints it
        self._printed: set[tuple[str, ...]] = set()
        self._index = Index(telling)
        self._owner: list[int] = []
        self._filled: Counter[int] = Counter()
        self._profile = profile
        self._known = known
        self._telling = telling

    # ---- what is there

    def numbers(self, lines: Sequence[Line]) -> set[int]:
        """Return the numbers of the picks that print some of these lines."""
        return {self.used[line.article, line.index] for line in lines if (line.article, line.index) in self.used}

    def repeats(self, lines: Sequence[Line]) -> bool:
        """Tell whether one of these lines is printed word for word from another place."""
        return any(line.words in self._printed for line in lines if (line.article, line.index) not in self.used)

    def met(self, wanted: Sequence[Line]) -> tuple[int | None, int | None]:
        """Return the pick that carries the same fact, and the pick that gives other figures for it."""
        differs = None
        for line in wanted:
            for number, _ in self._index.near(line, 0.45):
                verdict = compare(self._index.lines[number], line, self._telling)
                owner = self._owner[number]
                if verdict == "same":
                    return owner, None
                if verdict == "differs" and differs is None and not self.picks[owner].differs:
                    differs = owner
        return None, differs

    def full(self, section: int) -> bool:
        """Tell whether a section has as many items as its profile lets it have."""
        at_most = self._profile.sections[section].at_most
        return at_most is not None and self._filled[section] >= at_most

    def section(self, article: int, at: int) -> int | None:
        """Return the section that wants a line, of those that may be taken."""
        draft = self._known.get((article, at))
        return None if draft is None else draft.place.section

    def sure(self, whole: Sequence[Line], section: int) -> bool:
        """Tell whether the lines of an item are on the whole near enough to their section for what they are worth."""
        return self._near(whole, section) >= SURE

    # ---- taking

    def take(self, pick: Pick) -> None:
        """Take a pick; one that gives other figures for an earlier one is named there as well."""
        number = len(self.picks)
        self.picks.append(pick)
        for other in pick.differs:
            self.picks[other] = replace(self.picks[other], differs=(*self.picks[other].differs, number))
        self._filled[pick.section] += 1
        self._hold(pick.lines, number)

    def displaced(self, number: int | None, line: Line) -> None:
        """Note the first sentence that a pick displaced."""
        if number is not None and not self.picks[number].beat:
            self.picks[number] = replace(self.picks[number], beat=line.text)

    def go_on(
        self,
        waiting: list[Waiting],
        unsure: Sequence[Scored],
        pile: Sequence[Sequence[Line]],
        together: Callable[[int, tuple[Line, ...]], bool],
        fates: Fates,
    ) -> None:
        """Let sentences go on with the items that complete them, when all are known and while the page has room.

        What stays alone for the bottom line, no sentence joins.
        """
        alone = bottom_line(self.picks, self._profile.bottom_line) if len(self.picks) >= FULL else []
        room = ROOM - sum(len(pick.lines) for pick in self.picks)
        for row, wanted, number in [*waiting, *self._beside(unsure, pile)]:
            line, pick = row.line, self.picks[number]
            if (line.article, line.index) in self.used or any(pick is one for one in alone):
                continue
            held = {one.index: one for one in (*pick.lines, *wanted)}
            whole = tuple(held[at] for at in sorted(held))
            fresh = [one for one in whole if (one.article, one.index) not in self.used]
            if len({one.words for one in whole}) < len(whole) or self.repeats(whole) or self.numbers(whole) != {number}:
                continue
            turned = line.text.startswith(_TURNED) and line.index - 1 == pick.main.index
            if len(whole) > LINES or (len(fresh) > room and not turned) or not together(line.article, whole):
                continue
            home = self.home(whole, pick.section)
            if home is None or (home != pick.section and (pick.differs or self.full(home))):
                continue
            if self.met((line,))[0] is not None:
                fates[line.article, line.index] = ("the same fact is printed from a stronger sentence", "")
                continue
            self._filled[pick.section] -= 1
            self._filled[home] += 1
            risk, said = max(pick.risk, row.safety.risk), remedy(whole, pick.main)
            self.picks[number] = replace(pick, lines=whole, section=home, remedy=said, risk=risk)
            room -= len(fresh)
            self._hold(fresh, number)
            fates[line.article, line.index] = ("", "")

    def _hold(self, lines: Sequence[Line], number: int) -> None:
        for line in lines:
            self.used[line.article, line.index] = number
            self._printed.add(line.words)
            self._index.add(line)
            self._owner.append(number)

    def _beside(self, unsure: Sequence[Scored], pile: Sequence[Sequence[Line]]) -> list[Waiting]:
        """Return the sentences, unsure of their section, whose article has an item in it: they may go on with that."""
        homes: dict[tuple[int, int], int] = {}
        for number, pick in enumerate(self.picks):
            homes.setdefault((pick.main.article, pick.section), number)
        found = []
        for row in unsure:
            line = row.line
            number_ = homes.get((line.article, -1 if row.place.section is None else row.place.section))
            if number_ is not None and row.score >= DETAIL:
                found.append((row, (*(pile[line.article][at] for at in row.safety.needs), line), number_))
        return found

    def _near(self, whole: Sequence[Line], section: int) -> float:
        """Return how near the lines of an item are on the whole to a section, for what they are worth."""
        drafts = [self._known[line.article, line.index] for line in whole if (line.article, line.index) in self._known]
        return sum(draft.near(section) for draft in drafts) / len(drafts) if drafts else 1.0

    def home(self, whole: Sequence[Line], section: int) -> int | None:
        """Return the section of an item: this one or that of one of its lines; None where it is all in none of them."""
        wanted = [section, *(self.section(line.article, line.index) for line in whole)]
        best = max(dict.fromkeys(at for at in wanted if at is not None), key=lambda at: self._near(whole, at))
        if not self.sure(whole, best):
            return None
        for line in whole:
            draft = self._known.get((line.article, line.index))
            wants = draft.place.wants if draft is not None else ()
            if wants and wants[best] < HALF * max(wants):
                return None  # a line of another matter
        return best


def remedy(wanted: Sequence[Line], main: Line) -> str:
    """Return in words what an item is printed with, beside the sentence that was chosen."""
    if len(wanted) == 1:
        return ""
    before = [line for line in wanted if line.index < main.index]
    after = [line for line in wanted if line.index > main.index]
    said = []
    if before:
        contiguous = main.index - before[0].index == len(before)
        which = "the sentence before it" if len(before) == 1 else f"the {len(before)} sentences before it"
        said.append(
            which
            if contiguous
            else which.replace("before it", "that introduces it" if len(before) == 1 else "that introduce it")
        )
    if after:
        said.append("the sentence after it" if len(after) == 1 else f"{len(after)} sentences after it")
    return "printed with " + " and ".join(said)
