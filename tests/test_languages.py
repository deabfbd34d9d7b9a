"""A brief can be made in every language of the tables: verbatim, in its sections, without a crash."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from briefer import load_profile, make_brief, read, render, stories, summarize
from briefer.choose import choices
from briefer.text import document

CASES = sorted(Path(__file__).parent.glob("cases/lang-*"))


def test_nine_languages_have_a_case() -> None:
    """The table of languages and the cases agree."""
    assert [case.name for case in CASES] == [f"lang-{code}" for code in "ar de es fr ja ko ru uk zh".split()]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_brief_in_a_language(case: Path) -> None:
    """Two articles and a profile in one language give a page whose sentences are whole and stand in the articles."""
    articles, skipped = read([case / "articles.jsonl"])
    profile = load_profile(case / "profile.toml")
    assert not skipped
    brief = make_brief(articles, profile, date=datetime.date(2025, 3, 5))
    items = [item for section in brief.sections for item in section.items]
    assert len(items) >= 2
    whole = {document_text.text for article in articles for document_text in document(article).sentences}
    by_hash = {article.sha256: article.text for article in articles}
    source = {each.n: by_hash[each.sha256] for each in brief.sources}
    for item in items:
        quoted = [source[span.source][span.start : span.end] for span in item.spans]
        assert " ".join(quoted) == item.text
        assert set(quoted) <= whole
    assert {made.name for made in render(brief, formats=("md", "json"))} == {"brief.md", "brief.json"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_shared_words_of_an_about_line_are_found(case: Path) -> None:
    """The first sentence of each case holds words of the first section's about line and is printed there."""
    articles, _ = read([case / "articles.jsonl"])
    profile = load_profile(case / "profile.toml")
    first = choices([document(article) for article in articles], profile)[0]
    assert (first.gate, first.section) == ("", 0)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_copies_in_a_language(case: Path) -> None:
    """A shortened copy is found in every language, and the two articles of a case stay two reports."""
    articles, _ = read([case / "articles.jsonl"])
    shorter = [
        type(each)(
            id=f"copy of {each.id}",
            title="",
            text=each.text.split("\n\n")[0] if at else each.text[:-1],
            source="copy",
            language=each.language,
        )
        for at, each in enumerate(articles)
    ]
    found = stories([*articles, *shorter])
    assert sum(story.reports for story in found) == 2


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_summary_in_a_language(case: Path) -> None:
    """A question in the language draws a sentence about it."""
    articles, _ = read([case / "articles.jsonl"])
    profile = load_profile(case / "profile.toml")
    found = summarize(articles[0].text, sentences=1, about=profile.sections[0].about, language=articles[0].language)
    assert len(found) == 1
    assert found[0].text in articles[0].text
