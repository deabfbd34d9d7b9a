"""How often a re-filed report would be called new, and a different report old.

    python benchmarks/novelty.py DATA

DATA holds bbc-near-duplicates/data.jsonl: groups of articles that are versions of one report, found by shared runs of
words. Half of the groups are briefed on with one version each; then the other versions of these arrive, which are old,
and all of the other half, which are not. The halves change places, and each version is the briefed one in turn.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from briefer.model import Article
from briefer.novelty import Memory, judge
from briefer.text import document


def grouped(path: Path) -> list[list[Article]]:
    """Return the versions of each report."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return [
        [Article(id=each["id"], title=each["title"], text=each["text"], source=each["id"]) for each in row["docs"]]
        for row in rows
    ]


def main() -> None:
    every = grouped(Path(sys.argv[1]) / "bbc-near-duplicates" / "data.jsonl")
    refiled = called_new = different = called_old = 0
    sentences = told = other_sentences = other_told = 0
    for half in (0, 1):
        briefed, others = every[half::2], every[1 - half :: 2]
        for turn in range(max(map(len, every))):
            memory = Memory(articles=tuple(group[turn] for group in briefed if turn < len(group)))
            again = [each for group in briefed if turn < len(group) for n, each in enumerate(group) if n != turn]
            again = [each for each in again if each.sha256 not in {one.sha256 for one in memory.articles}]
            fresh = [] if turn else [each for group in others for each in group]
            for one in (again, fresh):
                if not memory.articles or not one:
                    continue
                # One by one, as if each arrived on a morning of its own; together copies would hold each other.
                for each in one:
                    pages = [document(each)]
                    judged = judge(pages, memory)
                    total, old = len(pages[0].sentences), len(judged.old)
                    if one is again:
                        refiled, called_new = refiled + 1, called_new + (not judged.copies)
                        sentences, told = sentences + total, told + total - old
                    else:
                        different, called_old = different + 1, called_old + bool(judged.copies)
                        other_sentences, other_told = other_sentences + total, other_told + old
    print(f"re-filed reports called new:   {called_new} of {refiled} ({100 * called_new / refiled:.2f} %)")
    print(f"different reports called old:  {called_old} of {different} ({100 * called_old / different:.2f} %)")
    print(f"sentences of re-filed reports that may be told again: {100 * told / sentences:.1f} %")
    print(f"sentences of different reports called old: {100 * other_told / other_sentences:.2f} %")


if __name__ == "__main__":
    main()
