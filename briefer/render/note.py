"""The analyst's own words: Markdown in, plain paragraphs out.

python-markdown lets raw HTML and ``javascript:`` links through (by its maintainers' decision), and its bracket parser
is quadratic; here raw HTML is not recognised, only words are kept, and the length is bounded by the profile.
"""

from __future__ import annotations

import functools
from html.parser import HTMLParser
from typing import Any

from briefer.text.clean import visible

_BLOCKS = frozenset(("p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "blockquote", "td", "th", "dd", "dt"))


def html(text: str) -> str:
    """Markdown as HTML; a tag that is written in it stays text."""
    import markdown

    reader = markdown.Markdown()
    lists: Any = reader.parser.blockprocessors["olist"]
    lists.LAZY_OL = False  # a list that begins with 3 is numbered from 3
    reader.preprocessors.deregister("html_block")
    reader.inlinePatterns.deregister("html")
    return reader.convert(text)


@functools.lru_cache(8)
def paragraphs(note: str) -> tuple[str, ...]:
    """The paragraphs of a note as plain lines of text, list entries with a dash."""
    collector = _Words()
    collector.feed(html(note))
    collector.close()
    return tuple(text for text in map(visible, collector.found) if text.strip("– "))


class _Words(HTMLParser):
    """Collects the words of each block."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = [""]

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in _BLOCKS:
            self.found.append("– " if tag == "li" else "")
        elif tag == "br":
            self.found[-1] += " "

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.found.append("")

    def handle_data(self, data: str) -> None:
        self.found[-1] += data
