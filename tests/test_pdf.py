"""The finished PDF: archivable, accessible, carrying its proof and nothing else, and deaf to hostile text."""

from __future__ import annotations

import functools
import json
import re
import shutil
import subprocess
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from conftest import generated
from pypdf import PdfReader

from briefer.model import Brief, Item, Quote, Section, Source, Why
from briefer.render import fit, render
from briefer.render.html import full_title
from briefer.render.pdf import MissingFont, _fetcher
from briefer.text.clean import visible

LETTERS = str.maketrans({"\u2060": "", "\u00ad": ""})


@functools.cache
def pdf_of(seed: int) -> tuple[Brief, bytes]:
    """A fitted brief and its PDF."""
    brief = generated(seed, articles=12)
    return fit(brief).brief, render(brief, ("pdf",))[0].body


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    """A PDF on disk, for the tools that read files."""
    path = tmp_path / "brief.pdf"
    path.write_bytes(pdf_of(31)[1])
    return path


def run(*command: str) -> str:
    """What a tool prints; it must be there (make test installs qpdf and poppler-utils) and content."""
    assert shutil.which(command[0]), f"{command[0]} is missing; make test installs it"
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_qpdf_finds_no_fault(pdf: Path) -> None:
    """The file is sound by qpdf's check."""
    assert "No syntax or stream encoding errors found" in run("qpdf", "--check", str(pdf))


def test_pdfinfo_tells_what_it_is(pdf: Path) -> None:
    """One A4 page, tagged, with title, dates and metadata; no script, no form, no lock."""
    info = dict(re.findall(r"^([\w ]+): +(.*)$", run("pdfinfo", str(pdf)), re.M))

    assert info["Pages"] == "1"
    assert "(A4)" in info["Page size"]
    assert info["Tagged"] == "yes"
    assert info["Title"] == full_title(pdf_of(31)[0])
    assert (info["JavaScript"], info["Form"], info["Encrypted"]) == ("no", "none", "no")
    assert "2026" in info["CreationDate"] and "2026" in info["ModDate"]


def test_pdftotext_reads_every_sentence_in_order(pdf: Path) -> None:
    """What a reader copies out of the page are the sentences, whole and in printing order."""
    text = "".join(run("pdftotext", "-layout", str(pdf), "-").split())
    raw = "".join(run("pdftotext", "-raw", str(pdf), "-").split())
    brief = pdf_of(31)[0]
    at = 0
    for item in [*brief.bottom_line, *(i for s in brief.sections for i in s.items)]:
        words = "".join(visible(item.text).split())
        found = raw.find(words, at)
        assert found >= 0, item.text
        at = found
    assert brief.id[:12] in text


def test_the_brief_is_inside_and_nothing_else(pdf: Path, tmp_path: Path) -> None:
    """pdfdetach takes out brief.json and brief.md, byte for byte the files that stand beside the PDF."""
    listed = run("pdfdetach", "-list", str(pdf))
    run("pdfdetach", "-saveall", "-o", str(tmp_path), str(pdf))
    files = {file.name: file.body for file in render(generated(31, articles=12), ("md", "json"))}

    assert listed.startswith("2 embedded files")
    assert {name: (tmp_path / name).read_bytes() for name in files} == files
    assert json.loads(files["brief.json"])["schema"] == "briefer/1"


def test_it_says_that_it_is_archivable_and_accessible(pdf: Path) -> None:
    """PDF/A-3a and the PDF/UA mark in one packet of metadata, with the description that PDF/A asks for."""
    root = catalog(PdfReader(pdf))
    packet = root["/Metadata"].get_data().decode()

    assert re.search(r"pdfaid:part[^>]*>\s*3|pdfaid:part=\"3\"", packet)
    assert re.search(r"pdfaid:conformance[^>]*>\s*A|pdfaid:conformance=\"A\"", packet)
    assert "<pdfuaid:part>1</pdfuaid:part>" in packet
    assert "pdfaExtension:schemas" in packet
    assert packet.count("<rdf:RDF") + packet.count("<ns0:RDF") == 1
    assert root["/Lang"] == "en"
    assert root["/MarkInfo"]["/Marked"]
    assert "/OutputIntents" in root


def catalog(reader: PdfReader) -> Any:
    """The catalogue of a PDF, without the types of a library that knows only that it is an object."""
    return reader.trailer["/Root"]


def test_the_tags_are_those_that_a_screen_reader_follows(pdf: Path) -> None:
    """List entries stand in lists, every link in a link element, and each can be hit with a pointer."""
    reader = PdfReader(pdf)
    linked: set[int] = set()

    def walk(node: Any, above: str) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for child in node:
                walk(child, above)
        elif isinstance(node, dict):
            if node.get("/Type") == "/OBJR":
                assert above == "/Link"
                linked.add(node.raw_get("/Obj").idnum)  # type: ignore[attr-defined]  # pypdf's dictionary
                return
            name = node.get("/S", above)
            assert name != "/LI" or above == "/L"
            assert above != "/L" or name == "/LI"
            walk(node.get("/K", []), name)

    walk(catalog(reader)["/StructTreeRoot"]["/K"], "")
    notes: Any = reader.pages[0]["/Annots"]

    assert {note.idnum for note in notes} == linked
    for note in notes:
        left, low, right, high = (float(number) for number in note.get_object()["/Rect"])
        assert abs(high - low) >= 5 and abs(right - left) >= 3


def test_bookmarks_and_links_work(pdf: Path) -> None:
    """The title and each section are bookmarks; every link goes to http(s) or to a place on the page that exists."""
    reader = PdfReader(BytesIO(pdf.read_bytes()))
    titles = [entry["/Title"] for entry in _flat(reader.outline)]
    brief = pdf_of(31)[0]
    names = set(reader.named_destinations)
    notes: Any = reader.pages[0]["/Annots"]
    links = [note.get_object() for note in notes]

    assert titles[0] == brief.title
    assert titles[1 : 1 + len(brief.sections)] == [section.title for section in brief.sections]
    assert links
    for link in links:
        assert link["/Subtype"] == "/Link"
        if "/A" in link:
            assert link["/A"]["/S"] == "/URI"
            assert link["/A"]["/URI"].startswith(("http://", "https://"))
        else:
            assert str(link["/Dest"]) in names


def _flat(outline: Any) -> Iterator[Any]:
    for entry in outline:
        if isinstance(entry, list):
            yield from _flat(entry)
        else:
            yield entry


def test_nothing_in_it_acts(pdf: Path, tmp_path: Path) -> None:
    """No JavaScript, launch or open action anywhere in the unpacked file."""
    plain = tmp_path / "plain.pdf"
    run("qpdf", "--qdf", "--object-streams=disable", str(pdf), str(plain))
    body = plain.read_bytes()

    for action in (b"/JavaScript", b"/JS ", b"/Launch", b"/OpenAction", b"/AA", b"/SubmitForm", b"/RichMedia"):
        assert action not in body


def test_fonts_are_the_shipped_ones_embedded_as_subsets(pdf: Path) -> None:
    """Latin, Greek and Cyrillic come from the shipped faces, embedded in part."""
    rows = run("pdffonts", str(pdf)).splitlines()[2:]

    assert rows
    assert all(re.match(r"[A-Z]{6}\+Brief-(Serif|Display|Sans)", row) for row in rows), rows
    assert all(re.search(r" yes yes yes ", row) for row in rows)


HOSTILE = (
    '<img src="http://127.0.0.1:{port}/img">',
    '<link rel=attachment href="file:///etc/passwd"> text',
    '<a rel=attachment href="file:///etc/hostname">x</a>',
    "@import url(http://127.0.0.1:{port}/css); said the minister.",
    '</style><script src="http://127.0.0.1:{port}/js"></script>',
    '<object data="http://127.0.0.1:{port}/object"></object>',
    '<svg><image href="http://127.0.0.1:{port}/svg"/></svg>',
    "<a href='javascript:alert(1)'>agreed</a> by both sides.",
    "{{{{ 7 * 7 }}}} and {{% include 'x' %}} were denied.",
    "&lt;b&gt; &amp; &copy; stood in the text of the treaty.",
    "\u202eright to left\u202c override and \x1b[31mred\x07 bells.",
    "]]> <!-- comment --> <?php echo 1 ?> <![CDATA[x]]>",
    "style=\"background:url(http://127.0.0.1:{port}/bg)\" onload='x'",
)


@contextmanager
def listening() -> Iterator[tuple[int, list[str]]]:
    """A server on loopback that notes what it is asked for."""
    asked: list[str] = []

    class Note(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(404)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Note)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port, asked
    finally:
        server.shutdown()
        thread.join(5)


def test_hostile_text_stays_text_and_asks_for_nothing(tmp_path: Path) -> None:
    """Markup, templates, links and file paths in an article are printed as they are; no request, no file, no action."""
    with listening() as (port, asked):
        texts = [text.format(port=port) for text in HOSTILE]
        items = tuple(
            Item(n, text, (Quote(1, 0, len(text)),), None, 1, True, 0.5, Why({}, "", 0.0, ""))
            for n, text in enumerate(texts, 1)
        )
        address = f"javascript:fetch('http://127.0.0.1:{port}')"
        source = Source(1, texts[0], texts[1], texts[2], address, texts[3], None, None, "0" * 64)
        brief = replace(
            generated(1),
            title=texts[4],
            handling=texts[5],
            bottom_line=(),
            sections=(Section(texts[6], items),),
            sources=(source,),
        )
        files = {file.name: file.body for file in render(brief)}
    path = tmp_path / "hostile.pdf"
    path.write_bytes(files["brief.pdf"])
    raw = "".join(run("pdftotext", "-raw", str(path), "-").split())
    html = files["brief.html"].decode()

    assert asked == []
    for text in texts:
        assert "".join(visible(text).split()) in raw, text
    assert b"root:" not in files["brief.pdf"]
    assert run("pdfdetach", "-list", str(path)).startswith("2 embedded files")
    assert "<script" not in html and "<img" not in html and "<object" not in html and "javascript:" not in href(html)
    assert "\x1b" not in html and "\u202e" not in html


def href(html: str) -> str:
    """All link targets of a document."""
    return " ".join(re.findall(r'(?:href|src)="([^"]*)"', html))


def test_the_fetcher_serves_fonts_by_name_and_nothing_else() -> None:
    """Every other address is refused, a path out of the folder too."""
    assert len(_fetcher().fetch("brief:BriefSerif-Regular.ttf").read()) > 100_000
    for url in (
        "http://127.0.0.1/x",
        "file:///etc/passwd",
        "brief:../page.css",
        "brief:/etc/passwd",
        "data:text/plain,x",
    ):
        with pytest.raises(ValueError, match="refused"):
            _fetcher().fetch(url)


def test_a_script_without_a_font_is_named_with_its_package() -> None:
    """Empty boxes never come silently: the warning names the script and what to install."""
    text = "ꦲꦏ꧀ꦱꦫꦗꦮ was written beside 𓀀𓁐 on the stone, the museum said."
    item = Item(1, text, (Quote(1, 0, len(text)),), None, 1, True, 0.5, Why({}, "", 0.0, ""))
    brief = replace(generated(1, articles=1), bottom_line=(), sections=(Section("Scripts", (item,)),))
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        (file,) = render(brief, ("pdf",))
    words = [str(warning.message) for warning in said if warning.category is MissingFont]

    assert any("has no font on this machine and prints as empty boxes; install it: apt-get install" in w for w in words)
    assert file.body.startswith(b"%PDF-")


def test_the_same_brief_is_the_same_bytes_a_second_later() -> None:
    """No clock and no chance in the file."""
    assert render(generated(31, articles=12), ("pdf",))[0].body == pdf_of(31)[1]


def test_letter_is_letter() -> None:
    """The other paper is set, not scaled."""
    (file,) = render(generated(31, articles=12), ("pdf",), paper="letter")
    box = PdfReader(BytesIO(file.body)).pages[0].mediabox

    assert (round(float(box.width)), round(float(box.height))) == (612, 792)


def test_the_engine_has_nothing_to_complain_of(caplog: pytest.LogCaptureFixture) -> None:
    """The stylesheet and the document hold nothing that the PDF engine ignores or corrects."""
    with caplog.at_level("WARNING"):
        render(replace(generated(31, articles=12), note="A note."), ("pdf",))
        render(generated(2, articles=1, items=0), ("pdf",))

    assert [record.getMessage() for record in caplog.records] == []
