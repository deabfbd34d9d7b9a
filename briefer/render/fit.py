"""The fit: which candidates one page holds.

The page decides what is in the brief, whatever formats are asked for. Every text is set into lines once (lines.py),
so the height of the page is a sum: the candidates are packed by score into the room there is, what is left over goes
into the leading and the gaps, and the PDF engine then prints just these lines.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from briefer.errors import UsageError
from briefer.model import Brief, Changes, HeldOver, Item, Section
from briefer.render import dates
from briefer.render.lines import count, lines, pieces
from briefer.render.page import (
    COVERAGE_AIR,
    FULL,
    HAIRLINE,
    HEAD_LINE,
    ITEM_GAP,
    LARGEST,
    LEADING,
    LOOSEST,
    MARK_LINE,
    PAD,
    PAPERS,
    SECTION_GAP,
    SHORT,
    SIZE,
    SMALLEST,
    SOURCE_LINE,
    STANDFIRST,
    STANDFIRST_GAP,
    STANDFIRST_LINE,
    STANDFIRST_WIDTH,
    TALL,
    Block,
    Entry,
    Line,
    Page,
    Reference,
)
from briefer.render.record import identify
from briefer.render.sheet import Sheet
from briefer.text.clean import visible

Gaps = Callable[[float], tuple[float, float]]  # one gap -> item gap and section gap


def fit(brief: Brief, paper: str | None = None) -> Page:
    """Choose what one page holds and set it; a candidate without room is held over, never cut, never shrunk."""
    paper = paper or brief.paper
    if paper not in PAPERS:
        raise UsageError(f"paper {paper!r} is not known; use one of: {', '.join(PAPERS)}")
    sheet = Sheet(brief, paper)
    setting = _Setting(sheet, SIZE)
    kept = setting.pack()
    if brief.held_over or len(kept) < len(sheet.items):
        return _fullest(sheet, setting, kept)
    for size in (10.5, 11.0, 11.5, LARGEST):  # short content: larger type, as long as all of it fits
        larger = _Setting(sheet, size)
        if setting.height(kept) >= SHORT * sheet.room or larger.height(kept) > sheet.room:
            break
        setting = larger
    return setting.page(kept)


def lighter(page: Page) -> Page:
    """The page fitted again with its lowest-ranked entry held over, for one whose proof in print failed."""
    brief = page.brief
    items = [item for section in brief.sections for item in section.items] or list(brief.bottom_line)
    least = min(items, key=lambda item: (item.score, -item.n))

    def left(kept: tuple[Item, ...]) -> tuple[Item, ...]:
        return tuple(item for item in kept if item.n != least.n)

    dropped = HeldOver(least.text, least.spans[0].source, "no room: the page was over full in print")
    return fit(
        replace(
            brief,
            bottom_line=left(brief.bottom_line),
            sections=tuple(Section(s.title, left(s.items)) for s in brief.sections if left(s.items)),
            held_over=(dropped, *brief.held_over),
        ),
        page.paper,
    )


def _fullest(sheet: Sheet, setting: _Setting, kept: frozenset[int]) -> Page:
    """The page at the first body size, the specified one before all, that fills it although something is left."""
    best, best_fill, best_kept = setting, setting.fill(kept), kept
    for size in (10.5, 9.8, 11.0, SMALLEST, 11.5, LARGEST):
        if best_fill >= FULL:
            break
        other = _Setting(sheet, size)
        held = other.pack()
        if (fill := other.fill(held)) > best_fill:
            best, best_fill, best_kept = other, fill, held
    return best.page(best_kept)


class _Setting:
    """The page at one body size."""

    def __init__(self, sheet: Sheet, size: float) -> None:
        self.sheet, self.size = sheet, size
        self.scale = max(1.0, size / SIZE)  # the bottom line grows with the body, to stay above it
        self.counts: list[int] = []
        for zone, item in sheet.items:
            face, point, measure = self._type(zone)
            parts = pieces(visible(item.text), face, measure / point)
            self.counts.append(count(parts, measure / point, sheet.mark_width / point))

    def _type(self, zone: int) -> tuple[str, float, float]:
        if zone < 0:
            return "italic", STANDFIRST * self.scale, STANDFIRST_WIDTH
        return "serif", self.size, self.sheet.measure

    def entry_height(self, at: int, leading: float, head: int = 0) -> float:
        """How tall an entry is: its lines, or what stands beside them where that is more."""
        return max(self.counts[at] * leading, head * HEAD_LINE + len(self.sheet.marks[at]) * MARK_LINE)

    def height(
        self,
        kept: frozenset[int],
        leading: float | None = None,
        item_gap: float = ITEM_GAP,
        section_gap: float = SECTION_GAP,
    ) -> float:
        """The height of the page with these entries, exact."""
        sheet, leading = self.sheet, leading or LEADING * self.size
        order = sorted(kept)
        tall = sheet.header_height(
            STANDFIRST_GAP + self.counts[at] * STANDFIRST_LINE * self.scale for at in order if sheet.items[at][0] < 0
        )
        last = -1
        for at in order:
            zone = sheet.items[at][0]
            if zone < 0:
                continue
            if zone != last:
                tall += HAIRLINE + PAD + (section_gap if last >= 0 else 0.0)
                tall += self.entry_height(at, leading, len(sheet.heads[zone]))
            else:
                tall += item_gap + self.entry_height(at, leading)
            last = zone
        cited = self.cited(order)
        tall += sheet.note_height(item_gap, section_gap) + section_gap
        return tall + sheet.references_height(cited) + COVERAGE_AIR + sheet.coverage_lines * SOURCE_LINE

    def cited(self, order: list[int]) -> list[int]:
        """The sources these entries cite, in the order of their first mention."""
        return list(dict.fromkeys(self.sheet.items[at][1].spans[0].source for at in order))

    def pack(self) -> frozenset[int]:
        """The entries for the page: the bottom line, each section's best where it fits, then all others by score.

        An entry that does not fit is passed over and the next one tried, which fills holes. Entries whose figures
        differ are taken together or not at all: one of two conflicting figures alone would mislead.
        """
        kept: frozenset[int] = frozenset()
        for group in self._groups():
            if any(self.entry_height(at, LEADING * self.size) > TALL * self.sheet.room for at in group):
                continue
            if self.height(kept | group) <= self.sheet.room:
                kept |= group
        return kept

    def _groups(self) -> list[frozenset[int]]:
        items = self.sheet.items
        ranked = sorted(range(len(items)), key=lambda at: (-items[at][1].score, at))
        leaders: dict[int, int] = {}
        for at in ranked:
            leaders.setdefault(items[at][0], at)
        first = [at for at in range(len(items)) if items[at][0] < 0]
        first += sorted((at for zone, at in leaders.items() if zone >= 0), key=ranked.index)
        at_number = {item.n: at for at, (_, item) in enumerate(items)}
        groups = [self._group(at, at_number) for at in [*first, *ranked]]
        return list(dict.fromkeys(groups))

    def _group(self, at: int, at_number: Mapping[int, int]) -> frozenset[int]:
        group, todo = {at}, [at]
        while todo:
            for number in self.sheet.items[todo.pop()][1].differs:
                other = at_number.get(number)
                if other is not None and other not in group:
                    group.add(other)
                    todo.append(other)
        return frozenset(group)

    def justify(self, kept: frozenset[int]) -> tuple[float, float, float, float]:
        """Leading, item gap, section gap and what is still left when the room is shared out, in that order."""
        room, low, high = self.sheet.room, LEADING * self.size, LOOSEST * self.size
        if self.height(kept, high) <= room:
            low = high
        else:
            for _ in range(20):
                middle = (low + high) / 2
                low, high = (middle, high) if self.height(kept, middle) <= room else (low, middle)
        leading = int(low * 1000) / 1000
        item_gap = self._stretch(kept, leading, ITEM_GAP, lambda gap: (gap, SECTION_GAP))
        section_gap = self._stretch(kept, leading, SECTION_GAP, lambda gap: (item_gap, gap))
        return leading, item_gap, section_gap, room - self.height(kept, leading, item_gap, section_gap)

    def _stretch(self, kept: frozenset[int], leading: float, gap: float, gaps: Gaps) -> float:
        """The gap up to twice as wide, as far as there is room."""
        left = self.sheet.room - self.height(kept, leading, *gaps(gap))
        more = self.height(kept, leading, *gaps(gap + 1)) - self.height(kept, leading, *gaps(gap))
        return gap + (min(gap, int(left / more * 1000) / 1000) if more > 0 and left > 0 else 0.0)

    def fill(self, kept: frozenset[int]) -> float:
        """The share of the page that is not left over once the room is shared out."""
        return 1 - self.justify(kept)[3] / self.sheet.room

    def page(self, kept: frozenset[int]) -> Page:
        """The finished page with these entries."""
        sheet = self.sheet
        leading, item_gap, section_gap, rest = self.justify(kept)
        brief, entries = self._edition(kept)
        cited = self.cited(sorted(kept))
        set_ = [
            Entry(item, self._set(zone, item, len(cited) > 1), sheet.marks[at], self.entry_height(at, leading, head))
            for at, zone, item, head in entries
        ]
        bottom = len(brief.bottom_line)
        blocks, at = [], bottom
        titles = {section.title: number for number, section in enumerate(sheet.brief.sections)}
        for section in brief.sections:
            block = tuple(set_[at : at + len(section.items)])
            blocks.append(Block(section.title, sheet.heads[titles[section.title]], block))
            at += len(section.items)
        split, columns = sheet.split(cited)[0], sheet.columns(cited)
        new = {source.n: source for source in brief.sources}
        listed = tuple(Reference(new[number], sheet.reference(old, columns)) for number, old in enumerate(cited, 1))
        return Page(
            brief=brief,
            paper=sheet.paper,
            size=self.size,
            leading=leading,
            item_gap=item_gap,
            section_gap=section_gap,
            rest=rest,
            fill=1 - rest / sheet.room,
            kicker=sheet.kicker,
            date=dates.long(brief.date),
            title=sheet.title,
            title_size=sheet.title_size,
            standfirst=(STANDFIRST * self.scale, STANDFIRST_LINE * self.scale),
            bottom_line=tuple(set_[:bottom]),
            changes=sheet.changes,
            strip=sheet.strip,
            blocks=tuple(blocks),
            note=sheet.note,
            note_height=sheet.note_height(item_gap, section_gap) - section_gap,
            references=(listed[:split], listed[split:]) if columns == 2 else (listed,),
            reference_width=sheet.reference_width(columns),
            references_height=sheet.references_height(cited),
            coverage=sheet.coverage(brief),
            coverage_height=sheet.coverage_lines * SOURCE_LINE,
            colophon=f"Every sentence is verbatim; briefer verify proves it · brief {brief.id[:12]}",
        )

    def _set(self, zone: int, item: Item, numbered: bool) -> Line:
        face, point, measure = self._type(zone)
        text = visible(item.text)
        parts = pieces(text, face, measure / point)
        mark = str(item.spans[0].source) if numbered else ""
        return Line(lines(text, parts, measure / point, self.sheet.mark_width / point), mark)

    def _edition(self, kept: frozenset[int]) -> tuple[Brief, list[tuple[int, int, Item, int]]]:
        """The brief with these entries, renumbered; and each entry with its place, section and lines of head."""
        sheet, old = self.sheet, self.sheet.brief
        order = sorted(kept)
        held = self._held(kept)
        sources = list(dict.fromkeys([*self.cited(order), *(h.source for h in held)]))
        source_number = {n: number for number, n in enumerate(sources, 1)}
        item_number = {sheet.items[at][1].n: number for number, at in enumerate(order, 1)}
        entries: list[tuple[int, int, Item, int]] = []
        last = -1
        for number, at in enumerate(order, 1):
            zone, item = sheet.items[at]
            spans = tuple(replace(span, source=source_number[span.source]) for span in item.spans)
            differs = tuple(sorted(item_number[n] for n in item.differs if n in item_number))
            head = len(sheet.heads[zone]) if zone >= 0 and zone != last else 0
            entries.append((at, zone, replace(item, n=number, spans=spans, differs=differs), head))
            last = zone
        by_zone = {zone: tuple(item for _, z, item, _ in entries if z == zone) for zone in {e[1] for e in entries}}
        renumbered = [
            tuple(item_number[n] for n in numbers if n in item_number)
            for numbers in (old.changes.new, old.changes.continuing, old.changes.corrected)
        ]
        new, continuing, corrected = renumbered
        changes = Changes(new, continuing, old.changes.dropped, corrected, old.changes.since)
        brief = replace(
            old,
            paper=sheet.paper,
            bottom_line=by_zone.get(-1, ()),
            sections=tuple(
                Section(section.title, by_zone[zone]) for zone, section in enumerate(old.sections) if zone in by_zone
            ),
            sources=tuple(replace(sheet.number_of[n], n=source_number[n]) for n in sources),
            held_over=tuple(replace(h, source=source_number[h.source]) for h in held),
            coverage=replace(old.coverage, used=len(self.cited(order))),
            changes=changes,
            id="",
        )
        return replace(brief, id=identify(brief)), entries

    def _held(self, kept: frozenset[int]) -> tuple[HeldOver, ...]:
        items = self.sheet.items
        ranked = sorted(range(len(items)), key=lambda at: (-items[at][1].score, at))
        out = []
        for rank, at in enumerate(ranked, 1):
            if at not in kept:
                tall = self.entry_height(at, LEADING * self.size) > TALL * self.sheet.room
                reason = (
                    "longer than one entry of the page may be"
                    if tall
                    else f"no room: ranked {rank} of {len(items)}, the page holds {len(kept)}"
                )
                out.append(HeldOver(items[at][1].text, items[at][1].spans[0].source, reason))
        return (*out, *self.sheet.brief.held_over)
