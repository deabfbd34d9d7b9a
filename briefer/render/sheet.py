"""The sheet: the parts of a page that do not depend on the size of its body, set and measured once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import accumulate

from briefer.model import Brief, Changes, HeldOver, Item, Source
from briefer.render import charts, dates
from briefer.render.lines import count, lines, pieces, short, width
from briefer.render.page import (
    COUNTS,
    DATE,
    GUTTER,
    HAIRLINE,
    HANG,
    HEAD,
    HEAD_LINE,
    HEADER_AIR,
    KICKER,
    KICKER_AIR,
    KICKER_LINE,
    MARGIN,
    MARK,
    MARK_LINE,
    NOTE,
    NOTE_LINE,
    NOTE_MOST,
    PAD,
    PAPERS,
    QUIET_AIR,
    QUIET_LINE,
    REFERENCE,
    RULE,
    SIDE,
    SLACK,
    SOURCE,
    SOURCE_GUTTER,
    SOURCE_HANG,
    SOURCE_LINE,
    STRIP,
    TITLE,
    TITLE_AIR,
    TITLE_LEADING,
    TRACKING,
    Mark,
)
from briefer.text.clean import visible


def source_line(source: Source) -> str:
    """A source in one line: title, outlet and date, each as far as it is known."""
    title = visible(source.title) or (source.url or source.path or "Untitled").rsplit("/", 1)[-1]
    if not title.endswith((".", "?", "!", "…")):
        title += "."
    day = dates.medium(source.published) if source.published else "undated"
    grade = f"[{visible(source.grade)}]" if source.grade else ""
    outlet = f"{visible(source.outlet or '')} {grade}".strip()
    return f"{title} {outlet}, {day}." if outlet else f"{title} {day[0].upper()}{day[1:]}."


def coverage_line(brief: Brief) -> str:
    """What was read, what was left out and why, in one sentence for the foot of the page."""
    seen = brief.coverage
    parts = [f"{_number(seen.articles, 'article')} read"]
    if seen.unweighed:
        parts = [f"{seen.articles:,} of {_number(seen.articles + seen.unweighed, 'article')} weighed"]
    if 0 < seen.stories < seen.articles:
        parts[0] += f" ({_number(seen.stories, 'story', 'stories')})"
    parts.append(f"{seen.used} cited")
    if brief.held_over:
        parts.append(f"{_number(len(brief.held_over), 'item')} held over for want of room")
    if seen.empty:
        parts.append("nothing to say on " + _and(visible(title) for title in seen.empty))
    if seen.skipped:
        parts.append(f"{_number(len(seen.skipped), 'input')} could not be used")
    if seen.undated:
        parts.append(f"{_number(seen.undated, 'article')} undated")
    return "; ".join(parts) + "."


def _number(many: int, one: str, more: str = "") -> str:
    return f"{many:,} {one if many == 1 else more or one + 's'}"


def _and(names: Iterable[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


class Sheet:
    """The parts of a page that do not depend on the body size."""

    def __init__(self, brief: Brief, paper: str) -> None:
        self.brief, self.paper = brief, paper
        # Its own, so that it goes with the sheet: a cache of the class would keep every brief of a batch.
        self._references: dict[tuple[int, int], tuple[str, ...]] = {}
        self.width = PAPERS[paper][0] - 2 * SIDE
        self.measure = self.width - HANG - GUTTER
        self.room = PAPERS[paper][1] - 2 * MARGIN - SLACK
        self.items: list[tuple[int, Item]] = [(-1, item) for item in brief.bottom_line]
        self.items += [(number, item) for number, section in enumerate(brief.sections) for item in section.items]
        self.number_of = {source.n: source for source in brief.sources}
        # what is held over counts too, so that a fitted brief is set again as it was
        known = {item.spans[0].source for _, item in self.items} | {held.source for held in brief.held_over}
        self.dated = len({(self.number_of[n].published or "")[:10] for n in known}) > 1
        self.hang = SOURCE_HANG if len(known) > 1 else 0.0
        self.mark_width = width(" " + "8" * len(str(len(known))), "sans") * REFERENCE if len(known) > 1 else 0.0
        self.kicker = self._kicker()
        self.title, self.title_size = self._title(visible(brief.title))
        self.heads = [short(visible(s.title), "sans-bold", HEAD, HANG, 3) for s in brief.sections]
        charted = any(charts.telling(brief.coverage, brief.period))
        self.strip = 0.0 if brief.coverage.articles < 3 else STRIP if charted else COUNTS
        self.changes = self._changes(brief.changes)
        self.note = self._note()
        self.marks = [self._marks(zone, item) for zone, item in self.items]
        worst = replace(brief, held_over=brief.held_over + (HeldOver("", 0, ""),) * max(8, len(self.items)))
        self.coverage_lines = len(self.coverage(replace(worst, coverage=replace(brief.coverage, used=88))))

    def _source(self, item: Item) -> Source:
        return self.number_of[item.spans[0].source]

    def _kicker(self) -> tuple[str, ...]:
        """What stands over the title: the series number, and the handling line whole, however long."""
        number = f"No. {self.brief.number}" if self.brief.number else ""
        parts = ("Key reporting", number, visible(self.brief.handling or ""))
        text = " · ".join(part for part in parts if part).upper()
        em = (self.width - DATE) / (KICKER * (1 + 2 * TRACKING))  # a capital is about half an em wide
        return lines(text, pieces(text, "sans-bold", em), em)

    def _title(self, text: str) -> tuple[tuple[str, ...], float]:
        for size in (TITLE, 18.0, 16.0):
            em = self.width / size
            parts = pieces(text, "display", em)
            if count(parts, em) <= 2:
                return lines(text, parts, em), size
        return short(text, "display", 16.0, self.width, 2), 16.0

    def _changes(self, changes: Changes) -> str:
        counted = (
            (len(changes.new), "new"),
            (len(changes.continuing), "continuing"),
            (len(changes.dropped), "dropped"),
            (len(changes.corrected), "corrected at the source"),
        )
        said = " · ".join(f"{many} {word}" for many, word in counted if many)
        number = self.brief.number
        last = visible(changes.since) or (f"No. {number - 1}" if number and number > 1 else "the last brief")
        if not said:
            return f"Nothing new since {last}" if changes.since else ""
        return f"Since {last}: {said}"

    def _note(self) -> tuple[tuple[str, ...], ...]:
        """The analyst's note in lines; what is over its share of the page ends in a mark of the cut."""
        if not self.brief.note:
            return ()
        from briefer.render.note import paragraphs

        em = self.measure / NOTE
        left = int(NOTE_MOST * self.room / NOTE_LINE)
        out: list[tuple[str, ...]] = []
        for paragraph in paragraphs(self.brief.note):
            said = lines(paragraph, pieces(paragraph, "sans", em), em)
            if len(said) > left:
                cut = short(paragraph, "sans", NOTE, self.measure - 2 * NOTE, left) if left else (out or [("",)]).pop()
                return (*out, (*cut[:-1], cut[-1].rstrip(" …") + " […]"))
            out.append(said)
            left -= len(said)
        return tuple(out)

    def _marks(self, zone: int, item: Item) -> tuple[Mark, ...]:
        """What a skimming reader looks for beside an item, in lines of the hanging column."""
        if zone < 0:
            return ()
        quiet = []
        if self.dated and (day := self._source(item).published):
            quiet.append(dates.short(day))
        if item.reports > 1:
            quiet.append(f"{item.reports} reports")
        if item.n in self.brief.changes.corrected:
            quiet.append("corrected")
        elif item.n in self.brief.changes.continuing:
            quiet.append("continuing")
        elif item.n in self.brief.changes.new:
            quiet.append("new")
        said = short(visible(item.speaker.text), "sans-bold", MARK, HANG, 2) if item.speaker else ()
        plain = list(short(" · ".join(quiet), "sans", MARK, HANG, 2)) if quiet else []
        plain += ["figures differ"] if item.differs else []
        return (*(Mark(line, True) for line in said), *map(Mark, plain))

    def coverage(self, brief: Brief) -> tuple[str, ...]:
        """The coverage line of a finished brief, at the foot of the sources."""
        text = coverage_line(brief)
        first, last = brief.period
        if not self.strip and first and last and first != last:
            text += f" Reports of {dates.span(first, last)}."
        return short(text, "sans", SOURCE, self.width, 3)

    def columns(self, cited: list[int]) -> int:
        """In how many columns the sources are listed: two from four sources on."""
        return 1 if len(cited) < 4 else 2

    def reference_width(self, columns: int) -> float:
        """How wide one column of sources is."""
        return (self.width - SOURCE_GUTTER) / 2 if columns == 2 else self.width

    def reference(self, source: int, columns: int) -> tuple[str, ...]:
        """One source of the list in lines, at most two."""
        found = self._references.get((source, columns))
        if found is None:
            measure = self.reference_width(columns) - self.hang
            found = short(source_line(self.number_of[source]), "sans", SOURCE, measure, 2)
            self._references[source, columns] = found
        return found

    def split(self, cited: list[int]) -> tuple[int, int]:
        """Where the second column of sources begins so that both are as short as can be, and their lines."""
        columns = self.columns(cited)
        down = list(accumulate((len(self.reference(source, columns)) for source in cited), initial=0))
        if columns == 1:
            return len(cited), down[-1]
        at = min(range(len(cited) + 1), key=lambda at: (max(down[at], down[-1] - down[at]), -at))
        return at, max(down[at], down[-1] - down[at])

    def references_height(self, cited: list[int]) -> float:
        """How tall the list of sources is, from its rule to its last line."""
        return HAIRLINE + PAD + self.split(cited)[1] * SOURCE_LINE

    def header_height(self, standfirst: Iterable[float]) -> float:
        """How tall everything above the first section is, given the heights of the bottom line's entries."""
        tall = RULE + KICKER_AIR + len(self.kicker) * KICKER_LINE
        tall += TITLE_AIR + len(self.title) * self.title_size * TITLE_LEADING
        tall += sum(standfirst)
        tall += QUIET_AIR + QUIET_LINE if self.changes else 0.0
        return tall + HEADER_AIR + self.strip

    def note_height(self, item_gap: float, section_gap: float) -> float:
        """How tall the analyst's note is, its rule and the gap before it included."""
        if not self.note:
            return 0.0
        text = sum(len(paragraph) for paragraph in self.note) * NOTE_LINE + (len(self.note) - 1) * item_gap
        return section_gap + HAIRLINE + PAD + max(text, 2 * HEAD_LINE + MARK_LINE)
