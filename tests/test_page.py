"""The fit and the printed page: one page, full, nothing lost, nothing small, whatever the brief."""

from __future__ import annotations

import gc
import os
import random
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import generated
from hypothesis import given, settings
from hypothesis import strategies as st

from briefer.errors import UsageError
from briefer.model import Brief, Changes, Item, Section
from briefer.render import fit
from briefer.render.fit import lighter
from briefer.render.html import entries_of
from briefer.render.html import write as write_html
from briefer.render.page import FULL, LARGEST, LOOSEST, PAPERS, SIZE, SMALLEST, Page
from briefer.render.pdf import PageFault, _fetcher, _fonts, _prove, _weasyprint
from briefer.text.clean import visible

BRIEFS = st.builds(
    generated,
    seed=st.integers(0, 10**6),
    articles=st.integers(1, 40),
    sections=st.integers(1, 12),
    items=st.integers(1, 60),
    longest=st.integers(8, 80),
)


def printed(page: Page) -> None:
    """Set the page with the PDF engine and prove it; raises PageFault."""
    html = _weasyprint().HTML(string=write_html(page, embed=False), url_fetcher=_fetcher(), media_type="print")
    _prove(page, html.render(font_config=_fonts()))


@settings(max_examples=40, deadline=None)
@given(BRIEFS, st.sampled_from(sorted(PAPERS)))
def test_every_brief_is_one_page_as_predicted(brief: Brief, paper: str) -> None:
    """The PDF engine prints exactly the lines and heights that the fit counted: one page, every entry, all inside."""
    printed(fit(brief, paper))


@settings(max_examples=150, deadline=None)
@given(BRIEFS, st.sampled_from(sorted(PAPERS)))
def test_nothing_is_lost_and_the_page_is_full(brief: Brief, paper: str) -> None:
    """Each candidate is on the page or held over with a reason; with something held over the page is 95 % full."""
    page = fit(brief, paper)
    candidates = [item.text for item in all_items(brief)]
    shown = [item.text for item in all_items(page.brief)]
    held = [item.text for item in page.brief.held_over]

    assert sorted(shown + held) == sorted(candidates)
    assert all(item.reason for item in page.brief.held_over)
    assert [t for t in candidates if t in set(shown)] == [t for t in shown]
    assert SMALLEST <= page.size <= LARGEST
    assert page.size * LOOSEST + 0.01 >= page.leading >= page.size * 1.36 - 0.01
    assert page.rest >= 0
    if held and max(len(text) for text in held) < 250:
        assert page.fill >= FULL


@settings(max_examples=60, deadline=None)
@given(BRIEFS)
def test_numbers_and_sources_are_in_the_order_of_the_page(brief: Brief) -> None:
    """Items count from 1 in printing order, sources from 1 in the order of their first mention."""
    page = fit(brief)
    items = list(all_items(page.brief))
    cited = list(dict.fromkeys(item.spans[0].source for item in items))

    assert [item.n for item in items] == list(range(1, len(items) + 1))
    assert cited == list(range(1, len(cited) + 1))
    assert page.brief.coverage.used == len(cited)
    assert [ref.source.n for column in page.references for ref in column] == cited
    assert {item.source for item in page.brief.held_over} <= {source.n for source in page.brief.sources}


@settings(max_examples=40, deadline=None)
@given(BRIEFS)
def test_a_fitted_brief_fits_the_same_way_again(brief: Brief) -> None:
    """brief.json is the master: the page made from it is the page it came from."""
    page = fit(brief)
    again = fit(page.brief)

    assert again.brief == page.brief
    assert (again.size, again.leading, again.rest) == (page.size, page.leading, page.rest)


FOREIGN = "هدنة المحادثات ცეცხლის շուտով ישראל 북한은 미사일을 朝鮮半島 協議を続ける 😀 हिन्दी ไทย".split()


@settings(max_examples=25, deadline=None)
@given(BRIEFS, st.integers(0, 10**6))
def test_fonts_of_the_machine_do_not_change_the_page(brief: Brief, seed: int) -> None:
    """Letters that no shipped face has are taller or wider than these on some machine; the page holds the same."""
    chance = random.Random(seed)

    def mixed(text: str) -> str:
        return " ".join(chance.choice((word, word, chance.choice(FOREIGN))) for word in text.split())

    def items(given_: tuple[Item, ...]) -> tuple[Item, ...]:
        return tuple(replace(item, text=mixed(item.text)) for item in given_)

    printed(
        fit(
            replace(
                brief,
                title=mixed(brief.title),
                bottom_line=items(brief.bottom_line),
                sections=tuple(Section(mixed(s.title) + str(n), items(s.items)) for n, s in enumerate(brief.sections)),
                sources=tuple(replace(source, title=mixed(source.title)) for source in brief.sources),
            )
        )
    )


def all_items(brief: Brief) -> list[Item]:
    """The items of a brief in printing order."""
    return [*brief.bottom_line, *(item for section in brief.sections for item in section.items)]


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize(
    "shape",
    [
        {"sections": 12},
        {"sections": 30, "items": 60},
        {"articles": 60, "items": 60},
        {"shortest": 300, "longest": 300, "items": 6},
        {"shortest": 900, "longest": 900, "items": 3},
        {"shortest": 1, "longest": 1},
        {"items": 1},
        {"items": 0},
        {"title": "Brief " * 120},
        {"title": "W" * 400},
    ],
    ids=str,
)
def test_extreme_briefs_are_one_page(shape: dict[str, int], paper: str) -> None:
    """Thirty sections, sixty sources, sentences of 900 words, a title without end: still exactly one page."""
    printed(fit(generated(3, **shape), paper))  # type: ignore[arg-type]  # a row of keyword arguments


def test_every_section_keeps_its_best_where_it_fits(make: Callable[..., Brief]) -> None:
    """A section with only low scores is not crowded out by a section with many high ones."""
    brief = make(5, sections=3, items=50, longest=20)
    low = tuple(replace(item, score=0.001) for item in brief.sections[2].items)
    page = fit(replace(brief, sections=(*brief.sections[:2], Section("Quiet", low))))

    assert "Quiet" in [section.title for section in page.brief.sections]


def test_conflicting_figures_are_printed_together_or_not_at_all(make: Callable[..., Brief]) -> None:
    """One of two figures that differ would mislead, so the lower-ranked one comes along or both stay away."""
    for seed in range(12):
        brief = make(seed, sections=2, items=40, longest=30)
        items = list(brief.sections[1].items)
        items[0] = replace(items[0], differs=(items[1].n,), score=0.99)
        items[1] = replace(items[1], differs=(items[0].n,), score=0.0)
        page = fit(replace(brief, sections=(brief.sections[0], Section("Pair", tuple(items)))))
        pair = [item for item in all_items(page.brief) if item.differs]

        assert len(pair) in (0, 2)
        if pair:
            assert pair[0].differs == (pair[1].n,) and pair[1].differs == (pair[0].n,)
            assert sum("figures differ" in [mark.text for mark in entry.marks] for entry in entries_of(page)) == 2


def test_short_content_is_set_larger_but_never_over_twelve_points(make: Callable[..., Brief]) -> None:
    """Three sentences do not stand lost at the size of a full page, nor are they blown up."""
    page = fit(make(1, articles=1, items=3, longest=20))

    assert page.size == LARGEST
    assert page.rest > 0
    assert fit(make(1, articles=10, items=60)).size in (SIZE, 10.5, 9.8, 11.0, SMALLEST, 11.5, LARGEST)


def test_one_source_carries_no_note_marks(make: Callable[..., Brief]) -> None:
    """A note mark repeated a dozen times says nothing; with two sources every sentence has one."""
    one, two = fit(make(2, articles=1, items=12)), fit(make(2, articles=2, items=12))

    assert not any(entry.text.mark for entry in entries_of(one))
    assert all(entry.text.mark for entry in entries_of(two))


@pytest.mark.parametrize(("articles", "shown"), [(1, False), (2, False), (3, True), (30, True)])
def test_the_strip_of_charts_needs_three_articles(make: Callable[..., Brief], articles: int, shown: bool) -> None:
    """Counts and charts tell something from three articles on."""
    page = fit(make(4, articles=articles))

    assert bool(page.strip) is shown
    assert ("<svg" in write_html(page)) is shown


def test_counts_without_charts_take_less_room(make: Callable[..., Brief]) -> None:
    """Articles without dates and outlets have counts, but no chart that tells anything."""
    brief = make(4, articles=12)
    bare = replace(brief.coverage, days={}, outlets={}, undated=12)
    page = fit(replace(brief, coverage=bare, period=(None, None)))

    assert 0 < page.strip < fit(brief).strip
    assert "<svg" not in write_html(page)
    printed(page)


def test_a_rendered_brief_is_let_go(make: Callable[..., Brief]) -> None:
    """Nothing of a brief stays in memory once it is rendered: a batch makes thousands in one process."""
    fit(make(40), "a4")
    gc.collect()

    assert not [each for each in gc.get_objects() if type(each).__name__ == "Sheet"]


def test_what_was_left_out_is_said_on_the_page(make: Callable[..., Brief]) -> None:
    """Held-over items, empty sections and unusable inputs are counted at the foot."""
    brief = make(6, items=60)
    brief = replace(brief, coverage=replace(brief.coverage, empty=("Economy", "Courts")))
    page = fit(brief)
    foot = "".join(page.coverage)

    assert f"{len(page.brief.held_over)} items held over for want of room" in foot
    assert "nothing to say on Economy and Courts" in foot
    assert "10 articles read" in foot


def test_what_is_new_since_the_last_is_said_and_renumbered(make: Callable[..., Brief]) -> None:
    """The line of changes stands under the bottom line; numbers of items that were held over are gone from it."""
    brief = make(8, items=60)
    everything = tuple(item.n for item in all_items(brief))
    page = fit(replace(brief, number=12, changes=Changes(new=everything[:30], continuing=everything[30:])))

    assert page.changes.startswith("Since No. 11: ")
    assert len(page.brief.changes.new) + len(page.brief.changes.continuing) == len(all_items(page.brief))


def test_the_analysts_note_is_marked_and_bounded(make: Callable[..., Brief]) -> None:
    """The note stands in its own box, markup gone, and a very long one is cut with a mark, never the sentences."""
    short = fit(replace(make(9), note="# Mine\n\nWatch **the port** <script>alert(1)</script>.\n\n- one\n- two"))
    long = fit(replace(make(9), note="word " * 3000))

    assert short.note[0] == ("Mine",)
    assert "Watch the port <script>alert(1)</script>." in ["".join(p) for p in short.note]
    assert "<script>" not in write_html(short)
    assert long.note[-1][-1].endswith("[…]")
    printed(short)
    printed(long)


def test_a_page_that_proves_over_full_is_fitted_with_one_entry_less(make: Callable[..., Brief]) -> None:
    """The proof is real: a page set wrongly is refused, and the lighter page holds all but the lowest-ranked item."""
    page = fit(make(10))
    with pytest.raises(PageFault, match=r"pages|lower edge|lines it was given"):
        printed(replace(page, rest=page.rest + 300))
    less = lighter(page)

    assert len(all_items(less.brief)) == len(all_items(page.brief)) - 1
    assert less.brief.held_over[0].reason == "no room: the page was over full in print"


def test_an_unknown_paper_is_refused_in_words(make: Callable[..., Brief]) -> None:
    """The message names the papers there are."""
    with pytest.raises(UsageError, match="paper 'a3' is not known; use one of: a4, letter"):
        fit(make(1), "a3")


def test_the_type_on_paper_is_never_smaller_than_said(make: Callable[..., Brief]) -> None:
    """Read from the finished PDF: every sentence stands in type of 9.5 pt or more."""
    from io import BytesIO

    from pypdf import PdfReader

    from briefer.render import render

    brief = make(11, items=60)
    (pdf,) = render(brief, ("pdf",))
    sizes: dict[str, float] = {}

    def visit(text: str, cm: list[float], tm: list[float], font: object, size: float) -> None:
        for word in re.findall(r"\w{5,}", text):
            sizes[word] = max(sizes.get(word, 0), abs(size * tm[3] * cm[3]))

    PdfReader(BytesIO(pdf.body)).pages[0].extract_text(visitor_text=visit)
    words = {word for item in all_items(fit(brief).brief) for word in re.findall(r"\w{5,}", visible(item.text))}

    assert len(words & set(sizes)) > 20
    assert min(sizes[word] for word in words & set(sizes)) >= SMALLEST - 0.01


def test_two_processes_with_other_hash_seeds_write_the_same_bytes(tmp_path: Path) -> None:
    """Same input, same bytes: in every format, whatever PYTHONHASHSEED."""
    script = (
        "import sys, hashlib; sys.path.insert(0, sys.argv[1]); from conftest import generated\n"
        "from briefer import render\n"
        "for f in render(generated(21, articles=12)): print(f.name, hashlib.sha256(f.body).hexdigest())"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", script, str(Path(__file__).parent)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=Path(__file__).parent.parent,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "77")
    ]

    assert runs[0] == runs[1]
    assert runs[0].count("\n") == 4


def test_a_long_handling_line_is_printed_whole(make: Callable[..., Brief]) -> None:
    """A caveat on who may read the brief is never cut: it takes a second line."""
    handling = "Official, for the eyes of the harbour committee and of its deputies alone, until it is signed"
    page = fit(replace(make(3), handling=handling))

    assert len(page.kicker) == 2
    assert handling.upper() in "".join(page.kicker)
    printed(page)
