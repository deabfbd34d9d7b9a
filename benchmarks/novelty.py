"""How often a re-filed report would be called new, and a different report old.

    python benchmarks/novelty.py DATA

DATA holds bbc-near-duplicates/data.jsonl: groups of articles that are versions of one report, found by shared runs of
words. One version has been briefed on and another one arrives, both ways round; a pair counts as re-filed when the two
share at least six runs of eight words themselves, for a group may hold two that only a third one links. Then half of
the groups have been briefed on and all articles of the other half arrive, none of which is old; and the other way
round.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

from briefer.model import Article
from briefer.novelty import Memory, judge
from briefer.text import document

SHARED = 6


def grouped(path: Path) -> list[list[Article]]:
    """Return the versions of each report."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return [
        [
            Article(id=each["id"], title=each["title"], text=each["text"], source=each["id"], outlet="BBC")
            for each in row["docs"]
        ]
        for row in rows
    ]


def runs(article: Article) -> frozenset[tuple[str, ...]]:
    """Return the runs of eight words of an article."""
    found = re.findall(r"\w+", article.text.lower())
    return frozenset(tuple(found[at : at + 8]) for at in range(len(found) - 7))


def main() -> None:
    every = grouped(Path(sys.argv[1]) / "bbc-near-duplicates" / "data.jsonl")
    pairs = direct = missed = missed_direct = sentences = again = 0
    for group in every:
        for one in group:
            for other in group:
                if one.sha256 == other.sha256:
                    continue
                page = document(other)
                judged = judge([page], Memory(articles=(one,)))
                near, new = len(runs(one) & runs(other)) >= SHARED, not judged.copies
                pairs, missed = pairs + 1, missed + new
                direct, missed_direct = direct + near, missed_direct + (near and new)
                sentences, again = sentences + len(page.sentences), again + len(page.sentences) - len(judged.old)
    different = called_old = others = lost = 0
    for half in (0, 1):
        memory = Memory(articles=tuple(each for group in every[half::2] for each in group))
        pages = [document(each) for group in every[1 - half :: 2] for each in group]
        judged = judge(pages, memory)
        different, called_old = different + len(pages), called_old + len(judged.copies)
        others, lost = others + sum(len(page.sentences) for page in pages), lost + len(judged.old)
    print(f"re-filed reports called new: {missed_direct} of {direct} ({100 * missed_direct / direct:.2f} %)")
    print(f"  with pairs that only a third version links: {missed} of {pairs} ({100 * missed / pairs:.2f} %)")
    print(f"different reports called old: {called_old} of {different} ({100 * called_old / different:.2f} %)")
    print(f"sentences of re-filed reports that say something more: {100 * again / sentences:.1f} %")
    print(f"sentences of different reports called old: {100 * lost / others:.2f} %")


if __name__ == "__main__":
    main()
