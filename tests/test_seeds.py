"""The demonstration texts: all are read, all are marked, and they hold what the tests of choosing need."""

from __future__ import annotations

from pathlib import Path

import briefer

SEEDS = Path(__file__).parent.parent / "seeds"


def test_seeds_are_read_and_marked() -> None:
    """Every file in seeds/ is an article or two, none is skipped, and each says that it is a demonstration."""
    articles, skipped = briefer.read(SEEDS)
    assert skipped == ()
    assert len(articles) == 12
    for article in articles:
        assert "(demo)" in (article.outlet or "") or "(demonstration text)" in article.title
        assert 80 <= len(article.text.split()) <= 250
        assert article.published is None or "2024-12-27" <= article.published[:10] <= "2025-01-02"
    endings = {path.suffix for path in SEEDS.iterdir() if not path.name.startswith(".")}
    assert endings == {".txt", ".md", ".html", ".json", ".jsonl", ".eml"}


def test_near_copies_are_one_report() -> None:
    """The two wordings of one wire story are one story of one independent report."""
    articles, _ = briefer.read(SEEDS)
    shared = [story for story in briefer.stories(articles) if len(story.articles) > 1]
    copies = {article.outlet for story in shared if story.reports == 1 for article in story.articles}
    assert {"Harbour Wire (demo)", "Strait Courier (demo)"} <= copies


def test_conflict_is_seen() -> None:
    """The brief that prints both figures for one thing marks each as different from the other."""
    articles, _ = briefer.read(SEEDS)
    brief = briefer.make_brief(articles, briefer.load_profile("korea"), date="2025-01-02")
    items = {item.n: item for section in brief.sections for item in section.items}
    marked = [item for item in items.values() if item.differs]
    assert len(marked) == 2
    assert any("1,100" in item.text for item in marked)
    assert any("3,000" in item.text for item in marked)
