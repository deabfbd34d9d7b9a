"""What clean and visible take out, what they leave alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefer.text.clean import clean, script, visible

NASTY = st.text(
    alphabet=st.one_of(
        st.sampled_from(
            "ab \n\t\r\v\f\x00\x1b\x85\u2028\u2029\u200b\u200c\u200d\u200e\u202e\u2066\ufeff\U000e0041\ud800"
        ),
        st.characters(),
    )
)


@pytest.mark.parametrize(
    "text",
    [
        "“We do not want war,” Gen. Smith said — the U.N. agreed.\n\nNo. 5 cost 3.5 million.",
        "김정은 국무위원장은 말했다.",
        "他说“你好。”",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",  # a Persian word that needs its joiner
        "\u0915\u094d\u200d\u0937",  # a Hindi conjunct
        "\U0001f469\u200d\U0001f680 \U0001f469\U0001f3fd\u200d\U0001f4bb",  # emoji made of several
        "cafe\u0301 and caf\u00e9\u00a0!",  # both spellings stay as they were written
        "\ttabs and  two spaces",
        "",
    ],
)
def test_ordinary_text_is_left_alone(text: str) -> None:
    """Ordinary text of any script comes through unchanged."""
    assert clean(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        ("a\u2028b\u2029c\x85d\ve\ff", "a\nb\nc\nd\ne\nf"),
        ("a\x00b\x1b[31mc\x9bd", "ab[31mcd"),
        ("\ufeffa\u202eb\u2066c\u200bd\u200ee\u061cf", "abcdef"),
        ("safe\U000e0069\U000e0067text", "safetext"),
        ("half\ud83d a pair", "half a pair"),
        ("a\u200d b\u200c", "a b"),
        ("a\u200d\u200db", "ab"),
        ("a\u200d\x00b", "a\u200db"),
        ("not\ufffea\uffffcharacter", "notacharacter"),
    ],
)
def test_hidden_characters_go(text: str, expected: str) -> None:
    """Line endings become one kind; what cannot be seen, or reorders what is seen, is dropped."""
    assert clean(text) == expected


@given(NASTY)
@settings(max_examples=300, deadline=None)
def test_cleaning_is_stable(text: str) -> None:
    """Cleaning twice is cleaning once, never grows a text, and the result can be written as UTF-8."""
    once = clean(text)
    assert clean(once) == once
    assert len(once) <= len(text)
    once.encode("utf-8")
    assert not any(ord(char) < 32 and char not in "\n\t" for char in once)


@given(NASTY)
@settings(max_examples=300, deadline=None)
def test_visible_text_is_one_line(text: str) -> None:
    """Visible text has one line, single spaces, nothing hidden, and is stable."""
    line = visible(text)
    assert visible(line) == line
    assert line == " ".join(line.split())
    assert clean(line) == line


@pytest.mark.parametrize(
    ("char", "name"),
    [
        ("a", "Latin"),
        ("ß", "Latin"),
        ("Ж", "Cyrillic"),
        ("김", "Hangul"),
        ("中", "Han"),
        ("の", "Hiragana"),
        ("ア", "Katakana"),
        ("ش", "Arabic"),
        ("א", "Hebrew"),
        ("क", "Devanagari"),
        ("\U0001f600", "Emoji"),
        ("7", None),
        (" ", None),
        (".", None),
        ("—", None),
        ("\u00d7", None),
    ],
)
def test_script_of_a_character(char: str, name: str | None) -> None:
    """A letter's script is named; digits and punctuation belong to none."""
    assert script(char) == name
