"""How an article becomes sentences and words."""

from __future__ import annotations

from .split import document, split
from .words import stem, stop_words, words

__all__ = ["document", "split", "stem", "stop_words", "words"]
