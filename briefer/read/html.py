"""A web page: its article, and what its metadata says of it. The only module that knows trafilatura."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from typing import Any

from ..text.clean import clean, visible
from .dates import iso
from .decode import decode_loosely, mend_references, refuse_replaced
from .found import MOST_LETTERS, Found, Unusable, megabytes

MOST_PAGE_BYTES = 10_000_000
# The largest of 181 news pages has 8,400 tags. Time grows with the square from here on: 100,000 tags take 4 s and
# one tag with 100,000 attributes 100 s, which is why both are counted before anything is parsed.
MOST_TAGS = 60_000
MOST_ATTRIBUTES = 250

_TAG = re.compile(
    r"<!--(?:-?>|.*?(?:--!?>|\Z))"
    r"|<(?P<raw>script|style)\b[^>]*+>.*?(?:</(?P=raw)|\Z)"
    r"|<[a-z](?P<inside>(?:=\s*+\"[^\"]*+\"|=\s*+'[^']*+'|[^>])*+)",
    re.IGNORECASE | re.DOTALL,
)
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_BLOCKS = frozenset(("body", "main", "div", "p", "head", "list", "item", "quote", "table", "row", "cell", "code"))
_LEAST_REPEATED = 30  # letters; "Yes." may well be said twice


def read_page(data: bytes, charset: str | None = None) -> Iterator[Found]:
    """Yield the article of an HTML file; ``charset`` is what the server says of its bytes, where one does."""
    if len(data) > MOST_PAGE_BYTES:
        raise Unusable(
            f"is a page of {megabytes(len(data))} and the limit is {megabytes(MOST_PAGE_BYTES)}; save only the article"
        )
    if charset is None and (declared := _CHARSET.search(data[:4096])):
        charset = declared.group(1).decode("ascii", "replace")
    yield page(decode_loosely(data, charset))


def page(markup: str) -> Found:
    """Return the article of a page."""
    markup = mend_references(markup)
    _refuse_hostile(markup)
    if not re.search(r"<(?:html|head|body)\b", markup, re.IGNORECASE):
        markup = f"<html><body>{markup}</body></html>"  # a fragment
    tree = _tree(markup)
    if tree is None:
        raise Unusable("has no HTML in it; save the page again")
    found = _metadata(tree)
    paragraphs = _paragraphs(tree) or _plain_paragraphs(tree)
    if paragraphs and visible(paragraphs[0]) == found.title:
        del paragraphs[0]
    text = clean("\n\n".join(paragraphs))
    if not text:
        raise Unusable("has no article that could be told from the rest of the page; save its text as .txt")
    if len(text) > MOST_LETTERS:
        raise Unusable(
            f"its text has {len(text):,} characters and the limit is {MOST_LETTERS:,}; save only the article"
        )
    refuse_replaced(text)
    return Found(
        text,
        found.title,
        outlet=found.outlet,
        author=found.author,
        url=found.url,
        published=found.published,
        language=found.language,
    )


_BREAKS = frozenset(
    "address article aside blockquote body caption center dd details div dl dt footer form h1 h2 h3 h4 h5 h6 header hr "
    "li main nav ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
_SILENT = frozenset(
    "script style noscript iframe object embed svg math form button select textarea figure template".split()
)


def fragment(markup: str) -> str:
    """Return the text of a piece of HTML, such as a feed carries, all of it and in paragraphs."""
    if "<" not in markup and "&" not in markup:
        return clean(markup).strip()
    markup = mend_references(markup)
    _refuse_hostile(markup)
    tree = _tree(f"<html><body>{markup}</body></html>")
    if tree is None:
        return ""
    blocks: list[str] = []
    words: list[str] = []
    silent: Any = None  # the element whose words are none of the text's

    def close() -> None:
        block = " ".join("".join(words).split())
        words.clear()
        if block:
            blocks.append(block)

    breaks = 0
    for event, element in _walk(tree):
        tag = element.tag if isinstance(element.tag, str) else ""  # a comment has a function there
        if silent is not None:
            if event == "end" and element is silent:
                silent = None
                words.append(f" {element.tail or ''}")
            continue
        if event == "start" and (not tag or tag in _SILENT):
            silent = element
            continue
        if tag in _BREAKS:
            close()
        if event == "start":
            if tag == "br":
                breaks += 1
                if breaks > 1:
                    close()  # two line breaks are how some write a paragraph
                words.append("\n")
            words.append(element.text or "")
            said = element.text
        else:
            words.append(element.tail or "")
            said = element.tail
        if said and said.strip():
            breaks = 0
    close()
    return clean("\n\n".join(blocks))


def _refuse_hostile(markup: str) -> None:
    tags = markup.count("<")
    if tags > MOST_TAGS:
        raise Unusable(
            f"is a page of {tags:,} tags and the limit is {MOST_TAGS:,}; it is a list of articles: save single ones"
        )
    for match in _TAG.finditer(markup):
        inside = match["inside"]
        if inside and len(inside) > 2 * MOST_ATTRIBUTES:
            names = re.sub(r"=\s*+(?:\"[^\"]*+\"|'[^']*+')", " ", inside)
            if len(re.findall(r"[^\s/]++", names)) > MOST_ATTRIBUTES:
                raise Unusable(
                    f"is a page with more than {MOST_ATTRIBUTES} attributes in one tag; no article needs that: "
                    "save its text as .txt"
                )


def _tree(markup: str) -> Any | None:
    import trafilatura

    for library in ("trafilatura", "htmldate"):  # "discarding data: None" says nothing to a reader
        logging.getLogger(library).setLevel(logging.CRITICAL + 1)
    return trafilatura.load_html(markup)


def _paragraphs(tree: Any) -> list[str]:
    """Return the blocks of the article, each once."""
    import trafilatura

    found = trafilatura.bare_extraction(tree, favor_precision=True, include_comments=False)
    if found is None or isinstance(found, dict) or found.body is None:
        return []
    blocks: list[str] = []
    words: list[str] = []

    def close() -> None:
        block = " ".join("".join(words).split())
        words.clear()
        if block:
            blocks.append(block)

    for event, element in _walk(found.body):
        if element.tag in _BLOCKS:
            close()
        if event == "start":
            words.append(element.text or "")
        else:
            words.append("\n" if element.tag == "lb" else "")
            words.append(element.tail or "")
    close()
    return _once(blocks)


def _walk(root: Any) -> Iterator[tuple[str, Any]]:
    """Yield each element when it starts and when it ends, in reading order and without recursion."""
    waiting: list[tuple[str, Any]] = [("start", root)]
    while waiting:
        event, element = waiting.pop()
        yield event, element
        if event == "start":
            waiting.append(("end", element))
            waiting += [("start", child) for child in reversed(element)]


def _once(blocks: list[str]) -> list[str]:
    """Return the blocks without those that stand there already.

    Pages say their lead again as a pull quote, and trafilatura doubled small bodies (its issue 879).
    """
    half = len(blocks) // 2
    if half and blocks[:half] == blocks[half:]:
        blocks = blocks[:half]
    kept: list[str] = []
    seen: set[str] = set()
    whole = ""
    for block in blocks:
        if len(block) >= _LEAST_REPEATED:
            if block in seen or (len(whole) < 200_000 and block in whole):
                continue
            seen.add(block)
            if len(whole) < 200_000:
                whole += "\n" + block
        kept.append(block)
    return kept


def _plain_paragraphs(tree: Any) -> list[str]:
    """Return the text of the page's paragraphs, for pages too small for trafilatura to find an article in."""
    blocks = []
    for element in tree.iter("p"):
        block = " ".join("".join(element.itertext()).split())
        if block:
            blocks.append(block)
    return _once(blocks)


# ---------------------------------------------------------------- metadata


def _metadata(tree: Any) -> Found:
    data = _linked_data(tree)
    meta: dict[str, str] = {}
    for element in tree.iter("meta"):
        content = visible(element.get("content") or "")
        for attribute in ("property", "name", "itemprop"):
            for name in (element.get(attribute) or "").lower().split() if content else ():
                meta.setdefault(name, content)

    def first(*names: str) -> str | None:
        return next((meta[name] for name in names if name in meta), None)

    outlet = first("og:site_name", "article:publisher_name", "application-name", "citation_journal_title")
    outlet = outlet or _name(data.get("publisher")) or first("dc.publisher", "publisher", "twitter:site")
    if outlet and outlet.startswith(("http:", "https:")):
        outlet = None
    if outlet:
        outlet = outlet.split(" | ")[0].removeprefix("@")  # "The Post | News from everywhere"
    url = _web_address(_canonical(tree)) or _web_address(first("og:url")) or _web_address(_said(data.get("url")))
    if not outlet and url:
        outlet = re.sub(r"^https?://(?:www\.)?([^/:?#]+).*", r"\1", url)
    author = _name(data.get("author")) or first("author", "article:author", "dc.creator", "parsely-author", "byl")
    if author and author.startswith(("http:", "https:")):
        author = None
    if author:
        author = re.sub(r"^by\s+", "", author.split(" | ")[0], flags=re.IGNORECASE)
    return Found(
        "",
        _title(tree, first, data, outlet),
        outlet=outlet or None,
        author=author if author and author != outlet else None,
        url=url,
        published=_published(tree, meta, data),
        language=tree.get("lang") or _said(data.get("inLanguage")) or first("og:locale", "dc.language", "language"),
    )


def _linked_data(tree: Any) -> dict[str, Any]:
    """Return the JSON-LD object that describes the article, or an empty one."""
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        try:
            parsed = json.loads(clean(script.text or ""), strict=False)
        except (ValueError, RecursionError):
            continue
        waiting = [parsed]
        for _ in range(500):
            if not waiting:
                break
            thing = waiting.pop(0)
            if isinstance(thing, list):
                waiting += thing
            elif isinstance(thing, dict):
                kinds = thing.get("@type")
                kinds = kinds if isinstance(kinds, list) else [kinds]
                if any(isinstance(kind, str) and kind.endswith(("Article", "Posting", "Report")) for kind in kinds):
                    return thing
                waiting += [thing[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in thing]
    return {}


def _said(value: object) -> str | None:
    return visible(value) or None if isinstance(value, str) else None


def _name(value: object) -> str | None:
    """Return the name or names of a person or organisation in JSON-LD."""
    if isinstance(value, list):
        names = [name for name in map(_name, value[:10]) if name]
        return ", ".join(dict.fromkeys(names)) or None
    if isinstance(value, dict):
        return _name(value.get("name"))
    return _said(value)


def _title(tree: Any, first: Any, data: dict[str, Any], outlet: str | None) -> str:
    title = _said(data.get("headline")) or first("og:title", "twitter:title", "dc.title")
    headings = [visible("".join(element.itertext())) for element in tree.iter("h1")]
    headings = [heading for heading in headings if heading]
    whole = visible(tree.findtext(".//title") or "")
    if not title:
        # The page's title is often "Headline - Section - Outlet": the heading inside it is the headline.
        title = next((heading for heading in headings if heading in whole), None)
    if not title:
        title = headings[0] if len(headings) == 1 and not whole else whole
    import html as entities

    title = visible(entities.unescape(title))  # some write entities twice
    parts = re.split(r"\s+[|\u2013\u2014·»-]\s+", title)
    if outlet and len(parts) > 1 and parts[-1].casefold() == outlet.casefold():
        title = title[: len(title) - len(parts[-1])].rstrip(" |\u2013\u2014·»-")
    return title[:500]


def _canonical(tree: Any) -> str | None:
    for element in tree.iter("link"):
        if (element.get("rel") or "").lower() == "canonical":
            address: str | None = element.get("href")
            return address
    return None


def _web_address(value: str | None) -> str | None:
    address = visible(value or "")
    return address if re.match(r"https?://[^\s/]+\.[^\s/]+", address) and len(address) <= 2000 else None


_PUBLISHED = (
    "article:published_time",
    "article:published",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date.created",
    "dc.date",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "citation_publication_date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "published",
    "date",
)


def _published(tree: Any, meta: dict[str, str], data: dict[str, Any]) -> str | None:
    """Return the date of publication as the page's own metadata gives it, and never one read out of its words.

    htmldate, which trafilatura asks, falls back to any date in the text or the address and takes the day of
    modification for that of publication (its issue 119); so it is not asked.
    """
    said = [_said(data.get("datePublished")), *(meta.get(name) for name in _PUBLISHED)]
    times = [element for element in tree.iter("time") if element.get("datetime")]
    marked = [e for e in times if e.get("pubdate") is not None or "datePublished" in (e.get("itemprop") or "")]
    marked += [e for e in times if re.search(r"\b(?:published|entry-date|pubdate)\b", e.get("class") or "")]
    if len({iso(element.get("datetime")) for element in times}) == 1:
        marked += times[:1]  # all the times of the page are one
    said += [element.get("datetime") for element in marked]
    return next((date for date in map(iso, said) if date), None)
