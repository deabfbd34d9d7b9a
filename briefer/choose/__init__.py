"""Which sentences are worth printing, in which section, and safe to stand there: documents in, candidates out."""

from __future__ import annotations

from .rank import RANKERS, summarize
from .select import Pick, Selection, choices, select
from .speech import label, speaker
from .statements import statements
from .stories import order, stories

__all__ = [
    "RANKERS",
    "Pick",
    "Selection",
    "choices",
    "label",
    "order",
    "select",
    "speaker",
    "statements",
    "stories",
    "summarize",
]
