"""Everything in an English sentence that points outside it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .lines import Line, Name
from .nouns import definites, demonstratives
from .openings import middle, openings
from .pronouns import pronouns, quoted
from .speech import CUES
from .told import BEFORE, GRAVE, MILD, SLIGHT, UNKNOWN, Fault, Tokens, Told, led, opening, tokens
from .wordlists import HE, SHE, THERE_IS, THEY, WELL_KNOWN

NOBODY, LITTLE = "names nobody and no place", "names little of what the article is about"
SHORT = 16  # words; a shorter sentence with a bare surname does not tell who that is


def faults(line: Line, told: Told) -> list[Fault]:
    """Return everything that this sentence lacks when it stands alone, in the order of reading."""
    start = opening(line)
    rest = tokens(line.bare)
    skip = sum(1 for end in rest.ends if end <= start)
    if _speechless(line):
        return [Fault("a quotation without its speaker", BEFORE)]
    if line.index == told.lead:
        return _of_lead(pronouns(line, told, rest, skip), rest, skip)
    found = [*openings(line, told, rest, skip), *middle(line, rest)]
    for rule in (pronouns, quoted, demonstratives, definites):
        found.extend(rule(line, told, rest, skip))
    found.extend(_answers(line))
    found.extend(_surname(line, told))
    found.extend(_nameless(line, told, rest, skip))
    return found


def _of_lead(found: Iterator[Fault], rest: Tokens, skip: int) -> list[Fault]:
    """Return what the first sentence of an article lacks: it introduces all it names, but an "I", or a "he" to come."""
    begins = rest.words[skip].split("'")[0] in HE | SHE | THEY if skip < len(rest.words) else False
    if rest.words[skip : skip + 1] == ["this"] and rest.words[skip + 1 : skip + 2] in (
        ["comes"],
        ["came"],
        ["follows"],
    ):
        return [Fault(f"begins with “{rest.raw[skip]}”", BEFORE)]
    return [fault for fault in found if fault.grade == GRAVE and (begins or "unknown speaker" in fault.said)]


def _speechless(line: Line) -> bool:
    """Tell whether a sentence is a quotation whose speaker it does not name."""
    if line.bare == line.text or CUES.search(line.bare):
        return False
    bare = line.bare.strip(" .,;:-—")
    if len(bare) < 4 or (line.text.lstrip()[:1] in "\"“'‘" and not line.names):
        return True
    outside = any(line.bare[name.start] != " " for name in line.names)
    return not outside and len(line.words) > 2 * len(bare.split()) + 6


_ASKED = re.compile(r"\bask(?:ed|s)\b")
_ADDED = re.compile(r"\badd(?:ed|s)\s*(?:[.,:]|that\b|\w*$)|[,”\"'’]\s+add(?:ed|s)\b|\badded\s*\.?$")
_REPLY = re.compile(r"\b(?:repli|respond|answer|retort|counter)ed\b(?! (?:to|with|by)\b)|\bcontinued(?=,)")
_THERE = re.compile(r"(?<=\s)there(?P<verb>['’]|\s+[a-z]+)?")


def _answers(line: Line) -> Iterator[Fault]:
    """Give the faults of answers, additions and questions, and of a "there" that is a place outside."""
    bare = line.bare
    if "?" in line.text and _ASKED.search(bare):
        yield Fault("a question without its answer", UNKNOWN)
    if " add" in bare and _ADDED.search(bare):
        yield Fault("goes on with what was said before", BEFORE, MILD)
    if _REPLY.search(bare):
        yield Fault("an answer without what it answers", BEFORE)
    if any(_elsewhere(match.group("verb") or "") for match in _THERE.finditer(bare)):
        yield Fault("“there” points to a place outside", BEFORE, SLIGHT if line.names else GRAVE)


def _elsewhere(verb: str) -> bool:
    """Tell whether a "there" before this word is a place, not the subject of "there is"."""
    return verb not in ("'", "’") and verb.strip() not in THERE_IS


def _surname(line: Line, told: Told) -> Iterator[Fault]:
    """Give the fault of a person who appears by one name alone, though the article named them in full earlier."""
    for name in line.names:
        word = name.text
        if " " in word or word in WELL_KNOWN or word in told.known:
            continue
        at = told.people.get(word, line.index)
        if at >= line.index:
            called = told.firsts.get(word, line.index)
            if called < line.index and word not in told.people and not _in_full(line, name):
                quotation = line.bare[name.start] == " "
                yield Fault(f"only the first name of {word}", called, GRAVE if quotation else SLIGHT)
                return
            continue
        before = line.text[: name.start].rstrip().split(" ")[-1]
        if before[:1].isupper() and before.lower().strip("\"“'‘.") not in ("mr", "mrs", "ms"):
            continue
        yield Fault(f"only the surname of {word}", at, SLIGHT)
        told_more = line.figures or any(" " in other.text for other in line.names)
        if len(line.words) < (10 if told_more else SHORT):
            yield Fault(f"says little of {word}, named before", at)
        return


def _in_full(line: Line, name: Name) -> bool:
    return any(name.text in other.text.split() for other in line.names if other is not name)


def _nameless(line: Line, told: Told, rest: Tokens, skip: int) -> Iterator[Fault]:
    """Give the fault of a sentence that does not say itself what it belongs to.

    It names nobody and no place, or nothing of what its article is about: which talks, whose troops stays open.
    """
    if line.index <= told.lead:
        return
    if not line.names and not any(raw[:1].isupper() for raw in rest.raw[skip + 1 :] if raw != "I"):
        yield Fault(NOBODY, UNKNOWN, MILD)
    if len(line.terms & told.subject) <= 1 and not led(line, told):
        yield Fault(LITTLE, UNKNOWN, MILD)
