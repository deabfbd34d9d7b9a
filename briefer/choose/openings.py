"""Words at the head of a sentence, and small ones in its middle, that take up the sentence before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .lines import Line
from .told import BEFORE, GRAVE, MILD, SLIGHT, UNKNOWN, Fault, Tokens, Told, cut, led
from .wordlists import (
    AMOUNTS,
    AUXILIARY,
    FUNCTION,
    GROUNDS,
    NUMBERS,
    OPEN,
    OPEN_COMMA,
    SLIGHT_OPEN,
    STANDS_FOR,
    TIMES,
    UNITS,
    VERBS,
)


def openings(line: Line, told: Told, rest: Tokens, skip: int) -> Iterator[Fault]:
    words = rest.words[skip:]
    if not words:
        return
    at = skip
    if words[0] in ("just", "even", "barely", "perhaps", "maybe") and len(words) > 2:
        at, words = skip + 1, words[1:]
    size = connective(line, rest, at)
    if size:
        yield Fault(f"begins with “{cut(line, at, rest, size)}”", BEFORE)
        return
    size = _elapsed(words) or _amount(line, rest, at)
    if size:
        yield Fault(f"begins with “{cut(line, at, rest, min(size, len(words)))}”", BEFORE)
        return
    if words[0] in SLIGHT_OPEN and (len(words) < 2 or words[1] not in TIMES):
        yield Fault(f"begins with “{rest.raw[at]}”", BEFORE, SLIGHT)
    if words[:2] in (["since", "then"], ["so", "far"], ["until", "now"]):
        yield Fault(f"begins with “{cut(line, at, rest, 2)}”", BEFORE, MILD if words[0] == "since" and not (len(line.names) > 2 and led(line, told)) else SLIGHT)


def connective(line: Line, rest: Tokens, at: int) -> int:
    """Return how many words of a connective open the sentence, 0 for none."""
    words = rest.words[at : at + 5]
    first = words[0]
    following = words[1] if len(words) > 1 else ""
    if first == "so":
        return 0 if following in ("far", "many", "much", "called") else 1
    if first == "not":
        return 0 if following in ("all", "every", "everyone", "one", "since", "until", "long", "even", "far", "only") and words[1:3] != ["only", "that"] else 1
    if first in ("either", "neither", "both"):
        other = {"either": "or", "neither": "nor", "both": "and"}[first]
        return 0 if other in rest.words[at + 1 : at + 14] and following not in ("sides", "parties") else 1
    if first == "each":
        return 0 if following in ("year", "day", "week", "month", "of") else 1
    if first == "another":
        return 0 if following.isdigit() else 1
    if first == "the" and following in ("same", "other", "others", "rest", "latter", "former") and words[2:3] != [] and words[2] in ("day", "week", "year", "of") and following == "rest":
        return 0
    for size in (4, 3, 2, 1):
        if len(words) < size:
            continue
        phrase = " ".join(words[:size])
        if phrase in OPEN:
            if phrase in ("the same", "the former", "the other", "the rest") and size == 2 and rest.raw[at + 2 : at + 3] and rest.raw[at + 2][:1].isupper():
                return 0
            if phrase == "separately" or phrase != "the same" or words[2:4][:1] not in (["day"], ["week"]):
                return size
        if phrase in OPEN_COMMA and line.bare[rest.ends[at + size - 1] :][:1] == ",":
            return size
    return 0


def _elapsed(words: Sequence[str]) -> int:
    """Return how many words say how long after something else ("two days later", "the next day"), 0 for none."""
    for at, word in enumerate(words[:5]):
        if word in UNITS:
            if at + 1 < len(words) and words[at + 1] in ("later", "earlier", "afterwards"):
                return at + 2
            if at >= 1 and words[at - 1] in ("next", "same", "following", "previous") and words[0] in ("the", "on", "by", "in"):
                return at + 1
            if at >= 1 and words[at - 1] == "that" and (at == 1 or words[0] in ("by", "on", "in", "later", "earlier", "since")):
                return at + 1
            if at == 1 and words[0] in ("within", "for") and word.endswith("s") and words[2:3] != ["of"]:
                return 2
    return 2 if list(words[:2]) in (["later", "that"], ["earlier", "that"]) else 0


def _amount(line: Line, rest: Tokens, at: int) -> int:
    """Return the words of a subject that is a bare number ("One was killed", "Some of them"), 0 for none."""
    words = rest.words[at : at + 8]
    if words[:1] == ["all"] and len(words) > 2 and (words[1].isdigit() or words[1] in NUMBERS):
        named = any(raw[:1].isupper() for raw in rest.raw[at + 2 : at + 9])
        return 0 if named or any(word in GROUNDS or word in ("in", "on") for word in words[3:7]) else 3
    if len(words) < 2 or words[0] not in AMOUNTS or line.bare[rest.ends[at] : rest.starts[at + 1]].strip():
        return 0
    following = words[1]
    if words[0] in ("all", "one", "some", "many", "most", "few", "several", "none", "half", "both", "each", "either", "neither", "two", "three", "four", "five") and following == "of":
        after = words[2] if len(words) > 2 else ""
        if after in ("them", "those", "these", "this", "that", "us"):
            return 3
        named = any(raw[:1].isupper() for raw in rest.raw[at + 3 : at + 8])
        grounded = any(word in GROUNDS for word in words[4:8])
        return 3 if after in ("the", "his", "her", "its", "their") and not named and not grounded else 0
    verb = following in AUXILIARY or following in VERBS or (following.endswith("ed") and len(words) > 2 and words[2] in FUNCTION)
    return 2 if verb and following not in ("never", "not") else 0


def middle(line: Line, rest: Tokens) -> Iterator[Fault]:
    words, bare = rest.words, line.bare
    for at, word in enumerate(words):
        closed = bare[rest.ends[at] : rest.ends[at] + 1]
        commas = at > 0 and bare[: rest.starts[at]].rstrip().endswith(",")
        if commas and closed == "," and word in ("however", "though", "instead", "therefore", "nevertheless", "too", "meanwhile", "likewise"):
            yield Fault(f"“{word}” points to the sentence before", BEFORE, SLIGHT if word == "meanwhile" else GRAVE)
        two = words[at : at + 2]
        closed = bare[rest.ends[at + 1] : rest.ends[at + 1] + 1] if at + 1 < len(words) else ""
        if ((commas and closed == ",") or (at > 2 and closed == ".")) and two in (["for", "example"], ["for", "instance"], ["as", "well"], ["in", "turn"], ["of", "course"], ["so", "far"]):
            if two != ["so", "far"]:
                yield Fault(f"“{' '.join(two)}” points to the sentence before", BEFORE)
        if word in ("also", "again", "additional", "further") and at > 0:
            yield Fault("adds to something said before", BEFORE, SLIGHT)
        if word in ("other", "others", "another") and at > 0 and words[at - 1] not in ("and", "or", "each", "any", "no", "many", "among", "every", "dozen", "dozens", "hundreds", "thousands", "some", "several") and words[at + 1 : at + 2] != ["than"]:
            yield Fault("adds to something said before", BEFORE, SLIGHT)
    if not words:
        return
    end = bare.rstrip("\"'”’ ").rstrip()
    if end.endswith(".") and words[-1] and rest.ends[-1] == len(end) - 1:
        last = words[-1]
        if last in ("too", "either", "though", "instead", "however", "otherwise", "likewise", "accordingly", "afterwards", "beforehand", "likewise", "vice-versa"):
            yield Fault(f"“{last}” points to the sentence before", BEFORE)
        elif last in STANDS_FOR or (last in ("one", "ones", "others", "another") and words[-2:-1] not in (["no"], ["every"], ["any"]) and not set(words[-3:-1]) & {"and", "dozens", "hundreds", "many", "two"}):
            yield Fault("ends on a word that stands for what was said before", BEFORE)
    if end.endswith("!"):
        yield Fault("an exclamation", UNKNOWN)
