"""How good the choice of sentences is, through the public names alone, with 95 % intervals and pinned floors.

    python benchmarks/quality.py DATA [--limit N] [--rankers] [--check] [--pin] [--lower REASON]

DATA holds cnndm, newts, aspectnews and bbc, each with a data.jsonl. Needs rouge-score: pip install rouge-score.
With --rankers the table of the README is printed: the default ranker, the first sentences, every ranker of sumy and
the greedy best choice, over one and the same sentences. With --check the exit status is 1 when a figure lies below its
floor in quality.json. --pin raises the floors to what was measured, less a margin; --lower REASON lets it lower them
as well and writes the reason beside the floors.

cnndm       three sentences: F1 of ROUGE-1, -2 and -Lsum; the gain in ROUGE-1 over the first three
budget      75 words: the gain over the first sentences of as many words
newts       three sentences about a topic; contrast is ROUGE-1 against the topic's own summary less that against the
            summary of the article's other topic. No number was fitted on it
aspectnews  three sentences about an aspect: soft F1 against five readers. No number was fitted on it
bbc         as many words as the extract: a check for accidents, the extracts are machine-made
"""

from __future__ import annotations

import argparse
import functools
import json
import random
import re
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import briefer

FLOORS = Path(__file__).with_name("quality.json")
ASPECTS = {
    "geography": "geography: region, location, country, city, area, epicenter, magnitude, where it struck",
    "recovery": "recovery: rescue, aid, relief, survivors, rebuilding, help, emergency workers, shelter",
    "nature": "nature of the fraud: scheme, how it was done, money stolen, victims, false claims, deceived",
    "penalty": "penalty: sentence, prison, jail, fine, charges, convicted, judge, court, guilty",
}
# ROUGE-1 over the first three sentences, as their authors report it on the full set of CNN and the Daily Mail.
PUBLISHED = {
    "BertSumExt (Liu and Lapata 2019)": "+2.8",
    "MatchSum (Zhong and others 2020)": "+4.0",
}

Scorer = Callable[[Sequence[str], Sequence[str]], list[float]]


def scorer() -> Scorer:
    """ROUGE-1, -2 and -Lsum as rouge-score counts them, with its stems remembered."""
    try:
        from nltk.stem.porter import PorterStemmer
        from rouge_score import rouge_scorer, tokenizers
    except ImportError as error:
        raise SystemExit(f"the measures need rouge-score ({error}); install it: pip install rouge-score") from error
    stem = functools.lru_cache(200_000)(PorterStemmer().stem)

    class Words(tokenizers.Tokenizer):  # type: ignore[misc]  # the library has no types
        def tokenize(self, text: str) -> list[str]:
            return [stem(word) if len(word) > 3 else word for word in re.sub(r"[^a-z0-9]+", " ", text.lower()).split()]

    names = ("rouge1", "rouge2", "rougeLsum")
    rouge = rouge_scorer.RougeScorer(list(names), tokenizer=Words())

    def score(chosen: Sequence[str], wanted: Sequence[str]) -> list[float]:
        found = rouge.score("\n".join(wanted), "\n".join(chosen))
        return [100 * found[name].fmeasure for name in names]

    return score


def rows(data: Path, name: str, limit: int) -> list[dict[str, Any]]:
    """The rows of a set, a fixed sample of them where there is a limit."""
    path = data / name / "data.jsonl"
    if not path.is_file():
        raise SystemExit(f"{path}: no such file; give the folder that holds cnndm, newts, aspectnews and bbc")
    found = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return random.Random(7).sample(found, limit) if 0 < limit < len(found) else found


def one_line(text: str) -> str:
    """A text without its line breaks."""
    return re.sub(r"\s+", " ", text).strip()


def texts(sentences: Iterable[briefer.Sentence]) -> list[str]:
    """What the sentences say."""
    return [sentence.text for sentence in sentences]


def first(sentences: Sequence[str], budget: int) -> list[str]:
    """The first sentences of a text that come to so many words."""
    found: list[str] = []
    length = 0
    for text in sentences:
        size = len(text.split())
        if found and length + size > budget * 1.1:
            break
        found.append(text)
        length += size
        if length >= budget * 0.9:
            break
    return found


def mean(values: Iterable[float]) -> float:
    """A mean, rounded for print."""
    return round(statistics.fmean(values), 2)


def interval(values: Sequence[float]) -> list[float]:
    """A mean and its 95 % interval, by resampling."""
    chance = random.Random(11)
    means = sorted(statistics.fmean(chance.choices(values, k=len(values))) for _ in range(1000))
    return [mean(values), round(means[25], 2), round(means[974], 2)]


def rouge_row(scores: Sequence[Sequence[float]], lead: Sequence[Sequence[float]]) -> dict[str, Any]:
    """The three measures and the gain of the first over the lead."""
    return {
        "ROUGE": [mean(column) for column in zip(*scores, strict=True)],
        "lead": [mean(column) for column in zip(*lead, strict=True)],
        "gain": interval([ours[0] - other[0] for ours, other in zip(scores, lead, strict=True)]),
    }


def cnndm(data: Path, limit: int, score: Scorer) -> dict[str, Any]:
    """Three sentences of an article."""
    ours, lead = [], []
    for row in rows(data, "cnndm", limit):
        text = one_line(row["article"])
        ours.append(score(texts(briefer.summarize(text, sentences=3)), row["highlights"]))
        lead.append(score(texts(briefer.split(text)[:3]), row["highlights"]))
    return rouge_row(ours, lead)


def budget(data: Path, limit: int, score: Scorer) -> dict[str, Any]:
    """Seventy-five words of an article."""
    ours, lead, lengths = [], [], []
    for row in rows(data, "cnndm", limit):
        text = one_line(row["article"])
        chosen = texts(briefer.summarize(text, words=75))
        lengths.append(len(" ".join(chosen).split()))
        ours.append(score(chosen, row["highlights"]))
        lead.append(score(first(texts(briefer.split(text)), lengths[-1]), row["highlights"]))
    return {**rouge_row(ours, lead), "words": mean(lengths)}


def newts(data: Path, limit: int, score: Scorer) -> dict[str, Any]:
    """Three sentences about one of an article's two topics."""
    ours, lead, contrast = [], [], []
    for row in rows(data, "newts", limit):
        text = one_line(row["article"])
        wanted = [texts(briefer.split(topic["summary"])) for topic in row["topics"]]
        for this, topic in enumerate(row["topics"]):
            about = " ".join(topic["words"]) + ". " + topic["phrases"]
            chosen = texts(briefer.summarize(text, sentences=3, about=about))
            ours.append(score(chosen, wanted[this]))
            contrast.append(ours[-1][0] - score(chosen, wanted[1 - this])[0])
            lead.append(score(texts(briefer.split(text)[:3]), wanted[this]))
    return {**rouge_row(ours, lead), "contrast": interval(contrast)}


def aspectnews(data: Path, limit: int, score: Scorer) -> dict[str, Any]:
    """Three sentences about an aspect of an article."""
    ours, lead = [], []
    for row in rows(data, "aspectnews", limit):
        listed = [text.rstrip() + ("" if re.search(r"[.!?”\"']$", text.rstrip()) else ".") for text in row["sentences"]]
        spans = []
        at = 0
        for text in listed:
            spans.append((at, at + len(text)))
            at += len(text) + 1
        for aspect, readers in row["aspects"].items():
            share = [sum(str(index) in reader for reader in readers) / len(readers) for index in range(len(listed))]
            chosen = briefer.summarize(" ".join(listed), sentences=3, about=ASPECTS[aspect])
            picked = {
                index
                for sentence in chosen
                for index, (start, end) in enumerate(spans)
                if min(end, sentence.end) - max(start, sentence.start) > (end - start) / 2
            }
            ours.append(soft(picked, share))
            lead.append(soft(set(range(min(3, len(listed)))), share))
    gain = interval([one - other for one, other in zip(ours, lead, strict=True)])
    return {"soft F1": mean(ours), "lead": mean(lead), "gain": gain}


def soft(picked: set[int], share: Sequence[float]) -> float:
    """F1 where a sentence is right as far as readers chose it."""
    hit = sum(share[index] for index in sorted(picked))
    precision, recall = hit / max(1, len(picked)), hit / max(1e-9, sum(share))
    return 200 * precision * recall / max(1e-9, precision + recall)


def bbc(data: Path, limit: int, score: Scorer) -> dict[str, Any]:
    """As many words as the extract has."""
    ours, lead = [], []
    for row in rows(data, "bbc", limit):
        text, size = "\n\n".join(row["paragraphs"]), len(row["extract"].split())
        wanted = texts(briefer.split(row["extract"]))
        ours.append(score(texts(briefer.summarize(text, words=size)), wanted))
        lead.append(score(first(texts(briefer.split(text)), size), wanted))
    return rouge_row(ours, lead)


def speed(data: Path, limit: int, score: Scorer) -> dict[str, Any]:
    """Milliseconds an article, once the first has loaded what is needed."""
    listed = [one_line(row["article"]) for row in rows(data, "cnndm", min(limit or 200, 200))]
    briefer.summarize(listed[0])
    start = time.process_time()  # a busy machine does not make the ranker slow
    for text in listed:
        briefer.summarize(text)
    return {"ms": round(1000 * (time.process_time() - start) / len(listed), 2)}


TASKS = {task.__name__: task for task in (cnndm, budget, newts, aspectnews, bbc, speed)}


def table(data: Path, limit: int, score: Scorer) -> None:
    """Print the table of the README."""
    listed = [(one_line(row["article"]), row["highlights"]) for row in rows(data, "cnndm", limit)]
    lead = [score(texts(briefer.split(text)[:3]), wanted) for text, wanted in listed]
    print("| three sentences of an article | ROUGE-1 | ROUGE-2 | ROUGE-Lsum | over the first three, ROUGE-1 |")
    print("| --- | --- | --- | --- | --- |")

    def line(name: str, scores: Sequence[Sequence[float]]) -> None:
        one, two, long = (mean(column) for column in zip(*scores, strict=True))
        gain, low, high = interval([ours[0] - other[0] for ours, other in zip(scores, lead, strict=True)])
        print(f"| {name} | {one:.2f} | {two:.2f} | {long:.2f} | {gain:+.2f} [{low:+.2f}, {high:+.2f}] |", flush=True)

    line("the best choice, made knowing the answer", [score(best(text, wanted), wanted) for text, wanted in listed])
    line("**briefer**, fitted on these rows", [score(texts(briefer.summarize(t)), wanted) for t, wanted in listed])
    line("the first three", lead)
    for name in briefer.RANKERS:
        if name not in {"expected", "lead"}:
            by = "briefer's" if name == "centrality" else "sumy's"
            line(f"{by} {name}", [score(texts(briefer.summarize(t, ranker=name)), wanted) for t, wanted in listed])
    held_out(data, score)
    for name, gain in PUBLISHED.items():
        print(f"| {name}, on the full set, as published | | | | {gain} |")


def held_out(data: Path, score: Scorer) -> None:
    """Print the row of the default ranker where each half is scored by numbers fitted on the other one."""
    import train

    from briefer.choose import rank

    listed = train.read(data)
    ours, lead = [], []
    for fold in (0, 1):
        fitted = train.fit([row for row in listed if int(row.group[:6], 16) % 2 != fold])
        for row in listed:
            if int(row.group[:6], 16) % 2 == fold:
                chosen = rank.Reading(row.texts, fitted=fitted).by_count(3, range(len(row.texts)))
                ours.append(score([row.texts[index] for index in sorted(chosen)], row.highlights))
                lead.append(score(row.texts[:3], row.highlights))
    one, two, long = (mean(column) for column in zip(*ours, strict=True))
    gain, low, high = interval([mine[0] - other[0] for mine, other in zip(ours, lead, strict=True)])
    print(f"| **briefer**, held out | {one:.2f} | {two:.2f} | {long:.2f} | {gain:+.2f} [{low:+.2f}, {high:+.2f}] |")


def best(text: str, wanted: Sequence[str]) -> list[str]:
    """The sentences taken greedily by what they add to the unigram F1: what no ranker can know."""
    from nltk.stem.porter import PorterStemmer

    stem = functools.lru_cache(200_000)(PorterStemmer().stem)

    def count(said: str) -> Counter[str]:
        found = re.findall(r"[a-z0-9]+", said.lower())
        return Counter(stem(word) if len(word) > 3 else word for word in found)

    listed = texts(briefer.split(text))
    goal = count(" ".join(wanted))
    held: Counter[str] = Counter()
    chosen: list[int] = []
    counts = [count(sentence) for sentence in listed]
    while len(chosen) < 3:
        def value(index: int, held: Counter[str] = held) -> float:
            both = held + counts[index]
            return 2 * (both & goal).total() / (both.total() + goal.total())

        index = max((at for at in range(len(listed)) if at not in chosen), key=value, default=None)
        now = 2 * (held & goal).total() / max(1, held.total() + goal.total())
        if index is None or value(index) <= now:
            break
        chosen.append(index)
        held = held + counts[index]
    return [listed[index] for index in sorted(chosen)]


def figures(found: dict[str, dict[str, Any]]) -> dict[str, float]:
    """The figures that have floors, by name."""
    flat = {}
    for task, row in found.items():
        for key, value in row.items():
            if key in {"ROUGE", "gain", "contrast", "soft F1", "ms"}:
                flat[f"{task} {key}"] = float(value[0] if isinstance(value, list) else value)
    return flat


def main() -> int:
    """Measure, print, and hold the floors."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--limit", type=int, default=0)
    parser.add_argument("--rankers", action="store_true")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--pin", action="store_true")
    parser.add_argument("--lower", metavar="REASON", default="")
    options = parser.parse_args()
    score = scorer()
    if options.rankers:
        table(options.data, options.limit, score)
        return 0
    found = {}
    for name, task in TASKS.items():
        found[name] = task(options.data, options.limit, score)
        print(f"{name:11}{json.dumps(found[name])}", flush=True)
    measured = figures(found)
    pinned = json.loads(FLOORS.read_text("utf-8")) if FLOORS.is_file() else {"floors": {}, "lowered": []}
    below = [
        f"{name}: {value} is {'above its limit' if name.endswith('ms') else 'below its floor'} {pinned['floors'][name]}"
        for name, value in measured.items()
        if name in pinned["floors"]
        and (value > pinned["floors"][name] if name.endswith("ms") else value < pinned["floors"][name])
    ]
    print("\n".join(below) or "every figure holds its floor")
    if options.pin or options.lower:
        pin(measured, pinned, options.lower)
    return 1 if options.check and below else 0


def pin(measured: dict[str, float], pinned: dict[str, Any], reason: str) -> None:
    """Raise the floors; lower one only for a reason."""
    for name, value in measured.items():
        if name.endswith("ms"):
            new, better = 4.0, min
        else:
            new, better = round(value - 0.5, 2), max
        old = pinned["floors"].get(name, new)
        pinned["floors"][name] = new if reason else better(old, new)
    if reason:
        pinned["lowered"].append(reason)
    FLOORS.write_text(json.dumps(pinned, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
