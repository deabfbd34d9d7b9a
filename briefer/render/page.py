"""The page as a value: its measures, and every text on it set into lines.

Sizes, leading, gaps and margins are those of the project's page specification; lengths are in pt.
"""

from __future__ import annotations

from briefer.model import Brief, Item, Source
from briefer.values import dataclass

MM = 72 / 25.4
PAPERS = {"a4": (210.0 * MM, 297.0 * MM), "letter": (215.9 * MM, 279.4 * MM)}
MARGIN, SIDE, HANG, GUTTER = 15 * MM, 17 * MM, 33 * MM, 5 * MM

SIZE, SMALLEST, LARGEST = 10.2, 9.5, 12.0  # body; never smaller, never larger
LEADING, LOOSEST = 1.36, 1.46  # of the body size
ITEM_GAP, SECTION_GAP = 3.4, 8.0  # each may double
RULE, HAIRLINE, PAD = 2.5, 0.4, 4.5
KICKER, KICKER_AIR, KICKER_LINE, DATE = 7.5, 4.0, 10.0, 110.0  # the band, and the room of its date
TRACKING = 0.09  # of the kicker's capitals, in em
TITLE, TITLE_AIR, TITLE_LEADING = 21.0, 3.5, 24 / 21
STANDFIRST, STANDFIRST_LINE, STANDFIRST_GAP, STANDFIRST_WIDTH = 11.5, 15.5, 3.5, 150 * MM
QUIET_AIR, QUIET_LINE = 3.5, 10.0  # the line of changes
STRIP, COUNTS = 52.0, 40.0  # the strip of counts with charts, and without, its rule and air included
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
    kicker: tuple[str, ...]  # lines, in capitals
    date: str
    title: tuple[str, ...]
    title_size: float
    standfirst: tuple[float, float]  # size and leading of the bottom line
    bottom_line: tuple[Entry, ...]
    changes: str
    strip: float  # its height; 0 without one
    blocks: tuple[Block, ...]
    note: tuple[tuple[str, ...], ...]  # the paragraphs of the analyst's note, each set into lines
    note_height: float
    references: tuple[tuple[Reference, ...], ...]  # columns
    reference_width: float
    references_height: float
    coverage: tuple[str, ...]
    coverage_height: float
    colophon: str
