"""Whole briefs: each folder cases/brief-* holds articles, a profile and the brief they give; the promises run on all.

After a change that is meant to change briefs, `python tests/test_cases.py` writes every brief.md anew; read the
difference before it is committed.
"""

from __future__ import annotations

import json
import random
import re
from contextlib import chdir
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

import briefer
from briefer.model import Article, Profile
from briefer.text.clean import visible

CASES = sorted(path for path in (Path(__file__).parent / "cases").glob("brief-*"))
DATE = "2026-11-24"


def given(case: Path) -> tuple[tuple[Article, ...], Profile]:
    """The articles and the profile of a case; paths as seen from the case, the same on every machine."""
    with chdir(case):
        articles, skipped = briefer.read(["input"])
        assert skipped == ()
        return articles, briefer.load_profile("./profile.toml")


def files(case: Path) -> dict[str, bytes]:
    """The finished brief of a case."""
    articles, profile = given(case)
    return {file.name: file.body for file in briefer.render(briefer.make_brief(articles, profile, date=DATE))}


def items(record: dict[str, Any]) -> list[dict[str, Any]]:
    """The items of a brief.json in printing order."""
    return [*record["bottom_line"], *(item for section in record["sections"] for item in section["items"])]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_brief_is_the_one_that_was_agreed(case: Path) -> None:
    """The Markdown of each case, letter for letter."""
    assert files(case)["brief.md"].decode("utf-8") == (case / "brief.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_promises_hold(case: Path) -> None:
    """Verbatim, one page, nothing twice, in order, everything in every format, provable, the same in any order."""
    articles, profile = given(case)
    made = files(case)
    record = json.loads(made["brief.json"])
    by_hash = {article.sha256: article for article in articles}
    source = {one["n"]: by_hash[one["sha256"]] for one in record["sources"]}
    page = "".join(_pdf_text(made["brief.pdf"]).split())
    said = items(record)

    assert said
    for item in said:
        quoted = [source[s["source"]].text[s["start"] : s["end"]] for s in item["spans"]]
        assert item["text"] == " ".join(quoted)
        assert "".join(visible(str(item["text"])).split()) in page
        if item["speaker"]:
            text = source[item["spans"][0]["source"]].text
            assert text[item["speaker"]["start"] : item["speaker"]["end"]] == item["speaker"]["text"]
    texts = [str(item["text"]) for item in said]
    assert not any(a != b and a in b for a in texts for b in texts)
    assert len(texts) == len(set(texts))
    assert [item["n"] for item in said] == list(range(1, len(said) + 1))
    assert [section["title"] for section in record["sections"]] == [
        section.title for section in profile.sections if section.title not in record["coverage"]["empty"]
    ]
    shuffled = list(articles)
    random.Random(5).shuffle(shuffled)
    again = briefer.render(briefer.make_brief(shuffled, profile, date=DATE), ("json",))[0].body
    assert again == made["brief.json"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_case_is_proven_from_its_pdf(case: Path, tmp_path: Path) -> None:
    """verify reads the PDF alone and finds every sentence in the sources."""
    (tmp_path / "brief.pdf").write_bytes(files(case)["brief.pdf"])
    outcome = briefer.verify(tmp_path / "brief.pdf", sources=[case / "input"])

    assert outcome.ok, outcome
    assert outcome.checks


def _pdf_text(body: bytes) -> str:
    from pypdf import PdfReader

    pages = PdfReader(BytesIO(body)).pages
    assert len(pages) == 1
    return pages[0].extract_text()


def test_markup_in_articles_is_printed_not_obeyed() -> None:
    """The hostile case: what looks like Markdown, HTML, a template or a terminal code is shown as it stands."""
    made = files(Path(__file__).parent / "cases" / "brief-hostile")
    html, markdown = made["brief.html"].decode(), made["brief.md"].decode()

    assert "<script" not in html and "javascript:" not in "".join(re.findall(r'href="([^"]*)"', html))
    assert "&lt;em&gt;northern&lt;/em&gt;" in html and "{{ config }}" in html
    assert "49" not in re.findall(r"Wire[^<]{0,20}", html)
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u200b]", html + markdown)


def update() -> None:
    """Write the brief of every case anew."""
    for case in CASES:
        (case / "brief.md").write_bytes(files(case)["brief.md"])
        print(f"wrote {case / 'brief.md'}")  # noqa: T201 - the one test file that is a tool too


if __name__ == "__main__":
    update()
