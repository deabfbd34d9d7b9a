"""Text set into lines: widths from the shipped fonts, breaks chosen for an even right edge.

The page is fitted with these lines and printed with them (each break is written out), so that the height of an entry
is a count, not a forecast. Shaping is HarfBuzz's, the same that the PDF engine uses: for plain text its results are
read from a table (widths.bin, made by scripts/widths.py), for all else it is asked.

Sizes here are in em of the face unless they say pt.
"""

from __future__ import annotations

import functools
import itertools
import json
import re
import sys
import unicodedata
import zlib
from array import array
from bisect import bisect
from pathlib import Path
from typing import Any

from briefer.paths import TEMPLATES
from briefer.values import dataclass

FACES = {
    "serif": "BriefSerif-Regular.ttf",
    "italic": "BriefSerif-Italic.ttf",
    "display": "BriefDisplay-SemiBold.ttf",
    "sans": "BriefSans-Regular.ttf",
    "sans-bold": "BriefSans-SemiBold.ttf",
}
FONTS = TEMPLATES / "fonts"

# A glyph that no shipped face has comes from a font of the machine, whose widths are not known here. Full-width
# letters are an em wide by definition; 0.75 em is above the mean of every other script tried (Arabic 0.45, Thai 0.55,
# Devanagari 0.62), so such a line can come out short, never over the edge.
_WIDE, _UNKNOWN = 1.0, 0.75

_HYPHEN = re.compile(r"(?<=[^\W_]{4})[-\u2010](?=[^\W_]{4})|[\u2013\u2014](?=\w)|(?<=\w)/(?=\w{3})")
_CLINGS = re.compile(
    r"(?:Mr|Mrs|Ms|Dr|Gen|Lt|Col|Sgt|Sen|Rep|Gov|Prof|St|No|Nos|Art|Sec|p|pp|Jan|Feb|Aug|Sept?|Oct|Nov|Dec)\.$"
    r"|^(?:January|February|March|April|May|June|July|August|September|October|November|December)$|\d$|^[A-Z]\.$|^\W+$"
)
_CLOSING = frozenset("。、，．！？；：）」』】》〉”’…ー々")
_OPENING = frozenset("（「『【《〈“‘")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch that is never broken: where it ends in the text, how wide it is, and what a break after it costs."""

    start: int
    end: int
    width: float
    space: float  # the width of the space that follows; 0 where a break needs none
    penalty: float


@functools.cache
def _font(face: str) -> Any:
    import uharfbuzz

    return uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(FONTS / FACES[face]))))


@functools.cache
def codepoints(face: str) -> frozenset[int]:
    """The code points that a shipped face can print."""
    return frozenset(_font(face).face.unicodes)


def _script(char: str) -> int:
    code = ord(char)
    return 1 if 0x370 <= code < 0x400 or 0x1F00 <= code < 0x2000 else 2 if 0x400 <= code < 0x530 else 0


def _runs(text: str) -> list[tuple[int, int]]:
    """Stretches of one script: kerning and marks are looked up by script, in the PDF engine as here."""
    if text.isascii():
        return [(0, len(text))]
    runs, start, script = [], 0, 0
    for at, char in enumerate(text):
        if char.isalpha() and (found := _script(char)) != script:
            if at > start:
                runs.append((start, at))
            start, script = at, found
    runs.append((start, len(text)))
    return runs


_LOOKS_FURTHER = -(2**15)  # in the place of a kerning that hangs on more than two letters


class _Widths(dict[tuple[str, str], float]):
    """How wide a letter or ligature is before another one, or before nothing (""), in em; KeyError for unknown ones."""

    def __init__(self, letters: str, ligatures: list[str], em: int, packed: bytes) -> None:
        units = [*letters, *ligatures]
        self._at = {unit: at for at, unit in enumerate(units)}
        self._em = em
        self._numbers = array("h", zlib.decompress(packed))  # the advances, then what each has before each
        if sys.byteorder == "big":
            self._numbers.byteswap()
        self.cut = re.compile("|".join([*sorted(ligatures, key=len, reverse=True), "."]), re.DOTALL).findall

    def __missing__(self, pair: tuple[str, str]) -> float:
        unit, following = pair
        wide = self._numbers[self._at[unit]]
        if following:
            apart = self._numbers[len(self._at) * (1 + self._at[unit]) + self._at[following]]
            if apart == _LOOKS_FURTHER:
                raise KeyError(pair)
            wide += apart
        self[pair] = wide / self._em
        return self[pair]


@functools.cache
def _widths(face: str) -> _Widths:
    head, _, body = Path(__file__).with_name("widths.bin").read_bytes().partition(b"\n")
    found = json.loads(head)
    known = found["faces"][face]
    packed = body[known["at"] : known["at"] + known["length"]]
    return _Widths(found["letters"], known["ligatures"], known["em"], packed)


def _advances(text: str, face: str) -> list[float]:
    """The width of the text up to each code point, in em; one more value than code points."""
    widths = _widths(face)
    units = widths.cut(text)
    try:
        wide = [widths[pair] for pair in zip(units, [*units, ""][1:], strict=True)]
    except KeyError:
        return _shaped(text, face)
    up_to = [0.0, *itertools.accumulate(wide)]
    if len(units) == len(text):
        return up_to
    return [0.0, *(up for unit, up in zip(units, up_to[1:], strict=True) for _ in unit)]


def _shaped(text: str, face: str) -> list[float]:
    """The same for any text, by HarfBuzz, which takes 7 ms to load."""
    import uharfbuzz

    font = _font(face)
    upem = font.face.upem
    widths = [0.0] * (len(text) + 1)
    for start, end in _runs(text):
        buffer = uharfbuzz.Buffer()
        buffer.add_str(text[start:end])
        buffer.guess_segment_properties()
        uharfbuzz.shape(font, buffer)
        for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            at = start + info.cluster
            if info.codepoint:
                widths[at + 1] += position.x_advance / upem
            elif not unicodedata.combining(text[at]):
                widths[at + 1] += _WIDE if unicodedata.east_asian_width(text[at]) in "WF" else _UNKNOWN
    total = 0.0
    for at, width in enumerate(widths):
        total += width
        widths[at] = total
    return widths


def _ideographic(char: str) -> bool:
    """True for letters that may be parted anywhere; Korean is wide too, but broken at its spaces."""
    if "\u1100" <= char <= "\u11ff" or "\uac00" <= char <= "\ud7a3":
        return False
    return unicodedata.east_asian_width(char) in "WF" and not unicodedata.category(char).startswith("S")


def _breaks(word: str) -> list[int]:
    """Where a word may be broken: after the hyphen of a long compound, after a dash, between ideographs."""
    places = [match.end() for match in _HYPHEN.finditer(word)]
    if not word.isascii():
        places += [
            at
            for at in range(1, len(word))
            if (_ideographic(word[at]) or _ideographic(word[at - 1]))
            and word[at] not in _CLOSING
            and word[at - 1] not in _OPENING
            and not unicodedata.combining(word[at])
            and unicodedata.category(word[at]) not in ("Pe", "Pf", "Po")
        ]
    return sorted(set(places))


def pieces(text: str, face: str, widest: float = 1e9) -> tuple[Piece, ...]:
    """The unbreakable pieces of a text; one wider than ``widest`` em is cut where it must be."""
    whole = _pieces(text, face, 1e9)  # once for all the sizes that the fit tries
    return whole if all(piece.width <= widest for piece in whole) else _pieces(text, face, widest)


@functools.lru_cache(4096)
def _pieces(text: str, face: str, widest: float) -> tuple[Piece, ...]:
    at = _advances(text, face)
    out: list[Piece] = []
    for match in re.finditer(r"[^ ]+", text):
        word, start, end = match.group(), match.start(), match.end()
        cuts = [start, *(start + place for place in _breaks(word)), end]
        if any(at[b] - at[a] > widest for a, b in itertools.pairwise(cuts)):
            cuts = _forced(at, cuts, widest)
        for a, b in itertools.pairwise(cuts):
            last = b == end
            gap = at[end + 1] - at[end] if last and end < len(text) else 0.0
            out.append(Piece(a, b, at[b] - at[a], gap, (0.3 if _CLINGS.search(word) else 0.0) if last else 0.15))
    return tuple(out)


def _forced(at: list[float], cuts: list[int], widest: float) -> list[int]:
    """Cut what is wider than the measure at the last code point that fits."""
    out = [cuts[0]]
    for end in cuts[1:]:
        while at[end] - at[out[-1]] > widest:
            place = out[-1] + 1
            while at[place + 1] - at[out[-1]] <= widest:
                place += 1
            out.append(place)
        out.append(end)
    return out


def width(text: str, face: str) -> float:
    """The width of a text on one line, in em."""
    return _advances(text, face)[-1]


def count(parts: tuple[Piece, ...], measure: float, tail: float = 0.0) -> int:
    """How many lines the pieces need in ``measure`` em, with a note mark of ``tail`` em glued to the last."""
    lines, used, gap = 1, 0.0, 0.0
    for number, part in enumerate(parts, 1):
        wide = part.width + (tail if number == len(parts) else 0.0)
        if used + gap + wide > measure and used > 0:
            lines, used, gap = lines + 1, 0.0, 0.0
        used += gap + wide
        gap = part.space
    return lines


def lines(text: str, parts: tuple[Piece, ...], measure: float, tail: float = 0.0) -> tuple[str, ...]:
    """The text in as many lines as ``count`` says, broken so that the right edge is even and no last word is alone.

    Total-fit breaking after Knuth and Plass (1981), with the square of the empty share of each line but the last as
    its cost, a cost for a break inside a compound or after an abbreviation, and one for a last line under a sixth of
    the measure. A break at a space is a space at the end of the line, so the joined lines are the text.
    """
    if not parts:
        return ()
    wanted = count(parts, measure, tail)
    n = len(parts)
    widths = [part.width for part in parts]
    widths[-1] += tail
    # best[k][j]: the least cost of setting the first j pieces in k lines, with the start of the last of them
    best: list[dict[int, tuple[float, int]]] = [{0: (0.0, 0)}]
    for _ in range(wanted):
        reached: dict[int, tuple[float, int]] = {}
        for start, (cost, _) in best[-1].items():
            used = gap = 0.0
            for end in range(start + 1, n + 1):
                used += gap + widths[end - 1]
                gap = parts[end - 1].space
                if used > measure and end > start + 1:
                    break
                if end == n:
                    more = 0.08 if used < measure / 6 and n > 1 else 0.0
                else:
                    more = ((measure - used) / measure) ** 2 + parts[end - 1].penalty**2
                if end not in reached or cost + more < reached[end][0]:
                    reached[end] = (cost + more, start)
                if used > measure:
                    break
        best.append(reached)
    ends = [n]
    for row in range(wanted, 0, -1):
        ends.append(best[row][ends[-1]][1])
    ends.reverse()
    return tuple(
        text[parts[a].start : parts[b].start if b < n else parts[-1].end] for a, b in itertools.pairwise(ends)
    )


def short(text: str, face: str, size: float, measure: float, most: int) -> tuple[str, ...]:
    """A label of ``size`` pt in at most so many lines of ``measure`` pt; what does not fit ends in an ellipsis."""
    em = measure / size
    parts = pieces(text, face, em)
    if count(parts, em) > most:
        places = [0, *(part.end for part in parts)]

        def shortened(at: int) -> str:
            return text[: places[at]].rstrip(" ,.;:") + "…"

        kept = bisect(range(len(parts)), most, key=lambda at: count(pieces(shortened(at), face, em), em)) - 1
        text = shortened(max(kept, 0))
        parts = pieces(text, face, em)
    return lines(text, parts, em)
