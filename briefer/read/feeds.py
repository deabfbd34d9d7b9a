"""RSS, Atom and JSON feeds: bytes -> what the feed is and its newest items. The only module that knows feedparser.

feedparser gets bytes that were fetched, decoded and mended here: by itself it would open files and addresses, lose a
whole feed for one bad character reference, and take seconds over an author's name.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from io import BytesIO
from typing import Any

from ..text.clean import clean, visible
from .dates import iso
from .decode import decode, known_encoding, marked, mend_references
from .found import MOST_LETTERS, Unusable
from .html import fragment
from .identity import web_address

MOST_ITEMS = 500
_TRIM_FROM = 1_000  # items; up to here feedparser takes under a second
_LONGEST_AUTHOR = 300  # letters; feedparser looks for an address in it, in quadratic time

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]+")
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{2,40})")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_AUTHOR = re.compile(
    r"(<(?P<tag>(?:[a-z]+:)?(?:author|name|creator|contributor|publisher|managingeditor|webmaster|owner|email))\b"
    rf"[^>]*>(?:\s*<!\[CDATA\[)?[^<\]]{{{_LONGEST_AUTHOR}}})[^<\]]+",
    re.IGNORECASE,
)
_ITEM = re.compile(r"<(?P<tag>(?:\w+:)?(?:item|entry))\b[^>]*>.*?</(?P=tag)\s*>", re.DOTALL)
_DATED = re.compile(r"<(?:\w+:)?(?:pubDate|published|date|issued|updated)\b[^>]*>\s*([^<]{6,60})<")
_POSTED = re.compile(r"^The post .{1,300} (?:appeared first|first appeared) on .{1,200}\.?$")


def parse(data: bytes, charset: str | None = None, url: str = "", most: int = MOST_ITEMS) -> dict[str, Any]:
    """Return the feed's title, language and newest items as plain values; raise Unusable for what is no feed."""
    text = feed_text(data, charset)
    start = text[:2000].lstrip()
    if start.startswith("{"):
        return _json_feed(text, url, most)
    head = re.sub(r"<!--.*?-->|<\?.*?\?>", "", start, flags=re.DOTALL).lstrip()
    if re.match(r"<(?:!doctype\s+html|html|head|body)\b", head, re.IGNORECASE):
        raise Unusable(_is_a_page(text, url))
    if not re.search(r"<(?:\w+:)?(?:rss|feed|rdf|channel|item|entry|cdf)\b", text, re.IGNORECASE):
        raise Unusable("is no feed: it has no <rss>, <feed> or <rdf>, and is no JSON feed either; check the address")
    return _xml_feed(_mended(text), url, most)


def feed_text(data: bytes, charset: str | None = None) -> str:
    """Return the bytes of a feed as text: by its byte order mark, then HTTP, then its own declaration (RFC 7303).

    Bytes that are UTF-8 are taken for it even where the server says something else: servers say iso-8859-1 of
    everything, and other text is not UTF-8 by chance. One bad byte costs one letter, never the encoding.
    """
    try:
        text = marked(data)
    except Unusable:  # the mark is right and something behind it is not
        text = data.decode("utf-8" if data[:1] == b"\xef" else "utf-16", "replace")
    if text is not None:
        return text.lstrip("\ufeff")
    if b"\0" in data[:64]:  # UTF-16 without its mark
        return data.decode("utf-16-be" if data[:1] == b"\0" else "utf-16-le", "replace")
    own = _DECLARED.search(data[:1024])
    names = [known_encoding(name) for name in (charset, own.group(1).decode("ascii") if own else None) if name]
    if any(name.startswith("iso2022") for name in names) and b"\x1b" in data:
        return data.decode(next(name for name in names if name.startswith("iso2022")), "replace")
    for name in ("utf-8", *names):
        with suppress(UnicodeError):
            if name:
                return data.decode(name)
    for name in names:
        # One that fits nearly all of the text is right and the rest is damage; else what says it is wrong.
        if name and (damaged := data.decode(name, "replace")).count("\ufffd") * 100 < len(damaged):
            return damaged
    try:
        return decode(data)
    except Unusable:
        return data.decode("utf-8", "replace")


def _mended(text: str) -> str:
    """Return the text of a feed without what XML cannot hold and feedparser does not survive."""
    return _AUTHOR.sub(r"\1", mend_references(_CONTROLS.sub("", text)))


def _is_a_page(text: str, url: str) -> str:
    """Say that this is a web page, and where its feed is when the page tells."""
    for link in re.findall(r"<link\b[^>]{0,1000}>", text[:200_000], re.IGNORECASE):
        if re.search(r"application/(?:rss\+xml|atom\+xml|feed\+json)", link, re.IGNORECASE):
            address = re.search(r"href\s*=\s*[\"']?([^\"'\s>]+)", link, re.IGNORECASE)
            feed = web_address(address[1].replace("&amp;", "&"), url) if address else None
            if feed:
                return f"is a web page, not a feed; its feed is {feed}: give that"
    return 'is a web page, not a feed; give the address of its feed, or name it with page = "…"'


# ---- RSS and Atom


def _xml_feed(text: str, url: str, most: int) -> dict[str, Any]:
    text = _trimmed(text, most)
    try:
        parsed = _parsed(text, url)
    except (ValueError, AttributeError, TypeError, KeyError, IndexError, AssertionError, LookupError):
        # What is left that it cannot bear: once more without a single reference to a character's number.
        parsed = _parsed(re.sub("&#[xX0-9a-fA-F]*;?", "", text), url)
    feed = parsed.feed
    entries = [_entry(entry, url) for entry in parsed.entries]
    if not entries and not parsed.version and not feed.get("title"):
        raise Unusable("is no feed that can be read: nothing in it is an item; check the address")
    return {
        "title": _line(feed.get("title")),
        "language": _line(feed.get("language")) or None,
        "items": _newest(entries, most),
    }


def _parsed(text: str, url: str) -> Any:
    import feedparser

    body = '<?xml version="1.0" encoding="utf-8"?>\n' + _DECLARATION.sub("", text)
    # As a stream: feedparser takes a text for the name of a file or an address and opens it.
    return feedparser.parse(
        BytesIO(body.encode("utf-8", "replace")),
        response_headers={"content-type": "application/xml; charset=utf-8", "content-location": url},
        sanitize_html=False,
        resolve_relative_uris=False,
    )


def _trimmed(text: str, most: int) -> str:
    """Return a feed of very many items with the newest of them only, before anything is parsed."""
    if len(re.findall(r"<(?:\w+:)?(?:item|entry)\b", text)) <= max(_TRIM_FROM, most):
        return text
    items = list(_ITEM.finditer(text))
    if len(items) <= most:
        return text
    dates = [_moment(iso(date[1].strip())) if (date := _DATED.search(item[0][:20_000])) else "" for item in items]
    kept = sorted(sorted(range(len(items)), key=lambda n: dates[n], reverse=True)[:most])
    return text[: items[0].start()] + "".join(items[n][0] for n in kept) + text[items[-1].end() :]


def _entry(entry: Any, url: str) -> dict[str, Any]:
    contents = [_body(part) for part in entry.get("content") or () if isinstance(part, dict)]
    summary = _body(entry.get("summary_detail") or {"value": entry.get("summary") or "", "type": "text/html"})
    link = entry.get("link") or next(
        (each.get("href") for each in entry.get("links") or () if each.get("rel") in (None, "alternate")), None
    )
    guid = entry.get("id")
    source = entry.get("source")
    return {
        "guid": _line(guid) or None,
        "link": web_address(link if isinstance(link, str) else None, url)
        or (web_address(guid) if isinstance(guid, str) else None),
        "title": _line(entry.get("title"), markup=True),
        "summary": summary,
        "content": max(contents, key=len, default=""),
        "published": iso(_said(entry.get("published"))),
        "updated": iso(_said(entry.get("updated") if "updated" in entry else None)),
        "author": _line(entry.get("author")) or None,
        "language": _line((entry.get("summary_detail") or {}).get("language")) or None,
        "outlet": _line(source.get("title")) or None if isinstance(source, dict) else None,
    }


def _body(part: Any) -> str:
    value = part.get("value")
    if not isinstance(value, str):
        return ""
    return _text(value, markup=part.get("type") != "text/plain" or bool(re.search(r"</?(?:p|br|div|a|b|i)\b", value)))


def _text(value: str, markup: bool) -> str:
    if not markup:
        text = clean(value).strip()
    else:
        try:
            text = fragment(value)
        except Unusable:
            return ""
    paragraphs = text.split("\n\n")
    if len(paragraphs) > 1 and _POSTED.match(paragraphs[-1].strip()):  # a blog's own line, no word of the article
        text = "\n\n".join(paragraphs[:-1])
    return text if len(text) <= MOST_LETTERS else ""


# ---- JSON feeds


def _json_feed(text: str, url: str, most: int) -> dict[str, Any]:
    try:
        feed = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        raise Unusable("is no feed: it begins like JSON and is not valid JSON; check the address") from None
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        raise Unusable("is no feed: a JSON feed has a list of items; check the address")
    items = [item for item in feed["items"] if isinstance(item, dict)]
    dates = [_moment(iso(_said(item.get("date_published")))) for item in items]
    kept = sorted(sorted(range(len(items)), key=lambda n: dates[n], reverse=True)[:most])
    return {
        "title": _line(feed.get("title")),
        "language": _line(feed.get("language")) or None,
        "items": [_json_item(items[n], url) for n in kept],
    }


def _json_item(item: dict[str, Any], url: str) -> dict[str, Any]:
    guid = item.get("id")
    people = item.get("authors")
    people = people if isinstance(people, list) else [item.get("author")]
    authors = [_line(each.get("name")) for each in people[:10] if isinstance(each, dict)]
    html, plain = item.get("content_html"), item.get("content_text")
    content = _text(_CONTROLS.sub("", html), markup=True) if isinstance(html, str) else ""
    return {
        "guid": _line(str(guid) if isinstance(guid, int | float) else guid) or None,
        "link": web_address(_said(item.get("url")) or _said(item.get("external_url")), url)
        or (web_address(guid) if isinstance(guid, str) else None),
        "title": _line(item.get("title")),
        "summary": _text(item["summary"], markup=False) if isinstance(item.get("summary"), str) else "",
        "content": content or (_text(plain, markup=False) if isinstance(plain, str) else ""),
        "published": iso(_said(item.get("date_published"))),
        "updated": iso(_said(item.get("date_modified"))),
        "author": ", ".join(name for name in authors if name) or None,
        "language": _line(item.get("language")) or None,
        "outlet": None,
    }


# ---- both


def _newest(entries: list[dict[str, Any]], most: int) -> list[dict[str, Any]]:
    """Return the newest entries in the feed's own order; those without a date count as the oldest."""
    if len(entries) <= most:
        return entries
    dates = [_moment(entry["published"] or entry["updated"]) for entry in entries]
    kept = sorted(sorted(range(len(entries)), key=lambda n: dates[n], reverse=True)[:most])
    return [entries[n] for n in kept]


def _moment(date: str | None) -> str:
    """Return a date as a text that sorts by time, whatever zone it was written in."""
    from datetime import UTC, datetime

    if not date:
        return ""
    try:
        moment = datetime.fromisoformat(date)
        return (moment.astimezone(UTC) if moment.tzinfo else moment).strftime("%Y-%m-%dT%H:%M:%S")
    except (ValueError, OverflowError):
        return ""


def _said(value: object) -> str | None:
    return value.strip() if isinstance(value, str) and value.strip() else None


def _line(value: object, markup: bool = False) -> str:
    """Return a value on one line, without the tags some feeds have in it."""
    if not isinstance(value, str):
        return ""
    value = value[:5000]
    if markup and re.search(r"</?[a-z][^<>]*>|&(?:#\d+|#x[\da-f]+|\w+);", value, re.IGNORECASE):
        with suppress(Unusable):
            value = fragment(value) or value
    return visible(value)[:500]
