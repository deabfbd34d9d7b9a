"""How long it takes to find the stories of a pile, how that grows, and how pure the stories are.

    python benchmarks/stories.py [1000 3000 10000]

The articles are made up by rule: of each event there are reports in other words by other outlets, copies and
shortened copies of some, and every outlet prints its footer under all of them. One process.
"""

from __future__ import annotations

import hashlib
import random
import resource
import sys
import time
from itertools import combinations, pairwise
from math import log

from briefer import Article, stories

SEED = 11
ONSETS, VOWELS, CODAS = "b d f g h j k l m n p r s t v w z br dr gr kl st tr".split(), "aeiou", ["", "n", "r", "s", "l"]
FOOTER = "{} brings you the news of the day at any hour. Follow our reporters, write to the desk and read our rules."


def made_up(chance: random.Random, syllables: int) -> str:
    """Return a word that no language has."""
    return "".join(chance.choice(ONSETS) + chance.choice(VOWELS) + chance.choice(CODAS) for _ in range(syllables))


def zipf(chance: random.Random, words: list[str]) -> str:
    """Return one of the words, the first far more often than the last."""
    return words[min(len(words) - 1, int(chance.paretovariate(0.9)) - 1)]


def pile(size: int) -> list[tuple[str, Article]]:
    """Return so many articles, each with the name of its event."""
    chance = random.Random(SEED)
    common = [made_up(chance, 2) for _ in range(4000)]
    names = [made_up(chance, 3).title() for _ in range(2500)]
    outlets = [f"{made_up(chance, 2).title()} Post" for _ in range(60)]
    found: list[tuple[str, Article]] = []
    event = 0
    while len(found) < size:
        event += 1
        actors = [*(zipf(chance, names) for _ in range(2)), *chance.sample(names, 4)]
        subject = chance.sample(common, 25)
        figures = [str(chance.randint(11, 9999)) for _ in range(3)]
        day = f"2025-{chance.randint(1, 12):02d}-{chance.randint(1, 27):02d}"
        for teller in range(chance.choice((1, 1, 1, 2, 3, 5))):
            sentences = []
            for _ in range(chance.randint(8, 22)):
                line = [zipf(chance, common) for _ in range(chance.randint(6, 14))]
                line += [*chance.sample(subject, 3), chance.choice(actors)]
                if chance.random() < 0.3:
                    line.append(chance.choice(figures))
                chance.shuffle(line)
                sentences.append(f"The {' '.join(line)}.")
            for version in range(chance.choice((1, 1, 1, 1, 2, 4))):
                told = sentences if not version else sentences[: max(5, len(sentences) - chance.randint(0, 6))]
                outlet = chance.choice(outlets)
                text = f"{' '.join(told)}\n\n{FOOTER.format(outlet)}"
                key = f"{event}-{teller}-{version}"
                found.append(
                    (
                        str(event),
                        Article(
                            id=key,
                            title=" ".join(actors[:2] + subject[:3]),
                            text=text,
                            source=f"{key}.txt",
                            outlet=outlet,
                            published=day,
                            sha256=hashlib.sha256(text.encode()).hexdigest(),
                        ),
                    )
                )
    found = found[:size]
    chance.shuffle(found)
    return found


def main() -> None:
    sizes = [int(size) for size in sys.argv[1:]] or [1000, 3000, 10000]
    measured: list[tuple[int, float]] = []
    print("articles  seconds  memory MB  stories  pairs right %  pairs found %")
    for size in sizes:
        told = pile(size)
        event = {article.id: name for name, article in told}
        start = time.perf_counter()
        found = stories([article for _, article in told])
        seconds = time.perf_counter() - start
        measured.append((size, seconds))
        pairs = [(one.id, other.id) for story in found for one, other in combinations(story.articles, 2)]
        right = sum(event[one] == event[other] for one, other in pairs)
        by_event: dict[str, int] = {}
        for name in event.values():
            by_event[name] = by_event.get(name, 0) + 1
        wanted = sum(count * (count - 1) // 2 for count in by_event.values())
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{size:8,}  {seconds:7.2f}  {memory:9.0f}  {len(found):7,}  {100 * right / max(1, len(pairs)):13.1f}  "
            f"{100 * right / max(1, wanted):13.1f}"
        )
    for (small, quick), (large, slow) in pairwise(measured):
        print(f"growth from {small:,} to {large:,}: n to the {log(slow / quick) / log(large / small):.2f}")


if __name__ == "__main__":
    main()
