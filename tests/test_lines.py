"""Lines: nothing lost, nothing over the edge, as few as there can be, and as the PDF engine sets them."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefer.render.lines import FACES, _advances, _shaped, count, lines, pieces, width
from briefer.text.clean import visible

TEXT = st.text(min_size=1, max_size=400).map(visible).filter(bool)
PLAIN = "".join(map(chr, range(0x20, 0x7F))) + "“”‘’–—…·•£€"
PROSE = (
    "Negotiators from the three capitals met for a fifth day in the harbour town, and both sides said that the "
    "U.S.-led monitoring plan, first drafted in 2019, would be signed “within the week” if the ceasefire held along "
    "the corridor."
)


@given(TEXT, st.floats(6, 60))
def test_the_lines_joined_are_the_text(text: str, measure: float) -> None:
    """Whatever the text and the measure, breaking it loses, adds and moves nothing."""
    parts = pieces(text, "serif", measure)

    assert "".join(lines(text, parts, measure)) == text


@given(TEXT, st.floats(6, 60))
def test_no_line_is_wider_than_the_measure(text: str, measure: float) -> None:
    """A line never runs over the edge, however long the word; only a single code point may."""
    for line in lines(text, pieces(text, "serif", measure), measure):
        assert width(line.rstrip(" "), "serif") <= measure + 0.5 or len(line) <= 2


@given(TEXT, st.floats(6, 60), st.floats(0, 3))
def test_there_are_as_many_lines_as_counted(text: str, measure: float, tail: float) -> None:
    """The fit counts lines before they are broken; both must agree, or the page would be too long."""
    parts = pieces(text, "serif", measure)

    assert len(lines(text, parts, measure, tail)) == count(parts, measure, tail)


def test_a_compound_of_short_parts_is_never_broken() -> None:
    """“anti-” at the end of a line and “U.S.” on the next is what a typographer would mend first."""
    text = "They agreed on an anti-U.S. policy"

    for measure in range(5, 20):
        assert not any(line.endswith("anti-") for line in lines(text, pieces(text, "serif", measure), measure))


def test_the_last_word_does_not_stand_alone() -> None:
    """Where the lines allow it, the last line holds more than one short word."""
    for measure in (26, 30, 34, 38.4, 42):
        set_ = lines(PROSE, pieces(PROSE, "serif", measure), measure)

        assert width(set_[-1], "serif") >= measure / 6


def test_full_width_letters_break_anywhere_but_not_before_a_stop() -> None:
    """Chinese, Japanese and Korean lines break between letters, never before closing punctuation."""
    text = "朝鮮半島の緊張が高まっている。関係国は協議を続けると発表した。" * 3
    set_ = lines(text, pieces(text, "serif", 12), 12)

    assert len(set_) > 5
    assert not any(line.startswith(("。", "、")) for line in set_)


def test_korean_breaks_at_its_spaces() -> None:
    """Korean is written with spaces; a word parted in the middle reads like a slip."""
    text = "북한은 새 대륙간탄도미사일을 시험 발사했다고 조선중앙통신이 보도했다고 합동참모본부가 밝혔다."
    set_ = lines(text, pieces(text, "serif", 14), 14)

    assert len(set_) > 2
    assert all(line.endswith((" ", ".")) for line in set_)


@given(
    st.text(st.sampled_from(PLAIN + 20 * "fijltLT ·" + "éß北Ж"), min_size=1, max_size=80),
    st.sampled_from(list(FACES)),
)
def test_the_table_of_widths_agrees_with_harfbuzz(text: str, face: str) -> None:
    """Every letter stands where HarfBuzz would put it, with ligatures, kerning and what looks further than a letter."""
    assert _advances(text, face) == _shaped(text, face)


@pytest.mark.parametrize("face", FACES)
def test_every_pair_in_the_table_is_that_of_the_face(face: str) -> None:
    """The table belongs to the faces that are shipped: it is made anew when they change (scripts/widths.py)."""
    assert all(_advances(one + two, face) == _shaped(one + two, face) for one in PLAIN for two in PLAIN)


def test_plain_text_is_set_without_harfbuzz() -> None:
    """Loading HarfBuzz takes 7 ms, and English prose with its quotation marks and dashes does not need it."""
    code = f"""
        import sys
        from briefer.render.lines import FACES, width
        assert all(width({PROSE!r} + "… fifty–fifty — £5 or €6 · ok", face) > 80 for face in FACES)
        assert "uharfbuzz" not in sys.modules
        width("Київ", "serif")
        assert "uharfbuzz" in sys.modules
    """

    subprocess.run([sys.executable, "-c", textwrap.dedent(code)], check=True, cwd=Path(__file__).parent.parent)


@pytest.mark.parametrize("face", FACES)
def test_widths_agree_with_the_pdf_engine(face: str) -> None:
    """The width counted here is the width the PDF engine gives the same words, to a tenth of a point."""
    import weasyprint

    from briefer.render import pdf
    from briefer.render.html import FAMILIES, _linked

    family, weight, style = FAMILIES[face]
    words = [PROSE, "Kyiv: Зеленський заявив, що 3,000", "Αθήνα, η συμφωνία υπογράφηκε", "office affair fjord"]
    spans = "".join(f'<p><span id="w{n}">{text}</span></p>' for n, text in enumerate(words))
    html = (
        f"<style>{_linked()}@page{{size:3000pt 500pt;margin:0}}"
        f'body{{font:{style} {weight} 10pt "{family}";white-space:nowrap}}span{{display:inline-block}}</style>{spans}'
    )
    document = weasyprint.HTML(string=html, url_fetcher=pdf._fetcher()).render(font_config=pdf._fonts())
    anchors = document.pages[0].anchors

    for n, text in enumerate(words):
        printed = (anchors[f"w{n}"][2] - anchors[f"w{n}"][0]) * 0.75
        assert printed == pytest.approx(width(text, face) * 10, abs=0.1)
