"""Reading: one case folder a kind of input, and what no input may do."""

from __future__ import annotations

import hashlib
import io
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefer.model import Article, Skipped
from briefer.read import read
from briefer.read.dates import iso
from briefer.read.identity import canonical
from briefer.read.inputs import KINDS
from briefer.read.language import language_of
from briefer.read.markdown import paragraphs_of, plain
from briefer.read.pdf import paragraphs_of as pdf_paragraphs
from briefer.text.clean import clean

ROOT = Path(__file__).parent.parent
CASES = sorted((Path(__file__).parent / "cases").glob("read-*"))


def outcome(folder: Path) -> dict[str, Any]:
    articles, skipped = read(sorted(path for path in folder.iterdir() if path.name != "expected.json"))
    short = [{key: value for key, value in asdict(article).items() if value is not None} for article in articles]
    for article in short:
        article["source"] = Path(article["source"]).name
        if article["id"] == article["sha256"]:
            article["id"] = "sha256"
        del article["sha256"]
    return {
        "articles": short,
        "skipped": [{"source": Path(one.source).name, "reason": one.reason} for one in skipped],
    }


def one(name: str, content: bytes | str, folder: Path) -> Article | Skipped:
    """Write a file, read it, and return the one thing that came of it."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    articles, skipped = read(path)
    assert len(articles) + len(skipped) == 1, (articles, skipped)
    return articles[0] if articles else skipped[0]


def reason(name: str, content: bytes | str, folder: Path) -> str:
    result = one(name, content, folder)
    assert isinstance(result, Skipped), result
    return result.reason


def article(name: str, content: bytes | str, folder: Path) -> Article:
    result = one(name, content, folder)
    assert isinstance(result, Article), result
    return result


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_case(folder: Path) -> None:
    """Each kind of input gives the articles and the reasons that its folder expects."""
    assert outcome(folder) == json.loads((folder / "expected.json").read_text(encoding="utf-8"))


# ---------------------------------------------------------------- promises


@given(st.binary(max_size=400), st.sampled_from([*KINDS, ".xyz", ""]))
@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_bytes_are_an_article_or_a_reason(data: bytes, suffix: str) -> None:
    """Whatever bytes a file holds and whatever it is called, it becomes an article or a reason, and never an error."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "input" + suffix)
        path.write_bytes(data)
        articles, skipped = read(path)
    assert articles or skipped
    for found in articles:
        assert found.text == clean(found.text)
        assert found.text.strip()
        assert (
            "\ufffd" not in found.text or "\ufffd".encode() in data or suffix in (".json", ".jsonl", ".ndjson", ".pdf")
        )
        assert found.sha256 == hashlib.sha256(found.text.encode("utf-8")).hexdigest()
    assert all(one.reason and one.reason[0].islower() for one in skipped if not one.reason[0].isdigit())


@given(st.text(max_size=300), st.sampled_from([".txt", ".md", ".html", ".eml", ".json"]))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_text_is_an_article_or_a_reason(text: str, suffix: str) -> None:
    """Any text under any ending is read or refused with a reason."""
    articles, skipped = read("-", stdin=text.encode("utf-8", "replace"))
    assert len(articles) + len(skipped) >= 1
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "input" + suffix)
        path.write_bytes(text.encode("utf-8", "replace"))
        articles, skipped = read(path)
    assert len(articles) + len(skipped) >= 1


@given(st.text(min_size=1))
@settings(max_examples=150, deadline=None)
def test_json_text_comes_through_as_it_is(text: str) -> None:
    """The text of a JSON article is the text that was given, cleaned and otherwise untouched."""
    articles, _ = read("-", stdin=json.dumps({"text": text}).encode())
    assert [found.text for found in articles] == ([clean(text)] if any(map(str.isalpha, clean(text))) else [])


def test_order_is_that_of_the_names(tmp_path: Path) -> None:
    """The order of the articles is that of the names, whatever the order in which the files were written."""
    names = ["b.txt", "a/z.txt", "a/b/c.txt", "c.txt", "B.txt", "a.txt"]
    orders = []
    for turn, written in enumerate((names, names[::-1])):
        folder = tmp_path / str(turn)
        for name in written:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(f"The report {name} says so.")
        orders.append([str(Path(found.source).relative_to(folder)) for found in read(folder)[0]])
    assert orders[0] == orders[1] == ["B.txt", "a/b/c.txt", "a/z.txt", "a.txt", "b.txt", "c.txt"]


def test_one_bad_input_never_stops_the_rest(tmp_path: Path) -> None:
    """Good articles are read whatever stands beside them."""
    (tmp_path / "good.txt").write_text("The good one says so.")
    (tmp_path / "bad.txt").write_bytes(b"\0\1\2")
    (tmp_path / "deep.json").write_text("[" * 100_000)
    (tmp_path / "fault.pdf").write_bytes(b"%PDF-1.7 and nothing else")
    (tmp_path / "notes.xyz").write_text("What is this?")
    articles, skipped = read([tmp_path / "nowhere", tmp_path])
    assert [found.text for found in articles] == ["The good one says so."]
    assert {Path(found.source).name: found.reason.split(";")[0] for found in skipped} == {
        "nowhere": "no such file or folder",
        "bad.txt": "is binary, not text (it has NUL bytes)",
        "deep.json": "is JSON nested too deep to be articles",
        "fault.pdf": "is a damaged PDF file",
        "notes.xyz": "is not a kind of file that briefer reads",
    }


def test_a_thousand_copies_are_a_thousand_articles(tmp_path: Path) -> None:
    """Copies are all read, with one id, and quickly; which of them count is for others to say."""
    for number in range(1000):
        (tmp_path / f"{number:04}.txt").write_text("A copy of a report. It is the same everywhere.\n")
    start = time.perf_counter()
    articles, skipped = read(tmp_path)
    assert time.perf_counter() - start < 2
    assert len(articles) == 1000
    assert skipped == ()
    assert len({found.id for found in articles}) == 1


def test_progress_is_told(tmp_path: Path) -> None:
    """Progress counts the files that are done and ends with all of them."""
    for name in "abc":
        (tmp_path / f"{name}.txt").write_text("Something happened.")
    told: list[tuple[int, int]] = []
    read(tmp_path, progress=lambda done, total: told.append((done, total)))
    assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]


def test_reading_plain_text_imports_no_library() -> None:
    """Plain text is read without the libraries for pages, mail and PDF: they cost a third of a second."""
    code = (
        "import sys, briefer.model; before = set(sys.modules); from briefer.read import read;"
        "read('-', stdin=b'Kim said so.');"
        "print(*sorted({'trafilatura', 'lxml', 'pypdf', 'email', 'json'} & (set(sys.modules) - before)))"
    )
    paths = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    command = [sys.executable, "-c", code]
    environment = {**os.environ, "PYTHONPATH": paths}
    run = subprocess.run(command, check=True, capture_output=True, text=True, env=environment, timeout=60)
    assert run.stdout.split() == []


# ---------------------------------------------------------------- files and folders


def test_hidden_files_and_loops(tmp_path: Path) -> None:
    """Hidden files and folders are passed over silently, and links that lead in circles are followed once."""
    (tmp_path / "a").mkdir()
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "x.txt").write_text("Hidden words.")
    (tmp_path / ".x.txt").write_text("Hidden words.")
    (tmp_path / "a" / "x.txt").write_text("Plain words.")
    (tmp_path / "a" / "up").symlink_to(tmp_path)
    (tmp_path / "a" / "dead.txt").symlink_to(tmp_path / "gone.txt")
    articles, skipped = read(tmp_path)
    assert [found.text for found in articles] == ["Plain words."]
    assert [found.reason for found in skipped] == ["no such file or folder; check the name"]


def test_an_empty_folder(tmp_path: Path) -> None:
    """A folder with nothing to read in it says so, and what could be read."""
    (tmp_path / ".hidden.txt").write_text("Hidden words.")
    _, skipped = read(str(tmp_path))
    assert skipped == (
        Skipped(
            str(tmp_path),
            "is a folder with nothing in it that briefer reads; it reads .txt, .text, .md, .markdown, .html, .htm, "
            ".xhtml, .json, .jsonl, .ndjson, .eml, .pdf",
        ),
    )


def test_pipes_devices_and_sockets_never_block(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not a file is refused at once."""
    os.mkfifo(tmp_path / "pipe.txt")
    monkeypatch.chdir(tmp_path)  # a socket's path has to be short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("s.txt")
        _, skipped = read([tmp_path, "/dev/zero"])
    assert len(skipped) == 3
    assert {found.reason for found in skipped} == {
        "is a pipe or device, not a file; pass its content to standard input and give - instead"
    }


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    """A file of 100 MB is refused by its size alone."""
    with (tmp_path / "huge.txt").open("wb") as file:
        file.truncate(100_000_000)
    start = time.perf_counter()
    _, skipped = read(tmp_path)
    assert time.perf_counter() - start < 1
    assert skipped[0].reason == "has 100 MB and the limit is 20 MB; split it into single articles"


def test_what_the_system_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A refusal of the system is said in words, and costs no other file."""
    (tmp_path / "a.txt").write_text("First words.")
    (tmp_path / "b.txt").write_text("Second words.")
    real = os.open

    def refuse(path: str, *rest: Any) -> int:
        if path.endswith("a.txt"):
            raise PermissionError(13, "Permission denied")
        return real(path, *rest)

    monkeypatch.setattr(os, "open", refuse)
    articles, skipped = read(tmp_path)
    assert [found.text for found in articles] == ["Second words."]
    assert skipped[0].reason == "may not be read (permission denied); allow it for your user, or copy the file"


@contextmanager
def as_nobody(folder: Path) -> Iterator[None]:
    """As a user who may not read everything: root steps down to nobody, who is given the folder."""
    if os.geteuid():
        yield
        return
    nobody = 65534
    os.chown(folder, nobody, nobody)
    os.seteuid(nobody)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_forbidden_file() -> None:
    """A file and a folder that may not be read are named with what to do."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "secret.txt").write_text("Secret words.")
        (folder / "secret.txt").chmod(0)
        (folder / "folder").mkdir(mode=0)
        with as_nobody(folder):
            _, skipped = read(folder)
        (folder / "folder").chmod(0o700)
    assert [found.reason for found in skipped] == [
        "may not be read (permission denied); allow it for your user, or copy the file"
    ] * 2


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("https://news.example/a", "is a web address, and addresses are not fetched here; save the page"),
        ("gone.txt", "no such file or folder; check the name"),
        ("gone.json#2", "no such file or folder; check the name"),
        ("a\0b", "is not a name that a file can have; check the name"),
        ("x" * 5000, "cannot be read: file name too long"),
        ("", "no such file or folder; check the name"),
    ],
)
def test_names_without_a_file(given: str, expected: str) -> None:
    """A name that leads to no file is a reason, not an error."""
    articles, skipped = read([given])
    assert articles == ()
    assert skipped[0].source == given
    assert skipped[0].reason.startswith(expected)


def test_the_same_file_twice_is_one(tmp_path: Path) -> None:
    """A file that is named and lies in a named folder is read once."""
    (tmp_path / "a.txt").write_text("Said once.")
    assert len(read([tmp_path / "a.txt", tmp_path, str(tmp_path)])[0]) == 1


def test_sources_lead_back(tmp_path: Path) -> None:
    """The source of each article of a file of several can be given again to read that article alone."""
    path = tmp_path / "all.jsonl"
    path.write_text("".join(json.dumps({"text": f"Report {n} says so."}) + "\n" for n in range(1, 4)))
    articles, _ = read(path)
    assert [Path(found.source).name for found in articles] == ["all.jsonl#1", "all.jsonl#2", "all.jsonl#3"]
    assert [read(found.source)[0] for found in articles] == [(found,) for found in articles]
    assert read(f"{path}#9")[1][0].reason == "has no such article; count them from 1"


def test_relative_paths_stay_relative(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The source is the path as it was given."""
    monkeypatch.chdir(tmp_path)
    Path("in").mkdir()
    Path("in/a.txt").write_text("Said once.")
    assert read("in")[0][0].source == os.path.join("in", "a.txt")


@pytest.mark.skipif(sys.platform != "linux", reason="file names are any bytes on Linux only")
def test_file_names_that_are_not_text(tmp_path: Path) -> None:
    """A file name of undecodable bytes can be printed and written as UTF-8."""
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.txt")).write_text("Said once.")
    articles, _ = read(tmp_path)
    assert articles[0].source == str(tmp_path / "\ufffd.txt")


# ---------------------------------------------------------------- standard input


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ('{"text": "Kim said so."}', "Kim said so."),
        ('[{"text": "Kim said so."}]', "Kim said so."),
        ("<!DOCTYPE html><html><body><p>Kim said so.</p></body></html>", "Kim said so."),
        ("From: a@b.example\nSubject: So\n\nKim said so.", "Kim said so."),
        ("---\ntitle: So\n---\nKim **said** so.", "Kim said so."),
        ("[Seoul] Kim said so.", "[Seoul] Kim said so."),
        ("Kim said so.", "Kim said so."),
    ],
)
def test_standard_input_is_told_by_its_content(data: str, text: str) -> None:
    """What comes in on standard input is read as what it is."""
    for stdin in (data.encode(), io.BytesIO(data.encode()), io.StringIO(data)):
        articles, skipped = read("-", stdin=stdin)
        assert skipped == ()
        assert [(found.text, found.source) for found in articles] == [(text, "-")]


def test_empty_standard_input() -> None:
    """Nothing on standard input is a reason."""
    assert read("-", stdin=b"")[1] == (Skipped("-", "is empty: there is nothing to read in it"),)


# ---------------------------------------------------------------- plain text


@pytest.mark.parametrize(
    ("content", "title"),
    [
        ("Kim vows “toughest” policy\n\nNorth Korea said so.", "Kim vows “toughest” policy"),
        ("Will there be talks?\n\nNobody knows.", "Will there be talks?"),
        ("Kim vows toughest policy against the U.S.\n\nHe did.", "Kim vows toughest policy against the U.S."),
        ("Short head\nA much longer first line of the body follows here.", "Short head"),
        ("Kim vowed so.\n\nHe did.", ""),
        ("“Kim vowed so.”\n\nHe did.", ""),
        ("金正恩総書記は述べた。\n\nその後。", ""),
        ("A hard-wrapped line of a text that goes on and on\nin the next line, as mail programs do it.", ""),
        ("A short line\nof a poem", ""),
        ("Only one line", ""),
        ("He said this:\n\nNothing.", ""),
        ("w" * 200 + "\n\nNorth Korea said so.", ""),
        ("2024\n\nA year.", ""),
    ],
)
def test_first_line_as_title(content: str, title: str, tmp_path: Path) -> None:
    """The first line is the title only where it looks like one, and then it is not in the text."""
    found = article("a.txt", content, tmp_path)
    assert found.title == title
    assert found.text == (content[len(title) :].strip() if title else content)


def test_unknown_keys_are_text(tmp_path: Path) -> None:
    """A block of lines with a key that is not known is part of the text."""
    text = "Title: So\nMood: good\n\nKim said so."
    assert article("a.txt", text, tmp_path).text == text


def test_newlines(tmp_path: Path) -> None:
    """Newlines inside a paragraph stay; other systems' line ends become newlines."""
    found = article("a.txt", "One line.\r\nAnother line.\r\rA para\u202egraph.", tmp_path)
    assert found.text == "One line.\nAnother line.\n\nA paragraph."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_encodings(encoding: str, tmp_path: Path) -> None:
    """A text is the same in every encoding that gives itself away."""
    text = "“No,” said the café owner — twice."
    assert article("a.txt", text.encode(encoding), tmp_path).text == text


@pytest.mark.parametrize(("encoding", "text"), [("euc-kr", "김정은 위원장은 말했다."), ("koi8-r", "Москва заявила.")])
def test_unknown_encodings_are_refused(encoding: str, text: str, tmp_path: Path) -> None:
    """Bytes in an encoding that is not declared are never shown as other letters."""
    assert "bytes are not UTF-8 text" in reason("a.txt", text.encode(encoding), tmp_path)
    assert reason("a.txt", text.encode(encoding), tmp_path).endswith("save it as UTF-8")


def test_too_long_a_text(tmp_path: Path) -> None:
    """A text of more than two million characters is refused with both numbers."""
    assert reason("a.txt", "a " * 1_000_001, tmp_path).startswith(
        "its text has 2,000,002 characters and the limit is 2,000,000"
    )


def test_one_long_word(tmp_path: Path) -> None:
    """A sentence of 20,000 letters and a word without spaces are read."""
    assert len(article("a.txt", "a" * 20_000 + ".", tmp_path).text) == 20_001


# ---------------------------------------------------------------- Markdown


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("[![alt](a.png)](http://x.example) then", "then"),
        ('a [b](c "d") [e][f] [g] x[^1]', "a b e [g] x"),
        ("**bold _both_** __x__ snake_case 5 * 3", "bold both x snake_case 5 * 3"),
        ("`code *x*` \\*lit\\* <https://a.example> <b>bold</b> a < b", "code *x* *lit* https://a.example bold a < b"),
        ("AT&amp;T R&D &copy 5", "AT&T R&D &copy 5"),
        ("He said [sic] that *so", "He said [sic] that *so"),
        ("“**Kim**,” he *said*.", "“Kim,” he said."),
        ("[link](http://a.example/x_(y)) end", "link end"),
    ],
)
def test_markdown_marks(markup: str, text: str) -> None:
    """Marks of Markdown go, the author's own stars and brackets stay."""
    assert plain(markup) == text


def test_markdown_blocks() -> None:
    """Headings, code and rules are not text; lists and quotes are."""
    title, paragraphs = paragraphs_of(
        "Head\n====\n\nOne\ntwo.\n\nSub\n---\n\n1. First.\n2. Second\n   goes on.\n\n    still so\n\nNext.\n\n"
        "    code\n\n[Seoul]: He spoke.\n\n***\n\n> quote\n> more\n\n~~~\ncode\n~~~\nAfter.\n<!-- gone\n\n-->\n"
    )
    assert title == "Head"
    assert paragraphs == [
        "One\ntwo.",
        "First.",
        "Second\ngoes on.",
        "still so",
        "Next.",
        "[Seoul]: He spoke.",
        "quote\nmore",
        "After.",
    ]


@pytest.mark.parametrize(
    "hostile", ["[" * 13_000, "[](a 'x" * 20_000, "``` " * 40_000, "*a **" * 40_000, "![[" * 20_000 + "](" * 20_000]
)
def test_hostile_markdown_is_quick(hostile: str) -> None:
    """Unclosed brackets and marks cost no more than other text."""
    start = time.perf_counter()
    paragraphs_of(hostile)
    assert time.perf_counter() - start < 1


# ---------------------------------------------------------------- pages


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        (
            "<div " + " ".join(f'a{n}="x"' for n in range(100_000)) + "><p>So.</p>",
            "is a page with more than 250 attributes",
        ),
        ("<!--><div " + " ".join(f"a{n}" for n in range(100_000)) + ">", "is a page with more than 250 attributes"),
        ("<p>" + "<a href=x>link</a> " * 50_000, "is a page of 100,003 tags and the limit is 60,000"),
        ("<div>" * 20_000 + "<p>Deep words.</p>", "has no article that could be told from the rest"),
        ("<p>" + "word " * 2_100_000, "is a page of 10.5 MB and the limit is 10 MB"),
        ("<html></html>", "has no article that could be told from the rest"),
        ("<script>" * 50_000, "has no article that could be told from the rest"),
    ],
)
def test_hostile_pages(markup: str, expected: str, tmp_path: Path) -> None:
    """Pages made to cost hours are refused within a second."""
    start = time.perf_counter()
    assert reason("a.html", "<html><body>" + markup, tmp_path).startswith(expected)
    assert time.perf_counter() - start < 2  # the first one imports trafilatura


@pytest.mark.parametrize(
    ("head", "date"),
    [
        ('<meta property="article:published_time" content="2024-05-01">', "2024-05-01"),
        ('<meta property="article:modified_time" content="2024-05-01">', None),
        ('<meta name="date" content="03/04/2024">', None),
        (
            '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2024-05-02"}</script>',
            "2024-05-02",
        ),
        ('<script type="application/ld+json">{"@type": "Recipe", "datePublished": "2024-05-02"}</script>', None),
        ('<script type="application/ld+json">{not json</script>', None),
        ("<title>News of 5 May 2024</title>", None),
    ],
)
def test_date_of_a_page(head: str, date: str | None, tmp_path: Path) -> None:
    """A page's date is what its metadata says of its publication, and never a guess."""
    body = "<p>The council met on 1 January 2023 and agreed.</p><p>Copyright 2019.</p>"
    page = f"<html><head>{head}</head><body>{body}</body></html>"
    assert article("a.html", page, tmp_path).published == date


def test_a_page_in_its_declared_encoding(tmp_path: Path) -> None:
    """A page is decoded as it declares, and refused where letters of its article are lost."""
    page = '<html><head><meta charset="euc-kr"></head><body><p>김정은 위원장은 말했다.</p></body></html>'
    found = article("a.html", page.encode("euc-kr"), tmp_path)
    assert (found.text, found.language) == ("김정은 위원장은 말했다.", "ko")
    filler = "<p>The council met in the town hall and agreed on the new rules.</p>" * 60
    broken = f"<html><body>{filler}<p>The mayor said “n@o” to it.</p></body></html>".encode().replace(b"@", b"\xff")
    assert reason("a.html", broken, tmp_path).startswith("one character of its text cannot be decoded")


def test_a_doubled_body_is_said_once(tmp_path: Path) -> None:
    """Blocks that a page repeats are in the article once."""
    blocks = "".join(f"<p>Paragraph {n} says something that is of use to a reader.</p>" for n in range(5))
    found = article("a.html", f"<html><body><article>{blocks}{blocks}</article></body></html>", tmp_path)
    assert [found.text.count(f"Paragraph {n}") for n in range(5)] == [1] * 5


@pytest.mark.parametrize(
    ("head", "title", "outlet", "author"),
    [
        (
            "<title>Dam is done - The Post</title><meta property='og:site_name' content='The Post'>",
            "Dam is done",
            "The Post",
            None,
        ),
        (
            "<title>Dam is done</title><meta property='og:site_name' content='The Post | News for all'>",
            "Dam is done",
            "The Post",
            None,
        ),
        ("<title>A &amp;amp; B</title><meta name=author content='By Ida Holm | Staff'>", "A & B", None, "Ida Holm"),
        (
            "<meta name=author content='The Post'><meta property='og:site_name' content='The Post'>",
            "",
            "The Post",
            None,
        ),
        (
            "<link rel=canonical href='https://www.post.example/a'><meta name=author content='http://x.example'>",
            "",
            "post.example",
            None,
        ),
        ("<link rel=canonical href='javascript:alert(1)'>", "", None, None),
    ],
)
def test_what_a_page_says_of_itself(
    head: str, title: str, outlet: str | None, author: str | None, tmp_path: Path
) -> None:
    """Title, outlet and author are the page's own words without its slogans."""
    found = article("a.html", f"<html><head>{head}</head><body><p>The dam is done.</p></body></html>", tmp_path)
    assert (found.title, found.outlet, found.author) == (title, outlet, author)


def test_a_wrong_language_attribute(tmp_path: Path) -> None:
    """The letters decide where the page's template declares another language."""
    page = '<html lang="en"><body><p>김정은 국무위원장은 새해 연설에서 말했다.</p></body></html>'
    assert article("a.html", page, tmp_path).language == "ko"


# ---------------------------------------------------------------- JSON


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ('{"text": 5}', 'it has a "text" that is not text; put it in quotation marks'),
        ('{"text": "So.", "url": []}', 'it has a "url" that is not text; put it in quotation marks'),
        ('{"title": "So"}', 'it has no key "text" (it has: title); the words of an article stand under "text"'),
        ('{"text": ""}', 'it has an empty "text"; the words of an article stand under "text"'),
        ("{}", 'it has no key "text" (it has: no keys); the words of an article stand under "text"'),
        ("7", 'it is a number, not an article; an article is an object with the key "text"'),
        ('{"text": "So."', "is not valid JSON (line 1, column 15: expecting ',' delimiter); mend it there"),
        ('{"text": "123"}', "has no sentence in it, only numbers or signs"),
    ],
)
def test_json_that_is_no_article(content: str, expected: str, tmp_path: Path) -> None:
    """JSON that is not an article is refused with the key and what is wrong with it."""
    assert reason("a.json", content, tmp_path) == expected


def test_many_bad_lines_are_counted(tmp_path: Path) -> None:
    """A log under the wrong ending gives twenty reasons and a count, not thousands."""
    path = tmp_path / "log.jsonl"
    path.write_text('{"text": "Good words."}\n' + '{"level": 3}\n' * 500)
    articles, skipped = read(path)
    assert len(articles) == 1
    assert len(skipped) == 21
    assert skipped[-1].reason == "480 more of its articles cannot be used, for reasons like these"


def test_the_other_kind_of_json(tmp_path: Path) -> None:
    """One object a line under .json, and a list over several lines under .jsonl, are read all the same."""
    lines = '{"text": "One."}\n{"text": "Two."}\n'
    (tmp_path / "a.json").write_text(lines)
    (tmp_path / "b.jsonl").write_text('[\n{"text": "One."},\n{"text": "Two."}\n]')
    assert [found.text for found in read(tmp_path)[0]] == ["One.", "Two."] * 2


def test_a_bad_byte_costs_one_line(tmp_path: Path) -> None:
    """A line that is not UTF-8 is refused; the other lines are read."""
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"text": "Good words."}\n{"text": "Bad \xff words."}\n')
    articles, skipped = read(path)
    assert [found.text for found in articles] == ["Good words."]
    assert [found.reason for found in skipped] == ["line 2 is not UTF-8 text; save the file as UTF-8"]


def test_ids_are_never_shared_silently() -> None:
    """Copies share an id; another text under the same id gets a number."""
    rows = [{"id": "x", "text": text} for text in ("One text.", "Two text.", "One text.", "Three text.", "Two text.")]
    articles, _ = read("-", stdin=json.dumps(rows).encode())
    assert [found.id for found in articles] == ["x", "x#2", "x", "x#3", "x#2"]


# ---------------------------------------------------------------- mail


def nested(depth: int) -> str:
    opened = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(depth))
    return opened + "Content-Type: text/plain\n\nDeep words."


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (nested(1000), "is an e-mail of more than 200 parts"),
        (nested(150), "is an e-mail with parts inside parts, more than 50 deep"),
        ("Subject: " + "=?utf-8?q?a?= " * 20_000 + "\n\nWords.", "is an e-mail with more than 64 kB of header"),
        (
            'Subject: x\nContent-Type: text/plain; a="' + ";" * 20_000 + "\n\nWords.",
            "is an e-mail with a header field of",
        ),
        ("Subject: x\nContent-Type: image/png\n\nWords.", "is an e-mail without text"),
        ("Subject: x\n\n> Only quoted.", "is an e-mail without text"),
    ],
)
def test_mail_that_is_refused(content: str, expected: str, tmp_path: Path) -> None:
    """Mail made to cost hours, and mail without words of its own, is refused with a reason."""
    start = time.perf_counter()
    assert reason("a.eml", content, tmp_path).startswith(expected)
    assert time.perf_counter() - start < 1


def test_damaged_mail_headers(tmp_path: Path) -> None:
    """A subject that cannot be decoded is shown as it is; the words of the mail are read."""
    found = article("a.eml", "From: a@b.example\nSubject: =?utf-8?b?AAA?=\nDate: sometime\n\nWords.", tmp_path)
    assert (found.text, found.outlet, found.published) == ("Words.", "b.example", None)


def test_mail_in_an_unknown_charset(tmp_path: Path) -> None:
    """A charset that nobody knows is taken as UTF-8."""
    mail = "From: Ana <a@b.example>\nSubject: x\nContent-Type: text/plain; charset=klingon\n\nShe said “yes”."
    assert article("a.eml", mail, tmp_path).text == "She said “yes”."


# ---------------------------------------------------------------- PDF


def test_lines_of_a_pdf_become_paragraphs() -> None:
    """Words cut at a line's end are whole again, hyphens that belong to a word stay, running heads go."""
    pages = [
        [
            "The Mirror",
            "The govern-",
            "ment has agreed to the plan for a new anti-",
            "nuclear law, in talks with North-",
            "South groups, it said.",
            "1",
        ],
        ["The Mirror", "Another page says more about the plan and what", "it will cost in the end.", "2"],
        ["The Mirror", "The last page goes on about it and says what is", "left to say.", "3"],
    ]
    assert pdf_paragraphs(pages) == [
        "The government has agreed to the plan for a new anti-nuclear law, in talks with North-South groups, it said.",
        "Another page says more about the plan and what it will cost in the end.",
        "The last page goes on about it and says what is left to say.",
    ]


# ---------------------------------------------------------------- dates, languages, addresses


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2024-12-29", "2024-12-29"),
        ("2024-12-29T10:00:00Z", "2024-12-29T10:00:00Z"),
        ("2024-12-29 10:00", "2024-12-29"),  # without a zone the hour could be a day off
        ("20241229", "2024-12-29"),
        ("Sun, 29 Dec 2024 10:00:00 +0900", "2024-12-29T10:00:00+09:00"),
        ("Sun, 29 Dec 2024 10:00:00 +0000 (UTC)", "2024-12-29T10:00:00+00:00"),
        ("29 December 2024", "2024-12-29"),
        ("29th Dec. 2024", "2024-12-29"),
        ("Dec. 29, 2024", "2024-12-29"),
        ("Sunday, December 29, 2024 at 3:15 p.m. EST", "2024-12-29T15:15:00-05:00"),
        ("29. Dezember 2024", "2024-12-29"),
        ("2024年12月29日", "2024-12-29"),
        ("2024년 12월 29일", "2024-12-29"),
        ("03/04/2024", None),
        ("Feb. 30, 2024", None),
        ("2024-13-01", None),
        ("December 2024", None),
        ("yesterday", None),
        ("0001-01-01T00:00:00Z", None),
        ("1970-01-01T00:00:00Z", None),
        ("", None),
        (None, None),
    ],
)
def test_dates(written: str | None, expected: str | None) -> None:
    """A date is an ISO date, or unknown where it could be another."""
    assert iso(written) == expected


@given(st.text(alphabet="0123456789-/:.,TZ +abdecmnuy年월", max_size=30))
@settings(max_examples=200, deadline=None)
def test_any_words_are_a_date_or_none(written: str) -> None:
    """Whatever stands where a date should, the result is an ISO date or unknown."""
    from datetime import datetime

    found = iso(written)
    assert found is None or datetime.fromisoformat(found)


@pytest.mark.parametrize(
    ("text", "declared", "expected"),
    [
        ("Kim said that the talks will go on.", None, "en"),
        ("Kim said that the talks will go on.", "en-US", "en"),
        ("Kim said that the talks will go on.", "nonsense", "en"),
        ("Le président a dit que la guerre ne sera pas longue.", None, "fr"),
        ("Der Präsident sagte, dass die Truppen nicht in das Land gehen.", None, "de"),
        ("El presidente dijo que la guerra en el norte no es larga.", None, "es"),
        ("김정은 위원장은 말했다.", "en", "ko"),
        ("北朝鮮の金正恩総書記は述べた。", None, "ja"),
        ("朝鲜领导人金正恩表示。", None, "zh"),
        ("Москва заявила об этом.", None, "ru"),
        ("Київ заявив, що її війська йдуть.", None, "uk"),
        ("رئيس الوزراء قال", None, "ar"),
        ("Talks 2024", None, "en"),
        ("", None, "en"),
    ],
)
def test_languages(text: str, declared: str | None, expected: str) -> None:
    """The language is the declared one unless the letters contradict, else that of the words."""
    assert language_of(text, declared) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example/x?utm_source=y&id=3#top", "https://a.example/x?id=3"),
        ("https://a.example/x?utm_source=y", "https://a.example/x"),
        ("https://a.example/x", "https://a.example/x"),
        (None, None),
    ],
)
def test_canonical_addresses(url: str | None, expected: str | None) -> None:
    """Tracking parameters and fragments are no part of an address."""
    assert canonical(url) == expected
    assert canonical(expected) == expected
