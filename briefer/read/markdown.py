"""Markdown as people write articles in it -> plain paragraphs.

Its own reader, line by line and in time that grows with the length: python-markdown takes a minute for thirteen
thousand opening brackets, and needs HTML to be read back afterwards. Code, tables and pictures hold no sentences and
are left out; so are headings, unless they are whole sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape

from ..text.clean import clean, visible
from .decode import decode
from .found import Found
from .plain import fields_of, header, refuse_long, titled

_HEADING = re.compile(r" {0,3}#{1,6}(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*")
_UNDERLINE = re.compile(r" {0,3}(?:=+|-+)[ \t]*")
_RULE = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})")
_ITEM = re.compile(r"[ \t]*(?:[-*+]|(\d{1,9})[.)])(?:[ \t]+(?:\[[ xX]\][ \t]+)?|$)")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})([^`]*)")
_DEFINITION = re.compile(
    r" {0,3}\[(?:\^[^\]\n]{1,500}\]:.*|[^\]\n]{1,500}\]:\s*\S+(?:\s+(?:\"[^\"]*\"|'[^']*'|\([^()]*\)))?\s*)"
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_TABLE_RULE = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")
_TARGET = re.compile(
    r"\(\s{0,9}(?:<[^<>\n]{0,2000}>|(?:[^\s()]|\([^\s()]{0,500}\)){0,2000}?)"
    r"(?:\s{1,9}(?:\"[^\"]{0,500}\"|'[^']{0,500}'|\([^()]{0,500}\)))?\s{0,9}\)"
)
_REFERENCE = re.compile(r"\[[^\[\]]{0,500}\]")
_ADDRESS = re.compile(r"<(?:(?:https?|mailto):[^<>\s]{1,2000}|[^<>\s@]{1,200}@[^<>\s@]{1,200})>", re.IGNORECASE)
_HTML = re.compile(r"</?[A-Za-z][A-Za-z0-9-]{0,30}(?:[\s/][^<>]{0,3000})?>")
_SPECIAL = re.compile(r"[\\`*_~\[\]!<]")
_ENDS = ".!?\u2026\u3002\uff01\uff1f"
_CLOSING = "\"'\u201d\u2019\u00bb)*_"


def read_markdown(data: bytes) -> Iterator[Found]:
    """Yield the article of a Markdown file."""
    text = clean(decode(data))
    refuse_long(text)
    found, body = _front_matter(text)
    if found is None:
        found, body = header(text)
    title, paragraphs = paragraphs_of(body)
    text = "\n\n".join(paragraphs)
    if title and not found.title:
        found = replace(found, title=title)
    yield titled(found, text)


def paragraphs_of(body: str) -> tuple[str, list[str]]:
    """Return the heading that a Markdown text begins with, and its paragraphs as plain text."""
    title = ""
    kept: list[str] = []
    for kind, lines in _blocks(_without_comments(body)):
        text = plain("\n".join(lines))
        if kind != "paragraph" and not title and not kept:
            title = visible(text)
        elif text and (kind == "paragraph" or text.rstrip(_CLOSING)[-1:] in tuple(_ENDS)):
            kept.append(text)
    return title, kept


def _front_matter(text: str) -> tuple[Found | None, str]:
    """Split ``---`` lines with ``key: value`` between them off the top; other keys are passed over."""
    if not text.startswith("---\n"):
        return None, text
    lines = text[:20_000].split("\n")
    end = next((n for n, line in enumerate(lines[1:], start=1) if line.rstrip() in ("---", "...")), None)
    if end is None:
        return None, text
    found = Found("")
    for line in lines[1:end]:
        key, colon, value = line.partition(":")
        value = value.strip()
        if len(value) > 1 and value[0] in "\"'" and value[-1] == value[0]:
            value = value[1:-1]
        single = fields_of([f"{key}:{value}"]) if colon and value[:1] not in ("[", "{", "|", ">", "&") else None
        if single is not None:
            for name in ("title", "outlet", "author", "published", "url", "language", "id"):
                if getattr(single, name) and not getattr(found, name):
                    found = replace(found, **{name: getattr(single, name)})
    return found, "\n".join([*lines[end + 1 :], ""])[:-1] + text[20_000:]


def _without_comments(text: str) -> str:
    return re.sub(r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1\s*>|\Z)", "", text, flags=re.DOTALL | re.IGNORECASE)


def _blocks(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the blocks that may hold sentences: ("heading" | "paragraph", lines)."""
    lines = text.split("\n")
    block: list[str] = []
    in_list = False
    fence = ""
    n = -1
    while (n := n + 1) < len(lines):
        line = re.sub(r"^(?: {0,3}> ?)+", "", lines[n])
        if fence:
            mark = _FENCE.fullmatch(line)
            if mark and mark[1].startswith(fence) and not mark[2].strip():
                fence = ""
            continue
        stripped = line.strip()
        if not stripped:
            if block:
                yield "paragraph", block
                block = []
            continue
        indented = line.startswith(("    ", "\t"))
        if indented and not block and not in_list:
            continue  # code
        if opened := _FENCE.fullmatch(line):
            fence = opened[1]
        elif heading := _HEADING.fullmatch(line):
            if block:
                yield "paragraph", block
            yield "heading", [heading[1] or ""]
            block, in_list = [], False
            continue
        elif block and not in_list and _UNDERLINE.fullmatch(line):
            yield "heading", block
            block = []
            continue
        elif _RULE.fullmatch(line):
            in_list = False
        elif "|" in line and n + 1 < len(lines) and "|" in lines[n + 1] and _TABLE_RULE.fullmatch(lines[n + 1]):
            while n + 1 < len(lines) and "|" in lines[n + 1]:
                n += 1
        elif not block and _DEFINITION.fullmatch(line):
            continue
        elif (item := _ITEM.match(line)) and (not block or in_list or item[1] in (None, "1")):
            if block:
                yield "paragraph", block
            block, in_list = [line[item.end() :].strip()], True
            continue
        else:
            if not block and not indented:
                in_list = False
            block.append(stripped.removesuffix("\\") if line.endswith("\\") else stripped)
            continue
        if block:
            yield "paragraph", block
        block = []
    if block:
        yield "paragraph", block


def plain(text: str) -> str:
    """Return a paragraph of Markdown as the words a reader sees."""
    out: list[str] = []
    brackets: list[tuple[int, str]] = []  # where in out a bracket waits for its end, and the character before or in it
    marks: list[tuple[int, str, bool, bool]] = []  # place in out, run, may open, may close
    at = 0
    ticks_missing: set[int] = set()  # lengths of backtick runs that are known not to close
    while match := _SPECIAL.search(text, at):
        start = match.start()
        out.append(_unescaped(text[at:start]))
        char = text[start]
        at = start + 1
        if char == "\\":
            if text[at : at + 1] and not text[at].isalnum() and not text[at].isspace() and text[at] < "\x7f":
                char = text[at]
                at += 1
            out.append(char)
        elif char == "`":
            while text[at : at + 1] == "`":
                at += 1
            run = text[start:at]
            end = -1
            if len(run) <= 8 and len(run) not in ticks_missing:  # longer ones are no code, and cost a search each
                closing = re.compile(rf"(?<!`)`{{{len(run)}}}(?!`)").search(text, at)
                end = closing.start() if closing else -1
            if end < 0:
                ticks_missing.add(len(run))
                out.append(run)
            else:
                out.append(" ".join(text[at:end].split("\n")).strip() or " ")
                at = end + len(run)
        elif char in "*_~":
            while text[at : at + 1] == char:
                at += 1
            run = text[start:at]
            opens, closes = _flanks(text, start, at, char)
            if char == "~" and len(run) != 2:
                opens = closes = False
            marks.append((len(out), run, opens, closes))
            out.append(run)
        elif char == "[":
            brackets.append((len(out), "^" if text[at : at + 1] == "^" else ""))
            out.append("[")
        elif char == "!":
            if text[at : at + 1] == "[":
                brackets.append((len(out), "!"))
                at += 1
                char = "!["
            out.append(char)
        elif char == "]":
            at = _close(text, at, out, brackets)
        elif address := _ADDRESS.match(text, start):
            out.append(address.group()[1:-1])
            at = address.end()
        elif tag := _HTML.match(text, start):
            out.append("\n" if tag.group()[:3].lower() == "<br" else "")
            at = tag.end()
        else:
            out.append("<")
    out.append(_unescaped(text[at:]))
    _drop_emphasis(out, marks)
    lines = (" ".join(line.split(" ")).strip() for line in "".join(out).split("\n"))
    return clean("\n".join(line for line in lines if line))


def _unescaped(text: str) -> str:
    """Return the text with its whole entities as letters; "R&D" and "&copy" without an end are the author's."""
    return _ENTITY.sub(lambda match: unescape(match.group()), text) if "&" in text else text


def _close(text: str, at: int, out: list[str], brackets: list[tuple[int, str]]) -> int:
    """Deal with a closing bracket: a link becomes its text, a picture and a footnote mark nothing."""
    if not brackets:
        out.append("]")
        return at
    place, kind = brackets.pop()
    target = _TARGET.match(text, at) if text[at : at + 1] == "(" else _REFERENCE.match(text, at)
    if target is None and kind != "^":
        out.append("]")
        return at
    if kind:
        out[place:] = [""] * (len(out) - place)
    else:
        out[place] = ""
    return at if target is None else target.end()


def _flanks(text: str, start: int, end: int, char: str) -> tuple[bool, bool]:
    """Return whether a run of marks may open and may close emphasis (CommonMark 0.31, section 6.2)."""
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    left = not after.isspace() and (after.isalnum() or before.isspace() or not before.isalnum())
    right = not before.isspace() and (before.isalnum() or after.isspace() or not after.isalnum())
    if char == "_":
        return left and (not right or not before.isalnum()), right and (not left or not after.isalnum())
    return left, right


def _drop_emphasis(out: list[str], marks: list[tuple[int, str, bool, bool]]) -> None:
    """Take the marks out that open and close emphasis; the others are the author's own stars."""
    waiting: dict[str, list[int]] = {"*": [], "_": [], "~": []}
    for place, run, opens, closes in marks:
        if out[place] != run:
            continue  # gone with a picture
        stack = waiting[run[0]]
        while closes and stack and out[place]:
            opener = stack[-1]
            count = min(len(out[opener]), len(out[place]))
            out[opener] = out[opener][count:]
            out[place] = out[place][count:]
            if not out[opener]:
                stack.pop()
        if opens and out[place]:
            stack.append(place)
