"""OPML, the file in which feed readers hand on their subscriptions."""

from __future__ import annotations

import re

from ..text.clean import visible
from .feeds import feed_text
from .found import Unusable
from .identity import web_address

MOST_FEEDS = 2_000


def parse(data: bytes) -> list[dict[str, str]]:
    """Return the address and the title of every feed in the file, each address once and in the file's order."""
    from xml.etree import ElementTree

    text = feed_text(data)
    if re.search(r"<!(?:DOCTYPE|ENTITY)\b", text[:100_000], re.IGNORECASE):
        text = re.sub(r"<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>", "", text, count=1, flags=re.DOTALL | re.IGNORECASE)
    try:
        root = ElementTree.fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text))
    except ElementTree.ParseError as error:
        line, column = error.position
        raise Unusable(f"is not valid XML at line {line}, column {column + 1}; export it again") from None
    if root.tag.lower() != "opml":
        raise Unusable(f"is no OPML file (it begins with <{visible(root.tag)[:40]}>); export your feeds as OPML")
    feeds: dict[str, str] = {}
    for outline in root.iter("outline"):
        said = {key.lower(): value for key, value in outline.attrib.items()}
        address = web_address(said.get("xmlurl"))
        if address:
            feeds.setdefault(address, visible(said.get("title") or said.get("text") or "")[:200])
    if not feeds:
        raise Unusable("has no feed in it: no outline has an xmlUrl")
    if len(feeds) > MOST_FEEDS:
        raise Unusable(f"has {len(feeds):,} feeds and the limit is {MOST_FEEDS:,}; split it")
    return [{"url": url, "title": title} for url, title in feeds.items()]
