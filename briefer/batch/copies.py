"""Which articles are copies of one another: MinHash signatures in bands, and the true likeness of what they bring up.

64 minima of hashed runs of five words (Broder, "On the resemblance and containment of documents", 1997) in 16 bands of
four: two articles that share 0.7 of their runs meet in some band in 99 of 100 cases, at 0.5 in 64, at 0.2 in 3.
Whatever meets is held against the texts themselves, so a chance meeting joins nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt

BANDS, DEEP = 16, 4
ALIKE = 0.7  # of the runs of both together; what shares less is left to the grouping inside a brief
_RUN = 5  # words
_AT_ONCE = 128  # runs; with 64 hashes of 8 bytes they fill 64 kB, below the size at which glibc gives memory back

_REFUSED = 100_000  # pairs that need not be compared again in another band; they take 15 MB

_WORD = re.compile(r"\w+")
_SPACELESS = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")

Numbers = npt.NDArray[Any]

# The hashes are numbers of the code, the same in every process: Weyl's sequence, mixed as splitmix64 does.
_SEEDS = np.arange(1, 2 * BANDS * DEEP + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
_SEEDS = (_SEEDS ^ (_SEEDS >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
_SEEDS = (_SEEDS ^ (_SEEDS >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
_SEEDS ^= _SEEDS >> np.uint64(31)
_FACTORS = (_SEEDS[: BANDS * DEEP] | np.uint64(1))[:, None]
_TERMS = _SEEDS[BANDS * DEEP :][:, None]
_MIXERS = (_SEEDS[:DEEP] | np.uint64(1))[None, :]


@lru_cache(maxsize=100_000)
def _code(word: str) -> int:
    return crc32(word.encode("utf-8", "replace"))


def runs(text: str) -> Numbers:
    """Return the hashes of the runs of five words of a text, each once, in order; of a script without spaces, of five
    signs."""
    low = text.lower()
    words = _WORD.findall(low)
    if _SPACELESS.search(low):
        words = [sign for word in words for sign in (word if _SPACELESS.search(word) else (word,))]
    codes = np.fromiter(map(_code, words or [low]), np.uint64, len(words) or 1)
    count = max(1, len(codes) - _RUN + 1)
    mixed = codes[:count].copy()
    for step in range(1, min(_RUN, len(codes))):
        mixed *= np.uint64(0x100000001B3)
        mixed ^= codes[step : step + count]
    mixed *= np.uint64(0x9E3779B97F4A7C15)
    mixed ^= mixed >> np.uint64(32)
    return np.unique(mixed)


class Signer:
    """Makes the band keys of texts, in buffers that are made once."""

    def __init__(self) -> None:
        self._hashes = np.empty((BANDS * DEEP, _AT_ONCE), np.uint64)
        self._least = np.empty(BANDS * DEEP, np.uint64)
        self._minima = np.empty(BANDS * DEEP, np.uint64)

    def bands(self, found: Numbers) -> Numbers:
        """Return the 16 keys of a text with these runs, each of 64 bits."""
        for at in range(0, len(found), _AT_ONCE):
            part = found[at : at + _AT_ONCE]
            hashes = self._hashes[:, : len(part)]
            np.multiply(_FACTORS, part[None, :], out=hashes)
            np.add(hashes, _TERMS, out=hashes)
            np.min(hashes, axis=1, out=self._least if at else self._minima)
            if at:
                np.minimum(self._minima, self._least, out=self._minima)
        rows = (self._minima.reshape(BANDS, DEEP) >> np.uint64(20)) * _MIXERS
        keys = rows[:, 0].copy()
        for step in range(1, DEEP):
            keys ^= keys >> np.uint64(29)
            keys *= np.uint64(0xBF58476D1CE4E5B9)
            keys += rows[:, step]
        return keys


def likeness(one: Numbers, other: Numbers) -> float:
    """Return the share of runs that two texts have in common, of all that either has (Jaccard)."""
    shared = len(np.intersect1d(one, other, assume_unique=True))
    return shared / (len(one) + len(other) - shared)


def clusters(count: int, band: Callable[[int], Numbers], texts: Numbers, runs_of: Callable[[int], Numbers]) -> Numbers:
    """Return for each of so many articles the first of its cluster: itself, or the one it is a copy of.

    Articles go by their rank, the earliest first. ``band(n)`` gives all keys of a band by rank, ``texts`` a number for
    each text (equal ones are the same), ``runs_of(rank)`` the runs of one. The smallest rank is the root, whatever
    the order in which copies are found.
    """
    parents = np.arange(count, dtype=np.uint32)

    def top(rank: int) -> int:
        while parents[rank] != rank:
            parents[rank] = parents[parents[rank]]
            rank = int(parents[rank])
        return rank

    kept = lru_cache(maxsize=256)(runs_of)
    refused: set[tuple[int, int]] = set()
    for number in range(BANDS):
        keys = band(number)
        order = np.argsort(keys, kind="stable")
        ordered = keys[order]
        same = ordered[1:] == ordered[:-1]
        for place in np.flatnonzero(same):
            if not (place and same[place - 1]):
                first = int(order[place])  # the earliest of this bucket, since the sort keeps the order of ranks
            other = int(order[place + 1])
            one, two = top(first), top(other)
            if one == two or (first, other) in refused:
                continue
            if texts[first] == texts[other] or likeness(kept(first), kept(other)) >= ALIKE:
                parents[max(one, two)] = min(one, two)
            elif len(refused) < _REFUSED:
                refused.add((first, other))
    return np.fromiter((top(rank) for rank in range(count)), np.uint32, count)
