"""Which articles are one report (copies, shortened and re-filed versions of one text), and which tell of one event."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from struct import pack, unpack
from zlib import crc32

from ..model import Article, Story
from ..text import words
from ..text.pattern import pattern

SHINGLE = 5  # words in a row
# Of the shorter article's shingles; on bbc-near-duplicates anything from 0.06 to 0.09 finds the same pairs.
SHARED = 0.08
FEWEST = 24  # so many shingles must be shared at least, or of a short article
MOST = 0.3  # of its own: one sentence that two reports share, word for word, makes no copy
LONG, SAMPLE = 120, 4  # of an article of more words one shingle in so many is kept, always the same ones
COMMON = 50  # a shingle in more articles than this is boilerplate, or a text that was filed very often
SURE = 0.5  # what shares less in its sample is compared whole
TAIL = 40  # words; what only stands at the end of both articles is an outlet's own footer
_WORD = re.compile(r"\w+")
# Two reporters at one press conference write down the same words: what is quoted does not make one report of two.
_QUOTED = re.compile(
    r"“[^“”]{1,600}”|\"(?<!\w\")[^\"]{1,600}\"(?!\w)|„[^„“”]{1,600}[“”]|«[^«»]{1,600}»|「[^「」]{1,600}」"
)
_BEYOND_LATIN = re.compile("[^\x00-\u02ff\u2000-\u206f]")  # in few articles: the pattern below takes 1.4 ms to compile
_SPACELESS = pattern("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")


class _Codes(dict[str, int]):
    """A number for each of the words seen so far."""

    def __missing__(self, word: str) -> int:
        if len(self) > 100_000:
            self.clear()  # an archive has more words than one brief
        code = self[word] = crc32(word.encode("utf-8", "replace"))
        return code


_CODES = _Codes()


def stories(articles: Iterable[Article]) -> tuple[Story, ...]:
    """Return the articles grouped by the event they report, in each the earliest of a named outlet first."""
    given = sorted(articles, key=order)
    reports = groups(given)
    found = []
    for event in events(given, reports):
        members = sorted(index for number in event for index in reports[number])
        named = next((index for index in members if given[index].outlet and given[index].published), members[0])
        members.remove(named)
        found.append(
            Story(
                articles=tuple(given[index] for index in (named, *members)),
                reports=independent([[given[index] for index in reports[number]] for number in event]),
            )
        )
    return tuple(found)


def order(article: Article) -> tuple[bool, str, str, str, str]:
    """Sort key for articles: by date (unknown last), then by what cannot change with the order of the files."""
    return (article.published is None, article.published or "", article.id, article.sha256, article.source)


def independent(reports: Sequence[Sequence[Article]]) -> int:
    """Return how many of the reports of one event are independent: copies count once, and so does one outlet."""
    outlets: set[str] = set()
    unnamed = 0
    for versions in reports:
        origin = next((article for article in versions if article.outlet), None)
        if origin is None or not origin.outlet:
            unnamed += 1
        else:
            outlets.add(origin.outlet.casefold())
    return unnamed + len(outlets)


def events(articles: Sequence[Article], reports: Sequence[Sequence[int]]) -> list[list[int]]:
    """Return the numbers of the reports, grouped by the event they tell of; groups and members in order."""
    if len(reports) < 2:
        return [[number] for number in range(len(reports))]
    from .events import grouped

    return grouped([[articles[index] for index in report] for report in reports])


def groups(articles: Sequence[Article]) -> list[list[int]]:
    """Return the indexes of the articles, grouped by report; groups and members in order."""
    firsts: dict[str, int] = {}
    twins: dict[int, int] = {}
    marks: list[frozenset[int]] = []
    tails: list[frozenset[int]] = []
    for index, article in enumerate(articles):
        twin = firsts.setdefault(article.sha256, index)
        if twin != index:
            twins[index] = twin
        every, last = (frozenset[int](), frozenset[int]()) if twin != index else _shingles(article)
        marks.append(every)
        tails.append(last)
    shared = _shared(marks, tails)
    sizes = [len(every) for every in marks]
    sampled = [sum(mark % SAMPLE == 0 for mark in every) for every in marks]
    long = [sampled[index] == sizes[index] for index in range(len(marks))]

    def share(left: int, right: int, count: int) -> float:
        """Return how much of the shorter article stands in the other one as well, 0 where it is too little."""
        if long[left] or long[right]:
            size, least = min(sampled[left], sampled[right]), FEWEST // SAMPLE
        else:
            size = min(sizes[left], sizes[right])
            least = min(FEWEST, round(MOST * size))
        return count / max(1, size) if count >= max(least, FEWEST // SAMPLE) else 0.0

    parent = list(range(len(articles)))
    members: dict[int, list[int]] = {}

    def top(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    def like(left: int, right: int) -> bool:
        few = sampled if long[left] or long[right] else sizes
        return len(marks[left] & marks[right]) >= SHARED / 2 * max(1, min(few[left], few[right]))

    def near(one: Sequence[int], other: Sequence[int]) -> bool:
        """Tell whether most versions of two reports are alike: a round-up of many reports joins none to another."""
        if len(one) == 1 and len(other) == 1:
            return True
        pairs = [like(left, right) for left in one[:5] for right in other[:5]]
        return 2 * sum(pairs) > len(pairs)

    @lru_cache(maxsize=512)
    def full(index: int) -> frozenset[int]:
        return _shingles(articles[index], sample=1)[0] if long[index] else marks[index]  # only long texts are sampled

    def confirmed(left: int, right: int) -> bool:
        """Tell whether a weak likeness of samples holds for the whole texts."""
        one, other = full(left), full(right)
        size = min(len(one), len(other))
        return len(one & other) >= max(SHARED / 2 * size, min(FEWEST, MOST * size))

    likely = [
        (part, left, right)
        for (left, right), count in shared.items()
        if (part := share(left, right, count)) >= SHARED
    ]
    likely.sort(key=lambda pair: (-pair[0], pair[1], pair[2]))
    for part, left, right in likely:
        one, other = sorted((top(left), top(right)))
        if one == other:
            continue
        first, second = members.get(one, [one]), members.get(other, [other])
        if near(first, second) and (part >= SURE or confirmed(left, right)):
            parent[other] = one
            members[one] = sorted(first + second)
    for index, twin in twins.items():
        parent[index] = twin
    found: dict[int, list[int]] = defaultdict(list)
    for index in range(len(articles)):
        found[top(index)].append(index)
    return sorted(found.values())


def _shared(marks: Sequence[frozenset[int]], tails: Sequence[frozenset[int]]) -> dict[tuple[int, int], int]:
    """Return how many shingles two articles share, for those that share any outside their footers."""
    # Most shingles stand once: lists are made of the others only.
    seen: set[int] = set()
    again: set[int] = set()
    for every in marks:
        again.update(seen.intersection(every))
        seen.update(every)
    holding: dict[int, list[int]] = defaultdict(list)
    for index, every in enumerate(marks):
        for mark in every & again:
            holding[mark].append(index)
    shared: Counter[tuple[int, int]] = Counter()
    for mark, holders in holding.items():
        ends = [mark in tails[index] for index in holders]
        # Very many near-copies: compare each with the first only, so the work stays linear.
        lefts = len(holders) - 1 if len(holders) <= COMMON else 1
        for place in range(lefts):
            left, ending = holders[place], ends[place]
            for other in range(place + 1, len(holders)):
                if not (ending and ends[other]):
                    shared[left, holders[other]] += 1
    return shared


def _shingles(article: Article, sample: int = SAMPLE) -> tuple[frozenset[int], frozenset[int]]:
    """Return hashes of the runs of words, of a long text a sample, and those at its end."""
    text = _QUOTED.sub(" ", article.text)
    spaceless = _BEYOND_LATIN.search(text) is not None and _SPACELESS.search(text) is not None
    found = words(text, article.language) if spaceless else _WORD.findall(text.lower())
    tokens = found or [article.text]
    codes = list(map(_CODES.__getitem__, tokens))
    keep = sample if len(codes) > LONG else 1
    # Of a short text the footer cannot be told from the rest; a fifth of it may be one.
    tail = len(codes) - min(TAIL, len(codes) // 5) - SHINGLE + 1
    runs = _runs(codes)
    marks = frozenset([code for code in runs if not code % keep])
    return marks, marks.intersection(runs[max(0, tail) :])


def _runs(codes: Sequence[int]) -> tuple[int, ...]:
    """Return one number of four bytes for each run of words, from those of the words."""
    # All runs at once, each in a lane of eight bytes of one long number: a tenth of the time of a loop over them.
    size = len(codes)
    lanes = f"<{size}Q"
    every = int.from_bytes(pack(lanes, *codes), "little")
    low = int.from_bytes(b"\xff\xff\xff\xff\0\0\0\0" * size, "little")
    found = every
    for step in range(1, min(SHINGLE, size)):
        found = (found * 1000003 ^ every >> 64 * step) & low
    return unpack(lanes, found.to_bytes(8 * size, "little"))[: max(1, size - SHINGLE + 1)]
