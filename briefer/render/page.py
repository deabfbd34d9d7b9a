"""The fit: which candidates one page holds, and every line and height of that page.

The page decides what is in the brief, whatever formats are asked for. Every text is set into lines once (lines.py),
so the height of the page is a sum: the candidates are packed by score into the room there is, what is left over goes
into the leading and the gaps, and the PDF engine then prints just these lines. Sizes, leading, gaps and margins are
those of the project's page specification; lengths are in pt unless a name says mm.
"""

from __future__ import annotations

import functools
from bisect import bisect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import accumulate

from briefer.errors import UsageError
from briefer.model import Brief, Changes, HeldOver, Item, Section, Source
from briefer.render import dates
from briefer.render.lines import count, lines, pieces, width
from briefer.render.record import identify
from briefer.text.clean import visible

Gaps = Callable[[float], tuple[float, float]]  # one gap -> item gap and section gap

MM = 72 / 25.4
PAPERS = {"a4": (210.0 * MM, 297.0 * MM), "letter": (215.9 * MM, 279.4 * MM)}
MARGIN, SIDE, HANG, GUTTER = 15 * MM, 17 * MM, 33 * MM, 5 * MM

SIZE, SMALLEST, LARGEST = 10.2, 9.5, 12.0  # body; never smaller, never larger
LEADING, LOOSEST = 1.36, 1.46  # of the body size
ITEM_GAP, SECTION_GAP = 3.4, 8.0  # each may double
RULE, HAIRLINE, PAD = 2.5, 0.4, 4.5
KICKER, KICKER_AIR, KICKER_LINE = 7.5, 4.0, 10.0
TITLE, TITLE_AIR, TITLE_LEADING = 21.0, 3.5, 24 / 21
STANDFIRST, STANDFIRST_LINE, STANDFIRST_GAP, STANDFIRST_WIDTH = 11.5, 15.5, 3.5, 150 * MM
QUIET, QUIET_AIR, QUIET_LINE = 7.5, 3.5, 10.0  # the line of changes
STRIP = 52.0  # the strip of counts and charts, with its rule
HEAD, HEAD_LINE = 8.5, 11.0  # section heads
MARK, MARK_LINE = 7.0, 9.0  # marks beside the items
NOTE, NOTE_LINE, NOTE_MOST = 9.5, 13.0, 0.25  # the analyst's note, and its largest share of the page
SOURCE, SOURCE_LINE, SOURCE_HANG, SOURCE_GUTTER = 7.0, 9.2, 5 * MM, 7 * MM
COVERAGE_AIR = 3.0
REFERENCE = 6.0  # the number of a source beside a sentence
HEADER_AIR = 9.0  # below the header and below the strip

SLACK = 1.5  # 2 px: content within 0.5 px of the edge was measured to break to a second page, within 1.5 px not
FULL, SHORT = 0.95, 0.93  # with something held over a page is fuller than FULL; below SHORT it gets larger type
TALL = 0.45  # an entry taller than this share of the page is held over


@dataclass(frozen=True, slots=True)
class Line:
    """A text set into lines, the number of its source note glued to the last word ("" for none)."""

    lines: tuple[str, ...]
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """One line of what stands beside an item; the speaker's is strong."""

    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """An item as it is set, with the marks that stand beside it and the height it takes."""

    item: Item
    text: Line
    marks: tuple[Mark, ...]
    height: float


@dataclass(frozen=True, slots=True)
class Block:
    """A section as it is set."""

    title: str
    head: tuple[str, ...]
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """A cited source as the page lists it."""

    source: Source
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One finished page: the brief that it holds, and how it is set."""

    brief: Brief
    paper: str
    size: float
    leading: float
    item_gap: float
    section_gap: float
    rest: float  # what is left above the sources
    fill: float  # the share of the page that is not left over
    kicker: tuple[str, ...]
    date: str
    title: tuple[str, ...]
    title_size: float
    standfirst: tuple[float, float]  # size and leading of the bottom line
    bottom_line: tuple[Entry, ...]
    changes: str
    strip: bool
    blocks: tuple[Block, ...]
    note: tuple[tuple[str, ...], ...]  # the paragraphs of the analyst's note, each set into lines
    note_height: float
    references: tuple[tuple[Reference, ...], ...]  # columns
    reference_width: float
    references_height: float
    coverage: tuple[str, ...]
    coverage_height: float
    colophon: str


def fit(brief: Brief, paper: str | None = None) -> Page:
    """Choose what one page holds and set it; a candidate without room is held over, never cut, never shrunk."""
    paper = paper or brief.paper
    if paper not in PAPERS:
        raise UsageError(f"paper {paper!r} is not known; use one of: {', '.join(PAPERS)}")
    sheet = _Sheet(brief, paper)
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


def _fullest(sheet: _Sheet, setting: _Setting, kept: frozenset[int]) -> Page:
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


def source_line(source: Source) -> str:
    """A source in one line: title, outlet and date, each as far as it is known."""
    title = visible(source.title) or (source.url or source.path or "Untitled").rsplit("/", 1)[-1]
    if not title.endswith((".", "?", "!", "…")):
        title += "."
    day = dates.medium(source.published) if source.published else "undated"
    return f"{title} {visible(source.outlet)}, {day}." if source.outlet else f"{title} {day[0].upper()}{day[1:]}."


def coverage_line(brief: Brief) -> str:
    """What was read, what was left out and why, in one sentence for the foot of the page."""
    seen = brief.coverage
    parts = [f"{_number(seen.articles, 'article')} read"]
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


def _short(text: str, face: str, size: float, measure: float, most: int) -> tuple[str, ...]:
    """A label in at most so many lines; what does not fit ends in an ellipsis."""
    em = measure / size
    parts = pieces(text, face, em)
    if count(parts, em) > most:
        places = [0, *(part.end for part in parts)]

        def shortened(at: int) -> str:
            return text[: places[at]].rstrip(" ,.;:") + "…"

        kept = bisect(range(len(parts)), most, key=lambda at: count(pieces(shortened(at), face, em), em)) - 1
        text = shortened(max(kept, 0))
        parts = pieces(text, face, em)
    return lines(text, parts, em)


class _Sheet:
    """The parts of a page that do not depend on the body size."""

    def __init__(self, brief: Brief, paper: str) -> None:
        self.brief, self.paper = brief, paper
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
        self.title, self.title_size = self._title(visible(brief.title))
        self.heads = [_short(visible(s.title), "sans-bold", HEAD, HANG, 3) for s in brief.sections]
        self.strip = brief.coverage.articles >= 3
        self.changes = self._changes(brief.changes)
        self.note = self._note()
        self.marks = [self._marks(zone, item) for zone, item in self.items]
        worst = replace(brief, held_over=brief.held_over + (HeldOver("", 0, ""),) * max(8, len(self.items)))
        self.coverage_lines = len(self.coverage(replace(worst, coverage=replace(brief.coverage, used=88))))

    def _source(self, item: Item) -> Source:
        return self.number_of[item.spans[0].source]

    def _title(self, text: str) -> tuple[tuple[str, ...], float]:
        for size in (TITLE, 18.0, 16.0):
            em = self.width / size
            parts = pieces(text, "display", em)
            if count(parts, em) <= 2:
                return lines(text, parts, em), size
        return _short(text, "display", 16.0, self.width, 2), 16.0

    def _changes(self, changes: Changes) -> str:
        counted = (
            (len(changes.new), "new"),
            (len(changes.continuing), "continuing"),
            (len(changes.dropped), "dropped"),
            (len(changes.corrected), "corrected at the source"),
        )
        said = " · ".join(f"{many} {word}" for many, word in counted if many)
        last = f"No. {self.brief.number - 1}" if self.brief.number and self.brief.number > 1 else "the last brief"
        return f"Since {last}: {said}" if said else ""

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
                cut = _short(paragraph, "sans", NOTE, self.measure - 2 * NOTE, left) if left else (out or [("",)]).pop()
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
        said = _short(visible(item.speaker.text), "sans-bold", MARK, HANG, 2) if item.speaker else ()
        plain = list(_short(" · ".join(quiet), "sans", MARK, HANG, 2)) if quiet else []
        plain += ["figures differ"] if item.differs else []
        return (*(Mark(line, True) for line in said), *map(Mark, plain))

    def coverage(self, brief: Brief) -> tuple[str, ...]:
        """The coverage line of a finished brief, at the foot of the sources."""
        text = coverage_line(brief)
        first, last = brief.period
        if not self.strip and first and last and first != last:
            text += f" Reports of {dates.span(first, last)}."
        return _short(text, "sans", SOURCE, self.width, 3)

    def columns(self, cited: list[int]) -> int:
        """In how many columns the sources are listed: two from four sources on."""
        return 1 if len(cited) < 4 else 2

    def reference_width(self, columns: int) -> float:
        """How wide one column of sources is."""
        return (self.width - SOURCE_GUTTER) / 2 if columns == 2 else self.width

    @functools.cache  # noqa: B019 - lives as long as the one fit it serves
    def reference(self, source: int, columns: int) -> tuple[str, ...]:
        """One source of the list in lines, at most two."""
        measure = self.reference_width(columns) - self.hang
        return _short(source_line(self.number_of[source]), "sans", SOURCE, measure, 2)

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
        tall = RULE + KICKER_AIR + KICKER_LINE + TITLE_AIR + len(self.title) * self.title_size * TITLE_LEADING
        tall += sum(standfirst)
        tall += QUIET_AIR + QUIET_LINE if self.changes else 0.0
        return tall + HEADER_AIR + (STRIP if self.strip else 0.0)

    def note_height(self, item_gap: float, section_gap: float) -> float:
        """How tall the analyst's note is, its rule and the gap before it included."""
        if not self.note:
            return 0.0
        text = sum(len(paragraph) for paragraph in self.note) * NOTE_LINE + (len(self.note) - 1) * item_gap
        return section_gap + HAIRLINE + PAD + max(text, 2 * HEAD_LINE + MARK_LINE)


class _Setting:
    """The page at one body size."""

    def __init__(self, sheet: _Sheet, size: float) -> None:
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
        kicker = ("Key reporting", f"No. {brief.number}" if brief.number else "", visible(brief.handling or ""))
        return Page(
            brief=brief,
            paper=sheet.paper,
            size=self.size,
            leading=leading,
            item_gap=item_gap,
            section_gap=section_gap,
            rest=rest,
            fill=1 - rest / sheet.room,
            kicker=tuple(part for part in kicker if part),
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
        changes = Changes(renumbered[0], renumbered[1], old.changes.dropped, renumbered[2])
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
