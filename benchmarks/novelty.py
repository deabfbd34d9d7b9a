"""How often a re-filed report would be called new, and a different report old.

    python benchmarks/novelty.py DATA [--check]

DATA holds bbc-near-duplicates/data.jsonl: groups of articles that are versions of one report, found by shared runs of
words; bbc/data.jsonl: articles without such versions; wikiref220-clusters/data.jsonl: articles by event.

One version has been briefed on and another one arrives, both ways round, over all pairs of each group. The other is
called new when it is neither the same report again nor marked as going on with the story; "again" is the stricter
figure. Some pairs of a group share hardly a word, for a third version links them: pairs with at least six runs of
eight words of their own are counted apart.

Then the groups of one half have been briefed on and those of the other half arrive, none of which is old; and 200
articles of bbc have been briefed on and 200 others arrive, of which some go on with a story and none is the same
report; and the articles of half the events of wikiref, and those of the other half. With --check the exit status is 1
where a figure is above 3 %.
"""

from __future__ import annotations

import json
import random
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

# The checkout's own package, not an installed one, has to be found first.
from briefer.model import Article  # noqa: E402
from briefer.novelty import Memory, judge  # noqa: E402
from briefer.text import document  # noqa: E402

SHARED = 6
MOST = 0.03
SEED, DRAWN = 3, 200


def rows(path: Path) -> list[dict[str, Any]]:
    """Return the lines of a file of JSON lines."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def grouped(path: Path) -> list[list[Article]]:
    """Return the versions of each report."""
    return [
        [Article(each["id"], each["title"], each["text"], each["id"], "BBC") for each in row["docs"]]
        for row in rows(path)
    ]


def halves(groups: Sequence[Sequence[Article]]) -> Iterator[tuple[list[Article], list[Article]]]:
    """Yield the articles of every other group and those of the rest, both ways round."""
    parts = [[each for group in groups[half::2] for each in group] for half in (0, 1)]
    yield parts[0], parts[1]
    yield parts[1], parts[0]


def singles(path: Path) -> Iterator[tuple[list[Article], list[Article]]]:
    """Yield draws of bbc articles, 200 that were told and 200 that arrive."""
    every = [
        Article(str(row["id"]), str(row["title"]), "\n\n".join(row["paragraphs"]), str(row["id"]), "BBC")
        for row in rows(path)
    ]
    random.Random(SEED).shuffle(every)
    for at in range(0, len(every) - 2 * DRAWN, 2 * DRAWN):
        yield every[at : at + DRAWN], every[at + DRAWN : at + 2 * DRAWN]


def events(path: Path) -> list[list[Article]]:
    """Return the articles of each event."""
    found: dict[str, list[Article]] = {}
    for row in rows(path):
        article = Article(str(row["id"]), "", str(row["text"]), str(row["id"]))
        found.setdefault(str(row["cluster"]), []).append(article)
    return list(found.values())


def runs(article: Article) -> frozenset[tuple[str, ...]]:
    """Return the runs of eight words of an article."""
    found = re.findall(r"\w+", article.text.lower())
    return frozenset(tuple(found[at : at + 8]) for at in range(len(found) - 7))


def part(count: int, whole: int) -> str:
    """Say a part in words."""
    return f"{count} of {whole} ({100 * count / max(1, whole):.2f} %)"


def again(every: Sequence[Sequence[Article]]) -> float:
    """Print how reports that are filed again are judged; return the part that is called new."""
    pairs = direct = new = new_direct = unlike = unlike_direct = sentences = more = 0
    for group in every:
        for one in group:
            for other in group:
                if one.sha256 == other.sha256:
                    continue
                page = document(other)
                judged = judge([page], Memory(articles=(one,)))
                near = len(runs(one) & runs(other)) >= SHARED
                called, copied = not judged.continuing, bool(judged.copies)
                pairs, new, unlike = pairs + 1, new + called, unlike + (not copied)
                direct, new_direct = direct + near, new_direct + (near and called)
                unlike_direct += near and not copied
                sentences, more = sentences + len(page.sentences), more + len(page.sentences) - len(judged.old)
                if called:
                    print(f"  called new: {other.id} after {one.id} ({len(runs(one) & runs(other))} runs shared)")
    print(f"re-filed reports called new: {part(new, pairs)}, of pairs that share words: {part(new_direct, direct)}")
    print(f"  not known as the same report: {part(unlike, pairs)}, of such pairs: {part(unlike_direct, direct)}")
    print(f"sentences of re-filed reports that say something more: {part(more, sentences)}")
    return new / pairs


def different(name: str, piles: Iterator[tuple[list[Article], list[Article]]]) -> float:
    """Print how different reports are judged; return the part that is called old."""
    count = old = going_on = sentences = lost = 0
    for told, arriving in piles:
        pages = [document(each) for each in arriving]
        judged = judge(pages, Memory(articles=tuple(told)))
        count, old, going_on = count + len(pages), old + len(judged.copies), going_on + len(judged.continuing)
        sentences, lost = sentences + sum(len(page.sentences) for page in pages), lost + len(judged.old)
    print(f"different reports called old, {name}: {part(old, count)}; going on with a story: {part(going_on, count)}")
    print(f"  sentences of them called old: {part(lost, sentences)}")
    return old / count


def main() -> int:
    data = Path(sys.argv[1])
    every = grouped(data / "bbc-near-duplicates" / "data.jsonl")
    figures = [
        again(every),
        different("the other half of the groups", halves(every)),
        different("other articles of bbc", singles(data / "bbc" / "data.jsonl")),
        different("other events of wikiref", halves(events(data / "wikiref220-clusters" / "data.jsonl"))),
    ]
    return 1 if "--check" in sys.argv and max(figures) > MOST else 0


if __name__ == "__main__":
    sys.exit(main())
