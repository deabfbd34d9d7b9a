"""Everything in an English sentence that points outside it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .lines import Line
from .nouns import definites, demonstratives
from .openings import middle, openings
from .pronouns import pronouns, quoted
from .speech import CUES
from .told import BEFORE, GRAVE, MILD, SLIGHT, UNKNOWN, Fault, Tokens, Told, led, opening, tokens
from .wordlists import WELL_KNOWN


def faults(line: Line, told: Told) -> list[Fault]:
    """Return everything that this sentence lacks when it stands alone, in the order of reading."""
    start = opening(line)
    rest = tokens(line.bare)
    skip = sum(1 for end in rest.ends if end <= start)
    if _speechless(line):
        return [Fault("a quotation without its speaker", BEFORE)]
    found = [*openings(line, told, rest, skip), *middle(line, rest)]
    for rule in (pronouns, quoted, demonstratives, definites):
        found.extend(rule(line, told, rest, skip))
    found.extend(_answers(line))
    found.extend(_surname(line, told))
    found.extend(_nameless(line, told, rest, skip))
    return found


def _speechless(line: Line) -> bool:
    if line.bare == line.text or CUES.search(line.bare):
        return False
    bare = line.bare.strip(" .,;:-—")
    if len(tokens(line.text).words) > 2 * len(tokens(line.bare).words) + 6 and not any(line.bare[name.start] != " " for name in line.names):
        return True
    return len(bare) < 4 or (line.text.lstrip()[:1] in "\"“'‘" and not line.names)


def _answers(line: Line) -> Iterator[Fault]:
    if "?" in line.text and _ASKED.search(line.bare):
        yield Fault("a question without its answer", UNKNOWN)
    if " add" in line.bare and _ADDED.search(line.bare):
        yield Fault("goes on with what was said before", BEFORE, MILD)
    if _REPLY.search(line.bare):
        yield Fault("an answer without what it answers", BEFORE)
    if " there" in line.bare and _ELSEWHERE.search(line.bare):
        yield Fault("“there” points to a place outside", BEFORE, GRAVE if not line.names else SLIGHT)


_ASKED = re.compile(r"\bask(?:ed|s)\b")


_ADDED = re.compile(r"\badd(?:ed|s)\s*(?:[.,:]|that\b|\w*$)|[,”\"'’]\s+add(?:ed|s)\b|\b(?:went on to say|continued|added)\s*\.?$")


_REPLY = re.compile(r"\b(?:repli|respond|answer|retort|counter)ed\b(?! (?:to|with|by)\b)|\bcontinued(?=,)")


_ELSEWHERE = re.compile(
    r"(?<!^)\bthere\b(?!['’]|\s+(?:is|are|was|were|ha[sd]|have|will|would|could|may|might|can|must|should|remain|seem|appear|came|exist|be|been|being|to be|isn|aren|wasn|weren|still|also|now|not|never|likely|probably|simply)s?\b)"
)


def _surname(line: Line, told: Told) -> Iterator[Fault]:
    """Give the fault of a person who appears by surname alone, though the article named them in full earlier."""
    for name in line.names:
        word = name.text
        at = told.firsts.get(word, line.index)
        if at < line.index and word not in told.people and word not in told.known and not any(word in other.text.split() for other in line.names if other is not name):
            yield Fault(f"only the first name of {word}", at, SLIGHT if line.bare[name.start] != " " else GRAVE)
            return
        if " " in word or word not in told.people or told.people[word] >= line.index or word in WELL_KNOWN or word in told.known:
            continue
        before = line.text[: name.start].rstrip().split(" ")[-1]
        if before[:1].isupper() and before.lower().strip("\"“'‘") not in ("mr", "mr.", "mrs", "mrs.", "ms", "ms."):
            continue
        at = told.people[word]
        yield Fault(f"only the surname of {word}", at, SLIGHT)
        if len(line.words) < 16:
            yield Fault(f"says little of {word}, named before", at)
        return


def _nameless(line: Line, told: Told, rest: Tokens, skip: int) -> Iterator[Fault]:
    """Give the fault of a sentence that does not say itself what it belongs to.

    It names nobody and no place, or nothing of what its article is about: which talks, whose troops stays open.
    """
    if line.index == 0:
        return
    if not line.names and not any(raw[:1].isupper() for raw in rest.raw[skip + 1 :] if raw != "I"):
        yield Fault("names nobody and no place", UNKNOWN, MILD)
    if len(line.terms & told.subject) <= 1 and not led(line, told):
        yield Fault("names little of what the article is about", UNKNOWN, MILD)
