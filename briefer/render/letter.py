"""The brief as the HTML part of a mail, made from its Markdown.

Mail clients are no browsers: no style sheet outside the elements is sure to be heeded, nothing may be fetched, and
Gmail clips what is longer than about 102 kB. So the Markdown is read by python-markdown, each block is given a look
out of templates/mail.css, written into the element, and what is too long ends at an item's end.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace
from html import escape
from html.parser import HTMLParser

from ..model import Brief, Item
from ..paths import TEMPLATES
from ..text.clean import visible
from ..values import dataclass
from . import html
from .note import html as from_markdown

_VOID = frozenset(("br", "hr", "img"))
_INLINE = {"strong": "", "em": "", "code": "code", "br": "", "a": "link"}
_BLOCKS = {"p": "text", "ul": "list", "ol": "list", "li": "entry", "blockquote": "note", "pre": "text", "h1": "head",
           "h2": "head", "h3": "head", "h4": "head", "h5": "head", "h6": "head", "hr": ""}  # fmt: skip
_CITED = re.compile(r"\s*\[(\d+(?:, \d+)*)\]\s*\Z")
_PREVIEW = 140  # letters that a list of mails shows after the subject


@dataclass(frozen=True, slots=True)
class Node:
    """An element; its look is a name in mail.css, and its children are texts and elements."""

    tag: str
    look: str = ""
    children: tuple[Node | str, ...] = ()
    attributes: tuple[tuple[str, str], ...] = field(default=())


def write(markdown: str, brief: Brief, attached: str, most: int) -> str:
    """Return the HTML for the Markdown of a brief, in at most so many bytes.

    ``attached`` is the name of the file that holds the whole brief; what has no room is said to be there.
    """
    blocks = _laid_out(_read(markdown), brief)
    text = _page(blocks, brief)
    if len(text.encode("utf-8")) <= most:
        return text
    told = Node("p", "cut", (f"The rest is in the attachment, {attached}.",))
    fewer, more = 0, sum(1 for _ in _units(blocks))
    while more - fewer > 1:  # the most units that have room
        middle = (fewer + more) // 2
        size = len(_page([*_first(blocks, middle), told], brief).encode("utf-8"))
        fewer, more = (middle, more) if size <= most else (fewer, middle)
    return _page([*_first(blocks, fewer), told], brief)


# ---- what python-markdown made of it, as nodes


class _Reader(HTMLParser):
    """Builds the nodes; a tag that no brief needs leaves its words only."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, list[Node | str], tuple[tuple[str, str], ...]]] = [("", [], ())]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "img":
            self.handle_data(given.get("alt") or "")
        elif tag in _VOID:
            self.open[-1][1].append(Node(tag))
        else:
            kept = []
            if tag == "a" and (target := _target(given.get("href"))):
                kept.append(("href", target))
            if tag == "ol" and (given.get("start") or "").isdigit():
                kept.append(("start", given["start"] or ""))
            self.open.append((tag, [], tuple(kept)))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if len(self.open) > 1 and self.open[-1][0] == tag:
            _, children, kept = self.open.pop()
            known = tag in _INLINE or tag in _BLOCKS
            look = _INLINE.get(tag) or _BLOCKS.get(tag, "")
            self.open[-1][1].extend([Node(tag, look, tuple(children), kept)] if known else children)

    def handle_data(self, data: str) -> None:
        children = self.open[-1][1]
        if children and isinstance(children[-1], str):
            children[-1] += data
        else:
            children.append(data)


def _target(address: str | None) -> str | None:
    """Return where a link leads, when a reader may safely follow it."""
    if address and address.startswith("mailto:"):
        return address
    return html.web(address)


def _read(markdown: str) -> list[Node]:
    reader = _Reader()
    reader.feed(from_markdown(markdown))
    reader.close()
    return [_stripped(node) for node in reader.open[0][1] if isinstance(node, Node)]


def _stripped(node: Node) -> Node:
    """Take out the white space between blocks."""
    children = node.children
    if node.tag in ("ul", "ol", "li", "blockquote"):
        children = tuple(each for each in children if isinstance(each, Node) or each.strip())
    return replace(node, children=tuple(_stripped(each) if isinstance(each, Node) else each for each in children))


def _words(node: Node) -> str:
    return "".join(each if isinstance(each, str) else _words(each) for each in node.children)


# ---- the looks


def _laid_out(nodes: Sequence[Node], brief: Brief) -> list[Node]:
    """Give each block its look, by what it is in a brief (render/markdown.py writes it)."""
    items = {item.n: item for item in _brief_items(brief)}
    heads = [n for n, node in enumerate(nodes) if node.tag == "h2"]
    # What is verified ends where the last "Sources" begins; a section may be called so too.
    tail = max((n for n in heads if _words(nodes[n]) == "Sources"), default=len(nodes))
    lead = heads[0] if heads and brief.bottom_line else len(nodes)
    after = next((n for n in heads if n > lead), len(nodes))
    front = heads[0] if heads else len(nodes)
    blocks: list[Node] = []
    panel: list[Node] = []
    for n, node in enumerate(nodes):
        if node.tag == "h1":
            blocks.append(replace(node, look="title"))
        elif n < front:
            blocks.append(_front(node))
        elif node.tag == "h2":
            (panel if n == lead else blocks).append(replace(node, look="head" if n == lead else "section"))
        elif n > tail:
            blocks.append(_small(node, "end" if n == len(nodes) - 1 else "minor"))
        elif node.tag == "ol":
            listed = _items(node, items, brief, "first" if lead < n < after else "item")
            (panel if lead < n < after else blocks).append(listed)
        elif node.tag == "p" and n > front:
            if panel:
                blocks += _panel(panel)
                panel = []
            blocks.append(replace(node, look="changes"))
        else:
            blocks.append(node)
        if panel and n + 1 == after:
            blocks += _panel(panel)
            panel = []
    return blocks


def _brief_items(brief: Brief) -> Iterator[Item]:
    """The items in printing order."""
    yield from brief.bottom_line
    for section in brief.sections:
        yield from section.items


def _front(node: Node) -> Node:
    bold = len(node.children) == 1 and isinstance(node.children[0], Node) and node.children[0].tag == "strong"
    return replace(node, look="handling" if bold else "facts")


def _panel(nodes: Sequence[Node]) -> list[Node]:
    cell = Node("td", "leads", tuple(nodes))
    rows = (("role", "presentation"), ("cellpadding", "0"), ("cellspacing", "0"), ("border", "0"), ("width", "100%"))
    return [Node("table", "lead", (Node("tr", "", (cell,)),), rows)]


def _small(node: Node, look: str) -> Node:
    if node.tag in ("ol", "ul"):
        entries = tuple(replace(each, look="small") for each in node.children if isinstance(each, Node))
        return replace(node, look="smalls", children=entries)
    return replace(node, look=look)


def _items(node: Node, items: dict[int, Item], brief: Brief, look: str) -> Node:
    start = int(dict(node.attributes).get("start", "1"))
    entries = []
    for n, entry in enumerate((each for each in node.children if isinstance(each, Node)), start=start):
        # In a list of one, python-markdown leaves out the paragraph.
        inside = entry.children[0] if entry.children else ""
        given = inside.children if isinstance(inside, Node) and inside.tag == "p" else entry.children
        entries.append(Node("li", "number", _item(given, items.get(n), brief, look)))
    return Node("ol", "items", tuple(entries), node.attributes)


def _item(given: tuple[Node | str, ...], item: Item | None, brief: Brief, look: str) -> tuple[Node | str, ...]:
    """An item's words with its citation as a link to the source, and under them what else is known of it."""
    children = list(given)
    marks: tuple[Node, ...] = ()
    last, before = (["", "", *children])[-1], (["", "", *children])[-2]
    if isinstance(last, Node) and last.tag == "em" and isinstance(before, str) and before.endswith(" — "):
        marks = _marks(_words(last), item)
        children[-2:] = [before.removesuffix(" — ")]
    last = children[-1] if children else ""
    if item is not None and len(brief.sources) > 1 and isinstance(last, str) and (found := _CITED.search(last)):
        children[-1] = last[: found.start()]
        children += _cited(found[1], item, brief)
    return (Node("p", look, tuple(children), (("dir", "auto"),)), *marks)  # an Arabic item in an English brief


def _marks(words: str, item: Item | None) -> tuple[Node, ...]:
    who, mark, rest = words.partition(" · ")
    if item is not None and item.speaker is not None:
        return (Node("p", "marks", (Node("span", "speaker", (who,)), mark + rest)),)
    return (Node("p", "marks", (words,)),)


def _cited(numbers: str, item: Item, brief: Brief) -> Iterator[Node | str]:
    addresses = {source.n: html.web(source.url) for source in brief.sources}
    for n, number in enumerate(numbers.split(", ")):
        if n:
            yield " "
        address = html.link(brief, item) if n == 0 and "," not in numbers else None
        address = address or addresses.get(int(number))
        title = ("title", f"Source {number}")
        if address:
            yield Node("a", "cite", (number,), (("href", address), title))
        else:
            yield Node("span", "cite", (number,), (title,))


# ---- cutting


def _units(blocks: Sequence[Node]) -> Iterator[None]:
    for block in blocks:
        yield from (None for _ in (block.children if block.tag in ("ol", "ul") else (block,)))


def _first(blocks: Sequence[Node], many: int) -> list[Node]:
    """The blocks up to so many entries and paragraphs, without a head that would stand over nothing."""
    kept: list[Node] = []
    for block in blocks:
        if many <= 0:
            break
        if block.tag in ("ol", "ul"):
            kept.append(replace(block, children=block.children[:many]))
            many -= len(block.children)
        else:
            kept.append(block)
            many -= 1
    while kept and kept[-1].tag == "h2":
        kept.pop()
    return kept


# ---- writing


def _page(blocks: Sequence[Node], brief: Brief) -> str:
    from markupsafe import Markup

    rtl = brief.language in html.RIGHT_TO_LEFT
    looks, rest = _style(rtl)
    lead = next(_brief_items(brief), None)
    preview = visible(lead.text) if lead is not None else ""
    if len(preview) > _PREVIEW:
        preview = preview[:_PREVIEW].rpartition(" ")[0] + "…"
    return str(
        html.template("mail.html").render(
            language=brief.language,
            rtl=rtl,
            title=html.full_title(brief),
            preview=preview,
            style=Markup(rest),
            look={name: Markup(f'class="{name}" style="{declared}"') for name, declared in looks.items()},
            content=Markup("\n".join(_written(_turned(block) if rtl else block, looks) for block in blocks)),
        )
    )


@functools.cache
def _style(rtl: bool) -> tuple[dict[str, str], str]:
    """The look of each class, and what stays in the style sheet: the rules for dark mode and phones."""
    text = (TEMPLATES / "mail.css").read_text(encoding="utf-8")
    if rtl:  # few mail programs know padding-inline-start
        text = re.sub(r"padding:([\w.]+) ([\w.]+) ([\w.]+) ([\w.]+)", r"padding:\1 \4 \3 \2", text)
        text = re.sub(r"(padding|border)-left", r"\1-right", text)
    plain, mark, rest = text.partition("@media")
    looks = {name: declared.strip() for name, declared in re.findall(r"\.([a-z]+)\{([^}]*)\}", plain)}
    return looks, mark + rest.rstrip()


def _turned(node: Node) -> Node:
    """Have the words of each block find their own direction: dates and "Sources" are English in any brief."""
    children = tuple(_turned(each) if isinstance(each, Node) else each for each in node.children)
    holds_block = any(isinstance(each, Node) and each.tag == "p" for each in children)
    if node.tag in ("p", "h1", "h2", "li") and not holds_block and "dir" not in dict(node.attributes):
        children = (Node("span", "", children, (("dir", "auto"),)),)
    return replace(node, children=children)


def _written(node: Node | str, looks: Mapping[str, str]) -> str:
    if isinstance(node, str):
        return escape(node, quote=False)
    attributes = list(node.attributes)
    if node.look:
        attributes += [("class", node.look), ("style", looks[node.look])]
    inside = "".join(f' {name}="{escape(value)}"' for name, value in attributes)
    if node.tag in _VOID:
        return f"<{node.tag}{inside}>"
    return f"<{node.tag}{inside}>{''.join(_written(each, looks) for each in node.children)}</{node.tag}>"
