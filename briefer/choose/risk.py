"""How likely a printed item leaves its reader stuck: a sum of named signs, whose weights were fitted on read articles.

The rules of this package say what a sentence lacks; a reader judges the whole item. What she sees is counted here,
of one sentence or of one with the earlier ones that are printed before it: which nouns and names it takes as told,
how much of its article's matter it says itself, how it quotes. The numbers stand in risk.json, fitted by
benchmarks/train_risk.py on the labels of benchmarks/alone.jsonl.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache, cached_property
from math import exp, log
from pathlib import Path
from typing import Any

from ..values import dataclass
from .lines import Line, Name
from .nouns import phrases
from .speech import CUES
from .told import BEFORE, GRAVE, MILD, Fault, Told, is_person, opening, plain, tokens
from .wordlists import NATIONAL, TURNS, WELL_KNOWN

Signs = dict[str, float]
ANY = "any item"  # the sign that every item has


@dataclass(frozen=True, slots=True)
class Definite:
    """A noun with "the", as a reader meets it."""

    head: str  # plain
    at: int  # index of its token
    bare: bool  # no word between
    subject: bool
    said: bool  # words follow, or stand in it, that say which one is meant
    quoted: bool


@dataclass(frozen=True, slots=True)
class Look:
    """What of one line does not depend on what is printed before it."""

    words: list[str]  # plain, in order, quotations included
    definites: tuple[Definite, ...]
    signs: Signs


class Risks:
    """The risk of every item that could be printed from one article."""

    def __init__(
        self,
        lines: Sequence[Line],
        told: Told,
        found: Mapping[int, Sequence[Fault]],
        fitted: Mapping[str, Any] | None = None,
        subject: frozenset[str] = frozenset(),
    ) -> None:
        """Take the lines of an article, what it tells, and for each line that may be printed what it lacks alone.

        ``fitted`` are other numbers than those of this package, ``subject`` the names that the brief is about.
        """
        self._lines = lines
        self._told = told
        self._faults = found
        self._subject = subject
        self._numbers = numbers() if fitted is None else fitted
        self._looks: dict[int, Look] = {}
        self._names = _first_named(lines)
        self._first: dict[str, int] = {}  # the line that has each term first
        self._signs: dict[tuple[int, ...], Signs] = {}
        self._summed: dict[tuple[tuple[int, ...], bool], dict[str, float]] = {}  # many items begin alike
        self._chances: dict[tuple[int, ...], float] = {}

    @property
    def lead(self) -> int:
        """The index of the first sentence of the article."""
        return self._told.lead

    def refitted(self, fitted: Mapping[str, Any]) -> Risks:
        """Return the risks of the same article by other numbers."""
        return Risks(self._lines, self._told, self._faults, fitted)

    def chance(self, group: tuple[int, ...]) -> float:
        """Return how likely a reader is stuck with these lines, printed in this order, from 0 to 1.

        She is stuck where any line leaves her so; the lines count as independent of each other.
        """
        if group not in self._chances:
            clear = 1.0
            for step in range(1, len(group) + 1):
                odds = sum(self._parts(group[:step], step < len(group)).values())
                clear *= 1.0 - 1.0 / (1.0 + exp(-max(-30.0, min(30.0, odds))))
            self._chances[group] = 1.0 - clear
        return self._chances[group]

    def parts(self, group: tuple[int, ...]) -> dict[str, float]:
        """Return what each sign adds to the log-odds, of the line that is the riskiest where it stands."""
        every = [self._parts(group[:step], step < len(group)) for step in range(1, len(group) + 1)]
        return max(every, key=lambda parts: sum(parts.values()))

    def _parts(self, group: tuple[int, ...], followed: bool) -> dict[str, float]:
        if (group, followed) not in self._summed:
            weights: Mapping[str, float] = self._numbers["weights"]
            found = {ANY: weights[ANY]}
            for sign, value in self.signs(group, followed).items():
                weight = weights.get(sign, 0.0)
                if weight and value:
                    found[sign] = weight * value
            self._summed[group, followed] = found
        return self._summed[group, followed]

    def signs(self, group: tuple[int, ...], followed: bool = False) -> Signs:
        """Return by name the signs of the last of these lines, after what those before it supply.

        It is ``followed`` where another line of the item comes after it.
        """
        if group not in self._signs:
            before, at = group[:-1], group[-1]
            look = self._look(at)
            signs = dict(look.signs)
            held = {word for earlier in before for word in self._look(earlier).words}
            self._nouns(at, look, held, signs)
            self._called(at, before, signs)
            self._lacking(at, before, signs)
            self._matter(at, before, signs)
            if before:
                signs.update({f"after another line: {sign}": signs.get(sign, 0.0) for sign in _GOES_ON})
            if at == self._told.lead:
                signs.update({f"the first line: {sign}": signs.get(sign, 0.0) for sign in _OPENS})
            self._signs[group] = signs
        signs = self._signs[group]
        if followed:
            which = "a first line" if group[0] == self._told.lead else "another line"
            signs = {**signs, "followed": 1.0, f"followed: {which}": float(len(group) == 1)}
        return signs

    def brought(self, at: int) -> list[int]:
        """Return the earlier lines that bring in what a line takes as told: its nouns, and its people in full."""
        found = []
        look = self._look(at)
        for noun in look.definites:
            first = self._told.words.get(noun.head, [at])[0]
            if first < at and not noun.said and noun.head not in look.words[: noun.at]:
                found.append(first)
        for name in self._lines[at].names:
            if " " not in name.text:
                found.append(self._told.people.get(name.text, at))
        return found

    # ---- one line

    def _look(self, at: int) -> Look:
        if at not in self._looks:
            line = self._lines[at]
            whole = replace(line, bare=line.text)
            rest = tokens(line.text)
            skip = 0
            found = tuple(
                Definite(
                    head=plain(phrase.head),
                    at=phrase.at,
                    bare=len(phrase.words) == 1,
                    subject=phrase.subject,
                    said=phrase.grounded or phrase.placed or phrase.names_itself,
                    quoted=line.bare[rest.starts[phrase.at]] == " ",
                )
                for phrase in phrases(whole, self._told, rest, skip)
            )
            self._looks[at] = Look([plain(word) for word in rest.words], found, _surface(line))
        return self._looks[at]

    # ---- what it takes as told

    def _nouns(self, at: int, look: Look, held: set[str], signs: Signs) -> None:
        unique: Mapping[str, float] = self._numbers["unique"]
        usual: float = self._numbers["usual"]
        for noun in look.definites:
            if noun.head in held or noun.head in look.words[: noun.at]:
                continue
            first = self._told.words.get(noun.head)
            given = first is not None and first[0] < at
            said = " and explained" if noun.said else " standing alone" if noun.bare else ""
            where = " in a quotation" if noun.quoted else " as subject" if noun.subject else ""
            sign = f"a noun {'told' if given else 'not told'} before{said}{where}"
            signs[sign] = signs.get(sign, 0.0) + 1.0
            signs[sign + ": which one"] = signs.get(sign + ": which one", 0.0) + 1.0 - unique.get(noun.head, usual)

    def _called(self, at: int, before: Sequence[int], signs: Signs) -> None:
        """Count how the people and bodies of a line are named."""
        line, told = self._lines[at], self._told
        known: Mapping[str, Any] = self._numbers["known"]
        for number, name in enumerate(line.names):
            parts = name.text.split()
            last = parts[-1]
            if name.text in known or last in WELL_KNOWN or last in self._subject or name.text.lower() in NATIONAL:
                continue
            held = any(last in other.text.split() and " " in other.text for i in before for other in self._lines[i].names)
            held = held or any(last in other.text.split() and " " in other.text for other in line.names[:number])
            if held:
                continue
            first = self._names.get(last, at)
            role = _role(line, name)
            acts = CUES.match(line.text, min(len(line.text), name.end + 1)) is not None or number == 0
            if len(parts) == 1 and last in told.people and told.people[last] < at:
                sign = "surname with a role" if role else "surname alone" + (" that acts" if acts else "")
            elif len(parts) == 1 and last in told.firsts and told.firsts[last] < at:
                sign = "first name alone"
            elif len(parts) == 1 and first < at:
                sign = "single name told before"
            elif len(parts) > 1 and is_person(name, told.people):
                sign = ("person told before" if first < at else "person") + (" with a role" if role else " without a role")
            else:
                sign = "body or place told before" if first < at else "body or place"
            signs[sign] = signs.get(sign, 0.0) + 1.0

    def _lacking(self, at: int, before: Sequence[int], signs: Signs) -> None:
        """Count what the rules found less precise, and what of it the lines printed before do not supply.

        What they found grave is no sign: where readers read, it was cured by the lines before it or not printed.
        """
        for fault in self._faults.get(at, ()):
            where = at - 1 if fault.at == BEFORE else fault.at
            if fault.grade == GRAVE or where in before:
                continue
            for sign in ("mild by the rules" if fault.grade == MILD else "slight by the rules", kind(fault)):
                signs[sign] = signs.get(sign, 0.0) + 1.0

    def _matter(self, at: int, before: Sequence[int], signs: Signs) -> None:
        """Count how much of its article's matter a line says itself, and where it stands."""
        told, line = self._told, self._lines[at]
        terms = line.terms
        names = {word for name in line.names for word in name.text.split()}
        lead = self._lines[told.lead].terms
        depth = at - told.lead
        signs["subject said"] = len(terms & told.subject) / 6
        signs["actors named"] = float(bool(names & told.actors))
        signs["share of the actors"] = len(names & told.actors) / max(1, len(told.actors))
        signs["share of the first line"] = len(terms & lead) / max(1, len(lead))
        signs["the first line"] = float(depth <= 0)
        signs["the second line"] = float(depth == 1)
        signs["depth"] = log(1 + max(0, depth))
        signs["deep"] = float(depth > 12)
        signs["share of words told before"] = len(self._earlier(at)) / max(1, len(terms))
        signs["names"] = min(4, len({name.text for name in line.names})) / 4
        signs["no name"] = float(not names)
        signs["figures"] = min(3, len(line.figures)) / 3
        signs["length"] = log(1 + len(line.words))
        signs["short"] = float(len(line.words) < 13)
        signs["very short"] = float(len(line.words) < 10)
        signs["at the end"] = float(at >= len(self._lines) - 2)
        signs["how far down"] = at / len(self._lines)
        following = self._lines[at + 1].text if at + 1 < len(self._lines) else ""
        signs["turned round by the next line"] = float(following.startswith(_TURNS))
        if at == told.lead:
            after = self._lines[at + 1].terms if at + 1 < len(self._lines) else frozenset()
            signs["the first line: subject of the next"] = len(after & told.subject) / 6
        printed: frozenset[str] = frozenset().union(*(self._lines[one].terms for one in before))
        signs["subject not said"] = 1.0 - len((terms | printed) & told.subject) / 6
        if before:
            self._joined(at, before, printed, names, signs)

    def _joined(
        self, at: int, before: Sequence[int], printed: frozenset[str], names: set[str], signs: Signs
    ) -> None:
        """Count how a line goes on from those that are printed before it."""
        told, terms = self._told, self._lines[at].terms
        called = {word for one in before for name in self._lines[one].names for word in name.text.split()}
        gap = at - before[-1]
        signs["after another line"] = 1.0
        signs["after the first line"] = float(told.lead in before)
        signs["next to the line before"] = float(gap == 1)
        unbroken = at - before[0] == len(before)
        signs["unbroken"] = float(unbroken)
        signs["unbroken from the first line"] = float(unbroken and before[0] == told.lead)
        signs["a noun told last in a line not printed"] = float(self._retold(at, before))
        turns = self._turns[bisect_right(self._turns, before[0]) : bisect_left(self._turns, at)]
        signs["turned round by a line not printed"] = float(any(one not in before for one in turns))
        signs["gap before it"] = log(gap)
        signs["far from the line before"] = float(gap > 6)
        signs["share of words told, not printed"] = len(self._earlier(at) - printed) / max(1, len(terms))
        signs["share of words printed before"] = len(terms & printed) / max(1, len(terms))
        signs["nothing of the lines before"] = float(not terms & printed and not names & called)
        signs["a name of the lines before"] = float(bool(names & called))
        signs["only other names than before"] = float(bool(names) and not names & called)
        signs["share of the actors not named"] = 1.0 - len((names | called) & told.actors) / max(1, len(told.actors))

    def _retold(self, at: int, before: Sequence[int]) -> int:
        """Count the nouns with "the" that a reader takes for those of a printed line, though others came in between."""
        found = 0
        for noun in self._look(at).definites:
            told = self._told.words.get(noun.head, [])
            earlier = bisect_left(told, at)
            found += earlier > 0 and told[earlier - 1] > before[0] and told[earlier - 1] not in before
        return found

    @cached_property
    def _turns(self) -> list[int]:
        """The lines that turn round the one before them."""
        return [line.index for line in self._lines if line.text.startswith(_TURNS)]

    def _earlier(self, at: int) -> frozenset[str]:
        """Return the terms of a line that stand in lines before it."""
        if not self._first:
            for line in self._lines:
                for term in line.terms:
                    self._first.setdefault(term, line.index)
        return frozenset(term for term in self._lines[at].terms if self._first[term] < at)


_KIND = re.compile(r"“[^”]*”")
_LAST = re.compile(r"(?<= of )\w[\w’'.-]*$|(?<=little of )[\w’'.-]+")


def kind(fault: Fault) -> str:
    """Return what a fault is, without the words of its sentence."""
    said = _KIND.sub("a word", fault.said)
    for begun in ("only the surname of", "only the first name of", "says little of"):
        if said.startswith(begun):
            return begun.removesuffix(" of")
    return said


_TURNS = (*TURNS, "Although ", "Though ", "Still,", "That ")
_HE = re.compile(r"\b(?:he|she|him|his|her|hers|himself|herself)\b", re.IGNORECASE)
_THEY = re.compile(r"\b(?:they|them|their|theirs)\b", re.IGNORECASE)
_IT = re.compile(r"\b(?:it|its|itself)\b", re.IGNORECASE)
_WE = re.compile(r"\b(?:I|we|our|my|us|me|I['’]m|we['’]re)\b")
_THIS = re.compile(r"\b(?:this|these|those)\b (?!week|month|year|morning|afternoon|evening|summer|weekend|season)", re.IGNORECASE)
_THAT = re.compile(r"\bthat['’]s\b|\bthat (?:is|was|would|will)\b", re.IGNORECASE)
# Small words as they are written, and runs of them: looking words up is faster than the patterns that would find them.
_SMALL = {
    sign: (frozenset(words.split()), tuple(f" {run} " for run in runs))
    for sign, (words, *runs) in {
        "also": ("also too", "as well"),
        "again": ("again still anymore", "no longer"),
        "then": ("then afterward afterwards", "at the time", "at that time"),
        "such": ("such similar same",),
        "would": ("would",),
        "it itself": ("it It",),
        "should": ("should must ought", "need to", "needs to", "has to", "have to"),
        "may": ("may might could",),
        "if": ("if If",),
        "incident": ("incident incidents case cases situation situations issue issues decision decisions move moves event events matter matters",),
        "one": ("one ones",),
        "so": ("so",),
        "I or we": ("I we my our us you your",),
        "long ago": ("ago earlier previous previously once", "last year", "last month", "in the past"),
        "but": ("but However however although Although though Though instead Instead while While But",),
        "family": ("mother father wife husband son daughter brother sister parents family friends",),
    }.items()
}  # fmt: skip
_PATTERNS = {
    "another": re.compile(r"\b(?:an)?other\b(?! than)"),
    "more": re.compile(r"\b(?:more|further|additional)\b(?! than)"),
    "there": re.compile(r"\b(?:there|here)\b(?! (?:is|are|was|were|has|have|had|will|would))"),
    "had done": re.compile(r"\bhad (?:\w+ly )?(?:been|\w+(?:ed|en|wn|ne))\b"),
    "a year": re.compile(r"\b(?:19|20)\d\d\b"),
    "who": re.compile(r", (?:who|which|a|an|the) "),
    "both": re.compile(r"\b(?:both|two|three|four|either|neither)\b(?! (?:years|months|weeks|days|hours))"),
    "spokesman": re.compile(r"\b[Aa] (?:spokes\w+|source|witness|neighbou?r|friend|relative|report|statement|judge|jury|official)\b"),
}  # fmt: skip
_WORD = re.compile(r"\w+")
# What weighs otherwise in a line that goes on from another, and in the first one of an article.
_GOES_ON = tuple(
    "he or she|they|it|this|also|another|then|more|such|had done|would|may|if|there|quoted|begins with a quotation|names|no name|short|deep|depth|we in a quotation|one|both|again|so|begins with the".split("|")
)
_OPENS = tuple(
    "names|no name|figures|length|short|very short|subject said|share of the actors|this|present tense|says|quoted|begins with a clause|incident|it itself|question|dash|colon|I or we|he or she|person without a role|person with a role|begins with a name|had done|would|should".split("|")
)  # fmt: skip
_SET = re.compile(r"\W*(?:It['’]s|It is|It was|Here['’]s|Here is|There['’]s|This is|Meet|These are|Think|Imagine|When it comes|For (?:years|decades|many|some|most))\b")
# Without one of these a line is told in the present: a caption, a scene.
_TOLD = re.compile(
    r"\b(?:was|were|had|has|have|is|are|will|would|said|says|could|can|may|should|did|does|do|told|made|took|went|came|got|found|gave|saw|left|became|began|won|lost|held|kept|led|met|put|ran|sent|shot|set|cut|hit|\w{2,}ed|\w+n['’]t)\b"
)
_PLURAL = re.compile(r"[A-Z][a-z]+s$")
_SAYS = re.compile(r"\b(?:said|says|told|added|according to)\b")


def _surface(line: Line) -> Signs:
    """Return the signs of one line that no other line changes."""
    text, bare = line.text, line.bare
    inside = "".join(letter if blank == " " else " " for letter, blank in zip(text, bare, strict=True))
    quoted = 1.0 - len(bare.replace(" ", "")) / max(1, len(text.replace(" ", "")))
    first = re.match(r"\W*([\w'’-]+)(?: ([\w'’-]+))?", text)
    head, second = (first.group(1), first.group(2) or "") if first else ("", "")
    named = bool(line.names) and not text[: line.names[0].start].strip(" \"'“‘(")
    found: Signs = {
        "he or she": float(bool(_HE.search(bare))),
        "they": float(bool(_THEY.search(bare))),
        "it": float(bool(_IT.search(bare))),
        "he or she in a quotation": float(bool(_HE.search(inside))),
        "they in a quotation": float(bool(_THEY.search(inside))),
        "it in a quotation": float(bool(_IT.search(inside))),
        "we in a quotation": float(bool(_WE.search(inside))),
        "this in a quotation": float(bool(_THIS.search(inside) or _THAT.search(inside))),
        "this": float(bool(_THIS.search(bare))),
        "quoted": quoted,
        "begins with a quotation": float(bare[:1] == " "),
        "a few words quoted": float(0 < quoted < 0.3),
        "says": float(bool(_SAYS.search(bare))),
        "begins with a name": float(named),
        "begins with the": float(head == "The"),
        "begins with a": float(head in ("A", "An")),
        "begins with many": float(not named and bool(_PLURAL.match(head)) and (not second or second.islower()) and head not in ("This", "His", "As")),
        "begins with a noun": float(not named and head[:1].isupper() and second in ("is", "was", "has", "had", "were", "are", "have", "said")),
        "begins with a preposition": float(head in ("In", "On", "At", "After", "Before", "During", "For", "With", "From", "By")),
        "begins with a clause": float(head in ("While", "When", "As", "If", "Although", "Though", "Since", "Because", "Despite")),
        "begins with doing": float(head.endswith("ing")),
        "begins with a number": float(head[:1].isdigit()),
    }
    said = bare[opening(line) :]
    found["sets a scene"] = float(bool(_SET.match(said)))
    found["only the present"] = float(not _TOLD.search(said))
    found["dash"] = float(" -- " in said or " - " in said or "..." in said)
    found["question"] = float("?" in text)
    found["exclaims"] = float("!" in text)
    found["colon"] = float(":" in said)
    small = _WORD.findall(bare)
    held, row = set(small), f" {' '.join(small)} "
    for sign, (single, runs) in _SMALL.items():
        found[sign] = float(not single.isdisjoint(held) or any(run in row for run in runs))
    for sign, pattern in _PATTERNS.items():
        found[sign] = float(bool(pattern.search(bare)))
    found["present tense"] = float(bool(re.search(r"\b(?:is|are|has|have)\b", bare)) and not re.search(r"\b(?:said|was|were|had|told)\b|\w{3}ed\b", bare))
    return found


_NO_ROLE = frozenset(
    "said says by of and to that with for in at from on when as but told while after before including like is was who where if because than or about against between "
    "the a an his her their its which called named since until has had into over under also then later added".split()
)


def _role(line: Line, name: Name) -> bool:
    """Tell whether a line says who a person is: "lawyer Ana Lund", "Lund, the mayor", "Lund, 42", "Judge Lund"."""
    after = line.text[name.end :]
    if re.match(r"(?:['’]s?)? \(|, (?:\d|an? |the |who |whose |head|chief|director|president|[a-z]+ (?:of|at|for|with) |[a-z]+,|his |her |[a-z]+ [a-z]+[,.])", after):
        return True
    before = line.text[: name.start].rstrip().rsplit(" ", 1)[-1].strip("\"“'‘(")
    if before and before[:1].islower() and before.isalpha() and before not in _NO_ROLE and len(before) > 3:
        return True
    parts = name.text.split()
    if len(parts) > 1 and parts[0].strip(".").lower() in _ROLES:
        return True
    return before.strip(".").lower() in _ROLES


_ROLES = frozenset(
    "president minister secretary spokesman spokeswoman senator sen rep gov gen judge justice general commander mayor officer sheriff sgt lt col capt maj dr professor prof pope king queen prince princess "
    "ambassador governor premier chancellor colonel major captain lieutenant sergeant detective inspector superintendent commissioner congressman congresswoman bishop cardinal rev sir lord lady dame coach manager "
    "ceo chief director attorney prosecutor lawyer police deputy vice state foreign".split()
)


def _first_named(lines: Sequence[Line]) -> dict[str, int]:
    found: dict[str, int] = {}
    for line in lines:
        for name in line.names:
            for word in name.text.split():
                found.setdefault(word, line.index)
    return found


@cache
def numbers() -> Mapping[str, Any]:
    """Return the fitted numbers: the weights of the signs, how unique a noun is, which names everybody knows."""
    found: Mapping[str, Any] = json.loads(Path(__file__).with_name("risk.json").read_text(encoding="utf-8"))
    return found
