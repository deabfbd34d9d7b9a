"""Which articles are one report: copies, shortened and re-filed versions of one text."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from zlib import crc32

from ..model import Article, Story

SHINGLE = 5  # words in a row
SHARED = (
    0.08  # of the shorter article's shingles; on bbc-near-duplicates anything from 0.06 to 0.09 finds the same pairs
)
COMMON = 50  # a shingle in more articles than this is boilerplate, not a report
_WORD = re.compile(r"\w+")
# Two reporters at one press conference write down the same words: what is quoted does not make one report of two.
_QUOTED = re.compile(r"“[^“”]{1,600}”|(?<!\w)\"[^\"]{1,600}\"(?!\w)")


def stories(articles: Iterable[Article]) -> tuple[Story, ...]:
    """Return the articles grouped by the report they carry, the earliest first in each."""
    given = sorted(articles, key=order)
    return tuple(Story(articles=tuple(given[index] for index in group), reports=1) for group in groups(given))


def order(article: Article) -> tuple[bool, str, str, str, str]:
    """Sort key for articles: by date (unknown last), then by what cannot change with the order of the files."""
    return (article.published is None, article.published or "", article.id, article.sha256, article.source)


def groups(articles: Sequence[Article]) -> list[list[int]]:
    """Return the indexes of the articles, grouped by report; groups and members in order."""
    parent = list(range(len(articles)))

    def top(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    def join(left: int, right: int) -> None:
        left, right = top(left), top(right)
        if left != right:
            parent[max(left, right)] = min(left, right)

    firsts: dict[str, int] = {}
    holders: dict[int, list[int]] = defaultdict(list)
    sizes: dict[int, int] = {}
    for index, article in enumerate(articles):
        twin = firsts.setdefault(article.sha256, index)
        if twin != index:
            join(twin, index)
            continue
        marks = _shingles(article.text)
        sizes[index] = len(marks)
        for mark in marks:
            holders[mark].append(index)
    shared: Counter[tuple[int, int]] = Counter()
    for members in holders.values():
        if 1 < len(members) <= COMMON:
            for at, left in enumerate(members):
                for right in members[at + 1 :]:
                    shared[left, right] += 1
        elif len(members) > COMMON:
            # Very many near-copies: compare each with the first only, so the work stays linear.
            for right in members[1:]:
                shared[members[0], right] += 1
    for (left, right), count in shared.items():
        if count >= SHARED * min(sizes[left], sizes[right]) and count >= 6:
            join(left, right)
    found: dict[int, list[int]] = defaultdict(list)
    for index in range(len(articles)):
        found[top(index)].append(index)
    return [found[key] for key in sorted(found)]


def _shingles(text: str) -> frozenset[int]:
    """Return hashes of the runs of words, about one in four of a long text (always the same ones)."""
    tokens = _WORD.findall(_QUOTED.sub(" ", text).lower())
    if len(tokens) < SHINGLE + 20:
        tokens = tokens or [text]
        return frozenset(
            crc32(" ".join(tokens[at : at + SHINGLE]).encode("utf-8", "replace"))
            for at in range(max(1, len(tokens) - SHINGLE + 1))
        )
    codes = [crc32(token.encode("utf-8", "replace")) for token in tokens]
    keep = 4 if len(tokens) > 120 else 1
    marks = set()
    for at in range(len(codes) - SHINGLE + 1):
        code = codes[at]
        for next_ in codes[at + 1 : at + SHINGLE]:
            code = (code * 1000003 ^ next_) & 0xFFFFFFFF
        if code % keep == 0:
            marks.add(code)
    return frozenset(marks)
