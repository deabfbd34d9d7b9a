"""The page as HTML: one document for the screen, the printer and the PDF engine, made from the set page.

Article text reaches the template as data only, autoescaped; nothing of it is ever parsed as markup.
"""

from __future__ import annotations

import base64
import functools
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote, urlsplit

from briefer.model import Brief, Item
from briefer.paths import TEMPLATES
from briefer.render import charts, dates
from briefer.render.lines import FACES, FONTS, codepoints, lines, pieces
from briefer.render.page import MARGIN, MARK, MM, PAPERS, SIDE, Entry, Page
from briefer.text.clean import script, visible
from briefer.values import dataclass
from briefer.version import VERSION

# face -> family, weight, style
FAMILIES = {
    "serif": ("Brief Serif", "normal", "normal"),
    "italic": ("Brief Serif", "normal", "italic"),
    "display": ("Brief Display", "bold", "normal"),
    "sans": ("Brief Sans", "normal", "normal"),
    "sans-bold": ("Brief Sans", "bold", "normal"),
}
LANGUAGES = {
    "Hangul": "ko", "Han": "zh", "Hiragana": "ja", "Katakana": "ja", "Arabic": "ar", "Hebrew": "he", "Thai": "th",
    "Devanagari": "hi", "Greek": "el", "Cyrillic": "ru", "Armenian": "hy", "Georgian": "ka",
}  # fmt: skip
RIGHT_TO_LEFT = frozenset(("ar", "he"))
FOOT = 9 * MM  # the footer stands in the bottom margin
STRIP_WIDTH = 150.0
FRAGMENT_WORDS = 5  # words at either end of a text fragment


@dataclass(frozen=True, slots=True)
class Language:
    """The language of an entry that differs from the page's."""

    code: str
    rtl: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """A small chart with its label, and the names under it."""

    svg: Any
    label: str = ""
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Strip:
    """The strip of counts and charts."""

    counts: tuple[tuple[str, str], ...]
    days: Chart | None
    outlets: Chart | None


def write(page: Page, *, embed: bool = True) -> str:
    """The whole document; with ``embed`` fonts and screen styles are inside it, without it is the PDF engine's."""
    from markupsafe import Markup

    brief = page.brief
    items = list(items_of(page))
    width, height = PAPERS[page.paper]
    printed = "".join(_printed(page))
    return str(
        template().render(
            page=page,
            brief=brief,
            version=VERSION,
            full_title=full_title(brief),
            description=f"{len(items)} sentences from {brief.coverage.used} sources, verbatim",
            width=round(width, 2),
            height=round(height, 2),
            top=round(MARGIN, 3),
            side=round(SIDE, 3),
            foot=round(FOOT, 3),
            fonts=Markup(_embedded(printed) if embed else _linked()),
            style=Markup(_style("page.css") + (_style("screen.css") if embed else "")),
            strip=_strip(page),
            whole_links=embed,
            foreign=_foreign,
            numbered=any(entry.text.mark for entry in entries_of(page)),
            links={item.n: link(brief, item) for item in items},
            hrefs={source.n: web(source.url) for source in brief.sources},
            langs={item.n: _language(item.text, brief.language) for item in items},
        )
    )


def full_title(brief: Brief) -> str:
    """The title of the document: title, number and date."""
    number = f", No. {brief.number}" if brief.number else ""
    return f"{visible(brief.title)}{number}, {dates.long(brief.date)}"


def items_of(page: Page) -> Iterator[Item]:
    """The items of the page in printing order."""
    return (entry.item for entry in entries_of(page))


def web(url: str | None) -> str | None:
    """The address when it is one that a reader may safely follow, else None."""
    if not url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return None
    return quote(url, safe="/:?#[]@!$&'()*+,;=%~-._")


def entries_of(page: Page) -> Iterator[Entry]:
    """The entries of the page in printing order."""
    yield from page.bottom_line
    for block in page.blocks:
        yield from block.entries


def link(brief: Brief, item: Item) -> str | None:
    """The address of the sentence in its article on the web (URL text fragment), where the article has one."""
    url = web(next(source.url for source in brief.sources if source.n == item.spans[0].source))
    if url is None or "#" in url:
        return url
    words = visible(item.text).split()
    if len(words) > 2 * FRAGMENT_WORDS:
        ends = [" ".join(words[:FRAGMENT_WORDS]), " ".join(words[-FRAGMENT_WORDS:])]
    else:
        ends = [" ".join(words)]
    # the hyphen and the comma have a meaning of their own inside a fragment
    return f"{url}#:~:text=" + ",".join(quote(end, safe="").replace("-", "%2D") for end in ends)


def _language(text: str, page_language: str) -> Language | None:
    counts: dict[str, int] = {}
    for char in text:
        if (name := script(char)) is not None:
            counts[name] = counts.get(name, 0) + 1
    if not counts:
        return None
    most = max(counts, key=lambda name: counts[name])
    code = "ja" if counts.get("Hiragana", 0) and most == "Han" else LANGUAGES.get(most)
    if code is None or code == page_language:
        return None
    return Language(code, code in RIGHT_TO_LEFT)


def _foreign(lines: Iterable[str]) -> bool:
    """True when a letter of these lines is in none of the shipped faces and comes from a font of the machine."""
    return any(not line.isascii() and not codepoints("serif").issuperset(map(ord, line)) for line in lines)


def _strip(page: Page) -> Strip | None:
    if not page.strip:
        return None
    from markupsafe import Markup

    seen = page.brief.coverage
    first, last = page.brief.period
    span = charts.days_between(page.brief.period)
    with_days, with_outlets = charts.telling(seen, page.brief.period)
    counts = [(f"{seen.articles:,}", "articles")]
    if seen.outlets:
        counts.append((f"{len(seen.outlets):,}", "outlet" if len(seen.outlets) == 1 else "outlets"))
    if seen.stories and seen.stories != seen.articles:
        counts.append((f"{seen.stories:,}", "story" if seen.stories == 1 else "stories"))
    elif span:
        counts.append((f"{span:,}", "day" if span == 1 else "days"))
    days = outlets = None
    if with_days and first and last:
        svg = charts.daily(seen.days, first[:10], last[:10], STRIP_WIDTH)
        days = Chart(Markup(svg), f"Reports per day, {dates.span(first, last)}") if svg else None
    if with_outlets:
        named = list(seen.outlets.items())
        shown = named[:5] if len(named) <= 6 else [*named[:4], ("", sum(many for _, many in named[4:]))]
        shown = named if len(named) <= 6 else shown
        svg = charts.outlets([(visible(name) or "others", many) for name, many in shown], STRIP_WIDTH)
        outlets = Chart(Markup(svg), names=_names(named))
    return Strip(tuple(counts), days, outlets)


def _names(outlets: list[tuple[str, int]]) -> tuple[str, ...]:
    """The outlets with their counts, as many as two lines hold, then how many more there are."""
    em = STRIP_WIDTH / MARK
    for shown in range(len(outlets), 0, -1):
        said = [f"{visible(name)} {many}" for name, many in outlets[:shown]]
        if shown < len(outlets):
            said.append(f"{len(outlets) - shown} more")
        text = " · ".join(said)
        parts = pieces(text, "sans", em)
        if len(set_ := lines(text, parts, em)) <= 2:
            return set_
    return (f"{len(outlets)} outlets",)


@functools.cache
def _environment() -> Any:
    from jinja2 import FileSystemLoader, StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    return SandboxedEnvironment(
        autoescape=True, undefined=StrictUndefined, loader=FileSystemLoader(TEMPLATES), auto_reload=False
    )


@functools.cache
def template(name: str = "page.html") -> Any:
    """A template of ours; what is put into it is escaped."""
    return _environment().get_template(name)


@functools.cache
def _style(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


def _face(face: str, source: str) -> str:
    family, weight, style = FAMILIES[face]
    return f'@font-face{{font-family:"{family}";font-weight:{weight};font-style:{style};src:url({source})}}\n'


def _linked() -> str:
    return "".join(_face(face, f"brief:{name}") for face, name in FACES.items())


def _embedded(printed: str) -> str:
    """Each face cut down to the characters of this page, inside the document: it asks no other file for anything."""
    wanted = frozenset(map(ord, printed)) | frozenset(range(0x20, 0x7F))
    out = []
    for face in FACES:
        body = _subset(face, wanted & codepoints(face))
        out.append(_face(face, "data:font/ttf;base64," + base64.b64encode(body).decode("ascii")))
    return "".join(out)


def _subset(face: str, wanted: Iterable[int]) -> bytes:
    import uharfbuzz

    source = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(FONTS / FACES[face])))
    chosen = uharfbuzz.SubsetInput()
    chosen.sets(uharfbuzz.SubsetInputSets.UNICODE).set(set(wanted))
    return bytes(uharfbuzz.subset(source, chosen).blob.data)


def _printed(page: Page) -> Iterator[str]:
    """Everything on the page that is not of the template."""
    yield from page.title
    yield from page.kicker
    yield from (page.date, page.changes, page.colophon, *page.coverage)
    for entry in entries_of(page):
        yield from entry.text.lines
        yield from (mark.text for mark in entry.marks)
    for block in page.blocks:
        yield from block.head
    for paragraph in page.note:
        yield from paragraph
    for column in page.references:
        for reference in column:
            yield from reference.lines
    yield from page.brief.coverage.outlets
