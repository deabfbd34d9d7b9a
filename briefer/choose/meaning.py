"""What a text is about: how likely each of the common subjects of news is, by the words it uses.

The table behind it (meaning.bin) gives each of some ten thousand English word stems a number for each subject. A
text's numbers are summed, so every answer can be explained by the words that made it. benchmarks/meaning.py makes the
table: from example sentences of our own for each subject, carried over to single words with the help of the sentence
encoder all-MiniLM-L6-v2 (Apache License 2.0), which is not needed to read it.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import repeat
from math import exp
from operator import add, mul, sub, truediv
from pathlib import Path
from struct import unpack

from ..values import dataclass
from .lines import root


@dataclass(frozen=True, slots=True)
class _Table:
    subjects: tuple[str, ...]
    bias: tuple[float, ...]
    scale: float
    power: float  # a text of n words is worth its sum by n to this power
    stems: list[str]  # in order
    numbers: memoryview

    met: dict[str, tuple[int, ...] | None]  # the rows of the words seen so far
    packed: _Packed  # the same in one number each, 0 where there is none

    def of(self, word: str) -> tuple[int, ...] | None:
        if word not in self.met:
            if len(self.met) > 20_000:
                self.met.clear()  # an archive has more words than one brief
            row = self.row(word)
            self.met[word] = None if row is None else tuple(row)
        return self.met[word]

    def row(self, word: str) -> memoryview | None:
        stem = "0" if word[:1].isdigit() else root(word, "en")
        at, width = bisect_left(self.stems, stem), len(self.subjects)
        held = at < len(self.stems) and self.stems[at] == stem
        return self.numbers[at * width : (at + 1) * width] if held else None


NOTHING = "none"  # the subject of colour, captions and small talk, for which no section asks
_RAISED = 128  # makes every number of a row a positive one
_RAISE = bytes((value + _RAISED) % 256 for value in range(256))  # the same for a byte with a sign


class _Packed(dict[str, int]):
    """The rows of the words seen so far, one number each: a lane of four bytes a subject, in which sums have room."""

    def __missing__(self, word: str) -> int:
        if len(self) > 20_000:
            self.clear()  # an archive has more words than one brief
        row = _table().row(word)
        lanes = bytearray(0 if row is None else 4 * len(row))
        if row is not None:
            lanes[::4] = row.tobytes().translate(_RAISE)
        found = self[word] = int.from_bytes(lanes, "little")
        return found


@cache
def _table() -> _Table:
    data = Path(__file__).with_name("meaning.bin").read_bytes()
    first = data.index(b"\n")
    second = data.index(b"\n", first + 1)
    head = json.loads(data[:first])
    stems = data[first + 1 : second].decode("utf-8").split("\t")
    return _Table(
        subjects=tuple(head["subjects"]),
        bias=tuple(head["bias"]),
        scale=head["scale"],
        power=head["power"],
        stems=stems,
        numbers=memoryview(data)[second + 1 :].cast("b"),
        met={},
        packed=_Packed(),
    )


def known(language: str) -> bool:
    """Tell whether the table knows a language."""
    return language.partition("-")[0].lower() == "en"


def subjects() -> tuple[str, ...]:
    """Return the names of the subjects."""
    return _table().subjects


@dataclass(frozen=True, slots=True)
class Sum:
    """What the words of a text say for each subject, added up: whole numbers, so that sums can be added again."""

    words: int  # how many of them the table knows
    packed: int  # one lane for each subject

    def weights(self) -> list[float]:
        """Return for each subject how much the text speaks for it; a difference of 1 makes it 2.7 times as likely."""
        table = _table()
        if not self.words:
            return list(table.bias)
        by = table.scale / self.words**table.power
        raised = _RAISED * self.words
        width = len(table.bias)
        lanes = unpack(f"<{width}I", self.packed.to_bytes(4 * width, "little"))
        return list(map(add, map(mul, map(sub, lanes, repeat(raised)), repeat(by)), table.bias))


def summed(words: Iterable[str]) -> Sum:
    """Return what the words of a text say for each subject."""
    # Adding one long number is twenty times as quick as adding a list of short ones.
    rows = list(filter(None, map(_table().packed.__getitem__, words)))
    return Sum(len(rows), sum(rows))


def joined(parts: Sequence[Sum]) -> Sum:
    """Return what several texts together say for each subject."""
    return Sum(sum(part.words for part in parts), sum(part.packed for part in parts))


def weighed(words: Iterable[str]) -> list[float]:
    """Return for each subject what the words of a text say for it."""
    return summed(words).weights()


def likely(weights: Sequence[float], sharp: float = 1.0) -> list[float]:
    """Return how likely each subject is, together 1; the sharper it is read, the more the first one stands out."""
    weights = list(map(mul, weights, repeat(sharp)))
    raised = list(map(exp, map(sub, weights, repeat(max(weights)))))
    return list(map(truediv, raised, repeat(sum(raised))))


def telling(words: Iterable[str], subject: int, most: int = 3) -> list[str]:
    """Return the words of a text that speak most for a subject."""
    table = _table()
    found = {}
    for word in dict.fromkeys(words):
        numbers = table.of(word)
        if numbers is not None and numbers[subject] > 0:
            found[word] = numbers[subject]
    return sorted(found, key=lambda word: (-found[word], word))[:most]
