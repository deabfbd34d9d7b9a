"""Fit the numbers by which statements are found (briefer/choose/statements.json) on PolNeAR's training articles.

    python benchmarks/train_statements.py DATA [--out briefer/choose/statements.json] [--folds N]

DATA is the folder that holds polnear/train.jsonl.gz. Each decision (is this word a cue; where does its speaker begin
and end; where its content; has the content another part; is a loose quotation a statement) is a sum of weights,
fitted by stochastic gradient with an L1 penalty and a fixed seed: the same data give the same file. With --folds 5
the first fifth of the articles is held out and scored instead; nothing is written.
"""

from __future__ import annotations

import argparse
import bisect
import collections
import gzip
import json
import pathlib
import time

import numpy as np

from briefer.choose import clauses as c
from briefer.choose.statements import Model, best_cues, cue_chances, decode, pack, shared
from briefer.model import Article
from briefer.text import document

COMMON = 4  # a trait of fewer articles is theirs, not the language's


class Table:
    """The examples of one decision: groups of candidates, each with its traits; one (or none) of a group is right."""

    def __init__(self) -> None:
        self.number: dict[str, int] = {}
        self.article = 0  # the one being read
        self.last: list[int] = []  # of each trait, the last article it was met in
        self.spread: list[int] = []  # and in how many it was met
        self.ids: list[int] = []
        self.sizes: list[int] = []
        self.groups: list[int] = []
        self.right: list[int] = []

    def add(self, candidates: list[list[str]], right: int) -> None:
        number = self.number
        for traits in candidates:
            for trait in traits:
                at = number.setdefault(trait, len(number))
                if at == len(self.last):
                    self.last.append(-1)
                    self.spread.append(0)
                if self.last[at] != self.article:
                    self.last[at] = self.article
                    self.spread[at] += 1
                self.ids.append(at)
            self.sizes.append(len(traits))
        self.groups.append(len(candidates))
        self.right.append(right)

    def fit(self, *, binary: bool, rounds: int, rate: float, thrift: float, seed: int = 7) -> dict[str, float]:
        """Return the weights; those that the penalty brings to nothing are left out."""
        if not self.groups:
            return {}
        ids = np.asarray(self.ids, dtype=np.int32)
        ends = np.concatenate(([0], np.cumsum(self.sizes)))
        groups = np.concatenate(([0], np.cumsum(self.groups)))
        right = np.asarray(self.right)
        weight = np.zeros(len(self.number))
        common = np.asarray(self.spread) >= COMMON
        squares = np.full(len(self.number), 1e-2)
        mean = np.zeros(len(self.number))
        generator = np.random.default_rng(seed)
        batch, kept = 256, 0
        for turn in range(rounds):
            order = generator.permutation(len(self.groups))
            for at in range(0, len(order), batch):
                chosen = order[at : at + batch]
                rows = np.concatenate([np.arange(groups[g], groups[g + 1]) for g in chosen])
                lengths = ends[rows + 1] - ends[rows]
                places = np.concatenate([ids[ends[r] : ends[r + 1]] for r in rows])
                row_of = np.repeat(np.arange(len(rows)), lengths)
                score = np.bincount(row_of, weights=weight[places], minlength=len(rows))
                if binary:
                    error = 1 / (1 + np.exp(-np.clip(score, -30, 30))) - right[chosen]
                else:
                    counts = groups[chosen + 1] - groups[chosen]
                    first = np.concatenate(([0], np.cumsum(counts)[:-1]))
                    top = np.repeat(np.maximum.reduceat(score, first), counts)
                    value = np.exp(score - top)
                    error = value / np.repeat(np.add.reduceat(value, first), counts)
                    error[first + right[chosen]] -= 1
                slope = np.bincount(places, weights=error[row_of], minlength=len(weight)) / np.sqrt(len(chosen))
                squares += slope * slope
                step = rate / np.sqrt(squares)
                weight -= step * slope
                weight = common * np.sign(weight) * np.maximum(0, np.abs(weight) - step * thrift)
            if turn >= rounds // 2:
                mean += weight
                kept += 1
        mean /= kept
        return {trait: float(mean[at]) for trait, at in self.number.items() if abs(mean[at]) >= 0.02}


Read = tuple[c.Words, list[tuple[list[tuple[int, int]], ...]]]
Gold = tuple[tuple[int, int] | None, int, list[tuple[int, int]]]


def places(made: c.Words, spans: list[list[int]]) -> list[tuple[int, int]]:
    """Return spans of letters as spans of words; neighbours with nothing between them become one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        first = bisect.bisect_right(made.end, start)
        last = bisect.bisect_left(made.start, end) - 1
        while last > first and made.tag[last] in (",", ";", ":", ".") and made.quote[last] < 0:
            last -= 1
        if first > last:
            continue
        if found and first - found[-1][1] <= 1:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return found


def read(folder: pathlib.Path) -> list[Read]:
    """Return the articles as words with their attributions (source, cue, content)."""
    with gzip.open(folder / "polnear" / "train.jsonl.gz", "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    articles = []
    for row in rows:
        made = c.read_words(document(Article(id="", title="", text=row["text"], source="")))
        gold = [tuple(places(made, one[part]) for part in ("source", "cue", "content")) for one in row["attributions"]]
        articles.append((made, [one for one in gold if one[1] and one[2]]))
    return articles


def heads(articles: list[Read]) -> tuple[dict[str, float], list[tuple[c.Words, list[Gold]]]]:
    """Choose of each cue the word that tells most, and return how often each form is one."""
    seen: collections.Counter[str] = collections.Counter(form for made, _ in articles for form in made.word)
    names = collections.Counter(
        form for made, _ in articles for form, tag in zip(made.word, made.tag, strict=True) if tag in ("A", "0")
    )
    share: dict[str, float] = {}
    result: list[tuple[c.Words, list[Gold]]] = []
    inside: collections.Counter[str] = collections.Counter()
    for turn in range(3):
        chosen: collections.Counter[str] = collections.Counter()
        result = []
        for made, gold in articles:
            golds: list[Gold] = []
            for source, cue, content in gold:
                options = range(cue[0][0], cue[0][1] + 1)
                if turn == 0:
                    inside.update(made.word[at] for at in options)
                    continue
                plain = [
                    at
                    for at in options
                    if made.tag[at] not in ("D", "G", "B", "H", "M", "O", "N", "R", "to", "that", "P")
                ]
                head = max(plain or options, key=lambda at: (share.get(made.word[at], 0), -at))
                chosen[made.word[head]] += 1
                golds.append((source[0] if source else None, head, content))
            result.append((made, golds))
        counts = inside if turn == 0 else chosen
        share = {form: counts[form] / (seen[form] + 3) for form in counts}
    forms = {
        form: value
        for form, value in share.items()
        if 2 * names[form] < seen[form] and chosen[form] and ((chosen[form] > 1 and value >= 0.03) or seen[form] <= 12)
    }
    return forms, result


def learn(articles: list[Read], *, thrift: float = 1.0) -> Model:
    """Return the model fitted on articles."""
    forms, examples = heads(articles)
    tables = {name: Table() for name in ("cue", "near", "far", "start", "end", "part", "quote")}
    missed: collections.Counter[str] = collections.Counter()
    for number, (made, golds) in enumerate(examples):
        for table in tables.values():
            table.article = number
        cues = {cue for _, cue, _ in golds}
        for at, form in enumerate(made.word):
            if form in forms:
                tables["cue"].add([c.cue_traits(made, at)], int(at in cues))
        for source, cue, content in golds:
            missed["all"] += 1
            missed["form"] += made.word[cue] not in forms
            if source and cue in range(source[0], source[1] + 1):
                source = None
            options = c.near_places(made, cue)
            near = (source[1] if source[1] < cue else source[0]) if source else -1
            if near in options:
                tables["near"].add([c.near_traits(made, cue, at) for at in options], options.index(near))
                if source:
                    far = source[0] if source[1] < cue else source[1]
                    others = c.far_places(made, cue, near)
                    if far in others:
                        tables["far"].add([c.far_traits(made, cue, near, at) for at in others], others.index(far))
                    else:
                        missed["far"] += 1
            else:
                missed["near"] += 1
                source = None
            main = max(content, key=lambda part: part[1] - part[0])
            begins = c.start_places(made, cue, source)
            if main[0] not in begins:
                missed["start"] += 1
                continue
            tables["start"].add(
                [c.start_local(made, at) + c.start_traits(made, cue, source, at) for at in begins],
                begins.index(main[0]),
            )
            stops = c.end_places(made, cue, source, main[0])
            if main[1] not in stops:
                missed["end"] += 1
                continue
            tables["end"].add(
                [c.end_local(made, at) + c.end_traits(made, cue, source, main[0], at) for at in stops],
                stops.index(main[1]),
            )
            rest = [part for part in content if part != main]
            for part in c.further_places(made, cue, source, main):
                good = any(shared(part, other) >= 0.5 for other in rest)
                tables["part"].add([c.further_traits(made, cue, source, main, part)], int(good))
    print(dict(missed), {name: (len(table.groups), len(table.number)) for name, table in tables.items()}, flush=True)
    weights: dict[str, dict[str, float]] = {}
    for name, table in tables.items():
        if name == "quote":
            continue
        binary = name in ("cue", "part")
        started = time.time()
        weights[name] = table.fit(binary=binary, rounds=10, rate=0.2, thrift=THRIFT[name] * thrift)
        print(name, len(weights[name]), round(time.time() - started, 1), flush=True)
    model = Model(forms, weights)
    for number, (made, golds) in enumerate(examples):
        tables["quote"].article = number
        claimed = [part for _, _, content in golds for part in content]
        found = decode(made, model, loose=False)
        covered = {
            quote
            for quote in range(len(made.quotes))
            if any(shared(made.quotes[quote], part) >= 0.5 for one in found for part in one.parts)
        }
        best = best_cues(made, cue_chances(made, model))
        for quote, stretch in enumerate(made.quotes):
            if quote not in covered:
                good = any(shared(stretch, part) >= 0.5 for part in claimed)
                tables["quote"].add([c.quote_traits(made, quote, best.get(made.sentence[stretch[0]], 0.0))], int(good))
    weights["quote"] = tables["quote"].fit(binary=True, rounds=10, rate=0.2, thrift=THRIFT["quote"] * thrift)
    print("quote", len(tables["quote"].groups), sum(tables["quote"].right), len(weights["quote"]))
    return model


THRIFT = {"cue": 0.0012, "near": 0.0025, "far": 0.003, "start": 0.002, "end": 0.002, "part": 0.002, "quote": 0.003}


def main() -> None:
    """Fit and write, or hold out and score."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path(c.__file__).with_name("statements.json"))
    parser.add_argument("--folds", type=int, default=0)
    options = parser.parse_args()
    articles = read(options.data)
    if options.folds:
        articles = [article for at, article in enumerate(articles) if at % options.folds]
    model = learn(articles)
    options.out.write_text(pack(model), encoding="utf-8")
    print(options.out, options.out.stat().st_size)


if __name__ == "__main__":
    main()
