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
from .wordlists import HE, PREPOSITIONS, SHE, TAKEN_UP, THERE_IS, THEY, TIMES, WELL_KNOWN

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
    if rest.words[skip : skip + 1] and rest.words[skip] in PREPOSITIONS:  # "In it, members are singing"
        begins = rest.words[skip + 1 : skip + 2] in (["it"], ["them"], ["him"], ["her"])
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
_IN_QUOTES = re.compile(r"\bthe [‘'“\"][\w ,-]{3,40}?\b(\w+)[’'”\"](?! (?:of|that|against|in|at)\b)")
# "Lund's prediction was made as …": which one?
_OF_ONE = re.compile(
    r"(?:[A-Z][\w-]+ )?[A-Z][\w-]+['’]s? (\w+?)s? (?:was|were|came|comes|is|are|has|have|had|follows|followed)\b"
)
_TOLD = re.compile(r"[^,]{3,60} told (?:the |a )?[\w’'-]+(?: [\w’'-]+)?\.?$")
_SOMEBODY = re.compile(
    r"\b(?:one|another) (?:person|user|fan|viewer|reader|follower|commenter) (?:said|wrote|tweeted|posted|added)\b"
)
# "Democrats scoff at the idea": which one?
_REJECTS = re.compile(
    r"\b(?:scoff\w* at|dismiss\w*|reject\w*|den(?:y|ies|ied)|disput\w*|rebuff\w*|refut\w*|welcom\w*|defend\w*) "
    r"(?:the|that|those) (?:idea|notion|claim|suggestion|allegation|accusation|criticism|comparison|argument)s?\b"
    r"(?! (?:that|of|by|from|in|made|against|for|to|on|about|over|as)\b)"
)  # fmt: skip
# "Straw stressed this point", "vowed not to repeat that mistake"
_THIS_ONE = re.compile(
    r"\b(?:this|that) (?:point|mistake|error|view|sentiment|message|lesson|argument|claim|call|question|fear)s?\b"
    r"(?! (?:is|was|that|in time|of)\b)"
)  # fmt: skip
_THERE = re.compile(r"(?<=\s)there(?P<verb>['’]|\s+[a-z]+)?")


def _answers(line: Line) -> Iterator[Fault]:
    """Give the faults of answers, additions and questions, and of a "there" that is a place outside."""
    bare = line.bare
    if "?" in line.text and _ASKED.search(bare):
        yield Fault("a question without its answer", UNKNOWN)
    if " add" in bare and _ADDED.search(bare):
        yield Fault("goes on with what was said before", BEFORE, MILD)
    if any(match.group(1).lower() in TAKEN_UP for match in _IN_QUOTES.finditer(line.text)):
        yield Fault("takes up in quotation marks what was told before", BEFORE)
    if (taken := _OF_ONE.match(bare)) and taken.group(1).lower() in TAKEN_UP:
        yield Fault(f"“{taken.group(1)}” was told before", BEFORE)
    if bare == line.text and _TOLD.match(bare):
        yield Fault("says that something was told, not what", UNKNOWN)
    if (one := _THIS_ONE.search(bare)) and not bare[: one.start()].endswith((" at ", " that ")):
        yield Fault(f"“{one.group()}” points outside", BEFORE)
    if _REPLY.search(bare) or _REJECTS.search(bare):
        yield Fault("an answer without what it answers", BEFORE)
    if _SOMEBODY.search(bare) and bare != line.text:
        yield Fault("a quotation of somebody unnamed", UNKNOWN, MILD)
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


def _proper(raw: str) -> bool:
    """Tell whether a word looks like a part of a name; days and months are none."""
    return raw[:1].isupper() and raw != "I" and raw.lower().removesuffix("'s").removesuffix("’s") not in TIMES


def _nameless(line: Line, told: Told, rest: Tokens, skip: int) -> Iterator[Fault]:
    """Give the fault of a sentence that does not say itself what it belongs to.

    It names nobody and no place, or nothing of what its article is about: which talks, whose troops stays open.
    """
    if line.index <= told.lead:
        return
    if not line.names and not any(_proper(raw) for raw in rest.raw[skip + 1 :]):
        yield Fault(NOBODY, UNKNOWN, MILD)
    if len(line.terms & told.subject) <= 1 and not led(line, told):
        yield Fault(LITTLE, UNKNOWN, MILD)
