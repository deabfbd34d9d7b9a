"""Who said what: statements with speaker, cue and content, each by its place in the text."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import cache
from math import exp, log
from pathlib import Path

from ..model import Article, Span, Statement
from ..text import document
from ..values import dataclass
from .clauses import (
    Words,
    cue_traits,
    end_local,
    end_places,
    end_traits,
    far_places,
    far_traits,
    further_places,
    further_traits,
    near_places,
    near_traits,
    quote_traits,
    read_words,
    start_local,
    start_places,
    start_traits,
)
from .speech import person_like

_CUE = 0.42  # a cue as likely as this is taken; measured on held-out articles
_WEAK_CUE = 0.12  # and one of this where its content is a quotation that nobody claims
_PART = 0.5
_QUOTE = 0.35

Stretch = tuple[int, int]  # first and last word


@dataclass(frozen=True, slots=True)
class Model:
    """The learned numbers: the forms that cues take, and for each decision the weight of every trait."""

    forms: Mapping[str, float]
    weights: Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Found:
    """A statement as words: who, cue, the parts of the content, and how likely the cue is."""

    source: Stretch | None
    cue: int
    parts: tuple[Stretch, ...]
    chance: float


def _sum(weights: Mapping[str, float], traits: Sequence[str]) -> float:
    return sum([weights[trait] for trait in traits if trait in weights])


def _chance(score: float) -> float:
    return 1 / (1 + exp(-max(-30.0, min(30.0, score))))


def cue_chances(made: Words, model: Model) -> dict[int, float]:
    """Return for each word that may be a cue how likely it is one."""
    weights, forms = model.weights["cue"], model.forms
    return {at: _chance(_sum(weights, cue_traits(made, at))) for at, form in enumerate(made.word) if form in forms}


def best_cues(made: Words, chances: Mapping[int, float]) -> dict[int, float]:
    """Return the chance of the likeliest cue of each sentence."""
    best: dict[int, float] = {}
    for at, chance in chances.items():
        number = made.sentence[at]
        best[number] = max(chance, best.get(number, 0.0))
    return best


def shared(one: Stretch, other: Stretch) -> float:
    """Return how much two stretches share, from 0 to 1."""
    both = min(one[1], other[1]) - max(one[0], other[0]) + 1
    return both / (max(one[1], other[1]) - min(one[0], other[0]) + 1) if both > 0 else 0.0


class _Reader:
    """One text under the model, with what is known of each word kept."""

    def __init__(self, made: Words, model: Model) -> None:
        self.made, self.weights = made, model.weights
        self.starts: dict[int, float] = {}
        self.ends: dict[int, float] = {}

    def source(self, cue: int) -> Stretch | None:
        """Return who speaks, if anybody is said to."""
        made, weights = self.made, self.weights["near"]
        near = max(near_places(made, cue), key=lambda at: _sum(weights, near_traits(made, cue, at)))
        if near < 0:
            return None
        weights = self.weights["far"]
        far = max(far_places(made, cue, near), key=lambda at: _sum(weights, far_traits(made, cue, near, at)))
        return (min(near, far), max(near, far))

    def content(self, cue: int, source: Stretch | None) -> Stretch | None:
        """Return the first and last word of what is said."""
        made, weights = self.made, self.weights["start"]
        options = []
        for at in start_places(made, cue, source):
            if at not in self.starts:
                self.starts[at] = _sum(weights, start_local(made, at))
            options.append((self.starts[at] + _sum(weights, start_traits(made, cue, source, at)), -at))
        if not options:
            return None
        options.sort(reverse=True)
        best, found = float("-inf"), None
        for score, minus in options[:2]:
            if found and score < options[0][0] - 1:
                break
            end, chance = self.end(cue, source, -minus)
            if score + chance > best:
                best, found = score + chance, (-minus, end)
        return found

    def end(self, cue: int, source: Stretch | None, start: int) -> tuple[int, float]:
        """Return the likeliest last word of a content, and the logarithm of its chance."""
        made, weights = self.made, self.weights["end"]
        scores = []
        for at in end_places(made, cue, source, start):
            if at not in self.ends:
                self.ends[at] = _sum(weights, end_local(made, at))
            scores.append((self.ends[at] + _sum(weights, end_traits(made, cue, source, start, at)), at))
        top, best = max(scores)
        return best, -log(sum(exp(score - top) for score, _ in scores))

    def further(self, cue: int, source: Stretch | None, content: Stretch) -> tuple[Stretch, ...]:
        """Return the content with its further parts, in order."""
        made, weights = self.made, self.weights["part"]
        parts = [content]
        for part in further_places(made, cue, source, content):
            if any(shared(part, other) > 0 for other in parts):
                continue
            if _chance(_sum(weights, further_traits(made, cue, source, content, part))) >= _PART:
                parts.append(part)
        return going_on(made, sorted(parts))


def going_on(made: Words, parts: Sequence[Stretch]) -> tuple[Stretch, ...]:
    """Return the parts of a content with the paragraphs in which its last quotation goes on."""
    found = list(parts)
    quote = made.quote[found[-1][1]]
    while 0 <= quote < len(made.quotes) - 1 and made.open_ended[quote]:
        first, last = made.quotes[quote + 1]
        if first != made.quotes[quote][1] + 1:
            break  # the next paragraph opens without a mark: the close was forgotten
        quote += 1
        found.append((first, last))
    return tuple(found)


def decode(made: Words, model: Model, *, loose: bool = True) -> list[Found]:
    """Return the statements of a text as words, in order of their cues; loose quotations last."""
    reader = _Reader(made, model)
    found: list[Found] = []
    doubtful: list[tuple[int, float]] = []
    chances = cue_chances(made, model)
    for cue, chance in chances.items():
        if chance >= _CUE:
            source = reader.source(cue)
            content = reader.content(cue, source)
            if content:
                found.append(Found(source, cue, reader.further(cue, source, content), chance))
        elif chance >= _WEAK_CUE:
            doubtful.append((cue, chance))
    found = _once(found)
    if not made.quotes:
        return found
    claimed = {at for one in found for at in _claimed(made, one.parts)}
    free = [at for at in range(len(made.quotes)) if at not in claimed]
    near = {made.sentence[made.quotes[at][0]] for at in free} | {made.sentence[made.quotes[at][1]] for at in free}
    for cue, chance in sorted(doubtful, key=lambda pair: (-pair[1], pair[0])):
        if made.sentence[cue] not in near:
            continue
        source = reader.source(cue)
        content = reader.content(cue, source)
        if content and any(at not in claimed for at in _claimed(made, [content])):
            parts = reader.further(cue, source, content)
            found.append(Found(source, cue, parts, chance))
            claimed.update(_claimed(made, parts))
    if loose:
        best = best_cues(made, chances)
        weights = model.weights["quote"]
        for at in free:
            if at in claimed:
                continue
            chance = _chance(_sum(weights, quote_traits(made, at, best.get(made.sentence[made.quotes[at][0]], 0.0))))
            if chance >= _QUOTE:
                parts = going_on(made, [made.quotes[at]])
                claimed.update(range(at, at + len(parts)))
                found.append(Found(None, -1, parts, chance))
    return found


def _claimed(made: Words, parts: Sequence[Stretch]) -> list[int]:
    """Return the numbers of the quotations that the parts of a content are about."""
    return [
        at
        for part in parts
        for at in range(max(0, bisect_left(made.quotes, part) - 1), bisect_left(made.quotes, (part[1] + 1, 0)))
        if shared(made.quotes[at], part) >= 0.5
    ]


def _once(found: list[Found]) -> list[Found]:
    """Leave out the less likely of two statements with the same content."""
    kept: list[Found] = []
    first = [one.parts[0] for one in found]
    order = sorted(range(len(found)), key=lambda at: first[at])
    rank = {at: place for place, at in enumerate(order)}
    for at, one in enumerate(found):
        # The same content begins at nearly the same word, so its twin is near in the order of beginnings.
        beside = order[max(0, rank[at] - 4) : rank[at] + 5]
        if not any(
            shared(first[at], first[other]) >= 0.9
            and len(one.parts) == len(found[other].parts)
            and (-found[other].chance, other) < (-one.chance, at)
            for other in beside
        ):
            kept.append(one)
    return kept


def pack(model: Model) -> str:
    """Return a model as JSON, small: weights in hundredths."""
    value = {
        "forms": sorted(model.forms),
        "weights": {
            name: {trait: round(100 * weight) for trait, weight in sorted(table.items()) if round(100 * weight)}
            for name, table in model.weights.items()
        },
    }
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"


@cache
def _model() -> Model:
    value = json.loads(Path(__file__).with_name("statements.json").read_text(encoding="utf-8"))
    return Model(
        dict.fromkeys(value["forms"], 1.0),
        {name: {trait: weight / 100 for trait, weight in table.items()} for name, table in value["weights"].items()},
    )


def statements(text: str, language: str = "en") -> tuple[Statement, ...]:
    """Return what somebody says in a text, in its order; a speaker who is not certain is None.

    The speaker is given in the words that stand beside the cue ("Falk", "the mayor", "she"); ``name`` holds the name
    behind them where it is certain. In other languages than English quotations are found, without their speakers.
    """
    made = read_words(document(Article(id="", title="", text=text, source="", language=language)))
    if language.partition("-")[0].partition("_")[0].lower() != "en":
        return _quotations(made)
    names = _Names(made)
    result = []
    for one in decode(made, _model()):
        parts = [_bare(made, part) for part in one.parts]
        result.append(
            Statement(
                speaker=_span(made, one.source) if one.source else None,
                cue=_span(made, _cue(made, one.cue)) if one.cue >= 0 else None,
                content=tuple(_span(made, part) for part in parts),
                kind=_kind(made, parts),
                name=names.behind(one),
            )
        )
    return tuple(sorted(_whole(result), key=lambda statement: statement.content[0].start))


def _whole(found: Sequence[Statement]) -> list[Statement]:
    """Leave out what nobody says inside another's words: in "said that the treaty was signed" nobody signed a claim."""
    return [
        one
        for one in found
        if one.speaker or not one.cue or not any(_inside(one.cue, other) for other in found if other.speaker)
    ]


def _inside(cue: Span, other: Statement) -> bool:
    return any(part.start <= cue.start and cue.end <= part.end for part in other.content)


def _span(made: Words, stretch: Stretch) -> Span:
    return Span(made.start[stretch[0]], made.end[stretch[1]])


def _cue(made: Words, at: int) -> Stretch:
    """Return the words of a cue: "according" has a "to" that belongs to it."""
    return (at, at + 1) if made.word[at] == "according" and made.after[at] == "to" else (at, at)


def _bare(made: Words, part: Stretch) -> Stretch:
    """Return a part of a content without the "that" before it."""
    first, last = part
    return (first + 1, last) if made.word[first] == "that" and last - first > 2 else part


def _kind(made: Words, parts: Sequence[Stretch]) -> str:
    """Tell whether the words are the speaker's own, the reporter's, or both."""
    own = [made.quote[first] >= 0 and made.quotes[made.quote[first]][0] == first for first, _ in parts]
    whole = [
        start and last <= made.quotes[made.quote[first]][1] + 1 for start, (first, last) in zip(own, parts, strict=True)
    ]
    if all(whole):
        return "direct"
    opens = {first for first, _ in made.quotes}
    some = any(at in opens for first, last in parts for at in range(first, last + 1))
    return "mixed" if some else "indirect"


def _quotations(made: Words) -> tuple[Statement, ...]:
    """Return the quotations of a text that are speech by their length, without speakers."""
    found = []
    for first, last in made.quotes:
        span = _span(made, (first, last))
        letters = made.text[span.start : span.end]
        # Three words are no title and no word held with tongs; scripts without spaces are counted by letters.
        if len(letters.split()) >= 3 or (not letters.isascii() and len(letters) >= 10 and " " not in letters):
            found.append(Statement(speaker=None, cue=None, content=(span,), kind="direct"))
    return tuple(found)


# ---------------------------------------------------------------- the name behind "she"

_NOT_THE_NAMED = frozenset(("for", "of", "from", "by", "with", "to", "at", "in", "against", "about"))
# Somebody without a name who may be meant by "he" or "she" as well.
_SOMEBODY = frozenset(
    "man woman boy girl spokesman spokeswoman spokesperson officer official adviser advisor aide lawyer attorney "
    "mother father wife husband son daughter brother sister friend neighbor neighbour voter student teacher "
    "doctor nurse judge prosecutor agent soldier driver victim suspect candidate senator congressman "
    "congresswoman governor mayor president minister secretary director manager chairman chairwoman chief leader "
    "reporter journalist editor author professor analyst expert scientist supporter critic opponent rival "
    "colleague employee worker owner boss person patient witness guest host anchor moderator pastor priest bishop "
    "pope king queen prince princess activist organizer strategist consultant pollster lobbyist donor veteran "
    "resident source member".split()
)


class _Names:
    """The names of a text outside its quotations, and whom a pronoun means where only one can be meant."""

    def __init__(self, made: Words) -> None:
        self.made = made
        tag, word, quote = made.tag, made.word, made.quote
        runs: list[Stretch] = []
        at, total = 0, len(word)
        while at < total:
            if tag[at] != "A" or quote[at] >= 0:
                at += 1
                continue
            last = at
            while (
                last + 1 < total
                and tag[last + 1] == "A"
                and quote[last + 1] < 0
                and made.sentence[last + 1] == made.sentence[at]
            ):
                last += 1
            runs.append((at, last))
            at = last + 1
        inner = {word[at] for at in range(total) if tag[at] == "A" and made.before[at] not in "^“"}
        self.runs = [run for run in runs if run[0] != run[1] or made.before[run[0]] != "^" or word[run[0]] in inner]
        self.at = {run[1]: run for run in self.runs}
        self.people = {
            word[last] for first, last in self.runs if first < last and person_like(self.text((first, last)))
        }

    def text(self, run: Stretch) -> str:
        """Return the words of a stretch as they stand in the text."""
        return self.made.text[self.made.start[run[0]] : self.made.end[run[1]]]

    def behind(self, one: Found) -> Span | None:
        """Return the name of a speaker: in the words for them, or behind a pronoun that can mean one person only."""
        if one.source is None:
            return None
        first, last = one.source
        made = self.made
        if first == last and made.word[first] in ("he", "she"):
            return self._meant(first)
        if first == last and made.word[first] == "who":
            before = first - 2 if made.before[first] == "," else first - 1
            run = self.at.get(before)
            return _span(made, run) if run else None
        for run in self.runs[bisect_left(self.runs, (first, 0)) : bisect_left(self.runs, (last + 1, 0))]:
            if run[1] <= last:
                follows = made.after[run[1]] if run[1] < last else "^"
                leads = made.word[run[0] - 1] if run[0] > first else "^"
                return _span(made, run) if follows in ("^", ",", "(") and leads not in _NOT_THE_NAMED else None
        return None

    def _meant(self, pronoun: int) -> Span | None:
        """Return the one person named in this paragraph and the one before, if nobody else can be meant."""
        made = self.made
        number = made.sentence[pronoun]
        paragraph = made.paragraph[number]
        low = number
        while low and low > number - 12 and made.paragraph[low - 1] >= paragraph - 1:
            low -= 1
        begin = made.first[low]
        between = self.runs[bisect_left(self.runs, (begin, 0)) : bisect_left(self.runs, (pronoun, 0))]
        seen = [run for run in between if made.word[run[1]] in self.people]
        if len({made.word[run[1]] for run in seen}) != 1:
            return None
        if any(
            made.word[at] in _SOMEBODY for at in range(begin, pronoun) if made.quote[at] < 0 and made.tag[at] != "A"
        ):
            return None
        if any(
            made.tag[at] == "P" and made.word[at] == made.word[pronoun] and made.quote[at] < 0
            for at in range(begin, seen[0][0])
        ):
            return None  # somebody else is already called so
        wrong = ("mrs.", "ms.", "miss") if made.word[pronoun] == "he" else ("mr.",)
        if any(made.word[at] in wrong for at in range(begin, pronoun)):
            return None
        for run in seen:
            # The one who is named must have been the subject or the speaker, not somebody's "of Falk".
            leads = made.word[run[0] - 1] if made.before[run[0]] != "^" else "^"
            if made.after[run[1]] == "'s" or leads in _NOT_THE_NAMED:
                return None
        return _span(made, seen[-1])
