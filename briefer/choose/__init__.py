"""Which sentences are worth printing, in which section, and safe to stand there: documents in, candidates out."""

from __future__ import annotations

from .pick import Pick, best_first, bottom_line
from .rank import RANKERS, summarize
from .select import Selection, choices, select
from .speech import label, speaker
from .statements import statements
from .stories import order, stories

__all__ = [
    "RANKERS",
    "Pick",
    "Selection",
    "best_first",
    "bottom_line",
    "choices",
    "label",
    "order",
    "select",
    "speaker",
    "statements",
    "stories",
    "summarize",
]
