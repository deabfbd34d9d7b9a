"""Rankers: sentences in, one number for each out; the more, the better the sentence stands for its text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from math import log, sqrt

from ..errors import UsageError
from ..model import Sentence
from ..text import split, words
from .lines import terms

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


def place(index: int) -> float:
    """Return what the position in an article is worth, from 1 down."""
    return 1.0 / (1.0 + 0.25 * index)


def central(bags: Sequence[frozenset[str]]) -> list[float]:
    """Return for each bag of terms its likeness to the others, scaled to 1 for the most central.

    Only what stands later counts: a sentence that the rest of the text takes up again is the news, one that takes up
    others is detail (counting those too gained nothing on cnndm). A running sum keeps it linear.
    """
    counts: Counter[str] = Counter()
    for bag in bags:
        counts.update(bag)
    total = len(bags)
    vectors: list[dict[str, float]] = []
    for bag in bags:
        vector = {term: log((total + 1) / counts[term]) for term in sorted(bag) if counts[term] > 1 or total == 1}
        # The norm takes in the words that stand here only, so a long sentence of new words is not central.
        norm = sqrt(sum(log((total + 1) / counts[term]) ** 2 for term in sorted(bag))) or 1.0
        vectors.append({term: weight / norm for term, weight in vector.items()})
    scores = [0.0] * total
    seen: dict[str, float] = {}
    for index in range(total - 1, -1, -1):
        scores[index] = sum(weight * seen.get(term, 0.0) for term, weight in vectors[index].items())
        for term, weight in vectors[index].items():
            seen[term] = seen.get(term, 0.0) + weight
    best = max(scores, default=0.0)
    return [score / best if best > 0 else 0.0 for score in scores]


class _Rankers(Mapping[str, Ranker]):
    """The rankers by name; sumy's are loaded when one of them is asked for."""

    _own: Mapping[str, Ranker] = {"centrality": centrality, "lead": lead}
    _sumy = ("edmundson", "kl", "lex-rank", "lsa", "luhn", "reduction", "sum-basic", "text-rank")

    def __getitem__(self, name: str) -> Ranker:
        if name in self._own:
            return self._own[name]
        if name in self._sumy:
            from .sumy_rankers import ranker

            return ranker(name)
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter((*self._own, *self._sumy))

    def __len__(self) -> int:
        return len(self._own) + len(self._sumy)


RANKERS: Mapping[str, Ranker] = _Rankers()


def summarize(
    text: str,
    sentences: int = 3,
    words: int | None = None,
    about: str | None = None,
    language: str = "en",
    ranker: str | Ranker | None = None,
) -> tuple[Sentence, ...]:
    """Return the sentences worth printing, in reading order; ``words`` asks for a length instead of a count."""
    if isinstance(ranker, str):
        if ranker not in RANKERS:
            raise UsageError(f"unknown ranker {ranker!r}; use one of: {', '.join(RANKERS)}")
        ranker = RANKERS[ranker]
    if sentences < 1 or (words is not None and words < 1):
        raise UsageError("a summary needs at least one sentence or one word; give a number above 0")
    found = [sentence for sentence in split(text, language) if sentence.text.strip()]
    if not found:
        return ()
    texts = [sentence.text for sentence in found]
    scores = list((ranker or centrality)(texts, language))
    if about:
        top = max(scores) or 1.0
        near = likeness(texts, about, language)
        scores = [score / top + ABOUT * close for score, close in zip(scores, near, strict=True)]
    order = sorted(range(len(found)), key=lambda index: (-scores[index], index))
    order = _once(order, texts, language)
    chosen = order[:sentences] if words is None else _up_to(order, texts, words)
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


def _up_to(order: Sequence[int], texts: Sequence[str], budget: int) -> list[int]:
    """Take the best sentences that fit in the number of words; at least one."""
    chosen: list[int] = []
    length = 0
    for index in order:
        size = len(texts[index].split())
        if chosen and length + size > budget * 1.1:
            continue
        chosen.append(index)
        length += size
        if length >= budget * 0.9:
            break
    return chosen
