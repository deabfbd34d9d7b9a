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
from math import exp
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
    packed: dict[str, int]  # the same in one number each, 0 where there is none

    def of(self, word: str) -> tuple[int, ...] | None:
        if word not in self.met:
            if len(self.met) > 20_000:
                self.met.clear()  # an archive has more words than one brief
            row = self._row(word)
            self.met[word] = None if row is None else tuple(row)
        return self.met[word]

    def _row(self, word: str) -> memoryview | None:
        stem = "0" if word[:1].isdigit() else root(word, "en")
        at, width = bisect_left(self.stems, stem), len(self.subjects)
        held = at < len(self.stems) and self.stems[at] == stem
        return self.numbers[at * width : (at + 1) * width] if held else None

    def number(self, word: str) -> int:
        """Return a word's row as one number, with a lane of four bytes for each subject, in which sums have room."""
        found = self.packed.get(word)
        if found is None:
            if len(self.packed) > 20_000:
                self.packed.clear()
            row = self._row(word)
            lanes = bytearray(0 if row is None else 4 * len(row))
            if row is not None:
                lanes[::4] = row.tobytes().translate(_RAISE)
            found = self.packed[word] = int.from_bytes(lanes, "little")
        return found


_RAISED = 128  # makes every number of a row a positive one
_RAISE = bytes((value + _RAISED) % 256 for value in range(256))  # the same for a byte with a sign


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
        packed={},
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
        return [(lane - raised) * by + bias for lane, bias in zip(lanes, table.bias, strict=True)]


def summed(words: Iterable[str]) -> Sum:
    """Return what the words of a text say for each subject."""
    # Adding one long number is twenty times as quick as adding a list of short ones.
    rows = list(filter(None, map(_table().number, words)))
    return Sum(len(rows), sum(rows))


def joined(parts: Sequence[Sum]) -> Sum:
    """Return what several texts together say for each subject."""
    return Sum(sum(part.words for part in parts), sum(part.packed for part in parts))


def weighed(words: Iterable[str]) -> list[float]:
    """Return for each subject what the words of a text say for it."""
    return summed(words).weights()


def likely(weights: Sequence[float]) -> list[float]:
    """Return how likely each subject is, together 1."""
    top = max(weights)
    raised = [exp(weight - top) for weight in weights]
    whole = sum(raised)
    return [value / whole for value in raised]


def telling(words: Iterable[str], subject: int, most: int = 3) -> list[str]:
    """Return the words of a text that speak most for a subject."""
    table = _table()
    found = {}
    for word in dict.fromkeys(words):
        numbers = table.of(word)
        if numbers is not None and numbers[subject] > 0:
            found[word] = numbers[subject]
    return sorted(found, key=lambda word: (-found[word], word))[:most]
