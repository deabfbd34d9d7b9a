"""The HTML file: one self-contained accessible document that prints to the same page."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from conftest import generated
from hypothesis import given, settings
from hypothesis import strategies as st

from briefer.model import Brief, Item, Quote, Section, Why
from briefer.render import fit
from briefer.render.html import items_of, web, write
from briefer.render.pdf import _fonts, _prove, _weasyprint
from briefer.text.clean import visible

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
VOID = {"meta", "br", "link", "img", "hr", "input", "rect", "line"}


class Reader(HTMLParser):
    """Collects the words of each item, all attributes, and checks that every tag is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.texts: dict[str, str] = {}
        self.attributes: list[tuple[str, str, str]] = []
        self.within: str | None = None
        self.headings: list[str] = []
        self.skip = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given_ = {name: value or "" for name, value in attrs}
        self.attributes += [(tag, name, value) for name, value in given_.items()]
        if tag in ("h1", "h2"):
            self.headings.append(tag)
        if given_.get("id", "").startswith("text-"):
            self.within = given_["id"].removeprefix("text-")
            self.texts[self.within] = ""
        self.skip += given_.get("class") == "ref"
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        assert self.open.pop() == tag
        if tag == "p":
            self.within = None
        self.skip -= tag == "a" and self.skip > 0

    def handle_data(self, data: str) -> None:
        if self.within and not self.skip:
            self.texts[self.within] += data


def parsed(brief: Brief) -> Reader:
    """The document of a brief, read back."""
    reader = Reader()
    reader.feed(write(fit(brief)))
    reader.close()
    assert reader.open == []
    return reader


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1, max_size=300).filter(lambda text: visible(text)))
def test_any_text_comes_out_literally(text: str) -> None:
    """Whatever an article says, the document shows just that."""
    item = Item(1, text, (Quote(1, 0, len(text)),), None, 1, True, 0.5, Why({}, "", 0.0, ""))
    brief = replace(generated(1, articles=1), bottom_line=(), sections=(Section("Head", (item,)),))

    assert visible(parsed(brief).texts["1"]) == visible(text)


def test_every_item_is_there_in_order(make: Callable[..., Brief]) -> None:
    """The items of the file are those of the page."""
    brief = make(3)
    texts = parsed(brief).texts

    assert [visible(text) for text in texts.values()] == [visible(item.text) for item in items_of(fit(brief))]


def test_it_asks_no_other_file_for_anything(make: Callable[..., Brief]) -> None:
    """Fonts, style and charts are inside; no address is fetched to show it."""
    reader = parsed(make(3))
    html = write(fit(make(3)))

    assert not any(name == "src" for _, name, _ in reader.attributes)
    assert not any(tag in ("script", "link", "img", "iframe", "object") for tag, _, _ in reader.attributes)
    assert set(re.findall(r"url\((?!data:font/ttf;base64,)[^)]*\)", html)) == set()
    assert "@import" not in html
    assert len(html) < 400_000


def test_it_is_told_aloud_in_order(make: Callable[..., Brief]) -> None:
    """A language, one title, a heading for each section, labels for regions, names for figures, unique ids."""
    brief = make(3)
    reader = parsed(brief)
    ids = [value for _, name, value in reader.attributes if name == "id"]

    assert ("html", "lang", "en") in reader.attributes
    assert reader.headings[0] == "h1" and reader.headings.count("h1") == 1
    assert reader.headings.count("h2") == len(fit(brief).brief.sections) + 1
    assert len(ids) == len(set(ids))
    for _, name, value in reader.attributes:
        if name == "aria-labelledby" or (name == "href" and value.startswith("#")):
            assert value.lstrip("#") in ids
    assert "<title>Reports per day" in write(fit(brief))


def test_another_script_says_its_language(make: Callable[..., Brief]) -> None:
    """A screen reader and a font need to know that a sentence is Korean or Arabic, and which way it runs."""
    texts = ("북한은 새 미사일을 시험했다고 발표했다.", "قال الوزير إن المحادثات ستستأنف غدا.", "Talks resume.")
    items = tuple(
        Item(n, text, (Quote(1, 0, len(text)),), None, 1, True, 0.5, Why({}, "", 0.0, ""))
        for n, text in enumerate(texts, 1)
    )
    html = write(fit(replace(make(1, articles=1), bottom_line=(), sections=(Section("Head", items),))))

    assert re.search(r'id="text-1" lang="ko">', html)
    assert re.search(r'id="text-2" lang="ar" dir="rtl">', html)
    assert re.search(r'id="text-3">', html)


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_the_file_itself_prints_to_the_same_page(make: Callable[..., Brief], paper: str) -> None:
    """Printed from the saved file, with the fonts inside it, it is the one page that the PDF is."""
    page = fit(make(3), paper)

    _prove(page, _weasyprint().HTML(string=write(page), media_type="print").render(font_config=_fonts()))


@pytest.mark.skipif(CHROMIUM is None, reason="a browser is not part of the set-up; where one is, it prints")
@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_a_browser_prints_one_page_with_every_sentence(make: Callable[..., Brief], paper: str, tmp_path: Path) -> None:
    """What a reader gets from the browser's print dialogue is the same one page."""
    page = fit(make(3), paper)
    (tmp_path / "brief.html").write_text(write(page), encoding="utf-8")
    command = [
        str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-pdf-header-footer",
        f"--user-data-dir={tmp_path / 'profile'}", f"--print-to-pdf={tmp_path / 'printed.pdf'}",
        (tmp_path / "brief.html").as_uri(),
    ]  # fmt: skip
    subprocess.run(command, capture_output=True, check=True, timeout=120)
    from pypdf import PdfReader

    reader = PdfReader(tmp_path / "printed.pdf")
    text = "".join(reader.pages[0].extract_text().split())

    assert len(reader.pages) == 1
    assert all("".join(visible(item.text).split()) in text for item in items_of(page))


@pytest.mark.parametrize(
    ("url", "followed"),
    [
        ("https://news.example.org/a?b=c&d=é", "https://news.example.org/a?b=c&d=%C3%A9"),
        ('https://news.example.org/"><script>', "https://news.example.org/%22%3E%3Cscript%3E"),
        ("javascript:alert(1)", None),
        ("file:///etc/passwd", None),
        ("https://", None),
        ("http://[broken", None),
        ("", None),
        (None, None),
    ],
)
def test_only_web_addresses_become_links(url: str | None, followed: str | None) -> None:
    """http and https with a host; all else stays text."""
    assert web(url) == followed
