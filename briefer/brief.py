"""The whole way from articles to a brief, on one screen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date as Date
from typing import TYPE_CHECKING

from .choose import Pick, Selection, best_first, bottom_line, label, order, select
from .errors import InputError
from .model import (
    Article,
    Brief,
    Changes,
    Coverage,
    Document,
    Item,
    Profile,
    Quote,
    Section,
    Skipped,
    Source,
    Speaker,
    Why,
)
from .text import document

if TYPE_CHECKING:
    from .novelty import Judged, Memory

def make_brief(
    articles: Iterable[Article],
    profile: Profile,
    date: Date | str,
    history: Iterable[Brief] | None = None,
    skipped: Sequence[Skipped] = (),
    memory: Memory | None = None,
    since: str = "",
) -> Brief:
    """Return the brief of these articles: every candidate in its place, in printing order, before the page is fitted.

    ``history`` holds earlier briefs; what none of them printed is marked as new. With a ``memory`` what they told is
    left out, and the changes ``since`` then are listed.
    """
    given = sorted(articles, key=order)
    if not given:
        raise InputError("nothing to brief on: no article could be read; give at least one file with a text in it")
    documents = [document(article) for article in given]  # articles -> sentences
    judged = None if memory is None else _judge(documents, memory)  # what was told before
    old = frozenset[tuple[int, int]]() if judged is None else judged.old
    selection = select(documents, profile, old)  # stories, score, section, context, choice
    bottom, sections = _arrange(selection.picks, profile)  # what stands where
    brief = _compose(given, profile, date, selection, bottom, sections, _printed(history), skipped)
    return brief if judged is None else replace(brief, changes=_changes(brief, given, judged, since))


def _judge(documents: Sequence[Document], memory: Memory) -> Judged:
    from .novelty import judge  # most briefs are made without a memory

    return judge(documents, memory)


def _changes(brief: Brief, given: Sequence[Article], judged: Judged, since: str) -> Changes:
    """Say of each item whether it is new, continues a story or was corrected at its source."""
    from .novelty import changes

    at = {article.sha256: number for number, article in reversed(list(enumerate(given)))}
    documents = {source.n: at[source.sha256] for source in brief.sources}
    every = (*brief.bottom_line, *(item for section in brief.sections for item in section.items))
    return changes({item.n: documents[item.spans[0].source] for item in every}, judged, since)


def _arrange(picks: Sequence[Pick], profile: Profile) -> tuple[list[Pick], list[list[Pick]]]:
    """Return the bottom line and the sections' picks, both in printing order."""
    bottom = bottom_line(picks, profile.bottom_line)
    rest = [pick for pick in picks if pick not in bottom]
    sections = [
        _side_by_side(_by_story([pick for pick in rest if pick.section == at]), picks)
        for at in range(len(profile.sections))
    ]
    return bottom, sections


def _by_story(picks: Sequence[Pick]) -> list[Pick]:
    """Order a section: the story with the best sentence first, and each story as its articles tell it."""
    best: dict[int, int] = {}
    for rank, pick in enumerate(best_first(picks)):
        best.setdefault(pick.story, rank)
    return sorted(picks, key=lambda pick: (best[pick.story], pick.lines[0].article, pick.lines[0].index))


def _side_by_side(section: list[Pick], picks: Sequence[Pick]) -> list[Pick]:
    """Move sentences with different figures for one thing next to each other."""
    found: list[Pick] = []
    for pick in section:
        if pick in found:
            continue
        found.append(pick)
        found.extend(picks[other] for other in pick.differs if picks[other] in section and picks[other] not in found)
    return found


def _compose(
    given: Sequence[Article],
    profile: Profile,
    date: Date | str,
    selection: Selection,
    bottom: Sequence[Pick],
    sections: Sequence[Sequence[Pick]],
    before: frozenset[str] | None,
    skipped: Sequence[Skipped],
) -> Brief:
    """Number the items and their sources in printing order and put everything in its place."""
    printed = [*bottom, *(pick for section in sections for pick in section)]
    numbers = {id(pick): at for at, pick in enumerate(printed, start=1)}
    cited = list(dict.fromkeys(pick.main.article for pick in printed))
    source = {article: at for at, article in enumerate(cited, start=1)}

    def item(pick: Pick) -> Item:
        text = " ".join(line.text for line in pick.lines)
        return Item(
            n=numbers[id(pick)],
            text=text,
            spans=tuple(Quote(source[line.article], line.start, line.end) for line in pick.lines),
            speaker=_speaker(pick),
            reports=pick.reports,
            new=before is not None and text not in before,
            score=round(pick.score, 4),
            why=Why(
                parts={name: round(value, 4) for name, value in pick.parts.items()},
                rule=pick.rule,
                rule_score=round(pick.rule_score, 4),
                beat=pick.beat,
                remedy=pick.remedy,
            ),
            differs=tuple(sorted(numbers[id(selection.picks[other])] for other in pick.differs)),
        )

    days = Counter(article.published[:10] for article in given if article.published)
    outlets = Counter(article.outlet for article in given if article.outlet)
    return Brief(
        title=profile.title,
        date=date if isinstance(date, str) else date.isoformat()[:10],
        period=(min(days, default=None), max(days, default=None)),
        profile=profile.name,
        language=profile.language or _language(given),
        bottom_line=tuple(item(pick) for pick in bottom),
        sections=tuple(
            Section(rule.title, tuple(item(pick) for pick in section))
            for rule, section in zip(profile.sections, sections, strict=True)
        ),
        sources=tuple(_source(given[article], number) for article, number in source.items()),
        coverage=Coverage(
            articles=len(given),
            used=len(cited),
            skipped=tuple(skipped),
            stories=selection.stories,
            empty=tuple(rule.title for rule, section in zip(profile.sections, sections, strict=True) if not section),
            days={day: days[day] for day in sorted(days)},
            outlets={name: outlets[name] for name in sorted(outlets, key=lambda name: (-outlets[name], name))},
            undated=sum(not article.published for article in given),
        ),
        handling=profile.handling,
        note=profile.note,
        paper=profile.paper,
    )


def _speaker(pick: Pick) -> Speaker | None:
    """Return who is speaking in a pick, where one named speaker and the cue stand in it."""
    found = label(pick.lines, pick.main)
    if found is None:
        return None
    line, who = found
    return Speaker(line.text[who.start : who.end], line.start + who.start, line.start + who.end)


def _source(article: Article, number: int) -> Source:
    path = None if article.source == article.url else article.source
    return Source(
        n=number,
        title=article.title,
        outlet=article.outlet,
        author=article.author,
        url=article.url,
        path=path,
        published=article.published,
        fetched=article.fetched,
        sha256=article.sha256,
        grade=article.grade,
        outlet_by=article.outlet_by,
    )


def _language(given: Sequence[Article]) -> str:
    counted = Counter(article.language for article in given)
    return min(counted, key=lambda code: (-counted[code], code))


def _printed(history: Iterable[Brief] | None) -> frozenset[str] | None:
    """Return the texts that earlier briefs printed, None when there is no history to compare with."""
    if history is None:
        return None
    return frozenset(
        item.text
        for brief in history
        for item in (*brief.bottom_line, *(item for section in brief.sections for item in section.items))
    )
