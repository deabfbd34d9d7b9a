"""Words are what a reader would count, and cost little."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import briefer
from briefer.errors import MissingError
from briefer.text import stem, stop_words, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The toughest anti-U.S. policy.", ["the", "toughest", "anti-u.s.", "policy"]),
        ("In the U.S., the U.N. and D.C.", ["in", "the", "u.s.", "the", "u.n.", "and", "d.c."]),
        ("Trump’s plan, Kim's aim", ["trump", "plan", "kim", "aim"]),
        ("the soldiers’ and Paris' view", ["the", "soldiers", "and", "paris", "view"]),
        ("They don’t and don't", ["they", "don't", "and", "don't"]),
        ("10,000 troops, 3.5 percent, $4.2, 1.000,50", ["10,000", "troops", "3.5", "percent", "4.2", "1.000,50"]),
        ("It ended in 2004. North-east of it, F-16s", ["it", "ended", "in", "2004", "north-east", "of", "it", "f-16s"]),
        ("“North,” AT&T said—twice… e.g.", ["north", "at&t", "said", "twice", "e.g."]),
        ("It ended.The next one", ["it", "ended", "the", "next", "one"]),
        ("U.S.-led and non-U.S. firms", ["u.s.-led", "and", "non-u.s.", "firms"]),
        ("Élysée, Straße, Москва, 김정은", ["élysée", "straße", "москва", "김정은"]),
        ("O'Neill’s l’été", ["o'neill", "l'été"]),
        ("", []),
        ("… — “”", []),
    ],
)  # fmt: skip
def test_words(text: str, expected: list[str]) -> None:
    """A word keeps its inner marks and loses its possessive ending and the stop of its sentence."""
    assert words(text) == expected


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_words_of_any_text(text: str) -> None:
    """Words never hold white space, are never empty and stand in the text in order."""
    low = text.lower().replace("’", "'")
    at = 0
    for word in words(text):
        assert word
        assert not any(sign.isspace() for sign in word)
        at = low.index(word, at) + len(word)


@pytest.mark.parametrize("piece", ["a", "a.", "a-", "1,", "'", "’s", "U.S.", "a&", "a.b.c.d ", ".", "-", "_"])
def test_words_take_linear_time(piece: str) -> None:
    """A long run of one piece is read at once."""
    text = piece * (400_000 // len(piece))
    start = time.process_time()
    words(text)
    assert time.process_time() - start < 1.0


def test_stem() -> None:
    """Forms of one word share a stem in a known language; elsewhere the word is its own stem."""
    assert stem("policies", "en") == stem("policy", "en")
    assert stem("Häuser".lower(), "de") == stem("haus", "de")
    assert stem("sanctions") == "sanction"
    assert stem("policies", "xx") == "policies"
    assert stem("policies", "en_GB") == "polici"


def test_stop_words() -> None:
    """The list of a language holds its small words, and an unknown language has none."""
    assert {"the", "and", "of", "don't"} <= stop_words("en")
    assert "minister" not in stop_words("en")
    assert {"der", "und"} <= stop_words("de-AT")
    assert stop_words("xx") == frozenset()
    assert stop_words("nl") == frozenset()  # sumy has no Dutch list


def test_missing_libraries_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without sumy the error says what is missing and how to get it."""
    module = sys.modules["briefer.text.words"]
    monkeypatch.setattr(module, "find_spec", lambda name: None)
    with pytest.raises(MissingError, match="come with sumy, which is not installed: pip install sumy"):
        stop_words.__wrapped__("en")
    with pytest.raises(MissingError, match="snowballstemmer, which is not installed: pip install snowballstemmer"):
        module._stemmer.__wrapped__("english")


def test_stems_and_stop_words_import_little() -> None:
    """Neither sumy nor the stemmers of other languages are imported."""
    code = (
        "import sys; from briefer.text import stem, stop_words; stem('policies'); stop_words('en'); "
        "print([m for m in sys.modules if m.split('.')[0] in ('sumy', 'nltk', 'numpy', 'snowballstemmer')"
        " or m.endswith('_stemmer')])"
    )
    folder = Path(briefer.__file__).parent.parent
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=folder)
    assert run.stdout.strip() == "['briefer.text.snowball.english_stemmer']"
