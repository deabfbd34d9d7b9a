"""A finished brief held against its sources, and its page held against its record.

The record (``brief.json``, inside the PDF too) says of every printed sentence where it stands: source, offsets and the
hash of the source's text. A sentence is proven when a text with that hash is at hand and says exactly this at exactly
that place. Of a PDF the visible page is proven as well: what a reader sees has to be what the record says, and the
file may hold nothing that acts or covers. Nothing is fetched; what is not at hand is "source missing".
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .errors import InputError, MissingError
from .model import Article, Brief, Check, Item, Source, Verification

Sources = Path | str | Article | Iterable[Path | str | Article] | None

PROVEN = "proven"
CHANGED = "changed at source"
MISSING = "source missing"
PAGE = "changed on the page"
FALSE = "not in the source"

# A brief is one page and weighs about 40 kB, colour emoji a few hundred; what is far larger is something else.
_LARGEST = 50_000_000

_COMPARED = 8_000  # letters; finding differences takes the square of them, and no page holds more


@dataclass(frozen=True, slots=True)
class Opened:
    """A brief that was read from a file: the record, and of a PDF its page."""

    brief: Brief
    path: Path
    page: Page | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """What a PDF shows and carries."""

    text: str
    maker: str  # the program and version that wrote it, such as "briefer 0.1.0"
    markdown: bytes | None
    problems: tuple[str, ...]


def verify(
    brief_or_path: Brief | Path | str, sources: Sources = None, later: Mapping[str, tuple[Article, str]] | None = None
) -> Verification:
    """Prove every printed sentence of a brief, or of a brief's .json or .pdf file, against its sources.

    ``sources`` are articles, files or folders; without them each source is looked for at its recorded path.
    ``later`` says what a text, by its hash, was replaced by at its source and when that was seen: a sentence whose own
    text is at hand is proven all the same, and the check tells what has become of it.
    """
    if isinstance(brief_or_path, Brief):
        opened = Opened(brief_or_path, Path())
        problems = _record_problems(opened.brief, of_a_file=False)
    else:
        opened = open_brief(brief_or_path)
        problems = _record_problems(opened.brief, of_a_file=True)
    shelf = Shelf(opened.brief, sources, opened.path.parent, later)
    cited = {source.n: source for source in opened.brief.sources}
    checks = tuple(_check(item, cited, shelf) for item in items(opened.brief))
    problems += _held_over_problems(opened.brief, cited, shelf)
    faults, notes = _against_sources(opened.brief, shelf)
    problems += faults
    if opened.page is not None:
        checks, page_problems = _against_page(checks, opened.brief, opened.page)
        problems += page_problems
    return Verification(checks, tuple(problems), tuple(notes))


def items(brief: Brief) -> tuple[Item, ...]:
    """Return the items in printing order."""
    return brief.bottom_line + tuple(item for section in brief.sections for item in section.items)


# ---- opening a brief


def open_brief(path: Path | str) -> Opened:
    """Read a brief's .json or .pdf file; what is neither is an InputError that says what it is."""
    from .render import record

    path = Path(path)
    body = _bytes(path)
    if b"%PDF-" in body[:1024]:
        return _open_pdf(path, body)
    if path.suffix.lower() in (".md", ".html", ".htm") or body.lstrip()[:1] == b"<":
        raise InputError(f"{path}: only a brief's .pdf or .json carries its proof; give the one beside this file")
    try:
        return Opened(record.from_json(body), path)
    except InputError as error:
        raise InputError(f"{path}: {error}") from error


def _bytes(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise InputError(f"{path} is a folder; give the brief.json or brief.pdf in it")
        if not path.is_file():
            raise InputError(f"{path}: there is no such file; give a brief.json or brief.pdf that briefer wrote")
        if path.stat().st_size > _LARGEST:
            raise InputError(f"{path} is larger than any brief; give a brief.json or brief.pdf that briefer wrote")
        return path.read_bytes()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise InputError(f"{path} cannot be read: {reason}") from error


def _open_pdf(path: Path, body: bytes) -> Opened:
    """Take the record out of a PDF, and what its page shows."""
    import io
    import logging

    from .render import record

    try:
        import pypdf
    except ImportError as error:
        raise MissingError("reading a PDF needs pypdf; install it with: python -m pip install pypdf") from error

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # a damaged file is told in our words, once
    try:
        reader = pypdf.PdfReader(io.BytesIO(body), strict=False)
        locked = reader.is_encrypted
        attached = {} if locked else {name: list(copies) for name, copies in reader.attachments.items()}
    except Exception as error:  # pypdf meets damage with a dozen kinds of exception
        raise InputError(f"{path}: this PDF is damaged and cannot be read; ask for the brief again") from error
    if locked:
        raise InputError(f"{path}: this PDF is locked with a password; save it without one, or give the brief.json")
    records = attached.get("brief.json", [])
    if not records:
        raise InputError(
            f"{path}: this PDF is not a brief, or its record was taken out (there is no brief.json inside); "
            "give the brief.json beside it"
        )
    try:
        brief = record.from_json(records[0])
    except InputError as error:
        raise InputError(f"{path}: the brief.json inside this PDF: {error}") from error
    problems = [
        f"the PDF carries a file that no brief carries: {name!r}"
        for name in sorted(attached)
        if name not in ("brief.json", "brief.md")
    ]
    problems += [f"the PDF carries {name} twice" for name in sorted(attached) if len(attached[name]) > 1]
    if "brief.md" not in attached:
        problems.append("the PDF does not carry its brief.md")
    try:
        problems += _pdf_problems(reader, brief)
        text = _page_text(reader.pages[0]) if len(reader.pages) else ""
        about: Any = reader.metadata or {}
        maker = str(about.get("/Creator", ""))
    except Exception as error:
        raise InputError(f"{path}: this PDF is damaged and its page cannot be read; ask for the brief again") from error
    markdown = next(iter(attached.get("brief.md", [])), None)
    return Opened(brief, path, Page(text, maker, markdown, tuple(problems)))


def _page_text(page: Any) -> str:
    """Return what the page shows, in the order in which it is drawn."""
    from pypdf.generic import NameObject

    # A font with glyphs that stand for no character (an empty box) has its own encoding of two-byte codes, which
    # pypdf takes for one of single bytes. The way from code to character is the same as without it.
    for font in page["/Resources"].get("/Font", {}).values():
        font = font.get_object()
        if font.get("/Subtype") == "/Type0" and not isinstance(font.get("/Encoding"), NameObject):
            font[NameObject("/Encoding")] = NameObject("/Identity-H")
    return str(page.extract_text())


# ---- what a PDF may not hold

_ACTS = {
    "/JavaScript": "JavaScript",
    "/JS": "JavaScript",
    "/Launch": "an action that starts a program",
    "/OpenAction": "an action on opening",
    "/AA": "an action on an event",
    "/SubmitForm": "an action that sends data",
    "/ImportData": "an action that loads data",
    "/GoToR": "an action that opens another file",
    "/GoToE": "an action that opens another file",
    "/RichMedia": "a film or a program",
    "/XFA": "a form",
    "/AcroForm": "a form",
}


def _pdf_problems(reader: Any, brief: Brief) -> list[str]:
    problems = []
    if len(reader.pages) != 1:
        problems.append(f"the PDF has {len(reader.pages)} pages; a brief has one")
    acts: dict[str, None] = {}
    for value in _values(reader.trailer["/Root"]):
        if isinstance(value, dict):
            words = {str(key) for key in value} | {str(value[key]) for key in ("/S", "/Type") if _is_name(value, key)}
            acts.update((words_of, None) for word, words_of in _ACTS.items() if word in words)
            if str(value.get("/Subtype")) == "/Image" and not _has_emoji(brief):
                acts["a picture"] = None
    problems += [f"the PDF holds {what}; a brief holds none" for what in sorted(acts)]
    for page in reader.pages:
        for annotation in page.get("/Annots") or ():
            problems += _annotation_problems(annotation.get_object(), brief)
    return problems


def _has_emoji(brief: Brief) -> bool:
    """Say whether a font may draw on this page with pictures, as those of emoji do."""
    from .text.clean import script

    printed = [brief.title, *(item.text for item in items(brief)), *(source.title for source in brief.sources)]
    return any(script(char) == "Emoji" for text in printed for char in text)


def _is_name(value: Mapping[str, Any], key: str) -> bool:
    return key in value and str(value.get(key)).startswith("/")


def _annotation_problems(annotation: Mapping[str, Any], brief: Brief) -> list[str]:
    """A note or a stamp can cover the page; a link can lead anywhere."""
    from .render.html import web

    kind = str(annotation.get("/Subtype", "nothing"))
    if kind != "/Link":
        return [f"something is laid over the page ({kind.removeprefix('/')}); a brief has links only"]
    action = annotation.get("/A")
    target = action.get_object().get("/URI") if action is not None else None
    if target is None:
        return []
    address = str(target).partition("#")[0]
    known = {link.partition("#")[0] for source in brief.sources if (link := web(source.url))}
    if address in known or brief.note is not None:  # the analyst's note may link where it likes
        return []
    return [f"a link on the page leads to an address that no source of the record has: {address}"]


def _values(root: Any) -> Iterator[Any]:
    """Walk over every object that hangs on the root, each one once."""
    seen: set[int] = set()
    waiting = [root]
    while waiting:
        value = waiting.pop()
        number = getattr(value, "idnum", None)
        if number is not None:
            if number in seen:
                continue
            seen.add(number)
            value = value.get_object()
        yield value
        if isinstance(value, dict):
            waiting.extend(dict.values(value))
        elif isinstance(value, list):
            waiting.extend(list.__iter__(value))


# ---- the record by itself


def _record_problems(brief: Brief, of_a_file: bool) -> list[str]:
    from .render import record

    problems = []
    if (of_a_file or brief.id) and brief.id != record.identify(brief):
        problems.append("the record was changed after the brief was made: its id is not the one its contents give")
    numbers = [item.n for item in items(brief)]
    if numbers != list(range(1, len(numbers) + 1)):
        problems.append("the items are not numbered 1, 2, 3 … in printing order")
    if len({source.n for source in brief.sources}) != len(brief.sources):
        problems.append("two sources have one number")
    return problems


# ---- finding the sources


@dataclass(slots=True)
class Shelf:
    """The articles at hand: those given, and those that stand at the recorded paths."""

    brief: Brief
    sources: Sources = None
    folder: Path = field(default_factory=Path)
    later: Mapping[str, tuple[Article, str]] | None = None
    _given: tuple[Article, ...] | None = None
    _at: dict[str, tuple[Article, ...]] = field(default_factory=dict)

    def exact(self, source: Source) -> Article | None:
        """Return an article whose text has the recorded hash."""
        for articles in (self._recorded(source), self._articles()):
            for article in articles:
                if article.sha256 == source.sha256:
                    return article
        return None

    def namesake(self, source: Source) -> Article | None:
        """Return an article that passes for the source but has another text."""
        at_path = self._recorded(source)
        same = [article for article in (*at_path, *self._articles()) if source.url and article.url == source.url]
        if source.path:
            same += [article for article in (*at_path, *self._articles()) if _same_name(article.source, source.path)]
        return same[0] if same else None

    def at_path(self, source: Source) -> Article | None:
        """Return the article with the recorded hash from the recorded path itself."""
        same = [article for article in self._recorded(source) if article.sha256 == source.sha256]
        # One text may stand twice in a file, under the names of two outlets.
        return next((each for each in same if _same_name(each.source, source.path or "")), same[0] if same else None)

    def other_at_path(self, source: Source) -> Article | None:
        """Return the article that stands at the recorded path in place of the recorded one."""
        found = [article for article in self._recorded(source) if _same_name(article.source, source.path or "")]
        return None if not found or self.at_path(source) else found[0]

    def _articles(self) -> tuple[Article, ...]:
        if self._given is None:
            self._given = _gather(self.sources)
        return self._given

    def _recorded(self, source: Source) -> tuple[Article, ...]:
        if not source.path:
            return ()
        path = _file_of(source.path)
        if path not in self._at:
            self._at[path] = _read_at(path, self.folder)
        return self._at[path]


def _gather(sources: Sources) -> tuple[Article, ...]:
    if sources is None:
        return ()
    if isinstance(sources, str | Path | Article):
        sources = (sources,)
    given = tuple(sources)
    paths = [source for source in given if not isinstance(source, Article)]
    articles = tuple(source for source in given if isinstance(source, Article))
    return articles + (_read(paths) if paths else ())


def _read(paths: Sequence[Path | str]) -> tuple[Article, ...]:
    from .read import read

    return read(paths)[0]


def _file_of(recorded: str) -> str:
    """Return the path of a file without the number of an article in it (news.jsonl#3)."""
    head, mark, number = recorded.rpartition("#")
    return head if mark and number.isdigit() and not Path(recorded).exists() else recorded


def _read_at(recorded: str, folder: Path) -> tuple[Article, ...]:
    """Read what stands at a recorded path, from here or from the brief's own folder; never a pipe or a device."""
    found: list[Article] = []
    for place in dict.fromkeys((Path(recorded), folder / recorded)):
        try:
            if place.is_file():
                found += _read([place])
        except (OSError, ValueError):  # a path that this system cannot even name
            continue
    return tuple(found)


def _same_name(path: str, recorded: str) -> bool:
    """Say whether two paths have one file name: the folder may have moved. A number in the file counts too."""
    return Path(path).name == Path(recorded).name


# ---- one sentence


def _check(item: Item, cited: Mapping[int, Source], shelf: Shelf) -> Check:
    def check(status: str, detail: str = "") -> Check:
        return Check(item.n, item.text, status, detail)

    if not item.spans:
        return check(FALSE, "the record does not say where it stands")
    texts = []
    for span in item.spans:
        source = cited.get(span.source)
        if source is None:
            return check(FALSE, f"it cites source {span.source}, and the brief has no such source")
        article = shelf.exact(source)
        if article is None:
            other = shelf.namesake(source)
            if other is None:
                return check(MISSING, f"{name(source)} is not at hand; say where it is with --sources")
            return check(CHANGED, f"{name(source)} is not what it was; {_still_there(item, other)}")
        if not 0 <= span.start < span.end <= len(article.text):
            return check(FALSE, f"{name(source)} has no characters {span.start} to {span.end}")
        texts.append(article.text[span.start : span.end])
    if _spaced(" ".join(texts)) != _spaced(item.text):
        said = shorten(" ".join(texts), 160)
        return check(FALSE, f"{name(cited[item.spans[-1].source])} says at that place: “{said}”")
    if item.speaker is not None:
        first = shelf.exact(cited[item.spans[0].source])
        who = item.speaker
        if first is None or first.text[who.start : who.end] != who.text or not who.text:
            return check(FALSE, f"its speaker, “{shorten(who.text, 60)}”, does not stand where the record says")
    return check(PROVEN, _since(item, cited, shelf))


def _since(item: Item, cited: Mapping[int, Source], shelf: Shelf) -> str:
    """Say what has become of a proven item's source since, "" where nothing has or nobody knows."""
    if shelf.later is None:
        return ""
    for number in dict.fromkeys(span.source for span in item.spans):
        source = cited[number]
        if source.sha256 in shelf.later:
            article, seen = shelf.later[source.sha256]
            return f"{name(source)} was changed there, as seen on {seen[:10]}; {_still_there(item, article)}"
        other = shelf.other_at_path(source)
        if other is not None:
            return f"{name(source)} is not what it was; {_still_there(item, other)}"
    return ""


def name(source: Source) -> str:
    """Return the words for a source: its number and where it was read."""
    return f"source {source.n} ({shorten(source.path or source.url or source.title, 80)})"


def _still_there(item: Item, article: Article) -> str:
    """Say what has become of an item's sentences in a text that has changed."""
    from .text import split

    places = [article.text[span.start : span.end] for span in item.spans]
    if _spaced(" ".join(places)) == _spaced(item.text):
        return "the sentence still stands at the same place, word for word"
    if _in_pieces(item.text, article.text, len(item.spans)):
        return "the sentence still stands there word for word, at another place"
    near = nearest(item.text, (sentence.text for sentence in split(article.text, article.language)))
    now = f": {difference(item.text, near, 'the source now')}" if near else ""
    return "the sentence no longer stands there" + now


def nearest(text: str, others: Iterable[str]) -> str:
    """Return the text most like this one, or "" when none is like it."""
    import difflib

    text = text[:_COMPARED]
    words = set(text.casefold().split())
    ranked = sorted(others, key=lambda other: -len(words & set(other.casefold().split())))[:5]  # ratio() is slow
    scored = [
        (difflib.SequenceMatcher(None, text, other[:_COMPARED], autojunk=False).ratio(), other) for other in ranked
    ]
    return max((each for each in scored if each[0] >= 0.5), default=(0.0, ""), key=lambda each: each[0])[1]


def _in_pieces(text: str, source: str, pieces: int) -> bool:
    """Say whether the text can be cut into this many pieces that each stand in the source, white space aside."""
    text, source = "".join(text.split()), "".join(source.split())
    for _ in range(max(1, pieces)):
        low, high = 0, len(text)  # the longest beginning that stands there: every shorter one does too
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if text[:middle] in source else (low, middle - 1)
        text = text[low:]
        if not text:
            return True
        if low == 0:
            return False
    return False


def _spaced(text: str) -> str:
    return " ".join(text.split())


def shorten(text: str, width: int) -> str:
    """Return the text on one line and no longer than the width."""
    text = _spaced(text)
    return text if len(text) <= width else text[: width - 1].rstrip() + "…"


def _held_over_problems(brief: Brief, cited: Mapping[int, Source], shelf: Shelf) -> list[str]:
    """What was held over has no offsets, but it too has to stand in the source that it names."""
    problems = []
    for held in brief.held_over:
        source = cited.get(held.source)
        article = shelf.exact(source) if source is not None else None
        if source is not None and article is not None and not _in_pieces(held.text, article.text, 4):
            problems.append(f"held over, but not in {name(source)}: “{shorten(held.text, 100)}”")
    return problems


def _against_sources(brief: Brief, shelf: Shelf) -> tuple[list[str], list[str]]:
    """The page prints who published a source and when; the file at the recorded path has to say the same.

    An outlet that the profile gave is no fault, but whoever checks a brief is told whose word it is.
    """
    problems, notes = [], []
    for source in brief.sources:
        article = shelf.at_path(source)
        if article is None:
            continue
        for key in ("title", "outlet", "author", "url", "published"):
            printed, found = getattr(source, key), getattr(article, key)
            if printed != found and key == "outlet" and source.outlet_by == "profile":
                own = f"the source says {_said(found)}" if found else "the source names none"
                notes.append(f"{name(source)}: the profile gave its outlet, {_said(printed)}; {own}")
            elif printed != found:
                problems.append(f"{name(source)}: its {key} is {_said(found)}; the record says {_said(printed)}")
    return problems, notes


def _said(value: str | None) -> str:
    return "unknown" if value is None else f"“{shorten(value, 80)}”"


# ---- the visible page


def _against_page(checks: Sequence[Check], brief: Brief, page: Page) -> tuple[tuple[Check, ...], list[str]]:
    """Hold the page's visible text against the record, sentence by sentence."""
    problems = list(page.problems)
    try:
        problems += _other_markdown(brief, page) + _surplus(brief, page)
    except Exception as error:  # a record that was made up can be wrong in ways that no page was ever set with
        problems.append(f"the record makes no page: {shorten(str(error) or type(error).__name__, 120)}")
    seen = Squeezed(page.text)
    places = _places([item.text for item in items(brief)], seen)
    result = []
    for number, check in enumerate(checks):
        if places[number] is None and check.status == PROVEN:
            before = max((place[1] for place in places[:number] if place), default=0)
            after = min((place[0] for place in places[number + 1 :] if place), default=len(seen.text))
            part = seen.part(before, after)
            if _right_to_left(check.text) and not _words(check.text) - _words(part):
                result.append(check)
                continue
            detail = difference(check.text, part)
            check = Check(check.n, check.text, PAGE, detail)
        result.append(check)
    return tuple(result), problems


def _other_markdown(brief: Brief, page: Page) -> list[str]:
    from .render import markdown

    if page.markdown is None or page.markdown == markdown.write(brief).encode("utf-8"):
        return []
    return ["the brief.md inside the PDF is not the one that its record makes"]


# What another version of briefer prints around the items may differ by some words; a sentence has more letters.
_TOLERATED = 40


def _surplus(brief: Brief, page: Page) -> list[str]:
    """Find what the page shows beyond what its record makes: the page is set again and the letters are counted."""
    from .render.fit import fit
    from .render.html import write
    from .version import VERSION

    made = Squeezed(_printed_words(write(fit(brief, brief.paper), embed=False)).casefold()).text
    more = Counter(Squeezed(page.text.casefold()).text)
    more.subtract(Counter(made))
    surplus = sum(count for count in more.values() if count > 0)
    if surplus <= (0 if page.maker == f"briefer {VERSION}" else _TOLERATED):
        return []
    strange = [line for line in page.text.split("\n") if Squeezed(line.casefold()).text not in made]
    what = f"“{shorten(' '.join(strange), 160)}”" if strange else f"{surplus} letters"
    return [f"the page shows more than its record makes: {what}"]


def _printed_words(html: str) -> str:
    """Return the words of our own page as they are printed: what stands between its tags."""
    import html as entities

    html = re.sub(r"<(title|style)\b.*?</\1>", "", html, flags=re.DOTALL)
    return entities.unescape(re.sub(r"<[^>]*>", "", html))


@dataclass(frozen=True, slots=True, init=False)
class Squeezed:
    """A text without white space and invisible characters, and the way back to the text as it stood."""

    text: str
    shown: str
    at: tuple[int, ...]  # for each character of text, its place in shown

    def __init__(self, text: str) -> None:
        shown = unicodedata.normalize("NFKC", text)
        at = tuple(place for place, char in enumerate(shown) if not _unseen(char))
        object.__setattr__(self, "shown", shown)
        object.__setattr__(self, "at", at)
        object.__setattr__(self, "text", "".join(shown[place] for place in at))

    def part(self, start: int, end: int) -> str:
        """Return the stretch between two places of the squeezed text, with its white space."""
        if start >= end:
            return ""
        return self.shown[self.at[start] : self.at[end - 1] + 1]


def _unseen(char: str) -> bool:
    return char.isspace() or char == "\xad" or unicodedata.category(char) in ("Cf", "Cc")


def _places(texts: Sequence[str], seen: Squeezed) -> list[tuple[int, int] | None]:
    """Return where each text stands on the page, one after the other; None for one that does not."""
    places: list[tuple[int, int] | None] = []
    start = 0
    for text in texts:
        wanted = Squeezed(text).text
        found = seen.text.find(wanted, start)
        if found < 0:
            places.append(None)
            continue
        start = found + len(wanted)
        places.append((found, start))
    return places


def _right_to_left(text: str) -> bool:
    """Say whether a text is drawn from right to left, where a PDF keeps its words but not their order."""
    return any(unicodedata.bidirectional(char) in ("R", "AL") for char in text)


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"[^\W\d]+|\d+", unicodedata.normalize("NFKC", text)))


def difference(record: str, page: str, who: str = "the page") -> str:
    """Say in words where the text of the page, or of whatever else, parts from the record's."""
    import difflib

    left, right = Squeezed(record[:_COMPARED]), Squeezed(page[:_COMPARED])
    matcher = difflib.SequenceMatcher(None, left.text, right.text, autojunk=False)
    blocks = [block for block in matcher.get_matching_blocks() if block.size >= 3]
    if sum(block.size for block in blocks) < len(left.text) / 2:
        return f"{who} does not show it"
    # Other text stands before and after it on the page; it begins with its first match and ends with its last.
    begin = max(0, blocks[0].b - blocks[0].a)
    end = min(len(right.text), blocks[-1].b + len(left.text) - blocks[-1].a)
    right = Squeezed(right.part(begin, end))
    for tag, a, a_end, b, b_end in difflib.SequenceMatcher(None, left.text, right.text, autojunk=False).get_opcodes():
        if tag != "equal":
            return f"{who} says “{_around(right, b, b_end)}”, the record “{_around(left, a, a_end)}”"
    return f"{who} shows it in another order"


def _around(text: Squeezed, start: int, end: int) -> str:
    """Return a stretch with a few whole words before and after it."""
    first, last = max(0, start - 25), min(len(text.text), end + 25)
    said = text.part(first, last)
    if first:
        said = "…" + said[said.find(" ", 0, max(1, len(text.part(first, start)))) + 1 :]
    if last < len(text.text):
        said = said[: said.rfind(" ", len(said) - len(text.part(end, last)))].rstrip() + "…"
    return _spaced(said)
