"""How fast a large archive is searched, how large it is and how long it takes to fill.

    python benchmarks/archive.py [--articles 100000] [--keep FILE] [--check]

The articles are made by rule from a fixed seed: words of a Zipf-like vocabulary, 150 to 450 of them an article, two
statements each. With --keep the archive stays, and is used again when it is there. With --check the exit status is 1
when a limit below is passed.

rare, common    a word in few and in nearly all articles
two, three      words that must all be there
phrase, few     words that stand together, in very many texts and in few
tight           three words that each stand nearly everywhere, and seldom together
prefix          a beginning
start, letter   a beginning of two letters and of one, which very common words have
starts, open    such a beginning beside a word, and at the end of a phrase
dozen           twelve of the most common words
either          one word or another
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import tempfile
import time
from bisect import bisect
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

# The checkout's own package, not an installed one, has to be found first.
from briefer.model import Article, Span, Statement  # noqa: E402
from briefer.store import Spoken, open_archive  # noqa: E402

LIMIT = 50.0  # milliseconds, the slowest median
RUNS = 21
SYLLABLES = [consonant + vowel for consonant in "bdfgklmnprstv" for vowel in "aeio"]
BATCH = 5_000

QUERIES = {
    "rare": "{rare}",
    "middling": "{middling}",
    "common": "{common}",
    "two": "{common} {middling}",
    "three": "{common} {frequent} {middling}",
    "phrase": '"{common} {frequent}"',
    "few": '"{frequent} {middling}"',
    "tight": '"{common} {second} {third}"',
    "prefix": "bak*",
    "start": "{start}*",
    "letter": "{letter}*",
    "starts": "{start}* {middling}",
    "open": '"{common} {letter}"*',
    "dozen": "{dozen}",
    "either": "{rare} OR {middling}",
}


def vocabulary(chance: random.Random) -> list[str]:
    """Words by rule, the most frequent first."""
    made: dict[str, None] = {}
    while len(made) < 40_000:
        made["".join(chance.choice(SYLLABLES) for _ in range(chance.choice((1, 2, 2, 3, 3, 4))))] = None
    return list(made)


def articles(count: int) -> Iterator[tuple[Article, tuple[Spoken, ...]]]:
    """Articles by rule, each with the statements in it."""
    chance = random.Random(20261124)
    words = vocabulary(chance)
    sums = list(accumulate(1 / (rank + 3) for rank in range(len(words))))

    def some(number: int) -> list[str]:
        return [words[min(len(words) - 1, bisect(sums, chance.random() * sums[-1]))] for _ in range(number)]

    speakers = [" ".join(word.capitalize() for word in some(2)) for _ in range(300)]
    for number in range(count):
        pieces, spoken, at = [], [], 0
        said = {chance.randrange(12) for _ in range(2)}
        for sentence in range(12):
            content = " ".join(some(chance.randrange(12, 38)))
            start = f"{chance.choice(speakers)} said " if sentence in said else ""
            if start:
                name = len(start) - 6
                spoken.append(
                    Spoken(
                        Statement(
                            Span(at, at + name), Span(at + name + 1, at + name + 5),
                            (Span(at + len(start), at + len(start) + len(content)),), "indirect",
                        )
                    )
                )  # fmt: skip
            pieces.append(f"{start}{content}.")
            at += len(pieces[-1]) + 1
        url = f"https://news.example.org/{number}"
        day = f"{2000 + number * 26 // count}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
        title = " ".join(some(9)).capitalize()
        yield Article(url, title, " ".join(pieces), url, f"Outlet {number % 40}", None, url, day), tuple(spoken)


def fill(path: Path, count: int) -> float:
    """Load an archive in a few transactions; return the seconds it took."""
    began = time.perf_counter()
    with open_archive(path) as archive:
        batch: list[tuple[Article, tuple[Spoken, ...]]] = []
        for made in articles(count):
            batch.append(made)
            if len(batch) == BATCH:
                _add(archive, batch)
                batch = []
        _add(archive, batch)
    return time.perf_counter() - began


def _add(archive: object, batch: list[tuple[Article, tuple[Spoken, ...]]]) -> None:
    archive.add_articles(  # type: ignore[attr-defined]  # an Archive
        [article for article, _ in batch],
        seen="2026-11-24T06:30:00+00:00",
        statements={article.sha256: spoken for article, spoken in batch},
    )


def measure(path: Path) -> dict[str, float]:
    """Median milliseconds of each query, everything of a search included."""
    words = vocabulary(random.Random(20261124))
    named = {"common": words[0], "frequent": words[5], "middling": words[800], "rare": words[30_000]}
    named |= {"second": words[1], "third": words[2], "start": words[0][:2], "letter": words[0][:1]}
    named["dozen"] = " ".join(words[:12])
    found: dict[str, float] = {}
    with open_archive(path) as archive:
        for name, pattern in QUERIES.items():
            query = pattern.format(**named)
            times = []
            hits = 0
            for _ in range(RUNS):
                began = time.perf_counter()
                hits = len(archive.search(query))
                times.append(time.perf_counter() - began)
            found[name] = round(statistics.median(times) * 1000, 2)
            print(f"{name:10} {found[name]:8.2f} ms  {hits:3} shown  {query}")
        times = []
        for _ in range(RUNS):
            began = time.perf_counter()
            said = archive.statements(speaker=_speaker(archive), about=words[20])
            times.append(time.perf_counter() - began)
        print(f"{'ledger':10} {statistics.median(times) * 1000:8.2f} ms  {len(said):3} statements")
    return found


def _speaker(archive: object) -> str:
    hit = archive.search("Outlet OR said", 1)  # type: ignore[attr-defined]  # an Archive
    return next(("".join(text for text, _ in each.title) for each in hit if each.kind == "statement"), "ba")


def main() -> int:
    """Fill, measure and print; with --check hold the limit."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = options.keep or Path(folder) / "archive.db"
        loaded = None if path.exists() else fill(path, options.articles)
        found = measure(path)
        size = path.stat().st_size
    figures = {"load s": loaded and round(loaded, 1), "MB": round(size / 1e6, 1), "slowest ms": max(found.values())}
    print(json.dumps(figures))
    return 1 if options.check and max(found.values()) > LIMIT else 0


if __name__ == "__main__":
    sys.exit(main())
