"""Rankers: sentences in, one number for each out; the more, the better the sentence stands for its text.

The default one asks of every word how likely a reader's own summary of the article would hold it, and of every
sentence how many such words it adds. Both answers are sums of named parts; their numbers stand in ranker.json, fitted
by benchmarks/train.py.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain
from math import exp, log, sqrt
from pathlib import Path
from typing import Any

from ..errors import UsageError
from ..model import Sentence
from ..text import split, stop_words, words
from ..text.pattern import pattern
from .lines import root, terms

Ranker = Callable[[Sequence[str], str], list[float]]

# Fitted on cnndm in one coarse search (ROUGE-1 of three sentences against the highlights): newspapers put the news
# first, so the place counts most, and among the first sentences the ones that share words with what follows.
PLACE, CENTRE, SHORT = 1.0, 0.8, 0.25


def lead(sentences: Sequence[str], language: str = "en") -> list[float]:
    """Score by position alone: the first sentence is the best."""
    return [1.0 / (1 + index) for index in range(len(sentences))]


def centrality(sentences: Sequence[str], language: str = "en") -> list[float]:
    """Score by position and by how much of the text's own words a sentence shares with the rest."""
    bags = [terms(words(sentence, language), language) for sentence in sentences]
    middle = central(bags)
    return [
        PLACE * place(index) + CENTRE * middle[index] - (SHORT if len(bags[index]) < 6 else 0.0)
        for index in range(len(bags))
    ]


def expected(sentences: Sequence[str], language: str = "en") -> list[float]:
    """Score by the words of a reader's own summary that each sentence is expected to hold, by its length."""
    return [sum(found.values()) for found in parts(sentences, language)]


def parts(sentences: Sequence[str], language: str = "en", about: str | None = None) -> list[dict[str, float]]:
    """Return for each sentence the named parts of its score; their sum is the score before anything else is chosen."""
    return [] if not sentences else Reading(sentences, language, about).parts()


def place(index: int) -> float:
    """Return what the position in an article is worth, from 1 down."""
    return 1.0 / (1.0 + 0.25 * index)


def central(bags: Sequence[frozenset[str]]) -> list[float]:
    """Return for each bag of terms its likeness to the others, scaled to 1 for the most central.

    Only what stands later counts: a sentence that the rest of the text takes up again is the news, one that takes up
    others is detail (counting those too gained nothing on cnndm). A running sum keeps it linear.
    """
    counts = Counter(chain.from_iterable(bags))
    total = len(bags)
    weights = {term: log((total + 1) / count) for term, count in counts.items()}
    squares = {term: weight**2 for term, weight in weights.items()}
    vectors: list[list[tuple[str, float]]] = []
    for bag in bags:
        ordered = sorted(bag)
        # The norm takes in the words that stand here only, so a long sentence of new words is not central.
        norm = sqrt(sum(map(squares.__getitem__, ordered))) or 1.0
        vectors.append([(term, weights[term] / norm) for term in ordered if counts[term] > 1 or total == 1])
    scores = [0.0] * total
    seen: dict[str, float] = dict.fromkeys(counts, 0.0)
    for index in range(total - 1, -1, -1):
        scores[index] = sum([weight * seen[term] for term, weight in vectors[index]])
        for term, weight in vectors[index]:
            seen[term] += weight
    best = max(scores, default=0.0)
    return [score / best if best > 0 else 0.0 for score in scores]


# ---- the default ranker: what it sees of words and sentences

WORD_PARTS = (
    "any word", "often", "in many sentences", "in the first sentence", "in the second", "in the third", "comes late",
    "comes early", "a name", "a figure", "a plain word", "in quotation marks", "first and often", "long",
    "a name and often", "plain and often",
)  # fmt: skip
ASKED_PARTS = ("any", "likely", "likely and plain", "telling", "asked for", "asked and likely", "near", "nearest")
SENTENCE_PARTS = (
    "words", "first", "place", "very long", "opens with a quotation", "opens with a pronoun", "speech",
    "plain words", "taken up again", "phrases", "said before",
)  # fmt: skip
CLOSED = 0.7  # a sentence's words are worth their number by its length to this power, where room is short
OPEN = 0.0  # and without regard to its length where somebody asked about something: the answer counts
_SHORTEST = 3  # words; a shorter sentence is taken for one of three
_LONG = 35
_AGAIN = 0.75  # share of its telling words that stand in sentences already taken: such a one waits for all others
_PRONOUNS = frozenset("he she it they his her their this that these those him them its we i you".split())
_SPEECH = frozenset("said says say told adds added according tells".split())
_CAPITALISED = pattern(r"(?<=[\w,;’'\"] )[^\W\d_]\w+")


class Words:
    """The words of a text by their stems: where each stands and what it looks like."""

    def __init__(self, sentences: Sequence[str], language: str = "en") -> None:
        stops = stop_words(language)
        english = language.lower().startswith("en")
        roots: dict[str, str] = {}
        self.order: list[str] = []  # the stems, as they come up
        self.sentences: list[list[int]] = []  # for each sentence the numbers of its stems, each once
        self.sizes: list[int] = []
        self.rows: list[list[float]] = []  # for each sentence its features without the words it adds
        number: dict[str, int] = {}
        count: list[int] = []
        spread: list[int] = []
        opening: list[int] = []  # the first three sentences, as bits
        first: list[int] = []
        named: list[int] = []
        quoted: list[int] = []
        plain: list[int] = []
        length: list[int] = []
        telling: list[list[int]] = []
        phrases: list[list[tuple[int, int]]] = []
        phrased: Counter[tuple[int, int]] = Counter()
        for index, text in enumerate(sentences):
            tokens = words(text, language)
            capitals = {word.lower() for word in _CAPITALISED.findall(text) if word[0].isupper()}
            marks = '"' in text or "“" in text
            inside: dict[int, bool] = {}
            pairs: dict[tuple[int, int], bool] = {}
            before = -1
            common = 0
            for word in tokens:
                stem = roots.get(word)
                if stem is None:
                    stem = roots[word] = root(word, language)
                at = number.get(stem)
                if at is None:
                    at = number[stem] = len(self.order)
                    self.order.append(stem)
                    count.append(0)
                    spread.append(0)
                    opening.append(0)
                    first.append(index)
                    named.append(0)
                    quoted.append(0)
                    plain.append(0)
                    length.append(len(word))
                count[at] += 1
                stop = word in stops
                if stop:
                    plain[at] += 1
                    common += 1
                if word in capitals:
                    named[at] += 1
                if marks:
                    quoted[at] += 1
                if at not in inside:
                    spread[at] += 1
                    if index < 3:
                        opening[at] |= 1 << index
                    inside[at] = not stop
                elif not stop:
                    inside[at] = True
                if before >= 0:
                    pairs[before, at] = True
                before = at
            size = len(tokens)
            self.sentences.append(list(inside))
            self.sizes.append(max(_SHORTEST, size))
            phrases.append(list(pairs))
            phrased.update(pairs)
            telling.append([at for at, tells in inside.items() if tells])
            head = tokens[0] if tokens else ""
            self.rows.append([
                1.0 if index == 0 else 0.0,
                1.0 / (1 + index),
                max(0, size - _LONG) / 10,
                1.0 if text.lstrip()[:1] in {'"', "“", "„", "«"} else 0.0,
                1.0 if english and head in _PRONOUNS else 0.0,
                1.0 if english and not _SPEECH.isdisjoint(tokens) else 0.0,
                common / max(1, size),
            ])  # fmt: skip
        for row, bag, pairs_in, size in zip(self.rows, telling, phrases, self.sizes, strict=True):
            row.append(sum(log(spread[at]) for at in bag) / size)
            row.append(sum(1.0 for pair in pairs_in if phrased[pair] > 1) / size)
        self.telling = [1.0 - plain[at] / count[at] for at in range(len(count))]
        total = max(1, len(sentences))
        self.features: list[tuple[float, ...]] = []
        for at, stem in enumerate(self.order):
            tells = self.telling[at]
            often = log(count[at])
            name = named[at] / count[at]
            start = opening[at]
            self.features.append((
                1.0,
                tells * often,
                tells * log(1 + spread[at]),
                tells if start & 1 else 0.0,
                tells if start & 2 else 0.0,
                tells if start & 4 else 0.0,
                tells * first[at] / total,
                tells / (1 + first[at]),
                tells * name,
                tells if stem[0].isdigit() else 0.0,
                1.0 - tells,
                tells * quoted[at] / count[at],
                tells * often if start & 1 else 0.0,
                tells * min(1.0, length[at] / 10),
                tells * name * often,
                (1.0 - tells) * often,
            ))  # fmt: skip
        self.bags = [[at for at in inside if self.telling[at] > 0] for inside in self.sentences]

    def likely(self, numbers: Mapping[str, Any], language: str = "en") -> list[float]:
        """Return for each stem how likely a reader's own summary holds it."""
        weights = [numbers["word"][part] for part in WORD_PARTS]
        lexicon = numbers["lexicon"] if language.lower().startswith("en") else {}
        return [
            _logistic(sum(map(_times, weights, row)) + lexicon.get(stem, 0.0))
            for stem, row in zip(self.order, self.features, strict=True)
        ]

    def asked(self, likely: Sequence[float], about: str, language: str = "en") -> list[tuple[float, ...]]:
        """Return for each stem what a question changes: whether it is asked for, and near to what is."""
        weight, said = self._question(about, language)
        # A long question circles what it asks for: two of its words are enough to be about it. The numbers are fitted
        # on such. A short one names it, so each of its words is to be there, and counts up to three times as much.
        enough = min(2.0, said) or 1.0
        sure = min(3.0, max(1.0, 4.0 / (said or 4.0)))
        near = [sure * min(1.0, sum(weight[at] for at in inside) / enough) for inside in self.sentences]
        if len(near) >= 3:  # what stands next to the answer belongs to it
            padded = [0.0, *near, 0.0]
            near = [0.2 * padded[at] + 0.6 * padded[at + 1] + 0.2 * padded[at + 2] for at in range(len(near))]
        sums = [0.0] * len(self.order)
        counts = [0] * len(self.order)
        best = [0.0] * len(self.order)
        for inside, close in zip(self.sentences, near, strict=True):
            for at in inside:
                sums[at] += close
                counts[at] += 1
                if close > best[at]:
                    best[at] = close
        middle = sum(near) / max(1, len(near))
        rows: list[tuple[float, ...]] = []
        for at, tells in enumerate(self.telling):
            odds = log(likely[at] / (1.0 - likely[at]))
            wanted = weight[at]
            rows.append((
                1.0, odds, (1.0 - tells) * odds, tells, wanted, odds if wanted else 0.0,
                tells * (sums[at] / counts[at] - middle), tells * best[at],
            ))  # fmt: skip
        return rows

    def _question(self, about: str, language: str) -> tuple[list[float], float]:
        """Return how much each stem is asked for, and how much the whole question asks.

        Twice said is asked more, another form of the word a little less.
        """
        stops = stop_words(language)
        said = Counter(root(word, language) for word in words(about, language) if word not in stops)
        heads = {stem[:5] for stem in said if len(stem) >= 5}
        found = []
        for at, stem in enumerate(self.order):
            if stem in said:
                found.append(min(said[stem], 2) / 1.5)
            elif len(stem) >= 5 and stem[:5] in heads and self.telling[at] > 0.5:
                found.append(0.7)
            else:
                found.append(0.0)
        return found, sum(min(times, 2) / 1.5 for times in said.values())


def _times(left: float, right: float) -> float:
    return left * right


def _logistic(value: float) -> float:
    return 1.0 / (1.0 + exp(-max(-30.0, min(30.0, value))))


class Chosen:
    """A text while sentences are chosen from it: what each of the others would still add."""

    def __init__(self, seen: Words, likely: Sequence[float], power: float) -> None:
        self._likely = likely
        self._words = seen
        self._holders: list[list[int]] = [[] for _ in seen.order]
        self._telling: list[list[int]] = [[] for _ in seen.order]
        for index, inside in enumerate(seen.sentences):
            for at in inside:
                self._holders[at].append(index)
        for index, bag in enumerate(seen.bags):
            for at in bag:
                self._telling[at].append(index)
        self.scale = [exp(power * log(size)) for size in seen.sizes]
        self.adds = [sum(likely[at] for at in inside) for inside in seen.sentences]  # of words not yet printed
        self.again = [0.0] * len(seen.sentences)  # share of the telling words that are
        self._covered = [False] * len(seen.order)

    def take(self, index: int) -> None:
        """Take a sentence: its words add nothing any more."""
        for at in self._words.sentences[index]:
            if self._covered[at]:
                continue
            self._covered[at] = True
            for other in self._holders[at]:
                self.adds[other] -= self._likely[at]
            for other in self._telling[at]:
                self.again[other] += self._words.telling[at] / len(self._words.bags[other])

    def repeats(self, index: int) -> bool:
        """Tell whether a sentence says little that those taken do not say."""
        return self.again[index] >= _AGAIN

    def row(self, index: int) -> list[float]:
        """Return the features of a sentence as things stand, in the order of SENTENCE_PARTS."""
        return [self.adds[index] / self.scale[index], *self._words.rows[index], self.again[index]]


@cache
def numbers() -> Mapping[str, Any]:
    """Return the fitted numbers of the default ranker."""
    found: Mapping[str, Any] = json.loads(Path(__file__).with_name("ranker.json").read_text(encoding="utf-8"))
    return found


class Reading:
    """A text as the default ranker reads it."""

    def __init__(
        self,
        texts: Sequence[str],
        language: str = "en",
        about: str | None = None,
        counted: bool = True,
        fitted: Mapping[str, Any] | None = None,
    ) -> None:
        fitted = fitted or numbers()
        self.words = Words(texts, language)
        self._plain = self._likely = self.words.likely(fitted, language)
        # Where the number of sentences is given and a question asked, long answers are as good as short ones.
        is_open = bool(about) and counted
        kind = fitted["open" if is_open else "closed"]
        self._weights = [float(kind[part]) for part in SENTENCE_PARTS]
        self._any = float(kind["any sentence"])
        if about:
            weights = [fitted["asked"][part] for part in ASKED_PARTS]
            rows = self.words.asked(self._plain, about, language)
            asked = [_logistic(sum(map(_times, weights, row))) for row in rows]
            # A question moves what is likely; it does not make a summary longer.
            scale = sum(self._plain) / (sum(asked) or 1.0)
            self._likely = [value * scale for value in asked]
        self._power = OPEN if is_open else CLOSED
        self._length = float(fitted["length"])
        self.state = Chosen(self.words, self._likely, self._power)
        self._fixed = [
            self._any + sum(map(_times, self._weights[1:-1], row)) for row in self.words.rows
        ]  # what does not change while sentences are chosen

    def worth(self, index: int) -> float:
        """Return the score of a sentence beside those already taken."""
        state, weights = self.state, self._weights
        moving = weights[0] * state.adds[index] / state.scale[index] + weights[-1] * state.again[index]
        return self._fixed[index] + moving

    def parts(self) -> list[dict[str, float]]:
        """Return the named parts of each score; those that are nothing are left out."""
        found = []
        for index in range(len(self.words.sentences)):
            row = self.state.row(index)
            named = {"any sentence": self._any}
            for part, weight, value in zip(SENTENCE_PARTS, self._weights, row, strict=True):
                named[part] = weight * value
            if self._likely is not self._plain:
                without = sum(self._plain[at] for at in self.words.sentences[index]) / self.state.scale[index]
                named["asked"] = named["words"] - self._weights[0] * without
                named["words"] = self._weights[0] * without
            found.append({part: value for part, value in named.items() if value})
        return found

    def by_count(self, count: int, left: Sequence[int]) -> list[int]:
        """Take so many sentences: at each step the one after which the summary is the best for its length."""
        rest = list(left)
        chosen: list[int] = []
        held = length = 0.0
        while rest and len(chosen) < count:
            fresh = [index for index in rest if not self.state.repeats(index)] or rest
            best, value = fresh[0], float("-inf")
            for index in fresh:
                worth = self.worth(index)
                if self._power:
                    # F1 of the words expected, against a summary of the usual length: holding more of its words
                    # counts for, being longer than it counts against.
                    size = self.words.sizes[index]
                    worth = (held + worth * self.state.scale[index]) / (length + size + self._length)
                if worth > value:
                    best, value = index, worth
            held += self.worth(best) * self.state.scale[best]
            length += self.words.sizes[best]
            chosen.append(best)
            rest.remove(best)
            self.state.take(best)
        return chosen

    def by_length(self, budget: int, left: Sequence[int], sizes: Sequence[int]) -> list[int]:
        """Take sentences that together fill a number of words, the worthiest for their length first."""
        rest = list(left)
        chosen: list[int] = []
        length = 0
        while length < budget * _UNDER:
            rest = [index for index in rest if length + sizes[index] <= budget * _OVER]
            if not rest:
                break
            fresh = [index for index in rest if not self.state.repeats(index)] or rest
            best = max(fresh, key=lambda index: (self.worth(index), -index))
            chosen.append(best)
            rest.remove(best)
            length += sizes[best]
            self.state.take(best)
        return chosen


# ---- the rankers by name


class _Rankers(Mapping[str, Ranker]):
    """The rankers by name; sumy's are loaded when one of them is asked for."""

    _own: Mapping[str, Ranker] = {"centrality": centrality, "lead": lead, "expected": expected}
    theirs = ("edmundson", "kl", "lex-rank", "lsa", "luhn", "reduction", "sum-basic", "text-rank")

    def __getitem__(self, name: str) -> Ranker:
        if name in self._own:
            return self._own[name]
        if name in self.theirs:
            from .sumy_rankers import ranker

            return ranker(name)
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter((*self._own, *self.theirs))

    def __len__(self) -> int:
        return len(self._own) + len(self.theirs)


RANKERS: Mapping[str, Ranker] = _Rankers()
_UNDER, _OVER = 0.9, 1.1  # a summary of so many words keeps to them within a tenth


def summarize(
    text: str,
    sentences: int = 3,
    words: int | None = None,
    about: str | None = None,
    language: str = "en",
    ranker: str | Ranker | None = None,
) -> tuple[Sentence, ...]:
    """Return the sentences worth printing, in reading order; ``words`` asks for a length instead of a count."""
    as_sumy = False
    if isinstance(ranker, str):
        if ranker not in RANKERS:
            raise UsageError(f"unknown ranker {ranker!r}; use one of: {', '.join(RANKERS)}")
        as_sumy = ranker in _Rankers.theirs
        ranker = RANKERS[ranker]
    if sentences < 1 or (words is not None and words < 1):
        raise UsageError("a summary needs at least one sentence or one word; give a number above 0")
    found = [sentence for sentence in split(text, language) if sentence.text.strip()]
    if not found:
        return ()
    texts = [sentence.text for sentence in found]
    sizes = [len(text.split()) for text in texts]
    about = about if about and about.strip() else None
    if ranker is None or ranker is expected:
        seen = Reading(texts, language, about, counted=words is None)
        left = _once(range(len(texts)), texts, language)
        chosen = seen.by_count(sentences, left) if words is None else seen.by_length(words, left, sizes)
        if words is not None:
            worth = [seen.worth(index) for index in range(len(texts))]
            left.sort(key=lambda index: (-worth[index], index))
    else:
        scores = list(ranker(texts, language))
        if about:
            top = max(scores) or 1.0
            near = likeness(texts, about, language)
            scores = [score / top + ABOUT * close for score, close in zip(scores, near, strict=True)]
        left = sorted(range(len(found)), key=lambda index: (-scores[index], index))
        if not as_sumy:  # who names one of sumy's rankers gets sumy's choice
            left = _once(left, texts, language)
        chosen = left[:sentences] if words is None else _up_to(left, sizes, words)
    if words is not None:
        chosen = _filled(chosen, left, sizes, words)
    return tuple(found[index] for index in sorted(chosen))


ABOUT = 1.0  # what a sentence that is all about the question is worth beside the best ranked one


def likeness(texts: Sequence[str], about: str, language: str) -> list[float]:
    """Return how much of each text is about the words of a question, 1 for the one that is most."""
    bags = [terms(words(text, language), language) for text in texts]
    asked = terms(words(about, language), language)
    counts: Counter[str] = Counter()
    for bag in bags:
        counts.update(bag)
    total = len(bags)
    raw = [sum(log(1 + total / counts[term]) for term in sorted(bag & asked)) / (0.5 + 0.05 * len(bag)) for bag in bags]
    best = max(raw, default=0.0)
    return [value / best if best > 0 else 0.0 for value in raw]


def _once(order: Sequence[int], texts: Sequence[str], language: str) -> list[int]:
    """Leave out what says the same words as a better sentence."""
    seen: set[str] = set()
    found = []
    for index in order:
        key = " ".join(words(texts[index], language)) or texts[index]
        if key not in seen:
            seen.add(key)
            found.append(index)
    return found


def _up_to(order: Sequence[int], sizes: Sequence[int], budget: int) -> list[int]:
    """Take the best sentences that fit in the number of words."""
    chosen: list[int] = []
    length = 0
    for index in order:
        if length >= budget * _UNDER:
            break
        if length + sizes[index] <= budget * _OVER:
            chosen.append(index)
            length += sizes[index]
    return chosen


def _filled(chosen: Sequence[int], order: Sequence[int], sizes: Sequence[int], budget: int) -> list[int]:
    """Mend a choice that fell short of the number of words: one sentence more or another one, and never none."""
    taken = list(chosen)
    if not taken:  # every sentence is longer than what was asked for: the shortest is nearest to it
        return [min(order, key=lambda index: (sizes[index], index))]
    rank = {index: at for at, index in enumerate(order)}
    # A few rounds are enough: every one comes nearer. The last taken, the least worthy, are given up first.
    for _ in range(8):
        length = sum(sizes[index] for index in taken)
        if length >= budget * _UNDER:
            break
        rest = [index for index in order if index not in taken]
        swaps = [
            (abs(budget - length + sizes[out] - sizes[new]), -at, rank[new], out, new)
            for at, out in list(enumerate(taken))[-6:]
            for new in rest
            if sizes[out] < sizes[new] and length - sizes[out] + sizes[new] <= budget * _OVER
        ]
        if not swaps:
            break
        near = [swap for swap in swaps if swap[0] <= budget * (1 - _UNDER)]
        _, _, _, out, new = min(near, key=lambda swap: swap[1:]) if near else min(swaps)
        taken[taken.index(out)] = new
    return taken
