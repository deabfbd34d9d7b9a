"""Words at the head of a sentence, and small ones in its middle, that take up the sentence before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .lines import Line
from .told import BEFORE, GRAVE, MILD, SLIGHT, UNKNOWN, Fault, Tokens, Told, cut, led
from .wordlists import (
    AFTERTHOUGHTS,
    AMOUNTS,
    APART,
    AUXILIARY,
    BREAKS,
    FUNCTION,
    GROUNDS,
    NUMBERS,
    OF_A_KIND,
    OPEN,
    OPEN_COMMA,
    SLIGHT_OPEN,
    STANDS_FOR,
    TIMES,
    TRAILING,
    UNITS,
    VERBS,
)


def openings(line: Line, told: Told, rest: Tokens, skip: int) -> Iterator[Fault]:
    """Give the fault of a first word that takes up the sentence before: "But", "Two days later", "One was"."""
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
        # "Since then" leaves the time open; where the sentence names its actors well, only the time.
        open_time = words[0] == "since" and not (len(line.names) > 2 and led(line, told))
        yield Fault(f"begins with “{cut(line, at, rest, 2)}”", BEFORE, MILD if open_time else SLIGHT)


EXAMPLES = frozenset("example reason problem answer option solution theory possibility exception explanation".split())
# After these first words the following one makes it no connective: "so far", "not all", "each year".
_UNLESS = {
    "so": frozenset("far many much called".split()),
    "not": frozenset("all every everyone one since until long even far only".split()),
    "each": frozenset("year day week month of".split()),
}
_PAIRED = {"either": "or", "neither": "nor", "both": "and"}


def connective(line: Line, rest: Tokens, at: int) -> int:
    """Return how many words of a connective open the sentence, 0 for none."""
    words = rest.words[at : at + 5]
    first, following = words[0], words[1] if len(words) > 1 else ""
    if words[:3] == ["not", "only", "that"]:
        return 3
    if first in ("especially", "particularly") and following in ("in", "when", "if", "since", "as", "because"):
        return 1  # half a sentence, set off by a stop
    if first in _UNLESS:
        return int(following not in _UNLESS[first])
    if first in _PAIRED:
        paired = _PAIRED[first] in rest.words[at + 1 : at + 14] and following not in ("sides", "parties")
        return int(not paired)
    if first == "another":
        return int(not following.isdigit())
    for size in range(min(4, len(words)), 0, -1):
        phrase = " ".join(words[:size])
        after = rest.raw[at + size] if at + size < len(rest.raw) else ""
        if phrase in OPEN:
            # "the former Minister", "the rest of the year", "the same day as": these say themselves what they are.
            said = first == "the" and size == 2 and (after[:1].isupper() or after in ("of", "day", "week"))
            return 0 if said else size
        if phrase in OPEN_COMMA and line.bare[rest.ends[at + size - 1] :][:1] == ",":
            return size
    return 0


def _elapsed(words: Sequence[str]) -> int:
    """Return how many words say how long after something else ("two days later", "the next day"), 0 for none."""
    for at, word in enumerate(words[:5]):
        if word in UNITS:
            if at + 1 < len(words) and words[at + 1] in ("later", "earlier", "afterwards"):
                return at + 2
            if (
                at >= 1
                and words[at - 1] in ("next", "same", "following", "previous")
                and words[0] in ("the", "on", "by", "in")
            ):
                return at + 1
            if (
                at >= 1
                and words[at - 1] == "that"
                and (at == 1 or words[0] in ("by", "on", "in", "later", "earlier", "since"))
            ):
                return at + 1
            if at == 1 and words[0] in ("within", "for") and word.endswith("s") and words[2:3] != ["of"]:
                return 2
    return 2 if list(words[:2]) in (["later", "that"], ["earlier", "that"]) else 0


def _amount(line: Line, rest: Tokens, at: int) -> int:
    """Return the words of a subject that is a bare number ("One was killed", "Some of them"), 0 for none."""
    words = rest.words[at : at + 8]
    if words[:1] == ["all"] and len(words) > 2 and (words[1].isdigit() or words[1] in NUMBERS):
        named = any(raw[:1].isupper() for raw in rest.raw[at + 2 : at + 5])
        return 0 if named or any(word in GROUNDS or word in ("in", "on") for word in words[3:7]) else 3
    if len(words) < 2 or words[0] not in AMOUNTS or line.bare[rest.ends[at] : rest.starts[at + 1]].strip():
        return 0
    following = words[1]
    if words[0] == "one" and following in EXAMPLES and words[2:3] in (["is"], ["was"], ["may"], ["could"], ["would"]):
        return 2  # "One example is"
    if following.endswith("ly") and words[2:3] and (words[2] in VERBS or words[2].endswith("ed")):
        return 2  # "One recently received"
    if (
        words[0]
        in (
            "all",
            "one",
            "some",
            "many",
            "most",
            "few",
            "several",
            "none",
            "half",
            "both",
            "each",
            "either",
            "neither",
            "two",
            "three",
            "four",
            "five",
        )
        and following == "of"
    ):
        after = words[2] if len(words) > 2 else ""
        if after in ("them", "those", "these", "this", "that", "us"):
            return 3
        named = any(raw[:1].isupper() for raw in rest.raw[at + 3 : at + 8])
        grounded = any(word in GROUNDS for word in words[4:8])
        return 3 if after in ("the", "his", "her", "its", "their") and not named and not grounded else 0
    verb = (
        following in AUXILIARY
        or following in VERBS
        or (following.endswith("ed") and len(words) > 2 and words[2] in FUNCTION)
    )
    return 2 if verb and following not in ("never", "not") else 0


_EVEN_SO = frozenset("more less if when though as after before better worse while a the in".split())


def middle(line: Line, rest: Tokens) -> Iterator[Fault]:
    """Give the faults of small words inside the sentence: "however", "also", a last word that stands for more."""
    words, bare = rest.words, line.bare
    gaps = [bare[end:start].strip() for end, start in zip(rest.ends, rest.starts[1:], strict=False)]
    gaps = [
        "",
        *gaps,
        bare[rest.ends[-1] :].strip()[:1] if words else "",
    ]  # what stands before each word, and at the end
    for at, word in enumerate(words):
        before, after = gaps[at], gaps[at + 1]
        if word in APART and before == after == ",":
            yield Fault(f"“{word}” points to the sentence before", BEFORE, SLIGHT if word == "meanwhile" else GRAVE)
        if word == "then" and before == after == "" and _next(words, at):
            yield Fault("“then” follows on something told before", BEFORE, MILD)
        if word == "even" and at > 0 and _tops(words, at):
            yield Fault("“even” tops what was told before", BEFORE, MILD)
        two = f"{word} {words[at + 1]}" if at + 1 < len(words) else ""
        if two in AFTERTHOUGHTS and ((before == gaps[at + 2] == ",") or (at > 2 and gaps[at + 2] == ".")):
            yield Fault(f"“{two}” points to the sentence before", BEFORE)
        more = (
            word in ("other", "others", "another")
            and words[at - 1] not in OF_A_KIND
            and words[at + 1 : at + 2] != ["than"]
        )
        if at > 0 and (more or word in ("also", "again", "additional", "further")):
            yield Fault("adds to something said before", BEFORE, SLIGHT)
    if words and gaps[-1] == ".":
        yield from _last(words)
    if bare.rstrip("\"'”’ ").endswith("!"):
        yield Fault("an exclamation", UNKNOWN)


_SEQUENCE = frozenset("and when if since after before first once as until by but or who which that initially".split())


def _next(words: Sequence[str], at: int) -> bool:
    """Tell whether a "then" goes on from the sentence before: "Berg then left", not "rose and then left"."""
    following = words[at + 1] if at + 1 < len(words) else ""
    acts = following.endswith("ed") or (following in VERBS and following not in ("just", "only", "still", "now"))
    return at > 0 and acts and at < 8 and not _SEQUENCE & set(words[max(0, at - 7) : at])


def _tops(words: Sequence[str], at: int) -> bool:
    """Tell whether an "even" caps what was told before: "was even shown", "even managed to"."""
    following = words[at + 1] if at + 1 < len(words) else ""
    if following in _EVEN_SO:
        return False
    return words[at - 1] in AUXILIARY or (following.endswith("ed") and words[at - 1] not in BREAKS)


def _last(words: Sequence[str]) -> Iterator[Fault]:
    """Give the fault of a last word that needs the sentence before: "did too", "the others", "of those"."""
    last, before = words[-1], words[-3:-1]
    if last in TRAILING:
        yield Fault(f"“{last}” points to the sentence before", BEFORE)
        return
    counted = before[-1:] in (["no"], ["every"], ["any"]) or {"and", "dozens", "hundreds", "many", "two"} & set(before)
    if last in STANDS_FOR or (last in ("one", "ones", "others", "another") and not counted):
        yield Fault("ends on a word that stands for what was said before", BEFORE)
