"""Which reports tell of one event: the same people, places and figures, in the same words, in the same days."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date as Date
from functools import cache
from math import log, sqrt

from ..model import Article
from ..text import words
from .lines import NOT_NAMES, term_of, terms

LEAD = 200  # words of an article that say what it is about; what follows is background, shared by many
DAYS = 2  # between the first reports of one event
# How near two reports have to be (cosine of their weighted words): in small piles of wikiref220 and bbc different
# events of one subject stay below 0.41, own reports of one event begin at 0.31. Without dates a trial of three weeks
# looks like one day of it (0.55 to 0.7 on bbc), so more is asked.
DATED, UNDATED = 0.36, 0.50
# Of that: to one, on average to all, and to the farthest of a story that holds two reports already.
JOIN, TOGETHER, FAR = 0.83, 0.80, 0.40
OTHER_DAY = 0.15  # so much nearer must be who speaks of another weekday
ONE_OUTLET = 0.13  # and so much a second article of one outlet, or of none: that mostly is the next event
NAME, FIGURE = 1.6, 1.3  # a word's worth
# A pile of three articles cannot tell rare words from common ones: this many articles are imagined beside it, in two
# of which any word stands.
IMAGINED, HELD = 50, 2
SIGNS = 24  # the most telling words of a report, by which others are found
SPREAD = 100  # a word in more reports than this finds none
LEAST = 4  # telling words shared, of them
NAMES = 2  # names or figures
KIN_LEAST, KIN_NAMES = 3, 4  # the same for articles that may go on with one story, whatever their days and outlets

_CAPITAL = re.compile(r"(?<=[\w,;:“\"'(—–] )[^\W\d_a-zà-öø-ÿа-яё][\w’'-]+|(?<=[\w,;]\n)[A-Z][\w’'-]+")
_WEEKDAYS = """monday montag lundi lunes понедельник понеділок 월요일|tuesday dienstag mardi martes вторник вівторок 화요일|
    wednesday mittwoch mercredi miércoles среду среда середу середа 수요일|thursday donnerstag jeudi jueves четверг четвер 목요일|
    friday freitag vendredi viernes пятницу пятница п'ятницю п'ятниця 금요일|
    saturday samstag sonnabend samedi sábado субботу суббота суботу субота 토요일|
    sunday sonntag dimanche domingo воскресенье неділю неділя 일요일"""


class _Report:
    """What is known of a report: the weights of its words, its names, its days."""

    __slots__ = ("counts", "day", "language", "names", "outlet", "vector", "weekdays")

    def __init__(self, versions: Sequence[Article]) -> None:
        article = versions[0]
        self.language = article.language or "en"
        self.outlet = next((version.outlet for version in versions if version.outlet), "").casefold()
        self.day = next((day for version in versions if (day := _day(version.published)) is not None), None)
        lead = " ".join(article.text.split(None, LEAD)[:LEAD])
        if len(lead) > 12 * LEAD or (len(lead) > 3 * LEAD and lead.count(" ") * 12 < len(lead)):
            lead = lead[: 3 * LEAD]  # no spaces between words
        title = words(article.title, self.language) if article.title else []
        body = words(lead, self.language)
        told = _told()
        self.weekdays = frozenset(told[word] for word in (*title, *body[:60]) if word in told)
        days = told.keys()
        capitals = {
            part
            for word in _CAPITAL.findall(lead)
            if word.lower() not in NOT_NAMES
            for part in words(word, self.language)
        }
        # In German every noun has a capital letter.
        named = terms(capitals, self.language) if self.language[:2] != "de" else frozenset()
        found = (term_of(word, self.language) for word in (*title, *body) if word not in days)
        self.counts = Counter(filter(None, found))
        self.names = frozenset(
            term for term in self.counts if term in named or (term[0].isdigit() and (len(term) > 1 or len(body) < 80))
        )
        self.vector: Mapping[str, float] = {}


@cache
def _told() -> dict[str, int]:
    return {word: number for number, day in enumerate(_WEEKDAYS.split("|")) for word in day.split()}


def _day(published: str | None) -> int | None:
    """Return the day as a number, None where none is given."""
    try:
        return Date.fromisoformat((published or "")[:10]).toordinal()
    except ValueError:
        return None


def grouped(reports: Sequence[Sequence[Article]]) -> list[list[int]]:
    """Return the numbers of the reports, grouped by event; groups and members in order."""
    known = [_Report(versions) for versions in reports]
    _weigh(known)
    found = []
    for left, right in _candidates(known):
        near = _near(known[left], known[right])
        if near >= _least(known[left], known[right]) * JOIN:
            found.append((near, left, right))
    found.sort(key=lambda pair: (-pair[0], pair[1], pair[2]))
    return _clusters(found, known)


def _weigh(known: Sequence[_Report]) -> None:
    spread: Counter[str] = Counter()
    for report in known:
        spread.update(report.counts.keys())
    total = len(known) + IMAGINED + 1
    for report in known:
        raw = {
            term: (1 + log(count)) * log(total / (spread[term] + HELD)) * _worth(term, report.names)
            for term, count in sorted(report.counts.items())
        }
        size = sqrt(sum(weight * weight for weight in raw.values())) or 1.0
        report.vector = {term: weight / size for term, weight in raw.items()}


def _worth(term: str, names: frozenset[str]) -> float:
    if term not in names:
        return 1.0
    return FIGURE if term[0].isdigit() else NAME


def _candidates(known: Sequence[_Report]) -> list[tuple[int, int]]:
    """Return the pairs of reports that share telling words and may be of the same days."""
    holders: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, report in enumerate(known):
        best = sorted(report.vector, key=lambda term: (-report.vector[term], term))[:SIGNS]
        for term in best:
            holders[report.language, term].append(number)
    shared: Counter[tuple[int, int]] = Counter()
    for members in holders.values():
        if 1 < len(members) <= SPREAD:
            for at, left in enumerate(members):
                day = known[left].day
                for right in members[at + 1 :]:
                    other = known[right].day
                    if day is None or other is None or abs(day - other) <= DAYS:
                        shared[left, right] += 1
    return sorted(pair for pair, count in shared.items() if count >= LEAST)


def _near(one: _Report, other: _Report) -> float:
    left, right = one.vector, other.vector
    if len(left) > len(right):
        left, right = right, left
    return sum(weight * right[term] for term, weight in left.items() if term in right)


def _least(one: _Report, other: _Report) -> float:
    """Return how near two reports have to be to tell of one event; more than 1 where they cannot."""
    if one.day is None or other.day is None:
        least = UNDATED
    elif abs(one.day - other.day) > DAYS:
        return 2.0
    else:
        least = DATED
    if min(len(one.names), len(other.names)) >= 2 * NAMES and len(one.names & other.names) < NAMES:
        return 2.0
    if not one.outlet or not other.outlet or one.outlet == other.outlet:
        least += ONE_OUTLET
    if one.weekdays and other.weekdays and not one.weekdays & other.weekdays:
        least += OTHER_DAY
    return least


def _clusters(pairs: Sequence[tuple[float, int, int]], known: Sequence[_Report]) -> list[list[int]]:
    """Join the nearest first; a report joins a story only if it is near most of what is in it, so no chains grow."""
    parent = list(range(len(known)))
    members: dict[int, list[int]] = {}

    def top(number: int) -> int:
        while parent[number] != number:
            parent[number] = parent[parent[number]]
            number = parent[number]
        return number

    for near, left, right in pairs:
        one, other = sorted((top(left), top(right)))
        if one == other:
            continue
        first, second = members.get(one, [one]), members.get(other, [other])
        least = _least(known[left], known[right])
        if len(first) == 1 and len(second) == 1:
            if near < least:
                continue
        elif not _together(first, second, known):
            continue
        parent[other] = one
        members[one] = sorted(first + second)
    found: dict[int, list[int]] = defaultdict(list)
    for number in range(len(known)):
        found[top(number)].append(number)
    return sorted(found.values())


def _together(first: Sequence[int], second: Sequence[int], known: Sequence[_Report]) -> bool:
    """Tell whether the reports of two stories are near each other on average, and of the same days."""
    total = asked = 0.0
    for left in first[:6]:
        for right in second[:6]:
            least = _least(known[left], known[right])
            if least > 1.0:
                return False
            near = _near(known[left], known[right])
            if near < least * FAR:
                return False
            total += near
            asked += least * TOGETHER
    return total >= asked


def kin(past: Sequence[Article], given: Sequence[Article], least: float) -> list[tuple[int, int, float]]:
    """Return which of the given articles are near which past one, as (given, past, cosine of their weighted words).

    Days and outlets do not count here: a story goes on for weeks, and mostly where it began. That two of different
    subjects are near each other for once is for the caller to rule out.
    """
    known = [_Report([article]) for article in (*past, *given)]
    _weigh(known)
    found = []
    for left, right, _ in _telling(known, len(past)):
        one, other = known[left], known[right]
        if len(one.names & other.names) >= KIN_NAMES and (near := _near(one, other)) >= least:
            found.append((right - len(past), left, near))
    return sorted(found)


def _telling(known: Sequence[_Report], edge: int) -> list[tuple[int, int, int]]:
    """Return the pairs of one report before the edge and one behind it that share telling words, and how many."""
    holders: dict[tuple[str, str], list[int]] = defaultdict(list)
    shared: Counter[tuple[int, int]] = Counter()
    for number, report in enumerate(known):
        for term in sorted(report.vector, key=lambda term: (-report.vector[term], term))[:SIGNS]:
            before = holders[report.language, term]
            if number < edge:
                before.append(number)
            elif len(before) <= SPREAD:
                shared.update((each, number) for each in before)
    return sorted((*pair, count) for pair, count in shared.items() if count >= KIN_LEAST)
