"""The safety of a sentence: what stands between it and the page."""

from __future__ import annotations

from ..values import dataclass

TOGETHER = 700  # characters of one item of several sentences
MOST = 1  # more mild faults than this together are as bad as a grave one


@dataclass(frozen=True, slots=True)
class Safety:
    """What stands between a sentence and the page."""

    gate: str = ""  # what drops it however it is printed, in words
    leans: str = ""  # what it lacks alone, in words; "" when it stands
    needs: tuple[int, ...] = ()  # indexes of the earlier sentences that complete it; empty when none do
    mild: tuple[str, ...] = ()  # what makes it less precise
    helps: tuple[int, ...] = ()  # indexes of the earlier sentences that make a vague one precise
    vague: bool = False  # whether a reader would feel what it lacks
    worth: float = 1.0  # what share of its score it keeps for being less precise
    risk: float = 0.0  # how likely a reader is stuck with what would be printed; 0 where nothing judges that
    stuck: str = ""  # that the risk is too high for the page, in words; "" when it is not
    lost: bool = False  # whether by the rules it could stand alone, and only that risk keeps it from it
    full: tuple[int, ...] | None = ()  # the earlier sentences with which nothing at all is lacking; None when no two do
