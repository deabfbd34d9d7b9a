"""A PDF file: its text, put together again from lines. The only reading module that knows pypdf."""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING

from ..text.clean import clean, visible
from .found import MOST_LETTERS, Found, Unusable
from .plain import looks_like_title

if TYPE_CHECKING:
    from pypdf import PdfReader

MOST_PAGES = 200
_MOST_PAGE_BYTES = 5_000_000  # of drawing instructions, unpacked; a page of text has some tens of thousands
_STOPS = '.!?:\u2026\u3002\uff01\uff1f"\u201d\u2019)'
_NUMBER = re.compile(r"\W*(?:page\s+)?\d{1,4}(?:\s*(?:/|of)\s*\d{1,4})?\W*", re.IGNORECASE)
# Before these a hyphen at the end of a line belongs to the word.
_PREFIXES = frozenset(
    """
    anti non self co pre post ex pro semi multi mid vice long well so north south east west cross counter all high low
    short first second third two three four five six seven eight nine ten state near cease then year
    """.split()
)


def read_pdf(data: bytes) -> Iterator[Found]:
    """Yield the article of a PDF file."""
    if b"%PDF-" not in data[:1024]:
        raise Unusable("is not a PDF file, whatever its name says; give it the ending of what it is")
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL + 1)  # its warnings are about the file's insides
    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unusable("is protected with a password; save a copy without one")
        if len(reader.pages) > MOST_PAGES:
            raise Unusable(
                f"has {len(reader.pages)} pages and the limit is {MOST_PAGES}; save the pages of the article"
            )
        pages = _pages(reader)
        title = visible(str(reader.metadata.title or "")) if reader.metadata else ""
        author = visible(str(reader.metadata.author or "")) if reader.metadata else ""
        language = str(reader.root_object.get("/Lang", "") or "")
    except DependencyError as error:
        raise Unusable("is protected with a password or encrypted; save a copy without protection") from error
    except (
        PyPdfError,
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        AttributeError,
        OSError,
        ArithmeticError,
        AssertionError,
        NotImplementedError,
    ) as error:  # damaged files surface as any of these
        raise Unusable("is a damaged PDF file; open it in a viewer and save it again") from error
    paragraphs = paragraphs_of(pages)
    if not any(map(str.isalpha, "".join(paragraphs))):
        raise Unusable("has no text (a scan?); run text recognition (OCR) over it first")
    if re.search(r"\.(?:docx?|indd|pdf|odt|rtf|html?)$|^untitled|^Microsoft Word|^slide 1$", title, re.IGNORECASE):
        title = ""
    if title and len(paragraphs) > 1 and visible(paragraphs[0]) == title:
        del paragraphs[0]
    elif title and paragraphs[0].startswith(title + " "):
        paragraphs[0] = paragraphs[0][len(title) + 1 :]
    elif not title and len(paragraphs) > 1 and looks_like_title(paragraphs[0], "\n" + paragraphs[1]):
        title = visible(paragraphs.pop(0))
    yield Found("\n\n".join(paragraphs), title, author=author or None, language=language or None)


def _pages(reader: PdfReader) -> list[list[str]]:
    pages: list[list[str]] = []
    letters = 0
    for number, page in enumerate(reader.pages, start=1):
        contents = page.get_contents()
        if contents is not None and len(contents.get_data()) > _MOST_PAGE_BYTES:
            raise Unusable(f"has a page ({number}) that is a huge drawing, not text; save the pages of the article")
        text = clean(page.extract_text() or "")
        if "\ufffd" in text:
            raise Unusable(
                f"has letters on page {number} that its fonts do not name, so it cannot be quoted exactly; "
                "run text recognition (OCR) over it, or copy the text into a .txt file"
            )
        letters += len(text)
        if letters > MOST_LETTERS:
            raise Unusable(f"its text has more than {MOST_LETTERS:,} characters; save the pages of the article")
        pages.append([line.strip() for line in text.split("\n")])
    return pages


def paragraphs_of(pages: list[list[str]]) -> list[str]:
    """Return the paragraphs of pages of lines, without what stands at the head or foot of every page."""
    pages = _without_edges(pages)
    lines = [line for page in pages for line in [*page, ""]]
    widths = sorted(len(line) for line in lines if line)
    full = widths[len(widths) * 3 // 4] if widths else 0  # about what a full line holds
    hyphenated = Counter(re.findall(r"[^\W\d_]+-[^\W\d_]+", " ".join(lines).lower()))
    paragraphs: list[str] = []
    current = ""
    page_ends = _ends(pages)
    for n, line in enumerate(lines):
        if not line:
            # Between pages a paragraph may go on; an empty line inside a page ends it.
            if current and (n not in page_ends or current[-1] in _STOPS):
                paragraphs.append(current)
                current = ""
            continue
        current = _joined(current, line, hyphenated) if current else line
        following = lines[n + 1] if n + 1 < len(lines) else ""
        # A line that ends although the next word had room on it was ended on purpose.
        room = len(line) + 1 + len(following.split(" ", 1)[0]) < full * 0.8
        if room and following and (line[-1] in _STOPS or not following[0].islower()):
            paragraphs.append(current)
            current = ""
    if current:
        paragraphs.append(current)
    return [re.sub(r"[ \t]+", " ", paragraph) for paragraph in paragraphs]


def _ends(pages: list[list[str]]) -> set[int]:
    ends, at = set(), -1
    for page in pages:
        at += len(page) + 1
        ends.add(at)
    return ends


def _without_edges(pages: list[list[str]]) -> list[list[str]]:
    """Return the pages without page numbers, and without lines that stand at the same edge of three pages or more."""
    stripped = []
    for page in pages:
        lines = list(page)
        while lines and not lines[0]:
            lines.pop(0)
        while lines and not lines[-1]:
            lines.pop()
        stripped.append(lines)
    edges = Counter(re.sub(r"\d+", "0", line) for lines in stripped for line in {*lines[:2], *lines[-2:]})
    for lines in stripped:
        for edge in (0, -1):
            for _ in range(2):
                if lines and (
                    (len(stripped) > 1 and _NUMBER.fullmatch(lines[edge]))
                    or edges[re.sub(r"\d+", "0", lines[edge])] >= 3
                ):
                    lines.pop(edge)
    return stripped


def _joined(text: str, line: str, hyphenated: Counter[str]) -> str:
    """Return a paragraph and its next line as one; a word cut at the line's end is one word again."""
    cut = re.search(r"([^\W\d_]+)[-\u2010\u00ad]$", text)
    following = re.match(r"[^\W\d_]+", line)
    if cut is None or following is None:
        return f"{text} {line}"
    if text[-1] == "\u00ad":
        return text[:-1] + line
    whole = f"{cut[1]}-{following[0]}".lower()
    # The hyphen stays where the word has one: before a capital, after anti-, or when the text spells it so elsewhere.
    if not following[0][0].islower() or cut[1].lower() in _PREFIXES or hyphenated[whole]:
        return text[:-1] + "-" + line
    return text[:-1] + line
