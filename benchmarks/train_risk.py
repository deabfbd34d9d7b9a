"""Fit the numbers of the model of risk on read items of cnndm, and write briefer/choose/risk.json.

    python benchmarks/train_risk.py DATA [--out briefer/choose/risk.json]

DATA holds cnndm/data.jsonl; where it holds brief-labels, the model is measured on those too (never fitted). The labels
are benchmarks/alone.jsonl (see benchmarks/ALONE.md). First the model is fitted without part D and measured on it, then
fitted on all parts and written. Needs numpy. The same data give the same file; nothing is drawn by chance.

Three steps:
unique   of the times that cnndm says "the N", how often nothing in the article brought N up before: "the police"
         mostly opens, "the letter" mostly takes up
known    names that stand in several articles need no introduction
weights  logistic regression with a ridge: is this item grave (a mild one counts as a part of a grave one)? Items of
         one sentence tell the weights; those of several what it is worth to stand behind another
"""

from __future__ import annotations

import argparse
import itertools
import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy
from numpy.typing import NDArray

import briefer
from briefer.choose import context, risk
from briefer.choose.lines import Line, lines
from briefer.choose.told import tell
from briefer.text import document

ROOT = Path(__file__).parent.parent
Array = NDArray[numpy.float64]

PRIOR = 4.0  # pseudo-counts of the uniqueness of a noun
SUPPORT = 4  # times that a noun stands with "the" before it is in the table
KNOWN = 4  # articles that hold a name before everybody knows it
RIDGE = 80.0  # on signs scaled to a deviation of one
MILD = 0.35  # what a mild item counts of a grave one
LEAST = 0.01  # a weight smaller than this in log-odds a deviation is left out


@dataclass(frozen=True, slots=True)
class Item:
    """What a reader said of one item."""

    lines: tuple[int, ...]
    grade: int
    kind: str = ""
    stuck: int | None = None  # the line at which she is stuck, where it was asked


@dataclass(frozen=True, slots=True)
class Read:
    """One article with what its readers said of items."""

    part: str
    model: risk.Risks
    items: list[Item]


def main() -> int:
    """Fit, measure and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--out", type=Path, default=ROOT / "briefer/choose/risk.json")
    options = parser.parse_args()
    texts = articles(options.data / "cnndm/data.jsonl")
    numbers: dict[str, Any] = {**tables(texts.values()), "weights": {risk.ANY: 0.0}}
    read = labelled(texts, numbers)
    apart: list[Read] = []  # every article, judged by numbers that were fitted without its part
    for part in sorted({each.part for each in read}):
        weights = fit([each for each in read if each.part != part])
        for each in read:
            if each.part == part:
                apart.append(replace(each, model=each.model.refitted({**numbers, "weights": weights})))
    report("each part held out in turn", apart)
    numbers["weights"] = fit(read)
    if (options.data / "brief-labels/labels.jsonl").exists():
        report("on brief-labels, all that pass the rules", graded(options.data, numbers))
    write(numbers, options.out)
    return 0


def articles(path: Path) -> dict[str, str]:
    """Return the articles of a file by id, with white space folded."""
    rows = [json.loads(row) for row in path.read_text(encoding="utf-8").splitlines()]
    return {row["id"]: re.sub(r"\s+", " ", row["article"]).strip() for row in rows}


def read_lines(text: str) -> tuple[Line, ...]:
    """Return the lines of a text."""
    return lines(document(briefer.Article(id="", title="", text=text, source="")))


# ---- what the pile of articles says of nouns and names


def tables(texts: Iterable[str]) -> dict[str, Any]:
    """Return how unique nouns are, and which names are known."""
    opens: Counter[str] = Counter()
    takes_up: Counter[str] = Counter()
    spread: Counter[str] = Counter()
    for text in texts:
        article = read_lines(text)
        told = tell(article, frozenset(), 0)
        model = risk.Risks(article, told, {}, {})
        named: set[str] = set()
        for line in article:
            look = model._look(line.index)
            for definite in look.definites:
                if not definite.said:
                    first = told.words.get(definite.head, [line.index])[0]
                    before = first < line.index or definite.head in look.words[: definite.at]
                    (takes_up if before else opens)[definite.head] += 1
            named.update(name.text for name in line.names)
        spread.update(named)
    total = sum(opens.values()) + sum(takes_up.values())
    usual = sum(opens.values()) / total
    unique = {}
    for noun in sorted(opens.keys() | takes_up.keys()):
        count = opens[noun] + takes_up[noun]
        if count >= SUPPORT:
            unique[noun] = round((opens[noun] + PRIOR * usual) / (count + PRIOR), 2)
    known = [name for name in sorted(spread) if spread[name] >= KNOWN]
    return {"usual": round(usual, 3), "unique": unique, "known": dict.fromkeys(known, 1)}


# ---- what readers said


def labelled(texts: dict[str, str], numbers: dict[str, Any]) -> list[Read]:
    """Return the articles of benchmarks/alone.jsonl with their items."""
    found = []
    for row in (ROOT / "benchmarks/alone.jsonl").read_text(encoding="utf-8").splitlines():
        article = json.loads(row)
        made = read_lines(texts[article["id"]])
        place = {line.start: line.index for line in made}
        model = context.risks(made, numbers)
        items = []
        for item in article["items"]:
            if not all(at in place for at in item["at"]):
                continue  # sentences are split elsewhere now
            group = tuple(place[at] for at in item["at"])
            # The readers of A to D were stricter with a name alone than the guide of brief-labels, where it is mild.
            grade = min(1, item["grade"]) if item.get("why") == "name" else item["grade"]
            stuck = place.get(item["stuck"]) if "stuck" in item else None
            items.append(Item(group, grade, _kind(group, model.lead), stuck))
        found.append(Read(article["part"], model, items))
    return found


def _kind(group: tuple[int, ...], lead: int) -> str:
    """Return what an item is made of, in words."""
    if group[0] != lead:
        return "a later line" if len(group) == 1 else "later lines"
    return "the first line" if len(group) == 1 else "the first line and more"


def graded(data: Path, numbers: dict[str, Any]) -> list[Read]:
    """Return the articles of brief-labels with the sentences that the rules would print alone or joined."""
    texts = {
        f"{name}:{key}": text
        for name in ("cnndm", "newts")
        for key, text in articles(data / name / "data.jsonl").items()
    }
    found = []
    for row in (data / "brief-labels/labels.jsonl").read_text(encoding="utf-8").splitlines():
        article = json.loads(row)
        made = read_lines(texts[article["key"]])
        place = {line.start: line.index for line in made}
        safe = context.safeties(made)
        items: list[Item] = []
        for unit in article["units"]:
            at = place.get(unit["start"])
            if at is not None and not safe[at].gate:
                reason = "drop" if safe[at].leans and not safe[at].needs else "alone" if not safe[at].leans else "join"
                items.append(Item((at,), unit["grade"], reason))
        found.append(Read("", context.risks(made, numbers), items))
    return found


# ---- the weights


def fit(read: Sequence[Read], ridge: float = RIDGE, mild: float = MILD) -> dict[str, float]:
    """Return the weights of the signs: logistic regression by Newton's method, with a ridge."""
    rows = [row for each in read for item in each.items for row in steps(each, item)]
    counted = Counter(sign for signs, _ in rows for sign, value in signs.items() if value)
    names = sorted(sign for sign, count in counted.items() if count >= 8)
    table = numpy.array([[signs.get(name, 0.0) for name in names] for signs, _ in rows])
    target = numpy.array([{0: 0.0, 1: mild, 2: 1.0}[grade] for _, grade in rows])
    middle, scale = table.mean(axis=0), table.std(axis=0) + 1e-9
    scaled = numpy.hstack([(table - middle) / scale, numpy.ones((len(rows), 1))])
    price = numpy.diag([ridge] * len(names) + [0.0])
    found = numpy.zeros(len(names) + 1)
    for _ in range(30):
        likely = 1 / (1 + numpy.exp(-scaled @ found))
        slope = scaled.T @ (likely - target) + price @ found
        curve = (scaled * (likely * (1 - likely))[:, None]).T @ scaled + price
        step = numpy.linalg.solve(curve, slope)
        found = found - step
        if float(numpy.abs(step).max()) < 1e-9:
            break
    weights = {name: round(float(found[at] / scale[at]), 3) for at, name in enumerate(names) if abs(found[at]) >= LEAST}
    base = float(found[-1]) - sum(weights.get(name, 0.0) * float(middle[at]) for at, name in enumerate(names))
    return {risk.ANY: round(base, 3), **weights}


def steps(each: Read, item: Item) -> list[tuple[risk.Signs, int]]:
    """Return the lines of an item up to the one that leaves the reader stuck, with their signs and grades.

    Of a bad item of which only the whole was judged, the lines before the last one are not known.
    """
    found = []
    for step in range(1, len(item.lines) + 1):
        part = item.lines[:step]
        stuck = item.grade > 0 and part[-1] == (item.lines[-1] if item.stuck is None else item.stuck)
        if item.grade == 0 or item.stuck is not None or stuck:
            found.append((each.model.signs(part, step < len(item.lines)), item.grade if stuck else 0))
        if stuck:
            break
    return found


def auc(scores: Sequence[float], wrong: Sequence[bool]) -> float:
    """Return how often a wrong item has the higher score of a wrong and a right one."""
    order = numpy.argsort(numpy.array(scores), kind="stable")
    rank = numpy.empty(len(order))
    values = numpy.array(scores)[order]
    rank[order] = numpy.arange(1, len(order) + 1)
    for value in numpy.unique(values):
        same = numpy.array(scores) == value
        rank[same] = rank[same].mean()
    bad = numpy.array(wrong)
    count = int(bad.sum())
    return float((rank[bad].sum() - count * (count + 1) / 2) / max(1, count * (len(bad) - count)))


def report(title: str, read: Sequence[Read]) -> None:
    """Print how well the model tells items apart, and whether its chances are those of the readers."""
    rows = [(each.model.chance(item.lines), item) for each in read for item in each.items]
    print(f"{title}: {len(rows)} items")
    for kind in sorted({item.kind for _, item in rows}):
        some = [(chance, item.grade) for chance, item in rows if item.kind == kind]
        scores = [chance for chance, _ in some]
        grave, any_ = [grade == 2 for _, grade in some], [grade > 0 for _, grade in some]
        print(f"  {kind}: {len(some)} items, AUC grave {auc(scores, grave):.3f}, grave or mild {auc(scores, any_):.3f}")
        for low, high in itertools.pairwise((0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.6, 0.8, 1.01)):
            held = [grade for chance, grade in some if low <= chance < high]
            if held:
                counts = Counter(held)
                grave_share, mild_share = (100 * counts[grade] / len(held) for grade in (2, 1))
                band = f"{low:.2f} to {min(1.0, high):.2f}"
                print(f"    {band}: {len(held):4d}, grave {grave_share:3.0f} %, mild {mild_share:3.0f} %")


def write(numbers: dict[str, Any], path: Path) -> None:
    """Write the numbers, one a line."""
    text = json.dumps(numbers, indent=0, sort_keys=True, ensure_ascii=False) + "\n"
    path.write_text(text, encoding="utf-8")
    signs, nouns, names = (len(numbers[kind]) for kind in ("weights", "unique", "known"))
    print(f"{path.name}: {signs} signs, {nouns} nouns, {names} names, {len(text.encode())} bytes")


if __name__ == "__main__":
    raise SystemExit(main())
