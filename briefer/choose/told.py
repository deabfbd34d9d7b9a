"""What an article has told so far: its words, its people, and what it is about."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain

from ..values import dataclass
from .lines import Line, Name
from .speech import person_like, person_part
from .wordlists import FEMALE, HE, MALE, SHE

GRAVE, MILD, SLIGHT = 2, 1, 0


SUBJECT = 6  # so many of the commonest terms of an article say what it is about


BEFORE, UNKNOWN = -1, -2  # where a fault points: the sentence before, or nobody knows


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that a sentence lacks when it stands alone."""

    said: str  # in words
    at: int  # index of the earlier line that supplies it, or BEFORE or UNKNOWN
    grade: int = GRAVE  # GRAVE: the reader is lost or misled; MILD: less precise; SLIGHT: hardly felt
    head: str = ""  # of a noun with "the", without plural: any line that holds it may say which one is meant


@dataclass(frozen=True, slots=True)
class Told:
    """What an article has told, by the line that told it first."""

    lines: Sequence[Line]
    words: dict[str, list[int]]  # plain word -> the lines that hold it
    people: dict[str, int]  # surname -> the line that names its owner in full
    firsts: dict[str, int]  # first name -> the same line
    sexes: dict[str, str]  # surname -> "he" or "she", where the article or the first name says so
    known: frozenset[str]  # names that the profile expects its readers to know
    lead: int  # the index of its first sentence; what stands before are bylines and captions
    subject: frozenset[str]  # the terms the article uses most
    actors: frozenset[str]  # the names of its lead and the sentence after

    def first(self, word: str, line: Line) -> int | None:
        """Return the first earlier line that holds a word, or None."""
        found = self.words.get(plain(word))
        return found[0] if found and found[0] < line.index else None

    def last(self, word: str, line: Line) -> int | None:
        """Return the last earlier line that holds a word, or None."""
        found = [at for at in self.words.get(plain(word), ()) if at < line.index]
        return found[-1] if found else None


@dataclass(frozen=True, slots=True)
class Tokens:
    """A line as words with their places, outside quotation marks."""

    words: list[str]  # lower-cased
    raw: list[str]
    starts: list[int]
    ends: list[int]


_TOKEN = re.compile(r"\w(?:[\w’'.-]*\w)?")


_DATELINE = re.compile(r"(?:[A-ZÀ-Þ][\w.,’' -]{0,40})?\([A-Z][\w ]{1,20}\)\s*(?:[-–—]+\s*)?")


@lru_cache(maxsize=50_000)
def plain(word: str) -> str:
    """Return a word without possessive and plural ending, for comparing."""
    if word.endswith(("'s", "’s")):
        word = word[:-2]
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def tokens(text: str) -> Tokens:
    """Return the words of a text with their places."""
    matches = list(_TOKEN.finditer(text))
    raw = [match.group() for match in matches]
    words = [word.lower() for word in raw]
    if "’" in text:
        words = [word.replace("’", "'") for word in words]
    return Tokens(words, raw, [match.start() for match in matches], [match.end() for match in matches])


def opening(line: Line) -> int:
    """Return where the sentence proper begins, after a dateline and opening marks."""
    dateline = _DATELINE.match(line.text)
    at = dateline.end() if dateline else 0
    while at < len(line.text) and line.text[at] in " \"'“‘(":
        at += 1
    return at


def tell(lines: Sequence[Line], known: frozenset[str], lead: int = 0) -> Told:
    """Return what an article tells and where."""
    words: dict[str, list[int]] = {}
    people: dict[str, int] = {}
    firsts: dict[str, int] = {}
    sexes: dict[str, str] = {}
    for line in lines:
        for word in dict.fromkeys(map(plain, line.words)):
            words.setdefault(word, []).append(line.index)
        for name in line.names:
            parts = person_part(name.text).split()
            opens = not line.text[: name.start].strip(" \"'“‘(") and parts and parts[0].endswith(("ing", "ed"))
            if len(parts) >= 2 and is_person(name) and not opens:  # "Upending Obamacare" names nobody
                people.setdefault(parts[-1], line.index)
                firsts.setdefault(parts[0], line.index)
                if parts[0] == "Kim" or len(parts[0]) <= 3:  # East Asian names put the family first
                    people.setdefault(parts[0], line.index)
            sex = sex_of(line, name)
            if sex and len(parts) >= 1:
                sexes.setdefault(parts[-1], sex)
    for surname, votes in _votes(lines, people).items():
        if surname not in sexes and votes["he"] != votes["she"]:
            sexes[surname] = "he" if votes["he"] > votes["she"] else "she"
    counted = Counter(chain.from_iterable(line.terms for line in lines))
    subject = frozenset(sorted(counted, key=lambda term: (-counted[term], term))[:SUBJECT])
    actors = frozenset(word for line in lines[lead : lead + 2] for name in line.names for word in name.text.split())
    return Told(lines, words, people, firsts, sexes, known, lead, subject, actors)


def is_person(name: Name, people: dict[str, int] | None = None) -> bool:
    """Tell whether a name is a person's: by its look, or because the article named one so before."""
    if "'s " in name.text or "’s " in name.text:
        return False  # "Norway's Oslo" is no one
    return person_like(name.text) or (people is not None and name.text.split()[-1] in people)


def _votes(lines: Sequence[Line], people: dict[str, int]) -> dict[str, Counter[str]]:
    """Count for each person the sentences that name nobody else and say "he", and those that say "she"."""
    found: dict[str, Counter[str]] = {}
    for line in lines:
        named = {name.text.split()[-1] for name in line.names} & people.keys()
        if len(named) == 1:
            held = set(line.words)
            he, she = held & HE, held & SHE
            if bool(he) != bool(she):
                found.setdefault(min(named), Counter())["he" if he else "she"] += 1
    return found


def cut(line: Line, at: int, rest: Tokens, count: int) -> str:
    return line.text[rest.starts[at] : rest.ends[at + count - 1]]


def sex_of(line: Line, name: Name) -> str:
    parts = [part.strip(".,").lower() for part in name.text.split()]
    before = line.text[max(0, name.start - 12) : name.start].split()
    if before:
        parts.insert(0, before[-1].strip(".,").lower())
    for part in parts:
        if part in ("mr", "sir", "lord", "king", "prince"):
            return "he"
        if part in ("mrs", "ms", "miss", "dame", "queen", "princess", "lady"):
            return "she"
    person = person_part(name.text).split()
    if len(person) >= 2:
        first = person[0].lower()
        return "he" if first in MALE else "she" if first in FEMALE else ""
    return ""


def led(line: Line, told: Told) -> bool:
    """Tell whether a line names one of those whom the article is about, as its first two sentences do."""
    return any(word in told.actors for name in line.names for word in name.text.split())
