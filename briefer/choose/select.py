"""From the sentences of a pile to the candidates for the page, with the fate of every sentence."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from math import log, sqrt

from ..model import Choice, Document, Profile
from ..values import dataclass
from .company import AT_MOST, RISKY
from .context import Judge
from .facts import reports
from .items import Items, Waiting, remedy
from .lines import Line, lines, terms, weights
from .pick import Pick
from .rank import central, place
from .sections import Place, belongs, placed, with_news
from .stories import events, groups
from .turns import Draft, Scored, Turns

VERSIONS = 5  # of one report that are read for what each adds
CANDIDATES = 60  # more than any page holds

# What each part of the score is worth; together 1, so scores of one brief and of two can be compared.
PARTS = {"centrality": 0.28, "position": 0.24, "subject": 0.18, "story": 0.08, "detail": 0.16, "title": 0.06}
TWO = 0.90  # a sentence keeps so much of its score when it takes another one with it: that is a line of the page
RISK = 0.7  # a sentence loses this share of its score times the risk that its reader is stuck
ENOUGH = 1  # items; where fewer are clear enough, likely ones come in until there are so many
BAR = 0.6  # one that is less precise alone is passed over below this share of the best score


@dataclass(frozen=True, slots=True)
class Selection:
    """The candidates, best first, and how many events the documents tell of."""

    picks: tuple[Pick, ...]
    stories: int


def choices(documents: Sequence[Document], profile: Profile) -> tuple[Choice, ...]:
    """Return what became of every sentence, in the order of the documents."""
    return _Pile(documents, profile).choices()


def select(
    documents: Sequence[Document], profile: Profile, old: frozenset[tuple[int, int]] = frozenset()
) -> Selection:
    """Return the candidates for the page, best first.

    ``old`` holds sentences, as document and place in it, that were told before and are printed beside new ones only.
    """
    pile = _Pile(documents, profile)
    picks, _ = pile.picks(old)
    return Selection(picks, _told(documents, pile.story))


class _Pile:
    """The documents as the choosing sees them; a sentence is judged once, when it is needed."""

    def __init__(self, documents: Sequence[Document], profile: Profile) -> None:
        language = profile.language or _language(documents)
        self.documents = documents
        self.profile = profile
        self.story = _stories(documents)
        self.twins = _twins(documents, self.story)
        self.lines = [lines(document, at) if at not in self.twins else () for at, document in enumerate(documents)]
        self.telling = weights(self.lines)
        places: Sequence[Sequence[Place]] = placed(self.lines, profile, language)
        known = frozenset(word for section in profile.sections for name in section.speakers for word in name.split())
        self._known = known
        self._judge(RISKY)
        places = [with_news(row, judge.lead) for row, judge in zip(places, self._judges, strict=True)]
        self.drafts = _drafts(documents, self.lines, self._judges, places, self.telling)
        self.apart = _off_topic(self.lines, places, profile, language)

    def _judge(self, bar: float) -> None:
        """Begin to judge anew, with another risk as too high."""
        subject = self._known | _named(self.profile)
        self._judges = [
            Judge(each, _own(self.documents[at]), self._known, subject, bar) for at, each in enumerate(self.lines)
        ]
        self._scored: dict[tuple[int, int], Scored] = {}

    def judged(self, draft: Draft) -> Scored:
        """Return a sentence with its safety, and what that leaves of its score."""
        line = draft.line
        key = (line.article, line.index)
        if key not in self._scored:
            judge = self._judges[line.article]
            safety = judge.safety(line.index) if draft.place.section is None else judge.weighed(line.index)
            parts = dict(draft.parts)
            kept = safety.worth * (TWO if safety.leans else 1.0)
            if kept < 1.0:
                parts["context"] = draft.total * (kept - 1.0)
            if safety.risk:
                parts["risk"] = -RISK * draft.total * kept * safety.risk
            self._scored[key] = Scored(line, safety, draft.place, sum(parts.values()), parts, draft.sure)
        return self._scored[key]

    def picks(
        self, old: frozenset[tuple[int, int]] = frozenset(), every: bool = False
    ) -> tuple[tuple[Pick, ...], dict[tuple[int, int], tuple[str, str]]]:
        """Return the candidates, best first, and why a sentence is none of them, of those that were looked at."""
        fates = dict.fromkeys(sorted(old), ("told in an earlier brief", ""))
        fresh = [
            draft
            for at, row in enumerate(self.drafts)
            if at not in self.apart
            for draft in row
            if (draft.line.article, draft.line.index) not in old
        ]
        picks = self._choose(fresh, fates, every)
        if len(picks) < ENOUGH:
            self._judge(AT_MOST)
            likely: dict[tuple[int, int], tuple[str, str]] = {}
            more = self._choose(fresh, likely, every)
            if not more:
                # A page of what is likely in its place is better than none.
                more = self._choose([draft for draft in fresh if not draft.sure], likely, every, lenient=True)
            if len(more) > len(picks):
                picks = _first(more, ENOUGH)
                fates.update(likely)
        counted = reports([pick.main for pick in picks], self.lines, self.story, self.telling)
        return tuple(_reported(picks, counted)), fates

    def _choose(
        self,
        drafts: Sequence[Draft],
        fates: dict[tuple[int, int], tuple[str, str]],
        every: bool,
        lenient: bool = False,
    ) -> list[Pick]:
        """Take the best first; a sentence or a fact that is there already is not taken again.

        When the candidates are as many as any page could hold, the rest is looked at only to say what becomes of it.
        """
        order = Turns(drafts, self.judged, every)
        known = {(draft.line.article, draft.line.index): draft for draft in drafts}
        items = Items(self.profile, known, self.telling)
        waiting: list[Waiting] = []
        unsure: list[Scored] = []
        for row in _with_late(order):
            if len(items.picks) >= CANDIDATES and not every:
                break
            line, safety = row.line, row.safety
            key = (line.article, line.index)
            if safety.gate or row.place.section is None or (safety.leans and not safety.needs):
                continue
            # Another figure for what is printed stands beside it, however sure its section is.
            barred = safety.stuck != ""
            disputed = (
                line.figures
                and (barred or safety.lost or not row.sure)
                and items.met((line,))[1] is not None
            )
            if barred and not disputed:
                fates[key] = (safety.stuck, "")
                continue
            if key in items.used:
                continue
            if not (row.sure or lenient or disputed):
                unsure.append(row)
                continue
            if safety.vague and row.score < BAR * order.best:
                fates[key] = (f"too little for a sentence that is less precise alone ({'; '.join(safety.mild)})", "")
                continue
            if len(items.picks) >= CANDIDATES:
                fates[key] = ("below the best sixty", "")
                continue
            section = row.place.section
            earlier = () if safety.lost and disputed else safety.needs
            if not earlier and all(items.section(line.article, at) == section for at in safety.helps):
                # It may stand alone, so its companion is not taken from another section or from another item.
                earlier = () if any((line.article, at) in items.used for at in safety.helps) else safety.helps
            group = tuple(self.lines[line.article][at] for at in earlier)
            wanted = (*group, line)
            if not (disputed or lenient):
                home = items.home(wanted, section)
                if home is None:
                    fates[key] = ("what completes it is not near enough to its section", "")
                    continue
                section = home
            if len({one.words for one in wanted}) < len(wanted):
                fates[key] = ("what completes it says the same sentence twice", "")
                continue
            if items.repeats(wanted):
                same = (at for at, pick in enumerate(items.picks) if any(one.words == line.words for one in pick.lines))
                fates[key] = ("the same sentence is printed from another place", "")
                items.displaced(next(same, None), line)
                continue
            taken = items.numbers(group)
            if taken:
                if len(taken) == 1:
                    waiting.append((row, wanted, min(taken)))  # its turn comes when the items are known
                fates[key] = (f"needs a sentence that is printed elsewhere ({safety.leans})", "")
                continue
            told, other = items.met(wanted)
            if told is not None:
                fates[key] = ("the same fact is printed from a stronger sentence", "")
                items.displaced(told, line)
                continue
            if other is not None:
                section = items.picks[other].section  # figures that differ stand side by side
            elif items.full(section):
                rule = self.profile.sections[section]
                fates[key] = (f"{rule.title} is full ({rule.at_most} at most)", "")
                continue
            items.take(
                Pick(
                    lines=wanted,
                    main=line,
                    section=section,
                    story=self.story[line.article],
                    score=row.score,
                    parts=row.parts,
                    rule=row.place.rule,
                    rule_score=row.place.score,
                    remedy=remedy(wanted, line),
                    mild=safety.mild,
                    risk=safety.risk,
                    differs=() if other is None else (other,),
                )
            )
        items.go_on(waiting, unsure, self.lines, self._together, fates)
        return _beaten(items.picks, order)

    def _together(self, article: int, whole: tuple[Line, ...]) -> bool:
        return self._judges[article].together(tuple(line.index for line in whole))

    def choices(self) -> tuple[Choice, ...]:
        """Return what became of every sentence, in the order of the documents."""
        picks, fates = self.picks(every=True)
        scored = [[self.judged(draft) for draft in row] for row in self.drafts]
        return _fates(self.documents, scored, picks, fates, self.apart, self.twins, self.profile)


def _first(picks: Sequence[Pick], count: int) -> list[Pick]:
    """Return the first of the picks, and those that give other figures for one of them."""
    kept = [at for at, pick in enumerate(picks) if at < count or any(other < count for other in pick.differs)]
    number = {at: new for new, at in enumerate(kept)}
    found = []
    for at in kept:
        differs = tuple(number[other] for other in picks[at].differs if other in number)
        found.append(replace(picks[at], differs=differs))
    return found


def _named(profile: Profile) -> frozenset[str]:
    """Return the names in what a brief is about, which its reader knows."""
    return frozenset(re.findall(r"\b[^\W\d_a-z][\w’'-]+", profile.about))


def _own(document: Document) -> str:
    return document.article.language or "en"


def _language(documents: Sequence[Document]) -> str:
    counted = Counter(_own(document) for document in documents)
    return min(counted, key=lambda code: (-counted[code], code)) if counted else "en"


def _stories(documents: Sequence[Document]) -> list[int]:
    """Return for each document the number of its story."""
    story = [0] * len(documents)
    for number, members in enumerate(groups([document.article for document in documents])):
        for member in members:
            story[member] = number
    return story


def _told(documents: Sequence[Document], story: Sequence[int]) -> int:
    """Return how many events the documents tell of."""
    reports: dict[int, list[int]] = {}
    for at, number in enumerate(story):
        reports.setdefault(number, []).append(at)
    return len(events([document.article for document in documents], list(reports.values())))


def _twins(documents: Sequence[Document], story: Sequence[int]) -> dict[int, int]:
    """Return the documents that add nothing to another one, with the index of that one.

    They are those with the same text letter for letter, and of a report re-filed many times the later versions.
    """
    first: dict[str, int] = {}
    versions: dict[int, list[int]] = {}
    found = {}
    for at, document in enumerate(documents):
        original = first.setdefault(document.article.sha256, at)
        held = versions.setdefault(story[at], [])
        if original != at:
            found[at] = original
        elif len(held) >= VERSIONS:
            found[at] = held[0]
        else:
            held.append(at)
    return found


def _drafts(
    documents: Sequence[Document],
    pile: Sequence[Sequence[Line]],
    judges: Sequence[Judge],
    places: Sequence[Sequence[Place]],
    telling: Mapping[str, float],
) -> list[list[Draft]]:
    common = _common(pile, telling)
    found = []
    for at, document in enumerate(pile):
        language = _own(documents[at])
        title = terms(_title_words(documents[at], language), language)
        near = central([line.terms for line in document])
        rows = []
        rank = 0
        for line, where in zip(document, places[at], strict=True):
            parts = {
                "centrality": PARTS["centrality"] * (0.6 * near[line.index] + 0.4 * common[at][line.index]),
                "position": PARTS["position"] * place(rank),
                "subject": PARTS["subject"] * where.score,
                "detail": PARTS["detail"] * _detail(line),
                "title": PARTS["title"] * (len(title & line.terms) / len(title) if title else 0.0),
            }
            if not judges[at].gate(line.index):
                rank += 1  # captions and headings take no place
            rows.append(Draft(line, where, parts, sum(parts.values())))
        found.append(rows)
    return found


def _title_words(document: Document, language: str) -> list[str]:
    from ..text import words

    return words(document.article.title, language) if document.article.title else []


def _common(pile: Sequence[Sequence[Line]], telling: Mapping[str, float]) -> list[list[float]]:
    """Return how near each line is to what the whole pile is about, 1 for the nearest."""
    spread: Counter[str] = Counter()
    for document in pile:
        spread.update({term for line in document for term in line.terms})
    if len([document for document in pile if document]) <= 1:
        spread = Counter(term for document in pile for line in document for term in line.terms)
    raw = [
        [
            sum(telling[term] * log(1 + spread[term]) for term in sorted(line.terms) if spread[term] > 1)
            / sqrt(4 + len(line.terms))
            for line in document
        ]
        for document in pile
    ]
    best = max((value for row in raw for value in row), default=0.0)
    return [[value / best if best else 0.0 for value in row] for row in raw]


def _detail(line: Line) -> float:
    """Return how much a line names and counts, from 0 to 1, less where it is very short or very long."""
    named = min(1.0, len(line.names) / 3)
    counted = min(1.0, len(line.figures) / 2)
    size = len(line.words)
    fit = 1.0 if 12 <= size <= 38 else 0.6 if 8 <= size <= 50 else 0.2
    return 0.4 * named + 0.3 * counted + 0.3 * fit


def _unsure(place: Place, profile: Profile) -> str:
    assert place.section is not None
    title = profile.sections[place.section].title
    if place.other is not None:
        return f"unsure between {title} and {profile.sections[place.other].title}"
    return f"not near enough to {title} for what it is worth"


def _off_topic(
    pile: Sequence[Sequence[Line]], places: Sequence[Sequence[Place]], profile: Profile, language: str
) -> frozenset[int]:
    """Return the articles that are not about what the whole brief is about."""
    from ..text import words

    about = terms(words(profile.about, language), language)
    if not about or len(pile) < 2:
        return frozenset()
    named = _named(profile)
    called = {word for document in pile for line in document for name in line.names for word in name.text.split()}
    found = []
    for at, document in enumerate(pile):
        held = frozenset(term for line in document for term in line.terms)
        wanted = sum(where.section is not None and where.score >= 0.6 for where in places[at])
        # A subject in plain words has many more words than those; one with a name in it has the name.
        kept = not named & called and belongs(places[at])
        if document and not about & held and wanted < 2 and not kept:
            found.append(at)
    return frozenset(found)


def _with_late(order: Turns) -> Iterator[Scored]:
    """Give the sentences in their order, and at the end once more those with figures that only risk keeps away.

    What they dispute may be on the page by then.
    """
    late = []
    for row in order:
        if row.line.figures and (row.safety.stuck or row.safety.lost):
            late.append(row)
        yield row
    yield from late


def _beaten(picks: Sequence[Pick], order: Turns) -> list[Pick]:
    """Name for each pick the strongest sentence it displaced: a near-copy of it, else the next one of its section."""
    return [replace(pick, beat=pick.beat or order.following(pick.main, pick.section)) for pick in picks]


def _reported(picks: Sequence[Pick], counted: Sequence[int]) -> list[Pick]:
    """Put in how many independent reports carry each pick, and what that is worth."""
    found = []
    for pick, number in zip(picks, counted, strict=True):
        worth = PARTS["story"] * min(1.0, log(number) / log(6)) if number > 1 else 0.0
        parts = dict(pick.parts)
        if worth:
            parts["story"] = worth
        found.append(replace(pick, reports=number, parts=parts, score=sum(parts.values())))
    return found


def _fates(
    documents: Sequence[Document],
    scored: Sequence[Sequence[Scored]],
    picks: Sequence[Pick],
    fates: Mapping[tuple[int, int], tuple[str, str]],
    apart: frozenset[int],
    twins: Mapping[int, int],
    profile: Profile,
) -> tuple[Choice, ...]:
    printed = {(line.article, line.index): pick for pick in picks for line in pick.lines}
    found: list[Choice] = []
    for at, document in enumerate(documents):
        if at in twins:
            original = documents[twins[at]].article
            found.extend(
                Choice(at, index, None, 0.0, gate=f"a copy of {original.title or original.source}")
                for index in range(len(document.sentences))
            )
            continue
        for row in scored[at]:
            key = (at, row.line.index)
            pick = printed.get(key)
            gate = ""
            if pick is None:
                if at in apart:
                    gate = f"the article is not about {profile.about}"
                elif row.safety.gate:
                    gate = row.safety.gate
                elif row.safety.leans and not row.safety.needs:
                    gate = f"leans on what is not printed: {row.safety.leans}"
                elif row.place.section is None:
                    gate = row.place.rule
                elif not row.sure:
                    gate = _unsure(row.place, profile)
                else:
                    gate = fates.get(key, ("not among the candidates", ""))[0]
            section = pick.section if pick is not None else row.place.section
            found.append(
                Choice(
                    article=at,
                    sentence=row.line.index,
                    section=section,
                    score=row.score,
                    why=row.parts,
                    rule=row.place.rule,
                    gate=gate,
                    beat=pick.beat if pick is not None else "",
                )
            )
    return tuple(found)
