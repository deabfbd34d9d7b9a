"""Fit the numbers of the default ranker on articles with highlights, and write briefer/choose/ranker.json.

    python benchmarks/train.py DATA [--folds 2] [--out briefer/choose/ranker.json]

DATA holds cnndm/data.jsonl (rows with article, highlights and the group of near duplicates); where it holds
newts/data.jsonl as well, groups found there are left out, because that set is for measuring. First the held-out figures
are printed: each fold is scored by numbers fitted on the others. Then the numbers are fitted on all rows and written.
Needs numpy. The same data give the same file.

Four steps, each with a closed solution or a convex one:
words      logistic regression: is this word of the article in the highlights?
lexicon    for words that stand in many articles, how much oftener than that they are
sentences  ridge regression: how many words of the highlights would this sentence add to those already taken? The
           states are those that the ranker itself comes through, so it is fitted twice, the second time on its own way
asked      logistic regression: is this word in the one highlight that a question is about? The questions are words
           drawn from a list of subjects of the news (subjects.txt), of the subject the highlight shares most with
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import re
import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import log
from pathlib import Path
from typing import Any

import numpy
from numpy.typing import NDArray

from briefer.choose import rank
from briefer.choose.lines import root
from briefer.text import split, stop_words, words

ROOT = Path(__file__).parent.parent
Array = NDArray[numpy.float64]

SHARE, SUPPORT, LEAST = 2.0, 10, 0.2  # lexicon: pseudo-counts, articles a word must stand in, size worth keeping
RIDGE = {"closed": 2.0, "open": 1000.0}  # the open target is in words, so its variance is about forty times the other
ASKED = 12  # words a question draws from a subject
PAIRS = {"closed": 1.0, "open": 0.0}  # what a pair of words counts beside a word; each the best on held-out halves
STATES = 60  # words; as far as a summary is followed


@dataclass
class Row:
    """One article, read once."""

    group: str
    texts: list[str]
    highlights: list[str]
    seen: rank.Words
    features: Array
    label: Array
    counts: list[Counter[str]] = field(default_factory=list)
    wanted: Counter[str] = field(default_factory=Counter)
    pairs: list[Counter[str]] = field(default_factory=list)  # of words that stand side by side
    pairs_wanted: Counter[str] = field(default_factory=Counter)
    likely: list[float] = field(default_factory=list)


def stems(text: str) -> list[str]:
    """The stems of a text, in order."""
    return [root(word, "en") for word in words(text)]


def paired(listed: Sequence[str]) -> Counter[str]:
    """The pairs of words that stand side by side."""
    return Counter(f"{left} {right}" for left, right in itertools.pairwise(listed))


def read(data: Path) -> list[Row]:
    """The rows to fit on."""
    apart = set()
    measured = data / "newts" / "data.jsonl"
    if measured.is_file():
        apart = {json.loads(line)["group"] for line in measured.read_text("utf-8").splitlines()}
    found = []
    for line in (data / "cnndm" / "data.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        if row["group"] in apart:
            continue
        texts = [sentence.text for sentence in split(re.sub(r"\s+", " ", row["article"]).strip())]
        seen = rank.Words(texts)
        held = {stem for text in row["highlights"] for stem in stems(text)}
        found.append(
            Row(
                group=row["group"],
                texts=texts,
                highlights=row["highlights"],
                seen=seen,
                features=numpy.array(seen.features),
                label=numpy.array([stem in held for stem in seen.order], float),
                counts=[Counter(stems(text)) for text in texts],
                wanted=Counter(stem for text in row["highlights"] for stem in stems(text)),
                pairs=[paired(stems(text)) for text in texts],
                pairs_wanted=sum((paired(stems(text)) for text in row["highlights"]), Counter()),
            )
        )
    return found


def logistic(rows: Array, label: Array) -> Array:
    """Logistic regression by Newton's steps, with a penalty of 1 on all but the first."""
    penalty = numpy.eye(rows.shape[1])
    penalty[0, 0] = 1e-6
    found: Array = numpy.zeros(rows.shape[1])
    for _ in range(30):
        chance = 1 / (1 + numpy.exp(-rows @ found))
        slope = rows.T @ (label - chance) - penalty @ found
        step = numpy.linalg.solve((rows * (chance * (1 - chance))[:, None]).T @ rows + penalty, slope)
        found = found + step
        if abs(step).max() < 1e-8:
            break
    return found


def named(parts: Iterable[str], values: Array) -> dict[str, float]:
    """Numbers by the names of their parts."""
    return {part: round(float(value), 4) for part, value in zip(parts, values, strict=True)}


def fit_words(rows: Sequence[Row]) -> dict[str, Any]:
    """The parts of a word, and the lexicon."""
    weights = logistic(numpy.vstack([row.features for row in rows]), numpy.concatenate([row.label for row in rows]))
    chance: Counter[str] = Counter()
    held: Counter[str] = Counter()
    articles: Counter[str] = Counter()
    names: Counter[str] = Counter()
    name = rank.WORD_PARTS.index("a name")
    for row in rows:
        likely = 1 / (1 + numpy.exp(-row.features @ weights))
        for stem, value, label, features in zip(row.seen.order, likely, row.label, row.features, strict=True):
            chance[stem] += value
            held[stem] += label
            articles[stem] += 1
            names[stem] += features[name] > 0.5
    lexicon = {
        stem: round(log((held[stem] + SHARE) / (chance[stem] + SHARE)), 2)
        for stem in sorted(chance)
        # Names are the news of their years, not of the reader's.
        if articles[stem] >= SUPPORT and names[stem] < 0.5 * articles[stem] and not stem[0].isdigit()
    }
    return {
        "word": named(rank.WORD_PARTS, weights),
        "lexicon": {stem: value for stem, value in lexicon.items() if abs(value) >= LEAST},
    }


def fit_sentences(rows: Sequence[Row], power: float, ridge: float, pair: float) -> dict[str, float]:
    """The parts of a sentence."""
    found: Array = numpy.zeros(len(rank.SENTENCE_PARTS))
    found[0] = 1.0
    features: list[Array] = []
    gains: list[Array] = []
    for _ in range(2):
        features, gains = [], []
        for row in rows:
            state = rank.Chosen(row.seen, row.likely, power)
            rest = list(range(len(row.texts)))
            left, pairs = row.wanted.copy(), row.pairs_wanted.copy()
            length = 0
            while length < STATES and len(rest) > 1:
                table = numpy.array([state.row(index) for index in rest])
                gain = [
                    (row.counts[index] & left).total() + pair * (row.pairs[index] & pairs).total() for index in rest
                ]
                features.append(table)
                gains.append(numpy.array(gain) / [state.scale[index] for index in rest])
                best = rest[int(numpy.argmax(table @ found))]
                rest.remove(best)
                state.take(best)
                left -= row.counts[best]
                pairs -= row.pairs[best]
                length += len(row.texts[best].split())
        rows_of = numpy.vstack([table - table.mean(0) for table in features])
        label = numpy.concatenate([gain - gain.mean() for gain in gains])
        found = numpy.linalg.solve(rows_of.T @ rows_of + ridge * numpy.eye(len(found)), rows_of.T @ label)
    level = (numpy.concatenate(gains) - numpy.vstack(features) @ found).mean()
    return {"any sentence": round(float(level), 4), **named(rank.SENTENCE_PARTS, found)}


def questions(rows: Sequence[Row]) -> list[tuple[Row, str, str]]:
    """A row, one of its highlights, and a question that this highlight answers better than the others do."""
    chance = random.Random(5)
    stops = stop_words("en")
    subjects = []
    for line in (ROOT / "benchmarks" / "subjects.txt").read_text("utf-8").splitlines():
        listed = [word for word in line.partition(":")[2].split() if word not in stops]
        subjects.append((listed, {root(word, "en") for word in listed}))
    shared = Counter(stem for _, inside in subjects for stem in inside)
    found = []
    for row in rows:
        bags = [{root(word, "en") for word in words(text) if word not in stops} for text in row.highlights]
        close = [
            [sum(1 / shared[stem] for stem in sorted(bag & inside)) for _, inside in subjects] for bag in bags
        ]
        for at, text in enumerate(row.highlights):
            if len(bags) < 2:
                continue
            others = [sum(values) / (len(bags) - 1) for values in zip(*(close[:at] + close[at + 1 :]), strict=True)]
            apart = [own - 0.5 * other for own, other in zip(close[at], others, strict=True)]
            best = max(range(len(apart)), key=lambda number: (apart[number], -number))
            if apart[best] > 0.8:
                listed = subjects[best][0]
                found.append((row, text, " ".join(chance.sample(listed, min(ASKED, len(listed))))))
    return found


def fit_asked(rows: Sequence[Row]) -> dict[str, float]:
    """The parts of a word when a question is asked."""
    tables, labels = [], []
    for row, text, about in questions(rows):
        held = set(stems(text))
        tables.append(numpy.array(row.seen.asked(row.likely, about)))
        labels.append(numpy.array([stem in held for stem in row.seen.order], float))
    return named(rank.ASKED_PARTS, logistic(numpy.vstack(tables), numpy.concatenate(labels)))


def fit(rows: Sequence[Row]) -> dict[str, Any]:
    """All numbers."""
    found = fit_words(rows)
    for row in rows:
        row.likely = row.seen.likely(found)
    found["closed"] = fit_sentences(rows, rank.CLOSED, RIDGE["closed"], PAIRS["closed"])
    found["open"] = fit_sentences(rows, rank.OPEN, RIDGE["open"], PAIRS["open"])
    found["asked"] = fit_asked(rows)
    found["length"] = round(statistics.fmean(row.wanted.total() for row in rows), 1)
    return found


def overlap(held: Counter[str], wanted: Counter[str]) -> float:
    """F1 of what is held against what was wanted, as ROUGE counts it, over our own stems."""
    return 200 * (held & wanted).total() / max(1, held.total() + wanted.total())


def scores(row: Row, chosen: Sequence[int]) -> tuple[float, float]:
    """F1 of the words and of the pairs of words of chosen sentences."""
    return (
        overlap(sum((row.counts[index] for index in chosen), Counter()), row.wanted),
        overlap(sum((row.pairs[index] for index in chosen), Counter()), row.pairs_wanted),
    )


def leading(row: Row, budget: int) -> list[int]:
    """The first sentences, as many as come to so many words."""
    found: list[int] = []
    length = 0
    for index, text in enumerate(row.texts):
        size = len(text.split())
        if found and length + size > budget * 1.1:
            break
        found.append(index)
        length += size
        if length >= budget * 0.9:
            break
    return found


def interval(values: Sequence[float]) -> str:
    """A mean with its 95 % interval."""
    chance = random.Random(11)
    means = sorted(statistics.fmean(chance.choices(values, k=len(values))) for _ in range(1000))
    return f"{statistics.fmean(values):+.2f} [{means[25]:.2f}, {means[974]:.2f}]"


def held_out(rows: Sequence[Row], folds: int) -> None:
    """Print what rows gain that were not fitted on."""
    gains: dict[str, list[float]] = {"words": [], "pairs": [], "75 words": []}
    for fold in range(folds):
        fitted = fit([row for row in rows if int(row.group[:6], 16) % folds != fold])
        for row in rows:
            if int(row.group[:6], 16) % folds != fold:
                continue
            every = range(len(row.texts))
            ours = scores(row, rank.Reading(row.texts, fitted=fitted).by_count(3, every))
            first = scores(row, every[:3])
            gains["words"].append(ours[0] - first[0])
            gains["pairs"].append(ours[1] - first[1])
            sizes = [len(text.split()) for text in row.texts]
            chosen = rank.Reading(row.texts, fitted=fitted).by_length(75, every, sizes) or [0]
            length = sum(sizes[index] for index in chosen)
            gains["75 words"].append(scores(row, chosen)[0] - scores(row, leading(row, length))[0])
    print(f"held out, {folds} folds, {len(gains['words'])} rows, gain over the first sentences:")
    print(f"  3 sentences: F1 of words {interval(gains['words'])}, of pairs {interval(gains['pairs'])}")
    print(f"  75 words:    F1 of words {interval(gains['75 words'])}")


def main() -> int:
    """Fit, report, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--folds", type=int, default=2)
    parser.add_argument("--out", type=Path, default=ROOT / "briefer" / "choose" / "ranker.json")
    options = parser.parse_args()
    rows = read(options.data)
    if options.folds > 1:
        held_out(rows, options.folds)
    found = fit(rows)
    options.out.write_text(json.dumps(found, ensure_ascii=False, indent=0, sort_keys=True) + "\n", encoding="utf-8")
    size = options.out.stat().st_size
    print(f"{options.out.name}: {len(found['lexicon'])} words, {size} bytes, from {len(rows)} rows")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
