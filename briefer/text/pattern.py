"""Patterns that are compiled when they are first used.

A start would compile some hundred of them, 0.2 ms each, of which most articles need two thirds.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from re import compile as pattern
else:

    class pattern:
        """A regular expression with the methods that ``re.compile`` would give it."""

        def __init__(self, source: str | bytes, flags: int = 0) -> None:
            self._given = source, flags

        def __getattr__(self, name: str) -> object:
            if name.startswith("_"):  # a copy that is being made has nothing given yet
                raise AttributeError(name)
            value = getattr(re.compile(*self._given), name)
            setattr(self, name, value)  # from now on it is found without asking here
            return value


__all__ = ["pattern"]
