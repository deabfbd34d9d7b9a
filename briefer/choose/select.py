"""From the sentences of a pile to the candidates for the page, with the fate of every sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import log, sqrt

from ..model import Choice, Document, Profile
from .company import Company
from .context import judge
from .facts import Index, compare, reports
from .lines import Line, lines, terms, weights
from .rank import central, place
from .safety import TOGETHER, Safety
from .sections import Place, placed
from .stories import events, groups

VERSIONS = 5  # of one report that are read for what each adds
CANDIDATES = 60  # more than any page holds

# What each part of the score is worth; together 1, so scores of one brief and of two can be compared.
PARTS = {"centrality": 0.28, "position": 0.24, "subject": 0.18, "story": 0.08, "detail": 0.16, "title": 0.06}
# How sure of its section a sentence has to be for what it is worth: the likelihood of the section and the parts of the
# score that do not ask for the section, together. The news of an article may be placed with less than a detail of it.
SURE = 0.70
TWO = 0.90  # a sentence keeps so much of its score when it takes another one with it: that is a line of the page
RISK = 0.5  # a sentence loses this share of its score times the risk that its reader is stuck
BAR = 0.6  # one that is less precise alone is passed over below this share of the best score


@dataclass(frozen=True, slots=True)
class Pick:
    """A candidate for the page: the lines it prints, in reading order, and why."""

    lines: tuple[Line, ...]
    main: Line  # the one that was chosen; the others complete it
    section: int
    story: int
    score: float
    parts: Mapping[str, float]
    rule: str
    rule_score: float
    reports: int = 1
    remedy: str = ""
    beat: str = ""
    mild: tuple[str, ...] = ()
    differs: tuple[int, ...] = ()  # numbers in the list of picks


@dataclass(frozen=True, slots=True)
class Selection:
    """The candidates, best first, and what became of every sentence."""

    picks: tuple[Pick, ...]
    choices: tuple[Choice, ...]
    stories: int


@dataclass(frozen=True, slots=True)
class _Scored:
    line: Line
    safety: Safety
    place: Place
    score: float
    parts: Mapping[str, float]

    @property
    def sure(self) -> bool:
        """Tell whether the section is certain enough for what the sentence is worth."""
        worth = self.parts["centrality"] + self.parts["position"] + self.parts["detail"]
        return self.place.section is not None and self.place.score + worth >= SURE


def choices(documents: Sequence[Document], profile: Profile) -> tuple[Choice, ...]:
    """Return what became of every sentence, in the order of the documents."""
    return select(documents, profile).choices


def select(
    documents: Sequence[Document], profile: Profile, old: frozenset[tuple[int, int]] = frozenset()
) -> Selection:
    """Return the candidates for the page, best first, and the fate of every sentence.

    ``old`` holds sentences, as document and place in it, that were told before and are printed beside new ones only.
    """
    language = profile.language or _language(documents)
    story = _stories(documents)
    twins = _twins(documents, story)
    pile = [lines(document, at) if at not in twins else () for at, document in enumerate(documents)]
    telling = weights(pile)
    known = frozenset(word for section in profile.sections for name in section.speakers for word in name.split())
    places = placed(pile, profile, language)
    safe = [
        _weighed(*judge(document, _own(documents[at]), known), places[at])  # what judges one article ends with it
        for at, document in enumerate(pile)
    ]
    scored = _scores(documents, pile, safe, places, telling)
    fates: dict[tuple[int, int], tuple[str, str]] = {}  # why a line is no candidate, and what it beat
    apart = _off_topic(pile, places, profile, language)
    ordered = sorted(
        (row for at, rows in enumerate(scored) if at not in apart for row in rows),
        key=lambda row: (-row.score, row.line.article, row.line.index),
    )
    fresh = [row for row in ordered if (row.line.article, row.line.index) not in old]
    fates.update(dict.fromkeys(sorted(old), ("told in an earlier brief", "")))
    picks = _choose(fresh, pile, profile, story, telling, fates)
    if not picks:
        # A page of what is likely in its place is better than none.
        picks = _choose([row for row in fresh if not row.sure], pile, profile, story, telling, fates, lenient=True)
    counted = reports([pick.main for pick in picks], pile, story, telling)
    picks = _reported(picks, counted)
    return Selection(
        picks=tuple(picks),
        choices=_fates(documents, scored, picks, fates, apart, twins, profile),
        stories=_told(documents, story),
    )


def _weighed(safe: Sequence[Safety], company: Company | None, places: Sequence[Place]) -> list[Safety]:
    """Return the safety of every line, with the risk of those that a section wants."""
    return [
        safety if company is None or where.section is None else company.weighed(at)
        for at, (safety, where) in enumerate(zip(safe, places, strict=True))
    ]


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


def _scores(
    documents: Sequence[Document],
    pile: Sequence[Sequence[Line]],
    safe: Sequence[Sequence[Safety]],
    places: Sequence[Sequence[Place]],
    telling: Mapping[str, float],
) -> list[list[_Scored]]:
    common = _common(pile, telling)
    found = []
    for at, document in enumerate(pile):
        language = _own(documents[at])
        title = terms(_title_words(documents[at], language), language)
        near = central([line.terms for line in document])
        rows = []
        rank = 0
        for line, safety, where in zip(document, safe[at], places[at], strict=True):
            parts = {
                "centrality": PARTS["centrality"] * (0.6 * near[line.index] + 0.4 * common[at][line.index]),
                "position": PARTS["position"] * place(rank),
                "subject": PARTS["subject"] * where.score,
                "detail": PARTS["detail"] * _detail(line),
                "title": PARTS["title"] * (len(title & line.terms) / len(title) if title else 0.0),
            }
            if not safety.gate:
                rank += 1  # captions and headings take no place
            total = sum(parts.values())
            kept = safety.worth * (TWO if safety.leans else 1.0)
            if kept < 1.0:
                parts["context"] = total * (kept - 1.0)
            if safety.risk:
                parts["risk"] = -RISK * total * kept * safety.risk
            rows.append(_Scored(line, safety, where, sum(parts.values()), parts))
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
    found = []
    for at, document in enumerate(pile):
        held = frozenset(term for line in document for term in line.terms)
        wanted = sum(where.section is not None and where.score >= 0.6 for where in places[at])
        if document and not about & held and wanted < 2:
            found.append(at)
    return frozenset(found)


def _choose(
    ordered: Sequence[_Scored],
    pile: Sequence[Sequence[Line]],
    profile: Profile,
    story: Sequence[int],
    telling: Mapping[str, float],
    fates: dict[tuple[int, int], tuple[str, str]],
    lenient: bool = False,
) -> list[Pick]:
    """Take the best first; a sentence or a fact that is there already is not taken again."""
    picks: list[Pick] = []
    used: dict[tuple[int, int], int] = {}  # line -> number of the pick that prints it
    printed: set[tuple[str, ...]] = set()
    index = Index(telling)
    owner: list[int] = []
    filled: Counter[int] = Counter()
    wants = {(row.line.article, row.line.index): row.place.section for row in ordered}
    # Figures that nothing else but risk keeps from the page are looked at again when what they dispute may be there.
    late = [row for row in ordered if row.line.figures and (row.safety.stuck or row.safety.lost)]
    for row in (*ordered, *late):
        line, safety = row.line, row.safety
        key = (line.article, line.index)
        if safety.gate or row.place.section is None or (safety.leans and not safety.needs):
            continue
        # Another figure for what is printed stands beside it, however sure its section is.
        barred = safety.stuck != ""
        disputed = (
            line.figures
            and (barred or safety.lost or not row.sure)
            and _met((line,), index, owner, picks, telling)[1] is not None
        )
        if not (row.sure or lenient or disputed):
            continue
        if barred and not disputed:
            fates[key] = (safety.stuck, "")
            continue
        if key in used:
            continue
        if safety.vague and row.score < BAR * ordered[0].score:
            fates[key] = (f"too little for a sentence that is less precise alone ({'; '.join(safety.mild)})", "")
            continue
        if len(picks) >= CANDIDATES:
            fates[key] = ("below the best sixty", "")
            continue
        section = row.place.section
        earlier = () if safety.lost and disputed else safety.needs
        if not earlier and all(wants.get((line.article, at)) == section for at in safety.helps):
            # It may stand alone, so its companion is not taken from another section or from another item.
            free = not any((line.article, at) in used for at in safety.helps)
            earlier = safety.helps if free or _joins(line, safety.helps, pile, used, picks) else ()
        group = tuple(pile[line.article][at] for at in earlier)
        wanted = (*group, line)
        if len({one.words for one in wanted}) < len(wanted):
            fates[key] = ("what completes it says the same sentence twice", "")
            continue
        taken = {used[line.article, other.index] for other in group if (line.article, other.index) in used}
        if any(other.words in printed for other in wanted if (line.article, other.index) not in used):
            number = next(
                (at for at, pick in enumerate(picks) if any(one.words == line.words for one in pick.lines)), None
            )
            fates[key] = ("the same sentence is printed from another place", "")
            if number is not None and not picks[number].beat:
                picks[number] = replace(picks[number], beat=line.text)
            continue
        if taken:
            number = min(taken)
            lost = safety.lost and number >= profile.bottom_line
            fits = len(taken) == 1 and picks[number].section == section
            whole = _joined(picks[number], wanted, lost) if fits else None
            if whole is None:
                fates[key] = (f"needs a sentence that is printed elsewhere ({safety.leans})", "")
                continue
            picks[number] = replace(picks[number], lines=whole, remedy=_remedy(whole, picks[number].main))
            used.update({(line.article, one.index): number for one in whole})
            printed.update(one.words for one in whole)
            index.add(line)
            owner.append(number)
            fates[key] = ("", "")
            continue
        same, other = _met(wanted, index, owner, picks, telling)
        if same is not None:
            fates[key] = ("the same fact is printed from a stronger sentence", "")
            if not picks[same].beat:
                picks[same] = replace(picks[same], beat=line.text)
            continue
        at_most = profile.sections[section].at_most
        if other is not None:
            section = picks[other].section  # figures that differ stand side by side
        elif at_most is not None and filled[section] >= at_most:
            fates[key] = (f"{profile.sections[section].title} is full ({at_most} at most)", "")
            continue
        number = len(picks)
        picks.append(
            Pick(
                lines=wanted,
                main=line,
                section=section,
                story=story[line.article],
                score=row.score,
                parts=row.parts,
                rule=row.place.rule,
                rule_score=row.place.score,
                remedy=_remedy(wanted, line),
                mild=safety.mild,
                differs=() if other is None else (other,),
            )
        )
        if other is not None:
            picks[other] = replace(picks[other], differs=(*picks[other].differs, number))
        filled[section] += 1
        for one in wanted:
            used[line.article, one.index] = number
            printed.add(one.words)
            index.add(one)
            owner.append(number)
    return _beaten(picks, ordered, used, fates)


def _joins(
    line: Line,
    earlier: Sequence[int],
    pile: Sequence[Sequence[Line]],
    used: Mapping[tuple[int, int], int],
    picks: Sequence[Pick],
) -> bool:
    """Tell whether a line can be printed in the item that holds the earlier ones already."""
    numbers = {used.get((line.article, at), -1) for at in earlier}
    wanted = (*(pile[line.article][at] for at in earlier), line)
    return len(numbers) == 1 and -1 not in numbers and _joined(picks[min(numbers)], wanted) is not None


def _joined(pick: Pick, wanted: Sequence[Line], lost: bool = False) -> tuple[Line, ...] | None:
    """Return a pick's lines together with more of the same article, where that still is one short item."""
    every = {line.index: line for line in (*pick.lines, *wanted)}
    whole = tuple(every[at] for at in sorted(every))
    if sum(len(line.text) for line in whole) > TOGETHER:
        return None
    # Two sentences in a row; a longer chain drags in what leans on something else again. One that would leave its
    # reader stuck joins the sentence that says what it is about, wherever that stands; the best ones stay for the
    # bottom line.
    return whole if len(whole) == 2 and (lost or whole[-1].index - whole[0].index == 1) else None


def _remedy(wanted: Sequence[Line], main: Line) -> str:
    if len(wanted) == 1:
        return ""
    before = [line for line in wanted if line.index < main.index]
    after = [line for line in wanted if line.index > main.index]
    said = []
    if before:
        contiguous = main.index - before[0].index == len(before)
        which = "the sentence before it" if len(before) == 1 else f"the {len(before)} sentences before it"
        said.append(
            which
            if contiguous
            else which.replace("before it", "that introduces it" if len(before) == 1 else "that introduce it")
        )
    if after:
        said.append("the sentence after it" if len(after) == 1 else f"{len(after)} sentences after it")
    return "printed with " + " and ".join(said)


def _met(
    wanted: Sequence[Line], index: Index, owner: Sequence[int], picks: Sequence[Pick], telling: Mapping[str, float]
) -> tuple[int | None, int | None]:
    """Return the pick that carries the same fact, and the pick that gives other figures for it."""
    differs = None
    for line in wanted:
        for number, _ in index.near(line, 0.45):
            verdict = compare(index.lines[number], line, telling)
            if verdict == "same":
                return owner[number], None
            if verdict == "differs" and differs is None and not picks[owner[number]].differs:
                differs = owner[number]
    return None, differs


def _beaten(
    picks: list[Pick],
    ordered: Sequence[_Scored],
    used: Mapping[tuple[int, int], int],
    fates: Mapping[tuple[int, int], tuple[str, str]],
) -> list[Pick]:
    """Name for each pick the strongest sentence it displaced: a near-copy of it, else the next one of its section."""
    following: dict[int, str] = {}
    found = []
    for row in reversed(ordered):
        key = (row.line.article, row.line.index)
        number = used.get(key)
        if number is not None and picks[number].main is row.line:
            pick = picks[number]
            found.append((number, pick.beat or following.get(pick.section, "")))
        if row.place.section is not None and not row.safety.gate:
            following[row.place.section] = row.line.text
    for number, beat in found:
        picks[number] = replace(picks[number], beat=beat)
    return picks


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
    scored: Sequence[Sequence[_Scored]],
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
